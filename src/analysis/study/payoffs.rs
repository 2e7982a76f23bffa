use super::Hands;
use crate::market::Response;
use crate::scenario::{GroupId, Scenario};
use crate::simulation::{Lived, Metric, Point};
use crate::statistics::Spread;
use crate::uncertainty::BLOCK;

/// What a group gets where both answer in a given way.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Side {
    /// Gross margin in the last month.
    pub gross_margin: Spread,
    /// Share of the market's revenue in the last month.
    pub revenue_share: Spread,
    /// Gross profit, summed over the months, USD.
    pub profit_usd: Spread,
    /// Whether no other response of the group earns more on the mean against the other's.
    pub best_reply: bool,
}

/// A pair of responses.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Cell {
    /// How closed labs price.
    pub closed: &'static str,
    /// How open labs price.
    pub open: &'static str,
    /// What closed labs get.
    pub closed_labs: Side,
    /// What open labs get.
    pub open_labs: Side,
}

/// What pairs of responses bring, on common draws.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Payoffs {
    /// The last month.
    pub month: String,
    /// Draws.
    pub draws: u32,
    /// Seed.
    pub seed: u32,
    /// How hosts price in all of them.
    pub hosts: &'static str,
    /// The cells: closed labs' responses in order, and for each open labs'.
    pub cells: Vec<Cell>,
}

/// Lives each pair of responses of closed and open labs over `blocks` of 256 common draws; hosts price as the scenario says.
///
/// # Formula
/// Profit is `sum_t revenue_t * gross margin_t`. A best reply has the largest mean profit of the group's responses against the
/// other group's.
pub fn payoffs(
    scenario: &Scenario,
    closed: &[Response],
    open: &[Response],
    blocks: u32,
    seed: u32,
    hands: Hands,
) -> Payoffs {
    let base = scenario.plan.market.responses;
    let pairs = closed.iter().flat_map(|closed| open.iter().map(|open| [*closed, *open]));
    let mut cells = Vec::new();
    for [closed, open] in pairs {
        let mut played = scenario.clone();
        played.plan.market.responses = [closed, open, base[2]];
        let [closed_labs, open_labs] = sides(played, blocks, seed, hands);
        cells.push(Cell { closed: closed.name(), open: open.name(), closed_labs, open_labs });
    }
    mark(&mut cells);
    let plan = &scenario.plan;
    Payoffs {
        month: plan.start.plus(plan.months as i32 - 1).to_string(),
        draws: blocks * BLOCK,
        seed,
        hosts: base[2].name(),
        cells,
    }
}

/// What closed and open labs get in a scenario.
fn sides(scenario: Scenario, blocks: u32, seed: u32, hands: Hands) -> [Side; 2] {
    let arm = Lived::new(scenario, seed);
    let months = arm.curves().months;
    let groups = [GroupId::ALL[0], GroupId::ALL[1]].map(|it| it.id());
    let metrics = [Metric::GrossMargin, Metric::RevenueShare, Metric::RevenueUsdPerMonth];
    let curves: Vec<[usize; 3]> = (groups.iter())
        .map(|group| metrics.map(|it| arm.curves().find(it, group).unwrap_or_default()))
        .collect();
    let rows = hands(std::slice::from_ref(&arm), blocks, &|rooms, block| {
        let mut values = Vec::with_capacity(6 * BLOCK as usize);
        for index in block * BLOCK..(block + 1) * BLOCK {
            let outcome = rooms[0].live(Point::Drawn(index));
            for [margin, share, revenue] in &curves {
                let of = |curve: &usize| &outcome[curve * months..(curve + 1) * months];
                // A month without revenue has no margin, and no profit.
                let profit = of(margin).iter().zip(of(revenue)).map(|(margin, usd)| margin * usd);
                let profit: f64 = profit.filter(|it| !it.is_nan()).sum();
                values.extend([of(margin)[months - 1], of(share)[months - 1], profit]);
            }
        }
        values
    })
    .concat();
    [0, 1].map(|side| {
        let column = |at: usize| Spread::of(rows.chunks_exact(6).map(|row| row[3 * side + at]));
        Side {
            gross_margin: column(0),
            revenue_share: column(1),
            profit_usd: column(2),
            best_reply: false,
        }
    })
}

/// Marks the replies that nothing beats.
fn mark(cells: &mut [Cell]) {
    let best = |of: &dyn Fn(&Cell) -> bool, usd: &dyn Fn(&Cell) -> f64| {
        cells.iter().filter(|it| of(it)).map(usd).fold(f64::NEG_INFINITY, f64::max)
    };
    let bests: Vec<[f64; 2]> = (cells.iter())
        .map(|cell| {
            [
                best(&|it| it.open == cell.open, &|it| it.closed_labs.profit_usd.mean),
                best(&|it| it.closed == cell.closed, &|it| it.open_labs.profit_usd.mean),
            ]
        })
        .collect();
    for (cell, [closed, open]) in cells.iter_mut().zip(bests) {
        cell.closed_labs.best_reply = cell.closed_labs.profit_usd.mean >= closed;
        cell.open_labs.best_reply = cell.open_labs.profit_usd.mean >= open;
    }
}
