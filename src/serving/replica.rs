//! An architecture laid out on a deployment: everything that does not depend on the load.

use super::arithmetic::Arithmetic;
use super::memory::Memory;
use super::sharding::{Attained, Overhead, Sharding, ln_miss};
use super::weights::Weights;
use super::wire::Exchange;
use super::{
    Architecture, Attention, CacheFormat, Constants, Deployment, Engine, Generation, Precision,
    Unserved,
};

/// Peak rates are per accelerator; every `_s` is seconds of the whole replica, already divided by
/// its accelerators and by the efficiency of the fit. Compute once per (architecture, deployment,
/// constants), then ask for [`Replica::largest_batch`], [`Replica::decode`], [`Replica::prefill`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replica {
    pub(super) architecture: Architecture,
    /// Accelerators.
    pub(super) gpus: f64,
    /// Stages of the pipeline: each works on a part of the sequences at a time.
    pub(super) stages: f64,
    /// Tokens of a part of a prompt that a stage passes on while the next part comes; infinite where a prompt
    /// occupies one stage at a time.
    pub(super) part_tokens: f64,
    /// Groups of ranks that hold different sequences.
    pub(super) groups: f64,
    /// Accelerators' worth of memory that hold different sequences.
    pub(super) kv_shards: f64,
    /// The same for states of linear layers, whose heads every rank shares.
    pub(super) state_shards: f64,
    /// Most sequences that the engine schedules at once.
    pub(super) most_sequences: f64,
    /// Tokens beyond its window for which a sequence is taken where it is admitted.
    pub(super) admitted_tokens: f64,
    /// Share of its output for which a sequence holds memory.
    pub(super) reserved_share: f64,
    /// Bytes of one cache element.
    pub(super) kv_bytes: f64,
    /// What one accelerator's memory is spent on.
    pub(super) memory: Memory,
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
    /// Arithmetic of one token, without attention.
    pub(super) token: Arithmetic,
    /// One attention FLOP at the peak rate, and one of those that grow with the context: of an index where attention
    /// is sparse.
    pub(super) attention_peak_s: f64,
    pub(super) context_peak_s: f64,
    /// Overhead and communication latency of a decode step.
    pub(super) step_fixed_s: f64,
    /// Overhead and communication volume per sequence of a decode step.
    pub(super) step_sequence_s: f64,
    pub(super) attained: Attained,
    /// What drafting adds to a step, seconds.
    pub(super) draft_s: f64,
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

/// Bytes of weights on one accelerator.
fn stored_bytes(a: &Architecture, weights: &Weights, sharding: &Sharding, expert_read: f64) -> f64 {
    let Sharding { tp, stages, .. } = *sharding;
    // Engines keep attention of the compressed kind, and what stands beside the experts, whole on every rank.
    let dense = match a.attention {
        Attention::CompressedSparse => weights.dense_bytes(),
        _ => weights.dense_bytes() / tp,
    };
    (weights.embedding.bytes() / tp + dense + expert_read) / stages
}

impl Replica {
    /// Lay `architecture` out on `deployment`.
    ///
    /// # Formula
    /// Per accelerator of n in a stage, with tp tensor-parallel ranks:
    /// reads `dense bytes / tp + expert bytes / n`; arithmetic, exchange and memory are those of
    /// MODEL.md, section 5. A pipeline's stages hold their layers each and pass the sequences on: a step of one of them
    /// takes what it takes on one stage's accelerators with all layers, and each stage serves its part of the batch.
    /// A pass over prompts: `L pass`, and where it is not shared with a decode step a read of all weights and the
    /// overhead of a step beside it.
    /// Cache shards: `min(tp, KV heads)` for grouped attention, 1 for latent, times `n / tp` with
    /// data-parallel attention, times the stages.
    ///
    /// # Errors
    /// [`Unserved::Invalid`] where a number is not finite, a size is not positive, or the layout is
    /// not one: `tensor_parallel` times `pipeline_parallel` must equal `gpus` unless attention is data-parallel.
    /// [`Unserved::DoesNotFit`] where the weights leave no memory.
    pub fn new(
        architecture: &Architecture,
        deployment: &Deployment,
        constants: &Constants,
    ) -> Result<Replica, Unserved> {
        if !(architecture.is_valid() && deployment.is_valid()) {
            return Err(Unserved::Invalid);
        }
        let (a, accelerator) = (architecture, &deployment.accelerator);
        let generation = accelerator.generation;
        let sharding = Sharding::of(a, deployment);
        let Sharding { stages, n, tp, groups, heads, .. } = sharding;

        let weights = Weights::of(a, deployment.precision);
        let kv_bytes =
            deployment.cache.map_or_else(|| cache_bytes(deployment, constants), CacheFormat::bytes);
        let bandwidth_efficiency = constants.bandwidth_efficiency.of(generation);
        let byte_s = 1.0 / (accelerator.hbm_bytes_per_s * bandwidth_efficiency);
        let dense_read = weights.dense_bytes() / tp;
        let expert_read = weights.expert_bytes(a.hidden, generation) / n;
        let imbalance = sharding.imbalance(constants);

        let exchange = Exchange::of(a, accelerator, &sharding, constants);
        let Overhead { step_s: step_fixed_s, moved_s } =
            Overhead::of(a, deployment, &sharding, constants, &exchange, byte_s);
        let attained = Attained::of(a, accelerator, constants);
        // Throughput multipliers divide every time alike; the roofline holds after them.
        let correction = constants.ageing(generation, deployment.software_age_months)
            / (deployment.anchor.unwrap_or(1.0) * deployment.residual);
        let (alone_s, alone_read_s) = match deployment.mixes_prompts {
            true => (0.0, 0.0),
            false => (step_fixed_s, (dense_read + expert_read * imbalance) * byte_s),
        };

        let mut replica = Replica {
            architecture: if deployment.stores_whole_windows() {
                architecture.with_whole_windows()
            } else {
                *architecture
            },
            gpus: f64::from(deployment.gpus),
            stages,
            part_tokens: deployment.part_tokens(),
            groups,
            kv_shards: groups * heads * stages,
            state_shards: groups * tp * stages,
            most_sequences: groups * deployment.scheduled_sequences(),
            first_token_s: constants.first_token_s.of(deployment.engine),
            queued_prefills: constants.queued_prefills.of(deployment.engine),
            admitted_tokens: match deployment.engine {
                Engine::Vllm => deployment.pass_tokens(),
                Engine::Sglang | Engine::TensorrtLlm | Engine::Atom => 0.0,
            },
            reserved_share: deployment.engine.reserved_share(),
            kv_bytes,
            memory: Memory::of(a, deployment, stored_bytes(a, &weights, &sharding, expert_read)),
            bandwidth_efficiency,
            dense_read_s: dense_read * byte_s,
            expert_read_s: expert_read * byte_s,
            imbalance,
            element_read_s: kv_bytes * byte_s / (groups * heads),
            ln_miss: ln_miss(a),
            token: Arithmetic::of(a, &weights, accelerator, &sharding, constants),
            attention_peak_s: 1.0 / (n * accelerator.bf16_flops),
            // An index has one head of keys: each rank of a group scores all of them, in 8 bits.
            context_peak_s: match a.sparse_layers() > 0.0 {
                true => 1.0 / (groups * accelerator.fp8_flops.max(accelerator.bf16_flops)),
                false => 1.0 / (n * accelerator.bf16_flops),
            },
            step_fixed_s,
            step_sequence_s: constants.sequence_s.of(deployment.engine) / groups
                + a.layers * constants.sequence_layer_s
                    / if sharding.data_parallel { n } else { tp }
                + moved_s
                + exchange.token_s,
            attained,
            draft_s: 0.0,
            pass_s: a.layers * constants.pass_layer_s + alone_s,
            pass_read_s: alone_read_s,
            prompt_token_s: exchange.token_s + moved_s,
            prefill_factor: constants.prefill_factor(deployment.engine),
            decode_factor: constants.decode_factor(deployment.engine, generation),
            acceptance_length: 1.0,
            positions: 1.0,
        };
        replica.draft(deployment.acceptance_length, constants);
        replica.slow(correction);
        if replica.free_bytes() > 0.0 { Ok(replica) } else { Err(Unserved::DoesNotFit) }
    }

    /// Decodes speculatively from here on, `acceptance_length` output tokens a step; at 1 it stays as it is.
    ///
    /// # Formula
    /// Drafting takes `draft accepted (fixed + dense read)` of a step, and `accepted` times a constant positions are computed.
    pub fn draft(&mut self, acceptance_length: f64, constants: &Constants) {
        if acceptance_length > 1.0 {
            let step_s = self.step_fixed_s + self.dense_read_s;
            self.draft_s = constants.draft_share * acceptance_length * step_s;
            self.acceptance_length = acceptance_length;
            self.positions = acceptance_length * constants.positions_per_accepted;
        }
    }

    /// Makes predicted times `factor` of what they were; the roofline still holds.
    pub fn slow(&mut self, factor: f64) {
        self.pass_s *= factor;
        self.pass_read_s *= factor;
        self.prefill_factor *= factor;
        self.decode_factor *= factor;
    }
}
