//! Prices at which no seller would rather ask another: Bertrand competition for buyers who choose by nested logit.

mod deviation;
mod iteration;
mod shares;

#[cfg(test)]
mod tests;

use iteration::Found;
use shares::{Chosen, choose};
use thiserror::Error;

/// How utility falls with the price of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// `u = delta - alpha tokens price`.
    Logit,
    /// `u = delta - alpha ln(tokens price)`.
    LogPrice,
}

/// What a firm sells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Product {
    /// Place of the firm, from 0.
    pub firm: usize,
    /// Place of the nest, from 0.
    pub nest: usize,
    /// What a token costs the firm, USD.
    pub cost_usd: f64,
}

/// Buyers who choose alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Tasks of theirs.
    pub weight: f64,
    /// Utility lost per USD of a task, or by one unit of its logarithm.
    pub alpha: f64,
    /// Utility of buying nothing; none where they cannot.
    pub outside_utility: Option<f64>,
    /// What each product is worth to them beside its price, in utility; none where they cannot use it.
    pub deltas: Vec<Option<f64>>,
    /// Tokens that a task takes on each product.
    pub tokens: Vec<f64>,
}

/// Sellers, their products and their buyers.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    /// How utility falls with price.
    pub demand: Demand,
    /// Firms; each has a product.
    pub firms: usize,
    /// Products.
    pub products: Vec<Product>,
    /// How alike the products of each nest are, `sigma` in `[0, 1)`.
    pub sigmas: Vec<f64>,
    /// Buyers; at least one.
    pub segments: Vec<Segment>,
}

/// Prices at which no firm would rather ask others, and what comes of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Equilibrium {
    /// USD per token, by product; NaN where no segment can use it.
    pub prices_usd: Vec<f64>,
    /// Share of all tasks, by product.
    pub shares: Vec<f64>,
    /// Tokens sold, by product.
    pub quantities: Vec<f64>,
    /// USD, by firm.
    pub profits_usd: Vec<f64>,
    /// USD under [`Demand::Logit`]; where nobody can buy nothing, up to a constant.
    pub consumer_surplus: f64,
    /// Steps from the start that led here.
    pub iterations: usize,
    /// Largest first-order condition over the quantity sold.
    pub residual: f64,
    /// Largest share by which a firm would gain that asks other prices while the others stay.
    pub best_unilateral_gain: f64,
    /// Largest difference over the price between the points that three starts lead to.
    pub spread_over_starts: f64,
}

/// Why there are no such prices.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum NoEquilibrium {
    /// A price that rises profit without end.
    #[error(
        "product {product}: no price is high enough: nothing holds it below a million times its cost"
    )]
    Unbounded {
        /// Place of the product.
        product: usize,
    },
    /// Buyers who must buy, all from one firm.
    #[error(
        "segment {segment}: only one firm sells to it and it must buy: no price is high enough"
    )]
    Captive {
        /// Place of the segment.
        segment: usize,
    },
    /// Buyers who could do without, and spend no less on the only firm by any higher price.
    #[error(
        "segment {segment}: the only firm that it can buy from gains by every higher price: alpha must be above 1"
    )]
    Inelastic {
        /// Place of the segment.
        segment: usize,
    },
    /// The first-order conditions were never met.
    #[error(
        "no prices were found at which every firm's first-order condition holds: {residual:.1e} of its quantity is left"
    )]
    NotFound {
        /// What was left of them.
        residual: f64,
    },
    /// They are met, and a firm would still change its prices.
    #[error(
        "firm {firm} would gain {gain:.1e} of its profit by other prices where every first-order condition holds"
    )]
    Deviation {
        /// Place of the firm.
        firm: usize,
        /// Gain over its profit.
        gain: f64,
    },
}

/// Gain over profit up to which no firm would change its prices.
const MOST_GAIN: f64 = 1e-6;
/// Markups that a search begins at, in units of utility under [`Demand::Logit`] and over cost else.
const STARTS: [f64; 3] = [1.0, 0.05, 10.0];

impl Market {
    /// The equilibrium in prices.
    ///
    /// # Formula
    /// The fixed point of, for product `j` of firm `f` in nest `n`, with `M_g` the weight of segment `g`, `t_gj` tokens, `s` shares,
    /// `a_gj = -du/dp / t_gj` and `w_gj = M_g a_gj t_gj s_gj / (1 - sigma_n)`,
    ///
    /// `m_j = [ sum_g M_g t_gj s_gj + sum_g w_gj sum_{k in f} (sigma_n [k in n] s_{k|n} + (1 - sigma_n) s_gk) t_gk m_k ]
    ///        / sum_g w_gj t_gj`,  `p <- c + m`,
    ///
    /// from three starts; under [`Demand::LogPrice`], where `a_gj` falls with the price, solved for `p_j` there. Then
    /// other prices of each firm are tried, of all of its products together and of each, from an eighth to eight times.
    ///
    /// # Source
    /// Morrow and Skerlos, Fixed-point approaches to computing Bertrand-Nash equilibrium prices under mixed-logit demand,
    /// Operations Research 59 (2011).
    ///
    /// # Errors
    /// [`NoEquilibrium`].
    ///
    /// ```
    /// use undercut::market::{Demand, Market, Product, Segment};
    /// // Two firms alike whose buyers must buy: each asks its cost and N / (N - 1) units of utility.
    /// let product = |firm| Product { firm, nest: firm, cost_usd: 1.0 };
    /// let buyers = Segment {
    ///     weight: 1.0, alpha: 1.0, outside_utility: None, deltas: vec![Some(0.0); 2], tokens: vec![1.0; 2],
    /// };
    /// let market = Market {
    ///     demand: Demand::Logit, firms: 2, products: vec![product(0), product(1)], sigmas: vec![0.0; 2],
    ///     segments: vec![buyers],
    /// };
    /// assert!((market.equilibrium()?.prices_usd[0] - 3.0).abs() < 1e-9);
    /// # Ok::<(), undercut::market::NoEquilibrium>(())
    /// ```
    pub fn equilibrium(&self) -> Result<Equilibrium, NoEquilibrium> {
        self.elastic_enough()?;
        let (mut held, mut failed) = (Vec::new(), None);
        for markup in STARTS {
            match self.iterate(markup) {
                Ok(found) => held.push(found),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        // Of several points the one that firms have the least reason to leave.
        let gains = held.iter().map(|it| (it, self.best_deviation(&it.prices_usd)));
        let Some((at, (firm, gain))) = gains.min_by(|(_, a), (_, b)| a.1.total_cmp(&b.1)) else {
            return Err(failed.unwrap_or(NoEquilibrium::NotFound { residual: f64::NAN }));
        };
        if gain > MOST_GAIN {
            return Err(NoEquilibrium::Deviation { firm, gain });
        }
        let apart = |it: &Found| {
            let both = it.prices_usd.iter().zip(&at.prices_usd);
            both.map(|(a, b)| (a / b - 1.0).abs()).fold(0.0, f64::max)
        };
        let spread_over_starts = held.iter().map(apart).fold(0.0, f64::max);
        Ok(self.outcome(at, gain, spread_over_starts))
    }

    /// Refuses a segment that only one firm can serve, and that buys from it at every price or loses nothing by a higher one.
    fn elastic_enough(&self) -> Result<(), NoEquilibrium> {
        for (segment, it) in self.segments.iter().enumerate() {
            let mut firms = (self.products.iter().zip(&it.deltas))
                .filter(|(_, delta)| delta.is_some())
                .map(|(product, _)| product.firm);
            let alone = firms.next().is_some_and(|first| firms.all(|firm| firm == first));
            if alone && it.outside_utility.is_none() {
                return Err(NoEquilibrium::Captive { segment });
            }
            if alone && self.demand == Demand::LogPrice && it.alpha <= 1.0 {
                return Err(NoEquilibrium::Inelastic { segment });
            }
        }
        Ok(())
    }

    fn outcome(
        &self,
        at: &Found,
        best_unilateral_gain: f64,
        spread_over_starts: f64,
    ) -> Equilibrium {
        let chosen = choose(self, &at.prices_usd);
        let tasks: f64 = self.segments.iter().map(|it| it.weight).sum();
        let places = 0..self.products.len();
        let sum = |of: &dyn Fn(&Segment, &Chosen) -> f64| -> f64 {
            self.segments
                .iter()
                .zip(&chosen)
                .map(|(segment, it)| segment.weight * of(segment, it))
                .sum()
        };
        let usable = |product: usize| self.segments.iter().any(|it| it.deltas[product].is_some());
        Equilibrium {
            prices_usd: places
                .clone()
                .map(|it| if usable(it) { at.prices_usd[it] } else { f64::NAN })
                .collect(),
            shares: places.clone().map(|it| sum(&|_, chosen| chosen.shares[it]) / tasks).collect(),
            quantities: places
                .map(|it| sum(&|segment, chosen| segment.tokens[it] * chosen.shares[it]))
                .collect(),
            profits_usd: (0..self.firms)
                .map(|firm| self.profit_usd(&chosen, &at.prices_usd, firm))
                .collect(),
            consumer_surplus: sum(&|segment, chosen| chosen.log_sum / segment.alpha),
            iterations: at.iterations,
            residual: at.residual,
            best_unilateral_gain,
            spread_over_starts,
        }
    }

    /// What a firm earns, USD.
    ///
    /// # Formula
    /// `sum_j (p_j - c_j) sum_g M_g t_gj s_gj`
    fn profit_usd(&self, chosen: &[Chosen], prices_usd: &[f64], firm: usize) -> f64 {
        let mut usd = 0.0;
        for (place, product) in self.products.iter().enumerate().filter(|(_, it)| it.firm == firm) {
            let of_segment = |(segment, it): (&Segment, &Chosen)| {
                segment.weight * segment.tokens[place] * it.shares[place]
            };
            let quantity: f64 = self.segments.iter().zip(chosen).map(of_segment).sum();
            usd += quantity * (prices_usd[place] - product.cost_usd);
        }
        usd
    }
}
