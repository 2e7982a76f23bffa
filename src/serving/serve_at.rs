//! Cost by side at a given concurrency.

use super::serve::cost;
use super::{
    Architecture, Calibration, Constants, Deployment, Rate, Replica, Served, Unserved, Work,
};

/// The cost of `work` on `deployment` with `concurrency` requests in flight, infinite for as many as fit;
/// fewer where memory holds or the engine schedules fewer, or where more would miss the target time per output token of `work`.
///
/// # Formula
/// [`Replica::pace`] at `min(concurrency, largest batch within the target)`, priced as in
/// [`serve()`](super::serve()).
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
