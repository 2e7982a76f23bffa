//! Two draws of a scenario, and what no draw may show.

use undercut::analysis::{report, swings};
use undercut::scenario::Scenario;
use undercut::simulation::{Metric, Simulation, SubjectKind};

use super::Outcome;

/// Lives two draws, and one of them again: the same bits, and every number within what its metric allows. In one of
/// `seldom` inputs, told by `words`, also a block, its words, and what is said of it.
pub fn lived(scenario: Scenario, words: u64, seldom: u64) -> Outcome {
    let mut simulation = Simulation::new(scenario, 42);
    let first = simulation.outcome(0).to_vec();
    let second = simulation.outcome(1).to_vec();
    for outcome in [&first, &second] {
        let wrong = impossible(&simulation, outcome);
        if let Some(wrong) = wrong.or_else(|| disagreeing(&simulation, outcome)) {
            return Outcome::Wrong(wrong);
        }
    }
    let again = simulation.outcome(0);
    if !first.iter().zip(again).all(|(a, b)| a.to_bits() == b.to_bits()) {
        return Outcome::Wrong("a draw lived again has other bits".to_string());
    }
    match words % seldom {
        0 => block(simulation),
        1 => {
            let curves = simulation.curves().list.len();
            swings(&mut simulation, curves / 2);
            Outcome::Answered
        }
        _ => Outcome::Answered,
    }
}

/// The first number of an outcome that its metric does not allow. NaN is what does not exist.
fn impossible(simulation: &Simulation, outcome: &[f64]) -> Option<String> {
    let curves = simulation.curves();
    for ((metric, subject), values) in curves.list.iter().zip(outcome.chunks(curves.months)) {
        let within = |it: f64| {
            use Metric::*;
            match metric {
                _ if metric.is_margin() => it <= 1.0 + 1e-9 && it > f64::NEG_INFINITY,
                SavingOverSingle => it <= 1.0 && it > f64::NEG_INFINITY,
                TokenShare | RevenueShare | Success | UnservedShare => {
                    (-1e-9..=1.0 + 1e-9).contains(&it)
                }
                _ => (0.0..f64::INFINITY).contains(&it),
            }
        };
        if let Some(month) = values.iter().position(|it| !it.is_nan() && !within(*it)) {
            let (value, kind) = (values[month], subject.kind);
            return Some(format!(
                "{metric:?} of a {kind:?} cannot be: {value} in month {month} of {}",
                subject.id
            ));
        }
    }
    None
}

/// The first seller whose numbers of a month do not fit together, and the first month whose shares do not sum to 1.
fn disagreeing(simulation: &Simulation, outcome: &[f64]) -> Option<String> {
    let curves = simulation.curves();
    let sellers = |kind: SubjectKind| {
        let of_kind = curves.list.iter().filter(move |(_, it)| it.kind == kind);
        of_kind.filter(|(metric, _)| *metric == Metric::GrossMargin).map(|(_, it)| it.id.as_str())
    };
    let at = |metric: Metric, id: &str, month: usize| {
        curves.find(metric, id).map_or(f64::NAN, |it| outcome[it * curves.months + month])
    };
    let apart = |a: f64, b: f64| (a - b).abs() > 1e-6 * (1.0 + a.abs().max(b.abs()));
    for month in 0..curves.months {
        for id in sellers(SubjectKind::Group).chain(sellers(SubjectKind::Provider)) {
            let compute = at(Metric::ComputeMargin, id, month);
            let gross = at(Metric::GrossMargin, id, month);
            let operating = at(Metric::OperatingMargin, id, month);
            let price = at(Metric::PriceUsdPerMtok, id, month);
            let derived = 1.0 - at(Metric::CostUsdPerMtok, id, month) / price;
            if operating > gross + 1e-9 {
                return Some(format!(
                    "more is left after fixed cost: {operating}, {gross} of {id}"
                ));
            }
            if price > 0.0 && derived.is_finite() && !compute.is_nan() && apart(compute, derived) {
                return Some(format!("margin and cost disagree: {compute}, {derived} of {id}"));
            }
        }
        for metric in [Metric::TokenShare, Metric::RevenueShare] {
            let sum: f64 = sellers(SubjectKind::Group).map(|id| at(metric, id, month)).sum();
            if !sum.is_nan() && apart(sum, 1.0) {
                return Some(format!("shares do not sum to 1: {sum}, {metric:?} in month {month}"));
            }
        }
    }
    None
}

fn block(mut simulation: Simulation) -> Outcome {
    simulation.run_block(0);
    let words = simulation.take().to_words();
    if simulation.merge_words(&words).is_err() {
        return Outcome::Wrong("the words of a block are not taken back".to_string());
    }
    if simulation.merge_words(&words[1..]).is_ok() {
        return Outcome::Wrong("words that are no block are taken".to_string());
    }
    let _ = simulation.merge_words(&words[..words.len() / 2]);
    let summary = report(&simulation);
    match serde_json::to_string(&summary) {
        Ok(text) if !text.is_empty() => Outcome::Answered,
        _ => Outcome::Wrong("the summary cannot be written".to_string()),
    }
}
