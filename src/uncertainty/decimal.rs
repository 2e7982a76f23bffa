//! From decimal digits to the nearest number.
//!
//! The standard library's reader does the same, and faster, with a table of 10 kB that no archive shrinks: too
//! much for the core that a browser loads.

/// The number nearest to `digits * 10^tens`, ties to even: the one that the standard library reads from the same
/// text. Below 1e-307 it may be a unit in the last place off.
///
/// `digits` are ASCII digits, with a point among them or none, and a minus sign before them or none.
///
/// # Formula
///
/// Up to 15 digits and `10^22` both are exact numbers, and one multiplication or division rounds once. Beyond, the
/// digits are a whole number of as many bits as they need, which is multiplied by the power of ten, or shifted up
/// and divided by it until 64 bits and a remainder are left.
pub(super) fn nearest(digits: &str, tens: i32) -> f64 {
    let mut whole = Whole::default();
    let (mut significant, mut tens, mut point, mut rest) = (0, tens, false, false);
    for byte in digits.bytes() {
        match byte {
            b'.' => point = true,
            b'0'..=b'9' => {
                if significant > 0 || byte != b'0' {
                    significant += 1;
                }
                if significant <= MOST_DIGITS {
                    whole.grow(10, u32::from(byte - b'0'));
                    tens -= i32::from(point);
                } else {
                    // Further digits can only tell a number from a tie.
                    rest |= byte != b'0';
                    tens += i32::from(!point);
                }
            }
            _ => {}
        }
    }
    let size = whole.rounded(tens, significant.min(MOST_DIGITS), rest);
    if digits.starts_with('-') { -size } else { size }
}

/// More digits than any number needs to be told from its neighbours.
const MOST_DIGITS: i32 = 800;
/// The greatest power of ten that fits 32 bits, and its exponent.
const CHUNK: (u32, i32) = (1_000_000_000, 9);

/// A whole number of any size, 32 bits to a limb, the lowest first.
#[derive(Default)]
pub(super) struct Whole {
    limbs: Vec<u32>,
}

impl Whole {
    /// This number times `factor`, plus `term`.
    pub(super) fn grow(&mut self, factor: u32, term: u32) {
        let mut carry = u64::from(term);
        for limb in &mut self.limbs {
            carry += u64::from(*limb) * u64::from(factor);
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.limbs.push(carry as u32);
        }
    }

    /// This number over `divisor`, rounded down; the remainder.
    pub(super) fn shrink(&mut self, divisor: u32) -> u32 {
        let mut remainder = 0;
        for limb in self.limbs.iter_mut().rev() {
            remainder = remainder << 32 | u64::from(*limb);
            *limb = (remainder / u64::from(divisor)) as u32;
            remainder %= u64::from(divisor);
        }
        remainder as u32
    }

    /// Whether this number is odd.
    pub(super) fn is_odd(&self) -> bool {
        self.limbs.first().is_some_and(|limb| limb % 2 == 1)
    }

    /// Whether this number is 0.
    pub(super) fn is_zero(&self) -> bool {
        self.limbs.iter().all(|limb| *limb == 0)
    }

    /// The number nearest to this one, which has `significant` digits, times `10^tens`; `rest` tells whether it
    /// is a little more.
    fn rounded(mut self, tens: i32, significant: i32, mut rest: bool) -> f64 {
        let magnitude = tens.saturating_add(significant);
        if self.limbs.is_empty() || magnitude < -400 {
            return 0.0;
        }
        if magnitude > 400 {
            return f64::INFINITY;
        }
        if significant <= 15 && tens.abs() <= 22 {
            let exact =
                self.limbs.iter().rev().fold(0.0, |x, limb| x * TWO_TO_32 + f64::from(*limb));
            let power = (0..tens.abs()).fold(1.0, |power, _| power * 10.0);
            return if tens < 0 { exact / power } else { exact * power };
        }
        let mut bits = 0;
        if tens < 0 {
            // 10 takes 3.33 bits; 64 more are left after the division.
            let limbs = tens.unsigned_abs() / 9 + 3;
            self.limbs.splice(0..0, (0..limbs).map(|_| 0));
            bits -= 32 * limbs as i32;
        }
        let mut left = tens.abs();
        while left > 0 {
            let chunk = left.min(CHUNK.1);
            let power = if chunk == CHUNK.1 { CHUNK.0 } else { 10u32.pow(chunk as u32) };
            if tens < 0 {
                rest |= self.shrink(power) > 0;
            } else {
                self.grow(power, 0);
            }
            left -= chunk;
        }
        while self.limbs.last() == Some(&0) {
            self.limbs.pop();
        }
        // The top 64 bits, of which the lowest also stands for all that follows.
        let top = self.limbs.len();
        let limb =
            |back: usize| top.checked_sub(back).map_or(0, |place| u64::from(self.limbs[place]));
        let zeros = (limb(1) as u32).leading_zeros();
        let below = limb(3) << zeros;
        let first = (limb(1) << 32 | limb(2)) << zeros | below >> 32;
        rest |=
            below as u32 > 0 || self.limbs[..top.saturating_sub(3)].iter().any(|limb| *limb > 0);
        bits += 32 * (top as i32 - 2) - zeros as i32;
        libm::scalbn((first | u64::from(rest)) as f64, bits)
    }
}

const TWO_TO_32: f64 = 4_294_967_296.0;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(digits: &str, tens: i32) {
        let reference: f64 = format!("{digits}e{tens}").parse().unwrap();
        assert_eq!(nearest(digits, tens).to_bits(), reference.to_bits(), "{digits}e{tens}");
    }

    #[test]
    fn reads_what_the_standard_library_reads() {
        for digits in ["0", "1", "0.15", "15", ".5", "5.", "-2.5", "007", "0.000", "4294967296"] {
            (-30..30).for_each(|tens| same(digits, tens));
        }
        // Halfway between two numbers, and just beside it.
        for digits in ["9007199254740993", "9007199254740992.999", "9007199254740993.0000000001"] {
            (-5..5).for_each(|tens| same(digits, tens));
        }
        let long = format!("9007199254740993.{}1", "0".repeat(2_000));
        same(&long, 0);
        assert!(nearest(&long, 0) > nearest("9007199254740993", 0));
        same(&"9".repeat(1_000), -900);
        assert_eq!((nearest("1", 9_999), nearest("1", -9_999)), (f64::INFINITY, 0.0));
    }

    proptest! {
        #[test]
        fn reads_any_digits(whole in any::<u64>(), parts in any::<u64>(), tens in -320i32..280) {
            same(&format!("{whole}.{parts}"), tens);
            same(&format!("{}.{}", whole >> 44, parts >> 44), tens);
            same(&format!("{}", whole >> 14), tens);
        }
    }
}
