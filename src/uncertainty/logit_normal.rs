//! The logit-normal family: numbers between two edges, such as shares and AUCs.

use crate::math::{density, expit, logit, probit};
use crate::uncertainty::{Z95, written};

/// A logit-normal scaled to an open interval: `logit((X - floor) / (ceiling - floor))` is normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogitNormal {
    floor: f64,
    ceiling: f64,
    location: f64,
    sigma: f64,
}

/// The largest `sigma`: at it nearly every draw is at an edge already.
const MOST_SIGMA: f64 = 20.0;

impl LogitNormal {
    /// The logit-normal on (`floor`, `ceiling`) with 5th percentile `low` and 95th percentile `high`.
    ///
    /// # Formula
    ///
    /// With `l = logit((low - floor) / (ceiling - floor))` and `h` likewise, the normal behind has mean
    /// `(l + h) / 2` and standard deviation `(h - l) / (2 * 1.6449)`.
    ///
    /// # Errors
    ///
    /// The rule broken, unless `floor < low < high < ceiling`.
    pub fn from_interval(
        low: f64,
        high: f64,
        floor: f64,
        ceiling: f64,
    ) -> Result<LogitNormal, String> {
        if !(floor < low && low < high && high < ceiling) {
            let [floor, ceiling] = [floor, ceiling].map(written);
            return Err(format!("an interval must lie strictly between {floor} and {ceiling}"));
        }
        let room = ceiling - floor;
        let (l, h) = (logit((low - floor) / room), logit((high - floor) / room));
        let sigma = (h - l) / (2.0 * Z95);
        if sigma > MOST_SIGMA {
            return Err(
                "interval is too wide: its odds are more than a factor of 1e28 apart".to_string()
            );
        }
        if sigma <= 0.0 {
            return Err("the ends of an interval must differ by more than rounding".to_string());
        }
        Ok(LogitNormal { floor, ceiling, location: 0.5 * (l + h), sigma })
    }

    fn at(&self, z: f64) -> f64 {
        self.floor + (self.ceiling - self.floor) * expit(self.location + self.sigma * z)
    }

    /// The value that a share `u` of draws stays below:
    /// `floor + (ceiling - floor) expit(location + sigma z(u))`, `z` the standard normal quantile.
    pub fn quantile(&self, u: f64) -> f64 {
        self.at(probit(u))
    }

    /// The median.
    pub fn median(&self) -> f64 {
        self.at(0.0)
    }

    /// The mean, which has no closed form.
    ///
    /// # Formula
    ///
    /// The trapezoidal rule for the integral of the draw at `z` times the normal density over |z| <= 9, with
    /// step 1/64; the poles of the logistic curve are at least pi/20 from the real line, which puts the
    /// error of the rule below 1e-15.
    pub fn mean(&self) -> f64 {
        const STEPS_PER_SD: i32 = 64;
        let (mut sum, mut weights) = (0.0, 0.0);
        for step in -9 * STEPS_PER_SD..=9 * STEPS_PER_SD {
            let z = f64::from(step) / f64::from(STEPS_PER_SD);
            let weight = density(z);
            sum += weight * self.at(z);
            weights += weight;
        }
        sum / weights
    }

    /// The same median with `sigma` times `factor`, at most 20.
    pub(super) fn widened(&self, factor: f64) -> LogitNormal {
        LogitNormal { sigma: (self.sigma * factor).min(MOST_SIGMA), ..*self }
    }
}
