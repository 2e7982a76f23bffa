//! The passes that read prompts: what each costs beside the prompts' tokens, and who shares it.

use super::{Prefill, Replica};
use crate::math::larger;

/// Passes over the prompts of one work; only the batch is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Passes {
    /// Overhead of a pass.
    fixed_s: f64,
    /// Its own read of all weights; 0 where a decode step shares the pass.
    read_s: f64,
    /// The tokens of one prompt.
    prompt_s: f64,
    /// The same where nothing else is in flight.
    alone_s: f64,
    /// Sequences of a batch that end in one step, for each of its sequences.
    ends: f64,
}

impl Replica {
    /// The passes over prompts that take `prefill` and compute `uncached` tokens each, before `osl` tokens of output.
    pub(super) fn passes(&self, osl: f64, prefill: &Prefill, uncached: f64) -> Passes {
        Passes {
            fixed_s: self.pass_s,
            read_s: self.pass_read_s,
            prompt_s: prefill.total_s,
            alone_s: prefill.alone_s * self.filled(uncached),
            ends: self.acceptance_length / osl,
        }
    }
}

impl Passes {
    /// One prompt with its share of its pass, in steady state with `batch` sequences, seconds of the whole replica.
    ///
    /// # Formula
    /// `(fixed + sqrt((m P)^2 + weights^2)) / m`: the sequences that end in one step are replaced by
    /// `m = max(1, accepted batch / osl)` prompts that share a pass, whose arithmetic hides the read of the weights.
    pub fn prompt_s(&self, batch: f64) -> f64 {
        let prompts = larger(1.0, self.ends * batch);
        if self.read_s > 0.0 {
            (self.fixed_s + self.beside_read_s(prompts * self.prompt_s)) / prompts
        } else {
            self.prompt_s + self.fixed_s / prompts
        }
    }

    /// A prompt that is alone, until it is read, seconds.
    pub fn lone_s(&self) -> f64 {
        self.fixed_s + self.beside_read_s(self.alone_s)
    }

    fn beside_read_s(&self, prompts_s: f64) -> f64 {
        (prompts_s * prompts_s + self.read_s * self.read_s).sqrt()
    }
}
