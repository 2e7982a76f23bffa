//! Measured deployments, to anchor predictions of their kind.

use crate::error::Problem;
use crate::ids::ModelId;
use crate::source::Source;

use super::fields::Fields;
use super::ids::{AcceleratorId, EngineId};
use super::model::Precision;

/// One measured row of a deployment, to anchor predictions of its kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Anchor {
    /// The model that ran.
    pub model: ModelId,
    /// On which accelerator.
    pub accelerator: AcceleratorId,
    /// Under which engine.
    pub engine: EngineId,
    /// With weights in which format.
    pub precision: Precision,
    /// Accelerators of the replica.
    pub accelerators: f64,
    /// Accelerators over which tensors were split.
    pub tensor_parallel: f64,
    /// Accelerators over which experts were split.
    pub expert_parallel: f64,
    /// Whether attention ran data-parallel.
    pub data_parallel_attention: bool,
    /// Nominal input tokens.
    pub input_tokens: f64,
    /// Nominal output tokens.
    pub output_tokens: f64,
    /// Mean actual over nominal length.
    pub length_ratio: f64,
    /// Requests in flight.
    pub concurrency: f64,
    /// Input and output tokens per second and accelerator.
    pub tokens_per_s: f64,
    /// Output tokens per second and accelerator.
    pub output_tokens_per_s: f64,
    /// Mean time to the first token, seconds.
    pub ttft_s: f64,
    /// Mean time per output token, seconds.
    pub tpot_s: f64,
    /// Version of the engine.
    pub version: String,
    /// Who measured it, and when.
    pub source: Source,
}

impl Anchor {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Anchor {
        Anchor {
            model: ModelId(fields.named("model", "model", problems)),
            accelerator: AcceleratorId(fields.named("accelerator", "accelerator", problems)),
            engine: EngineId(fields.named("engine", "engine", problems)),
            precision: fields.choice("precision", &Precision::NAMES, problems),
            accelerators: fields.count("accelerators", problems),
            tensor_parallel: fields.count("tensor_parallel", problems),
            expert_parallel: fields.count("expert_parallel", problems),
            data_parallel_attention: fields.flag("data_parallel_attention", problems),
            input_tokens: fields.count("input_tokens", problems),
            output_tokens: fields.count("output_tokens", problems),
            length_ratio: fields.count("length_ratio", problems),
            concurrency: fields.count("concurrency", problems),
            tokens_per_s: fields.count("tokens_per_s", problems),
            output_tokens_per_s: fields.count("output_tokens_per_s", problems),
            ttft_s: fields.count("ttft_s", problems),
            tpot_s: fields.count("tpot_s", problems),
            version: fields.text("version", problems),
            source: fields.source(problems),
        }
    }
}
