mod print;

use clap::Args;
use undercut::analysis::{Purchase, Terms, break_evens};
use undercut::catalog::{Catalog, Weights};
use undercut::ownership::{Bought, Limits};
use undercut::scenario::{Override, Scenario};
use undercut::uncertainty::{BLOCK, Distribution, Domain, Unit, parse};

use super::study::Asked;
use super::{Failure, messages, text};

/// Find from which volume on running a model oneself costs less than buying the same work.
#[derive(Debug, Args)]
#[command(mut_arg("format", |it| it.help("How to write the answer; in CSV a line per offer")))]
#[command(mut_arg("set", |it| it.help("Put a value in place of what the scenario says, such as ownership.accelerator=b200-sxm")))]
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
    #[command(flatten)]
    asked: Asked,
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
        let catalog = self.asked.catalogue.read()?;
        let set = self.asked.set()?;
        let file = text(&self.scenario)?;
        let read = |model: Option<&str>| {
            let model = model
                .map(|it| Override { path: "ownership.model".to_string(), text: it.to_string() });
            let all: Vec<Override> = set.iter().cloned().chain(model).collect();
            Scenario::parse(&file, &all, &catalog)
                .map_err(|error| Failure(messages(&self.scenario, &error)))
        };
        let ask = |scenario: Scenario, terms: &Terms, blocks: u32| {
            let seed = self.asked.seed();
            self.asked
                .live(u64::from(BLOCK), |hands| break_evens(scenario, terms, blocks, seed, hands))
        };
        let mut scenario = read(self.model.as_deref())?;
        let given = scenario.plan.ownership.is_some();
        let terms = self.terms(&scenario, &catalog)?;
        if !given {
            let tried = open_models(&scenario, &catalog).into_iter().filter_map(|id| {
                let tried = read(Some(&id)).ok()?;
                let found = ask(tried.clone(), &terms, 1).ok()??.fleet?;
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
        let Some(found) = ask(scenario, &terms, blocks)? else {
            return Err(format!("{}: has no fleet", self.scenario).into());
        };
        self.asked.write(&found, |it| print::table(it, given), print::csv)
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
