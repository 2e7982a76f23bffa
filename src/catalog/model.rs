//! Models: weights with an architecture, scores and measured token counts.

use crate::calendar::Day;
use crate::ids::{ModelId, ProviderId};
use crate::source::Source;

use super::figure::{Figure, Figures};
use super::ids::BenchmarkId;

/// A model: what a line sells, and what an accelerator runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Short name, such as `deepseek-v4-pro`.
    pub id: String,
    /// Name as its creator writes it.
    pub name: String,
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
    /// Tokens accepted per decoding step with three drafted, where somebody measured it.
    pub acceptance_length: Option<Figure>,
    /// Scores in [0, 1], in the order of the file; empty where the predecessor's stand in.
    pub scores: Vec<(BenchmarkId, Figure)>,
    /// Tokens of one pass over a benchmark.
    pub tokens: Vec<TokenRun>,
}

impl Model {
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

/// A number format in which weights are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 16-bit brain float: 2 bytes.
    Bf16,
    /// 8-bit float: 1 byte.
    Fp8,
    /// 4-bit float: half a byte and its scales.
    Fp4,
    /// 4-bit integer weights: half a byte and their scales.
    Int4,
}

/// What a model is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum ModelArchitecture {
    /// Read from a published configuration.
    Known(Box<KnownArchitecture>),
    /// Not public: sizes are wide assumptions.
    Guessed(Box<GuessedArchitecture>),
}

/// An architecture from a published configuration; parameters and elements are counts, work is in FLOPs.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownArchitecture {
    /// Transformer layers.
    pub layers: f64,
    /// Layers with routed experts.
    pub moe_layers: f64,
    /// Width of the residual stream.
    pub hidden: f64,
    /// Routed experts in a layer; 0 in a dense model.
    pub experts: f64,
    /// Routed experts that a token uses.
    pub experts_per_token: f64,
    /// Parameters that every token uses: attention, shared experts, dense layers, output.
    pub dense_params: f64,
    /// Parameters of all routed experts.
    pub expert_params: f64,
    /// Parameters of the routed experts that a token uses.
    pub active_expert_params: f64,
    /// Key-value heads, over which tensor parallelism can split the cache; 1 means it is replicated.
    pub kv_heads: f64,
    /// Cached key-value elements per token of context.
    pub kv_elements_per_token: f64,
    /// Cached elements per token of context that select what attention reads.
    pub index_elements_per_token: f64,
    /// Cached elements per sequence whatever its length (sliding windows).
    pub kv_elements_constant: f64,
    /// Key-value elements that a decoding step reads per token of context.
    pub kv_read_elements_per_token: f64,
    /// Key-value elements that a decoding step reads whatever the context (windows, selected blocks).
    pub kv_read_elements_constant: f64,
    /// Context positions that sparse attention reads at most; 0 where it reads all.
    pub sparse_positions: f64,
    /// Attention FLOPs of a decoding step per token of context that is read.
    pub decode_flops_per_token: f64,
    /// Attention FLOPs of a decoding step whatever the context.
    pub decode_flops_constant: f64,
    /// Attention FLOPs per prefilled token per token of context.
    pub prefill_flops_per_token: f64,
    /// Attention FLOPs per prefilled token whatever the context.
    pub prefill_flops_constant: f64,
    /// FLOPs of the selection per token of context.
    pub index_flops_per_token: f64,
    /// Where the numbers come from.
    pub source: Source,
}

impl KnownArchitecture {
    /// Parameters in all.
    pub fn total_params(&self) -> f64 {
        self.dense_params + self.expert_params
    }

    /// Parameters that a token uses.
    pub fn active_params(&self) -> f64 {
        self.dense_params + self.active_expert_params
    }
}

/// Sizes of a model whose architecture is not public.
#[derive(Debug, Clone, PartialEq)]
pub struct GuessedArchitecture {
    /// Parameters in all.
    pub total_params: Figure,
    /// Parameters that a token uses.
    pub active_params: Figure,
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
