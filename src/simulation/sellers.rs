//! What sellers' dated prices show of how keenly they price.

use super::run::Simulation;
use super::state::State;
use super::trial::watched;
use crate::market::Response;
use crate::statistics::Histogram;

/// A number over draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// 5% of draws have less.
    pub p5: f64,
    /// Half of them have less.
    pub p50: f64,
    /// 5% of draws have more.
    pub p95: f64,
}

/// What a seller's prices of the first month show: a closed lab's of all its models, or those of a line of an open model.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The provider, and the model where it is an open one.
    pub seller: String,
    /// Margin on a metered token after batch, contracts, promotions, clouds and partners, over one more token's serving cost.
    pub margin: Spread,
    /// Percent of that margin's tasks lost by one percent on all its prices.
    pub elasticity: Spread,
    /// Conduct: 1 asks what pays most in the month, above 1 less.
    pub conduct: Spread,
    /// Share of draws in which the prices leave too little to show any.
    pub none: f64,
}

/// Sensitivity of buyers to prices, and what sellers' prices show at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Conducts {
    /// Price sensitivity of the first month.
    pub price_sensitivity: Spread,
    /// Sellers, closed labs first.
    pub sellers: Vec<Shown>,
}

impl Simulation {
    /// What sellers' prices of the first month show, over the first `draws` draws that are lived through once more; none of who sells
    /// nothing.
    pub fn conducts(&self, draws: u32) -> Conducts {
        let mut scenario = self.scenario().clone();
        // Whoever follows a rule in the run shows a conduct all the same.
        scenario.plan.market.responses = [Response::BestResponse; 3];
        scenario.plan.months = 1;
        let asked = Simulation::new(scenario, self.seed());
        let (plan, curves) = (&asked.scenario().plan, asked.curves());
        let mut state = State::of(asked.scenario());
        let mut outcome = vec![f64::NAN; curves.points()];
        let mut sensitivity = Histogram::new(1e-4);
        let mut folds: Vec<Fold> = Vec::new();
        asked.each_draw(draws, |numbers, luck| {
            watched(plan, curves, numbers, luck, &mut state, &mut outcome, &mut |_, _, state| {
                let beta = state.substitution.price_sensitivity;
                sensitivity.add(beta);
                let shown = state.board.shown(beta);
                folds.resize_with(shown.len(), Fold::default);
                folds.iter_mut().zip(shown).for_each(|(fold, it)| fold.add(it));
            });
        });
        let named = folds.iter().enumerate().filter(|(_, it)| it.sold > 0);
        Conducts {
            price_sensitivity: spread(&sensitivity),
            sellers: named.map(|(place, it)| it.shown(state.board.name(plan, place))).collect(),
        }
    }
}

fn spread(of: &Histogram) -> Spread {
    let [p5, p50, p95] = of.quantiles([0.05, 0.5, 0.95]);
    Spread { p5, p50, p95 }
}

/// A seller over draws.
struct Fold {
    sold: u32,
    shown: u32,
    numbers: [Histogram; 3],
}

impl Default for Fold {
    fn default() -> Fold {
        Fold { sold: 0, shown: 0, numbers: std::array::from_fn(|_| Histogram::new(1e-4)) }
    }
}

impl Fold {
    /// Adds a draw: margin and elasticity, and the conduct, of a seller that sells.
    fn add(&mut self, of: Option<(f64, f64, Option<f64>)>) {
        let Some((margin, elasticity, conduct)) = of else { return };
        self.sold += 1;
        self.numbers[0].add(margin);
        if let Some(conduct) = conduct {
            self.shown += 1;
            self.numbers[1].add(elasticity);
            self.numbers[2].add(conduct);
        }
    }

    fn shown(&self, seller: String) -> Shown {
        let [margin, elasticity, conduct] = self.numbers.each_ref().map(spread);
        let none = 1.0 - f64::from(self.shown) / f64::from(self.sold);
        Shown { seller, margin, elasticity, conduct, none }
    }
}
