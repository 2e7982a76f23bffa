//! What fits in memory: weights, and sequences beside them.

use super::Replica;

/// Share of HBM that an engine hands out.
const USABLE_SHARE: f64 = 0.94;
/// HBM that activations, graphs and buffers take on each accelerator, bytes.
const RESERVED_BYTES: f64 = 3e9;
/// Share of what the weights leave that an engine can be squeezed into where that is more.
const SQUEEZED_SHARE: f64 = 0.25;

impl Replica {
    /// Weights on one accelerator, bytes.
    pub fn weight_bytes_per_gpu(&self) -> f64 {
        self.weight_bytes
    }

    /// Accelerators in the replica.
    pub fn gpus(&self) -> f64 {
        self.gpus
    }

    /// Memory for caches on one accelerator, bytes.
    ///
    /// # Formula
    /// `0.94 HBM - weights - 3 GB` (the shares are part of the fit of 2026-11-22), or a quarter of what the weights leave
    /// where that is more and at least 3 GB are left: no engine runs without its buffers.
    pub fn free_bytes(&self) -> f64 {
        let left = self.hbm_bytes - self.weight_bytes;
        let usual = USABLE_SHARE * self.hbm_bytes - self.weight_bytes - RESERVED_BYTES;
        if left < RESERVED_BYTES { usual } else { usual.max(SQUEEZED_SHARE * left) }
    }

    /// Sequences of `isl` input and `osl` output tokens whose caches fit at once.
    ///
    /// # Formula
    /// `free bytes * shards / (bytes per element * (elements per token * (isl + reserved osl) +
    /// elements per sequence) + state bytes)`, `reserved` the share of its output for which a sequence holds
    /// memory: 1 under TensorRT-LLM, which starts only what it can finish, 0.75 elsewhere. Prefixes
    /// that several sequences share are counted for each of them, and prefixes kept for later requests not at all.
    pub fn largest_batch(&self, isl: f64, osl: f64) -> f64 {
        self.sequences_in(self.free_bytes(), isl + self.reserved_share * osl)
    }

    /// Sequences of `isl` tokens that all the memory beside the weights holds: what no engine can exceed, however
    /// little it keeps for itself.
    ///
    /// # Formula
    /// [`Replica::largest_batch`] without output, with `HBM - weights` for the free bytes.
    pub fn most_that_memory_holds(&self, isl: f64) -> f64 {
        self.sequences_in(self.hbm_bytes - self.weight_bytes, isl)
    }

    /// Sequences of `tokens` each whose caches take `free` bytes on every accelerator.
    fn sequences_in(&self, free: f64, tokens: f64) -> f64 {
        let a = &self.architecture;
        let per_token = a.kv_elements_per_token + a.index_elements_per_token;
        let elements = per_token * tokens + a.kv_elements_per_sequence;
        let bytes = self.kv_bytes * elements / self.kv_shards
            + a.state_bytes_per_sequence / self.state_shards;
        free / bytes
    }

    /// Whether memory holds one request of `isl` input and `osl` output tokens; false where a number is NaN.
    pub fn holds(&self, isl: f64, osl: f64) -> bool {
        self.largest_batch(isl, osl) >= 1.0
    }

    /// Sequences in flight where requests are all there at once: as many as memory holds, and as the engine's
    /// scheduler takes ([`Deployment::most_sequences`](super::Deployment) times groups of ranks with attention of their own).
    pub fn offline_batch(&self, isl: f64, osl: f64) -> f64 {
        self.largest_batch(isl, osl).min(self.most_sequences)
    }
}
