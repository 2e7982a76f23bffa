//! What the serving model makes of a row.

use super::held::Held;
use super::refusal::too_slow;
use crate::input::{Load, Phase, ServingRow};
use crate::serving::{
    Calibration, Constants, Deployment, Disaggregated, Pace, Rate, Replica, serve_at,
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
    /// What memory holds.
    pub held: Held,
}

impl Answer {
    /// USD per million tokens processed: input, cached or not, and output; of workers of one phase, that phase's tokens.
    ///
    /// # Formula
    /// `usd_per_accelerator_hour / utilisation / (total_tps_gpu 3600) 10^6`.
    pub fn usd_per_mtok_processed(&self, rate: Rate) -> f64 {
        let per_hour = self.total_tps_gpu * SECONDS_PER_HOUR;
        rate.usd_per_accelerator_hour / rate.utilisation / per_hour * TOKENS_PER_MTOK
    }
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
            return self.apart(layout, anchor, rate, constants);
        }
        let deployment = Deployment { anchor, ..self.deployment };
        let replica = Replica::new(&self.architecture, &deployment, constants)
            .map_err(|reason| self.refusal(reason, &deployment, constants))?;
        // Less than one is refused below.
        let most = replica.offline_batch(self.work.isl, self.work.osl).max(1.0);
        let concurrency = match self.load {
            Load::Concurrency(concurrency) => concurrency,
            Load::Offline => most,
        };
        let in_flight = concurrency.min(most);
        let served =
            serve_at(&self.architecture, &deployment, &self.work, constants, rate, in_flight)
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
            held: Held::of(&replica, &self.work),
        })
    }

    /// Prefill on some accelerators, decode on others.
    fn apart(
        &self,
        layout: &Disaggregated,
        anchor: Option<f64>,
        rate: Rate,
        constants: &Constants,
    ) -> Result<Answer, String> {
        let layout = Disaggregated {
            prefill: Deployment { anchor, ..layout.prefill },
            decode: Deployment { anchor, ..layout.decode },
            ..*layout
        };
        let refused = |reason| self.refusal_apart(reason, &layout, constants);
        let concurrency = match self.load {
            Load::Concurrency(concurrency) => concurrency,
            Load::Offline => layout
                .offline_concurrency(&self.architecture, &self.work, constants)
                .map_err(refused)?,
        };
        let decode =
            Replica::new(&self.architecture, &layout.decode, constants).map_err(refused)?;
        let pace =
            self.within_target(concurrency, f64::from(layout.decode_workers), |in_flight| {
                self.pace_apart(&layout, in_flight, constants).map_err(refused)
            })?;
        let unit_cost = layout
            .unit_cost(&self.architecture, &self.work, &pace, constants, rate)
            .map_err(refused)?;
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
            held: Held::of(&decode, &self.work),
        })
    }

    /// The pace at `concurrency` requests in flight over `workers`, or at the most whose time per output token
    /// is within the target, to a part in 2^40.
    pub(super) fn within_target(
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
}
