//! Shapes of models that a row or a file gives, in the words of Hugging Face's `config.json`.

use serde_json::Value;

use super::{file, number, serving};

const HEADER: &str = "model,gpu,n_gpu,tp,precision,kv_precision,engine,isl,osl,offline_max,date";
const WORDS: &str = "num_hidden_layers,hidden_size,num_attention_heads,num_key_value_heads,head_dim,intermediate_size,vocab_size";
const LLAMA: &str = r#"{"architectures": ["LlamaForCausalLM"], "model_type": "llama", "torch_dtype": "bfloat16",
    "num_hidden_layers": 32, "hidden_size": 4096, "num_attention_heads": 32, "num_key_value_heads": 8,
    "intermediate_size": 14336, "vocab_size": 128256, "tie_word_embeddings": false, "rope_theta": 500000.0,
    "max_position_embeddings": 131072, "rope_scaling": {"factor": 8.0}, "attention_bias": false"#;

fn notes(row: &Value) -> &str {
    row["notes"].as_str().unwrap_or("")
}

/// A known model's shape in columns is that model: the same answer, its anchor too.
#[test]
fn a_row_that_gives_a_known_shape_is_answered_as_by_name() {
    let content = format!(
        "{HEADER},{WORDS}\n\
         llama-3.1-8b,H100,1,1,fp8,fp8,vllm,1000,1000,true,2026-03-01,,,,,,,\n\
         llama-3.1-8b,H100,1,1,fp8,fp8,vllm,1000,1000,true,2026-03-01,32,4096,32,8,128,14336,\"128,256\"\n\
         mine,H100,1,1,fp8,fp8,vllm,1000,1000,true,2026-03-01,32,4096,32,8,,14336,128256\n\
         llama-3.1-8b,H100,1,1,fp8,fp8,vllm,1000,1000,true,2026-03-01,16,4096,32,8,,14336,128256\n"
    );
    let (status, rows, errors) = serving("shape-row.csv", &content, &[]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    for column in ["total_tps_gpu", "batch", "tpot_s", "basis"] {
        assert_eq!(rows[1][column], rows[0][column], "{column}");
        assert_eq!(rows[2]["batch"], rows[0]["batch"], "{column}");
    }
    assert!(notes(&rows[1]).contains("shape by the row's columns: 8.030B parameters in all"));
    // Half of the layers is not the model that was measured.
    assert_eq!(rows[3]["basis"], "extrapolated");
    assert!(number(&rows[3], "batch") > 1.5 * number(&rows[0], "batch"), "{}", rows[3]);
}

/// vLLM recipes pull 810: 16 of 64 layers keep a cache of 4 heads of 256, 32 KiB a token in FP8, beside a fixed state.
#[test]
fn a_hybrid_shape_keeps_a_cache_in_its_full_layers_alone() {
    let words = "num_hidden_layers,hidden_size,num_attention_heads,num_key_value_heads,head_dim,intermediate_size,vocab_size,\
                 full_attention_interval,linear_num_key_heads,linear_key_head_dim,linear_num_value_heads,linear_value_head_dim";
    let content = format!(
        "{HEADER},{words}\n\
         hybrid-27b,RTX 5090,2,2,fp8,fp8,vllm,65536,1,true,2026-08-15,64,5120,24,4,256,17408,248320,4,16,128,48,128\n\
         qwen3.5-27b,RTX 5090,2,2,fp8,fp8,vllm,65536,1,true,2026-08-15,,,,,,,,,,,,\n"
    );
    let (status, rows, errors) = serving("shape-hybrid.csv", &content, &[]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    let [own, known] = [0, 1].map(|it| number(&rows[it], "batch"));
    assert!((own / known - 1.0).abs() < 0.01, "{own} beside {known}");
}

#[test]
fn what_is_missing_or_impossible_in_a_rows_shape_is_refused_at_once() {
    let content = format!(
        "{HEADER},{WORDS},kv_lora_rank\n\
         mine,H100,1,1,fp8,fp8,vllm,1000,1000,true,2026-03-01,32,,32,5,,0,128256,\n\
         llama-3.1-8b,H100,1,1,fp8,fp8,vllm,1000,1000,true,2026-03-01,,,,,,,,\n"
    );
    let (status, rows, errors) = serving("shape-wrong.csv", &content, &[]);
    assert_eq!(status, Some(1));
    for problem in [
        "row 1, hidden_size: is missing",
        "row 1, intermediate_size = 0: must be a whole number from 1 to 10000000",
    ] {
        assert!(errors.contains(problem), "{errors}");
    }
    assert!(rows[1]["error"].is_null());
}

/// JSON rows may have lists, one item for each layer.
#[test]
fn a_json_row_may_list_its_layers() {
    let layers: Vec<&str> = (0..36)
        .map(|it| if it % 2 == 0 { "sliding_attention" } else { "full_attention" })
        .collect();
    let row = |own: bool| {
        let mut row = serde_json::json!({
            "model": "gpt-oss-120b", "gpu": "H200", "n_gpu": 1, "precision": "mxfp4", "engine": "vllm",
            "isl": 8000, "osl": 1000, "offline_max": true, "date": "2026-01-01",
        });
        if own {
            row["num_hidden_layers"] = 36.into();
            row["hidden_size"] = 2880.into();
            row["num_attention_heads"] = 64.into();
            row["num_key_value_heads"] = 8.into();
            row["head_dim"] = 64.into();
            row["intermediate_size"] = 2880.into();
            row["vocab_size"] = 201_088.into();
            row["num_local_experts"] = 128.into();
            row["experts_per_token"] = 4.into();
            row["sliding_window"] = 128.into();
            row["layer_types"] = layers.clone().into();
        }
        row
    };
    let content = serde_json::json!([row(true), row(false)]).to_string();
    let (status, rows, errors) = serving("shape-list.json", &content, &[]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert_eq!(rows[0]["batch"], rows[1]["batch"]);
}

#[test]
fn a_configuration_file_is_a_model_that_rows_name() {
    let whole = format!("{LLAMA}, \"_name_or_path\": \"acme/Acme-8B\"}}");
    let eight = format!("{LLAMA}, \"quantization_config\": {{\"quant_method\": \"fp8\"}}}}");
    let named = file("acme.json", &whole);
    let other = file("my-own.json", &eight);
    let rows = |models: [&str; 4]| {
        let row = |it: &str| format!("{it},H100,1,1,,bf16,vllm,1000,1000,true,2026-03-01");
        format!("{HEADER}\n{}\n", models.map(row).join("\n"))
    };
    let own = format!("by-name={}", other.to_str().expect("UTF-8"));
    let more = [
        "--shape",
        named.to_str().expect("UTF-8"),
        "--shape",
        other.to_str().expect("UTF-8"),
        "--shape",
        &own,
    ];
    let content = rows(["Acme-8B", "my-own", "by-name", "Llama-3.1-8B-bf16"]);
    let (status, answers, errors) = serving("shape-files.csv", &content, &more);
    assert_eq!(status, Some(0), "{errors}");
    assert_eq!(answers[0]["batch"], answers[3]["batch"]);
    assert_eq!(
        (&answers[0]["precision"], &answers[1]["precision"]),
        (&"bf16".into(), &"fp8".into())
    );
    assert_eq!(answers[1]["batch"], answers[2]["batch"]);
    assert!(notes(&answers[1]).contains("precision fp8: by the model's configuration"));
    // By the file's name too.
    let content = rows(["acme", "Acme-8B", "acme-8b", "my_own"]);
    let (status, named, _) = serving("shape-stems.csv", &content, &more);
    assert_eq!((status, &named[0]["batch"]), (Some(0), &answers[0]["batch"]));
    assert!(errors.contains("acme.json: note: acme-8b: 8.030B parameters in all"), "{errors}");
}

#[test]
fn configuration_files_that_cannot_be_read_are_all_named() {
    let short = file(
        "short.json",
        r#"{"num_hidden_layers": 32, "hidden_size": "wide", "compress_ratios": [4, 128]}"#,
    );
    let broken = file("broken.json", "{\"num_hidden_layers\": 32,");
    let more = [
        "--shape",
        short.to_str().expect("UTF-8"),
        "--shape",
        broken.to_str().expect("UTF-8"),
        "--shape",
        "nowhere.json",
    ];
    let content =
        format!("{HEADER}\nllama-3.1-8b,H100,1,1,fp8,fp8,vllm,1000,1000,true,2026-03-01\n");
    let (status, rows, errors) = serving("shape-broken.csv", &content, &more);
    assert_eq!((status, rows.len()), (Some(1), 0));
    for problem in [
        "short.json: vocab_size: is missing",
        "short.json: hidden_size = \"wide\": must be a whole number",
        "short.json: compress_ratios = a list of 2: is of a kind of layer",
        "short.json: num_attention_heads: is missing",
        "broken.json: line 1, column 2",
        "nowhere.json: ",
    ] {
        assert!(errors.contains(problem), "{problem} in {errors}");
    }
}
