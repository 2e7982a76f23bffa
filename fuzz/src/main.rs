//! Fuzzes every reader of undercut: `fuzz run [--inputs N] [--seed S] [--jobs N] [TARGET ...]` makes inputs of valid ones and
//! runs them, `fuzz replay TARGET FILE ...` runs files.
//!
//! An input is a function of the seed, the target and its number. Each is refused with reasons or answered soundly, within a
//! second and a limit on memory; anything else breaks the run, and the input is kept.

mod clock;
mod dice;
mod input;
mod mutate;
mod run;
mod targets;
mod text;
mod values;
mod worker;

use std::process::ExitCode;

use clock::Clock;
use run::Plan;
use targets::{ALL, Outcome, Target, named};

const USAGE: &str =
    "usage: fuzz run [--inputs N] [--seed S] [--jobs N] [TARGET ...] | fuzz replay TARGET FILE ...";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["run", ref rest @ ..] => match plan(rest) {
            Ok(plan) => code(run::run(&plan)),
            Err(problem) => usage(&problem),
        },
        ["replay", name, ref files @ ..] if !files.is_empty() => match named(name) {
            Some(target) => code(replay(target, files)),
            None => usage(&unknown(name)),
        },
        ["worker", name, ref numbers @ ..] => match (named(name), whole(numbers)) {
            (Some(target), Some([seed, from, to, step])) => {
                code(worker::work(target, seed, from, to, step).is_ok())
            }
            _ => usage("a worker is started by fuzz run"),
        },
        _ => usage("what is to be done?"),
    }
}

fn code(good: bool) -> ExitCode {
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn usage(problem: &str) -> ExitCode {
    eprintln!("fuzz: {problem}\n{USAGE}");
    ExitCode::from(2)
}

fn unknown(name: &str) -> String {
    format!("{name} is not one of {}", run::names())
}

fn plan(words: &[&str]) -> Result<Plan, String> {
    let jobs = std::thread::available_parallelism().map_or(1, |it| it.get() as u64);
    let mut plan = Plan { targets: Vec::new(), inputs: 1_000_000, seed: 1, jobs };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut number = || {
            let value = words.next().and_then(|it| it.parse::<u64>().ok());
            value.ok_or_else(|| format!("{word} takes a whole number"))
        };
        match *word {
            "--inputs" => plan.inputs = number()?,
            "--seed" => plan.seed = number()?,
            "--jobs" => plan.jobs = number()?.max(1),
            name => plan.targets.push(named(name).ok_or_else(|| unknown(name))?),
        }
    }
    if plan.targets.is_empty() {
        plan.targets = ALL.iter().collect();
    }
    Ok(plan)
}

fn whole(words: &[&str]) -> Option<[u64; 4]> {
    let numbers: Vec<u64> = words.iter().map_while(|it| it.parse().ok()).collect();
    numbers.try_into().ok()
}

/// Runs files as they are, without a limit; whether none broke anything.
fn replay(target: &Target, files: &[&str]) -> bool {
    let (mut good, clock) = (true, Clock::of_this_thread());
    for file in files {
        let bytes = match std::fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{file}: {error}");
                good = false;
                continue;
            }
        };
        let began = clock.micros();
        let outcome = (target.run)(&bytes);
        println!("{file}: {outcome:?} in {:.1} ms", (clock.micros() - began) as f64 / 1000.0);
        good &= !matches!(outcome, Outcome::Wrong(_));
    }
    good
}
