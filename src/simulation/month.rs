//! The seam from the plan to demand: what all buyers of a month have in common.

use super::ability::Gap;
use super::allocate::MOST_NEST_CORRELATION;
use super::state::State;
use crate::market::{Moat, retention};
use crate::math::{halved, power};
use crate::scenario::{Draw, Plan, SegmentPlan};
use crate::units::{DAYS_PER_MONTH, MONTHS_PER_YEAR};

/// A month of the market.
pub(super) struct Month {
    /// Place of the month.
    pub place: usize,
    /// Requests of the whole market in the month at the start's prices.
    pub requests: f64,
    /// Part of the closed premium that is left.
    pub retention: f64,
    /// Price sensitivity, which rises as the premium erodes.
    pub price_sensitivity: f64,
    /// Part of the way from the start to the horizon.
    pub elapsed: f64,
    /// Part of the way to the long-run shares that is gone in a month.
    pub adjustment: f64,
}

impl Month {
    /// The month at `place`, with the correlations of its tastes; `requests` of the whole market a month at the start.
    pub(super) fn of(
        plan: &Plan,
        draw: &Draw,
        gap: &Gap,
        requests: f64,
        place: usize,
        state: &mut State,
    ) -> Month {
        let market = &plan.market;
        let months = place as f64;
        let horizon = (plan.horizon - 1) as f64;
        let retention = premium_left(plan, draw, gap, months);
        let price_sensitivity = state.substitution.price_sensitivity_at(retention);
        let within_model = state.substitution.within_model_correlation(price_sensitivity);
        state.nest_correlations.fill(within_model.clamp(0.0, MOST_NEST_CORRELATION));
        if let Some(closed) = state.nest_correlations.first_mut() {
            *closed = draw[market.nest_correlation].min(MOST_NEST_CORRELATION);
        }
        Month {
            place,
            requests: requests * power(draw[market.growth_per_year], months / MONTHS_PER_YEAR),
            retention,
            price_sensitivity,
            elapsed: months / horizon.max(1.0),
            adjustment: 1.0 - halved(1.0 / draw[market.share_half_life_months]),
        }
    }

    /// Price sensitivity of a segment's buyers.
    pub(super) fn price_sensitivity_of(&self, draw: &Draw, segment: &SegmentPlan) -> f64 {
        self.price_sensitivity * segment.price_sensitivity.map_or(1.0, |factor| draw[factor])
    }

    /// Share of a segment's requests that a router sends.
    pub(super) fn routed_share(&self, plan: &Plan, draw: &Draw, segment: &SegmentPlan) -> f64 {
        let now = draw[segment.routed_share.unwrap_or(plan.market.routed_share)];
        let later = draw[segment.routed_share_later.unwrap_or(plan.market.routed_share_later)];
        now + (later - now) * self.elapsed
    }
}

/// Fills in each segment's part of the market, and of its requests each class's; parts sum to 1 in every draw.
pub(super) fn segments(plan: &Plan, draw: &Draw, state: &mut State) {
    let classes = plan.classes.len();
    let share = |it: &SegmentPlan| it.share.map_or(1.0, |share| draw[share]);
    let whole: f64 = plan.segments.iter().map(share).sum();
    for (place, segment) in plan.segments.iter().enumerate() {
        let part = share(segment) / whole;
        for class in place * classes..(place + 1) * classes {
            state.of_market[class] = part * state.mix[classes + class];
        }
    }
    for (class, share) in state.market_mix.iter_mut().enumerate() {
        *share = state.of_market.iter().skip(class).step_by(classes).sum();
    }
}

/// Requests a month of the whole market at the start.
pub(super) fn requests_at_start(plan: &Plan, draw: &Draw, state: &State) -> f64 {
    let (classes, models) = (plan.classes.len(), plan.models.len());
    let reference = plan.buyer.reference.index();
    let parts = state.of_market.iter().enumerate();
    let per_request: f64 = parts
        .map(|(place, part)| part * state.tokens[place % classes * models + reference].total())
        .sum();
    DAYS_PER_MONTH
        * crate::workload::requests_per_day(draw[plan.market.tokens_per_day], per_request)
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
