//! What a price list says of one model at one seller, in the same terms whatever the list.

use crate::calendar::Day;
use crate::error::Problem;

use super::json::Json;

/// One entry of a price list.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::catalog) struct Entry {
    /// The name to show: the list's key, after the seller where the list nests models below sellers.
    pub name: String,
    /// The seller as the list calls it.
    pub seller: String,
    /// The model as the seller calls it, its path included.
    pub model: String,
    /// What the entry is.
    pub kind: Kind,
    /// Its prices, where it has some per token.
    pub prices: Option<Prices>,
    /// Longest input and output together, tokens.
    pub context_tokens: Option<f64>,
    /// Longest output, tokens.
    pub max_output_tokens: Option<f64>,
    /// The day from which the prices hold, where the list says it.
    pub since: Option<Day>,
    /// The day from which the seller no longer has it, where the list says it.
    pub retires: Option<Day>,
    /// What of the prices cannot be carried over, in words.
    pub left_out: Option<&'static str>,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::catalog) enum Kind {
    /// A model that answers in text.
    Chat,
    /// The same as another entry of the list, by its name.
    AliasOf(String),
    /// Something else, in the list's word.
    Other(String),
    /// The list's own description of its fields.
    Sample,
}

/// Prices in USD per million tokens.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::catalog) struct Prices {
    /// Uncached input.
    pub input: f64,
    /// Input found in the prefix cache.
    pub cached: Option<f64>,
    /// Input written to the cache for minutes.
    pub write: Option<f64>,
    /// Input written to the cache for an hour.
    pub write_hour: Option<f64>,
    /// Output.
    pub output: f64,
    /// Prices of requests above a length, by rising length.
    pub tiers: Vec<Tier>,
    /// Price in a batch over the list price.
    pub batch_factor: Option<f64>,
    /// Price with priority over the list price.
    pub priority_factor: Option<f64>,
}

/// Prices of requests above a length, USD per million tokens; what is left out is in proportion to input.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::catalog) struct Tier {
    /// The length, tokens.
    pub above_tokens: f64,
    /// Uncached input.
    pub input: f64,
    /// Input found in the prefix cache.
    pub cached: Option<f64>,
    /// Input written to the cache.
    pub write: Option<f64>,
    /// Output.
    pub output: f64,
}

/// The largest price that is a price, USD per million tokens.
const MAX_USD_PER_MTOK: f64 = 1e9;

/// The largest count of tokens that is a window.
const MAX_TOKENS: f64 = 1e9;

/// Reads numbers of one entry, and gathers what is wrong with them.
pub(super) struct Numbers<'a> {
    /// The entry's name, for messages.
    pub entry: &'a str,
    /// What the list's prices are multiplied by to be USD per million tokens.
    pub per_mtok: f64,
    /// What was wrong.
    pub problems: &'a mut Vec<Problem>,
}

impl Numbers<'_> {
    /// The price at `key`, USD per million tokens; nothing where it is absent or null.
    pub fn price(&mut self, table: &Json, key: &str) -> Option<f64> {
        self.price_of(table.get(key)?, key)
    }

    /// The price that `value`, which stands at `key`, states.
    pub fn price_of(&mut self, value: &Json, key: &str) -> Option<f64> {
        let rule = match value {
            Json::Null => return None,
            Json::Number(number) if !(*number >= 0.0) => "must be 0 or more".to_string(),
            Json::Number(number) if number * self.per_mtok > MAX_USD_PER_MTOK => {
                format!("must be at most {MAX_USD_PER_MTOK:e} USD per million tokens")
            }
            Json::Number(number) => return Some(round(number * self.per_mtok)),
            _ => "must be a number".to_string(),
        };
        self.refuse(key, value, rule)
    }

    /// The price of a cache write at `key`: at zero it is not charged apart from input.
    pub fn write(&mut self, table: &Json, key: &str) -> Option<f64> {
        self.price(table, key).filter(|it| *it > 0.0)
    }

    /// The count of tokens at `key`; nothing where it is absent, null or zero.
    pub fn tokens(&mut self, table: &Json, key: &str) -> Option<f64> {
        let value = table.get(key)?;
        match value {
            Json::Null => None,
            Json::Number(number) if *number == 0.0 => None,
            Json::Number(number) if (1.0..=MAX_TOKENS).contains(number) => Some(number.trunc()),
            Json::Number(_) => {
                self.refuse(key, value, format!("must be between 1 and {MAX_TOKENS:e}"))
            }
            _ => self.refuse(key, value, "must be a number".to_string()),
        }
    }

    /// Names a value that breaks a rule.
    pub fn refuse<T>(&mut self, key: &str, value: &Json, rule: String) -> Option<T> {
        self.problems.push(Problem::new(format!("{}.{key}", self.entry), value.shown(), rule));
        None
    }
}

/// `value` to ten significant digits: lists per token lose the last ones on the way to a million.
pub(in crate::catalog) fn round(value: f64) -> f64 {
    format!("{value:.9e}").parse().unwrap_or(value)
}

/// `part` over `whole` where both parts stand in the same proportion, within a fiftieth.
pub(in crate::catalog) fn factor(
    input: Option<f64>,
    output: Option<f64>,
    prices: &Prices,
) -> Option<f64> {
    let (by_input, by_output) = (input? / prices.input, output? / prices.output);
    let same = (by_input / by_output - 1.0).abs() <= 0.02;
    (same && by_input > 0.0).then(|| round((by_output * 1e4).round() / 1e4))
}
