//! Names as people write them.

/// How people write a name of the tables: `DeepSeek-R1`, `GB200`, `TensorRT-LLM`, `FP8`.
///
/// Parts that hold a digit are in capitals; gpt-oss is written small by those who made it.
pub(super) fn written(name: &str) -> String {
    if name.starts_with("gpt-oss") {
        return name.to_string();
    }
    if name.starts_with("rtx") {
        return name.to_uppercase().replace('-', " ");
    }
    let parts: Vec<String> = name.split('-').map(part).collect();
    parts.join("-")
}

fn part(text: &str) -> String {
    let known = [
        ("sglang", "SGLang"),
        ("vllm", "vLLM"),
        ("tensorrt", "TensorRT"),
        ("deepseek", "DeepSeek"),
        ("minimax", "MiniMax"),
        ("qwen", "Qwen"),
    ];
    if let Some((name, shown)) = known.iter().find(|(name, _)| text.starts_with(name)) {
        return format!("{shown}{}", &text[name.len()..]);
    }
    // Experts times their size: 8x7B.
    let experts = text.starts_with(|it: char| it.is_ascii_digit()) && text.contains('x');
    let short = ["llm", "glm", "gpt", "atom", "j"].contains(&text);
    match text.contains(|it: char| it.is_ascii_digit()) || short {
        true if experts => text.replace('b', "B"),
        true => text.to_uppercase(),
        false => {
            let (first, rest) = text.split_at(text.len().min(1));
            first.to_uppercase() + rest
        }
    }
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn names_are_written_as_their_makers_write_them() {
        for (name, shown) in [
            ("deepseek-r1", "DeepSeek-R1"),
            ("deepseek-v4-pro", "DeepSeek-V4-Pro"),
            ("kimi-k2.5", "Kimi-K2.5"),
            ("glm-4.5", "GLM-4.5"),
            ("qwen3-235b-a22b", "Qwen3-235B-A22B"),
            ("qwen2.5-7b", "Qwen2.5-7B"),
            ("llama-3.1-8b", "Llama-3.1-8B"),
            ("llama-4-maverick", "Llama-4-Maverick"),
            ("mixtral-8x22b", "Mixtral-8x22B"),
            ("minimax-m2.5", "MiniMax-M2.5"),
            ("gpt-oss-120b", "gpt-oss-120b"),
            ("gpt-j-6b", "GPT-J-6B"),
            ("gb200", "GB200"),
            ("rtx-pro-6000", "RTX PRO 6000"),
            ("tensorrt-llm", "TensorRT-LLM"),
            ("sglang", "SGLang"),
            ("vllm", "vLLM"),
            ("atom", "ATOM"),
            ("fp8", "FP8"),
            ("mxfp4", "MXFP4"),
        ] {
            assert_eq!(written(name), shown);
        }
    }
}
