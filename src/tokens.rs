//! Tokens by kind and money per token by kind, for prices and for costs alike.

/// Tokens of one request, by what they cost.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TokenCounts {
    /// Input tokens computed from scratch.
    pub uncached_input: f64,
    /// Input tokens found in the prefix cache.
    pub cached_input: f64,
    /// Input tokens billed for being written to the prefix cache, on top of being computed.
    pub cache_write: f64,
    /// Thinking tokens, billed as output.
    pub reasoning: f64,
    /// Answer tokens.
    pub answer: f64,
}

impl TokenCounts {
    /// Input tokens, cached or not.
    pub fn input(&self) -> f64 {
        self.uncached_input + self.cached_input
    }

    /// Output tokens: thinking and answer.
    pub fn output(&self) -> f64 {
        self.reasoning + self.answer
    }

    /// All tokens that a model reads or writes.
    pub fn total(&self) -> f64 {
        self.input() + self.output()
    }

    /// These counts times `factor`.
    pub fn scaled(&self, factor: f64) -> TokenCounts {
        TokenCounts {
            uncached_input: self.uncached_input * factor,
            cached_input: self.cached_input * factor,
            cache_write: self.cache_write * factor,
            reasoning: self.reasoning * factor,
            answer: self.answer * factor,
        }
    }

    /// The sum of two counts, kind by kind.
    pub fn plus(&self, other: &TokenCounts) -> TokenCounts {
        TokenCounts {
            uncached_input: self.uncached_input + other.uncached_input,
            cached_input: self.cached_input + other.cached_input,
            cache_write: self.cache_write + other.cache_write,
            reasoning: self.reasoning + other.reasoning,
            answer: self.answer + other.answer,
        }
    }
}

/// USD per million tokens, by kind of token.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct UsdPerMtok {
    /// Uncached input.
    pub uncached_input: f64,
    /// Cached input.
    pub cached_input: f64,
    /// Surcharge for writing to the cache, on top of uncached input.
    pub cache_write: f64,
    /// Output: thinking and answer.
    pub output: f64,
}

impl UsdPerMtok {
    /// USD for `tokens`.
    ///
    /// # Formula
    /// `sum over kinds of tokens * USD per million / 10^6`
    ///
    /// ```
    /// use undercut::tokens::{TokenCounts, UsdPerMtok};
    /// let opus = UsdPerMtok { uncached_input: 5.0, cached_input: 0.5, cache_write: 0.0, output: 25.0 };
    /// let request = TokenCounts { uncached_input: 20_000.0, answer: 1_000.0, ..Default::default() };
    /// assert!((opus.usd(&request) - 0.125).abs() < 1e-15);
    /// ```
    pub fn usd(&self, tokens: &TokenCounts) -> f64 {
        (self.uncached_input * tokens.uncached_input
            + self.cached_input * tokens.cached_input
            + self.cache_write * tokens.cache_write
            + self.output * tokens.output())
            / crate::units::TOKENS_PER_MTOK
    }

    /// These prices times `factor`.
    pub fn scaled(&self, factor: f64) -> UsdPerMtok {
        UsdPerMtok {
            uncached_input: self.uncached_input * factor,
            cached_input: self.cached_input * factor,
            cache_write: self.cache_write * factor,
            output: self.output * factor,
        }
    }
}
