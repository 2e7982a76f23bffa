//! A market as a JSON document: what `undercut market --input` reads.

mod segments;

use super::json::{Range, Reader, parse};
use super::route::LONGEST_NAME;
use crate::document::joined;
use crate::error::{Error, Problem};
use crate::market::{Demand, Market, Product};
use serde_json::{Map, Value};

/// Most products of a market.
const MOST_PRODUCTS: usize = 100;

const UTILITY: Range =
    Range { low: -1e6, high: 1e6, rule: "must be a utility: a number from -1e6 to 1e6" };
const COST: Range = Range { low: 0.0, high: 1e12, rule: "must be a cost: a number from 0 to 1e12" };
const TOKENS: Range =
    Range { low: 1e-12, high: 1e12, rule: "must be a number of tokens, from 1e-12 to 1e12" };
const SIGMA: Range = Range {
    low: 0.0,
    high: 1.0 - f64::EPSILON,
    rule: "must be a correlation within a nest: a number from 0 to below 1",
};

/// JSON Schema of what [`MarketInput::parse`] reads and of what is written for it, with a worked example.
pub const MARKET_SCHEMA: &str = include_str!("market.schema.json");

/// Firms, their products and their buyers, with their names.
///
/// ```
/// use undercut::input::MarketInput;
/// let input = MarketInput::parse(r#"{
///     "alpha": 1, "outside_utility": null,
///     "firms": [{"name": "A", "products": [{"name": "a", "delta": 0, "cost": 1, "nest": "a"}]},
///               {"name": "B", "products": [{"name": "b", "delta": 0, "cost": 1, "nest": "b"}]}]
/// }"#)?;
/// assert!((input.market.equilibrium().unwrap().prices_usd[0] - 3.0).abs() < 1e-9);
/// # Ok::<(), undercut::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct MarketInput {
    /// The market.
    pub market: Market,
    /// Names of firms.
    pub firms: Vec<String>,
    /// Names of products.
    pub products: Vec<String>,
    /// Names of nests.
    pub nests: Vec<String>,
}

impl MarketInput {
    /// Reads and checks a JSON text.
    ///
    /// # Errors
    /// Every problem, each with its JSON path, value and rule.
    pub fn parse(text: &str) -> Result<MarketInput, Error> {
        let root = parse(text)?;
        let Value::Object(root) = &root else {
            return Err(Error::Invalid(vec![Problem::new("$", "", "must be an object")]));
        };
        let mut reader = Reader::default();
        #[rustfmt::skip]
        reader.known("", root, &[
            "alpha", "nesting", "outside_utility", "demand", "firms", "segments", "title", "$schema",
        ]);
        let demand = demand(&mut reader, root.get("demand"));
        let mut sold = Sold::default();
        sold.firms(&mut reader, root.get("firms"), demand);
        let sigmas = sold.sigmas(&mut reader, root.get("nesting"));
        let segments = sold.segments(&mut reader, root);
        if !reader.problems.is_empty() {
            return Err(Error::Invalid(reader.problems));
        }
        let Sold { firms, names, products, nests, .. } = sold;
        let market = Market { demand, firms: firms.len(), products, sigmas, segments };
        Ok(MarketInput { market, firms, products: names, nests })
    }
}

fn demand(reader: &mut Reader, value: Option<&Value>) -> Demand {
    match value.map(|it| it.as_str()) {
        None | Some(Some("logit")) => Demand::Logit,
        Some(Some("log-price")) => Demand::LogPrice,
        Some(_) => {
            reader.report("demand", value, "must be one of: \"logit\", \"log-price\"");
            Demand::Logit
        }
    }
}

/// What has been read of the firms.
#[derive(Default)]
struct Sold {
    firms: Vec<String>,
    names: Vec<String>,
    products: Vec<Product>,
    nests: Vec<String>,
    deltas: Vec<f64>,
    tokens: Vec<f64>,
}

impl Sold {
    fn firms(&mut self, reader: &mut Reader, value: Option<&Value>, demand: Demand) {
        let path = |place: usize| format!("firms[{place}]");
        for (place, table) in tables(reader, "firms", value, "firm").into_iter().enumerate() {
            let path = path(place);
            reader.known(&path, table, &["name", "products"]);
            let name = name(reader, &path, table, &self.firms, "firm");
            self.firms.push(name);
            let at = joined(&path, "products");
            let products = tables(reader, &at, table.get("products"), "product");
            for (place, table) in products.into_iter().enumerate() {
                self.product(reader, &format!("{at}[{place}]"), table, demand);
            }
        }
        if self.products.len() > MOST_PRODUCTS {
            reader.report("firms", value, format!("must have at most {MOST_PRODUCTS} products"));
        }
    }

    fn product(
        &mut self,
        reader: &mut Reader,
        path: &str,
        table: &Map<String, Value>,
        demand: Demand,
    ) {
        reader.known(path, table, &["name", "delta", "cost", "nest", "tokens"]);
        let name = name(reader, path, table, &self.names, "product");
        let delta = reader.required(path, table, "delta", UTILITY).unwrap_or(0.0);
        let cost_usd = reader.required(path, table, "cost", COST).unwrap_or(1.0);
        if demand == Demand::LogPrice && cost_usd == 0.0 {
            let rule = "must be above 0 where demand is \"log-price\"";
            reader.report(&joined(path, "cost"), table.get("cost"), rule);
        }
        let nest = match table.get("nest") {
            Some(Value::String(nest)) => nest.clone(),
            Some(Value::Number(nest)) => nest.to_string(),
            None => name.clone(),
            other => {
                reader.report(&joined(path, "nest"), other, "must be the name of a nest");
                String::new()
            }
        };
        let place = self.nests.iter().position(|it| *it == nest).unwrap_or_else(|| {
            self.nests.push(nest);
            self.nests.len() - 1
        });
        let firm = self.firms.len() - 1;
        self.products.push(Product { firm, nest: place, cost_usd });
        self.names.push(name);
        self.deltas.push(delta);
        self.tokens.push(reader.optional(path, table, "tokens", TOKENS).unwrap_or(1.0));
    }

    /// By nest.
    fn sigmas(&self, reader: &mut Reader, value: Option<&Value>) -> Vec<f64> {
        let mut sigmas = vec![0.0; self.nests.len()];
        match value {
            None | Some(Value::Null) => {}
            Some(Value::Object(table)) => {
                for (nest, value) in table {
                    let path = joined("nesting", nest);
                    let sigma = reader.number(&path, value, SIGMA).unwrap_or(0.0);
                    match self.nests.iter().position(|it| it == nest) {
                        Some(place) => sigmas[place] = sigma,
                        None => reader.report(&path, None, "is the nest of no product"),
                    }
                }
            }
            Some(value) => sigmas.fill(reader.number("nesting", value, SIGMA).unwrap_or(0.0)),
        }
        sigmas
    }
}

/// The objects of a list that has at least one.
fn tables<'v>(
    reader: &mut Reader,
    path: &str,
    value: Option<&'v Value>,
    what: &str,
) -> Vec<&'v Map<String, Value>> {
    let items = value.and_then(Value::as_array).filter(|it| !it.is_empty());
    let Some(items) = items else {
        reader.report(path, value, format!("must be a list of at least one {what}"));
        return Vec::new();
    };
    let mut tables = Vec::new();
    for (place, item) in items.iter().enumerate() {
        match item {
            Value::Object(table) => tables.push(table),
            other => reader.report(&format!("{path}[{place}]"), Some(other), "must be an object"),
        }
    }
    tables
}

/// A name that no other has.
fn name(
    reader: &mut Reader,
    path: &str,
    table: &Map<String, Value>,
    known: &[String],
    what: &str,
) -> String {
    let path = joined(path, "name");
    let Some(Value::String(name)) = table.get("name") else {
        let rule = if table.contains_key("name") { "must be a text" } else { "is missing" };
        reader.report(&path, table.get("name"), rule);
        return String::new();
    };
    reader.name(&path, name, LONGEST_NAME);
    if known.contains(name) {
        reader.report(&path, table.get("name"), format!("is the name of another {what}"));
    }
    name.clone()
}
