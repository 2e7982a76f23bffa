//! What memory of a row's deployment holds.

use super::Answer;
use crate::input::ServingRow;
use crate::serving::{Replica, Work};

/// What the memory of a replica, or of a decode worker, holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// Requests of `isl + osl` tokens, all written, that its caches hold.
    pub max_concurrency: f64,
    /// Tokens of such requests.
    pub kv_tokens: f64,
    /// Cache of one token on all accelerators that share it, bytes.
    pub kv_bytes_per_token: f64,
    /// Weights on one accelerator as loaded, bytes.
    pub weights_bytes_per_gpu: f64,
    /// Share of memory that the engine takes.
    pub memory_share: f64,
    /// Whether that is more than its default, which leaves too little.
    pub squeezed: bool,
}

impl Held {
    pub(super) fn of(replica: &Replica, work: &Work) -> Held {
        let tokens = work.isl + work.osl;
        let max_concurrency = replica.max_concurrency(tokens);
        let memory = replica.memory();
        Held {
            max_concurrency,
            kv_tokens: max_concurrency * tokens,
            kv_bytes_per_token: replica.kv_bytes_per_token(),
            weights_bytes_per_gpu: memory.weight_bytes,
            memory_share: memory.share,
            squeezed: memory.squeezed,
        }
    }
}

impl ServingRow {
    /// The share of memory that was taken, where the row does not give one.
    pub fn memory_note(&self, answer: &Answer) -> Option<String> {
        let Held { memory_share, squeezed, .. } = answer.held;
        if self.deployment.memory_share.is_some() {
            return None;
        }
        let default = self.deployment.taken_share();
        let nearly = match answer.held.max_concurrency {
            part if part < 1.0 => {
                format!("; memory holds {part:.2} of a request, one within its error")
            }
            _ => String::new(),
        };
        let share = match squeezed {
            true => format!(
                "memory_share {memory_share:.3}: the default, {default:.3}, leaves too little for caches"
            ),
            false => format!("memory_share {default:.3} by default"),
        };
        Some(share + &nearly)
    }
}
