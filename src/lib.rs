//! Monte Carlo simulator of LLM inference economics.

pub mod analysis;
pub mod calendar;
pub mod catalog;
pub mod document;
pub mod error;
pub mod ids;
pub mod market;
pub mod math;
pub mod ownership;
pub mod routing;
pub mod scenario;
pub mod serving;
pub mod simulation;
pub mod source;
pub mod statistics;
pub mod tokens;
pub mod uncertainty;
pub mod units;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
pub mod workload;
