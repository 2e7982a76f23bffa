//! Questions over the run: what the numbers say in words, and which inputs drive them.

mod headline;
mod swing;

pub use headline::report;
pub use swing::{Swing, swings};
