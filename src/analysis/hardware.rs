//! Which hardware and engine serve a model fastest and cheapest, as curves over interactivity.
//!
//! One [`Inquiry`] gives everything that the page's hardware view draws: throughput against interactivity,
//! cost by phase, Blackwell over Hopper, engines under prefix sharing, stacked savings, and measured rows
//! beside their predictions.

mod curve;
mod effects;
mod held_out;
mod inquiry;
mod measured;
mod sentences;
mod written;

pub use curve::{Curve, CurvePoint};
pub use effects::{COMPRESSED_SHARE, Ratio, RatioPoint, Sharing, SharingPoint, Step};
pub use held_out::{GOAL_BIAS_PERCENT, HeldOut, LEFT_OUT, NEVER_SEEN};
pub use inquiry::{ANY_ENGINE, Inquiry};
pub use measured::Dot;

use crate::error::Error;
use crate::scenario::tables::ServingCatalog;
use curve::Bench;

/// Interactivities of the curves, output tokens/s per user.
pub const INTERACTIVITIES: [f64; 18] = [
    5.0, 7.0, 10.0, 14.0, 20.0, 28.0, 40.0, 50.0, 60.0, 80.0, 100.0, 120.0, 150.0, 200.0, 250.0,
    300.0, 400.0, 500.0,
];

/// An accelerator that the view draws.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Machine {
    /// The catalogue's name.
    pub name: String,
    /// Its family: `hopper`, `blackwell`, `cdna3` or `cdna4`.
    pub generation: String,
    /// Rental of one, USD per hour.
    pub usd_per_hour: f64,
    /// Engines that run on it.
    pub engines: Vec<String>,
}

/// The answer to an [`Inquiry`].
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Hardware {
    /// What was asked, names as the catalogue writes them.
    pub inquiry: Inquiry,
    /// Models whose shape is known.
    pub models: Vec<String>,
    /// Number formats.
    pub precisions: Vec<String>,
    /// Accelerators whose kind was measured, in the catalogue's order.
    pub machines: Vec<Machine>,
    /// One for each accelerator and engine that can serve the model.
    pub curves: Vec<Curve>,
    /// Blackwell over the baseline.
    pub ratios: Vec<Ratio>,
    /// Engines of the chosen accelerator as prefix hits grow.
    pub sharing: Vec<Sharing>,
    /// Savings on the chosen accelerator, each on top of those before.
    pub steps: Vec<Step>,
    /// Measured rows beside their predictions.
    pub dots: Vec<Dot>,
    /// Errors where the answer had not been seen.
    pub held_out: Vec<HeldOut>,
    /// The answer in words; the first is the headline.
    pub sentences: Vec<String>,
    /// What stands in for something that is not known or not modelled.
    pub notes: Vec<String>,
}

/// Answers `inquiry` from the shipped tables and fit.
///
/// # Errors
/// Every problem of the inquiry.
///
/// ```
/// use undercut::analysis::hardware::{Inquiry, hardware};
/// let answer = hardware(&Inquiry::default())?;
/// assert!(answer.curves.iter().any(|it| it.accelerator == "h200" && it.anchored));
/// # Ok::<(), undercut::error::Error>(())
/// ```
pub fn hardware(inquiry: &Inquiry) -> Result<Hardware, Error> {
    let catalog = ServingCatalog::shipped();
    let asked = inquiry.read(catalog)?;
    let bench = Bench::new(&asked, catalog);
    let curves = bench.curves();
    let ratios = effects::ratios(&bench, &curves);
    let sharing = effects::sharing(&bench);
    let steps = effects::steps(&bench);
    let dots = measured::dots(&asked);
    let mut answer = Hardware {
        inquiry: asked.inquiry.clone(),
        models: catalog.models().map(str::to_string).collect(),
        precisions: crate::serving::Precision::ALL.iter().map(|it| it.to_string()).collect(),
        machines: bench.machines(),
        curves,
        ratios,
        sharing,
        steps,
        dots,
        held_out: [LEFT_OUT.as_slice(), &NEVER_SEEN].concat(),
        sentences: Vec::new(),
        notes: Vec::new(),
    };
    answer.sentences = sentences::sentences(&bench, &answer);
    answer.notes = sentences::notes(&asked);
    Ok(answer)
}

#[cfg(test)]
mod tests;
