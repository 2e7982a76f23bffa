//! Logs of predicted over measured, for the rows of a table.

use std::collections::BTreeMap;

use undercut::analysis::hardware::Anchors;
use undercut::input::{Cell, ServingRow};
use undercut::serving::{Constants, Deployment, Disaggregated, Pace};

/// The pace of `row` under `constants`, whose acceptance length stands for one that the row does not give.
fn pace(row: &ServingRow, constants: &Constants) -> Option<Pace> {
    let length = match row.deployment.acceptance_length {
        length if length > 1.0 => constants.acceptance_length,
        length => length,
    };
    let deployment = Deployment { acceptance_length: length, ..row.deployment };
    let disaggregated =
        row.disaggregated.map(|apart| Disaggregated { decode: deployment, ..apart });
    let row = ServingRow { deployment, disaggregated, ..row.clone() };
    row.pace(None, constants).ok()
}

fn log(predicted: f64, measured: f64) -> Option<f64> {
    let log = libm::log(predicted / measured);
    log.is_finite().then_some(log)
}

/// Of input and output tokens per second and accelerator.
pub fn throughput(row: &ServingRow, constants: &Constants) -> Option<f64> {
    log(pace(row, constants)?.tokens_per_s_per_gpu, row.measured.total_tps_gpu?)
}

/// Of the time per output token.
pub fn tpot(row: &ServingRow, constants: &Constants) -> Option<f64> {
    log(pace(row, constants)?.tpot_s, row.measured.tpot_s?)
}

/// Of the time to the first token.
pub fn ttft(row: &ServingRow, constants: &Constants) -> Option<f64> {
    log(pace(row, constants)?.ttft_s, row.measured.ttft_s?)
}

/// Rows by cell, as places in `rows`.
pub fn cells(rows: &[ServingRow]) -> BTreeMap<Cell, Vec<usize>> {
    let mut cells: BTreeMap<Cell, Vec<usize>> = BTreeMap::new();
    for (place, row) in rows.iter().enumerate() {
        cells.entry(row.cell.clone()).or_default().push(place);
    }
    cells
}

/// The place of each cell's anchor.
pub fn anchors(rows: &[ServingRow]) -> Vec<usize> {
    cells(rows)
        .into_values()
        .filter_map(|places| {
            let of_cell: Vec<&ServingRow> = places.iter().map(|place| &rows[*place]).collect();
            Anchors::chosen(&of_cell).map(|chosen| places[chosen])
        })
        .collect()
}

/// `logs` of `rows` without the anchors, each less `share` of its anchor's.
pub fn anchored(rows: &[ServingRow], logs: &[Option<f64>], share: f64) -> Vec<Option<f64>> {
    let mut corrected = vec![None; rows.len()];
    let anchors = anchors(rows);
    for places in cells(rows).into_values() {
        let Some(anchor) = places.iter().find(|place| anchors.contains(place)) else { continue };
        let Some(level) = logs[*anchor] else { continue };
        for place in places.iter().filter(|place| *place != anchor) {
            corrected[*place] = logs[*place].map(|log| log - share * level);
        }
    }
    corrected
}

/// Share of the variance of `logs` that rows of a cell have in common: analysis of variance, each log held
/// within one half so that single collapses do not decide.
pub fn common_share(rows: &[ServingRow], logs: &[Option<f64>]) -> f64 {
    let (mut together, mut pairs, mut alone, mut all) = (0.0, 0.0, 0.0, 0.0);
    for places in cells(rows).into_values() {
        let of_cell: Vec<f64> =
            places.iter().filter_map(|place| logs[*place]).map(|it| it.clamp(-0.5, 0.5)).collect();
        let count = of_cell.len() as f64;
        if count < 2.0 {
            continue;
        }
        let sum: f64 = of_cell.iter().sum();
        let squares: f64 = of_cell.iter().map(|it| it * it).sum();
        // Products of different rows of the cell, each cell by its rows.
        together += (sum * sum - squares) / (count - 1.0);
        pairs += count;
        alone += squares;
        all += count;
    }
    (together / pairs) / (alone / all)
}
