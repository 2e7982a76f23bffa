//! Pools of models with policies over them: read and evaluated.

use undercut::document::Value;
use undercut::input::{ROUTE_SCHEMA, RouteInput};
use undercut::routing::{Choice, Evaluation};

use super::{Outcome, Target, no_text, refused, thin};
use crate::dice::Dice;
use crate::text::Format;

/// Pools of models.
pub const TARGET: Target = Target {
    name: "route",
    share: 11,
    format: Format::Json,
    seeds: || {
        let schema: serde_json::Value = serde_json::from_str(ROUTE_SCHEMA).unwrap_or_default();
        let examples = schema["examples"].as_array().cloned().unwrap_or_default();
        // Intervals of two thousand items are a second's work.
        let few = |it: String| it.replace("\"items\":2000", "\"items\":300");
        examples.iter().map(ToString::to_string).map(few).collect()
    },
    kept: &["items", "kind", "name", "of", "correlation", "pair", "$schema", "requests"],
    before,
    run,
};

/// Simulated requests of an input, at most: the time of an input, not its reading, is what more would try.
const REQUESTS: [&str; 4] = ["1", "2", "100", "1000"];

/// A few models and policies, correlations that can be, and now and then a sample.
fn before(tree: &mut Value, dice: &mut Dice) {
    let Value::Table(table) = tree else { return };
    let mut count = 0;
    if let Some(Value::List(models)) = table.get_mut("models") {
        if dice.once_in(8) {
            thin(models, 2, dice);
        }
        count = models.len();
    }
    let common = dice.of(&["0", "0.3", "0.68", "0.9", "1", "0.999999"]);
    let number = |it: &str| Value::Number(it.to_string());
    let row = |i: usize| {
        Value::List((0..count).map(|j| number(if i == j { "1" } else { common })).collect())
    };
    match dice.below(4) {
        0 => table.0.retain(|(key, _)| key != "correlation"),
        1 => table.set("correlation", number(common)),
        2 => table.set("correlation", Value::List((0..count).map(row).collect())),
        _ if count < 3 => table.set("correlation", number("0.5")),
        _ => {}
    }
    if let Some(Value::List(policies)) = table.get_mut("policies") {
        thin(policies, 3, dice);
        // Another one that it names may be gone.
        policies.retain(|it| !matches!(it, Value::Table(it) if it.get("of").is_some()));
    }
    // Intervals take a second at 2,000 items, or where all models succeed together.
    match dice.below(4) {
        0 if table.get("items").is_some() && *common != "1" && *common != "0.999999" => {
            table.set("items", number("300"))
        }
        _ => table.0.retain(|(key, _)| key != "items"),
    }
    if dice.once_in(3) {
        table.set("requests", Value::Number(dice.of(&REQUESTS).to_string()));
    }
}

fn run(bytes: &[u8]) -> Outcome {
    let Ok(text) = std::str::from_utf8(bytes) else { return no_text() };
    let input = match RouteInput::parse(text) {
        Ok(input) => input,
        Err(error) => return refused(&error),
    };
    let evaluation = input.evaluate();
    // A policy with a threshold of its own meets that one.
    let threshold = input.threshold.filter(|_| text.matches("\"threshold\"").count() == 1);
    if let Some(wrong) = impossible(&evaluation, threshold, input.requests.is_some()) {
        return Outcome::Wrong(wrong);
    }
    if let Some(found) = input.intervals() {
        let pairs = found.policies.iter().flatten().flat_map(|(success, usd)| [*success, *usd]);
        if let Some([low, high]) = pairs.chain([found.oracle]).find(|[low, high]| !(low <= high)) {
            return Outcome::Wrong(format!("an interval from {low} to {high}"));
        }
    }
    Outcome::Answered
}

fn impossible(evaluation: &Evaluation, threshold: Option<f64>, sampled: bool) -> Option<String> {
    let share = |it: f64| (-1e-9..=1.0 + 1e-9).contains(&it);
    if !share(evaluation.oracle_success) {
        return Some(format!("the oracle's success cannot be: {}", evaluation.oracle_success));
    }
    let sound = |it: &Choice| {
        share(it.success) && share(it.strong) && (0.0..f64::INFINITY).contains(&it.usd)
    };
    for policy in &evaluation.policies {
        let points = [policy.at, policy.at_equal_quality, policy.at_error_price];
        if let Some(point) = points.iter().flatten().chain(&policy.curve).find(|it| !sound(it)) {
            return Some(format!("a point cannot be: {point:?}"));
        }
        let (least, most) =
            (threshold.unwrap_or(0.0), evaluation.success[evaluation.best_constant]);
        if policy.meets && policy.at.is_some_and(|it| it.success < least - 1e-9) {
            return Some(format!(
                "a point that does not meet the threshold: {:?}, {least}",
                policy.at
            ));
        }
        if policy.at_equal_quality.is_some_and(|it| it.success < most - 1e-6) {
            return Some(format!("equal quality that is less: {:?}", policy.at_equal_quality));
        }
        // Signals that no correlation allows may, and a note says so; a sample has its own noise.
        if sampled || policy.notes.iter().any(|it| it.contains("may beat the oracle")) {
            continue;
        }
        // Correlations that are put right, and difficulty, are exact to some thousandths.
        let most = evaluation.oracle_success + 2e-3;
        if let Some(point) = policy.curve.iter().find(|it| it.success > most) {
            return Some(format!("better than the oracle, {most}: {point:?}"));
        }
    }
    None
}
