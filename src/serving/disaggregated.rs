//! Prefill on some machines, decode on others.

use super::{Architecture, Constants, Decode, Deployment, Engine, Pace, Replica, Unserved, Work};
use crate::math::power;

/// Rounds after which the sequences that decode agree with the time of their step.
const DECODING_STEPS: u32 = 8;

/// What the two kinds of workers take.
struct Stages {
    prefill_s: f64,
    /// Stages of a prefill worker's pipeline, each with a prompt of its own.
    prefill_stages: f64,
    /// Time of a lone prompt over that.
    prefill_filled: f64,
    wait_s: f64,
    decode_worker: Replica,
    decode: Decode,
    decode_factor: f64,
    most_in_worker: f64,
    sharpness: f64,
}

impl Stages {
    fn step_s(&self, batch: f64) -> f64 {
        let (batch, _) = self.decode_worker.lanes(batch);
        (self.decode_factor * self.decode.step_s(batch)).max(self.decode.roofline_s(batch))
    }

    fn pace(&self, workers: &Disaggregated, work: &Work, concurrency: f64) -> Pace {
        let (prefill_workers, decode_workers) =
            (f64::from(workers.prefill_workers), f64::from(workers.decode_workers));
        let batch = (concurrency / decode_workers).min(self.most_in_worker).max(1.0);
        let step_s = self.step_s(batch);
        let in_flight = (decode_workers * batch).min(concurrency);
        let alone_s = self.prefill_s * self.prefill_filled + self.wait_s;
        let prefilled_per_s = prefill_workers * self.prefill_stages / self.prefill_s;
        let decoded_per_s = in_flight / (alone_s + work.osl * step_s);
        let p = self.sharpness;
        let both = power(prefilled_per_s, -p) + power(decoded_per_s, -p);
        let per_s = power(both, -1.0 / p);
        Pace {
            batch,
            tpot_s: step_s,
            ttft_s: alone_s,
            request_s: 1.0 / per_s,
            tokens_per_s_per_gpu: (work.isl + work.osl) * per_s / workers.gpus(),
        }
    }
}

/// Workers that prefill, workers that decode, and the requests that pass from one to the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disaggregated {
    /// Layout of one prefill worker.
    pub prefill: Deployment,
    /// Prefill workers.
    pub prefill_workers: u32,
    /// Layout of one decode worker.
    pub decode: Deployment,
    /// Decode workers.
    pub decode_workers: u32,
}

impl Disaggregated {
    /// Accelerators in all.
    pub fn gpus(&self) -> f64 {
        f64::from(self.prefill.gpus) * f64::from(self.prefill_workers)
            + f64::from(self.decode.gpus) * f64::from(self.decode_workers)
    }

    /// The pace of `work` at `concurrency` requests in flight in the whole deployment.
    ///
    /// # Formula
    /// Prefill workers give `N_p / P` requests a second, decode workers `min(N_d B, concurrency) / (P + wait + osl D(B))` with
    /// `B = min(concurrency / N_d, offline batch)`; together
    /// `(prefill^-p + decode^-p)^(-1/p)`: less than either. P and D are the co-located ones times the factors
    /// of [`Apart`](super::Apart), P with the wait for its batch and the transfer of the cache, D with a fitted
    /// share of expert exchange hidden behind arithmetic.
    ///
    /// # Errors
    /// [`Unserved`] where a worker does not fit or hold a request (a prefill worker its input and one token), or
    /// numbers are invalid.
    pub fn pace(
        &self,
        architecture: &Architecture,
        work: &Work,
        concurrency: f64,
        constants: &Constants,
    ) -> Result<Pace, Unserved> {
        Ok(self.stages(architecture, work, concurrency, constants)?.pace(self, work, concurrency))
    }

    /// Requests that the decode workers hold at once: as many as memory holds and the engine schedules.
    ///
    /// # Errors
    /// Those of [`Disaggregated::pace`].
    pub fn offline_concurrency(
        &self,
        architecture: &Architecture,
        work: &Work,
        constants: &Constants,
    ) -> Result<f64, Unserved> {
        let decode = self.decode_replica(architecture, constants)?;
        if !decode.holds(work.isl, work.osl) {
            return Err(Unserved::DoesNotFit);
        }
        Ok(f64::from(self.decode_workers) * decode.offline_batch(work.isl, work.osl))
    }

    /// Mean time to the first token at `concurrency` requests in flight, each replaced as it ends, seconds.
    ///
    /// # Formula
    /// The requests that do not decode wait for their first token: with `X` requests a second, of which
    /// `X osl D(B)` decode at `B = X osl D(B) / N_d` in each worker, by Little's law
    /// `concurrency / X - osl D(B)`, and at least P and the wait for its batch and the transfer.
    ///
    /// # Errors
    /// Those of [`Disaggregated::pace`].
    pub fn ttft_s(
        &self,
        architecture: &Architecture,
        work: &Work,
        concurrency: f64,
        constants: &Constants,
    ) -> Result<f64, Unserved> {
        let stages = self.stages(architecture, work, concurrency, constants)?;
        let pace = stages.pace(self, work, concurrency);
        let mut batch = pace.batch;
        for _ in 0..DECODING_STEPS {
            let decoding = work.osl * stages.step_s(batch) / pace.request_s;
            batch = (decoding / f64::from(self.decode_workers)).clamp(1.0, pace.batch);
        }
        let elsewhere = concurrency * pace.request_s - work.osl * stages.step_s(batch);
        Ok(elsewhere.max(pace.ttft_s))
    }

    fn stages(
        &self,
        architecture: &Architecture,
        work: &Work,
        concurrency: f64,
        constants: &Constants,
    ) -> Result<Stages, Unserved> {
        let prefill = Replica::new(architecture, &self.prefill, constants)?;
        let decode = self.decode_replica(architecture, constants)?;
        if !(work.is_valid()
            && concurrency >= 1.0
            && self.prefill_workers > 0
            && self.decode_workers > 0)
        {
            return Err(Unserved::Invalid);
        }
        if !(prefill.holds(work.isl, 1.0) && decode.holds(work.isl, work.osl)) {
            return Err(Unserved::DoesNotFit);
        }
        let apart = &constants.apart;
        let sglang = self.decode.engine == Engine::Sglang;
        let spreads = self.prefill.data_parallel_attention;
        let (prefill_factor, decode_factor, wait_s) = match (sglang, spreads) {
            (true, true) => (
                apart.prefill_sglang * apart.prefill_spread,
                apart.decode_sglang,
                apart.wait_sglang_s,
            ),
            (true, false) => (apart.prefill_sglang, apart.decode_sglang, apart.wait_sglang_s),
            (false, _) => (apart.prefill, apart.decode, apart.wait_s),
        };
        let alone = prefill.prefill(work.isl, work.uncached_tokens());
        Ok(Stages {
            prefill_s: (prefill_factor * alone.total_s).max(alone.roofline_s),
            prefill_stages: prefill.stages,
            prefill_filled: prefill.filled(work.uncached_tokens()),
            wait_s,
            decode_worker: decode,
            decode: decode.decode(work.isl + 0.5 * work.osl),
            decode_factor,
            most_in_worker: decode.offline_batch(work.isl, work.osl),
            sharpness: apart.sharpness,
        })
    }

    fn decode_replica(
        &self,
        architecture: &Architecture,
        constants: &Constants,
    ) -> Result<Replica, Unserved> {
        let spread = self.decode.data_parallel_attention && self.decode.expert_parallel > 1;
        let shown = if spread { 1.0 - constants.apart.exchange_overlap } else { 1.0 };
        let constants = Constants {
            expert_exchange_s: constants.expert_exchange_s * shown,
            link_efficiency: constants.link_efficiency / shown,
            ..*constants
        };
        Replica::new(architecture, &self.decode, &constants)
    }
}
