//! The lognormal family: positive numbers uncertain by a factor.

use crate::math::{exp, probit};
use crate::uncertainty::Z95;

/// A lognormal: `ln X` is normal with mean `ln median` and standard deviation `sigma`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lognormal {
    median: f64,
    sigma: f64,
}

/// The largest `sigma`: beyond it a draw could leave the range of a 64-bit number.
const MOST_SIGMA: f64 = 20.0;

impl Lognormal {
    /// A lognormal with its median, in the unit of the number, and `sigma`, the standard deviation of its
    /// natural logarithm.
    ///
    /// # Errors
    ///
    /// The rule broken, where `median` is not above 0, or `sigma` not above 0 and at most 20.
    pub fn new(median: f64, sigma: f64) -> Result<Lognormal, String> {
        if !(median > 0.0 && median.is_finite()) {
            return Err("the median of a lognormal must be above 0".to_string());
        }
        if !(sigma > 0.0 && sigma <= MOST_SIGMA) {
            return Err("the sigma of a lognormal must be above 0 and at most 20".to_string());
        }
        Ok(Lognormal { median, sigma })
    }

    /// The lognormal with 5th percentile `low` and 95th percentile `high`.
    ///
    /// # Formula
    ///
    /// `median = sqrt(low high)`, `sigma = ln(high / low) / (2 * 1.6449)`
    ///
    /// # Errors
    ///
    /// The rule broken, unless `0 < low < high` and the ends are within a factor of 1e28.
    pub fn from_interval(low: f64, high: f64) -> Result<Lognormal, String> {
        if !(low > 0.0 && low < high && high.is_finite()) {
            return Err("an interval of a positive number must rise from above 0".to_string());
        }
        let sigma = (libm::log(high) - libm::log(low)) / (2.0 * Z95);
        if sigma > MOST_SIGMA {
            return Err(
                "interval is too wide: its ends are more than a factor of 1e28 apart".to_string()
            );
        }
        if sigma <= 0.0 {
            return Err("the ends of an interval must differ by more than rounding".to_string());
        }
        Lognormal::new(low.sqrt() * high.sqrt(), sigma)
    }

    /// The value that a share `u` of draws stays below: `median exp(sigma z(u))`, `z` the standard normal
    /// quantile.
    pub fn quantile(&self, u: f64) -> f64 {
        self.median * exp(self.sigma * probit(u))
    }

    /// The median.
    pub fn median(&self) -> f64 {
        self.median
    }

    /// The mean: `median exp(sigma^2 / 2)`.
    pub fn mean(&self) -> f64 {
        self.median * libm::exp(0.5 * self.sigma * self.sigma)
    }

    /// The same median with `sigma` times `factor`, at most 20.
    pub(super) fn widened(&self, factor: f64) -> Lognormal {
        Lognormal { sigma: (self.sigma * factor).min(MOST_SIGMA), ..*self }
    }
}
