//! What the data sheet allows, whatever the software.

use super::{Replica, Work};

impl Replica {
    /// Most input and output tokens per second and accelerator that `concurrency` requests in flight can have.
    ///
    /// # Formula
    /// A request takes the replica at least the arithmetic of its prefill and its share of memory traffic in decode,
    /// whichever is more: `(isl + osl) / (max(prefill roofline, osl memory / B) n)`. Prefill and decode may
    /// overlap in full here, and memory holds whatever is asked for, so that a measurement above
    /// it is wrong, or is of something else.
    pub fn most_tokens_per_s_per_gpu(&self, work: &Work, concurrency: f64) -> f64 {
        let (batch, lanes) = self.lanes(concurrency.max(1.0));
        let prefill_s = self.prefill(work.isl, work.uncached_tokens()).roofline_s / lanes;
        let decode_s = work.osl * self.least_tpot_s(work, concurrency) / (batch * lanes);
        (work.isl + work.osl) / (prefill_s.max(decode_s) * self.gpus())
    }

    /// Least time per output token of each of `concurrency` requests, seconds: the roofline of one decode step.
    pub fn least_tpot_s(&self, work: &Work, concurrency: f64) -> f64 {
        self.decode(work.isl + 0.5 * work.osl).roofline_s(self.lanes(concurrency).0)
    }
}
