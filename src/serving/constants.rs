//! The fit of the closed form to measured rows, as data.

use super::{Apart, Engine, Generation, Precision};
use crate::math::{exp, within};

/// Months of software age that measured rows span.
const OLDEST_MONTHS: f64 = 12.0;

/// One number for each generation of accelerator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerGeneration {
    /// NVIDIA Hopper.
    pub hopper: f64,
    /// NVIDIA Blackwell.
    pub blackwell: f64,
    /// AMD CDNA3.
    pub cdna3: f64,
    /// AMD CDNA4.
    pub cdna4: f64,
}

impl PerGeneration {
    /// The number for `generation`.
    pub fn of(&self, generation: Generation) -> f64 {
        match generation {
            Generation::Hopper => self.hopper,
            Generation::Blackwell => self.blackwell,
            Generation::Cdna3 => self.cdna3,
            Generation::Cdna4 => self.cdna4,
        }
    }
}

/// One number for each engine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerEngine {
    /// SGLang.
    pub sglang: f64,
    /// vLLM.
    pub vllm: f64,
    /// TensorRT-LLM.
    pub tensorrt_llm: f64,
    /// ATOM.
    pub atom: f64,
}

impl PerEngine {
    /// The number for `engine`.
    pub fn of(&self, engine: Engine) -> f64 {
        match engine {
            Engine::Sglang => self.sglang,
            Engine::Vllm => self.vllm,
            Engine::TensorrtLlm => self.tensorrt_llm,
            Engine::Atom => self.atom,
        }
    }
}

/// The constants of the closed form. They trade off against each other: read them as a set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constants {
    /// Share of HBM bandwidth that a decode step attains.
    pub bandwidth_efficiency: PerGeneration,
    /// Share of the peak rate that prefill attains in FP8.
    pub prefill_efficiency: PerGeneration,
    /// Factor on that share in FP4.
    pub fp4_efficiency_factor: f64,
    /// Factor on that share in BF16.
    pub bf16_efficiency_factor: f64,
    /// Factor on that share with 4-bit integer experts, which are expanded to BF16.
    pub int4_efficiency_factor: f64,
    /// Factor on that share with MXFP4 experts.
    pub mxfp4_efficiency_factor: f64,
    /// Arithmetic efficiency of decode over that of prefill.
    pub decode_efficiency_ratio: f64,
    /// Share of the BF16 peak that attention attains in decode.
    pub decode_attention_efficiency: f64,
    /// Share of the BF16 peak that attention attains in prefill.
    pub prefill_attention_efficiency: f64,
    /// Share of the 8-bit peak that scoring the context by an index attains, the choice among its scores included.
    pub index_efficiency: f64,
    /// Overhead of one layer in one decode step, seconds.
    pub layer_s: PerGeneration,
    /// Further overhead of a layer with routed experts, seconds.
    pub moe_layer_s: f64,
    /// Further overhead of a layer with an attention index, seconds.
    pub sparse_layer_s: f64,
    /// Overhead of a decode step, seconds.
    pub step_s: f64,
    /// Overhead per sequence and layer of a decode step (attention kernels), seconds.
    pub sequence_layer_s: f64,
    /// Overhead per sequence of a decode step that no other rank shares (sampling, scheduling), seconds.
    pub sequence_s: PerEngine,
    /// Times that a layer moves a token's width through memory on every rank, beside weights and cache.
    pub activation_passes: f64,
    /// The same of a layer with routed experts, for each expert that a token takes.
    pub expert_passes: f64,
    /// Latency of an all-reduce per doubling of ranks, seconds.
    pub all_reduce_hop_s: f64,
    /// Latency of one expert dispatch or combine, seconds.
    pub expert_exchange_s: f64,
    /// Further latency of a collective of accelerators that meet on a machine's bus, seconds; 13 to 25 us
    /// measured with NCCL, 6 to 8 with kernels of its own; held to one stream of mixtures on RTX PRO 6000, not fitted.
    pub bus_s: f64,
    /// Further latency of a collective that leaves the scale-up domain, seconds.
    pub network_s: f64,
    /// What one accelerator's port to the network beyond that domain attains, bytes/s; prior 45e9, as
    /// DeepSeek's DeepEP measures between H800 nodes with 400 Gbit/s ports (43 to 58 GB/s, README, 2025).
    pub network_bytes_per_s: f64,
    /// Share of the link's rate that collective communication attains.
    pub link_efficiency: f64,
    /// Overhead of one layer in a pass with prompts (kernels launched one by one, not from a recorded graph), seconds.
    pub pass_layer_s: f64,
    /// vLLM's decode time over SGLang's on Hopper.
    pub vllm_decode_hopper: f64,
    /// vLLM's decode time over SGLang's elsewhere.
    pub vllm_decode: f64,
    /// TensorRT-LLM's decode time over SGLang's on Hopper.
    pub tensorrt_llm_decode_hopper: f64,
    /// TensorRT-LLM's decode time over SGLang's elsewhere.
    pub tensorrt_llm_decode: f64,
    /// ATOM's decode time over SGLang's.
    pub atom_decode: f64,
    /// vLLM's prefill time over SGLang's.
    pub vllm_prefill: f64,
    /// TensorRT-LLM's prefill time over SGLang's.
    pub tensorrt_llm_prefill: f64,
    /// ATOM's prefill time over SGLang's.
    pub atom_prefill: f64,
    /// Output tokens per step with multi-token prediction on random prompts.
    pub acceptance_length: f64,
    /// Positions that a step of speculative decoding computes for each token that is accepted, rejected drafts included.
    pub positions_per_accepted: f64,
    /// What drafting costs for each token that a step accepts, as a share of the step's overhead and of its read of dense
    /// weights: drafts come one after the other, each through a layer and the output head.
    pub draft_share: f64,
    /// Load of the busiest expert rank over the mean.
    pub expert_imbalance: f64,
    /// Mean bytes of a cache element beside 8-bit and 4-bit weights under engines that keep it in BF16 unless
    /// told otherwise (all but TensorRT-LLM, whose checkpoints ask for FP8).
    pub cache_element_bytes: f64,
    /// Time to the first token beside prefill and queue: tokenisation, scheduling, transport, seconds.
    pub first_token_s: PerEngine,
    /// Prefills of the other requests in flight that a request waits for, as a share of them.
    pub queued_prefills: PerEngine,
    /// What differs where the phases are apart.
    pub apart: Apart,
    /// Growth of every time per month of software age, 1/month (continuous).
    pub ageing_per_month: PerGeneration,
    /// Standard deviation of log throughput where a measured row anchors the cell.
    pub sigma_anchored: f64,
    /// The same for a cell without one.
    pub sigma_extrapolated: f64,
    /// The same where prefill and decode are apart.
    pub sigma_apart: f64,
    /// Share of the log error of a cell that its rows have in common: the part of an anchor's that is
    /// taken over.
    pub anchor_share: f64,
}

impl Constants {
    /// The fit of 2026-11-26, as `examples/fit_serving` prints it, to 2,091 measured rows of co-located serving
    /// (1,735 of NVIDIA AIConfigurator's `silicon_sample.csv`, Apache-2.0, and 356 InferenceX rows of
    /// DeepSeek-R1; July 2025 to June 2026; 10 models, 7 accelerators, 4 engines) and to 301 InferenceX rows of
    /// DeepSeek-R1 with the phases apart. Pseudo-Huber loss of log throughput, held to round priors. Software age
    /// counts from 2026-06-11.
    ///
    /// Error of throughput, mean and median, percent: in sample 13.8 and 9.3; with one measured row per cell as
    /// its anchor 11.6 and 7.7; held out by cell 16.9 and 12.1, by model 16.9 and 12.1; phases apart, half held
    /// out, 26.1 and 17.5; 909 rows never seen 13.8 and 11.2. The table, what it does badly and the program are in MODEL.md.
    pub const REFERENCE: Constants = Constants {
        bandwidth_efficiency: PerGeneration {
            hopper: 0.7537,
            blackwell: 0.7694,
            cdna3: 0.6013,
            cdna4: 0.7082,
        },
        prefill_efficiency: PerGeneration {
            hopper: 0.5663,
            blackwell: 0.6229,
            cdna3: 0.396,
            cdna4: 0.3972,
        },
        fp4_efficiency_factor: 0.6949,
        bf16_efficiency_factor: 1.104,
        int4_efficiency_factor: 0.3851,
        mxfp4_efficiency_factor: 0.884,
        decode_efficiency_ratio: 0.7506,
        decode_attention_efficiency: 0.3937,
        prefill_attention_efficiency: 0.4866,
        index_efficiency: 0.1988,
        layer_s: PerGeneration {
            hopper: 5.106e-5,
            blackwell: 4.164e-5,
            cdna3: 0.0001356,
            cdna4: 5.676e-5,
        },
        moe_layer_s: 3.328e-5,
        sparse_layer_s: 7.005e-5,
        step_s: 0.0002195,
        sequence_layer_s: 2.262e-7,
        sequence_s: PerEngine {
            sglang: 9.703e-6,
            vllm: 4.803e-6,
            tensorrt_llm: 4.806e-6,
            atom: 5.078e-6,
        },
        activation_passes: 13.04,
        expert_passes: 5.51,
        all_reduce_hop_s: 3.997e-6,
        expert_exchange_s: 4.222e-5,
        bus_s: 2.5e-5,
        network_s: 6.644e-5,
        network_bytes_per_s: 43310000000.0,
        link_efficiency: 0.7194,
        pass_layer_s: 0.000116,
        vllm_decode_hopper: 0.9633,
        vllm_decode: 0.9082,
        tensorrt_llm_decode_hopper: 0.8719,
        tensorrt_llm_decode: 0.815,
        atom_decode: 0.8955,
        vllm_prefill: 0.9646,
        tensorrt_llm_prefill: 1.041,
        atom_prefill: 1.009,
        acceptance_length: 1.517,
        positions_per_accepted: 1.083,
        draft_share: 0.1458,
        expert_imbalance: 1.092,
        cache_element_bytes: 1.371,
        first_token_s: PerEngine {
            sglang: 0.2369,
            vllm: 0.0434,
            tensorrt_llm: 0.1032,
            atom: 0.05118,
        },
        queued_prefills: PerEngine {
            sglang: 0.1721,
            vllm: 0.1061,
            tensorrt_llm: 0.07684,
            atom: 0.08793,
        },
        apart: Apart {
            prefill_sglang: 1.204,
            prefill_spread: 1.591,
            prefill: 0.8906,
            decode_sglang: 0.9283,
            decode: 1.119,
            wait_sglang_s: 0.166,
            wait_s: 0.5666,
            exchange_overlap: 0.3855,
            sharpness: 2.039,
        },
        ageing_per_month: PerGeneration {
            hopper: 0.002686,
            blackwell: 0.01789,
            cdna3: 0.0175,
            cdna4: 0.02972,
        },
        sigma_anchored: 0.17,
        sigma_extrapolated: 0.25,
        sigma_apart: 0.32,
        anchor_share: 0.51,
    };

    /// Share of peak arithmetic that prefill attains.
    ///
    /// # Formula
    /// `prefill efficiency of the generation * factor of the precision` (FP8: 1)
    pub fn prefill_efficiency(&self, generation: Generation, precision: Precision) -> f64 {
        let factor = match precision {
            Precision::Fp8 => 1.0,
            Precision::Bf16 => self.bf16_efficiency_factor,
            Precision::Fp4 => self.fp4_efficiency_factor,
            Precision::Int4 => self.int4_efficiency_factor,
            Precision::Mxfp4 => self.mxfp4_efficiency_factor,
        };
        self.prefill_efficiency.of(generation) * factor
    }

    /// An engine's decode time over SGLang's.
    pub fn decode_factor(&self, engine: Engine, generation: Generation) -> f64 {
        match (engine, generation) {
            (Engine::Sglang, _) => 1.0,
            (Engine::Vllm, Generation::Hopper) => self.vllm_decode_hopper,
            (Engine::Vllm, _) => self.vllm_decode,
            (Engine::TensorrtLlm, Generation::Hopper) => self.tensorrt_llm_decode_hopper,
            (Engine::TensorrtLlm, _) => self.tensorrt_llm_decode,
            (Engine::Atom, _) => self.atom_decode,
        }
    }

    /// An engine's prefill time over SGLang's.
    pub fn prefill_factor(&self, engine: Engine) -> f64 {
        match engine {
            Engine::Sglang => 1.0,
            Engine::Vllm => self.vllm_prefill,
            Engine::TensorrtLlm => self.tensorrt_llm_prefill,
            Engine::Atom => self.atom_prefill,
        }
    }

    /// Time multiplier of software that is `months` older than the fit's reference date,
    /// 2026-06-11; below 1 for newer software.
    ///
    /// # Formula
    /// `exp(ageing per month * months)`, months within what measured rows span, 0 to 12
    pub fn ageing(&self, generation: Generation, months: f64) -> f64 {
        exp(self.ageing_per_month.of(generation) * within(months, 0.0, OLDEST_MONTHS))
    }
}
