//! Worlds: what was on sale and what was known at the end of a month. Rules: what fills the gaps.

use crate::calendar::Day;
use crate::ids::LineId;
use crate::source::Source;

use super::figure::{Figure, Figures};

/// What was on sale, and what was known, on the last day of a month.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// The month, `YYYY-MM`.
    pub id: String,
    /// Its last day: offers and rentals in force on it hold.
    pub last_day: Day,
    /// The lines on sale.
    pub lines: Vec<LineId>,
    /// What a reader should know of it.
    pub note: String,
    /// What was already announced for later.
    pub events: Vec<Event>,
}

/// Something announced for a later day.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The day on which it takes effect.
    pub on: Day,
    /// What happens.
    pub text: String,
    /// Who announced it.
    pub source: Source,
}

/// A named rule that stands in for numbers that the data leave open.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Short name, such as `host-copies-first-party`.
    pub id: String,
    /// The rule, in words.
    pub text: String,
    /// Its numbers, each with its name.
    pub figures: Vec<(String, Figure)>,
    /// Where it comes from.
    pub source: Source,
}

impl Rule {
    /// The figure named `name`.
    pub fn figure(&self, name: &str) -> Option<&Figure> {
        self.figures.iter().find(|(own, _)| own == name).map(|(_, figure)| figure)
    }

    pub(super) fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        for (name, figure) in &self.figures {
            out.push((format!("{path}.{name}"), figure));
        }
    }
}
