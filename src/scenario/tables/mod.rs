//! Tables that the terminal's `--input` files hold: the columns, and what a row of them means.

mod anchors;
mod answer;
mod closed;
mod columns;
mod hardware;
mod prediction;
mod rows;
mod serving;
mod spelling;

pub use anchors::Anchors;
pub use answer::Answer;
pub use columns::{Column, Holds, SERVING_INPUT, SERVING_OUTPUT, serving_schema};
pub use hardware::{FoundAccelerator, FoundArchitecture, ServingCatalog};
pub use rows::{Row, rows};
pub use serving::{Cell, Load, Measured, NO_TARGET_S, Phase, ServingRow};
