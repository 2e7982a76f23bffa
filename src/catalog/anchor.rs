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
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Option<Anchor> {
        let source = fields.source(problems);
        let model = fields.named("model", "model", problems);
        let accelerator = fields.named("accelerator", "accelerator", problems);
        let engine = fields.named("engine", "engine", problems);
        let precision = fields.choice("precision", &Precision::NAMES, problems);
        let accelerators = fields.count("accelerators", problems);
        let tensor_parallel = fields.count("tensor_parallel", problems);
        let expert_parallel = fields.count("expert_parallel", problems);
        let data_parallel_attention = fields.flag("data_parallel_attention", problems);
        let input_tokens = fields.count("input_tokens", problems);
        let output_tokens = fields.count("output_tokens", problems);
        let length_ratio = fields.count("length_ratio", problems);
        let concurrency = fields.count("concurrency", problems);
        let tokens_per_s = fields.count("tokens_per_s", problems);
        let output_tokens_per_s = fields.count("output_tokens_per_s", problems);
        let ttft_s = fields.count("ttft_s", problems);
        let tpot_s = fields.count("tpot_s", problems);
        let version = fields.text("version", problems);
        Some(Anchor {
            model: ModelId(model?),
            accelerator: AcceleratorId(accelerator?),
            engine: EngineId(engine?),
            precision: precision?,
            accelerators: accelerators?,
            tensor_parallel: tensor_parallel?,
            expert_parallel: expert_parallel?,
            data_parallel_attention,
            input_tokens: input_tokens?,
            output_tokens: output_tokens?,
            length_ratio: length_ratio?,
            concurrency: concurrency?,
            tokens_per_s: tokens_per_s?,
            output_tokens_per_s: output_tokens_per_s?,
            ttft_s: ttft_s?,
            tpot_s: tpot_s?,
            version: version?,
            source: source?,
        })
    }
}
