//! The seam from margins to demand: how sensitive buyers are, if closed labs ask what pays them most.

use super::allocate::MOST_NEST_CORRELATION;
use super::business::business;
use super::offers::offers;
use super::state::State;
use crate::market::{Cell, FirstOrder, Part, Substitution, price_sensitivity};
use crate::math::larger;
use crate::scenario::{Draw, GroupId, Plan};

/// The price sensitivity among sellers of one model is at least so much higher than between models.
const LEAST_WITHIN: f64 = 1.05;

/// How alike buyers find offers in a draw.
pub(super) fn substitution(plan: &Plan, draw: &Draw, state: &mut State) -> Substitution {
    let price_sensitivity = sensitivity(plan, draw, state);
    let within = draw[plan.market.within_model_elasticity];
    Substitution {
        price_sensitivity,
        within_model_elasticity: larger(within, LEAST_WITHIN * price_sensitivity),
        parity: draw[plan.market.parity_substitution],
    }
}

/// The price sensitivity of a draw: what closed labs' dated prices and marginal metered margins imply, and the input where they imply
/// none, or where the scenario states one.
fn sensitivity(plan: &Plan, draw: &Draw, state: &mut State) -> f64 {
    let stated = draw[plan.market.price_sensitivity];
    if !plan.market.sensitivity_from_margins {
        return stated;
    }
    let (lines, classes) = (plan.lines.len(), plan.classes.len());
    let mut first_orders = std::mem::take(&mut state.first_orders);
    first_orders.fill(FirstOrder::default());
    for class in 0..classes {
        if offers(plan, draw, state, class).is_none() {
            continue;
        }
        let open = |line: &usize| state.barred[*line] == 0.0;
        let weight = |line: usize| draw[plan.lines[line].starting_weight];
        let whole: f64 = (0..lines).filter(open).map(weight).sum();
        let spent = |line: usize| weight(line) / whole * state.spend_usd[line];
        let closed = |line: &usize| plan.lines[*line].nest == 0 && open(line);
        // Shares at the start are the same in every segment.
        let mut cell = Cell {
            tasks: 0.0,
            taste: 1.0,
            elasticity: draw[plan.market.elasticity],
            nest_correlation: draw[plan.market.nest_correlation].min(MOST_NEST_CORRELATION),
            nest_share: (0..lines).filter(closed).map(weight).sum::<f64>() / whole,
        };
        let spent_usd: f64 = (0..lines).filter(open).map(spent).sum();
        for (provider, seller) in plan.providers.iter().enumerate() {
            if seller.group != GroupId::ClosedLabs {
                continue;
            }
            let business = business(plan, draw, seller, 0.0);
            let (brings, costs) = (business.kept_of_metered(), business.marginal_cost());
            let mut part = Part::default();
            let of_seller = |line: &usize| plan.lines[*line].provider.index() == provider;
            for line in (0..lines).filter(|line| of_seller(line) && closed(line)) {
                let share = weight(line) / whole;
                let usd = brings * state.spend_usd[line];
                part.share += share;
                part.spend_share += spent(line) / spent_usd;
                part.usd_per_task += share * usd;
                part.margin_usd_per_task += share * (usd - costs * state.spend_cost_usd[line]);
            }
            for (place, segment) in plan.segments.iter().enumerate() {
                cell.tasks = state.of_market[place * classes + class];
                cell.taste = segment.price_sensitivity.map_or(1.0, |factor| draw[factor]);
                first_orders[provider].add(&cell, &part);
            }
        }
    }
    let found = price_sensitivity(&first_orders);
    state.first_orders = first_orders;
    found.unwrap_or(stated)
}
