//! What a run says in sentences: each is a function of what its picture shows.

mod cost;
mod drawn;
mod margins;

use drawn::Drawn;

use crate::simulation::{Headline, Metric, Simulation, SubjectKind, Summary};

/// Draws from which numbers of sentences stand still.
const SETTLED: u32 = 4096;

/// What the pictures of a run show, which its sentences are about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shown {
    /// The margin.
    pub metric: Metric,
    /// Whose: groups or providers.
    pub sellers: SubjectKind,
    /// The margin whose first passage is told, one of [`crate::simulation::LEVELS`]; others are told of nothing.
    pub level: f64,
    /// The month looked at, counted from 0; margins at the end and bills at the start without it.
    pub month: Option<usize>,
}

impl Default for Shown {
    fn default() -> Shown {
        let (metric, sellers) = (Metric::GrossMargin, SubjectKind::Group);
        Shown { metric, sellers, level: 0.5, month: None }
    }
}

/// The summary of a run with the sentences that its numbers support, for the pictures that show when nothing is chosen.
pub fn report(simulation: &Simulation) -> Summary {
    report_of(simulation, &Shown::default())
}

/// The summary of a run with the sentences about what is shown.
pub fn report_of(simulation: &Simulation, shown: &Shown) -> Summary {
    let mut summary = simulation.summary();
    if simulation.draws() > 0 {
        summary.headlines = headlines(simulation, &summary.months, shown);
    }
    summary
}

fn headlines(simulation: &Simulation, months: &[String], shown: &Shown) -> Vec<Headline> {
    let last = months.len() - 1;
    let month = shown.month.unwrap_or(last).min(last);
    let view = "margins";
    let mut drawn = Drawn { simulation, months, shown, month, view, told: Vec::new() };
    margins::sentences(&mut drawn);
    (drawn.view, drawn.month) = ("cost", shown.month.unwrap_or(0).min(last));
    cost::sentences(&mut drawn);
    drawn.told
}

/// The sentences of a run while its draws arrive: their numbers stay as first told until 4,096 draws are in, and are told
/// anew then, and when all are in.
///
/// ```
/// use undercut::analysis::{Shown, Told};
/// # use undercut::{catalog::Catalog, scenario::{Scenario, shipped}, simulation::Simulation};
/// # let text = shipped("first-steps").expect("it is shipped").text;
/// # let scenario = Scenario::parse(text, &[], Catalog::shipped()?)?;
/// let mut simulation = Simulation::new(scenario, 42);
/// let (mut told, shown) = (Told::default(), Shown::default());
/// simulation.run_block(0);
/// simulation.keep();
/// let first = told.report(&simulation, &shown, 16_384).headlines;
/// simulation.run_block(1);
/// simulation.keep();
/// assert_eq!(told.report(&simulation, &shown, 16_384).headlines, first);
/// # Ok::<(), undercut::error::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Told {
    draws: u32,
    shown: Shown,
    headlines: Vec<Headline>,
}

impl Told {
    /// The summary so far of a run of `asked` draws, with the sentences that are told at this point.
    pub fn report(&mut self, simulation: &Simulation, shown: &Shown, asked: u32) -> Summary {
        let mut summary = simulation.summary();
        let draws = simulation.draws();
        let reached = |draws: u32| u32::from(draws >= SETTLED) + u32::from(draws >= asked);
        let anew = self.draws == 0 || self.shown != *shown || reached(draws) > reached(self.draws);
        if draws > 0 && anew {
            self.headlines = headlines(simulation, &summary.months, shown);
            (self.draws, self.shown) = (draws, *shown);
        }
        summary.headlines.clone_from(&self.headlines);
        summary
    }
}

#[cfg(test)]
mod tests;
