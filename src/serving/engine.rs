//! The serving engine, and the number formats of weights and cache.

use std::fmt;

/// Serving software; the fit holds one decode and one prefill time factor for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// SGLang: the reference, factor 1.
    Sglang,
    /// vLLM.
    Vllm,
    /// NVIDIA TensorRT-LLM.
    TensorrtLlm,
    /// AMD ATOM.
    Atom,
}

impl Engine {
    /// Every engine.
    pub const ALL: [Engine; 4] = [Engine::Sglang, Engine::Vllm, Engine::TensorrtLlm, Engine::Atom];

    /// The engine that a catalogue writes as `text`, or `None`.
    ///
    /// ```
    /// use undercut::serving::Engine;
    /// assert_eq!(Engine::parse("tensorrt-llm"), Some(Engine::TensorrtLlm));
    /// ```
    pub fn parse(text: &str) -> Option<Engine> {
        Engine::ALL.into_iter().find(|engine| engine.name() == text)
    }

    /// The name as its makers write it.
    pub fn title(self) -> &'static str {
        match self {
            Engine::Sglang => "SGLang",
            Engine::Vllm => "vLLM",
            Engine::TensorrtLlm => "TensorRT-LLM",
            Engine::Atom => "ATOM",
        }
    }

    /// Share of its output for which a sequence in flight holds memory.
    ///
    /// TensorRT-LLM's default policy, `GUARANTEED_NO_EVICT` (its documentation, useful runtime options), starts a
    /// request only when the memory for all of its output is free. The others admit by what is written and
    /// preempt: three quarters of the output on average over a batch when memory is tightest.
    pub(super) fn reserved_share(self) -> f64 {
        match self {
            Engine::TensorrtLlm => 1.0,
            Engine::Sglang | Engine::Vllm | Engine::Atom => 0.75,
        }
    }

    /// Whether prompts are read in passes of their own, between decode steps.
    ///
    /// SGLang's are unless `--enable-mixed-chunk` is given (its server arguments: off). vLLM's version 1 scheduler
    /// and TensorRT-LLM's in-flight batching put prompts and decoding sequences into one pass.
    pub(super) fn prefills_apart(self) -> bool {
        matches!(self, Engine::Sglang)
    }

    fn name(self) -> &'static str {
        match self {
            Engine::Sglang => "sglang",
            Engine::Vllm => "vllm",
            Engine::TensorrtLlm => "tensorrt-llm",
            Engine::Atom => "atom",
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Number format of the weights as served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 16-bit weights, arithmetic and cache.
    Bf16,
    /// 8-bit weights and arithmetic.
    Fp8,
    /// 4-bit weights and arithmetic with a scale per 16 (NVFP4).
    Fp4,
    /// 4-bit integer weights, BF16 arithmetic: all of a dense model (AWQ, GPTQ), the experts of a mixture whose
    /// other weights stay BF16 (Kimi K2).
    Int4,
    /// 4-bit expert weights with a scale per 32, other weights BF16 (gpt-oss).
    Mxfp4,
}

impl Precision {
    /// Every precision.
    pub const ALL: [Precision; 5] =
        [Precision::Bf16, Precision::Fp8, Precision::Fp4, Precision::Int4, Precision::Mxfp4];

    /// The precision that a catalogue writes as `text`, or `None`.
    ///
    /// ```
    /// use undercut::serving::Precision;
    /// assert_eq!(Precision::parse("mxfp4"), Some(Precision::Mxfp4));
    /// ```
    pub fn parse(text: &str) -> Option<Precision> {
        Precision::ALL.into_iter().find(|precision| precision.name() == text)
    }

    fn name(self) -> &'static str {
        match self {
            Precision::Bf16 => "bf16",
            Precision::Fp8 => "fp8",
            Precision::Fp4 => "fp4",
            Precision::Int4 => "int4",
            Precision::Mxfp4 => "mxfp4",
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Number format of the cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CacheFormat {
    /// 16 bits.
    Bf16,
    /// 8 bits.
    Fp8,
    /// 4 bits with a byte of scale per 16 (NVFP4).
    Fp4,
}

impl CacheFormat {
    /// Bytes of one element.
    ///
    /// ```
    /// use undercut::serving::CacheFormat;
    /// assert_eq!(CacheFormat::Fp4.bytes(), 0.5 + 1.0 / 16.0);
    /// ```
    pub fn bytes(self) -> f64 {
        match self {
            CacheFormat::Bf16 => 2.0,
            CacheFormat::Fp8 => 1.0,
            CacheFormat::Fp4 => 0.5625,
        }
    }
}
