mod line;
mod shapes;

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;
use undercut::analysis::hardware::Evidence;
use undercut::error::{Problem, cut};
use undercut::input::{Row, SERVING_INPUT, ServingRow, Table, serving_schema};
use undercut::serving::{Constants, Rate};
use undercut::uncertainty::{Distribution, Domain, Unit, parse};

use super::catalogue::Catalogue;
use super::{Failure, Format, messages, read, write};
use line::{Answered, Line, csv_text, table_text};
use shapes::{ShapeFile, added, shape_file};

/// Throughput, latency and cost of deployments listed in a table.
#[derive(Debug, Args)]
pub struct Serving {
    /// Deployments: CSV with a header, or JSON with the same names; - is stdin; --schema lists the columns
    #[arg(long, value_name = "FILE", required_unless_present = "schema")]
    input: Option<PathBuf>,
    /// USD for an hour of one accelerator where a row does not say; the accelerator's rental without it
    #[arg(long, value_name = "USD", value_parser = not_negative)]
    usd_per_accelerator_hour: Option<f64>,
    /// Share of a deployment's work that is sold where a row does not say
    #[arg(long, value_name = "SHARE", default_value = "1", value_parser = share)]
    utilisation: f64,
    /// A model's config.json, as Hugging Face has it, whose shape rows may name: by NAME, else by its _name_or_path, else by the
    /// file's name without its ending (of a config.json in a folder, the folder's); may be given several times
    #[arg(long, value_name = "[NAME=]FILE", value_parser = shape_file)]
    shape: Vec<ShapeFile>,
    #[command(flatten)]
    catalogue: Catalogue,
    /// How to write the result; in CSV and JSON one row per row of the input
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
    let number =
        parse(text, Unit::UsdPerHour, Domain::NonNegative).ok().filter(Distribution::is_fixed);
    let usd = number.map(|it| it.median()).filter(|it| *it <= 1e6);
    usd.ok_or_else(|| "must be one number from 0 to 1,000,000".to_string())
}

fn share(text: &str) -> Result<f64, String> {
    let number = parse(text, Unit::Fraction, Domain::Unit).ok().filter(Distribution::is_fixed);
    let share = number.map(|it| it.median()).filter(|it| *it > 0.0);
    share.ok_or_else(|| "must be one number above 0 and at most 1".to_string())
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
        let failed = |it| Failure(messages("catalogue", &it));
        let mut catalog = self.catalogue.read()?.into_owned();
        added(&mut catalog, &self.shape)?;
        let evidence = &Evidence::of(catalog).map_err(failed)?;
        let (file, text) = read::table(path)?;
        let table = Table::read(&text);
        for name in table.unknown.iter().take(MOST_NOTED) {
            let (shown, nearest) = (cut(name), nearest(name));
            eprintln!("{file}: note: column {shown} is not known and changes nothing{nearest}");
        }
        if table.unknown.len() > MOST_NOTED {
            let more = table.unknown.len() - MOST_NOTED;
            eprintln!("{file}: note: {more} more columns are not known and change nothing");
        }
        let mut failed: Vec<String> =
            table.problems.iter().map(|it| format!("{file}: {it}")).collect();
        if table.rows.is_empty() {
            failed.extend(failed.is_empty().then(|| format!("{file}: no rows")));
            return Err(Failure(failed));
        }
        let lines: Vec<Line> = table
            .rows
            .iter()
            .map(|row| {
                let answer = self.answered(row, evidence).map_err(|problems| {
                    failed.extend(problems.iter().map(|it| format!("{file}: {it}")));
                    let reasons: Vec<String> = problems.iter().map(within_row).collect();
                    reasons.join("; ")
                });
                Line { row, answer }
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

    fn answered(&self, row: &Row, evidence: &Evidence) -> Result<Answered, Vec<Problem>> {
        let read = ServingRow::read(row, &evidence.catalog)?;
        let rate = Rate {
            usd_per_accelerator_hour: match self.usd_per_accelerator_hour {
                Some(usd) if !read.has_own_rate => usd,
                _ => read.usd_per_accelerator_hour,
            },
            utilisation: read.utilisation.unwrap_or(self.utilisation),
        };
        let anchor = evidence.anchors.factor(&read.cell, &Constants::REFERENCE);
        let answer = read
            .answer(anchor, rate, &Constants::REFERENCE)
            .map_err(|reason| vec![Problem::new(format!("row {}", row.place), "", reason)])?;
        let mut notes = read.assumed.clone();
        notes.extend(read.memory_note(&answer));
        // A measurement beside the row is not used; that it cannot be is worth a word.
        notes.extend(read.above_roofline(&Constants::REFERENCE).iter().map(within_row));
        Ok(Answered { answer, read, rate, notes: notes.join("; ") })
    }
}

/// Names less like an unknown one than this are no guess at what was meant.
const ALIKE: f64 = 0.75;
/// Columns that are not known and are named one by one.
const MOST_NOTED: usize = 20;

/// The known column that `name` may be meant for, as the end of a sentence.
fn nearest(name: &str) -> String {
    let name = cut(name).to_lowercase();
    let alike = |it: &str| strsim::jaro_winkler(&name, it);
    let columns = SERVING_INPUT.iter().map(|it| (alike(it.name), it.name));
    let nearest = columns.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|it| it.0 >= ALIKE);
    nearest.map_or(String::new(), |(_, nearest)| format!("; did you mean {nearest}?"))
}

/// A problem of a row without the row in front, which has a column of its own.
fn within_row(problem: &Problem) -> String {
    let after = problem
        .path
        .strip_prefix("row ")
        .map(|it| it.trim_start_matches(|c: char| c.is_ascii_digit()));
    match after.map(|it| it.strip_prefix(", ")) {
        Some(Some(column)) => Problem { path: column.to_string(), ..problem.clone() }.to_string(),
        Some(None) if problem.value.is_empty() => problem.rule.clone(),
        Some(None) => format!("{}: {}", problem.value, problem.rule),
        None => problem.to_string(),
    }
}
