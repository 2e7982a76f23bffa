//! The world that an import appends: what the latest one sold, less what is gone, and what is new.

use std::fmt::Write;

use crate::calendar::Day;
use crate::catalog::check::{LEAST_SCORED, scored};
use crate::catalog::diff::{Diff, world_of};
use crate::catalog::import::PriceList;
use crate::catalog::{Catalog, MOST_MAIN, World};
use crate::document::{self, Table, Value, inline, quoted};
use crate::ids::LineId;

/// Keys of a table that say how its numbers are known.
const PROVENANCE: [&str; 5] = ["basis", "source", "as_of", "note", "rule"];

/// The world of `on`, which sells `sold` besides what the one before sold; `worlds` is the text that holds that one.
/// Nothing where there is a world of that day, or none before it.
pub(super) fn world(
    catalog: &Catalog,
    worlds: &str,
    diff: &Diff,
    sold: &[String],
    lists: &[PriceList],
    on: Day,
) -> String {
    let id = on.to_string();
    let Some(before) = world_of(catalog, on).filter(|_| catalog.world(&id).is_none()) else {
        return String::new();
    };
    let kept: Vec<LineId> =
        before.lines.iter().copied().filter(|line| on_sale(catalog, *line, diff, on)).collect();
    let name = |line: &LineId| catalog.lines[line.index()].id.as_str();
    let mut lines: Vec<&str> = kept.iter().map(name).collect();
    for line in sold {
        if !lines.contains(&line.as_str()) {
            lines.push(line);
        }
    }
    let main: Vec<&str> =
        before.main.iter().filter(|line| kept.contains(line)).map(name).take(MOST_MAIN).collect();
    let mut text = format!("\n[[world]]\nid = \"{id}\"\nlast_day = {on}\n");
    let index = before.index.as_ref().filter(|_| index_holds(catalog, before, &lines));
    if let Some(index) = index {
        let _ = writeln!(text, "index = {}", quoted(index));
    }
    let _ = writeln!(text, "text = {}", quoted(&words(before, diff, lists)));
    listed(&mut text, "main", &main);
    listed(&mut text, "lines", &lines);
    let tree = document::parse(worlds).unwrap_or_default();
    if let Some(record) = record(&tree, &before.id) {
        weights(&mut text, record, &main);
        events(&mut text, record, on);
    }
    text
}

/// Whether a line of the world before is still sold on `on`.
fn on_sale(catalog: &Catalog, line: LineId, diff: &Diff, on: Day) -> bool {
    let record = &catalog.lines[line.index()];
    let priced = catalog.offer_on(line, on).is_some()
        || record.price_rule.is_some()
        || diff.new.iter().any(|it| it.line == record.id);
    let out = catalog.models[record.model.index()].released <= on;
    priced && out && !diff.gone.iter().any(|it| it.line == record.id)
}

/// Whether enough of `lines` have a measured score of the index of the world before.
fn index_holds(catalog: &Catalog, before: &World, lines: &[&str]) -> bool {
    let model = |id: &str| {
        let line = catalog.line(id).map(|it| catalog.lines[it.index()].model);
        // A line that is to be made is called after its model.
        line.or_else(|| catalog.model(id.split_once('/').map_or("", |(_, model)| model)))
    };
    let known = lines.iter().filter_map(|id| model(id));
    let found = known.filter(|model| scored(catalog, *model, &before.index)).count();
    found as f64 >= LEAST_SCORED * lines.len() as f64
}

/// What a reader should know of the world.
fn words(before: &World, diff: &Diff, lists: &[PriceList]) -> String {
    let files: Vec<&str> = lists.iter().map(|it| it.list.document()).collect();
    let mut words = format!(
        "Imported from {}. Lines with a first price: {}; with another price: {}. The other lines are those of {}.",
        files.join("; "),
        diff.new.len(),
        diff.changed.len(),
        before.id,
    );
    if !diff.gone.is_empty() {
        let gone: Vec<&str> = diff.gone.iter().map(|it| it.line.as_str()).collect();
        let _ = write!(words, " In no list and left out: {}.", gone.join(", "));
    }
    words
}

fn listed(text: &mut String, key: &str, ids: &[&str]) {
    let _ = writeln!(text, "{key} = [");
    for id in ids {
        let _ = writeln!(text, "  {},", quoted(id));
    }
    text.push_str("]\n");
}

/// The record of the world called `id`, as it is written.
fn record<'a>(tree: &'a Table, id: &str) -> Option<&'a Table> {
    let Some(Value::List(worlds)) = tree.get("world") else { return None };
    worlds.iter().find_map(|world| match world {
        Value::Table(table) if table.get("id").and_then(Value::scalar) == Some(id) => Some(table),
        _ => None,
    })
}

/// The starting weights of `main` as the record has them.
fn weights(text: &mut String, record: &Table, main: &[&str]) {
    let Some(Value::Table(weights)) = record.get("starting_weights") else { return };
    text.push_str("[world.starting_weights]\n");
    for (key, value) in &weights.0 {
        if PROVENANCE.contains(&key.as_str()) {
            let _ = writeln!(text, "{key} = {}", inline(value));
        } else if main.contains(&key.as_str()) {
            let _ = writeln!(text, "{} = {}", quoted(key), inline(value));
        }
    }
}

/// What the record says is to come after `on`.
fn events(text: &mut String, record: &Table, on: Day) {
    let Some(Value::List(events)) = record.get("event") else { return };
    for event in events {
        let Value::Table(event) = event else { continue };
        let day = event.get("on").and_then(Value::scalar).and_then(Day::parse);
        if day.is_some_and(|day| day > on) {
            text.push_str("[[world.event]]\n");
            for (key, value) in &event.0 {
                let _ = writeln!(text, "{} = {}", quoted(key), inline(value));
            }
        }
    }
}
