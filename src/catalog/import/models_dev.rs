//! models.dev's `api.json`: sellers with their models, USD per million tokens.

use crate::error::Problem;

use super::entry::{Entry, Kind, Numbers, Prices, Tier};
use super::json::Json;

/// Whether `tree` is such a list: an object of sellers, each with an object of models.
pub(super) fn is(tree: &Json) -> bool {
    let Some(sellers) = tree.object() else { return false };
    sellers.iter().any(|(_, seller)| seller.get("models").is_some_and(|it| it.object().is_some()))
}

/// The entries of the list.
pub(super) fn read(tree: &Json, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (seller, value) in tree.object().unwrap_or_default() {
        let Some(models) = value.get("models").and_then(Json::object) else {
            let rule = "must be an object with an object of models";
            problems.push(Problem::new(seller.as_str(), value.shown(), rule));
            continue;
        };
        for (model, value) in models {
            let name = format!("{seller}/{model}");
            if value.object().is_none() {
                problems.push(Problem::new(name, value.shown(), "must be an object"));
                continue;
            }
            entries.push(entry(name, seller, model, value, problems));
        }
    }
    entries
}

fn entry(
    name: String,
    seller: &str,
    model: &str,
    value: &Json,
    problems: &mut Vec<Problem>,
) -> Entry {
    let kind = kind(value);
    let mut numbers = Numbers { entry: &name, per_mtok: 1.0, problems };
    let none = Json::Object(Vec::new());
    let limit = value.get("limit").unwrap_or(&none);
    let chat = kind == Kind::Chat;
    let prices = value.get("cost").filter(|_| chat).and_then(|cost| prices(cost, &mut numbers));
    let mut window = |key: &str| if chat { numbers.tokens(limit, key) } else { None };
    let (context_tokens, max_output_tokens) = (window("context"), window("output"));
    Entry {
        seller: seller.to_string(),
        model: model.to_string(),
        kind,
        prices,
        context_tokens,
        max_output_tokens,
        since: None,
        retires: None,
        left_out: None,
        name,
    }
}

/// Chat where text is all that comes out.
fn kind(value: &Json) -> Kind {
    let outputs = value.get("modalities").and_then(|it| it.get("output")).and_then(Json::list);
    let Some(outputs) = outputs else { return Kind::Chat };
    let other = outputs.iter().find_map(|output| match output {
        Json::Text(text) if text == "text" => None,
        Json::Text(text) => Some(format!("gives {text}")),
        other => Some(format!("gives {}", other.shown())),
    });
    let embedding = value.text("family").is_some_and(|it| it.contains("embed"));
    match other {
        Some(other) => Kind::Other(other),
        None if embedding => Kind::Other("embedding".to_string()),
        None => Kind::Chat,
    }
}

fn prices(cost: &Json, numbers: &mut Numbers) -> Option<Prices> {
    if cost.object().is_none() {
        return numbers.refuse("cost", cost, "must be an object".to_string());
    }
    let (input, output) = (numbers.price(cost, "input"), numbers.price(cost, "output"));
    let mut tiers: Vec<Tier> = Vec::new();
    for tier in cost.get("tiers").and_then(Json::list).unwrap_or_default() {
        let Some(size) = tier.get("tier").filter(|it| it.text("type") == Some("context")) else {
            continue;
        };
        if let Some(above) = numbers.tokens(size, "size") {
            tiers.extend(prices_above(above, tier, numbers));
        }
    }
    // The older form of the list has one tier only.
    if let (true, Some(tier)) = (tiers.is_empty(), cost.get("context_over_200k")) {
        tiers.extend(prices_above(200e3, tier, numbers));
    }
    tiers.sort_by(|a, b| a.above_tokens.total_cmp(&b.above_tokens));
    let (input, output) = (input?, output?);
    // Some sellers' rows repeat the list price as a tier.
    tiers.retain(|tier| tier.input != input || tier.output != output);
    Some(Prices {
        input,
        output,
        cached: numbers.price(cost, "cache_read"),
        write: numbers.write(cost, "cache_write"),
        tiers,
        ..Prices::default()
    })
}

fn prices_above(above_tokens: f64, table: &Json, numbers: &mut Numbers) -> Option<Tier> {
    Some(Tier {
        above_tokens,
        input: numbers.price(table, "input")?,
        cached: numbers.price(table, "cache_read"),
        write: numbers.write(table, "cache_write"),
        output: numbers.price(table, "output")?,
    })
}
