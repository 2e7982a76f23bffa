//! The buyer, and how it picks a line for a request.

use crate::ids::{LineId, ModelId};
use crate::scenario::builder::Builder;
use crate::scenario::decider::DeciderPlan;
use crate::scenario::field::Registry::Model;
use crate::scenario::field::{Field, choice, of, quantity};
use crate::scenario::inputs::Slot;
use crate::scenario::players::{GroupId, LinePlan, ModelPlan, ProviderPlan};
use crate::uncertainty::Domain::{Auc, NonNegative, Positive, Unit as Share};
use crate::uncertainty::Unit::{Fraction, Months, Usd};

/// What policies a buyer may follow. The last two decide on a signal and are computed where they are followed.
pub const POLICIES: &[&str] = &[
    "single",
    "cheapest-meeting-threshold",
    "random-mix",
    "oracle",
    "threshold-router",
    "cascade",
];

/// Number of policies without a signal, which come first.
pub const WITHOUT_SIGNAL: usize = 4;

/// What policies the market's routers may follow.
pub const ROUTING: &[&str] = &["cheapest-meeting-threshold", "threshold-router", "cascade"];

/// Its rows of the table of fields.
pub(in crate::scenario) const ROWS: &[Field] = &[
    choice(
        "policy.kind",
        POLICIES,
        Some("cheapest-meeting-threshold"),
        "policy",
        "how the buyer picks a line for a request; the first four are always computed",
    ),
    of(
        "policy.model",
        Model,
        Some(""),
        "the model of the single policy; the reference model when empty",
    ),
    quantity(
        "policy.need_strong_auc",
        Fraction,
        Auc,
        Some("0.55 to 0.65"),
        "router's AUC",
        "how well a fresh router tells the requests on which only the strong model succeeds; RouteLLM's best \
         have 0.58 to 0.62",
    ),
    quantity(
        "policy.router_cost",
        Usd,
        NonNegative,
        Some("$0.000003 to $0.00004"),
        "cost of routing",
        "per request; RouteLLM measured $3.19 to $39.26 a million requests",
    ),
    quantity(
        "policy.auc_half_life",
        Months,
        Positive,
        Some("6 to 24"),
        "half-life of the AUC",
        "months in which half of what the AUC has above 1/2 is gone without retraining",
    )
    .within(0.01, 1200.0),
    quantity(
        "policy.retraining_interval",
        Months,
        Positive,
        Some("3 to 12"),
        "months between retrainings",
        "months after which the router is as good as new",
    )
    .within(0.01, 1200.0),
    quantity(
        "policy.verifier_tpr",
        Fraction,
        Share,
        Some("0.75 to 0.95"),
        "right answers accepted",
        "probability that a cascade's verifier accepts a right answer",
    ),
    quantity(
        "policy.verifier_fpr",
        Fraction,
        Share,
        Some("0.2 to 0.5"),
        "wrong answers accepted",
        "probability that a cascade's verifier accepts a wrong answer",
    ),
    quantity(
        "policy.verifier_cost",
        Usd,
        NonNegative,
        Some("$0.0001 to $0.001"),
        "cost of checking",
        "per answer that a cascade checks",
    ),
];

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

/// The buyer among the players; what decides for it is added to it.
pub(in crate::scenario) fn buyer(
    builder: &mut Builder,
    models: &[ModelPlan],
    lines: &[LinePlan],
    providers: &[ProviderPlan],
    reference: &str,
) -> BuyerPlan {
    let place = |id: &str| models.iter().position(|model| model.id == id).unwrap_or(0) as u16;
    let chosen = match builder.text("policy.model") {
        "" => reference,
        id => id,
    };
    // A first party's line comes before a host's.
    let of_model = |line: &&LinePlan| models[line.model.index()].id == chosen;
    let hosted = |line: &LinePlan| providers[line.provider.index()].group == GroupId::Hosts;
    let single = lines.iter().filter(of_model).min_by_key(|line| hosted(line));
    let single = single.and_then(|line| lines.iter().position(|it| it.id == line.id));
    let kind = builder.text("policy.kind");
    BuyerPlan {
        reference: ModelId(place(reference)),
        single: single.map(|place| LineId(place as u16)),
        policy: POLICIES.iter().position(|policy| *policy == kind).unwrap_or(0),
        tokens_per_day: builder.quantity("workload.tokens_per_day"),
        growth_per_year: builder.quantity("workload.growth_per_year"),
        decider: None,
    }
}
