//! The models behind the lines, and the benchmarks that judge them.

use super::Cast;
use super::architecture::ArchitecturePlan;
use super::scores::ScorePlan;
use crate::catalog::{self, ModelArchitecture, Weights};
use crate::ids::{LineId, ModelId};
use crate::scenario::builder::Record;
use crate::scenario::inputs::{Factor, Slot};
use crate::workload::TokenFactors;

/// A benchmark.
#[derive(Debug, Clone, PartialEq)]
pub struct BenchmarkPlan {
    /// Number of questions.
    pub items: f64,
    /// Inflation of scores by contamination.
    pub contamination: Slot,
}

/// A model.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelPlan {
    /// Id in the catalogue.
    pub id: String,
    /// Name.
    pub name: String,
    /// Whether its weights are open.
    pub open: bool,
    /// What the serving model needs to know.
    pub architecture: ArchitecturePlan,
    /// Reported scores, one place per benchmark of the plan; none where nothing is known.
    pub scores: Vec<Option<ScorePlan>>,
    /// Sampling noise of the scores, a standard normal number.
    pub score_noise: Slot,
    /// Token factors, one per class of the plan.
    pub factors: Vec<TokenFactors>,
    /// Input and output that a request may have together, tokens, where it is known.
    pub context_tokens: Option<Slot>,
    /// Output that a request may have, thinking included, tokens, where it is known.
    pub max_output_tokens: Option<Slot>,
    /// Output tokens per decoding step with speculative decoding, where it was measured.
    pub acceptance_length: Option<Slot>,
    /// How far the serving model is off, a standard normal number.
    pub serving_noise: Slot,
}

impl Cast<'_, '_, '_> {
    /// The benchmarks that some class uses, in the catalogue's order, and their weights by class.
    pub(super) fn benchmarks(&mut self, class_weights: &[Vec<(String, f64)>]) {
        for (place, it) in self.catalog.benchmarks.iter().enumerate() {
            let used = |weights: &Vec<(String, f64)>| {
                weights.iter().any(|(id, weight)| *id == it.id && *weight > 0.0)
            };
            if !class_weights.iter().any(used) {
                continue;
            }
            self.used_benchmarks.push(place);
            let record = Record { path: format!("catalog.benchmarks.{}", it.id), name: &it.name };
            let contamination = self.builder.figure_of(
                &record,
                "contamination",
                "contamination",
                &it.contamination,
                Some(Factor::Contamination),
            );
            self.benchmarks.push(BenchmarkPlan { items: it.items.median(), contamination });
        }
        for weights in class_weights {
            let weight = |&place: &usize| {
                let id = &self.catalog.benchmarks[place].id;
                weights.iter().find(|(name, _)| name == id).map_or(0.0, |(_, weight)| *weight)
            };
            self.weights.push(self.used_benchmarks.iter().map(weight).collect());
        }
    }

    /// The models behind the world's lines, the reference model and the buyer's own.
    pub(super) fn models(&mut self, reference: &str, own: &str) {
        let reference = self.catalog.model(reference).map(|id| id.index());
        let own = self.catalog.model(own).map(|id| id.index());
        for place in 0..self.catalog.models.len() {
            let of_model = |line: &LineId| self.catalog.lines[line.index()].model.index() == place;
            let sold = self.played.iter().any(of_model);
            if sold || reference == Some(place) || own == Some(place) {
                self.used_models.push(place);
                let model = self.model(place, reference.unwrap_or(place));
                self.models.push(model);
            }
        }
    }

    fn model(&mut self, place: usize, reference: usize) -> ModelPlan {
        let it = &self.catalog.models[place];
        let record = Record { path: format!("catalog.models.{}", it.id), name: &it.name };
        let scores = self.scores(ModelId(place as u16));
        for (class, weights) in self.weights.iter().enumerate() {
            let tested =
                weights.iter().zip(&scores).any(|(weight, score)| *weight > 0.0 && score.is_some());
            if !tested {
                self.untested.push((class, it.name.clone()));
            }
        }
        let weights = self.weights.clone();
        let factors = weights.iter().map(|weights| self.factors(it, reference, weights)).collect();
        let name = &it.name;
        let score_noise = self.builder.noise(
            &record,
            "score_noise",
            "sampling noise of its scores",
            "binomial noise of a finite number of questions",
            None,
        );
        let serving_noise = self.builder.noise(
            &record,
            "serving_noise",
            "error of its predicted serving cost",
            "residual of the serving fit",
            Some(Factor::Residual),
        );
        let architecture = match &it.architecture {
            ModelArchitecture::Known(shape) => {
                ArchitecturePlan::Known(self.catalog.shapes[shape.index()].architecture)
            }
            ModelArchitecture::Guessed(guess) => {
                let mut size =
                    |key, what, figure| self.builder.figure_of(&record, key, what, figure, None);
                let total_params = size("total_params", "total parameters", &guess.total_params);
                let active_params =
                    size("active_params", "active parameters", &guess.active_params);
                self.builder.check_not_below(total_params, active_params);
                ArchitecturePlan::Guessed { total_params, active_params }
            }
        };
        let acceptance_length = it.acceptance_length.as_ref().map(|figure| {
            let what = "tokens per speculative step";
            self.builder.figure_of(&record, "acceptance_length", what, figure, None)
        });
        let mut window = |key: &str, what: &str, figure: &Option<catalog::Figure>| {
            let figure = figure.as_ref()?;
            Some(self.builder.figure_of(&record, key, what, figure, None))
        };
        let context_tokens = window("context_tokens", "context window", &it.context_tokens);
        let max_output_tokens =
            window("max_output_tokens", "longest output", &it.max_output_tokens);
        ModelPlan {
            context_tokens,
            max_output_tokens,
            acceptance_length,
            id: it.id.clone(),
            name: name.clone(),
            open: it.weights == Weights::Open,
            architecture,
            scores,
            score_noise,
            factors,
            serving_noise,
        }
    }

    /// Token factors of a model on a class: the weighted mean over the class's benchmarks of its measured
    /// counts over the reference model's; where the class has none that both ran, over the benchmarks of the
    /// world's index; else over all.
    fn factors(&mut self, it: &catalog::Model, reference: usize, weights: &[f64]) -> TokenFactors {
        let reference = &self.catalog.models[reference];
        let mean = |weight_of: &dyn Fn(usize) -> f64| {
            let (mut sum, mut total) =
                (TokenFactors { input: 0.0, answer: 0.0, reasoning: 0.0 }, 0.0);
            for run in &it.tokens {
                let Some(base) = reference.token_run(run.benchmark) else { continue };
                let weight = weight_of(run.benchmark.index());
                total += weight;
                sum.input += weight * run.input / base.input;
                sum.answer += weight * run.answer / base.answer;
                sum.reasoning += weight * run.reasoning / base.answer;
            }
            (total > 0.0).then(|| TokenFactors {
                input: sum.input / total,
                answer: sum.answer / total,
                reasoning: sum.reasoning / total,
            })
        };
        let of_class = |benchmark: usize| {
            let used = self.used_benchmarks.iter().position(|&place| place == benchmark);
            used.map_or(0.0, |place| weights[place])
        };
        let of_index = |benchmark: usize| {
            let index = &self.catalog.benchmarks[benchmark].index;
            if index.is_some() && *index == self.world.index { 1.0 } else { 0.0 }
        };
        match mean(&of_class).or_else(|| mean(&of_index)).or_else(|| mean(&|_| 1.0)) {
            Some(factors) => factors,
            None => {
                let fact = "no token counts; assumed to write what the reference model does";
                self.builder.note(&it.name, fact);
                TokenFactors::REFERENCE
            }
        }
    }

    /// Says which models cannot be judged on which class.
    pub(super) fn note_untested(&mut self) {
        for (class, model) in std::mem::take(&mut self.untested) {
            let name = self.builder.text(&format!("workload.task[{class}].name")).to_string();
            let fact = format!("tested on no benchmark of \"{name}\", so not asked to serve it");
            self.builder.note(&model, &fact);
        }
    }
}
