//! Rows of named values.

use super::columns::{column_name, is_read};
use super::spelling::is_empty;
use super::table::Table;
use crate::error::{Error, Problem};

/// One row: its place in the input, from 1, and its values as text by column, those that say nothing left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Place in the input, from 1; the header of a CSV is not counted.
    pub place: usize,
    values: Vec<(String, String)>,
    /// Cells that hold a word for nothing.
    nothing: Vec<(String, String)>,
    /// Columns that cannot be read, and why.
    broken: Vec<(String, Problem)>,
    lost: Option<Problem>,
}

impl Row {
    /// A row of `values` by column at `place`; names of columns match without regard to case.
    pub fn new<'a>(place: usize, values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Row {
        let mut row = Row { place, ..Row::default() };
        for (name, value) in values {
            row.push(name, value);
        }
        row
    }

    /// The row at `place`, of which nothing can be read because of `problem`.
    pub(super) fn lost(place: usize, problem: Problem) -> Row {
        Row { place, lost: Some(problem), ..Row::default() }
    }

    pub(super) fn push(&mut self, name: &str, value: &str) {
        let (name, value) = (column_name(name), value.trim());
        let said = |(it, _): &(String, String)| *it == name;
        if is_read(&name) && (self.values.iter().any(said) || self.nothing.iter().any(said)) {
            self.refuse(&name, value, "is given twice");
        } else if is_read(&name) && value.contains(char::REPLACEMENT_CHARACTER) {
            self.refuse(&name, value, "has bytes that are not UTF-8: save the file as UTF-8");
        } else if !is_empty(value) {
            self.values.push((name, value.to_string()));
        } else if !value.is_empty() {
            self.nothing.push((name, value.to_string()));
        }
    }

    /// Says that the cell of `column` cannot be read.
    pub(super) fn refuse(&mut self, column: &str, value: &str, rule: impl Into<String>) {
        let path = format!("row {}, {column}", self.place);
        self.broken.push((column.to_string(), Problem::new(path, value, rule)));
    }

    /// The text at `column`, or nothing where it is empty or absent.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str())
    }

    /// Columns that say something, with their texts.
    pub(super) fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The word for nothing at `column`, such as NaN.
    pub(super) fn nothing(&self, column: &str) -> Option<&str> {
        self.nothing.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str())
    }

    /// Whether the cell of `column` is there and cannot be read.
    pub(super) fn is_broken(&self, column: &str) -> bool {
        self.broken.iter().any(|(name, _)| name == column)
    }

    /// Why nothing of the row can be read, where that is so.
    pub(super) fn loss(&self) -> Option<&Problem> {
        self.lost.as_ref()
    }

    /// Cells that cannot be read: neither text, number nor flag, given twice, or without a column.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.lost.iter().chain(self.broken.iter().map(|(_, problem)| problem))
    }
}

/// The rows of `text`: CSV with a header, or JSON: one object, a list of objects, or one object a line.
///
/// # Errors
/// [`Error::Invalid`] where the text is neither; what is wrong with a row shows in that row alone. [`Table`] keeps the
/// rows of a text that is broken in parts.
///
/// ```
/// use undercut::input::rows;
/// let csv = rows("model,conc\nllama-3.1-8b,64\n")?;
/// let json = rows(r#"[{"model": "llama-3.1-8b", "conc": 64}]"#)?;
/// assert_eq!(csv[0].get("conc"), json[0].get("conc"));
/// # Ok::<(), undercut::error::Error>(())
/// ```
pub fn rows(text: &str) -> Result<Vec<Row>, Error> {
    let table = Table::read(text);
    if table.problems.is_empty() { Ok(table.rows) } else { Err(Error::Invalid(table.problems)) }
}
