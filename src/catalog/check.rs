//! What can only be checked on the catalogue as a whole.

use crate::calendar::{Day, Month};
use crate::catalog::{BenchmarkId, Catalog, Group, MOST_MAIN, Offer, World};
use crate::error::Problem;
use crate::ids::{LineId, ModelId};
use crate::source::Basis;

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

/// A list price whose document is older than this, days, may have changed.
const OLD_DAYS: i32 = 180;

/// What may be looked at again, and breaks nothing: sources of list prices that are old on `on`, and lists that disagree on a day.
pub(super) fn notes(catalog: &Catalog, on: Day) -> Vec<Problem> {
    let mut notes = Vec::new();
    for line in
        catalog.worlds.iter().max_by_key(|it| it.last_day).into_iter().flat_map(|it| &it.main)
    {
        let Some(offer) = catalog.offer_on(*line, on) else { continue };
        let as_of = &offer.input_usd_per_mtok.source.as_of;
        let age = Day::parse(as_of).map(|it| on.since(it)).filter(|age| *age > OLD_DAYS);
        if let Some(age) = age {
            let path = format!("catalog.offers.{}@{}", catalog.lines[line.index()].id, offer.from);
            notes.push(Problem::new(path, "", format!("its source is of {as_of}, {age} days old")));
        }
    }
    for (place, offer) in catalog.offers.iter().enumerate() {
        for other in catalog.offers[..place].iter().filter(|it| is_other_list(offer, it)) {
            let path =
                format!("catalog.offers.{}@{}", catalog.lines[offer.line.index()].id, offer.from);
            let [ours, theirs] = [offer, other].map(|it| {
                let (input, output) = (&it.input_usd_per_mtok, &it.output_usd_per_mtok);
                format!("{} and {} ({})", input.text, output.text, input.source.document)
            });
            notes.push(Problem::new(
                path,
                "",
                format!("sources disagree: {ours}, {theirs}; the later record holds"),
            ));
        }
    }
    notes
}

/// Whether two offers are the same line's of the same day by different documents.
fn is_other_list(offer: &Offer, other: &Offer) -> bool {
    other.line == offer.line
        && other.from == offer.from
        && other.input_usd_per_mtok.source.document != offer.input_usd_per_mtok.source.document
}

fn worlds(catalog: &Catalog, problems: &mut Vec<Problem>) {
    for world in &catalog.worlds {
        let path = format!("catalog.worlds.{}", world.id);
        let day = Month::parse(&world.id).map(Month::last_day).or_else(|| Day::parse(&world.id));
        if day != Some(world.last_day) {
            let rule =
                "must be the day, or the last day of the month, that the world is called after";
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
            if catalog.models[line.model.index()].announced {
                problems.push(Problem::new(
                    path.clone(),
                    line.id.clone(),
                    "sells what is only announced",
                ));
            }
            if catalog.models[line.model.index()].released > world.last_day {
                let rule = format!("sells a model that came out after {}", world.last_day);
                problems.push(Problem::new(path, line.id.clone(), rule));
            }
        }
        main_lines(catalog, world, &path, problems);
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

/// Least share of a world's lines with a measured score of its index.
pub(super) const LEAST_SCORED: f64 = 0.8;
/// Most of a world's main lines whose scores are a relative's.
const MOST_CARRIED: f64 = 1.0 / 3.0;

/// Whether `model` has a measured score of the index called `index`.
pub(super) fn scored(catalog: &Catalog, model: ModelId, index: &Option<String>) -> bool {
    let of_index = |id: BenchmarkId| catalog.benchmarks[id.index()].index == *index;
    let mut scores = catalog.models[model.index()].scores.iter();
    scores.any(|(on, it)| of_index(*on) && it.source.basis == Basis::Measured)
}

fn main_lines(catalog: &Catalog, world: &World, path: &str, problems: &mut Vec<Problem>) {
    let mut problem = |key: &str, value: String, rule: String| {
        problems.push(Problem::new(format!("{path}.{key}"), value, rule));
    };
    if world.main.is_empty() {
        problem("main", String::new(), "must name at least one line".to_string());
    }
    if world.main.len() > MOST_MAIN {
        let rule = format!("must name at most {MOST_MAIN} lines");
        problem("main", world.main.len().to_string(), rule);
    }
    for (place, id) in world.main.iter().enumerate() {
        let name = &catalog.lines[id.index()].id;
        let key = format!("main[{place}]");
        if world.main[..place].contains(id) {
            problem(&key, name.clone(), "is listed twice".to_string());
        }
        if !world.lines.contains(id) {
            problem(&key, name.clone(), "is not among the lines".to_string());
        }
        if world.starting_weight(*id).is_none() {
            problem(&key, name.clone(), "has no starting weight".to_string());
        }
    }
    let sold = |id: &LineId| catalog.lines[id.index()].model;
    let model = |id: &LineId| &catalog.models[sold(id).index()];
    let share = |found: usize, of: usize| found as f64 / of.max(1) as f64;
    let scored = world.lines.iter().filter(|id| scored(catalog, sold(id), &world.index)).count();
    if world.index.is_some() && share(scored, world.lines.len()) < LEAST_SCORED {
        let rule = "must have a measured score of the world's index for four of five".to_string();
        problem("lines", format!("{scored} of {}", world.lines.len()), rule);
    }
    let carried = world.main.iter().filter(|id| model(id).carried.is_some()).count();
    if share(carried, world.main.len()) > MOST_CARRIED {
        let rule = "must not carry a relative's scores for more than a third".to_string();
        problem("main", format!("{carried} of {}", world.main.len()), rule);
    }
}

fn offers(catalog: &Catalog, problems: &mut Vec<Problem>) {
    for (place, offer) in catalog.offers.iter().enumerate() {
        let line = &catalog.lines[offer.line.index()];
        let path = format!("catalog.offers.{}@{}", line.id, offer.from);
        let mut earlier = catalog.offers[..place].iter();
        let same_day = |other: &Offer| other.line == offer.line && other.from == offer.from;
        if earlier.any(|other| same_day(other) && !is_other_list(offer, other)) {
            problems.push(Problem::new(path.clone(), "", "is a second offer from that day"));
        }
        if let Some(until) = offer.until.filter(|until| *until < offer.from) {
            let rule = "must not come before the first day";
            problems.push(Problem::new(format!("{path}.until"), until.to_string(), rule));
        }
        if offer.promotion && offer.until.is_none() {
            problems.push(Problem::new(
                format!("{path}.promotion"),
                "true",
                "must have an end: until",
            ));
        }
        if newer(offer.from, &offer.input_usd_per_mtok) && !offer.announced {
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
        for world in &catalog.worlds {
            let Some(fleet) = provider.serves.fleet_on(world.last_day) else { continue };
            for (key, id) in [("accelerator_now", fleet.now), ("accelerator_next", fleet.next)] {
                let accelerator = &catalog.accelerators[id.index()].id;
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
    for (place, model) in catalog.models.iter().enumerate() {
        let path = format!("catalog.models.{}", model.id);
        let sold = |id: &LineId| catalog.lines[id.index()].model.index() == place;
        let on_sale = catalog.worlds.iter().any(|world| world.lines.iter().any(sold));
        if on_sale && model.scores.is_empty() && model.carried.is_none() {
            let rule = "has no scores, and carries no relative's";
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
    for (place, provider) in catalog.providers.iter().enumerate() {
        let sells = catalog.lines.iter().any(|line| line.provider.index() == place);
        let creates = catalog.models.iter().any(|model| model.creator.index() == place);
        if !sells && !creates && provider.group != Group::InHouse {
            orphan("providers", &provider.id, "makes and sells nothing");
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
