//! Monte Carlo simulator of LLM inference economics.

pub mod calendar;
pub mod document;
pub mod error;
pub mod ids;
pub mod math;
pub mod serving;
pub mod source;
pub mod statistics;
pub mod tokens;
pub mod uncertainty;
pub mod units;
