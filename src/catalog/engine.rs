//! Engines: what is claimed and what was measured of their speed.

use crate::source::Source;

use super::figure::{Figure, Figures};
use super::ids::{AcceleratorId, EngineId};
use super::model::Precision;
use crate::ids::ModelId;

/// A serving engine.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineRecord {
    /// Short name, such as `sglang`.
    pub id: String,
    /// Name.
    pub name: String,
    /// What others say or measured of its throughput over another engine's.
    pub ratios: Vec<EngineRatio>,
}

impl EngineRecord {
    pub(super) fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        for ratio in &self.ratios {
            out.push((format!("{path}.ratio.{}", ratio.id), &ratio.ratio));
        }
    }
}

/// Throughput of an engine over that of another, under stated conditions.
#[derive(Debug, Clone, PartialEq)]
pub struct EngineRatio {
    /// Short name, unique in its engine.
    pub id: String,
    /// The engine in the denominator.
    pub over: EngineId,
    /// Throughput over throughput.
    pub ratio: Figure,
    /// What was run.
    pub conditions: String,
}

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
