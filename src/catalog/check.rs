//! What can only be checked on the catalogue as a whole.

use crate::calendar::{Day, Month};
use crate::catalog::{Catalog, Group};
use crate::error::Problem;

use super::figure::Figure;

/// The problems of a catalogue that read well record by record.
pub(super) fn check(catalog: &Catalog) -> Vec<Problem> {
    let mut problems = Vec::new();
    worlds(catalog, &mut problems);
    offers(catalog, &mut problems);
    rentals(catalog, &mut problems);
    models(catalog, &mut problems);
    orphans(catalog, &mut problems);
    problems
}

fn worlds(catalog: &Catalog, problems: &mut Vec<Problem>) {
    for world in &catalog.worlds {
        let path = format!("catalog.worlds.{}", world.id);
        let month = Month::parse(&world.id);
        if month.is_none_or(|month| month.last_day() != world.last_day) {
            let rule = "must be the last day of the month that the world is called after";
            problems.push(Problem::new(
                format!("{path}.last_day"),
                world.last_day.to_string(),
                rule,
            ));
        }
        for (place, id) in world.lines.iter().enumerate() {
            let path = format!("{path}.lines[{place}]");
            let line = &catalog.lines[id.index()];
            if world.lines[..place].contains(id) {
                problems.push(Problem::new(path.clone(), line.id.clone(), "is listed twice"));
            }
            if catalog.offer_on(*id, world.last_day).is_none() && line.price_rule.is_none() {
                let rule = format!("has no offer in force on {} and no price rule", world.last_day);
                problems.push(Problem::new(path.clone(), line.id.clone(), rule));
            }
            if catalog.models[line.model.index()].released > world.last_day {
                let rule = format!("sells a model that came out after {}", world.last_day);
                problems.push(Problem::new(path, line.id.clone(), rule));
            }
        }
        for (place, event) in world.events.iter().enumerate() {
            let path = format!("{path}.event[{place}]");
            if event.on <= world.last_day {
                let rule = "must come after the world's last day";
                problems.push(Problem::new(format!("{path}.on"), event.on.to_string(), rule));
            }
            if Day::parse(&event.source.as_of).is_some_and(|as_of| as_of > world.last_day) {
                let (as_of, rule) = (&event.source.as_of, "was not known on the world's last day");
                problems.push(Problem::new(path, as_of.clone(), rule));
            }
        }
    }
}

fn offers(catalog: &Catalog, problems: &mut Vec<Problem>) {
    for (place, offer) in catalog.offers.iter().enumerate() {
        let line = &catalog.lines[offer.line.index()];
        let path = format!("catalog.offers.{}@{}", line.id, offer.from);
        let mut earlier = catalog.offers[..place].iter();
        if earlier.any(|other| other.line == offer.line && other.from == offer.from) {
            problems.push(Problem::new(path.clone(), "", "is a second offer from that day"));
        }
        if let Some(until) = offer.until.filter(|until| *until < offer.from) {
            let rule = "must not come before the first day";
            problems.push(Problem::new(format!("{path}.until"), until.to_string(), rule));
        }
        if newer(offer.from, &offer.input_usd_per_mtok) {
            let as_of = &offer.input_usd_per_mtok.source.as_of;
            let rule = format!("begins after {as_of}, the day of its source");
            problems.push(Problem::new(format!("{path}.from"), offer.from.to_string(), rule));
        }
        let limits: Vec<f64> = offer.context_tiers.iter().map(|tier| tier.above_tokens).collect();
        if !limits.is_sorted_by(|a, b| a < b) {
            problems.push(Problem::new(format!("{path}.context_tier"), "", "must rise"));
        }
    }
    for claim in &catalog.claims {
        if claim.input_usd_per_mtok.is_none() && claim.output_usd_per_mtok.is_none() {
            let path = format!("catalog.claims.{}", claim.id);
            problems.push(Problem::new(path, "", "states no price"));
        }
    }
}

fn newer(from: Day, figure: &Figure) -> bool {
    Day::parse(&figure.source.as_of).is_none_or(|as_of| from > as_of)
}

fn rentals(catalog: &Catalog, problems: &mut Vec<Problem>) {
    for provider in &catalog.providers {
        let fleet =
            [("accelerator_now", provider.fleet.now), ("accelerator_next", provider.fleet.next)];
        for (key, id) in fleet {
            let accelerator = &catalog.accelerators[id.index()].id;
            for world in &catalog.worlds {
                if catalog.rental_on(id, provider.pays, world.last_day).is_none() {
                    let path = format!("catalog.providers.{}.{key}", provider.id);
                    let (kind, day) = (provider.pays.name(), world.last_day);
                    let rule = format!("has no {kind} price per hour on {day}");
                    problems.push(Problem::new(path, accelerator.clone(), rule));
                }
            }
        }
    }
}

fn models(catalog: &Catalog, problems: &mut Vec<Problem>) {
    for model in &catalog.models {
        let path = format!("catalog.models.{}", model.id);
        if model.scores.is_empty() && model.predecessor.is_none() {
            let rule = "has no scores, and no predecessor to take them from";
            problems.push(Problem::new(path.clone(), "", rule));
        }
        for (place, (benchmark, _)) in model.scores.iter().enumerate() {
            if model.scores[..place].iter().any(|(other, _)| other == benchmark) {
                let name = &catalog.benchmarks[benchmark.index()].id;
                let rule = "has two scores on this benchmark";
                problems.push(Problem::new(format!("{path}.scores"), name.clone(), rule));
            }
        }
    }
}

fn orphans(catalog: &Catalog, problems: &mut Vec<Problem>) {
    let mut orphan = |kind: &str, id: &str, rule: &str| {
        problems.push(Problem::new(format!("catalog.{kind}.{id}"), "", rule));
    };
    for (place, line) in catalog.lines.iter().enumerate() {
        if !catalog.worlds.iter().any(|world| world.lines.iter().any(|id| id.index() == place)) {
            orphan("lines", &line.id, "is in no world");
        }
    }
    for (place, provider) in catalog.providers.iter().enumerate() {
        let sells = catalog.lines.iter().any(|line| line.provider.index() == place);
        if !sells && provider.group != Group::InHouse {
            orphan("providers", &provider.id, "sells nothing");
        }
    }
    for (place, model) in catalog.models.iter().enumerate() {
        if !catalog.lines.iter().any(|line| line.model.index() == place) {
            orphan("models", &model.id, "is sold by nobody");
        }
    }
    for (place, benchmark) in catalog.benchmarks.iter().enumerate() {
        let mut scores = catalog.models.iter().flat_map(|model| &model.scores);
        if !scores.any(|(id, _)| id.index() == place) {
            orphan("benchmarks", &benchmark.id, "has no scores");
        }
    }
    for (place, accelerator) in catalog.accelerators.iter().enumerate() {
        if !catalog.rentals.iter().any(|rental| rental.accelerator.index() == place) {
            orphan("accelerators", &accelerator.id, "has no price per hour");
        }
    }
}
