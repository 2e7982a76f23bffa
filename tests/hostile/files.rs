//! What is no file, has no end, or is no text.

use super::{file, said};

/// Every command that reads a file, with the file in place of FILE.
const COMMANDS: [&[&str]; 6] = [
    &["run", "FILE"],
    &["validate", "FILE"],
    &["serving", "--input", "FILE"],
    &["route", "--input", "FILE"],
    &["catalog", "import", "--as-of", "2026-11-12", "FILE"],
    &["catalog", "check", "FILE"],
];

/// That every command refuses `path` with one line, which names it and holds `rule`.
fn refused_by_all(path: &str, rule: &str) {
    for command in COMMANDS {
        let arguments: Vec<&str> =
            command.iter().map(|it| if *it == "FILE" { path } else { it }).collect();
        let (status, out, err) = said(&arguments);
        assert_eq!((status, out.as_str()), (Some(1), ""), "{arguments:?}: {err}");
        assert!(err.starts_with(path) && err.contains(rule), "{arguments:?}: {err}");
        assert_eq!(err.lines().count(), 1, "{arguments:?}: {err}");
    }
}

#[test]
fn what_is_no_file_is_refused_by_every_command() {
    refused_by_all("nowhere.toml", ": is not there");
    refused_by_all("tests", ": is a folder: it must be a file");
    let (_, _, err) = said(&["run", "--catalog", "Cargo.toml"]);
    assert_eq!(err, "Cargo.toml: is a file: it must be a folder of catalogue files\n");
    let (_, _, err) = said(&["run", "--catalog", "nowhere"]);
    assert_eq!(err, "nowhere: is not there\n");
}

#[cfg(unix)]
#[test]
fn what_has_no_end_is_read_to_a_bound() {
    refused_by_all("/dev/zero", ", the most that is read");
    let folder = format!("{}/hostile/endless", env!("CARGO_TARGET_TMPDIR"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for tests");
    std::os::unix::fs::symlink("/dev/zero", format!("{folder}/models.toml")).expect("a link");
    let (status, _, err) = said(&["run", "--catalog", &folder]);
    assert_eq!(status, Some(1));
    assert!(err.ends_with("models.toml: is larger than 16 MB, the most that is read\n"), "{err}");
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_and_one_that_nobody_writes_to_is_not_waited_for() {
    let pipe = format!("{}/hostile/pipe", env!("CARGO_TARGET_TMPDIR"));
    file("beside", b"");
    let _ = std::fs::remove_file(&pipe);
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo").success());
    let (status, _, err) = said(&["validate", &pipe]);
    assert_eq!(status, Some(1));
    assert!(err.contains("a pipe that nobody writes to"), "{err}");
    let scenario = std::fs::read("scenarios/first-steps.toml").expect("a shipped scenario");
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::write(pipe, scenario)
    });
    let (status, out, err) = said(&["validate", &pipe]);
    assert_eq!(status, Some(0), "{err}");
    assert!(out.contains("good"), "{out}");
    writer.join().expect("it ends").expect("it writes");
}

#[test]
fn other_encodings_are_named_by_every_command() {
    let text = "title = 'Caf\u{e9}'\nmodel,gpu\n";
    let utf_16 = |order: fn(u16) -> [u8; 2], mark: &str| {
        format!("{mark}{text}").encode_utf16().flat_map(order).collect::<Vec<u8>>()
    };
    let save = "save it as UTF-8";
    for mark in ["\u{feff}", ""] {
        refused_by_all(&file("le", &utf_16(u16::to_le_bytes, mark)), "UTF-16 (little-endian)");
        refused_by_all(&file("be", &utf_16(u16::to_be_bytes, mark)), "UTF-16 (big-endian)");
    }
    refused_by_all(&file("le", &utf_16(u16::to_le_bytes, "\u{feff}")), save);
    refused_by_all(&file("zip", b"PK\x03\x04\0\0"), "a spreadsheet's own format");
    refused_by_all(&file("gz", b"\x1f\x8b\x08\0"), "is compressed (gzip)");
    refused_by_all(&file("zero", b"title = 'a'\nb = '\0'\n"), "line 2: holds a zero byte");
    let latin: Vec<u8> = text.chars().map(|it| it as u8).collect();
    let latin = file("latin", &latin);
    for command in COMMANDS.iter().filter(|it| it[0] != "serving") {
        let arguments: Vec<&str> =
            command.iter().map(|it| if *it == "FILE" { latin.as_str() } else { it }).collect();
        let (status, _, err) = said(&arguments);
        assert_eq!(status, Some(1));
        let rule = "line 1: has bytes that are not UTF-8 but look like Latin-1: save it as UTF-8";
        assert!(err.contains(rule), "{arguments:?}: {err}");
    }
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_matter() {
    let text = std::fs::read_to_string("scenarios/first-steps.toml").expect("a shipped scenario");
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let (status, out, err) = said(&["validate", &file("windows.toml", windows.as_bytes())]);
    assert_eq!((status, err.as_str()), (Some(0), ""), "{out}");
    let route = "\u{feff}{\r\n\"models\": [{\"success\": 0.5, \"cost\": 1}]}";
    let (status, _, err) = said(&["route", "--input", &file("bom.json", route.as_bytes())]);
    assert_eq!((status, err.as_str()), (Some(0), ""));
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    for content in ["", "\u{feff}", " \n\r\n"] {
        let empty = file("empty", content.as_bytes());
        let (status, _, err) = said(&["route", "--input", &empty]);
        assert_eq!(status, Some(1));
        assert!(err.contains("is empty: must be a JSON object"), "{err}");
        let (status, _, err) = said(&["serving", "--input", &empty]);
        assert_eq!((status, err.ends_with(": no rows\n")), (Some(1), true), "{err}");
        let (status, _, err) = said(&["validate", &empty]);
        assert_eq!((status, err.contains("is missing")), (Some(1), true), "{err}");
    }
}

#[test]
fn a_shipped_scenario_is_found_in_capitals_and_with_spaces() {
    for name in ["First-Steps", "first_steps", "first steps"] {
        let (status, out, err) = said(&["validate", name]);
        assert_eq!(status, Some(0), "{err}");
        assert!(out.starts_with(name), "{out}");
    }
}
