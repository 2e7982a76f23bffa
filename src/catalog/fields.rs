//! Reading the fields of one record: figures with inherited provenance, names, days, choices and counts.
//!
//! What cannot be read is a problem and gives a stand-in, so that reading goes on and one pass names every problem;
//! a catalogue with a problem is never handed out, so no stand-in gets anywhere.

use crate::calendar::Day;
use crate::document::{Reader, Table, Value};
use crate::error::Problem;
use crate::serving::Precision;
use crate::source::Source;
use crate::uncertainty::{self, Distribution, Domain, Unit};

use super::figure::Figure;
use super::shelf::{DAY, Provenance, Shelf};

/// An entry of a table whose keys are ids: path, id and value.
pub(super) type Entry<'a> = (String, &'a str, &'a Value);

/// Least and most of numbers by the last key of their path, where that is narrower than their domain: what is written there
/// is divided by, or beyond what the serving model knows.
const BOUNDS: [(&str, f64, f64); 28] = [
    ("utilisation", 0.001, 1.0),
    ("acceptance_length", 1.0, 8.0),
    ("total_params", 1.0, 1e14),
    ("active_params", 1.0, 1e14),
    ("ratio", 0.01, 100.0),
    ("serving_over_list", 0.001, 1000.0),
    ("contract_discount", 0.0, 0.99),
    ("plan_share", 0.0, 0.99),
    ("other_revenue", 0.0, 0.99),
    ("other_margin", -100.0, 1.0),
    ("compute_margin", -100.0, 0.99),
    ("priority_factor", 0.01, 100.0),
    ("factor", 0.01, 100.0),
    ("context_tokens", 1.0, 1e9),
    ("max_output_tokens", 1.0, 1e9),
    ("layers", 1.0, 1e4),
    ("hidden", 1.0, 1e6),
    ("kv_heads", 1.0, 1e4),
    ("dense_params", 1e6, 1e14),
    ("scaleup_domain", 1.0, 1e5),
    ("hbm_bytes", 1e9, 1e14),
    ("hbm_bytes_per_s", 1e9, 1e16),
    ("link_bytes_per_s", 1e8, 1e16),
    ("bf16_flops", 1e11, 1e19),
    ("fp8_flops", 1e11, 1e19),
    ("fp4_flops", 1e11, 1e19),
    ("tdp_w", 1.0, 1e6),
    ("allin_w", 1.0, 1e6),
];

/// The distribution of the number at `path`, where it lies within the bounds of its key.
///
/// # Errors
/// The rule that it breaks.
pub fn bounded(path: &str, it: Distribution) -> Result<Distribution, String> {
    let key = path.rsplit('.').next().unwrap_or(path);
    if let Some((_, least, most)) = BOUNDS.iter().find(|(name, _, _)| *name == key) {
        uncertainty::within(&it, *least, *most)?;
    }
    Ok(it)
}

/// One record being read.
pub(super) struct Fields<'a, 's> {
    reader: Reader<'a>,
    shelf: &'s Shelf,
    path: String,
    defaults: Provenance,
}

impl<'a, 's> Fields<'a, 's> {
    /// Starts to read `table` at `path`, with the provenance that holds around it.
    pub fn new(
        table: &'a Table,
        path: &str,
        shelf: &'s Shelf,
        around: &Provenance,
        problems: &mut Vec<Problem>,
    ) -> Fields<'a, 's> {
        let mut reader = Reader::new(table, path);
        let defaults = shelf.provenance(&mut reader, around, problems);
        Fields { reader, shelf, path: path.to_string(), defaults }
    }

    /// The source of the record as a whole.
    pub fn source(&self, problems: &mut Vec<Problem>) -> Source {
        self.shelf.resolve(&self.path, &self.defaults, problems)
    }

    /// What stands at `key`, of whatever kind.
    fn value(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> Option<&'a Value> {
        let value = self.reader.take(key);
        if value.is_none() {
            problems.push(Problem::new(self.reader.path(key), "", "is missing"));
        }
        value
    }

    /// The text at `key`.
    pub fn text(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> String {
        self.reader.required(key, problems).unwrap_or_default().to_string()
    }

    /// Leaves what stands at `key` unread.
    pub fn skip(&mut self, key: &'static str) {
        self.reader.take(key);
    }

    /// The text at `key`, or nothing where the key is not there.
    pub fn maybe_text(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> Option<String> {
        self.reader.scalar(key, problems).map(str::to_string)
    }

    /// The other spellings of the record's name, which the browser's core has no use for.
    pub fn aliases(&mut self, problems: &mut Vec<Problem>) -> Vec<String> {
        if cfg!(feature = "tables") {
            return self.texts("aliases", problems);
        }
        self.skip("aliases");
        Vec::new()
    }

    /// The texts of the list at `key`; none where the key is not there.
    pub fn texts(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> Vec<String> {
        let Some(value) = self.reader.take(key) else { return Vec::new() };
        let texts = match value {
            Value::List(items) => items.iter().map(Value::scalar).collect::<Option<Vec<&str>>>(),
            _ => None,
        };
        let Some(texts) = texts else {
            let rule = "must be a list of texts";
            problems.push(Problem::new(self.reader.path(key), value.shown(), rule));
            return Vec::new();
        };
        texts.into_iter().map(str::to_string).collect()
    }

    /// The number format at `key`.
    pub fn precision(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> Precision {
        let Some(text) = self.reader.required(key, problems) else { return Precision::Bf16 };
        self.parse_precision(key, text, problems)
    }

    /// The number format at `key`, or nothing where the key is not there.
    pub fn maybe_precision(
        &mut self,
        key: &'static str,
        problems: &mut Vec<Problem>,
    ) -> Option<Precision> {
        let text = self.reader.scalar(key, problems)?;
        Some(self.parse_precision(key, text, problems))
    }

    fn parse_precision(&self, key: &str, text: &str, problems: &mut Vec<Problem>) -> Precision {
        Precision::parse(text).unwrap_or_else(|| {
            let rule = "must be one of bf16, fp8, fp4, int4, mxfp4";
            problems.push(Problem::new(self.reader.path(key), text, rule));
            Precision::Bf16
        })
    }

    /// The day at `key`.
    pub fn day(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> Day {
        let text = self.reader.required(key, problems);
        text.and_then(|text| self.parse_day(key, text, problems)).unwrap_or_default()
    }

    /// The day at `key`, or nothing where the key is not there.
    pub fn maybe_day(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> Option<Day> {
        let text = self.reader.scalar(key, problems)?;
        self.parse_day(key, text, problems)
    }

    fn parse_day(&self, key: &str, text: &str, problems: &mut Vec<Problem>) -> Option<Day> {
        let day = Day::parse(text);
        if day.is_none() {
            problems.push(Problem::new(self.reader.path(key), text, DAY));
        }
        day
    }

    /// The choice at `key`, one of `options`.
    pub fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        options: &[(&str, T)],
        problems: &mut Vec<Problem>,
    ) -> T {
        let names: Vec<&str> = options.iter().map(|(name, _)| *name).collect();
        options[self.place(key, &names, problems)].1
    }

    /// The place in `names` of the text at `key`.
    fn place(&mut self, key: &'static str, names: &[&str], problems: &mut Vec<Problem>) -> usize {
        let Some(text) = self.reader.required(key, problems) else { return 0 };
        names.iter().position(|name| *name == text).unwrap_or_else(|| {
            let rule = format!("must be one of {}", names.join(", "));
            problems.push(Problem::new(self.reader.path(key), text, rule));
            0
        })
    }

    /// `true` or `false` at `key`; `false` where the key is not there.
    pub fn flag(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> bool {
        match self.reader.take(key) {
            None => false,
            Some(Value::Flag(flag)) => *flag,
            Some(other) => {
                let rule = "must be true or false";
                problems.push(Problem::new(self.reader.path(key), other.shown(), rule));
                false
            }
        }
    }

    /// The record of `kind` that `key` names.
    pub fn named(&mut self, key: &'static str, kind: &str, problems: &mut Vec<Problem>) -> u16 {
        let id = self.reader.required(key, problems);
        id.and_then(|id| self.lookup(key, kind, id, problems)).unwrap_or_default()
    }

    /// The record of `kind` that `key` names, or nothing where the key is not there.
    pub fn maybe_named(
        &mut self,
        key: &'static str,
        kind: &str,
        problems: &mut Vec<Problem>,
    ) -> Option<u16> {
        let id = self.reader.scalar(key, problems)?;
        self.lookup(key, kind, id, problems)
    }

    /// The records of `kind` that the list at `key` names.
    pub fn all_named(
        &mut self,
        key: &'static str,
        kind: &str,
        problems: &mut Vec<Problem>,
    ) -> Vec<u16> {
        let Some(value) = self.value(key, problems) else { return Vec::new() };
        let Value::List(items) = value else {
            let rule = "must be a list of names";
            problems.push(Problem::new(self.reader.path(key), value.shown(), rule));
            return Vec::new();
        };
        let texts = items.iter().map(|item| item.scalar().unwrap_or_default());
        texts.filter_map(|text| self.lookup(key, kind, text, problems)).collect()
    }

    fn lookup(&self, key: &str, kind: &str, id: &str, problems: &mut Vec<Problem>) -> Option<u16> {
        let found = match kind {
            "rule" => self.shelf.find_rule(id),
            _ => self.shelf.find(kind, id),
        };
        if found.is_none() {
            let rule = format!("is not the id of a {kind}");
            problems.push(Problem::new(self.reader.path(key), id, rule));
        }
        found
    }

    /// The figure at `key`.
    pub fn figure(
        &mut self,
        key: &'static str,
        unit: Unit,
        domain: Domain,
        problems: &mut Vec<Problem>,
    ) -> Figure {
        match self.value(key, problems) {
            Some(value) => self.figure_of(value, &self.reader.path(key), unit, domain, problems),
            None => Figure::stand_in(),
        }
    }

    /// The figure at `key`, or nothing where the key is not there.
    pub fn maybe_figure(
        &mut self,
        key: &'static str,
        unit: Unit,
        domain: Domain,
        problems: &mut Vec<Problem>,
    ) -> Option<Figure> {
        let value = self.reader.take(key)?;
        Some(self.figure_of(value, &self.reader.path(key), unit, domain, problems))
    }

    /// The figure that `value` at `path` writes: a bare quantity, or a table with its own provenance.
    pub fn figure_of(
        &self,
        value: &Value,
        path: &str,
        unit: Unit,
        domain: Domain,
        problems: &mut Vec<Problem>,
    ) -> Figure {
        let (text, provenance) = match value {
            Value::Table(table) => {
                let mut reader = Reader::new(table, path);
                let text = reader.required("value", problems);
                let own = self.shelf.provenance(&mut reader, &self.defaults, problems);
                reader.finish(problems);
                let Some(text) = text else { return Figure::stand_in() };
                (text, own)
            }
            bare => match bare.scalar() {
                Some(text) => (text, self.defaults.clone()),
                None => {
                    let rule = "must be a quantity, or a table with a value";
                    problems.push(Problem::new(path, bare.shown(), rule));
                    return Figure::stand_in();
                }
            },
        };
        let read = uncertainty::parse(text, unit, domain).and_then(|it| bounded(path, it));
        let distribution = read.unwrap_or_else(|rule| {
            problems.push(Problem::new(path, text, rule));
            Distribution::Fixed(0.0)
        });
        let source = self.shelf.resolve(path, &provenance, problems);
        Figure { text: text.to_string(), distribution, unit, domain, source }
    }

    /// The plain count at `key`, 0 or more, whose source is that of the record.
    pub fn count(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> f64 {
        match self.reader.required(key, problems) {
            Some(text) => plain(text, &self.reader.path(key), problems),
            None => 0.0,
        }
    }

    /// The plain number at `key`, of either sign; 0 where the key is not there.
    pub fn signed(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> f64 {
        let Some(text) = self.reader.scalar(key, problems) else { return 0.0 };
        match uncertainty::parse(text, Unit::Count, Domain::Real) {
            Ok(distribution) if distribution.is_fixed() => distribution.median(),
            _ => {
                problems.push(Problem::new(self.reader.path(key), text, "must be one number"));
                0.0
            }
        }
    }

    /// The plain count at `key`, or `default` where the key is not there.
    pub fn count_or(
        &mut self,
        key: &'static str,
        default: f64,
        problems: &mut Vec<Problem>,
    ) -> f64 {
        match self.reader.scalar(key, problems) {
            Some(text) => plain(text, &self.reader.path(key), problems),
            None => default,
        }
    }

    /// The table at `key` as a record of its own, which inherits this one's provenance.
    pub fn inner(
        &mut self,
        key: &'static str,
        problems: &mut Vec<Problem>,
    ) -> Option<Fields<'a, 's>> {
        let table = self.reader.table(key, problems)?;
        let path = self.reader.path(key);
        Some(Fields::new(table, &path, self.shelf, &self.defaults, problems))
    }

    /// The tables of the list at `key` as records of their own.
    pub fn inners(
        &mut self,
        key: &'static str,
        problems: &mut Vec<Problem>,
    ) -> Vec<Fields<'a, 's>> {
        let tables = self.reader.tables(key, problems);
        let open = |(path, table): (String, &'a Table)| {
            Fields::new(table, &path, self.shelf, &self.defaults, problems)
        };
        tables.into_iter().map(open).collect()
    }

    /// The entries of the table at `key` whose keys are ids: path, id and value. The table may state its
    /// own provenance, which the returned record carries.
    pub fn map(
        &mut self,
        key: &'static str,
        problems: &mut Vec<Problem>,
    ) -> Option<(Fields<'a, 's>, Vec<Entry<'a>>)> {
        let table = self.reader.table(key, problems)?;
        let path = self.reader.path(key);
        let fields = Fields::new(table, &path, self.shelf, &self.defaults, problems);
        let own = ["basis", "source", "as_of", "note", "rule"];
        let entries = table.0.iter().filter(|(id, _)| !own.contains(&id.as_str()));
        let entries = entries.map(|(id, value)| (format!("{path}.{id}"), id.as_str(), value));
        Some((fields, entries.collect()))
    }

    /// The path of `key` in this record.
    pub fn path(&self, key: &str) -> String {
        self.reader.path(key)
    }

    /// The record of `kind` called `id`, which stands as a key at `path`.
    pub fn id(&self, kind: &str, id: &str, path: &str, problems: &mut Vec<Problem>) -> u16 {
        self.shelf.find(kind, id).unwrap_or_else(|| {
            problems.push(Problem::new(path, "", format!("is not the id of a {kind}")));
            0
        })
    }

    /// Names the keys that nobody asked for.
    pub fn finish(self, problems: &mut Vec<Problem>) {
        self.reader.finish(problems);
    }
}

/// The plain number that `text` at `path` writes, 0 or more.
pub(super) fn plain(text: &str, path: &str, problems: &mut Vec<Problem>) -> f64 {
    let rule = match uncertainty::parse(text, Unit::Count, Domain::NonNegative) {
        Ok(distribution) if distribution.is_fixed() => match bounded(path, distribution) {
            Ok(it) => return it.median(),
            Err(rule) => rule,
        },
        Ok(_) => "must be one number, not an interval".to_string(),
        Err(rule) => rule,
    };
    problems.push(Problem::new(path, text, rule));
    0.0
}
