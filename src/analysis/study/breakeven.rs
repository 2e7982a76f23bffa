mod row;
mod savings;

use row::{FLEET, OFFER, row};
use savings::Savings;

use super::Hands;
use crate::ownership::{Bought, Limits};
use crate::scenario::Scenario;
use crate::simulation::Lived;
use crate::statistics::Spread;
use crate::uncertainty::{BLOCK, Distribution, point};

/// What is assumed of owning beyond what the scenario says.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// How far the fleet may grow, and what stands by.
    pub limits: Limits,
    /// What an accelerator costs where it is bought; rented as the scenario says without it.
    pub bought: Option<Purchase>,
    /// What moving to the own fleet costs once, USD.
    pub migration_usd: Distribution,
    /// Rate at which later dollars count for less, a year.
    pub discount_per_year: f64,
}

/// An accelerator that is bought.
#[derive(Debug, Clone, PartialEq)]
pub struct Purchase {
    /// Price with its share of machine and network, USD.
    pub usd: Distribution,
    /// Everything else of it.
    pub bought: Bought,
}

/// Owning against one offer.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AgainstOffer {
    /// Id of the line; empty for the cheapest of all in each draw.
    pub line: String,
    /// Its name.
    pub name: String,
    /// Share of draws in which it is sold, takes all of the work and meets every threshold.
    pub meets: f64,
    /// What the work costs there, USD per million tokens that the own model would take for it.
    pub usd_per_mtok: Spread,
    /// Share of the draws that count in which no volume pays.
    pub never: f64,
    /// Volume from which owning pays, tokens a day at the reference model, over the draws that count; null where owning never pays in so
    /// many draws.
    pub tokens_per_day: Quantiles,
    /// Mean load over what the replicas could serve, in draws with a break-even.
    pub utilisation: Spread,
    /// Where it never pays: the volume that would pay for the largest fleet allowed, tokens a day at the reference model.
    pub would_take_tokens_per_day: Spread,
    /// Where it never pays: what that fleet carries.
    pub ceiling_tokens_per_day: Spread,
    /// Share of the draws that count in which owning is cheaper at the scenario's own volume.
    pub own_cheaper: f64,
}

/// Quantiles of what may be endless.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Quantiles {
    /// 5th percentile.
    pub p5: f64,
    /// A quarter lies below.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// A quarter lies above.
    pub p75: f64,
    /// 95th percentile.
    pub p95: f64,
}

/// What the fleet is in the first month.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct OwnFleet {
    /// Accelerators of a replica.
    pub accelerators_per_replica: Spread,
    /// USD per accelerator and hour, rented or written off.
    pub usd_per_accelerator_hour: Spread,
    /// Replicas at the scenario's volume.
    pub replicas: Spread,
    /// Mean load over what they could serve.
    pub utilisation: Spread,
    /// What a replica carries, tokens a day at the reference model.
    pub carries_tokens_per_day: Spread,
    /// What the scenario's volume costs in a month, USD: accelerators.
    pub accelerators_usd_per_month: Spread,
    /// People and duties, with security on both.
    pub people_usd_per_month: Spread,
    /// The same over tokens of the own model, USD per million.
    pub usd_per_mtok: Spread,
    /// Share of draws in which the own model meets every threshold.
    pub meets: f64,
}

/// Moving over at the best time.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Migration {
    /// What it costs once, USD.
    pub usd: Spread,
    /// Months until savings have paid for it where one moves at once; null where the horizon is over before, in so many draws.
    pub payback_months: Quantiles,
    /// Share of draws in which it is not paid back within the horizon.
    pub never: f64,
    /// Mean worth today of moving in each third month, USD.
    pub worth_usd: Vec<(String, f64)>,
    /// The month of the largest mean worth; none where no month is worth it.
    pub best: Option<String>,
    /// Mean worth of moving then, or never, over that of moving at once, USD.
    pub waiting_usd: f64,
}

/// Owning against buying.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct BreakEvens {
    /// Name of the model that is run.
    pub model: String,
    /// Name of the accelerator.
    pub accelerator: String,
    /// Volume that the scenario has, tokens a day at the reference model.
    pub tokens_per_day: Spread,
    /// The fleet; none where the model fits on it in no draw.
    pub fleet: Option<OwnFleet>,
    /// Owning against the cheapest offer of each draw, then against each offer that meets the thresholds in some draw, the cheapest first.
    pub offers: Vec<AgainstOffer>,
    /// Moving over, against the cheapest offer of each month.
    pub migration: Migration,
    /// Discount rate, a year.
    pub discount_per_year: f64,
    /// Draws.
    pub draws: u32,
    /// Seed.
    pub seed: u32,
}

/// Finds from which volume on the scenario's own fleet pays, against every offer that does the same work as well; none where the scenario
/// has no fleet.
///
/// # Formula
/// [`crate::ownership::break_even()`] in the first month of each draw, of the deployment that keeps the pace and pays first; saving of a month: what the cheapest offer would cost less what owning costs. Moving in
/// month `m` is worth `sum_{t >= m} saving_t d^t - migration d^m`, `d = (1 + r)^(-1/12)`; a month without an offer saves nothing.
pub fn break_evens(
    scenario: Scenario,
    terms: &Terms,
    blocks: u32,
    seed: u32,
    hands: Hands,
) -> Option<BreakEvens> {
    let own = scenario.plan.ownership?;
    let months = scenario.plan.months;
    let lines = scenario.plan.lines.len();
    let width = FLEET + OFFER * (lines + 1) + 1 + months;
    let arm = Lived::new(scenario, seed);
    let rows = hands(std::slice::from_ref(&arm), blocks, &|rooms, block| {
        let mut rows = Vec::with_capacity(width * BLOCK as usize);
        for index in block * BLOCK..(block + 1) * BLOCK {
            rows.extend(row(&mut rooms[0], terms, index, width));
        }
        rows
    })
    .concat();
    let plan = &arm.scenario().plan;
    let table = Table { rows: &rows, width };
    let meets = table.column(0).filter(|it| *it > 0.0).count() as f64;
    let fits = table.column(0).filter(|it| !it.is_nan()).count();
    let spread = |at: usize| Spread::of(table.column(at));
    let fleet = OwnFleet {
        meets: meets / fits as f64,
        accelerators_per_replica: spread(1),
        usd_per_accelerator_hour: spread(2),
        replicas: spread(3),
        utilisation: spread(4),
        carries_tokens_per_day: spread(5),
        accelerators_usd_per_month: spread(6),
        people_usd_per_month: spread(7),
        usd_per_mtok: spread(8),
    };
    let mut offers: Vec<AgainstOffer> = (0..lines)
        .map(|line| table.offer(line + 1, &plan.lines[line].id, &plan.lines[line].name))
        .filter(|it| it.meets > 0.0)
        .collect();
    offers.sort_by(|a, b| a.usd_per_mtok.p50.total_cmp(&b.usd_per_mtok.p50));
    offers.insert(0, table.offer(0, "", "the cheapest in each draw"));
    let worth = Savings { table: &table, at: FLEET + OFFER * (lines + 1), months };
    Some(BreakEvens {
        model: plan.models[own.model.index()].name.clone(),
        accelerator: plan.accelerators[plan.pairs[own.pair].accelerator].name.clone(),
        tokens_per_day: Spread::of((0..blocks * BLOCK).map(|it| volume(&arm, it))),
        fleet: (fits > 0).then_some(fleet),
        offers,
        migration: worth.migration(terms, |month| plan.start.plus(month as i32).to_string()),
        discount_per_year: terms.discount_per_year,
        draws: blocks * BLOCK,
        seed,
    })
}

/// The buyer's volume in a draw.
fn volume(arm: &Lived, index: u32) -> f64 {
    let scenario = arm.scenario();
    let path = "workload.tokens_per_day";
    let input = scenario.inputs.iter().find(|it| it.path == path);
    let at = |key| point(u64::from(arm.seed()), key, index);
    input.map_or(f64::NAN, |it| it.distribution.quantile(at(it.key)))
}

/// Numbers draw by draw.
struct Table<'a> {
    rows: &'a [f64],
    width: usize,
}

impl Table<'_> {
    fn column(&self, at: usize) -> impl Iterator<Item = f64> {
        self.rows.chunks_exact(self.width).map(move |row| row[at])
    }

    fn offer(&self, place: usize, line: &str, name: &str) -> AgainstOffer {
        let from = FLEET + OFFER * place;
        let counts = self.column(from).filter(|it| !it.is_nan()).count() as f64;
        let draws = self.column(from).count() as f64;
        let endless = self.column(from + 1).filter(|it| it.is_infinite()).count() as f64;
        let spread = |at: usize| Spread::of(self.column(from + at));
        AgainstOffer {
            line: line.to_string(),
            name: name.to_string(),
            meets: counts / draws,
            usd_per_mtok: spread(0),
            never: endless / counts,
            tokens_per_day: Quantiles::of(self.column(from + 1)),
            utilisation: spread(2),
            would_take_tokens_per_day: spread(3),
            ceiling_tokens_per_day: spread(4),
            own_cheaper: self.column(from + 5).filter(|it| *it > 0.0).count() as f64 / counts,
        }
    }
}

impl Quantiles {
    /// Quantiles of values of which some may be endless: one between an endless neighbour and another is endless.
    fn of(values: impl Iterator<Item = f64>) -> Quantiles {
        let Spread { p5, p25, p50, p75, p95, .. } = Spread::of(values);
        let kept = |it: f64| if it.is_nan() { f64::INFINITY } else { it };
        Quantiles { p5: kept(p5), p25: kept(p25), p50: kept(p50), p75: kept(p75), p95: kept(p95) }
    }
}
