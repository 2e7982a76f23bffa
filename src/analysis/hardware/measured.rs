//! Measured rows beside what the model predicts for them.

use super::Anchors;
use super::inquiry::Asked;
use crate::catalog::Catalog;
use crate::error::Error;
use crate::input::{Load, ServingRow, rows};
use crate::serving::Constants;

/// A measured row and its prediction, under the row's own conditions.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Dot {
    /// The catalogue's name of the model.
    pub model: String,
    /// The catalogue's name of the accelerator.
    pub accelerator: String,
    /// The engine, as it is written.
    pub engine: String,
    /// The precision, as it is written.
    pub precision: String,
    /// Prefill and decode had accelerators of their own.
    pub apart: bool,
    /// Several tokens were guessed per step.
    pub speculative: bool,
    /// Mean input tokens per request.
    pub isl: f64,
    /// Mean output tokens per request.
    pub osl: f64,
    /// Requests in flight, of one replica; nothing where as many as fit.
    pub concurrency: Option<f64>,
    /// Output tokens/s and accelerator, measured, all accelerators counted.
    pub measured_tokens_per_s_per_gpu: f64,
    /// The same, predicted.
    pub predicted_tokens_per_s_per_gpu: f64,
    /// Output tokens/s and user, measured.
    pub measured_tokens_per_s_per_user: Option<f64>,
    /// The same, predicted.
    pub predicted_tokens_per_s_per_user: f64,
    /// Whether another row of the cell sets the level of the prediction.
    pub anchored: bool,
    /// Whether the constants were fitted to the row; if not, it was read after a fit was committed.
    pub fitted: bool,
    /// Whether the row is of the question's model, precision, lengths, and way to decode.
    pub asked: bool,
}

/// By how much lengths may differ from the question's for a row to be shown beside its curve.
const LENGTHS_WITHIN: f64 = 1.25;

/// Every nineteenth and fifteenth row that the constants were fitted to.
const FITTED: &str = include_str!("../../../scenarios/serving/calibration.csv");
/// Every fifth row, from the first, of each of the three sets never fitted to (`tests/data/`).
const UNSEEN: &str = include_str!("../../../scenarios/serving/unseen.csv");

/// The measured rows that come with the program, each with its prediction; those that `catalog` cannot place are left out.
pub(super) fn shipped(catalog: &Catalog, anchors: &Anchors) -> Result<Vec<Dot>, Error> {
    let mut dots = Vec::new();
    for (text, fitted) in [(FITTED, true), (UNSEEN, false)] {
        for row in rows(text)?.iter().filter_map(|row| ServingRow::read(row, catalog).ok()) {
            dots.extend(dot(&row, anchors, fitted, &Constants::REFERENCE));
        }
    }
    Ok(dots)
}

/// Every measured row, those of the question marked.
pub(super) fn dots(asked: &Asked, all: &[Dot]) -> Vec<Dot> {
    let near = |a: f64, b: f64| (a / b).max(b / a) <= LENGTHS_WITHIN;
    let it = &asked.inquiry;
    let is_asked = |dot: &Dot| {
        dot.model == it.model
            && dot.precision == it.precision
            && dot.speculative == it.speculative
            && (it.apart || !dot.apart)
            && it.prefix_hit_rate == 0.0
            && near(dot.isl, it.isl)
            && near(dot.osl, it.osl)
    };
    all.iter().map(|dot| Dot { asked: is_asked(dot), ..dot.clone() }).collect()
}

/// A row with a throughput, and what the model predicts for it with its cell's anchor.
fn dot(row: &ServingRow, anchors: &Anchors, fitted: bool, constants: &Constants) -> Option<Dot> {
    let anchor = anchors.factor(&row.cell, constants);
    let pace = row.pace(anchor, constants).ok()?;
    let output_share = row.work.osl / (row.work.isl + row.work.osl);
    Some(Dot {
        model: row.cell.model.clone(),
        accelerator: row.cell.accelerator.clone(),
        engine: row.cell.engine.clone(),
        precision: row.cell.precision.clone(),
        apart: row.cell.apart,
        speculative: row.deployment.acceptance_length > 1.0,
        isl: row.work.isl,
        osl: row.work.osl,
        concurrency: match row.load {
            Load::Concurrency(concurrency) => Some(concurrency),
            Load::Offline => None,
        },
        measured_tokens_per_s_per_gpu: row.measured.total_tps_gpu? * output_share,
        predicted_tokens_per_s_per_gpu: pace.tokens_per_s_per_gpu * output_share,
        measured_tokens_per_s_per_user: row.measured.tpot_s.map(|it| 1.0 / it),
        predicted_tokens_per_s_per_user: 1.0 / pace.tpot_s,
        anchored: anchor.is_some(),
        fitted,
        asked: false,
    })
}
