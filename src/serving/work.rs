//! What is asked of a replica.

use super::sound;
use crate::tokens::TokenCounts;

/// What one request asks, on average, and how fast its output must come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    /// Input tokens per request, cached or not.
    pub isl: f64,
    /// Output tokens per request, thinking included.
    pub osl: f64,
    /// Share of the input found in the prefix cache, in [0, 1].
    pub prefix_hit_rate: f64,
    /// Target time per output token, seconds.
    pub tpot_s: f64,
}

impl Work {
    /// Input tokens that are computed.
    ///
    /// # Formula
    /// `max(isl (1 - hit rate), min(isl, 1))`: an engine computes at least the last one.
    pub fn uncached_tokens(&self) -> f64 {
        (self.isl * (1.0 - self.prefix_hit_rate)).max(self.isl.min(1.0))
    }

    /// The request as counts of tokens, in the kinds that costs are given for.
    ///
    /// ```
    /// use undercut::serving::Work;
    /// let work = Work { isl: 8_000.0, osl: 500.0, prefix_hit_rate: 0.75, tpot_s: 0.05 };
    /// assert_eq!(work.tokens().cached_input, 6_000.0);
    /// ```
    pub fn tokens(&self) -> TokenCounts {
        let uncached_input = self.uncached_tokens();
        TokenCounts {
            uncached_input,
            cached_input: self.isl - uncached_input,
            answer: self.osl,
            ..TokenCounts::default()
        }
    }

    pub(super) fn is_valid(&self) -> bool {
        sound::positive(&[self.isl, self.osl, self.tpot_s])
            && (0.0..=1.0).contains(&self.prefix_hit_rate)
    }
}
