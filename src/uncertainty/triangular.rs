//! The triangular family: two ends and a likeliest value.

use crate::uncertainty::{Domain, written};

/// A triangular: its density rises from `low` to `mode` and falls to `high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Triangular {
    low: f64,
    mode: f64,
    high: f64,
    domain: Domain,
}

impl Triangular {
    /// A triangular with its ends and its mode, in the unit of the number, of which no draw leaves `domain`.
    ///
    /// # Errors
    ///
    /// The rule broken, unless `low <= mode <= high` and `low < high`, all finite and inside the domain.
    pub fn new(low: f64, mode: f64, high: f64, domain: Domain) -> Result<Triangular, String> {
        if !(low <= mode && mode <= high && low < high && (high - low).is_finite()) {
            return Err("the numbers of a triangular must rise: low, mode, high".to_string());
        }
        if !domain.contains_between(low, high) {
            let [low, high] = [low, high].map(written);
            return Err(format!(
                "a triangular from {low} to {high} leaves its domain: {}",
                domain.rule()
            ));
        }
        Ok(Triangular { low, mode, high, domain })
    }

    /// The value that a share `u` of draws stays below.
    ///
    /// # Formula
    ///
    /// With `w = high - low` and `c = mode - low`: `low + sqrt(u w c)` where `u w < c`, else
    /// `high - sqrt((1 - u) w (w - c))`.
    pub fn quantile(&self, u: f64) -> f64 {
        let (width, rise) = (self.high - self.low, self.mode - self.low);
        self.domain.nearest(if u * width < rise {
            self.low + (u * width * rise).sqrt()
        } else {
            self.high - ((1.0 - u) * width * (width - rise)).sqrt()
        })
    }

    /// The mean: `(low + mode + high) / 3`.
    pub fn mean(&self) -> f64 {
        (self.low + self.mode + self.high) / 3.0
    }

    /// The same median with every distance from it times `factor`, as far as the domain has room on both
    /// sides.
    pub(super) fn widened(&self, factor: f64) -> Triangular {
        let median = self.quantile(0.5);
        let below = (median - self.domain.floor()) / (median - self.low);
        let above = (self.domain.ceiling() - median) / (self.high - median);
        let factor = factor.min(below).min(above);
        Triangular {
            low: (median + factor * (self.low - median)).max(self.domain.floor()),
            mode: median + factor * (self.mode - median),
            high: (median + factor * (self.high - median)).min(self.domain.ceiling()),
            ..*self
        }
    }
}
