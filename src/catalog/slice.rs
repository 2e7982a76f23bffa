//! What of the catalogue the runs of one world read, cut out of its texts for a page that fetches no more than it shows.

use super::{Catalog, ModelArchitecture, RentalKind, SHIPPED, World};
use crate::calendar::Day;
use crate::document::{self, Table, Value, written};
use crate::error::{Error, Problem};
use crate::ids::LineId;

/// The shipped catalogue as one text without comments.
///
/// # Errors
/// The syntax error of the first file that is not TOML; a test holds that there is none.
pub fn whole() -> Result<String, Error> {
    Ok(written(&gathered()?))
}

/// What a run of the main lines of `world` reads of the shipped catalogue, and the records that `named` are the ids of, as
/// one text: prices in force and announced, one rental for each payer, no notes, no documents, no text of rules. Where a
/// source asks for credit, that stays.
///
/// A run over it has the numbers of one over the whole; what it lacks is refused by name.
///
/// # Errors
/// A world that the catalogue does not have.
pub fn slice(world: &str, named: &[String]) -> Result<String, Error> {
    let catalog = Catalog::shipped()?;
    let Some(id) = catalog.world(world) else {
        return Err(Error::Invalid(vec![Problem::new("world", world, "is not a known world")]));
    };
    let keep = Keep::of(catalog, &catalog.worlds[id.index()], named);
    let mut tree = gathered()?;
    for (kind, value) in &mut tree.0 {
        if let Value::List(records) = value {
            keep_places(records, keep.of_kind(kind));
            records.iter_mut().for_each(|it| keep.trim(kind, it));
        }
    }
    used_only(
        &mut tree,
        "rule",
        |key| key == "rule" || key == "price_rule",
        |rule| {
            // Runs call rules with numbers by name.
            rule.get("figures").is_some()
        },
    );
    used_only(&mut tree, "source", |key| key == "source", |_| false);
    for (key, emptied, dropped) in [("rule", "text", ""), ("source", "document", "url")] {
        if let Some(Value::Table(entries)) = tree.get_mut(key) {
            for (_, entry) in &mut entries.0 {
                let Value::Table(entry) = entry else { continue };
                entry.set(emptied, Value::Text(String::new()));
                entry.0.retain(|(key, _)| key != dropped);
            }
        }
    }
    Ok(written(&tree))
}

/// The records of all files in one tree, in the order of the files.
fn gathered() -> Result<Table, Error> {
    let mut all = Table::default();
    for (_, text) in SHIPPED {
        for (key, value) in document::parse(text)?.0 {
            match (all.get_mut(&key), value) {
                (Some(Value::List(known)), Value::List(more)) => known.extend(more),
                (Some(Value::Table(known)), Value::Table(more)) => known.0.extend(more.0),
                (_, value) => all.set(&key, value),
            }
        }
    }
    Ok(all)
}

/// Which records stay, by their places in the catalogue.
struct Keep<'a> {
    catalog: &'a Catalog,
    world: &'a World,
    lines: Vec<bool>,
    models: Vec<bool>,
    providers: Vec<bool>,
    shapes: Vec<bool>,
    accelerators: Vec<bool>,
    benchmarks: Vec<bool>,
    offers: Vec<bool>,
    rentals: Vec<bool>,
    speeds: Vec<bool>,
}

impl<'a> Keep<'a> {
    fn of(catalog: &'a Catalog, world: &'a World, named: &[String]) -> Keep<'a> {
        let is_named = |id: &str| named.iter().any(|it| it == id);
        let lines: Vec<bool> = (catalog.lines.iter().enumerate())
            .map(|(place, it)| world.main.contains(&LineId(place as u16)) || is_named(&it.id))
            .collect();
        let kept_lines = || catalog.lines.iter().zip(&lines).filter(|(_, kept)| **kept);

        let mut models: Vec<bool> = catalog.models.iter().map(|it| is_named(&it.id)).collect();
        kept_lines().for_each(|(line, _)| models[line.model.index()] = true);
        // A relative may itself stand on a relative.
        while let Some(from) = catalog.models.iter().zip(&models).find_map(|(it, kept)| {
            let from = it.carried.as_ref().filter(|_| *kept)?.from.index();
            (!models[from]).then_some(from)
        }) {
            models[from] = true;
        }
        let kept_models = || catalog.models.iter().zip(&models).filter(|(_, kept)| **kept);

        let mut providers: Vec<bool> = catalog.providers.iter().map(|it| it.id == "self").collect();
        kept_lines().for_each(|(line, _)| providers[line.provider.index()] = true);
        kept_models().for_each(|(model, _)| providers[model.creator.index()] = true);

        let mut shapes = vec![false; catalog.shapes.len()];
        let mut benchmarks: Vec<bool> =
            catalog.benchmarks.iter().map(|it| is_named(&it.id)).collect();
        for (model, _) in kept_models() {
            if let ModelArchitecture::Known(shape) = &model.architecture {
                shapes[shape.index()] = true;
            }
            let runs = model.tokens.iter().map(|it| it.benchmark);
            let scores = model.scores.iter().map(|(benchmark, _)| *benchmark);
            runs.chain(scores).for_each(|it| benchmarks[it.index()] = true);
        }

        let mut accelerators: Vec<bool> =
            catalog.accelerators.iter().map(|it| is_named(&it.id)).collect();
        for (provider, _) in catalog.providers.iter().zip(&providers).filter(|(_, kept)| **kept) {
            if let Some(fleet) = provider.serves.fleet_on(world.last_day) {
                accelerators[fleet.now.index()] = true;
                accelerators[fleet.next.index()] = true;
            }
        }
        let offers = offers(catalog, &lines, world.last_day);
        let rentals = rentals(catalog, &accelerators, world.last_day);
        let in_force = |it: &super::Speed| catalog.speed_on(it.line, world.last_day) == Some(it);
        let speeds = |it: &super::Speed| lines[it.line.index()] && in_force(it);
        let speeds = catalog.speeds.iter().map(speeds).collect();
        Keep {
            catalog,
            world,
            lines,
            models,
            providers,
            shapes,
            accelerators,
            benchmarks,
            offers,
            rentals,
            speeds,
        }
    }

    /// Places that stay of the list at `kind`; nothing where all do.
    fn of_kind(&self, kind: &str) -> Option<Vec<bool>> {
        let by_place = match kind {
            "line" => &self.lines,
            "model" => &self.models,
            "provider" => &self.providers,
            "shape" => &self.shapes,
            "accelerator" => &self.accelerators,
            "benchmark" => &self.benchmarks,
            "offer" => &self.offers,
            "rental" => &self.rentals,
            "speed" => &self.speeds,
            "claim" => return Some(vec![false; self.catalog.claims.len()]),
            "reported" => return Some(vec![false; self.catalog.reported.len()]),
            "world" => {
                return Some(self.catalog.worlds.iter().map(|it| it.id == self.world.id).collect());
            }
            _ => return None,
        };
        Some(by_place.clone())
    }

    /// Takes out of a record what no run reads.
    fn trim(&self, kind: &str, record: &mut Value) {
        forget(record, "note");
        let Value::Table(table) = record else { return };
        let dropped: &[&str] = match kind {
            "engine" => &["ratio"],
            "world" => &["event"],
            _ => &["aliases"],
        };
        table.0.retain(|(key, _)| !dropped.contains(&key.as_str()));
        match kind {
            "line" => {
                let id = table.get("id").and_then(Value::scalar);
                let line = id.and_then(|id| self.catalog.line(id));
                let ends = line.is_some_and(|line| {
                    let it = &self.catalog.lines[line.index()];
                    it.retires_as_known_on(self.world.last_day).is_some()
                });
                table.0.retain(|(key, _)| key != "retires" || ends);
            }
            "model" => {
                let kept = |id: &str| {
                    self.catalog.model(id).is_some_and(|model| self.models[model.index()])
                };
                table.0.retain(|(key, value)| {
                    key != "predecessor" || value.scalar().is_some_and(kept)
                });
                table.set("effort", Value::Text(String::new()));
            }
            "provider" => self.fleet(table),
            "world" => self.world(table),
            _ => {}
        }
    }

    /// A provider's record: the fleet in service on the world's last day stands for all.
    fn fleet(&self, table: &mut Table) {
        let Some(place) = table.0.iter().position(|(key, _)| key == "fleet") else { return };
        let (_, Value::List(fleets)) = table.0.remove(place) else { return };
        let begun = |it: &Table| {
            let from = it.get("from").and_then(Value::scalar).and_then(Day::parse)?;
            (from <= self.world.last_day).then_some(from)
        };
        let dated = fleets.into_iter().filter_map(|it| match it {
            Value::Table(fleet) => Some((begun(&fleet)?, fleet)),
            _ => None,
        });
        if let Some((_, fleet)) = dated.max_by_key(|(from, _)| *from) {
            fleet.0.into_iter().filter(|(key, _)| key != "from").for_each(|(key, value)| {
                table.set(&key, value);
            });
        }
    }

    /// The world's record: its lines are the main ones and those that stay, and how many it has is a number.
    fn world(&self, table: &mut Table) {
        let kept = |id: &str| self.catalog.line(id).is_some_and(|line| self.lines[line.index()]);
        if let Some(Value::List(lines)) = table.get_mut("lines") {
            lines.retain(|line| line.scalar().is_some_and(kept));
        }
        if let Some(Value::Table(weights)) = table.get_mut("starting_weights") {
            weights.0.retain(|(key, _)| self.catalog.line(key).is_none() || kept(key));
        }
        table.set("lines_in_all", Value::Number(self.world.lines.len().to_string()));
        table.set("text", Value::Text(String::new()));
    }
}

/// The offers of `lines` in force on `day` and after each change that was known by then.
fn offers(catalog: &Catalog, lines: &[bool], day: Day) -> Vec<bool> {
    let stays = |offer: &super::Offer| {
        let line = offer.line;
        let foreseen = |change| catalog.offer_foreseen(line, change, day) == Some(offer);
        lines[line.index()]
            && (catalog.offer_on(line, day) == Some(offer)
                || catalog.changes_after(line, day).into_iter().any(foreseen))
    };
    catalog.offers.iter().map(stays).collect()
}

/// The latest rental of each of `accelerators` and each payer on `day`.
fn rentals(catalog: &Catalog, accelerators: &[bool], day: Day) -> Vec<bool> {
    let stays = |rental: &super::Rental| {
        let of = |kind: RentalKind| catalog.rental_on(rental.accelerator, kind, day);
        accelerators[rental.accelerator.index()] && of(rental.kind) == Some(rental)
    };
    catalog.rentals.iter().map(stays).collect()
}

fn keep_places(records: &mut Vec<Value>, kept: Option<Vec<bool>>) {
    let Some(kept) = kept else { return };
    let mut places = kept.into_iter();
    records.retain(|_| places.next() == Some(true));
}

/// Removes every value at `key`, however deep.
fn forget(value: &mut Value, key: &str) {
    match value {
        Value::Table(table) => {
            table.0.retain(|(own, _)| own != key);
            table.0.iter_mut().for_each(|(_, it)| forget(it, key));
        }
        Value::List(items) => items.iter_mut().for_each(|it| forget(it, key)),
        _ => {}
    }
}

/// Keeps of the named tables at `kind` those that some value names at a key for which `refers` holds, or that `stays` holds.
fn used_only(
    tree: &mut Table,
    kind: &str,
    refers: impl Fn(&str) -> bool + Copy,
    stays: impl Fn(&Table) -> bool,
) {
    let mut used = Vec::new();
    tree.0.iter().for_each(|(_, value)| names(value, refers, &mut used));
    if let Some(Value::Table(entries)) = tree.get_mut(kind) {
        entries.0.retain(|(id, entry)| {
            used.contains(id) || matches!(entry, Value::Table(entry) if stays(entry))
        });
    }
}

/// Texts at keys for which `refers` holds, however deep.
fn names(value: &Value, refers: impl Fn(&str) -> bool + Copy, used: &mut Vec<String>) {
    match value {
        Value::Table(table) => {
            for (key, value) in &table.0 {
                match value {
                    Value::Text(id) if refers(key) => used.push(id.clone()),
                    other => names(other, refers, used),
                }
            }
        }
        Value::List(items) => items.iter().for_each(|it| names(it, refers, used)),
        _ => {}
    }
}
