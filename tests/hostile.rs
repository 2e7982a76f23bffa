//! Inputs that nobody means well: files that are none, other encodings, values of megabytes, numbers that cannot be.
#![cfg(feature = "cli")]

#[path = "hostile/bounds.rs"]
mod bounds;
#[path = "hostile/files.rs"]
mod files;
mod program;
#[path = "hostile/repeated.rs"]
mod repeated;
#[path = "hostile/route.rs"]
mod route;

use std::path::{Path, PathBuf};

use program::undercut;

/// A file of this test run, with `content`.
fn file(name: &str, content: &[u8]) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    std::fs::create_dir_all(&folder).expect("a folder for tests");
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, content).expect("a file for tests");
    path.to_str().expect("UTF-8").to_string()
}

/// Exit status, stdout and stderr.
fn said(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = undercut(arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}
