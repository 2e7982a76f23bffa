//! How fast a replica is at a given concurrency.

use super::asked::Asked;
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
        let asked = self.asked(work);
        Pace::at(self, &asked, concurrency.min(asked.most))
    }

    /// Time until a lone prompt of `tokens` is through the pipeline over what one stage's accelerators take for all layers.
    ///
    /// # Formula
    /// `(parts + stages - 1) / (parts stages)`
    pub(super) fn filled(&self, tokens: f64) -> f64 {
        let parts = (tokens / self.part_tokens).max(1.0);
        (parts + self.stages - 1.0) / (parts * self.stages)
    }

    /// Sequences of `batch` that a stage of the pipeline works on at a time, and such parts of the batch.
    ///
    /// # Formula
    /// `max(batch / stages, 1)` and `min(batch, stages)`
    pub(super) fn lanes(&self, batch: f64) -> (f64, f64) {
        if self.stages > 1.0 {
            ((batch / self.stages).max(1.0), batch.min(self.stages))
        } else {
            (batch, 1.0)
        }
    }
}

impl Pace {
    pub(super) fn at(replica: &Replica, asked: &Asked, batch: f64) -> Pace {
        let (of_stage, lanes) = replica.lanes(batch);
        let step_s = asked.decode.step_s(of_stage);
        let prompt_s = asked.passes.prompt_s(of_stage);
        let request_s = (prompt_s + asked.osl * step_s / of_stage) / lanes;
        Pace {
            batch,
            tpot_s: step_s + (of_stage - 1.0) * prompt_s / asked.osl,
            ttft_s: asked.passes.lone_s(),
            request_s,
            tokens_per_s_per_gpu: (asked.isl + asked.osl) / (request_s * replica.gpus),
        }
    }
}
