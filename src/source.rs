//! Where a number comes from.

use std::fmt;

/// How a number came to be known, from the firmest to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// Somebody ran it and wrote down what came out.
    Measured,
    /// A first party states it: a price list, a data sheet, a model card.
    Published,
    /// Computed from measured or published numbers by a stated rule.
    Derived,
    /// Nobody outside knows; the range says how little.
    Assumed,
    /// Somebody announced or rumoured it, and nothing bears it out.
    Claimed,
}

impl Basis {
    /// The basis that a catalogue writes as `text`.
    pub fn parse(text: &str) -> Option<Basis> {
        match text {
            "measured" => Some(Basis::Measured),
            "published" => Some(Basis::Published),
            "derived" => Some(Basis::Derived),
            "assumed" => Some(Basis::Assumed),
            "claimed" => Some(Basis::Claimed),
            _ => None,
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Basis::Measured => "measured",
            Basis::Published => "published",
            Basis::Derived => "derived",
            Basis::Assumed => "assumed",
            Basis::Claimed => "claimed",
        })
    }
}

/// The provenance of one number: how it is known, from which document, as of which day.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Source {
    /// How it is known.
    pub basis: Basis,
    /// The document, in words that let a reader find it.
    pub document: String,
    /// Where the document is, if it has an address.
    pub url: String,
    /// Who has to be named wherever the number shows; empty where nobody asks for it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub credit: String,
    /// The day for which the number holds, `YYYY-MM-DD`.
    pub as_of: String,
    /// What a reader should know besides; may be empty.
    pub note: String,
}

impl Source {
    /// What stands in for a source that could not be read.
    pub(crate) fn stand_in() -> Source {
        let (document, url, credit, as_of, note) = Default::default();
        Source { basis: Basis::Assumed, document, url, credit, as_of, note }
    }
}
