use std::path::PathBuf;

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Map, Value, json};
use undercut::error::Problem;
use undercut::scenario::tables::{
    Anchors, Answer, Row, SERVING_OUTPUT, ServingCatalog, ServingRow, rows, serving_schema,
};
use undercut::serving::{Calibration, Constants, Rate};

use super::{Failure, Format, messages, write};

/// Throughput, latency and cost of deployments listed in a table.
#[derive(Debug, Args)]
pub struct Serving {
    /// Deployments: CSV with a header, or JSON with the same names; --schema lists the columns
    #[arg(long, value_name = "FILE", required_unless_present = "schema")]
    input: Option<PathBuf>,
    /// USD for an hour of one accelerator where a row does not say; the accelerator's rental without it
    #[arg(long, value_name = "USD", value_parser = not_negative)]
    usd_per_accelerator_hour: Option<f64>,
    /// Share of a deployment's work that is sold where a row does not say
    #[arg(long, value_name = "SHARE", default_value = "1", value_parser = share)]
    utilisation: f64,
    /// How to write the result
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print the JSON Schema of input and output, with a worked example of each
    #[arg(long)]
    schema: bool,
}

fn not_negative(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|it: &f64| it.is_finite() && *it >= 0.0);
    number.ok_or_else(|| "must be a number from 0 on".to_string())
}

fn share(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|it: &f64| *it > 0.0 && *it <= 1.0);
    number.ok_or_else(|| "must be above 0 and at most 1".to_string())
}

/// A row with what came of it.
struct Line<'a> {
    row: &'a Row,
    answer: Result<Answer, String>,
    notes: String,
}

impl Serving {
    /// Reads the table, answers every row in its order and writes the answers; fails if a row did.
    pub fn run(self) -> Result<(), Failure> {
        if self.schema {
            return write(self.output.as_ref(), &format!("{:#}\n", serving_schema()));
        }
        let Some(path) = &self.input else {
            return Err(Failure::from("--input FILE is missing".to_string()));
        };
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| Failure::from(format!("{file}: {error}")))?;
        let table = rows(&text).map_err(|error| Failure(messages(&file, &error)))?;
        let mut failed = Vec::new();
        let lines: Vec<Line> = table
            .iter()
            .map(|row| {
                let (answer, notes) = match self.answered(row) {
                    Ok((answer, notes)) => (Ok(answer), notes),
                    Err(problems) => {
                        failed.extend(problems.iter().map(|it| format!("{file}: {it}")));
                        let reasons: Vec<String> = problems.iter().map(within_row).collect();
                        (Err(reasons.join("; ")), String::new())
                    }
                };
                Line { row, answer, notes }
            })
            .collect();
        let text = match self.format {
            Format::Table => table_text(&lines),
            Format::Json => format!("{:#}\n", Value::from_iter(lines.iter().map(Line::json))),
            Format::Csv => csv_text(&lines)?,
        };
        write(self.output.as_ref(), &text)?;
        if failed.is_empty() { Ok(()) } else { Err(Failure(failed)) }
    }

    fn answered(&self, row: &Row) -> Result<(Answer, String), Vec<Problem>> {
        let read = ServingRow::read(row, ServingCatalog::shipped())?;
        let rate = Rate {
            usd_per_accelerator_hour: match self.usd_per_accelerator_hour {
                Some(usd) if !read.has_own_rate => usd,
                _ => read.usd_per_accelerator_hour,
            },
            utilisation: read.utilisation.unwrap_or(self.utilisation),
        };
        let anchor = Anchors::shipped().factor(&read.cell, &Constants::REFERENCE);
        let answer = read
            .answer(anchor, rate, &Constants::REFERENCE)
            .map_err(|reason| vec![Problem::new(format!("row {}", row.place), "", reason)])?;
        let mut notes = read.assumed.clone();
        // A measurement beside the row is not used; that it cannot be is worth a word.
        notes.extend(read.above_roofline(&Constants::REFERENCE).iter().map(within_row));
        Ok((answer, notes.join("; ")))
    }
}

/// A problem of a row without the row in front, which has a column of its own.
fn within_row(problem: &Problem) -> String {
    let text = problem.to_string();
    match text.strip_prefix("row ").and_then(|rest| rest.split_once([',', ':'])) {
        Some((_, rest)) => rest.trim().to_string(),
        None => text,
    }
}

impl Line<'_> {
    /// The value at an output column; null where there is none.
    fn value(&self, column: &str) -> Value {
        let answer = self.answer.as_ref();
        let number = |get: fn(&Answer) -> f64| answer.map_or(Value::Null, |it| json!(get(it)));
        match column {
            "row" => json!(self.row.place),
            "total_tps_gpu" => number(|it| it.total_tps_gpu),
            "out_tps_gpu" => number(|it| it.out_tps_gpu),
            "tpot_s" => number(|it| it.tpot_s),
            "ttft_s" => number(|it| it.ttft_s),
            "batch" => number(|it| it.batch),
            "sigma" => number(|it| it.sigma),
            "usd_per_mtok_input" => number(|it| it.unit_cost.uncached_input),
            "usd_per_mtok_cached_input" => number(|it| it.unit_cost.cached_input),
            "usd_per_mtok_output" => number(|it| it.unit_cost.output),
            "basis" => answer.map_or(Value::Null, |it| json!(basis(it.basis))),
            "notes" if self.notes.is_empty() => Value::Null,
            "notes" => json!(self.notes),
            "error" => answer.map_or_else(|error| json!(error), |_| Value::Null),
            given => self.row.get(given).map_or(Value::Null, |text| json!(text)),
        }
    }

    fn json(&self) -> Value {
        let values = SERVING_OUTPUT.iter().map(|it| (it.name.to_string(), self.value(it.name)));
        Value::Object(Map::from_iter(values))
    }
}

fn basis(basis: Calibration) -> &'static str {
    match basis {
        Calibration::Anchored => "anchored",
        Calibration::Extrapolated => "extrapolated",
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn csv_text(lines: &[Line]) -> Result<String, Failure> {
    let failed = |error: csv::Error| Failure::from(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(SERVING_OUTPUT.iter().map(|it| it.name)).map_err(failed)?;
    for line in lines {
        let cells = SERVING_OUTPUT.iter().map(|it| plain(&line.value(it.name)));
        writer.write_record(cells).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::from(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::from(error.to_string()))
}

/// Output columns that a terminal shows, and their headers there.
const SHOWN: [(&str, &str); 13] = [
    ("row", "row"),
    ("model", "model"),
    ("gpu", "gpu"),
    ("total_tps_gpu", "tokens/s/gpu"),
    ("out_tps_gpu", "output"),
    ("tpot_s", "TPOT, s"),
    ("ttft_s", "TTFT, s"),
    ("batch", "batch"),
    ("basis", "basis"),
    ("sigma", "sigma"),
    ("usd_per_mtok_input", "$/M input"),
    ("usd_per_mtok_cached_input", "cached"),
    ("usd_per_mtok_output", "output"),
];

fn table_text(lines: &[Line]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_header(SHOWN.iter().map(|(_, header)| header));
    for line in lines {
        table.add_row(SHOWN.iter().map(|(name, _)| match line.value(name) {
            Value::Number(number) if *name != "row" => {
                number.as_f64().map_or_else(String::new, short)
            }
            other => plain(&other),
        }));
    }
    for (column, (name, _)) in table.column_iter_mut().zip(SHOWN) {
        if !["model", "gpu", "basis"].contains(&name) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = format!("{table}\n");
    for line in lines.iter().filter(|line| !line.notes.is_empty()) {
        text.push_str(&format!("Row {}: {}.\n", line.row.place, line.notes));
    }
    text
}

/// Four digits that count.
fn short(number: f64) -> String {
    let places = match number.abs() {
        size if size >= 1000.0 => 0,
        size if size >= 100.0 => 1,
        size if size >= 10.0 => 2,
        size if size >= 0.1 => 3,
        _ => 5,
    };
    format!("{number:.places$}")
}
