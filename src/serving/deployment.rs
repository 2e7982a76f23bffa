//! One replica: which accelerators, how many, under which engine, laid out how.

use super::{Accelerator, Engine, Precision};

/// How a model is laid out on accelerators that serve prefill and decode together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deployment {
    /// What it runs on.
    pub accelerator: Accelerator,
    /// What serves it.
    pub engine: Engine,
    /// Number format of the weights.
    pub precision: Precision,
    /// Accelerators in the replica.
    pub gpus: u32,
    /// Ranks that split each dense weight.
    pub tensor_parallel: u32,
    /// Ranks over which experts are distributed whole; 1 splits every expert over all ranks.
    pub expert_parallel: u32,
    /// Each group of `tensor_parallel` ranks holds its own sequences, and experts are shared.
    pub data_parallel_attention: bool,
    /// Months by which the software is older than the fit's reference date; negative is newer.
    pub software_age_months: f64,
    /// Output tokens per step with speculative decoding; 1 without it.
    pub acceptance_length: f64,
    /// Measured over predicted throughput of one row of this (model, accelerator, engine, precision).
    pub anchor: Option<f64>,
    /// Throughput multiplier for what the closed form leaves out (a draw of its error); 1 for none.
    pub residual: f64,
}
