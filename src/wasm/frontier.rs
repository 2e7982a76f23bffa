//! Cost against quality, for the view that draws it.

use serde::{Deserialize, Serialize};
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use super::{Overrides, crossed, parsed, read};
use crate::analysis::{self, FrontierAsk, FrontierView, SavingMonth};
use crate::simulation::Simulation;

/// What the page asks of a frontier.
#[derive(Deserialize, Tsify)]
pub struct Asked(FrontierAsk);

/// Savings, month by month.
#[derive(Serialize, Tsify)]
pub struct SavingMonths(Vec<SavingMonth>);

/// What a scenario's own router or cascade saves every third month; none where its buyer has none.
#[wasm_bindgen]
pub fn savings(
    text: &str,
    overrides: Ts<Overrides>,
    seed: u32,
) -> Result<Ts<SavingMonths>, JsValue> {
    let simulation = Simulation::new(parsed(text, &read(&overrides)?)?, seed);
    crossed(SavingMonths(analysis::savings_by_month(&simulation)))
}

/// A scenario prepared for questions about routing.
#[wasm_bindgen]
pub struct Routing(analysis::Routing);

#[wasm_bindgen]
impl Routing {
    /// Prepares a scenario; throws `Problems` where it is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, overrides: Ts<Overrides>, seed: u32) -> Result<Routing, JsValue> {
        Ok(Routing(analysis::Routing::new(parsed(text, &read(&overrides)?)?, seed)))
    }

    /// The frontier, with the spread of its savings over the first `draws` draws.
    pub fn frontier(&mut self, asked: Ts<Asked>, draws: u32) -> Result<Ts<FrontierView>, JsValue> {
        let asked = asked.to_rust().map_err(|error| JsValue::from_str(&error.to_string()))?;
        crossed(self.0.frontier(&asked.0, draws))
    }
}
