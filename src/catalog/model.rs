//! Models: weights with an architecture, scores and measured token counts.

use crate::calendar::Day;
use crate::document::Value;
use crate::error::Problem;
use crate::ids::{ModelId, ProviderId};
use crate::serving::Precision;
use crate::source::Source;
use crate::uncertainty::{Domain, Unit};

use super::architecture::ModelArchitecture;
use super::fields::{Fields, plain};
use super::figure::{Figure, Figures};
use super::ids::BenchmarkId;

/// A model: what a line sells, and what an accelerator runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Short name, such as `deepseek-v4-pro`.
    pub id: String,
    /// Name as its creator writes it.
    pub name: String,
    /// Names that gateways and price maps use for the same model, in lower case with hyphens.
    pub aliases: Vec<String>,
    /// Announced or rumoured, and not on sale: played only where a scenario names it.
    pub announced: bool,
    /// Who made it.
    pub creator: ProviderId,
    /// Whether anybody may run it.
    pub weights: Weights,
    /// The day on which it became available.
    pub released: Day,
    /// The variant whose scores and token counts these are: thinking mode and effort.
    pub effort: String,
    /// The model it replaced at its creator, if that is in the catalogue.
    pub predecessor: Option<ModelId>,
    /// The form in which it is usually served.
    pub precision: Precision,
    /// What it is made of.
    pub architecture: ModelArchitecture,
    /// Input and output that a request may have together, tokens.
    pub context_tokens: Option<Figure>,
    /// Output that a request may have, thinking included, tokens.
    pub max_output_tokens: Option<Figure>,
    /// Tokens accepted per decoding step with three drafted, where somebody measured it.
    pub acceptance_length: Option<Figure>,
    /// Scores in [0, 1], in the order of the file; empty where the predecessor's stand in.
    pub scores: Vec<(BenchmarkId, Figure)>,
    /// Tokens of one pass over a benchmark.
    pub tokens: Vec<TokenRun>,
    /// Whose scores stand in where nobody measured it.
    pub carried: Option<Carried>,
}

/// Scores of a relative in place of a model's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// The relative that was measured.
    pub from: ModelId,
    /// What the model gained on it, probits.
    pub gain_probit: Figure,
}

impl Model {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Model {
        let architecture = ModelArchitecture::read(fields, problems);
        let mut scores = Vec::new();
        for key in ["scores", "stated_scores"] {
            if let Some((inner, entries)) = fields.map(key, problems) {
                for (path, benchmark, value) in entries {
                    let figure =
                        inner.figure_of(value, &path, Unit::Fraction, Domain::Unit, problems);
                    let benchmark = fields.id("benchmark", benchmark, &path, problems);
                    scores.push((BenchmarkId(benchmark), figure));
                }
            }
        }
        let mut tokens = Vec::new();
        if let Some((inner, entries)) = fields.map("tokens", problems) {
            let source = inner.source(problems);
            for (path, benchmark, value) in entries {
                let benchmark = BenchmarkId(fields.id("benchmark", benchmark, &path, problems));
                let [input, answer, reasoning] = three(value, &path, problems);
                let source = source.clone();
                tokens.push(TokenRun { benchmark, input, answer, reasoning, source });
            }
        }
        let carried = fields.inner("carried", problems).map(|mut inner| {
            let from = ModelId(inner.named("from", "model", problems));
            let gain_probit = inner.figure("gain_probit", Unit::Probit, Domain::Real, problems);
            inner.finish(problems);
            Carried { from, gain_probit }
        });
        let mut tokens_of = |key: &'static str, problems: &mut Vec<Problem>| {
            fields.maybe_figure(key, Unit::Tokens, Domain::Positive, problems)
        };
        let context_tokens = tokens_of("context_tokens", problems);
        let max_output_tokens = tokens_of("max_output_tokens", problems);
        let weights = [("open", Weights::Open), ("closed", Weights::Closed)];
        Model {
            id: fields.text("id", problems),
            name: fields.text("name", problems),
            aliases: fields.aliases(problems),
            announced: fields.flag("announced", problems),
            context_tokens,
            max_output_tokens,
            carried,
            creator: ProviderId(fields.named("creator", "provider", problems)),
            weights: fields.choice("weights", &weights, problems),
            released: fields.day("released", problems),
            effort: fields.text("effort", problems),
            predecessor: fields.maybe_named("predecessor", "model", problems).map(ModelId),
            precision: fields.precision("precision", problems),
            acceptance_length: fields.maybe_figure(
                "acceptance_length",
                Unit::Tokens,
                Domain::Positive,
                problems,
            ),
            architecture,
            scores,
            tokens,
        }
    }

    /// The score on `benchmark`, if there is one.
    pub fn score(&self, benchmark: BenchmarkId) -> Option<&Figure> {
        self.scores.iter().find(|(id, _)| *id == benchmark).map(|(_, figure)| figure)
    }

    /// The tokens of a pass over `benchmark`, if they were counted.
    pub fn token_run(&self, benchmark: BenchmarkId) -> Option<&TokenRun> {
        self.tokens.iter().find(|run| run.benchmark == benchmark)
    }

    pub(super) fn figures<'a>(
        &'a self,
        path: &str,
        name: impl Fn(BenchmarkId) -> &'a str,
        out: &mut Figures<'a>,
    ) {
        if let ModelArchitecture::Guessed(guess) = &self.architecture {
            out.push((format!("{path}.total_params"), &guess.total_params));
            out.push((format!("{path}.active_params"), &guess.active_params));
        }
        if let Some(figure) = &self.acceptance_length {
            out.push((format!("{path}.acceptance_length"), figure));
        }
        let windows = [
            ("context_tokens", &self.context_tokens),
            ("max_output_tokens", &self.max_output_tokens),
        ];
        for (key, figure) in windows {
            out.extend(figure.as_ref().map(|it| (format!("{path}.{key}"), it)));
        }
        if let Some(carried) = &self.carried {
            out.push((format!("{path}.carried.gain_probit"), &carried.gain_probit));
        }
        for (benchmark, figure) in &self.scores {
            out.push((format!("{path}.scores.{}", name(*benchmark)), figure));
        }
    }
}

/// Whether a model's weights can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// Anybody can run them.
    Open,
    /// Only the creator, and clouds under contract, run them.
    Closed,
}

/// Tokens of one pass over a benchmark, summed over its items.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenRun {
    /// The benchmark.
    pub benchmark: BenchmarkId,
    /// Input tokens, those of every turn counted.
    pub input: f64,
    /// Answer tokens.
    pub answer: f64,
    /// Thinking tokens.
    pub reasoning: f64,
    /// Who counted them.
    pub source: Source,
}

/// Input, answer and thinking tokens, written as a list of three.
fn three(value: &Value, path: &str, problems: &mut Vec<Problem>) -> [f64; 3] {
    let items = match value {
        Value::List(items) if items.len() == 3 => items,
        other => {
            let rule = "must be a list of three counts: input, answer, thinking";
            problems.push(Problem::new(path, other.shown(), rule));
            return [0.0; 3];
        }
    };
    let mut counts = [0.0; 3];
    for (count, item) in counts.iter_mut().zip(items) {
        *count = plain(item.scalar().unwrap_or_default(), path, problems);
    }
    counts
}
