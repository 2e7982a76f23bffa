use std::fmt;

use crate::document::joined;
use crate::error::{Error, Problem, cut, json_message};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
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
    Range { low: 0.0, high: 1e12, rule: "must be a number of USD, 0 or more and at most 1e12" };
pub(super) const COUNT: Range =
    Range { low: 0.0, high: 1e12, rule: "must be a number, 0 or more and at most 1e12" };
pub(super) const TURNS: Range = Range { low: 1.0, high: 1e9, rule: "must be a number, 1 or more" };
pub(super) const CORRELATION: Range =
    Range { low: -1.0, high: 1.0, rule: "must be a correlation: a number from -1 to 1" };

/// Parses JSON text; an error, such as a key that is given twice, has its line and column.
pub(super) fn parse(text: &str) -> Result<Value, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        let message = "is empty: must be a JSON object".to_string();
        return Err(Error::Syntax { line: 1, column: 1, message });
    }
    let read: Result<Unique, _> = serde_json::from_str(text);
    read.map(|it| it.0).map_err(|error| Error::Syntax {
        line: error.line(),
        column: error.column(),
        message: json_message(&error),
    })
}

/// A value in which no key is given twice.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Unique, D::Error> {
        deserializer.deserialize_any(UniqueKeys).map(Unique)
    }
}

struct UniqueKeys;

impl<'de> Visitor<'de> for UniqueKeys {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if object.contains_key(&key) {
                let key = cut(&key).escape_debug().to_string();
                return Err(A::Error::custom(format!("the key \"{key}\" is given twice")));
            }
            let Unique(value) = entries.next_value()?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
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

    /// Refuses a name that is empty or longer than `most` characters.
    pub fn name(&mut self, path: &str, name: &str, most: usize) {
        if name.trim().is_empty() {
            self.problems.push(Problem::new(path, format!("{name:?}"), "must not be empty"));
        } else if name.chars().count() > most {
            let rule = format!("must be at most {most} characters");
            self.problems.push(Problem::new(path, name, rule));
        }
    }

    /// Refuses keys that are not `known`.
    pub fn known(&mut self, path: &str, table: &Map<String, Value>, known: &[&str]) {
        for (key, value) in table {
            if !known.contains(&key.as_str()) {
                let at = joined(path, key);
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
        self.number(&joined(path, key), value, range)
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
            Some(value) => self.number(&joined(path, key), value, range),
            None => {
                self.report(&joined(path, key), None, format!("is missing: {}", range.rule));
                None
            }
        }
    }

    /// A whole number, 0 or more, at `key`.
    pub fn whole(&mut self, path: &str, table: &Map<String, Value>, key: &str) -> Option<u64> {
        let value = table.get(key).filter(|it| !it.is_null())?;
        let whole = value.as_u64();
        if whole.is_none() {
            self.report(&joined(path, key), Some(value), "must be a whole number, 0 or more");
        }
        whole
    }
}
