//! The terminal: arguments in, tables, JSON or CSV out. No model arithmetic lives here.

mod catalog;
mod catalogue;
mod import;
mod model;
mod progress;
mod replace;
mod report;
mod route;
mod run;
mod schema;
mod serving;
mod tables;
mod validate;

use std::fmt;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use undercut::catalog::Catalog;
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
    /// Evaluate routing policies over a pool of models
    Route(route::Route),
    /// Check scenario files
    Validate(validate::Validate),
    /// Print the JSON Schema of scenario files
    Schema(schema::Schema),
    /// Predict throughput, latency and cost of deployments listed in a table
    Serving(serving::Serving),
    /// See what is in the catalogue, its sources and their age
    #[command(subcommand)]
    Catalog(catalog::CatalogCommand),
}

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
        f.write_str(&self.0.join("\n"))
    }
}

/// Runs the command line; exit status 0 done, 1 the input is wrong, 2 usage.
pub fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Run(command) => command.run(),
        Command::Route(command) => command.run(),
        Command::Validate(command) => command.run(),
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
    let text = match shipped(name) {
        Some(it) => it.text.to_string(),
        None => read(Path::new(name))?,
    };
    Scenario::parse(&text, overrides, catalog).map_err(|error| Failure(messages(name, &error)))
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        let known: Vec<&str> = SHIPPED.iter().map(|it| it.id).collect();
        Failure::from(format!(
            "{}: {error}; scenarios that come with undercut: {}",
            path.display(),
            known.join(", ")
        ))
    })
}

/// The bytes of a file, or of stdin where its name is `-`, after what messages call it.
fn input(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let stdin = path.as_os_str() == "-";
    let name = if stdin { "stdin".to_string() } else { path.display().to_string() };
    let mut bytes = Vec::new();
    let read = match stdin {
        true => std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
        false => std::fs::read(path).map(|it| bytes = it),
    };
    read.map_err(|error| Failure::from(format!("{name}: {error}")))?;
    Ok((name, bytes))
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
    let mut beside = path.clone().into_os_string();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path));
    written.map_err(|error| {
        // What was begun beside the file is of no use; if it cannot be removed there is nothing to do about it.
        let _ = std::fs::remove_file(&beside);
        Failure::from(format!("{}: {error}", path.display()))
    })
}
