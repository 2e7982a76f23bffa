//! The program, started as a user starts it.

#![allow(dead_code, reason = "every test file uses its own part of it")]

use std::process::{Command, Output};

/// What the program does with arguments, in the folder of the project.
pub fn undercut(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_undercut"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program starts")
}

/// What a successful command writes to stdout.
pub fn stdout(arguments: &[&str]) -> String {
    let output = undercut(arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
    assert_eq!(errors, "", "{arguments:?} is silent on stderr away from a terminal");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// What a command that fails with `code` writes to stderr; nothing goes to stdout.
pub fn stderr(arguments: &[&str], code: i32) -> String {
    let output = undercut(arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{arguments:?}");
    String::from_utf8(output.stderr).expect("UTF-8")
}
