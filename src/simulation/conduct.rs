//! The seam from the plan to best responses: what buyers would answer to sellers' levels, and where these settle.

use super::business::business;
use super::month::Month;
use super::offers::{offers, premiums};
use super::pricing;
use super::state::{State, all};
use crate::market::{
    Cell, Conduct, FirstOrder, Offers, Part, Response, Seller, Tastes, long_run_shares, settle,
};
use crate::math::{exp, larger};
use crate::scenario::{Draw, Plan};

/// Sellers, and the market as it would be at any levels of theirs: what a best response is found with.
///
/// A closed lab sets one level for all its closed models; an open model has as many sellers as lines.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// Whether anybody's price is a best response.
    pub any: bool,
    /// Sellers: a place for each provider's closed models, then one for each line.
    sellers: Box<[Seller]>,
    /// Seller, by line.
    of_line: Box<[u16]>,
    /// Nest, by seller.
    nests: Box<[u16]>,
    /// What sellers have of a cell.
    parts: Box<[Part]>,
    /// What a request at a level of 1 costs a buyer, by class and line, USD; 0 where the line is not feasible.
    usd: Box<[f64]>,
    /// What serving it costs.
    cost_usd: Box<[f64]>,
    /// Utility at a level of 1, by segment, class and line.
    utility: Box<[f64]>,
    /// What one more token costs over serving it live, over what is kept of a metered USD, by line: the same for all of a seller.
    dearer: Box<[f64]>,
    /// Logarithm of the level, by line.
    ln_level: Box<[f64]>,
    /// The level, by line.
    level: Box<[f64]>,
    /// Shares of a cell by nest.
    nest_shares: Box<[f64]>,
}

impl Board {
    /// The board of a plan: all levels at the list, and no conduct known.
    pub(super) fn of(plan: &Plan) -> Board {
        let (lines, classes) = (plan.lines.len(), plan.classes.len());
        let (providers, segments) = (plan.providers.len(), plan.segments.len());
        let mut nests: Box<[u16]> = vec![0; providers + lines].into();
        let mut of_line: Box<[u16]> = vec![0; lines].into();
        for (line, it) in plan.lines.iter().enumerate() {
            let place = if it.nest == 0 { it.provider.index() } else { providers + line };
            (of_line[line], nests[place]) = (place as u16, it.nest);
        }
        Board {
            any: plan.market.responses.contains(&Response::BestResponse),
            sellers: all(Seller::at_list(), nests.len()),
            of_line,
            parts: all(Part::default(), nests.len()),
            nests,
            usd: all(0.0, classes * lines),
            cost_usd: all(0.0, classes * lines),
            utility: all(0.0, segments * classes * lines),
            dearer: all(1.0, lines),
            ln_level: all(0.0, lines),
            level: all(1.0, lines),
            nest_shares: all(0.0, plan.nests),
        }
    }

    /// The level of a line's price over its list.
    pub(super) fn level(&self, line: usize) -> f64 {
        exp(self.sellers[usize::from(self.of_line[line])].ln_level)
    }
}

/// Who keeps less of a metered USD has no conduct to show.
const LEAST_KEPT: f64 = 1e-9;

/// Begins a draw: every level at the list.
pub(super) fn begin(state: &mut State) {
    state.board.sellers.fill(Seller::at_list());
}

/// Learns each seller's conduct from the first month's prices.
pub(super) fn learn(plan: &Plan, draw: &Draw, month: &Month, state: &mut State) {
    let mut board = std::mem::take(&mut state.board);
    for (line, it) in plan.lines.iter().enumerate() {
        let business = business(plan, draw, &plan.providers[it.provider.index()], 0.0);
        let kept = larger(business.kept_of_metered(), LEAST_KEPT);
        board.dearer[line] = business.marginal_cost() / kept;
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
    let mut sellers = std::mem::take(&mut board.sellers);
    settle(&mut sellers, month.price_sensitivity, |sellers| {
        ask(plan, draw, month, state, &mut board, sellers);
    });
    board.sellers = sellers;
    state.board = board;
    for line in 0..plan.lines.len() {
        if pricing::response(plan, line) == Response::BestResponse {
            pricing::set(plan, draw, month.place, line, state);
        }
    }
}

/// Learns the conduct of those whose prices are best responses, and who have shown none, from prices at their present levels.
fn learn_from(plan: &Plan, draw: &Draw, month: &Month, state: &mut State, board: &mut Board) {
    let mut sellers = std::mem::take(&mut board.sellers);
    let unknown = |line: usize, seller: &Seller| {
        seller.conduct.is_none() && pricing::response(plan, line) == Response::BestResponse
    };
    let place = |board: &Board, line: usize| usize::from(board.of_line[line]);
    let lines = 0..plan.lines.len();
    if lines.clone().any(|line| unknown(line, &sellers[place(board, line)])) {
        ask(plan, draw, month, state, board, &mut sellers);
        for line in lines {
            let seller = &mut sellers[place(board, line)];
            if unknown(line, seller) {
                seller.conduct = Conduct::shown(&seller.order, month.price_sensitivity);
            }
        }
    }
    board.sellers = sellers;
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

/// Fills in the orders of all sellers at their levels: over the buyers of each class and segment.
fn ask(
    plan: &Plan,
    draw: &Draw,
    month: &Month,
    state: &mut State,
    board: &mut Board,
    sellers: &mut [Seller],
) {
    let (lines, classes) = (plan.lines.len(), plan.classes.len());
    for (line, seller) in board.of_line.iter().enumerate() {
        let ln = sellers[usize::from(*seller)].ln_level;
        if ln != board.ln_level[line] {
            (board.ln_level[line], board.level[line]) = (ln, exp(ln));
        }
    }
    sellers.iter_mut().for_each(|seller| seller.order = FirstOrder::default());
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
            if !long_run_shares(&asked, tastes, &mut state.nest_sums, &mut state.long_run) {
                continue;
            }
            divide(class, &state.basket_per_usd[of_place], state, board);
            for ((seller, part), nest) in sellers.iter_mut().zip(&board.parts).zip(&board.nests) {
                if part.share > 0.0 {
                    let cell = Cell {
                        tasks: state.of_market[place],
                        taste,
                        elasticity: draw[plan.market.elasticity],
                        nest_correlation: state.nest_correlations[usize::from(*nest)],
                        nest_share: board.nest_shares[usize::from(*nest)],
                    };
                    seller.order.add(&cell, part);
                }
            }
        }
    }
}

/// Fills in what sellers have of the buyers of a class with the state's long-run shares, whose price index is over `basket`.
fn divide(class: usize, basket: &[f64], state: &State, board: &mut Board) {
    let lines = basket.len();
    let of_class = class * lines..(class + 1) * lines;
    let (list_usd, costs_usd) = (&board.usd[of_class.clone()], &board.cost_usd[of_class]);
    board.parts.fill(Part::default());
    board.nest_shares.fill(0.0);
    let of_basket = |line: usize| basket[line] * list_usd[line] * board.level[line];
    let spent: f64 = (0..lines).map(of_basket).sum();
    let per_spent = if spent > 0.0 { 1.0 / spent } else { 0.0 };
    for line in 0..lines {
        let share = state.long_run[line];
        let usd = list_usd[line] * board.level[line];
        let part = &mut board.parts[usize::from(board.of_line[line])];
        board.nest_shares[usize::from(state.nests[line])] += share;
        part.share += share;
        part.spend_share += of_basket(line) * per_spent;
        part.usd_per_task += share * usd;
        part.margin_usd_per_task += share * (usd - costs_usd[line] * board.dearer[line]);
    }
}

#[cfg(feature = "tables")]
impl Board {
    /// How many sellers there are.
    pub(super) fn sellers(&self) -> usize {
        self.sellers.len()
    }

    /// What a seller's prices showed: margin, and elasticity and conduct where they show one; NaN else.
    pub(super) fn shown(&self, seller: usize, price_sensitivity: f64) -> [f64; 3] {
        let Seller { order, conduct, .. } = &self.sellers[seller];
        let margin = order.margin().unwrap_or(f64::NAN);
        conduct.map_or([margin, f64::NAN, f64::NAN], |it| {
            [margin, order.elasticity(price_sensitivity), it.factor]
        })
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
