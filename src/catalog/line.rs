//! Lines: a provider's product tiers, which have a price over time.

use crate::calendar::Day;
use crate::error::Problem;
use crate::ids::{ModelId, ProviderId};
use crate::source::Source;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::{Figure, Figures};
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
    /// Input and output that a request may have at this seller, where that is less than the model takes.
    pub context_tokens: Option<Figure>,
    /// Output tokens per second that a user was measured or promised to get.
    pub output_tokens_per_s: Option<Figure>,
    /// The announced last day on sale.
    pub retires: Option<Retirement>,
    /// The rule that makes its price where no dated list price is known.
    pub price_rule: Option<RuleId>,
}

impl Line {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Line {
        let retires = fields.inner("retires", problems).map(|mut inner| {
            let on = inner.day("on", problems);
            let read = Retirement { on, source: inner.source(problems) };
            inner.finish(problems);
            read
        });
        let positive = Domain::Positive;
        // No run reads a measured speed: the browser's core leaves it where it is.
        let output_tokens_per_s = if cfg!(feature = "tables") {
            fields.maybe_figure("output_tokens_per_s", Unit::TokensPerSecond, positive, problems)
        } else {
            fields.skip("output_tokens_per_s");
            None
        };
        Line {
            id: fields.text("id", problems),
            name: fields.text("name", problems),
            provider: ProviderId(fields.named("provider", "provider", problems)),
            model: ModelId(fields.named("model", "model", problems)),
            tier: fields.choice("tier", &Tier::NAMES, problems),
            context_tokens: fields.maybe_figure("context_tokens", Unit::Tokens, positive, problems),
            output_tokens_per_s,
            retires,
            price_rule: fields.maybe_named("price_rule", "rule", problems).map(RuleId),
        }
    }

    pub(super) fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        if let Some(figure) = &self.context_tokens {
            out.push((format!("{path}.context_tokens"), figure));
        }
        if let Some(figure) = &self.output_tokens_per_s {
            out.push((format!("{path}.output_tokens_per_s"), figure));
        }
    }
}

impl Line {
    /// The last day on sale, where its end was announced by `day`.
    pub fn retires_as_known_on(&self, day: Day) -> Option<Day> {
        let announced = |it: &&Retirement| Day::parse(&it.source.as_of).is_some_and(|it| it <= day);
        self.retires.as_ref().filter(announced).map(|it| it.on)
    }
}

/// An announced end of sale.
#[derive(Debug, Clone, PartialEq)]
pub struct Retirement {
    /// The last day on sale.
    pub on: Day,
    /// Who announced it.
    pub source: Source,
}

/// Where a line stands in its provider's range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Above the flagship, at a multiple of its price.
    Ultra,
    /// The provider's best at an everyday price.
    Flagship,
    /// Between flagship and small.
    Mid,
    /// Smaller and cheaper.
    Small,
}

impl Tier {
    /// The names in files.
    pub(super) const NAMES: [(&'static str, Tier); 4] = [
        ("ultra", Tier::Ultra),
        ("flagship", Tier::Flagship),
        ("mid", Tier::Mid),
        ("small", Tier::Small),
    ];

    /// The name in files.
    #[cfg(feature = "cli")]
    pub(super) fn name(self) -> &'static str {
        Tier::NAMES.iter().find(|(_, tier)| *tier == self).map_or("small", |(name, _)| name)
    }

    /// Whether the line competes at the top of the range.
    pub fn leads(self) -> bool {
        matches!(self, Tier::Ultra | Tier::Flagship)
    }
}
