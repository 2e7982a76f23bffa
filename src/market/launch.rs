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

/// Whether a line is relaunched in a month, and by which factor its list price then moves.
///
/// # Formula
/// A launch arrives with probability `1 - e^{-1/interval}` a month; the price moves by
/// `e^{mean + sd z}`, up as well as down. `uniform` is a draw in (0, 1), `normal` a standard normal one.
///
/// ```
/// use undercut::market::{Launch, launch};
/// let yearly = Launch { interval_months: 12.0, price_sd_log: 0.3, price_mean_log: 0.0 };
/// assert_eq!(launch(&yearly, 0.5, 0.0), None);
/// assert_eq!(launch(&yearly, 0.01, 0.0), Some(1.0));
/// ```
pub fn launch(process: &Launch, uniform: f64, normal: f64) -> Option<f64> {
    let probability = -libm::expm1(-1.0 / process.interval_months);
    (uniform < probability)
        .then(|| libm::exp(process.price_mean_log + process.price_sd_log * normal))
}
