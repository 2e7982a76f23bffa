use super::*;

fn shape_of(name: &str) -> Shape {
    let shape = Catalog::shipped().unwrap().shape_named(name);
    shape.unwrap_or_else(|| panic!("{name} has no shape"))
}

/// Quantised, tuned and distilled copies of models whose shapes are known, with nothing assumed.
#[test]
fn copies_of_known_models_have_their_shapes() {
    for (name, shape) in [
        ("Qwen/Qwen3-Coder-30B-A3B-Instruct", "qwen3-30b-a3b"),
        ("Qwen/Qwen3-VL-30B-A3B-Instruct", "qwen3-30b-a3b"),
        ("Qwen3-30B-A3B-Thinking-2507-FP8", "qwen3-30b-a3b"),
        ("Qwen/Qwen3-VL-235B-A22B-Thinking", "qwen3-235b-a22b"),
        ("deepseek-ai/DeepSeek-R1-Distill-Llama-70B", "llama-3.1-70b"),
        ("DeepSeek-R1-Distill-Qwen-32B", "qwen2.5-32b"),
        ("DeepSeek-R1-Distill-Qwen-14B", "qwen2.5-14b"),
        ("deepseek-ai/DeepSeek-R1-0528-Qwen3-8B", "qwen3-8b"),
        ("deepseek-r1:70b", "llama-3.1-70b"),
        ("nvidia/Llama-3.3-70B-Instruct-FP4", "llama-3.1-70b"),
        ("RedHatAI/Meta-Llama-3.1-405B-Instruct-FP8-dynamic", "llama-3.1-405b"),
        ("RedHatAI/Llama-3.3-70B-Instruct-quantized.w4a16", "llama-3.1-70b"),
        ("meta-llama/Llama-3_3-70B-Instruct", "llama-3.1-70b"),
        ("llama3.3:70b-instruct-q4_K_M", "llama-3.1-70b"),
        ("unsloth/Llama-3.1-8B-Instruct-unsloth-bnb-4bit", "llama-3.1-8b"),
        ("Qwen/Qwen3-32B-AWQ", "qwen3-32b"),
        ("Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4", "qwen2.5-72b"),
        ("nvidia/DeepSeek-R1-0528-NVFP4-v2", "deepseek-r1"),
        ("cognitivecomputations/DeepSeek-R1-AWQ", "deepseek-r1"),
        ("amd/DeepSeek-R1-MXFP4-Preview", "deepseek-r1"),
        ("Qwen/Qwen2.5-Coder-32B-Instruct", "qwen2.5-32b"),
        ("Qwen/Qwen2.5-VL-72B-Instruct-AWQ", "qwen2.5-72b"),
        ("Qwen/QwQ-32B-Preview", "qwen2.5-32b"),
        ("mistralai/Mistral-Small-3.2-24B-Instruct-2506", "mistral-small-3"),
        ("mistralai/Devstral-Small-2505", "mistral-small-3"),
        ("mistralai/Magistral-Small-2509", "mistral-small-3"),
        ("zai-org/GLM-4.6-FP8", "glm-4.5"),
        ("glm-4-6", "glm-4.5"),
        ("zai-org/GLM-4.5-Air", "glm-4.5-air"),
        ("moonshotai/Kimi-K2-Thinking", "kimi-k2"),
        ("google/gemma-3-27b-it-qat-q4_0-gguf", "gemma-3-27b"),
        ("microsoft/Phi-4-reasoning", "phi-4"),
        ("Qwen/Qwen3-Next-80B-A3B-Instruct-FP8", "qwen3-next-80b"),
        ("MiniMaxAI/MiniMax-M2", "minimax-m2.5"),
        ("meta-llama/Llama-4-Scout-17B-16E-Instruct", "llama-4-scout"),
        ("RedHatAI/Llama-4-Maverick-17B-128E-Instruct-FP8", "llama-4-maverick"),
        ("openai/gpt-oss-120b", "gpt-oss-120b"),
        ("lmstudio/gpt-oss-20b-MXFP4-GGUF", "gpt-oss-20b"),
        ("mistralai/Mistral-Large-Instruct-2411", "mistral-large-2"),
        ("mistralai/Mistral-Small-Instruct-2409", "codestral-22b"),
        ("/models/Qwen3-8B/", "qwen3-8b"),
    ] {
        let found = shape_of(name);
        assert_eq!((found.id.as_str(), found.stands_in), (shape, None), "{name}");
    }
}

/// A model whose name holds a known one's family and size is its kin, which is said.
#[test]
fn kin_by_family_and_size_says_so() {
    for (name, shape) in [
        ("NousResearch/Hermes-3-Llama-3.1-8B", "llama-3.1-8b"),
        ("nvidia/Llama-3.1-Nemotron-70B-Instruct-HF", "llama-3.1-70b"),
        ("nvidia/Llama-3.1-Nemotron-Nano-8B-v1", "llama-3.1-8b"),
        ("allenai/Llama-3.1-Tulu-3-405B-FP8", "llama-3.1-405b"),
        ("NousResearch/Nous-Hermes-2-Mixtral-8x7B-DPO", "mixtral-8x7b"),
        ("Qwen/Qwen3-Omni-30B-A3B-Captioner", "qwen3-30b-a3b"),
    ] {
        let found = shape_of(name);
        let said = format!("shape of {shape}, of which the name makes it kin");
        assert_eq!((found.id.as_str(), found.stands_in), (shape, Some(said)), "{name}");
    }
}

/// A relative of another size, a draft or what is pruned is not the model that it comes from.
#[test]
fn relatives_of_another_size_are_never_taken_for_the_model() {
    for (name, wrong) in [
        ("nvidia/Llama-3.1-Nemotron-Ultra-253B-v1", "llama"),
        ("cerebras/GLM-4.5-Air-REAP-82B-A12B", "glm-4.5-air"),
        ("cerebras/Qwen3-Coder-REAP-246B-A35B-FP8", "qwen3-coder"),
        ("nvidia/Llama-3.1-Minitron-4B-Width-Base", "llama-3.1"),
        ("yuhuili/EAGLE3-LLaMA3.1-Instruct-8B", "llama-3.1-8b"),
        ("AngelSlim/Qwen3-8B-Eagle3", "qwen3-8b"),
        ("deepseek-r1-distill-foo-9b", "deepseek-r1"),
        ("qwen-34b", "qwen3-4b"),
        ("Qwen3-30B-A3B-Pruned-20B", "qwen3-30b-a3b"),
    ] {
        let found = Catalog::shipped().unwrap().shape_named(name);
        let guessed = found.is_none_or(|it| {
            it.id != wrong && it.stands_in.is_some_and(|it| it.starts_with("assumed"))
        });
        assert!(guessed, "{name}");
    }
    for name in ["phi-4-micro", "glm-4.5-flash", "deepseek-v3-lite"] {
        let found = Catalog::shipped().unwrap().shape_named(name);
        assert!(found.is_none_or(|it| it.stands_in.is_some()), "{name}");
    }
}

#[test]
fn a_name_says_its_number_format() {
    for (name, format) in [
        ("nvidia/Llama-3.3-70B-Instruct-FP4", Some("fp4")),
        ("Llama-3.1-8B-Instruct-FP8-dynamic", Some("fp8")),
        ("Qwen2.5-72B-Instruct-GPTQ-Int4", Some("int4")),
        ("Qwen2.5-72B-Instruct-GPTQ-Int8", Some("int8")),
        ("Qwen2.5-72B-Instruct-GPTQ", Some("gptq")),
        ("Qwen3-32B-AWQ", Some("awq")),
        ("DeepSeek-R1-0528-NVFP4-v2", Some("nvfp4")),
        ("DeepSeek-R1-MXFP4-Preview", Some("mxfp4")),
        ("Llama-3.1-8B-unsloth-bnb-4bit", Some("int4")),
        ("Qwen3-8B-Q4_K_M.gguf", Some("int4")),
        ("gemma-3-12b-it-qat-int4-unquantized", Some("bf16")),
        ("Qwen3-8B-GGUF", None),
        ("Qwen3-8B", None),
    ] {
        assert_eq!(Catalog::format_named(name), format, "{name}");
    }
}

#[test]
fn every_id_and_alias_is_found_as_its_own_record() {
    let catalog = Catalog::shipped().unwrap();
    for shape in &catalog.shapes {
        for name in shape.aliases.iter().chain([&shape.id]) {
            let found = shape_of(name);
            assert_eq!((found.id.as_str(), found.stands_in), (shape.id.as_str(), None), "{name}");
        }
    }
    for accelerator in &catalog.accelerators {
        for name in accelerator.aliases.iter().chain([&accelerator.id, &accelerator.name]) {
            let found = catalog.accelerator_sized(name).unwrap();
            let expected = (accelerator.id.as_str(), None);
            assert_eq!((found.accelerator.id.as_str(), found.other_gb), expected, "{name}");
        }
    }
}

#[test]
fn accelerators_are_found_as_people_write_them() {
    let catalog = Catalog::shipped().unwrap();
    for (written, id) in [
        ("rtx6000pro", "rtx-pro-6000"),
        ("NVIDIA RTX PRO 6000 Blackwell Workstation Edition", "rtx-pro-6000"),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", "rtx-pro-6000"),
        ("RTX 6000 Ada", "rtx-6000-ada"),
        ("NVIDIA RTX 6000 Ada Generation", "rtx-6000-ada"),
        ("H100 NVL", "h100-nvl"),
        ("NVIDIA H100 NVL 94GB", "h100-nvl"),
        ("H100 PCIe", "h100-pcie"),
        ("NVIDIA H100 PCIe 80GB", "h100-pcie"),
        ("NVIDIA H100 80GB HBM3", "h100-sxm"),
        ("h100_sxm5_80gb", "h100-sxm"),
        ("A100-SXM4-80GB", "a100-sxm"),
        ("NVIDIA A100-SXM4-40GB", "a100-sxm-40gb"),
        ("A100-40GB", "a100-sxm-40gb"),
        ("A100 (40 GB)", "a100-sxm-40gb"),
        ("A100-PCIE-40GB", "a100-pcie-40gb"),
        ("NVIDIA A100 80GB PCIe", "a100-pcie"),
        ("NVIDIA H200", "h200-sxm"),
        ("h200_sxm_141gb", "h200-sxm"),
        ("H200 NVL", "h200-nvl"),
        ("GH200", "gh200"),
        ("NVIDIA GH200 480GB", "gh200"),
        ("NVIDIA GB200 NVL72", "gb200-nvl72"),
        ("B200 192GB", "b200-sxm"),
        ("B300 288GB", "b300-sxm"),
        ("NVIDIA L40S", "l40s"),
        ("L40S PCIe", "l40s"),
        ("NVIDIA L4", "l4"),
        ("NVIDIA A10G", "a10g"),
        ("A10", "a10"),
        ("NVIDIA A40 48GB", "a40"),
        ("NVIDIA B300 SXM6 AC", "b300-sxm"),
        ("NVIDIA RTX A6000", "rtx-a6000"),
        ("A6000", "rtx-a6000"),
        ("NVIDIA GeForce RTX 3090", "rtx-3090"),
        ("4090 24GB", "rtx-4090"),
        ("5090", "rtx-5090"),
        ("Tesla T4", "t4"),
        ("V100", "v100-sxm"),
        ("Tesla V100-SXM2-32GB", "v100-sxm"),
        ("AMD Instinct MI300X VF", "mi300x"),
        ("AMD Instinct MI300X OAM", "mi300x"),
        ("MI325X 256GB", "mi325x"),
        ("MI355X", "mi355x"),
        ("H20", "h20-sxm"),
        ("H20-3e", "h20-3e"),
        ("H20-141GB", "h20-3e"),
        ("H800", "h800-sxm"),
        ("A800", "a800-sxm"),
        ("GB10", "gb10"),
        ("NVIDIA DGX Spark", "gb10"),
    ] {
        let found = catalog.accelerator_sized(written);
        let found = found.unwrap_or_else(|| panic!("{written} is not found"));
        assert_eq!((found.accelerator.id.as_str(), found.other_gb), (id, None), "{written}");
    }
    for other in
        ["H200 PCIe 5", "RTX 4090 D", "80GB", "H99", "RTX PRO 6000 Ada", "H100-MIG-1g.10gb"]
    {
        let found = catalog.accelerator_sized(other);
        assert!(found.is_none(), "{other} is {:?}", found.map(|it| &it.accelerator.id));
    }
    assert_eq!(catalog.accelerators_like("RTX 4099")[0], "rtx-4090");
    assert!(catalog.accelerators_like("RTX 6000").contains(&"rtx-6000-ada"));
    assert_eq!(catalog.accelerators_like("NVIDIA GeForce RTX 5090 D")[0], "rtx-5090");
    assert!(catalog.accelerators_like("onnx").is_empty());
}

/// A size that is not the card's is used as its memory, from half to twice; drivers leave of it what they leave of the card's.
#[test]
fn a_size_that_is_not_the_cards_is_its_memory() {
    let catalog = Catalog::shipped().unwrap();
    let found = |name: &str| catalog.accelerator_sized(name).unwrap();
    for (name, gb, bytes) in [
        ("RTX 4090 48GB", 48.0, 51.514e9),
        ("H100-96GB", 96.0, 102.625e9),
        ("H100-64GB", 64.0, 68.417e9),
        ("V100-16GB", 16.0, 17.180e9),
        ("A10 48GB", 48.0, 48.293e9),
        ("NVIDIA H20 SXM 48 GB", 48.0, 51.313e9),
    ] {
        let found = found(name);
        assert_eq!(found.other_gb, Some(gb), "{name}");
        assert!((found.memory_bytes().unwrap() / bytes - 1.0).abs() < 1e-4, "{name}");
    }
    for name in ["H100-20GB", "H100 200GB", "RTX 4090 50GB"] {
        assert!(found(name).memory_bytes().unwrap_err().contains("must be from half"), "{name}");
    }
}
