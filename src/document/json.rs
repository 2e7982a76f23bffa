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
    let parsed: serde_json::Value = serde_json::from_str(text).map_err(|error| Error::Syntax {
        line: error.line(),
        column: error.column(),
        message: json_message(&error),
    })?;
    match value(&parsed) {
        Some(Value::Table(table)) => Ok(table),
        other => {
            let shown = other.map_or_else(|| "null".to_string(), |it| it.shown());
            Err(Error::Invalid(vec![Problem::new("", shown, "must be an object of named values")]))
        }
    }
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
