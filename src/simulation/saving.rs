//! What routing saves at equal quality, against the honest control: the best single model.

use super::draw::draw;
use super::purchase::growth;
use super::routers::{REVIEW_MONTHS, Routers};
use super::run::Simulation;
use super::state::State;
use super::trial::{Luck, Started, start, watched};
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
    /// The savings of the first `draws` draws in the first month; none where the buyer's policy has no signal or nothing
    /// can serve.
    ///
    /// # Formula
    /// In each class the best single model has the highest success rate, `p_b`. The saving is
    /// `1 - sum_k w_k usd_k / sum_k w_k usd_bk`, `usd_k` what it costs to succeed with `p_b` by the policy, the best single model
    /// itself being one way.
    pub fn savings(&self, draws: u32) -> Vec<Saving> {
        let plan = &self.scenario().plan;
        let mut state = State::of(self.scenario());
        let mut savings = Vec::new();
        self.each_draw(self.of_use(draws), |numbers, luck| {
            let started = start(plan, numbers, luck, &mut state);
            ability::advance(plan, numbers, 0.0, &started.gap, &mut state);
            pricing::prices(plan, numbers, 0, &mut state);
            savings.extend(saving(plan, numbers, 0, &started, &mut state));
        });
        savings
    }

    /// The savings of the first `draws` draws in every third month, when routers are reviewed, as they would be if all was
    /// solved anew: months, and the savings in each. The router's AUC is what decay and retraining have left of it.
    pub fn savings_by_month(&self, draws: u32) -> Vec<(usize, Vec<Saving>)> {
        let (plan, curves) = (&self.scenario().plan, self.curves());
        let months = (0..plan.months).step_by(REVIEW_MONTHS);
        let mut savings: Vec<(usize, Vec<Saving>)> = months.map(|it| (it, Vec::new())).collect();
        let mut state = State::of(self.scenario());
        let mut outcome = vec![f64::NAN; curves.points()];
        self.each_draw(self.of_use(draws), |numbers, luck| {
            let mut watch = |month: usize, started: &Started, state: &mut State| {
                if month.is_multiple_of(REVIEW_MONTHS) {
                    let of_month = &mut savings[month / REVIEW_MONTHS].1;
                    of_month.extend(saving(plan, numbers, month, started, state));
                }
            };
            watched(plan, curves, numbers, luck, &mut state, &mut outcome, &mut watch);
        });
        savings
    }

    /// How many draws are of use: none where the buyer's policy has no signal.
    fn of_use(&self, draws: u32) -> u32 {
        if self.scenario().plan.buyer.decider.is_some() { draws } else { 0 }
    }

    /// Shows the numbers and the luck of the first draws.
    pub(super) fn each_draw(&self, draws: u32, mut show: impl FnMut(&Draw, &mut Luck)) {
        let scenario = self.scenario();
        let plan = &scenario.plan;
        let mut luck = Luck::of(plan);
        let mut numbers = scenario.template.clone();
        let seed = u64::from(self.seed());
        for index in 0..draws {
            draw(scenario, seed, index, &mut numbers);
            luck.draw(plan, seed, index);
            show(&numbers, &mut luck);
        }
    }
}

/// The saving in a month, at the prices and abilities of `state`.
fn saving(
    plan: &Plan,
    draw: &Draw,
    month: usize,
    started: &Started,
    state: &mut State,
) -> Option<Saving> {
    let routers = started.routers.as_ref()?;
    let own = started.own.as_ref();
    let own_usd_per_mtok =
        own.map(|own| own.usd_per_mtok(growth(plan, draw, month), state.cost_factor[0]));
    let deciders = [
        Routers::decider(plan.buyer.decider.as_ref()?, draw, month as f64),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::scenario::{Override, Scenario, shipped};
    use crate::simulation::trial;

    fn simulation(overrides: &[(&str, &str)]) -> Simulation {
        let catalog = Catalog::shipped().expect("it is valid");
        let text = shipped("routed-market").expect("it is shipped").text;
        let overrides: Vec<Override> = (overrides.iter())
            .map(|(path, value)| Override { path: path.to_string(), text: value.to_string() })
            .collect();
        Simulation::new(Scenario::parse(text, &overrides, catalog).expect("it is valid"), 42)
    }

    #[test]
    fn months_begin_with_the_first_and_savings_lie_below_a_perfect_routers() {
        let simulation = simulation(&[]);
        let by_month = simulation.savings_by_month(32);
        assert_eq!(by_month[0], (0, simulation.savings(32)));
        let months: Vec<usize> = by_month.iter().map(|it| it.0).collect();
        assert_eq!(months, (0..=36).step_by(3).collect::<Vec<_>>());
        for (month, savings) in by_month {
            assert_eq!(savings.len(), 32, "{month}");
            for it in savings {
                assert!(it.own >= -1e-12 && it.own <= it.perfect + 1e-12, "{month} {it:?}");
            }
        }
    }

    #[test]
    fn without_a_signal_there_is_none() {
        let simulation = simulation(&[("policy.kind", "random-mix")]);
        assert!(simulation.savings(8).is_empty());
        assert!(simulation.savings_by_month(8).iter().all(|it| it.1.is_empty()));
    }

    /// Asking for the saving of a month changes nothing in the months after it.
    #[test]
    fn watching_leaves_the_run_alone() {
        let simulation = simulation(&[]);
        let (plan, curves) = (&simulation.scenario().plan, simulation.curves());
        let (mut seen, mut alone) = (vec![0.0; curves.points()], vec![0.0; curves.points()]);
        let mut states = [State::of(simulation.scenario()), State::of(simulation.scenario())];
        let mut asked = 0;
        simulation.each_draw(16, |numbers, luck| {
            luck.draw(plan, 42, 3);
            let mut watch = |month: usize, started: &Started, state: &mut State| {
                asked += usize::from(saving(plan, numbers, month, started, state).is_some());
            };
            watched(plan, curves, numbers, luck, &mut states[0], &mut seen, &mut watch);
            luck.draw(plan, 42, 3);
            trial(plan, curves, numbers, luck, &mut states[1], &mut alone);
            assert!(seen.iter().zip(&alone).all(|(a, b)| a.to_bits() == b.to_bits()));
        });
        assert_eq!(asked, 16 * plan.months);
    }
}
