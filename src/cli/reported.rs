//! Margins that firms have reported beside those of a run, by definition.

use undercut::analysis::percent;
use undercut::catalog::{Catalog, Definition, ReportedMargin};
use undercut::simulation::{Metric, Simulation};

/// A period farther than this from every month of a run is left out, months.
const NEAR_MONTHS: i32 = 12;

/// Rows of who reported which margin when, what it was, and what the run has in the nearest month.
pub(super) fn rows(simulation: &Simulation, catalog: &Catalog) -> Vec<(String, Vec<String>)> {
    catalog.reported.iter().filter_map(|it| row(simulation, catalog, it)).collect()
}

fn row(
    simulation: &Simulation,
    catalog: &Catalog,
    it: &ReportedMargin,
) -> Option<(String, Vec<String>)> {
    let plan = &simulation.scenario().plan;
    let provider = &catalog.providers[it.provider.index()];
    let curve = simulation.curves().find(metric(it.definition), &provider.id)?;
    // The middle of the period, in months after the start.
    let after = |day: undercut::calendar::Day| day.month().since(plan.start);
    let middle = (after(it.from) + after(it.to)).div_euclid(2);
    let month = middle.clamp(0, plan.months as i32 - 1);
    if (middle - month).abs() > NEAR_MONTHS {
        return None;
    }
    let band = simulation.band(curve, month as usize);
    let (from, to) = (it.from.month(), it.to.month());
    let period = if from == to { from.to_string() } else { format!("{from} to {to}") };
    Some((
        format!("{}, {}", provider.name, it.definition.name()),
        vec![
            period,
            percent(it.margin.median()),
            plan.start.plus(month).to_string(),
            format!("{} [{} to {}]", percent(band.p50), percent(band.p5), percent(band.p95)),
        ],
    ))
}

fn metric(definition: Definition) -> Metric {
    match definition {
        Definition::List => Metric::ListMargin,
        Definition::Compute => Metric::ComputeMargin,
        Definition::Gross => Metric::GrossMargin,
        Definition::Segment => Metric::SegmentMargin,
        Definition::AfterCompute => Metric::AfterComputeMargin,
        Definition::Operating => Metric::OperatingMargin,
    }
}
