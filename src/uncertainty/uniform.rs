//! The uniform family: nothing known but two ends.

use crate::uncertainty::{Domain, written};

/// A uniform between two ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
    domain: Domain,
}

impl Uniform {
    /// A uniform from `low` to `high`, in the unit of the number, of which no draw leaves `domain`.
    ///
    /// # Errors
    ///
    /// The rule broken, unless `low < high`, both finite and inside the domain.
    pub fn new(low: f64, high: f64, domain: Domain) -> Result<Uniform, String> {
        if !(low < high && low.is_finite() && high.is_finite()) {
            return Err("the ends of a uniform must rise".to_string());
        }
        if !domain.contains_between(low, high) {
            let [low, high] = [low, high].map(written);
            return Err(format!(
                "a uniform from {low} to {high} leaves its domain: {}",
                domain.rule()
            ));
        }
        Ok(Uniform { low, high, domain })
    }

    /// The value that a share `u` of draws stays below: `low + (high - low) u`.
    pub fn quantile(&self, u: f64) -> f64 {
        self.domain.nearest(self.low + (self.high - self.low) * u)
    }

    /// The mean, which is the median too.
    pub fn mean(&self) -> f64 {
        0.5 * (self.low + self.high)
    }

    /// The same median with the width times `factor`, as far as the domain has room on both sides.
    pub(super) fn widened(&self, factor: f64) -> Uniform {
        let (middle, half) = (self.mean(), 0.5 * (self.high - self.low));
        let room = (middle - self.domain.floor()).min(self.domain.ceiling() - middle);
        let half = (half * factor).min(room);
        Uniform {
            low: (middle - half).max(self.domain.floor()),
            high: (middle + half).min(self.domain.ceiling()),
            ..*self
        }
    }
}
