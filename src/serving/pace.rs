//! How fast a replica is at a given concurrency.

use super::decode::Decode;
use super::passes::Passes;
use super::{Replica, Work};

/// Speed of a replica that prefills and decodes together, in steady state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// Sequences in flight.
    pub batch: f64,
    /// Time per output token, prefills of the other sequences included, seconds.
    pub tpot_s: f64,
    /// Prefill of one request without queueing, seconds.
    pub ttft_s: f64,
    /// Seconds of the whole replica per request.
    pub request_s: f64,
    /// Input and output tokens per second and accelerator.
    pub tokens_per_s_per_gpu: f64,
}

impl Replica {
    /// The pace of `work` at `concurrency` requests in flight; more than memory holds or the engine schedules wait
    /// their turn. The target of `work` plays no part.
    ///
    /// # Formula
    /// `B = min(concurrency, offline batch)`; decode step D at context `isl + osl/2`, prefill P;
    /// with its share of a pass over prompts `Q = P + F / m`, `m = max(1, accepted B / osl)` prompts a pass
    /// (MODEL.md, section 5): `request = Q + osl D / B`; `TPOT = D + (B - 1) Q / osl`;
    /// `tokens/s/accelerator = (isl + osl) / (request * accelerators)`.
    pub fn pace(&self, work: &Work, concurrency: f64) -> Pace {
        let batch = concurrency.min(self.offline_batch(work.isl, work.osl));
        let prefill = self.prefill(work.isl, work.uncached_tokens());
        let decode = self.decode(work.isl + 0.5 * work.osl);
        Pace::at(self, work, &self.passes(work, &prefill), &decode, batch)
    }
}

impl Pace {
    pub(super) fn at(
        replica: &Replica,
        work: &Work,
        passes: &Passes,
        decode: &Decode,
        batch: f64,
    ) -> Pace {
        let step_s = decode.step_s(batch);
        let prompt_s = passes.prompt_s(batch);
        let request_s = prompt_s + work.osl * step_s / batch;
        Pace {
            batch,
            tpot_s: step_s + (batch - 1.0) * prompt_s / work.osl,
            ttft_s: passes.lone_s(),
            request_s,
            tokens_per_s_per_gpu: (work.isl + work.osl) / (request_s * replica.gpus),
        }
    }
}
