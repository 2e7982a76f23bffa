//! Quasi-random points for inputs that hold for a whole draw.
//!
//! Draws come in blocks of 256. Within a block, an input's 256 points are one scrambled Sobol sequence, so
//! that exactly one falls in each 256th of (0, 1). Every input uses dimension 0 of the sequence under its own
//! scramble and its own shuffle, both keyed by (seed, path, block): inputs are evenly spread one by one, and
//! paired at random with each other. Giving each input a dimension of its own would spread pairs evenly too,
//! but would tie an input's points to its place in a list: adding an input would change all that follow.
//! Scrambles of different blocks are independent, so the spread between blocks measures the error.

use sobol_burley::parts::{hash, owen_scramble_rev, u32_to_f32_norm};

use crate::uncertainty::stream::{POINT, mixed};

/// Draws in a block.
pub const BLOCK: u32 = 256;

/// The point of one draw of one input, in (0, 1), neither end included.
///
/// # Formula
///
/// `x + 2^-24`, `x` the 23-bit point `draw mod 256` of the Sobol sequence under the Owen scramble and shuffle
/// of the 32-bit seed mixed from (seed, key, draw / 256); half a step keeps it off 0 and 1.
///
/// # Source
///
/// B. Burley, "Practical Hash-based Owen Scrambling", Journal of Computer Graphics Techniques 9(4), 2020.
pub fn point(seed: u64, key: u64, draw: u32) -> f64 {
    const HALF_STEP: f64 = 1.0 / (1u32 << 24) as f64;
    let (block, index) = (draw / BLOCK, draw % BLOCK);
    let scramble = (mixed([seed, key, u64::from(block), POINT]) >> 32) as u32;
    f64::from(first_dimension(index, scramble)) + HALF_STEP
}

/// The point `index` of dimension 0 under a seed, in [0, 1): what `sobol_burley::sample(index, 0, seed)` gives.
///
/// The direction numbers of dimension 0 are the unit matrix, so that its points are their own indices with the
/// bits reversed. Saying so leaves the table of 256 dimensions, 8 kB that no archive shrinks, out of the program.
fn first_dimension(index: u32, seed: u32) -> f32 {
    let shuffled = owen_scramble_rev(index.reverse_bits(), hash(seed ^ 0x79c6_8e4a));
    // The sequence has 2^16 points.
    let point = shuffled & 0xffff_0000;
    let scramble = hash(seed.wrapping_mul(0x9c8f_2d3b) ^ 0x912f_69ba);
    u32_to_f32_norm(owen_scramble_rev(point.reverse_bits(), scramble).reverse_bits())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn points_are_those_of_the_first_dimension(index in 0u32..1 << 16, seed in any::<u32>()) {
            prop_assert_eq!(first_dimension(index, seed), sobol_burley::sample(index, 0, seed));
        }
    }
}
