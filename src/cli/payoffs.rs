use clap::Args;
use undercut::analysis::{Cell, Payoffs as Found, Side, in_unit, payoffs, usd};
use undercut::market::Response;
use undercut::uncertainty::BLOCK;

use super::csv_text::{csv_text, number};
use super::study::{self, Asked};
use super::tables::wrapped;
use super::{Failure, scenario};

/// Set closed labs' responses against open labs' on common draws: what each pair brings, and who would rather do otherwise.
#[derive(Debug, Args)]
#[command(mut_arg("format", |it| it.help("How to write the answer; in CSV a line per pair and group")))]
pub struct Payoffs {
    /// A scenario file, or the name of a scenario that comes with undercut
    #[arg(default_value = "november-2026")]
    scenario: String,
    /// Responses of closed labs, with commas between; all without it
    #[arg(long, value_delimiter = ',', value_parser = response, value_name = "NAMES")]
    closed: Vec<Response>,
    /// Responses of open labs, with commas between; all without it
    #[arg(long, value_delimiter = ',', value_parser = response, value_name = "NAMES")]
    open: Vec<Response>,
    /// Draws of each pair, rounded up to blocks of 256
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000), default_value_t = 512)]
    draws: u32,
    #[command(flatten)]
    asked: Asked,
}

fn response(name: &str) -> Result<Response, String> {
    Response::parse(name.trim())
        .ok_or_else(|| format!("is not one of {}", Response::NAMES.join(", ")))
}

impl Payoffs {
    /// Lives the pairs and writes what they bring.
    pub fn run(self) -> Result<(), Failure> {
        let catalog = self.asked.catalogue.read()?;
        let scenario = scenario(&self.scenario, &self.asked.set()?, &catalog)?;
        let all: Vec<Response> =
            Response::NAMES.iter().filter_map(|it| Response::parse(it)).collect();
        let chosen = |some: &[Response]| {
            let mut chosen: Vec<Response> = Vec::new();
            for it in if some.is_empty() { &all } else { some } {
                if !chosen.contains(it) {
                    chosen.push(*it);
                }
            }
            chosen
        };
        let (closed, open) = (chosen(&self.closed), chosen(&self.open));
        let blocks = self.draws.div_ceil(BLOCK);
        let seed = self.asked.seed();
        let found = self.asked.live(u64::from(BLOCK), |hands| {
            payoffs(&scenario, &closed, &open, blocks, seed, hands)
        })?;
        self.asked.write(&found, table, csv)
    }
}

fn table(it: &Found) -> String {
    let mut text = String::new();
    let mut add = |caption: &str, of: &dyn Fn(&Side) -> String| {
        text += &wrapped(caption, "  ");
        text.push('\n');
        text += &matrix(it, of);
        text.push('\n');
    };
    add(&format!("Gross margin in {}: closed labs / open labs", it.month), &|side| {
        in_unit(side.gross_margin.p50, "share")
    });
    add(&format!("Share of the market's revenue in {}", it.month), &|side| {
        in_unit(side.revenue_share.p50, "share")
    });
    add(
        "Mean gross profit, summed over the months; * what no other response of the group beats",
        &|side| usd(side.profit_usd.mean) + if side.best_reply { "*" } else { "" },
    );
    let settled = it.cells.iter().filter(|it| it.closed_labs.best_reply && it.open_labs.best_reply);
    let pairs: Vec<String> =
        settled.map(|it| format!("closed {} and open {}", it.closed, it.open)).collect();
    text += &match pairs.is_empty() {
        true => "In no pair is each the best reply to the other.\n".to_string(),
        false => format!("Each the best reply to the other: {}.\n", pairs.join("; ")),
    };
    let small = format!(
        "Medians but for profit, over {} common draws, seed {}; hosts follow {}. Bands are in JSON and CSV. undercut {}.",
        it.draws,
        it.seed,
        it.hosts,
        env!("CARGO_PKG_VERSION")
    );
    text + &wrapped(&small, "  ") + "\n"
}

/// A row for each response of closed labs, a column for each of open ones, and in a cell what both get.
fn matrix(it: &Found, of: &dyn Fn(&Side) -> String) -> String {
    let first = it.cells.first().map_or("", |it| it.closed);
    let columns: Vec<&str> =
        it.cells.iter().take_while(|it| it.closed == first).map(|it| it.open).collect();
    let header: Vec<String> = std::iter::once("closed \\ open".to_string())
        .chain(columns.iter().map(|it| it.to_string()))
        .collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let row = |cells: &[Cell]| {
        let mut row = vec![cells[0].closed.to_string()];
        row.extend(
            cells.iter().map(|it| format!("{} / {}", of(&it.closed_labs), of(&it.open_labs))),
        );
        row
    };
    let rows: Vec<Vec<String>> = it.cells.chunks(columns.len().max(1)).map(row).collect();
    study::table(&header, &rows)
}

fn csv(it: &Found) -> Result<String, Failure> {
    #[rustfmt::skip]
    let header = [
        "closed", "open", "group", "gross_margin_p5", "gross_margin_p50", "gross_margin_p95", "revenue_share_p5", "revenue_share_p50",
        "revenue_share_p95", "profit_usd_p5", "profit_usd_p50", "profit_usd_p95", "profit_usd_mean", "best_reply",
    ];
    let mut rows = Vec::new();
    for cell in &it.cells {
        for (group, side) in [("closed-labs", &cell.closed_labs), ("open-labs", &cell.open_labs)] {
            let mut row = [cell.closed, cell.open, group].map(str::to_string).to_vec();
            for spread in [&side.gross_margin, &side.revenue_share, &side.profit_usd] {
                row.extend([spread.p5, spread.p50, spread.p95].map(number));
            }
            row.push(number(side.profit_usd.mean));
            row.push(side.best_reply.to_string());
            rows.push(row);
        }
    }
    csv_text(header, &rows)
}
