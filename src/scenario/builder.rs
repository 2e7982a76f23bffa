//! What reads a checked tree value by value, and gathers the numbers among them as inputs.

use super::Choice;
use super::field::{Field, Kind};
use super::fields::FIELDS;
use super::inputs::{Factor, Inputs, Number, Slot};
use super::validate::{MAIN, count, field, hint, ids, items};
use crate::catalog::{Figure, bounded};
use crate::document::{Table, Value, at, steps};
use crate::error::{Problem, cut};
use crate::source::{Basis, Source};
use crate::uncertainty::{Distribution, Domain, Unit, parse};

/// Reads values of a checked tree and gathers inputs.
pub(super) struct Builder<'a> {
    tree: &'a Table,
    pub inputs: Inputs,
    pub problems: Vec<Problem>,
    pub notes: Vec<String>,
    /// The day of the prices, which what is assumed here has too.
    pub as_of: String,
    /// What the scenario says in place of the catalogue, by path, and whether somebody used it.
    replaced: Vec<(String, String, bool)>,
}

/// A record of the catalogue, after which its inputs are named.
pub(super) struct Record<'a> {
    pub path: String,
    pub name: &'a str,
}

impl Record<'_> {
    pub fn path(&self, key: &str) -> String {
        format!("{}.{key}", self.path)
    }

    pub fn label(&self, what: &str) -> String {
        format!("{}: {what}", self.name)
    }
}

impl<'a> Builder<'a> {
    /// A builder that has read nothing but what stands in place of the catalogue.
    pub fn of(tree: &'a Table) -> Builder<'a> {
        let mut replaced = Vec::new();
        if let Some(Value::Table(catalog)) = tree.get("catalog") {
            leaves(catalog, "catalog", &mut replaced);
        }
        Builder {
            tree,
            inputs: Inputs::default(),
            problems: Vec::new(),
            notes: Vec::new(),
            as_of: String::new(),
            replaced,
        }
    }

    /// Notes that `fact` holds for `name`, beside those for which it is noted already.
    pub fn note(&mut self, name: &str, fact: &str) {
        for note in &mut self.notes {
            let Some(names) = note.strip_suffix(fact).and_then(|it| it.strip_suffix(": ")) else {
                continue;
            };
            // A model is met once for each class, one after the other.
            if names != name && !names.ends_with(&["; ", name].concat()) {
                *note = [names, "; ", name, ": ", fact].concat();
            }
            return;
        }
        self.notes.push([name, ": ", fact].concat());
    }

    /// The text at a path, or its default; empty where there is neither.
    pub fn text(&self, path: &str) -> &'a str {
        self.written(path).or(default(path)).unwrap_or("")
    }

    /// What the scenario says at a path; nothing where it leaves it to the default.
    pub fn written(&self, path: &str) -> Option<&'a str> {
        at(self.tree, &steps(path)?)?.scalar()
    }

    /// The ids of lines at a path; nothing where the world's main ones are meant.
    pub fn lines(&self, path: &str) -> Option<Vec<&'a str>> {
        let value = steps(path).and_then(|steps| at(self.tree, &steps))?;
        ids(value).filter(|ids| ids.as_slice() != [MAIN])
    }

    /// The whole number at a path, or its default.
    pub fn whole(&self, path: &str) -> u32 {
        count(self.text(path)).unwrap_or_default()
    }

    /// Months that are simulated, the first included.
    pub fn months(&self) -> usize {
        self.whole("horizon_months") as usize + 1
    }

    /// The number of tables in the list at `section.list`.
    pub fn count(&self, section: &str, list: &str) -> usize {
        items(self.tree, section, list).len()
    }

    /// The names and shares of a table of weights; empty where there is none.
    pub fn weights(&self, path: &str) -> Vec<(String, f64)> {
        let table = steps(path).and_then(|steps| at(self.tree, &steps));
        let Some(Value::Table(table)) = table else { return Vec::new() };
        let share =
            |text: &str| parse(text, Unit::Fraction, Domain::Unit).map_or(0.0, |it| it.median());
        let weight =
            |(name, value): &(String, Value)| (name.clone(), value.scalar().map_or(0.0, share));
        table.0.iter().map(weight).collect()
    }

    /// Makes the quantity at a path an input.
    pub fn quantity(&mut self, path: &str) -> Slot {
        let Some(row @ Field { kind: Kind::Quantity { unit, domain }, label, doc, .. }) =
            field(&pattern(path))
        else {
            self.problems.push(Problem::new(path, "", "is not a quantity"));
            return self.inputs.constant(f64::NAN);
        };
        let written = self.written(path);
        let text = self.text(path);
        let distribution = match row.quantity(text, *unit, *domain) {
            Ok(distribution) => distribution,
            Err(rule) => {
                self.problems.push(Problem::new(path, text, rule));
                return self.inputs.constant(f64::NAN);
            }
        };
        let document = if written.is_some() { "this scenario" } else { "default of undercut" };
        self.inputs.add(Number {
            path: path.to_string(),
            label: label_of(self.tree, path, label),
            text: text.to_string(),
            unit: *unit,
            domain: *domain,
            distribution,
            source: Source {
                basis: Basis::Assumed,
                document: document.to_string(),
                url: String::new(),
                credit: String::new(),
                as_of: self.as_of.clone(),
                note: doc.to_string(),
            },
            factor: None,
        })
    }

    /// The same, where something is written there.
    pub fn optional(&mut self, path: &str) -> Option<Slot> {
        self.written(path).map(|_| self.quantity(path))
    }

    /// Makes a number of the catalogue an input, or what the scenario says in its place.
    pub fn figure(
        &mut self,
        path: String,
        label: String,
        figure: &Figure,
        factor: Option<Factor>,
    ) -> Slot {
        let number = Number {
            label,
            text: figure.text.clone(),
            unit: figure.unit,
            domain: figure.domain,
            distribution: figure.distribution,
            source: figure.source.clone(),
            factor,
            path,
        };
        self.number(number)
    }

    /// The same of a figure of `record`, named after it.
    pub fn figure_of(
        &mut self,
        record: &Record,
        key: &str,
        what: &str,
        figure: &Figure,
        factor: Option<Factor>,
    ) -> Slot {
        self.figure(record.path(key), record.label(what), figure, factor)
    }

    /// The same as [`Builder::figure`] of what may be an input already.
    pub fn figure_once(&mut self, path: String, label: String, figure: &Figure) -> Slot {
        match self.inputs.list.iter().find(|input| input.path == path) {
            Some(input) => input.slot,
            None => self.figure(path, label, figure, None),
        }
    }

    /// Makes a standard normal number an input: noise of `record`, whose size something else knows.
    pub fn noise(
        &mut self,
        record: &Record,
        key: &str,
        what: &str,
        document: &str,
        factor: Option<Factor>,
    ) -> Slot {
        let distribution = parse("normal(0, 1)", Unit::Ratio, Domain::Real);
        let number = Number {
            path: record.path(key),
            label: record.label(what),
            text: "normal(0, 1)".to_string(),
            unit: Unit::Ratio,
            domain: Domain::Real,
            distribution: distribution.unwrap_or(Distribution::Fixed(0.0)),
            source: Source {
                basis: Basis::Derived,
                document: document.to_string(),
                url: String::new(),
                credit: String::new(),
                as_of: self.as_of.clone(),
                note: "in standard deviations".to_string(),
            },
            factor,
        };
        self.number(number)
    }

    fn number(&mut self, mut number: Number) -> Slot {
        if let Some(entry) = self.replaced.iter_mut().find(|(path, _, _)| *path == number.path) {
            entry.2 = true;
            let read = parse(&entry.1, number.unit, number.domain);
            match read.and_then(|it| bounded(&number.path, it)) {
                Ok(distribution) => {
                    number.distribution = distribution;
                    number.text = entry.1.clone();
                    number.source = Source {
                        basis: Basis::Assumed,
                        document: "this scenario".to_string(),
                        url: String::new(),
                        credit: String::new(),
                        as_of: self.as_of.clone(),
                        note: format!("in place of the catalogue: {}", number.source.document),
                    };
                }
                Err(rule) => self.problems.push(Problem::new(&number.path, &entry.1, rule)),
            }
        }
        self.inputs.add(number)
    }

    /// Notes a number that is below another one, at their medians, and must not be.
    pub fn check_not_below(&mut self, number: Slot, least: Slot) {
        if self.inputs.template[number] < self.inputs.template[least] {
            let at = |slot: Slot| self.inputs.list.iter().find(|it| it.slot == slot);
            let (Some(number), Some(least)) = (at(number), at(least)) else { return };
            let rule = format!("must not be below {} = {}", least.path, cut(&least.text));
            self.problems.push(Problem::new(&number.path, &number.text, rule));
        }
    }

    /// Notes what the scenario says of the catalogue that nothing in it uses.
    pub fn check_leftovers(&mut self) {
        for (path, text, used) in &self.replaced {
            if !used {
                // Numbers of the same record, or the same number of another one.
                let near = |it: &&str| match (it.rsplit_once('.'), path.rsplit_once('.')) {
                    (Some((record, key)), Some((other, wanted))) => {
                        record == other || key == wanted
                    }
                    _ => false,
                };
                let known = self.inputs.list.iter().map(|it| it.path.as_str()).filter(near);
                let known: Vec<&str> = known.collect();
                let hint = hint(path, &known, 2);
                let rule =
                    format!("is not a number of the catalogue that this scenario uses{hint}");
                self.problems.push(Problem::new(path, text, rule));
            }
        }
    }

    /// The words chosen from a few outside lists.
    pub fn choices(&self) -> Vec<Choice> {
        let choice = |field: &Field| match field.kind {
            Kind::Choice(options) if !field.path.contains('[') => Some(Choice {
                path: field.path.to_string(),
                label: field.label.to_string(),
                value: self.text(field.path).to_string(),
                options: options.iter().map(|option| option.to_string()).collect(),
            }),
            _ => None,
        };
        FIELDS.iter().filter_map(choice).collect()
    }
}

fn leaves(table: &Table, path: &str, out: &mut Vec<(String, String, bool)>) {
    for (key, value) in &table.0 {
        let path = format!("{path}.{key}");
        match value {
            Value::Table(table) => leaves(table, &path, out),
            other => out.push((path, other.scalar().unwrap_or("").to_string(), false)),
        }
    }
}

/// The pattern of a path: without places in lists.
fn pattern(path: &str) -> String {
    let mut pattern = String::new();
    let mut inside = false;
    for it in path.chars() {
        inside = (inside || it == '[') && it != ']';
        if !inside || it == '[' {
            pattern.push(it);
        }
    }
    pattern
}

fn default(path: &str) -> Option<&'static str> {
    field(&pattern(path)).and_then(|field| field.default)
}

/// The label of a quantity, with the name of its list entry in front where it has one.
fn label_of(tree: &Table, path: &str, label: &str) -> String {
    let owner = path.rfind(']').and_then(|end| {
        let steps = steps(&path[..=end])?;
        let Value::Table(owner) = at(tree, &steps)? else { return None };
        owner.get("name")?.scalar()
    });
    owner.map_or_else(|| label.to_string(), |owner| format!("{owner}: {label}"))
}
