//! What the `--input` files of the command line may contain, checked: every problem at once.
//!
//! Deployments to serve are rows of a table; a pool of models to route over, or a market, is one JSON document;
//! a part of a run is bytes of its own.

mod age;
mod cells;
mod columns;
mod correlation;
mod csv_rows;
mod hardware_limits;
mod json;
mod json_rows;
mod layout;
mod machine;
mod market;
mod part;
mod policies;
mod route;
mod rows;
mod served;
mod serving;
mod spelling;
mod starts;
mod table;

pub use columns::{Column, Holds, SERVING_INPUT, SERVING_OUTPUT, serving_schema};
pub use market::{MARKET_SCHEMA, MarketInput};
pub use part::{MOST_BLOCKS, Part};
pub use route::{MENDED, ROUTE_SCHEMA, RouteInput, RouteModel};
pub use rows::{Row, rows};
pub use serving::{Cell, Load, MOST_ACCEPTED, Measured, NO_TARGET_S, Phase, ServingRow};
pub use table::Table;
