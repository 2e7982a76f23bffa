//! What the `--input` files of the command line may contain, checked: every problem at once.
//!
//! Deployments to serve are rows of a table; a pool of models to route over is one JSON document.

mod age;
mod anchors;
mod answer;
mod cells;
mod closed;
mod columns;
mod csv_rows;
mod hardware;
mod hardware_limits;
mod json;
mod json_rows;
mod layout;
mod phase_alone;
mod policies;
mod prediction;
mod refusal;
mod route;
mod rows;
mod serving;
mod spelling;
mod table;

pub use anchors::Anchors;
pub use answer::Answer;
pub use columns::{Column, Holds, SERVING_INPUT, SERVING_OUTPUT, serving_schema};
pub use hardware::{FoundAccelerator, FoundArchitecture, ServingCatalog};
pub use route::{ROUTE_SCHEMA, RouteInput, RouteModel};
pub use rows::{Row, rows};
pub use serving::{Cell, Load, Measured, NO_TARGET_S, Phase, ServingRow};
pub use table::Table;
