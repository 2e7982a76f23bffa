use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};
use undercut::calendar::Day;
use undercut::catalog::SHIPPED;
use undercut::catalog::diff::{Change, Diff, Remark, diff};
use undercut::catalog::import::{MAX_BYTES, PriceList};
use undercut::catalog::write::append;
use undercut::error::Error;

use super::catalogue::{Catalogue, texts};
use super::replace::write_all;
use super::{Failure, read, write};

/// Lines of one kind that a table shows; JSON has all.
const SHOWN: usize = 40;

/// Compare a price list that others keep with the catalogue, and append what is new
#[derive(Debug, Args)]
pub struct Import {
    /// Price lists: LiteLLM's model_prices_and_context_window.json, genai-prices' data.json or data_v2.json, models.dev's
    /// api.json, told by their content; - is stdin. Of two that disagree the first is taken
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    catalogue: Catalogue,
    /// Append new prices and lines, their source and a world of that day to the files of DIR; no line that is there changes
    #[arg(long, requires = "folder")]
    write: bool,
    /// The day for which the lists speak; today where it is not given
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Day>,
    /// Take this entry though it is flagged; may be given more than once
    #[arg(long, value_name = "ENTRY")]
    accept: Vec<String>,
    /// How to write what would change
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// How the comparison is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Lines for a terminal, entries counted by reason
    Table,
    /// JSON with every entry and its reason
    Json,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "must be a day that exists, as in 2026-04-30".to_string())
}

impl Import {
    /// Reads, compares, reports and, if asked, writes.
    pub fn run(self) -> Result<(), Failure> {
        let on = self
            .as_of
            .or_else(today)
            .ok_or_else(|| Failure::from("the clock shows no day: say --as-of DATE".to_string()))?;
        let catalog = self.catalogue.read()?;
        let mut lists = Vec::new();
        let mut failures = Vec::new();
        for path in &self.files {
            match list(path, on) {
                Ok(list) => lists.push(list),
                Err(Failure(lines)) => failures.extend(lines),
            }
        }
        if !failures.is_empty() {
            return Err(Failure(failures));
        }
        let found =
            diff(&catalog, &lists, on, &self.accept).map_err(|error| Failure(lines(&error)))?;
        let written = match self.catalogue.folder().filter(|_| self.write) {
            Some(folder) => Some((folder, append_to(folder, &lists, &found, on)?)),
            None => None,
        };
        let text = match self.format {
            Format::Table => table(&found, on) + &appended(written.as_ref()),
            Format::Json => {
                let json = serde_json::to_string_pretty(&found);
                json.map_err(|error| Failure::from(error.to_string()))? + "\n"
            }
        };
        write(self.output.as_ref(), &text)
    }
}

/// Appends what is new to the files of `folder`, and gives the names of those that changed.
fn append_to(
    folder: &Path,
    lists: &[PriceList],
    found: &Diff,
    on: Day,
) -> Result<Vec<String>, Failure> {
    let texts = texts(folder)?;
    // The texts come in the order of the shipped files, under the names for messages.
    let names = SHIPPED.iter().map(|(name, _)| *name);
    let files: Vec<(&str, &str)> = names.zip(texts.iter().map(|(_, text)| text.as_str())).collect();
    let changed = append(&files, lists, found, on).map_err(|error| Failure(lines(&error)))?;
    write_all(folder, &changed)?;
    Ok(changed.into_iter().map(|(name, _)| name).collect())
}

/// Which files were appended to, as a line; nothing where nobody asked.
fn appended(written: Option<&(&Path, Vec<String>)>) -> String {
    match written {
        None => String::new(),
        Some((folder, names)) if names.is_empty() => {
            format!("{}: nothing to append.\n", folder.display())
        }
        Some((folder, names)) => {
            format!("{}: appended to {}.\n", folder.display(), names.join(", "))
        }
    }
}

/// Reads one list.
fn list(path: &Path, on: Day) -> Result<PriceList, Failure> {
    let (name, text) = read::text(path, MAX_BYTES as u64)?;
    PriceList::read(&name, &text, on).map_err(|error| Failure(lines(&error)))
}

/// One line per problem.
fn lines(error: &Error) -> Vec<String> {
    error.problems().iter().map(ToString::to_string).collect()
}

/// Today in UTC, by the clock of the machine.
fn today() -> Option<Day> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    Day::since_1970(u32::try_from(seconds / 86_400).ok()?)
}

/// The comparison as lines, with skipped entries counted by reason.
fn table(diff: &Diff, on: Day) -> String {
    let mut text = format!(
        "{} entries read as of {on}: {} chat models with prices, {} of them of models in the catalogue.\n",
        diff.read, diff.chat_priced, diff.mapped
    );
    section(&mut text, "New", &diff.new, |it| {
        let what = if it.new_line { "new line" } else { "first price" };
        let cached = it.cached_input_usd_per_mtok.map_or("-".to_string(), |it| it.to_string());
        let (input, output) = (it.input_usd_per_mtok, it.output_usd_per_mtok);
        format!(
            "{}: {what} from {}: input {input}, cached {cached}, output {output} ({})",
            it.line, it.from, it.entry
        )
    });
    section(&mut text, "Changed", &diff.changed, |it| {
        let changes: Vec<String> = it.changes.iter().map(change).collect();
        let note = if it.note.is_empty() { String::new() } else { format!("; {}", it.note) };
        format!("{} from {}: {}{note} ({})", it.line, it.from, changes.join(", "), it.entry)
    });
    section(&mut text, "Gone", &diff.gone, |it| {
        format!("{}: in world {}, in no list", it.line, it.world)
    });
    section(&mut text, "Flagged", &diff.flagged, |it| format!("{}: {}", it.entry, it.reason));
    counts(&mut text, "Set aside, by reason", &diff.set_aside);
    counts(&mut text, "Skipped, by reason", &diff.skipped);
    text.push_str("Prices in USD per million tokens. --format json names every entry.\n");
    plain(&text)
}

fn change(change: &Change) -> String {
    let shown = |it: Option<f64>| it.map_or("none".to_string(), |it| it.to_string());
    let field = change.field.trim_end_matches("_usd_per_mtok");
    format!("{field} {} -> {}", shown(change.was), shown(change.is))
}

fn section<T>(text: &mut String, title: &str, items: &[T], shown: impl Fn(&T) -> String) {
    let _ = writeln!(text, "\n{title}: {}", items.len());
    for item in items.iter().take(SHOWN) {
        let _ = writeln!(text, "  {}", shown(item));
    }
    if items.len() > SHOWN {
        let _ = writeln!(text, "  and {} more", items.len() - SHOWN);
    }
}

/// Entries counted by what stands before the colon of their reason; `not chat` by the whole.
fn counts(text: &mut String, title: &str, remarks: &[Remark]) {
    let _ = writeln!(text, "\n{title}: {}", remarks.len());
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for remark in remarks {
        let whole = ["not chat", "seller not in the catalogue", "another service"];
        let kind = match remark.reason.split_once(": ") {
            Some((kind, _)) if !whole.contains(&kind) => kind,
            _ => &remark.reason,
        };
        *kinds.entry(kind).or_default() += 1;
    }
    let mut kinds: Vec<(usize, &str)> =
        kinds.into_iter().map(|(kind, count)| (count, kind)).collect();
    kinds.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    for (count, kind) in kinds {
        let _ = writeln!(text, "  {count:>5}  {kind}");
    }
}

/// The text without control characters that a list may have brought, but for line ends.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            it if it.is_control() && it != '\n' => plain.extend(it.escape_default()),
            it => plain.push(it),
        }
    }
    plain
}
