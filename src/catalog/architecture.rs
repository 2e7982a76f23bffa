//! What a model is made of: read from a published configuration, or guessed where there is none.

use crate::error::Problem;
use crate::source::Source;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::Figure;

/// What a model is made of.
#[derive(Debug, Clone, PartialEq)]
pub enum ModelArchitecture {
    /// Read from a published configuration.
    Known(Box<KnownArchitecture>),
    /// Not public: sizes are wide assumptions.
    Guessed(Box<GuessedArchitecture>),
}

impl ModelArchitecture {
    /// What stands in for an architecture that is not there.
    pub(super) fn stand_in() -> ModelArchitecture {
        let (total_params, active_params) = (Figure::stand_in(), Figure::stand_in());
        ModelArchitecture::Guessed(Box::new(GuessedArchitecture { total_params, active_params }))
    }

    /// Reads the record; one with `total_params` is guessed.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> ModelArchitecture {
        let total_params =
            fields.maybe_figure("total_params", Unit::Count, Domain::Positive, problems);
        if let Some(total_params) = total_params {
            let active_params =
                fields.figure("active_params", Unit::Count, Domain::Positive, problems);
            let guessed = GuessedArchitecture { total_params, active_params };
            return ModelArchitecture::Guessed(Box::new(guessed));
        }
        // Attention reads the whole cache unless the record says otherwise.
        let kv_elements_per_token = fields.count("kv_elements_per_token", problems);
        ModelArchitecture::Known(Box::new(KnownArchitecture {
            layers: fields.count("layers", problems),
            moe_layers: fields.count("moe_layers", problems),
            hidden: fields.count("hidden", problems),
            experts: fields.count("experts", problems),
            experts_per_token: fields.count("experts_per_token", problems),
            dense_params: fields.count("dense_params", problems),
            expert_params: fields.count("expert_params", problems),
            active_expert_params: fields.count("active_expert_params", problems),
            kv_heads: fields.count("kv_heads", problems),
            kv_elements_per_token,
            index_elements_per_token: fields.count_or("index_elements_per_token", 0.0, problems),
            kv_elements_constant: fields.count_or("kv_elements_constant", 0.0, problems),
            kv_read_elements_per_token: fields.count_or(
                "kv_read_elements_per_token",
                kv_elements_per_token,
                problems,
            ),
            kv_read_elements_constant: fields.count_or("kv_read_elements_constant", 0.0, problems),
            sparse_positions: fields.count_or("sparse_positions", 0.0, problems),
            decode_flops_per_token: fields.count("decode_flops_per_token", problems),
            decode_flops_constant: fields.count_or("decode_flops_constant", 0.0, problems),
            prefill_flops_per_token: fields.count("prefill_flops_per_token", problems),
            prefill_flops_constant: fields.count_or("prefill_flops_constant", 0.0, problems),
            index_flops_per_token: fields.count_or("index_flops_per_token", 0.0, problems),
            source: fields.source(problems),
        }))
    }
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
