//! The terminal: arguments in, tables, JSON or CSV out. No model arithmetic lives here.

mod breakeven;
mod catalog;
mod catalogue;
mod compare;
mod csv_text;
mod import;
mod inputs;
mod market;
mod merge;
mod model;
mod payoffs;
mod printed;
mod progress;
mod read;
mod replace;
mod report;
mod reported;
mod route;
mod run;
mod schema;
mod sensitivity;
mod serving;
mod solve;
mod study;
mod sweep;
mod tables;
mod threads;
mod validate;

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use undercut::catalog::{Catalog, spelled};
use undercut::error::Error;
use undercut::scenario::{Override, SHIPPED, Scenario, shipped};

/// Simulate the economics of LLM inference: cost and margin curves for closed and open providers.
#[derive(Debug, Parser)]
#[command(name = "undercut", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate a scenario
    Run(run::Run),
    /// Put the parts of a run together that `undercut run --partial` wrote
    Merge(merge::Merge),
    /// Run a scenario at many values of some inputs
    Sweep(sweep::Sweep),
    /// Compare scenarios on common draws
    Compare(compare::Compare),
    /// Find the value of an input that brings a goal about: what would have to be true
    Solve(solve::Solve),
    /// Find from which volume on running a model oneself costs less than buying the same work
    Breakeven(breakeven::Breakeven),
    /// Find what drives a number: Sobol indices of groups of inputs
    Sensitivity(sensitivity::Sensitivity),
    /// Set closed labs' responses against open labs': what each pair brings
    Payoffs(payoffs::Payoffs),
    /// Evaluate routing policies over a pool of models
    Route(route::Route),
    /// Find the prices at which no seller of a market would rather ask another
    Market(market::Market),
    /// Check scenario files
    Validate(validate::Validate),
    /// List every number that a run of a scenario uses
    Inputs(inputs::Inputs),
    /// Print the JSON Schema of scenario files
    Schema(schema::Schema),
    /// Predict throughput, latency and cost of deployments listed in a table
    Serving(serving::Serving),
    /// See what is in the catalogue, its sources and their age
    #[command(subcommand)]
    Catalog(catalog::CatalogCommand),
}

/// The most that is read of a scenario, bytes; the longest that comes with undercut has a thousandth of it.
const MOST_SCENARIO: u64 = 16 << 20;

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables for a terminal
    Table,
    /// JSON with every number
    Json,
    /// CSV with a header
    Csv,
}

/// Why a command ends without a result: messages for stderr, exit status 1.
#[derive(Debug)]
struct Failure(Vec<String>);

impl From<String> for Failure {
    fn from(message: String) -> Failure {
        Failure(vec![message])
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shortened(&self.0.join("\n")))
    }
}

/// Characters of a word that a message has at most: no word of a rule is as long, a file's name may be.
const MOST_OF_WORD: usize = 300;

/// `text` with the beginnings of words that are too long to read.
fn shortened(text: &str) -> String {
    let word = |word: &str| match word.char_indices().nth(MOST_OF_WORD) {
        Some((end, _)) => format!("{}\u{2026} ", &word[..end]),
        None => word.to_string(),
    };
    text.split_inclusive([' ', '\n']).map(word).collect()
}

/// The arguments; a usage error, whose message repeats the argument, ends the program.
fn arguments() -> Arguments {
    Arguments::try_parse().unwrap_or_else(|error| {
        let message = error.render().to_string();
        if shortened(&message) == message {
            error.exit();
        }
        eprintln!("{}", shortened(&message));
        std::process::exit(error.exit_code())
    })
}

/// Runs the command line; exit status 0 done, 1 the input is wrong, 2 usage.
pub fn main() -> ExitCode {
    let result = match arguments().command {
        Command::Run(command) => command.run(),
        Command::Merge(command) => command.run(),
        Command::Sweep(command) => command.run(),
        Command::Compare(command) => command.run(),
        Command::Solve(command) => command.run(),
        Command::Breakeven(command) => command.run(),
        Command::Sensitivity(command) => command.run(),
        Command::Payoffs(command) => command.run(),
        Command::Route(command) => command.run(),
        Command::Market(command) => command.run(),
        Command::Validate(command) => command.run(),
        Command::Inputs(command) => command.run(),
        Command::Schema(command) => command.run(),
        Command::Serving(command) => command.run(),
        Command::Catalog(command) => command.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(1)
        }
    }
}

/// Reads and validates a scenario: a shipped one by its name, or a file.
fn scenario(name: &str, overrides: &[Override], catalog: &Catalog) -> Result<Scenario, Failure> {
    let text = text(name)?;
    Scenario::parse(&text, overrides, catalog).map_err(|error| Failure(messages(name, &error)))
}

/// The text of a scenario: of a shipped one by its name, or of a file.
fn text(name: &str) -> Result<String, Failure> {
    let path = Path::new(name);
    // A name in capitals or with spaces is meant for the shipped one, unless there is such a file.
    let meant = || shipped(&spelled(name)).filter(|_| !path.exists());
    match shipped(name).or_else(meant) {
        Some(it) => Ok(it.text.to_string()),
        None => read::text(path, MOST_SCENARIO).map(|(_, text)| text).map_err(|failure| {
            let known: Vec<&str> = SHIPPED.iter().map(|it| it.id).collect();
            Failure::from(format!(
                "{failure}; scenarios that come with undercut: {}",
                known.join(", ")
            ))
        }),
    }
}

/// One line per problem, with the file in front.
fn messages(file: &str, error: &Error) -> Vec<String> {
    error.problems().iter().map(|problem| format!("{file}: {problem}")).collect()
}

/// Writes to a file, or to stdout without one. A file is written whole or not at all; a closed pipe is no
/// error.
fn write(output: Option<&PathBuf>, text: &str) -> Result<(), Failure> {
    let Some(path) = output else {
        return match std::io::stdout().lock().write_all(text.as_bytes()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Failure::from(format!("cannot write to stdout: {error}")))
            }
            _ => Ok(()),
        };
    };
    write_bytes(path, text.as_bytes())
}

/// Writes a file, whole or not at all.
fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut beside = path.as_os_str().to_os_string();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let written = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        // What was begun beside the file is of no use; if it cannot be removed there is nothing to do about it.
        let _ = std::fs::remove_file(&beside);
        Failure::from(format!("{}: {error}", path.display()))
    })
}
