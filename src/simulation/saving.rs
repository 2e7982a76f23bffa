//! What routing saves at equal quality, against the honest control: the best single model.

use super::lived::Point;
use super::purchase::growth;
use super::routers::{REVIEW_MONTHS, Routers};
use super::run::Simulation;
use super::trial::Seen;
use super::ways::{self, by_cost, ways};
use crate::routing::{Decider, cheapest_meeting_threshold};

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
        let mut room = self.room();
        let mut savings = Vec::new();
        for index in 0..self.of_use(draws) {
            room.begin(Point::Drawn(index), |seen| savings.extend(saving(seen)));
        }
        savings
    }

    /// The savings of the first `draws` draws in every third month, when routers are reviewed, as they would be if all was
    /// solved anew: months, and the savings in each. The router's AUC is what decay and retraining have left of it.
    pub fn savings_by_month(&self, draws: u32) -> Vec<(usize, Vec<Saving>)> {
        let months = (0..self.scenario().plan.months).step_by(REVIEW_MONTHS);
        let mut savings: Vec<(usize, Vec<Saving>)> = months.map(|it| (it, Vec::new())).collect();
        let mut room = self.room();
        for index in 0..self.of_use(draws) {
            room.watch(Point::Drawn(index), &mut |seen| {
                if seen.month.is_multiple_of(REVIEW_MONTHS) {
                    savings[seen.month / REVIEW_MONTHS].1.extend(saving(seen));
                }
            });
        }
        savings
    }

    /// How many draws are of use: none where the buyer's policy has no signal.
    fn of_use(&self, draws: u32) -> u32 {
        if self.scenario().plan.buyer.decider.is_some() { draws } else { 0 }
    }
}

/// The saving in a month, at the prices and abilities of `state`.
fn saving(seen: Seen) -> Option<Saving> {
    let Seen { plan, draw, month, started, state } = seen;
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
        let (mut watched, mut alone) = (simulation.room(), simulation.room());
        let mut asked = 0;
        for index in 0..16 {
            let seen = watched.watch(Point::Drawn(index), &mut |seen| {
                asked += usize::from(saving(seen).is_some());
            });
            let alone = alone.live(Point::Drawn(index));
            assert!(seen.iter().zip(alone).all(|(a, b)| a.to_bits() == b.to_bits()));
        }
        assert_eq!(asked, 16 * simulation.scenario().plan.months);
    }
}
