//! The seam from the plan to demand: which line serves how much of each class of each segment.

use super::ability::Gap;
use super::routers::Routers;
use super::state::State;
use crate::ids::LineId;
use crate::market::{Moat, Sale, calibrate, long_run_shares, retention};
use crate::math::{halved, ln, power};
use crate::routing::Division;
use crate::scenario::{Draw, Plan, SegmentPlan};
use crate::units::{DAYS_PER_MONTH, MONTHS_PER_YEAR};

/// Nest correlation above which a nest is one offer to the precision of the numbers.
const MOST_NEST_CORRELATION: f64 = 0.95;
/// What a free task counts as in the logarithm of its cost.
const LEAST_USD_PER_TASK: f64 = 1e-12;

/// What all segments of a month have in common.
pub(super) struct Month {
    /// Place of the month.
    pub place: usize,
    /// Requests of the whole market in the month at the start's prices.
    pub requests: f64,
    /// Part of the closed premium that is left.
    pub retention: f64,
    /// Months since the start over months to the horizon.
    pub elapsed: [f64; 2],
    /// Part of the way to the long-run shares that is gone in a month.
    pub adjustment: f64,
}

impl Month {
    pub(super) fn of(plan: &Plan, draw: &Draw, state: &State, gap: &Gap, place: usize) -> Month {
        let market = &plan.market;
        let months = place as f64;
        let years = months / MONTHS_PER_YEAR;
        let horizon = (plan.months - 1) as f64;
        Month {
            place,
            requests: requests_at_start(plan, draw, state)
                * power(draw[market.growth_per_year], years),
            retention: premium_left(plan, draw, gap, months),
            elapsed: [months, horizon.max(1.0)],
            adjustment: 1.0 - halved(1.0 / draw[market.share_half_life_months]),
        }
    }
}

/// Share of a segment's requests that a router sends.
fn routed_share(plan: &Plan, draw: &Draw, segment: &SegmentPlan, month: &Month) -> f64 {
    let now = draw[segment.routed_share.unwrap_or(plan.market.routed_share)];
    let later = draw[segment.routed_share_later.unwrap_or(plan.market.routed_share_later)];
    let [months, horizon] = month.elapsed;
    now + (later - now) * months / horizon
}

/// Requests a month of the whole market at the start.
fn requests_at_start(plan: &Plan, draw: &Draw, state: &State) -> f64 {
    let (classes, models) = (plan.classes.len(), plan.models.len());
    let reference = plan.buyer.reference.index();
    let mut per_request = 0.0;
    for (place, segment) in plan.segments.iter().enumerate() {
        let weight = segment_share(plan, draw, segment);
        for class in 0..classes {
            let share = state.mix[(1 + place) * classes + class];
            per_request += weight * share * state.tokens[class * models + reference].total();
        }
    }
    DAYS_PER_MONTH
        * crate::workload::requests_per_day(draw[plan.market.tokens_per_day], per_request)
}

/// A segment's part of the market; parts sum to 1 in every draw.
pub(super) fn segment_share(plan: &Plan, draw: &Draw, segment: &SegmentPlan) -> f64 {
    let share = |it: &SegmentPlan| it.share.map_or(1.0, |share| draw[share]);
    share(segment) / plan.segments.iter().map(share).sum::<f64>()
}

fn premium_left(plan: &Plan, draw: &Draw, gap: &Gap, months: f64) -> f64 {
    let moats = &plan.moats;
    let mut weights = [
        draw[moats.benchmark_lead],
        draw[moats.post_training],
        draw[moats.reliability],
        draw[moats.multimodal],
        draw[moats.safety],
    ];
    crate::workload::normalised(&mut weights);
    let [benchmark, post_training, reliability, multimodal, safety] = weights;
    let eroding = [
        Moat { weight: post_training, months_to_parity: draw[moats.post_training_parity_months] },
        Moat { weight: reliability, months_to_parity: draw[moats.reliability_parity_months] },
        Moat { weight: multimodal, months_to_parity: draw[moats.multimodal_parity_months] },
    ];
    let growth = draw[moats.safety_growth_per_year];
    retention(months, benchmark, gap.relative(months), &eroding, safety, growth)
}

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
    let mut unserved = 0.0;
    for class in 0..classes {
        state.requests.fill(0.0);
        state.longer.fill(0.0);
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
            let share = segment_share(plan, draw, segment);
            let of_market = share * state.mix[(1 + place) * classes + class];
            if of_market == 0.0 {
                continue;
            }
            let relative = segment.price_sensitivity.map_or(1.0, |factor| draw[factor]);
            let buyers = Buyers {
                place: place * classes + class,
                routed: &routed,
                routed_share: routed_share(plan, draw, segment, month),
                beta: draw[plan.market.price_sensitivity] * relative,
                of_market,
            };
            if !allocate_class(plan, draw, month, &buyers, state) {
                unserved += of_market;
            }
        }
        book(plan, draw, class, state);
    }
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
    /// Price sensitivity.
    beta: f64,
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
    let sigma = draw[plan.market.nest_correlation].min(MOST_NEST_CORRELATION);
    let own = buyers.place * lines..(buyers.place + 1) * lines;

    // A class that nothing could serve at first opens in the month in which something can.
    let opens = month.place == 0 || !state.open[buyers.place];
    if opens {
        state.open[buyers.place] = start(plan, draw, buyers, sigma, state);
    } else {
        let open = state.open_premium[buyers.place];
        for (offer, base) in state.alternatives.iter_mut().zip(&state.premium[own.clone()]) {
            let left = if offer.nest == 0 { month.retention } else { 1.0 };
            offer.premium = open + (base - open) * left;
        }
        let feasible = long_run_shares(
            &state.alternatives,
            buyers.beta,
            sigma,
            &mut state.nest_sums,
            &mut state.long_run,
        );
        let shares = &mut state.shares[own.clone()];
        adjust(shares, &state.long_run, &state.alternatives, month.adjustment);
        if !feasible {
            shares.fill(0.0);
        }
    }
    let shares = &state.shares[own];
    if !(shares.iter().sum::<f64>() > 0.0) {
        return false;
    }

    // Routed requests go where their router sends them at once.
    let routed_share = buyers.routed_share;
    for (bought, share) in state.bought.iter_mut().zip(shares) {
        *bought = (1.0 - routed_share) * share;
    }
    match buyers.routed {
        Routed::To(cheapest) => state.bought[*cheapest] += routed_share,
        Routed::Divided(it) => {
            for (line, calls) in [it.weak, it.strong].into_iter().zip(it.calls) {
                state.bought[line.index()] += routed_share * calls;
            }
        }
        Routed::Nowhere => {}
    }
    let mut mean_spend: f64 =
        state.bought.iter().zip(&state.spend_usd).map(|(b, usd)| b * usd).sum();
    if let Routed::Divided(it) = buyers.routed {
        mean_spend += routed_share * it.decider_usd;
        for (line, longer) in longer(it) {
            mean_spend += routed_share * longer * state.spend_usd[line];
        }
    }
    let at_start = &mut state.spend_at_start[buyers.place];
    if opens {
        *at_start = mean_spend;
    }
    let response = power(mean_spend / *at_start, -draw[plan.market.elasticity]);
    let requests = month.requests * buyers.of_market * response;
    for (sold, share) in state.requests.iter_mut().zip(&state.bought) {
        *sold += requests * share;
    }
    if let Routed::Divided(it) = buyers.routed {
        for (line, longer) in longer(it) {
            state.longer[line] += requests * routed_share * longer;
        }
    }
    true
}

/// What the calls of each line of a division are longer than as many mean requests, in mean requests.
fn longer(it: &Division) -> [(usize, f64); 2] {
    let place = |line: LineId| line.index();
    [(place(it.weak), it.load[0] - it.calls[0]), (place(it.strong), it.load[1] - it.calls[1])]
}

/// Books what the lines sell of a class.
fn book(plan: &Plan, draw: &Draw, class: usize, state: &mut State) {
    let tokens = &state.tokens[class * plan.models.len()..];
    let costs_usd = &state.cost_now_usd[class * plan.lines.len()..];
    for (line, it) in plan.lines.iter().enumerate() {
        let tasks = state.requests[line];
        if !(tasks > 0.0) {
            continue;
        }
        let provider = it.provider.index();
        // Harder requests are longer, and what a router leaves to the strong line is harder.
        let length = 1.0 + state.longer[line] / tasks;
        state.accounts[3 + provider].book(&Sale {
            tasks,
            tokens_per_task: length * tokens[it.model.index()].total(),
            usd_per_task: length * state.spend_usd[line],
            discount: draw[plan.providers[provider].discount],
            cost_usd_per_task: length * costs_usd[line],
        });
    }
}

/// Fills in the offers of a class: what they cost a buyer, and which are feasible. Gives the feasible line
/// with the lowest price.
fn offers(plan: &Plan, draw: &Draw, state: &mut State, class: usize) -> Option<usize> {
    let (models, lines) = (plan.models.len(), plan.lines.len());
    let it = &plan.classes[class];
    let (threshold, error_cost) = (draw[it.threshold], draw[it.error_cost_usd]);
    let mut cheapest: Option<usize> = None;
    for (line, plan_line) in plan.lines.iter().enumerate() {
        let success = state.success[class * models + plan_line.model.index()];
        let usd = state.list_usd[class * lines + line] * state.price_level[line];
        let offer = &mut state.alternatives[line];
        offer.nest = plan_line.nest;
        offer.feasible = !it.in_house
            && success > 0.0
            && success >= threshold
            && usd.is_finite()
            && state.cost_now_usd[class * lines + line].is_finite();
        offer.premium = 0.0;
        offer.log_usd_per_task = 0.0;
        // What nobody can buy costs nobody anything; its own price may be infinite.
        state.spend_usd[line] = if offer.feasible { usd } else { 0.0 };
        if offer.feasible {
            let usd_per_task = usd + error_cost * (1.0 - success);
            offer.log_usd_per_task = ln(usd_per_task.max(LEAST_USD_PER_TASK));
            if cheapest.is_none_or(|other| usd < state.spend_usd[other]) {
                cheapest = Some(line);
            }
        }
    }
    cheapest
}

/// Starting shares among feasible lines, and the premiums that they imply; false where nothing is feasible.
fn start(plan: &Plan, draw: &Draw, buyers: &Buyers, sigma: f64, state: &mut State) -> bool {
    let lines = plan.lines.len();
    let at = buyers.place * lines;
    let shares = &mut state.shares[at..at + lines];
    for ((share, offer), line) in shares.iter_mut().zip(&state.alternatives).zip(&plan.lines) {
        *share = if offer.feasible { draw[line.starting_weight] } else { 0.0 };
    }
    let total: f64 = shares.iter().sum();
    if !(total > 0.0) {
        shares.fill(0.0);
        return false;
    }
    shares.iter_mut().for_each(|share| *share /= total);
    calibrate(&mut state.alternatives, shares, buyers.beta, sigma, &mut state.nest_sums);

    // What is not feasible yet will be worth what its like is worth on average.
    let mean = |closed: bool| {
        let (mut sum, mut weight) = (0.0, 0.0);
        for ((share, offer), line) in shares.iter().zip(&state.alternatives).zip(&plan.lines) {
            if (line.nest == 0) == closed {
                sum += share * offer.premium;
                weight += share;
            }
        }
        (weight > 0.0).then(|| sum / weight)
    };
    let (closed, open) = (mean(true), mean(false));
    let of_open = open.or(closed).unwrap_or(0.0);
    state.open_premium[buyers.place] = of_open;
    for (line, offer) in state.alternatives.iter().enumerate() {
        let group = if plan.lines[line].nest == 0 { closed.unwrap_or(of_open) } else { of_open };
        state.premium[at + line] = if shares[line] > 0.0 { offer.premium } else { group };
    }
    true
}

/// Moves shares part of the way to the long run; what is no longer feasible leaves at once.
fn adjust(shares: &mut [f64], long_run: &[f64], offers: &[crate::market::Alternative], part: f64) {
    let mut total = 0.0;
    for ((share, wanted), offer) in shares.iter_mut().zip(long_run).zip(offers) {
        *share = if offer.feasible { *share + part * (wanted - *share) } else { 0.0 };
        total += *share;
    }
    if total > 0.0 {
        let scale = 1.0 / total;
        shares.iter_mut().for_each(|share| *share *= scale);
    } else {
        shares.copy_from_slice(long_run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::market::Alternative;

    #[test]
    fn shares_move_part_of_the_way_and_the_infeasible_leave() {
        let open = Alternative { feasible: true, ..Alternative::default() };
        let gone = Alternative::default();
        let mut shares = [0.8, 0.2];
        adjust(&mut shares, &[0.4, 0.6], &[open, open], 0.5);
        assert!((shares[0] - 0.6).abs() < 1e-12);
        let mut shares = [0.8, 0.2];
        adjust(&mut shares, &[0.0, 1.0], &[gone, open], 0.5);
        assert_eq!(shares, [0.0, 1.0]);
        let mut shares = [0.0, 0.0];
        adjust(&mut shares, &[0.3, 0.7], &[open, open], 0.5);
        assert!((shares[0] - 0.3).abs() < 1e-12);
    }
}
