//! What the serving model makes of a row.

use super::{Load, Phase, ServingRow};
use crate::serving::{
    Calibration, Constants, Deployment, Disaggregated, Pace, Rate, Replica, Unserved, serve_at,
};
use crate::tokens::UsdPerMtok;
use crate::units::{SECONDS_PER_HOUR, TOKENS_PER_MTOK};

/// Speed and cost of a row's deployment; what a row's phase does not have is NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// Input and output tokens per second and accelerator.
    pub total_tps_gpu: f64,
    /// Output tokens per second and accelerator, where phases are apart per accelerator that decodes, as
    /// measured tables count; NaN for prefill workers alone.
    pub out_tps_gpu: f64,
    /// Mean time per output token, seconds; NaN for prefill workers alone.
    pub tpot_s: f64,
    /// Mean time to the first token, seconds; NaN for decode workers alone.
    pub ttft_s: f64,
    /// Requests in flight in one replica.
    pub batch: f64,
    /// Anchored or extrapolated.
    pub basis: Calibration,
    /// Standard deviation of the log of throughput's error.
    pub sigma: f64,
    /// Cost per million tokens by side.
    pub unit_cost: UsdPerMtok,
}

impl ServingRow {
    /// The answer to this row at `rate`, with `anchor` the measured over predicted throughput of its cell
    /// where there is one.
    ///
    /// # Errors
    /// Why the row cannot be served, as a sentence.
    pub fn answer(
        &self,
        anchor: Option<f64>,
        rate: Rate,
        constants: &Constants,
    ) -> Result<Answer, String> {
        let answer = self.unchecked(anchor, rate, constants)?;
        // Numbers at the edge of what a computer holds can overflow on the way.
        let finite =
            [answer.total_tps_gpu, answer.batch].iter().all(|it| it.is_finite() && *it > 0.0)
                && [answer.tpot_s, answer.ttft_s]
                    .iter()
                    .all(|it| it.is_finite() || (it.is_nan() && self.phase != Phase::Both));
        if finite { Ok(answer) } else { Err("the numbers are too large or too small".to_string()) }
    }

    fn unchecked(
        &self,
        anchor: Option<f64>,
        rate: Rate,
        constants: &Constants,
    ) -> Result<Answer, String> {
        if self.phase != Phase::Both {
            return self.alone(anchor, rate, constants);
        }
        if let Some(layout) = &self.disaggregated {
            let concurrency = match self.load {
                Load::Concurrency(concurrency) => concurrency,
                Load::Offline => f64::INFINITY,
            };
            return self.apart(layout, anchor, rate, constants, concurrency);
        }
        let deployment = Deployment { anchor, ..self.deployment };
        let replica = Replica::new(&self.architecture, &deployment, constants)
            .map_err(|reason| self.refusal(reason, &deployment, constants))?;
        let concurrency = match self.load {
            Load::Concurrency(concurrency) => concurrency,
            Load::Offline => replica.offline_batch(self.work.isl, self.work.osl).max(1.0),
        };
        let served =
            serve_at(&self.architecture, &deployment, &self.work, constants, rate, concurrency)
                .map_err(|reason| self.refusal(reason, &deployment, constants))?;
        Ok(Answer {
            total_tps_gpu: served.tokens_per_s_per_gpu,
            out_tps_gpu: served.tokens_per_s_per_gpu * self.output_share(),
            tpot_s: served.tpot_s,
            ttft_s: replica.ttft_s(&self.work, concurrency),
            batch: served.batch,
            basis: served.basis,
            sigma: served.sigma,
            unit_cost: served.unit_cost,
        })
    }

    /// Workers of one kind, beside so many of the other kind that these never wait.
    ///
    /// # Formula
    /// Prefill: `isl / (t n)` input tokens per second and accelerator, `t` seconds of a worker of n per request.
    /// Decode: `B / (TPOT n)` output tokens, B requests in each worker. Their accelerators cost what their tokens do.
    fn alone(
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
        let pair = |concurrency: f64| {
            let (prefill_workers, decode_workers) = if prefills { (1, MANY) } else { (MANY, 1) };
            Disaggregated { prefill, prefill_workers, decode, decode_workers }
                .pace(&self.architecture, &self.work, concurrency, constants)
                .map_err(|reason| {
                    let worker = if prefills { &prefill } else { &decode };
                    self.refusal(reason, worker, constants)
                })
        };
        let in_flight = match self.load {
            Load::Concurrency(concurrency) => (concurrency / f64::from(decode_workers)).max(1.0),
            Load::Offline => f64::INFINITY,
        };
        let pace = match prefills {
            true => pair(f64::MAX)?,
            false => self.within_target(in_flight, 1.0, pair)?,
        };
        let gpus = f64::from(if prefills { prefill.gpus } else { decode.gpus });
        let tokens_per_s = if prefills {
            self.work.isl / (pace.request_s * gpus)
        } else {
            pace.batch / (pace.tpot_s * gpus)
        };
        let usd_per_s = rate.usd_per_accelerator_hour / SECONDS_PER_HOUR / rate.utilisation;
        let usd_per_mtok = usd_per_s / tokens_per_s * TOKENS_PER_MTOK;
        let none = f64::NAN;
        let unit_cost = if prefills {
            // Shared out over computed and cached tokens as a replica's prefill is.
            let worker = Replica::new(&self.architecture, &prefill, constants)
                .map_err(|reason| self.refusal(reason, &prefill, constants))?;
            let shares = worker.prefill(self.work.isl, self.work.uncached_tokens());
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
        })
    }

    /// Prefill on some accelerators, decode on others.
    fn apart(
        &self,
        layout: &Disaggregated,
        anchor: Option<f64>,
        rate: Rate,
        constants: &Constants,
        concurrency: f64,
    ) -> Result<Answer, String> {
        let layout = Disaggregated {
            prefill: Deployment { anchor, ..layout.prefill },
            decode: Deployment { anchor, ..layout.decode },
            ..*layout
        };
        let pace =
            self.within_target(concurrency, f64::from(layout.decode_workers), |in_flight| {
                self.pace_apart(&layout, in_flight, constants).map_err(|reason| {
                    let prefill = Replica::new(&self.architecture, &layout.prefill, constants);
                    let named = if prefill.is_err() { &layout.prefill } else { &layout.decode };
                    self.refusal(reason, named, constants)
                })
            })?;
        let unit_cost = layout
            .unit_cost(&self.architecture, &self.work, &pace, constants, rate)
            .map_err(|reason| self.refusal(reason, &layout.prefill, constants))?;
        let decoding = f64::from(layout.decode.gpus) * f64::from(layout.decode_workers);
        Ok(Answer {
            total_tps_gpu: pace.tokens_per_s_per_gpu,
            out_tps_gpu: pace.tokens_per_s_per_gpu * self.output_share() * layout.gpus() / decoding,
            tpot_s: pace.tpot_s,
            ttft_s: pace.ttft_s,
            batch: pace.batch,
            basis: if anchor.is_some() { Calibration::Anchored } else { Calibration::Extrapolated },
            sigma: constants.sigma_apart,
            unit_cost,
        })
    }

    /// The pace at `concurrency` requests in flight over `workers`, or at the most whose time per output token
    /// is within the target, to a part in 2^40.
    fn within_target(
        &self,
        concurrency: f64,
        workers: f64,
        pace: impl Fn(f64) -> Result<Pace, String>,
    ) -> Result<Pace, String> {
        let target_s = self.work.tpot_s;
        let asked = pace(concurrency)?;
        if asked.tpot_s <= target_s {
            return Ok(asked);
        }
        let (mut low, mut high) = (workers, workers * asked.batch);
        let alone = pace(low)?;
        if alone.tpot_s > target_s {
            return Err(too_slow(target_s, alone.tpot_s));
        }
        for _ in 0..40 {
            let middle = 0.5 * (low + high);
            match pace(middle)?.tpot_s <= target_s {
                true => low = middle,
                false => high = middle,
            }
        }
        pace(low)
    }

    fn output_share(&self) -> f64 {
        self.work.osl / (self.work.isl + self.work.osl)
    }

    /// `reason` with the numbers that tell what to change.
    fn refusal(&self, reason: Unserved, deployment: &Deployment, constants: &Constants) -> String {
        match reason {
            Unserved::Invalid => "the layout or its numbers are not valid together".to_string(),
            Unserved::TooSlow { best_tpot_s } => too_slow(self.work.tpot_s, best_tpot_s),
            Unserved::DoesNotFit => {
                let gb = deployment.accelerator.hbm_bytes / 1e9;
                let on = format!("{} accelerators of {gb:.0} GB", deployment.gpus);
                match Replica::new(&self.architecture, deployment, constants) {
                    Ok(replica) => format!(
                        "does not fit: beside {:.1} GB of weights each, {on} hold {:.2} requests of isl + osl",
                        replica.weight_bytes_per_gpu() / 1e9,
                        replica.largest_batch(self.work.isl, self.work.osl),
                    ),
                    Err(_) => format!("does not fit: the weights leave no memory on {on}"),
                }
            }
        }
    }
}

fn too_slow(target_s: f64, best_tpot_s: f64) -> String {
    format!(
        "target_tpot_s = {target_s}: one request alone takes {best_tpot_s:.4} s per output token"
    )
}
