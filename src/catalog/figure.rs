//! One number with where it comes from.

use crate::source::Source;
use crate::uncertainty::{Distribution, Domain, Unit};

/// One number of the catalogue, or the interval in which it lies, with its provenance.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The quantity as the file writes it, such as `1.55 to 2.95`.
    pub text: String,
    /// What the text says, as a distribution.
    pub distribution: Distribution,
    /// What the number is measured in.
    pub unit: Unit,
    /// Where the number may lie.
    pub domain: Domain,
    /// How it is known, from which document, as of which day.
    pub source: Source,
}

impl Figure {
    /// What stands in for a figure that could not be read.
    pub(super) fn stand_in() -> Figure {
        Figure {
            text: String::new(),
            distribution: Distribution::Fixed(0.0),
            unit: Unit::Count,
            domain: Domain::NonNegative,
            source: Source::stand_in(),
        }
    }

    /// The middle of the distribution: the number itself where it is fixed.
    pub fn median(&self) -> f64 {
        self.distribution.median()
    }
}

/// The figures of a record, each with its path: what the assumptions panel and `catalog show` list.
pub type Figures<'a> = Vec<(String, &'a Figure)>;
