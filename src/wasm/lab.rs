//! What only the lab exports: questions about hardware and routing, asked by the views that load it.

use std::cell::RefCell;
use std::rc::Rc;

use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use super::{catalog, crossed, thrown};
use crate::analysis::hardware::{Evidence, Named};
use crate::analysis::{self, PriceHistory};
use crate::error::{Error, Problem};

/// Models, in the catalogue's order.
#[derive(Serialize, Tsify)]
pub struct Models(Vec<Named>);

/// The models whose shape the lab knows.
#[wasm_bindgen]
pub fn serving_models() -> Result<Ts<Models>, JsValue> {
    crossed(Models(evidence()?.models().collect()))
}

thread_local! {
    static EVIDENCE: RefCell<Option<Rc<Evidence>>> = const { RefCell::new(None) };
}

/// Forgets what was read against an earlier catalogue.
pub(super) fn forget() {
    EVIDENCE.set(None);
}

/// The catalogue with its measured rows, read once.
pub(super) fn evidence() -> Result<Rc<Evidence>, JsValue> {
    if let Some(known) = EVIDENCE.with_borrow(Clone::clone) {
        return Ok(known);
    }
    let read = Rc::new(Evidence::of(catalog()?.as_ref().clone()).map_err(thrown)?);
    EVIDENCE.set(Some(Rc::clone(&read)));
    Ok(read)
}

/// The list prices of a model over time; throws `Problems` where the catalogue has no model of that id.
#[wasm_bindgen]
pub fn prices_over_time(model: &str) -> Result<Ts<PriceHistory>, JsValue> {
    let unknown = || {
        let rule = "is not a model of the catalogue";
        thrown(Error::Invalid(vec![Problem::new("model", model, rule)]))
    };
    crossed(analysis::prices_over_time(&*catalog()?, model).ok_or_else(unknown)?)
}
