//! An architecture laid out on a deployment: everything that does not depend on the load.

use super::wire::Wire;
use super::{
    Architecture, Attention, CacheFormat, Constants, Deployment, Engine, Generation, Precision,
    Unserved,
};
use crate::math::ln;
use std::f64::consts::LOG2_E;

/// Peak rates are per accelerator; every `_s` is seconds of the whole replica, already divided by
/// its accelerators and by the efficiency of the fit. Compute once per (architecture, deployment,
/// constants), then ask for [`Replica::largest_batch`], [`Replica::decode`], [`Replica::prefill`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replica {
    pub(super) architecture: Architecture,
    /// Accelerators.
    pub(super) gpus: f64,
    /// Groups of ranks that hold different sequences.
    pub(super) groups: f64,
    /// Accelerators' worth of memory that hold different sequences.
    pub(super) kv_shards: f64,
    /// The same for states of linear layers, whose heads every rank shares.
    pub(super) state_shards: f64,
    /// Most sequences that the engine schedules at once.
    pub(super) most_sequences: f64,
    /// Share of its output for which a sequence holds memory.
    pub(super) reserved_share: f64,
    /// Bytes of one cache element.
    pub(super) kv_bytes: f64,
    /// Weights on one accelerator, bytes.
    pub(super) weight_bytes: f64,
    pub(super) hbm_bytes: f64,
    /// Share of bandwidth attained.
    pub(super) bandwidth_efficiency: f64,
    /// Reading the dense weights once.
    pub(super) dense_read_s: f64,
    /// Reading all experts once.
    pub(super) expert_read_s: f64,
    /// Load of the busiest rank's experts over the mean.
    pub(super) imbalance: f64,
    /// Reading one cache element.
    pub(super) element_read_s: f64,
    /// `ln(1 - k/E)`: log of the chance that one token misses a given expert.
    pub(super) ln_miss: f64,
    /// Arithmetic of one token at the peak rate, without attention.
    pub(super) token_peak_s: f64,
    /// The same at the rates attained in prefill and in decode, the imbalance of experts included.
    pub(super) token_prefill_s: f64,
    pub(super) token_decode_s: f64,
    /// Experts' part of it in prefill.
    pub(super) token_expert_s: f64,
    /// One attention FLOP at the peak rate.
    pub(super) attention_peak_s: f64,
    /// Overhead and communication latency of a decode step.
    pub(super) step_fixed_s: f64,
    /// Overhead and communication volume per sequence of a decode step.
    pub(super) step_sequence_s: f64,
    /// Share of the BF16 peak that attention attains.
    pub(super) prefill_attention_efficiency: f64,
    pub(super) decode_attention_efficiency: f64,
    /// What a pass over prompts costs beside their tokens, and its read of weights where no decode step shares it.
    pub(super) pass_s: f64,
    pub(super) pass_read_s: f64,
    /// Communication and activations of one token of a prompt.
    pub(super) prompt_token_s: f64,
    pub(super) first_token_s: f64,
    pub(super) queued_prefills: f64,
    /// Engine, software age, anchor and residual: what multiplies predicted times.
    pub(super) prefill_factor: f64,
    pub(super) decode_factor: f64,
    /// Output tokens per step, and positions computed for them.
    pub(super) acceptance_length: f64,
    pub(super) positions: f64,
}

/// Bytes of one dense weight and one expert weight.
///
/// FP4 carries a byte of scale per 16 weights, MXFP4 one per 32; INT4 a 16-bit scale per 32. A dense model in
/// INT4 has all its weights in it (AWQ, GPTQ); of a mixture only the experts (Kimi K2's release).
pub(super) fn weight_bytes(precision: Precision, architecture: &Architecture) -> (f64, f64) {
    match precision {
        Precision::Bf16 => (2.0, 2.0),
        Precision::Fp8 => (1.0, 1.0),
        Precision::Fp4 => (0.5625, 0.5625),
        Precision::Int4 if architecture.expert_params > 0.0 => (2.0, 0.5625),
        Precision::Int4 => (0.5625, 0.5625),
        Precision::Mxfp4 => (2.0, 0.53125),
    }
}

/// Bytes of one cache element where the deployment does not say.
///
/// FP8 unless arithmetic is BF16 with no 8-bit path in the engine: BF16, INT4, and MXFP4 on Hopper, whose
/// checkpoint (gpt-oss) asks for no other and whose activations are BF16 there (TensorRT-LLM,
/// examples/models/core/gpt_oss; its `auto` takes the checkpoint's format, pull 11487). Engines other than
/// TensorRT-LLM keep some FP8 deployments' cache in BF16: at least the fit's mean.
fn cache_bytes(deployment: &Deployment, constants: &Constants) -> f64 {
    let format = match (deployment.precision, deployment.accelerator.generation) {
        (Precision::Bf16 | Precision::Int4, _) => CacheFormat::Bf16,
        (Precision::Mxfp4, Generation::Hopper) => CacheFormat::Bf16,
        (Precision::Fp8 | Precision::Fp4 | Precision::Mxfp4, _) => CacheFormat::Fp8,
    };
    match deployment.engine {
        Engine::TensorrtLlm => format.bytes(),
        _ => format.bytes().max(constants.cache_element_bytes),
    }
}

/// Ranks up to which a token of a mixture goes to all of them, and beyond which only to those of its experts:
/// TensorRT-LLM exchanges where ranks outnumber the experts of a token and stand on one fabric of many nodes
/// (`select_alltoall_method_type`), else, as SGLang without a backend for it, it gathers.
const GATHERED_RANKS: f64 = 8.0;

/// `if chosen > 0 then chosen else fallback`: the rate of hardware that lacks a number format.
fn or(chosen: f64, fallback: f64) -> f64 {
    if chosen > 0.0 { chosen } else { fallback }
}

impl Replica {
    /// Lay `architecture` out on `deployment`.
    ///
    /// # Formula
    /// Per accelerator of n, with tp tensor-parallel ranks:
    /// `weights = dense bytes / tp + expert bytes / n`;
    /// token arithmetic `(2 dense / peak_dense + 2 active experts / peak_expert) / n`;
    /// all-reduce of a step `2 L (hop log2 n + 4 B h (n-1) / n / link)`; with data-parallel attention
    /// and experts spread whole, instead `L_moe (2 exchange + 3 B c h (n-1) / n^2 / link)`, a token going to
    /// `c = n` ranks up to eight of them, and beyond to those of its k experts, and in groups of tp ranks
    /// `L (hop log2 tp + 4 B h (tp-1) / n / link)` beside it.
    /// A pass over prompts: `L pass`, and where it is not shared with a decode step a read of all weights and the
    /// overhead of a step beside it.
    /// Cache shards: `min(tp, KV heads)` for grouped attention, 1 for latent, times `n / tp` with
    /// data-parallel attention.
    ///
    /// # Errors
    /// [`Unserved::Invalid`] where a number is not finite, a size is not positive, or the layout is
    /// not one: `tensor_parallel` must equal `gpus` unless attention is data-parallel.
    /// [`Unserved::DoesNotFit`] where the weights leave no memory.
    pub fn new(
        architecture: &Architecture,
        deployment: &Deployment,
        constants: &Constants,
    ) -> Result<Replica, Unserved> {
        if !(architecture.is_valid() && deployment.is_valid()) {
            return Err(Unserved::Invalid);
        }
        let accelerator = &deployment.accelerator;
        let generation = accelerator.generation;
        let (a, n, tp) =
            (architecture, f64::from(deployment.gpus), f64::from(deployment.tensor_parallel));
        let data_parallel = deployment.data_parallel_attention;
        let spread = deployment.expert_parallel > 1;
        let exchanges = data_parallel && spread;

        let (dense_bytes, expert_bytes) = weight_bytes(deployment.precision, architecture);
        let kv_bytes =
            deployment.cache.map_or_else(|| cache_bytes(deployment, constants), CacheFormat::bytes);
        let fp8 = or(accelerator.fp8_flops, accelerator.bf16_flops);
        let fp4 = or(accelerator.fp4_flops, fp8);
        let (dense_flops, expert_flops) = match deployment.precision {
            Precision::Bf16 | Precision::Int4 => (accelerator.bf16_flops, accelerator.bf16_flops),
            Precision::Fp8 => (fp8, fp8),
            Precision::Fp4 => (fp4, fp4),
            // As wide as the activations: MXFP8 where there is FP4, BF16 elsewhere.
            Precision::Mxfp4 => {
                let blocks = accelerator.fp4_flops > 0.0;
                (accelerator.bf16_flops, if blocks { fp8 } else { accelerator.bf16_flops })
            }
        };

        let groups = if data_parallel { n / tp } else { 1.0 };
        let heads = match a.attention {
            kind if kind.is_grouped() => tp.min(a.kv_heads),
            _ => 1.0,
        };
        let bandwidth_efficiency = constants.bandwidth_efficiency.of(generation);
        let byte_s = 1.0 / (accelerator.hbm_bytes_per_s * bandwidth_efficiency);
        let dense_read = a.dense_params * dense_bytes / tp;
        let expert_read = a.expert_params * expert_bytes / n;
        let imbalance = if spread { constants.expert_imbalance } else { 1.0 };
        let dense_s = 2.0 * a.dense_params / dense_flops / n;
        let expert_s = 2.0 * a.active_expert_params / expert_flops / n;

        let wire = Wire::of(accelerator, n, constants);
        let copies = if n > GATHERED_RANKS { a.experts_per_token } else { n };
        let (latency_s, token_exchange_s) = if exchanges {
            // Attention is summed up within each group.
            let group = Wire::of(accelerator, tp, constants);
            (
                a.layers * (constants.all_reduce_hop_s * ln(tp) * LOG2_E + group.hop_s)
                    + a.moe_layers * 2.0 * (constants.expert_exchange_s + wire.hop_s),
                a.layers * 4.0 * a.hidden * (tp - 1.0) / n * group.reduce_byte_s()
                    + a.moe_layers * 3.0 * copies * a.hidden * (n - 1.0) / (n * n)
                        * wire.exchange_byte_s(a.experts_per_token),
            )
        } else {
            (
                2.0 * a.layers * (constants.all_reduce_hop_s * ln(n) * LOG2_E + wire.hop_s),
                2.0 * a.layers * 4.0 * a.hidden * (n - 1.0) / n * wire.reduce_byte_s(),
            )
        };
        // Measured on an index over latent attention; assumed for the compressed kind.
        let sparse_layers = match a.attention {
            Attention::LatentSparse | Attention::CompressedSparse => a.layers,
            _ => 0.0,
        };
        let efficiency = |precision| constants.prefill_efficiency(generation, precision);
        let dense_precision = match deployment.precision {
            Precision::Int4 if a.expert_params > 0.0 => Precision::Bf16,
            Precision::Mxfp4 => Precision::Bf16,
            precision => precision,
        };
        let token_expert_s = expert_s * imbalance / efficiency(deployment.precision);
        let token_prefill_s = dense_s / efficiency(dense_precision) + token_expert_s;
        // Throughput multipliers divide every time alike; the roofline holds after them.
        let correction = constants.ageing(generation, deployment.software_age_months)
            / (deployment.anchor.unwrap_or(1.0) * deployment.residual);
        let speculative = deployment.acceptance_length > 1.0;

        let step_fixed_s = constants.step_s
            + a.layers * constants.layer_s.of(generation)
            + a.moe_layers * constants.moe_layer_s
            + sparse_layers * constants.sparse_layer_s
            + latency_s;
        let width_s = 2.0 * a.hidden * byte_s;
        let moved_s = a.layers * constants.activation_passes * width_s
            / if data_parallel { n } else { 1.0 }
            + a.moe_layers * a.experts_per_token * constants.expert_passes * width_s
                / if spread { n } else { 1.0 };
        let (alone_s, alone_read_s) = if deployment.mixes_prompts {
            (0.0, 0.0)
        } else {
            (step_fixed_s, (dense_read + expert_read * imbalance) * byte_s)
        };

        let replica = Replica {
            architecture: if deployment.engine.stores_whole_windows() {
                architecture.with_whole_windows()
            } else {
                *architecture
            },
            gpus: n,
            groups,
            kv_shards: groups * heads,
            state_shards: groups * tp,
            most_sequences: groups
                * deployment.most_sequences.unwrap_or_else(|| deployment.engine.most_sequences()),
            first_token_s: constants.first_token_s.of(deployment.engine),
            queued_prefills: constants.queued_prefills.of(deployment.engine),
            reserved_share: deployment.engine.reserved_share(),
            kv_bytes,
            weight_bytes: dense_read + expert_read,
            hbm_bytes: accelerator.hbm_bytes,
            bandwidth_efficiency,
            dense_read_s: dense_read * byte_s,
            expert_read_s: expert_read * byte_s,
            imbalance,
            element_read_s: kv_bytes * byte_s / (groups * heads),
            ln_miss: match a.experts_per_token / a.experts {
                _ if !(a.experts > 0.0) => 0.0,
                needed if needed < 1.0 => ln(1.0 - needed),
                _ => f64::NEG_INFINITY,
            },
            token_peak_s: dense_s + expert_s,
            token_prefill_s,
            token_expert_s,
            token_decode_s: token_prefill_s / constants.decode_efficiency_ratio,
            attention_peak_s: 1.0 / (n * accelerator.bf16_flops),
            step_fixed_s,
            step_sequence_s: constants.sequence_s.of(deployment.engine) / groups
                + a.layers * constants.sequence_layer_s / if data_parallel { n } else { tp }
                + moved_s
                + token_exchange_s,
            prefill_attention_efficiency: constants.prefill_attention_efficiency,
            decode_attention_efficiency: constants.decode_attention_efficiency,
            pass_s: (a.layers * constants.pass_layer_s + alone_s) * correction,
            pass_read_s: alone_read_s * correction,
            prompt_token_s: token_exchange_s + moved_s,
            prefill_factor: constants.prefill_factor(deployment.engine) * correction,
            decode_factor: constants.decode_factor(deployment.engine, generation) * correction,
            acceptance_length: deployment.acceptance_length,
            positions: if speculative {
                deployment.acceptance_length * constants.positions_per_accepted
            } else {
                1.0
            },
        };
        if replica.free_bytes() > 0.0 { Ok(replica) } else { Err(Unserved::DoesNotFit) }
    }
}
