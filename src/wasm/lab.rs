//! What only the lab exports: the one way to ask, for the views that load it.

use std::cell::RefCell;

use tsify::Ts;
use wasm_bindgen::prelude::*;

use super::{catalog, crossed, thrown};
use crate::analysis::hardware::Inquiry;
use crate::analysis::{Answer, Question, Respondent};

thread_local! {
    static RESPONDENT: RefCell<Option<Respondent>> = const { RefCell::new(None) };
}

/// Forgets what was read against an earlier catalogue.
pub(super) fn forget() {
    RESPONDENT.set(None);
}

/// The answer to a question, of the same kind; throws `Problems` where the question or its scenario is wrong.
#[wasm_bindgen]
pub fn ask(question: Ts<Question>) -> Result<Ts<Answer>, JsValue> {
    let question = question.to_rust().map_err(|error| JsValue::from_str(&error.to_string()))?;
    let catalog = catalog()?;
    let answer = RESPONDENT.with_borrow_mut(|it| {
        it.get_or_insert_with(|| Respondent::new(catalog)).ask(question).map_err(thrown)
    });
    crossed(answer?)
}

/// The question that the view of hardware starts from.
#[wasm_bindgen]
pub fn usual_inquiry() -> Result<Ts<Inquiry>, JsValue> {
    crossed(Inquiry::default())
}
