//! Where a monotone function crosses zero.

/// The root of a continuous monotone function between two ends, by bisection to the last bit.
///
/// Rising and falling functions both work. Returns `None` where the function has the same sign at both
/// ends or is NaN at one of them, or where an end is not finite.
///
/// # Formula
///
/// Halve the interval, keep the half whose ends differ in sign, and stop when no number lies between the ends.
///
/// ```
/// use undercut::math::bisect;
/// assert_eq!(bisect(0.0, 10.0, |x| x * x - 2.25), Some(1.5));
/// assert_eq!(bisect(2.0, 10.0, |x| x * x - 2.25), None);
/// ```
pub fn bisect(low: f64, high: f64, mut f: impl FnMut(f64) -> f64) -> Option<f64> {
    let (mut low, mut high) = (low, high);
    let (at_low, at_high) = (f(low), f(high));
    if at_low == 0.0 {
        return Some(low);
    }
    if at_high == 0.0 {
        return Some(high);
    }
    let crosses = at_low * at_high.signum() < 0.0;
    if !crosses || !low.is_finite() || !high.is_finite() {
        return None;
    }
    loop {
        let middle = 0.5 * low + 0.5 * high;
        if middle == low || middle == high {
            return Some(middle);
        }
        let at_middle = f(middle);
        if at_middle == 0.0 {
            return Some(middle);
        }
        if (at_middle > 0.0) == (at_high > 0.0) {
            high = middle;
        } else {
            low = middle;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_roots_of_rising_and_falling_functions() {
        let cube = bisect(-3.0, 8.0, |x| x * x * x - 5.0).unwrap();
        assert!((cube * cube * cube - 5.0).abs() < 1e-14);
        let falling = bisect(0.0, 50.0, |x| libm::exp(-x) - 0.125).unwrap();
        assert!((falling - 3.0 * std::f64::consts::LN_2).abs() < 1e-14);
    }

    #[test]
    fn an_end_may_be_the_root_and_no_root_is_none() {
        assert_eq!(bisect(0.0, 1.0, |x| x), Some(0.0));
        assert_eq!(bisect(-1.0, 0.0, |x| x), Some(0.0));
        assert_eq!(bisect(1.0, 2.0, |x| x), None);
        assert_eq!(bisect(0.0, 1.0, |_| f64::NAN), None);
        assert_eq!(bisect(f64::NAN, 1.0, |x| x), None);
        assert_eq!(bisect(0.0, f64::INFINITY, |x| x - 1.0), None);
    }

    #[test]
    fn a_jump_is_found_to_the_last_bit() {
        let jump = bisect(0.0, 1.0, |x| if x < 0.3 { -1.0 } else { 1.0 }).unwrap();
        assert!((jump - 0.3).abs() <= f64::EPSILON);
    }
}
