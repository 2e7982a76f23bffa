use crate::math::exp;

/// What a launch may change, as ranges of a lognormal and a monthly chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Launch {
    /// Mean months between launches of a line.
    pub interval_months: f64,
    /// Standard deviation of the logarithm of the change of list price at a launch.
    pub price_sd_log: f64,
    /// Mean logarithm of the change of list price at a launch: the logarithm of the median change.
    pub price_mean_log: f64,
}

impl Launch {
    /// Chance of a launch in a month.
    ///
    /// # Formula
    /// `1 - e^{-1/interval}`: launches arrive at a constant rate.
    pub fn probability(&self) -> f64 {
        1.0 - exp(-1.0 / self.interval_months)
    }

    /// List price after a launch over list price before it, for a standard normal number.
    ///
    /// # Formula
    /// `e^{mean + sd z}`, up as well as down.
    pub fn price_factor(&self, normal: f64) -> f64 {
        exp(self.price_mean_log + self.price_sd_log * normal)
    }
}

/// Whether a line is relaunched in a month, and by which factor its list price then moves.
///
/// # Formula
/// A launch arrives where `uniform`, a draw in (0, 1), is below [`Launch::probability`]; the price then moves by
/// [`Launch::price_factor`] of `normal`.
///
/// ```
/// use undercut::market::{Launch, launch};
/// let yearly = Launch { interval_months: 12.0, price_sd_log: 0.3, price_mean_log: 0.0 };
/// assert_eq!(launch(&yearly, 0.5, 0.0), None);
/// assert_eq!(launch(&yearly, 0.01, 0.0), Some(1.0));
/// ```
pub fn launch(process: &Launch, uniform: f64, normal: f64) -> Option<f64> {
    (uniform < process.probability()).then(|| process.price_factor(normal))
}
