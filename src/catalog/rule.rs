//! Named rules, which stand in for what the data leave open.

use crate::document::Table;
use crate::error::Problem;
use crate::source::Source;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::{Figure, Figures};
use super::shelf::{Provenance, Shelf};

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
    /// Reads the record; figures are shares where their name ends in `probability`, factors otherwise.
    pub(super) fn read(
        path: &str,
        id: &str,
        entry: &Table,
        shelf: &Shelf,
        problems: &mut Vec<Problem>,
    ) -> Rule {
        let mut fields = Fields::new(entry, path, shelf, &Provenance::default(), problems);
        let text = fields.text("text", problems);
        let source = fields.source(problems);
        let mut figures = Vec::new();
        if let Some((inner, entries)) = fields.map("figures", problems) {
            for (path, name, value) in entries {
                let domain =
                    if name.ends_with("probability") { Domain::Unit } else { Domain::Positive };
                let figure = inner.figure_of(value, &path, Unit::Ratio, domain, problems);
                figures.push((name.to_string(), figure));
            }
        }
        fields.finish(problems);
        Rule { id: id.to_string(), text, figures, source }
    }

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
