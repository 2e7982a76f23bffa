//! From the trees of the files to a catalogue, gathering every problem on the way.

use crate::catalog::Catalog;
use crate::document::{self, Reader, Table, Value};
use crate::error::{Error, Problem, cut};

use super::accelerator::Accelerator;
use super::benchmark::Benchmark;
use super::business::BusinessRecord;
use super::claim::ClaimedPrice;
use super::engine::EngineRecord;
use super::fields::Fields;
use super::line::Line;
use super::model::Model;
use super::offer::Offer;
use super::provider::Provider;
use super::rental::Rental;
use super::reported::ReportedMargin;
use super::rule::Rule;
use super::shape::Shape;
use super::shelf::{Provenance, Shelf, entries};
use super::speed::Speed;
use super::world::World;

type Problems = Vec<Problem>;

/// The catalogue that `files` (name and text) write.
pub(super) fn load(files: &[(&str, &str)]) -> Result<Catalog, Error> {
    let mut trees = Vec::new();
    for (name, text) in files {
        let tree = document::parse(text).map_err(|error| in_file(name, error))?;
        trees.push((*name, tree));
    }
    let mut problems = Vec::new();
    let shelf = Shelf::gather(&trees, &mut problems);
    let mut catalog = Catalog::default();
    for (file, tree) in &trees {
        for (path, id, entry) in entries(file, tree, "rule", &mut Vec::new()) {
            catalog.rules.push(Rule::read(&path, id, entry, &shelf, &mut problems));
        }
        let mut reader = Reader::new(tree, "");
        reader.take("source");
        reader.take("rule");
        let mut top = Vec::new();
        let mut lists =
            Lists { file, reader, shelf: &shelf, top: &mut top, problems: &mut problems };
        lists.read("model", &mut catalog.models, Model::read);
        lists.read("business", &mut catalog.businesses, BusinessRecord::read);
        lists.read("provider", &mut catalog.providers, Provider::read);
        lists.read("line", &mut catalog.lines, Line::read);
        lists.read("offer", &mut catalog.offers, Offer::read);
        // No run reads them: the browser's core leaves them where they are.
        if cfg!(feature = "tables") {
            lists.read("claim", &mut catalog.claims, ClaimedPrice::read);
            lists.read("reported", &mut catalog.reported, ReportedMargin::read);
        } else {
            lists.reader.take("claim");
            lists.reader.take("reported");
        }
        lists.read("shape", &mut catalog.shapes, Shape::read);
        lists.read("accelerator", &mut catalog.accelerators, Accelerator::read);
        lists.read("rental", &mut catalog.rentals, Rental::read);
        lists.read("speed", &mut catalog.speeds, Speed::read);
        lists.read("engine", &mut catalog.engines, EngineRecord::read);
        lists.read("benchmark", &mut catalog.benchmarks, Benchmark::read);
        lists.read("world", &mut catalog.worlds, World::read);
        lists.reader.finish(&mut top);
        for problem in top {
            let path = format!("{file}: {}", problem.path);
            problems.push(Problem { path, ..problem });
        }
    }
    if cfg!(feature = "tables") {
        shelf.unused(&mut problems);
    }
    if problems.is_empty() { Ok(catalog) } else { Err(Error::Invalid(problems)) }
}

fn in_file(file: &str, error: Error) -> Error {
    match error {
        Error::Syntax { line, column, message } => {
            Error::Syntax { line, column, message: format!("{file}: {message}") }
        }
        other => other,
    }
}

/// The lists of one file.
struct Lists<'a, 's> {
    file: &'a str,
    reader: Reader<'a>,
    shelf: &'s Shelf,
    /// Problems of the file itself, whose paths do not yet name it.
    top: &'s mut Problems,
    problems: &'s mut Problems,
}

type Read<T> = for<'a, 's> fn(&mut Fields<'a, 's>, &mut Problems) -> T;

impl<'a, 's> Lists<'a, 's> {
    /// Reads the list at `key` into `out`.
    fn read<T>(&mut self, key: &'static str, out: &mut Vec<T>, read: Read<T>) {
        let tables = self.reader.tables(key, self.top);
        for (place, (_, table)) in tables.into_iter().enumerate() {
            let mut fields = self.record(key, place, table);
            out.push(read(&mut fields, self.problems));
            fields.finish(self.problems);
        }
    }

    /// The record at `place` of the list at `key`, to be read; its path carries its id where it has one.
    fn record(&mut self, key: &str, place: usize, table: &'a Table) -> Fields<'a, 's> {
        let text = |key: &str| table.get(key).and_then(Value::scalar);
        let shown = match (text("id"), text("line"), text("from").or(text("on"))) {
            (Some(id), _, _) => cut(id).into_owned(),
            (None, Some(line), Some(from)) => format!("{}@{}", cut(line), cut(from)),
            _ => place.to_string(),
        };
        let path = format!("{}: {key}[{shown}]", self.file);
        Fields::new(table, &path, self.shelf, &Provenance::default(), self.problems)
    }
}
