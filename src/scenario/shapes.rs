//! Shapes of models that a scenario gives in place of the catalogue's, in the words of a configuration.

use std::borrow::Cow;

use super::Scenario;
use crate::catalog::{Catalog, configured, is_configuration};
use crate::document::{Table, Value, joined};
use crate::error::Problem;

/// A shape that was put in a record's place.
pub(super) struct Given {
    /// Path in the scenario.
    path: String,
    /// Ids of the models that have it.
    models: Vec<String>,
    /// What a reader should know.
    notes: Vec<String>,
}

/// Takes `catalog.shapes.NAME` out of `tree`: `catalog` with those shapes in place of its own.
pub(super) fn taken<'a>(
    tree: &mut Table,
    catalog: &'a Catalog,
    problems: &mut Vec<Problem>,
) -> (Cow<'a, Catalog>, Vec<Given>) {
    let mut own = Cow::Borrowed(catalog);
    let mut given = Vec::new();
    for (name, words) in shapes(tree) {
        let path = format!("catalog.shapes.{name}");
        match configured(&words, &format!("{path}.")) {
            Err(found) => problems.extend(found),
            Ok(model) => match own.to_mut().give(&name, &model) {
                Some(models) => {
                    let total = model.parts.total_params() / 1e9;
                    let said =
                        format!("{total:.3}B parameters in all, in place of the catalogue's shape");
                    let notes = std::iter::once(said).chain(model.notes);
                    let notes = notes.map(|it| format!("{path}: {it}")).collect();
                    given.push(Given { path, models, notes });
                }
                None => {
                    let rule = "is neither a model nor a shape of the catalogue";
                    problems.push(Problem::new(path, name, rule));
                }
            },
        }
    }
    (own, given)
}

/// `scenario` with what a reader should know of the shapes, or the problem of each that none of its models has.
pub(super) fn noted(mut scenario: Scenario, given: Vec<Given>) -> Result<Scenario, Vec<Problem>> {
    let mut problems = Vec::new();
    for it in given {
        if scenario.plan.models.iter().any(|model| it.models.contains(&model.id)) {
            scenario.notes.extend(it.notes);
        } else {
            let rule = "is the shape of no model that this scenario uses";
            problems.push(Problem::new(it.path, "", rule));
        }
    }
    if problems.is_empty() { Ok(scenario) } else { Err(problems) }
}

/// The shapes in `tree`, each with its words, taken out of it.
fn shapes(tree: &mut Table) -> Vec<(String, Table)> {
    let Some(Value::Table(catalog)) = tree.get_mut("catalog") else { return Vec::new() };
    let mut found: Vec<(String, Table)> = Vec::new();
    for (key, value) in std::mem::take(&mut catalog.0) {
        // Ids contain points: paths of overrides stay whole.
        let one = key.strip_prefix("shapes.").and_then(|it| it.rsplit_once('.'));
        match (key.as_str(), one, value) {
            ("shapes", _, Value::Table(all)) => named("", all, &mut found),
            (_, Some((name, word)), value) => {
                let known = found.iter_mut().find(|(it, _)| it == name);
                match known {
                    Some((_, words)) => words.set(word, value),
                    None => found.push((name.to_string(), Table(vec![(word.to_string(), value)]))),
                }
            }
            (_, None, value) => catalog.0.push((key, value)),
        }
    }
    found
}

/// The shapes below `table`, whose names may have been split at their points.
fn named(prefix: &str, table: Table, found: &mut Vec<(String, Table)>) {
    for (key, value) in table.0 {
        let name = joined(prefix, &key);
        match value {
            Value::Table(inner) => {
                let is_split = !inner.0.is_empty()
                    && !is_configuration(&inner)
                    && inner.0.iter().all(|(_, it)| matches!(it, Value::Table(_)))
                    && inner.get("text_config").is_none();
                if is_split { named(&name, inner, found) } else { found.push((name, inner)) }
            }
            // No shape: what is wrong with it is said where its words are read.
            other => found.push((name.clone(), Table(vec![(String::new(), other)]))),
        }
    }
}

#[cfg(test)]
mod tests;
