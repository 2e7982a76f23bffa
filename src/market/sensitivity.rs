/// What the first-order condition of a seller's price level says of its buyers' price sensitivity, summed over cells of buyers.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct FirstOrder {
    /// `R`, what its tasks bring, USD.
    revenue_usd: f64,
    /// `Pi`, that less what serving them costs.
    margin_usd: f64,
    /// `X`, the margin lost to other sellers by a unit of sensitivity.
    switched_usd: f64,
    /// `Y`, the margin lost as buyers ask for less.
    forgone_usd: f64,
}

/// Buyers of one class in one segment, and how a nest of sellers stands with them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Tasks.
    pub tasks: f64,
    /// Factor on the price sensitivity.
    pub taste: f64,
    /// Elasticity of volume; 0 where buyers can do without instead.
    pub elasticity: f64,
    /// Correlation within the nest.
    pub nest_correlation: f64,
    /// Share of the nest.
    pub nest_share: f64,
}

/// A seller's part of a cell, all of it in one nest.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Part {
    /// Share of tasks.
    pub share: f64,
    /// Share of what the cell spends at list, and so of its price index.
    pub spend_share: f64,
    /// What a task of the cell brings it, USD: shares times prices.
    pub usd_per_task: f64,
    /// The same less what serving costs.
    pub margin_usd_per_task: f64,
}

impl FirstOrder {
    /// Adds a cell.
    ///
    /// # Formula
    /// `K = (1 - sigma S_f|n) / (1 - sigma) - S_f`, `X += M b mu K`, `Y += M eta W mu`, with `W` the seller's share of what the cell spends at list.
    pub fn add(&mut self, cell: &Cell, part: &Part) {
        let sigma = cell.nest_correlation;
        let within = if cell.nest_share > 0.0 { part.share / cell.nest_share } else { 0.0 };
        let moved = (1.0 - sigma * within) / (1.0 - sigma) - part.share;
        let margin_usd = cell.tasks * part.margin_usd_per_task;
        self.revenue_usd += cell.tasks * part.usd_per_task;
        self.margin_usd += margin_usd;
        self.switched_usd += cell.taste * margin_usd * moved;
        self.forgone_usd += cell.elasticity * part.spend_share * margin_usd;
    }

    /// The margin on what tasks bring, `L`; none where they bring nothing.
    pub fn margin(&self) -> Option<f64> {
        (self.revenue_usd > 0.0).then(|| self.margin_usd / self.revenue_usd)
    }

    /// Percent of its tasks, weighed by their margin, that a seller loses by one percent on all its prices.
    ///
    /// # Formula
    /// `e = (beta X + Y) / Pi`
    pub fn elasticity(&self, price_sensitivity: f64) -> f64 {
        (price_sensitivity * self.switched_usd + self.forgone_usd) / self.margin_usd
    }

    /// The level of its prices, now at `level`, at which serving costs leave `margin`.
    ///
    /// # Formula
    /// `lambda = C / (R(1) (1 - L))`, with `R(1)` what its tasks would bring at a level of 1.
    pub fn level_at(&self, margin: f64, level: f64) -> f64 {
        (self.revenue_usd - self.margin_usd) * level / (self.revenue_usd * (1.0 - margin))
    }
}

/// Margin below which a seller's price says nothing of its buyers.
pub(super) const LEAST_MARGIN: f64 = 0.02;
/// The sensitivities that are believed.
const BELIEVED: std::ops::RangeInclusive<f64> = 0.2..=5.0;

/// The price sensitivity at which sellers would ask what they ask: none where it is outside 0.2 to 5, or nobody earns enough.
///
/// # Formula
/// A level of all of a seller's prices is best where `R / Pi = (beta X + Y) / Pi`; over sellers the ratio of sums,
/// `beta = sum (R - Y) / sum X`. Source: Bertrand competition, as Berry, Levinsohn and Pakes (1995) read costs from prices.
///
/// ```
/// use undercut::market::{Cell, FirstOrder, Part, price_sensitivity};
/// // One seller of 70% of tasks whose margin is 80%: its own elasticity is 1.25, 0.3 of the sensitivity.
/// let cell = Cell {
///     tasks: 1.0, taste: 1.0, elasticity: 0.0, nest_correlation: 0.0, nest_share: 0.7,
/// };
/// let mut seller = FirstOrder::default();
/// seller.add(&cell, &Part {
///     share: 0.7, spend_share: 0.92, usd_per_task: 0.035, margin_usd_per_task: 0.028,
/// });
/// assert!((price_sensitivity([&seller]).unwrap() - 1.25 / 0.3).abs() < 1e-12);
/// ```
pub fn price_sensitivity<'a>(sellers: impl IntoIterator<Item = &'a FirstOrder>) -> Option<f64> {
    let (mut above, mut below) = (0.0, 0.0);
    for it in sellers {
        if it.margin_usd > LEAST_MARGIN * it.revenue_usd {
            above += it.revenue_usd - it.forgone_usd;
            below += it.switched_usd;
        }
    }
    Some(above / below).filter(|beta| below > 0.0 && BELIEVED.contains(beta))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three closed sellers of five lines, beside three sellers of one open model, in three cells.
    const SELLERS: [usize; 5] = [0, 0, 1, 1, 2];
    const USD: [[f64; 8]; 3] = [
        [0.06, 0.02, 0.05, 0.008, 0.03, 0.006, 0.006, 0.005],
        [0.3, 0.1, 0.28, 0.05, 0.2, 0.04, 0.045, 0.035],
        [0.01, 0.004, 0.012, 0.0015, 0.006, 0.001, 0.0011, 0.0008],
    ];
    const COST: [[f64; 5]; 3] = [
        [0.007, 0.003, 0.006, 0.0012, 0.005],
        [0.04, 0.015, 0.03, 0.008, 0.03],
        [0.0012, 0.0005, 0.001, 0.0003, 0.0009],
    ];

    fn found(shares: [[f64; 8]; 3], elasticities: [f64; 3]) -> f64 {
        let mut sellers = [FirstOrder::default(); 3];
        for cell in 0..3 {
            let spent: f64 =
                shares[cell].iter().zip(USD[cell]).map(|(share, usd)| share * usd).sum();
            let it = Cell {
                tasks: [3.0, 1.0, 2.0][cell],
                taste: [1.0, 1.4, 0.7][cell],
                elasticity: elasticities[cell],
                nest_correlation: 0.45,
                nest_share: shares[cell][..5].iter().sum(),
            };
            for (seller, sum) in sellers.iter_mut().enumerate() {
                let mut part = Part::default();
                for line in (0..5).filter(|line| SELLERS[*line] == seller) {
                    let share = shares[cell][line];
                    part.share += share;
                    part.usd_per_task += share * USD[cell][line];
                    part.spend_share += share * USD[cell][line] / spent;
                    part.margin_usd_per_task += share * (USD[cell][line] - COST[cell][line]);
                }
                sum.add(&it, &part);
            }
        }
        price_sensitivity(&sellers).expect("a sensitivity")
    }

    #[test]
    fn worked_markets_give_the_sensitivity_that_finite_differences_do() {
        let shares = [
            [0.25, 0.1, 0.2, 0.15, 0.1, 0.08, 0.07, 0.05],
            [0.4, 0.0, 0.3, 0.0, 0.15, 0.06, 0.05, 0.04],
            [0.1, 0.15, 0.1, 0.25, 0.1, 0.1, 0.1, 0.1],
        ];
        assert!((found(shares, [0.3, 0.1, 0.6]) - 0.725_972_274_935).abs() < 1e-9);
        // Where buyers can do without, shares leave room for it and volume does not answer.
        let shares = [
            [0.22, 0.08, 0.18, 0.14, 0.1, 0.08, 0.06, 0.04],
            [0.4, 0.0, 0.3, 0.0, 0.15, 0.06, 0.05, 0.04],
            [0.08, 0.12, 0.08, 0.2, 0.08, 0.08, 0.08, 0.08],
        ];
        assert!((found(shares, [0.0, 0.1, 0.0]) - 0.739_395_318_97).abs() < 1e-9);
    }

    #[test]
    fn who_earns_nothing_says_nothing() {
        assert_eq!(price_sensitivity(&[FirstOrder::default()]), None);
        let thin =
            FirstOrder { revenue_usd: 1.0, margin_usd: 0.01, switched_usd: 0.01, forgone_usd: 0.0 };
        assert_eq!(price_sensitivity(&[thin]), None);
        let steep =
            FirstOrder { revenue_usd: 1.0, margin_usd: 0.1, switched_usd: 0.1, forgone_usd: 0.0 };
        assert_eq!(price_sensitivity(&[steep]), None);
    }
}
