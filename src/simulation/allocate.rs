//! The seam from the plan to demand: which line serves how much of each class of each segment.

use super::month::Month;
use super::offers::{offers, open, premiums};
use super::routers::{Routers, sells_alike};
use super::state::State;
use crate::market::{Offers, Tastes, long_run_shares};
use crate::math::power;
use crate::routing::Division;
use crate::scenario::{Draw, Plan};

/// Nest correlation above which a nest is one offer to the precision of the numbers.
pub(super) const MOST_NEST_CORRELATION: f64 = 0.95;
/// Requests over those at the start's prices, at least and at most.
const LEAST_VOLUME: f64 = 0.05;
const MOST_VOLUME: f64 = 20.0;

/// Splits a month's requests over lines; gives the share of requests that nothing
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
            (None, Some(usd)) => Routed::To { usd, sellers: sellers_at(usd, state) },
            (None, None) => Routed::Nowhere,
        };
        for (place, segment) in plan.segments.iter().enumerate() {
            let place = place * classes + class;
            let of_market = state.of_market[place];
            if of_market == 0.0 {
                continue;
            }
            let price_sensitivity = month.price_sensitivity_of(draw, segment);
            let routed_share = month.routed_share(plan, draw, segment);
            let buyers =
                Buyers { place, routed: &routed, routed_share, price_sensitivity, of_market };
            if !allocate_class(plan, draw, month, &buyers, state) {
                unserved += of_market;
            }
        }
        sell(plan, class, state);
    }
    unserved
}

/// Where routed requests go.
enum Routed {
    /// To the feasible lines with the lowest price, in equal parts.
    To {
        /// That price of a request, USD.
        usd: f64,
        /// How many they are.
        sellers: f64,
    },
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
    /// How they weigh prices.
    price_sensitivity: f64,
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
        let served = open(plan, draw, buyers.place, buyers.price_sensitivity, state);
        state.open[buyers.place] = served;
        served
    } else {
        move_shares(month, buyers, state, own.clone())
    };
    if !served {
        return false;
    }

    calls(plan, buyers, state);
    let response = if opens {
        fill_basket(plan, buyers, state);
        state.opened_at[buyers.place] = month.retention;
        state.opened_with[buyers.place] = month.price_sensitivity;
        1.0
    } else {
        volume(price_index(plan, buyers, state), draw[plan.market.elasticity])
    };
    let requests = month.requests * buyers.of_market * response;
    let (asked, loads) = (state.requests.iter_mut(), state.loads.iter_mut());
    for ((asked, load), (calls, longer)) in
        asked.zip(loads).zip(state.calls.iter().zip(&state.longer))
    {
        *asked += requests * calls;
        *load += requests * longer;
    }
    true
}

/// Fills in which lines a request of the buyers calls: routed ones where their router sends them at once, others by shares.
fn calls(plan: &Plan, buyers: &Buyers, state: &mut State) {
    let lines = plan.lines.len();
    let shares = &state.shares[buyers.place * lines..(buyers.place + 1) * lines];
    let chosen = 1.0 - buyers.routed_share;
    state.calls.iter_mut().zip(shares).for_each(|(calls, share)| *calls = chosen * share);
    state.longer.fill(0.0);
    match buyers.routed {
        Routed::To { usd, sellers } => {
            for line in 0..lines {
                if state.barred[line] == 0.0 && state.spend_usd[line] == *usd {
                    state.calls[line] += buyers.routed_share / sellers;
                }
            }
        }
        Routed::Divided(it) => {
            let class = buyers.place % plan.classes.len();
            for (at, line) in [it.weak, it.strong].into_iter().enumerate() {
                let alike =
                    |state: &State, other: usize| sells_alike(plan, state, class, line, other);
                let sellers = (0..lines).filter(|other| alike(state, *other)).count() as f64;
                let [calls, load] =
                    [it.calls[at], it.load[at]].map(|of| buyers.routed_share * of / sellers);
                for other in 0..lines {
                    if alike(state, other) {
                        state.calls[other] += calls;
                        state.longer[other] += load - calls;
                    }
                }
            }
        }
        Routed::Nowhere => {}
    }
}

/// Keeps what the buyers buy in the month in which they are first served: the basket of the price index.
fn fill_basket(plan: &Plan, buyers: &Buyers, state: &mut State) {
    let lines = plan.lines.len();
    let basket = &mut state.basket_per_usd[buyers.place * lines..(buyers.place + 1) * lines];
    let usd: f64 = state.calls.iter().zip(&state.spend_usd).map(|(calls, usd)| calls * usd).sum();
    // What costs nothing has no index.
    let scale = if usd > 0.0 { 1.0 / usd } else { 0.0 };
    basket.iter_mut().zip(&state.calls).for_each(|(part, calls)| *part = calls * scale);
}

/// What the basket of the first month costs now over what it cost then; a line that is sold no more counts at its last price.
fn price_index(plan: &Plan, buyers: &Buyers, state: &State) -> f64 {
    let (lines, class) = (plan.lines.len(), buyers.place % plan.classes.len());
    let basket = &state.basket_per_usd[buyers.place * lines..(buyers.place + 1) * lines];
    let last_usd = &state.last_usd[class * lines..(class + 1) * lines];
    basket.iter().zip(last_usd).map(|(part, usd)| part * usd).sum()
}

/// Requests over those at the start's prices.
///
/// # Formula
/// `index^-elasticity`, within 0.05 and 20; 1 where everything was free.
fn volume(index: f64, elasticity: f64) -> f64 {
    if index > 0.0 { power(index, -elasticity).clamp(LEAST_VOLUME, MOST_VOLUME) } else { 1.0 }
}

/// How many feasible lines ask `usd` for a request.
fn sellers_at(usd: f64, state: &State) -> f64 {
    let lines = state.spend_usd.iter().zip(&state.barred);
    lines.filter(|(spend, barred)| **barred == 0.0 && **spend == usd).count() as f64
}

/// Moves the shares of buyers part of the way to the long run; false, and no shares, where nothing is feasible.
fn move_shares(
    month: &Month,
    buyers: &Buyers,
    state: &mut State,
    own: std::ops::Range<usize>,
) -> bool {
    premiums(month, buyers.place, state);
    let offers = Offers {
        nests: &state.nests,
        log_usd_per_task: &state.log_usd_per_task,
        premiums: &state.premiums,
    };
    let tastes = Tastes {
        price_sensitivity: buyers.price_sensitivity,
        nest_correlations: &state.nest_correlations,
    };
    let sums = &mut state.nest_sums;
    let feasible = long_run_shares(&offers, tastes, sums, &mut state.long_run);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn volume_follows_prices_within_limits() {
        assert_eq!(volume(1.0, 0.7), 1.0);
        assert!((volume(0.5, 1.0) - 2.0).abs() < 1e-12 && (volume(4.0, 0.5) - 0.5).abs() < 1e-12);
        assert_eq!((volume(1e-9, 1.5), volume(1e9, 1.5), volume(0.0, 1.0)), (20.0, 0.05, 1.0));
    }

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
