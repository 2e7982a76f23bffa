//! Markets: read and settled.

use undercut::document::Value;
use undercut::input::{MARKET_SCHEMA, MarketInput};

use super::{Outcome, Target, no_text, refused, thin};
use crate::dice::Dice;
use crate::text::Format;

/// Markets.
pub const TARGET: Target = Target {
    name: "market",
    share: 6,
    format: Format::Json,
    seeds: || {
        let schema: serde_json::Value = serde_json::from_str(MARKET_SCHEMA).unwrap_or_default();
        let examples = schema["examples"].as_array().cloned().unwrap_or_default();
        examples.iter().map(ToString::to_string).collect()
    },
    kept: &["name", "nest", "nesting", "feasible", "demand", "$schema"],
    before,
    run,
};

/// A few firms and segments, one kind of demand or the other.
fn before(tree: &mut Value, dice: &mut Dice) {
    let Value::Table(table) = tree else { return };
    if let Some(Value::List(segments)) = table.get_mut("segments") {
        thin(segments, 2, dice);
    }
    if dice.once_in(3) {
        if let Some(Value::List(firms)) = table.get_mut("firms") {
            thin(firms, 2, dice);
        }
        // What names products that are gone goes with them.
        table.0.retain(|(key, _)| key != "nesting");
        if let Some(Value::List(segments)) = table.get_mut("segments") {
            for segment in segments {
                let Value::Table(segment) = segment else { continue };
                segment
                    .0
                    .retain(|(key, _)| !["delta", "tokens", "feasible"].contains(&key.as_str()));
            }
        }
    }
    if dice.once_in(2) {
        table.set("demand", Value::Text("log-price".to_string()));
        table.set("alpha", Value::Number(dice.of(&["0.9", "1.2", "2", "5"]).to_string()));
    }
}

fn run(bytes: &[u8]) -> Outcome {
    let Ok(text) = std::str::from_utf8(bytes) else { return no_text() };
    let input = match MarketInput::parse(text) {
        Ok(input) => input,
        Err(error) => return refused(&error),
    };
    let Ok(found) = input.market.equilibrium() else { return Outcome::Answered };
    let sold: f64 = found.shares.iter().sum();
    if !(0.0..=1.0 + 1e-9).contains(&sold) {
        return Outcome::Wrong(format!("shares that sum to {sold}"));
    }
    if !(found.residual <= 1e-6 && found.best_unilateral_gain <= 1e-6) {
        return Outcome::Wrong(format!("no equilibrium: {found:?}"));
    }
    let below =
        |(price_usd, product): (&f64, &undercut::market::Product)| *price_usd < product.cost_usd;
    if found.prices_usd.iter().zip(&input.market.products).any(below) {
        return Outcome::Wrong(format!("a price below cost: {:?}", found.prices_usd));
    }
    match found.consumer_surplus.is_finite() && found.profits_usd.iter().all(|it| it.is_finite()) {
        true => Outcome::Answered,
        false => Outcome::Wrong(format!("no number: {found:?}")),
    }
}
