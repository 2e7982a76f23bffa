//! LiteLLM's `model_prices_and_context_window.json`: one object per model and seller, USD per token.

use crate::calendar::Day;
use crate::error::Problem;

use super::entry::{Entry, Kind, Numbers, Prices, Tier, factor};
use super::json::Json;

/// Modes in which a model answers in text.
const CHAT: [&str; 2] = ["chat", "responses"];

/// Whether `tree` is such a list: an object of objects, some of which name a seller.
pub(super) fn is(tree: &Json) -> bool {
    let Some(entries) = tree.object() else { return false };
    entries.iter().any(|(_, entry)| entry.get("litellm_provider").is_some())
}

/// The entries of the list.
pub(super) fn read(tree: &Json, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (name, value) in tree.object().unwrap_or_default() {
        if value.object().is_none() {
            problems.push(Problem::new(name.as_str(), value.shown(), "must be an object"));
            continue;
        }
        entries.push(entry(name, value, problems));
    }
    entries
}

fn entry(name: &str, value: &Json, problems: &mut Vec<Problem>) -> Entry {
    let kind = match (value.text("alias_of"), value.text("mode")) {
        _ if name == "sample_spec" => Kind::Sample,
        (Some(other), _) => Kind::AliasOf(other.to_string()),
        (None, Some(mode)) if CHAT.contains(&mode) => Kind::Chat,
        (None, Some(mode)) => Kind::Other(mode.to_string()),
        (None, None) => Kind::Other("no mode".to_string()),
    };
    let mut entry = Entry {
        name: name.to_string(),
        seller: value.text("litellm_provider").unwrap_or_default().to_string(),
        model: name.to_string(),
        kind,
        prices: None,
        context_tokens: None,
        max_output_tokens: None,
        since: None,
        retires: value.text("deprecation_date").and_then(Day::parse),
        left_out: None,
    };
    if entry.kind == Kind::Chat {
        let mut numbers = Numbers { entry: name, per_mtok: 1e6, problems };
        entry.prices = match value.get("tiered_pricing") {
            Some(Json::List(ranges)) => tiered(ranges, &mut numbers),
            _ => prices(value, &mut numbers),
        };
        entry.context_tokens = numbers.tokens(value, "max_input_tokens");
        entry.max_output_tokens = numbers.tokens(value, "max_output_tokens");
    }
    entry
}

/// Prices with a field for each kind of token, length and service.
fn prices(value: &Json, numbers: &mut Numbers) -> Option<Prices> {
    let input = numbers.price(value, "input_cost_per_token");
    let output = numbers.price(value, "output_cost_per_token");
    let mut prices = Prices {
        cached: numbers.price(value, "cache_read_input_token_cost"),
        write: numbers.write(value, "cache_creation_input_token_cost"),
        write_hour: numbers.write(value, "cache_creation_input_token_cost_above_1hr"),
        tiers: tiers(value, numbers),
        input: input?,
        output: output?,
        ..Prices::default()
    };
    let mut service = |name: &str| {
        let input = numbers.price(value, &format!("input_cost_per_token_{name}"));
        let output = numbers.price(value, &format!("output_cost_per_token_{name}"));
        factor(input, output, &prices)
    };
    (prices.batch_factor, prices.priority_factor) = (service("batches"), service("priority"));
    Some(prices)
}

/// The tiers of fields such as `input_cost_per_token_above_200k_tokens`, by rising length.
fn tiers(value: &Json, numbers: &mut Numbers) -> Vec<Tier> {
    let mut tiers = Vec::new();
    for (key, _) in value.object().unwrap_or_default() {
        let Some(length) = key.strip_prefix("input_cost_per_token_above_") else { continue };
        let Some(thousands) = length.strip_suffix("k_tokens") else { continue };
        let Ok(thousands) = thousands.parse::<u16>() else { continue };
        let mut at = |kind: &str| numbers.price(value, &format!("{kind}_above_{length}"));
        let (Some(input), Some(output)) = (at("input_cost_per_token"), at("output_cost_per_token"))
        else {
            continue;
        };
        tiers.push(Tier {
            above_tokens: f64::from(thousands) * 1e3,
            input,
            cached: at("cache_read_input_token_cost"),
            write: at("cache_creation_input_token_cost").filter(|it| *it > 0.0),
            output,
        });
    }
    tiers.sort_by(|a, b| a.above_tokens.total_cmp(&b.above_tokens));
    tiers
}

/// Prices as a list of ranges of lengths; the first is the list price.
fn tiered(ranges: &[Json], numbers: &mut Numbers) -> Option<Prices> {
    let mut all = Vec::new();
    for (place, range) in ranges.iter().enumerate() {
        let above = match range.get("range").and_then(Json::list) {
            Some([Json::Number(above), ..]) if (0.0..=1e9).contains(above) => *above,
            other => {
                let shown =
                    other.map_or("nothing".to_string(), |it| format!("a list of {}", it.len()));
                let path = format!("{}.tiered_pricing[{place}].range", numbers.entry);
                numbers.problems.push(Problem::new(path, shown, "must be two counts of tokens"));
                return None;
            }
        };
        all.push(Tier {
            above_tokens: above,
            input: numbers.price(range, "input_cost_per_token")?,
            cached: numbers.price(range, "cache_read_input_token_cost"),
            write: numbers.write(range, "cache_creation_input_token_cost"),
            output: numbers.price(range, "output_cost_per_token")?,
        });
    }
    all.sort_by(|a, b| a.above_tokens.total_cmp(&b.above_tokens));
    let mut all = all.into_iter();
    let first = all.next()?;
    Some(Prices {
        input: first.input,
        cached: first.cached,
        write: first.write,
        output: first.output,
        tiers: all.collect(),
        ..Prices::default()
    })
}
