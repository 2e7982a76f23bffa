//! The natural logarithm where speed matters: in the demand of every line, every month, in every draw.

/// `ln x` of a number that is positive and not subnormal, without branches, so that a loop over it is compiled to
/// vector instructions: twice as fast as `libm::log`, and the same bits.
///
/// Of what is no such number (0, subnormal, negative, infinite, NaN) it gives some number that means nothing.
///
/// # Formula
///
/// `x = 2^k (1 + f)`, `1 + f` in `[sqrt(1/2), sqrt 2)`, `s = f / (2 + f)`, and
/// `ln(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2))` with the polynomial `R` of fdlibm's `e_log.c`: within 1 unit in the
/// last place. Source: K. C. Ng, fdlibm 5.3, 1993.
///
/// ```
/// use undercut::math::ln;
/// assert_eq!(ln(1.0), 0.0);
/// assert!((ln(10.0) - std::f64::consts::LN_10).abs() < 1e-15);
/// ```
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    const MANTISSA: u64 = (1 << 52) - 1;
    /// `2^52` as bits: a whole number below it, put into the low bits, is read as a number by subtraction.
    const WHOLE: u64 = 0x4330_0000_0000_0000;
    // The upper half of the bits of 1 and of sqrt(1/2), as in the source.
    const FROM_ONE: u64 = (0x3ff0_0000 - 0x3fe6_a09e) << 32;
    const SQRT_HALF: u64 = 0x3fe6_a09e << 32;
    let bits = x.to_bits().wrapping_add(FROM_ONE);
    let k = f64::from_bits(WHOLE | bits >> 52) - (4_503_599_627_370_496.0 + 1023.0);
    let f = f64::from_bits((bits & MANTISSA) + SQRT_HALF) - 1.0;
    let s = f / (2.0 + f);
    let half_square = 0.5 * f * f;
    let z = s * s;
    let w = z * z;
    let c = &REMAINDER;
    let r = w * (c[1] + w * (c[3] + w * c[5])) + z * (c[0] + w * (c[2] + w * (c[4] + w * c[6])));
    s * (half_square + r) + k * LN_2_PARTS[1] - half_square + f + k * LN_2_PARTS[0]
}

/// ln 2 in two parts, the first with so few bits that its product with an exponent is exact.
const LN_2_PARTS: [f64; 2] = [6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10];

/// `R(s^2) = sum c_n s^{2 n}`
const REMAINDER: [f64; 7] = [
    6.666_666_666_666_735e-1,
    3.999_999_999_940_942e-1,
    2.857_142_874_366_239e-1,
    2.222_219_843_214_978_4e-1,
    1.818_357_216_161_805e-1,
    1.531_383_769_920_937_3e-1,
    1.479_819_860_511_658_6e-1,
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn is_the_logarithm_to_the_bit(bits in f64::MIN_POSITIVE.to_bits()..f64::INFINITY.to_bits()) {
            let x = f64::from_bits(bits);
            prop_assert_eq!(ln(x).to_bits(), libm::log(x).to_bits(), "{}", x);
        }

        #[test]
        fn is_the_logarithm_to_the_bit_around_one(x in 0.5f64..2.0) {
            prop_assert_eq!(ln(x).to_bits(), libm::log(x).to_bits(), "{}", x);
        }
    }
}
