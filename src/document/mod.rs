//! A TOML text as a tree of values that remembers its order, for scenarios and for the catalogue.
//!
//! Reading through a tree rather than through derived types lets one pass report every unknown key and
//! every bad value at once, and keeps the browser build small.

mod assembly;
#[cfg(feature = "tables")]
mod encoding;
#[cfg(feature = "tables")]
mod json;
#[cfg(feature = "tables")]
mod spans;
#[cfg(any(feature = "shipped", feature = "tables"))]
mod written;

#[cfg(feature = "tables")]
pub use encoding::{decoded, foreign};
#[cfg(feature = "tables")]
pub use json::from_json;
#[cfg(feature = "tables")]
pub use spans::{Spot, spots};
#[cfg(any(feature = "shipped", feature = "tables"))]
pub use written::{inline, quoted, written};

use crate::error::{Error, Problem};

/// One value of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A number or a date, as it was written.
    Number(String),
    /// `true` or `false`.
    Flag(bool),
    /// A list.
    List(Vec<Value>),
    /// A table.
    Table(Table),
}

/// A table in the order of its text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table(pub Vec<(String, Value)>);

impl Value {
    /// The value as it is shown in a message.
    pub fn shown(&self) -> String {
        match self {
            Value::Text(text) => format!("\"{text}\""),
            Value::Number(text) => text.clone(),
            Value::Flag(flag) => flag.to_string(),
            Value::List(items) => format!("a list of {}", items.len()),
            Value::Table(_) => "a table".to_string(),
        }
    }

    /// The text of a string or a number, which is how quantities are written.
    pub fn scalar(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Number(text) => Some(text),
            _ => None,
        }
    }
}

impl Table {
    /// The value at `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The value at `key`, to change.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Puts `value` at `key`, in place of one that is there.
    pub fn set(&mut self, key: &str, value: Value) {
        match self.get_mut(key) {
            Some(old) => *old = value,
            None => self.0.push((key.to_string(), value)),
        }
    }
}

/// One step of a path: a key of a table or a place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<'a> {
    /// A key.
    Key(&'a str),
    /// A place, from 0.
    Item(usize),
}

/// A path of more steps is none: no text nests as deep.
const MOST_STEPS: usize = 80;

/// The steps of a path such as `workload.task[0].share`; none if it is not one.
///
/// ```
/// use undercut::document::{Step, steps};
/// let path = steps("workload.task[0].share").unwrap();
/// assert_eq!(path[2], Step::Item(0));
/// assert!(steps("workload..share").is_none());
/// ```
pub fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        if steps.len() >= MOST_STEPS {
            return None;
        }
        let (key, mut rest) = match part.find('[') {
            Some(bracket) => part.split_at(bracket),
            None => (part, ""),
        };
        if key.is_empty() || key.contains(']') {
            return None;
        }
        steps.push(Step::Key(key));
        while !rest.is_empty() {
            let close = rest.find(']')?;
            if steps.len() >= MOST_STEPS {
                return None;
            }
            steps.push(Step::Item(rest.strip_prefix('[')?.get(..close - 1)?.parse().ok()?));
            rest = &rest[close + 1..];
        }
    }
    Some(steps)
}

/// The value at `steps` below `table`.
pub fn at<'a>(table: &'a Table, steps: &[Step]) -> Option<&'a Value> {
    let (first, rest) = steps.split_first()?;
    let Step::Key(key) = first else { return None };
    rest.iter().try_fold(table.get(key)?, |value, step| match (value, step) {
        (Value::Table(table), Step::Key(key)) => table.get(key),
        (Value::List(items), Step::Item(item)) => items.get(*item),
        _ => None,
    })
}

/// Puts `value` at `steps` below `table`, making the tables on the way; false where a step does not fit.
pub fn put(table: &mut Table, steps: &[Step], value: Value) -> bool {
    let Some((Step::Key(key), rest)) = steps.split_first() else { return false };
    if rest.is_empty() {
        table.set(key, value);
        return true;
    }
    if table.get(key).is_none() {
        if matches!(rest[0], Step::Item(_)) {
            return false;
        }
        table.set(key, Value::Table(Table::default()));
    }
    match table.get_mut(key) {
        Some(child) => put_below(child, rest, value),
        None => false,
    }
}

fn put_below(parent: &mut Value, steps: &[Step], value: Value) -> bool {
    match (parent, steps.split_first()) {
        (Value::Table(table), Some((Step::Key(_), _))) => put(table, steps, value),
        (Value::List(items), Some((Step::Item(item), rest))) => match items.get_mut(*item) {
            Some(slot) if rest.is_empty() => {
                *slot = value;
                true
            }
            Some(child) => put_below(child, rest, value),
            None => false,
        },
        _ => false,
    }
}

/// The tree of a TOML text.
///
/// # Errors
/// [`Error::Syntax`] with line and column where the text is not TOML.
///
/// ```
/// use undercut::document::{Value, parse};
/// let table = parse("title = 'a'\nhorizon_months = 36").unwrap();
/// assert_eq!(table.get("horizon_months"), Some(&Value::Number("36".into())));
/// assert!(parse("title = ").is_err());
/// ```
pub fn parse(text: &str) -> Result<Table, Error> {
    assembly::tree(text).map_err(|error| syntax(text, &error))
}

fn syntax(text: &str, error: &toml_parser::ParseError) -> Error {
    let start = error.unexpected().map_or(0, |span| span.start().min(text.len()));
    let before = text.get(..start).unwrap_or(text);
    Error::Syntax {
        line: before.matches('\n').count() + 1,
        column: before.rsplit('\n').next().unwrap_or("").chars().count() + 1,
        message: assembly::message(error).trim().to_string(),
    }
}

/// A table being read: takes values by key, and at the end names every key that nobody asked for.
///
/// Problems gather in one list, so a reader goes on after the first.
pub struct Reader<'a> {
    table: &'a Table,
    path: String,
    known: Vec<&'static str>,
}

/// The path of `key` in the table at `path`, which is empty at the top.
pub(crate) fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}

impl<'a> Reader<'a> {
    /// A reader of `table`, which stands at `path` (empty at the top).
    pub fn new(table: &'a Table, path: impl Into<String>) -> Reader<'a> {
        Reader { table, path: path.into(), known: Vec::new() }
    }

    /// The path of `key` in this table.
    pub fn path(&self, key: &str) -> String {
        joined(&self.path, key)
    }

    /// The value at `key`, if there is one.
    pub fn take(&mut self, key: &'static str) -> Option<&'a Value> {
        self.known.push(key);
        self.table.get(key)
    }

    /// The text of a string or number at `key`, if it is there.
    pub fn scalar(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> Option<&'a str> {
        let value = self.take(key)?;
        if value.scalar().is_none() {
            problems.push(Problem::new(self.path(key), value.shown(), "must be text or a number"));
        }
        value.scalar()
    }

    /// The text at `key`; a problem if it is missing.
    pub fn required(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> Option<&'a str> {
        if self.table.get(key).is_none() {
            self.known.push(key);
            problems.push(Problem::new(self.path(key), "", "is missing"));
            return None;
        }
        self.scalar(key, problems)
    }

    /// The table at `key`, if it is there.
    pub fn table(&mut self, key: &'static str, problems: &mut Vec<Problem>) -> Option<&'a Table> {
        match self.take(key)? {
            Value::Table(table) => Some(table),
            other => {
                problems.push(Problem::new(self.path(key), other.shown(), "must be a table"));
                None
            }
        }
    }

    /// The tables of the list at `key`, each with its path; none if the key is not there.
    pub fn tables(
        &mut self,
        key: &'static str,
        problems: &mut Vec<Problem>,
    ) -> Vec<(String, &'a Table)> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let Value::List(items) = value else {
            let rule = "must be a list of tables";
            problems.push(Problem::new(self.path(key), value.shown(), rule));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (place, item) in items.iter().enumerate() {
            let path = format!("{}[{place}]", self.path(key));
            match item {
                Value::Table(table) => tables.push((path, table)),
                other => problems.push(Problem::new(path, other.shown(), "must be a table")),
            }
        }
        tables
    }

    /// Names every key that was not asked for.
    pub fn finish(self, problems: &mut Vec<Problem>) {
        for (key, value) in &self.table.0 {
            if !self.known.contains(&key.as_str()) {
                let rule = format!("is not a known key; known here: {}", self.known.join(", "));
                problems.push(Problem::new(self.path(key), value.shown(), rule));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_keeps_its_order_and_its_numbers_as_written() {
        let table = parse("z = 1_000\na = 'x'\n[m]\nq = 1.50\nb = true\nd = 2026-04-01").unwrap();
        let keys: Vec<_> = table.0.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["z", "a", "m"]);
        assert_eq!(at(&table, &steps("m.q").unwrap()), Some(&Value::Number("1.50".into())));
        assert_eq!(at(&table, &steps("m.d").unwrap()), Some(&Value::Number("2026-04-01".into())));
    }

    #[test]
    fn put_changes_and_adds_but_never_grows_a_list() {
        let mut table = parse("[[task]]\nshare = 1").unwrap();
        let half = Value::Text("0.5".into());
        assert!(put(&mut table, &steps("task[0].share").unwrap(), half.clone()));
        assert!(put(&mut table, &steps("market.open.lag").unwrap(), half.clone()));
        assert!(!put(&mut table, &steps("task[1].share").unwrap(), half.clone()));
        assert!(!put(&mut table, &steps("new[0]").unwrap(), half.clone()));
        assert_eq!(at(&table, &steps("task[0].share").unwrap()), Some(&half));
        assert_eq!(at(&table, &steps("market.open.lag").unwrap()), Some(&half));
    }

    #[test]
    fn odd_paths_are_refused_without_panic() {
        for path in ["", ".", "a.", "a[", "a[]", "a]", "a[-1]", "a[0]b", "[0]", "a[é]"] {
            assert!(steps(path).is_none(), "{path}");
        }
    }

    #[test]
    fn a_reader_names_all_unknown_keys_at_once() {
        let table = parse("shape = 1\nsize = [1]\ncolour = 'red'").unwrap();
        let mut problems = Vec::new();
        let mut reader = Reader::new(&table, "box");
        assert_eq!(reader.required("title", &mut problems), None);
        assert!(reader.tables("size", &mut problems).is_empty());
        reader.finish(&mut problems);
        let paths: Vec<_> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["box.title", "box.size[0]", "box.shape", "box.colour"]);
    }
}
