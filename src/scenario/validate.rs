//! The pass that holds a scenario's tree against the table of fields and finds every problem at once.

use super::field::{Field, Kind, Registry};
use super::fields::FIELDS;
use crate::calendar::Month;
use crate::catalog::Catalog;
use crate::document::{Table, Value, joined};
use crate::error::Problem;
use crate::uncertainty::{Domain, Unit, fixed, parse, written};

/// The word for the lines that a world's record names as its main ones.
pub(super) const MAIN: &str = "main";

/// More names than these are not told one by one.
const MOST_KNOWN: usize = 40;

/// Characters of a title, a question or a summary.
const MOST_TEXT: usize = 2_000;

/// Most tasks or segments that a scenario may have.
const MOST_ITEMS: usize = 40;

/// The problems of `tree`, in the order of its text; then what is missing, in the order of the table.
pub(super) fn problems(tree: &Table, catalog: &Catalog) -> Vec<Problem> {
    let tasks = names(tree, "workload", "task");
    let mut check = Check { catalog, tasks: &tasks, problems: Vec::new() };
    check.table(tree, "", "");
    for field in FIELDS {
        check.presence(tree, field);
    }
    check.sums(tree);
    check.market_mix(tree);
    check.channels(tree);
    check.problems
}

/// The field at a pattern.
pub(super) fn field(pattern: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.path == pattern)
}

/// The tables of the list at `section.list`.
pub(super) fn items<'a>(tree: &'a Table, section: &str, list: &str) -> Vec<&'a Table> {
    placed(tree, section, list).into_iter().map(|(_, item)| item).collect()
}

/// The same, each with its place in the list, where something else may stand between tables.
fn placed<'a>(tree: &'a Table, section: &str, list: &str) -> Vec<(usize, &'a Table)> {
    let Some(Value::Table(section)) = tree.get(section) else { return Vec::new() };
    let Some(Value::List(items)) = section.get(list) else { return Vec::new() };
    let table = |(place, item): (usize, &'a Value)| match item {
        Value::Table(table) => Some((place, table)),
        _ => None,
    };
    items.iter().enumerate().filter_map(table).collect()
}

/// The names in the list at `section.list`.
fn names<'a>(tree: &'a Table, section: &str, list: &str) -> Vec<&'a str> {
    let name = |item: &'a Table| item.get("name").and_then(Value::scalar);
    items(tree, section, list).into_iter().filter_map(name).collect()
}

struct Check<'a> {
    catalog: &'a Catalog,
    tasks: &'a [&'a str],
    problems: Vec<Problem>,
}

impl Check<'_> {
    fn say(&mut self, path: &str, value: impl Into<String>, rule: impl Into<String>) {
        self.problems.push(Problem::new(path, value, rule));
    }

    /// Checks every key of the table at `path`, whose pattern is the path without places in lists.
    fn table(&mut self, table: &Table, path: &str, pattern: &str) {
        for (key, value) in &table.0 {
            let path = joined(path, key);
            let pattern = joined(pattern, key);
            if pattern == "catalog" {
                self.replacements(value, &path);
                continue;
            }
            if let Some(field) = field(&pattern) {
                self.value(field, value, &path);
            } else if FIELDS.iter().any(|field| below(field.path, &pattern, ".")) {
                match value {
                    Value::Table(table) => self.table(table, &path, &pattern),
                    other => self.say(&path, other.shown(), "must be a table"),
                }
            } else if FIELDS.iter().any(|field| below(field.path, &pattern, "[].")) {
                self.list(value, &path, &format!("{pattern}[]"));
            } else {
                let known = siblings(&pattern).join(", ");
                self.say(&path, value.shown(), format!("is not a known key; known here: {known}"));
            }
        }
    }

    /// Checks that only values stand in place of the catalogue's; whether the scenario uses them shows when
    /// it is built.
    fn replacements(&mut self, value: &Value, path: &str) {
        match value {
            Value::Table(table) => {
                table
                    .0
                    .iter()
                    .for_each(|(key, value)| self.replacements(value, &joined(path, key)));
            }
            other if path == "catalog" => self.say(path, other.shown(), "must be a table"),
            other if other.scalar().is_none() => {
                self.say(path, other.shown(), "must be text or a number");
            }
            _ => {}
        }
    }

    fn list(&mut self, value: &Value, path: &str, pattern: &str) {
        let Value::List(items) = value else {
            return self.say(path, value.shown(), "must be a list of tables");
        };
        if items.len() > MOST_ITEMS {
            self.say(path, value.shown(), format!("must have at most {MOST_ITEMS} entries"));
        }
        let mut seen: Vec<&str> = Vec::new();
        for (place, item) in items.iter().take(MOST_ITEMS).enumerate() {
            let path = format!("{path}[{place}]");
            let Value::Table(table) = item else {
                self.say(&path, item.shown(), "must be a table");
                continue;
            };
            self.table(table, &path, pattern);
            if let Some(name) = table.get("name").and_then(Value::scalar) {
                if seen.contains(&name) {
                    self.say(
                        &format!("{path}.name"),
                        format!("\"{name}\""),
                        "is taken by another entry",
                    );
                }
                seen.push(name);
            }
        }
    }

    fn value(&mut self, field: &Field, value: &Value, path: &str) {
        if let Kind::Weights(registry) = field.kind {
            return self.weights(registry, value, path);
        }
        if let Kind::Lines = field.kind {
            return self.lines(value, path);
        }
        let Some(text) = value.scalar() else {
            return self.say(path, value.shown(), "must be text or a number");
        };
        let rule = match field.kind {
            Kind::Text if field.default.is_none() && text.trim().is_empty() => {
                Some("must not be empty".to_string())
            }
            Kind::Text if text.chars().count() > MOST_TEXT => {
                Some(format!("must be at most {MOST_TEXT} characters"))
            }
            Kind::Text | Kind::Weights(_) | Kind::Lines => None,
            Kind::Name => name_rule(text),
            Kind::Whole { least, greatest } => match count(text) {
                Some(number) if (least..=greatest).contains(&number) => None,
                _ if least == greatest => Some(format!("must be {least}")),
                _ => Some(format!("must be a whole number from {least} to {greatest}")),
            },
            Kind::Month => match Month::parse(text) {
                Some(_) => None,
                None => Some("must be a month that exists, written YYYY-MM".to_string()),
            },
            Kind::Choice(options) if options.contains(&text) => None,
            Kind::Choice(options) => Some(format!("must be one of: {}", options.join(", "))),
            Kind::Of(_) if text.is_empty() && field.default == Some("") => None,
            Kind::Of(registry) => self.unknown(registry, text),
            Kind::Quantity { unit, domain } => field.quantity(text, unit, domain).err(),
        };
        if let Some(rule) = rule {
            self.say(path, value.shown(), rule);
        }
    }

    /// Checks that every id is that of a line, named once.
    fn lines(&mut self, value: &Value, path: &str) {
        let Some(ids) = ids(value) else {
            return self.say(path, value.shown(), "must be a list of ids of lines, or main");
        };
        if ids.as_slice() == [MAIN] {
            return;
        }
        if ids.is_empty() {
            self.say(path, "", "must name at least one line");
        }
        for (place, id) in ids.iter().enumerate() {
            let rule = match self.catalog.line(id) {
                None => {
                    let lines = self.catalog.lines.iter().map(|it| it.id.as_str());
                    let known: Vec<&str> = lines.chain([MAIN]).collect();
                    format!("is not the id of a line of the catalogue{}", hint(id, &known, 5))
                }
                Some(_) if ids[..place].contains(id) => "is named twice".to_string(),
                Some(_) => continue,
            };
            self.say(&format!("{path}[{place}]"), format!("\"{id}\""), rule);
        }
    }

    fn weights(&mut self, registry: Registry, value: &Value, path: &str) {
        let Value::Table(weights) = value else {
            return self.say(path, value.shown(), "must be a table from names to shares");
        };
        if weights.0.is_empty() {
            self.say(path, "", format!("must name at least one {}", registry.noun()));
        }
        for (name, weight) in &weights.0 {
            let path = joined(path, name);
            if let Some(rule) = self.unknown(registry, name) {
                self.say(&path, weight.shown(), rule);
            }
            match weight.scalar().map(|text| parse(text, Unit::Fraction, Domain::Unit)) {
                Some(Ok(share)) if share.is_fixed() => {}
                Some(Ok(_)) => self.say(&path, weight.shown(), "must be a number, not a range"),
                Some(Err(rule)) => self.say(&path, weight.shown(), rule),
                None => self.say(&path, weight.shown(), "must be a number"),
            }
        }
    }

    /// The rule that `name` breaks if `registry` does not know it.
    fn unknown(&self, registry: Registry, name: &str) -> Option<String> {
        let known: Vec<&str> = match registry {
            Registry::World => self.catalog.worlds.iter().map(|it| it.id.as_str()).collect(),
            Registry::Model => self.catalog.models.iter().map(|it| it.id.as_str()).collect(),
            Registry::Benchmark => {
                self.catalog.benchmarks.iter().map(|it| it.id.as_str()).collect()
            }
            Registry::Accelerator => {
                self.catalog.accelerators.iter().map(|it| it.id.as_str()).collect()
            }
            Registry::Engine => self.catalog.engines.iter().map(|it| it.id.as_str()).collect(),
            Registry::Task => self.tasks.to_vec(),
        };
        let rule = || {
            let noun = registry.noun();
            match known.len() <= MOST_KNOWN {
                true => format!("is not a known {noun}; known: {}", known.join(", ")),
                false => format!("is not a known {noun}{}", hint(name, &known, 5)),
            }
        };
        (!known.contains(&name)).then(rule)
    }

    /// Notes a field without a default that is not there.
    fn presence(&mut self, tree: &Table, field: &Field) {
        if field.default.is_some() {
            return;
        }
        let Some((list, key)) = field.path.split_once('[') else {
            let there = crate::document::steps(field.path)
                .is_some_and(|steps| crate::document::at(tree, &steps).is_some());
            if !there {
                self.say(field.path, "", format!("is missing: {}", field.doc));
            }
            return;
        };
        let key = key.strip_prefix("].").unwrap_or(key);
        let Some((section, list)) = list.split_once('.') else { return };
        for (place, item) in placed(tree, section, list) {
            let there = crate::document::steps(key)
                .is_some_and(|steps| crate::document::at(item, &steps).is_some());
            if !there {
                let path = format!("{section}.{list}[{place}].{key}");
                self.say(&path, "", format!("is missing: {}", field.doc));
            }
        }
    }

    /// Checks that there is a workload, and that shares and weights sum to 1.
    fn sums(&mut self, tree: &Table) {
        if items(tree, "workload", "task").is_empty() {
            self.say("workload.task", "", "must have at least one entry: the workload is empty");
        }
        for (section, list, weights) in
            [("workload", "task", "quality.benchmarks"), ("market", "segment", "mix")]
        {
            let items = placed(tree, section, list);
            let share = |item: &Table| median(item.get("share"));
            let shares = items.iter().map(|(_, item)| share(item));
            self.sum(&format!("{section}.{list}[].share"), shares);
            for (place, item) in items {
                let steps = crate::document::steps(weights).unwrap_or_default();
                if let Some(Value::Table(table)) = crate::document::at(item, &steps) {
                    let path = format!("{section}.{list}[{place}].{weights}");
                    self.sum(&path, table.0.iter().map(|(_, weight)| median(Some(weight))));
                }
            }
        }
    }

    /// Checks the mix of a market without segments.
    fn market_mix(&mut self, tree: &Table) {
        let steps = ["market", "mix"].map(crate::document::Step::Key);
        let Some(Value::Table(mix)) = crate::document::at(tree, &steps) else { return };
        if !items(tree, "market", "segment").is_empty() {
            self.say(
                "market.mix",
                "",
                "must be left out where there are segments: each has its own",
            );
        }
        self.sum("market.mix", mix.0.iter().map(|(_, weight)| median(Some(weight))));
    }

    /// Checks that no request is both in a batch and with priority.
    fn channels(&mut self, tree: &Table) {
        for (place, item) in placed(tree, "workload", "task") {
            let share = |key: &str| item.get(key).map_or(Some((0.0, true)), |it| median(Some(it)));
            let (Some((batch, _)), Some((priority, _))) =
                (share("batch_share"), share("priority_share"))
            else {
                continue;
            };
            if batch + priority > 1.0 {
                let rule = "and priority_share must sum to at most 1";
                self.say(&format!("workload.task[{place}].batch_share"), written(batch), rule);
            }
        }
    }

    /// Notes shares whose medians do not sum to 1; silent where one of them cannot be read.
    fn sum(&mut self, path: &str, shares: impl Iterator<Item = Option<(f64, bool)>>) {
        let Some(shares) = shares.collect::<Option<Vec<(f64, bool)>>>() else { return };
        let sum: f64 = shares.iter().map(|(share, _)| share).sum();
        // Uncertain shares are made to sum to 1 in every draw; their medians only have to come near it.
        let tolerance = if shares.iter().all(|(_, fixed)| *fixed) { 0.005 } else { 0.1 };
        if !shares.is_empty() && !((sum - 1.0).abs() <= tolerance) {
            self.say(path, fixed(sum, 3), "must sum to 1");
        }
    }
}

/// The ids in a list of texts, or in a text apart by commas.
pub(super) fn ids(value: &Value) -> Option<Vec<&str>> {
    match value {
        Value::List(items) => items.iter().map(Value::scalar).collect(),
        other => {
            Some(other.scalar()?.split(',').map(str::trim).filter(|it| !it.is_empty()).collect())
        }
    }
}

/// Which `most` of `known` may be meant by `name`, as the end of a sentence.
pub(super) fn hint(name: &str, known: &[&str], most: usize) -> String {
    // Of the browser's names there are too many to tell, and too little room to choose.
    let names = if cfg!(feature = "tables") { known } else { &[] };
    let mut alike = alike(name, names);
    alike.truncate(most);
    let alike = alike.join(", ");
    if alike.is_empty() { alike } else { format!("; alike: {alike}") }
}

/// The five of `known` that begin most like `name`.
fn alike<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let shared = |it: &str| {
        let pairs = it.bytes().zip(name.bytes());
        let same =
            |a: u8, b: u8| a.eq_ignore_ascii_case(&b) || (a == b'-' && (b == b' ' || b == b'_'));
        pairs.take_while(|(a, b)| same(*a, *b)).count()
    };
    // Five times the best of the rest: a sort would be 10 kB of code for one message.
    let mut rest = known.to_vec();
    let mut ranked = Vec::new();
    while ranked.len() < 5 && !rest.is_empty() {
        let mut best = 0;
        for place in 1..rest.len() {
            let rank = |it: &str| (shared(it), std::cmp::Reverse(it.len()));
            if rank(rest[place]) > rank(rest[best]) {
                best = place;
            }
        }
        if shared(rest[best]) == 0 {
            break;
        }
        ranked.push(rest.remove(best));
    }
    ranked
}

/// The median of a share, and whether it is certain.
fn median(share: Option<&Value>) -> Option<(f64, bool)> {
    let parsed = parse(share?.scalar()?, Unit::Fraction, Domain::Unit).ok()?;
    Some((parsed.median(), parsed.is_fixed()))
}

/// Whether `path` is `pattern`, then `joint`, then more.
fn below(path: &str, pattern: &str, joint: &str) -> bool {
    path.strip_prefix(pattern).is_some_and(|rest| rest.starts_with(joint))
}

/// The keys that may stand beside the last key of `pattern`.
fn siblings(pattern: &str) -> Vec<&'static str> {
    let parent = pattern.rsplit_once('.').map_or("", |(parent, _)| parent);
    let mut keys: Vec<&str> = Vec::new();
    for field in FIELDS {
        let rest = match parent {
            "" => Some(field.path),
            _ => field.path.strip_prefix(parent).and_then(|rest| rest.strip_prefix('.')),
        };
        let key = rest.map(|rest| rest.split(['.', '[']).next().unwrap_or(rest));
        if let Some(key) = key.filter(|key| !keys.contains(key)) {
            keys.push(key);
        }
    }
    if parent.is_empty() {
        keys.push("catalog");
    }
    keys
}

/// A whole number, with TOML's underscores between digits.
pub(super) fn count(text: &str) -> Option<u32> {
    text.chars().filter(|it| *it != '_').collect::<String>().parse().ok()
}

fn name_rule(name: &str) -> Option<String> {
    // Any script: tables of what is a letter in each would be 2 kB of the browser's core.
    let fit = |it: char| {
        !it.is_ascii()
            || it.is_ascii_alphanumeric()
            || matches!(it, ' ' | '-' | '_' | '&' | ',' | '\'')
    };
    let rule = "must be 1 to 60 letters, digits, spaces or hyphens";
    let good = !name.trim().is_empty() && name.chars().count() <= 60 && name.chars().all(fit);
    (!good).then(|| rule.to_string())
}
