//! Price lists that others keep: read, compared with the catalogue, now and then appended to it.

use undercut::calendar::Day;
use undercut::catalog::diff::diff;
use undercut::catalog::import::PriceList;
use undercut::catalog::write::append;
use undercut::catalog::{Catalog, SHIPPED};
use undercut::document::Value;
use undercut::uncertainty::key;

use super::{Outcome, Target, no_text, refused, thin};
use crate::dice::Dice;
use crate::text::Format;

/// Price lists.
pub const TARGET: Target = Target {
    name: "import",
    share: 12,
    format: Format::Json,
    seeds: || {
        [
            include_str!("../../../tests/data/import/litellm.json"),
            include_str!("../../../tests/data/import/litellm-lines.json"),
            include_str!("../../../tests/data/import/models-dev.json"),
            include_str!("../../../tests/data/import/genai-prices.json"),
            include_str!("../../../tests/data/import/genai-prices-v2.json"),
            include_str!("../../../tests/data/import/genai-prices-0.2.3.json"),
        ]
        .map(str::to_string)
        .to_vec()
    },
    kept: &[],
    before,
    run,
};

/// Entries or sellers that are kept, and models of a seller.
const MOST: usize = 6;
/// One of so many lists is appended: the whole catalogue is read for it.
const SELDOM: u64 = 200;

/// A few entries.
fn before(tree: &mut Value, dice: &mut Dice) {
    few(tree, dice);
    let sellers: Vec<&mut Value> = match tree {
        Value::Table(table) => table.0.iter_mut().map(|(_, it)| it).collect(),
        Value::List(items) => items.iter_mut().collect(),
        _ => Vec::new(),
    };
    for seller in sellers {
        if let Value::Table(table) = seller
            && let Some(models) = table.get_mut("models")
        {
            few(models, dice);
        }
    }
}

fn few(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Table(table) => {
            let keep = 1 + dice.below(MOST);
            while table.0.len() > keep {
                table.0.swap_remove(dice.below(table.0.len()));
            }
        }
        Value::List(items) => thin(items, MOST, dice),
        _ => {}
    }
}

fn run(bytes: &[u8]) -> Outcome {
    let Ok(text) = std::str::from_utf8(bytes) else { return no_text() };
    let (Ok(catalog), Some(on)) = (Catalog::shipped(), Day::parse("2026-12-12")) else {
        return Outcome::Wrong("the shipped catalogue cannot be read".to_string());
    };
    let list = match PriceList::read("list.json", text, on) {
        Ok(list) => list,
        Err(error) => return refused(&error),
    };
    let lists = [list];
    let found = match diff(catalog, &lists, on, &[]) {
        Ok(found) => found,
        Err(error) => return refused(&error),
    };
    if serde_json::to_string(&found).is_err() {
        return Outcome::Wrong("the comparison cannot be written".to_string());
    }
    let price = |it: f64| (0.0..f64::INFINITY).contains(&it);
    if let Some(new) =
        found.new.iter().find(|it| !(price(it.input_usd_per_mtok) && price(it.output_usd_per_mtok)))
    {
        return Outcome::Wrong(format!("a price that cannot be: {new:?}"));
    }
    if key(text).is_multiple_of(SELDOM) {
        return match append(SHIPPED, &lists, &found, on) {
            Ok(_) => Outcome::Answered,
            // A price beyond what the catalogue takes: said by path, and nothing is written.
            Err(error) if error.to_string().contains("must be at most") => refused(&error),
            Err(error) => Outcome::Wrong(format!("cannot be appended: {error}")),
        };
    }
    Outcome::Answered
}
