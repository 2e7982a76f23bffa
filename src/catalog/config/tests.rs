use super::*;
use crate::catalog::Catalog;
use crate::document::from_json;
use crate::serving::Attention;

fn of_json(text: &str) -> Result<Configured, Vec<Problem>> {
    configured(&from_json(text).unwrap(), "")
}

fn problems(text: &str) -> Vec<String> {
    of_json(text).unwrap_err().iter().map(Problem::to_string).collect()
}

/// Published configurations, cut to the words that a shape is read from (`tests/data/configs.json`), against the records of
/// `shapes.toml`: parameters within half a percent, caches and states exactly.
#[test]
fn published_configurations_give_the_shapes_of_the_catalogue() {
    let catalog = Catalog::shipped().unwrap();
    let all = from_json(include_str!("../../../tests/data/configs.json")).unwrap();
    assert!(all.0.len() >= 30);
    let mut wrong = Vec::new();
    for (id, config) in &all.0 {
        let Value::Table(config) = config else { panic!("{id} is no configuration") };
        let ours = configured(config, "").unwrap_or_else(|it| panic!("{id}: {it:?}")).architecture;
        let theirs = catalog.shapes.iter().find(|it| it.id == *id).unwrap().architecture;
        let near = |ours: f64, theirs: f64| (ours - theirs).abs() <= 0.005 * theirs;
        let pairs: [(&str, f64, f64, bool); 16] = [
            ("layers", ours.layers, theirs.layers, false),
            ("moe_layers", ours.moe_layers, theirs.moe_layers, false),
            ("hidden", ours.hidden, theirs.hidden, false),
            ("dense", ours.dense_params, theirs.dense_params, true),
            ("expert", ours.expert_params, theirs.expert_params, true),
            ("active expert", ours.active_expert_params, theirs.active_expert_params, true),
            ("experts", ours.experts, theirs.experts, false),
            ("experts per token", ours.experts_per_token, theirs.experts_per_token, false),
            ("kv heads", ours.kv_heads, theirs.kv_heads, false),
            ("cache", ours.kv_elements_per_token, theirs.kv_elements_per_token, false),
            ("index", ours.index_elements_per_token, theirs.index_elements_per_token, false),
            ("windows", ours.kv_elements_per_sequence, theirs.kv_elements_per_sequence, false),
            ("window", ours.window_tokens, theirs.window_tokens, false),
            ("state", ours.state_bytes_per_sequence, theirs.state_bytes_per_sequence, false),
            ("selected", ours.selected_tokens, theirs.selected_tokens, false),
            (
                "decode work",
                ours.decode_attention_flops_per_token
                    + ours.decode_attention_flops_per_selected_token,
                theirs.decode_attention_flops_per_token
                    + theirs.decode_attention_flops_per_selected_token,
                false,
            ),
        ];
        for (what, ours, theirs, roughly) in pairs {
            if if roughly { !near(ours, theirs) } else { ours != theirs } {
                wrong.push(format!("{id}: {what} {ours}, not {theirs}"));
            }
        }
        if ours.attention != theirs.attention
            || ours.prefill_attention_flops_per_token != theirs.prefill_attention_flops_per_token
            || ours.kv_read_elements_per_token != theirs.kv_read_elements_per_token
            || ours.kv_read_elements_per_selected_token
                != theirs.kv_read_elements_per_selected_token
        {
            wrong.push(format!("{id}: attention"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// By hand, of Qwen3-30B-A3B: 48 layers of 2,048, 32 heads and 4, 128 experts of 768 of which 8 work.
#[test]
fn parts_are_counted_apart() {
    let model = of_json(
        r#"{"num_hidden_layers": 48, "hidden_size": 2048, "num_attention_heads": 32, "num_key_value_heads": 4,
            "head_dim": 128, "vocab_size": 151936, "num_experts": 128, "num_experts_per_tok": 8,
            "moe_intermediate_size": 768, "tie_word_embeddings": false, "model_type": "qwen3_moe"}"#,
    );
    let parts = model.unwrap().parts;
    assert_eq!(parts.embedding_params, 311_164_928.0);
    assert_eq!(parts.head_params, 311_164_928.0);
    assert_eq!(parts.attention_params, 48.0 * 2048.0 * 128.0 * (32.0 + 4.0 + 4.0 + 32.0));
    assert_eq!(parts.dense_ffn_params + parts.shared_expert_params, 0.0);
    assert_eq!(parts.routed_expert_params, 48.0 * 128.0 * 3.0 * 2048.0 * 768.0);
    assert_eq!(parts.router_params, 48.0 * 2048.0 * 128.0);
    // 30.5 B stated.
    assert!((parts.total_params() / 30.53e9 - 1.0).abs() < 0.001);
}

#[test]
fn a_configuration_as_it_is_published_says_what_is_left_out() {
    let model = of_json(
        r#"{"architectures": ["AcmeForConditionalGeneration"], "model_type": "acme_vl", "torch_dtype": "bfloat16",
            "text_config": {"num_hidden_layers": 64, "hidden_size": 5120, "num_attention_heads": 40,
              "num_key_value_heads": 8, "intermediate_size": 27648, "vocab_size": 152064, "rope_theta": 1e6,
              "sliding_window": 32768, "use_sliding_window": false, "max_position_embeddings": 32768,
              "quantum_gate_layers": 4, "attention_dropout": 0.0, "rope_scaling": null},
            "vision_config": {"depth": 32}, "image_token_id": 5,
            "quantization_config": {"quant_method": "compressed-tensors", "config_groups":
              {"group_0": {"weights": {"num_bits": 8, "type": "float"}}}}}"#,
    )
    .unwrap();
    assert_eq!(
        model.format.unwrap(),
        ConfiguredFormat { name: "fp8", is_quantised: true, keeps: [false; 2] }
    );
    assert_eq!(model.context_tokens, Some(32768.0));
    assert_eq!(model.architecture.kv_elements_per_token, 64.0 * 2.0 * 1024.0);
    assert_eq!(
        model.notes,
        [
            "not read of the configuration: quantum_gate_layers",
            "the language model alone: the vision part is left out",
        ]
    );
}

/// Gemma 3 publishes no more than this of its 4B; the library that reads it knows the rest.
#[test]
fn what_a_family_leaves_unsaid_is_known() {
    let model = of_json(
        r#"{"model_type": "gemma3", "torch_dtype": "bfloat16", "text_config": {"hidden_size": 2560,
            "intermediate_size": 10240, "model_type": "gemma3_text", "num_hidden_layers": 34, "sliding_window": 1024}}"#,
    )
    .unwrap();
    let record = Catalog::shipped().unwrap().shape_named("gemma-3-4b").unwrap().architecture;
    assert_eq!(model.architecture, record);
}

#[test]
fn formats_are_read_as_their_tools_write_them() {
    let shape = r#""num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 2, "intermediate_size": 64, "vocab_size": 9"#;
    for (config, name) in [
        (r#"{"quant_method": "fp8", "activation_scheme": "dynamic"}"#, Some("fp8")),
        (r#"{"quant_method": "awq", "bits": 4, "group_size": 128}"#, Some("int4")),
        (r#"{"quant_method": "gptq", "bits": 8}"#, Some("int8")),
        (r#"{"quant_method": "mxfp4"}"#, Some("mxfp4")),
        (r#"{"quant_method": "modelopt", "quant_algo": "NVFP4"}"#, Some("nvfp4")),
        (r#"{"quant_method": "bitsandbytes", "load_in_4bit": true}"#, Some("int4")),
        (
            r#"{"quant_method": "compressed-tensors", "format": "nvfp4-pack-quantized"}"#,
            Some("nvfp4"),
        ),
        (
            r#"{"quant_method": "compressed-tensors", "config_groups": {"group_0": {"weights": {"num_bits": 4, "type": "int"}}}}"#,
            Some("int4"),
        ),
        (r#"{"quant_method": "runes"}"#, None),
    ] {
        let model = of_json(&format!(r#"{{{shape}, "quantization_config": {config}}}"#)).unwrap();
        assert_eq!(model.format.map(|it| it.name), name, "{config}");
        assert_eq!(model.notes.is_empty(), name.is_some(), "{:?}", model.notes);
    }
}

#[test]
fn windows_follow_their_pattern() {
    let layers = |more: &str| {
        let shape = r#""num_hidden_layers": 12, "hidden_size": 64, "num_attention_heads": 2, "head_dim": 32,
            "num_key_value_heads": 2,
            "intermediate_size": 64, "vocab_size": 9, "max_position_embeddings": 4096"#;
        let model = of_json(&format!("{{{shape}, {more}}}")).unwrap().architecture;
        // A layer keeps 2 heads of 32 keys and 32 values.
        (model.kv_elements_per_token / 128.0, model.kv_elements_per_sequence / 128.0 / 512.0)
    };
    for (more, seeing, sliding) in [
        (r#""sliding_window": 512, "sliding_window_pattern": 6"#, 2.0, 10.0),
        (r#""sliding_window": 512, "sliding_window_pattern": "LLLG""#, 3.0, 9.0),
        (r#""sliding_window": 512, "model_type": "gemma2""#, 6.0, 6.0),
        (r#""sliding_window": 512, "model_type": "gemma3_text""#, 2.0, 10.0),
        (r#""sliding_window": 512"#, 0.0, 12.0),
        (r#""sliding_window": 8192"#, 12.0, 0.0),
        (r#""sliding_window": null"#, 12.0, 0.0),
        (r#""sliding_window": 512, "use_sliding_window": false"#, 12.0, 0.0),
        (r#""sliding_window": 512, "use_sliding_window": true, "max_window_layers": 8"#, 8.0, 4.0),
        (r#""attention_chunk_size": 512"#, 12.0, 0.0),
    ] {
        assert_eq!(layers(more), (seeing, sliding), "{more}");
    }
}

#[test]
fn every_problem_is_named_by_its_path_at_once() {
    assert_eq!(
        problems(
            r#"{"text_config": {"hidden_size": -4, "num_key_value_heads": 3, "num_experts": 8}}"#
        ),
        [
            "text_config.num_hidden_layers: is missing",
            "text_config.hidden_size = -4: must be a whole number from 1 to 1000000",
            "text_config.vocab_size: is missing",
            "text_config.num_attention_heads: is missing",
            "text_config.intermediate_size: is missing",
            "text_config.num_experts_per_tok: is missing",
        ]
    );
    let good =
        r#""num_hidden_layers": 4, "hidden_size": 64, "intermediate_size": 64, "vocab_size": 9"#;
    for (more, problem) in [
        (r#""num_attention_heads": 5"#, "head_dim: is missing, and 5 heads do not divide 64"),
        (
            r#""num_attention_heads": 4, "num_key_value_heads": 3"#,
            "num_key_value_heads = 3: must divide num_attention_heads, 4",
        ),
        (
            r#""num_attention_heads": 4, "num_experts": 2, "num_experts_per_tok": 4"#,
            "num_experts_per_tok = 4: must be at most num_experts, 2",
        ),
        (
            r#""num_attention_heads": 4, "layer_types": ["full_attention", "sliding_attention"]"#,
            "layer_types = a list of 2: must have one of each of 4 layers",
        ),
        (
            r#""num_attention_heads": 4, "layer_types": ["full", "rwkv", "full", "rwkv"]"#,
            "layer_types = rwkv: is not a kind of layer that is known",
        ),
        (
            r#""num_attention_heads": 4, "layer_types": ["sliding", "full", "full", "full"]"#,
            "sliding_window: is missing",
        ),
        (
            r#""num_attention_heads": 4, "compress_ratios": [4, 128]"#,
            "compress_ratios = a list of 2: is of a kind of layer whose shape is not read",
        ),
        (
            r#""num_attention_heads": 4, "hybrid_override_pattern": "M-Q*""#,
            "hybrid_override_pattern = Q: is not a kind of block that is known",
        ),
        (r#""num_attention_heads": 4, "kv_lora_rank": 512"#, "qk_rope_head_dim: is missing"),
        (
            r#""num_attention_heads": 4, "tie_word_embeddings": "perhaps""#,
            "tie_word_embeddings = \"perhaps\": must be true or false",
        ),
        (r#""num_attention_heads": 1e99"#, "num_attention_heads = 1e+99: must be a whole number"),
    ] {
        let said = problems(&format!("{{{good}, {more}}}"));
        assert!(said.iter().any(|it| it.starts_with(problem)), "{more}: {said:?}");
    }
}

#[test]
fn words_beside_a_model_give_no_shape_and_two_names_of_one_are_noted() {
    let table = |text: &str| from_json(text).unwrap();
    assert!(!is_configuration(&table(
        r#"{"model_type": "dense", "max_position_embeddings": 4096}"#
    )));
    assert!(is_configuration(&table(r#"{"model_type": "dense", "num_experts": 8}"#)));
    let shape = r#""num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4, "intermediate_size": 64,
        "vocab_size": 9, "num_experts": 4, "num_experts_per_tok": 2"#;
    let note = |more: &str| of_json(&format!("{{{shape}, {more}}}")).unwrap().notes;
    assert_eq!(note(r#""experts_per_token": 2"#).len(), 0);
    assert_eq!(
        note(r#""num_local_experts": 8"#),
        ["num_experts = 4 is read, and not num_local_experts = 8"]
    );
}

/// Latent attention keeps one latent; an index beside it keeps its own and selects.
#[test]
fn latent_attention_is_read_with_its_index() {
    let shape = r#""num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4, "intermediate_size": 64,
        "vocab_size": 9, "kv_lora_rank": 16, "qk_rope_head_dim": 8, "qk_nope_head_dim": 8, "v_head_dim": 8"#;
    let plain = of_json(&format!("{{{shape}}}")).unwrap();
    assert_eq!(plain.architecture.attention, Attention::Latent);
    assert_eq!(plain.architecture.kv_elements_per_token, 48.0);
    // Queries 64 * 64, keys and values 64 * 24 + 16 * 64, out 32 * 64, twice.
    assert_eq!(plain.parts.attention_params, 2.0 * (4096.0 + 1536.0 + 1024.0 + 2048.0));
    let indexed =
        r#""q_lora_rank": 32, "index_n_heads": 2, "index_head_dim": 4, "index_topk": 100"#;
    let indexed = of_json(&format!("{{{shape}, {indexed}}}")).unwrap();
    assert_eq!(indexed.architecture.attention, Attention::LatentSparse);
    assert_eq!(indexed.architecture.index_elements_per_token, 8.0);
    assert_eq!(indexed.architecture.selected_tokens, 100.0);
    let queries = 64.0 * 32.0 + 32.0 * 64.0;
    let index = 32.0 * 8.0 + 64.0 * 4.0;
    assert_eq!(indexed.parts.attention_params, 2.0 * (queries + 1536.0 + 1024.0 + 2048.0 + index));
}
