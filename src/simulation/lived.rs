//! Living a draw, apart from folding what came out: one scenario, and the room that a draw of it needs.

use super::curves::Curves;
#[cfg(feature = "tables")]
use super::draw::Chosen;
use super::state::State;
use super::trial::{Luck, Seen, Started, start, watched};
use super::{ability, pricing};
use crate::scenario::{Draw, Scenario};

/// Where among all that may be so a draw is lived. Its luck (launches, copied prices) is always that of a draw.
#[derive(Debug, Clone, Copy)]
pub enum Point<'a> {
    /// The numbers of the draw with this index.
    Drawn(u32),
    /// Numbers that are given, with the luck of a draw.
    Numbers(&'a Draw, u32),
    /// The draw of the first index, but for chosen coordinates, which are those of the draw of the second.
    #[cfg(feature = "tables")]
    Crossed([u32; 2], &'a Chosen),
}

/// A scenario under a seed, lived through draw by draw in the same room.
#[derive(Debug, Clone)]
pub struct Lived {
    scenario: Scenario,
    curves: Curves,
    seed: u32,
    state: State,
    draw: Draw,
    luck: Luck,
    outcome: Vec<f64>,
}

impl Lived {
    /// Room for the draws of `scenario`.
    pub fn new(scenario: Scenario, seed: u32) -> Lived {
        let curves = Curves::of(&scenario.plan);
        Lived {
            state: State::of(&scenario),
            draw: scenario.template.clone(),
            luck: Luck::of(&scenario.plan),
            outcome: vec![f64::NAN; curves.points()],
            curves,
            scenario,
            seed,
        }
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// The curves of an outcome.
    pub fn curves(&self) -> &Curves {
        &self.curves
    }

    /// The seed.
    pub fn seed(&self) -> u32 {
        self.seed
    }

    /// The outcome at a point: the value of every curve in every month.
    pub fn live(&mut self, point: Point) -> &[f64] {
        self.watch(point, &mut |_| {})
    }

    /// [`Lived::live`], where `watch` sees each month at its end. It may use what a month begins by writing.
    pub(super) fn watch(&mut self, point: Point, watch: &mut dyn FnMut(Seen)) -> &[f64] {
        self.take(point);
        let Lived { scenario, curves, state, draw, luck, outcome, .. } = self;
        watched(&scenario.plan, curves, draw, luck, state, outcome, watch);
        &self.outcome
    }

    /// The first month of a draw, at its prices and before anything is bought.
    pub(super) fn begin(&mut self, point: Point, see: impl FnOnce(Seen)) {
        self.take(point);
        let Lived { scenario, state, draw, luck, .. } = self;
        let plan = &scenario.plan;
        let started: Started = start(plan, draw, luck, state);
        ability::advance(plan, draw, 0.0, &started.gap, state);
        pricing::prices(plan, draw, 0, state);
        see(Seen { plan, draw, month: 0, started: &started, state });
    }

    /// The draw lived through last, and what its last month left.
    pub(super) fn left(&mut self) -> (&Scenario, &Draw, &mut State) {
        (&self.scenario, &self.draw, &mut self.state)
    }

    /// Fills in the numbers and the luck of a point.
    fn take(&mut self, point: Point) {
        let seed = u64::from(self.seed);
        let index = match point {
            Point::Drawn(index) => {
                super::draw::draw(&self.scenario, seed, index, &mut self.draw);
                index
            }
            Point::Numbers(numbers, index) => {
                self.draw.copy_from(numbers);
                index
            }
            #[cfg(feature = "tables")]
            Point::Crossed(draws, chosen) => {
                super::draw::crossed(&self.scenario, seed, draws, chosen, &mut self.draw);
                draws[usize::from(chosen.luck)]
            }
        };
        self.luck.draw(&self.scenario.plan, seed, index);
    }
}
