//! What the `--input` files of the command line may contain, checked: every problem at once.

mod json;
mod policies;
mod route;

pub use route::{ROUTE_SCHEMA, RouteInput, RouteModel};
