//! What commands that ask a study have in common: their draws on threads, how a number is shown, a table within 100 columns.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::Args;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use indicatif::ProgressBar;
use undercut::analysis::{Work, percent, usd};
use undercut::simulation::Lived;
use undercut::statistics::Spread;

use super::Failure;

/// Where draws are lived.
#[derive(Debug, Args)]
pub struct Draws {
    /// Seed; the same seed gives the same numbers on any machine and any number of threads
    #[arg(long, default_value_t = 42)]
    pub seed: u32,
    /// Threads; one per core without it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=512))]
    threads: Option<u16>,
}

/// Threads that live blocks of draws, with a bar on stderr.
pub struct Threads {
    pool: rayon::ThreadPool,
    bar: ProgressBar,
    /// Draws in a block of the study's.
    draws: u64,
}

impl Draws {
    /// Threads for blocks of so many draws.
    pub fn threads(&self, draws: u64) -> Result<Threads, Failure> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads.map_or(0, usize::from))
            .build()
            .map_err(|error| Failure::from(format!("cannot start threads: {error}")))?;
        Ok(Threads { pool, bar: super::progress::bar(0), draws })
    }
}

impl Threads {
    /// Does the work of each block on whichever thread is free; results in the order of blocks.
    pub fn hands(&self, arms: &[Lived], count: u32, work: Work) -> Vec<Vec<f64>> {
        self.bar.inc_length(u64::from(count) * self.draws);
        let (next, done) = (AtomicU32::new(0), Mutex::new(Vec::new()));
        self.pool.broadcast(|_| {
            let mut rooms = arms.to_vec();
            loop {
                let block = next.fetch_add(1, Ordering::Relaxed);
                if block >= count {
                    return;
                }
                let values = work(&mut rooms, block);
                done.lock().unwrap_or_else(PoisonError::into_inner).push((block, values));
                self.bar.inc(self.draws);
            }
        });
        let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        done.sort_by_key(|it| it.0);
        done.into_iter().map(|it| it.1).collect()
    }

    /// Takes the bar away.
    pub fn done(self) {
        self.bar.finish_and_clear();
    }
}

/// A number of a metric in its unit.
pub fn shown(value: f64, unit: &str) -> String {
    match unit {
        _ if value.is_nan() => "-".to_string(),
        "share" => percent(value),
        _ => usd(value),
    }
}

/// A median with its 9 in 10.
pub fn spread(it: &Spread, unit: &str) -> String {
    if it.p50.is_nan() {
        return "-".to_string();
    }
    let [p5, p50, p95] = [it.p5, it.p50, it.p95].map(|it| shown(it, unit));
    format!("{p50} [{p5} to {p95}]")
}

/// A table of rows under a header, the first column to the left and all others to the right.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_header(header);
    rows.iter().for_each(|row| {
        table.add_row(row);
    });
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    if table.to_string().lines().any(|line| line.chars().count() > super::tables::WIDTH) {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(super::tables::WIDTH as u16);
    }
    table.to_string()
}

/// Rows as CSV under a header; a number that does not exist is empty.
pub fn csv(header: &[&str], rows: &[Vec<String>]) -> Result<String, Failure> {
    let failed = |error: csv::Error| Failure::from(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(failed)?;
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::from(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::from(error.to_string()))
}

/// A number of a CSV.
pub fn number(value: f64) -> String {
    if value.is_nan() { String::new() } else { value.to_string() }
}

/// An answer as JSON.
pub fn json(answer: &impl serde::Serialize) -> String {
    let mut value = serde_json::json!(answer);
    value["model_version"] = serde_json::json!(env!("CARGO_PKG_VERSION"));
    format!("{value:#}\n")
}
