//! Workers of one phase, without the other.

use super::refusal::Holds;
use super::{Answer, Held};
use crate::input::{Load, Phase, ServingRow};
use crate::serving::{Calibration, Constants, Deployment, Disaggregated, Rate, Replica, Work};
use crate::tokens::UsdPerMtok;
use crate::units::{SECONDS_PER_HOUR, TOKENS_PER_MTOK};

impl ServingRow {
    /// Workers of one kind, beside so many of the other kind that these never wait.
    ///
    /// # Formula
    /// Prefill: `isl / (t n)` input tokens per second and accelerator, `t` seconds of a worker of n per request.
    /// Decode: `B / (TPOT n)` output tokens, B requests in each worker. Their accelerators cost what their tokens do.
    pub(super) fn alone(
        &self,
        anchor: Option<f64>,
        rate: Rate,
        constants: &Constants,
    ) -> Result<Answer, String> {
        const MANY: u32 = 100_000;
        let of = |deployment: Deployment| Deployment { anchor, ..deployment };
        let (prefill, decode, decode_workers) = match &self.disaggregated {
            Some(it) => (of(it.prefill), of(it.decode), it.decode_workers),
            None => (of(self.deployment), of(self.deployment), 1),
        };
        let prefills = self.phase == Phase::Prefill;
        // The other kind is laid out alike, and makes no demand of its own.
        let (layout, work) = match prefills {
            true => (
                Disaggregated {
                    prefill,
                    prefill_workers: 1,
                    decode: prefill,
                    decode_workers: MANY,
                },
                Work { osl: 1.0, ..self.work },
            ),
            false => (
                Disaggregated { prefill: decode, prefill_workers: MANY, decode, decode_workers: 1 },
                self.work,
            ),
        };
        let (worker, holds) = match prefills {
            true => (&prefill, Holds::Prompt),
            false => (&decode, Holds::Decode),
        };
        let pair = |concurrency: f64| {
            layout
                .pace(&self.architecture, &work, concurrency, constants)
                .map_err(|reason| self.refusal_of(reason, worker, holds, constants))
        };
        let most = layout
            .offline_concurrency(&self.architecture, &work, constants)
            .map_err(|reason| self.refusal_of(reason, worker, holds, constants))?;
        let in_flight = match self.load {
            Load::Concurrency(concurrency) => (concurrency / f64::from(decode_workers)).max(1.0),
            Load::Offline => most,
        };
        let pace = match prefills {
            true => pair(f64::MAX)?,
            false => self.within_target(in_flight.min(most), 1.0, pair)?,
        };
        let gpus = f64::from(worker.gpus);
        let tokens_per_s = if prefills {
            self.work.isl / (pace.request_s * gpus)
        } else {
            pace.batch / (pace.tpot_s * gpus)
        };
        let usd_per_s = rate.usd_per_accelerator_hour / SECONDS_PER_HOUR / rate.utilisation;
        let usd_per_mtok = usd_per_s / tokens_per_s * TOKENS_PER_MTOK;
        let none = f64::NAN;
        let replica = Replica::new(&self.architecture, worker, constants)
            .map_err(|reason| self.refusal_of(reason, worker, holds, constants))?;
        let unit_cost = if prefills {
            // Shared out over computed and cached tokens as a replica's prefill is.
            let shares = replica.prefill(self.work.isl, self.work.uncached_tokens());
            let each = usd_per_mtok * self.work.isl / shares.total_s;
            UsdPerMtok {
                uncached_input: each * shares.uncached_token_s,
                cached_input: each * shares.cached_token_s,
                cache_write: 0.0,
                output: none,
            }
        } else {
            UsdPerMtok {
                uncached_input: none,
                cached_input: none,
                cache_write: 0.0,
                output: usd_per_mtok,
            }
        };
        Ok(Answer {
            total_tps_gpu: tokens_per_s,
            out_tps_gpu: if prefills { none } else { tokens_per_s },
            tpot_s: if prefills { none } else { pace.tpot_s },
            ttft_s: if prefills { pace.ttft_s } else { none },
            batch: if prefills { 1.0 } else { pace.batch },
            basis: if anchor.is_some() { Calibration::Anchored } else { Calibration::Extrapolated },
            sigma: constants.sigma_apart,
            unit_cost,
            held: Held::of(&replica, &self.work),
        })
    }
}
