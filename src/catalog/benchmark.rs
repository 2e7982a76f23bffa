//! Benchmarks: what scores are measured on, and how far they can be trusted.

use crate::calendar::Day;
use crate::error::Problem;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::Figure;

/// A benchmark.
#[derive(Debug, Clone, PartialEq)]
pub struct Benchmark {
    /// Short name, such as `gpqa`.
    pub id: String,
    /// Name as its authors write it.
    pub name: String,
    /// The day on which its items became public.
    pub released: Day,
    /// The version of the index whose page the scores are of, such as `v4.3`; nothing where it belongs to none.
    pub index: Option<String>,
    /// Items: the sample size behind a score's noise, `sqrt(p (1 - p) / items)`.
    pub items: Figure,
    /// Points by which scores are inflated because models have seen the items, in [0, 1].
    pub contamination: Figure,
}

impl Benchmark {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Benchmark {
        Benchmark {
            id: fields.text("id", problems),
            name: fields.text("name", problems),
            released: fields.day("released", problems),
            index: fields.maybe_text("index", problems),
            items: fields.figure("items", Unit::Count, Domain::Positive, problems),
            contamination: fields.figure("contamination", Unit::Fraction, Domain::Unit, problems),
        }
    }
}
