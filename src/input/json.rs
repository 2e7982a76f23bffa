use crate::error::{Error, Problem, json_message};
use serde_json::{Map, Value};

/// Reads JSON values by path and collects every problem on the way.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub problems: Vec<Problem>,
}

/// What a number must be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub low: f64,
    pub high: f64,
    pub rule: &'static str,
}

pub(super) const SHARE: Range = Range { low: 0.0, high: 1.0, rule: "must be a number from 0 to 1" };
pub(super) const AUC: Range =
    Range { low: 0.5, high: 1.0, rule: "must be an AUC: a number from 0.5 to 1" };
pub(super) const USD: Range =
    Range { low: 0.0, high: f64::MAX, rule: "must be a number of USD, 0 or more" };
pub(super) const COUNT: Range =
    Range { low: 0.0, high: f64::MAX, rule: "must be a number, 0 or more" };
pub(super) const TURNS: Range = Range { low: 1.0, high: 1e9, rule: "must be a number, 1 or more" };
pub(super) const CORRELATION: Range =
    Range { low: -1.0, high: 1.0, rule: "must be a correlation: a number from -1 to 1" };

/// Parses JSON text; an error has its line and column.
pub(super) fn parse(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(|error| Error::Syntax {
        line: error.line(),
        column: error.column(),
        message: json_message(&error),
    })
}

/// A value as it is shown in a message.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "an object".to_string(),
        other => other.to_string(),
    }
}

impl Reader {
    pub fn report(&mut self, path: &str, value: Option<&Value>, rule: impl Into<String>) {
        self.problems.push(Problem::new(path, value.map_or(String::new(), shown), rule));
    }

    /// Refuses keys that are not `known`.
    pub fn known(&mut self, path: &str, table: &Map<String, Value>, known: &[&str]) {
        for (key, value) in table {
            if !known.contains(&key.as_str()) {
                let at = below(path, key);
                self.report(&at, Some(value), format!("is not known; known: {}", known.join(", ")));
            }
        }
    }

    /// A number in a range; none, with a problem, where it is not one.
    pub fn number(&mut self, path: &str, value: &Value, range: Range) -> Option<f64> {
        let number = value.as_f64().filter(|it| *it >= range.low && *it <= range.high);
        if number.is_none() {
            self.report(path, Some(value), range.rule);
        }
        number
    }

    /// The number at `key`, which may be missing or null.
    pub fn optional(
        &mut self,
        path: &str,
        table: &Map<String, Value>,
        key: &str,
        range: Range,
    ) -> Option<f64> {
        let value = table.get(key).filter(|it| !it.is_null())?;
        self.number(&below(path, key), value, range)
    }

    /// The number at `key`, which must be there.
    pub fn required(
        &mut self,
        path: &str,
        table: &Map<String, Value>,
        key: &str,
        range: Range,
    ) -> Option<f64> {
        match table.get(key) {
            Some(value) => self.number(&below(path, key), value, range),
            None => {
                self.report(&below(path, key), None, format!("is missing: {}", range.rule));
                None
            }
        }
    }

    /// A whole number, 0 or more, at `key`.
    pub fn whole(&mut self, path: &str, table: &Map<String, Value>, key: &str) -> Option<u64> {
        let value = table.get(key).filter(|it| !it.is_null())?;
        let whole = value.as_u64();
        if whole.is_none() {
            self.report(&below(path, key), Some(value), "must be a whole number, 0 or more");
        }
        whole
    }
}

/// The path of a key below a path.
pub(super) fn below(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_string() } else { format!("{path}.{key}") }
}
