//! Names of models and accelerators as people write them, and what a name says beside them.

use super::{number, serving};

const HEADER: &str = "model,gpu,n_gpu,tp,precision,kv_precision,engine,isl,osl,offline_max,date";

fn answers(name: &str, rows: &[&str]) -> (Vec<serde_json::Value>, String) {
    let content = format!("{HEADER}\n{}\n", rows.join("\n"));
    let (_, answers, errors) = serving(name, &content, &[]);
    (answers, errors)
}

fn notes(row: &serde_json::Value) -> &str {
    row["notes"].as_str().unwrap_or("")
}

/// vLLM issue 16570: a 40 GB A100 reports 39.38 GiB, and a 70B model in BF16 never fits two of them.
#[test]
fn a_card_has_the_memory_that_its_name_gives() {
    let (rows, errors) = answers(
        "names-cards.csv",
        &[
            "llama-3.3-70b,NVIDIA A100-SXM4-40GB,2,2,bf16,bf16,vllm,1000,1000,true,2025-04-13",
            "llama-3.1-8b,RTX 4090 48GB,1,1,bf16,bf16,vllm,1000,1000,true,2025-04-13",
            "llama-3.1-8b,RTX 4090,1,1,bf16,bf16,vllm,1000,1000,true,2025-04-13",
            "llama-3.1-8b,RTX 4090 24GB,1,1,bf16,bf16,vllm,1000,1000,true,2025-04-13",
            "llama-3.1-8b,H100 200GB,1,1,bf16,bf16,vllm,1000,1000,true,2025-04-13",
            "llama-3.1-8b,H101,1,1,bf16,bf16,vllm,1000,1000,true,2025-04-13",
        ],
    );
    assert!(rows[0]["error"].as_str().is_some_and(|it| it.contains("no memory")), "{}", rows[0]);
    let batch = |row: usize| number(&rows[row], "batch");
    // 24 GB more are 24 GB / (2,000 tokens of 131,072 bytes), nearly all of it for the cache.
    let more = batch(1) - batch(2);
    let held = 25.757e9 / (131_072.0 * 1750.0);
    assert!(more > 0.85 * held && more < 1.05 * held, "{more} beside {held}");
    assert!(notes(&rows[1]).contains("48 GB of memory, as its name says: RTX 4090 has 24"));
    assert_eq!(rows[3]["batch"], rows[2]["batch"]);
    assert_eq!(notes(&rows[3]), notes(&rows[2]));
    let refused = "row 5, gpu = h100 200gb: 200 GB is no size of H100 SXM: must be from half of its 80 GB to twice";
    assert!(errors.contains(refused), "{errors}");
    assert!(errors.contains("row 6, gpu = h101: is not one of h100-sxm, "), "{errors}");
    assert!(errors.contains("; did you mean h100-"), "{errors}");
}

/// The format in a model's name stands where the column is empty; where both speak, the column does.
#[test]
fn a_number_format_in_the_models_name_fills_an_empty_column() {
    let (rows, errors) = answers(
        "names-formats.csv",
        &[
            "Qwen/Qwen3-32B-AWQ,H100,1,1,,bf16,vllm,1000,1000,true,2025-07-01",
            "Qwen3-32B,H100,1,1,awq,bf16,vllm,1000,1000,true,2025-07-01",
            "Qwen/Qwen3-32B-FP8,H100,1,1,bf16,bf16,vllm,1000,1000,true,2025-07-01",
            "Qwen/Qwen3-32B-FP8,H100,1,1,fp8,bf16,vllm,1000,1000,true,2025-07-01",
            "Qwen/Qwen3-32B-GPTQ-Int8,H100,1,1,,bf16,vllm,1000,1000,true,2025-07-01",
            "Qwen/Qwen3-32B,H100,1,1,,bf16,vllm,1000,1000,true,2025-07-01",
        ],
    );
    assert_eq!((&rows[0]["precision"], &rows[0]["batch"]), (&"int4".into(), &rows[1]["batch"]));
    assert!(notes(&rows[0]).contains("precision awq: by the model's name"));
    assert!(!notes(&rows[1]).contains("by the model's name"));
    assert_eq!(rows[2]["precision"], "bf16");
    assert!(notes(&rows[2]).contains("the model's name says fp8: taken as bf16"));
    assert!(!notes(&rows[3]).contains("name"), "{}", notes(&rows[3]));
    assert_eq!(rows[4]["precision"], "fp8");
    assert!(notes(&rows[4]).contains("8-bit integers as fp8"));
    assert!(errors.ends_with("row 6, precision: is missing\n"), "{errors}");
}

/// What is taken for kin of a known model says so; what is guessed from sizes too; copies have nothing to say.
#[test]
fn where_a_models_shape_comes_from_is_said() {
    let (rows, errors) = answers(
        "names-shapes.csv",
        &[
            "NousResearch/Hermes-3-Llama-3.1-8B,H100,1,1,bf16,bf16,vllm,1000,1000,true,2025-04-13",
            "meta-llama/Llama-3.1-8B-Instruct,H100,1,1,bf16,bf16,vllm,1000,1000,true,2025-04-13",
            "acme-8b,H100,1,1,bf16,bf16,vllm,1000,1000,true,2025-04-13",
        ],
    );
    assert_eq!(errors, "");
    assert_eq!(rows[0]["total_tps_gpu"], rows[1]["total_tps_gpu"]);
    assert!(notes(&rows[0]).contains("shape of llama-3.1-8b"));
    assert_eq!(notes(&rows[1]), "memory_share 0.900 by default");
    assert!(notes(&rows[2]).contains("assumed dense of 8B"));
}
