use serde_json::{Value, json};
use undercut::analysis::{metric_name, savings_by_month};
use undercut::simulation::{BAND, Simulation, Summary};

use super::Failure;
use super::csv_text::{csv_text, number};

/// The result as JSON: the summary, with the numbers of each curve by name, month by month. A number that
/// does not exist is null.
pub fn json(summary: &Summary, simulation: &Simulation) -> String {
    let bands = simulation.bands();
    let mut value = json!(summary);
    if let Some(curves) = value["curves"].as_array_mut() {
        for (place, curve) in curves.iter_mut().enumerate() {
            let months = summary.months.len();
            for (number, name) in BAND.iter().enumerate() {
                let at = |month: usize| bands[(place * months + month) * BAND.len() + number];
                curve[*name] = Value::from_iter((0..months).map(at));
            }
        }
    }
    value["savings"] = json!(savings_by_month(simulation));
    format!("{value:#}\n")
}

/// The result as CSV: one line per curve and month.
pub fn csv(summary: &Summary, simulation: &Simulation) -> Result<String, Failure> {
    let bands = simulation.bands();
    let header = ["metric", "unit", "subject_kind", "subject", "name", "group", "month"];
    let of_curves = bands.chunks_exact(summary.months.len() * BAND.len());
    let rows = summary.curves.iter().zip(of_curves).flat_map(|(curve, numbers)| {
        let subject = &curve.subject;
        let kind = json!(subject.kind).as_str().unwrap_or_default().to_string();
        let metric = metric_name(curve.metric);
        summary.months.iter().zip(numbers.chunks_exact(BAND.len())).map(move |(month, numbers)| {
            let words =
                [&metric, &curve.unit, &kind, &subject.id, &subject.name, &subject.group, month];
            let numbers = numbers.iter().map(|it| number(*it));
            words.into_iter().cloned().chain(numbers).collect::<Vec<String>>()
        })
    });
    csv_text(header.iter().chain(&BAND), rows)
}
