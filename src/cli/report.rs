use std::fmt::Write;

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Value, json};
use undercut::analysis::{Saving, SavingMonth, savings_by_month};
use undercut::simulation::{BAND, Metric, Simulation, SubjectKind, Summary};

use super::Failure;

/// The result as tables for a terminal: sentences, margins and prices by group and provider, policies.
pub fn table(summary: &Summary, simulation: &Simulation) -> String {
    let mut text = String::new();
    let last = summary.months.len() - 1;
    let _ = writeln!(text, "{}\n{}\n", summary.title, summary.question);
    for headline in &summary.headlines {
        let _ = writeln!(text, "{}", headline.text);
    }
    let shown = |metric: Metric, kind: SubjectKind| {
        let mut table = Table::new();
        table.load_style(presets::UTF8_BORDERS_ONLY);
        let months = months_shown(last);
        let mut header = vec![title(metric).to_string()];
        header.extend(months.iter().map(|&month| summary.months[month].clone()));
        table.set_header(header);
        for (place, curve) in summary.curves.iter().enumerate() {
            if curve.metric == metric && curve.subject.kind == kind {
                let mut row = vec![curve.subject.name.clone()];
                row.extend(months.iter().map(|&month| cell(metric, simulation, place, month)));
                table.add_row(row);
            }
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table.to_string()
    };
    for (metric, kind) in [
        (Metric::GrossMargin, SubjectKind::Group),
        (Metric::OperatingMargin, SubjectKind::Group),
        (Metric::GrossMargin, SubjectKind::Provider),
        (Metric::PriceUsdPerMtok, SubjectKind::Group),
        (Metric::CostUsdPerMtok, SubjectKind::Group),
        (Metric::TokenShare, SubjectKind::Group),
        (Metric::UnservedShare, SubjectKind::Market),
        (Metric::BillUsdPerMonth, SubjectKind::Policy),
        (Metric::Success, SubjectKind::Policy),
        (Metric::UsdPerAcceptedTask, SubjectKind::Policy),
        (Metric::UnservedShare, SubjectKind::Policy),
    ] {
        let _ = writeln!(text, "\n{}", shown(metric, kind));
    }
    if let Some(table) = savings(simulation, &months_shown(last), &summary.months) {
        let _ = writeln!(text, "\n{table}");
    }
    let _ = writeln!(
        text,
        "\nMedian [p5 to p95] over {} draws, seed {}. List prices as of {}. undercut {}.",
        summary.draws, summary.seed, summary.prices_as_of, summary.model_version
    );
    for note in &summary.notes {
        let _ = writeln!(text, "Note: {note}.");
    }
    text
}

/// What routing saves, in the months that are shown and were reviewed, and in the last one reviewed.
fn savings(simulation: &Simulation, shown: &[usize], months: &[String]) -> Option<Table> {
    let all = savings_by_month(simulation);
    let last = all.len().checked_sub(1)?;
    let chosen = |(place, it): &(usize, &SavingMonth)| {
        *place == last || shown.iter().any(|month| months[*month] == it.month)
    };
    let chosen: Vec<&SavingMonth> =
        all.iter().enumerate().filter(chosen).map(|(_, it)| it).collect();
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    let header = ["Saving at equal quality".to_string()].into_iter();
    table.set_header(header.chain(chosen.iter().map(|it| it.month.clone())));
    let mut row = |name: &str, of: fn(&SavingMonth) -> Saving| {
        let percent = |it: f64| format!("{:.1}%", 100.0 * it);
        let cell = |it: &&SavingMonth| {
            let Saving { p5, p50, p95, .. } = of(it);
            format!("{} [{} to {}]", percent(p50), percent(p5), percent(p95))
        };
        table.add_row([name.to_string()].into_iter().chain(chosen.iter().map(cell)));
    };
    row("the policy's", |it| it.own);
    row("a perfect router's", |it| it.perfect);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    Some(table)
}

/// The first month, the last, and each year between.
fn months_shown(last: usize) -> Vec<usize> {
    let mut months: Vec<usize> = (0..last).step_by(12).collect();
    months.push(last);
    months
}

fn title(metric: Metric) -> &'static str {
    match metric {
        Metric::GrossMargin => "Gross margin",
        Metric::OperatingMargin => "Operating margin",
        Metric::PriceUsdPerMtok => "Price, USD/Mtok",
        Metric::CostUsdPerMtok => "Serving cost, USD/Mtok",
        Metric::RevenueUsdPerMonth => "Revenue, USD/month",
        Metric::TokenShare => "Share of tokens",
        Metric::RevenueShare => "Share of revenue",
        Metric::BillUsdPerMonth => "Bill, USD/month",
        Metric::Success => "Success rate",
        Metric::UsdPerAcceptedTask => "USD per accepted task",
        Metric::UnservedShare => "Unserved requests",
    }
}

fn cell(metric: Metric, simulation: &Simulation, curve: usize, month: usize) -> String {
    let band = simulation.band(curve, month);
    if !(band.defined > 0.0) {
        return "-".to_string();
    }
    let number = |value: f64| number(metric, value);
    format!("{} [{} to {}]", number(band.p50), number(band.p5), number(band.p95))
}

fn number(metric: Metric, value: f64) -> String {
    match metric {
        Metric::BillUsdPerMonth | Metric::RevenueUsdPerMonth => grouped(value),
        Metric::PriceUsdPerMtok | Metric::CostUsdPerMtok => format!("{value:.3}"),
        Metric::UsdPerAcceptedTask => undercut::analysis::usd(value),
        _ => format!("{:.1}%", value * 100.0),
    }
}

/// A whole number with commas between thousands.
fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = if value < 0.0 { "-".to_string() } else { String::new() };
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

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
