//! JSON as a tree.

use super::{Table, Value};
use crate::error::{Error, Problem, json_message};

/// The tree of a JSON object; what is null is left out, and numbers stay as they are written.
///
/// # Errors
/// [`Error::Syntax`] where the text is not JSON; [`Error::Invalid`] where it is no object.
///
/// ```
/// use undercut::document::from_json;
/// let tree = from_json(r#"{"layers": 80, "window": null}"#)?;
/// assert_eq!(tree.get("layers").and_then(|it| it.scalar()), Some("80"));
/// assert!(tree.get("window").is_none());
/// # Ok::<(), undercut::error::Error>(())
/// ```
pub fn from_json(text: &str) -> Result<Table, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let parsed = serde_json::from_str(text).or_else(|error| {
        // Python writes numbers that JSON has not; no other word of a broken text becomes good by it.
        serde_json::from_str(&without_infinities(text)).map_err(|_| Error::Syntax {
            line: error.line(),
            column: error.column(),
            message: json_message(&error),
        })
    })?;
    match value(&parsed) {
        Some(Value::Table(table)) => Ok(table),
        other => {
            let shown = other.map_or_else(|| "null".to_string(), |it| it.shown());
            Err(Error::Invalid(vec![Problem::new("", shown, "must be an object of named values")]))
        }
    }
}

/// `text` with null for `Infinity`, `-Infinity` and `NaN` outside its strings.
fn without_infinities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let (mut rest, mut quoted) = (text, false);
    while let Some(first) = rest.chars().next() {
        let number = ["-Infinity", "Infinity", "NaN"].into_iter().find(|it| rest.starts_with(it));
        let (taken, kept) = match (quoted, first, number) {
            (false, _, Some(number)) => (number.len(), "null"),
            // What a backslash escapes ends no string.
            (true, '\\', _) => {
                let escaped = rest[1..].chars().next().map_or(0, char::len_utf8);
                (1 + escaped, &rest[..1 + escaped])
            }
            _ => {
                quoted ^= first == '"';
                (first.len_utf8(), &rest[..first.len_utf8()])
            }
        };
        plain.push_str(kept);
        rest = &rest[taken..];
    }
    plain
}

fn value(json: &serde_json::Value) -> Option<Value> {
    Some(match json {
        serde_json::Value::Null => return None,
        serde_json::Value::Bool(flag) => Value::Flag(*flag),
        serde_json::Value::Number(number) => Value::Number(number.to_string()),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(items) => Value::List(items.iter().filter_map(value).collect()),
        serde_json::Value::Object(entries) => {
            let entry = |(key, it): (&String, _)| Some((key.clone(), value(it)?));
            Value::Table(Table(entries.iter().filter_map(entry).collect()))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_only_python_writes_are_left_out() {
        let text = r#"{"limit": [0.0, Infinity], "low": -Infinity, "name": "say \"NaN\" or Infinity", "layers": 3}"#;
        let tree = from_json(text).unwrap();
        let scalar = |key: &str| tree.get(key).and_then(Value::scalar);
        assert_eq!(scalar("name"), Some("say \"NaN\" or Infinity"));
        assert_eq!((scalar("low"), scalar("layers")), (None, Some("3")));
        for wrong in ["{\"a\": Infinit}", "[1]", "NaN", "{\"a\": \"\\", "{\"a\" 1, \"b\": NaN}"] {
            assert!(from_json(wrong).is_err(), "{wrong}");
        }
    }
}
