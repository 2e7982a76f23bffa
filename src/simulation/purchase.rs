//! The seam from the plan to routing: what the buyer pays under each policy, and with what success.

use super::routers::Routers;
use super::state::State;
use super::supply::served;
use super::ways::{self, by_cost, of_line, ways};
use crate::math::power;
use crate::ownership::{Burden, Fleet};
use crate::routing::{self, Routed, cheapest_meeting_threshold, random_mix, single};
use crate::scenario::{Draw, Plan};
use crate::tokens::TokenCounts;
use crate::units::{DAYS_PER_MONTH, MONTHS_PER_YEAR};

/// Months between the oracle's reviews, but for changes of a list or of what is sold; between them its success stays and its cost moves with the cheapest
/// line's.
const REVIEW_MONTHS: usize = 6;

/// Headroom below which a fleet could not be bought.
const LEAST_HEADROOM: f64 = 0.01;

/// The most policies that are computed: those without a signal and one with.
pub(super) const POLICIES: usize = 5;

/// A month of one policy.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Purchase {
    /// USD in the month.
    pub bill_usd: f64,
    /// Requests served in the month.
    pub served: f64,
    /// Requests that succeeded.
    pub accepted: f64,
    /// Requests that nothing feasible can serve.
    pub unserved: f64,
    /// USD for the requests that the single policy serves too.
    pub shared_usd: f64,
    /// USD that the single policy pays for the same.
    pub single_usd: f64,
}

/// The buyer's own fleet in a draw.
pub(super) struct Own {
    fleet: Fleet,
    burden: Burden,
    tokens_per_day: f64,
}

impl Own {
    /// The fleet for the classes that must stay in-house, or for everything if none must, as far as requests are within
    /// the model's window; none where there is no fleet or the model does not fit on it.
    pub(super) fn of(plan: &Plan, draw: &Draw, state: &State) -> Option<Own> {
        let own = plan.ownership.as_ref()?;
        let models = plan.models.len();
        let bound = plan.classes.iter().any(|class| class.in_house);
        let (mut mean, mut share) = (TokenCounts::default(), 0.0);
        for (place, class) in plan.classes.iter().enumerate() {
            let of_model = place * models + own.model.index();
            if (class.in_house || !bound) && state.within_window[of_model] {
                mean = mean.plus(&state.tokens[of_model].scaled(state.mix[place]));
                share += state.mix[place];
            }
        }
        if !(share > 0.0) {
            return None;
        }
        let pair = &plan.pairs[own.pair];
        let (deployment, served) = served(plan, draw, pair, &mean.scaled(1.0 / share))?;
        let gpus = f64::from(deployment.gpus);
        Some(Own {
            fleet: Fleet {
                accelerators_per_replica: gpus,
                tokens_per_s_per_replica: served.tokens_per_s_per_gpu
                    * gpus
                    * draw[own.headroom].max(LEAST_HEADROOM),
                usd_per_accelerator_hour: draw[own.usd_per_accelerator_hour],
                peak_over_mean: draw[own.peak_over_mean].max(1.0),
            },
            burden: Burden {
                engineers: draw[own.engineers],
                usd_per_engineer_month: draw[own.usd_per_engineer_month],
                fixed_usd_per_month: draw[own.compliance_usd_per_month],
                security_overhead: draw[own.security_overhead],
            },
            tokens_per_day: mean.total() * requests_per_day(plan, draw, state),
        })
    }

    /// USD per million tokens in a month with `growth` times the volume and `factor` times the cost of
    /// computing of the start.
    pub(super) fn usd_per_mtok(&self, growth: f64, factor: f64) -> f64 {
        let usd_per_accelerator_hour = self.fleet.usd_per_accelerator_hour * factor;
        let fleet = Fleet { usd_per_accelerator_hour, ..self.fleet };
        fleet.own(self.tokens_per_day * growth, &self.burden).usd_per_mtok
    }
}

/// The buyer's requests a day at the start.
pub(super) fn requests_per_day(plan: &Plan, draw: &Draw, state: &State) -> f64 {
    let models = plan.models.len();
    let reference = plan.buyer.reference.index();
    let mean: f64 = (0..plan.classes.len())
        .map(|class| state.mix[class] * state.tokens[class * models + reference].total())
        .sum();
    crate::workload::requests_per_day(draw[plan.buyer.tokens_per_day], mean)
}

/// The buyer's volume in a month over that of the start.
pub(super) fn growth(plan: &Plan, draw: &Draw, month: usize) -> f64 {
    power(draw[plan.buyer.growth_per_year], month as f64 / MONTHS_PER_YEAR)
}

/// A month of all policies, in the order of [`crate::scenario::BuyerPlan::policies`].
pub(super) fn purchases(
    plan: &Plan,
    draw: &Draw,
    month: usize,
    own: Option<&Own>,
    routers: Option<&Routers>,
    state: &mut State,
) -> [Purchase; POLICIES] {
    let growth = growth(plan, draw, month);
    // Rates fall and software improves for the buyer's fleet as for everybody's present one.
    let own_usd_per_mtok = own.map(|own| own.usd_per_mtok(growth, state.cost_factor[0]));
    let requests = requests_per_day(plan, draw, state) * DAYS_PER_MONTH * growth;
    let moved = state.moved.contains(&true);
    let mut purchases = [Purchase::default(); POLICIES];
    for class in 0..plan.classes.len() {
        let threshold = draw[plan.classes[class].threshold];
        ways(plan, state, class, own_usd_per_mtok);
        let pool = &state.ways;
        let cheapest = cheapest_meeting_threshold(pool, threshold).map(|place| pool[place]);
        let mixed = random_mix(pool, threshold);
        let opens = cheapest.is_some() && !state.oracle[class].served;
        if month.is_multiple_of(REVIEW_MONTHS) || opens || moved {
            // Where no model meets the threshold on its own the class is not served, as under other policies.
            let usd = cheapest.map_or(1.0, |it| it.usd);
            let reviewed = match cheapest {
                Some(_) => review(plan, draw, state),
                None => Routed::UNSERVED,
            };
            state.oracle[class] = Routed { usd: reviewed.usd / usd, ..reviewed };
        }
        let reviewed = state.oracle[class];
        let oracle = match cheapest {
            Some(cheapest) if reviewed.served => {
                Routed { usd: reviewed.usd * cheapest.usd, ..reviewed }
            }
            _ => Routed::UNSERVED,
        };
        let divided = match (routers, cheapest) {
            (Some(it), Some(_)) => it.buyer(plan, draw, month, class, threshold, state),
            _ => None,
        };
        let chosen = plan.buyer.single.map(|line| of_line(plan, state, class, line.index()));
        let usd = |line| ways::usd(plan, state, class, line);
        let routed = [
            single(chosen.as_ref(), threshold),
            single(cheapest.as_ref(), threshold),
            mixed,
            oracle,
            divided.map_or(Routed::UNSERVED, |it| {
                Routed::served(it.success, it.usd(usd(it.weak), usd(it.strong)))
            }),
        ];
        let of_class = requests * state.mix[class];
        let alone = routed[0];
        for (purchase, routed) in purchases.iter_mut().zip(routed) {
            if routed.served {
                purchase.bill_usd += of_class * routed.usd;
                purchase.served += of_class;
                purchase.accepted += of_class * routed.success;
                if alone.served {
                    purchase.shared_usd += of_class * routed.usd;
                    purchase.single_usd += of_class * alone.usd;
                }
            } else {
                purchase.unserved += of_class;
            }
        }
    }
    purchases
}

/// What the oracle reaches: it knows for each request which models succeed.
fn review(plan: &Plan, draw: &Draw, state: &mut State) -> Routed {
    by_cost(&mut state.ways);
    routing::oracle(&state.ways, draw[plan.quality.correlation])
}
