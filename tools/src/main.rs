//! Build steps of undercut: `tools wasm-bindgen CORE.wasm FOLDER` writes the JavaScript and the TypeScript
//! types that let a page call the core, beside the core itself; `tools catalog FOLDER` writes the catalogue as the page
//! fetches it.

mod facts;
mod versions;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: tools wasm-bindgen CORE.wasm FOLDER | tools catalog FOLDER";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["wasm-bindgen", core, folder] => bind(Path::new(core), Path::new(folder)),
        ["catalog", folder] => facts::write(Path::new(folder)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("tools {}: {problem}", words[0]);
            ExitCode::FAILURE
        }
    }
}

fn bind(core: &Path, folder: &Path) -> Result<(), String> {
    versions::check(include_str!("../../Cargo.lock"))?;
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(core).typescript(true).remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .map_err(|error| format!("{}: {error:#}", core.display()))
}
