//! What engines do unless they are told otherwise, version by version.

use super::{Accelerator, Deployment, Engine};
use crate::math::exp;

/// Age of the oldest rows of the fit, months before its reference date.
const FITTED_MONTHS: f64 = 11.5;

pub(super) const GIB: f64 = 1_073_741_824.0;

/// Months before the fit's reference date, 2026-06-11, at which vLLM changed.
mod vllm {
    /// 0.8, 2025-03: its version 1, which reads a prompt in chunks by default.
    pub const CHUNKED: f64 = 14.8;
    /// 0.9.1, 2025-06: pools for layers with sliding windows.
    pub const WINDOWED: f64 = 12.2;
    /// 0.17, 2026-02 (pull 33538): sampling without a sort.
    pub const UNSORTED: f64 = 3.5;
    /// 0.21, 2026-04 (pull 38284): recorded graphs are taken out of the share.
    pub const GRAPHS: f64 = 1.6;
    /// 2026-08 (pull 51726): passes of 16,384 tokens on the largest accelerators.
    pub const WIDE: f64 = -2.0;
}

impl Deployment {
    /// Whether vLLM takes the accelerator for a large one: 70 GiB and more, but no A100, which has no 8-bit arithmetic.
    fn is_large(&self) -> bool {
        let Accelerator { hbm_bytes, fp8_flops, .. } = self.accelerator;
        hbm_bytes >= 70.0 * GIB && fp8_flops > 0.0
    }

    fn older_than(&self, months: f64) -> bool {
        self.software_age_months > months
    }

    /// Sequences that the engine schedules at once on each group of ranks that shares attention.
    ///
    /// By default vLLM `max_num_seqs` 1024 on large accelerators, else 256, and 256 in its version 0; TensorRT-LLM `max_batch_size`
    /// 2048; SGLang and ATOM are bound by memory in practice: the same 2048.
    pub fn scheduled_sequences(&self) -> f64 {
        self.most_sequences.unwrap_or_else(|| match self.engine {
            Engine::Vllm if !self.is_large() || self.older_than(vllm::CHUNKED) => 256.0,
            Engine::Vllm => 1024.0,
            Engine::Sglang | Engine::TensorrtLlm | Engine::Atom => 2048.0,
        })
    }

    /// Tokens that the engine computes in one pass at most.
    ///
    /// By default vLLM `max_num_batched_tokens` 8192 on large accelerators, 16,384 on those of 160 GiB since 2026-08, else 2048;
    /// TensorRT-LLM `max_num_tokens` and ATOM 8192; SGLang `chunked_prefill_size` 2048 below 35 GiB, 4096 below 60, 8192
    /// below 160, else 16,384. vLLM's version 0 read a prompt whole: a row says of which length.
    pub fn pass_tokens(&self) -> f64 {
        let gib = self.accelerator.hbm_bytes / GIB;
        self.batched_tokens.unwrap_or_else(|| match self.engine {
            Engine::Vllm if gib >= 160.0 && !self.older_than(vllm::WIDE) => 16_384.0,
            Engine::Vllm if !self.is_large() => 2048.0,
            Engine::Sglang if gib < 35.0 => 2048.0,
            Engine::Sglang if gib < 60.0 => 4096.0,
            Engine::Sglang if gib >= 160.0 => 16_384.0,
            Engine::Sglang | Engine::Vllm | Engine::TensorrtLlm | Engine::Atom => 8192.0,
        })
    }

    /// Tokens of a part of a prompt that a stage of a pipeline passes on while it reads the next part: SGLang's chunks follow
    /// each other (LMSYS, chunked pipeline, 2026-01-15); under other engines the next waits for the whole.
    pub(super) fn part_tokens(&self) -> f64 {
        match self.engine {
            Engine::Sglang => self.pass_tokens(),
            Engine::Vllm | Engine::TensorrtLlm | Engine::Atom => f64::INFINITY,
        }
    }

    /// Share of memory that the engine takes, in its own meaning of it.
    ///
    /// By default vLLM `gpu_memory_utilization` 0.9, and 0.92 since 0.21; ATOM 0.9; TensorRT-LLM `free_gpu_memory_fraction`
    /// 0.9; SGLang `mem_fraction_static`: what 512 MiB, 1.5 MiB for each token of a pass, 2 MiB for each sequence of the largest
    /// recorded graph and 128 MiB for each accelerator of the replica leave, at least 10 GiB on accelerators above 60
    /// (server_args.py, 0.5.5).
    pub fn taken_share(&self) -> f64 {
        self.memory_share.unwrap_or_else(|| match self.engine {
            Engine::Vllm if !self.older_than(vllm::GRAPHS) => 0.92,
            Engine::Vllm | Engine::Atom | Engine::TensorrtLlm => 0.9,
            Engine::Sglang => {
                let gib = self.accelerator.hbm_bytes / GIB;
                let narrow = self.tensor_parallel < 4;
                let recorded = match (gib, narrow) {
                    (..35.0, true) => 24.0,
                    (..35.0, false) => 80.0,
                    (..60.0, true) => 32.0,
                    (..60.0, false) => 160.0,
                    (..160.0, true) => 256.0,
                    _ => 512.0,
                };
                let mib = 512.0
                    + 1.5 * self.pass_tokens().max(2048.0)
                    + 2.0 * recorded
                    + 128.0 * f64::from(self.gpus.min(16));
                let least = if gib > 60.0 { 10_240.0 } else { 0.0 };
                1.0 - mib.max(least) / 1024.0 / gib
            }
        })
    }

    /// By how much the overhead of a step exceeds that of the fit's rows, the oldest of which are of July 2025.
    ///
    /// # Formula
    /// `exp(0.2 (months - 11.5))` for mixtures under SGLang and vLLM that are older: DeepSeek-V3 and R1 at one stream on
    /// 8 H100 and H200 took 33 ms a token in December 2024 (SGLang 0.4.1), 30 in March 2025, 16 in April, where the fit has 8.
    pub(super) fn overhead_growth(&self, mixture: bool) -> f64 {
        let older = self.software_age_months - FITTED_MONTHS;
        match self.engine {
            Engine::Sglang | Engine::Vllm if mixture && older > 0.0 => exp(0.2 * older),
            _ => 1.0,
        }
    }

    /// Bytes of working memory for each logit of a batch that is sampled: vLLM's profile of 40 models on H100, 0.17 to 0.19, and
    /// before, when it sorted them; one 32-bit number elsewhere.
    pub(super) fn logit_bytes(&self) -> f64 {
        match self.engine {
            Engine::Vllm if self.older_than(vllm::UNSORTED) => 38.8,
            Engine::Vllm => 14.0,
            Engine::Sglang | Engine::TensorrtLlm | Engine::Atom => 4.0,
        }
    }

    /// Whether the engine takes recorded graphs out of its share: vLLM since 0.21.
    pub(super) fn counts_graphs(&self) -> bool {
        self.engine == Engine::Vllm && !self.older_than(vllm::GRAPHS)
    }

    /// Whether the engine reads a prompt in one pass, whatever its length: vLLM's version 0.
    pub fn reads_prompts_whole(&self) -> bool {
        self.engine == Engine::Vllm && self.older_than(vllm::CHUNKED)
    }

    /// Whether it stores the whole context even for layers with a sliding window.
    ///
    /// TensorRT-LLM does unless `max_attention_window` is set: its default is none (`KvCacheConfig`), and the pull
    /// request that would take it from the model's configuration was closed (5722); vLLM did before 0.9.1. SGLang sizes
    /// pools by window.
    pub(super) fn stores_whole_windows(&self) -> bool {
        match self.engine {
            Engine::TensorrtLlm => true,
            Engine::Vllm => self.older_than(vllm::WINDOWED),
            Engine::Sglang | Engine::Atom => false,
        }
    }
}
