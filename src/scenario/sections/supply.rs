//! How supply moves.

use crate::scenario::builder::Builder;
use crate::scenario::field::{Field, choice, quantity};
use crate::scenario::inputs::Slot;
use crate::uncertainty::Domain::{Positive, Unit as Share};
use crate::uncertainty::Unit::{Fraction, Months, Ratio, Seconds};

/// Its rows of the table of fields.
pub(in crate::scenario) const ROWS: &[Field] = &[
    quantity(
        "supply.tpot",
        Seconds,
        Positive,
        Some("0.015 to 0.04"),
        "time per output token",
        "time per output token that users see, for lines whose speed nobody measured and for the own fleet",
    ).within(0.0001, 60.0),
    quantity(
        "supply.acceptance_length",
        Ratio,
        Positive,
        Some("1.4 to 2.6"),
        "tokens per speculative step",
        "output tokens per decoding step with speculative decoding, for models that nobody measured; a \
         draw below 1 counts as 1",
    ).within(1.0, 8.0),
    choice(
        "supply.blackwell_precision",
        &["fp8", "fp4"],
        Some("fp4"),
        "precision on newer accelerators",
        "weights on accelerators that have FP4; FP8 elsewhere",
    ),
    quantity(
        "supply.rental_decline",
        Fraction,
        Share,
        Some("0.05 to 0.25"),
        "fall of rental rates",
        "part of an accelerator's hourly rate that is gone after a year",
    ),
    quantity(
        "supply.software_gain",
        Ratio,
        Positive,
        Some("1.2 to 2"),
        "software still to come",
        "throughput of mature software over today's on a newer generation; the older one gets its fourth root",
    ).within(0.1, 100.0),
    quantity(
        "supply.software_half_life",
        Months,
        Positive,
        Some("6 to 18"),
        "half-life of software gains",
        "months in which half of that gain arrives",
    ).within(0.01, 1200.0),
    quantity(
        "supply.adoption_midpoint",
        Months,
        Positive,
        Some("6 to 18"),
        "newer accelerators at half",
        "months until half of a fleet that starts with none of the newer generation has moved",
    ).within(0.01, 1200.0),
    quantity(
        "supply.adoption_span",
        Months,
        Positive,
        Some("8 to 20"),
        "span of the move",
        "months in which the newer generation goes from a tenth to nine tenths",
    ).within(0.01, 1200.0),
    quantity(
        "supply.next_generation_gain",
        Ratio,
        Positive,
        Some("1.05 to 1.35"),
        "accelerator generations",
        "yearly fall factor of cost from generations after the newer one, once it is adopted",
    ).within(0.1, 100.0),
    quantity(
        "supply.common_share",
        Fraction,
        Share,
        Some("0.5"),
        "common part",
        "share of the variance of utilisation, rates and residuals that all providers have in common",
    ),
];

/// How supply moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SupplyPlan {
    /// Time per output token that users see where it was not measured, seconds.
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

/// Reads the section; its numbers become inputs.
pub(in crate::scenario) fn plan(builder: &mut Builder) -> SupplyPlan {
    let mut at = |key: &str| builder.quantity(&format!("supply.{key}"));
    SupplyPlan {
        tpot_s: at("tpot"),
        acceptance_length: at("acceptance_length"),
        rental_decline_per_year: at("rental_decline"),
        software_gain: at("software_gain"),
        software_half_life_months: at("software_half_life"),
        adoption_midpoint_months: at("adoption_midpoint"),
        adoption_span_months: at("adoption_span"),
        next_generation_gain: at("next_generation_gain"),
        common_share: at("common_share"),
    }
}
