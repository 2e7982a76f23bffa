//! What is held out, by rules that look at no result.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use undercut::input::ServingRow;
use undercut::serving::Constants;

use crate::fit::Task;

/// Folds of cells.
const FOLDS: usize = 8;

/// FNV-1a of `text`.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Eight folds of cells (model, accelerator, engine, precision): cells in the order of the FNV-1a hash of
/// `1/model/accelerator/engine/precision`, dealt out in turn.
pub fn by_cell(rows: &[ServingRow]) -> Vec<usize> {
    let cells: BTreeSet<_> = rows.iter().map(|row| row.cell.clone()).collect();
    let mut order: Vec<_> = cells
        .into_iter()
        .map(|cell| {
            let name =
                format!("1/{}/{}/{}/{}", cell.model, cell.accelerator, cell.engine, cell.precision);
            (hash(&name), cell)
        })
        .collect();
    order.sort();
    let folds: BTreeMap<_, usize> =
        order.into_iter().enumerate().map(|(place, (_, cell))| (cell, place % FOLDS)).collect();
    rows.iter().map(|row| folds[&row.cell]).collect()
}

/// One fold a model.
pub fn by_model(rows: &[ServingRow]) -> Vec<usize> {
    let models: BTreeSet<_> = rows.iter().map(|row| &row.cell.model).collect();
    let models: Vec<_> = models.into_iter().collect();
    let place = |row: &ServingRow| models.iter().position(|it| **it == row.cell.model);
    rows.iter().map(|row| place(row).unwrap_or_default()).collect()
}

/// Two halves: a bit of the FNV-1a hash of the row's place in its file.
pub fn halves(rows: &[ServingRow]) -> Vec<usize> {
    rows.iter().map(|row| (hash(&row.place.to_string()) >> 7 & 1) as usize).collect()
}

/// Errors of every row under the constants that were fitted without its fold.
pub fn held_out(
    task: &Task,
    rows: &[ServingRow],
    folds: &[usize],
    start: &Constants,
) -> Vec<Option<f64>> {
    let count = folds.iter().max().map_or(0, |last| last + 1);
    let fits: Vec<Constants> = (0..count)
        .into_par_iter()
        .map(|fold| {
            let kept: Vec<&ServingRow> = rows
                .iter()
                .zip(folds)
                .filter_map(|(row, of)| (*of != fold).then_some(row))
                .collect();
            task.fit(&kept, start)
        })
        .collect();
    rows.iter().zip(folds).map(|(row, fold)| (task.error)(row, &fits[*fold])).collect()
}
