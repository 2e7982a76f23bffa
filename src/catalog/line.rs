//! Lines: a provider's product tiers, which have a price over time.

use crate::error::Problem;
use crate::ids::{ModelId, ProviderId};
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::Figure;
use super::ids::RuleId;

/// A provider's product tier: a launch replaces the model behind it, and offers date its prices.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Short name, such as `deepinfra/glm-5`.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// Who sells it.
    pub provider: ProviderId,
    /// The model behind it.
    pub model: ModelId,
    /// Where it stands in its provider's range.
    pub tier: Tier,
    /// Weight of the line in the market's tasks at the start; weights are shared out over a world's lines.
    pub starting_weight: Figure,
    /// The rule that makes its price where no dated list price is known.
    pub price_rule: Option<RuleId>,
}

impl Line {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Option<Line> {
        let id = fields.text("id", problems);
        let name = fields.text("name", problems);
        let provider = fields.named("provider", "provider", problems);
        let model = fields.named("model", "model", problems);
        let tiers = [("flagship", Tier::Flagship), ("small", Tier::Small)];
        let tier = fields.choice("tier", &tiers, problems);
        let weight = fields.figure("starting_weight", Unit::Ratio, Domain::Positive, problems);
        let price_rule = fields.maybe_named("price_rule", "rule", problems);
        Some(Line {
            id: id?,
            name: name?,
            provider: ProviderId(provider?),
            model: ModelId(model?),
            tier: tier?,
            starting_weight: weight?,
            price_rule: price_rule.map(RuleId),
        })
    }
}

/// Where a line stands in its provider's range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// The provider's best.
    Flagship,
    /// Smaller and cheaper.
    Small,
}
