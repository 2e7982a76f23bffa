use std::path::PathBuf;

use clap::Args;
use undercut::analysis::{
    AgainstOffer, BreakEvens, Purchase, Quantiles, Terms, break_evens, percent, usd,
};
use undercut::catalog::{Catalog, Weights};
use undercut::ownership::{Bought, Limits};
use undercut::scenario::{Override, Scenario};
use undercut::statistics::Spread;
use undercut::uncertainty::{BLOCK, Distribution, Domain, Unit, parse};

use super::catalogue::Catalogue;
use super::run::overrides;
use super::study::{self, Draws, number, spread};
use super::tables::wrapped;
use super::{Failure, Format, messages, text, write};

/// Find from which volume on running a model oneself costs less than buying the same work.
#[derive(Debug, Args)]
pub struct Breakeven {
    /// A scenario file, or the name of a scenario that comes with undercut
    #[arg(default_value = "november-2026")]
    scenario: String,
    /// Open model that is run; the scenario's own, or else the one that meets its thresholds most surely and runs cheapest
    #[arg(long, value_name = "ID")]
    model: Option<String>,
    /// The most replicas; no limit without it
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000), value_name = "N")]
    replicas: Option<u32>,
    /// Replicas that stand by
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1000), value_name = "N")]
    spares: u32,
    /// Price of an accelerator with its share of machine and network, where it is bought; rented without it
    #[arg(long, value_name = "USD")]
    buy: Option<String>,
    /// Years until a bought one is sold
    #[arg(long, default_value = "4", value_name = "YEARS", requires = "buy")]
    life: String,
    /// What it is sold for then, over its price
    #[arg(long, default_value = "10%", value_name = "SHARE", requires = "buy")]
    residual: String,
    /// Cost of capital, a year
    #[arg(long, default_value = "12%", value_name = "RATE", requires = "buy")]
    capital: String,
    /// Power and space of a bought one, USD per kilowatt-hour
    #[arg(long, default_value = "$0.15", value_name = "USD", requires = "buy")]
    power: String,
    /// What moving over costs once
    #[arg(long, default_value = "$50k to $300k", value_name = "USD")]
    migration: String,
    /// Rate at which later dollars count for less, a year
    #[arg(long, default_value = "10%", value_name = "RATE")]
    discount: String,
    /// Draws, rounded up to blocks of 256
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000), default_value_t = 1024)]
    draws: u32,
    /// Put a value in place of what the scenario says, such as ownership.accelerator=b200-sxm
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    #[command(flatten)]
    lived: Draws,
    #[command(flatten)]
    catalogue: Catalogue,
    /// How to write the answer; in CSV a line per offer
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// An amount of an option.
fn amount(option: &str, text: &str, unit: Unit, domain: Domain) -> Result<Distribution, Failure> {
    parse(text, unit, domain).map_err(|rule| Failure::from(format!("--{option} {text}: {rule}")))
}

/// One number of an option.
fn one(option: &str, text: &str, unit: Unit, domain: Domain) -> Result<f64, Failure> {
    let read = amount(option, text, unit, domain)?;
    match read.is_fixed() {
        true => Ok(read.median()),
        false => Err(format!("--{option} {text}: must be one number").into()),
    }
}

impl Breakeven {
    /// Finds the break-evens and writes them.
    pub fn run(self) -> Result<(), Failure> {
        let catalog = self.catalogue.read()?;
        let threads = self.lived.threads(u64::from(BLOCK))?;
        let hands =
            &|arms: &[_], count, work: undercut::analysis::Work| threads.hands(arms, count, work);
        let set = overrides(&self.set)?;
        let file = text(&self.scenario)?;
        let read = |model: Option<&str>| {
            let model = model
                .map(|it| Override { path: "ownership.model".to_string(), text: it.to_string() });
            let all: Vec<Override> = set.iter().cloned().chain(model).collect();
            Scenario::parse(&file, &all, &catalog)
                .map_err(|error| Failure(messages(&self.scenario, &error)))
        };
        let mut scenario = read(self.model.as_deref())?;
        let given = scenario.plan.ownership.is_some();
        let terms = self.terms(&scenario, &catalog)?;
        if !given {
            let tried = open_models(&scenario, &catalog).into_iter().filter_map(|id| {
                let tried = read(Some(&id)).ok()?;
                let found = break_evens(tried.clone(), &terms, 1, self.lived.seed, hands)?.fleet?;
                Some((tried, found.meets, found.usd_per_mtok.p50))
            });
            let surer = |a: &(Scenario, f64, f64), b: &(Scenario, f64, f64)| {
                // As good as alike: a share of draws of a small sample.
                let sure = (a.1 * 10.0).round().total_cmp(&(b.1 * 10.0).round());
                sure.then(b.2.total_cmp(&a.2))
            };
            scenario = tried.max_by(surer).map(|it| it.0).ok_or_else(|| {
                let rule = "no open model of the scenario fits on ownership.accelerator: name one by --model";
                Failure::from(format!("{}: {rule}", self.scenario))
            })?;
        }
        let terms = self.terms(&scenario, &catalog)?;
        let blocks = self.draws.div_ceil(BLOCK);
        let found = break_evens(scenario, &terms, blocks, self.lived.seed, hands);
        threads.done();
        let Some(found) = found else {
            return Err(format!("{}: has no fleet", self.scenario).into());
        };
        let text = match self.format {
            Format::Table => table(&found, given),
            Format::Json => study::json(&found),
            Format::Csv => csv(&found)?,
        };
        write(self.output.as_ref(), &text)
    }

    fn terms(&self, scenario: &Scenario, catalog: &Catalog) -> Result<Terms, Failure> {
        let (share, positive) = (Domain::Unit, Domain::Positive);
        let bought = match &self.buy {
            None => None,
            Some(price) => Some(Purchase {
                usd: amount("buy", price, Unit::Usd, positive)?,
                bought: Bought {
                    usd: 0.0,
                    life_years: one(
                        "life",
                        self.life.trim_end_matches("years").trim(),
                        Unit::Count,
                        positive,
                    )?,
                    residual: one("residual", &self.residual, Unit::Fraction, share)?,
                    capital_per_year: one(
                        "capital",
                        &self.capital,
                        Unit::Fraction,
                        Domain::NonNegative,
                    )?,
                    watts: watts(scenario, catalog),
                    usd_per_kwh: one("power", &self.power, Unit::Usd, Domain::NonNegative)?,
                },
            }),
        };
        Ok(Terms {
            limits: Limits {
                most_replicas: self.replicas.map_or(f64::INFINITY, f64::from),
                spares: f64::from(self.spares),
            },
            bought,
            migration_usd: amount("migration", &self.migration, Unit::Usd, Domain::NonNegative)?,
            discount_per_year: one(
                "discount",
                &self.discount,
                Unit::Fraction,
                Domain::NonNegative,
            )?,
        })
    }
}

/// Power of the own accelerator with its share of machine and cooling, watts: as somebody states it, or 1.6 times its own.
fn watts(scenario: &Scenario, catalog: &Catalog) -> f64 {
    const AROUND: f64 = 1.6;
    let plan = &scenario.plan;
    let of = |id: &str| {
        let it = &catalog.accelerators[catalog.accelerator(id)?.index()];
        let own = it.tdp_w.as_ref().map(|it| AROUND * it.median());
        it.allin_w.as_ref().map(|it| it.median()).or(own)
    };
    let id =
        plan.ownership.map(|own| plan.accelerators[plan.pairs[own.pair].accelerator].id.as_str());
    id.and_then(of).unwrap_or(1500.0)
}

/// Open models among those of the scenario, by id.
fn open_models(scenario: &Scenario, catalog: &Catalog) -> Vec<String> {
    let open = |id: &&String| {
        catalog.model(id).is_some_and(|it| catalog.models[it.index()].weights == Weights::Open)
    };
    scenario.plan.models.iter().map(|it| &it.id).filter(open).cloned().collect()
}

/// A count of tokens a day.
fn tokens(value: f64) -> String {
    match value {
        _ if value.is_nan() => "-".to_string(),
        _ if value.is_infinite() => "never".to_string(),
        _ => usd(value).trim_start_matches('$').to_string(),
    }
}

fn volume(it: &Quantiles) -> String {
    match it.p50.is_infinite() {
        true if it.p5.is_infinite() => "never".to_string(),
        _ => format!("{} [{} to {}]", tokens(it.p50), tokens(it.p5), tokens(it.p95)),
    }
}

/// At how much of its capacity the fleet pays, or what never pays would take.
fn at(it: &AgainstOffer) -> String {
    let paying = 1.0 - it.never;
    if paying >= 0.5 {
        return percent(it.utilisation.p50);
    }
    let (asked, most) = (it.would_take_tokens_per_day.p50, it.ceiling_tokens_per_day.p50);
    format!("{} of {}", tokens(asked), tokens(most))
}

fn plain(it: &Spread, number: fn(f64) -> String) -> String {
    let [p5, p50, p95] = [it.p5, it.p50, it.p95].map(number);
    if p5 == p95 { p50 } else { format!("{p50} [{p5} to {p95}]") }
}

/// A number of things; between two of them where a median lies there.
fn count(value: f64) -> String {
    value.to_string()
}

/// Offers of a table; JSON and CSV have all.
const MOST_ROWS: usize = 12;
/// An offer that meets the thresholds in fewer draws is no alternative.
const SURE: f64 = 0.5;

fn table(it: &BreakEvens, given: bool) -> String {
    let mut text = String::new();
    let mut say = |words: &str| {
        text += &wrapped(words, "  ");
        text.push('\n');
    };
    let chosen = if given {
        ""
    } else {
        ", of the scenario's open models the surest to meet its thresholds and the cheapest of those to run"
    };
    say(&format!(
        "Running {} on {}{chosen}, against buying the same work.",
        it.model, it.accelerator
    ));
    let Some(fleet) = &it.fleet else {
        say("It fits there in no draw, at the pace that is asked.");
        return text;
    };
    say(&format!(
        "At {} tokens a day: {} replicas of {} accelerators at {} an hour, {} used; {} a month for accelerators and {} for people and duties, {} per \
         million of its tokens. It meets every threshold in {} of draws.",
        plain(&it.tokens_per_day, tokens),
        plain(&fleet.replicas, count),
        plain(&fleet.accelerators_per_replica, count),
        spread(&fleet.usd_per_accelerator_hour, "USD"),
        percent(fleet.utilisation.p50),
        spread(&fleet.accelerators_usd_per_month, "USD"),
        spread(&fleet.people_usd_per_month, "USD"),
        spread(&fleet.usd_per_mtok, "USD"),
        percent(fleet.meets),
    ));
    let told = it.offers.iter().filter(|it| it.meets >= SURE);
    let rows: Vec<Vec<String>> = told
        .take(MOST_ROWS)
        .map(|offer| {
            vec![
                offer.name.clone(),
                spread(&offer.usd_per_mtok, "USD"),
                volume(&offer.tokens_per_day),
                at(offer),
                percent(offer.never),
                percent(offer.own_cheaper),
                percent(offer.meets),
            ]
        })
        .collect();
    let header = [
        "",
        "USD/Mtok",
        "pays from, tokens a day",
        "utilisation",
        "never",
        "own cheaper now",
        "meets",
    ];
    let migration = &it.migration;
    let best = match (&migration.best, migration.waiting_usd) {
        (None, _) => {
            "No month within the horizon is worth moving in, on the mean of draws".to_string()
        }
        (Some(best), more) if more > 0.0 => {
            format!("The best month to move is {best}, worth {} more than at once", usd(more))
        }
        (Some(_), _) => "The best month to move is the first".to_string(),
    };
    let within = 1.0 - migration.never;
    let paid = match migration.payback_months.p50.is_finite() {
        true => format!(
            "is paid back in {} months at the median, and within the horizon in {} of draws",
            migration.payback_months.p50,
            percent(within)
        ),
        false => format!("is paid back within the horizon in {} of draws", percent(within)),
    };
    let moved = format!(
        "Moving over costs {} once and {paid}. {best} (at {} a year).",
        spread(&migration.usd, "USD"),
        percent(it.discount_per_year),
    );
    let left = match it.offers.len().saturating_sub(rows.len()) {
        0 => String::new(),
        left => format!(
            " {left} more offers, dearer or below a threshold in half of the draws, are in JSON and CSV."
        ),
    };
    let small = format!(
        "Median [9 in 10: p5 to p95] over {} draws, seed {}; volumes at the reference model, prices per million tokens that the own model would take for \
         the work. Where owning never pays in most draws, utilisation has the volume that one would have to serve, of what the fleet carries.{left}",
        it.draws, it.seed
    );
    text + &study::table(&header, &rows)
        + "\n"
        + &wrapped(&moved, "  ")
        + "\n"
        + &wrapped(&small, "  ")
        + "\n"
}

fn csv(it: &BreakEvens) -> Result<String, Failure> {
    let header = [
        "line",
        "name",
        "meets",
        "usd_per_mtok",
        "never",
        "tokens_per_day_p5",
        "tokens_per_day_p50",
        "tokens_per_day_p95",
        "utilisation",
        "would_take_tokens_per_day",
        "ceiling_tokens_per_day",
        "own_cheaper",
    ];
    let rows: Vec<Vec<String>> = (it.offers.iter())
        .map(|offer| {
            let mut row = vec![offer.line.clone(), offer.name.clone()];
            let volume = &offer.tokens_per_day;
            let numbers = [
                offer.meets,
                offer.usd_per_mtok.p50,
                offer.never,
                volume.p5,
                volume.p50,
                volume.p95,
                offer.utilisation.p50,
                offer.would_take_tokens_per_day.p50,
                offer.ceiling_tokens_per_day.p50,
                offer.own_cheaper,
            ];
            row.extend(
                numbers.map(|it| if it.is_infinite() { "never".to_string() } else { number(it) }),
            );
            row
        })
        .collect();
    study::csv(&header, &rows)
}
