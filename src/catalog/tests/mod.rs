mod problems;
mod shipped;
mod small;

use super::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn list_price(catalog: &Catalog, line: &str, on: &str) -> Option<(f64, f64)> {
    let offer = catalog.offer_on(catalog.line(line).unwrap(), day(on))?;
    Some((offer.input_usd_per_mtok.median(), offer.output_usd_per_mtok.median()))
}
