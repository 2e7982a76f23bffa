//! Draws in blocks of 256, folded into what can be merged in any order with the same bits.

use super::curves::{Curves, Metric, SubjectKind};
use super::lived::{Lived, Point};
use crate::scenario::{Draw, Scenario};
use crate::statistics::{Band, Bands, Direction, FirstPassage, Mismatch};
use crate::uncertainty::BLOCK;

/// Draws whose whole paths are kept.
pub const PATHS: usize = 20;

/// The last block whose draws can be numbered.
const LAST_BLOCK: u32 = u32::MAX / BLOCK - 1;

/// Margins below which a group's first passage is counted, gross and operating: of these a reader chooses one.
pub const LEVELS: [f64; 9] = [0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.0];

/// What some blocks of draws add up to.
#[derive(Debug, Clone)]
pub struct Partial {
    bands: Bands,
    /// First passages, by the place of their curve.
    passages: Vec<(usize, FirstPassage)>,
    /// Outcomes of the first draws, if the first block is among the blocks.
    paths: Vec<f64>,
}

impl Partial {
    fn empty(curves: &Curves) -> Partial {
        let points = curves.list.iter();
        let histograms =
            points.flat_map(|(metric, _)| std::iter::repeat_n(metric.counted(), curves.months));
        let mut passages = Vec::new();
        for (place, (metric, subject)) in curves.list.iter().enumerate() {
            let mut add = |level, direction| {
                passages.push((place, FirstPassage::new(level, direction, curves.months)));
            };
            if subject.kind == SubjectKind::Group && metric.is_margin() {
                LEVELS.iter().for_each(|&level| add(level, Direction::Below));
                if *metric == Metric::OperatingMargin {
                    // When research and training begin to pay.
                    add(0.0, Direction::Above);
                }
            }
        }
        Partial { bands: Bands::counted_in(histograms), passages, paths: Vec::new() }
    }

    /// Counts the draws of the block `index`, if there are any.
    fn count(&mut self, curves: &Curves, index: u32, outcomes: &[f64]) {
        let months = curves.months;
        for outcome in outcomes.chunks_exact(curves.points().max(1)) {
            for (curve, passage) in &mut self.passages {
                passage.add_path(&outcome[*curve * months..(*curve + 1) * months]);
            }
        }
        if index == 0 {
            self.paths.extend_from_slice(&outcomes[..outcomes.len().min(PATHS * curves.points())]);
        }
        self.bands.add_block(outcomes);
    }

    /// Adds the blocks of `other`; the same bits come out in whatever order partials are merged.
    ///
    /// # Errors
    /// [`Mismatch`] where the other one follows other curves; this one may then hold a part of it, and is of
    /// no more use.
    pub fn merge(&mut self, other: &Partial) -> Result<(), Mismatch> {
        let same = |((_, mine), (_, theirs)): (&(usize, FirstPassage), &(usize, FirstPassage))| {
            mine.level() == theirs.level()
                && mine.direction() == theirs.direction()
                && mine.by_month().len() == theirs.by_month().len()
        };
        if self.passages.len() != other.passages.len()
            || !self.passages.iter().zip(&other.passages).all(same)
        {
            return Err(Mismatch);
        }
        self.bands.merge(&other.bands)?;
        for ((_, mine), (_, theirs)) in self.passages.iter_mut().zip(&other.passages) {
            mine.merge(theirs)?;
        }
        if self.paths.is_empty() {
            self.paths.clone_from(&other.paths);
        }
        Ok(())
    }

    /// The partial as words, to send it from one worker to another: parts, each after its length.
    pub fn to_words(&self) -> Vec<u32> {
        let mut words = vec![0];
        self.bands.write(&mut words);
        words[0] = (words.len() - 1) as u32;
        for (_, passage) in &self.passages {
            let part = passage.to_words();
            words.push(part.len() as u32);
            words.extend(part);
        }
        words.push(2 * self.paths.len() as u32);
        words.extend(self.paths.iter().flat_map(|value| {
            let bits = value.to_bits();
            [bits as u32, (bits >> 32) as u32]
        }));
        words
    }

    /// The partial of [`Partial::to_words`] for a simulation of the same curves; none where it is not one.
    pub fn from_words(words: &[u32], curves: &Curves) -> Option<Partial> {
        let mut partial = Partial::empty(curves);
        partial.merge_words(words).ok()?;
        Some(partial)
    }

    /// Adds the blocks of another, written as words.
    ///
    /// # Errors
    /// [`Mismatch`] where the words are not those of [`Partial::to_words`] or follow other curves; this one may then
    /// hold a part of them, and is of no more use.
    pub fn merge_words(&mut self, words: &[u32]) -> Result<(), Mismatch> {
        let mut rest = words;
        let mut part = || {
            let (length, tail) = rest.split_first()?;
            let (part, tail) = tail.split_at_checked(*length as usize)?;
            rest = tail;
            Some(part)
        };
        self.bands.merge_words(part().ok_or(Mismatch)?)?;
        for (_, passage) in &mut self.passages {
            let other = part().and_then(FirstPassage::from_words).ok_or(Mismatch)?;
            passage.merge(&other)?;
        }
        let paths = part().ok_or(Mismatch)?;
        if !rest.is_empty() || !paths.len().is_multiple_of(2 * self.bands.points().max(1)) {
            return Err(Mismatch);
        }
        if self.paths.is_empty() {
            let value = |it: &[u32]| f64::from_bits(u64::from(it[0]) | u64::from(it[1]) << 32);
            self.paths = paths.chunks_exact(2).map(value).collect();
        }
        Ok(())
    }
}

/// A scenario being simulated under a seed.
///
/// Blocks are run one by one, here or in other workers that have a simulation of the same scenario and seed;
/// their partials are merged. Nothing depends on who ran which block.
#[derive(Debug, Clone)]
pub struct Simulation {
    lived: Lived,
    /// Blocks run here and not taken.
    here: Partial,
    /// Blocks merged.
    total: Partial,
    /// Outcomes of a block, to be counted.
    outcomes: Vec<f64>,
}

impl Simulation {
    /// A simulation without draws.
    pub fn new(scenario: Scenario, seed: u32) -> Simulation {
        Simulation::of(Lived::new(scenario, seed))
    }

    /// Another of the same scenario and seed, without draws; quicker than a new one.
    pub fn afresh(&self) -> Simulation {
        Simulation::of(self.lived.clone())
    }

    fn of(lived: Lived) -> Simulation {
        let empty = || Partial::empty(lived.curves());
        Simulation { here: empty(), total: empty(), lived, outcomes: Vec::new() }
    }

    /// The scenario.
    pub fn scenario(&self) -> &Scenario {
        self.lived.scenario()
    }

    /// The curves.
    pub fn curves(&self) -> &Curves {
        self.lived.curves()
    }

    /// The seed.
    pub fn seed(&self) -> u32 {
        self.lived.seed()
    }

    /// The outcome of one draw: the value of every curve in every month.
    pub fn outcome(&mut self, index: u32) -> &[f64] {
        self.lived.live(Point::Drawn(index))
    }

    /// The outcome of numbers that are given instead of drawn, with the luck of the draw `index`.
    pub fn outcome_of(&mut self, draw: &Draw, index: u32) -> &[f64] {
        self.lived.live(Point::Numbers(draw, index))
    }

    /// Room of its own to live through draws of the same scenario and seed.
    pub(super) fn room(&self) -> Lived {
        self.lived.clone()
    }

    /// The room that outcomes are lived through in.
    pub(super) fn lived(&mut self) -> &mut Lived {
        &mut self.lived
    }

    /// Runs the draws of block `index`: 256 of them, from `256 index` on; none beyond 2^32.
    pub fn run_block(&mut self, index: u32) {
        let mut outcomes = std::mem::take(&mut self.outcomes);
        self.live_block(index, &mut outcomes);
        self.here.count(self.lived.curves(), index, &outcomes);
        self.outcomes = outcomes;
    }

    /// Lives through the draws of block `index` and fills `outcomes` with what came out, draw by draw; nothing beyond 2^32.
    pub fn live_block(&mut self, index: u32, outcomes: &mut Vec<f64>) {
        outcomes.clear();
        if index <= LAST_BLOCK {
            outcomes.reserve_exact(self.curves().points() * BLOCK as usize);
            for place in 0..BLOCK {
                outcomes.extend_from_slice(self.outcome(index * BLOCK + place));
            }
        }
    }

    /// Adds block `index` to the result, whose draws another of the same scenario and seed lived through
    /// ([`Simulation::live_block`]).
    pub fn count_block(&mut self, index: u32, outcomes: &[f64]) {
        self.total.count(self.lived.curves(), index, outcomes);
    }

    /// The blocks run here since the last time, to be merged somewhere.
    pub fn take(&mut self) -> Partial {
        std::mem::replace(&mut self.here, Partial::empty(self.lived.curves()))
    }

    /// The blocks of the result, which is then without any.
    #[cfg(feature = "tables")]
    pub fn take_total(&mut self) -> Partial {
        std::mem::replace(&mut self.total, Partial::empty(self.lived.curves()))
    }

    /// Adds blocks to the result.
    ///
    /// # Errors
    /// [`Mismatch`] where they come from a simulation of other curves.
    pub fn merge(&mut self, partial: &Partial) -> Result<(), Mismatch> {
        self.total.merge(partial)
    }

    /// Adds blocks to the result that come as the words of a partial.
    ///
    /// # Errors
    /// [`Mismatch`] where they come from a simulation of other curves.
    pub fn merge_words(&mut self, words: &[u32]) -> Result<(), Mismatch> {
        self.total.merge_words(words)
    }

    /// Adds the blocks run here to the result.
    pub fn keep(&mut self) {
        let here = self.take();
        if self.total.bands.draws() == 0 {
            self.total = here;
        } else {
            // Both follow the curves of this simulation.
            let _ = self.total.merge(&here);
        }
    }

    /// Draws in the result.
    pub fn draws(&self) -> u32 {
        self.total.bands.draws()
    }

    /// The band of a curve in a month.
    pub fn band(&self, curve: usize, month: usize) -> Band {
        self.total.bands.band(curve * self.curves().months + month)
    }

    /// First passages of levels, by the place of their curve.
    pub fn passages(&self) -> &[(usize, FirstPassage)] {
        &self.total.passages
    }

    /// The paths of a curve in the first draws, draw by draw.
    pub fn paths(&self, curve: usize) -> Vec<f64> {
        let months = self.curves().months;
        if curve >= self.curves().list.len() {
            return Vec::new();
        }
        let outcomes = self.total.paths.chunks_exact(self.curves().points().max(1));
        outcomes
            .flat_map(|outcome| &outcome[curve * months..(curve + 1) * months])
            .copied()
            .collect()
    }
}
