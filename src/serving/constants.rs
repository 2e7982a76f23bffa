//! The fit of the closed form to measured rows, as data.

use super::{Engine, Generation, Precision};

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
    /// Overhead of one layer in one decode step, seconds.
    pub layer_s: PerGeneration,
    /// Further overhead of a layer with routed experts, seconds.
    pub moe_layer_s: f64,
    /// Further overhead of a layer with an attention index, seconds.
    pub sparse_layer_s: f64,
    /// Overhead of a decode step, seconds.
    pub step_s: f64,
    /// Overhead per sequence of a decode step (sampling, scheduling), seconds.
    pub sequence_s: f64,
    /// Latency of an all-reduce per doubling of ranks, seconds.
    pub all_reduce_hop_s: f64,
    /// Latency of one expert dispatch or combine, seconds.
    pub expert_exchange_s: f64,
    /// Further latency of a collective that leaves the scale-up domain, seconds.
    pub network_s: f64,
    /// Share of the link's rate that collective communication attains.
    pub link_efficiency: f64,
    /// Weight reads per prefill, as a share of one full read (prefills share batches).
    pub prefill_weight_reads: f64,
    /// Overhead per computed input token, seconds.
    pub prefill_token_s: f64,
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
    /// Positions computed per sequence and step under speculative decoding.
    pub speculative_cost: f64,
    /// Load of the busiest expert rank over the mean.
    pub expert_imbalance: f64,
    /// Mean bytes of a cache element beside 8-bit and 4-bit weights under engines that keep it in BF16 unless
    /// told otherwise (all but TensorRT-LLM, whose checkpoints ask for FP8).
    pub cache_element_bytes: f64,
    /// Phases apart: prefill time under SGLang over that of a replica that also decodes.
    pub apart_prefill_sglang: f64,
    /// The same under TensorRT-LLM and others.
    pub apart_prefill: f64,
    /// Phases apart: further factor for SGLang's prefill workers with data-parallel attention.
    pub apart_prefill_spread: f64,
    /// Phases apart: wait of a request for its prefill batch and the transfer of its cache under
    /// TensorRT-LLM, seconds.
    pub apart_wait_s: f64,
    /// The same under SGLang, seconds.
    pub apart_wait_sglang_s: f64,
    /// Phases apart: decode time under SGLang over that of a replica that also prefills.
    pub apart_decode_sglang: f64,
    /// The same under TensorRT-LLM and others.
    pub apart_decode: f64,
    /// Phases apart: share of expert exchange that overlaps with arithmetic.
    pub exchange_overlap: f64,
    /// Phases apart: sharpness of the least of prefill rate and decode rate.
    pub apart_sharpness: f64,
    /// Growth of every time per month of software age, 1/month (continuous).
    pub ageing_per_month: PerGeneration,
    /// Standard deviation of log throughput where a measured row anchors the cell.
    pub sigma_anchored: f64,
    /// The same for a cell without one.
    pub sigma_extrapolated: f64,
}

impl Constants {
    /// The fit of 2026-11-22 to 2,091 measured rows of co-located serving: 1,735 of NVIDIA
    /// AIConfigurator's `silicon_sample.csv` (Apache-2.0) and 356 InferenceX rows of DeepSeek-R1,
    /// October 2025 to June 2026; 10 models, 7 accelerators, 4 engines. Pseudo-Huber loss of log
    /// throughput, held by a prior to an earlier fit of the same form with a cubic norm. Software
    /// age counts from 2026-06-11; an undated row has its engine's release date.
    ///
    /// Error of throughput, mean and median, percent: in sample 14.4 and 9.9 (2,086 rows; five rows of
    /// 168 GB of weights on 180 GB accelerators are called too large); time per output token 16.8 and
    /// 10.6. Held out, from a neutral start instead of that prior: by cell (model, accelerator, engine,
    /// precision, speculation) 20.5 and 15.1; by model 25.2 and 20.5. With one measured row per held-out
    /// cell as its anchor: 18.0 and 11.5. Robust standard deviation of the log: 0.30 by model, 0.16 by
    /// cell with an anchor, 0.14 in sample with one: hence the sigmas.
    ///
    /// Worst in sample, median error: 4-bit integer experts 20%, BF16 19% (too slow), Llama-3.1-8B 17%,
    /// gpt-oss 16% (10% too slow); TensorRT-LLM of late 2025 on DeepSeek-R1 comes out 30-40% too fast.
    /// Time to first token was not fitted. CDNA rows are DeepSeek-R1 alone.
    pub const REFERENCE: Constants = Constants {
        bandwidth_efficiency: PerGeneration {
            hopper: 0.7177,
            blackwell: 0.6784,
            cdna3: 0.4632,
            cdna4: 0.765,
        },
        prefill_efficiency: PerGeneration {
            hopper: 0.4565,
            blackwell: 0.6111,
            cdna3: 0.3936,
            cdna4: 0.3768,
        },
        fp4_efficiency_factor: 0.5526,
        bf16_efficiency_factor: 1.158,
        int4_efficiency_factor: 0.1638,
        mxfp4_efficiency_factor: 0.5737,
        decode_efficiency_ratio: 0.7552,
        decode_attention_efficiency: 0.3316,
        prefill_attention_efficiency: 0.405,
        layer_s: PerGeneration {
            hopper: 5.721e-05,
            blackwell: 4.659e-05,
            cdna3: 0.000167,
            cdna4: 6.721e-05,
        },
        moe_layer_s: 3.323e-05,
        sparse_layer_s: 8.293e-05,
        step_s: 7.91e-05,
        sequence_s: 2.144e-05,
        all_reduce_hop_s: 3.339e-06,
        expert_exchange_s: 5.455e-05,
        network_s: 2e-5,
        link_efficiency: 0.3459,
        prefill_weight_reads: 0.3523,
        prefill_token_s: 1.772e-07,
        vllm_decode_hopper: 0.9421,
        vllm_decode: 0.8594,
        tensorrt_llm_decode_hopper: 0.8663,
        tensorrt_llm_decode: 0.7035,
        atom_decode: 0.8625,
        vllm_prefill: 0.8157,
        tensorrt_llm_prefill: 0.9042,
        atom_prefill: 1.154,
        acceptance_length: 1.341,
        speculative_cost: 1.438,
        expert_imbalance: 1.042,
        cache_element_bytes: 1.4,
        apart_prefill_sglang: 1.0,
        apart_prefill: 0.8,
        apart_prefill_spread: 1.0,
        apart_wait_s: 1.0,
        apart_wait_sglang_s: 0.1,
        apart_decode_sglang: 1.2,
        apart_decode: 1.2,
        exchange_overlap: 0.3,
        apart_sharpness: 4.0,
        ageing_per_month: PerGeneration {
            hopper: 0.0009071,
            blackwell: 0.02232,
            cdna3: 0.01293,
            cdna4: 0.03822,
        },
        sigma_anchored: 0.15,
        sigma_extrapolated: 0.30,
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
    /// `exp(ageing per month * months)`
    pub fn ageing(&self, generation: Generation, months: f64) -> f64 {
        libm::exp(self.ageing_per_month.of(generation) * months)
    }
}
