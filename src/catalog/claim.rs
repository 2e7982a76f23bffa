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
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Option<ClaimedPrice> {
        let (unit, domain) = (Unit::UsdPerMtok, Domain::Positive);
        let id = fields.text("id", problems);
        let model = fields.named("model", "model", problems);
        let input = fields.maybe_figure("input_usd_per_mtok", unit, domain, problems);
        let output = fields.maybe_figure("output_usd_per_mtok", unit, domain, problems);
        let side_stated = fields.flag("side_stated", problems);
        let quote = fields.text("quote", problems);
        Some(ClaimedPrice {
            id: id?,
            model: ModelId(model?),
            input_usd_per_mtok: input,
            output_usd_per_mtok: output,
            side_stated,
            quote: quote?,
        })
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
