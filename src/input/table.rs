//! A table as text: what of it can be read, and what is wrong with the rest.

use super::columns::{MOST_COLUMNS, column_name, is_known};
use super::{Row, csv_rows, json_rows};
use crate::error::Problem;

/// The rows of a text, with what no row can say.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Rows, in the order of the text.
    pub rows: Vec<Row>,
    /// Columns that are not known, as they are written.
    pub unknown: Vec<String>,
    /// What is wrong with the table itself; rows after it are not read.
    pub problems: Vec<Problem>,
}

impl Table {
    /// The table in `text`: CSV with a header, or JSON: one object, a list of objects, or one object a line.
    ///
    /// A byte that was not UTF-8 is expected as U+FFFD. A CSV record with fewer fields than the header is read as far as
    /// it goes: what is missing shows in its own row.
    pub fn read(text: &str) -> Table {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut table = Table::default();
        if let Some(zero) = text.find('\0') {
            let line = text[..zero].matches('\n').count() + 1;
            let rule = "holds a zero byte: the file must be text in UTF-8, not UTF-16 nor a spreadsheet's own format";
            table.problems.push(Problem::new(format!("line {line}"), "", rule));
            return table;
        }
        match text.trim_start().as_bytes().first() {
            Some(b'[' | b'{') => json_rows::read(text, &mut table),
            Some(_) => csv_rows::read(text, &mut table),
            None => {}
        }
        table
    }

    /// Remembers the column `name` if it is not known.
    pub(super) fn meet(&mut self, name: &str) {
        // Beyond these nobody reads on, and the search would be long.
        let full = self.unknown.len() >= MOST_COLUMNS;
        let known = name.is_empty() || is_known(&column_name(name));
        if !known && !full && !self.unknown.iter().any(|it| it == name) {
            self.unknown.push(name.to_string());
        }
    }
}

#[cfg(test)]
mod tests;
