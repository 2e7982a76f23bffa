//! Prefill on some machines, decode on others.

use super::{Architecture, Constants, Deployment, Engine, Pace, Replica, Unserved, Work};

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
    /// Prefill workers give `N_p / P` requests a second, decode workers `N_d B / (P + osl D(B))` with
    /// `B = min(concurrency / N_d, largest batch)`; together
    /// `(prefill^-p + decode^-p)^(-1/p)`: less than either. P and D are those of replicas that do one thing
    /// only: the fit's `apart_prefill` and `apart_decode` times the co-located ones, with a fitted share of
    /// expert exchange hidden behind arithmetic (two batches take turns).
    ///
    /// # Errors
    /// [`Unserved`] where a worker does not fit, or numbers are invalid.
    pub fn pace(
        &self,
        architecture: &Architecture,
        work: &Work,
        concurrency: f64,
        constants: &Constants,
    ) -> Result<Pace, Unserved> {
        let prefill = Replica::new(architecture, &self.prefill, constants)?;
        let decode = self.decode_replica(architecture, constants)?;
        let (prefill_workers, decode_workers) =
            (f64::from(self.prefill_workers), f64::from(self.decode_workers));
        if !(work.is_valid()
            && concurrency >= 1.0
            && self.prefill_workers > 0
            && decode_workers > 0.0)
        {
            return Err(Unserved::Invalid);
        }
        let batch =
            (concurrency / decode_workers).min(decode.largest_batch(work.isl, work.osl)).max(1.0);
        let sglang = self.decode.engine == Engine::Sglang;
        let (apart, mut apart_prefill, wait_s) = if sglang {
            (
                constants.apart_decode_sglang,
                constants.apart_prefill_sglang,
                constants.apart_wait_sglang_s,
            )
        } else {
            (constants.apart_decode, constants.apart_prefill, constants.apart_wait_s)
        };
        if sglang && self.prefill.data_parallel_attention {
            apart_prefill *= constants.apart_prefill_spread;
        }
        let prefill_s = apart_prefill * prefill.prefill(work.isl, work.uncached_tokens()).total_s;
        let step_s = apart * decode.decode(work.isl + 0.5 * work.osl).step_s(batch);
        let prefilled_per_s = prefill_workers / prefill_s;
        let decoded_per_s =
            (decode_workers * batch).min(concurrency) / (prefill_s + wait_s + work.osl * step_s);
        let p = constants.apart_sharpness;
        let per_s =
            libm::pow(libm::pow(prefilled_per_s, -p) + libm::pow(decoded_per_s, -p), -1.0 / p);
        Ok(Pace {
            batch,
            tpot_s: step_s,
            ttft_s: prefill_s,
            request_s: 1.0 / per_s,
            tokens_per_s_per_gpu: (work.isl + work.osl) * per_s / self.gpus(),
        })
    }

    fn decode_replica(
        &self,
        architecture: &Architecture,
        constants: &Constants,
    ) -> Result<Replica, Unserved> {
        let spread = self.decode.data_parallel_attention && self.decode.expert_parallel > 1;
        let shown = if spread { 1.0 - constants.exchange_overlap } else { 1.0 };
        let constants = Constants {
            expert_exchange_s: constants.expert_exchange_s * shown,
            link_efficiency: constants.link_efficiency / shown,
            ..*constants
        };
        Replica::new(architecture, &self.decode, &constants)
    }
}
