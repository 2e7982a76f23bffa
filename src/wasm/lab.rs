//! What only the lab exports: questions about hardware and routing, asked by the views that load it.

use wasm_bindgen::prelude::*;

use crate::scenario::tables::ServingCatalog;

/// The models whose shape the lab knows, by name.
#[wasm_bindgen]
pub fn serving_models() -> Vec<String> {
    ServingCatalog::shipped().models().map(str::to_string).collect()
}
