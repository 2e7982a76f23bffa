//! The buyer's own fleet, where it may have one.

use crate::ids::ModelId;
use crate::scenario::builder::Builder;
use crate::scenario::field::Registry::{Accelerator, Engine, Model};
use crate::scenario::field::{Field, of, quantity};
use crate::scenario::inputs::Slot;
use crate::scenario::players::OwnModel;
use crate::uncertainty::Domain::{NonNegative, Positive, Unit as Share};
use crate::uncertainty::Unit::{Count, Fraction, Ratio, UsdPerMonth};

/// Its rows of the table of fields.
pub(in crate::scenario) const ROWS: &[Field] = &[
    of("ownership.model", Model, Some(""), "open model run in-house; nothing is owned when empty"),
    of("ownership.accelerator", Accelerator, Some("h200-sxm"), "accelerator of the own fleet"),
    of("ownership.engine", Engine, Some("sglang"), "serving engine of the own fleet"),
    quantity(
        "ownership.peak_over_mean",
        Ratio,
        Positive,
        Some("1.8 to 3"),
        "peak over mean",
        "peak load over mean load; the fleet is sized for the peak",
    )
    .within(1.0, 1000.0),
    quantity(
        "ownership.headroom",
        Fraction,
        Share,
        Some("0.7 to 0.9"),
        "headroom",
        "part of what a replica could do that is used at the peak",
    )
    .within(0.001, 1.0),
    quantity(
        "ownership.engineers",
        Count,
        NonNegative,
        Some("2 to 6"),
        "engineers",
        "people who run the fleet, full time",
    )
    .within(0.0, 1e6),
    quantity(
        "ownership.usd_per_engineer_month",
        UsdPerMonth,
        Positive,
        Some("$15k to $30k"),
        "cost of an engineer",
        "all in",
    ),
    quantity(
        "ownership.compliance",
        UsdPerMonth,
        NonNegative,
        Some("$5k to $40k"),
        "compliance",
        "audits, evaluation and fine-tuning",
    ),
    quantity(
        "ownership.security_overhead",
        Fraction,
        Share,
        Some("0.05 to 0.15"),
        "security overhead",
        "security and verification on top of all else",
    ),
];

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

/// The fleet that runs a model of its own.
pub(in crate::scenario) fn plan(builder: &mut Builder, own: OwnModel) -> OwnershipPlan {
    let mut at = |key: &str| builder.quantity(&format!("ownership.{key}"));
    OwnershipPlan {
        model: own.model,
        pair: own.pair,
        usd_per_accelerator_hour: own.usd_per_accelerator_hour,
        peak_over_mean: at("peak_over_mean"),
        headroom: at("headroom"),
        engineers: at("engineers"),
        usd_per_engineer_month: at("usd_per_engineer_month"),
        compliance_usd_per_month: at("compliance"),
        security_overhead: at("security_overhead"),
    }
}
