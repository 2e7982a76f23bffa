//! What commands that ask a study have in common: their draws on threads, how a number is shown, a table within 100 columns.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use clap::Args;
use undercut::analysis::{Hands, in_unit};
use undercut::scenario::{Input, Override};
use undercut::statistics::Spread;
use undercut::uncertainty::parse;

use super::catalogue::Catalogue;
use super::run::overrides;
use super::threads::{Draws, each_block};
use super::{Failure, Format, progress, tables, write};

/// What every question takes: changed values, where draws are lived, the catalogue, and how the answer is written. A command whose help says
/// more of one of them changes that argument.
#[derive(Debug, Args)]
pub struct Asked {
    /// Put a value in place of what the scenario says
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    draws: Draws,
    #[command(flatten)]
    pub catalogue: Catalogue,
    /// How to write the answer
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Asked {
    /// The values in place of the scenario's.
    pub fn set(&self) -> Result<Vec<Override>, Failure> {
        overrides(&self.set)
    }

    /// The seed.
    pub fn seed(&self) -> u32 {
        self.draws.seed
    }

    /// What `ask` finds with threads as its hands, under a bar on stderr; a block of the study has so many `draws`.
    pub fn live<T>(&self, draws: u64, ask: impl FnOnce(Hands) -> T) -> Result<T, Failure> {
        let (pool, bar) = (self.draws.pool()?, progress::bar(0));
        let found = ask(&|arms, count, work| {
            bar.inc_length(u64::from(count) * draws);
            let done = Mutex::new(Vec::new());
            each_block(
                &pool,
                0..count,
                || arms.to_vec(),
                |rooms, block| {
                    let values = work(rooms, block);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((block, values));
                    bar.inc(draws);
                },
            );
            let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
            done.sort_by_key(|it| it.0);
            done.into_iter().map(|it| it.1).collect()
        });
        bar.finish_and_clear();
        Ok(found)
    }

    /// Writes the answer in the form that is asked.
    pub fn write<A: serde::Serialize>(
        &self,
        answer: &A,
        table: impl FnOnce(&A) -> String,
        csv: impl FnOnce(&A) -> Result<String, Failure>,
    ) -> Result<(), Failure> {
        let text = match self.format {
            Format::Table => table(answer),
            Format::Json => json(answer),
            Format::Csv => csv(answer)?,
        };
        write(self.output.as_ref(), &text)
    }
}

/// Two numbers in an input's unit, the second above the first.
pub fn rising(texts: [&str; 2], input: &Input) -> Result<(f64, f64), String> {
    let [low, high] = texts.map(|text| match parse(text.trim(), input.unit, input.domain)? {
        read if read.is_fixed() => Ok(read.median()),
        _ => Err("must be two numbers".to_string()),
    });
    let (low, high) = (low?, high?);
    if low < high { Ok((low, high)) } else { Err("must rise".to_string()) }
}

/// A median with its 9 in 10.
pub fn spread(it: &Spread, unit: &str) -> String {
    if it.p50.is_nan() {
        return "-".to_string();
    }
    let [p5, p50, p95] = [it.p5, it.p50, it.p95].map(|it| in_unit(it, unit));
    format!("{p50} [{p5} to {p95}]")
}

/// A table of rows under a header, the first column to the left and all others to the right.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut table = tables::numbers(header, rows);
    if tables::is_wide(&table.to_string()) {
        tables::squeeze(&mut table);
    }
    table.to_string()
}

/// An answer as JSON.
fn json(answer: &impl serde::Serialize) -> String {
    let mut value = serde_json::json!(answer);
    value["model_version"] = serde_json::json!(env!("CARGO_PKG_VERSION"));
    format!("{value:#}\n")
}
