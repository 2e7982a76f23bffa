//! What a scenario fixes before anything is drawn: who plays, what stands where, and where the numbers are.
//!
//! Names are resolved here; ids are places in the plan's own tables, and every number is a slot of the draw.

use super::players::{
    AcceleratorPlan, BenchmarkPlan, HostRule, LinePlan, ModelPlan, PairPlan, ProviderPlan,
};
use super::sections::market::MarketPlan;
use super::sections::moats::MoatPlan;
use super::sections::ownership::OwnershipPlan;
use super::sections::policy::BuyerPlan;
use super::sections::quality::QualityPlan;
use super::sections::segment::SegmentPlan;
use super::sections::supply::SupplyPlan;
use super::sections::workload::ClassPlan;
use crate::calendar::Month;

/// Everything about a scenario but its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// First month.
    pub start: Month,
    /// Months simulated, the first included.
    pub months: usize,
    /// Months to the horizon, the first included, at which shares are what the scenario says they are by then; a question about an
    /// earlier month simulates fewer.
    pub horizon: usize,
    /// The buyer's volume and what is asked.
    pub buyer: BuyerPlan,
    /// Task classes.
    pub classes: Vec<ClassPlan>,
    /// Benchmarks in use.
    pub benchmarks: Vec<BenchmarkPlan>,
    /// Models behind the lines.
    pub models: Vec<ModelPlan>,
    /// Accelerators in the fleets.
    pub accelerators: Vec<AcceleratorPlan>,
    /// Pairs of a model and an accelerator that some provider runs.
    pub pairs: Vec<PairPlan>,
    /// Lines on sale.
    pub lines: Vec<LinePlan>,
    /// Who sells them.
    pub providers: Vec<ProviderPlan>,
    /// The market's buyers.
    pub segments: Vec<SegmentPlan>,
    /// Number of nests: one for closed lines, one for each open model.
    pub nests: usize,
    /// The market's own numbers.
    pub market: MarketPlan,
    /// How ability moves.
    pub quality: QualityPlan,
    /// How supply moves.
    pub supply: SupplyPlan,
    /// What the closed premium consists of.
    pub moats: MoatPlan,
    /// The buyer's own fleet, if it may have one.
    pub ownership: Option<OwnershipPlan>,
    /// How a host without a dated list prices.
    pub host: HostRule,
}
