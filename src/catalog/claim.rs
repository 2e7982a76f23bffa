//! Prices that articles state, kept apart from the price lists.

use crate::error::Problem;
use crate::ids::ModelId;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::{Figure, Figures};

/// A price that an article states for a model: a claim, whatever the price list says.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimedPrice {
    /// Short name, such as `opus-4.6-in-articles`.
    pub id: String,
    /// The model that the article names.
    pub model: ModelId,
    /// Stated price of input, where the article names that side or no side.
    pub input_usd_per_mtok: Option<Figure>,
    /// Stated price of output, where the article names that side or no side.
    pub output_usd_per_mtok: Option<Figure>,
    /// Whether the article says which side of the bill the price is for.
    pub side_stated: bool,
    /// The article's words.
    pub quote: String,
}

impl ClaimedPrice {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> ClaimedPrice {
        let (unit, domain) = (Unit::UsdPerMtok, Domain::Positive);
        ClaimedPrice {
            id: fields.text("id", problems),
            model: ModelId(fields.named("model", "model", problems)),
            input_usd_per_mtok: fields.maybe_figure("input_usd_per_mtok", unit, domain, problems),
            output_usd_per_mtok: fields.maybe_figure("output_usd_per_mtok", unit, domain, problems),
            side_stated: fields.flag("side_stated", problems),
            quote: fields.text("quote", problems),
        }
    }

    pub(super) fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        if let Some(figure) = &self.input_usd_per_mtok {
            out.push((format!("{path}.input_usd_per_mtok"), figure));
        }
        if let Some(figure) = &self.output_usd_per_mtok {
            out.push((format!("{path}.output_usd_per_mtok"), figure));
        }
    }
}
