//! What price lists that others keep would change in the catalogue: lines that are new, changed or gone, entries
//! that look wrong, and why every other entry is no price of a line.
//!
//! Each entry is either *mapped* to a model of the catalogue or *skipped* with its reason. Of the mapped entries of
//! one line (a provider and a model) the plainest name is its price; the others, and those of sellers that the
//! catalogue lacks, are *set aside* with their reasons. A flagged price changes nothing unless it is accepted by name.

mod changes;
mod judge;
mod lines;

use serde::Serialize;

use crate::calendar::Day;
use crate::error::{Error, Problem};
use crate::ids::{LineId, ModelId, ProviderId};

use super::Catalog;
use super::import::PriceList;
use super::import::entry::Prices;
pub(super) use lines::{new_id, world_of};

/// What lists would change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Diff {
    /// Entries read.
    pub read: usize,
    /// Of those, models that answer in text with a price of input and of output.
    pub chat_priced: usize,
    /// Of those, entries of models of the catalogue.
    pub mapped: usize,
    /// Of the priced ones, entries whose name has the name of a model of the catalogue in it, its own or a relative's.
    pub named: usize,
    /// Lines that get their first price.
    pub new: Vec<New>,
    /// Lines whose price changed.
    pub changed: Vec<Changed>,
    /// Lines on sale that the lists no longer have, though they have others of the same provider.
    pub gone: Vec<Gone>,
    /// Entries that look wrong.
    pub flagged: Vec<Remark>,
    /// Entries that are not mapped, each with its reason.
    pub skipped: Vec<Remark>,
    /// Entries that are mapped and make no price of a line, each with its reason.
    pub set_aside: Vec<Remark>,
    /// What would be written.
    #[serde(skip)]
    pub(super) wanted: Vec<Wanted>,
}

/// An entry, and what there is to say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The entry.
    pub entry: String,
    /// What there is to say; what stands before the first colon is the same for all of a kind.
    pub reason: String,
}

/// A line that gets its first price, USD per million tokens.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct New {
    /// The line.
    pub line: String,
    /// The entry that prices it.
    pub entry: String,
    /// The day from which.
    #[serde(serialize_with = "as_text")]
    pub from: Day,
    /// Whether the line itself is new.
    pub new_line: bool,
    /// Uncached input.
    pub input_usd_per_mtok: f64,
    /// Cached input, where the list states it.
    pub cached_input_usd_per_mtok: Option<f64>,
    /// Output.
    pub output_usd_per_mtok: f64,
}

/// A line whose price changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// The line.
    pub line: String,
    /// The entry that prices it.
    pub entry: String,
    /// The day from which.
    #[serde(serialize_with = "as_text")]
    pub from: Day,
    /// What changed.
    pub changes: Vec<Change>,
    /// What of the earlier offer the new one does not have, in words.
    pub note: String,
}

/// One number that changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The key of the number in an offer.
    pub field: String,
    /// What it was; nothing where there was none.
    pub was: Option<f64>,
    /// What it is; nothing where there is none.
    pub is: Option<f64>,
}

/// A line that lists no longer have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gone {
    /// The line.
    pub line: String,
    /// The world that sells it.
    pub world: String,
}

/// An offer to be written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    /// The line, or what to make it of.
    pub line: WantedLine,
    /// The place of the list among those read.
    pub list: usize,
    /// The entry that prices it.
    pub entry: String,
    /// First day.
    pub from: Day,
    /// Its prices.
    pub prices: Prices,
    /// Longest input and output, tokens.
    pub context_tokens: Option<f64>,
    /// What a reader should know of the offer.
    pub note: String,
}

/// The line of an offer to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WantedLine {
    /// One that is there.
    There(LineId),
    /// One that a provider begins to sell.
    New(ProviderId, ModelId),
}

/// What `lists` would change in `catalog` on `on`; entries in `accept` are taken though they are flagged.
///
/// # Errors
/// A list that is in another unit as a whole, a name in `accept` that is no flagged entry.
pub fn diff(
    catalog: &Catalog,
    lists: &[PriceList],
    on: Day,
    accept: &[String],
) -> Result<Diff, Error> {
    let judged = judge::judge(catalog, lists, on)?;
    let unknown = accept.iter().filter(|name| !judged.flagged.iter().any(|it| it.entry == **name));
    let problems: Vec<Problem> = unknown
        .map(|name| Problem::new("accept", name.as_str(), "is not the name of a flagged entry"))
        .collect();
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    Ok(lines::compare(catalog, judged, on, accept))
}

fn as_text<S: serde::Serializer>(day: &Day, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}
