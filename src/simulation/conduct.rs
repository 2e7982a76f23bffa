//! The seam from the plan to best responses: what buyers would answer to sellers' levels, and where these settle.

use super::business::business;
use super::month::Month;
use super::offers::{offers, premiums};
use super::pricing;
use super::state::{State, all};
use crate::market::{
    Cell, Conduct, FirstOrder, Level, Offers, Part, Response, Tastes, long_run_shares, settle,
};
use crate::math::exp;
use crate::scenario::{Draw, Plan};

/// Sellers, their levels and conduct, and the market as it would be at any levels: what a best response is found with.
///
/// A closed lab sets one level for all its closed models; an open model has as many sellers as lines.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// Whether anybody's price is a best response.
    pub any: bool,
    /// Seller, by line.
    sellers: Box<[u16]>,
    /// Nest, by seller.
    nests: Box<[u16]>,
    /// Level over the list, by seller.
    levels: Box<[Level]>,
    /// Conduct, by seller; none where prices follow a rule, or earn too little to show one.
    conducts: Box<[Option<Conduct>]>,
    /// First-order conditions, by seller.
    orders: Box<[FirstOrder]>,
    /// What sellers have of a cell.
    parts: Box<[Part]>,
    /// What a request at a level of 1 costs a buyer, by class and line, USD; 0 where the line is not feasible.
    usd: Box<[f64]>,
    /// What serving it costs.
    cost_usd: Box<[f64]>,
    /// What is kept of a metered USD, and what one more token costs over serving it live, by line.
    metered: Box<[(f64, f64)]>,
    /// Utility at a level of 1, by segment, class and line.
    utility: Box<[f64]>,
    /// Logarithm of the level, and the level, by line.
    ln_level: Box<[f64]>,
    level: Box<[f64]>,
    /// Shares of a cell, by line, and by nest.
    shares: Box<[f64]>,
    nest_shares: Box<[f64]>,
}

impl Board {
    /// The board of a plan: all levels at the list, and no conduct known.
    pub(super) fn of(plan: &Plan) -> Board {
        let (lines, classes) = (plan.lines.len(), plan.classes.len());
        let (providers, segments) = (plan.providers.len(), plan.segments.len());
        // A place for each provider's closed models, then one for each line; those that nobody takes cost nothing but themselves.
        let mut nests = vec![0; providers + lines];
        let mut sellers = vec![0; lines];
        for (line, it) in plan.lines.iter().enumerate() {
            let place = if it.nest == 0 { it.provider.index() } else { providers + line };
            (sellers[line], nests[place]) = (place as u16, it.nest);
        }
        Board {
            any: plan.market.responses.contains(&Response::BestResponse),
            sellers: sellers.into(),
            levels: all(Level::LIST, nests.len()),
            conducts: all(None, nests.len()),
            orders: all(FirstOrder::default(), nests.len()),
            parts: all(Part::default(), nests.len()),
            nests: nests.into(),
            usd: all(0.0, classes * lines),
            cost_usd: all(0.0, classes * lines),
            metered: all((1.0, 1.0), lines),
            utility: all(0.0, segments * classes * lines),
            ln_level: all(0.0, lines),
            level: all(1.0, lines),
            shares: all(0.0, lines),
            nest_shares: all(0.0, plan.nests),
        }
    }

    /// The level of a line's price over its list.
    pub(super) fn level(&self, line: usize) -> f64 {
        self.levels.get(usize::from(self.sellers[line])).map_or(1.0, |level| exp(level.ln))
    }

    /// Sets the levels of lines to those of their sellers.
    fn spread(&mut self, levels: &[Level]) {
        for (line, seller) in self.sellers.iter().enumerate() {
            let ln = levels[usize::from(*seller)].ln;
            if ln != self.ln_level[line] {
                (self.ln_level[line], self.level[line]) = (ln, exp(ln));
            }
        }
    }
}

/// Begins a draw: every level at the list.
pub(super) fn begin(state: &mut State) {
    state.board.levels.fill(Level::LIST);
    state.board.conducts.fill(None);
}

/// Learns each seller's conduct from the first month's prices.
pub(super) fn learn(plan: &Plan, draw: &Draw, month: &Month, state: &mut State) {
    let mut board = std::mem::take(&mut state.board);
    for (line, it) in plan.lines.iter().enumerate() {
        let business = business(plan, draw, &plan.providers[it.provider.index()], 0.0);
        board.metered[line] = (business.kept_of_metered(), business.marginal_cost());
    }
    lay_out(plan, draw, month, state, &mut board);
    learn_from(plan, draw, month, state, &mut board);
    state.board = board;
}

/// Lets those whose prices are best responses find them again, and sets their prices, if it is a month for that.
pub(super) fn reprice(plan: &Plan, draw: &Draw, month: &Month, state: &mut State) {
    if month.place == 0 || !month.place.is_multiple_of(pricing::lag_months(plan, draw)) {
        return;
    }
    let mut board = std::mem::take(&mut state.board);
    lay_out(plan, draw, month, state, &mut board);
    learn_from(plan, draw, month, state, &mut board);
    let (mut levels, mut orders) =
        (std::mem::take(&mut board.levels), std::mem::take(&mut board.orders));
    let conducts = std::mem::take(&mut board.conducts);
    settle(&mut levels, &conducts, month.price_sensitivity, &mut orders, |levels, orders| {
        orders_at(plan, draw, month, levels, state, &mut board, orders);
    });
    (board.levels, board.orders, board.conducts) = (levels, orders, conducts);
    state.board = board;
    for line in 0..plan.lines.len() {
        if pricing::response(plan, line) == Response::BestResponse {
            pricing::set(plan, draw, month.place, line, state);
        }
    }
}

/// Learns the conduct of those whose prices are best responses, and who have shown none, from prices at their present levels.
fn learn_from(plan: &Plan, draw: &Draw, month: &Month, state: &mut State, board: &mut Board) {
    let unknown = |board: &Board, line: usize| {
        board.conducts[usize::from(board.sellers[line])].is_none()
            && pricing::response(plan, line) == Response::BestResponse
    };
    let lines = 0..plan.lines.len();
    if !lines.clone().any(|line| unknown(board, line)) {
        return;
    }
    let levels = std::mem::take(&mut board.levels);
    let mut orders = std::mem::take(&mut board.orders);
    orders_at(plan, draw, month, &levels, state, board, &mut orders);
    for line in lines {
        if unknown(board, line) {
            let seller = usize::from(board.sellers[line]);
            board.conducts[seller] = Conduct::shown(&orders[seller], month.price_sensitivity);
        }
    }
    (board.levels, board.orders) = (levels, orders);
}

/// Fills in what requests cost and are worth at a level of 1: the list of those whose prices are best responses, the price of others.
fn lay_out(plan: &Plan, draw: &Draw, month: &Month, state: &mut State, board: &mut Board) {
    let (lines, classes) = (plan.lines.len(), plan.classes.len());
    for line in 0..lines {
        if pricing::response(plan, line) == Response::BestResponse {
            state.price_level[line] = state.list_level[line];
        }
    }
    for class in 0..classes {
        let of_class = class * lines..(class + 1) * lines;
        offers(plan, draw, state, class);
        board.usd[of_class.clone()].copy_from_slice(&state.spend_usd);
        board.cost_usd[of_class].copy_from_slice(&state.spend_cost_usd);
        for (place, segment) in plan.segments.iter().enumerate() {
            let place = place * classes + class;
            if !state.open[place] {
                continue;
            }
            premiums(month, place, state);
            let beta = month.price_sensitivity_of(draw, segment);
            let of_line = state.premiums.iter().zip(&state.log_usd_per_task);
            let row = &mut board.utility[place * lines..(place + 1) * lines];
            for (utility, (premium, log_usd)) in row.iter_mut().zip(of_line) {
                *utility = premium - beta * log_usd;
            }
        }
    }
}

/// Fills in the first-order conditions of all sellers at given levels: over the buyers of each class and segment.
fn orders_at(
    plan: &Plan,
    draw: &Draw,
    month: &Month,
    levels: &[Level],
    state: &mut State,
    board: &mut Board,
    orders: &mut [FirstOrder],
) {
    let (lines, classes) = (plan.lines.len(), plan.classes.len());
    board.spread(levels);
    orders.fill(FirstOrder::default());
    for (place, segment) in plan.segments.iter().enumerate() {
        let taste = segment.price_sensitivity.map_or(1.0, |factor| draw[factor]);
        let price_sensitivity = month.price_sensitivity * taste;
        for class in 0..classes {
            let place = place * classes + class;
            let of_place = place * lines..(place + 1) * lines;
            if !state.open[place] || state.of_market[place] == 0.0 {
                continue;
            }
            let asked = Offers {
                nests: &state.nests,
                log_usd_per_task: &board.ln_level,
                premiums: &board.utility[of_place.clone()],
            };
            let tastes = Tastes { price_sensitivity, nest_correlations: &state.nest_correlations };
            if !long_run_shares(&asked, tastes, &mut state.nest_sums, &mut board.shares) {
                continue;
            }
            divide(class, &state.basket_per_usd[of_place], &state.nests, board);
            for ((order, part), nest) in orders.iter_mut().zip(&board.parts).zip(&board.nests) {
                if part.share > 0.0 {
                    let cell = Cell {
                        tasks: state.of_market[place],
                        taste,
                        elasticity: draw[plan.market.elasticity],
                        nest_correlation: state.nest_correlations[usize::from(*nest)],
                        nest_share: board.nest_shares[usize::from(*nest)],
                    };
                    order.add(&cell, part);
                }
            }
        }
    }
}

/// Fills in what sellers have of the buyers of a class with the shares on the board, whose price index is over `basket`.
fn divide(class: usize, basket: &[f64], nests: &[u16], board: &mut Board) {
    let lines = nests.len();
    let of_class = class * lines..(class + 1) * lines;
    let (list_usd, costs_usd) = (&board.usd[of_class.clone()], &board.cost_usd[of_class]);
    board.parts.fill(Part::default());
    board.nest_shares.fill(0.0);
    let of_basket = |line: usize| basket[line] * list_usd[line] * board.level[line];
    let spent: f64 = (0..lines).map(of_basket).sum();
    let per_spent = if spent > 0.0 { 1.0 / spent } else { 0.0 };
    for line in 0..lines {
        let (share, (kept, dearer)) = (board.shares[line], board.metered[line]);
        let usd = list_usd[line] * board.level[line] * kept;
        let part = &mut board.parts[usize::from(board.sellers[line])];
        board.nest_shares[usize::from(nests[line])] += share;
        part.share += share;
        part.spend_share += of_basket(line) * per_spent;
        part.usd_per_task += share * usd;
        part.margin_usd_per_task += share * (usd - costs_usd[line] * dearer);
    }
}

#[cfg(feature = "tables")]
impl Board {
    /// What each seller's prices showed: margin, elasticity and, where there is one, conduct; none of who sold nothing.
    pub(super) fn shown(&self, price_sensitivity: f64) -> Vec<Option<(f64, f64, Option<f64>)>> {
        let sellers = self.orders.iter().zip(&self.conducts);
        let shown = sellers.map(|(order, conduct)| {
            let elasticity = order.elasticity(price_sensitivity);
            Some((order.margin()?, elasticity, conduct.map(|it| it.factor)))
        });
        shown.collect()
    }

    /// The name of a seller: the provider, and the model where it is an open one.
    pub(super) fn name(&self, plan: &Plan, seller: usize) -> String {
        match seller.checked_sub(plan.providers.len()) {
            None => plan.providers[seller].name.clone(),
            Some(line) => {
                let it = &plan.lines[line];
                let provider = &plan.providers[it.provider.index()].name;
                format!("{provider}, {}", plan.models[it.model.index()].name)
            }
        }
    }
}
