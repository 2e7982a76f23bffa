//! Texts as trees, and trees as texts of the same format.
//!
//! A tree may hold what its format has no word for: a number is written as it stands, a key may be there twice.

use undercut::document::{self, Table, Value, inline, written};

use crate::dice::Dice;

/// How a target's input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TOML.
    Toml,
    /// JSON.
    Json,
    /// Rows of a table: CSV with a header, or JSON.
    Rows,
    /// A link: `key=value&key=value`.
    Link,
}

impl Format {
    /// The tree of a text; none where it is not of the format.
    pub fn tree(self, text: &str) -> Option<Value> {
        match self {
            Format::Toml => document::parse(text).ok().map(Value::Table),
            Format::Json => serde_json::from_str(text).ok().map(of_json),
            Format::Rows => rows(text),
            Format::Link => Some(Value::Table(Table(
                pairs(text).into_iter().map(|(key, text)| (key, Value::Text(text))).collect(),
            ))),
        }
    }

    /// The text of a tree, in one of the ways in which the format may be written.
    pub fn text(self, tree: &Value, dice: &mut Dice) -> String {
        match (self, tree) {
            (Format::Toml, Value::Table(table)) => toml(table, dice),
            (Format::Rows, Value::List(rows)) => match dice.below(4) {
                0 => json(tree),
                1 => rows.iter().map(|it| json(it) + "\n").collect(),
                _ => csv(rows),
            },
            (Format::Link, Value::Table(table)) => link(table),
            (Format::Toml, other) => inline(other),
            (_, other) => json(other),
        }
    }
}

/// Tables under headers or all on one line each; what is not under a header comes first.
fn toml(table: &Table, dice: &mut Dice) -> String {
    let (mut under, mut first) = (Table::default(), String::new());
    let on_one_line = dice.once_in(4);
    for (key, value) in &table.0 {
        let has_header = match value {
            Value::Table(_) => true,
            Value::List(items) => {
                !items.is_empty() && items.iter().all(|it| matches!(it, Value::Table(_)))
            }
            _ => false,
        };
        if has_header && !on_one_line {
            under.0.push((key.clone(), value.clone()));
        } else {
            let line = inline(&Value::Table(Table(vec![(key.clone(), value.clone())])));
            first.push_str(&line[1..line.len() - 1]);
            first.push('\n');
        }
    }
    first + &headed(&under)
}

/// Tables under headers. `written` leaves a table that is not of tables alone on one line, which may not stand below a header.
fn headed(under: &Table) -> String {
    let alone = |value: &Value| match value {
        Value::Table(named) => !named.0.iter().all(|(_, it)| matches!(it, Value::Table(_))),
        _ => false,
    };
    let (lines, headers): (Vec<_>, Vec<_>) = under.0.iter().cloned().partition(|it| alone(&it.1));
    written(&Table(lines)) + &written(&Table(headers))
}

fn of_json(value: serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Number("null".to_string()),
        serde_json::Value::Bool(flag) => Value::Flag(flag),
        serde_json::Value::Number(number) => Value::Number(number.to_string()),
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(items) => Value::List(items.into_iter().map(of_json).collect()),
        serde_json::Value::Object(map) => {
            Value::Table(Table(map.into_iter().map(|(key, it)| (key, of_json(it))).collect()))
        }
    }
}

fn json(value: &Value) -> String {
    match value {
        Value::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Value::Number(text) => text.clone(),
        Value::Flag(flag) => flag.to_string(),
        Value::List(items) => {
            format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", "))
        }
        Value::Table(table) => {
            let entry = |(key, it): &(String, Value)| {
                format!("{}: {}", serde_json::Value::from(key.as_str()), json(it))
            };
            format!("{{{}}}", table.0.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The rows of a CSV with a header; empty cells are left out.
fn rows(text: &str) -> Option<Value> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().ok()?.clone();
    let row = |record: csv::StringRecord| {
        let cells = header.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        let cell = |(name, cell): (&str, &str)| (name.to_string(), Value::Text(cell.to_string()));
        Value::Table(Table(cells.map(cell).collect()))
    };
    Some(Value::List(reader.records().filter_map(Result::ok).map(row).collect()))
}

/// A header of all names in the order in which they come, and a line for each row; what is not a row is a line of its own.
fn csv(rows: &[Value]) -> String {
    let mut header: Vec<&str> = Vec::new();
    for row in rows {
        let Value::Table(cells) = row else { continue };
        for (name, _) in &cells.0 {
            if !header.contains(&name.as_str()) {
                header.push(name);
            }
        }
    }
    let cell = |value: &Value| match value {
        Value::Text(text) | Value::Number(text) => quoted(text),
        other => quoted(&json(other)),
    };
    let line = |row: &Value| match row {
        Value::Table(cells) => {
            header.iter().map(|it| cells.get(it).map_or(String::new(), cell)).collect::<Vec<_>>()
        }
        other => vec![cell(other)],
    };
    let names: Vec<String> = header.iter().map(|it| quoted(it)).collect();
    let lines = std::iter::once(names).chain(rows.iter().map(line));
    lines.map(|cells| cells.join(",") + "\n").collect()
}

fn quoted(cell: &str) -> String {
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_string(),
    }
}

fn link(table: &Table) -> String {
    let text = |value: &Value| match value {
        Value::Text(text) | Value::Number(text) => escaped(text),
        other => escaped(&json(other)),
    };
    let pairs = table.0.iter().map(|(key, value)| format!("{}={}", escaped(key), text(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'.' | b'_' | b'-' | b'[' | b']' | b'$' | b',' | b'/' | b':' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The keys and values of a link, as the page reads them: of two with one key the last.
pub fn pairs(text: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for part in text.trim_start_matches('#').split('&') {
        let Some((key, value)) = part.split_once('=').filter(|(key, _)| !key.is_empty()) else {
            continue;
        };
        let (key, value) = (unescaped(key), unescaped(value));
        match pairs.iter_mut().find(|it| it.0 == key) {
            Some(known) => known.1 = value,
            None => pairs.push((key, value)),
        }
    }
    pairs
}

/// A text without its escapes; as it is where they are none.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = rest.get(..2).and_then(|it| std::str::from_utf8(it).ok());
                let Some(value) = digits.and_then(|it| u8::from_str_radix(it, 16).ok()) else {
                    return text.to_string();
                };
                bytes.push(value);
                rest = &rest[2..];
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_written_in_any_way_reads_as_it_was() {
        let texts = [
            (
                Format::Toml,
                "a = 1\nb = [1, 2]\n[t]\nx = 'y'\n[t.u]\nv = 2\n[[l]]\nk = '1 to 2'\n[[l.m]]\nn = true\n",
            ),
            (Format::Json, r#"{"a": [1, null, "x\ny"], "b": {"c": true, "d": 2.5e-7}}"#),
            (Format::Link, "scenario=first-steps&a.b[0]=1+to+2&n%C3%A9=%26%3D%25"),
        ];
        for (format, text) in texts {
            let tree = format.tree(text).unwrap();
            for index in 0..20 {
                let again = format.text(&tree, &mut Dice::new(1, "text", index));
                let mut read = format.tree(&again).unwrap_or_else(|| panic!("{again}"));
                let (Value::Table(read), Value::Table(tree)) = (&mut read, &tree) else { panic!() };
                // Keys above all headers come first.
                read.0.sort_by_key(|(key, _)| tree.0.iter().position(|it| it.0 == *key));
                assert_eq!(read, tree, "{again}");
            }
        }
    }

    #[test]
    fn rows_keep_their_cells() {
        let tree = Format::Rows.tree("a,b\n1,\"x, y\"\n,2\n").unwrap();
        let Value::List(rows) = &tree else { panic!() };
        assert_eq!(Format::Rows.tree(&csv(rows)), Some(tree.clone()));
    }
}
