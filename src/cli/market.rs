use std::path::PathBuf;

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Map, Value, json};
use undercut::input::{MARKET_SCHEMA, MarketInput};
use undercut::market::{Equilibrium, NoEquilibrium};

use super::csv_text::csv_text;
use super::{Failure, Format, messages, read, write};

/// Find the prices at which no seller of a market would rather ask another.
#[derive(Debug, Args)]
pub struct Market {
    /// A JSON file: firms, their products, what buyers make of them; - is stdin
    #[arg(long, value_name = "FILE", required_unless_present = "schema")]
    input: Option<PathBuf>,
    /// How to write the result; in CSV a line per product
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print the JSON Schema of input and output, with a worked example, and do nothing else
    #[arg(long)]
    schema: bool,
}

impl Market {
    /// Finds the prices and writes the result.
    pub fn run(self) -> Result<(), Failure> {
        if self.schema {
            return write(self.output.as_ref(), MARKET_SCHEMA);
        }
        let Some(path) = self.input else { return Ok(()) };
        let (name, text) = read::text(&path, read::MOST_BYTES)?;
        let input = MarketInput::parse(&text).map_err(|error| Failure(messages(&name, &error)))?;
        let found = input.market.equilibrium();
        let found = found.map_err(|why| Failure::from(format!("{name}: {}", said(&input, why))))?;
        let text = match self.format {
            Format::Table => table(&input, &found),
            Format::Json => format!("{:#}\n", json(&input, &found)),
            Format::Csv => csv(&input, &found)?,
        };
        write(self.output.as_ref(), &text)
    }
}

/// Why there is no equilibrium, by the names of the input.
fn said(input: &MarketInput, why: NoEquilibrium) -> String {
    let rule = match why {
        NoEquilibrium::Unbounded { product } => format!(
            "of the product \"{}\" no price is high enough: profit still rises at a million times its cost",
            input.products[product]
        ),
        NoEquilibrium::Captive { segment } => format!(
            "{} must buy and only one firm sells to it, so no price is high enough: give it an outside_utility",
            at(input, segment)
        ),
        NoEquilibrium::Inelastic { segment } => format!(
            "{} buys from one firm only, which gains by every higher price: alpha must be above 1 there",
            at(input, segment)
        ),
        NoEquilibrium::NotFound { residual } => format!(
            "the steps from three starts did not settle: {residual:.1e} of a first-order condition is left"
        ),
        NoEquilibrium::Deviation { firm, gain } => format!(
            "the firm \"{}\" would gain {gain:.1e} of its profit by other prices where every first-order condition holds",
            input.firms[firm]
        ),
    };
    format!("has no equilibrium in prices: {rule}")
}

fn at(input: &MarketInput, segment: usize) -> String {
    match input.market.segments.len() {
        1 => "the market".to_string(),
        _ => format!("segments[{segment}]"),
    }
}

/// By product: its firm, cost, price, markup, share and quantity.
fn rows<'a>(
    input: &'a MarketInput,
    found: &'a Equilibrium,
) -> impl Iterator<Item = (&'a str, &'a str, [f64; 5])> {
    input.market.products.iter().enumerate().map(|(place, product)| {
        let price_usd = found.prices_usd[place];
        let numbers = [
            product.cost_usd,
            price_usd,
            price_usd - product.cost_usd,
            found.shares[place],
            found.quantities[place],
        ];
        (input.firms[product.firm].as_str(), input.products[place].as_str(), numbers)
    })
}

fn json(input: &MarketInput, found: &Equilibrium) -> Value {
    // A price of what nobody can use is no number: null.
    let by_product = |of: usize| -> Map<String, Value> {
        rows(input, found).map(|(_, name, it)| (name.to_string(), json!(it[of]))).collect()
    };
    let profits = input.firms.iter().zip(&found.profits_usd);
    json!({
        "prices": by_product(1),
        "shares": by_product(3),
        "quantities": by_product(4),
        "markups": by_product(2),
        "profits": profits.map(|(name, usd)| (name.clone(), json!(usd))).collect::<Map<_, _>>(),
        "consumer_surplus": found.consumer_surplus,
        "iterations": found.iterations,
        "residual": found.residual,
        "best_unilateral_gain": found.best_unilateral_gain,
        "spread_over_starts": found.spread_over_starts,
    })
}

/// A number to six digits.
fn shown(it: f64) -> String {
    match it.is_finite() {
        false => "-".to_string(),
        true if it != 0.0 && !(1e-3..1e7).contains(&it.abs()) => format!("{it:.3e}"),
        true => {
            let digits = 5 - libm::floor(libm::log10(it.abs().max(1.0))) as usize;
            format!("{it:.digits$}")
        }
    }
}

fn table(input: &MarketInput, found: &Equilibrium) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_header(["firm", "product", "cost", "price", "margin", "share", "quantity", "profit"]);
    for (place, (firm, product, [cost, price, markup, share, quantity])) in
        rows(input, found).enumerate()
    {
        // A firm's profit stands once, at its first product.
        let of = input.market.products[place].firm;
        let first = input.market.products.iter().position(|it| it.firm == of) == Some(place);
        table.add_row([
            firm.to_string(),
            product.to_string(),
            shown(cost),
            shown(price),
            if price.is_finite() { format!("{:.1}%", 100.0 * markup / price) } else { "-".into() },
            format!("{:.2}%", 100.0 * share),
            shown(quantity),
            if first { shown(found.profits_usd[of]) } else { String::new() },
        ]);
    }
    for column in table.column_iter_mut().skip(2) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!(
        "{table}\nMargin: (price - cost) / price. Profit is the firm's, over all of its products.\n\
         Consumer surplus {}. No firm gains more than {:.1e} of its profit by other prices; first-order conditions hold to {:.1e} after \
         {} steps; three starts end within {:.1e}.\n",
        shown(found.consumer_surplus),
        found.best_unilateral_gain,
        found.residual,
        found.iterations,
        found.spread_over_starts,
    )
}

fn csv(input: &MarketInput, found: &Equilibrium) -> Result<String, Failure> {
    let header = ["firm", "product", "cost", "price", "markup", "share", "quantity"];
    let rows = rows(input, found).map(|(firm, product, numbers)| {
        // No number is an empty cell.
        let cell = |it: f64| if it.is_finite() { it.to_string() } else { String::new() };
        let words = [firm, product].map(str::to_string);
        words.into_iter().chain(numbers.map(cell))
    });
    csv_text(header, rows)
}
