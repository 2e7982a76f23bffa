//! The Monte Carlo error of a median, from how far the medians of independent blocks of draws lie apart.

use crate::statistics::words::{Words, push_i128};

/// The medians of blocks of draws, as a count and exact sums of them and of their squares.
///
/// Draws inside a block are spread evenly on purpose, so the usual formula for independent draws would
/// overstate the error; blocks are independent of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BlockMedians {
    pub(super) blocks: u32,
    sum: i128,
    squares: i128,
}

/// The fewest blocks of which the spread says anything.
const FEWEST: u32 = 4;

impl BlockMedians {
    /// Adds the median of a block, rounded to the nearest of `per_one` units to the one.
    ///
    /// Use the same `per_one`, a power of two, throughout. Exact for 8,192 blocks of medians below 2^57 units.
    pub fn add(&mut self, median: f64, per_one: f64) {
        let units = (median * per_one).round_ties_even() as i128;
        self.blocks = self.blocks.saturating_add(1);
        self.sum = self.sum.wrapping_add(units);
        self.squares = self.squares.wrapping_add(units.wrapping_mul(units));
    }

    /// Adds the blocks of another.
    pub fn merge(&mut self, other: &BlockMedians) {
        self.blocks = self.blocks.saturating_add(other.blocks);
        self.sum = self.sum.wrapping_add(other.sum);
        self.squares = self.squares.wrapping_add(other.squares);
    }

    /// Monte Carlo standard error of the median of all draws; NaN below four blocks.
    ///
    /// # Formula
    ///
    /// `sqrt(S / (n - 1) / n)`, `S` the sum of squared deviations of the `n` block medians from their mean.
    pub fn standard_error(&self, per_one: f64) -> f64 {
        if self.blocks < FEWEST {
            return f64::NAN;
        }
        // About a whole number near the mean the sums are exact, also where a product wraps around: the
        // result itself fits.
        let (count, n) = (i128::from(self.blocks), f64::from(self.blocks));
        let center = (self.sum as f64 / n) as i128;
        let about_center = self
            .squares
            .wrapping_sub(center.wrapping_mul(self.sum).wrapping_mul(2))
            .wrapping_add(center.wrapping_mul(center).wrapping_mul(count));
        let rest = (self.sum - center * count) as f64;
        let deviations = (about_center as f64 - rest * rest / n).max(0.0);
        (deviations / (n - 1.0) / n).sqrt() / per_one
    }

    pub(super) fn write(&self, words: &mut Vec<u32>) {
        words.push(self.blocks);
        push_i128(words, self.sum);
        push_i128(words, self.squares);
    }

    /// `None` where the words are not those of block medians.
    pub(super) fn read(words: &mut Words) -> Option<BlockMedians> {
        let medians =
            BlockMedians { blocks: words.word()?, sum: words.i128()?, squares: words.i128()? };
        let most = i128::from(medians.blocks) << 57;
        (medians.sum >= -most && medians.sum <= most).then_some(medians)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PER_ONE: f64 = 131_072.0;

    fn of(medians: &[f64]) -> BlockMedians {
        let mut all = BlockMedians::default();
        medians.iter().for_each(|median| all.add(*median, PER_ONE));
        all
    }

    #[test]
    fn error_is_the_standard_error_of_the_block_medians() {
        // Deviations -3, -1, 1, 3 about the mean: S = 20, error sqrt(20 / 3 / 4).
        let error = of(&[7.0, 9.0, 11.0, 13.0]).standard_error(PER_ONE);
        assert!((error - (20.0f64 / 12.0).sqrt()).abs() < 1e-12, "{error}");
    }

    #[test]
    fn a_large_mean_costs_no_precision() {
        let at = 1024.0 * 1024.0 * 1024.0 * 1024.0;
        let error = of(&[at + 7.0, at + 9.0, at + 11.0, at + 13.0]).standard_error(PER_ONE);
        assert!((error - (20.0f64 / 12.0).sqrt()).abs() < 1e-12, "{error}");
    }

    #[test]
    fn three_blocks_say_nothing_and_equal_blocks_have_no_error() {
        assert!(of(&[1.0, 2.0, 3.0]).standard_error(PER_ONE).is_nan());
        assert_eq!(of(&[0.1; 5]).standard_error(PER_ONE), 0.0);
    }
}
