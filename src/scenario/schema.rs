//! The JSON Schema of a scenario, from the table of fields.

use super::field::{Field, Kind};
use super::fields::FIELDS;
use serde_json::{Map, Value, json};

/// The JSON Schema (draft 2020-12) of a scenario file.
pub fn schema() -> Value {
    let mut root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "undercut scenario",
        "type": "object",
        "additionalProperties": false,
        "required": [],
        "properties": {
            "catalog": {
                "type": "object",
                "description": "numbers in place of the catalogue's, by their path there; shapes.NAME gives the shape of a model in the words of its config.json",
            },
        },
    });
    for field in FIELDS {
        insert(&mut root, field.path, field);
    }
    root
}

/// Puts the schema of a field below `parent`, making the objects and lists on the way.
fn insert(parent: &mut Value, path: &str, field: &Field) {
    let (key, rest) = match path.split_once('.') {
        Some((key, rest)) => (key, Some(rest)),
        None => (path, None),
    };
    let (name, list) = match key.strip_suffix("[]") {
        Some(name) => (name, true),
        None => (key, false),
    };
    let Some(rest) = rest else {
        if field.default.is_none() {
            require(parent, name);
        }
        parent["properties"][name] = leaf(field);
        return;
    };
    let object = || json!({ "type": "object", "additionalProperties": false, "required": [], "properties": Map::new() });
    let child = &mut parent["properties"][name];
    if child.is_null() {
        *child = if list { json!({ "type": "array", "items": object() }) } else { object() };
    }
    insert(if list { &mut child["items"] } else { child }, rest, field);
}

fn require(parent: &mut Value, name: &str) {
    if let Some(required) = parent["required"].as_array_mut() {
        required.push(json!(name));
    }
}

fn leaf(field: &Field) -> Value {
    let mut schema = match field.kind {
        Kind::Text | Kind::Name | Kind::Of(_) => json!({ "type": "string" }),
        Kind::Whole { least, greatest } => {
            json!({ "type": "integer", "minimum": least, "maximum": greatest })
        }
        Kind::Month => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$" }),
        Kind::Choice(options) => json!({ "enum": options }),
        Kind::Lines => json!({ "type": ["string", "array"], "items": { "type": "string" } }),
        Kind::Weights(_) => json!({
            "type": "object",
            "minProperties": 1,
            "additionalProperties": { "type": ["number", "string"] },
        }),
        Kind::Quantity { unit, domain } => json!({
            "type": ["number", "string"],
            "x-unit": unit.symbol(),
            "x-domain": format!("{domain:?}").to_lowercase(),
        }),
    };
    if let Some((least, most)) = field.within {
        schema["x-least"] = json!(least);
        schema["x-most"] = json!(most);
    }
    schema["description"] = json!(field.doc);
    // A number may be left out in favour of another one.
    let optional = |it: &&str| {
        !(it.is_empty() && matches!(field.kind, Kind::Quantity { .. } | Kind::Weights(_)))
    };
    if let Some(default) = field.default.filter(optional) {
        schema["default"] = json!(default);
    }
    schema
}
