//! Random streams: one for each seed, path and draw, so that no input disturbs another.

use crate::math::probit;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// A number that stands for the path of an input, such as `serving.utilization`.
///
/// # Formula
///
/// FNV-1a, 64 bits: from 14695981039346656037, for each byte, xor it in and multiply by 1099511628211 modulo
/// 2^64. Frozen: another formula would change every result.
///
/// # Source
///
/// Fowler, Noll and Vo; RFC 9923.
pub fn key(path: &str) -> u64 {
    path.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// A stream of random numbers that depends only on the seed, the key of a path and the index of a draw.
///
/// The generator is xoshiro256++ (Blackman and Vigna 2019), named rather than "the small one", which differs
/// between 32-bit and 64-bit targets. Its state is filled by SplitMix64 from the mixed words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    generator: Xoshiro256PlusPlus,
}

impl Stream {
    /// The stream of one draw of one input.
    pub fn new(seed: u64, key: u64, draw: u32) -> Stream {
        let state = mixed([seed, key, u64::from(draw), STREAM]);
        Stream { generator: Xoshiro256PlusPlus::seed_from_u64(state) }
    }

    /// The next number, uniform on (0, 1), neither end included.
    ///
    /// # Formula
    ///
    /// `(n + 1/2) / 2^52`, `n` the top 52 bits of the generator's next word.
    pub fn uniform(&mut self) -> f64 {
        const STEP: f64 = 1.0 / (1u64 << 52) as f64;
        ((self.generator.next_u64() >> 12) as f64 + 0.5) * STEP
    }

    /// The next number, standard normal: the quantile of [`Stream::uniform`].
    pub fn normal(&mut self) -> f64 {
        probit(self.uniform())
    }
}

/// Tells streams from points of the same seed, key and index.
const STREAM: u64 = 1;
/// Tells points from streams of the same seed, key and index.
pub(super) const POINT: u64 = 2;

/// One word that depends on every bit of four.
///
/// # Formula
///
/// The output function of SplitMix64 (Steele, Lea and Flood 2014), over and over: `h <- mix((h ^ word) + phi)`,
/// with `phi = 0x9e3779b97f4a7c15`.
pub(super) fn mixed(words: [u64; 4]) -> u64 {
    words.iter().fold(0, |hash, word| {
        let mut z = (hash ^ word).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    })
}
