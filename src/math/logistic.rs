//! The logistic curve and its inverse.

use super::exp;

/// Log-odds of a probability.
///
/// # Formula
///
/// `logit(p) = ln(p / (1 - p))`, with `p` in \[0, 1\]; -inf at 0, +inf at 1 and NaN outside.
///
/// ```
/// use undercut::math::logit;
/// assert_eq!(logit(0.5), 0.0);
/// ```
pub fn logit(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

/// Probability whose log-odds are `x`.
///
/// # Formula
///
/// `expit(x) = 1 / (1 + exp(-x))`, written for each sign of `x` so that neither end overflows.
///
/// ```
/// use undercut::math::expit;
/// assert_eq!(expit(0.0), 0.5);
/// ```
pub fn expit(x: f64) -> f64 {
    if x < 0.0 {
        let odds = exp(x);
        odds / (1.0 + odds)
    } else {
        1.0 / (1.0 + exp(-x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expit_undoes_logit_and_stays_inside() {
        for p in [1e-12, 0.001, 0.2, 0.5, 0.731, 0.999, 1.0 - 1e-12] {
            assert!((expit(logit(p)) - p).abs() <= 4e-16 * (1.0 + logit(p).abs()) * p, "{p}");
        }
        assert_eq!((expit(-1e300), expit(1e300)), (0.0, 1.0));
        assert_eq!((logit(0.0), logit(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
        assert!(logit(1.5).is_nan() && expit(f64::NAN).is_nan());
    }

    #[test]
    fn logit_of_three_quarters_is_ln_3() {
        assert!((logit(0.75) - 1.098_612_288_668_109_8).abs() < 1e-15);
    }
}
