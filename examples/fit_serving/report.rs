//! What is printed.

use std::collections::{BTreeMap, BTreeSet};

use undercut::analysis::hardware::Anchors;
use undercut::catalog::Catalog;
use undercut::input::{ServingRow, rows};
use undercut::serving::Constants;

use crate::fit::Task;
use crate::parameters::Parameter;
use crate::score::Score;
use crate::{errors, folds};

/// The anchors that come with the program.
const ANCHORS: &str = include_str!("../../scenarios/serving/anchors.csv");

/// Scores and constants as they come about.
pub struct Report {
    constants: Constants,
    cells: bool,
    lines: Vec<String>,
}

impl Report {
    /// A report of `constants`, with a line for each cell where `cells` is set.
    pub fn new(constants: Constants, cells: bool) -> Report {
        Report { constants, cells, lines: Vec::new() }
    }

    fn line(&mut self, name: &str, logs: &[Option<f64>], goal: &str) -> Score {
        let score = Score::of(logs);
        self.lines.push(score.line(name, goal));
        score
    }

    /// Scores of co-located rows: in sample, anchored, held out; sets the share that anchors carry and the
    /// sigmas.
    pub fn colocated(&mut self, rows: &[ServingRow], task: &Task, waiting: &Task) {
        let constants = self.constants;
        let logs = |error: fn(&ServingRow, &Constants) -> Option<f64>| -> Vec<Option<f64>> {
            rows.iter().map(|row| error(row, &constants)).collect()
        };
        let fitted = logs(errors::throughput);
        let share = (100.0 * errors::common_share(rows, &fitted)).round() / 100.0;
        self.constants.anchor_share = share;
        let two = |sigma: f64| (100.0 * sigma).round() / 100.0;

        self.line("Throughput, in sample", &fitted, "");
        self.line("Throughput, anchored", &errors::anchored(rows, &fitted, share), "13, median 9");
        let cells = folds::held_out(task, rows, &folds::by_cell(rows), &constants);
        self.line("Throughput, 8 folds of cells", &cells, "20");
        let anchored =
            self.line("The same, then anchored", &errors::anchored(rows, &cells, share), "");
        let models = folds::held_out(task, rows, &folds::by_model(rows), &constants);
        self.line("Throughput, each model left out", &models, "26");
        // Priors were chosen knowing an earlier fit: how much hangs on them, and on them alone.
        let loose = Task { row_noise: task.row_noise / 4.0, ..*task };
        let unseen = folds::held_out(&loose, rows, &folds::by_model(rows), &constants);
        let unseen = self.line("The same, priors at a sixteenth of their weight", &unseen, "");
        self.line("Time per output token, in sample", &logs(errors::tpot), "");
        self.line("Time to first token, in sample", &logs(errors::ttft), "");
        let first = folds::held_out(waiting, rows, &folds::by_cell(rows), &constants);
        self.line("Time to first token, 8 folds of cells", &first, "");
        self.constants.sigma_anchored = two(anchored.sigma);
        self.constants.sigma_extrapolated = two(unseen.sigma);
        if self.cells {
            self.by_cell(rows, &fitted);
            self.by_cell(rows, &models);
        }
    }

    /// Scores of rows with the phases apart: in sample, and each half under the fit to the other.
    pub fn apart(&mut self, rows: &[ServingRow], task: &Task) {
        let constants = self.constants;
        let share = constants.anchor_share;
        let fitted: Vec<Option<f64>> =
            rows.iter().map(|row| errors::throughput(row, &constants)).collect();
        self.line("Phases apart, in sample", &fitted, "");
        let first: Vec<Option<f64>> =
            rows.iter().map(|row| errors::ttft(row, &constants)).collect();
        let held = folds::held_out(task, rows, &folds::halves(rows), &constants);
        let score = self.line("Phases apart, each half held out", &held, "26");
        self.line("The same, then anchored", &errors::anchored(rows, &held, share), "");
        self.line("Phases apart, time to first token", &first, "");
        self.constants.sigma_apart = (100.0 * score.sigma).round() / 100.0;
        if self.cells {
            self.by_cell(rows, &held);
        }
    }

    fn by_cell(&mut self, rows: &[ServingRow], logs: &[Option<f64>]) {
        let mut cells: BTreeMap<String, Vec<Option<f64>>> = BTreeMap::new();
        for (row, log) in rows.iter().zip(logs) {
            let cell = &row.cell;
            let name =
                format!("{} {} {} {}", cell.model, cell.accelerator, cell.engine, cell.precision);
            cells.entry(name).or_default().push(*log);
            for part in [&cell.model, &cell.accelerator, &cell.engine, &cell.precision] {
                cells.entry(format!("all {part}")).or_default().push(*log);
            }
        }
        for (name, logs) in cells {
            self.line(&name, &logs, "");
        }
    }

    /// Prints scores of the rows at `path` as `undercut serving` would predict them, in all and by their column `set`.
    pub fn score(&self, path: &str) -> Result<(), String> {
        let failed = |error: &dyn std::fmt::Display| format!("{path}: {error}");
        let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
        let catalog = Catalog::shipped().unwrap();
        let anchors =
            Anchors::parse(ANCHORS, catalog, &self.constants).map_err(|it| failed(&it))?;
        let mut sets: BTreeMap<String, Vec<Option<f64>>> = BTreeMap::new();
        for row in rows(&text).map_err(|error| failed(&error))? {
            let read = ServingRow::read(&row, catalog).map_err(|it| failed(&it[0]))?;
            let anchor = anchors.factor(&read.cell, &self.constants);
            let log = match (read.pace(anchor, &self.constants), read.measured.total_tps_gpu) {
                (Ok(pace), Some(measured)) => Some(libm::log(pace.tokens_per_s_per_gpu / measured)),
                _ => None,
            };
            for set in [path, row.get("set").unwrap_or("")] {
                sets.entry(set.to_string()).or_default().push(log);
            }
        }
        sets.iter().for_each(|(set, logs)| println!("{}", Score::of(logs).line(set, "")));
        Ok(())
    }

    /// Prints the constants, whether they are those of the tree, and the table.
    pub fn print(&mut self, parameters: &[Parameter]) {
        println!("{:#?}\n", self.constants);
        let mut tree = Constants::REFERENCE;
        let differ: Vec<&str> = parameters
            .iter()
            .filter(|it| *(it.of)(&mut self.constants) != *(it.of)(&mut tree))
            .map(|it| it.name)
            .collect();
        match self.constants == tree {
            true => println!("Equal to the constants in the tree.\n"),
            false => println!("Differ from the tree: {}, or sigmas.\n", differ.join(", ")),
        }
        println!("| Measure | Rows | MAPE, % | median, % | bias, % | sigma | goal |");
        println!("|---|--:|--:|--:|--:|--:|---|");
        self.lines.iter().for_each(|line| println!("{line}"));
    }
}

/// Columns of the tables that come with the project.
const COLUMNS: [&str; 27] = [
    "model",
    "gpu",
    "n_gpu",
    "tp",
    "ep",
    "dp_attn",
    "precision",
    "engine",
    "version",
    "spec",
    "disagg",
    "pf_tp",
    "pf_ep",
    "pf_dp",
    "pf_workers",
    "dec_workers",
    "isl",
    "osl",
    "len_ratio",
    "conc",
    "total_tps_gpu",
    "out_tps_gpu",
    "ttft_s",
    "tpot_s",
    "date",
    "source",
    "source_row",
];

/// Prints rows of the file at `path`: the anchor of every cell where `every` is 0, else every `every`th row.
/// A source that ends in `id=...` has that in a column of its own.
pub fn sample(path: &str, rows: &[ServingRow], every: usize) -> Result<(), String> {
    let failed = |error: csv::Error| format!("{path}: {error}");
    let mut reader = csv::Reader::from_path(path).map_err(failed)?;
    let header = reader.headers().map_err(failed)?.clone();
    let anchors: BTreeSet<usize> = errors::anchors(rows).iter().map(|it| rows[*it].place).collect();
    let readable: BTreeSet<usize> = rows.iter().map(|row| row.place).collect();
    let mut writer = csv::Writer::from_writer(std::io::stdout());
    writer.write_record(COLUMNS).map_err(failed)?;
    for (place, record) in (1..).zip(reader.records()) {
        let record = record.map_err(failed)?;
        let kept = match every {
            0 => anchors.contains(&place),
            every => place.is_multiple_of(every) && readable.contains(&place),
        };
        if !kept {
            continue;
        }
        let value = |column: &str| {
            let place = header.iter().position(|name| name == column);
            place.and_then(|place| record.get(place)).unwrap_or("")
        };
        let source = value("source");
        let (source, id) = source.split_once(" id=").unwrap_or((source, ""));
        let cells = COLUMNS.iter().map(|column| match *column {
            "source" => source,
            "source_row" => id,
            column => value(column),
        });
        writer.write_record(cells).map_err(failed)?;
    }
    writer.flush().map_err(|error| format!("{path}: {error}"))
}
