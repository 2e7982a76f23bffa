//! From a tree without problems to a plan and its inputs.

use super::Scenario;
use super::builder::Builder;
use super::decider::deciders;
use super::plan::Plan;
use super::players::{Players, players};
use super::sections::policy::BuyerPlan;
use super::sections::workload::ClassPlan;
use super::sections::{market, moats, ownership, policy, quality, segment, supply, workload};
use crate::calendar::Month;
use crate::catalog::Catalog;
use crate::document::Table;
use crate::error::Problem;

/// The scenario of a tree; problems are such as only show once the players are known.
pub(super) fn build(tree: &Table, catalog: &Catalog) -> Result<Scenario, Vec<Problem>> {
    let mut builder = Builder::of(tree);
    let Some(world) = catalog.world(builder.text("world")) else {
        return Err(vec![Problem::new("world", builder.text("world"), "is not a known world")]);
    };
    let world = &catalog.worlds[world.index()];
    builder.as_of = world.last_day.to_string();
    let Some(start) = Month::parse(builder.text("start")) else {
        return Err(vec![Problem::new("start", builder.text("start"), "is not a month")]);
    };
    if start < world.last_day.month() {
        let rule = format!("must not be before the world's month, {}", world.last_day.month());
        return Err(vec![Problem::new("start", start.to_string(), rule)]);
    }

    let reference = builder.text("workload.reference_model").to_string();
    let classes = workload::classes(&mut builder);
    let class_weights: Vec<Vec<(String, f64)>> = (0..classes.len())
        .map(|place| builder.weights(&format!("workload.task[{place}].quality.benchmarks")))
        .collect();
    let Players {
        models,
        accelerators,
        pairs,
        lines,
        providers,
        benchmarks,
        weights,
        nests,
        host,
        own,
    } = players(&mut builder, catalog, world, start, &reference, &class_weights);
    let classes: Vec<ClassPlan> = classes
        .into_iter()
        .zip(weights)
        .map(|(class, weights)| ClassPlan { weights, ..class })
        .collect();

    let [own_decider, market_decider] = deciders(&mut builder);
    let buyer = BuyerPlan {
        decider: own_decider,
        ..policy::buyer(&mut builder, &models, &lines, &providers, &reference)
    };
    let plan = Plan {
        start,
        months: builder.months(),
        horizon: builder.months(),
        buyer,
        segments: segment::segments(&mut builder, &classes),
        classes,
        benchmarks,
        models,
        accelerators,
        pairs,
        lines,
        providers,
        nests,
        market: market::plan(&mut builder, market_decider),
        quality: quality::plan(&mut builder),
        supply: supply::plan(&mut builder),
        moats: moats::plan(&mut builder),
        ownership: own.map(|own| ownership::plan(&mut builder, own)),
        host,
    };
    builder.check_leftovers();
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    let too_long = super::windows::notes(&plan, &builder.inputs.template);
    builder.notes.extend(too_long);
    Ok(Scenario {
        title: builder.text("title").to_string(),
        question: builder.text("question").to_string(),
        summary: builder.text("summary").to_string(),
        world: world.id.clone(),
        prices_as_of: world.last_day.to_string(),
        draws: builder.whole("draws"),
        choices: builder.choices(),
        notes: std::mem::take(&mut builder.notes),
        template: builder.inputs.template,
        inputs: builder.inputs.list,
        plan,
    })
}
