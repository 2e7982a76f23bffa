//! What stands between the list value of a seller's tokens and its operating profit.

use super::lived::Point;
use super::run::Simulation;
use crate::market::{Account, STEPS};
use crate::scenario::GroupId;
use crate::statistics::Histogram;

/// A step from list value to operating profit, over the seller's revenue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// What it is.
    pub name: &'static str,
    /// Mean over draws: means of steps sum to that of the operating margin, which medians do not.
    pub mean: f64,
    /// 5% of draws have less.
    pub p5: f64,
    /// 5% of draws have more.
    pub p95: f64,
}

/// The steps of a seller in a month.
#[derive(Debug, Clone, PartialEq)]
pub struct Waterfall {
    /// Name of the group or the provider.
    pub seller: String,
    /// Steps, the operating margin last.
    pub steps: Vec<Step>,
}

impl Simulation {
    /// The waterfalls of groups, then of providers, in a month, over the first `draws` draws that are lived through once more; none
    /// of who sells nothing.
    ///
    /// # Formula
    /// Of [`STEPS`] over revenue: the mean, and the 5th and 95th percentile, over draws.
    pub fn waterfalls(&self, month: usize, draws: u32) -> Vec<Waterfall> {
        let scenario = self.scenario();
        let plan = &scenario.plan;
        let groups = GroupId::ALL.iter().map(|it| it.name());
        let names: Vec<&str> =
            groups.chain(plan.providers.iter().map(|it| it.name.as_str())).collect();
        let mut folds: Vec<[Fold; STEPS.len() + 1]> =
            names.iter().map(|_| std::array::from_fn(|_| Fold::default())).collect();
        let mut room = self.room();
        for index in 0..draws {
            room.watch(Point::Drawn(index), &mut |seen| {
                if seen.month == month {
                    for (folds, account) in folds.iter_mut().zip(&seen.state.accounts) {
                        add(folds, account);
                    }
                }
            });
        }
        let named = names.into_iter().zip(folds).filter(|(_, folds)| folds[0].count > 0.0);
        named
            .map(|(seller, folds)| Waterfall {
                seller: seller.to_string(),
                steps: (STEPS.iter().map(|(name, _)| *name).chain(["operating margin"]))
                    .zip(&folds)
                    .map(|(name, fold)| fold.step(name))
                    .collect(),
            })
            .collect()
    }
}

fn add(folds: &mut [Fold; STEPS.len() + 1], account: &Account) {
    let revenue_usd = account.revenue_usd();
    if !(revenue_usd > 0.0) {
        return;
    }
    let values = STEPS.iter().map(|(_, usd)| usd(account) / revenue_usd);
    for (fold, value) in folds.iter_mut().zip(values.chain([account.operating_margin()])) {
        fold.sum += value;
        fold.count += 1.0;
        fold.counted.add(value);
    }
}

/// A number over draws.
struct Fold {
    sum: f64,
    count: f64,
    counted: Histogram,
}

impl Default for Fold {
    fn default() -> Fold {
        Fold { sum: 0.0, count: 0.0, counted: Histogram::new(1e-4) }
    }
}

impl Fold {
    fn step(&self, name: &'static str) -> Step {
        let [p5, p95] = self.counted.quantiles([0.05, 0.95]);
        Step { name, mean: self.sum / self.count, p5, p95 }
    }
}
