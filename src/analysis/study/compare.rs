use super::{Hands, Statistic, Target};
use crate::error::Problem;
use crate::scenario::Scenario;
use crate::simulation::{Lived, Metric, Point, Subject};
use crate::statistics::Spread;
use crate::uncertainty::BLOCK;
use crate::units::MONTHS_PER_YEAR;

/// A scenario beside others.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Arm {
    /// What it is called.
    pub name: String,
    /// Title of the scenario.
    pub title: String,
    /// What the number is about in it, such as the buyer's own policy.
    pub subject: Subject,
    /// Months of its own.
    pub months: Vec<String>,
    /// The number, month by month.
    #[serde(flatten)]
    pub by_month: Months,
    /// Mean share of requests that nothing feasible serves, month by month; none where the number is no bill.
    pub unserved: Option<Vec<f64>>,
    /// Discounted sum over the months; none where the number is no flow of dollars.
    pub spend_usd: Option<Spread>,
}

/// Numbers over draws, month by month.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Months {
    /// 5th percentile.
    pub p5: Vec<f64>,
    /// A quarter lies below.
    pub p25: Vec<f64>,
    /// Median.
    pub p50: Vec<f64>,
    /// A quarter lies above.
    pub p75: Vec<f64>,
    /// 95th percentile.
    pub p95: Vec<f64>,
    /// Mean.
    pub mean: Vec<f64>,
}

/// What a later scenario's number is less the first one's, in the same draws.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Difference {
    /// The later one.
    pub of: String,
    /// The first one.
    pub less: String,
    /// Months, by the first one's calendar; as many as both have.
    pub months: Vec<String>,
    /// The difference, month by month.
    #[serde(flatten)]
    pub by_month: Months,
    /// The difference of discounted sums; none where the number is no flow of dollars.
    pub spend_usd: Option<Spread>,
    /// Share of draws in which the first one has less: of discounted dollars, else in the target's month.
    pub first_lower: f64,
    /// Share of draws in which both have the same.
    pub equal: f64,
}

/// Scenarios beside each other on common draws.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Comparison {
    /// The number.
    pub metric: Metric,
    /// Its unit.
    pub unit: &'static str,
    /// The month in which what is no flow is compared.
    pub month: String,
    /// Draws.
    pub draws: u32,
    /// Seed.
    pub seed: u32,
    /// Discount rate, a year.
    pub discount_per_year: f64,
    /// The scenarios, in order.
    pub arms: Vec<Arm>,
    /// Of each scenario but the first, less the first.
    pub differences: Vec<Difference>,
}

/// Compares scenarios on a number, written as a [`Target`], over `blocks` of 256 common draws.
///
/// # Formula
/// Draw by draw `d_t = b_t - a_t`; a flow is summed as `sum_t x_t (1 + r)^(-t / 12)`. Quantiles are of the sample.
///
/// # Errors
/// The target is not one of some scenario, with that scenario's name in front of its path.
pub fn compare(
    scenarios: Vec<(String, Scenario)>,
    target: &str,
    discount_per_year: f64,
    blocks: u32,
    seed: u32,
    hands: Hands,
) -> Result<Comparison, Vec<Problem>> {
    let of = |(name, scenario): &(String, Scenario)| {
        Target::parse(target, scenario)
            .map_err(|it| Problem { path: format!("{name}: {}", it.path), ..it })
    };
    let (targets, wrong): (Vec<_>, Vec<_>) = scenarios.iter().map(of).partition(Result::is_ok);
    let wrong: Vec<Problem> = wrong.into_iter().filter_map(Result::err).collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let targets: Vec<Target> = targets.into_iter().flatten().collect();
    let (names, arms): (Vec<String>, Vec<Lived>) =
        scenarios.into_iter().map(|(name, it)| (name, Lived::new(it, seed))).unzip();
    let lived = lived(&arms, &targets, blocks, hands);
    let rate = discount_per_year;
    let columns: Vec<Columns> = lived.iter().map(Columns::of).collect();
    let flow = targets.first().is_some_and(|it| it.metric.unit() == "USD/month");
    let differences = (1..arms.len()).map(|at| {
        let months = columns[0].months.len().min(columns[at].months.len());
        let less = |a: &[f64], b: &[f64]| -> Vec<f64> {
            b.iter().zip(a).map(|(b, a)| if a == b { 0.0 } else { b - a }).collect()
        };
        let by_month: Vec<Vec<f64>> = (0..months)
            .map(|month| less(&columns[0].months[month], &columns[at].months[month]))
            .collect();
        let sums = less(&columns[0].sum_of(months, rate), &columns[at].sum_of(months, rate));
        let judged = if flow { &sums } else { &by_month[targets[0].month.min(months - 1)] };
        let part = |holds: fn(f64) -> bool| {
            let there = judged.iter().filter(|it| !it.is_nan());
            there.clone().filter(|it| holds(**it)).count() as f64 / there.count() as f64
        };
        Difference {
            of: names[at].clone(),
            less: names[0].clone(),
            months: calendar(&arms[0], months),
            by_month: Months::of(&by_month),
            spend_usd: flow.then(|| Spread::of(sums.iter().copied())),
            first_lower: part(|it| it > 0.0),
            equal: part(|it| it == 0.0),
        }
    });
    let differences = differences.collect();
    let arm = |(at, name): (usize, &String)| Arm {
        name: name.clone(),
        title: arms[at].scenario().title.clone(),
        subject: targets[at].subject.clone(),
        months: calendar(&arms[at], columns[at].months.len()),
        by_month: Months::of(&columns[at].months),
        unserved: columns[at].unserved.clone(),
        spend_usd: flow
            .then(|| Spread::of(columns[at].sum_of(columns[at].months.len(), rate).into_iter())),
    };
    Ok(Comparison {
        metric: targets[0].metric,
        unit: targets[0].metric.unit(),
        month: targets[0].month_name.clone(),
        draws: blocks * BLOCK,
        seed,
        discount_per_year,
        arms: names.iter().enumerate().map(arm).collect(),
        differences,
    })
}

fn calendar(arm: &Lived, months: usize) -> Vec<String> {
    let start = arm.scenario().plan.start;
    (0..months).map(|month| start.plus(month as i32).to_string()).collect()
}

/// What an arm's draws came to: months of the number, then, of a bill, months of what is not served.
struct Drawn {
    months: usize,
    width: usize,
    rows: Vec<f64>,
}

/// Lives the draws of all arms: each block's rows, arm by arm.
fn lived(arms: &[Lived], targets: &[Target], blocks: u32, hands: Hands) -> Vec<Drawn> {
    let curves: Vec<Vec<usize>> = (arms.iter().zip(targets))
        .map(|(arm, target)| {
            let bill = target.metric == Metric::BillUsdPerMonth;
            let unserved = arm.curves().find(Metric::UnservedShare, &target.subject.id);
            std::iter::once(target.curve).chain(unserved.filter(|_| bill)).collect()
        })
        .collect();
    let widths: Vec<usize> =
        arms.iter().zip(&curves).map(|(arm, it)| arm.curves().months * it.len()).collect();
    let done = hands(arms, blocks, &|rooms, block| {
        let mut values = Vec::with_capacity(BLOCK as usize * widths.iter().sum::<usize>());
        for (room, curves) in rooms.iter_mut().zip(&curves) {
            let months = room.curves().months;
            for index in block * BLOCK..(block + 1) * BLOCK {
                let outcome = room.live(Point::Drawn(index));
                for curve in curves {
                    values.extend_from_slice(&outcome[curve * months..(curve + 1) * months]);
                }
            }
        }
        values
    });
    let mut before = 0;
    let of_arm = |(at, arm): (usize, &Lived)| {
        let (from, size) = (before, BLOCK as usize * widths[at]);
        before += size;
        Drawn {
            months: arm.curves().months,
            width: widths[at],
            rows: done.iter().flat_map(|it| &it[from..from + size]).copied().collect(),
        }
    };
    arms.iter().enumerate().map(of_arm).collect()
}

/// What an arm's draws came to, month by month.
struct Columns {
    months: Vec<Vec<f64>>,
    unserved: Option<Vec<f64>>,
}

impl Columns {
    fn of(drawn: &Drawn) -> Columns {
        let column = |at: usize| drawn.rows.chunks_exact(drawn.width).map(move |row| row[at]);
        let mean = |at: usize| Statistic::Mean.of(column(at));
        Columns {
            months: (0..drawn.months).map(|at| column(at).collect()).collect(),
            unserved: (drawn.width > drawn.months)
                .then(|| (drawn.months..drawn.width).map(mean).collect()),
        }
    }

    /// The discounted sum of the first months, draw by draw.
    fn sum_of(&self, months: usize, rate: f64) -> Vec<f64> {
        let worth =
            |month: usize| crate::math::power(1.0 + rate, -(month as f64) / MONTHS_PER_YEAR);
        let draws = self.months.first().map_or(0, Vec::len);
        let sum = |draw: usize| (0..months).map(|it| self.months[it][draw] * worth(it)).sum();
        (0..draws).map(sum).collect()
    }
}

impl Months {
    fn of(columns: &[Vec<f64>]) -> Months {
        let spreads: Vec<Spread> =
            columns.iter().map(|it| Spread::of(it.iter().copied())).collect();
        let each = |of: fn(&Spread) -> f64| spreads.iter().map(of).collect();
        Months {
            p5: each(|it| it.p5),
            p25: each(|it| it.p25),
            p50: each(|it| it.p50),
            p75: each(|it| it.p75),
            p95: each(|it| it.p95),
            mean: each(|it| it.mean),
        }
    }
}
