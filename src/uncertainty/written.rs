//! From a number to decimal digits.
//!
//! The standard library's writer does the same, and faster, with 18 kB of code for every way to write a number: too much for
//! the core that a browser loads, which writes some dozen numbers into sentences.

use super::decimal::{Whole, nearest};

/// `value` with so many decimals, halves to even: what the standard library writes for `{:.decimals$}`.
///
/// ```
/// use undercut::uncertainty::fixed;
/// assert_eq!(fixed(0.125, 2), "0.12");
/// assert_eq!(fixed(-1234.5678, 1), "-1234.6");
/// ```
pub fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        let endless = if value > 0.0 { "inf" } else { "-inf" };
        return if value.is_nan() { "NaN" } else { endless }.to_string();
    }
    let mut whole = scaled(value.abs(), decimals);
    let mut digits = Vec::new();
    while digits.len() <= decimals || !whole.is_zero() {
        digits.push(whole.shrink(10) as u8 + b'0');
    }
    let mut text = String::new();
    if value.is_sign_negative() {
        text.push('-');
    }
    for place in (0..digits.len()).rev() {
        text.push(char::from(digits[place]));
        if place == decimals && place > 0 {
            text.push('.');
        }
    }
    text
}

/// The whole number nearest to `size * 10^decimals`, ties to even.
fn scaled(size: f64, decimals: usize) -> Whole {
    let bits = size.to_bits();
    let (exponent, fraction) = ((bits >> 52) as i32, bits & ((1 << 52) - 1));
    // A number is `mantissa * 2^power`; the smallest ones lack the bit that others have in front.
    let (mantissa, mut power) = match exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, exponent - 1075),
    };
    let mut whole = Whole::default();
    whole.grow(1, (mantissa >> 32) as u32);
    whole.grow(1 << 16, mantissa as u32 >> 16);
    whole.grow(1 << 16, mantissa as u32 & 0xffff);
    (0..decimals).for_each(|_| whole.grow(10, 0));
    while power > 0 {
        whole.grow(2, 0);
        power -= 1;
    }
    let mut rest = false;
    while power < -1 {
        let bits = (-1 - power).min(31);
        rest |= whole.shrink(1 << bits) > 0;
        power += bits;
    }
    if power == -1 {
        let half = whole.shrink(2) > 0;
        // The lowest digit of two says whether the number is even.
        let odd = whole.is_odd();
        if half && (rest || odd) {
            whole.grow(1, 1);
        }
    }
    whole
}

/// The fewest decimals that read as `value` again: what the standard library writes for `{}` where `value` has a fraction.
///
/// ```
/// assert_eq!(undercut::uncertainty::written(0.1 + 0.2), "0.30000000000000004");
/// ```
pub fn written(value: f64) -> String {
    // The smallest number has 1074 decimals, and 17 digits are always enough.
    let exact = |text: &String| nearest(text, 0) == value || !value.is_finite();
    (0..=340).map(|decimals| fixed(value, decimals)).find(exact).unwrap_or_else(|| "0".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn writes_the_edges_as_the_standard_library_does() {
        for value in [
            0.0,
            -0.0,
            0.5,
            1.5,
            2.5,
            0.125,
            0.375,
            9.995,
            99.95,
            1e22,
            f64::MAX,
            f64::MIN_POSITIVE,
            5e-324,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
        ] {
            for decimals in 0..25 {
                assert_eq!(fixed(value, decimals), format!("{value:.decimals$}"), "{value:e}");
            }
        }
        for value in [0.0, 1.0, 0.5, 0.999_999, 1e-9, 1e-300, 4.0, -2.5, f64::INFINITY] {
            assert_eq!(written(value), format!("{value}"));
        }
    }

    proptest! {
        #[test]
        fn writes_any_number_as_the_standard_library_does(value in any::<f64>(), near in -1e4..1e4_f64, decimals in 0usize..20) {
            prop_assert_eq!(fixed(value, decimals), format!("{value:.decimals$}"));
            prop_assert_eq!(fixed(near, decimals), format!("{near:.decimals$}"));
        }

        #[test]
        fn writes_no_more_decimals_than_the_standard_library(value in 0.0..1.0_f64, tens in 0..40_i32) {
            for value in [value, value * libm::exp10(f64::from(-tens)), 1e3 * value] {
                prop_assert_eq!(written(value), format!("{value}"));
            }
        }
    }
}
