//! Rows of named values, from CSV or JSON.

use super::spelling::is_empty;
use crate::error::Error;

/// One row: its place in the input, from 1, and its values as text by column, those that say nothing left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Place in the input, from 1; the header of a CSV is not counted.
    pub place: usize,
    values: Vec<(String, String)>,
    unreadable: Vec<(String, String)>,
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

    fn push(&mut self, name: &str, value: &str) {
        if !is_empty(value) {
            self.values.push((name.trim().to_lowercase(), value.trim().to_string()));
        }
    }

    /// The text at `column`, or nothing where it is empty or absent.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str())
    }

    /// Columns whose value is neither text, number nor flag, with that value.
    pub fn unreadable(&self) -> &[(String, String)] {
        &self.unreadable
    }
}

/// The rows of `text`: CSV with a header, or JSON: one object, a list of objects, or one object a line.
///
/// A CSV record with fewer or more fields than the header is read as far as it goes: what is missing shows
/// in its own row.
///
/// # Errors
/// [`Error::Syntax`] where the text is neither.
///
/// ```
/// use undercut::scenario::tables::rows;
/// let csv = rows("model,conc\nllama-3.1-8b,64\n")?;
/// let json = rows(r#"[{"model": "llama-3.1-8b", "conc": 64}]"#)?;
/// assert_eq!(csv[0].get("conc"), json[0].get("conc"));
/// # Ok::<(), undercut::error::Error>(())
/// ```
pub fn rows(text: &str) -> Result<Vec<Row>, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.trim_start().as_bytes().first() {
        Some(b'[' | b'{') => from_json(text),
        _ => from_csv(text),
    }
}

fn from_csv(text: &str) -> Result<Vec<Row>, Error> {
    let syntax = |error: csv::Error| {
        let line = error.position().map_or(1, |position| position.line());
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        Error::Syntax { line, column: 1, message: error.to_string() }
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(syntax)?.clone();
    let mut rows = Vec::new();
    for (place, record) in reader.records().enumerate() {
        let record = record.map_err(syntax)?;
        rows.push(Row::new(place + 1, header.iter().zip(record.iter())));
    }
    Ok(rows)
}

fn from_json(text: &str) -> Result<Vec<Row>, Error> {
    use serde_json::{Deserializer, Value};
    let mut rows = Vec::new();
    for value in Deserializer::from_str(text).into_iter::<Value>() {
        let value = value.map_err(|error| Error::Syntax {
            line: error.line(),
            column: error.column(),
            message: error.to_string(),
        })?;
        match value {
            Value::Array(items) => items.iter().for_each(|item| rows.push(from_value(item))),
            other => rows.push(from_value(&other)),
        }
    }
    for (place, row) in rows.iter_mut().enumerate() {
        row.place = place + 1;
    }
    Ok(rows)
}

fn from_value(value: &serde_json::Value) -> Row {
    use serde_json::Value;
    let mut row = Row::default();
    let Value::Object(object) = value else {
        row.unreadable.push(("row".to_string(), value.to_string()));
        return row;
    };
    for (name, value) in object {
        match value {
            Value::Null => {}
            Value::String(text) => row.push(name, text),
            Value::Number(_) | Value::Bool(_) => row.push(name, &value.to_string()),
            _ => row.unreadable.push((name.clone(), value.to_string())),
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_lines_and_lists_are_the_same_rows() {
        let lines = rows("{\"model\": \"a\", \"dp_attn\": true}\n{\"model\": \"b\"}\n").unwrap();
        let list = rows(r#"[{"model": "a", "dp_attn": true}, {"model": "b"}]"#).unwrap();
        assert_eq!(lines, list);
        assert_eq!(lines[0].get("dp_attn"), Some("true"));
        assert_eq!(lines[1].place, 2);
    }

    #[test]
    fn what_is_no_row_stays_in_its_place() {
        let read = rows(r#"[3, {"model": ["a"]}, {"model": "b"}]"#).unwrap();
        assert_eq!(read.len(), 3);
        assert_eq!(read[0].unreadable().len(), 1);
        assert_eq!(read[1].unreadable()[0].0, "model");
        assert_eq!(read[2].get("model"), Some("b"));
    }

    #[test]
    fn short_long_and_marked_records_are_read() {
        let read = rows("\u{feff}Model,conc\na\nb,4,5\n").unwrap();
        assert_eq!(read[0].get("model"), Some("a"));
        assert_eq!((read[0].get("conc"), read[1].get("conc")), (None, Some("4")));
        assert!(rows("[{]").is_err());
    }
}
