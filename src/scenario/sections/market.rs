//! The market: its volume, its demand, and how sellers answer each other.

use super::policy::ROUTING;
use crate::market::Response;
use crate::scenario::builder::Builder;
use crate::scenario::decider::DeciderPlan;
use crate::scenario::field::{Field, choice, lines, quantity};
use crate::scenario::inputs::Slot;
use crate::uncertainty::Domain::{NonNegative, Positive, Unit as Share};
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
        NonNegative,
        Some("0.05 to 1.1"),
        "demand elasticity",
        "percent more requests for one percent lower cost of a task",
    ).within(0.0, 10.0),
    quantity(
        "market.price_sensitivity",
        Ratio,
        Positive,
        Some("0.8 to 2"),
        "price sensitivity",
        "beta: log-odds between two offers per unit of the logarithm of their cost ratio",
    ).within(0.001, 100.0),
    quantity(
        "market.nest_correlation",
        Fraction,
        Share,
        Some("0.5 to 0.85"),
        "nest correlation",
        "sigma: how alike buyers find the offers of one nest",
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
        "how closed labs answer open prices",
    ),
    quantity(
        "market.match_premium",
        Ratio,
        Positive,
        Some("1.5 to 5"),
        "premium when matching",
        "price over the open rival's at which closed labs that match stop coming down",
    ).within(0.01, 1000.0),
    quantity(
        "market.undercut_by",
        Fraction,
        Share,
        Some("0.05 to 0.2"),
        "undercut by",
        "how far below the open rival closed labs that undercut go",
    ),
    quantity(
        "market.response_lag",
        Months,
        NonNegative,
        Some("1 to 6"),
        "response lag",
        "months after which closed labs see an open price",
    ),
    quantity(
        "market.open_pass_through",
        Fraction,
        Share,
        Some("0.3 to 0.9"),
        "open pass-through",
        "part of a relative fall in serving cost that open labs and hosts pass on",
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
        "market.fixed_share",
        Fraction,
        Share,
        Some("0.3 to 0.7"),
        "fixed cost carried",
        "part of a provider's training, research and support that its API sales must carry",
    ),
    quantity(
        "market.fixed_growth_per_year",
        Ratio,
        Positive,
        Some("1.1 to 2"),
        "growth of fixed cost",
        "fixed cost after a year over fixed cost now",
    ).within(0.01, 100.0),
];

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

/// The market, with what decides for its routed requests.
pub(in crate::scenario) fn plan(builder: &mut Builder, decider: Option<DeciderPlan>) -> MarketPlan {
    let length_by_difficulty = decider.map(|_| builder.quantity("market.length_by_difficulty"));
    let mut at = |key: &str| builder.quantity(&format!("market.{key}"));
    MarketPlan {
        tokens_per_day: at("tokens_per_day"),
        growth_per_year: at("growth_per_year"),
        elasticity: at("elasticity"),
        price_sensitivity: at("price_sensitivity"),
        nest_correlation: at("nest_correlation"),
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
        fixed_share: at("fixed_share"),
        fixed_growth_per_year: at("fixed_growth_per_year"),
        response: Response::parse(builder.text("market.closed_response")).unwrap_or(Response::Hold),
    }
}
