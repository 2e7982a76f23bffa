//! What a scenario fixes before anything is drawn: who plays, what stands where, and where the numbers are.
//!
//! Names are resolved here; ids are places in the plan's own tables, and every number is a [`Slot`] of the
//! draw.

use super::decider::DeciderPlan;
use super::inputs::Slot;
use crate::calendar::Month;
use crate::ids::{LineId, ModelId, ProviderId};
use crate::market::Response;
use crate::serving::{Accelerator, Architecture, Engine, Precision};
use crate::workload::TokenFactors;

/// Everything about a scenario but its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// First month.
    pub start: Month,
    /// Months simulated, the first included.
    pub months: usize,
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

/// The buyer: one price taker.
#[derive(Debug, Clone, PartialEq)]
pub struct BuyerPlan {
    /// The model whose tokens the volume counts.
    pub reference: ModelId,
    /// The line of the single policy: the first-party line of its model.
    pub single: Option<LineId>,
    /// Which policy is the buyer's own.
    pub policy: usize,
    /// Tokens a day at the reference model.
    pub tokens_per_day: Slot,
    /// Requests after a year over requests now.
    pub growth_per_year: Slot,
    /// What decides between models, where the buyer's own policy has a signal.
    pub decider: Option<DeciderPlan>,
}

/// A task class.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassPlan {
    /// Name.
    pub name: String,
    /// Whether the data must stay in-house.
    pub in_house: bool,
    /// Weights of the benchmarks that stand for it, one per benchmark of the plan; they sum to 1.
    pub weights: Vec<f64>,
    /// Share of the buyer's requests.
    pub share: Slot,
    /// Input tokens.
    pub input_tokens: Slot,
    /// Answer tokens.
    pub output_tokens: Slot,
    /// Prefix cache hit rate.
    pub prefix_hit_rate: Slot,
    /// Thinking effort.
    pub thinking: Slot,
    /// Cost of an error, USD.
    pub error_cost_usd: Slot,
    /// Success threshold.
    pub threshold: Slot,
    /// Difficulty offset in probits.
    pub offset_probit: Slot,
}

/// A benchmark.
#[derive(Debug, Clone, PartialEq)]
pub struct BenchmarkPlan {
    /// Number of questions.
    pub items: f64,
    /// Inflation of scores by contamination.
    pub contamination: Slot,
}

/// A model.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelPlan {
    /// Id in the catalogue.
    pub id: String,
    /// Name.
    pub name: String,
    /// Whether its weights are open.
    pub open: bool,
    /// What the serving model needs to know.
    pub architecture: ArchitecturePlan,
    /// Reported scores, one place per benchmark of the plan; none where it was not tested.
    pub scores: Vec<Option<Slot>>,
    /// Sampling noise of the scores, a standard normal number.
    pub score_noise: Slot,
    /// Token factors, one per class of the plan.
    pub factors: Vec<TokenFactors>,
    /// Output tokens per decoding step with speculative decoding, where it was measured.
    pub acceptance_length: Option<Slot>,
    /// How far the serving model is off, a standard normal number.
    pub serving_noise: Slot,
}

/// An architecture, known or guessed.
#[derive(Debug, Clone, PartialEq)]
pub enum ArchitecturePlan {
    /// Published.
    Known(Architecture),
    /// Not published: only sizes, as wide assumptions.
    Guessed {
        /// Total parameters.
        total_params: Slot,
        /// Active parameters per token.
        active_params: Slot,
    },
}

/// An accelerator.
#[derive(Debug, Clone, PartialEq)]
pub struct AcceleratorPlan {
    /// Id in the catalogue.
    pub id: String,
    /// Name.
    pub name: String,
    /// Its data sheet.
    pub spec: Accelerator,
}

/// A model on an accelerator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairPlan {
    /// The model.
    pub model: ModelId,
    /// Place in the plan's accelerators.
    pub accelerator: usize,
    /// Engine.
    pub engine: Engine,
    /// Precision of the weights.
    pub precision: Precision,
}

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub struct LinePlan {
    /// Id in the catalogue.
    pub id: String,
    /// Name.
    pub name: String,
    /// Who sells it.
    pub provider: ProviderId,
    /// The model behind it.
    pub model: ModelId,
    /// Whether it is a flagship; otherwise small.
    pub flagship: bool,
    /// Nest: 0 for closed lines, then one per open model.
    pub nest: u16,
    /// Weight in the starting shares of tasks.
    pub starting_weight: Slot,
    /// Where its list price comes from.
    pub price: PricePlan,
    /// Its pairs on the provider's present and next accelerator.
    pub pairs: [usize; 2],
}

/// Where a line's list price comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum PricePlan {
    /// A dated price list.
    Listed {
        /// USD per million uncached input tokens.
        input_usd_per_mtok: Slot,
        /// USD per million cached input tokens.
        cached_input_usd_per_mtok: Slot,
        /// USD per million tokens written to the cache; equal to the input price where writing is free.
        cache_write_usd_per_mtok: Slot,
        /// USD per million output tokens.
        output_usd_per_mtok: Slot,
        /// Dearer tiers for long inputs, in order of length.
        tiers: Vec<PriceTier>,
    },
    /// No list of that date: priced after the first party's line.
    LikeFirstParty {
        /// The first party's line.
        line: LineId,
        /// Its price over the first party's, where it does not copy it.
        factor: Slot,
        /// Key of the random number that says whether it copies.
        key: u64,
    },
}

/// A price for inputs above a length, as factors on the base price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceTier {
    /// Input tokens above which it applies.
    pub above_tokens: f64,
    /// Factor on input prices, cached or not.
    pub input_factor: f64,
    /// Factor on the output price.
    pub output_factor: f64,
}

/// How a host prices a model for which no dated list is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HostRule {
    /// Probability that it copies the first party's list.
    pub copy_probability: Slot,
}

/// The group that a provider's margin is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupId {
    /// Closed labs.
    ClosedLabs,
    /// Open labs selling their own models.
    OpenLabs,
    /// Hosts of open models.
    Hosts,
}

impl GroupId {
    /// Every group, in the order of the page.
    pub const ALL: [GroupId; 3] = [GroupId::ClosedLabs, GroupId::OpenLabs, GroupId::Hosts];

    /// Id in summaries.
    pub fn id(self) -> &'static str {
        match self {
            GroupId::ClosedLabs => "closed-labs",
            GroupId::OpenLabs => "open-labs",
            GroupId::Hosts => "hosts",
        }
    }

    /// Name in sentences.
    pub fn name(self) -> &'static str {
        match self {
            GroupId::ClosedLabs => "closed labs",
            GroupId::OpenLabs => "open labs",
            GroupId::Hosts => "hosts",
        }
    }
}

/// A provider.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderPlan {
    /// Id in the catalogue.
    pub id: String,
    /// Name.
    pub name: String,
    /// Its group.
    pub group: GroupId,
    /// Training, USD per month.
    pub training_usd_per_month: Slot,
    /// Research, USD per month.
    pub research_usd_per_month: Slot,
    /// Support and sales, USD per month.
    pub support_usd_per_month: Slot,
    /// Utilisation of its fleet.
    pub utilisation: Slot,
    /// Part of list price that contracts take off.
    pub discount: Slot,
    /// Share of its fleet that is of the newer generation at the start.
    pub newer_share: Slot,
    /// Places of its present and next accelerator.
    pub accelerators: [usize; 2],
    /// What it pays for them, USD per hour at the start.
    pub usd_per_accelerator_hour: [Slot; 2],
}

/// A segment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SegmentPlan {
    /// Name.
    pub name: String,
    /// Share of the market's requests; the only segment has 1.
    pub share: Option<Slot>,
    /// Share of each class; the workload's mix where none is given.
    pub mix: Option<Vec<f64>>,
    /// Factor on the price sensitivity.
    pub price_sensitivity: Option<Slot>,
    /// Routed share now, where it is not the market's.
    pub routed_share: Option<Slot>,
    /// The same at the horizon.
    pub routed_share_later: Option<Slot>,
}

/// How ability moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QualityPlan {
    /// Rise of the closed frontier, probits a year.
    pub frontier_gain_probit_per_year: Slot,
    /// Months by which open weights trail in the long run.
    pub open_lag_months: Slot,
    /// Half-life of the excess gap, months.
    pub gap_half_life_months: Slot,
    /// Tetrachoric correlation between two models.
    pub correlation: Slot,
}

/// The market's own numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarketPlan {
    /// How closed labs answer.
    pub response: Response,
    /// Tokens a day at the reference model.
    pub tokens_per_day: Slot,
    /// Requests after a year over requests now.
    pub growth_per_year: Slot,
    /// Elasticity of volume to the cost of a task.
    pub elasticity: Slot,
    /// Beta of the demand.
    pub price_sensitivity: Slot,
    /// Sigma of the demand.
    pub nest_correlation: Slot,
    /// Half-life of contracts, months.
    pub share_half_life_months: Slot,
    /// Routed share at the start.
    pub routed_share: Slot,
    /// Routed share at the horizon.
    pub routed_share_later: Slot,
    /// What decides between models for routed requests; none where they go to the cheapest feasible line.
    pub decider: Option<DeciderPlan>,
    /// Rise of a request's log tokens per standard deviation of its difficulty, where something decides.
    pub length_by_difficulty: Option<Slot>,
    /// Premium when matching.
    pub match_premium: Slot,
    /// Distance when undercutting.
    pub undercut_by: Slot,
    /// Months after which open prices are seen.
    pub response_lag_months: Slot,
    /// Pass-through of open lines.
    pub open_pass_through: Slot,
    /// Margin below which nobody cuts.
    pub floor_margin: Slot,
    /// Mean months between launches.
    pub launch_interval_months: Slot,
    /// Median factor on list price at a launch.
    pub launch_price: Slot,
    /// Spread of that factor, log.
    pub launch_price_spread: Slot,
    /// Part of fixed cost that API sales carry.
    pub fixed_share: Slot,
    /// Growth of fixed cost.
    pub fixed_growth_per_year: Slot,
}

/// How supply moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SupplyPlan {
    /// Target time per output token, seconds.
    pub tpot_s: Slot,
    /// Output tokens per decoding step with speculative decoding, where nobody measured it.
    pub acceptance_length: Slot,
    /// Fall of rental rates a year.
    pub rental_decline_per_year: Slot,
    /// Mature throughput over today's on a newer generation.
    pub software_gain: Slot,
    /// Half-life of that gain.
    pub software_half_life_months: Slot,
    /// Months to half adoption from none.
    pub adoption_midpoint_months: Slot,
    /// Months from a tenth to nine tenths.
    pub adoption_span_months: Slot,
    /// Factor by which later generations divide cost each year, from the first month on.
    pub next_generation_gain: Slot,
    /// Share of variance in common.
    pub common_share: Slot,
}

/// What the closed premium consists of: weights, then months to parity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MoatPlan {
    /// Weight of the benchmark lead.
    pub benchmark_lead: Slot,
    /// Weight of post-training.
    pub post_training: Slot,
    /// Weight of reliability.
    pub reliability: Slot,
    /// Weight of multimodal.
    pub multimodal: Slot,
    /// Weight of safety and compliance.
    pub safety: Slot,
    /// Parity in post-training.
    pub post_training_parity_months: Slot,
    /// Parity in reliability.
    pub reliability_parity_months: Slot,
    /// Parity in multimodal.
    pub multimodal_parity_months: Slot,
    /// Growth of the safety part.
    pub safety_growth_per_year: Slot,
}

/// The buyer's own fleet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnershipPlan {
    /// The model that it runs.
    pub model: ModelId,
    /// The pair of model and accelerator.
    pub pair: usize,
    /// What the accelerator costs, USD per hour at the start.
    pub usd_per_accelerator_hour: Slot,
    /// Peak over mean load.
    pub peak_over_mean: Slot,
    /// Part of a replica used at the peak.
    pub headroom: Slot,
    /// Engineers.
    pub engineers: Slot,
    /// USD per engineer and month.
    pub usd_per_engineer_month: Slot,
    /// Compliance, USD per month.
    pub compliance_usd_per_month: Slot,
    /// Security overhead.
    pub security_overhead: Slot,
}
