//! The exponential function where speed matters: in the demand of every line, every month, in every draw.

use super::ln;
use std::f64::consts::{LN_2, LOG2_E};

/// `e^x`, without branches, so that a loop over it is compiled to vector instructions: three to five times as
/// fast as `libm::exp`.
///
/// # Formula
///
/// `x = k ln 2 + r`, `|r| <= ln 2 / 2`, and `e^x = 2^k sum r^n / n!` up to `n = 13`: within 4e-16 of `e^x`,
/// relatively. 0 below -708, where numbers get subnormal; `e^709` above 709; NaN for NaN.
///
/// Additions and multiplications alone, none of them fused: all targets agree to the bit.
///
/// ```
/// use undercut::math::exp;
/// assert_eq!(exp(0.0), 1.0);
/// assert!((exp(1.0) - std::f64::consts::E).abs() < 1e-15);
/// assert_eq!(exp(f64::NEG_INFINITY), 0.0);
/// ```
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    /// Adding it rounds to a whole number, which the lowest bits of the sum then are.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    /// ln 2 in two parts, the first with so few bits that its product with `k` is exact.
    const LN_2_PARTS: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
    const LEAST: f64 = -708.0;
    const GREATEST: f64 = 709.0;
    let within = if x > GREATEST { GREATEST } else { x };
    let rounded = within * LOG2_E + ROUND;
    let k = rounded - ROUND;
    let r = within - k * LN_2_PARTS[0] - k * LN_2_PARTS[1];
    let (r2, c) = (r * r, &INVERSE_FACTORIALS);
    let (r4, r8) = (r2 * r2, (r2 * r2) * (r2 * r2));
    // Pairs of terms, then pairs of pairs: what does not wait for something else runs at once.
    let low = (c[0] + r * c[1] + r2 * (c[2] + r * c[3]))
        + r4 * (c[4] + r * c[5] + r2 * (c[6] + r * c[7]));
    let high = (c[8] + r * c[9] + r2 * (c[10] + r * c[11])) + r4 * (c[12] + r * c[13]);
    let power_of_two = f64::from_bits(rounded.to_bits().wrapping_add(1023) << 52);
    if x < LEAST { 0.0 } else { (low + r8 * high) * power_of_two }
}

/// What is left of 1 after `half_lives`.
///
/// # Formula
///
/// `2^-h`, by [`exp`]: the tables of `libm::exp2` are 4 kB.
///
/// ```
/// assert!((undercut::math::halved(3.0) - 0.125).abs() < 1e-16);
/// ```
pub fn halved(half_lives: f64) -> f64 {
    exp(-LN_2 * half_lives)
}

/// `x^y` for `x` at least 0 and finite, three times as fast as `libm::pow`.
///
/// # Formula
///
/// `e^{y ln x}`, by [`exp`] and [`ln`]: a relative error of about `(1 + |y ln x|) 2e-16`, and at most `e^709`.
///
/// ```
/// use undercut::math::power;
/// assert!((power(2.0, 0.5) - 2f64.sqrt()).abs() < 1e-15);
/// assert_eq!((power(0.0, 0.0), power(0.0, 2.0), power(1.0, 9.0)), (1.0, 0.0, 1.0));
/// ```
pub fn power(x: f64, y: f64) -> f64 {
    if y == 0.0 {
        1.0
    } else if x < f64::MIN_POSITIVE {
        exp(y * f64::NEG_INFINITY)
    } else {
        exp(y * ln(x))
    }
}

/// `1 / n!`
const INVERSE_FACTORIALS: [f64; 14] = {
    let mut inverse = [1.0; 14];
    let (mut n, mut factorial) = (1, 1u64);
    while n < inverse.len() {
        factorial *= n as u64;
        inverse[n] = 1.0 / factorial as f64;
        n += 1;
    }
    inverse
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn is_the_exponential(x in -707.9f64..708.9) {
            let (got, reference) = (exp(x), libm::exp(x));
            prop_assert!((got / reference - 1.0).abs() < 4.5e-16, "{} {}", got, reference);
        }
    }

    #[test]
    fn ends_are_flat() {
        assert_eq!(exp(-708.1), 0.0);
        assert_eq!(exp(f64::INFINITY), exp(709.0));
        assert!(exp(f64::INFINITY).is_finite());
        assert!(exp(f64::NAN).is_nan());
    }
}
