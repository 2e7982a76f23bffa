//! Values that a cell must not have, each named with its rule, and what hardware does not do.

use super::{HEADER, serving};

fn said(row: &str, column: &str, value: &str) -> (Option<i32>, String, String) {
    let content = format!("{HEADER},{column}\n{row},{value}\n");
    let (status, answers, errors) = serving(&format!("rule-{column}.csv"), &content, &[]);
    let notes = answers.first().and_then(|it| it["notes"].as_str().map(str::to_string));
    (status, notes.unwrap_or_default(), errors)
}

#[test]
fn each_cell_says_its_rule() {
    for (row, problem) in [
        ("llama-3.1-8b,H100,1,1,fp8,vllm,NaN,512,8,,", "isl = NaN: is not a number"),
        ("llama-3.1-8b,H100,1,1,fp8,vllm,,512,8,,", "isl: is missing"),
        (
            "llama-3.1-8b,H100,1,1,fp8,vllm,1,512,1e300,,",
            "conc = 1e300: must be from 1 to 1,000,000,000",
        ),
        ("llama-3.1-8b,H100,1,1,fp8,vllm,1,512,1e300,true,", "conc = 1e300: must be from 1 to"),
        (
            "llama-3.1-8b,H100,1,1,fp8,vllm,1e12,512,8,,",
            "isl = 1e12: must be a number above 0, at most",
        ),
        (
            "llama-3.1-8b,H100,1,1,fp8,vllm,1,512,NaN,,",
            "conc = NaN: is not a number, and offline_max",
        ),
        ("llama-3.1-8b,H100,1,1,fp8,vllm,1,512,8,,1999-01-01", "or a month, from 2000 to 2100"),
        (
            "foo-30b-a300b,H100,1,1,fp8,vllm,1,512,8,,",
            "model = foo-30b-a300b: is not a model whose shape is known",
        ),
        (
            "llama-3.1-8b,MI300X,1,1,fp8,trt,1,512,8,,",
            "engine = tensorrt-llm: runs on NVIDIA's accelerators alone, not on mi300x",
        ),
        (
            "llama-3.1-8b,MI355X,1,1,fp8,trt,1,512,8,,",
            "engine = tensorrt-llm: runs on NVIDIA's accelerators alone, not on mi355x",
        ),
        (
            "llama-3.1-8b,H100,1,1,fp8,atom,1,512,8,,",
            "engine = atom: runs on AMD's accelerators alone, not on h100-sxm",
        ),
    ] {
        let (status, _, errors) = serving("rule.csv", &format!("{HEADER}\n{row}\n"), &[]);
        assert!(
            status == Some(1) && errors.contains(&format!("row 1, {problem}"))
                || errors.contains(problem),
            "{errors}"
        );
        assert_eq!(errors.lines().count(), 1, "{errors}");
    }
    let good = super::GOOD;
    for (column, value, rule) in [
        ("acceptance_length", "1e9", "must be from 1 to 8"),
        ("acceptance_length", "0.5", "must be from 1 to 8"),
        ("len_ratio", "1e6", "must be a number above 0, at most 1000"),
        ("usd_per_gpu_hour", "1e9", "must be from 0 to 1,000,000"),
        ("pf_tp", "x", ""),
    ] {
        let (status, _, errors) = said(good, column, value);
        let expected = (!rule.is_empty()).then_some(format!("{column} = {value}: {rule}\n"));
        assert_eq!(status, Some(i32::from(expected.is_some())), "{errors}");
        assert!(expected.is_none_or(|it| errors.contains(&it)), "{errors}");
    }
    let (status, _, errors) = said(good, "usd_per_accelerator_hour,usd_per_gpu_hour", "2,3");
    assert!(
        status == Some(1) && errors.contains("usd_per_gpu_hour = 3: is another name of"),
        "{errors}"
    );
}

/// Arithmetic that an accelerator does not have is done at the rate of one it has, which is said.
#[test]
fn arithmetic_that_is_not_there_is_noted() {
    for (row, note) in [
        (
            "llama-3.1-8b,H100,1,1,nvfp4,vllm,1024,512,8,,2026-03-07",
            "no FP4 arithmetic: at the rate of FP8",
        ),
        (
            "llama-3.1-8b,MI300X,1,1,fp4,vllm,1024,512,8,,2026-03-07",
            "no FP4 arithmetic: at the rate of FP8",
        ),
        (
            "llama-3.1-8b,A100,1,1,fp8,vllm,1024,512,8,,2026-03-07",
            "no FP8 arithmetic: at the rate of BF16",
        ),
        ("llama-3.1-8b,B200,1,1,nvfp4,vllm,1024,512,8,,2026-03-07", ""),
        ("gpt-oss-20b,H100,1,1,fp4,vllm,1024,512,8,,2026-03-07", ""),
    ] {
        let (status, notes, errors) = said(row, "spec", "none");
        assert_eq!(status, Some(0), "{errors}");
        assert!(notes.contains("arithmetic") != note.is_empty() && notes.contains(note), "{notes}");
    }
}

/// The help of each command says what its own output is.
#[test]
fn help_speaks_of_its_own_command() {
    for (arguments, words) in [
        (vec!["serving", "--help"], "row per row of the input"),
        (vec!["route", "--help"], "line per point"),
        (vec!["catalog", "list", "--help"], "row per record"),
        (vec!["catalog", "show", "--help"], "row per number"),
        (vec!["run", "--help"], "per curve and month"),
    ] {
        let help = super::text(&super::program::undercut(&arguments).stdout);
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(words), "{help}");
        assert_eq!(help.contains("curve and month"), arguments[0] == "run", "{help}");
    }
}
