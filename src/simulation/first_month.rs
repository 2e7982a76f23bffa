//! The seam from the plan to questions about routing: the ways to serve each class in the first month.

use super::purchase::Own;
use super::routers::Routers;
use super::run::Simulation;
use crate::ids::ModelId;
use crate::routing::{Candidate, Decider};
use crate::scenario::Scenario;

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
    /// The buyer's router or cascade; none where its policy has none.
    pub decider: Option<Decider>,
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

    fn pools(&mut self) -> Vec<ClassPool> {
        let (scenario, draw, state) = self.0.lived().left();
        let plan = &scenario.plan;
        let own = Own::of(plan, draw, state);
        let own_usd_per_mtok = own.map(|own| own.usd_per_mtok(1.0, state.cost_factor[0]));
        let decider = plan.buyer.decider.as_ref().map(|it| Routers::decider(it, draw, 0.0));
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
                decider,
                ways,
            });
        }
        pools
    }
}
