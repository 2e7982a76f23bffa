//! What the serving model makes of a row.

use super::{Load, Phase, ServingRow};
use crate::serving::{
    Calibration, Constants, Deployment, Disaggregated, Rate, Replica, Served, Unserved, serve_at,
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
        if let (Some(layout), Phase::Both) = (&self.disaggregated, self.phase) {
            let concurrency = match self.load {
                Load::Concurrency(concurrency) => concurrency,
                Load::Offline => f64::INFINITY,
            };
            return self.apart(layout, anchor, rate, constants, concurrency);
        }
        let deployment = Deployment { anchor, ..self.alone() };
        let replica = Replica::new(&self.architecture, &deployment, constants)
            .map_err(|reason| self.refusal(reason, &deployment, constants))?;
        let concurrency = match self.load {
            Load::Concurrency(concurrency) => concurrency,
            Load::Offline => replica.offline_batch(self.work.isl, self.work.osl).max(1.0),
        };
        let served =
            serve_at(&self.architecture, &deployment, &self.work, constants, rate, concurrency)
                .map_err(|reason| self.refusal(reason, &deployment, constants))?;
        Ok(match self.phase {
            Phase::Both => Answer {
                ttft_s: replica.ttft_s(&self.work, concurrency),
                ..self.in_columns(&served)
            },
            Phase::Prefill => self.prefill_alone(&replica, &served),
            Phase::Decode => self.decode_alone(&replica, &served, rate),
        })
    }

    /// The workers that a row about one phase is about; those that serve both elsewhere.
    fn alone(&self) -> Deployment {
        match (&self.disaggregated, self.phase) {
            (Some(layout), Phase::Prefill) => layout.prefill,
            _ => self.deployment,
        }
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
        let pace = layout.pace(&self.architecture, &self.work, concurrency, constants).map_err(
            |reason| {
                let prefill = Replica::new(&self.architecture, &layout.prefill, constants);
                let named = if prefill.is_err() { &layout.prefill } else { &layout.decode };
                self.refusal(reason, named, constants)
            },
        )?;
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

    fn output_share(&self) -> f64 {
        self.work.osl / (self.work.isl + self.work.osl)
    }

    /// Workers that only prefill, one request after the other.
    ///
    /// # Formula
    /// `isl / (P n)` input tokens per second and accelerator
    fn prefill_alone(&self, replica: &Replica, served: &Served) -> Answer {
        let all = self.in_columns(served);
        Answer {
            total_tps_gpu: self.work.isl / (served.ttft_s * replica.gpus()),
            out_tps_gpu: f64::NAN,
            tpot_s: f64::NAN,
            unit_cost: UsdPerMtok { output: f64::NAN, ..all.unit_cost },
            ..all
        }
    }

    /// Workers that only decode, with no prefill between steps.
    ///
    /// # Formula
    /// `B / (D n)` output tokens per second and accelerator, `TPOT = D`
    fn decode_alone(&self, replica: &Replica, served: &Served, rate: Rate) -> Answer {
        let step_s = replica.decode(self.work.isl + 0.5 * self.work.osl).step_s(served.batch);
        let tokens_per_s = served.batch / (step_s * replica.gpus());
        let usd_per_s = rate.usd_per_accelerator_hour / SECONDS_PER_HOUR / rate.utilisation;
        Answer {
            total_tps_gpu: tokens_per_s,
            out_tps_gpu: tokens_per_s,
            tpot_s: step_s,
            ttft_s: f64::NAN,
            unit_cost: UsdPerMtok {
                uncached_input: f64::NAN,
                cached_input: f64::NAN,
                cache_write: 0.0,
                output: usd_per_s / tokens_per_s * TOKENS_PER_MTOK,
            },
            ..self.in_columns(served)
        }
    }

    fn in_columns(&self, served: &Served) -> Answer {
        Answer {
            total_tps_gpu: served.tokens_per_s_per_gpu,
            out_tps_gpu: served.tokens_per_s_per_gpu * self.output_share(),
            tpot_s: served.tpot_s,
            ttft_s: served.ttft_s,
            batch: served.batch,
            basis: served.basis,
            sigma: served.sigma,
            unit_cost: served.unit_cost,
        }
    }

    /// `reason` with the numbers that tell what to change.
    fn refusal(&self, reason: Unserved, deployment: &Deployment, constants: &Constants) -> String {
        match reason {
            Unserved::Invalid => "the layout or its numbers are not valid together".to_string(),
            Unserved::TooSlow { best_tpot_s } => format!(
                "target_tpot_s = {}: one request alone takes {best_tpot_s:.4} s per output token",
                self.work.tpot_s
            ),
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
