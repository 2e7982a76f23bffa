//! Entries by line: which one is the line's price, and what it changes.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Day;
use crate::catalog::import::entry::Prices;
use crate::catalog::{Catalog, Group, Line, Offer, Weights, World};
use crate::ids::{LineId, ModelId, ProviderId};

use super::judge::{Judged, Mapped};
use super::{Change, Changed, Diff, Gone, New, Remark, Wanted, WantedLine};

/// Prices within a thousandth of each other are the same.
const SAME: f64 = 1e-3;

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
        line(catalog, provider, model, &entries, on, accept, &mut diff);
    }
    gone(catalog, &sellers, &listed, on, &mut diff);
    diff
}

/// How plain an entry's name is: what comes first decides.
type Plainness<'a> = ([bool; 2], [usize; 2], bool, [usize; 3], &'a str);

/// Smaller for an entry that is still sold, at the list price, in an earlier list, without a region, under the
/// provider's own name, without date and form, and shorter.
fn plainness<'a>(
    catalog: &Catalog,
    provider: ProviderId,
    mapped: &'a Mapped,
    on: Day,
) -> Plainness<'a> {
    let provider = &catalog.providers[provider.index()];
    let seller = &mapped.entry.seller;
    let own = *seller == provider.id || provider.aliases.first() == Some(seller);
    let [regions, dates, forms] = mapped.meaning.extras;
    let other = [mapped.meaning.service.is_some(), retired(mapped, on)];
    (other, [mapped.list, regions], !own, [dates, forms, mapped.name.len()], &mapped.name)
}

/// Whether an entry's seller no longer had it on `on`.
fn retired(mapped: &Mapped, on: Day) -> bool {
    mapped.entry.retires.is_some_and(|day| day <= on)
}

/// Compares one line with its entries, the plainest first.
fn line(
    catalog: &Catalog,
    provider: ProviderId,
    model: ModelId,
    entries: &[&Mapped],
    on: Day,
    accept: &[String],
    diff: &mut Diff,
) {
    let mut aside = |mapped: &Mapped, reason: String| {
        diff.set_aside.push(Remark { entry: mapped.name.clone(), reason });
    };
    let first = entries[0];
    for other in &entries[1..] {
        aside(other, other_entry(first, other));
    }
    if let Some(service) = &first.meaning.service {
        return aside(first, format!("another service: {service}"));
    }
    if let Some(day) = first.entry.retires.filter(|day| *day <= on) {
        return aside(first, format!("retired: on {day}"));
    }
    let there = line_of(catalog, provider, model);
    let offers = || catalog.offers.iter().filter(|it| Some(it.line) == there && it.from <= on);
    if there.is_none()
        && let Some(reason) = no_new_line(catalog, provider, model, on)
    {
        return aside(first, reason);
    }
    let zero = first.prices.input == 0.0 || first.prices.output == 0.0;
    if zero || (first.flagged && !accept.contains(&first.name)) {
        return aside(first, "flagged: not taken unless accepted".to_string());
    }
    let name = match there {
        Some(id) => catalog.lines[id.index()].id.clone(),
        None => new_id(catalog, provider, model),
    };
    let offer = there.and_then(|id| catalog.offer_on(id, on));
    if offer.is_none() && offers().next().is_some() {
        return aside(first, format!("ended: the last offer of {name} has an end before {on}"));
    }
    let begun = offer.map(|it| it.from);
    let from = first.entry.since.filter(|day| begun.is_none_or(|begun| begun < *day)).unwrap_or(on);
    let changes = offer.map(|offer| changes(offer, first.prices)).unwrap_or_default();
    let peak = offer.is_some_and(|offer| at_peak(offer, first.prices));
    let same_day = offers().any(|it| it.from == from);
    match offer {
        Some(_) if changes.is_empty() => {
            return aside(first, "no change: the price on record".to_string());
        }
        Some(_) if peak => {
            return aside(first, "no change: the price on record for peak hours".to_string());
        }
        _ if same_day => {
            let reason = format!("second source: another price of {name} from {from} is on record");
            diff.flagged.push(Remark { entry: first.name.clone(), reason: reason.clone() });
            return aside(first, reason);
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
            new_line: there.is_none(),
            input_usd_per_mtok: first.prices.input,
            cached_input_usd_per_mtok: first.prices.cached,
            output_usd_per_mtok: first.prices.output,
        }),
    }
    diff.wanted.push(Wanted {
        line: there.map_or(WantedLine::New(provider, model), WantedLine::There),
        list: first.list,
        entry: first.entry.name.clone(),
        from,
        prices: first.prices.clone(),
        context_tokens: first.entry.context_tokens,
        note: first.entry.left_out.unwrap_or_default().to_string(),
    });
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

/// Why no line may be made of `model` at `provider`; nothing where one may.
fn no_new_line(catalog: &Catalog, provider: ProviderId, model: ModelId, on: Day) -> Option<String> {
    let (seller, sold) = (&catalog.providers[provider.index()], &catalog.models[model.index()]);
    let creator = sold.creator == provider;
    if sold.weights == Weights::Closed && !creator {
        return Some(format!("closed weights of another: {} resells them", seller.id));
    }
    if !creator && seller.group != Group::Host {
        return Some(format!(
            "weights of another: {} is no host, a line is made by hand",
            seller.id
        ));
    }
    if sold.released > on {
        return Some(format!("not out: {} came out on {}", sold.id, sold.released));
    }
    let tier = catalog.lines.iter().any(|line| line.model == model);
    (!tier)
        .then(|| format!("no line: none of {} says its tier, the first is made by hand", sold.id))
}

/// Whether two prices are the same.
fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= SAME * a.abs().max(b.abs())
}

/// Every number that `prices` states and `offer` has otherwise; what an offer leaves out is what the schema takes it
/// for: a cache write at the price of input, no batch, no tier.
fn changes(offer: &Offer, prices: &Prices) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut compare = |field: String, was: Option<f64>, is: Option<f64>| match (was, is) {
        (None, None) => {}
        (Some(was), Some(is)) if same(was, is) => {}
        (was, is) => changes.push(Change { field, was, is }),
    };
    let was_input = offer.input_usd_per_mtok.median();
    let was_write = offer.cache_write_usd_per_mtok.as_ref().map_or(was_input, |it| it.median());
    compare("input_usd_per_mtok".to_string(), Some(was_input), Some(prices.input));
    if let Some(cached) = prices.cached {
        let was = offer.cached_input_usd_per_mtok.median();
        compare("cached_input_usd_per_mtok".to_string(), Some(was), Some(cached));
    }
    if let Some(write) = prices.write {
        compare("cache_write_usd_per_mtok".to_string(), Some(was_write), Some(write));
    }
    compare(
        "output_usd_per_mtok".to_string(),
        Some(offer.output_usd_per_mtok.median()),
        Some(prices.output),
    );
    if let Some(factor) = prices.batch_factor {
        compare(
            "batch_factor".to_string(),
            offer.batch_factor.as_ref().map(|it| it.median()),
            Some(factor),
        );
    }
    let limits = offer.context_tiers.iter().map(|it| it.above_tokens);
    let mut limits: Vec<f64> =
        limits.chain(prices.tiers.iter().map(|it| it.above_tokens)).collect();
    limits.sort_by(f64::total_cmp);
    limits.dedup();
    for above in limits {
        let was = offer.context_tiers.iter().find(|it| it.above_tokens == above);
        let is = prices.tiers.iter().find(|it| it.above_tokens == above);
        let field = |name: &str| format!("context_tier above {above}: {name}");
        let was_input = was.map(|it| it.input_usd_per_mtok.median());
        compare(field("input_usd_per_mtok"), was_input, is.map(|it| it.input));
        let was_output = was.map(|it| it.output_usd_per_mtok.median());
        compare(field("output_usd_per_mtok"), was_output, is.map(|it| it.output));
        if let (Some(was), Some(cached)) = (was, is.and_then(|it| it.cached)) {
            let was = was.cached_input_usd_per_mtok.median();
            compare(field("cached_input_usd_per_mtok"), Some(was), Some(cached));
        }
    }
    changes
}

/// Whether `prices` are those of the peak hours of `offer`.
fn at_peak(offer: &Offer, prices: &Prices) -> bool {
    let Some(peak) = &offer.peak else { return false };
    let factor = peak.factor.median();
    let pairs = [
        (&offer.input_usd_per_mtok, Some(prices.input)),
        (&offer.cached_input_usd_per_mtok, prices.cached),
        (&offer.output_usd_per_mtok, Some(prices.output)),
    ];
    pairs.iter().all(|(was, is)| is.is_none_or(|is| same(was.median() * factor, is)))
}

/// What `offer` says and `prices` do not.
fn lost(offer: &Offer, prices: &Prices) -> String {
    let parts = [
        (offer.peak.is_some(), "peak hours"),
        (offer.batch_factor.is_some() && prices.batch_factor.is_none(), "batch factor"),
        (offer.cache_write_usd_per_mtok.is_some() && prices.write.is_none(), "cache write"),
    ];
    let parts: Vec<&str> = parts.iter().filter(|(lost, _)| *lost).map(|(_, name)| *name).collect();
    match parts.is_empty() {
        true => String::new(),
        false => format!("the list is silent on what the earlier offer has: {}", parts.join(", ")),
    }
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
