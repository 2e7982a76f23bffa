//! The market: its volume, its demand, and how sellers answer each other.

use super::policy::ROUTING;
use crate::market::Response;
use crate::scenario::builder::Builder;
use crate::scenario::decider::DeciderPlan;
use crate::scenario::field::{Field, choice, lines, quantity};
use crate::scenario::inputs::Slot;
use crate::uncertainty::Domain::{Elasticity, NonNegative, Positive, Unit as Share};
use crate::uncertainty::Unit::{Fraction, Months, Ratio, TokensPerDay};

/// Its rows of the table of fields.
pub(in crate::scenario) const ROWS: &[Field] = &[
    lines(
        "market.lines",
        Some("main"),
        "the lines on sale that are played: ids, as a list or apart by commas, or main, the list of at most 25 that the \
         world's record names",
    ),
    quantity(
        "market.tokens_per_day",
        TokensPerDay,
        Positive,
        Some("20T to 60T"),
        "market volume",
        "tokens a day of the whole market, at the reference model",
    ),
    quantity(
        "market.growth_per_year",
        Ratio,
        Positive,
        Some("1.5 to 4"),
        "market growth",
        "requests after a year over requests now, at unchanged prices",
    ).within(0.01, 100.0),
    quantity(
        "market.elasticity",
        Ratio,
        Elasticity,
        Some("0.05 to 1.1"),
        "demand elasticity",
        "percent more requests for one percent lower prices of what was bought at the start",
    ),
    quantity(
        "market.price_sensitivity",
        Ratio,
        Positive,
        Some("0.6 to 2"),
        "price sensitivity",
        "beta: log-odds between two offers per unit of the logarithm of the ratio of their prices of a task; where a scenario does \
         not state it, what closed labs' prices and margins imply, and this where they imply none",
    ).within(0.001, 100.0),
    quantity(
        "market.quality_sensitivity",
        Ratio,
        NonNegative,
        Some("0.3 to 1.5"),
        "quality sensitivity",
        "q: percent of a higher price that one percent fewer failures make up for",
    ).within(0.0, 100.0),
    quantity(
        "market.nest_correlation",
        Fraction,
        Share,
        Some("0.2 to 0.6"),
        "nest correlation",
        "sigma: how alike buyers find the offers of closed labs",
    ),
    quantity(
        "market.within_model_elasticity",
        Ratio,
        Positive,
        Some("1.2 to 4"),
        "elasticity within a model",
        "percent of its tokens that a seller of an open model loses to the others of it for one percent on its price; at least \
         1.05 times the price sensitivity",
    ).within(0.01, 100.0),
    quantity(
        "market.parity_substitution",
        Fraction,
        Share,
        Some("0.2 to 0.9"),
        "likeness at parity",
        "pi: part of the way by which offers of different models become as alike as those of one model when nothing is left of the \
         closed premium",
    ),
    quantity(
        "market.share_half_life",
        Months,
        Positive,
        Some("6 to 36"),
        "half-life of contracts",
        "months in which half of the way to the long-run shares is gone",
    ).within(0.01, 1200.0),
    quantity(
        "market.routed_share",
        Fraction,
        Share,
        Some("0.02 to 0.15"),
        "routed share now",
        "share of requests that a router sends, by market.routing",
    ),
    quantity(
        "market.routed_share_later",
        Fraction,
        Share,
        Some("0.1 to 0.5"),
        "routed share at the horizon",
        "the same at the horizon; in between it moves evenly",
    ),
    choice(
        "market.routing",
        ROUTING,
        Some("cheapest-meeting-threshold"),
        "market's routers",
        "what routed requests follow; signals and their costs are those of policy",
    ),
    quantity(
        "market.length_by_difficulty",
        Ratio,
        NonNegative,
        Some("0.1 to 0.5"),
        "length by difficulty",
        "rise of the logarithm of a request's tokens per standard deviation of its difficulty; acts where routers \
         pick requests",
    ).within(0.0, 3.0),
    choice(
        "market.closed_response",
        Response::NAMES,
        Some("hold"),
        "closed labs' response",
        "how closed labs price",
    ),
    choice(
        "market.open_response",
        Response::NAMES,
        Some("pass-through"),
        "open labs' response",
        "how open labs price their own models",
    ),
    choice(
        "market.host_response",
        Response::NAMES,
        Some("pass-through"),
        "hosts' response",
        "how hosts price; under pass-through those that copy a first party's list move with it",
    ),
    quantity(
        "market.match_premium",
        Ratio,
        Positive,
        Some("1.5 to 5"),
        "premium when matching",
        "price over the rivals' at which those that match stop coming down",
    ).within(0.01, 1000.0),
    quantity(
        "market.undercut_by",
        Fraction,
        Share,
        Some("0.05 to 0.2"),
        "undercut by",
        "how far below the rivals those that undercut go",
    ),
    quantity(
        "market.response_lag",
        Months,
        NonNegative,
        Some("1 to 6"),
        "response lag",
        "months after which sellers see a price and answer it; best responses are found again every so many months",
    ),
    quantity(
        "market.open_pass_through",
        Fraction,
        Share,
        Some("0.3 to 0.9"),
        "open pass-through",
        "part of a relative fall in serving cost that those that pass through do",
    ),
    quantity(
        "market.floor_margin",
        Fraction,
        Share,
        Some("0.1 to 0.4"),
        "floor margin",
        "gross margin below which nobody cuts",
    ),
    quantity(
        "market.launch_interval",
        Months,
        Positive,
        Some("4 to 9"),
        "months between launches",
        "mean months between a closed line's launches",
    ).within(0.1, 1e9),
    quantity(
        "market.launch_price",
        Ratio,
        Positive,
        Some("0.75 to 1.15"),
        "price change per launch",
        "mean factor on list price at a launch of a closed line",
    ).within(0.01, 100.0),
    quantity(
        "market.launch_price_spread",
        Ratio,
        Positive,
        Some("0.2 to 0.5"),
        "spread of launch prices",
        "standard deviation of the logarithm of that factor from launch to launch",
    ).within(1e-12, 3.0),
    quantity(
        "market.batch_cost",
        Ratio,
        Positive,
        Some("0.5 to 0.8"),
        "cost of batch",
        "what serving a batch token costs over a live one",
    ).within(0.01, 2.0),
    quantity(
        "market.plan_growth_per_year",
        Ratio,
        Positive,
        Some("1.3 to 2.5"),
        "growth of plans",
        "subscribers of plans at a flat price after a year over those now",
    ).within(0.01, 100.0),
    quantity(
        "market.plan_use_growth_per_year",
        Ratio,
        Positive,
        Some("1 to 2.5"),
        "growth of use under plans",
        "tokens of a subscriber after a year over those now",
    ).within(0.01, 100.0),
    quantity(
        "market.plan_limit",
        Ratio,
        Positive,
        Some("0.7 to 1.2"),
        "limits of plans",
        "serving a plan over what it brings, at which limits stop its use from growing",
    ).within(0.01, 100.0),
    quantity(
        "market.free_growth_per_year",
        Ratio,
        Positive,
        Some("1.1 to 1.8"),
        "growth of free use",
        "tokens of free users after a year over those now",
    ).within(0.01, 100.0),
    quantity(
        "market.programme_growth_per_year",
        Ratio,
        Positive,
        Some("1.1 to 2"),
        "growth of programmes",
        "training, research, staff and selling after a year over those now",
    ).within(0.01, 100.0),
];

/// The market's own numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MarketPlan {
    /// How sellers price, by group.
    pub responses: [Response; 3],
    /// Tokens a day at the reference model.
    pub tokens_per_day: Slot,
    /// Requests after a year over requests now.
    pub growth_per_year: Slot,
    /// Elasticity of volume to the cost of a task.
    pub elasticity: Slot,
    /// Beta of the demand, where margins imply none or the scenario states it.
    pub price_sensitivity: Slot,
    /// Whether beta is what margins imply.
    pub sensitivity_from_margins: bool,
    /// Weight of the failure rate in the demand, over that of the price.
    pub quality_sensitivity: Slot,
    /// Sigma of the demand among closed labs.
    pub nest_correlation: Slot,
    /// Price sensitivity among sellers of one open model.
    pub within_model_elasticity: Slot,
    /// Part of the way to it that parity goes.
    pub parity_substitution: Slot,
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
    /// Cost of a batch token over that of a live one.
    pub batch_cost: Slot,
    /// Growth of subscribers.
    pub plan_growth_per_year: Slot,
    /// Growth of their use.
    pub plan_use_growth_per_year: Slot,
    /// Serving a plan over what it brings, at its limits.
    pub plan_limit: Slot,
    /// Growth of free use.
    pub free_growth_per_year: Slot,
    /// Growth of training, research, staff and selling.
    pub programme_growth_per_year: Slot,
}

/// The market, with what decides for its routed requests.
pub(in crate::scenario) fn plan(builder: &mut Builder, decider: Option<DeciderPlan>) -> MarketPlan {
    let length_by_difficulty = decider.map(|_| builder.quantity("market.length_by_difficulty"));
    let sensitivity_from_margins = builder.written("market.price_sensitivity").is_none();
    let mut at = |key: &str| builder.quantity(&format!("market.{key}"));
    MarketPlan {
        tokens_per_day: at("tokens_per_day"),
        growth_per_year: at("growth_per_year"),
        elasticity: at("elasticity"),
        price_sensitivity: at("price_sensitivity"),
        sensitivity_from_margins,
        quality_sensitivity: at("quality_sensitivity"),
        nest_correlation: at("nest_correlation"),
        within_model_elasticity: at("within_model_elasticity"),
        parity_substitution: at("parity_substitution"),
        share_half_life_months: at("share_half_life"),
        routed_share: at("routed_share"),
        routed_share_later: at("routed_share_later"),
        decider,
        length_by_difficulty,
        match_premium: at("match_premium"),
        undercut_by: at("undercut_by"),
        response_lag_months: at("response_lag"),
        open_pass_through: at("open_pass_through"),
        floor_margin: at("floor_margin"),
        launch_interval_months: at("launch_interval"),
        launch_price: at("launch_price"),
        launch_price_spread: at("launch_price_spread"),
        batch_cost: at("batch_cost"),
        plan_growth_per_year: at("plan_growth_per_year"),
        plan_use_growth_per_year: at("plan_use_growth_per_year"),
        plan_limit: at("plan_limit"),
        free_growth_per_year: at("free_growth_per_year"),
        programme_growth_per_year: at("programme_growth_per_year"),
        responses: ["closed", "open", "host"].map(|group| {
            let name = builder.text(&format!("market.{group}_response"));
            Response::parse(name).unwrap_or(Response::Hold)
        }),
    }
}
