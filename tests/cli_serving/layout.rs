//! The layout of a row: what it may ask for, and what the answer says was used.

use serde_json::Value;

use super::{HEADER, number, serving};

const LAYOUT: &str = "model,gpu,precision,engine,isl,osl,conc,date,n_gpu,tp,ep,dp_attn,disagg,pf_tp,pf_ep,pf_dp,pf_workers,dec_workers";
const R1: &str = "deepseek-r1,H200,fp8,sglang,1024,1024,64,2026-03-07";
const RACK: &str = "deepseek-r1,GB200,fp8,dynamo-sglang,1024,1024,64,2026-03-07";
const LLAMA: &str = "llama-3.1-70b,H100,fp8,vllm,1024,1024,64,2026-03-07";

fn laid_out(name: &str, rows: &[&str]) -> (Option<i32>, Vec<Value>, String) {
    serving(name, &format!("{LAYOUT}\n{}\n", rows.join("\n")), &[])
}

/// Asked for by the columns of the answer, a layout gives the same answer.
#[test]
fn an_answer_says_the_layout_that_would_ask_for_it() {
    let rows = [
        R1.to_string(),
        LLAMA.to_string(),
        format!("{R1},8,8,8"),
        format!("{R1},8,8,8,true"),
        format!("{R1},8,2,8,true"),
        format!("{LLAMA},8,2"),
        format!("{LLAMA},,4"),
        format!("{R1},24,8,8,false,true,8,1,false,1,2"),
        format!("{RACK},48,32,32,true,true,4,4,true,4,1"),
        format!("{RACK},72,1,1,true,true,1,1,true,10,1"),
        format!("{R1},64,8,1,false,true,8,1,false,0,0"),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let (status, answers, errors) = laid_out("asked.csv", &rows);
    assert_eq!(status, Some(0), "{errors}");
    let again: Vec<String> = rows
        .iter()
        .zip(&answers)
        .map(|(row, answer)| {
            let given: Vec<String> = row.split(',').take(8).map(str::to_string).collect();
            let used = LAYOUT.split(',').skip(8).map(|it| match &answer[it] {
                Value::Null => String::new(),
                value => value.to_string(),
            });
            given.into_iter().chain(used).collect::<Vec<_>>().join(",")
        })
        .collect();
    let again: Vec<&str> = again.iter().map(String::as_str).collect();
    let (status, same, errors) = laid_out("again.csv", &again);
    assert_eq!(status, Some(0), "{errors}");
    for (answer, same) in answers.iter().zip(&same) {
        for column in ["total_tps_gpu", "tpot_s", "ttft_s", "usd_per_mtok_output"] {
            assert_eq!(answer[column], same[column], "{answer}");
        }
    }
    assert_eq!((&answers[0]["n_gpu"], &answers[0]["ep"]), (&Value::from(8), &Value::from(8)));
    assert_eq!((&answers[5]["n_gpu"], &answers[5]["tp"]), (&Value::from(8), &Value::from(2)));
    assert_eq!(
        (&answers[10]["n_gpu"], &answers[10]["dec_workers"]),
        (&Value::from(64), &Value::from(7))
    );
    let notes = |place: usize| answers[place]["notes"].as_str().expect("a note").to_string();
    assert!(notes(0).starts_with("smallest layout that fits: n_gpu 8, tp 1, ep 8, dp_attn true; "));
    assert!(notes(1).starts_with("smallest layout that fits: n_gpu 2, tp 2; memory_share "));
    assert!((2..answers.len()).all(|it| notes(it).starts_with("memory_share ")));
}

#[test]
fn an_answer_says_engine_precision_rate_and_utilisation() {
    let content = format!(
        "{HEADER},utilisation\ngpt-oss-120b,H200,1,1,nvfp4,dynamo-trt,1024,512,8,,2026-03-07,0.5\n\
         llama-3.1-8b,H100,1,1,fp8,vLLM,1024,512,8,,2026-03-07,\n"
    );
    let more = ["--usd-per-accelerator-hour", "3", "--utilisation", "0.25"];
    let (status, answers, errors) = serving("used.csv", &content, &more);
    assert_eq!(status, Some(0), "{errors}");
    for (answer, words) in answers.iter().zip([["tensorrt-llm", "mxfp4"], ["vllm", "fp8"]]) {
        assert_eq!([&answer["engine"], &answer["precision"]], words);
        assert_eq!(number(answer, "usd_per_accelerator_hour"), 3.0);
    }
    assert_eq!(
        (number(&answers[0], "utilisation"), number(&answers[1], "utilisation")),
        (0.5, 0.25)
    );
}

#[test]
fn a_layout_that_cannot_be_is_refused_by_its_column() {
    for (row, problem) in [
        (format!("{R1},8,8,16"), "ep = 16: must divide n_gpu, 8"),
        (format!("{R1},8,8,3"), "ep = 3: must divide n_gpu, 8"),
        (format!("{R1},8,3"), "tp = 3: must divide n_gpu, 8"),
        (format!("{R1},0,8"), "n_gpu = 0: must be a whole number from 1 to 100,000"),
        (format!("{R1},8,0"), "tp = 0: must be a whole number from 1 to 100,000"),
        (format!("{R1},,,8"), "ep = 8: needs n_gpu or tp beside it"),
        (format!("{R1},,,,true"), "dp_attn = true: needs n_gpu or tp beside it"),
        (format!("{R1},16,8,3,,true,8,1"), "ep = 3: must divide tp, 8"),
        (format!("{R1},16,8,8,,true,8,12"), "pf_tp = 8: must divide pf_ep, 12"),
    ] {
        let (status, _, errors) = laid_out("refused.csv", &[&row]);
        assert_eq!(status, Some(1), "{row}");
        assert!(errors.contains(&format!("row 1, {problem}")), "{errors}");
    }
    // A problem elsewhere hides none here.
    let (_, _, errors) = laid_out("both.csv", &["nobody,H200,fp8,sglang,1,1,1,,8,3"]);
    assert!(errors.contains("model = nobody") && errors.contains("tp = 3"), "{errors}");
}

#[test]
fn what_is_taken_otherwise_is_noted() {
    let (status, answers, errors) = laid_out(
        "noted.csv",
        &[
            &format!("{R1},99,8,8,,true,8,8,,1,1"),
            &format!("{LLAMA},8,2,8"),
            "llama-3.1-8b,H100,fp8,vllm,1024,1024,2,2026-03-07,8,1",
        ],
    );
    assert_eq!(status, Some(0), "{errors}");
    for (answer, note) in answers.iter().zip([
        "n_gpu = 99: the workers have 16 accelerators in all",
        "ep = 8: experts are spread over the 2 accelerators of each of 4 replicas",
        "conc = 2: as if each of 8 replicas had one",
    ]) {
        let noted = answer["notes"].as_str().expect("a note");
        assert!(noted.starts_with(&format!("{note}; memory_share ")), "{noted}");
    }
    assert_eq!(answers[0]["n_gpu"], 16);
}
