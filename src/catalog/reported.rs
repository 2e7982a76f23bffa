//! Margins that firms have reported, which no run uses: to be held against what a run says.

use crate::calendar::Day;
use crate::error::Problem;
use crate::ids::ProviderId;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::{Figure, Figures};

/// A margin of a firm over a period, by its definition.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportedMargin {
    /// Who.
    pub provider: ProviderId,
    /// By which definition, in the words of a run's metrics.
    pub definition: Definition,
    /// First day of the period.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// The margin.
    pub margin: Figure,
}

/// How a margin is defined: what is taken off what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Definition {
    /// M0.
    List,
    /// M1.
    Compute,
    /// M2.
    Gross,
    /// M4.
    Segment,
    /// M6.
    AfterCompute,
    /// M7.
    Operating,
}

impl Definition {
    /// Each with its name, that of a run's metric.
    pub const NAMES: [(&'static str, Definition); 6] = [
        ("list", Definition::List),
        ("compute", Definition::Compute),
        ("gross", Definition::Gross),
        ("segment", Definition::Segment),
        ("after-compute", Definition::AfterCompute),
        ("operating", Definition::Operating),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Definition::NAMES.iter().find(|(_, it)| *it == self).map_or("", |(name, _)| name)
    }
}

impl ReportedMargin {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> ReportedMargin {
        let it = ReportedMargin {
            provider: ProviderId(fields.named("provider", "provider", problems)),
            definition: fields.choice("definition", &Definition::NAMES, problems),
            from: fields.day("from", problems),
            to: fields.day("to", problems),
            margin: fields.figure("margin", Unit::Fraction, Domain::Real, problems),
        };
        if it.to < it.from {
            problems.push(Problem::new(
                fields.path("to"),
                it.to.to_string(),
                "must not be before from",
            ));
        }
        it
    }

    pub(super) fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        out.push((format!("{path}.margin"), &self.margin));
    }
}
