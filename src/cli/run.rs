use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use clap::Args;
use undercut::error::cut;
use undercut::input::{MOST_BLOCKS, Part};
use undercut::scenario::{Override, Scenario};
use undercut::simulation::Simulation;
use undercut::uncertainty::BLOCK;

use super::catalogue::Catalogue;
use super::printed::Printed;
use super::threads::{Draws, each_block};
use super::{Failure, messages, progress, text, write_bytes};

/// Simulate a scenario.
#[derive(Debug, Args)]
pub struct Run {
    /// A scenario file, or the name of a scenario that comes with undercut
    #[arg(default_value = "november-2026")]
    scenario: String,
    /// Draws, rounded up to blocks of 256; the scenario's own number without it
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    draws: Option<u32>,
    /// Blocks of 256 draws to run alone, counted from 0, the second not among them; for --partial
    #[arg(long, value_parser = blocks, value_name = "A..B", requires = "partial", conflicts_with = "draws")]
    blocks: Option<Blocks>,
    /// Write what those blocks add up to, for `undercut merge`, and print nothing
    #[arg(long, value_name = "FILE", requires = "blocks", conflicts_with_all = ["output", "format", "tables"])]
    partial: Option<PathBuf>,
    #[command(flatten)]
    lived: Draws,
    /// Put a value in place of what the scenario says, such as market.closed_response=match
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    catalogue: Catalogue,
}

impl Run {
    /// Simulates and writes the result, or the part of it that was asked for.
    pub fn run(self) -> Result<(), Failure> {
        self.printed.check()?;
        let overrides = overrides(&self.set)?;
        let catalog = self.catalogue.read()?;
        let text = text(&self.scenario)?;
        let read = |overrides: &[Override]| {
            Scenario::parse(&text, overrides, &catalog)
                .map_err(|error| Failure(messages(&self.scenario, &error)))
        };
        let scenario = read(&overrides)?;
        let blocks = match self.blocks {
            Some(Blocks { from, to }) => from..to,
            None => 0..self.draws.unwrap_or(scenario.draws).div_ceil(BLOCK),
        };
        let mut simulation = simulate(&scenario, &self.lived, blocks.clone())?;
        if let Some(path) = &self.partial {
            let part = Part {
                model_version: env!("CARGO_PKG_VERSION").to_string(),
                name: self.scenario.clone(),
                scenario: text,
                overrides: overrides.into_iter().map(|it| (it.path, it.text)).collect(),
                catalog: self.catalogue.digest()?,
                seed: self.lived.seed,
                from: blocks.start,
                to: blocks.end,
                words: simulation.take_total().to_words(),
            };
            return write_bytes(path, &part.to_bytes());
        }
        let usual = if overrides.is_empty() { None } else { read(&[]).ok() };
        self.printed.write(&simulation, &catalog, usual.as_ref())
    }
}

/// Blocks of 256 draws, the first of them in and the last one out.
#[derive(Debug, Clone, Copy)]
struct Blocks {
    from: u32,
    to: u32,
}

fn blocks(text: &str) -> Result<Blocks, String> {
    let both = text.split_once("..");
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|it| *it <= MOST_BLOCKS);
    match both.and_then(|(from, to)| Some(Blocks { from: number(from)?, to: number(to)? })) {
        Some(it) if it.from < it.to => Ok(it),
        _ => Err(format!("must be A..B, whole numbers that rise, at most {MOST_BLOCKS}")),
    }
}

/// The overrides that `--set` gives.
pub(super) fn overrides(set: &[String]) -> Result<Vec<Override>, Failure> {
    let parsed = set.iter().map(|text| Override::parse(text).ok_or(text));
    parsed.collect::<Result<_, _>>().map_err(|text| {
        Failure::from(format!(
            "--set {}: must be PATH=VALUE, such as market.closed_response=match",
            cut(text)
        ))
    })
}

/// Runs all blocks on threads and merges them.
pub(super) fn simulate(
    scenario: &Scenario,
    lived: &Draws,
    blocks: Range<u32>,
) -> Result<Simulation, Failure> {
    let pool = lived.pool()?;
    let bar = progress::bar(u64::from(blocks.end - blocks.start) * u64::from(BLOCK));
    // A thread keeps the outcomes of its block and no more: what is counted is one, whatever the number of threads.
    let first = Simulation::new(scenario.clone(), lived.seed);
    let total = Mutex::new(first.afresh());
    let room = || (first.afresh(), Vec::new());
    each_block(&pool, blocks, room, |(worker, outcomes), block| {
        worker.live_block(block, outcomes);
        total.lock().unwrap_or_else(PoisonError::into_inner).count_block(block, outcomes);
        bar.inc(u64::from(BLOCK));
    });
    bar.finish_and_clear();
    Ok(total.into_inner().unwrap_or_else(PoisonError::into_inner))
}
