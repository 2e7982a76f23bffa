//! Worlds: what was on sale and what was known at the end of a month.

use crate::calendar::Day;
use crate::error::Problem;
use crate::ids::LineId;
use crate::source::Source;

use super::fields::Fields;

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

impl World {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> World {
        let lines = fields.all_named("lines", "line", problems);
        let mut events = Vec::new();
        for mut inner in fields.inners("event", problems) {
            events.push(Event {
                on: inner.day("on", problems),
                text: inner.text("text", problems),
                source: inner.source(problems),
            });
            inner.finish(problems);
        }
        let lines = lines.into_iter().map(LineId).collect();
        World {
            id: fields.text("id", problems),
            last_day: fields.day("last_day", problems),
            lines,
            note: fields.text("text", problems),
            events,
        }
    }
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
