//! The seam from the plan to questions about routing: the ways to serve each class in the first month.

use super::purchase::Own;
use super::run::Simulation;
use crate::ids::ModelId;
use crate::routing::Candidate;
use crate::scenario::{DeciderPlan, Scenario};

/// The buyer's task class in the first month of a draw.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassPool {
    /// Share of the buyer's requests.
    pub share: f64,
    /// Success threshold.
    pub threshold: f64,
    /// Cost of an error, USD.
    pub error_usd: f64,
    /// Tetrachoric correlation between two models.
    pub correlation: f64,
    /// USD per request for the buyer's router; 0 where its policy has none.
    pub router_usd: f64,
    /// USD per answer for the verifier of the buyer's cascade; 0 where its policy has none.
    pub verifier_usd: f64,
    /// The cheapest eligible way to reach each model, in order of cost.
    pub ways: Vec<Way>,
}

/// The cheapest way to reach a model: a line, or the own fleet, whose line is one past the last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// The model.
    pub model: ModelId,
    /// What it costs and how well it does.
    pub candidate: Candidate,
}

/// What the buyer's own policy decides on, in a draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DeciderDraw {
    /// A router, as good as new.
    Router {
        /// AUC of its signal for "only the strong model succeeds".
        need_strong_auc: f64,
    },
    /// A verifier of the weak answer.
    Cascade {
        /// Probability that it accepts a right answer.
        tpr: f64,
        /// Probability that it accepts a wrong one.
        fpr: f64,
    },
}

/// A scenario in its first month alone.
#[derive(Debug)]
pub struct FirstMonth(Simulation);

impl FirstMonth {
    /// The first month of `scenario`.
    pub fn new(mut scenario: Scenario, seed: u32) -> FirstMonth {
        scenario.plan.months = 1;
        FirstMonth(Simulation::new(scenario, seed))
    }

    /// The scenario, one month long.
    pub fn scenario(&self) -> &Scenario {
        self.0.scenario()
    }

    /// The classes with every input at its median; which hosts copy the first party's list is as in the first draw.
    pub fn at_medians(&mut self) -> Vec<ClassPool> {
        let medians = self.0.scenario().template.clone();
        self.0.outcome_of(&medians, 0);
        self.pools()
    }

    /// The classes in the draw `index`.
    pub fn in_draw(&mut self, index: u32) -> Vec<ClassPool> {
        self.0.outcome(index);
        self.pools()
    }

    /// What decided in the draw lived through last; none where the buyer's policy has no signal.
    pub fn decider(&mut self) -> Option<DeciderDraw> {
        let (scenario, draw, _) = self.0.lived();
        scenario.plan.buyer.decider.map(|it| match it {
            DeciderPlan::Router { need_strong_auc, .. } => {
                DeciderDraw::Router { need_strong_auc: draw[need_strong_auc] }
            }
            DeciderPlan::Cascade { tpr, fpr, .. } => {
                DeciderDraw::Cascade { tpr: draw[tpr], fpr: draw[fpr] }
            }
        })
    }

    fn pools(&mut self) -> Vec<ClassPool> {
        let (scenario, draw, state) = self.0.lived();
        let plan = &scenario.plan;
        let own = Own::of(plan, draw, state);
        let own_usd_per_mtok = own.map(|own| own.usd_per_mtok(1.0, state.cost_factor[0]));
        let (router_usd, verifier_usd) = match plan.buyer.decider {
            Some(DeciderPlan::Router { usd, .. }) => (draw[usd], 0.0),
            Some(DeciderPlan::Cascade { usd, .. }) => (0.0, draw[usd]),
            None => (0.0, 0.0),
        };
        let mut pools = Vec::with_capacity(plan.classes.len());
        for (place, class) in plan.classes.iter().enumerate() {
            super::ways::ways(plan, state, place, own_usd_per_mtok);
            let model = |candidate: &Candidate| match plan.lines.get(candidate.line.index()) {
                Some(line) => Some(line.model),
                None => plan.ownership.as_ref().map(|own| own.model),
            };
            let way = |&candidate: &Candidate| Some(Way { model: model(&candidate)?, candidate });
            let mut ways: Vec<Way> = state.ways.iter().filter_map(way).collect();
            ways.sort_by(|a, b| {
                let (a, b) = (&a.candidate, &b.candidate);
                a.usd.total_cmp(&b.usd).then(b.success.total_cmp(&a.success))
            });
            pools.push(ClassPool {
                share: state.mix[place],
                threshold: draw[class.threshold],
                error_usd: draw[class.error_cost_usd],
                correlation: draw[plan.quality.correlation],
                router_usd,
                verifier_usd,
                ways,
            });
        }
        pools
    }
}
