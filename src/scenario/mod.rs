//! A scenario: a text that names a world, a workload, the players and what is uncertain, validated into a
//! plan and a table of inputs.
//!
//! One table of fields says what a scenario may contain; one table of inputs says which numbers it has, with
//! their distributions and sources. Distributions end where a draw begins.

mod build;
mod builder;
mod decider;
mod edit;
mod field;
mod fields;
mod inputs;
mod plan;
mod players;
#[cfg(feature = "tables")]
mod rewrite;
#[cfg(feature = "cli")]
mod schema;
mod sections;
#[cfg(feature = "tables")]
mod shapes;
mod shipped;
mod validate;
mod windows;

pub use decider::DeciderPlan;
pub use edit::Override;
pub use field::{Field, Kind, Registry};
pub use fields::FIELDS;
pub use inputs::{Draw, Factor, Input, Slot};
pub use plan::Plan;
pub use players::{
    AcceleratorPlan, ArchitecturePlan, BenchmarkPlan, BusinessPlan, GroupId, HostRule, LinePlan,
    ListPlan, ModelPlan, PairPlan, PeakPlan, PlansPlan, PricePlan, PriceTier, ProviderPlan,
    ScorePlan, ServesPlan,
};
#[cfg(feature = "tables")]
pub use rewrite::rewritten;
#[cfg(feature = "cli")]
pub use schema::schema;
pub use sections::market::MarketPlan;
pub use sections::moats::MoatPlan;
pub use sections::ownership::OwnershipPlan;
pub use sections::policy::{BuyerPlan, POLICIES};
pub use sections::quality::QualityPlan;
pub use sections::segment::SegmentPlan;
pub use sections::supply::SupplyPlan;
pub use sections::workload::ClassPlan;
#[cfg(feature = "shipped")]
pub use shipped::words_of;
pub use shipped::{SHIPPED, Shipped, shipped};

use crate::catalog::Catalog;
use crate::document;
use crate::error::Error;

/// A validated scenario: what stands where, the numbers at their medians, and the inputs among them.
///
/// ```
/// use undercut::{catalog::Catalog, scenario::{Scenario, shipped}};
/// let catalog = Catalog::shipped()?;
/// let text = shipped("first-steps").unwrap().text;
/// let scenario = Scenario::parse(text, &[], &catalog)?;
/// assert_eq!(scenario.plan.months, 37);
/// # Ok::<(), undercut::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// One line, shown everywhere.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// A few sentences on it.
    pub summary: String,
    /// The dated catalogue that it uses.
    pub world: String,
    /// The day whose prices the first month has.
    pub prices_as_of: String,
    /// Draws of a full run.
    pub draws: u32,
    /// What is fixed.
    pub plan: Plan,
    /// Every number at its median.
    pub template: Draw,
    /// Every number that can be changed.
    pub inputs: Vec<Input>,
    /// Words chosen from a few: path, what stands there, what may.
    pub choices: Vec<Choice>,
    /// What a reader should know: assumptions that fill gaps in the catalogue.
    pub notes: Vec<String>,
}

/// A word chosen from a few.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Path in the scenario.
    pub path: String,
    /// A few words for a control.
    pub label: String,
    /// What stands there.
    pub value: String,
    /// What may stand there.
    pub options: Vec<String>,
}

impl Scenario {
    /// The scenario of a text with some values overridden.
    ///
    /// # Errors
    /// [`Error::Syntax`] where the text is not TOML; [`Error::Invalid`] with every problem otherwise.
    pub fn parse(text: &str, overrides: &[Override], catalog: &Catalog) -> Result<Scenario, Error> {
        let mut tree = document::parse(text)?;
        let mut problems = edit::apply(&mut tree, overrides);
        #[cfg(feature = "tables")]
        let (own, given) = shapes::taken(&mut tree, catalog, &mut problems);
        #[cfg(feature = "tables")]
        let catalog: &Catalog = &own;
        problems.extend(validate::problems(&tree, catalog));
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let built = build::build(&tree, catalog).map_err(Error::Invalid)?;
        #[cfg(feature = "tables")]
        let built = shapes::noted(built, given).map_err(Error::Invalid)?;
        Ok(built)
    }
}
