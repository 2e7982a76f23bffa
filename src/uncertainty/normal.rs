//! The normal family: numbers of either sign.

use crate::math::probit;
use crate::uncertainty::Z95;

/// A normal with a mean and a standard deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// A normal with its mean and standard deviation, both in the unit of the number.
    ///
    /// # Errors
    ///
    /// The rule broken, where the mean is not finite or the standard deviation not above 0.
    pub fn new(mean: f64, sd: f64) -> Result<Normal, String> {
        if !mean.is_finite() {
            return Err("the mean of a normal must be finite".to_string());
        }
        if !(sd > 0.0 && sd.is_finite()) {
            return Err("the standard deviation of a normal must be above 0".to_string());
        }
        Ok(Normal { mean, sd })
    }

    /// The normal with 5th percentile `low` and 95th percentile `high`.
    ///
    /// # Formula
    ///
    /// `mean = (low + high) / 2`, `sd = (high - low) / (2 * 1.6449)`
    ///
    /// # Errors
    ///
    /// The rule broken, unless `low < high`, both finite.
    pub fn from_interval(low: f64, high: f64) -> Result<Normal, String> {
        Normal::new(0.5 * low + 0.5 * high, (high - low) / (2.0 * Z95))
    }

    /// The value that a share `u` of draws stays below: `mean + sd z(u)`, `z` the standard normal quantile.
    pub fn quantile(&self, u: f64) -> f64 {
        self.mean + self.sd * probit(u)
    }

    /// The mean, which is the median too.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The same mean with the standard deviation times `factor`.
    pub(super) fn widened(&self, factor: f64) -> Normal {
        Normal { sd: self.sd * factor, ..*self }
    }
}
