//! What is asked: kinds of request, how long they are for each model, and how many there are.
//!
//! A **task class** fixes the lengths of a request as the reference model answers it. Other models read and
//! write other amounts for the same task; their measured token counts over the reference's are their
//! **token factors**. Volume is counted in requests: a figure in tokens a day is converted once, at the
//! reference model.

mod length;
mod volume;

pub use length::{Request, TokenFactors};
pub use volume::{normalised, requests_per_day};
