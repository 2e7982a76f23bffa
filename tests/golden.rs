//! Recorded results of every shipped scenario: the numbers of some months with all their digits, and a hash of
//! everything. Only `make golden` rewrites them; the diff is the review.

#[path = "runs/hash.rs"]
mod hash;
mod runs;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use hash::{BLOCKS, SEED, hash};
use undercut::scenario::SHIPPED;
use undercut::simulation::Simulation;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The names of the files in a folder with an extension, sorted.
fn names(path: &str, extension: &str) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder(path))
        .expect("the folder is there")
        .map(|entry| entry.expect("its entries can be read").path())
        .filter(|path| path.extension().is_some_and(|it| it == extension))
        .map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// The months 0, 12, 24 and the last, of those that a run has.
fn months_recorded(last: usize) -> Vec<usize> {
    let mut months: Vec<usize> = [0, 12, 24].into_iter().filter(|month| *month < last).collect();
    months.push(last);
    months
}

/// The result as lines: every curve with p5, p50, p95 and mean, then every passage with its counts.
fn recorded(simulation: &Simulation) -> String {
    let curves = simulation.curves();
    let months = months_recorded(curves.months - 1);
    let mut text = "metric,subject,month,p5,p50,p95,mean\n".to_string();
    for (curve, (metric, subject)) in curves.list.iter().enumerate() {
        for &month in &months {
            let band = simulation.band(curve, month);
            let name = serde_json::to_value(metric).expect("a metric has a name");
            let name = name.as_str().unwrap_or_default();
            let _ = writeln!(
                text,
                "{name},{},{month},{},{},{},{}",
                subject.id, band.p5, band.p50, band.p95, band.mean
            );
        }
    }
    text.push_str("\nmetric,subject,direction,level,already,never,by month\n");
    for passage in simulation.summary().passages {
        let name = serde_json::to_value(passage.metric).expect("a metric has a name");
        let by_month: Vec<String> = passage.by_month.iter().map(u32::to_string).collect();
        let _ = writeln!(
            text,
            "{},{},{},{},{},{},{}",
            name.as_str().unwrap_or_default(),
            passage.subject.id,
            passage.direction,
            passage.level,
            passage.already,
            passage.never,
            by_month.join(" ")
        );
    }
    text
}

/// Every recorded file with what the code gives now: one for each scenario, and the hashes.
fn results() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut hashes = String::new();
    for it in SHIPPED {
        let simulation = runs::simulated(&runs::scenario(it.id, &[]), SEED, BLOCKS);
        files.push((format!("{}.csv", it.id), recorded(&simulation)));
        let _ = writeln!(hashes, "{} {SEED} {BLOCKS} {:016x}", it.id, hash(&simulation));
    }
    files.push(("hashes.txt".to_string(), hashes));
    files
}

/// The first lines that differ, and how many do.
fn difference(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let line = |lines: &[&str], at: usize| lines.get(at).unwrap_or(&"(nothing)").to_string();
    let differing: Vec<usize> =
        (0..old.len().max(new.len())).filter(|&at| old.get(at) != new.get(at)).collect();
    let mut text = format!("{} of {} lines differ", differing.len(), old.len());
    for &at in differing.iter().take(5) {
        let _ = write!(
            text,
            "\n  line {}\n    was {}\n    is  {}",
            at + 1,
            line(&old, at),
            line(&new, at)
        );
    }
    text
}

#[test]
fn every_scenario_gives_its_recorded_result() {
    let rewrite = std::env::var_os("UPDATE_GOLDEN").is_some_and(|it| it == "1");
    let mut wrong = Vec::new();
    for (name, new) in results() {
        let path = folder("tests/golden").join(&name);
        if rewrite {
            std::fs::write(&path, new).expect("a result can be written");
            continue;
        }
        match std::fs::read_to_string(&path) {
            Ok(old) if old == new => {}
            Ok(old) => wrong.push(format!("{name}: {}", difference(&old, &new))),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
    if names("tests/golden", "csv") != names("scenarios", "toml") {
        wrong.push("tests/golden has results of something else than the scenarios".to_string());
    }
    let hint = "if the change is meant, record it by `make golden` and read the diff";
    assert!(wrong.is_empty(), "{}\n{hint}", wrong.join("\n"));
}

#[test]
fn every_scenario_file_is_shipped() {
    let mut shipped: Vec<String> = SHIPPED.iter().map(|it| it.id.to_string()).collect();
    shipped.sort();
    assert_eq!(names("scenarios", "toml"), shipped);
}
