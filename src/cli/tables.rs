//! A run as a terminal shows it: sentences, then the tables that carry them, within 100 columns.

use std::fmt::Write;

use clap::ValueEnum;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use undercut::analysis::{Saving, SavingMonth, Shown, definition, percent, savings_by_month, usd};
use undercut::catalog::Catalog;
use undercut::scenario::GroupId;
use undercut::simulation::{
    Conducts, Metric, SellerShown, Simulation, Step, SubjectKind, Summary, Waterfall,
};
use undercut::statistics::Band;

use super::reported;

/// Columns of a terminal that everybody has.
const WIDTH: usize = 100;

/// Draws that a waterfall is the mean of.
const WATERFALL_DRAWS: u32 = 1024;

/// Draws over which sellers' conduct is told.
const CONDUCT_DRAWS: u32 = 256;

/// A share of requests that is as good as none.
pub(super) const NONE: f64 = 0.0005;

/// A table by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Named {
    /// Every one
    All,
    /// The margin that sentences are about
    Margins,
    /// What a million tokens are sold for and what serving them costs, by group
    PriceOverCost,
    /// What the buyer pays in a month under each policy, and what is left unserved
    Bill,
    /// What the buyer's router or cascade saves at equal quality
    Savings,
    /// Gross margin by group
    GrossMargins,
    /// Operating margin by group
    OperatingMargins,
    /// Gross margin by provider
    ProviderMargins,
    /// What stands between list value and operating profit in the first month, by group or provider
    Waterfall,
    /// How keenly each seller prices by what its dated prices show, which best responses keep
    Conduct,
    /// Margins that firms have reported beside those of the run
    Reported,
    /// Share of tokens by group
    TokenShares,
    /// Requests that nothing feasible serves, in the market and under each policy
    Unserved,
    /// Success rate of what is served, by policy
    Success,
    /// Spend over successes, by policy
    UsdPerAcceptedTask,
    /// What each policy saves over the single one on the requests that both serve
    SavingOverSingle,
}

use Named::{Bill, Margins, PriceOverCost, Savings};

/// The tables that carry the sentences.
const USUAL: [Named; 4] = [Margins, PriceOverCost, Bill, Savings];

/// The result for a terminal; `asked` are the tables wanted, none the usual ones.
pub(super) fn text(
    summary: &Summary,
    simulation: &Simulation,
    shown: &Shown,
    asked: &[Named],
    catalog: &Catalog,
) -> String {
    let print = Print { summary, simulation, shown, catalog };
    let mut text =
        format!("{}\n{}\n\n", wrapped(&summary.title, ""), wrapped(&summary.question, ""));
    for headline in &summary.headlines {
        let _ = writeln!(text, "{}", wrapped(&headline.text, "  "));
    }
    let mut captions: Vec<String> = Vec::new();
    for named in Named::value_variants() {
        let wanted = match asked {
            [] => USUAL.contains(named),
            _ => asked.contains(named) || asked.contains(&Named::All),
        };
        let Some((caption, table)) = wanted.then(|| print.table(*named)).flatten() else {
            continue;
        };
        // What sentences are about has names of its own besides.
        if !captions.contains(&caption) {
            let _ = writeln!(text, "\n{}\n{table}", wrapped(&caption, "  "));
            captions.push(caption);
        }
    }
    let small = format!(
        "Median [9 in 10: p5 to p95] over {} draws, seed {}. List prices as of {}. undercut {}.",
        summary.draws, summary.seed, summary.prices_as_of, summary.model_version
    );
    let _ = writeln!(text, "\n{small}");
    if asked.is_empty() {
        let _ = writeln!(text, "More tables: --tables all, or by name (undercut run --help).");
    }
    for note in &summary.notes {
        let _ = writeln!(text, "{}", wrapped(&format!("Note: {note}."), "  "));
    }
    text
}

/// What is printed.
struct Print<'a> {
    summary: &'a Summary,
    simulation: &'a Simulation,
    shown: &'a Shown,
    catalog: &'a Catalog,
}

/// A row: its name, and a cell for each month.
type Row = (String, Vec<String>);

impl Print<'_> {
    /// A table with its caption; none where nothing is in it.
    fn table(&self, named: Named) -> Option<(String, String)> {
        use {Metric as M, SubjectKind as Kind};
        let shown = self.shown;
        let caption = |words: &str| words.to_string();
        let (caption, rows) = match named {
            Named::All => return None,
            Margins => self.margins(shown.metric, shown.sellers),
            Named::GrossMargins => self.margins(M::GrossMargin, Kind::Group),
            Named::OperatingMargins => self.margins(M::OperatingMargin, Kind::Group),
            Named::ProviderMargins => self.margins(M::GrossMargin, Kind::Provider),
            PriceOverCost => (
                caption("Price and serving cost, USD per million tokens sold"),
                self.price_over_cost(),
            ),
            Bill => {
                (caption("Bill a month, with the share of requests left unserved"), self.bill())
            }
            Savings => return self.savings(),
            Named::Waterfall => return self.waterfall(),
            Named::Conduct => return Some(self.conduct()),
            Named::Reported => {
                let rows = reported::rows(self.simulation, self.catalog);
                let header = ["period", "reported", "month", "here"].map(String::from).to_vec();
                let caption = caption(
                    "Margins that firms have reported, by definition, and those of this run",
                );
                return (!rows.is_empty()).then(|| (caption, fitted(header, rows)));
            }
            Named::TokenShares => {
                (caption("Share of tokens"), self.rows(M::TokenShare, Kind::Group))
            }
            Named::Unserved => {
                let mut rows = self.rows(M::UnservedShare, Kind::Market);
                rows.extend(self.rows(M::UnservedShare, Kind::Policy));
                (caption("Requests that nothing feasible serves"), rows)
            }
            Named::Success => {
                (caption("Success rate of what is served"), self.rows(M::Success, Kind::Policy))
            }
            Named::UsdPerAcceptedTask => {
                (caption("Spend over successes"), self.rows(M::UsdPerAcceptedTask, Kind::Policy))
            }
            Named::SavingOverSingle => (
                caption("Saving over the single policy on the requests that both serve"),
                self.rows(M::SavingOverSingle, Kind::Policy),
            ),
        };
        let header = self.months().map(|month| self.summary.months[month].clone()).collect();
        (!rows.is_empty()).then(|| (caption, fitted(header, rows)))
    }

    /// The first month, the last, and each year between.
    fn months(&self) -> impl Iterator<Item = usize> {
        let last = self.summary.months.len() - 1;
        (0..last).step_by(12).chain([last])
    }

    /// Names and places of the curves of a metric.
    fn curves(&self, metric: Metric, kind: SubjectKind) -> impl Iterator<Item = (&str, usize)> {
        let curves = self.summary.curves.iter().enumerate();
        let of = curves.filter(move |(_, it)| it.metric == metric && it.subject.kind == kind);
        of.map(|(place, it)| (it.subject.name.as_str(), place))
    }

    fn cells(&self, metric: Metric, curve: usize) -> Vec<String> {
        self.months().map(|month| self.cell(metric, curve, month)).collect()
    }

    fn rows(&self, metric: Metric, kind: SubjectKind) -> Vec<Row> {
        let row = |(name, curve): (&str, usize)| (name.to_string(), self.cells(metric, curve));
        self.curves(metric, kind).map(row).collect()
    }

    fn margins(&self, metric: Metric, kind: SubjectKind) -> (String, Vec<Row>) {
        let (name, words) = definition(metric).unwrap_or_default();
        let name = capital(name);
        let of = match kind {
            SubjectKind::Provider => " by provider",
            _ => " by group",
        };
        (format!("{name}{of}: {words}"), self.rows(metric, kind))
    }

    fn price_over_cost(&self) -> Vec<Row> {
        let prices = self.curves(Metric::PriceUsdPerMtok, SubjectKind::Group);
        let costs = self.curves(Metric::CostUsdPerMtok, SubjectKind::Group);
        let both = prices.zip(costs).flat_map(|((name, price), (_, cost))| {
            [
                (format!("{name}, price"), self.cells(Metric::PriceUsdPerMtok, price)),
                (format!("{name}, cost"), self.cells(Metric::CostUsdPerMtok, cost)),
            ]
        });
        both.collect()
    }

    /// Bills of unlike reach stand beside each other, so each says what it leaves out.
    fn bill(&self) -> Vec<Row> {
        let bills = self.curves(Metric::BillUsdPerMonth, SubjectKind::Policy);
        let unserved = self.curves(Metric::UnservedShare, SubjectKind::Policy);
        let row = |((name, bill), (_, unserved)): ((&str, usize), (&str, usize))| {
            let cell = |month: usize| {
                let bill = self.cell(Metric::BillUsdPerMonth, bill, month);
                match self.simulation.band(unserved, month).mean {
                    mean if mean >= NONE => format!("{bill}\n{} unserved", percent(mean)),
                    _ => bill,
                }
            };
            (name.to_string(), self.months().map(cell).collect())
        };
        bills.zip(unserved).map(row).collect()
    }

    fn cell(&self, metric: Metric, curve: usize, month: usize) -> String {
        let band = self.simulation.band(curve, month);
        if !(band.defined > 0.0) {
            return "-".to_string();
        }
        let number = if metric.unit() == "share" { percent } else { usd };
        format!("{} [{} to {}]", number(band.p50), number(band.p5), number(band.p95))
    }

    /// From list value to operating profit, two sellers side by side.
    fn waterfall(&self) -> Option<(String, String)> {
        let all = self.simulation.waterfalls(0, WATERFALL_DRAWS);
        let of_group = |it: &&Waterfall| GroupId::ALL.iter().any(|group| group.name() == it.seller);
        let groups = self.shown.sellers == SubjectKind::Group;
        let shown: Vec<&Waterfall> = all.iter().filter(|it| of_group(it) == groups).collect();
        let part = |sellers: &[&Waterfall]| {
            let names = sellers.first()?.steps.iter().map(|it| it.name);
            let rows = names.enumerate().map(|(place, name)| {
                let cell = |it: &&Waterfall| {
                    let Step { mean, p5, p95, .. } = it.steps[place];
                    format!("{} [{} to {}]", percent(mean), percent(p5), percent(p95))
                };
                (name.to_string(), sellers.iter().map(cell).collect())
            });
            Some(fitted(sellers.iter().map(|it| it.seller.clone()).collect(), rows.collect()))
        };
        let parts: Vec<String> = shown.chunks(2).filter_map(part).collect();
        let month = &self.summary.months[0];
        let caption = format!(
            "From list value to operating profit, share of revenue: mean [9 in 10] of {WATERFALL_DRAWS} draws, {month}"
        );
        (!parts.is_empty()).then(|| (caption, parts.join("\n")))
    }

    /// What sellers' prices of the first month show.
    fn conduct(&self) -> (String, String) {
        let Conducts { price_sensitivity, sellers } = self.simulation.conducts(CONDUCT_DRAWS);
        let plain = |it: Band| format!("{:.2} [{:.2} to {:.2}]", it.p50, it.p5, it.p95);
        let row = |it: &SellerShown| {
            let [elasticity, conduct] = match it.none < 1.0 {
                true => [format!("{:.2}", it.elasticity.p50), plain(it.conduct)],
                false => ["none", "none"].map(String::from),
            };
            let cells = vec![percent(it.margin.p50), elasticity, conduct, percent(it.none)];
            (it.seller.clone(), cells)
        };
        let header = ["margin", "elasticity", "conduct h", "none"].map(String::from).to_vec();
        let caption = format!(
            "What sellers' prices show, {}: median margin on a metered token and own-price elasticity; conduct (1 asks what pays most, above 1 less), \
             median [9 in 10]; share of draws in which prices leave under 2% and show none; {CONDUCT_DRAWS} draws, price sensitivity {}",
            self.summary.months[0],
            plain(price_sensitivity)
        );
        (caption, fitted(header, sellers.iter().map(row).collect()))
    }

    /// What routing saves, in the months that are shown and were reviewed, and in the last one reviewed.
    fn savings(&self) -> Option<(String, String)> {
        let all = savings_by_month(self.simulation);
        let last = all.len().checked_sub(1)?;
        let months: Vec<&String> = self.months().map(|it| &self.summary.months[it]).collect();
        let chosen: Vec<&SavingMonth> = (all.iter().enumerate())
            .filter(|(place, it)| *place == last || months.contains(&&it.month))
            .map(|(_, it)| it)
            .collect();
        let row = |name: &str, of: fn(&SavingMonth) -> Saving| {
            let cell = |it: &&SavingMonth| {
                let Saving { p5, p50, p95, .. } = of(it);
                format!("{} [{} to {}]", percent(p50), percent(p5), percent(p95))
            };
            (name.to_string(), chosen.iter().map(cell).collect())
        };
        let rows =
            vec![row("the policy's", |it| it.own), row("a perfect router's", |it| it.perfect)];
        let header = chosen.iter().map(|it| it.month.clone()).collect();
        let caption = "Saving at equal quality over the best single model of each task class";
        Some((caption.to_string(), fitted(header, rows)))
    }
}

/// A table of rows under a header, the first column to the left and all others, numbers, to the right.
pub(super) fn numbers<Row: Into<comfy_table::Row>>(
    header: impl Into<comfy_table::Row>,
    rows: impl IntoIterator<Item = Row>,
) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_header(header);
    table.add_rows(rows);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

/// Whether a table has more columns than a terminal.
pub(super) fn is_wide(table: &str) -> bool {
    table.lines().any(|line| line.chars().count() > WIDTH)
}

/// Makes a table as wide as a terminal, with several lines to a row.
pub(super) fn squeeze(table: &mut Table) {
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(WIDTH as u16);
}

/// A table with as many of its months as fit, the first and the last at least.
fn fitted(mut header: Vec<String>, mut rows: Vec<Row>) -> String {
    loop {
        let cells = rows.iter().map(|(name, cells)| [name].into_iter().chain(cells));
        let mut table = numbers([String::new()].iter().chain(&header), cells);
        let text = table.to_string();
        if !is_wide(&text) {
            return text;
        }
        if header.len() <= 2 {
            squeeze(&mut table);
            return table.to_string();
        }
        let middle = header.len() / 2;
        header.remove(middle);
        rows.iter_mut().for_each(|(_, cells)| drop(cells.remove(middle)));
    }
}

/// The text in lines of at most 100 columns; those after the first begin with `indent`.
pub(super) fn wrapped(text: &str, indent: &str) -> String {
    let (mut lines, mut width) = (String::new(), 0);
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            lines += "\n";
            lines += indent;
            width = indent.len();
        } else if width > 0 {
            lines.push(' ');
            width += 1;
        }
        lines += word;
        width += length;
    }
    lines
}

/// `text` with its first letter in upper case.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
