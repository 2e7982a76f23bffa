//! What many draws add up to: bands of quantiles with their Monte Carlo error, and first passages of a
//! level. Every accumulator merges with another of its kind, and the order and the grouping of merges do not
//! change a bit of the result; memory does not grow with the number of draws.

pub mod bands;
pub mod block_medians;
pub mod exact_sum;
pub mod histogram;
pub mod passage;
#[cfg(feature = "tables")]
pub mod sample;
#[cfg(feature = "tables")]
pub mod sobol;
mod words;

pub use bands::{Band, Bands};
pub use block_medians::BlockMedians;
pub use exact_sum::ExactSum;
pub use histogram::Histogram;
pub use passage::{Direction, FirstPassage};
#[cfg(feature = "tables")]
pub use sample::{Spread, quantile};
#[cfg(feature = "tables")]
pub use sobol::{Indices, Share, sobol};

/// Two accumulators that cannot be merged, because they do not describe the same curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the two accumulators do not describe the same curves")]
pub struct Mismatch;
