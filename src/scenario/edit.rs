//! Changes to a scenario by path, from `--set` or from a link.

use super::validate::items;
use crate::document::{Step, Table, Value, put, steps};
use crate::error::Problem;
use crate::uncertainty::{Domain, Unit, parse, written};

/// A value to put in place of what a scenario says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "tables", derive(serde::Deserialize))]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Override {
    /// Path, such as `workload.task[0].share`.
    pub path: String,
    /// Text in the grammar of the value there.
    pub text: String,
}

impl Override {
    /// The override written `PATH=VALUE`; none if there is no `=`.
    ///
    /// ```
    /// use undercut::scenario::Override;
    /// let it = Override::parse("market.closed_response=match").unwrap();
    /// assert_eq!((it.path.as_str(), it.text.as_str()), ("market.closed_response", "match"));
    /// ```
    pub fn parse(text: &str) -> Option<Override> {
        let (path, text) = text.split_once('=')?;
        Some(Override { path: path.trim().to_string(), text: text.trim().to_string() })
    }
}

/// Applies overrides in order; problems where a path leads nowhere.
///
/// Setting one share of a list rescales its siblings, so that they still sum to 1.
pub(super) fn apply(tree: &mut Table, overrides: &[Override]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for Override { path, text } in overrides {
        if let Some(figure) = path.strip_prefix("catalog.") {
            if let Some(Value::Table(catalog)) = tree.get_mut("catalog") {
                forget(catalog, figure);
            }
            // Ids in the catalogue contain dots, so its paths stay whole.
            put(tree, &[Step::Key("catalog"), Step::Key(figure)], Value::Text(text.clone()));
            continue;
        }
        let Some(steps) = steps(path) else {
            problems.push(Problem::new(path, text, "is not a path"));
            continue;
        };
        if let [Step::Key(section), Step::Key(list), Step::Item(item), Step::Key("share")] =
            steps[..]
        {
            rescale(tree, section, list, item, text);
        }
        if !put(tree, &steps, Value::Text(text.clone())) {
            problems.push(Problem::new(path, text, "leads nowhere in this scenario"));
        }
    }
    problems
}

/// Removes what stands at `path` below `table`, however its keys are split.
fn forget(table: &mut Table, path: &str) {
    table.0.retain_mut(|(key, value)| match (value, path.strip_prefix(key.as_str())) {
        (Value::Table(below), Some(rest)) if rest.starts_with('.') => {
            forget(below, &rest[1..]);
            true
        }
        (_, Some("")) => false,
        _ => true,
    });
}

/// Scales the other shares of a list by what is left when `item` becomes `text`.
fn rescale(tree: &mut Table, section: &str, list: &str, item: usize, text: &str) {
    let share = |text: &str| parse(text, Unit::Fraction, Domain::Unit).ok();
    let shares: Vec<_> = items(tree, section, list)
        .iter()
        .map(|it| it.get("share").and_then(Value::scalar).and_then(share))
        .collect();
    let (Some(new), Some(Some(old))) = (share(text), shares.get(item)) else { return };
    let factor = (1.0 - new.median()) / (1.0 - old.median());
    if !factor.is_finite() {
        return;
    }
    for (place, old) in shares.iter().enumerate() {
        let Some(old) = old.as_ref().filter(|_| place != item) else { continue };
        let scaled = if old.is_fixed() {
            written(old.median() * factor)
        } else {
            let [low, high] = [old.low(), old.high()].map(|it| it * factor);
            format!("{} to {}", written(low), written(high.min(0.999_999)))
        };
        let steps = [Step::Key(section), Step::Key(list), Step::Item(place), Step::Key("share")];
        put(tree, &steps, Value::Text(scaled));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;

    fn set(path: &str, text: &str) -> Override {
        Override { path: path.into(), text: text.into() }
    }

    #[test]
    fn setting_a_share_rescales_its_siblings() {
        let text = "[[workload.task]]\nshare = 0.5\n[[workload.task]]\nshare = 0.3\n[[workload.task]]\nshare = 0.2";
        let mut tree = document::parse(text).unwrap();
        assert!(apply(&mut tree, &[set("workload.task[0].share", "0.75")]).is_empty());
        let shares: Vec<f64> = items(&tree, "workload", "task")
            .iter()
            .map(|task| task.get("share").unwrap().scalar().unwrap().parse().unwrap())
            .collect();
        assert_eq!(shares[0], 0.75);
        assert!((shares[1] - 0.15).abs() < 1e-12 && (shares[2] - 0.10).abs() < 1e-12);
    }

    #[test]
    fn a_path_that_leads_nowhere_is_a_problem() {
        let mut tree = document::parse("title = 'a'").unwrap();
        let problems = apply(&mut tree, &[set("title.x", "1"), set("a..b", "1"), set("t[0]", "1")]);
        assert_eq!(problems.len(), 3);
    }
}
