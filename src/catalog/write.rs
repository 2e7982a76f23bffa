//! Appending to the files of a catalogue: what is there stays, byte for byte.

mod world;

use std::fmt::Write;

use crate::calendar::Day;
use crate::document::quoted;
use crate::error::{Error, Problem};
use crate::ids::{ModelId, ProviderId};

use super::diff::{Diff, Wanted, WantedLine, new_id};
use super::import::PriceList;
use super::import::entry::Prices;
use super::{Catalog, Group, Tier};

/// The rule that prices cached input where a list does not.
const CACHED_RULE: &str = "cached-at-full-price";

/// The files of a catalogue that change, each with its new text; none where `diff` has nothing to write.
///
/// Appended are the sources, new lines, offers, and a world called after `on` that sells what the latest one sold,
/// less what is gone, and what is new. Each new text begins with the old one, and together they are a catalogue that
/// reads and checks.
///
/// # Errors
/// Every problem of the catalogue as it would be, such as a rule that `files` lack.
pub fn append(
    files: &[(&str, &str)],
    lists: &[PriceList],
    diff: &Diff,
    on: Day,
) -> Result<Vec<(String, String)>, Error> {
    let catalog = Catalog::from_texts(files)?;
    let mut texts: Vec<(String, String)> =
        files.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
    let add = |texts: &mut Vec<(String, String)>, name: &str, more: &str| {
        if more.is_empty() {
            return;
        }
        match texts.iter_mut().find(|(own, _)| own == name) {
            Some((_, text)) => {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                text.push_str(more);
            }
            None => texts.push((name.to_string(), more.trim_start().to_string())),
        }
    };
    let has_hosts = files.iter().any(|(name, _)| *name == "hosts.toml");
    let mut sold = Vec::new();
    for wanted in &diff.wanted {
        let (host, id) = match wanted.line {
            WantedLine::There(line) => {
                (seller(&catalog, line.index()), catalog.lines[line.index()].id.clone())
            }
            WantedLine::New(provider, model) => (
                catalog.providers[provider.index()].group == Group::Host,
                new_id(&catalog, provider, model),
            ),
        };
        let file = if host && has_hosts { "hosts.toml" } else { "prices.toml" };
        if let WantedLine::New(provider, model) = wanted.line {
            let source = source_id(&lists[wanted.list], on);
            add(&mut texts, file, &line(&catalog, &id, (provider, model), wanted, &source));
        }
        add(&mut texts, file, &offer(&id, &source_id(&lists[wanted.list], on), wanted));
        sold.push(id);
    }
    for (place, list) in lists.iter().enumerate() {
        let id = source_id(list, on);
        let used = diff.wanted.iter().any(|it| it.list == place);
        let key = format!("[source.{id}]");
        if used && !texts.iter().any(|(_, text)| text.lines().any(|line| line.trim() == key)) {
            add(&mut texts, "sources.toml", &source(list, &id, on));
        }
    }
    if !diff.wanted.is_empty() {
        let old =
            files.iter().find(|(name, _)| *name == "worlds.toml").map_or("", |(_, text)| text);
        add(&mut texts, "worlds.toml", &world::world(&catalog, old, diff, &sold, lists, on));
    }
    check(&texts)?;
    let old = |name: &str| files.iter().find(|(own, _)| *own == name).map(|(_, text)| *text);
    texts.retain(|(name, text)| old(name) != Some(text.as_str()));
    Ok(texts)
}

/// Whether the seller of a line is a host.
fn seller(catalog: &Catalog, line: usize) -> bool {
    catalog.providers[catalog.lines[line].provider.index()].group == Group::Host
}

/// The problems of the catalogue that `texts` write.
fn check(texts: &[(String, String)]) -> Result<(), Error> {
    let files: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let problems: Vec<Problem> = Catalog::from_texts(&files)?.check();
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// The id of a list's source record.
fn source_id(list: &PriceList, on: Day) -> String {
    format!("{}-{on}", list.list.name())
}

fn source(list: &PriceList, id: &str, on: Day) -> String {
    let (document, url) = (list.list.document(), list.list.url());
    format!(
        "\n[source.{id}]\ndocument = {}\nurl = {}\nas_of = \"{on}\"\n",
        quoted(document),
        quoted(url)
    )
}

/// A line whose tier is that of the model's other lines, its creator's first; its window is stated where it is
/// smaller than the model's.
fn line(
    catalog: &Catalog,
    id: &str,
    (provider, model): (ProviderId, ModelId),
    wanted: &Wanted,
    source: &str,
) -> String {
    let (seller, sold) = (&catalog.providers[provider.index()], &catalog.models[model.index()]);
    let name = match sold.creator == provider {
        true => sold.name.clone(),
        false => format!("{} at {}", sold.name, seller.name),
    };
    let others = catalog.lines.iter().filter(|it| it.model == model);
    let tier =
        others.min_by_key(|it| it.provider != sold.creator).map_or(Tier::Small, |it| it.tier);
    let mut text = format!(
        "\n[[line]]\nid = {}\nname = {}\nprovider = {}\nmodel = {}\ntier = \"{}\"\n",
        quoted(id),
        quoted(&name),
        quoted(&seller.id),
        quoted(&sold.id),
        tier.name(),
    );
    let whole = sold.context_tokens.as_ref().map(|it| it.median());
    if let (Some(window), Some(whole)) = (wanted.context_tokens, whole)
        && window < whole
    {
        let source = quoted(source);
        let _ = writeln!(
            text,
            "context_tokens = {{ value = {window}, basis = \"published\", source = {source} }}"
        );
    }
    text
}

fn offer(line: &str, source: &str, wanted: &Wanted) -> String {
    let mut text = format!("\n[[offer]]\nline = {}\nfrom = {}\n", quoted(line), wanted.from);
    let entry: String = wanted.entry.chars().take(100).collect();
    let note = match wanted.note.as_str() {
        "" => format!("entry {entry}"),
        note => format!("entry {entry}; {note}"),
    };
    let _ = write!(
        text,
        "basis = \"published\"\nsource = {}\nnote = {}\n",
        quoted(source),
        quoted(&note)
    );
    prices(&mut text, &wanted.prices);
    text
}

fn prices(text: &mut String, prices: &Prices) {
    let cached = |input: f64, cached: Option<f64>| match cached {
        Some(cached) => cached.to_string(),
        None => format!("{{ value = {input}, rule = \"{CACHED_RULE}\" }}"),
    };
    let _ = writeln!(text, "input_usd_per_mtok = {}", prices.input);
    let _ = writeln!(text, "cached_input_usd_per_mtok = {}", cached(prices.input, prices.cached));
    if let Some(write) = prices.write {
        let _ = writeln!(text, "cache_write_usd_per_mtok = {write}");
    }
    let _ = writeln!(text, "output_usd_per_mtok = {}", prices.output);
    let more = [
        ("cache_write_hour_usd_per_mtok", prices.write_hour),
        ("batch_factor", prices.batch_factor),
        ("priority_factor", prices.priority_factor),
    ];
    for (key, value) in more {
        if let Some(value) = value {
            let _ = writeln!(text, "{key} = {value}");
        }
    }
    for tier in &prices.tiers {
        // Where a tier is silent on cached input, it rises with input.
        let own = prices.cached.map(|it| it * tier.input / prices.input);
        let own = tier.cached.or(own.map(super::import::entry::round));
        let _ = writeln!(text, "[[offer.context_tier]]\nabove_tokens = {}", tier.above_tokens);
        let _ = writeln!(text, "input_usd_per_mtok = {}", tier.input);
        let _ = writeln!(text, "cached_input_usd_per_mtok = {}", cached(tier.input, own));
        if let Some(write) = tier.write {
            let _ = writeln!(text, "cache_write_usd_per_mtok = {write}");
        }
        let _ = writeln!(text, "output_usd_per_mtok = {}", tier.output);
    }
}
