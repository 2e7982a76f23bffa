//! The words of a configuration, read by name with every problem kept.

use super::other_words::changes_nothing;
use super::words::{BEYOND, CONFIG_WORDS, ConfigWord, FAMILY_DEFAULTS, NESTED};
use crate::document::{Table, Value};
use crate::error::Problem;

/// A configuration being read.
pub(super) struct Words<'a> {
    /// Tables from the innermost on, each with what stands in front of its keys.
    tables: Vec<(String, &'a Table)>,
    pub problems: Vec<Problem>,
    notes: Vec<String>,
}

impl<'a> Words<'a> {
    /// The words of `config`; those of the language part inside it come before its own.
    pub fn new(config: &'a Table, path: &str) -> Words<'a> {
        let mut tables = vec![(path.to_string(), config)];
        while let Some((prefix, inner)) = NESTED.iter().find_map(|key| match tables[0].1.get(key) {
            Some(Value::Table(inner)) => Some((format!("{}{key}.", tables[0].0), inner)),
            _ => None,
        }) {
            tables.insert(0, (prefix, inner));
            if tables.len() > 3 {
                break;
            }
        }
        Words { tables, problems: Vec::new(), notes: Vec::new() }
    }

    /// `config` with what its family leaves unsaid, in the words of the library that reads it.
    pub fn completed(config: &Table) -> Table {
        let mut whole = config.clone();
        let words = Words::new(config, "");
        let unsaid = FAMILY_DEFAULTS.iter().filter(|(family, word, _)| {
            words.model_type().starts_with(family) && words.find(word).is_none()
        });
        for (_, word, value) in unsaid {
            whole.set(word, Value::Number(value.to_string()));
        }
        whole
    }

    /// The value of `word` under any of its names, with its path.
    fn find(&self, word: &str) -> Option<(String, &'a Value)> {
        let known = CONFIG_WORDS.iter().find(|it| it.name == word);
        let names =
            std::iter::once(word).chain(known.into_iter().flat_map(|it| it.others).copied());
        let places: Vec<&str> = names.collect();
        self.tables.iter().find_map(|(prefix, table)| {
            let found = places.iter().find_map(|name| Some((*name, table.get(name)?)));
            found.map(|(name, value)| (format!("{prefix}{name}"), value))
        })
    }

    /// Whether `word` is there, with another value than none or no.
    pub fn has(&self, word: &str) -> bool {
        self.find(word).is_some_and(|(_, value)| !says_nothing(value))
    }

    /// The table at `word`.
    pub fn table(&self, word: &str) -> Option<&'a Table> {
        match self.find(word)?.1 {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn text(&self, word: &str) -> Option<&'a str> {
        self.find(word).and_then(|(_, value)| value.scalar())
    }

    /// The family of the model, such as `qwen3_moe`; empty where it is not said.
    pub fn model_type(&self) -> &'a str {
        self.text("model_type").unwrap_or("")
    }

    pub fn problem(&mut self, word: &str, value: &str, rule: impl Into<String>) {
        let path = self.find(word).map_or_else(|| self.path_of(word), |(path, _)| path);
        let problem = Problem::new(path, value, rule);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn path_of(&self, word: &str) -> String {
        format!("{}{word}", self.tables[0].0)
    }

    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// The whole number at `word`, from `low` to `high`; of a list whose items are all the same, that item.
    pub fn count(&mut self, word: &str, low: f64, high: f64) -> Option<f64> {
        let (_, value) = self.find(word)?;
        let one = match value {
            Value::List(items) if items.iter().all(|it| Some(it) == items.first()) => {
                items.first()?
            }
            other => other,
        };
        let number = one.scalar().and_then(number);
        let number = number.filter(|it| it.fract() == 0.0 && *it >= low && *it <= high);
        if number.is_none() {
            let rule = format!("must be a whole number from {low} to {high}");
            self.problem(word, &value.shown(), rule);
        }
        number
    }

    /// The same where it is given: none, no and nothing stand for a word that is not there.
    pub fn given(&mut self, word: &str, low: f64, high: f64) -> Option<f64> {
        if self.has(word) { self.count(word, low, high) } else { None }
    }

    /// The same where it must be there.
    pub fn required(&mut self, word: &str, low: f64, high: f64) -> Option<f64> {
        if self.find(word).is_none() {
            self.problem(word, "", "is missing");
        }
        self.count(word, low, high)
    }

    pub fn flag(&mut self, word: &str) -> Option<bool> {
        let (_, value) = self.find(word)?;
        let text = value.scalar().map(str::to_lowercase);
        let flag = match (value, text.as_deref()) {
            (Value::Flag(flag), _) => Some(*flag),
            (_, Some("true" | "1" | "yes")) => Some(true),
            (_, Some("false" | "0" | "no")) => Some(false),
            _ => None,
        };
        if flag.is_none() {
            self.problem(word, &value.shown(), "must be true or false");
        }
        flag
    }

    /// The list at `word`: of a configuration, or as the text of a cell, apart by commas, semicolons or blanks.
    pub fn list(&mut self, word: &str) -> Option<Vec<&'a str>> {
        let (_, value) = self.find(word)?;
        let apart = |it: char| it.is_whitespace() || [',', ';', '[', ']', '"', '\''].contains(&it);
        let items = match value {
            Value::List(items) => items.iter().map(Value::scalar).collect(),
            Value::Number(text) => Some(vec![text.as_str()]),
            Value::Text(text) => Some(text.split(apart).filter(|it| !it.is_empty()).collect()),
            _ => None,
        };
        if items.is_none() {
            self.problem(word, &value.shown(), "must be a list of words or numbers");
        }
        items
    }

    /// Whether `word` is a list of more than one kind of thing, rather than one number.
    pub fn is_list(&self, word: &str) -> bool {
        match self.find(word) {
            Some((_, Value::List(_))) => true,
            Some((_, Value::Text(text))) => number(text).is_none(),
            _ => false,
        }
    }

    /// Refuses words of layers that are not known here, by name.
    pub fn refuse_what_is_beyond(&mut self) {
        for word in BEYOND {
            if let Some((path, value)) = self.find(word).filter(|(_, it)| !is_plain(it)) {
                let rule = "is of a kind of layer whose shape is not read from a configuration";
                self.problems.push(Problem::new(path, value.shown(), rule));
            }
        }
    }

    /// What was noted, and the words that may change a shape and are not read.
    pub fn notes(&mut self) -> Vec<String> {
        let known = |key: &str| CONFIG_WORDS.iter().any(|it: &ConfigWord| it.is_called(key));
        let mut unread: Vec<&str> = Vec::new();
        for (_, table) in &self.tables {
            for (key, value) in &table.0 {
                let harmless = changes_nothing(key) || BEYOND.contains(&key.as_str());
                let matters = !known(key) && !harmless && !says_nothing(value);
                if matters && !NESTED.contains(&key.as_str()) && !unread.contains(&key.as_str()) {
                    unread.push(key);
                }
            }
        }
        let mut notes = std::mem::take(&mut self.notes);
        notes.extend(self.tables.iter().flat_map(|(_, it)| twice(it)));
        if !unread.is_empty() {
            notes.push(format!("not read of the configuration: {}", unread.join(", ")));
        }
        if self.tables.iter().any(|(_, it)| it.get("vision_config").is_some()) {
            notes.push("the language model alone: the vision part is left out".to_string());
        }
        notes
    }
}

/// Words that a table has under two names with different values: the first name is read.
fn twice(table: &Table) -> Vec<String> {
    let mut notes = Vec::new();
    for word in CONFIG_WORDS {
        let names = std::iter::once(&word.name).chain(word.others);
        let mut given = names.filter_map(|it| Some((*it, table.get(it)?)));
        let Some((read, value)) = given.next() else { continue };
        for (other, unread) in given.filter(|it| it.1 != value && !says_nothing(it.1)) {
            let (value, unread) = (value.shown(), unread.shown());
            notes.push(format!("{read} = {value} is read, and not {other} = {unread}"));
        }
    }
    notes
}

/// Whether a value is none, no or nothing.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Flag(flag) => !flag,
        Value::Number(text) => number(text) == Some(0.0),
        Value::Text(text) => text.trim().is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Table(table) => table.0.is_empty(),
    }
}

/// Whether a value of a word for another kind of layer says that there is none: no, or 1 for each layer.
fn is_plain(value: &Value) -> bool {
    let ones = |items: &[Value]| items.iter().all(|it| it.scalar() == Some("1"));
    says_nothing(value) || matches!(value, Value::List(items) if ones(items))
}

/// The number that `text` writes, with or without commas between thousands or underscores.
fn number(text: &str) -> Option<f64> {
    let plain: String = text.trim().chars().filter(|it| *it != '_').collect();
    plain.parse().ok().filter(|it: &f64| it.is_finite())
}
