//! A tree as TOML text, one line a record's key, for files that programs read.

use super::{Table, Value};

/// The TOML text of `table`: lists of tables and named tables under headers, everything below them inline.
///
/// ```
/// use undercut::document::{parse, written};
/// let tree = parse("[[line]]\nid = 'a'\nprice = { value = 2, note = 'x \"y\"' }").unwrap();
/// assert_eq!(parse(&written(&tree)).unwrap(), tree);
/// ```
pub fn written(table: &Table) -> String {
    let mut text = String::new();
    for (key, value) in &table.0 {
        match value {
            Value::List(items) if items.iter().all(|it| matches!(it, Value::Table(_))) => {
                for item in items {
                    if let Value::Table(record) = item {
                        text.extend(["[[", &name(key), "]]\n"]);
                        entries(record, &mut text);
                    }
                }
            }
            Value::Table(named) if named.0.iter().all(|(_, it)| matches!(it, Value::Table(_))) => {
                for (id, record) in &named.0 {
                    if let Value::Table(record) = record {
                        text.extend(["[", &name(key), ".", &name(id), "]\n"]);
                        entries(record, &mut text);
                    }
                }
            }
            other => text.extend([name(key).as_str(), "=", &inline(other), "\n"]),
        }
    }
    text
}

fn entries(record: &Table, text: &mut String) {
    for (key, value) in &record.0 {
        text.extend([name(key).as_str(), "=", &inline(value), "\n"]);
    }
}

/// A key, in quotes where TOML asks for them.
fn name(key: &str) -> String {
    let bare = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    if !key.is_empty() && key.chars().all(bare) { key.to_string() } else { quoted(key) }
}

/// A value of TOML on one line.
pub fn inline(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Number(text) => text.clone(),
        Value::Flag(flag) => flag.to_string(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(inline).collect();
            format!("[{}]", items.join(","))
        }
        Value::Table(table) => {
            let entry = |(key, value): &(String, Value)| format!("{}={}", name(key), inline(value));
            let entries: Vec<String> = table.0.iter().map(entry).collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}

/// A basic string of TOML.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for it in text.chars() {
        match it {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push('\t'),
            it if it.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(it))),
            it => out.push(it),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;

    #[test]
    fn what_is_written_reads_as_it_was() {
        let text = "[source.aa]\ndocument = \"a \\\"b\\\" \\\\ é\\n\"\n[[model]]\nid = 'm.1'\nreleased = 2026-01-02\nflag = true\n\
                    runs = [1, 2_000, -3.5e6]\n[model.scores]\n\"a b\" = { value = '1 to 2' }\n[[model.tier]]\nx = []\n";
        let tree = parse(text).unwrap();
        assert_eq!(parse(&written(&tree)).unwrap(), tree);
    }
}
