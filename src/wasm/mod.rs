//! The browser front: the only file that names wasm-bindgen, serde-wasm-bindgen or web-sys.
//!
//! Structure crosses as objects, bulk numbers as typed arrays. Bodies are a few lines: everything is decided
//! in the layers below.

#[cfg(feature = "lab")]
mod lab;
#[cfg(feature = "pace")]
mod pace;

use std::cell::RefCell;
use std::rc::Rc;

use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use crate::analysis::{self, Swing};
use crate::catalog::Catalog;
use crate::error::{Error, Problem};
use crate::scenario::{self, Override, Scenario};
use crate::simulation::{self, Summary};

/// A number of a scenario, for controls and for the panel of assumptions.
#[derive(Serialize, Tsify)]
pub struct InputView {
    path: String,
    label: String,
    unit: String,
    /// The part of the scenario or the catalogue that it belongs to.
    group: String,
    text: String,
    low: f64,
    median: f64,
    high: f64,
    basis: String,
    document: String,
    url: String,
    as_of: String,
    note: String,
    /// The text of the rule that stands in for it; empty where none does, or where the catalogue at hand leaves texts out.
    rule: String,
}

/// A word chosen from a few.
#[derive(Serialize, Tsify)]
pub struct ChoiceView {
    path: String,
    label: String,
    value: String,
    options: Vec<String>,
}

/// A validated scenario as the page shows it.
#[derive(Serialize, Tsify)]
pub struct ScenarioView {
    title: String,
    question: String,
    summary: String,
    world: String,
    prices_as_of: String,
    start: String,
    horizon_months: u32,
    draws: u32,
    /// Name of the line of the single policy; empty where it has none.
    single_line: String,
    inputs: Vec<InputView>,
    choices: Vec<ChoiceView>,
    /// Who has to be named wherever these numbers show.
    credits: Vec<String>,
}

/// What a call throws when an input is wrong.
#[derive(Serialize, Tsify)]
pub struct Problems {
    problems: Vec<Problem>,
}

/// Swings, the widest first.
#[derive(Serialize, Tsify)]
pub struct Swings(Vec<Swing>);

/// Overrides, in order.
#[derive(Tsify)]
pub struct Overrides(
    #[expect(dead_code, reason = "names the type of what the page gives")] Vec<Override>,
);

/// Sends panics to the console: they would be bugs, and silent ones otherwise.
#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|info| {
        web_sys::console::error_1(&JsValue::from_str(&info.to_string()));
    }));
}

/// Takes a catalogue in, which all that follows reads: the text of a file and what messages call it. Throws `Problems` where it
/// is wrong, and the catalogue of before stays.
#[wasm_bindgen]
pub fn take_catalog(name: &str, text: &str) -> Result<(), JsValue> {
    let read = Catalog::from_texts(&[(name, text)]).map_err(thrown)?;
    CATALOG.set(Some(Rc::new(read)));
    #[cfg(feature = "lab")]
    lab::forget();
    Ok(())
}

/// Checks a scenario and lists its numbers and choices.
#[wasm_bindgen]
pub fn describe(text: &str, overrides: Ts<Overrides>) -> Result<Ts<ScenarioView>, JsValue> {
    let catalog = catalog()?;
    let scenario = Scenario::parse(text, &read(&overrides)?, &catalog).map_err(thrown)?;
    let plan = &scenario.plan;
    let choice = |it: &scenario::Choice| ChoiceView {
        path: it.path.clone(),
        label: it.label.clone(),
        value: it.value.clone(),
        options: it.options.clone(),
    };
    crossed(ScenarioView {
        start: plan.start.to_string(),
        horizon_months: plan.months as u32 - 1,
        draws: scenario.draws,
        single_line: plan
            .buyer
            .single
            .map_or(String::new(), |it| plan.lines[it.index()].name.clone()),
        inputs: scenario.inputs.iter().map(|it| input_view(it, &catalog)).collect(),
        credits: analysis::credits(&scenario),
        choices: scenario.choices.iter().map(choice).collect(),
        title: scenario.title,
        question: scenario.question,
        summary: scenario.summary,
        world: scenario.world,
        prices_as_of: scenario.prices_as_of,
    })
}

/// A scenario being simulated under a seed, block by block.
#[wasm_bindgen]
pub struct Simulation(simulation::Simulation);

#[wasm_bindgen]
impl Simulation {
    /// A simulation without draws; throws `Problems` where the scenario is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, overrides: Ts<Overrides>, seed: u32) -> Result<Simulation, JsValue> {
        Ok(Simulation(simulation::Simulation::new(parsed(text, &read(&overrides)?)?, seed)))
    }

    /// Runs a block of 256 draws; gives the milliseconds that it took by the worker's clock, NaN outside a
    /// worker.
    pub fn run_block(&mut self, index: u32) -> f64 {
        let start = now_ms();
        self.0.run_block(index);
        now_ms() - start
    }

    /// The blocks run here since the last time, to be merged somewhere.
    pub fn take(&mut self) -> Vec<u32> {
        self.0.take().to_words()
    }

    /// Adds blocks to the result; throws where they come from another scenario.
    pub fn merge(&mut self, partial: &[u32]) -> Result<(), JsValue> {
        let merged = self.0.merge_words(partial);
        merged.map_err(|_| JsValue::from_str("these blocks come from another scenario"))
    }

    /// Adds the blocks run here since the last time to the result.
    pub fn keep(&mut self) {
        self.0.keep();
    }

    /// What has come out so far; with sentences in the lab alone, since the page's are the picture's own.
    pub fn summary(&self) -> Result<Ts<Summary>, JsValue> {
        match cfg!(feature = "tables") {
            true => crossed(analysis::report(&self.0)),
            false => crossed(self.0.summary()),
        }
    }

    /// The bands of all curves, indexed by `Curve.offset`.
    pub fn bands(&self) -> Vec<f64> {
        self.0.bands()
    }

    /// The swings of a curve's last month, the widest first.
    pub fn swings(&mut self, curve: u32) -> Result<Ts<Swings>, JsValue> {
        crossed(Swings(analysis::swings(&mut self.0, curve as usize)))
    }

    /// The first paths of a curve, draw by draw.
    pub fn paths(&self, curve: u32) -> Vec<f64> {
        self.0.paths(curve as usize)
    }
}

/// The worker's clock in milliseconds; NaN outside a worker.
fn now_ms() -> f64 {
    let scope = js_sys::global().dyn_into::<web_sys::WorkerGlobalScope>().ok();
    scope.and_then(|scope| scope.performance()).map_or(f64::NAN, |clock| clock.now())
}

fn parsed(text: &str, overrides: &[Override]) -> Result<Scenario, JsValue> {
    Scenario::parse(text, overrides, &*catalog()?).map_err(thrown)
}

thread_local! {
    static CATALOG: RefCell<Option<Rc<Catalog>>> = const { RefCell::new(None) };
}

/// The catalogue that was taken in last.
fn catalog() -> Result<Rc<Catalog>, JsValue> {
    let taken = CATALOG.with_borrow(Clone::clone);
    taken.ok_or_else(|| JsValue::from_str("no catalogue has been taken in"))
}

/// A value as an object of the page.
fn crossed<T: Tsify + Serialize>(value: T) -> Result<Ts<T>, JsValue> {
    Ok(Ts::new_unchecked(value.into_js()?.into()))
}

/// Overrides as the page gives them. Two texts each: a reader derived for them would be a kilobyte of code a field.
fn read(overrides: &Ts<Overrides>) -> Result<Vec<Override>, JsValue> {
    let read = |it: JsValue| {
        let text = |key: &str| js_sys::Reflect::get(&it, &JsValue::from_str(key)).ok()?.as_string();
        let read = text("path").zip(text("text")).map(|(path, text)| Override { path, text });
        read.ok_or_else(|| {
            JsValue::from_str("an override is an object with two texts: path and text")
        })
    };
    js_sys::Array::from(&overrides.js_value()).iter().map(read).collect()
}

fn thrown(error: Error) -> JsValue {
    serde_wasm_bindgen::to_value(&Problems { problems: error.problems() })
        .unwrap_or_else(JsValue::from)
}

fn input_view(input: &scenario::Input, catalog: &Catalog) -> InputView {
    let distribution = &input.distribution;
    let group = input.path.match_indices(['.', '[']).nth(1).map_or(input.path.len(), |(at, _)| at);
    InputView {
        path: input.path.clone(),
        label: input.label.clone(),
        unit: input.unit.symbol().to_string(),
        group: input.path.split_at(group).0.to_string(),
        text: input.text.clone(),
        low: distribution.low(),
        median: distribution.median(),
        high: distribution.high(),
        basis: input.source.basis.to_string(),
        document: input.source.document.clone(),
        url: input.source.url.clone(),
        as_of: input.source.as_of.clone(),
        note: input.source.note.clone(),
        rule: rule_of(input, catalog).unwrap_or_default(),
    }
}

/// The text of the rule that stands in for a number, by the name that its source notes.
fn rule_of(input: &scenario::Input, catalog: &Catalog) -> Option<String> {
    let name = input.source.note.strip_prefix("rule ")?;
    let id = catalog.rule(name.split(':').next()?)?;
    Some(catalog.rules[id.index()].text.clone())
}
