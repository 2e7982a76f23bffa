//! What routing saves in the first month at equal quality, against the honest control: the best single model.

use super::draw::draw;
use super::routers::Routers;
use super::run::Simulation;
use super::state::State;
use super::trial::{Luck, Started, start};
use super::ways::{self, by_cost, ways};
use super::{ability, pricing};
use crate::routing::{Decider, cheapest_meeting_threshold};
use crate::scenario::{Draw, Plan};

/// What the buyer saves in one draw against the best single model of each class, as a share of its bill.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Saving {
    /// By the buyer's own router or cascade.
    pub own: f64,
    /// By a free router that always knows when only the strong model of a pair succeeds.
    pub perfect: f64,
}

impl Simulation {
    /// The savings of the first `draws` draws; none where the buyer's policy has no signal or nothing can serve.
    ///
    /// # Formula
    /// In each class the best single model has the highest success rate, `p_b`. The saving is
    /// `1 - sum_k w_k usd_k / sum_k w_k usd_bk`, `usd_k` what it costs to succeed with `p_b` by the policy, the best single model
    /// itself being one way.
    pub fn savings(&self, draws: u32) -> Vec<Saving> {
        let scenario = self.scenario();
        let plan = &scenario.plan;
        if plan.buyer.decider.is_none() {
            return Vec::new();
        }
        let (mut state, mut luck) = (State::of(plan), Luck::of(plan));
        let mut numbers = scenario.template.clone();
        let seed = u64::from(self.seed());
        let saving = |index| {
            draw(scenario, seed, index, &mut numbers);
            luck.draw(plan, seed, index);
            let started = start(plan, &numbers, &luck, &mut state);
            saving(plan, &numbers, &started, &mut state)
        };
        (0..draws).filter_map(saving).collect()
    }
}

fn saving(plan: &Plan, draw: &Draw, started: &Started, state: &mut State) -> Option<Saving> {
    let routers = started.routers.as_ref()?;
    ability::advance(plan, draw, 0.0, &started.gap, state);
    pricing::prices(plan, draw, 0, state);
    let own_usd_per_mtok = started.own.as_ref().map(|own| own.usd_per_mtok(1.0, 1.0));
    let deciders = [
        Routers::decider(plan.buyer.decider.as_ref()?, draw, 0.0),
        Decider::Router { need_strong_auc: 1.0, usd: 0.0 },
    ];
    let (mut best_usd, mut divided_usd) = (0.0, [0.0; 2]);
    for class in 0..plan.classes.len() {
        ways(plan, state, class, own_usd_per_mtok);
        by_cost(&mut state.ways);
        let pool = &state.ways;
        let success = pool.iter().map(|it| it.success).fold(0.0, f64::max);
        let Some(best) = cheapest_meeting_threshold(pool, success) else { continue };
        let share = state.mix[class];
        best_usd += share * pool[best].usd;
        for (sum, decider) in divided_usd.iter_mut().zip(&deciders) {
            let division = routers.divided(pool, decider, success)?;
            let usd = |line| ways::usd(plan, state, class, line);
            *sum += share * division.usd(usd(division.weak), usd(division.strong));
        }
    }
    let [own, perfect] = divided_usd.map(|usd| 1.0 - usd / best_usd);
    (best_usd > 0.0 && best_usd.is_finite()).then_some(Saving { own, perfect })
}
