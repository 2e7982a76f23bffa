//! Tables that are broken in part, empty, misspelt, or on stdin.

use std::io::Write;
use std::process::{Command, Stdio};

use super::program::undercut;
use super::{GOOD, HEADER, file, number, serving, table, text};

#[test]
fn one_bad_byte_line_or_quote_stops_its_own_row_only() {
    // A byte of Latin-1 in a name, and one in a column that is not read.
    let path = file("bytes.csv", "");
    let mut bytes = format!("{HEADER},source\n{GOOD},M\n").into_bytes();
    bytes.extend(b"llama-3.1-8b\xe9,H100,1,1,fp8,vllm,1024,512,32,,,x\n");
    bytes.extend(format!("{GOOD},M").as_bytes());
    bytes.extend(b"\xfcller\n");
    std::fs::write(&path, &bytes).expect("a file for tests");
    let said = undercut(&["serving", "--input", path.to_str().expect("UTF-8"), "--format", "csv"]);
    let (answers, errors) = (text(&said.stdout), text(&said.stderr));
    assert_eq!((said.status.code(), answers.lines().count()), (Some(1), 4));
    assert!(errors.contains("row 2, model = llama-3.1-8b\u{fffd}: has bytes that are not UTF-8"));
    assert_eq!(errors.lines().count(), 1, "{errors}");

    let (good, quoted) = (GOOD, format!("\"{GOOD}"));
    let (status, answers, errors) = serving("quote.csv", &table(&[good, &quoted, good]), &[]);
    assert_eq!((status, answers.len()), (Some(1), 3));
    assert_eq!(answers[2]["total_tps_gpu"], answers[0]["total_tps_gpu"]);
    assert!(errors.ends_with("row 2 (line 3): opens a quote that it does not close\n"), "{errors}");

    let row = r#"{"model": "llama-3.1-8b", "gpu": "H100", "precision": "fp8", "engine": "vllm", "isl": 1024, "osl": 512, "conc": 32}"#;
    let lines = format!("{row}\n{}\n{row}\n", &row[..40]);
    let (status, answers, errors) = serving("lines.jsonl", &lines, &[]);
    assert_eq!((status, answers.len()), (Some(1), 3));
    assert!(number(&answers[2], "total_tps_gpu") > 0.0);
    assert!(errors.contains("row 2 (line 2, column 40): EOF while parsing"), "{errors}");
    assert_eq!(answers[1]["error"], "EOF while parsing a value");
}

#[test]
fn a_table_without_rows_says_so_and_fails() {
    let header = format!("{HEADER}\n");
    for (name, content) in [("empty", ""), ("header", header.as_str()), ("list", "[]")] {
        let (status, answers, errors) = serving(name, content, &[]);
        assert_eq!((status, answers.len()), (Some(1), 0), "{name}");
        assert!(errors.ends_with(": no rows\n"), "{errors}");
    }
    let (status, _, errors) = serving("five", "5", &[]);
    assert!(status == Some(1) && errors.contains("header = 5: names no column"), "{errors}");
    let (_, _, errors) = serving("semicolons", &header.replace(',', ";"), &[]);
    assert!(errors.contains("must be apart by commas"), "{errors}");
}

#[test]
fn unknown_columns_are_named_with_what_was_meant() {
    let content = format!("{HEADER},n_gpus,colour,usd_per_gpu_hour,source\n{GOOD},8,red,2,here\n");
    let (status, _, errors) = serving("unknown.csv", &content, &[]);
    assert_eq!(status, Some(0));
    let said: Vec<&str> =
        errors.lines().filter_map(|it| it.split_once("unknown.csv: ")).map(|it| it.1).collect();
    assert_eq!(
        said,
        [
            "note: column n_gpus is not known and changes nothing; did you mean n_gpu?",
            "note: column colour is not known and changes nothing",
        ]
    );
}

#[test]
fn what_is_said_twice_or_beyond_the_header_is_refused() {
    let twice = format!("{HEADER},conc\n{GOOD},8\n");
    let (status, answers, errors) = serving("twice.csv", &twice, &[]);
    assert_eq!((status, answers.len()), (Some(1), 0));
    assert!(errors.contains("header, column 12 = conc: is the name of column 9 too"), "{errors}");
    let long = format!("{GOOD},7");
    let (status, answers, errors) = serving("long.csv", &table(&[&long, GOOD]), &[]);
    assert_eq!((status, answers[1]["error"].is_null()), (Some(1), true));
    assert!(errors.contains("row 1, column 12 = 7: is beyond the header"), "{errors}");
    let json = r#"{"model": "llama-3.1-8b", "gpu": "H100", "precision": "fp8", "engine": "vllm", "isl": 1, "osl": 1, "conc": 1, "conc": 2}"#;
    let (status, _, errors) = serving("twice.json", json, &[]);
    assert!(status == Some(1) && errors.contains("row 1, conc = 2: is given twice"), "{errors}");
}

#[test]
fn stdin_is_a_file_called_minus() {
    let on_stdin = |arguments: &[&str], content: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_undercut"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(content.as_bytes()).expect("it reads");
        drop(stdin);
        child.wait_with_output().expect("it ends")
    };
    let said = on_stdin(&["serving", "--input", "-", "--format", "json"], &table(&[GOOD]));
    let plain = undercut(&[
        "serving",
        "--input",
        file("file.csv", &table(&[GOOD])).to_str().expect("UTF-8"),
        "--format",
        "json",
    ]);
    assert_eq!((said.status.code(), text(&said.stdout)), (Some(0), text(&plain.stdout)));
    let empty = on_stdin(&["serving", "--input", "-"], "");
    assert_eq!(text(&empty.stderr), "stdin: no rows\n");
    let route = on_stdin(&["route", "--input", "-"], "{}");
    assert!(text(&route.stderr).starts_with("stdin: models"), "{}", text(&route.stderr));
}
