//! `undercut serving` as a user runs it: tables in, answers out, problems by row and column.
#![cfg(feature = "cli")]

#[path = "cli_serving/capacity.rs"]
mod capacity;
#[path = "cli_serving/field_cases.rs"]
mod field_cases;
#[path = "cli_serving/input.rs"]
mod input;
#[path = "cli_serving/layout.rs"]
mod layout;
#[path = "cli_serving/names.rs"]
mod names;
mod program;
#[path = "cli_serving/rules.rs"]
mod rules;
#[path = "cli_serving/shapes.rs"]
mod shapes;

use std::path::{Path, PathBuf};

use program::undercut;
use serde_json::Value;
use undercut::input::{SERVING_INPUT, SERVING_OUTPUT};
use undercut::serving::Constants;

const HEADER: &str = "model,gpu,n_gpu,tp,precision,engine,isl,osl,conc,offline_max,date";
const GOOD: &str = "llama-3.1-8b,H100,1,1,fp8,vllm,1024,512,32,,2026-03-07";

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// A file of this test run, with `content`.
fn file(name: &str, content: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("serving");
    std::fs::create_dir_all(&folder).expect("a folder for tests");
    let path = folder.join(name);
    std::fs::write(&path, content).expect("a file for tests");
    path
}

/// Exit status, answers and messages of `undercut serving` on a table with further arguments.
fn serving(name: &str, content: &str, more: &[&str]) -> (Option<i32>, Vec<Value>, String) {
    let path = file(name, content);
    let mut arguments =
        vec!["serving", "--input", path.to_str().expect("UTF-8"), "--format", "json"];
    arguments.extend(more);
    let output = undercut(&arguments);
    let rows = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), rows, text(&output.stderr))
}

fn table(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn number(row: &Value, column: &str) -> f64 {
    row[column].as_f64().unwrap_or_else(|| panic!("{column} of {row}"))
}

/// The worked example of `docs/serving/` is what the program makes of it. `make golden` rewrites the answers.
#[test]
fn the_worked_example_is_what_the_program_says() {
    let input = "docs/serving/example.csv";
    let output = undercut(&["serving", "--input", input, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "its last row cannot be served");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/serving/example.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &output.stdout).expect("the example is written");
        return; // The program that holds the new example is still to be built.
    }
    let expected = std::fs::read_to_string(&path).expect("the example is in the repository");
    assert_eq!(text(&output.stdout), expected);
    let schema = undercut(&["serving", "--schema"]);
    let schema: Value = serde_json::from_slice(&schema.stdout).expect("JSON");
    let example = &schema["examples"][0];
    assert_eq!(example["output"], serde_json::from_str::<Value>(&expected).expect("JSON"));
    let input = std::fs::read_to_string(input).expect("the example is in the repository");
    assert_eq!(example["input_csv"], Value::String(input));
}

/// The session in the README is what a terminal shows; `make golden` rewrites it.
#[test]
fn the_readme_shows_what_the_program_says() {
    let command = "$ undercut serving --input docs/serving/example.csv\n";
    let output = undercut(&["serving", "--input", "docs/serving/example.csv"]);
    let said = text(&output.stdout) + &text(&output.stderr);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).expect("the README");
    let (before, rest) = readme.split_once(command).expect("the session");
    let (shown, after) = rest.split_once("```").expect("its end");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let new = format!("{before}{command}{said}```{after}");
        std::fs::write(&path, new).expect("the README is written");
        return;
    }
    assert_eq!(shown, said);
}

#[test]
fn the_schema_lists_every_column() {
    let output = undercut(&["serving", "--schema"]);
    assert_eq!(output.status.code(), Some(0));
    let schema: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    for (part, columns) in [("input", SERVING_INPUT), ("output", SERVING_OUTPUT)] {
        let items = &schema["$defs"][part]["items"];
        for column in columns {
            assert!(items["properties"][column.name]["description"].is_string(), "{}", column.name);
            let required = items["required"].as_array().expect("a list");
            assert_eq!(required.contains(&Value::from(column.name)), column.absent.is_none());
        }
    }
}

#[test]
fn answers_come_in_the_order_of_the_input_with_every_column() {
    let rows = ["llama-3.1-70b,H200,4,4,fp8,vllm,1024,1024,64,,", GOOD];
    let (status, answers, errors) = serving("order.csv", &table(&rows), &[]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    let models: Vec<&str> = answers.iter().filter_map(|it| it["model"].as_str()).collect();
    assert_eq!(models, ["llama-3.1-70b", "llama-3.1-8b"]);
    for (place, answer) in answers.iter().enumerate() {
        let names: Vec<&String> = answer.as_object().expect("an object").keys().collect();
        let mut expected: Vec<&str> = SERVING_OUTPUT.iter().map(|it| it.name).collect();
        expected.sort_unstable();
        assert_eq!(names, expected);
        assert_eq!(number(answer, "row"), place as f64 + 1.0);
        assert!(answer["error"].is_null());
        let share = number(answer, "out_tps_gpu") / number(answer, "total_tps_gpu");
        assert!((share - [0.5, 1.0 / 3.0][place]).abs() < 1e-9);
        assert!(["anchored", "extrapolated"].contains(&answer["basis"].as_str().expect("text")));
        // What a GPU-hour costs is what its tokens cost.
        let (input, output) =
            (number(answer, "usd_per_mtok_input"), number(answer, "usd_per_mtok_output"));
        let out = number(answer, "out_tps_gpu");
        let per_hour =
            (input * (number(answer, "total_tps_gpu") - out) + output * out) * 3600.0 / 1e6;
        assert!((per_hour / [2.05, 1.78][place] - 1.0).abs() < 0.02, "{per_hour} USD/h");
    }
}

#[test]
fn bad_rows_say_column_value_and_rule_and_stop_no_other() {
    let rows = [
        "llama-3.1-8b,H100,1,1,fp3,vllm,1024,1024,64,,",
        GOOD,
        "nobody,H99,1,1,fp8,onnx,-5,,,,soon",
        "llama-3.1-405b,H100,1,1,bf16,vllm,1024,1024,64,,",
        GOOD,
    ];
    let (status, answers, errors) = serving("bad.csv", &table(&rows), &[]);
    assert_eq!((status, answers.len()), (Some(1), 5));
    let failed: Vec<bool> = answers.iter().map(|it| it["error"].is_string()).collect();
    assert_eq!(failed, [true, false, true, true, false]);
    assert_eq!(answers[1]["total_tps_gpu"], answers[4]["total_tps_gpu"]);
    assert!(answers[0]["total_tps_gpu"].is_null() && answers[0]["basis"].is_null());
    assert!(errors.contains("row 1, precision = fp3: is not one of"), "{errors}");
    for column in ["model", "gpu", "engine", "isl", "osl", "conc", "date"] {
        assert!(errors.contains(&format!("row 3, {column}")), "{column}: {errors}");
        assert!(answers[2]["error"].as_str().expect("text").contains(column), "{column}");
    }
    assert!(errors.contains("row 4: does not fit"), "{errors}");
}

#[test]
fn csv_and_json_are_the_same_table() {
    let json = r#"[{"model": "llama-3.1-8b", "gpu": "H100", "n_gpu": 1, "tp": 1.0, "precision": "FP8",
        "engine": "vLLM", "isl": 1024, "osl": 512, "conc": 32, "offline_max": null, "date": "2026-03-07"}]"#;
    let (one, two) = (serving("same.csv", &table(&[GOOD]), &[]), serving("same.json", json, &[]));
    assert_eq!((one.0, &one.1), (Some(0), &two.1));
}

#[test]
fn measured_columns_and_unknown_ones_change_nothing() {
    let plain = serving("plain.csv", &table(&[GOOD]), &[]).1;
    let more = format!(
        "{HEADER},total_tps_gpu,out_tps_gpu,ttft_s,tpot_s,source,colour\n{GOOD},9,3,9,9,here,red\n"
    );
    assert_eq!(serving("more.csv", &more, &[]).1, plain);
}

/// "Llama-70B FP8 on one H100 at 120 tokens/s for one request": its weights cannot be read that often.
#[test]
fn a_measurement_that_cannot_be_is_named_and_not_used() {
    let row = "llama-3.1-70b,H100,1,1,fp8,vllm,200,300,1,,2026-03-07";
    let content = format!("{HEADER},tpot_s\n{row},{}\n{row},\n{row},0.05\n", 1.0 / 120.0);
    let (status, answers, errors) = serving("impossible.csv", &content, &[]);
    assert_eq!(status, Some(0), "{errors}");
    assert_eq!(answers[0]["tpot_s"], answers[1]["tpot_s"]);
    assert!(1.0 / number(&answers[0], "tpot_s") < 47.5);
    let notes = answers[0]["notes"].as_str().expect("a note");
    assert!(notes.contains("tpot_s") && notes.contains("data sheet"), "{notes}");
    let plain = "memory_share 0.900 by default";
    assert!(answers[1]["notes"] == plain && answers[2]["notes"] == plain);
}

#[test]
fn rate_and_utilisation_are_the_rows_then_the_options_then_the_defaults() {
    let costs = |name: &str, content: &str, more: &[&str]| -> Vec<f64> {
        let (status, answers, errors) = serving(name, content, more);
        assert_eq!(status, Some(0), "{errors}");
        answers.iter().map(|it| number(it, "usd_per_mtok_output")).collect()
    };
    let by_default = costs("rate.csv", &table(&[GOOD]), &[])[0];
    let options = ["--usd-per-accelerator-hour", "3.56", "--utilisation", "0.5"];
    let asked = costs("rate.csv", &table(&[GOOD]), &options)[0];
    assert!((asked / by_default - 4.0).abs() < 1e-9, "1.78 USD/h at 1 by default");
    let own = format!(
        "{HEADER},usd_per_accelerator_hour,utilisation\n{GOOD},1.78,1\n{GOOD},,\n{GOOD},0,0.25\n"
    );
    let given = costs("own.csv", &own, &options);
    assert!((given[0] / by_default - 1.0).abs() < 1e-9);
    assert!((given[1] / by_default - 4.0).abs() < 1e-9);
    assert_eq!(given[2], 0.0);
}

#[test]
fn offline_takes_what_memory_allows() {
    let rows = [
        "llama-3.1-8b,H100,1,1,bf16,sglang,1024,512,,True,",
        "llama-3.1-8b,H100,1,1,bf16,sglang,1024,512,64,1,",
        "llama-3.1-8b,H100,1,1,bf16,sglang,1024,512,100000,,",
    ];
    let (status, answers, errors) = serving("offline.csv", &table(&rows), &[]);
    assert_eq!(status, Some(0), "{errors}");
    let batch: Vec<f64> = answers.iter().map(|it| number(it, "batch")).collect();
    assert!(batch[0] > 100.0 && batch[1] == 64.0 && batch[2] == batch[0]);
}

#[test]
fn names_spelled_as_people_do_are_the_same_rows() {
    let rows = [
        GOOD,
        "meta-llama/Llama-3.1-8B-Instruct,NVIDIA H100 80GB HBM3,1.0,1.0,FP8_E4M3,vLLM,\"1,024\",512,32.0,False,2026-03-07T12:00:00Z",
        "LLAMA-3.1-8B,h100_sxm,1,1,fp8,dynamo-vllm,1024,512,32,nan,2026-03-07",
    ];
    let (status, answers, errors) = serving("names.csv", &table(&rows), &[]);
    assert_eq!(status, Some(0), "{errors}");
    for answer in &answers {
        assert_eq!(answer["total_tps_gpu"], answers[0]["total_tps_gpu"]);
    }
}

#[test]
fn what_stands_in_is_named() {
    let rows = [
        "acme-30b-a3b,H100,1,1,fp8,sglang,1024,512,32,,2026-03-07",
        "qwen3-8b,RTX 4090,1,1,fp8,vllm,1024,512,8,,2026-03-07",
        "qwen3-8b,RTX 5090,1,1,fp8,vllm,1024,512,8,,2026-03-07",
        "qwen3-8b,H100,1,1,fp8,vllm,1024,512,8,,",
        "gpt-5.4-mini,B300,8,8,fp8,sglang,1024,512,8,,2026-03-07",
    ];
    let (status, answers, errors) = serving("assumed.csv", &table(&rows), &[]);
    assert_eq!(status, Some(0), "{errors}");
    for (answer, words) in
        answers.iter().zip(["assumed", "Ada", "", "months old", "closed weights"])
    {
        let notes = answer["notes"].as_str().unwrap_or_else(|| panic!("{answer}"));
        assert!(notes.contains(words), "{notes}");
        assert_eq!(answer["basis"], "extrapolated");
    }
}

/// A row of GB200 with prefill and decode apart: its costs add up to its accelerators, and output counts per
/// accelerator that decodes.
#[test]
fn prefill_and_decode_apart() {
    let header = "model,gpu,n_gpu,tp,ep,dp_attn,precision,engine,disagg,pf_tp,pf_ep,pf_dp,pf_workers,dec_workers,isl,osl,conc,date";
    let row =
        "deepseek-r1,GB200,48,32,32,True,fp4,dynamo-trt,True,4,4,True,4,1,8192,1024,512,2026-03-23";
    let (status, answers, errors) = serving("apart.csv", &format!("{header}\n{row}\n"), &[]);
    assert_eq!(status, Some(0), "{errors}");
    let answer = &answers[0];
    let target = 0.8 * number(answer, "tpot_s");
    let held = format!("{header},target_tpot_s\n{row},{target}\n{row},0.000001\n");
    let (status, held, errors) = serving("held.csv", &held, &[]);
    assert!(number(&held[0], "tpot_s") <= target && number(&held[0], "tpot_s") > 0.99 * target);
    assert!(status == Some(1) && errors.contains("row 2: target_tpot_s"), "{errors}");
    let (total, output) = (number(answer, "total_tps_gpu"), number(answer, "out_tps_gpu"));
    assert!((output / (total / 9.0 * 48.0 / 32.0) - 1.0).abs() < 1e-9);
    let per_hour = (number(answer, "usd_per_mtok_input") * total * 8.0 / 9.0
        + number(answer, "usd_per_mtok_output") * total / 9.0)
        * 3600.0
        / 1e6;
    assert!((per_hour / 2.6 - 1.0).abs() < 1e-6, "{per_hour}");
    assert_eq!(number(answer, "sigma"), Constants::REFERENCE.sigma_apart);
}

/// Rows about one kind of worker have the columns of that phase only.
#[test]
fn one_phase_alone() {
    let row = "deepseek-r1,H200,8,8,fp8,sglang,4096,512,64,,2026-03-07";
    let bare = "deepseek-r1,H200,8,8,fp8,sglang,4096,,,,2026-03-07";
    let content =
        format!("{HEADER},phase\n{row},prefill\n{row},decode\n{row},both\n{bare},prefill\n");
    let (status, answers, errors) = serving("phases.csv", &content, &[]);
    assert_eq!(status, Some(0), "{errors}");
    let (prefill, decode, both) = (&answers[0], &answers[1], &answers[2]);
    assert!(prefill["out_tps_gpu"].is_null() && prefill["tpot_s"].is_null());
    assert!(decode["ttft_s"].is_null() && decode["usd_per_mtok_input"].is_null());
    // A worker that does one thing does more of it, and its accelerators cost what its tokens do.
    let whole = number(both, "total_tps_gpu");
    let (input, output) = (number(prefill, "total_tps_gpu"), number(decode, "out_tps_gpu"));
    assert!(input > whole * 8.0 / 9.0 && output > whole / 9.0);
    assert!((number(&answers[3], "total_tps_gpu") / input - 1.0).abs() < 1e-6);
    for (rate, usd) in [
        (input, number(prefill, "usd_per_mtok_input")),
        (output, number(decode, "usd_per_mtok_output")),
    ] {
        assert!((rate * usd * 3600.0 / 1e6 / 2.05 - 1.0).abs() < 1e-6, "{rate} at {usd}");
    }
}

#[test]
fn a_target_holds_the_batch_down() {
    let free = number(&serving("free.csv", &table(&[GOOD]), &[]).1[0], "tpot_s");
    let target = 0.8 * free;
    let content = format!("{HEADER},target_tpot_s\n{GOOD},\n{GOOD},{target}\n{GOOD},0.000001\n");
    let (status, answers, errors) = serving("target.csv", &content, &[]);
    assert_eq!(status, Some(1));
    assert_eq!(number(&answers[0], "tpot_s"), free);
    assert!(number(&answers[1], "tpot_s") <= target);
    assert!(number(&answers[1], "batch") < number(&answers[0], "batch"));
    assert!(
        errors.contains("row 3: target_tpot_s = 0.000001: one request alone takes"),
        "{errors}"
    );
}

#[test]
fn tables_and_files() {
    let path = file("table.csv", &table(&[GOOD]));
    let input = path.to_str().expect("UTF-8");
    let shown = text(&undercut(&["serving", "--input", input]).stdout);
    assert!(shown.contains("llama-3.1-8b") && shown.contains("TPOT"));
    let out = file("out.csv", "");
    let arguments = ["serving", "--input", input, "--format", "csv", "--output"];
    let written = undercut(&[&arguments[..], &[out.to_str().expect("UTF-8")]].concat());
    assert_eq!((written.status.code(), written.stdout.len()), (Some(0), 0));
    let read = std::fs::read_to_string(&out).expect("it was written");
    let header: Vec<&str> = SERVING_OUTPUT.iter().map(|it| it.name).collect();
    assert_eq!(read.lines().next(), Some(header.join(",").as_str()));
    assert_eq!(read.lines().count(), 2);
}

/// Whatever a row holds, it has an answer of finite numbers or a reason, and the program ends in order.
#[test]
fn odd_values_are_answered_or_refused() {
    let odd = [
        "",
        "0",
        "-1",
        "1e308",
        "1e-308",
        "1e400",
        "inf",
        "-inf",
        "NaN",
        "0x10",
        "1;2",
        "ä",
        "\u{1f600}",
        "true",
        "4294967296",
        "99999",
        "3",
        "0.5",
        "\"a\"\"b\"",
        "2026-13-45",
        "None",
    ];
    let columns: Vec<&str> = HEADER
        .split(',')
        .chain([
            "ep",
            "dp_attn",
            "len_ratio",
            "prefix_hit_rate",
            "acceptance_length",
            "spec",
            "version",
            "phase",
            "disagg",
            "pf_tp",
            "pf_ep",
            "pf_dp",
            "pf_workers",
            "dec_workers",
            "target_tpot_s",
            "usd_per_accelerator_hour",
            "utilisation",
        ])
        .collect();
    let mut rows = vec![columns.join(",")];
    for disagg in ["", "true"] {
        for place in 0..columns.len() {
            for value in odd {
                let mut cells: Vec<&str> = GOOD.split(',').collect();
                cells.resize(columns.len(), "");
                let apart = columns.iter().position(|it| *it == "disagg").expect("a column");
                cells[apart] = disagg;
                cells[place] = value;
                rows.push(cells.join(","));
            }
        }
    }
    let (status, answers, errors) = serving("odd.csv", &format!("{}\n", rows.join("\n")), &[]);
    assert_eq!((status, answers.len()), (Some(1), rows.len() - 1));
    assert!(!errors.contains("panicked"), "{errors}");
    for answer in &answers {
        let answered = answer["total_tps_gpu"].as_f64().is_some_and(|it| it > 0.0);
        assert!(answered != answer["error"].is_string(), "{answer}");
    }
}

#[test]
fn what_is_no_table_is_said() {
    for (arguments, code, words) in [
        (vec!["serving"], 2, "--input"),
        (vec!["serving", "--input", "no-such-file.csv"], 1, "no-such-file.csv"),
        (vec!["serving", "--input", "Cargo.toml", "--utilisation", "1.5"], 2, "at most 1"),
    ] {
        let output = undercut(&arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(text(&output.stderr).contains(words), "{arguments:?}");
    }
    let (status, answers, errors) = serving("broken.json", "[{]", &[]);
    assert_eq!((status, answers.len()), (Some(1), 0));
    assert!(errors.contains("broken.json: line 1"), "{errors}");
}
