//! How fast a line's output comes, as its users measured it.

use crate::calendar::Day;
use crate::error::Problem;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::Figure;
use crate::ids::LineId;

/// How fast a line's output came on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Speed {
    /// The line.
    pub line: LineId,
    /// The day.
    pub on: Day,
    /// Output tokens that one user sees in a second after the first.
    pub output_tokens_per_s: Figure,
}

impl Speed {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Speed {
        let unit = Unit::TokensPerSecond;
        Speed {
            line: LineId(fields.named("line", "line", problems)),
            on: fields.day("on", problems),
            output_tokens_per_s: fields.figure(
                "output_tokens_per_s",
                unit,
                Domain::Positive,
                problems,
            ),
        }
    }
}
