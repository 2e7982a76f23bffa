use super::super::goal::Relation;
use super::{Crossing, Evaluation, Solve, four_digits};
use crate::error::{Error, Problem};
use crate::scenario::{Input, Scenario};

pub(super) fn unknown(asked: &Solve, scenario: &Scenario) -> Error {
    let mut near: Vec<(usize, &str)> = (scenario.inputs.iter())
        .map(|it| (common(asked.path, &it.path), it.path.as_str()))
        .collect();
    near.sort_by_key(|it| std::cmp::Reverse(it.0));
    let some: Vec<&str> = near.iter().take(3).map(|it| it.1).collect();
    let rule = format!("is no number of the scenario; near it: {}", some.join(", "));
    Error::Invalid(vec![Problem::new("by", asked.path, rule)])
}

/// Letters that two paths begin with alike, and words that they share.
fn common(a: &str, b: &str) -> usize {
    let begin = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let words = a.split(['.', '_']).filter(|it| b.contains(it)).map(str::len);
    begin + words.sum::<usize>()
}

/// What crossings, or their absence, mean for the goal.
pub(super) fn verdict(
    asked: &Solve,
    input: &Input,
    crossings: &[Crossing],
    tried: &[Evaluation],
    [low, high]: [f64; 2],
) -> String {
    let goal = &asked.goal;
    let range =
        format!("from {} to {} {}", four_digits(low), four_digits(high), input.unit.symbol());
    let range = range.trim_end();
    let side = |rises: bool| match (goal.relation, rises) {
        (Relation::Equal, _) => "at",
        (Relation::AtLeast, true) | (Relation::AtMost, false) => "at or above",
        (Relation::AtLeast, false) | (Relation::AtMost, true) => "at or below",
    };
    match crossings {
        [] => {
            let met = |it: &Evaluation| match goal.relation {
                Relation::Equal => it.value == goal.value,
                Relation::AtLeast => it.value >= goal.value,
                Relation::AtMost => it.value <= goal.value,
            };
            let values = || tried.iter().map(|it| it.value).filter(|it| !it.is_nan());
            let (least, most) = (
                values().fold(f64::INFINITY, f64::min),
                values().fold(f64::NEG_INFINITY, f64::max),
            );
            match tried.iter().all(met) {
                true => format!("met everywhere {range}"),
                false if values().next().is_none() => format!("the number does not exist {range}"),
                false => format!(
                    "met nowhere {range}: the number goes from {} to {}",
                    goal.said(least),
                    goal.said(most)
                ),
            }
        }
        [one] => format!("met {} {} {}", side(one.rises), one.text, input.unit.symbol())
            .trim_end()
            .to_string(),
        several => {
            let each = several.iter().map(|it| format!("{} {}", side(it.rises), it.text));
            let each: Vec<String> = each.collect();
            format!("{} crossings: {} {}", several.len(), each.join("; "), input.unit.symbol())
                .trim_end()
                .to_string()
        }
    }
}
