//! The seam from the plan to demand: which line serves how much of each class of each segment.

use super::month::Month;
use super::offers::{offers, open};
use super::routers::Routers;
use super::state::State;
use crate::ids::LineId;
use crate::market::{Offers, Sale, Tastes, long_run_shares};
use crate::math::power;
use crate::routing::Division;
use crate::scenario::{Draw, Plan};

/// Nest correlation above which a nest is one offer to the precision of the numbers.
const MOST_NEST_CORRELATION: f64 = 0.95;

/// Splits a month's requests over lines and books the sales; gives the share of requests that nothing
/// feasible can serve.
pub(super) fn allocate(
    plan: &Plan,
    draw: &Draw,
    month: &Month,
    routers: Option<&Routers>,
    state: &mut State,
) -> f64 {
    let classes = plan.classes.len();
    state.sold.clear();
    let mut unserved = 0.0;
    for class in 0..classes {
        state.requests.fill(0.0);
        state.loads.fill(0.0);
        let cheapest = offers(plan, draw, state, class);
        let divided = match (routers, cheapest) {
            (Some(it), Some(_)) => it.market(plan, draw, month.place, class, state),
            _ => None,
        };
        let routed = match (divided, cheapest) {
            (Some(division), _) => Routed::Divided(division),
            (None, Some(line)) => Routed::To(line),
            (None, None) => Routed::Nowhere,
        };
        for (place, segment) in plan.segments.iter().enumerate() {
            let place = place * classes + class;
            let of_market = state.of_market[place];
            if of_market == 0.0 {
                continue;
            }
            let relative = segment.price_sensitivity.map_or(1.0, |factor| draw[factor]);
            let tastes = Tastes {
                price_sensitivity: draw[plan.market.price_sensitivity] * relative,
                nest_correlation: draw[plan.market.nest_correlation].min(MOST_NEST_CORRELATION),
            };
            let routed_share = month.routed_share(plan, draw, segment);
            let buyers = Buyers { place, routed: &routed, routed_share, tastes, of_market };
            if !allocate_class(plan, draw, month, &buyers, state) {
                unserved += of_market;
            }
        }
        sell(plan, class, state);
    }
    book(plan, draw, state);
    unserved
}

/// Where routed requests go.
enum Routed {
    /// To the feasible line with the lowest price.
    To(usize),
    /// To two lines.
    Divided(Division),
    /// Nothing is feasible.
    Nowhere,
}

/// The buyers of one class in one segment.
struct Buyers<'a> {
    /// Place in tables over segments and classes.
    place: usize,
    /// Where their routed requests go.
    routed: &'a Routed,
    /// Share of their requests that a router sends.
    routed_share: f64,
    /// How they weigh offers.
    tastes: Tastes,
    /// Part of the market's requests.
    of_market: f64,
}

/// Splits what the buyers ask for; false where nothing is feasible.
fn allocate_class(
    plan: &Plan,
    draw: &Draw,
    month: &Month,
    buyers: &Buyers,
    state: &mut State,
) -> bool {
    let lines = plan.lines.len();
    let own = buyers.place * lines..(buyers.place + 1) * lines;

    // A class that nothing could serve at first opens in the month in which something can.
    let opens = month.place == 0 || !state.open[buyers.place];
    let served = if opens {
        let served = open(plan, draw, buyers.place, buyers.tastes, state);
        state.open[buyers.place] = served;
        served
    } else {
        move_shares(month, buyers, state, own.clone())
    };
    if !served {
        return false;
    }

    let shares = &state.shares[own];
    let mean_usd: f64 = shares.iter().zip(&state.spend_usd).map(|(share, usd)| share * usd).sum();
    // Routed requests go where their router sends them at once.
    let routed_share = buyers.routed_share;
    let chosen_share = 1.0 - routed_share;
    let mut mean_spend = chosen_share * mean_usd;
    match buyers.routed {
        Routed::To(cheapest) => mean_spend += routed_share * state.spend_usd[*cheapest],
        Routed::Divided(it) => {
            let [weak, strong] = [it.weak, it.strong].map(|line| state.spend_usd[line.index()]);
            mean_spend += routed_share * it.usd(weak, strong);
        }
        Routed::Nowhere => {}
    }
    let at_start = &mut state.spend_at_start[buyers.place];
    if opens {
        *at_start = mean_spend;
    }
    let response = power(mean_spend / *at_start, -draw[plan.market.elasticity]);
    let requests = month.requests * buyers.of_market * response;

    let (chosen, routed) = (requests * chosen_share, requests * routed_share);
    for (asked, share) in state.requests.iter_mut().zip(shares) {
        *asked += chosen * share;
    }
    match buyers.routed {
        Routed::To(cheapest) => state.requests[*cheapest] += routed,
        Routed::Divided(it) => {
            let place = |line: LineId| line.index();
            for (at, line) in [place(it.weak), place(it.strong)].into_iter().enumerate() {
                state.requests[line] += routed * it.calls[at];
                state.loads[line] += routed * (it.load[at] - it.calls[at]);
            }
        }
        Routed::Nowhere => {}
    }
    true
}

/// Moves the shares of buyers part of the way to the long run; false, and no shares, where nothing is feasible.
fn move_shares(
    month: &Month,
    buyers: &Buyers,
    state: &mut State,
    own: std::ops::Range<usize>,
) -> bool {
    let of_open = state.open_premium[buyers.place];
    let base = state.premium[own.clone()].iter().zip(&state.nests).zip(&state.barred);
    for (premium, ((base, nest), barred)) in state.premiums.iter_mut().zip(base) {
        let left = if *nest == 0 { month.retention } else { 1.0 };
        *premium = of_open + (base - of_open) * left + barred;
    }
    let offers = Offers {
        nests: &state.nests,
        log_usd_per_task: &state.log_usd_per_task,
        premiums: &state.premiums,
    };
    let sums = &mut state.nest_sums;
    let feasible = long_run_shares(&offers, buyers.tastes, sums, &mut state.long_run);
    let shares = &mut state.shares[own];
    if feasible {
        adjust(shares, &state.long_run, &state.barred, month.adjustment);
    } else {
        shares.fill(0.0);
    }
    feasible
}

/// Moves shares part of the way to the long run; what is barred leaves at once.
fn adjust(shares: &mut [f64], long_run: &[f64], barred: &[f64], part: f64) {
    let mut total = 0.0;
    for ((share, wanted), barred) in shares.iter_mut().zip(long_run).zip(barred) {
        let moved = *share + part * (wanted - *share);
        *share = if *barred == 0.0 { moved } else { 0.0 };
        total += *share;
    }
    if total > 0.0 {
        let scale = 1.0 / total;
        shares.iter_mut().for_each(|share| *share *= scale);
    } else {
        shares.copy_from_slice(long_run);
    }
}

/// Adds what the lines sell of a class.
fn sell(plan: &Plan, class: usize, state: &mut State) {
    let lines = plan.lines.len();
    let tokens = &state.line_tokens[class * lines..(class + 1) * lines];
    let (sold, loads) = (&mut state.sold, &mut state.loads);
    // Harder requests are longer, and what a router leaves to the strong line is harder.
    loads.iter_mut().zip(&state.requests).for_each(|(load, requests)| *load += requests);
    sold.tasks.iter_mut().zip(&state.requests).for_each(|(tasks, requests)| *tasks += requests);
    let sell = |sum: &mut [f64], per_request: &[f64]| {
        let parts = loads.iter().zip(per_request);
        sum.iter_mut().zip(parts).for_each(|(sum, (load, each))| *sum += load * each);
    };
    sell(&mut sold.tokens, tokens);
    sell(&mut sold.list_usd, &state.spend_usd);
    sell(&mut sold.serving_usd, &state.spend_cost_usd);
}

/// Books the month's sales.
fn book(plan: &Plan, draw: &Draw, state: &mut State) {
    for (line, it) in plan.lines.iter().enumerate() {
        let provider = it.provider.index();
        state.accounts[3 + provider].book(&Sale {
            tasks: state.sold.tasks[line],
            tokens: state.sold.tokens[line],
            list_usd: state.sold.list_usd[line],
            discount: draw[plan.providers[provider].discount],
            serving_usd: state.sold.serving_usd[line],
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_move_part_of_the_way_and_the_barred_leave() {
        const BARRED: f64 = f64::NEG_INFINITY;
        let mut shares = [0.8, 0.2];
        adjust(&mut shares, &[0.4, 0.6], &[0.0, 0.0], 0.5);
        assert!((shares[0] - 0.6).abs() < 1e-12);
        let mut shares = [0.8, 0.2];
        adjust(&mut shares, &[0.0, 1.0], &[BARRED, 0.0], 0.5);
        assert_eq!(shares, [0.0, 1.0]);
        let mut shares = [0.0, 0.0];
        adjust(&mut shares, &[0.3, 0.7], &[0.0, 0.0], 0.5);
        assert!((shares[0] - 0.3).abs() < 1e-12);
    }
}
