//! genai-prices' `data.json` and `data_v2.json`: sellers with their models, USD per million tokens, with days
//! from which prices hold.

use crate::calendar::Day;
use crate::error::Problem;

use super::entry::{Entry, Kind, Numbers, Prices, Tier, factor};
use super::json::Json;

/// Whether `tree` is such a list: a list of sellers, each with an id and a list of models.
pub(super) fn is(tree: &Json) -> bool {
    let Some(sellers) = tree.list() else { return false };
    sellers
        .iter()
        .any(|it| it.text("id").is_some() && it.get("models").is_some_and(|it| it.list().is_some()))
}

/// The entries of the list, with the prices that hold on `on`.
pub(super) fn read(tree: &Json, on: Day, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (place, seller) in tree.list().unwrap_or_default().iter().enumerate() {
        let parts = (seller.text("id"), seller.get("models").and_then(Json::list));
        let (Some(id), Some(models)) = parts else {
            let rule = "must be an object with an id and a list of models";
            problems.push(Problem::new(format!("[{place}]"), seller.shown(), rule));
            continue;
        };
        for (place, model) in models.iter().enumerate() {
            let Some(name) = model.text("id") else {
                let path = format!("{id}.models[{place}]");
                problems.push(Problem::new(path, model.shown(), "must be an object with an id"));
                continue;
            };
            entries.push(entry(id, name, model, on, problems));
        }
    }
    entries
}

fn entry(seller: &str, model: &str, value: &Json, on: Day, problems: &mut Vec<Problem>) -> Entry {
    let name = format!("{seller}/{model}");
    let mut numbers = Numbers { entry: &name, per_mtok: 1.0, problems };
    let held = value.get("prices").and_then(|prices| held(prices, on, &mut numbers));
    let (mut prices, mut since, mut by_hour, mut kind) = (None, None, false, Kind::Chat);
    if let Some(held) = held {
        prices = price_set(held.prices, &mut numbers);
        (since, by_hour) = (held.since, held.by_hour);
        if let Some(other) = other_kind(held.prices, model) {
            (prices, kind) = (None, Kind::Other(other));
        }
    }
    if let Some(prices) = &mut prices {
        let variants = value.get("price_variants").and_then(Json::list).unwrap_or_default();
        let mut service = |key: &str, name: &str| {
            let variant = variants.iter().find(|it| {
                it.get("when").is_some_and(|when| when.text(key) == Some(name))
                    && start(it.get("constraint"), &mut numbers).is_none_or(|day| day <= on)
            })?;
            let set = price_set(variant.get("prices")?, &mut numbers)?;
            factor(Some(set.input), Some(set.output), prices)
        };
        let factors = (service("processing", "batch"), service("service_tier", "priority"));
        (prices.batch_factor, prices.priority_factor) = factors;
    }
    let context_tokens = numbers.tokens(value, "context_window");
    Entry {
        seller: seller.to_string(),
        model: model.to_string(),
        kind,
        prices,
        context_tokens,
        max_output_tokens: None,
        since,
        retires: None,
        left_out: by_hour
            .then_some("prices by hour of the day are in the list and are not carried over"),
        name,
    }
}

/// The prices in force on a day.
struct Held<'a> {
    prices: &'a Json,
    since: Option<Day>,
    by_hour: bool,
}

/// The last of the conditional prices that had begun by `on` and does not depend on the hour.
fn held<'a>(prices: &'a Json, on: Day, numbers: &mut Numbers) -> Option<Held<'a>> {
    let conditional = match prices {
        Json::List(items) => items,
        Json::Object(_) => return Some(Held { prices, since: None, by_hour: false }),
        other => return numbers.refuse("prices", other, "must be an object or a list".to_string()),
    };
    let (mut held, mut by_hour) = (None, false);
    for item in conditional {
        let constraint = item.get("constraint");
        if constraint.is_some_and(|it| it.get("start_time").is_some()) {
            by_hour = true;
            continue;
        }
        let since = start(constraint, numbers);
        if since.is_none_or(|day| day <= on)
            && let Some(prices) = item.get("prices")
        {
            held = Some((prices, since));
        }
    }
    let (prices, since) = held?;
    Some(Held { prices, since, by_hour })
}

/// The first day that a constraint names.
fn start(constraint: Option<&Json>, numbers: &mut Numbers) -> Option<Day> {
    let value = constraint?.get("start_date")?;
    let Json::Text(text) = value else {
        return numbers.refuse("start_date", value, "must be a day".to_string());
    };
    match Day::parse(text) {
        Some(day) => Some(day),
        None => numbers.refuse("start_date", value, "must be a day that exists".to_string()),
    }
}

/// What an entry is, by its name and its prices, where it is no chat.
fn other_kind(prices: &Json, model: &str) -> Option<String> {
    let has = |key: &str| prices.get(key).is_some_and(|it| *it != Json::Null);
    let kinds = [
        (model.contains("embed"), "embedding"),
        (has("output_image_mtok"), "gives images"),
        (has("output_video_mtok"), "gives video"),
        (has("output_audio_mtok"), "gives audio"),
    ];
    kinds.into_iter().find(|(is, _)| *is).map(|(_, kind)| kind.to_string())
}

fn price_set(set: &Json, numbers: &mut Numbers) -> Option<Prices> {
    let mut tiers: Vec<Tier> = Vec::new();
    let take = |key: &'static str, numbers: &mut Numbers| split(set.get(key)?, key, numbers);
    let input = take("input_mtok", numbers);
    let output = take("output_mtok", numbers);
    let cached = take("cache_read_mtok", numbers);
    let write = take("cache_write_mtok", numbers);
    let write_hour = take("cache_write_1h_mtok", numbers);
    let (input, output) = (input?, output?);
    // A tier of one price is one of all; what has none there stays as it is.
    let at = |price: &Option<Split>, above: f64| price.as_ref().map(|it| it.above(above));
    let mut limits: Vec<f64> =
        input.tiers.iter().chain(&output.tiers).map(|(above, _)| *above).collect();
    limits.sort_by(f64::total_cmp);
    limits.dedup();
    for above in limits {
        tiers.push(Tier {
            above_tokens: above,
            input: input.above(above),
            cached: at(&cached, above),
            write: at(&write, above),
            output: output.above(above),
        });
    }
    Some(Prices {
        input: input.base,
        output: output.base,
        cached: cached.map(|it| it.base),
        write: write.map(|it| it.base).filter(|it| *it > 0.0),
        write_hour: write_hour.map(|it| it.base).filter(|it| *it > 0.0),
        tiers,
        ..Prices::default()
    })
}

/// A price and its tiers: length and price.
struct Split {
    base: f64,
    tiers: Vec<(f64, f64)>,
}

impl Split {
    /// The price of requests longer than `above`.
    fn above(&self, above: f64) -> f64 {
        let held = self.tiers.iter().filter(|(start, _)| *start <= above);
        held.max_by(|a, b| a.0.total_cmp(&b.0)).map_or(self.base, |(_, price)| *price)
    }
}

/// A price that is a number, or a base with tiers.
fn split(value: &Json, key: &str, numbers: &mut Numbers) -> Option<Split> {
    if value.object().is_none() {
        let base = numbers.price_of(value, key)?;
        return Some(Split { base, tiers: Vec::new() });
    }
    let base = numbers.price(value, "base")?;
    let mut tiers = Vec::new();
    for tier in value.get("tiers").and_then(Json::list).unwrap_or_default() {
        if let (Some(start), Some(price)) =
            (numbers.tokens(tier, "start"), numbers.price(tier, "price"))
        {
            tiers.push((start, price));
        }
    }
    Some(Split { base, tiers })
}
