//! Which hardware and engine serve a model fastest and cheapest, as curves over interactivity.
//!
//! One [`Inquiry`] gives everything that the page's hardware view draws: throughput against interactivity,
//! cost by phase, Blackwell over Hopper, engines under prefix sharing, stacked savings, and measured rows
//! beside their predictions.

mod anchors;
mod answer;
mod curve;
mod effects;
mod held;
mod held_out;
mod inquiry;
mod measured;
mod phase_alone;
mod prediction;
mod refusal;
mod sentences;

pub use anchors::Anchors;
pub use answer::Answer;
pub use curve::{Curve, CurvePoint};
pub use effects::{COMPRESSED_SHARE, Ratio, RatioPoint, Sharing, SharingPoint, Step};
pub use held::Held;
pub use held_out::{GOAL_BIAS_PERCENT, HeldOut, LEFT_OUT, NEVER_SEEN};
pub use inquiry::{ANY_ENGINE, Inquiry};
pub use measured::Dot;

use crate::catalog::Catalog;
use crate::error::Error;
use crate::serving::{Engine, Precision};
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
    /// The catalogue's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its family: `hopper`, `blackwell`, `cdna3` or `cdna4`.
    pub generation: String,
    /// Rental of one, USD per hour.
    pub usd_per_hour: f64,
    /// Engines that run on it.
    pub engines: Vec<String>,
}

/// Something that is asked for by its id and shown by its name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Named {
    /// Id, as questions write it.
    pub id: String,
    /// Name, as people write it.
    pub name: String,
}

impl Named {
    fn of(id: impl ToString, name: impl ToString) -> Named {
        Named { id: id.to_string(), name: name.to_string() }
    }
}

/// A catalogue with the measured rows that anchor its predictions and check them; made once, asked often.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Shapes, accelerators and what they rent for.
    pub catalog: Catalog,
    /// Measured rows that set the level of their cell.
    pub anchors: Anchors,
    dots: Vec<Dot>,
}

impl Evidence {
    /// `catalog` with the measured rows that come with the program.
    ///
    /// # Errors
    /// Rows that anchor a model or accelerator that `catalog` lacks.
    pub fn of(catalog: Catalog) -> Result<Evidence, Error> {
        let anchors = Anchors::shipped(&catalog)?;
        let dots = measured::shipped(&catalog, &anchors)?;
        Ok(Evidence { catalog, anchors, dots })
    }

    /// The shipped catalogue with its measured rows, read once.
    ///
    /// # Errors
    /// What is wrong with them; a test holds that nothing is.
    #[cfg(feature = "shipped")]
    pub fn shipped() -> Result<&'static Evidence, Error> {
        static READ: std::sync::OnceLock<Result<Evidence, Error>> = std::sync::OnceLock::new();
        let read = || Evidence::of(Catalog::shipped()?.clone());
        READ.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    /// Models whose shape is known.
    pub fn models(&self) -> impl Iterator<Item = Named> {
        self.catalog.shapes.iter().map(|it| Named::of(&it.id, &it.name))
    }
}

/// The answer to an [`Inquiry`].
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Hardware {
    /// What was asked, names as the catalogue writes them.
    pub inquiry: Inquiry,
    /// Models whose shape is known.
    pub models: Vec<Named>,
    /// Engines.
    pub engines: Vec<Named>,
    /// The model asked about.
    pub model: Named,
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

/// Answers `inquiry` from `evidence` and the reference fit.
///
/// # Errors
/// Every problem of the inquiry.
///
/// ```
/// use undercut::analysis::hardware::{Evidence, Inquiry, hardware};
/// let answer = hardware(&Inquiry::default(), Evidence::shipped()?)?;
/// assert!(answer.curves.iter().any(|it| it.accelerator == "h200-sxm" && it.anchored));
/// # Ok::<(), undercut::error::Error>(())
/// ```
pub fn hardware(inquiry: &Inquiry, evidence: &Evidence) -> Result<Hardware, Error> {
    let asked = inquiry.read(&evidence.catalog)?;
    let bench = Bench::new(&asked, evidence);
    let curves = bench.curves();
    let ratios = effects::ratios(&bench, &curves);
    let sharing = effects::sharing(&bench);
    let steps = effects::steps(&bench);
    let dots = measured::dots(&asked, &evidence.dots);
    let mut answer = Hardware {
        inquiry: asked.inquiry.clone(),
        models: evidence.models().collect(),
        engines: Engine::ALL.iter().map(|it| Named::of(it, it.title())).collect(),
        model: Named::of(&asked.model.id, &asked.model.name),
        precisions: Precision::ALL.iter().map(|it| it.to_string()).collect(),
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
    answer.notes = sentences::notes(&asked, &evidence.catalog);
    Ok(answer)
}

#[cfg(test)]
mod tests;
