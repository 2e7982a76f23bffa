//! Texts of a catalogue: read, checked, and a scenario lived over them.

use undercut::calendar::Day;
use undercut::catalog::Catalog;
use undercut::document::Value;
use undercut::scenario::Scenario;
use undercut::uncertainty::key;

use super::lived::lived;
use super::{Outcome, Target, no_text, refused};
use crate::dice::Dice;
use crate::text::Format;

/// Texts of a catalogue; its seeds are all files.
pub const TARGET: Target = Target {
    name: "catalogue",
    share: 11,
    format: Format::Toml,
    seeds: Vec::new,
    kept: &[
        "id", "model", "line", "lines", "main", "source", "rule", "provider", "creator", "last_day",
    ],
    before,
    run,
};

fn before(_: &mut Value, _: &mut Dice) {}

fn run(bytes: &[u8]) -> Outcome {
    let Ok(text) = std::str::from_utf8(bytes) else { return no_text() };
    let catalog = match Catalog::from_texts(&[("catalog.toml", text)]) {
        Ok(catalog) => catalog,
        Err(error) => return refused(&error),
    };
    let problems = catalog.check();
    if let Some(day) = Day::parse("2026-11-30") {
        let _ = catalog.notes(day);
    }
    let _ = catalog.figures();
    for it in &catalog.models {
        let _ = catalog.shape_named(&it.id);
    }
    for it in &catalog.accelerators {
        let _ = (catalog.accelerator_named(&it.name), catalog.latest_rental(&it.id));
    }
    let Some(scenario) = over(&catalog) else {
        return Outcome::Refused("no world to play".to_string());
    };
    match Scenario::parse(&scenario, &[], &catalog) {
        Ok(scenario) => match (lived(scenario, key(text), 500), problems.first()) {
            (Outcome::Answered, Some(problem)) => Outcome::Refused(problem.rule.clone()),
            (outcome, _) => outcome,
        },
        Err(error) => refused(&error),
    }
}

/// A scenario of the catalogue's last world: a class on each benchmark, and a policy.
fn over(catalog: &Catalog) -> Option<String> {
    let world = catalog.worlds.last()?;
    let month = world.last_day.to_string();
    let main = world.main.first().or(world.lines.first())?;
    let model = &catalog.models[catalog.lines[main.index()].model.index()].id;
    let count = catalog.benchmarks.len().min(4);
    let classes = catalog.benchmarks.iter().take(count).enumerate().map(|(place, it)| {
        format!(
            "[[workload.task]]\nname = 'class {place}'\nshare = {}\ninput_tokens = '1k to 4k'\noutput_tokens = '100 to 400'\n\
             error_cost = 1\nprefix_hit_rate = 0.5\n[workload.task.quality]\nthreshold = 0.2\n\
             [workload.task.quality.benchmarks]\n{:?} = 1\n",
            1.0 / count as f64,
            it.id
        )
    });
    Some(format!(
        "schema = 1\ntitle = 'a'\nworld = {:?}\nstart = '{}'\nhorizon_months = 3\n[workload]\ntokens_per_day = '50M'\n\
         reference_model = {model:?}\n{}[policy]\nkind = 'threshold-router'\n[market]\nclosed_response = 'match'\n",
        world.id,
        month.get(..7)?,
        classes.collect::<String>()
    ))
}
