//! Measured rows that set the level of their cell.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::error::{Error, Problem};
use crate::input::{Cell, Load, ServingRow, rows};
use crate::serving::Constants;

/// Measured over predicted throughput, by cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Anchors {
    ratios: BTreeMap<Cell, f64>,
}

impl Anchors {
    /// The anchors that come with the program, for [`Constants::REFERENCE`], read against `catalog`.
    ///
    /// # Errors
    /// Rows whose model or accelerator `catalog` lacks; the shipped one has all.
    pub fn shipped(catalog: &Catalog) -> Result<Anchors, Error> {
        let text = include_str!("../../../scenarios/serving/anchors.csv");
        Anchors::parse(text, catalog, &Constants::REFERENCE)
    }

    /// The anchors in a table of measured rows with the columns of [`ServingRow::read`].
    ///
    /// # Errors
    /// Every row that cannot be read or placed, has no throughput or one above the roofline, or names a cell
    /// again.
    pub fn parse(text: &str, catalog: &Catalog, constants: &Constants) -> Result<Anchors, Error> {
        let (mut anchors, mut problems) = (Anchors::default(), Vec::new());
        for row in rows(text)? {
            let row = match ServingRow::read(&row, catalog) {
                Ok(row) => row,
                Err(wrong) => {
                    problems.extend(wrong);
                    continue;
                }
            };
            problems.extend(row.above_roofline(constants));
            let path = format!("row {}", row.place);
            let Some(measured) = row.measured.total_tps_gpu else {
                problems.push(Problem::new(path, "", "has no total_tps_gpu"));
                continue;
            };
            let Ok(pace) = row.pace(None, constants) else {
                problems.push(Problem::new(path, "", "is a deployment that cannot be"));
                continue;
            };
            let ratio = measured / pace.tokens_per_s_per_gpu;
            if anchors.ratios.insert(row.cell, ratio).is_some() {
                problems.push(Problem::new(path, "", "is of a cell that has an anchor"));
            }
        }
        if problems.is_empty() { Ok(anchors) } else { Err(Error::Invalid(problems)) }
    }

    /// Throughput multiplier of `cell`; nothing where no row anchors it.
    ///
    /// # Formula
    /// `(measured / predicted)^anchor_share`: what one row says of its cell, shrunk by the share of the error
    /// that rows of a cell have in common.
    pub fn factor(&self, cell: &Cell, constants: &Constants) -> Option<f64> {
        self.ratios.get(cell).map(|ratio| libm::pow(*ratio, constants.anchor_share))
    }

    /// Cells that have an anchor.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.ratios.keys()
    }

    /// The place in `rows`, all of one cell, of the row that anchors it.
    ///
    /// # Formula
    /// Sorted by concurrency, day of the software, input length, output length and accelerators, the middle
    /// one, the lower of two. The rule looks at no result. `None` of no rows.
    pub fn chosen(rows: &[&ServingRow]) -> Option<usize> {
        let key = |row: &ServingRow| {
            let concurrency = match row.load {
                Load::Concurrency(concurrency) => concurrency,
                Load::Offline => f64::INFINITY,
            };
            let gpus = f64::from(row.deployment.gpus);
            let age = row.deployment.software_age_months;
            [concurrency, -age, row.work.isl, row.work.osl, gpus, row.place as f64]
        };
        let mut places: Vec<usize> = (0..rows.len()).collect();
        places.sort_by(|a, b| {
            let pairs = key(rows[*a]).into_iter().zip(key(rows[*b]));
            pairs
                .map(|(a, b)| a.total_cmp(&b))
                .find(|it| it.is_ne())
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        places.get(places.len().checked_sub(1)? / 2).copied()
    }
}
