//! How the result of a run is written: what of it, in which form, where.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use undercut::analysis::{Shown, doubts, report_of};
use undercut::catalog::Catalog;
use undercut::scenario::Scenario;
use undercut::simulation::{LEVELS, Metric, Simulation, SubjectKind};

use super::tables::{self, Named};
use super::{Failure, Format, report, write};

/// What of a run is written, and how.
#[derive(Debug, Args)]
pub struct Printed {
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
    /// How to write the result; in CSV a line per curve and month
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
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

impl Printed {
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

    /// Refuses what no form can show, before anything is run.
    pub fn check(&self) -> Result<(), Failure> {
        match self.tables.is_empty() || self.format == Format::Table {
            true => Ok(()),
            false => Err("--tables: JSON and CSV have every number".to_string().into()),
        }
    }

    /// Writes the result of a run; `usual` is the scenario without the changes that it was run with, where there are any.
    pub fn write(
        &self,
        simulation: &Simulation,
        catalog: &Catalog,
        usual: Option<&Scenario>,
    ) -> Result<(), Failure> {
        let shown = self.shown();
        let mut summary = report_of(simulation, &shown);
        let doubts = usual.map_or_else(Vec::new, |usual| doubts(simulation.scenario(), usual));
        summary.notes.splice(0..0, doubts);
        let text = match self.format {
            Format::Table => tables::text(&summary, simulation, &shown, &self.tables, catalog),
            Format::Json => report::json(&summary, simulation),
            Format::Csv => report::csv(&summary, simulation)?,
        };
        write(self.output.as_ref(), &text)
    }
}
