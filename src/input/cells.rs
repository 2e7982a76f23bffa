//! Cells of one row, by what they must hold.

use super::Row;
use super::columns::{Holds, SERVING_INPUT};
use super::spelling::{self, spelled};
use crate::error::Problem;
use crate::uncertainty::{Distribution, Domain, Unit, parse};

/// Most tokens of a request, and most requests in flight.
pub(super) const MOST: f64 = 1e9;

/// What a scenario's grammar reads as one number; else what to add to the rule of the column.
fn quantity(text: &str, unit: Unit) -> Result<f64, String> {
    match parse(text, unit, Domain::Real) {
        Ok(Distribution::Fixed(number)) => Ok(number),
        Ok(_) => Err("; one plain number, not a range".to_string()),
        Err(wrong) if wrong.contains("interval") => {
            Err("; one plain number, not a range".to_string())
        }
        Err(wrong) if wrong.contains("did you mean") => Err(format!("; {wrong}")),
        Err(_) => Err(String::new()),
    }
}

/// What a column is measured in, by its name and what it holds.
fn unit(column: &str) -> Unit {
    let is_share = |it: &super::Column| it.name == column && it.holds == Holds::Share;
    match column {
        "isl" | "osl" => Unit::Tokens,
        "len_ratio" | "acceptance_length" => Unit::Ratio,
        _ if column.starts_with("usd_per_") => Unit::UsdPerHour,
        _ if column.contains("tps") => Unit::TokensPerSecond,
        _ if column.contains("tokens") => Unit::Tokens,
        _ if column.contains("bytes") => Unit::Bytes,
        _ if column.ends_with("_s") => Unit::Seconds,
        _ if SERVING_INPUT.iter().any(is_share) => Unit::Fraction,
        _ => Unit::Count,
    }
}

/// Longest name that is looked up.
const LONGEST_NAME: usize = 200;

/// Reads cells of one row and keeps every problem.
pub(super) struct Columns<'a> {
    pub row: &'a Row,
    pub problems: Vec<Problem>,
}

impl Columns<'_> {
    pub fn problem(&mut self, column: &str, value: &str, rule: &str) {
        let path = format!("row {}, {column}", self.row.place);
        self.problems.push(Problem::new(path, value, rule));
    }

    /// Says that `column` is `missing`, or `wrong` where it holds a word for nothing; a cell that cannot be read has
    /// been said.
    pub fn missing(&mut self, column: &str, missing: &str, wrong: &str) {
        match self.row.nothing(column) {
            Some(word) => self.problem(column, word, wrong),
            None if self.row.is_broken(column) => {}
            None => self.problem(column, "", missing),
        }
    }

    pub fn text(&mut self, column: &str) -> Option<String> {
        let Some(text) = self.row.get(column) else {
            self.missing(column, "is missing", "is no name");
            return None;
        };
        if text.chars().count() > LONGEST_NAME {
            self.problem(
                column,
                text,
                &format!("is longer than a name: at most {LONGEST_NAME} characters"),
            );
            return None;
        }
        Some(text.to_lowercase())
    }

    /// A number for which `holds`, else a problem that says `rule`.
    pub fn number(&mut self, column: &str, rule: &str, holds: fn(f64) -> bool) -> Option<f64> {
        let text = self.row.get(column)?;
        let read = spelling::number(text).map_or_else(|| quantity(text, unit(column)), Ok);
        let wrong = match read {
            Ok(number) if number.is_finite() && holds(number) => return Some(number),
            Ok(_) => String::new(),
            Err(wrong) => wrong,
        };
        self.problem(column, text, &format!("{rule}{wrong}"));
        None
    }

    pub fn positive(&mut self, column: &str) -> Option<f64> {
        self.number(column, "must be a number above 0", |it| it > 0.0)
    }

    /// A number of tokens or requests.
    pub fn amount(&mut self, column: &str) -> Option<f64> {
        let rule = "must be a number above 0, at most 1,000,000,000";
        self.number(column, rule, |it| it > 0.0 && it <= MOST)
    }

    /// A number of tokens that must be there.
    pub fn required(&mut self, column: &str) -> Option<f64> {
        if self.row.get(column).is_none() {
            self.missing(column, "is missing", "is not a number");
        }
        self.amount(column)
    }

    /// A whole number of accelerators or ranks.
    pub fn count(&mut self, column: &str) -> Option<u32> {
        let rule = "must be a whole number from 1 to 100,000";
        let whole = |it: f64| (1.0..=1e5).contains(&it) && it.fract() == 0.0;
        self.number(column, rule, whole).map(|it| it as u32)
    }

    /// A whole number of workers; those that a source writes as 0 were not told apart.
    pub fn workers(&mut self, column: &str) -> Option<u32> {
        let rule = "must be a whole number, at most 100,000";
        let whole = |it: f64| (0.0..=1e5).contains(&it) && it.fract() == 0.0;
        self.number(column, rule, whole).map(|it| it.max(1.0) as u32)
    }

    pub fn flag(&mut self, column: &str) -> bool {
        match self.row.get(column).map(str::to_lowercase).as_deref() {
            None | Some("false" | "0" | "no") => false,
            Some("true" | "1" | "yes") => true,
            Some(other) => {
                self.problem(column, other, "must be true or false");
                false
            }
        }
    }

    pub fn one_of<T: Copy>(&mut self, column: &str, names: &[(&str, T)]) -> Option<T> {
        let text = spelled(&self.text(column)?);
        let found = names.iter().find(|(name, _)| *name == text).map(|(_, it)| *it);
        if found.is_none() {
            let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            self.problem(column, &text, &format!("is not one of {}", known.join(", ")));
        }
        found
    }
}
