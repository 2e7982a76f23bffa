use super::*;
use crate::catalog::Shape;
use crate::input::rows;
use crate::serving::{Attention, CacheFormat, Replica};

fn read_all(text: &str) -> Vec<Result<ServingRow, Vec<Problem>>> {
    let catalog = Catalog::shipped().unwrap();
    rows(text).unwrap().iter().map(|row| ServingRow::read(row, catalog)).collect()
}

fn one(text: &str) -> ServingRow {
    read_all(text).remove(0).unwrap()
}

#[test]
fn every_shape_and_data_sheet_serves() {
    let catalog = Catalog::shipped().unwrap();
    assert!(catalog.shapes.len() >= 28);
    for Shape { id: model, .. } in &catalog.shapes {
        let shape = catalog.shape_named(model).unwrap();
        assert!(shape.stands_in.is_none() && shape.id == *model);
        for accelerator in &catalog.accelerators {
            let tp = shape.architecture.attention_heads().unwrap_or(64.0);
            let text = format!(
                "model,gpu,precision,engine,isl,osl,conc,tp,pp\n{model},{},fp8,vllm,1000,500,4,{tp},16",
                accelerator.id
            );
            let row = one(&text);
            Replica::new(&row.architecture, &row.deployment, &Constants::REFERENCE).unwrap();
        }
    }
}

#[test]
fn names_match_in_any_case_with_publisher_and_endings() {
    let catalog = Catalog::shipped().unwrap();
    let found = catalog.shape_named("meta-llama/Llama-3.1-70B-Instruct-FP8").unwrap();
    assert_eq!(found.id, "llama-3.1-70b");
    assert_eq!(catalog.shape_named("DeepSeek-R1-0528").unwrap().id, "deepseek-r1");
    assert_eq!(catalog.accelerator_named("H100-SXM").unwrap().id, "h100-sxm");
    assert_eq!(
        catalog.shape_named("glm-5").unwrap().architecture.attention,
        Attention::LatentSparse
    );
}

#[test]
fn sizes_in_a_name_stand_in_for_its_shape_and_say_so() {
    let catalog = Catalog::shipped().unwrap();
    for (name, total, active) in
        [("nemo-49b", 49e9, 49e9), ("acme-100b-a10b", 100e9, 10e9), ("acme-8x7b", 46.7e9, 12.9e9)]
    {
        let found = catalog.shape_named(name).unwrap();
        let shape = found.architecture;
        assert!(found.stands_in.unwrap().starts_with("assumed"));
        assert!((shape.total_params() / total - 1.0).abs() < 0.01, "{name}");
        assert!((shape.active_params() / active - 1.0).abs() < 0.02, "{name}");
    }
    assert!(catalog.shape_named("claude").is_none());
    let closed = catalog.shape_named("Claude Opus 4.6").unwrap();
    assert!(closed.stands_in.unwrap().starts_with("closed weights: assumed"));
}

#[test]
fn every_problem_of_a_row_is_named_and_other_rows_stand() {
    let text = "model,gpu,n_gpu,tp,precision,engine,isl,osl,conc,date\n\
                nobody,H99,8,8,fp3,onnx,-1,nan,,soon\n\
                llama-3.1-8b,H100,1,1,BF16,SGLang,1024,1024,8,2026-05-01\n\
                llama-3.1-8b,H100,8,3,bf16,sglang,1024,1024,8,";
    let read = read_all(text);
    let problems = read[0].as_ref().unwrap_err();
    for column in ["model", "gpu", "precision", "engine", "isl", "osl", "conc", "date"] {
        assert!(problems.iter().any(|it| it.path == format!("row 1, {column}")), "{column}");
    }
    let row = read[1].as_ref().unwrap();
    assert_eq!(row.cell.engine, "sglang");
    assert!((row.deployment.software_age_months - 41.0 / 30.4375).abs() < 1e-9);
    assert_eq!(read[2].as_ref().unwrap_err()[0].path, "row 3, tp");
}

#[test]
fn offline_rows_need_no_concurrency_and_small_cards_say_what_stands_in() {
    let row = one("model,gpu,precision,engine,isl,osl,conc,offline_max\n\
                   qwen3-8b,RTX 4090,fp8,vllm,128,128,,true");
    assert_eq!((row.load, row.deployment.gpus), (Load::Offline, 1));
    assert!(row.assumed.iter().any(|it| it.contains("consumer")), "{:?}", row.assumed);
}

#[test]
fn replicas_beside_each_other_share_the_requests() {
    let row = one("model,gpu,n_gpu,tp,precision,engine,isl,osl,conc\n\
                   llama-3.1-70b,H100,8,2,fp8,vllm,1024,1024,64");
    assert_eq!((row.load, row.deployment.gpus), (Load::Concurrency(16.0), 2));
}

#[test]
fn disaggregated_rows_have_both_layouts() {
    let header = "model,gpu,n_gpu,tp,ep,dp_attn,precision,engine,disagg,pf_tp,pf_ep,pf_dp,pf_workers,\
                  dec_workers,isl,osl,conc\n";
    let layout = |row: &str| one(&format!("{header}{row}")).disaggregated.unwrap();
    let told =
        layout("deepseek-r1,GB200,48,32,32,True,fp4,dynamo-trt,True,4,4,True,4,1,8192,1024,512");
    assert_eq!((told.prefill.gpus, told.decode.gpus, told.gpus()), (4, 32, 48.0));
    let untold =
        layout("deepseek-r1,GB200,72,1,1,True,fp8,dynamo-sglang,True,1,1,True,10,1,8192,1024,512");
    assert_eq!((untold.prefill.gpus, untold.decode.gpus, untold.gpus()), (4, 32, 72.0));
    let even =
        layout("deepseek-r1,GB200,20,1,1,True,fp4,dynamo-sglang,True,1,1,True,1,4,1024,1024,64");
    assert_eq!((even.prefill.gpus, even.decode.gpus), (4, 4));
}

#[test]
fn a_row_can_say_the_format_of_its_cache() {
    let text = |cache: &str| {
        format!(
            "model,gpu,precision,engine,isl,osl,conc,kv_precision\n\
             llama-3.1-70b,H200,fp8,trt,1000,500,4,{cache}"
        )
    };
    assert_eq!(one(&text("")).deployment.cache, None);
    assert_eq!(one(&text("BF16")).deployment.cache, Some(CacheFormat::Bf16));
    assert_eq!(one(&text("fp8_e4m3")).deployment.cache, Some(CacheFormat::Fp8));
    assert_eq!(one(&text("nvfp4")).deployment.cache, Some(CacheFormat::Fp4));
    let problems = read_all(&text("int3")).remove(0).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].to_string().contains("row 1, kv_precision"));
}

#[test]
fn a_request_longer_than_the_models_window_is_noted_and_still_read() {
    let notes = |model: &str, isl: u32| {
        let text = format!(
            "model,gpu,n_gpu,tp,precision,engine,isl,osl,conc\n{model},H100,8,8,bf16,vllm,{isl},1,1"
        );
        one(&text).assumed.join("; ")
    };
    for (model, isl, window) in [
        ("llama-2-7b", 100_000, 4_096),
        ("Qwen/Qwen3-8B", 300_000, 131_072),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", 1_000_000, 32_768),
        ("kimi-k2.5", 262_144, 262_144),
    ] {
        let note = format!(
            "a request of {} tokens is longer than the model's window of {window}",
            isl + 1
        );
        assert!(notes(model, isl).contains(&note), "{model}: {}", notes(model, isl));
        assert!(!notes(model, window - 1).contains("window"), "{model}");
    }
    // What no card states has no limit.
    assert!(!notes("acme-70b", 1_000_000).contains("window"));
}
