//! What an accelerator's memory is spent on: weights, what the engine keeps for itself, and sequences beside them.

use super::{Architecture, Deployment, Engine, Generation, Replica};

/// Bytes of one accelerator's memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// What the engine sees: the data sheet's less the driver's own.
    pub seen_bytes: f64,
    /// Weights.
    pub weight_bytes: f64,
    /// Activations of the largest pass and logits of the largest batch.
    pub activation_bytes: f64,
    /// Buffers of communication and of the engine's libraries.
    pub buffer_bytes: f64,
    /// What is left for caches.
    pub cache_bytes: f64,
    /// Share of memory that the engine takes, in its own meaning of it.
    pub share: f64,
    /// Whether that is more than its default, which leaves too little.
    pub squeezed: bool,
}

/// What the driver keeps of an NVIDIA accelerator: `torch.cuda` sees 0.5 to 0.7 GB less than `nvidia-smi` (H100 79.19 of
/// 79.65 GiB, RTX 5090 31.36 of 31.84); AMD's tools agree.
const DRIVER_BYTES: f64 = 0.55e9;
/// Bytes of working memory for each token of a pass and unit of width, and as many for each expert that such a token takes:
/// vLLM 0.19's memory profile of 40 models on H100.
const TOKEN_BYTES: f64 = 3.0;
const EXPERT_TOKEN_BYTES: f64 = 5.0;
/// What libraries keep on one accelerator, and where ranks share weights (NCCL, all-reduce): the same profile.
const ALONE_BYTES: f64 = 0.27e9;
const TOGETHER_BYTES: f64 = 2.25e9;
/// Recorded graphs of a model's layers: the same profile, 0.6 GiB and 12 MiB a layer, to 0.25 GiB for dense models.
const GRAPHS_BYTES: f64 = 0.65e9;
const GRAPHS_LAYER_BYTES: f64 = 12.9e6;
/// Vocabulary where a shape does not say.
const USUAL_VOCABULARY: f64 = 131_072.0;
/// What caches get at least of what weights and buffers leave, where an engine's default leaves less: operators then raise
/// the share, and cut what the engine keeps. Assumed.
const SQUEEZED_PART: f64 = 0.125;
/// Part of a request that is taken for a whole one.
const NEARLY_ONE: f64 = 0.9;

impl Memory {
    /// Memory of one accelerator with `weight_bytes` of `architecture` under `deployment`.
    ///
    /// # Formula
    /// Activations `l vocabulary * sequences + width * tokens (3 B + 5 B * experts per token)`, `tokens` the most in
    /// a pass, `sequences` the most scheduled, `l` bytes for a logit (vLLM 14, before 0.17 38.8; 4 elsewhere); buffers 2.25 GB where ranks
    /// share weights, else 0.27 GB; under vLLM since 0.21 recorded graphs of `0.65 GB + 12.9 MB * layers`. Caches take, of a
    /// share s and memory M: under vLLM and ATOM `s M - weights - activations - buffers`; under SGLang, whose share is of
    /// weights and caches alone, `s M - weights - buffers`; under TensorRT-LLM, whose share is of what is free,
    /// `s (M - weights - activations - buffers)`. Where a default leaves less, an eighth of `M - weights - buffers`.
    pub(super) fn of(
        architecture: &Architecture,
        deployment: &Deployment,
        weight_bytes: f64,
    ) -> Memory {
        let a = architecture;
        let hbm_bytes = deployment.accelerator.hbm_bytes;
        let seen_bytes = match deployment.accelerator.generation {
            Generation::Hopper | Generation::Blackwell => (hbm_bytes - DRIVER_BYTES).max(0.0),
            Generation::Cdna3 | Generation::Cdna4 => hbm_bytes,
        };
        let tokens = deployment.pass_tokens();
        let sequences = deployment.scheduled_sequences().min(tokens);
        let vocabulary = if a.vocabulary > 0.0 { a.vocabulary } else { USUAL_VOCABULARY };
        let activation_bytes = deployment.logit_bytes() * vocabulary * sequences
            + a.hidden * tokens * (TOKEN_BYTES + EXPERT_TOKEN_BYTES * a.experts_per_token);
        let together = deployment.tensor_parallel > 1 || deployment.expert_parallel > 1;
        let graphs = match deployment.counts_graphs() {
            true => GRAPHS_BYTES + GRAPHS_LAYER_BYTES * a.layers,
            false => 0.0,
        };
        let buffer_bytes = if together { TOGETHER_BYTES } else { ALONE_BYTES } + graphs;

        // A cache of c bytes is a share of (c + beside) / whole.
        let held = weight_bytes + buffer_bytes;
        let (beside, whole) = match deployment.engine {
            Engine::Vllm | Engine::Atom => (held + activation_bytes, seen_bytes),
            Engine::Sglang => (held, seen_bytes),
            Engine::TensorrtLlm => (0.0, seen_bytes - held - activation_bytes),
        };
        let share = deployment.taken_share();
        let asked = share * whole - beside;
        let squeezed = SQUEEZED_PART * (seen_bytes - held);
        let squeezes = deployment.memory_share.is_none() && asked < squeezed;
        let cache_bytes = if squeezes { squeezed } else { asked };
        Memory {
            seen_bytes,
            weight_bytes,
            activation_bytes,
            buffer_bytes,
            cache_bytes,
            share: if squeezes { ((cache_bytes + beside) / whole).min(1.0) } else { share },
            squeezed: squeezes,
        }
    }
}

impl Replica {
    /// What one accelerator's memory is spent on.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// Weights on one accelerator, bytes.
    pub fn weight_bytes_per_gpu(&self) -> f64 {
        self.memory.weight_bytes
    }

    /// Accelerators in the replica.
    pub fn gpus(&self) -> f64 {
        self.gpus
    }

    /// Memory for caches on one accelerator, bytes.
    pub fn free_bytes(&self) -> f64 {
        self.memory.cache_bytes
    }

    /// Cache of one token of context on all accelerators that share it, without what a sequence takes whatever its
    /// length, bytes.
    ///
    /// # Formula
    /// `padding * bytes per element * elements per token`
    pub fn kv_bytes_per_token(&self) -> f64 {
        let a = &self.architecture;
        a.page_padding * self.kv_bytes * (a.kv_elements_per_token + a.index_elements_per_token)
    }

    /// Sequences of `tokens` each, all of them written, that the caches hold: the concurrency that engines print.
    ///
    /// vLLM takes a layer with a sliding window for as much as the window and the largest pass together, if the
    /// sequence is as long.
    pub fn max_concurrency(&self, tokens: f64) -> f64 {
        let a = &self.architecture;
        let window = a.window_tokens;
        let more = match window > 0.0 && self.admitted_tokens > 0.0 {
            true => ((window + self.admitted_tokens).min(tokens) - window).max(0.0) / window,
            false => 0.0,
        };
        let windows = self.kv_bytes * a.kv_elements_per_sequence * more / self.kv_shards;
        self.free_bytes() / (self.written_bytes(tokens) + a.page_padding * windows)
    }

    /// Sequences of `isl` input and `osl` output tokens whose caches fit at once.
    ///
    /// # Formula
    /// `free bytes * shards / (padding * bytes per element * (elements per token * (isl + reserved osl) +
    /// elements per sequence) + 2 state bytes)`, `reserved` the share of its output for which a sequence holds
    /// memory: 1 under TensorRT-LLM, which starts only what it can finish, 0.75 elsewhere. Engines keep the states of linear
    /// layers in 32 bits. Prefixes that several sequences share are counted for each of them, and prefixes kept for later
    /// requests not at all. Nearly one counts as one: nine tenths of a request are within the error of what an engine keeps for itself.
    pub fn largest_batch(&self, isl: f64, osl: f64) -> f64 {
        let held = self.free_bytes() / self.written_bytes(isl + self.reserved_share * osl);
        if (NEARLY_ONE..1.0).contains(&held) { 1.0 } else { held }
    }

    /// Sequences of `isl` tokens that all the memory beside the weights holds: what no engine can exceed, however
    /// little it keeps for itself.
    ///
    /// # Formula
    /// [`Replica::largest_batch`] without output, padding and 32-bit states, with `HBM - weights` for the free bytes.
    pub fn most_that_memory_holds(&self, isl: f64) -> f64 {
        let free = self.memory.seen_bytes + DRIVER_BYTES - self.memory.weight_bytes;
        free / self.bytes_of(isl, 1.0, 1.0)
    }

    /// Bytes of one sequence of `tokens` on every accelerator as engines keep it: padded, its states in 32 bits.
    fn written_bytes(&self, tokens: f64) -> f64 {
        self.bytes_of(tokens, self.architecture.page_padding, 2.0)
    }

    /// Bytes of one sequence of `tokens` on every accelerator, its cache times `padding`, its states times `width`.
    fn bytes_of(&self, tokens: f64, padding: f64, width: f64) -> f64 {
        let a = &self.architecture;
        let per_token = a.kv_elements_per_token + a.index_elements_per_token;
        let elements = per_token * tokens + a.kv_elements_per_sequence;
        padding * self.kv_bytes * elements / self.kv_shards
            + width * a.state_bytes_per_sequence / self.state_shards
    }

    /// Whether memory holds one request of `isl` input and `osl` output tokens; false where a number is NaN.
    pub fn holds(&self, isl: f64, osl: f64) -> bool {
        self.largest_batch(isl, osl) >= 1.0
    }

    /// Sequences in flight where requests are all there at once: as many as memory holds, and as the engine's
    /// scheduler takes ([`Deployment::most_sequences`](super::Deployment) times groups of ranks with attention of their own).
    pub fn offline_batch(&self, isl: f64, osl: f64) -> f64 {
        self.largest_batch(isl, osl).min(self.most_sequences)
    }
}
