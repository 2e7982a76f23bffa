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
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Line {
        let tiers = [("flagship", Tier::Flagship), ("small", Tier::Small)];
        Line {
            id: fields.text("id", problems),
            name: fields.text("name", problems),
            provider: ProviderId(fields.named("provider", "provider", problems)),
            model: ModelId(fields.named("model", "model", problems)),
            tier: fields.choice("tier", &tiers, problems),
            starting_weight: fields.figure(
                "starting_weight",
                Unit::Ratio,
                Domain::Positive,
                problems,
            ),
            price_rule: fields.maybe_named("price_rule", "rule", problems).map(RuleId),
        }
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
