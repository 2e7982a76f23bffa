use std::borrow::Cow;
use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Value, json};
use undercut::calendar::Day;
use undercut::catalog::{Catalog, Figures, spelled};
use undercut::document;
use undercut::error::cut;

use super::catalogue::{Catalogue, MOST_BYTES};
use super::csv_text::csv_text;
use super::{Failure, Format, model, read, write};

/// Columns of a table that is not written to a terminal.
const WIDTH: u16 = 160;

/// See what is in the catalogue, its sources and their age.
#[derive(Debug, Subcommand)]
pub enum CatalogCommand {
    /// List records by kind
    List(Listing),
    /// Show every number of a record with its source
    Show(Show),
    /// Check that every number has basis, source and date, and that records fit together
    Check(Check),
    /// Compare a price list that others keep with the catalogue, and append what is new
    Import(super::import::Import),
}

/// List records by kind.
#[derive(Debug, Args)]
pub struct Listing {
    #[command(flatten)]
    catalogue: Catalogue,
    /// How to write the list; in CSV and JSON a row per record
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Show every number of a record with its source.
#[derive(Debug, Args)]
pub struct Show {
    /// A model, in any case and by any of its names; or part of a path, such as rentals or scores.gpqa
    part: String,
    #[command(flatten)]
    catalogue: Catalogue,
    /// How to write the numbers; in CSV and JSON a row per number
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Check the catalogue.
#[derive(Debug, Args)]
pub struct Check {
    /// The day against which the age of sources is counted; the last that a source speaks for without it
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Catalogue files to check in place of the one built in
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    catalogue: Catalogue,
}

impl CatalogCommand {
    /// Runs the subcommand.
    pub fn run(self) -> Result<(), Failure> {
        match self {
            CatalogCommand::List(it) => it.run(),
            CatalogCommand::Show(it) => it.run(),
            CatalogCommand::Check(it) => it.run(),
            CatalogCommand::Import(it) => it.run(),
        }
    }
}

impl Listing {
    fn run(self) -> Result<(), Failure> {
        let catalog = self.catalogue.read()?;
        let rows = records(&catalog);
        let text = match self.format {
            Format::Table => table(&["kind", "id", "name"], &rows),
            Format::Json => {
                let row = |[kind, id, name]: &[String; 3]| json!({ "kind": kind, "id": id, "name": name });
                format!("{:#}\n", Value::from_iter(rows.iter().map(row)))
            }
            Format::Csv => csv_text(["kind", "id", "name"], &rows)?,
        };
        write(self.output.as_ref(), &text)
    }
}

impl Show {
    fn run(self) -> Result<(), Failure> {
        let catalog = self.catalogue.read()?;
        let named = catalog.model_named(&self.part);
        if let (Some(id), Format::Table) = (named, self.format) {
            return write(self.output.as_ref(), &model::card(&catalog, id));
        }
        let figures: Figures = match named {
            Some(id) => model::figures(&catalog, id),
            None => {
                let part = spelled(&self.part);
                let mut all = catalog.figures();
                all.retain(|(path, _)| path.contains(&self.part) || path.contains(&part));
                all
            }
        };
        if figures.is_empty() {
            return Err(Failure::from(nothing(&catalog, &self.part)));
        }
        let header = ["path", "value", "unit", "basis", "as of", "source", "note"];
        let rows: Vec<[String; 7]> = figures
            .iter()
            .map(|(path, figure)| {
                let source = &figure.source;
                [
                    path.clone(),
                    figure.text.clone(),
                    figure.unit.symbol().to_string(),
                    source.basis.to_string(),
                    source.as_of.clone(),
                    format!("{} {}", source.document, source.url).trim().to_string(),
                    source.note.clone(),
                ]
            })
            .collect();
        let text = match self.format {
            Format::Table => table(&header, &rows),
            Format::Json => {
                let row = |(path, figure): &(String, &undercut::catalog::Figure)| {
                    json!({
                        "path": path,
                        "value": figure.text,
                        "unit": figure.unit.symbol(),
                        "p5": figure.distribution.low(),
                        "median": figure.distribution.median(),
                        "p95": figure.distribution.high(),
                        "source": figure.source,
                    })
                };
                format!("{:#}\n", Value::from_iter(figures.iter().map(row)))
            }
            Format::Csv => csv_text(header, &rows)?,
        };
        write(self.output.as_ref(), &text)
    }
}

impl Check {
    fn run(self) -> Result<(), Failure> {
        let catalog = if self.files.is_empty() {
            self.catalogue.read()?
        } else {
            let mut texts = Vec::new();
            for path in &self.files {
                texts.push(read::text(path, MOST_BYTES)?);
            }
            let empty = |text: &str| document::parse(text).is_ok_and(|it| it.0.is_empty());
            let empty: Vec<String> = texts
                .iter()
                .filter(|(_, text)| empty(text))
                .map(|(name, _)| format!("catalogue: {name}: no records"))
                .collect();
            if !empty.is_empty() {
                return Err(Failure(empty));
            }
            let files: Vec<(&str, &str)> =
                texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let read = Catalog::from_texts(&files);
            Cow::Owned(read.map_err(|error| Failure(super::messages("catalogue", &error)))?)
        };
        let problems = catalog.check();
        if !problems.is_empty() {
            return Err(Failure(
                problems.iter().map(|problem| format!("catalogue: {problem}")).collect(),
            ));
        }
        let figures = catalog.figures();
        let mut text = String::new();
        let _ = write!(text, "{} numbers, each with basis, source and date:", figures.len());
        for basis in ["measured", "published", "derived", "assumed"] {
            let count =
                figures.iter().filter(|(_, it)| it.source.basis.to_string() == basis).count();
            let _ = write!(text, " {count} {basis}");
        }
        let dates = figures.iter().map(|(_, it)| it.source.as_of.as_str());
        let (oldest, newest) = (dates.clone().min().unwrap_or("-"), dates.max().unwrap_or("-"));
        let _ = writeln!(text, "; from {oldest} to {newest}");
        let on = self.on.as_deref().unwrap_or(newest);
        let Some(on) = Day::parse(on) else {
            return Err(Failure::from(format!(
                "--on {}: must be a day, such as 2026-11-30",
                cut(on)
            )));
        };
        catalog.notes(on).iter().for_each(|note| {
            let _ = writeln!(text, "Note: {note}.");
        });
        write(None, &text)
    }
}

/// Names less like one that is not there than this are no guess at what was meant.
const ALIKE: f64 = 0.8;

/// What to say of a name that nothing has.
fn nothing(catalog: &Catalog, part: &str) -> String {
    let wanted = spelled(part);
    let models = catalog.models.iter().flat_map(|it| it.aliases.iter().chain([&it.id]));
    let others =
        catalog.lines.iter().map(|it| &it.id).chain(catalog.providers.iter().map(|it| &it.id));
    let mut alike: Vec<(f64, &String)> = (models.chain(others))
        .map(|it| (strsim::jaro_winkler(&wanted, it), it))
        .filter(|(alike, _)| *alike >= ALIKE)
        .collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    alike.dedup_by(|a, b| a.1 == b.1);
    let names: Vec<&str> = alike.iter().take(3).map(|(_, it)| it.as_str()).collect();
    let hint = match names.is_empty() {
        true => {
            "names of models, or parts of a path, such as offers.openai, rentals or scores.gpqa"
                .to_string()
        }
        false => format!("did you mean {}?", names.join(", ")),
    };
    format!("{}: nothing in the catalogue is called so or has it in its path; {hint}", cut(part))
}

/// Kind, id and name of every record that has them.
fn records(catalog: &Catalog) -> Vec<[String; 3]> {
    let mut rows: Vec<[String; 3]> = Vec::new();
    let mut add = |kind: &str, id: &str, name: &str| {
        rows.push([kind.to_string(), id.to_string(), name.to_string()]);
    };
    catalog.worlds.iter().for_each(|it| add("world", &it.id, &format!("on {}", it.last_day)));
    catalog.providers.iter().for_each(|it| add("provider", &it.id, &it.name));
    catalog.models.iter().for_each(|it| add("model", &it.id, &it.name));
    catalog.lines.iter().for_each(|it| add("line", &it.id, &it.name));
    catalog.shapes.iter().for_each(|it| add("shape", &it.id, &it.name));
    catalog.accelerators.iter().for_each(|it| add("accelerator", &it.id, &it.name));
    catalog.engines.iter().for_each(|it| add("engine", &it.id, &it.name));
    catalog.benchmarks.iter().for_each(|it| add("benchmark", &it.id, &it.name));
    catalog.rules.iter().for_each(|it| add("rule", &it.id, &it.text));
    rows
}

pub(super) fn table<const N: usize>(header: &[&str; N], rows: &[[String; N]]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    if !table.is_tty() {
        table.set_width(WIDTH);
    }
    table.set_header(header.to_vec());
    rows.iter().for_each(|row| {
        table.add_row(row.to_vec());
    });
    format!("{table}\n")
}
