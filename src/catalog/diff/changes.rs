//! What an entry's prices change in the offer on record.

use crate::catalog::Offer;
use crate::catalog::import::entry::Prices;

use super::Change;

/// Prices within a thousandth of each other are the same.
const SAME: f64 = 1e-3;

/// Whether two prices are the same.
pub(super) fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= SAME * a.abs().max(b.abs())
}

/// Every number that `prices` states and `offer` has otherwise; what an offer leaves out is what the schema takes it
/// for: a cache write at the price of input, no batch, no tier.
pub(super) fn changes(offer: &Offer, prices: &Prices) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut compare = |field: String, was: Option<f64>, is: Option<f64>| match (was, is) {
        (None, None) => {}
        (Some(was), Some(is)) if same(was, is) => {}
        (was, is) => changes.push(Change { field, was, is }),
    };
    let was_input = offer.input_usd_per_mtok.median();
    let was_write = offer.cache_write_usd_per_mtok.as_ref().map_or(was_input, |it| it.median());
    compare("input_usd_per_mtok".to_string(), Some(was_input), Some(prices.input));
    if let Some(cached) = prices.cached {
        let was = offer.cached_input_usd_per_mtok.median();
        compare("cached_input_usd_per_mtok".to_string(), Some(was), Some(cached));
    }
    if let Some(write) = prices.write {
        compare("cache_write_usd_per_mtok".to_string(), Some(was_write), Some(write));
    }
    compare(
        "output_usd_per_mtok".to_string(),
        Some(offer.output_usd_per_mtok.median()),
        Some(prices.output),
    );
    if let Some(factor) = prices.batch_factor {
        compare(
            "batch_factor".to_string(),
            offer.batch_factor.as_ref().map(|it| it.median()),
            Some(factor),
        );
    }
    for (field, was, is) in [
        ("cache_write_hour_usd_per_mtok", &offer.cache_write_hour_usd_per_mtok, prices.write_hour),
        ("priority_factor", &offer.priority_factor, prices.priority_factor),
    ] {
        if let Some(is) = is {
            compare(field.to_string(), was.as_ref().map(|it| it.median()), Some(is));
        }
    }
    let limits = offer.context_tiers.iter().map(|it| it.above_tokens);
    let mut limits: Vec<f64> =
        limits.chain(prices.tiers.iter().map(|it| it.above_tokens)).collect();
    limits.sort_by(f64::total_cmp);
    limits.dedup();
    for above in limits {
        let was = offer.context_tiers.iter().find(|it| it.above_tokens == above);
        let is = prices.tiers.iter().find(|it| it.above_tokens == above);
        let field = |name: &str| format!("context_tier above {above}: {name}");
        let was_input = was.map(|it| it.input_usd_per_mtok.median());
        compare(field("input_usd_per_mtok"), was_input, is.map(|it| it.input));
        let was_output = was.map(|it| it.output_usd_per_mtok.median());
        compare(field("output_usd_per_mtok"), was_output, is.map(|it| it.output));
        if let (Some(was), Some(cached)) = (was, is.and_then(|it| it.cached)) {
            let was = was.cached_input_usd_per_mtok.median();
            compare(field("cached_input_usd_per_mtok"), Some(was), Some(cached));
        }
    }
    changes
}

/// Whether `prices` are those of the peak hours of `offer`.
pub(super) fn at_peak(offer: &Offer, prices: &Prices) -> bool {
    let Some(peak) = &offer.peak else { return false };
    let factor = peak.factor.median();
    let pairs = [
        (&offer.input_usd_per_mtok, Some(prices.input)),
        (&offer.cached_input_usd_per_mtok, prices.cached),
        (&offer.output_usd_per_mtok, Some(prices.output)),
    ];
    pairs.iter().all(|(was, is)| is.is_none_or(|is| same(was.median() * factor, is)))
}

/// What `offer` says and `prices` do not.
pub(super) fn lost(offer: &Offer, prices: &Prices) -> String {
    let parts = [
        (offer.peak.is_some(), "peak hours"),
        (offer.batch_factor.is_some() && prices.batch_factor.is_none(), "batch factor"),
        (offer.cache_write_usd_per_mtok.is_some() && prices.write.is_none(), "cache write"),
    ];
    let parts: Vec<&str> = parts.iter().filter(|(lost, _)| *lost).map(|(_, name)| *name).collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!("the list is silent on what the earlier offer has: {}", parts.join(", ")),
    }
}
