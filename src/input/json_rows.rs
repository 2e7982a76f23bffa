//! Rows of JSON: one object, a list of objects, or one object a line.

use std::fmt;

use super::columns::{MOST_COLUMNS, column_name};
use super::{Row, Table};
use crate::catalog::{CONFIG_WORDS, WordHolds};
use crate::error::{Problem, json_message};
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// Reads `text` into `table`.
pub(super) fn read(text: &str, table: &mut Table) {
    let whole: Result<Vec<Entry>, _> =
        serde_json::Deserializer::from_str(text).into_iter::<Entry>().collect();
    let error = match whole {
        Ok(entries) => {
            for entry in entries {
                match entry {
                    Entry::List(items) => items.into_iter().for_each(|it| push(table, it)),
                    other => push(table, other),
                }
            }
            return;
        }
        Err(error) => error,
    };
    let lines = || text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    if lines().all(|(_, line)| line.trim_start().starts_with('{')) && lines().count() > 1 {
        for (place, line) in lines() {
            match serde_json::from_str::<Entry>(line) {
                Ok(entry) => push(table, entry),
                Err(error) => lose(table, place + 1, error.column(), &error),
            }
        }
        return;
    }
    // What comes before the break is good.
    let mut read = Vec::new();
    if Before(&mut read).deserialize(&mut serde_json::Deserializer::from_str(text)).is_err() {
        read.into_iter().for_each(|it| push(table, it));
    }
    let path = format!("line {}, column {}", error.line(), error.column());
    let rule = format!("{}; nothing from there on is read", json_message(&error));
    table.problems.push(Problem::new(path, "", rule));
}

fn lose(table: &mut Table, line: usize, column: usize, error: &serde_json::Error) {
    let place = table.rows.len() + 1;
    let path = format!("row {place} (line {line}, column {column})");
    table.rows.push(Row::lost(place, Problem::new(path, "", json_message(error))));
}

fn push(table: &mut Table, entry: Entry) {
    let place = table.rows.len() + 1;
    let pairs = match entry {
        Entry::Object(pairs) => pairs,
        Entry::List(items) => return no_row(table, &format!("a list of {}", items.len())),
        Entry::Other(value) => return no_row(table, &value.to_string()),
    };
    if pairs.len() > MOST_COLUMNS {
        let rule = format!("has {} keys: must have at most {MOST_COLUMNS}", pairs.len());
        table.rows.push(Row::lost(place, Problem::new(format!("row {place}"), "", rule)));
        return;
    }
    let mut row = Row::new(place, []);
    for (name, value) in &pairs {
        table.meet(name.trim());
        match value {
            Value::Null => {}
            Value::String(text) => row.push(name, text),
            Value::Number(_) | Value::Bool(_) => row.push(name, &value.to_string()),
            // A list of words or numbers, one for each layer.
            Value::Array(items) if items.iter().all(is_scalar) && is_list(name.trim()) => {
                let items: Vec<String> = items.iter().map(plain).collect();
                row.push(name, &items.join(" "));
            }
            _ => {
                row.refuse(
                    &column_name(name),
                    &value.to_string(),
                    "must be text, a number or a flag",
                );
            }
        }
    }
    table.rows.push(row);
}

/// Whether the column `name` may hold a list.
fn is_list(name: &str) -> bool {
    let name = name.to_lowercase();
    CONFIG_WORDS.iter().any(|it| it.is_called(&name) && it.holds == WordHolds::List)
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Number(_) | Value::String(_) | Value::Bool(_))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_string)
}

fn no_row(table: &mut Table, value: &str) {
    let place = table.rows.len() + 1;
    let problem = Problem::new(format!("row {place}"), value, "must be an object of named values");
    table.rows.push(Row::lost(place, problem));
}

/// A value that may be a row; keeps names that an object has twice.
enum Entry {
    Object(Vec<(String, Value)>),
    List(Vec<Entry>),
    Other(Value),
}

impl<'de> Deserialize<'de> for Entry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entry, D::Error> {
        deserializer.deserialize_any(AnyEntry)
    }
}

struct AnyEntry;

impl<'de> Visitor<'de> for AnyEntry {
    type Value = Entry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Entry::Object(pairs))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Entry, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Entry::List(items))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Entry, E> {
        Ok(Entry::Other(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Entry, E> {
        Ok(Entry::Other(value.into()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Entry, E> {
        Ok(Entry::Other(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Entry, E> {
        Ok(Entry::Other(value.into()))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Entry, E> {
        Ok(Entry::Other(value.into()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Entry, E> {
        Ok(Entry::Other(Value::Null))
    }
}

/// The objects of a list up to where it breaks.
struct Before<'a>(&'a mut Vec<Entry>);

impl<'de> DeserializeSeed<'de> for Before<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Before<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(item) = seq.next_element()? {
            self.0.push(item);
        }
        Ok(())
    }
}
