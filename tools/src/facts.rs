//! The catalogue as the page fetches it: an index of scenarios and worlds, a slice for each world, and the whole.

use std::fs;
use std::path::Path;

use serde_json::json;
use undercut::catalog::{Catalog, slice, whole};
use undercut::document::{Table, Value, parse};
use undercut::scenario::{SHIPPED, words_of};
use undercut::uncertainty::key;

/// Writes `index.json`, `WORLD.toml` for each world and `whole.toml` into `folder`, in place of what is there.
pub fn write(folder: &Path) -> Result<(), String> {
    let catalog = Catalog::shipped().map_err(|error| error.to_string())?;
    let mut files = vec![("whole".to_string(), whole().map_err(|error| error.to_string())?)];
    for world in &catalog.worlds {
        let text = slice(&world.id, &words_of(&world.id)).map_err(|error| error.to_string())?;
        files.push((world.id.clone(), text));
    }
    let all: String = files.iter().map(|(_, text)| text.as_str()).collect();
    let index = json!({
        "hash": format!("{:016x}", key(&all)),
        "scenarios": scenarios()?,
        "worlds": catalog.worlds.iter().map(|it| json!({
            "id": it.id,
            "last_day": it.last_day.to_string(),
            "lines": it.lines_in_all,
            "main": it.main.len(),
            "text": it.note,
        })).collect::<Vec<_>>(),
    });
    let _ = fs::remove_dir_all(folder);
    let io = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(io)?;
    for (name, text) in files {
        fs::write(folder.join(format!("{name}.toml")), text).map_err(io)?;
    }
    fs::write(folder.join("index.json"), index.to_string()).map_err(io)
}

/// What a list of scenarios shows of each.
fn scenarios() -> Result<Vec<serde_json::Value>, String> {
    let one = |it: &undercut::scenario::Shipped| {
        let tree = parse(it.text).map_err(|error| format!("{}: {error}", it.id))?;
        let text = |tree: &Table, key: &str| {
            tree.get(key).and_then(Value::scalar).unwrap_or_default().to_string()
        };
        Ok(json!({
            "id": it.id,
            "title": text(&tree, "title"),
            "question": text(&tree, "question"),
            "summary": text(&tree, "summary").trim(),
            "world": text(&tree, "world"),
            "start": text(&tree, "start"),
        }))
    };
    SHIPPED.iter().map(one).collect()
}
