//! What every record may refer to: the documents, the rules and the names of the other records.

use std::cell::Cell;

use crate::calendar::Day;
use crate::document::{Reader, Table, Value};
use crate::error::Problem;
use crate::source::{Basis, Source};

/// A document that figures come from.
#[derive(Debug, Clone)]
pub(super) struct Document {
    id: String,
    path: String,
    document: String,
    url: String,
    credit: String,
    as_of: String,
    used: Cell<bool>,
}

/// A rule as far as figures refer to it: its name and its document.
#[derive(Debug, Clone)]
struct RuleName {
    id: String,
    document: Option<usize>,
}

/// Names of all records, documents and rules, gathered before any record is read.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    documents: Vec<Document>,
    rules: Vec<RuleName>,
    /// Names of records by kind, in the order of the files.
    names: Vec<(&'static str, Vec<String>)>,
}

/// How a figure is known, as far as the text has said by now.
#[derive(Debug, Clone, Default)]
pub(super) struct Provenance {
    basis: Option<Basis>,
    document: Option<usize>,
    as_of: Option<String>,
    note: String,
    rule: Option<String>,
}

/// Kinds of record that others refer to by name, with the key of their list.
pub(super) const KINDS: [&str; 9] = [
    "model",
    "business",
    "provider",
    "line",
    "shape",
    "accelerator",
    "engine",
    "benchmark",
    "world",
];

impl Shelf {
    /// Gathers names from `files`: pairs of a file's name and its tree.
    pub fn gather(files: &[(&str, Table)], problems: &mut Vec<Problem>) -> Shelf {
        let mut shelf = Shelf::default();
        for (file, table) in files {
            for (path, id, entry) in entries(file, table, "source", problems) {
                shelf.document(path, id, entry, problems);
            }
        }
        for (file, table) in files {
            for (path, id, entry) in entries(file, table, "rule", problems) {
                if shelf.rules.iter().any(|rule| rule.id == id) {
                    problems.push(Problem::new(path, "", "is a second rule of this name"));
                    continue;
                }
                let source = entry.get("source").and_then(Value::scalar);
                let document = source.and_then(|source| shelf.find_document(source));
                shelf.rules.push(RuleName { id: id.to_string(), document });
            }
        }
        for kind in KINDS {
            let mut names: Vec<String> = Vec::new();
            for (file, table) in files {
                let Some(Value::List(items)) = table.get(kind) else { continue };
                for (place, item) in items.iter().enumerate() {
                    let Value::Table(entry) = item else { continue };
                    let Some(id) = entry.get("id").and_then(Value::scalar) else { continue };
                    if names.iter().any(|name| name == id) {
                        let path = format!("{file}: {kind}[{place}].id");
                        let rule = format!("is the id of another {kind}");
                        problems.push(Problem::new(path, id, rule));
                    }
                    names.push(id.to_string());
                }
            }
            shelf.names.push((kind, names));
        }
        shelf
    }

    fn document(&mut self, path: String, id: &str, entry: &Table, problems: &mut Vec<Problem>) {
        if self.find_document(id).is_some() {
            problems.push(Problem::new(path, "", "is a second source of this name"));
            return;
        }
        let mut reader = Reader::new(entry, path.clone());
        let document = reader.required("document", problems).unwrap_or_default().to_string();
        let url = reader.scalar("url", problems).unwrap_or_default().to_string();
        let credit = reader.scalar("credit", problems).unwrap_or_default().to_string();
        let as_of = reader.required("as_of", problems).unwrap_or_default().to_string();
        if !as_of.is_empty() && Day::parse(&as_of).is_none() {
            problems.push(Problem::new(reader.path("as_of"), as_of.clone(), DAY));
        }
        reader.finish(problems);
        let id = id.to_string();
        let used = Cell::new(false);
        self.documents.push(Document { id, path, document, url, credit, as_of, used });
    }

    fn find_document(&self, id: &str) -> Option<usize> {
        self.documents.iter().position(|document| document.id == id)
    }

    /// The place of the record of `kind` called `id`.
    pub fn find(&self, kind: &str, id: &str) -> Option<u16> {
        let (_, names) = self.names.iter().find(|(own, _)| *own == kind)?;
        u16::try_from(names.iter().position(|name| name == id)?).ok()
    }

    /// The place of the rule called `id`.
    pub fn find_rule(&self, id: &str) -> Option<u16> {
        u16::try_from(self.rules.iter().position(|rule| rule.id == id)?).ok()
    }

    /// Reads `basis`, `source`, `as_of`, `note` and `rule`; what is missing stays as `inherited`.
    pub fn provenance(
        &self,
        reader: &mut Reader,
        inherited: &Provenance,
        problems: &mut Vec<Problem>,
    ) -> Provenance {
        let mut own = inherited.clone();
        if let Some(text) = reader.scalar("basis", problems) {
            own.rule = None;
            own.basis = Basis::parse(text);
            if own.basis.is_none() {
                let rule = "must be measured, published, derived, assumed or claimed";
                problems.push(Problem::new(reader.path("basis"), text, rule));
                own.basis = inherited.basis;
            }
        }
        if let Some(id) = reader.scalar("source", problems) {
            match self.find_document(id) {
                Some(document) => {
                    own.rule = None;
                    own.document = Some(document);
                    own.as_of = None;
                }
                None => {
                    problems.push(Problem::new(reader.path("source"), id, "is not a source"));
                }
            }
        }
        if let Some(id) = reader.scalar("rule", problems) {
            match self.rules.iter().find(|rule| rule.id == id) {
                None => problems.push(Problem::new(reader.path("rule"), id, "is not a rule")),
                Some(rule) => {
                    own.basis = Some(Basis::Assumed);
                    own.document = rule.document;
                    own.as_of = None;
                    own.rule = Some(id.to_string());
                }
            }
        }
        if let Some(day) = reader.scalar("as_of", problems) {
            if Day::parse(day).is_none() {
                problems.push(Problem::new(reader.path("as_of"), day, DAY));
            }
            own.as_of = Some(day.to_string());
        }
        if let Some(note) = reader.scalar("note", problems) {
            own.note = note.to_string();
        }
        own
    }

    /// The source that `provenance` adds up to, for the number at `path`; a problem and a stand-in if a part is
    /// missing.
    pub fn resolve(
        &self,
        path: &str,
        provenance: &Provenance,
        problems: &mut Vec<Problem>,
    ) -> Source {
        if provenance.basis.is_none() {
            problems.push(Problem::new(path, "", "has no basis"));
        }
        if provenance.document.is_none() {
            problems.push(Problem::new(path, "", "has no source"));
        }
        let Some(document) = provenance.document.map(|place| &self.documents[place]) else {
            return Source::stand_in();
        };
        document.used.set(true);
        let note = match &provenance.rule {
            Some(rule) if provenance.note.is_empty() => format!("rule {rule}"),
            Some(rule) => format!("rule {rule}: {}", provenance.note),
            None => provenance.note.clone(),
        };
        Source {
            basis: provenance.basis.unwrap_or(Basis::Assumed),
            document: document.document.clone(),
            url: document.url.clone(),
            credit: document.credit.clone(),
            as_of: provenance.as_of.clone().unwrap_or_else(|| document.as_of.clone()),
            note,
        }
    }

    /// Names every document that no number came from.
    pub fn unused(&self, problems: &mut Vec<Problem>) {
        for document in self.documents.iter().filter(|document| !document.used.get()) {
            problems.push(Problem::new(document.path.clone(), "", "is the source of nothing"));
        }
    }
}

/// The rule for days.
pub(super) const DAY: &str = "must be a day that exists, as in 2026-04-30";

/// The named tables below `key` of a file, such as `[source.ID]`: path, id and table.
pub(super) fn entries<'a>(
    file: &str,
    table: &'a Table,
    key: &str,
    problems: &mut Vec<Problem>,
) -> Vec<(String, &'a str, &'a Table)> {
    let Some(value) = table.get(key) else { return Vec::new() };
    let Value::Table(named) = value else {
        problems.push(Problem::new(format!("{file}: {key}"), value.shown(), "must be a table"));
        return Vec::new();
    };
    let mut found = Vec::new();
    for (id, entry) in &named.0 {
        let path = format!("{file}: {key}.{id}");
        match entry {
            Value::Table(entry) => found.push((path, id.as_str(), entry)),
            other => problems.push(Problem::new(path, other.shown(), "must be a table")),
        }
    }
    found
}
