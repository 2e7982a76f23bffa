//! How ability moves.

use crate::scenario::builder::Builder;
use crate::scenario::field::{Field, quantity};
use crate::scenario::inputs::Slot;
use crate::uncertainty::Domain::{NonNegative, Positive, Unit as Share};
use crate::uncertainty::Unit::{Fraction, Months, Probit};

/// Its rows of the table of fields.
pub(in crate::scenario) const ROWS: &[Field] = &[
    quantity(
        "quality.frontier_gain",
        Probit,
        NonNegative,
        Some("0.3 to 1"),
        "frontier gain per year",
        "rise of the closed frontier's ability in a year, in probits",
    )
    .within(0.0, 8.0),
    quantity(
        "quality.open_lag",
        Months,
        Positive,
        Some("3 to 6"),
        "open lag in the long run",
        "months by which open weights trail the frontier once the gap has settled",
    )
    .within(0.01, 120.0),
    quantity(
        "quality.gap_half_life",
        Months,
        Positive,
        Some("3 to 12"),
        "half-life of the gap",
        "months in which half of the way to the settled gap is gone",
    )
    .within(0.01, 1e9),
    quantity(
        "quality.correlation",
        Fraction,
        Share,
        Some("0.45 to 0.88"),
        "correlation of successes",
        "tetrachoric correlation between two models' successes on one class",
    ),
];

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

/// Reads the section; its numbers become inputs.
pub(in crate::scenario) fn plan(builder: &mut Builder) -> QualityPlan {
    let mut at = |key: &str| builder.quantity(&format!("quality.{key}"));
    QualityPlan {
        frontier_gain_probit_per_year: at("frontier_gain"),
        open_lag_months: at("open_lag"),
        gap_half_life_months: at("gap_half_life"),
        correlation: at("correlation"),
    }
}
