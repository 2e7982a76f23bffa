//! What came out of a run, as structure; the bulk of the numbers stands apart in one array.

use super::curves::{Metric, Subject};
use super::run::Simulation;

/// The names of the numbers that each month of a curve has, in order.
pub const BAND: [&str; 8] = ["p5", "p25", "p50", "p75", "p95", "mean", "error", "defined"];

/// What came out of a run.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Summary {
    /// Version of the model that computed it.
    pub model_version: String,
    /// Title of the scenario.
    pub title: String,
    /// Question of the scenario.
    pub question: String,
    /// World of the scenario.
    pub world: String,
    /// The day whose list prices the first month has.
    pub prices_as_of: String,
    /// Seed.
    pub seed: u32,
    /// Draws.
    pub draws: u32,
    /// Months, `YYYY-MM`.
    pub months: Vec<String>,
    /// Names of the numbers of each month: `p5`, `p25`, `p50`, `p75`, `p95`, `mean`, `error` (Monte Carlo standard
    /// error of the median; NaN below four blocks) and `defined` (share of draws in which the value exists).
    pub band: Vec<String>,
    /// The curves.
    pub curves: Vec<Curve>,
    /// First passages of levels.
    pub passages: Vec<Passage>,
    /// Sentences.
    pub headlines: Vec<Headline>,
    /// What a reader should know besides.
    pub notes: Vec<String>,
}

/// A curve: a number followed month by month.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Curve {
    /// What it shows.
    pub metric: Metric,
    /// Its unit.
    pub unit: String,
    /// What it is about.
    pub subject: Subject,
    /// Place of its first number in the array of bands.
    pub offset: u32,
}

/// When a curve crosses a level, over all draws.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Passage {
    /// What it is about.
    pub subject: Subject,
    /// What crosses.
    pub metric: Metric,
    /// The level.
    pub level: f64,
    /// The side that counts: `below` or `above`.
    pub direction: String,
    /// Draws past the level in the first month.
    pub already: u32,
    /// Draws never past it.
    pub never: u32,
    /// Draws first past it in each month.
    pub by_month: Vec<u32>,
}

/// A sentence that the numbers support.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Headline {
    /// The view that it heads: `margins` or `cost`.
    pub view: String,
    /// The sentence.
    pub text: String,
}

impl Simulation {
    /// What has come out so far; headlines are the analysis's to add.
    pub fn summary(&self) -> Summary {
        let scenario = self.scenario();
        let curves = self.curves();
        let start = scenario.plan.start;
        let passage = |(curve, passage): &(usize, crate::statistics::FirstPassage)| {
            let (metric, subject) = &curves.list[*curve];
            Passage {
                subject: subject.clone(),
                metric: *metric,
                level: passage.level(),
                direction: match passage.direction() {
                    crate::statistics::Direction::Below => "below".to_string(),
                    crate::statistics::Direction::Above => "above".to_string(),
                },
                already: passage.already(),
                never: passage.never(),
                by_month: passage.by_month().to_vec(),
            }
        };
        Summary {
            model_version: env!("CARGO_PKG_VERSION").to_string(),
            title: scenario.title.clone(),
            question: scenario.question.clone(),
            world: scenario.world.clone(),
            prices_as_of: scenario.prices_as_of.clone(),
            seed: self.seed(),
            draws: self.draws(),
            months: (0..curves.months).map(|month| start.plus(month as i32).to_string()).collect(),
            band: BAND.map(str::to_string).to_vec(),
            curves: curves
                .list
                .iter()
                .enumerate()
                .map(|(place, (metric, subject))| Curve {
                    metric: *metric,
                    unit: metric.unit().to_string(),
                    subject: subject.clone(),
                    offset: (place * curves.months * BAND.len()) as u32,
                })
                .collect(),
            passages: self.passages().iter().map(passage).collect(),
            headlines: Vec::new(),
            notes: scenario.notes.clone(),
        }
    }

    /// The bands of all curves: curve by curve, month by month, the numbers of [`BAND`].
    pub fn bands(&self) -> Vec<f64> {
        let mut numbers = Vec::with_capacity(self.curves().points() * BAND.len());
        for curve in 0..self.curves().list.len() {
            for month in 0..self.curves().months {
                let band = self.band(curve, month);
                numbers.extend([
                    band.p5,
                    band.p25,
                    band.p50,
                    band.p75,
                    band.p95,
                    band.mean,
                    band.error,
                    band.defined,
                ]);
            }
        }
        numbers
    }
}
