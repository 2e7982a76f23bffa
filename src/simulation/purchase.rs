//! The seam from the plan to routing: what the buyer pays under each policy, and with what success.

use super::routers::Routers;
use super::state::State;
use super::ways::{self, by_cost, of_line, ways};
use super::windows::alike;
use crate::math::power;
use crate::ownership::{Burden, Fleet};
use crate::routing::{Candidate, Routed, cheapest_meeting_threshold, oracle, random_mix, single};
use crate::scenario::{Draw, Plan};
use crate::serving::{Choice, Target, Traffic, each_within};
use crate::units::{DAYS_PER_MONTH, MONTHS_PER_YEAR};

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
    /// What those that failed cost the buyer besides, USD.
    pub failures_usd: f64,
    /// Requests that nothing feasible can serve.
    pub unserved: f64,
    /// USD for the requests that the single policy serves too.
    pub shared_usd: f64,
    /// USD that the single policy pays for the same.
    pub single_usd: f64,
}

/// The buyer's own fleet in a draw.
pub(super) struct Own {
    /// Replicas as large as pays, at the start's rates.
    pub fleet: Fleet,
    /// People and duties.
    pub burden: Burden,
    /// Tokens a day of its model at the start.
    pub tokens_per_day: f64,
}

impl Own {
    /// The fleet for the classes that must stay in-house, or for everything if none must, as far as requests are within
    /// the model's window; none where there is no fleet or the model does not fit on it.
    pub(super) fn of(plan: &Plan, draw: &Draw, state: &State) -> Option<Own> {
        let own = plan.ownership.as_ref()?;
        // Of the deployments that keep the pace the one whose fleet has the fewest accelerators, and of those the fastest.
        let mut best: Option<(f64, f64, Fleet)> = None;
        let tokens_per_day = each_fleet(plan, draw, state, |tokens_per_day, fleet, seconds| {
            let accelerators = fleet.replicas(tokens_per_day) * fleet.accelerators_per_replica;
            let better = best
                .as_ref()
                .is_none_or(|(least, fastest, _)| (accelerators, seconds) < (*least, *fastest));
            if better {
                best = Some((accelerators, seconds, fleet));
            }
        })?;
        Some(Own {
            fleet: best?.2,
            burden: Burden {
                engineers: draw[own.engineers],
                usd_per_engineer_month: draw[own.usd_per_engineer_month],
                fixed_usd_per_month: draw[own.compliance_usd_per_month],
                security_overhead: draw[own.security_overhead],
            },
            tokens_per_day,
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

/// Shows a fleet of each deployment of the own model that keeps the pace, with the tokens a day that it is for and the seconds of an
/// accelerator that a million of them take, and gives those tokens; none where there is no fleet or no work for it.
pub(super) fn each_fleet(
    plan: &Plan,
    draw: &Draw,
    state: &State,
    mut see: impl FnMut(f64, Fleet, f64),
) -> Option<f64> {
    let own = plan.ownership.as_ref()?;
    let models = plan.models.len();
    let bound = plan.classes.iter().any(|class| class.in_house);
    let (mut parts, mut mean_tokens, mut share) = (Vec::new(), 0.0, 0.0);
    for (place, class) in plan.classes.iter().enumerate() {
        let of_model = place * models + own.model.index();
        if (class.in_house || !bound) && state.within_window[of_model] {
            parts.push(alike(&state.tokens[of_model], state.mix[place]));
            mean_tokens += state.tokens[of_model].total() * state.mix[place];
            share += state.mix[place];
        }
    }
    if !(share > 0.0) {
        return None;
    }
    parts.iter_mut().for_each(|it| it.share /= share);
    let tokens_per_day = mean_tokens * requests_per_day(plan, draw, state);
    let headroom = draw[own.headroom].max(LEAST_HEADROOM);
    // The fleet is made for the peak, at which all of its places are taken.
    let target = Target { tpot_s: draw[plan.supply.tpot_s], load: 1.0 };
    let traffic = Traffic::of(&parts);
    let mut tried = Vec::new();
    state.deployments.all(plan, draw, own.pair, &traffic, &mut tried);
    each_within(&tried, target, &mut |choice: &Choice| {
        let fleet = Fleet {
            accelerators_per_replica: choice.accelerators(),
            tokens_per_s_per_replica: choice.pace.tokens_per_s_per_gpu
                * choice.accelerators()
                * headroom,
            usd_per_accelerator_hour: draw[own.usd_per_accelerator_hour],
            peak_over_mean: draw[own.peak_over_mean].max(1.0),
        };
        see(tokens_per_day, fleet, choice.accelerator_s());
    });
    Some(tokens_per_day)
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
    let mut purchases = [Purchase::default(); POLICIES];
    for class in 0..plan.classes.len() {
        let threshold = draw[plan.classes[class].threshold];
        ways(plan, state, class, own_usd_per_mtok);
        let pool = &state.ways;
        let cheapest = cheapest_meeting_threshold(pool, threshold).map(|place| pool[place]);
        let mixed = random_mix(pool, threshold);
        let chosen = alone(plan, state, class);
        // Where no model meets the threshold on its own the class is not served, as under other policies.
        let oracle = match cheapest {
            Some(_) => {
                by_cost(&mut state.ways);
                oracle(&state.ways, draw[plan.quality.correlation])
            }
            None => Routed::UNSERVED,
        };
        let divided = match (routers, cheapest) {
            (Some(it), Some(_)) => it.buyer(plan, draw, month, class, threshold, state),
            _ => None,
        };
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
        let error_usd = draw[plan.classes[class].error_cost_usd];
        let alone = routed[0];
        for (purchase, routed) in purchases.iter_mut().zip(routed) {
            if routed.served {
                purchase.bill_usd += of_class * routed.usd;
                purchase.served += of_class;
                purchase.accepted += of_class * routed.success;
                purchase.failures_usd += of_class * (1.0 - routed.success) * error_usd;
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

/// How the single policy serves a class: by the line of its model, or by the own fleet where that line may not and the fleet runs the
/// same model.
fn alone(plan: &Plan, state: &State, class: usize) -> Option<Candidate> {
    let line = plan.buyer.single?.index();
    let by_line = of_line(plan, state, class, line);
    let owned = plan.ownership.is_some_and(|own| own.model == plan.lines[line].model);
    let own = || state.ways.iter().find(|it| it.line.index() == plan.lines.len()).copied();
    if owned && !by_line.eligible { own().or(Some(by_line)) } else { Some(by_line) }
}
