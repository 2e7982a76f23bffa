//! JSON of strangers as a tree: bounded in size and depth, no key twice, the order of the text kept.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use crate::error::{Problem, json_message};

/// The longest file that is read, in bytes; the largest list known is a tenth of it.
pub const MAX_BYTES: usize = 32 << 20;

/// The longest key that is read, in bytes.
const MAX_KEY: usize = 300;

/// One value of a JSON text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number; one outside the range of a double is a syntax error.
    Number(f64),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object in the order of its text.
    Object(Vec<(String, Json)>),
}

/// The tree of a text.
///
/// # Errors
/// One problem: the text is too long, not JSON, nested deeper than 127 values, or has a key twice.
pub(super) fn parse(text: &str) -> Result<Json, Problem> {
    if text.len() > MAX_BYTES {
        let size = format!("{} bytes", text.len());
        return Err(Problem::new("size", size, format!("must be at most {MAX_BYTES} bytes")));
    }
    serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Problem::new(place, "", json_message(&error))
    })
}

impl Json {
    /// The value at `key` of an object.
    pub fn get(&self, key: &str) -> Option<&Json> {
        self.object()?.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The text at `key` of an object.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The entries of an object.
    pub fn object(&self) -> Option<&[(String, Json)]> {
        match self {
            Json::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items of a list.
    pub fn list(&self) -> Option<&[Json]> {
        match self {
            Json::List(items) => Some(items),
            _ => None,
        }
    }

    /// The value as it is shown in a message.
    pub fn shown(&self) -> String {
        match self {
            Json::Null => "null".to_string(),
            Json::Flag(flag) => flag.to_string(),
            Json::Number(number) => number.to_string(),
            Json::Text(text) => format!("\"{}\"", text.chars().take(40).collect::<String>()),
            Json::List(items) => format!("a list of {}", items.len()),
            Json::Object(_) => "an object".to_string(),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

/// Builds a tree, and refuses a key that comes twice.
struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Flag(flag))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut object: Vec<(String, Json)> = Vec::new();
        let mut seen = BTreeSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if key.len() > MAX_KEY {
                return Err(A::Error::custom(format!("a key is longer than {MAX_KEY} bytes")));
            }
            if !seen.insert(key.clone()) {
                let key: String = key.escape_debug().collect();
                return Err(A::Error::custom(format!("the key \"{key}\" is there twice")));
            }
            object.push((key, entries.next_value()?));
        }
        Ok(Json::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_a_tree_in_its_order() {
        let tree = parse(r#"{"b": [1, -2.5e-7, null], "a": {"x": true, "y": "é"}}"#).unwrap();
        let keys: Vec<_> = tree.object().unwrap().iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["b", "a"]);
        let numbers = [Json::Number(1.0), Json::Number(-2.5e-7), Json::Null];
        assert_eq!(tree.get("b").unwrap().list().unwrap(), numbers);
        assert_eq!(tree.get("a").unwrap().text("y"), Some("é"));
    }

    #[test]
    fn what_is_not_sound_json_says_where_and_why() {
        let deep = "[".repeat(5000);
        let cases = [
            (r#"{"a": 1, "a": 2}"#, "there twice"),
            (r#"{"o": {"k": 1, "k": 1}}"#, "there twice"),
            (r#"{"a": NaN}"#, "expected value"),
            (r#"{"a": 1e999}"#, "out of range"),
            (r#"{"a": 1"#, "EOF"),
            (r#"{"a": 1} {}"#, "trailing characters"),
            ("", "EOF"),
            (deep.as_str(), "recursion limit"),
        ];
        for (text, rule) in cases {
            let problem = parse(text).unwrap_err();
            assert!(problem.rule.contains(rule), "{text:.40}: {problem}");
            assert!(problem.path.starts_with("line "), "{problem}");
        }
    }

    #[test]
    fn what_is_too_long_is_not_read() {
        let long = format!("[\"{}\"]", "x".repeat(MAX_BYTES));
        assert!(parse(&long).unwrap_err().rule.contains("at most"));
        let key = format!("{{\"{}\": 1}}", "k".repeat(MAX_KEY + 1));
        assert!(parse(&key).unwrap_err().rule.contains("longer than"));
    }
}
