//! The layers of ARCHITECTURE.md, enforced: what each module may name, and what nothing below the fronts may.

#[path = "layers/paths.rs"]
mod paths;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A row of the table: modules, what each may name besides itself, and whether they may name each other.
struct Layer {
    modules: &'static [&'static str],
    each_other: bool,
    may_use: &'static [&'static str],
}

const FRONTS: &[&str] = &["main", "cli", "wasm"];
const QUESTIONS: &[&str] = &["analysis"];
const RUN: &[&str] = &["simulation"];
const INPUT: &[&str] = &["scenario", "input"];
const CATALOG: &[&str] = &["catalog"];
const DOMAINS: &[&str] = &["workload", "serving", "routing", "market", "ownership"];
#[rustfmt::skip]
const GROUND: &[&str] = &[
    "uncertainty", "statistics", "math", "ids", "tokens", "units", "source", "error", "calendar", "document",
];

/// The table, the highest layer first. A module that is in no row has no place in the crate.
#[rustfmt::skip]
const LAYERS: &[Layer] = &[
    Layer { modules: FRONTS,    each_other: true,  may_use: &["analysis", "simulation", "scenario", "input", "catalog", "domains", "ground"] },
    Layer { modules: QUESTIONS, each_other: false, may_use: &["simulation", "scenario", "input", "catalog", "domains", "ground"] },
    Layer { modules: RUN,       each_other: false, may_use: &["scenario", "catalog", "domains", "ground"] },
    Layer { modules: INPUT,     each_other: false, may_use: &["catalog", "domains", "ground"] },
    Layer { modules: CATALOG,   each_other: false, may_use: &["domains", "ground"] },
    Layer { modules: DOMAINS,   each_other: false, may_use: &["ground"] },
    Layer { modules: GROUND,    each_other: true,  may_use: &[] },
];

/// The only file that names the browser's crates.
const BROWSER_FILE: &str = "wasm";
const BROWSER_CRATES: &[&str] = &["wasm_bindgen", "serde_wasm_bindgen", "web_sys", "js_sys"];

/// What a host injects, and what differs from run to run or from target to target.
const HOST_MODULES: &[&str] = &["time", "fs", "env", "thread", "net", "process"];
#[rustfmt::skip]
const ENTROPY: &[&str] = &[
    "SmallRng", "StdRng", "ThreadRng", "SysRng", "OsRng", "getrandom", "RandomState", "HashMap", "HashSet",
];

fn may_name(from: &str, to: &str) -> bool {
    let Some(layer) = LAYERS.iter().find(|layer| layer.modules.contains(&from)) else {
        return false;
    };
    from == to
        || (layer.each_other && layer.modules.contains(&to))
        || layer.may_use.iter().any(|used| match *used {
            "domains" => DOMAINS.contains(&to),
            "ground" => GROUND.contains(&to),
            module => module == to,
        })
}

/// The module path of a file below `src`: `market/ledger.rs` is `market::ledger`, `lib.rs` is the root.
fn module_of(file: &Path) -> Vec<String> {
    let mut module: Vec<String> =
        file.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
        module.pop();
    }
    module
}

/// The path from the crate's root that `segments` mean inside `module`; nothing for another crate's path.
fn resolve(module: &[String], segments: &[String]) -> Option<Vec<String>> {
    let (mut base, rest) = match segments.first()?.as_str() {
        "crate" => (Vec::new(), &segments[1..]),
        "self" | "super" => (module.to_vec(), segments),
        _ => return None,
    };
    let climbs = rest.iter().take_while(|word| matches!(word.as_str(), "self" | "super"));
    let (steps, ups) =
        climbs.fold((0, 0), |(steps, ups), word| (steps + 1, ups + usize::from(word == "super")));
    base.truncate(base.len().saturating_sub(ups));
    base.extend_from_slice(&rest[steps..]);
    Some(base)
}

/// What `text`, the source of `file` (a path below `src`), names against the rules.
fn offences(file: &Path, text: &str) -> Vec<String> {
    let module = module_of(file);
    let top = module.first().map_or("lib", String::as_str);
    let front = FRONTS.contains(&top);
    let mut found = Vec::new();
    for path in paths::named(text) {
        let words: Vec<&str> = path.segments.iter().map(String::as_str).collect();
        let mut report = |rule: &str| {
            found.push(format!(
                "src/{}:{}: {}: {rule}",
                file.display(),
                path.line,
                words.join("::")
            ));
        };
        if top != BROWSER_FILE && words.iter().any(|word| BROWSER_CRATES.contains(word)) {
            report("only wasm.rs names the browser's crates");
        }
        if front {
            continue;
        }
        let host =
            matches!(words[..], ["std" | "core", module, ..] if HOST_MODULES.contains(&module));
        let random = matches!(words[..], ["rand", word, ..] if word == "rng" || word == "thread_rng" || word.starts_with("random"));
        if host || random || words.iter().any(|word| ENTROPY.contains(word)) {
            report("no clock, file, entropy or unordered map below the fronts");
        }
        if top == "lib" || (words.len() == 1 && !path.renamed) {
            continue;
        }
        let around: Vec<String> = module.iter().chain(&path.inside).cloned().collect();
        match resolve(&around, &path.segments).as_deref() {
            None => {}
            Some([to, ..]) if to == top || may_name(top, to) => {}
            Some([]) => report("names the whole crate"),
            Some([to, ..]) => report(&format!("{top} may not use {to}")),
        }
    }
    found
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path.strip_prefix(&root).unwrap().to_path_buf(), text));
            }
        }
    }
    files.sort();
    assert!(files.iter().any(|(file, _)| file == Path::new("lib.rs")), "src/lib.rs was read");
    files
}

#[test]
fn every_module_has_a_place_in_the_table() {
    let placed: BTreeSet<&str> = LAYERS.iter().flat_map(|layer| layer.modules).copied().collect();
    let unplaced: BTreeSet<String> = (sources().iter())
        .filter_map(|(file, _)| module_of(file).first().cloned())
        .filter(|module| !placed.contains(module.as_str()))
        .collect();
    assert!(unplaced.is_empty(), "put these modules of src/ into a layer: {unplaced:?}");
}

#[test]
fn sources_name_only_what_their_layer_may_use() {
    let found: Vec<String> =
        sources().iter().flat_map(|(file, text)| offences(file, text)).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn offences_are_seen_however_they_are_written() {
    #[rustfmt::skip]
    let bad = [
        ("market/ledger.rs", "use crate::serving::Served;"),
        ("market/ledger.rs", "use crate::{\n    error::Error,\n    routing::{Routed as R},\n};"),
        ("market/ledger.rs", "fn f() -> f64 { crate::ownership::tco() }"),
        ("market/ledger.rs", "let x = y as crate::routing::Calls;"),
        ("market/ledger.rs", "use super::super::simulation;"),
        ("market/mod.rs", "pub(in super::workload) fn f() {}"),
        ("market/mod.rs", "mod tests { use super::super::serving::Work; }"),
        ("market/mod.rs", "mod tests { mod deep { use super::{super::super::serving, *}; } }"),
        ("market/mod.rs", "macro_rules! m { () => { $crate::catalog::Offer } }"),
        ("market/mod.rs", "use crate as root;"),
        ("market/mod.rs", "use crate::{self as root};"),
        ("market/mod.rs", "use crate::*;"),
        ("market/mod.rs", "use crate::Error;"),
        ("market/mod.rs", "const C: char = '\"'; use crate::serving::Work; const D: char = '\"';"),
        ("market/mod.rs", "const S: &str = r#\"a \" b\"#; use crate::serving::Work;"),
        ("market/mod.rs", "fn f<'a>(x: &'a str) { let _ = '\\''; crate::serving::f::<'a>(x) }"),
        ("ids.rs", "use crate::serving;"),
        ("scenario/mod.rs", "use crate::simulation::Run;"),
        ("catalog/mod.rs", "use crate::scenario::Scenario;"),
        ("simulation/run.rs", "use crate::analysis;"),
        ("simulation/run.rs", "use crate::wasm;"),
        ("simulation/run.rs", "use wasm_bindgen::prelude::*;"),
        ("cli/run.rs", "fn f() { web_sys::console::log_0() }"),
        ("simulation/run.rs", "use std::{collections::BTreeMap, time::Instant};"),
        ("simulation/run.rs", "let x = ::std::fs::read(path);"),
        ("simulation/run.rs", "use std::collections::HashMap;"),
        ("simulation/run.rs", "use rand::rngs::SmallRng;"),
        ("simulation/run.rs", "let x = rand::random::<f64>();"),
        ("lib.rs", "use std::thread;"),
    ];
    for (file, text) in bad {
        assert_eq!(offences(Path::new(file), text).len(), 1, "{file}: {text}");
    }
}

#[test]
fn what_is_allowed_is_not_an_offence() {
    #[rustfmt::skip]
    let good = [
        ("market/ledger.rs", "use crate::{error::Error, market::Sale, uncertainty::{Domain, Unit}};"),
        ("market/ledger.rs", "use super::Sale; use super::super::statistics::Band; pub(crate) fn f() {}"),
        ("market/mod.rs", "mod tests { use super::serving; use super::*; }"),
        ("market/mod.rs", "/// ```\n/// use undercut::serving::Work; // crate::serving\n/// ```\n/* crate::serving /* nested */ std::fs */"),
        ("market/mod.rs", "const S: &str = \"crate::serving \\\" std::fs\"; const R: &str = r#\"crate::serving \"#;"),
        ("math/mod.rs", "use crate::statistics::Moments; use std::fmt; fn f() { let timer = 1; }"),
        ("scenario/text.rs", "use crate::catalog::Offer; use crate::market::Response;"),
        ("analysis/swing.rs", "use crate::simulation::Run; use crate::ids::LineId;"),
        ("cli/run.rs", "use crate::cli::Table; use undercut::analysis; use std::{env, fs, time::Instant};"),
        ("wasm.rs", "use wasm_bindgen::prelude::*; use crate::simulation::Run;"),
        ("lib.rs", "pub mod market; pub use crate::market::Sale;"),
    ];
    for (file, text) in good {
        assert_eq!(offences(Path::new(file), text), Vec::<String>::new(), "{file}: {text}");
    }
    assert!(!may_name("a_new_folder", "math"), "a module outside the table may use nothing");
}

/// The packages and features that a build takes, as `cargo tree` prints them.
fn tree(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--package", "undercut", "--prefix", "none"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

const WASM: &[&str] =
    &["--target", "wasm32-unknown-unknown", "--no-default-features", "--edges", "features,normal"];
const TESTS: &[&str] = &["--all-features", "--edges", "features,normal,build,dev"];

#[test]
fn no_dependency_brings_the_platforms_math() {
    for arguments in [WASM, TESTS] {
        let tree = tree(arguments);
        assert!(tree.contains("num-traits feature \"libm\""), "statrs computes with libm:\n{tree}");
        assert!(
            !tree.contains("num-traits feature \"std\""),
            "{arguments:?} turns on num-traits/std:\n{tree}"
        );
    }
}

#[test]
fn the_webassembly_core_has_no_source_of_entropy() {
    let tree = tree(WASM);
    assert!(tree.contains("\nrand v") || tree.contains("rand feature"), "{tree}");
    assert!(!tree.contains("getrandom"), "getrandom is in the core:\n{tree}");
}
