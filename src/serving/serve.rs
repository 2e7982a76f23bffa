//! Cost by side at the largest concurrency that meets the target.

use super::asked::Asked;
use super::pace::Pace;
use super::prefill::Prefill;
use super::sound;
use super::{Architecture, Constants, Deployment, Replica, Work};
use crate::tokens::UsdPerMtok;
use crate::units::{SECONDS_PER_HOUR, TOKENS_PER_MTOK};

/// What an accelerator costs and how much of its time is sold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// USD per accelerator and hour.
    pub usd_per_accelerator_hour: f64,
    /// Delivered over deliverable work at the chosen concurrency, in (0, 1]; headroom and queueing
    /// are in it.
    pub utilisation: f64,
}

/// Whether a measured row of the same cell corrects the prediction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calibration {
    /// One measured row of the same model, accelerator, engine and precision sets the level.
    Anchored,
    /// The closed form alone.
    Extrapolated,
}

/// A request's cost and speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Served {
    /// Cost per million tokens by side; `cache_write` is 0: a written token is an uncached one.
    pub unit_cost: UsdPerMtok,
    /// Time per output token at the chosen concurrency, seconds.
    pub tpot_s: f64,
    /// Prefill time of one request without queueing, seconds.
    pub ttft_s: f64,
    /// Sequences in flight in the replica.
    pub batch: f64,
    /// Seconds of the whole replica that one request takes.
    pub request_s: f64,
    /// Input and output tokens per second and accelerator, before utilisation.
    pub tokens_per_s_per_gpu: f64,
    /// Anchored or extrapolated.
    pub basis: Calibration,
    /// Standard deviation of the log of throughput's error.
    pub sigma: f64,
}

/// Why a deployment cannot do the work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unserved {
    /// The weights, or one sequence's cache beside them, exceed the memory.
    DoesNotFit,
    /// Even alone, a sequence takes longer per output token than the target.
    TooSlow {
        /// Time per output token of a lone sequence, seconds.
        best_tpot_s: f64,
    },
    /// A number is not finite, a size not positive, a share outside its range, or the layout is not
    /// one.
    Invalid,
}

/// The cost of `work` on `deployment` at the largest concurrency whose time per output token meets
/// the target.
///
/// # Formula
/// With rate per replica second `r = USD per accelerator hour * accelerators / 3600 / U`, prefill
/// split P = u p_u + c p_c over uncached and cached input tokens, decode step D at batch B:
/// `uncached = r p_u`, `cached = r p_c`, `output = r D / B` USD per token, times 10^6. The three times
/// their tokens are `r (P + osl D / B)`: the rate times the replica's time for the request over
/// utilisation. The whole decode step, cache residence included, is the output's.
///
/// # Errors
/// [`Unserved`]: does not fit, too slow, or invalid numbers.
///
/// ```
/// use undercut::serving::*;
/// let llama = Architecture::dense_equivalent(70.6e9);
/// let h100 = Accelerator {
///     generation: Generation::Hopper, hbm_bytes: 80e9, hbm_bytes_per_s: 3.35e12,
///     bf16_flops: 989e12, fp8_flops: 1979e12, fp4_flops: 0.0,
///     link_bytes_per_s: 450e9, scaleup_domain: 8,
/// };
/// let deployment =
///     Deployment::smallest_fitting(&llama, h100, Engine::Vllm, Precision::Fp8).unwrap();
/// let work = Work { isl: 1_000.0, osl: 1_000.0, prefix_hit_rate: 0.0, tpot_s: 0.05 };
/// let rate = Rate { usd_per_accelerator_hour: 2.0, utilisation: 0.6 };
/// let served = serve(&llama, &deployment, &work, &Constants::REFERENCE, rate).unwrap();
/// assert!(served.tpot_s <= 0.05);
/// assert!(served.unit_cost.output > served.unit_cost.uncached_input);
/// ```
pub fn serve(
    architecture: &Architecture,
    deployment: &Deployment,
    work: &Work,
    constants: &Constants,
    rate: Rate,
) -> Result<Served, Unserved> {
    serve_at(architecture, deployment, work, constants, rate, f64::INFINITY)
}

/// The cost of `work` on `deployment` with `concurrency` requests in flight, infinite for as many as fit;
/// fewer where memory holds or the engine schedules fewer, or where more would miss the target time per output token of `work`.
///
/// # Formula
/// [`Replica::pace`] at `min(concurrency, largest batch within the target)`, priced as in
/// [`serve()`].
///
/// # Errors
/// [`Unserved`]: does not fit, too slow, or invalid numbers, of them a concurrency below 1.
///
/// ```
/// use undercut::serving::*;
/// let llama = Architecture::dense_equivalent(70.6e9);
/// let h100 = Accelerator {
///     generation: Generation::Hopper, hbm_bytes: 80e9, hbm_bytes_per_s: 3.35e12,
///     bf16_flops: 989e12, fp8_flops: 1979e12, fp4_flops: 0.0,
///     link_bytes_per_s: 450e9, scaleup_domain: 8,
/// };
/// let deployment =
///     Deployment::smallest_fitting(&llama, h100, Engine::Vllm, Precision::Fp8).unwrap();
/// let work = Work { isl: 1_000.0, osl: 1_000.0, prefix_hit_rate: 0.0, tpot_s: 0.05 };
/// let rate = Rate { usd_per_accelerator_hour: 2.0, utilisation: 1.0 };
/// let at = |concurrency| {
///     serve_at(&llama, &deployment, &work, &Constants::REFERENCE, rate, concurrency).unwrap()
/// };
/// assert_eq!(at(8.0).batch, 8.0);
/// assert!(at(8.0).unit_cost.output > at(64.0).unit_cost.output);
/// ```
pub fn serve_at(
    architecture: &Architecture,
    deployment: &Deployment,
    work: &Work,
    constants: &Constants,
    rate: Rate,
    concurrency: f64,
) -> Result<Served, Unserved> {
    if !(concurrency >= 1.0) {
        return Err(Unserved::Invalid);
    }
    let replica = Replica::new(architecture, deployment, constants)?;
    let (largest, prefill) = replica.pace_within(work)?;
    let pace = if concurrency < largest.batch { replica.pace(work, concurrency) } else { largest };
    let (basis, sigma) = match deployment.anchor {
        Some(_) => (Calibration::Anchored, constants.sigma_anchored),
        None => (Calibration::Extrapolated, constants.sigma_extrapolated),
    };
    Ok(Served {
        unit_cost: cost(&replica, work, &pace, &prefill, rate)?,
        tpot_s: pace.tpot_s,
        ttft_s: pace.ttft_s,
        batch: pace.batch,
        request_s: pace.request_s,
        tokens_per_s_per_gpu: pace.tokens_per_s_per_gpu,
        basis,
        sigma,
    })
}

pub(super) fn cost(
    replica: &Replica,
    work: &Work,
    pace: &Pace,
    prefill: &Prefill,
    rate: Rate,
) -> Result<UsdPerMtok, Unserved> {
    let dear = rate.usd_per_accelerator_hour;
    let sold = rate.utilisation;
    if !(dear.is_finite() && dear >= 0.0 && sold > 0.0 && sold <= 1.0) {
        return Err(Unserved::Invalid);
    }
    let usd_per_s = dear * replica.gpus() / SECONDS_PER_HOUR / sold;
    let usd_per_mtok = |seconds: f64| usd_per_s * seconds * TOKENS_PER_MTOK;
    let (_, lanes) = replica.lanes(pace.batch);
    let unit_cost = UsdPerMtok {
        uncached_input: usd_per_mtok(prefill.uncached_token_s / lanes),
        cached_input: usd_per_mtok(prefill.cached_token_s / lanes),
        cache_write: 0.0,
        output: usd_per_mtok((pace.request_s - prefill.total_s / lanes) / work.osl),
    };
    let sides = [unit_cost.uncached_input, unit_cost.cached_input, unit_cost.output];
    if sides.iter().all(|side| side.is_finite()) { Ok(unit_cost) } else { Err(Unserved::Invalid) }
}

/// Evaluations after which the search keeps the largest batch known to meet the target.
const MAX_STEPS: u32 = 200;
/// Share of the target by which the search aims below it, so that its result never exceeds it.
const TIME_TOLERANCE: f64 = 1e-7;

impl Replica {
    /// The pace at the largest batch whose time per output token meets the target of `work`, and the
    /// prefill that goes with it.
    ///
    /// # Formula
    /// TPOT grows with the batch, so the largest batch in [1, [`Replica::offline_batch`]] is either
    /// that or a root, found by false position to a relative 2e-7 of the target, never above it.
    ///
    /// # Errors
    /// [`Unserved::DoesNotFit`] below one sequence, [`Unserved::TooSlow`] if one sequence alone
    /// misses the target, [`Unserved::Invalid`] on invalid or overflowing numbers.
    pub fn pace_within(&self, work: &Work) -> Result<(Pace, Prefill), Unserved> {
        if !work.is_valid() {
            return Err(Unserved::Invalid);
        }
        let asked = self.asked(work);
        if !(asked.most >= 1.0) {
            return Err(Unserved::DoesNotFit);
        }
        let batch = asked.largest_within(self, asked.most, work.tpot_s, TIME_TOLERANCE)?;
        let pace = Pace::at(self, &asked, batch);
        // Positive inputs at the edge of the number range can overflow.
        let all = [batch, pace.tpot_s, pace.ttft_s, pace.request_s, pace.tokens_per_s_per_gpu];
        if !sound::positive(&all) {
            return Err(Unserved::Invalid);
        }
        Ok((pace, asked.prefill))
    }
}

impl Asked {
    /// The largest batch in [1, `most`] whose time per output token is within `target_s`, to twice `tolerance` of
    /// that time.
    pub(super) fn largest_within(
        &self,
        replica: &Replica,
        most: f64,
        target_s: f64,
        tolerance: f64,
    ) -> Result<f64, Unserved> {
        let tpot_s = |batch: f64| self.tpot_s(replica.lanes(batch).0);
        let alone_s = tpot_s(1.0);
        if !alone_s.is_finite() {
            return Err(Unserved::Invalid);
        }
        if alone_s > target_s {
            return Err(Unserved::TooSlow { best_tpot_s: alone_s });
        }
        let full_s = tpot_s(most);
        if full_s <= target_s {
            return Ok(most);
        }
        let tolerance_s = tolerance * target_s;
        let aim_s = target_s - tolerance_s;
        let (mut low, mut high) = (1.0, most);
        let (mut below, mut above) = (alone_s - aim_s, full_s - aim_s);
        let mut last = Side::Neither;
        for step in 0..MAX_STEPS {
            if below >= 0.0 {
                break;
            }
            let chord = low - below * (high - low) / (above - below);
            // The roofline bends the curve, and a sharp bend stalls chords: now and then, halve.
            let stalls = step % 4 == 3 || !(low..high).contains(&chord);
            let middle = if stalls { 0.5 * (low + high) } else { chord };
            let value = tpot_s(middle) - aim_s;
            if value.abs() < tolerance_s {
                return Ok(middle);
            }
            // Anderson and Bjorck: an end that stays twice counts less, so that it moves next.
            if value < 0.0 {
                if last == Side::Low {
                    above *= weight(value, below);
                }
                (low, below, last) = (middle, value, Side::Low);
            } else {
                if last == Side::High {
                    below *= weight(value, above);
                }
                (high, above, last) = (middle, value, Side::High);
            }
        }
        Ok(low)
    }
}

/// The end of the bracket that moved last.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Neither,
    Low,
    High,
}

/// By how much the value at the end that stays shrinks, given the new and the old value at the other.
fn weight(new: f64, old: f64) -> f64 {
    let weight = 1.0 - new / old;
    if weight > 0.0 { weight } else { 0.5 }
}
