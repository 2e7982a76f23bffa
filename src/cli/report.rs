use serde_json::{Value, json};
use undercut::analysis::savings_by_month;
use undercut::simulation::{BAND, Simulation, Summary};

use super::Failure;

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
    let failed = |error: csv::Error| Failure::from(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut header = vec!["metric", "unit", "subject_kind", "subject", "name", "group", "month"];
    header.extend(BAND);
    writer.write_record(&header).map_err(failed)?;
    for (curve, numbers) in
        summary.curves.iter().zip(bands.chunks_exact(summary.months.len() * BAND.len()))
    {
        let text = |value: Value| value.as_str().unwrap_or_default().to_string();
        let subject = &curve.subject;
        for (month, numbers) in summary.months.iter().zip(numbers.chunks_exact(BAND.len())) {
            let mut record = vec![
                text(json!(curve.metric)),
                curve.unit.clone(),
                text(json!(subject.kind)),
                subject.id.clone(),
                subject.name.clone(),
                subject.group.clone(),
                month.clone(),
            ];
            record.extend(
                numbers.iter().map(|it| if it.is_nan() { String::new() } else { it.to_string() }),
            );
            writer.write_record(&record).map_err(failed)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| Failure::from(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::from(error.to_string()))
}
