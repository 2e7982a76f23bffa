use std::path::PathBuf;

use clap::Args;
use undercut::input::Part;
use undercut::scenario::{Override, Scenario};
use undercut::simulation::Simulation;
use undercut::uncertainty::BLOCK;

use super::catalogue::Catalogue;
use super::printed::Printed;
use super::{Failure, messages, read};

/// Put the parts of a run together that `undercut run --blocks A..B --partial FILE` wrote, in any order.
#[derive(Debug, Args)]
pub struct Merge {
    /// The parts; together they hold every block from the first on, each once
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    catalogue: Catalogue,
}

/// The most that is read of a part, bytes.
const MOST_BYTES: u64 = 1 << 30;

impl Merge {
    /// Merges and writes what a run of all the draws writes.
    pub fn run(self) -> Result<(), Failure> {
        self.printed.check()?;
        let mut parts = Vec::new();
        let mut problems = Vec::new();
        for path in &self.files {
            let (name, bytes) = read::bounded(path, MOST_BYTES)?;
            match Part::parse(&bytes) {
                Ok(part) => parts.push((name, part)),
                Err(rule) => problems.push(format!("{name}: {rule}")),
            }
        }
        if let Some(((_, first), others)) = parts.split_first() {
            problems.extend(foreign(first, &self.catalogue.digest()?));
            let differs =
                |(name, it): &(String, Part)| Some(format!("{name}: {}", first.differs(it)?));
            problems.extend(others.iter().filter_map(differs));
        }
        parts.sort_by_key(|(_, it)| it.from);
        problems.extend(holes(&parts));
        if !problems.is_empty() {
            return Err(Failure(problems));
        }
        self.merged(&parts)
    }

    fn merged(&self, parts: &[(String, Part)]) -> Result<(), Failure> {
        let Some((_, first)) = parts.first() else { return Ok(()) };
        let catalog = self.catalogue.read()?;
        let parse = |overrides: &[(String, String)]| {
            let overrides: Vec<Override> = (overrides.iter())
                .map(|(path, text)| Override { path: path.clone(), text: text.clone() })
                .collect();
            Scenario::parse(&first.scenario, &overrides, &catalog)
                .map_err(|error| Failure(messages(&first.name, &error)))
        };
        let mut simulation = Simulation::new(parse(&first.overrides)?, first.seed);
        for (name, part) in parts {
            let rule = format!("{name}: does not hold what it says");
            let before = simulation.draws();
            simulation.merge_words(&part.words).map_err(|_| Failure::from(rule.clone()))?;
            let held = simulation.draws().wrapping_sub(before);
            if held != (part.to - part.from) * BLOCK {
                return Err(rule.into());
            }
        }
        let usual = if first.overrides.is_empty() { None } else { parse(&[]).ok() };
        self.printed.write(&simulation, &catalog, usual.as_ref())
    }
}

/// Why this program cannot read a part: it is of another version or catalogue.
fn foreign(first: &Part, catalog: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let mine = env!("CARGO_PKG_VERSION");
    if first.model_version != mine {
        problems.push(format!("the parts are of version {}; this is {mine}", first.model_version));
    }
    if first.catalog != catalog {
        let rule = "give theirs by --catalog";
        problems.push(format!(
            "the parts are of catalogue {}, not of {catalog}: {rule}",
            first.catalog
        ));
    }
    problems
}

/// Blocks that are missing or there twice, in parts in the order of their first.
fn holes(parts: &[(String, Part)]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut next = 0;
    let mut last = "";
    for (name, part) in parts {
        if part.from > next {
            problems.push(format!("blocks {next} to {} are in no part", part.from - 1));
        }
        if part.from < next {
            let end = part.to.min(next) - 1;
            problems
                .push(format!("{name}: has blocks {} to {end}, which {last} has too", part.from));
        }
        if part.to > next {
            (next, last) = (part.to, name.as_str());
        }
    }
    problems
}
