//! Where a function crosses zero.

/// The zero of `f` between `low` and `high`, where it has different signs.
///
/// # Formula
///
/// False position with halved weights for an end that stays (Illinois), and bisection where that is slow; stops when the
/// bracket is narrower than `1e-15 (1 + |x|)` or after 100 steps. Without a change of sign the end where `f` is nearer
/// to zero.
///
/// # Source
///
/// M. Dowell and P. Jarratt, "A modified regula falsi method", BIT 11, 1971.
///
/// ```
/// use undercut::math::root;
/// assert!((root(|x| x * x - 2.0, 0.0, 2.0) - 2f64.sqrt()).abs() < 1e-14);
/// ```
pub fn root(f: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let (mut a, mut b) = (low, high);
    let (mut at_a, mut at_b) = (f(a), f(b));
    if at_a == 0.0 {
        return a;
    }
    if at_b == 0.0 {
        return b;
    }
    if (at_a > 0.0) == (at_b > 0.0) {
        return if at_a.abs() < at_b.abs() { a } else { b };
    }
    for step in 0..100 {
        let width = (b - a).abs();
        if !(width > 1e-15 * (1.0 + a.abs())) {
            break;
        }
        let secant = (a * at_b - b * at_a) / (at_b - at_a);
        let inside = secant > a.min(b) && secant < a.max(b);
        let x = if inside && step % 4 != 3 { secant } else { 0.5 * (a + b) };
        let at_x = f(x);
        if at_x == 0.0 {
            return x;
        }
        if (at_x > 0.0) == (at_b > 0.0) {
            at_a *= 0.5;
        } else {
            (a, at_a) = (b, at_b);
        }
        (b, at_b) = (x, at_x);
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_simple_and_flat_zeros() {
        assert!((root(|x| libm::exp(x) - 3.0, -5.0, 5.0) - libm::log(3.0)).abs() < 1e-14);
        assert!((root(|x| (x - 0.3) * (x - 0.3) * (x - 0.3), -1.0, 2.0) - 0.3).abs() < 1e-5);
        assert!((root(|x| 1.0 - x, -1.0, 9.0) - 1.0).abs() < 1e-14);
    }

    #[test]
    fn without_a_zero_the_nearer_end_is_taken() {
        assert_eq!(root(|x| x + 1.0, 0.0, 2.0), 0.0);
        assert_eq!(root(|x| x - 5.0, 0.0, 2.0), 2.0);
        assert_eq!(root(|x| x, 0.0, 2.0), 0.0);
    }
}
