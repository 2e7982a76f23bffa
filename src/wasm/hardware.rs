//! The hardware view's question to the lab.

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::{crossed, lab::evidence, thrown};
use crate::analysis::hardware::{self, Hardware, Inquiry};

/// Throughput, cost and comparisons of accelerators and engines; throws `Problems`.
#[wasm_bindgen]
pub fn hardware(inquiry: Ts<Inquiry>) -> Result<Ts<Hardware>, JsValue> {
    let inquiry = inquiry.to_rust().map_err(|error| JsValue::from_str(&error.to_string()))?;
    crossed(hardware::hardware(&inquiry, &*evidence()?).map_err(thrown)?)
}

/// The question that the view starts from.
#[wasm_bindgen]
pub fn usual_inquiry() -> Result<Ts<Inquiry>, JsValue> {
    crossed(Inquiry::default())
}
