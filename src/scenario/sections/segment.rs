//! The segments of the market: buyers who ask and choose alike.

use super::workload::ClassPlan;
use crate::scenario::builder::Builder;
use crate::scenario::field::Registry::Task;
use crate::scenario::field::{Field, name, quantity, weights};
use crate::scenario::inputs::Slot;
use crate::uncertainty::Domain::{Positive, Unit as Share};
use crate::uncertainty::Unit::{Fraction, Ratio};

/// Its rows of the table of fields.
pub(in crate::scenario) const ROWS: &[Field] = &[
    weights(
        "market.mix",
        Task,
        Some(""),
        "share of each task class in the market's requests, where there are no segments; sums to 1, equal parts without it",
    ),
    name("market.segment[].name", "name of the segment"),
    quantity(
        "market.segment[].share",
        Fraction,
        Share,
        None,
        "share of the market",
        "share of the market's requests; shares sum to 1",
    ),
    weights("market.segment[].mix", Task, None, "share of each task class; sums to 1"),
    quantity(
        "market.segment[].price_sensitivity",
        Ratio,
        Positive,
        Some("1"),
        "relative price sensitivity",
        "factor on market.price_sensitivity",
    )
    .within(0.001, 1000.0),
    quantity(
        "market.segment[].routed_share",
        Fraction,
        Share,
        Some(""),
        "routed share now",
        "as market.routed_share where it is left out",
    ),
    quantity(
        "market.segment[].routed_share_later",
        Fraction,
        Share,
        Some(""),
        "routed share at the horizon",
        "as market.routed_share_later where it is left out",
    ),
];

/// A segment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SegmentPlan {
    /// Name.
    pub name: String,
    /// Share of the market's requests; the only segment has 1.
    pub share: Option<Slot>,
    /// Share of each class.
    pub mix: Vec<f64>,
    /// Factor on the price sensitivity.
    pub price_sensitivity: Option<Slot>,
    /// Routed share now, where it is not the market's.
    pub routed_share: Option<Slot>,
    /// The same at the horizon.
    pub routed_share_later: Option<Slot>,
}

/// The segments; one with the market's mix where the scenario has none.
pub(in crate::scenario) fn segments(
    builder: &mut Builder,
    classes: &[ClassPlan],
) -> Vec<SegmentPlan> {
    let count = builder.count("market", "segment");
    let given = builder.weights("market.mix");
    let by_class = |mix: &[(String, f64)]| {
        let share = |class: &ClassPlan| {
            mix.iter().find(|(name, _)| *name == class.name).map_or(0.0, |(_, share)| *share)
        };
        classes.iter().map(share).collect()
    };
    if count == 0 {
        let name = "all buyers".to_string();
        let mix = match given.is_empty() {
            true => vec![1.0; classes.len()],
            false => by_class(&given),
        };
        return vec![SegmentPlan { name, mix, ..SegmentPlan::default() }];
    }
    let segment = |place: usize| {
        let at = |key: &str| format!("market.segment[{place}].{key}");
        SegmentPlan {
            name: builder.text(&at("name")).to_string(),
            mix: by_class(&builder.weights(&at("mix"))),
            share: Some(builder.quantity(&at("share"))),
            price_sensitivity: Some(builder.quantity(&at("price_sensitivity"))),
            routed_share: builder.optional(&at("routed_share")),
            routed_share_later: builder.optional(&at("routed_share_later")),
        }
    };
    (0..count).map(segment).collect()
}
