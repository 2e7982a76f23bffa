//! Entries by line: which one is the line's price, and what it changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Day;
use crate::catalog::import::names::Match;
use crate::catalog::{Catalog, Group, Line, Offer, Weights, World};
use crate::ids::{LineId, ModelId, ProviderId};

use super::changes::{at_peak, changes, lost, same};
use super::judge::{Judged, Mapped};
use super::{Changed, Diff, Gone, New, Remark, Wanted, WantedLine};

/// What the judged entries change.
pub(super) fn compare(catalog: &Catalog, judged: Judged, on: Day, accept: &[String]) -> Diff {
    let mut diff = Diff {
        read: judged.read,
        chat_priced: judged.chat_priced,
        mapped: judged.mapped.len(),
        named: judged.named,
        new: Vec::new(),
        changed: Vec::new(),
        gone: Vec::new(),
        flagged: judged.flagged,
        skipped: judged.skipped,
        set_aside: Vec::new(),
        wanted: Vec::new(),
    };
    let mut sellers = BTreeSet::new();
    let mut lines: BTreeMap<(ProviderId, ModelId), Vec<&Mapped>> = BTreeMap::new();
    for mapped in &judged.mapped {
        match mapped.provider {
            None => {
                let reason = format!("seller not in the catalogue: {}", mapped.entry.seller);
                diff.set_aside.push(Remark { entry: mapped.name.clone(), reason });
            }
            Some(provider) => {
                sellers.insert(provider);
                lines.entry((provider, mapped.meaning.model)).or_default().push(mapped);
            }
        }
    }
    let listed: BTreeSet<(ProviderId, ModelId)> = lines.keys().copied().collect();
    for ((provider, model), mut entries) in lines {
        entries.sort_by_key(|it| plainness(catalog, provider, it, on));
        let there = line_of(catalog, provider, model);
        line(&Sought { catalog, provider, model, on, there }, &entries, accept, &mut diff);
    }
    gone(catalog, &sellers, &listed, on, &mut diff);
    diff
}

/// How plain an entry's name is: what comes first decides.
type Plainness<'a> = ([bool; 2], [usize; 3], bool, [usize; 3], &'a str);

/// Smaller for an entry at the list price, still sold, in an earlier list, without a region, under the provider's own
/// name or an earlier alias, under the model's own name, without date and form, and shorter.
fn plainness<'a>(
    catalog: &Catalog,
    provider: ProviderId,
    mapped: &'a Mapped,
    on: Day,
) -> Plainness<'a> {
    let provider = &catalog.providers[provider.index()];
    let seller = &mapped.entry.seller;
    let alias = provider.aliases.iter().position(|it| it == seller).map_or(0, |place| place + 1);
    let seller = if *seller == provider.id { 0 } else { alias };
    let Match { service, alias, extras: [regions, dates, forms], .. } = &mapped.meaning;
    let other = [service.is_some(), retired(mapped, on)];
    let name = &mapped.name;
    (other, [mapped.list, *regions, seller], *alias, [*dates, *forms, name.len()], name)
}

/// Whether an entry's seller no longer had it on `on`.
fn retired(mapped: &Mapped, on: Day) -> bool {
    mapped.entry.retires.is_some_and(|day| day <= on)
}

/// A line whose price is sought.
struct Sought<'a> {
    catalog: &'a Catalog,
    provider: ProviderId,
    model: ModelId,
    on: Day,
    /// The line, where it is there.
    there: Option<LineId>,
}

/// Compares one line with its entries, the plainest first.
fn line(sought: &Sought, entries: &[&Mapped], accept: &[String], diff: &mut Diff) {
    let first = entries[0];
    for other in &entries[1..] {
        diff.set_aside(other, other_entry(first, other));
    }
    if let Some(reason) = sought.no_price(first, accept) {
        return diff.set_aside(first, reason);
    }
    let (catalog, name) = (sought.catalog, sought.name());
    let offer = sought.there.and_then(|id| catalog.offer_on(id, sought.on));
    let later = first.entry.since.filter(|day| offer.is_none_or(|it| it.from < *day));
    let from = later.unwrap_or(sought.on);
    let changes_in = |offer: &Offer| changes(offer, first.prices);
    let changes = offer.map(changes_in).unwrap_or_default();
    match offer {
        Some(_) if changes.is_empty() => {
            return diff.set_aside(first, format!("no change: {name} has this price on record"));
        }
        Some(offer) if at_peak(offer, first.prices) => {
            return diff.set_aside(
                first,
                format!("no change: {name} has this price on record for peak hours"),
            );
        }
        Some(offer)
            if offer.promotion
                && sought.before(offer).is_some_and(|it| changes_in(it).is_empty()) =>
        {
            let reason = format!("no change: {name} has this price on record under a promotion");
            return diff.set_aside(first, reason);
        }
        _ if sought.offers().any(|it| it.from == from) => {
            let reason = format!("second source: another price of {name} from {from} is on record");
            diff.flagged.push(Remark { entry: first.name.clone(), reason: reason.clone() });
            return diff.set_aside(first, reason);
        }
        Some(offer) => diff.changed.push(Changed {
            line: name,
            entry: first.name.clone(),
            from,
            changes,
            note: lost(offer, first.prices),
        }),
        None => diff.new.push(New {
            line: name,
            entry: first.name.clone(),
            from,
            new_line: sought.there.is_none(),
            input_usd_per_mtok: first.prices.input,
            cached_input_usd_per_mtok: first.prices.cached,
            output_usd_per_mtok: first.prices.output,
        }),
    }
    diff.wanted.push(wanted(sought, first, from));
}

/// What is to be written of the entry that prices a line.
fn wanted(sought: &Sought, first: &Mapped, from: Day) -> Wanted {
    let new = WantedLine::New(sought.provider, sought.model);
    Wanted {
        line: sought.there.map_or(new, WantedLine::There),
        list: first.list,
        entry: first.entry.name.clone(),
        from,
        prices: first.prices.clone(),
        context_tokens: first.entry.context_tokens,
        note: first.entry.left_out.unwrap_or_default().to_string(),
    }
}

impl Diff {
    fn set_aside(&mut self, mapped: &Mapped, reason: String) {
        self.set_aside.push(Remark { entry: mapped.name.clone(), reason });
    }
}

impl Sought<'_> {
    /// The line's id, as it is or as it would be.
    fn name(&self) -> String {
        match self.there {
            Some(id) => self.catalog.lines[id.index()].id.clone(),
            None => new_id(self.catalog, self.provider, self.model),
        }
    }

    /// The offers of the line that had begun.
    fn offers(&self) -> impl Iterator<Item = &Offer> {
        let begun = self.catalog.offers.iter().filter(|it| it.from <= self.on);
        begun.filter(|it| Some(it.line) == self.there)
    }

    /// The list price that a promotion suspends.
    fn before(&self, promotion: &Offer) -> Option<&Offer> {
        let lists = self.offers().filter(|it| !it.promotion && it.from <= promotion.from);
        lists.max_by_key(|it| it.from)
    }

    /// Why the plainest entry is no price of the line; nothing where it is.
    fn no_price(&self, first: &Mapped, accept: &[String]) -> Option<String> {
        if let Some(service) = &first.meaning.service {
            return Some(format!("another service: {service}"));
        }
        if let Some(day) = first.entry.retires.filter(|day| *day <= self.on) {
            return Some(format!("retired: on {day}"));
        }
        if self.there.is_none()
            && let Some(reason) = self.no_new_line()
        {
            return Some(reason);
        }
        let zero = first.prices.input == 0.0 || first.prices.output == 0.0;
        if zero || (first.flagged && !accept.contains(&first.name)) {
            return Some("flagged: not taken unless accepted".to_string());
        }
        let offered = self.there.and_then(|id| self.catalog.offer_on(id, self.on)).is_some();
        let ended = !offered && self.offers().next().is_some();
        ended.then(|| {
            format!("ended: the last offer of {} has an end before {}", self.name(), self.on)
        })
    }

    /// Why no line may be made; nothing where one may.
    fn no_new_line(&self) -> Option<String> {
        let catalog = self.catalog;
        let (seller, sold) =
            (&catalog.providers[self.provider.index()], &catalog.models[self.model.index()]);
        let creator = sold.creator == self.provider;
        if sold.weights == Weights::Closed && !creator {
            return Some(format!("closed weights of another: {} resells them", seller.id));
        }
        if !creator && seller.group != Group::Host {
            return Some(format!(
                "weights of another: {} is no host, a line is made by hand",
                seller.id
            ));
        }
        if sold.released > self.on {
            return Some(format!("not out: {} came out on {}", sold.id, sold.released));
        }
        let tier = catalog.lines.iter().any(|line| line.model == self.model);
        (!tier).then(|| {
            format!("no line: none of {} says its tier, the first is made by hand", sold.id)
        })
    }
}

/// Why an entry beside the plainest is no price.
fn other_entry(first: &Mapped, other: &Mapped) -> String {
    if let Some(service) = &other.meaning.service {
        return format!("another service: {service}");
    }
    let agrees = same(first.prices.input, other.prices.input)
        && same(first.prices.output, other.prices.output);
    let place = if other.list == first.list { "same line" } else { "same line in a later list" };
    match agrees {
        true => format!("{place}: as {}", first.name),
        false => format!(
            "{place}, another price: {}/{} against {}/{} of {}, which is plainer",
            other.prices.input,
            other.prices.output,
            first.prices.input,
            first.prices.output,
            first.name
        ),
    }
}

/// The line that `provider` sells `model` in: the one that is called after both, else the first.
fn line_of(catalog: &Catalog, provider: ProviderId, model: ModelId) -> Option<LineId> {
    let own = |line: &Line| line.provider == provider && line.model == model;
    let name = new_id(catalog, provider, model);
    let first = catalog.lines.iter().find(|it| own(it) && it.id == name);
    catalog.line(&first.or_else(|| catalog.lines.iter().find(|it| own(it)))?.id)
}

/// The id of a line that is to be made.
pub(in crate::catalog) fn new_id(
    catalog: &Catalog,
    provider: ProviderId,
    model: ModelId,
) -> String {
    format!("{}/{}", catalog.providers[provider.index()].id, catalog.models[model.index()].id)
}

/// The world that stands for `on`: that of the day itself, else the latest whose month had begun.
pub(in crate::catalog) fn world_of(catalog: &Catalog, on: Day) -> Option<&World> {
    let begun = catalog.worlds.iter().filter(|it| it.last_day.month() <= on.month());
    begun.max_by_key(|it| (it.last_day == on, it.last_day))
}

/// Names the lines on sale that no list has. Lists lag: a price of the month of `on` is not held against them.
fn gone(
    catalog: &Catalog,
    sellers: &BTreeSet<ProviderId>,
    listed: &BTreeSet<(ProviderId, ModelId)>,
    on: Day,
    diff: &mut Diff,
) {
    let Some(world) = world_of(catalog, on) else { return };
    for id in &world.lines {
        let line = &catalog.lines[id.index()];
        let offered = catalog.offer_on(*id, on).is_some_and(|it| it.from.month() < on.month());
        if offered
            && sellers.contains(&line.provider)
            && !listed.contains(&(line.provider, line.model))
        {
            diff.gone.push(Gone { line: line.id.clone(), world: world.id.clone() });
        }
    }
}
