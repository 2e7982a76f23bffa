//! The process that starts workers, hears what became of each input, and keeps those that broke something.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::input::Inputs;
use crate::targets::{ALL, Target};

/// What is run.
pub struct Plan {
    /// The targets.
    pub targets: Vec<&'static Target>,
    /// Inputs of all targets together, were all of them run.
    pub inputs: u64,
    /// The seed.
    pub seed: u64,
    /// Workers at once.
    pub jobs: u64,
}

/// What became of the inputs of a target.
#[derive(Debug, Default)]
struct Tally {
    refused: u64,
    /// How many broke which rule, the first of each.
    rules: BTreeMap<String, u64>,
    answered: u64,
    /// By what is wrong: how many inputs, the first of them, and its reason whole.
    broken: BTreeMap<String, (u64, u64, String)>,
    /// The longest time, microseconds, and its input.
    slowest: (u64, u64),
}

impl Tally {
    fn broken(&self) -> u64 {
        self.broken.values().map(|it| it.0).sum()
    }

    fn breaks(&mut self, reason: &str, index: u64) {
        let first = || (0, index, reason.to_string());
        let known = self.broken.entry(kind(reason)).or_insert_with(first);
        known.0 += 1;
        if index < known.1 {
            (known.1, known.2) = (index, reason.to_string());
        }
    }
}

/// A reason without the numbers that differ between inputs of one kind; of a panic the place stays.
fn kind(reason: &str) -> String {
    let end = match reason.strip_prefix("panic at ") {
        Some(rest) => reason.len() - rest.len() + rest.find(": ").unwrap_or(rest.len()),
        None => reason.find(": ").unwrap_or(reason.len()),
    };
    reason[..end].to_string()
}

/// Runs the plan and prints what came of it; whether nothing broke and half of each target's inputs were answered.
pub fn run(plan: &Plan) -> bool {
    println!("fuzz: seed {}, {} inputs, {} at once", plan.seed, plan.inputs, plan.jobs);
    println!(
        "{:<10}{:>9}{:>9}{:>10}{:>9}{:>8}{:>10}  slowest",
        "target", "inputs", "refused", "answered", "", "broken", "inputs/s"
    );
    let mut good = true;
    for target in &plan.targets {
        let began = Instant::now();
        let count = plan.inputs * target.share / 100;
        let tally = Mutex::new(Tally::default());
        thread::scope(|scope| {
            for first in 0..plan.jobs {
                let tally = &tally;
                scope.spawn(move || share(plan, target, (first, count), tally));
            }
        });
        let tally = tally.into_inner().unwrap_or_default();
        good &= told(plan, target, count, began.elapsed(), &tally);
    }
    good
}

/// Runs every `jobs`th input from `first` on, with a new worker after each that ended early.
fn share(plan: &Plan, target: &'static Target, (first, count): (u64, u64), tally: &Mutex<Tally>) {
    let mut next = first;
    while next < count {
        let Err((index, ended)) = worked(plan, target, (next, count, plan.jobs), tally) else {
            return;
        };
        next = index + plan.jobs;
        if let Ok(mut tally) = tally.lock() {
            tally.breaks(&ended, index);
        }
    }
}

const SLOW: &str = "takes more than a second";

/// Runs one worker to its end; where it ends early the input at hand and why.
fn worked(
    plan: &Plan,
    target: &'static Target,
    (from, to, step): (u64, u64, u64),
    tally: &Mutex<Tally>,
) -> Result<(), (u64, String)> {
    let failed = |error: std::io::Error| (from, format!("no worker: {error}"));
    let numbers = [plan.seed, from, to, step].map(|it| it.to_string());
    let mut worker = Command::new(std::env::current_exe().map_err(failed)?)
        .args(["worker", target.name])
        .args(numbers)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let (mut begun, mut open) = (from, true);
    let mut slow = false;
    for line in worker.stdout.take().into_iter().flat_map(|it| BufReader::new(it).lines()) {
        let Ok(line) = line else { break };
        let mut words = line.splitn(3, ' ');
        let (word, number) = (words.next(), words.next().and_then(|it| it.parse::<u64>().ok()));
        if word == Some("begin") {
            (begun, open) = (number.unwrap_or(begun), true);
            continue;
        }
        if word == Some("slow") {
            slow = true;
            break;
        }
        open = false;
        let Ok(mut tally) = tally.lock() else { break };
        match word {
            Some("refused") => {
                tally.refused += 1;
                let rule = words.next().unwrap_or("").chars().take(60).collect();
                *tally.rules.entry(rule).or_default() += 1;
            }
            Some("answered") => tally.answered += 1,
            _ => tally.breaks(words.next().unwrap_or("no words"), begun),
        }
        tally.slowest = tally.slowest.max((number.unwrap_or(0), begun));
    }
    let mut words = String::new();
    if let Some(mut stderr) = worker.stderr.take() {
        let _ = stderr.read_to_string(&mut words);
    }
    let status = worker.wait().map_err(failed)?;
    match (slow, open) {
        (true, _) => Err((begun, SLOW.to_string())),
        (false, false) if status.success() => Ok(()),
        _ => Err((begun, format!("{status}: {}", words.trim().lines().last().unwrap_or("")))),
    }
}

/// Prints a target's line and what broke, each with a file and the command that replays it.
fn told(plan: &Plan, target: &'static Target, count: u64, took: Duration, tally: &Tally) -> bool {
    let (micros, index) = tally.slowest;
    let half = 2 * tally.answered >= count;
    println!(
        "{:<10}{count:>9}{:>9}{:>10}{:>8.1}%{:>8}{:>10.0}  {:.1} ms (input {index})",
        target.name,
        tally.refused,
        tally.answered,
        100.0 * tally.answered as f64 / count.max(1) as f64,
        tally.broken(),
        count as f64 / took.as_secs_f64(),
        micros as f64 / 1000.0
    );
    let inputs = Inputs::of(target, plan.seed);
    for (count, first, reason) in tally.broken.values() {
        println!("  {count} x {reason}");
        match kept(target, plan.seed, *first, &inputs.input(*first)) {
            Ok(path) => println!("    make replay ON={} FILE={}", target.name, path.display()),
            Err(error) => println!("    input {first} cannot be written: {error}"),
        }
    }
    if !half {
        println!("  less than half was answered, its changes are too wild; what was refused most:");
        let mut rules: Vec<(&String, &u64)> = tally.rules.iter().collect();
        rules.sort_by(|a, b| b.1.cmp(a.1));
        rules.iter().take(12).for_each(|(rule, count)| println!("  {count} x {rule}"));
    }
    half && tally.broken.is_empty()
}

/// Writes an input beside the program.
fn kept(target: &Target, seed: u64, index: u64, bytes: &[u8]) -> std::io::Result<PathBuf> {
    let folder = std::env::current_exe()?.with_file_name("broken").join(target.name);
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{seed}-{index}"));
    std::fs::write(&path, bytes)?;
    Ok(path)
}

/// The names of all targets.
pub fn names() -> String {
    ALL.iter().map(|it| it.name).collect::<Vec<_>>().join(", ")
}
