use crate::tokens::TokenCounts;

/// The lengths of a request of one class, as the reference model answers it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Request {
    /// Input tokens, cached or not.
    pub input_tokens: f64,
    /// Answer tokens, without thinking.
    pub output_tokens: f64,
    /// Share of the input found in the prefix cache, 0 to 1.
    pub prefix_hit_rate: f64,
    /// Share of the uncached input that is written to the cache; where nothing is said, all of it where there are
    /// hits at all, else none.
    pub cache_write_share: Option<f64>,
    /// Thinking tokens spent per thinking token of the benchmark run that the factors come from.
    pub thinking: f64,
}

/// What another model reads and writes for the same task, per token of the reference model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TokenFactors {
    /// Input tokens per input token of the reference model.
    pub input: f64,
    /// Answer tokens per answer token of the reference model.
    pub answer: f64,
    /// Thinking tokens per answer token of the reference model.
    pub reasoning: f64,
}

impl TokenFactors {
    /// A model that reads and writes just what the reference model does, and does not think.
    pub const REFERENCE: TokenFactors = TokenFactors { input: 1.0, answer: 1.0, reasoning: 0.0 };
}

impl Request {
    /// The tokens of the request on a model with `factors`.
    ///
    /// # Formula
    /// `input = input_tokens * f_in`, of which the hit rate is cached; of what is not, `cache_write_share` is
    /// written to the cache (all where nothing is said and there are hits, none where there are none);
    /// `answer = output_tokens * f_ans`;
    /// `reasoning = output_tokens * f_think * thinking`.
    ///
    /// ```
    /// use undercut::workload::{Request, TokenFactors};
    /// let chat = Request {
    ///     input_tokens: 2000.0,
    ///     output_tokens: 500.0,
    ///     prefix_hit_rate: 0.5,
    ///     thinking: 0.2,
    ///     ..Default::default()
    /// };
    /// let tokens = chat.tokens(&TokenFactors { input: 1.0, answer: 1.2, reasoning: 10.0 });
    /// assert_eq!((tokens.cached_input, tokens.answer, tokens.reasoning), (1000.0, 600.0, 1000.0));
    /// ```
    pub fn tokens(&self, factors: &TokenFactors) -> TokenCounts {
        let input = self.input_tokens * factors.input;
        let cached_input = input * self.prefix_hit_rate;
        let uncached_input = input - cached_input;
        let cache_write = match self.cache_write_share {
            Some(share) => uncached_input * share,
            None if self.prefix_hit_rate > 0.0 => uncached_input,
            None => 0.0,
        };
        TokenCounts {
            uncached_input,
            cached_input,
            cache_write,
            reasoning: self.output_tokens * factors.reasoning * self.thinking,
            answer: self.output_tokens * factors.answer,
        }
    }
}
