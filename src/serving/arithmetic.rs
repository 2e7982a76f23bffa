//! The arithmetic of a token, part of the model by part.

use super::sharding::Sharding;
use super::weights::Weights;
use super::{Accelerator, Architecture, Constants, Precision};

/// Arithmetic of one token on all accelerators of a replica, or of a stage, without attention to its context.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Arithmetic {
    /// Of a token of output at the peak rate, seconds.
    pub decode_peak_s: f64,
    /// Of a token of input at the peak rate, which needs no output head, seconds.
    pub prefill_peak_s: f64,
    /// The same at the rates attained, the imbalance of experts included, seconds.
    pub decode_s: f64,
    pub prefill_s: f64,
    /// Experts' part of it in prefill, seconds.
    pub prefill_expert_s: f64,
}

/// `if chosen > 0 then chosen else fallback`: the rate of hardware that lacks a number format.
fn or(chosen: f64, fallback: f64) -> f64 {
    if chosen > 0.0 { chosen } else { fallback }
}

impl Arithmetic {
    /// # Formula
    /// Two operations a parameter: `(sum over dense parts of 2 params / rate + 2 active experts / rate) / n`, a part's rate that of
    /// its format: 4-bit integers are expanded to BF16; MXFP4 experts are as wide as their activations, MXFP8 where there
    /// is FP4, BF16 elsewhere. What is attained is the rate times the fit's efficiency of the format.
    pub fn of(
        a: &Architecture,
        weights: &Weights,
        accelerator: &Accelerator,
        sharding: &Sharding,
        constants: &Constants,
    ) -> Arithmetic {
        let bf16 = accelerator.bf16_flops;
        let fp8 = or(accelerator.fp8_flops, bf16);
        let rate = |format| match format {
            Precision::Bf16 | Precision::Int4 => bf16,
            Precision::Fp8 => fp8,
            Precision::Fp4 => or(accelerator.fp4_flops, fp8),
            Precision::Mxfp4 if accelerator.fp4_flops > 0.0 => fp8,
            Precision::Mxfp4 => bf16,
        };
        let attained = |format| {
            let share = constants.prefill_efficiency(accelerator.generation, format);
            rate(format) * accelerator.attained(share)
        };
        let time = |params: f64, flops: f64| 2.0 * params / flops / sharding.n;

        let head = weights.head;
        let (mut peak, mut real) = (0.0, 0.0);
        for part in [weights.attention, weights.feed_forward] {
            peak += time(part.params, rate(part.format));
            real += time(part.params, attained(part.format));
        }
        let format = weights.experts.format;
        let expert_peak = time(a.active_expert_params, rate(format));
        let expert = time(a.active_expert_params, attained(format)) * sharding.imbalance(constants);
        let prefill_s = real + expert;
        Arithmetic {
            decode_peak_s: peak + expert_peak + time(head.params, rate(head.format)),
            prefill_peak_s: peak + expert_peak,
            decode_s: (prefill_s + time(head.params, attained(head.format)))
                / constants.decode_efficiency_ratio,
            prefill_s,
            prefill_expert_s: expert,
        }
    }
}
