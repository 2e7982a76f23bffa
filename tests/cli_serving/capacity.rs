//! What memory holds and what the engine schedules, in every kind of row.

use super::{HEADER, number, serving};

const APART: &str = "model,gpu,n_gpu,tp,precision,engine,disagg,pf_tp,pf_workers,dec_workers,isl,osl,conc,offline_max,phase,date";

fn apart(rows: &[&str]) -> String {
    format!("{APART}\n{}\n", rows.join("\n"))
}

/// All at once with the phases apart: the decode workers full, as a given concurrency of as many.
#[test]
fn phases_apart_can_be_asked_for_all_that_fits() {
    let rows = [
        "deepseek-r1,H200,16,8,fp8,sglang,true,8,1,1,1000,1000,,true,,2026-03-07",
        "deepseek-r1,H200,24,8,fp8,sglang,true,8,1,2,1000,1000,,true,,2026-03-07",
    ];
    let (status, answers, errors) = serving("apart-offline.csv", &apart(&rows), &[]);
    assert_eq!(status, Some(0), "{errors}");
    let batch = number(&answers[0], "batch");
    assert!(batch > 100.0 && number(&answers[0], "ttft_s") > 0.0);
    // Each of two workers holds as many as the one.
    assert_eq!(number(&answers[1], "batch"), batch);
    let given =
        format!("deepseek-r1,H200,16,8,fp8,sglang,true,8,1,1,1000,1000,{batch},,,2026-03-07");
    let (_, same, _) = serving("apart-given.csv", &apart(&[&given]), &[]);
    for column in ["total_tps_gpu", "tpot_s", "ttft_s"] {
        assert_eq!(same[0][column], answers[0][column], "{column}");
    }
}

/// Ten million tokens are more than eight H200 hold beside DeepSeek-R1, whoever is to hold them.
#[test]
fn a_request_beyond_memory_is_refused_in_every_phase() {
    let rows = [
        "deepseek-r1,H200,16,8,fp8,sglang,true,8,1,1,10000000,1000,4,,,2026-03-07",
        "deepseek-r1,H200,16,8,fp8,sglang,true,8,1,1,1000,10000000,4,,,2026-03-07",
        "deepseek-r1,H200,8,8,fp8,sglang,,,,,10000000,1000,4,,,2026-03-07",
        "deepseek-r1,H200,8,8,fp8,sglang,,,,,10000000,1000,4,,prefill,2026-03-07",
        "deepseek-r1,H200,8,8,fp8,sglang,,,,,10000000,1000,4,,decode,2026-03-07",
        "deepseek-r1,H200,16,8,fp8,sglang,true,8,1,1,10000000,1000,,true,decode,2026-03-07",
        "deepseek-r1,H200,8,8,fp8,sglang,,,,,1000,10000000,4,,prefill,2026-03-07",
    ];
    let (status, answers, errors) = serving("beyond.csv", &apart(&rows), &[]);
    assert_eq!(status, Some(1));
    for (place, worker) in [
        (0, " a prefill worker"),
        (1, " a decode worker"),
        (2, ""),
        (3, " a prefill worker"),
        (4, " a decode worker"),
        (5, " a decode worker"),
    ] {
        let error =
            answers[place]["error"].as_str().unwrap_or_else(|| panic!("{}", answers[place]));
        assert!(error.starts_with(&format!("does not fit{worker}: beside ")), "{error}");
        assert!(error.contains(" GB of the engine's, at a memory_share of 0."), "{error}");
        assert!(error.contains("8 accelerators of 151 GB hold 0."), "{error}");
        assert!(answers[place]["basis"].is_null());
    }
    // What a prefill worker writes after the first token is not its to hold.
    assert!(answers[6]["error"].is_null(), "{errors}");
    let one = "llama-3.1-70b,H200,1,1,fp8,vllm,1000000,1000,4,,2026-03-07";
    let (_, _, errors) = serving("one.csv", &format!("{HEADER}\n{one}\n"), &[]);
    assert!(errors.contains("1 accelerator of 151 GB holds 0."), "{errors}");
}

/// vLLM schedules 1,024 sequences, SGLang 2,048, on every group of ranks that shares attention; more wait.
#[test]
fn no_batch_is_beyond_what_the_engine_schedules() {
    let header = format!("{HEADER},phase,dp_attn,disagg,pf_tp");
    let small = |engine: &str, load: &str, more: &str| {
        format!("llama-3.1-8b,H100,1,1,bf16,{engine},100,100,{load},2026-03-07,{more}")
    };
    let rows = [
        small("vllm", "100000,", ",,,"),
        small("vllm", ",true", ",,,"),
        small("vllm", "100000,", "decode,,,"),
        small("vllm", ",true", "decode,,,"),
        small("sglang", ",true", "decode,,,"),
        small("sglang", "100000,", ",,true,1"),
        "llama-3.1-8b,H100,4,1,bf16,vllm,100,100,100000,,2026-03-07,,true,,".to_string(),
    ];
    let content = format!("{header}\n{}\n", rows.join("\n"));
    let (status, answers, errors) = serving("scheduled.csv", &content, &[]);
    assert_eq!(status, Some(0), "{errors}");
    let batch: Vec<f64> = answers.iter().map(|it| number(it, "batch")).collect();
    assert_eq!(batch, [1024.0, 1024.0, 1024.0, 1024.0, 2048.0, 2048.0, 4096.0]);
    assert_eq!(answers[0]["total_tps_gpu"], answers[1]["total_tps_gpu"]);
    // Those that wait for a place wait for their first token.
    assert!(number(&answers[0], "ttft_s") > 10.0 * number(&answers[1], "ttft_s"));
}

/// A server started with a limit of its own (`--max-num-seqs`) schedules as many as that says.
#[test]
fn a_scheduler_told_otherwise_does_otherwise() {
    let row = |most: &str, load: &str| {
        format!("llama-3.1-8b,H100,1,1,bf16,vllm,100,100,{load},2026-03-07,{most}")
    };
    let rows = [row("2300", "100000,"), row("64", ",true"), row("64", "32,"), row("0", "32,")];
    let content = format!("{HEADER},max_num_seqs\n{}\n", rows.join("\n"));
    let (status, answers, errors) = serving("max-num-seqs.csv", &content, &[]);
    let batch: Vec<f64> = answers[..3].iter().map(|it| number(it, "batch")).collect();
    assert_eq!((status, batch), (Some(1), vec![2300.0, 64.0, 32.0]));
    assert!(
        errors.contains("row 4, max_num_seqs = 0: must be from 1 to 1,000,000,000"),
        "{errors}"
    );
}
