//! Whether a firm would rather ask other prices than those at which its first-order conditions hold.

use super::Market;
use super::shares::choose;

/// Factors on a firm's prices that are tried: from an eighth to eight times, evenly in their logarithm.
const FACTORS: i32 = 48;
/// Halvings of the distance between two of them around the best.
const HALVINGS: u32 = 40;

impl Market {
    /// The firm that gains most over its profit by other prices while the others stay, and how much: by a factor on all of its prices
    /// or on one of them.
    pub(super) fn best_deviation(&self, prices_usd: &[f64]) -> (usize, f64) {
        let chosen = choose(self, prices_usd);
        let mut best = (0, 0.0);
        for firm in 0..self.firms {
            let profit_usd = self.profit_usd(&chosen, prices_usd, firm);
            if !(profit_usd > 0.0) {
                continue;
            }
            let own: Vec<usize> =
                (0..self.products.len()).filter(|it| self.products[*it].firm == firm).collect();
            // One product's own factor is the common one.
            let alone = own.iter().map(std::slice::from_ref).filter(|_| own.len() > 1);
            for moved in std::iter::once(own.as_slice()).chain(alone) {
                let gain = self.best_factor(prices_usd, firm, moved) / profit_usd - 1.0;
                if gain > best.1 {
                    best = (firm, gain);
                }
            }
        }
        best
    }

    /// The most that a firm earns where the prices of `moved` are multiplied, USD.
    fn best_factor(&self, prices_usd: &[f64], firm: usize, moved: &[usize]) -> f64 {
        let mut tried = prices_usd.to_vec();
        let mut profit_usd = |ln_factor: f64| {
            for &it in moved {
                tried[it] = prices_usd[it] * libm::exp(ln_factor);
            }
            self.profit_usd(&choose(self, &tried), &tried, firm)
        };
        let width = std::f64::consts::LN_2 * 3.0 / f64::from(FACTORS);
        let (mut at, mut most) = (0.0, f64::NEG_INFINITY);
        for place in -FACTORS..=FACTORS {
            let usd = profit_usd(width * f64::from(place));
            if usd > most {
                (at, most) = (width * f64::from(place), usd);
            }
        }
        let mut step = 0.5 * width;
        for _ in 0..HALVINGS {
            for aside in [at - step, at + step] {
                let usd = profit_usd(aside);
                if usd > most {
                    (at, most) = (aside, usd);
                }
            }
            step *= 0.5;
        }
        most
    }
}
