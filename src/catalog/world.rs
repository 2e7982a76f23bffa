//! Worlds: what was on sale and what was known at the end of a month.

use crate::calendar::Day;
use crate::error::Problem;
use crate::ids::LineId;
use crate::source::Source;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::{Figure, Figures};

/// The most lines that a world's `main` names.
pub const MOST_MAIN: usize = 25;

/// What was on sale, and what was known, on the last day of a month.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// The month, `YYYY-MM`.
    pub id: String,
    /// Its last day: offers and rentals in force on it hold.
    pub last_day: Day,
    /// The version of the index on which its lines were scored; nothing where none is named.
    pub index: Option<String>,
    /// The lines on sale, or of a catalogue cut to one world some of them.
    pub lines: Vec<LineId>,
    /// How many lines are on sale.
    pub lines_in_all: usize,
    /// Those that a scenario plays unless it says otherwise; at most [`MOST_MAIN`].
    pub main: Vec<LineId>,
    /// Weights of lines in the market's tasks at the start; weights are shared out over the lines that are played.
    pub starting_weights: Vec<(LineId, Figure)>,
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
        // No run reads them: the browser's core leaves them where they are.
        let records = if cfg!(feature = "tables") {
            fields.inners("event", problems)
        } else {
            fields.skip("event");
            Vec::new()
        };
        for mut inner in records {
            events.push(Event {
                on: inner.day("on", problems),
                text: inner.text("text", problems),
                source: inner.source(problems),
            });
            inner.finish(problems);
        }
        let main = fields.all_named("main", "line", problems);
        let lines: Vec<LineId> = lines.into_iter().map(LineId).collect();
        // A slice names fewer lines than there are, and says how many.
        let lines_in_all = fields.count_or("lines_in_all", lines.len() as f64, problems) as usize;
        let mut starting_weights = Vec::new();
        if let Some((inner, entries)) = fields.map("starting_weights", problems) {
            for (path, line, value) in entries {
                let figure = inner.figure_of(value, &path, Unit::Ratio, Domain::Positive, problems);
                let line = fields.id("line", line, &path, problems);
                starting_weights.push((LineId(line), figure));
            }
        }
        World {
            id: fields.text("id", problems),
            last_day: fields.day("last_day", problems),
            index: fields.maybe_text("index", problems),
            lines,
            lines_in_all,
            main: main.into_iter().map(LineId).collect(),
            starting_weights,
            note: fields.text("text", problems),
            events,
        }
    }
}

impl World {
    /// The weight of `line` at the start, where the record states one.
    pub fn starting_weight(&self, line: LineId) -> Option<&Figure> {
        self.starting_weights.iter().find(|(id, _)| *id == line).map(|(_, figure)| figure)
    }

    pub(super) fn figures<'a>(
        &'a self,
        path: &str,
        name: impl Fn(LineId) -> &'a str,
        out: &mut Figures<'a>,
    ) {
        for (line, figure) in &self.starting_weights {
            out.push((format!("{path}.starting_weights.{}", name(*line)), figure));
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
