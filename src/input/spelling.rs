//! How people write the names that the program knows.

pub(super) use crate::catalog::spelled;
use crate::serving::{CacheFormat, Engine, Precision};

/// Cells that mean none.
const EMPTY: [&str; 7] = ["", "nan", "none", "null", "n/a", "na", "-"];

/// Whether a cell says nothing.
pub(super) fn is_empty(cell: &str) -> bool {
    EMPTY.contains(&cell.trim().to_lowercase().as_str())
}

/// The number that `text` writes, with or without commas between thousands.
pub(super) fn number(text: &str) -> Option<f64> {
    let plain = text.parse().ok();
    plain.or_else(|| {
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let mut groups = whole.split(',');
        let first = groups.next()?;
        let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
        let grouped = (1..=3).contains(&first.len())
            && digits(first)
            && digits(rest)
            && groups.all(|it| it.len() == 3 && digits(it));
        if grouped { text.replace(',', "").parse().ok() } else { None }
    })
}

/// Engines, and the dispatchers over them.
pub(super) const ENGINES: [(&str, Engine); 20] = [
    ("sglang", Engine::Sglang),
    ("dynamo-sglang", Engine::Sglang),
    ("mori-sglang", Engine::Sglang),
    ("sgl", Engine::Sglang),
    ("vllm", Engine::Vllm),
    ("dynamo-vllm", Engine::Vllm),
    ("llm-d", Engine::Vllm),
    ("vllm-v1", Engine::Vllm),
    ("trt", Engine::TensorrtLlm),
    ("trtllm", Engine::TensorrtLlm),
    ("trt-llm", Engine::TensorrtLlm),
    ("tensorrt", Engine::TensorrtLlm),
    ("tensorrtllm", Engine::TensorrtLlm),
    ("tensorrt-llm", Engine::TensorrtLlm),
    ("dynamo-trt", Engine::TensorrtLlm),
    ("dynamo-trtllm", Engine::TensorrtLlm),
    ("dynamo-trt-llm", Engine::TensorrtLlm),
    ("dynamo-tensorrt-llm", Engine::TensorrtLlm),
    ("nim", Engine::TensorrtLlm),
    ("atom", Engine::Atom),
];

/// Number formats of weights. `w4a8` computes in 8 bits what the fit's `int4` computes in 16.
pub(super) const PRECISIONS: [(&str, Precision); 23] = [
    ("bf16", Precision::Bf16),
    ("fp16", Precision::Bf16),
    ("bfloat16", Precision::Bf16),
    ("float16", Precision::Bf16),
    ("half", Precision::Bf16),
    ("fp8", Precision::Fp8),
    ("fp8-e4m3", Precision::Fp8),
    ("e4m3", Precision::Fp8),
    ("mxfp8", Precision::Fp8),
    ("w8a8", Precision::Fp8),
    ("int8", Precision::Fp8),
    ("fp4", Precision::Fp4),
    ("nvfp4", Precision::Fp4),
    ("mxfp4", Precision::Mxfp4),
    ("int4", Precision::Int4),
    ("w4a16", Precision::Int4),
    ("w4a8", Precision::Int4),
    ("w4afp8", Precision::Int4),
    ("w4a8-awq", Precision::Int4),
    ("int4-awq", Precision::Int4),
    ("awq", Precision::Int4),
    ("gptq", Precision::Int4),
    ("w4", Precision::Int4),
];

/// Number formats of the cache.
pub(super) const CACHES: [(&str, CacheFormat); 8] = [
    ("bf16", CacheFormat::Bf16),
    ("fp16", CacheFormat::Bf16),
    ("bfloat16", CacheFormat::Bf16),
    ("float16", CacheFormat::Bf16),
    ("fp8", CacheFormat::Fp8),
    ("fp8-e4m3", CacheFormat::Fp8),
    ("fp4", CacheFormat::Fp4),
    ("nvfp4", CacheFormat::Fp4),
];

/// What stands in where a spelling means nearly what the program knows.
pub(super) fn stand_in(precision: &str) -> Option<&'static str> {
    match precision {
        "w8a8" | "int8" => Some("8-bit integers as fp8"),
        "w4a8" | "w4afp8" | "w4a8-awq" => Some("4-bit weights with 8-bit arithmetic as int4"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_have_commas_between_thousands_only() {
        assert_eq!(number("1,024"), Some(1024.0));
        assert_eq!(number("12,345,678.5"), Some(12_345_678.5));
        assert_eq!(number("1e3"), Some(1000.0));
        for wrong in ["1,02", "10,24,000", ",024", "1,0x4", "1024,5", "one", "1.0,000"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_name_of_the_program_is_a_spelling_of_itself() {
        for engine in Engine::ALL {
            assert!(ENGINES.contains(&(engine.to_string().as_str(), engine)));
        }
        for precision in Precision::ALL {
            assert!(PRECISIONS.contains(&(precision.to_string().as_str(), precision)));
        }
    }
}
