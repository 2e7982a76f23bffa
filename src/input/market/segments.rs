//! The buyers of a market.

use std::collections::BTreeMap;

use super::{Map, Range, Reader, Sold, TOKENS, UTILITY, Value, joined, tables};
use crate::market::Segment;

/// Most segments of a market.
const MOST_SEGMENTS: usize = 50;

const ALPHA: Range = Range {
    low: f64::MIN_POSITIVE,
    high: 1e12,
    rule: "must be a number above 0 and at most 1e12: how much utility falls with price",
};
const WEIGHT: Range =
    Range { low: 1e-12, high: 1e12, rule: "must be a number of tasks, from 1e-12 to 1e12" };

impl Sold {
    /// The segments, or all buyers as one.
    pub(super) fn segments(&self, reader: &mut Reader, root: &Map<String, Value>) -> Vec<Segment> {
        let value = root.get("segments").filter(|it| !it.is_null());
        let all = value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        // What each segment has of its own is not missing.
        let own = !all.is_empty() && all.iter().all(|it| it.get("alpha").is_some());
        let alpha = match own {
            true => reader.optional("", root, "alpha", ALPHA),
            false => reader.required("", root, "alpha", ALPHA),
        };
        let common = Segment {
            weight: 1.0,
            alpha: alpha.unwrap_or(1.0),
            outside_utility: outside(reader, "", root, Some(0.0)),
            deltas: self.deltas.iter().copied().map(Some).collect(),
            tokens: self.tokens.clone(),
        };
        let Some(value) = value else { return vec![common] };
        let tables = tables(reader, "segments", Some(value), "segment");
        if tables.len() > MOST_SEGMENTS {
            reader.report("segments", Some(value), format!("must be at most {MOST_SEGMENTS}"));
            return Vec::new();
        }
        let read =
            |(place, table)| self.segment(reader, &format!("segments[{place}]"), table, &common);
        tables.into_iter().enumerate().map(read).collect()
    }

    fn segment(
        &self,
        reader: &mut Reader,
        path: &str,
        table: &Map<String, Value>,
        common: &Segment,
    ) -> Segment {
        #[rustfmt::skip]
        reader.known(path, table, &[
            "name", "weight", "alpha", "outside_utility", "feasible", "delta", "tokens",
        ]);
        let mut it = Segment {
            weight: reader.optional(path, table, "weight", WEIGHT).unwrap_or(1.0),
            alpha: reader.optional(path, table, "alpha", ALPHA).unwrap_or(common.alpha),
            outside_utility: outside(reader, path, table, common.outside_utility),
            ..common.clone()
        };
        for (place, value) in self.by_product(reader, &joined(path, "delta"), table.get("delta")) {
            let at = joined(&joined(path, "delta"), &self.names[place]);
            it.deltas[place] = match value {
                Value::Null => None,
                value => Some(reader.number(&at, value, UTILITY).unwrap_or(0.0)),
            };
        }
        for (place, value) in self.by_product(reader, &joined(path, "tokens"), table.get("tokens"))
        {
            let at = joined(&joined(path, "tokens"), &self.names[place]);
            it.tokens[place] = reader.number(&at, value, TOKENS).unwrap_or(1.0);
        }
        if let Some(feasible) = self.feasible(reader, path, table.get("feasible")) {
            for (place, delta) in it.deltas.iter_mut().enumerate() {
                *delta = delta.filter(|_| feasible.contains(&place));
            }
        }
        if it.outside_utility.is_none() && it.deltas.iter().all(Option::is_none) {
            let rule =
                "must have a feasible product or an outside_utility: its buyers have no choice";
            reader.report(path, None, rule);
        }
        it
    }

    /// The entries of an object whose keys are names of products, by their places.
    fn by_product<'v>(
        &self,
        reader: &mut Reader,
        path: &str,
        value: Option<&'v Value>,
    ) -> BTreeMap<usize, &'v Value> {
        let mut entries = BTreeMap::new();
        match value {
            None | Some(Value::Null) => {}
            Some(Value::Object(table)) => {
                for (name, value) in table {
                    match self.names.iter().position(|it| it == name) {
                        Some(place) => _ = entries.insert(place, value),
                        None => reader.report(&joined(path, name), None, "is not a product"),
                    }
                }
            }
            other => reader.report(path, other, "must be an object with names of products as keys"),
        }
        entries
    }

    /// Places of the products that a segment can use; none where it can use all.
    fn feasible(
        &self,
        reader: &mut Reader,
        path: &str,
        value: Option<&Value>,
    ) -> Option<Vec<usize>> {
        let value = value.filter(|it| !it.is_null())?;
        let path = joined(path, "feasible");
        let Value::Array(items) = value else {
            reader.report(&path, Some(value), "must be a list of names of products");
            return None;
        };
        let mut places = Vec::new();
        for (place, item) in items.iter().enumerate() {
            match self.names.iter().position(|it| Some(it.as_str()) == item.as_str()) {
                Some(product) => places.push(product),
                None => reader.report(&format!("{path}[{place}]"), Some(item), "is not a product"),
            }
        }
        Some(places)
    }
}

/// Utility of buying nothing: none where it is null, `common` where it is missing.
fn outside(
    reader: &mut Reader,
    path: &str,
    table: &Map<String, Value>,
    common: Option<f64>,
) -> Option<f64> {
    let rule =
        Range { rule: "must be a utility from -1e6 to 1e6, or null where all must buy", ..UTILITY };
    match table.get("outside_utility") {
        None => common,
        Some(Value::Null) => None,
        Some(value) => reader.number(&joined(path, "outside_utility"), value, rule),
    }
}
