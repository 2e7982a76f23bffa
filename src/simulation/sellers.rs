//! What sellers' dated prices show of how keenly they price.

use super::lived::{Lived, Point};
use super::run::Simulation;
use crate::market::Response;
use crate::statistics::{Band, Bands};

/// What a seller's prices of the first month show: a closed lab's of all its models, or those of a line of an open model.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The provider, and the model where it is an open one.
    pub seller: String,
    /// Margin on a metered token after batch, contracts, promotions, clouds and partners, over one more token's serving cost.
    pub margin: Band,
    /// Percent of that margin's tasks lost by one percent on all its prices.
    pub elasticity: Band,
    /// Conduct: 1 asks what pays most in the month, above 1 less.
    pub conduct: Band,
    /// Share of draws in which the prices leave too little to show any.
    pub none: f64,
}

/// Sensitivity of buyers to prices, and what sellers' prices show at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Conducts {
    /// Price sensitivity of the first month.
    pub price_sensitivity: Band,
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
        let mut room = Lived::new(scenario, self.seed());
        let (_, _, state) = room.left();
        let sellers = state.board.sellers();
        // The sensitivity, then margin, elasticity and conduct of each seller.
        let mut bands = Bands::new(&vec![1e-4; 1 + 3 * sellers]);
        let mut row = Vec::with_capacity(bands.points());
        for index in 0..draws {
            room.watch(Point::Drawn(index), &mut |seen| {
                let beta = seen.state.substitution.price_sensitivity;
                row.clear();
                row.push(beta);
                (0..sellers).for_each(|seller| row.extend(seen.state.board.shown(seller, beta)));
                bands.add_draw(&row);
            });
        }
        bands.end_block();
        let (scenario, _, state) = room.left();
        let shown = |seller: usize| {
            let [margin, elasticity, conduct] =
                [1, 2, 3].map(|point| bands.band(3 * seller + point));
            (margin.defined > 0.0).then(|| Shown {
                seller: state.board.name(&scenario.plan, seller),
                none: 1.0 - conduct.defined / margin.defined,
                margin,
                elasticity,
                conduct,
            })
        };
        Conducts {
            price_sensitivity: bands.band(0),
            sellers: (0..sellers).filter_map(shown).collect(),
        }
    }
}
