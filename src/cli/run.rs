use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::{Args, ValueEnum};
use undercut::analysis::{Shown, doubts, report_of};
use undercut::error::cut;
use undercut::scenario::{Override, Scenario};
use undercut::simulation::{LEVELS, Metric, Simulation, SubjectKind};
use undercut::uncertainty::BLOCK;

use super::catalogue::Catalogue;
use super::tables::{self, Named};
use super::{Failure, Format, progress, report as print, scenario, write};

/// Simulate a scenario.
#[derive(Debug, Args)]
pub struct Run {
    /// A scenario file, or the name of a scenario that comes with undercut
    #[arg(default_value = "november-2026")]
    scenario: String,
    /// Draws, rounded up to blocks of 256; the scenario's own number without it
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    draws: Option<u32>,
    /// Seed; the same seed gives the same numbers on any machine and any number of threads
    #[arg(long, default_value_t = 42)]
    seed: u32,
    /// Put a value in place of what the scenario says, such as market.closed_response=match
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// The margin that sentences and the first table are about
    #[arg(long, value_enum, default_value = "gross")]
    margin: Margin,
    /// Whose margin
    #[arg(long, value_enum, default_value = "groups")]
    sellers: Sellers,
    /// The margin below which runs are counted, in tens of percent
    #[arg(long, value_parser = level, default_value = "50%", allow_hyphen_values = true)]
    level: f64,
    /// Tables to print, with commas between; `all` for every one. Without it those that carry the sentences
    #[arg(long, value_enum, value_delimiter = ',', value_name = "NAME")]
    tables: Vec<Named>,
    #[command(flatten)]
    catalogue: Catalogue,
    /// How to write the result; in CSV a line per curve and month
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Threads; one per core without it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=512))]
    threads: Option<u16>,
}

/// A margin that sentences can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Margin {
    /// List value of paid tokens less serving cost, which nobody reports
    List,
    /// Token revenue less inference of paying users
    Compute,
    /// Revenue less inference of paying and free users and other costs of serving
    Gross,
    /// The same of tokens alone
    Segment,
    /// Gross, less what clouds and partners get
    NetOfPartners,
    /// Revenue less inference, training and research compute
    AfterCompute,
    /// Revenue less all costs
    Operating,
}

/// Whose margins sentences can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sellers {
    /// Closed labs, open labs and hosts
    Groups,
    /// Each provider
    Providers,
}

/// A level that is counted, as a share or a percentage.
fn level(text: &str) -> Result<f64, String> {
    let number = match text.strip_suffix('%') {
        Some(percent) => percent.parse().map(|it: f64| it / 100.0),
        None => text.parse(),
    };
    let counted = |it: f64| LEVELS.into_iter().find(|level| (level - it).abs() < 1e-9);
    number.ok().and_then(counted).ok_or_else(|| {
        let levels = LEVELS.iter().rev().map(|it| undercut::analysis::percent(*it));
        format!("must be one of {}", levels.collect::<Vec<_>>().join(", "))
    })
}

impl Run {
    fn shown(&self) -> Shown {
        let metric = match self.margin {
            Margin::List => Metric::ListMargin,
            Margin::Compute => Metric::ComputeMargin,
            Margin::Gross => Metric::GrossMargin,
            Margin::Segment => Metric::SegmentMargin,
            Margin::NetOfPartners => Metric::NetOfPartnersMargin,
            Margin::AfterCompute => Metric::AfterComputeMargin,
            Margin::Operating => Metric::OperatingMargin,
        };
        let sellers = match self.sellers {
            Sellers::Groups => SubjectKind::Group,
            Sellers::Providers => SubjectKind::Provider,
        };
        Shown { metric, sellers, level: self.level, month: None }
    }

    /// Simulates and writes the result.
    pub fn run(self) -> Result<(), Failure> {
        if !self.tables.is_empty() && self.format != Format::Table {
            return Err("--tables: JSON and CSV have every number".to_string().into());
        }
        let overrides = overrides(&self.set)?;
        let catalog = self.catalogue.read()?;
        let scenario = scenario(&self.scenario, &overrides, &catalog)?;
        let draws = self.draws.unwrap_or(scenario.draws);
        let simulation = simulate(&scenario, self.seed, draws, self.threads)?;
        let shown = self.shown();
        let mut summary = report_of(&simulation, &shown);
        if !overrides.is_empty() {
            let usual = super::scenario(&self.scenario, &[], &catalog);
            let doubts = usual.map_or_else(|_| Vec::new(), |usual| doubts(&scenario, &usual));
            summary.notes.splice(0..0, doubts);
        }
        let text = match self.format {
            Format::Table => tables::text(&summary, &simulation, &shown, &self.tables, &catalog),
            Format::Json => print::json(&summary, &simulation),
            Format::Csv => print::csv(&summary, &simulation)?,
        };
        write(self.output.as_ref(), &text)
    }
}

/// The overrides that `--set` gives.
pub(super) fn overrides(set: &[String]) -> Result<Vec<Override>, Failure> {
    let parsed = set.iter().map(|text| Override::parse(text).ok_or(text));
    parsed.collect::<Result<_, _>>().map_err(|text| {
        Failure::from(format!(
            "--set {}: must be PATH=VALUE, such as market.closed_response=match",
            cut(text)
        ))
    })
}

/// Runs all blocks on threads and merges them.
fn simulate(
    scenario: &Scenario,
    seed: u32,
    draws: u32,
    threads: Option<u16>,
) -> Result<Simulation, Failure> {
    let blocks = draws.div_ceil(BLOCK);
    let bar = progress::bar(u64::from(blocks * BLOCK));
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.map_or(0, usize::from))
        .build()
        .map_err(|error| Failure::from(format!("cannot start threads: {error}")))?;
    // A thread keeps the outcomes of its block and no more: what is counted is one, whatever the number of threads.
    let first = Simulation::new(scenario.clone(), seed);
    let (next, total) = (AtomicU32::new(0), Mutex::new(first.afresh()));
    pool.broadcast(|_| {
        let (mut worker, mut outcomes) = (first.afresh(), Vec::new());
        loop {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= blocks {
                return;
            }
            worker.live_block(block, &mut outcomes);
            total.lock().unwrap_or_else(PoisonError::into_inner).count_block(block, &outcomes);
            bar.inc(u64::from(BLOCK));
        }
    });
    bar.finish_and_clear();
    Ok(total.into_inner().unwrap_or_else(PoisonError::into_inner))
}
