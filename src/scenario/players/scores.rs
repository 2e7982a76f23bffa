//! What is known of a model's ability: its own scores, or a relative's with a gain where nobody measured it.

use super::Cast;
use crate::catalog::{self, BenchmarkId, Carried, Tier};
use crate::ids::{LineId, ModelId};
use crate::math::{phi, probit};
use crate::scenario::builder::Record;
use crate::scenario::inputs::{Draw, Slot};
use crate::source::Basis;

/// A model's score on a benchmark.
#[derive(Debug, Clone, PartialEq)]
pub enum ScorePlan {
    /// Its own.
    Own(Slot),
    /// That of a relative, moved by a gain.
    Carried {
        /// The relative's score.
        from: Slot,
        /// What the model gained on it, probits.
        gain_probit: Slot,
        /// Scores whose best is not surpassed: the measured ones of the tier, or of all where it has none.
        best: Vec<Slot>,
    },
}

impl ScorePlan {
    /// The score in a draw.
    ///
    /// # Formula
    /// Carried: `min(Phi(Phi^-1(s) + gain), max of the tier's measured scores)`, `s` the relative's score.
    pub fn reported(&self, draw: &Draw) -> f64 {
        match self {
            ScorePlan::Own(slot) => draw[*slot],
            ScorePlan::Carried { from, gain_probit, best } => {
                let moved = phi(probit(draw[*from]) + draw[*gain_probit]);
                let most = best.iter().map(|slot| draw[*slot]).reduce(f64::max);
                most.map_or(moved, |most| moved.min(most))
            }
        }
    }
}

impl Cast<'_, '_, '_> {
    /// The scores of a model, one place per benchmark in use.
    pub(super) fn scores(&mut self, id: ModelId) -> Vec<Option<ScorePlan>> {
        let carried = self.catalog.models[id.index()].carried.as_ref();
        let mut lacking = Vec::new();
        let mut scores = Vec::new();
        for place in self.used_benchmarks.clone() {
            let own = self.own_score(id, place).map(ScorePlan::Own);
            let score = own.or_else(|| {
                let from = self.own_score(carried?.from, place)?;
                lacking.push(self.catalog.benchmarks[place].name.as_str());
                Some(self.carried_score(id, carried?, from, place))
            });
            scores.push(score);
        }
        if let (Some(carried), false) = (carried, lacking.is_empty()) {
            let name = &self.catalog.models[id.index()].name;
            let relative = &self.catalog.models[carried.from.index()].name;
            let name = format!("{name} ({relative}, {} probits)", carried.gain_probit.text);
            let fact = format!(
                "no score on {}; assumed to be the relative's and such a gain, at most the best measured of the tier",
                lacking.join(", ")
            );
            self.builder.note(&name, &fact);
        }
        scores
    }

    /// The model's own score on a benchmark of the catalogue, as an input.
    fn own_score(&mut self, id: ModelId, benchmark: usize) -> Option<Slot> {
        let it = &self.catalog.models[id.index()];
        let figure = it.score(BenchmarkId(benchmark as u16))?;
        let benchmark = &self.catalog.benchmarks[benchmark];
        let path = format!("catalog.models.{}.scores.{}", it.id, benchmark.id);
        let label = format!("{} on {}", it.name, benchmark.name);
        Some(self.builder.figure_once(path, label, figure))
    }

    fn carried_score(
        &mut self,
        id: ModelId,
        carried: &Carried,
        from: Slot,
        benchmark: usize,
    ) -> ScorePlan {
        let it = &self.catalog.models[id.index()];
        let record = Record { path: format!("catalog.models.{}", it.id), name: &it.name };
        let what = format!("gain on {}", self.catalog.models[carried.from.index()].name);
        let (path, label) = (record.path("carried.gain_probit"), record.label(&what));
        let gain_probit = self.builder.figure_once(path, label, &carried.gain_probit);

        let best = self.most(id, from, benchmark);
        ScorePlan::Carried { from, gain_probit, best }
    }

    /// The measured scores among the played lines of the tier in which the model is sold; where there are none, those of
    /// every tier and the relative's.
    fn most(&mut self, id: ModelId, from: Slot, benchmark: usize) -> Vec<Slot> {
        let line = |line: &LineId| &self.catalog.lines[line.index()];
        let tier = self.played.iter().map(line).find(|it| it.model == id).map(|it| it.tier);
        let measured = |tier: Option<Tier>| {
            let mut models: Vec<ModelId> = Vec::new();
            for it in self.played.iter().map(line) {
                let alike = tier.is_none_or(|tier| it.tier == tier);
                if alike && self.measured(it.model, benchmark) && !models.contains(&it.model) {
                    models.push(it.model);
                }
            }
            models
        };
        let of_tier = measured(tier);
        let (models, relative) = match of_tier.is_empty() {
            true => (measured(None), Some(from)),
            false => (of_tier, None),
        };
        let own = models.into_iter().filter_map(|it| self.own_score(it, benchmark));
        own.chain(relative).collect()
    }

    fn measured(&self, id: ModelId, benchmark: usize) -> bool {
        let figure = self.catalog.models[id.index()].score(BenchmarkId(benchmark as u16));
        figure.is_some_and(|it: &catalog::Figure| it.source.basis == Basis::Measured)
    }
}
