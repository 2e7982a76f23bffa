//! List prices of a model over time, at its maker and at hosts.

use crate::calendar::Day;
use crate::catalog::{Catalog, Offer};
use crate::ids::LineId;

/// What a model has cost, by line.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PriceHistory {
    /// The model's id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// Its lines that have a dated price list, the maker's own first, then in the catalogue's order.
    pub lines: Vec<LineHistory>,
}

/// What a line has cost.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LineHistory {
    /// The line's id.
    pub line: String,
    /// Who sells it.
    pub provider: String,
    /// Whether the seller made the model.
    pub first_party: bool,
    /// Prices in the order of their days; each holds until the next begins.
    pub steps: Vec<PriceStep>,
}

/// A price from a day on.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PriceStep {
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// USD per million uncached input tokens; NaN from the day on which nothing is sold any more.
    pub input_usd_per_mtok: f64,
    /// USD per million cached input tokens.
    pub cached_input_usd_per_mtok: f64,
    /// USD per million output tokens.
    pub output_usd_per_mtok: f64,
    /// Whether the change was only announced by the day of its source.
    pub announced: bool,
    /// The document of the price.
    pub document: String,
    /// The day for which it speaks.
    pub as_of: String,
    /// Who has to be named with it; empty where nobody asks for it.
    pub credit: String,
}

/// The list prices of the model called `id`, or that the line called so sells, at their middle where a list is not exact; nothing
/// where neither is called so.
///
/// ```
/// use undercut::{analysis::prices_over_time, catalog::Catalog};
/// let history = prices_over_time(Catalog::shipped()?, "claude-opus-4.6").unwrap();
/// assert!(history.lines[0].first_party);
/// assert_eq!(history.lines[0].steps[0].output_usd_per_mtok, 25.0);
/// # Ok::<(), undercut::error::Error>(())
/// ```
pub fn prices_over_time(catalog: &Catalog, id: &str) -> Option<PriceHistory> {
    let sold = |id: &str| Some(catalog.lines[catalog.line(id)?.index()].model);
    let model = catalog.model(id).or_else(|| sold(id))?;
    let it = &catalog.models[model.index()];
    let mut lines = Vec::new();
    for (place, line) in catalog.lines.iter().enumerate().filter(|(_, line)| line.model == model) {
        let steps = steps(catalog, LineId(place as u16));
        if !steps.is_empty() {
            lines.push(LineHistory {
                line: line.id.clone(),
                provider: catalog.providers[line.provider.index()].name.clone(),
                first_party: line.provider == it.creator,
                steps,
            });
        }
    }
    lines.sort_by_key(|line| !line.first_party);
    Some(PriceHistory { model: it.id.clone(), name: it.name.clone(), lines })
}

/// The offer in force after each day on which one begins or ends, where that is another than before.
fn steps(catalog: &Catalog, line: LineId) -> Vec<PriceStep> {
    let of_line = || catalog.offers.iter().filter(|offer| offer.line == line);
    let ends = of_line().filter_map(|offer| Some(offer.until?.next()));
    let mut days: Vec<Day> = of_line().map(|offer| offer.from).chain(ends).collect();
    days.sort();
    days.dedup();
    let mut steps = Vec::new();
    let mut last: Option<&Offer> = None;
    for day in days {
        let offer = catalog.offer_on(line, day);
        if steps.is_empty() || offer != last {
            steps.push(step(day, offer));
        }
        last = offer;
    }
    steps
}

fn step(day: Day, offer: Option<&Offer>) -> PriceStep {
    let usd = |of: fn(&Offer) -> f64| offer.map_or(f64::NAN, of);
    let source = offer.map(|it| &it.input_usd_per_mtok.source);
    PriceStep {
        from: day.to_string(),
        input_usd_per_mtok: usd(|it| it.input_usd_per_mtok.median()),
        cached_input_usd_per_mtok: usd(|it| it.cached_input_usd_per_mtok.median()),
        output_usd_per_mtok: usd(|it| it.output_usd_per_mtok.median()),
        announced: offer.is_some_and(|it| it.announced),
        document: source.map_or_else(String::new, |it| it.document.clone()),
        as_of: source.map_or_else(String::new, |it| it.as_of.clone()),
        credit: source.map_or_else(String::new, |it| it.credit.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[source.list]
document = 'a list'
as_of = '2026-06-30'
[[provider]]
id = 'maker'
name = 'Maker'
group = 'open'
basis = 'assumed'
source = 'list'
utilisation = 0.5
serving_over_list = 0.5
pays = 'owner'
engine = 'e'
[[engine]]
id = 'e'
name = 'E'
[[model]]
id = 'm'
name = 'M'
creator = 'maker'
weights = 'open'
released = 2026-01-01
effort = ''
precision = 'fp8'
architecture = { basis = 'assumed', source = 'list', total_params = 2, active_params = 1 }
[[line]]
id = 'maker/m'
name = 'M'
provider = 'maker'
model = 'm'
tier = 'small'
";

    fn offer(from: &str, more: &str, input: u32) -> String {
        format!(
            "[[offer]]\nline = 'maker/m'\nfrom = {from}\n{more}basis = 'published'\nsource = 'list'\n\
             input_usd_per_mtok = {input}\ncached_input_usd_per_mtok = 1\noutput_usd_per_mtok = 9\n"
        )
    }

    #[test]
    fn a_promotion_gives_way_and_an_end_is_a_step() {
        let text = [
            TEXT,
            &offer("2026-02-01", "until = 2026-05-31\n", 4),
            &offer("2026-03-01", "until = 2026-03-31\npromotion = true\n", 2),
        ]
        .concat();
        let catalog = Catalog::from_texts(&[("text.toml", &text)]).unwrap();
        let history = prices_over_time(&catalog, "m").unwrap();
        let steps = &history.lines[0].steps;
        let inputs: Vec<(&str, f64)> =
            steps.iter().map(|it| (it.from.as_str(), it.input_usd_per_mtok)).collect();
        assert_eq!(inputs[..3], [("2026-02-01", 4.0), ("2026-03-01", 2.0), ("2026-04-01", 4.0)]);
        assert_eq!(steps.len(), 4);
        assert!(steps[3].from == "2026-06-01" && steps[3].input_usd_per_mtok.is_nan());
        assert_eq!(prices_over_time(&catalog, "maker/m").unwrap().lines.len(), 1);
        assert_eq!(prices_over_time(&catalog, "nobody"), None);
    }
}
