//! Numbers that a layout can be reckoned with.

/// Whether all are finite and above 0; without branches, for it stands in the way of every layout.
#[inline]
pub(super) fn positive(numbers: &[f64]) -> bool {
    numbers.iter().fold(true, |all, x| all & (*x > 0.0) & (*x <= f64::MAX))
}

/// Whether all are finite and none is below 0.
#[inline]
pub(super) fn not_negative(numbers: &[f64]) -> bool {
    numbers.iter().fold(true, |all, x| all & (*x >= 0.0) & (*x <= f64::MAX))
}

#[cfg(test)]
mod tests {
    use super::{not_negative, positive};

    #[test]
    fn what_is_no_number_is_refused() {
        assert!(positive(&[1e-300, f64::MAX]) && not_negative(&[0.0, -0.0, f64::MAX]));
        assert!(!positive(&[1.0, 0.0]) && !not_negative(&[-1e-300]));
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(!positive(&[1.0, bad, 1.0]) && !not_negative(&[1.0, bad, 1.0]), "{bad}");
        }
    }
}
