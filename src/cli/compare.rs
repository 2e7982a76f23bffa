use clap::Args;
use undercut::analysis::{Comparison, Difference, Months, compare, in_unit, metric_name, percent};
use undercut::scenario::{Override, Scenario};
use undercut::statistics::Spread;
use undercut::uncertainty::{BLOCK, Domain, Unit, parse};

use super::csv_text::{csv_text, number};
use super::run::overrides;
use super::study::{self, Asked, spread};
use super::tables::{NONE, wrapped};
use super::{Failure, scenario};

/// Compare scenarios on common draws: what each later one costs or earns less the first.
#[derive(Debug, Args)]
#[command(mut_arg("format", |it| it.help("How to write the answer; in CSV a line per scenario or difference and month")))]
#[command(mut_arg("set", |it| it.help("Put a value in place of what all the scenarios say")))]
pub struct Compare {
    /// Scenario files, or names of scenarios that come with undercut, the first the one that others are held against
    #[arg(required = true)]
    scenarios: Vec<String>,
    /// One more: the first scenario with this value in place of its own; several with commas between make one
    #[arg(long, value_name = "PATH=VALUE")]
    with: Vec<String>,
    /// What is compared: METRIC[:SUBJECT][@MONTH], such as gross_margin:closed-labs; the buyer's own bill without it
    #[arg(long, default_value = "bill_usd_per_month", value_name = "TARGET")]
    metric: String,
    /// Rate at which later dollars count for less, a year
    #[arg(long, value_parser = rate, default_value = "10%", value_name = "RATE")]
    discount: f64,
    /// Draws of each, rounded up to blocks of 256
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000), default_value_t = 4096)]
    draws: u32,
    #[command(flatten)]
    asked: Asked,
}

/// A rate a year.
fn rate(text: &str) -> Result<f64, String> {
    let read = parse(text, Unit::Fraction, Domain::NonNegative)?;
    match read.is_fixed() && read.median() <= 10.0 {
        true => Ok(read.median()),
        false => Err("must be one number between 0 and 1,000%".to_string()),
    }
}

impl Compare {
    /// Compares and writes the answer.
    pub fn run(self) -> Result<(), Failure> {
        let arms = self.arms()?;
        if arms.len() < 2 {
            let rule = "there is nothing to compare with: name a second one, or a change by --with";
            return Err(format!("{}: {rule}", arms[0].0).into());
        }
        let blocks = self.draws.div_ceil(BLOCK);
        let (draws, seed) = (u64::from(BLOCK) * arms.len() as u64, self.asked.seed());
        let found = self
            .asked
            .live(draws, |hands| compare(arms, &self.metric, self.discount, blocks, seed, hands))?;
        let found = found.map_err(|it| Failure(it.iter().map(ToString::to_string).collect()))?;
        self.asked.write(&found, table, csv)
    }

    /// The scenarios by name, those with a change after those that are named.
    fn arms(&self) -> Result<Vec<(String, Scenario)>, Failure> {
        let catalog = self.asked.catalogue.read()?;
        let all = self.asked.set()?;
        let read =
            |name: &str, more: &[Override]| scenario(name, &[&all[..], more].concat(), &catalog);
        let mut arms = Vec::new();
        for name in &self.scenarios {
            arms.push((name.clone(), read(name, &[])?));
        }
        for change in &self.with {
            let parts: Vec<String> = changes(change);
            let first = &self.scenarios[0];
            arms.push((format!("{first} with {change}"), read(first, &overrides(&parts)?)?));
        }
        Ok(arms)
    }
}

/// The changes of one text: a comma before another path begins the next.
fn changes(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in text.split(',') {
        match parts.last_mut() {
            Some(last) if !part.contains('=') => {
                last.push(',');
                last.push_str(part);
            }
            _ => parts.push(part.to_string()),
        }
    }
    parts
}

/// Rows of a table: the first, the last, and every twelfth month.
fn months(count: usize) -> Vec<usize> {
    let mut months: Vec<usize> = (0..count).step_by(12).collect();
    if !(count - 1).is_multiple_of(12) {
        months.push(count - 1);
    }
    months
}

fn at(it: &Months, month: usize, unit: &str) -> String {
    let [p5, p50, p95] = [&it.p5, &it.p50, &it.p95].map(|it| in_unit(it[month], unit));
    if p50 == "-" { p50 } else { format!("{p50} [{p5} to {p95}]") }
}

/// What an arm is called in a table, by its place.
fn letter(place: usize) -> String {
    let letter = u8::try_from(place).ok().filter(|it| *it < 26).map(|it| char::from(b'A' + it));
    letter.map_or(format!("#{place}"), String::from)
}

fn table(it: &Comparison) -> String {
    let metric = metric_name(it.metric).replace('_', " ");
    let metric = metric.trim_end_matches(" usd per month");
    let mut text = String::new();
    for (place, arm) in it.arms.iter().enumerate() {
        let said = format!("{}: {}, {metric} of {}", letter(place), arm.name, arm.subject.name);
        text += &wrapped(&said, "   ");
        text.push('\n');
    }
    let kept = months(it.arms.iter().map(|arm| arm.months.len()).min().unwrap_or(1));
    let mut header = vec![it.unit];
    header.extend(kept.iter().map(|&month| it.arms[0].months[month].as_str()));
    let discounted = format!("in all, at {} a year", percent(it.discount_per_year));
    if it.arms[0].spend_usd.is_some() {
        header.push(&discounted);
    }
    let mut rows = Vec::new();
    let mut add = |name: String, of: &Months, usd: Option<Spread>| {
        let mut row = vec![name];
        row.extend(kept.iter().map(|&month| at(of, month, it.unit)));
        row.extend(usd.iter().map(|usd| spread(usd, "USD")));
        rows.push(row);
    };
    for (place, arm) in it.arms.iter().enumerate() {
        add(letter(place), &arm.by_month, arm.spend_usd);
    }
    for (place, difference) in it.differences.iter().enumerate() {
        let name = format!("{} less A", letter(place + 1));
        add(name, &difference.by_month, difference.spend_usd);
    }
    text += &study::table(&header, &rows);
    text.push('\n');
    for (place, arm) in it.arms.iter().enumerate() {
        let most = arm.unserved.iter().flatten().copied().fold(0.0, f64::max);
        if most > NONE {
            let name = letter(place);
            let said = format!(
                "{name} leaves up to {} of its requests unserved in a month, on the mean of draws.",
                percent(most)
            );
            text += &wrapped(&said, "  ");
            text.push('\n');
        }
    }
    for (place, difference) in it.differences.iter().enumerate() {
        text += &wrapped(&said(it, difference, &letter(place + 1)), "  ");
        text.push('\n');
    }
    let small = format!(
        "Median [9 in 10: p5 to p95] over {} common draws, seed {}. undercut {}.\n",
        it.draws,
        it.seed,
        env!("CARGO_PKG_VERSION")
    );
    text + &small
}

/// In how many draws the first one has less.
fn said(it: &Comparison, difference: &Difference, of: &str) -> String {
    let less = "A";
    if difference.equal == 1.0 {
        return format!("{less} and {of} are the same in every draw.");
    }
    let (what, when) = match difference.spend_usd {
        Some(_) => ("costs less".to_string(), "over the months, discounted".to_string()),
        None => ("has the lower number".to_string(), format!("in {}", it.month)),
    };
    let same = match difference.equal > 0.0 {
        true => format!(", and the same in {}", percent(difference.equal)),
        false => String::new(),
    };
    format!("{less} {what} than {of} in {} of draws {when}{same}.", percent(difference.first_lower))
}

fn csv(it: &Comparison) -> Result<String, Failure> {
    let header = [
        "kind", "name", "less", "metric", "unit", "month", "p5", "p25", "p50", "p75", "p95", "mean",
    ];
    let mut rows = Vec::new();
    let metric = metric_name(it.metric);
    let mut add = |kind: &str, name: &str, less: &str, months: &[String], of: &Months| {
        for (place, month) in months.iter().enumerate() {
            let mut row: Vec<String> =
                [kind, name, less, &metric, it.unit, month].map(str::to_string).to_vec();
            let numbers = [&of.p5, &of.p25, &of.p50, &of.p75, &of.p95, &of.mean];
            row.extend(numbers.map(|it| number(it[place])));
            rows.push(row);
        }
    };
    for arm in &it.arms {
        add("scenario", &arm.name, "", &arm.months, &arm.by_month);
    }
    for difference in &it.differences {
        add(
            "difference",
            &difference.of,
            &difference.less,
            &difference.months,
            &difference.by_month,
        );
    }
    csv_text(header, &rows)
}
