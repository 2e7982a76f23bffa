//! What the closed premium consists of.

use crate::scenario::builder::Builder;
use crate::scenario::field::{Field, quantity};
use crate::scenario::inputs::Slot;
use crate::uncertainty::Domain::{Positive, Real, Unit as Share};
use crate::uncertainty::Unit::{Fraction, Months, Ratio};

/// Its rows of the table of fields.
pub(in crate::scenario) const ROWS: &[Field] = &[
    quantity(
        "moats.benchmark_lead",
        Fraction,
        Share,
        Some("0.2 to 0.4"),
        "weight of benchmark lead",
        "part of the closed premium that follows the ability gap",
    ),
    quantity(
        "moats.post_training",
        Fraction,
        Share,
        Some("0.1 to 0.25"),
        "weight of post-training",
        "part of the closed premium from instruction following and tool use",
    ),
    quantity(
        "moats.reliability",
        Fraction,
        Share,
        Some("0.15 to 0.3"),
        "weight of reliability",
        "part of the closed premium from uptime, limits and service agreements",
    ),
    quantity(
        "moats.multimodal",
        Fraction,
        Share,
        Some("0.05 to 0.2"),
        "weight of multimodal",
        "part of the closed premium from audio and video",
    ),
    quantity(
        "moats.safety",
        Fraction,
        Share,
        Some("0.1 to 0.25"),
        "weight of safety and compliance",
        "part of the closed premium from safety and compliance",
    ),
    quantity(
        "moats.post_training_parity",
        Months,
        Positive,
        Some("6 to 18"),
        "parity in post-training",
        "months to parity",
    )
    .within(0.01, 1200.0),
    quantity(
        "moats.reliability_parity",
        Months,
        Positive,
        Some("12 to 24"),
        "parity in reliability",
        "months to parity",
    )
    .within(0.01, 1200.0),
    quantity(
        "moats.multimodal_parity",
        Months,
        Positive,
        Some("18 to 36"),
        "parity in multimodal",
        "months to parity",
    )
    .within(0.01, 1200.0),
    quantity(
        "moats.safety_growth_per_year",
        Fraction,
        Real,
        Some("-0.1 to 0.2"),
        "growth of safety premium",
        "yearly change of the part from safety and compliance",
    )
    .within(-1.0, 10.0),
    quantity(
        "moats.gap_scale",
        Ratio,
        Positive,
        Some("0.2 to 0.6"),
        "gap that carries the benchmark lead",
        "fall of the ability gap, in probits, with which all of the benchmark lead's premium is gone",
    )
    .within(0.001, 100.0),
];

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
    /// Fall of the gap with which the benchmark lead is gone.
    pub gap_scale_probit: Slot,
}

/// Reads the section; its numbers become inputs.
pub(in crate::scenario) fn plan(builder: &mut Builder) -> MoatPlan {
    let mut at = |key: &str| builder.quantity(&format!("moats.{key}"));
    MoatPlan {
        benchmark_lead: at("benchmark_lead"),
        post_training: at("post_training"),
        reliability: at("reliability"),
        multimodal: at("multimodal"),
        safety: at("safety"),
        post_training_parity_months: at("post_training_parity"),
        reliability_parity_months: at("reliability_parity"),
        multimodal_parity_months: at("multimodal_parity"),
        safety_growth_per_year: at("safety_growth_per_year"),
        gap_scale_probit: at("gap_scale"),
    }
}
