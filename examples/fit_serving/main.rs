//! Fits the constants of the serving model to measured rows, and says how well they hold for rows that were
//! held out: the constants as they stand in `src/serving/constants.rs`, and the table of MODEL.md.
//!
//! ```sh
//! cargo run --release --example fit_serving -- CALIBRATION.csv [--disaggregated FILE] [--cells]
//! cargo run --release --example fit_serving -- CALIBRATION.csv --score ROWS.csv   # rows that are never fitted, by set
//! cargo run --release --example fit_serving -- CALIBRATION.csv --sample N    # anchors, and every Nth row
//! ```
//!
//! Columns are those of `undercut serving --input`, with what was measured. Takes seconds.

mod errors;
mod fit;
mod folds;
mod parameters;
mod report;
mod score;

use std::process::ExitCode;

use undercut::catalog::Catalog;
use undercut::input::{ServingRow, rows};
use undercut::serving::Constants;

use fit::Task;
use parameters::Parameter;
use report::Report;

/// Weight of the priors against co-located rows, and against the fewer rows of the other two fits.
const ROW_NOISE: f64 = 0.8;
const FEW_ROWS_NOISE: f64 = 0.4;

/// The rows of the file at `path` that can be read; says which cannot.
fn read(path: &str) -> Result<Vec<ServingRow>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let mut read = Vec::new();
    for row in rows(&text).map_err(|error| format!("{path}: {error}"))? {
        match ServingRow::read(&row, Catalog::shipped().unwrap()) {
            Ok(row) => {
                let above = row.above_roofline(&Constants::REFERENCE);
                above.iter().for_each(|problem| eprintln!("{path}: {problem}; left out"));
                if above.is_empty() {
                    read.push(row);
                }
            }
            Err(problems) => problems.iter().for_each(|problem| eprintln!("{path}: {problem}")),
        }
    }
    Ok(read)
}

/// Every constant that is fitted, after all fits.
fn run(arguments: &[String]) -> Result<(), String> {
    let value_of = |name: &str| {
        arguments.iter().position(|it| it == name).and_then(|place| arguments.get(place + 1))
    };
    let path = arguments.first().ok_or("usage: fit_serving CALIBRATION.csv")?;
    let calibration = read(path)?;
    if let Some(every) = value_of("--sample") {
        let every = every.parse().map_err(|_| "--sample needs a whole number".to_string())?;
        return report::sample(path, &calibration, every);
    }
    let apart = value_of("--disaggregated").map(|path| read(path)).transpose()?;

    let (all, few, first) =
        (parameters::parameters(), parameters::apart(), parameters::first_token());
    let colocated = Task { parameters: &all, error: errors::throughput, row_noise: ROW_NOISE };
    let waiting = Task { parameters: &first, error: errors::ttft, row_noise: FEW_ROWS_NOISE };
    let separate = Task { parameters: &few, error: errors::throughput, row_noise: FEW_ROWS_NOISE };

    let every: Vec<&ServingRow> = calibration.iter().collect();
    let mut constants = colocated.fit(&every, &Constants::REFERENCE);
    let timed: Vec<&ServingRow> =
        calibration.iter().filter(|row| row.measured.ttft_s.is_some()).collect();
    constants = waiting.fit(&timed, &constants);
    if let Some(apart) = &apart {
        let every: Vec<&ServingRow> = apart.iter().collect();
        constants = separate.fit(&every, &constants);
    }
    let mut report = Report::new(constants, arguments.iter().any(|it| it == "--cells"));
    report.colocated(&calibration, &colocated, &waiting);
    if let Some(apart) = &apart {
        report.apart(apart, &separate);
    }
    let moved: Vec<Parameter> = all.into_iter().chain(first).chain(few).collect();
    report.print(&moved);
    for (place, _) in arguments.iter().enumerate().filter(|(_, it)| *it == "--score") {
        let path = arguments.get(place + 1).ok_or("--score needs a file")?;
        report.score(path)?;
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
