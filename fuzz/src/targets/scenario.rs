//! Scenario files: read, built, and two draws lived.

use undercut::catalog::Catalog;
use undercut::document::{self, Table, Value, put, steps};
use undercut::ids::LineId;
use undercut::scenario::{FIELDS, Kind, SHIPPED, Scenario};
use undercut::uncertainty::{Domain, key};

use super::lived::lived;
use super::{Outcome, Target, no_text, refused};
use crate::dice::Dice;
use crate::text::Format;
use crate::values::one_of;

/// Scenario files.
pub const TARGET: Target = Target {
    name: "scenario",
    share: 28,
    format: Format::Toml,
    seeds: || SHIPPED.iter().map(|it| it.text.to_string()).collect(),
    kept: &[
        "schema",
        "world",
        "start",
        "share",
        "benchmarks",
        "mix",
        "lines",
        "name",
        "reference_model",
        "catalog",
        "horizon_months",
    ],
    before,
    run,
};

/// Months after the first: enough for answers to answers.
const MONTHS: [&str; 4] = ["1", "2", "3", "5"];
/// Lines that are played.
const MOST_LINES: usize = 4;

/// A short horizon, few lines, and now and then a key that no seed has.
fn before(tree: &mut Value, dice: &mut Dice) {
    let Value::Table(table) = tree else { return };
    table.set("horizon_months", Value::Number(dice.of(&MONTHS).to_string()));
    let world = table.get("world").and_then(Value::scalar).unwrap_or("").to_string();
    if !dice.once_in(12) {
        // What it changes may not be played.
        table.0.retain(|(key, _)| key != "catalog");
    }
    if let Some(lines) = few_lines(&world, table, dice) {
        set(table, "market.lines", Value::List(lines.into_iter().map(Value::Text).collect()));
    }
    for _ in 0..dice.below(3) {
        let field = dice.of(FIELDS);
        let path = field.path.replace("[]", &format!("[{}]", dice.below(2)));
        if let (Some(value), false) = (valid(field.kind, dice), field.path == "world") {
            set(table, &path, Value::Text(value));
        }
    }
}

fn set(table: &mut Table, path: &str, value: Value) {
    if let Some(steps) = steps(path) {
        put(table, &steps, value);
    }
}

/// A few lines of a world, and the one that the policy names.
pub fn few_lines(world: &str, table: &Table, dice: &mut Dice) -> Option<Vec<String>> {
    let catalog = Catalog::shipped().ok()?;
    let id = catalog.world(world)?;
    let main = &catalog.worlds[id.index()].main;
    let model = document::at(table, &steps("policy.model")?).and_then(Value::scalar);
    let of_model = main.iter().find(|it| {
        model == Some(catalog.models[catalog.lines[it.index()].model.index()].id.as_str())
    });
    let day = catalog.worlds[id.index()].last_day;
    // What has no price of its own needs another line before it.
    let all = dice.once_in(20);
    let some: Vec<LineId> =
        main.iter().copied().filter(|it| all || catalog.offer_on(*it, day).is_some()).collect();
    if some.is_empty() {
        return None;
    }
    let mut lines: Vec<_> = (0..1 + dice.below(MOST_LINES)).map(|_| *dice.of(&some)).collect();
    lines.extend(of_model);
    lines.sort();
    lines.dedup();
    Some(lines.into_iter().map(|it| catalog.lines[it.index()].id.clone()).collect())
}

/// A value that the kind of a key allows, often at an end of it.
pub fn valid(kind: Kind, dice: &mut Dice) -> Option<String> {
    let text = match kind {
        Kind::Whole { least, greatest } => {
            let most = greatest.min(least + 5);
            dice.of(&[least, most]).to_string()
        }
        Kind::Choice(options) => dice.of(options).to_string(),
        Kind::Quantity { domain, .. } => one_of(
            match domain {
                Domain::Unit => "0 | 1 | 0.5 | 1e-9 | 0.999999 | 0.2 to 0.4 | 0.9 to 0.99 | 1e-300",
                Domain::Auc => "0.5 | 1 | 0.6 to 0.8 | 0.500001 | 0.9 to 0.99",
                Domain::Elasticity => "0 | 1.5 | 0.05 to 1.1 | 1e-9 | 1.2 to 1.4",
                Domain::Positive => {
                    "1 | 2 | 0.5 to 2 | 1e-3 | 1e3 | 1e-9 to 1e9 | 1e6 | 1e-6 | 1e12 | 1e-12 | 3 to 5"
                }
                Domain::NonNegative => "0 | 1 | 0.1 to 3 | 1e-9 | 1e6 | 1e9 | 12 | 6 to 18",
                Domain::Real => "0 | -1 | 1 | -1 to 1 | 5 | -5 | 30 | -30 | 0.1 to 0.2",
            },
            dice,
        ),
        _ => return None,
    };
    Some(text)
}

fn run(bytes: &[u8]) -> Outcome {
    let Ok(text) = std::str::from_utf8(bytes) else { return no_text() };
    let catalog = match Catalog::shipped() {
        Ok(catalog) => catalog,
        Err(error) => return Outcome::Wrong(format!("the shipped catalogue: {error}")),
    };
    match Scenario::parse(text, &[], catalog) {
        Ok(scenario) => lived(scenario, key(text), 500),
        Err(error) => refused(&error),
    }
}
