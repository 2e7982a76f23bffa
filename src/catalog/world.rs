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
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Option<World> {
        let id = fields.text("id", problems);
        let last_day = fields.day("last_day", problems);
        let lines = fields.all_named("lines", "line", problems);
        let note = fields.text("text", problems);
        let mut events = Vec::new();
        for mut inner in fields.inners("event", problems) {
            let source = inner.source(problems);
            let on = inner.day("on", problems);
            let text = inner.text("text", problems);
            inner.finish(problems);
            if let (Some(on), Some(text), Some(source)) = (on, text, source) {
                events.push(Event { on, text, source });
            }
        }
        let lines = lines.into_iter().map(LineId).collect();
        Some(World { id: id?, last_day: last_day?, lines, note: note?, events })
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
