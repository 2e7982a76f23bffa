//! What the page takes from a link: a scenario, values by path, and controls of views.

use undercut::analysis::hardware::{Evidence, Inquiry, hardware};
use undercut::analysis::{FrontierAsk, Routing, prices_over_time};
use undercut::catalog::Catalog;
use undercut::document::{Table, Value, parse};
use undercut::scenario::{FIELDS, Kind, Override, Registry, SHIPPED, Scenario, Shipped, shipped};
use undercut::uncertainty::key;

use super::lived::lived;
use super::scenario::{few_lines, valid};
use super::{Outcome, Target, refused};
use crate::dice::Dice;
use crate::text::{Format, pairs};
use crate::values::{nudged, one_of};

/// Links.
pub const TARGET: Target = Target {
    name: "links",
    share: 12,
    format: Format::Link,
    seeds: || SHIPPED.iter().map(|it| format!("scenario={}", it.id)).collect(),
    kept: &["scenario", "horizon_months", "market.lines"],
    before,
    run,
};

/// One of so many links is followed to a view of the lab, whose answer is dear.
const SELDOM: usize = 60;

/// A short horizon and few lines; then values of a few keys or figures, or a question of a view.
fn before(tree: &mut Value, dice: &mut Dice) {
    let Value::Table(link) = tree else { return };
    let mut set = |key: &str, text: String| link.set(key, Value::Text(text));
    set("horizon_months", one_of("1 | 2 | 3", dice));
    let id = dice.of(SHIPPED).id;
    set("scenario", id.to_string());
    let read = |it: &'static Shipped| {
        let table = parse(it.text).ok()?;
        Some((it.text, table.get("world")?.scalar()?.to_string(), table))
    };
    let Some((text, world, table)) = shipped(id).and_then(read) else {
        return;
    };
    // A scenario that changes the catalogue plays the lines that it changes.
    let own = table.get("catalog").is_some();
    let lines = few_lines(&world, &table, dice).filter(|_| !own).map(|it| it.join(", "));
    if let Some(lines) = &lines {
        set("market.lines", lines.clone());
    }
    for _ in 0..1 + dice.below(2) {
        if let Some((path, text)) = change((text, &table), lines.as_deref().unwrap_or("main"), dice)
        {
            set(&path, text);
        }
    }
    if dice.once_in(SELDOM) {
        view(&mut set, dice);
    }
}

/// A path of a key or of a number in use, and a text for it.
fn change((text, table): (&str, &Table), lines: &str, dice: &mut Dice) -> Option<(String, String)> {
    let catalog = Catalog::shipped().ok()?;
    if !dice.once_in(5) {
        let played = Override { path: "market.lines".to_string(), text: lines.to_string() };
        let inputs = Scenario::parse(text, &[played], catalog).ok()?.inputs;
        let input = dice.of(&inputs);
        return Some((input.path.clone(), nudged(&input.text, dice)?));
    }
    let field = dice.of(FIELDS);
    let text = match field.kind {
        Kind::Of(Registry::Model) => dice.of(&catalog.models).id.clone(),
        Kind::Of(Registry::Accelerator) => dice.of(&catalog.accelerators).id.clone(),
        kind => valid(kind, dice)?,
    };
    let classes = match table.get("workload") {
        Some(Value::Table(workload)) => match workload.get("task") {
            Some(Value::List(tasks)) => tasks.len(),
            _ => 1,
        },
        _ => 1,
    };
    Some((field.path.replace("[]", &format!("[{}]", dice.below(classes))), text))
}

/// Controls of a view of the lab.
fn view(set: &mut impl FnMut(&str, String), dice: &mut Dice) {
    if dice.once_in(2) {
        set("hardware.isl", one_of("1 | 1024 | 1000000 | 8192", dice));
        set("hardware.osl", one_of("1 | 1024 | 1000000 | 100", dice));
        set("hardware.prefix_hit_rate", one_of("0 | 0.5 | 1", dice));
        set("hardware.tokens_per_s_per_user", one_of("5 | 50 | 500", dice));
        set("hardware.apart", one_of("true | false", dice));
    } else {
        set("frontier.auc", one_of("0.5 | 0.62 | 1", dice));
        set("frontier.threshold", one_of(" | 0 | 0.5 | 1", dice));
        set("frontier.tpr", one_of("0 | 0.9 | 1", dice));
        set("frontier.fpr", one_of("0 | 0.2 | 1", dice));
        set("frontier.class", one_of(" | 0 | 1 | 999", dice));
    }
}

fn run(bytes: &[u8]) -> Outcome {
    let text = String::from_utf8_lossy(bytes);
    let pairs = pairs(&text);
    let of = |name: &str| pairs.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
    let Ok(catalog) = Catalog::shipped() else {
        return Outcome::Wrong("the shipped catalogue cannot be read".to_string());
    };
    let Some(shipped) = of("scenario").and_then(shipped) else {
        return Outcome::Refused("is not a shipped scenario".to_string());
    };
    let own = ["scenario", "view", "seed", "catalog", "margin", "by"];
    let control = |it: &str| it.starts_with("hardware.") || it.starts_with("frontier.");
    let overrides: Vec<Override> = (pairs.iter())
        .filter(|(path, _)| !own.contains(&path.as_str()) && !control(path))
        .map(|(path, text)| Override { path: path.clone(), text: text.clone() })
        .collect();
    if pairs.iter().any(|it| it.0.starts_with("hardware.")) {
        return ask_hardware(&of);
    }
    let scenario = match Scenario::parse(shipped.text, &overrides, catalog) {
        Ok(scenario) => scenario,
        Err(error) => return refused(&error),
    };
    if pairs.iter().any(|it| it.0.starts_with("frontier.")) {
        return ask_frontier(&of, scenario);
    }
    if let Some(lost) = overrides.iter().find(|it| !has(&scenario, it)) {
        return Outcome::Wrong(format!("a value that is lost: {}={}", lost.path, lost.text));
    }
    for it in &scenario.plan.models {
        if prices_over_time(catalog, &it.id).is_none() {
            return Outcome::Wrong("a model of the plan has no history".to_string());
        }
    }
    lived(scenario, key(&text), 500)
}

/// Whether a number of the catalogue or a choice that the link gives stands in the scenario. A key that the scenario has no
/// use for is no loss.
fn has(scenario: &Scenario, it: &Override) -> bool {
    let choice = scenario.choices.iter().find(|choice| choice.path == it.path);
    if it.path.starts_with("catalog.") {
        return scenario.inputs.iter().any(|input| input.path == it.path && input.text == it.text);
    }
    choice.is_none_or(|choice| choice.value == it.text)
}

/// The hardware view's question, read as the page reads it.
fn ask_hardware<'a>(of: &dyn Fn(&str) -> Option<&'a str>) -> Outcome {
    let usual = Inquiry::default();
    let text =
        |name: &str, usual: &str| of(&format!("hardware.{name}")).unwrap_or(usual).to_string();
    let number = |name: &str, usual: f64| {
        of(&format!("hardware.{name}")).map_or(usual, |it| it.trim().parse().unwrap_or(f64::NAN))
    };
    let inquiry = Inquiry {
        model: text("model", &usual.model),
        precision: text("precision", &usual.precision),
        isl: number("isl", usual.isl),
        osl: number("osl", usual.osl),
        prefix_hit_rate: number("prefix_hit_rate", usual.prefix_hit_rate),
        speculative: text("speculative", "false") == "true",
        apart: text("apart", "false") == "true",
        tokens_per_s_per_user: number("tokens_per_s_per_user", usual.tokens_per_s_per_user),
        accelerator: text("accelerator", &usual.accelerator),
        baseline: text("baseline", &usual.baseline),
        engine: text("engine", &usual.engine),
    };
    let Ok(evidence) = Evidence::shipped() else {
        return Outcome::Wrong("the shipped evidence cannot be read".to_string());
    };
    match hardware(&inquiry, evidence) {
        Err(error) => refused(&error),
        Ok(answer)
            if answer.sentences.iter().any(|it| it.contains("NaN") || it.contains("inf ")) =>
        {
            Outcome::Wrong(format!("a sentence without a number: {:?}", answer.sentences))
        }
        Ok(_) => Outcome::Answered,
    }
}

/// The cost view's question about routing, read as the page reads it: a share out of range is as usual.
fn ask_frontier<'a>(of: &dyn Fn(&str) -> Option<&'a str>, scenario: Scenario) -> Outcome {
    let share = |name: &str, least: f64| {
        let value = of(&format!("frontier.{name}")).and_then(|it| it.parse::<f64>().ok());
        value.filter(|it| (least..=1.0).contains(it))
    };
    let ask = FrontierAsk {
        class: of("frontier.class").and_then(|it| it.parse().ok()),
        need_strong_auc: share("auc", 0.5),
        threshold: share("threshold", 0.0),
        tpr: share("tpr", 0.0),
        fpr: share("fpr", 0.0),
    };
    let view = Routing::new(scenario, 42).frontier(&ask, 2);
    let places = view.policies.iter().flat_map(|it| &it.curve);
    let cannot = |usd: f64, success: f64| {
        !((0.0..f64::INFINITY).contains(&usd) && (-1e-9..=1.0 + 1e-9).contains(&success))
    };
    match places.map(|it| (it.usd, it.success)).find(|it| cannot(it.0, it.1)) {
        Some(place) => Outcome::Wrong(format!("a point of the frontier cannot be: {place:?}")),
        None => Outcome::Answered,
    }
}
