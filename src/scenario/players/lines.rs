//! The lines on sale and where their list prices come from.

use super::Cast;
use super::lists::ListPlan;
use super::models::ModelPlan;
use super::providers::ServesPlan;
use crate::catalog;
use crate::ids::{LineId, ModelId, ProviderId};
use crate::scenario::builder::Record;
use crate::scenario::inputs::Slot;
use crate::uncertainty::key;

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub struct LinePlan {
    /// Id in the catalogue.
    pub id: String,
    /// Name.
    pub name: String,
    /// Who sells it.
    pub provider: ProviderId,
    /// The model behind it.
    pub model: ModelId,
    /// Whether it is a flagship; otherwise small.
    pub flagship: bool,
    /// Nest: 0 for closed lines, then one per open model.
    pub nest: u16,
    /// Weight in the starting shares of tasks.
    pub starting_weight: Slot,
    /// Where its list price comes from.
    pub price: PricePlan,
    /// Its pairs on the provider's present and next accelerator; none where it serves elsewhere.
    pub pairs: Option<[usize; 2]>,
    /// Input and output of a request together, tokens, where the seller allows fewer than the model.
    pub context_tokens: Option<Slot>,
    /// Months after the start from which it is no longer sold, where its end was announced.
    pub retired_from: Option<usize>,
    /// Output tokens that a user sees in a second, where it was measured.
    pub tokens_per_s: Option<Slot>,
}

impl LinePlan {
    /// Whether it is still sold `month` months after the start.
    pub fn sold_in(&self, month: usize) -> bool {
        self.retired_from.is_none_or(|retired| month < retired)
    }
}

/// Where a line's list price comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum PricePlan {
    /// Dated price lists, in the order of their months; the first holds from the start.
    Listed {
        /// At least one.
        lists: Vec<ListPlan>,
    },
    /// No list of that date: priced after the first party's line.
    LikeFirstParty {
        /// The first party's line.
        line: LineId,
        /// Its price over the first party's, where it does not copy it.
        factor: Slot,
        /// Key of the random number that says whether it copies.
        key: u64,
    },
}

/// How a host prices a model for which no dated list is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HostRule {
    /// Probability that it copies the first party's list.
    pub copy_probability: Slot,
}

impl Cast<'_, '_, '_> {
    /// The nest of each model: 0 for closed ones, then one for each open one.
    pub(super) fn nests(&self) -> Vec<u16> {
        let mut next = 0;
        let nest = |model: &ModelPlan| {
            if model.open {
                next += 1;
                next
            } else {
                0
            }
        };
        self.models.iter().map(nest).collect()
    }

    pub(super) fn lines(&mut self, nests: &[u16]) {
        let day = self.world.last_day;
        for id in &self.played.clone() {
            let it = &self.catalog.lines[id.index()];
            let model = self.used_models.iter().position(|&place| place == it.model.index());
            let provider =
                self.used_providers.iter().position(|&place| place == it.provider.index());
            let (Some(model), Some(provider)) = (model, provider) else {
                self.problem(
                    format!("catalog.lines.{}", it.id),
                    "has no model or provider in this world",
                );
                continue;
            };
            let engine = self.engine(self.catalog.providers[it.provider.index()].engine);
            let model_id = ModelId(model as u16);
            let pairs = match self.providers[provider].serves {
                ServesPlan::Fleet { accelerators, .. } => {
                    Some(accelerators.map(|it| self.pair(model_id, it, engine)))
                }
                ServesPlan::Elsewhere { .. } => None,
            };
            let price = match self.catalog.offer_on(*id, day) {
                Some(offer) => PricePlan::Listed { lists: self.lists(*id, offer) },
                None => self.like_first_party(it, *id),
            };
            let retired_from = self.retired_from(it);
            let record = Record { path: format!("catalog.lines.{}", it.id), name: &it.name };
            let context_tokens = it.context_tokens.as_ref().map(|figure| {
                let (key, what) = ("context_tokens", "window at this seller");
                self.builder.figure_of(&record, key, what, figure, None)
            });
            let tokens_per_s = self.catalog.speed_on(*id, day).map(|speed| {
                let path = format!("catalog.speeds.{}@{}.output_tokens_per_s", it.id, speed.on);
                let label = format!("{}: output speed that users see", it.name);
                self.builder.figure(path, label, &speed.output_tokens_per_s, None)
            });
            let line = LinePlan {
                id: it.id.clone(),
                name: it.name.clone(),
                provider: ProviderId(provider as u16),
                model: model_id,
                flagship: it.tier.leads(),
                nest: nests[model],
                starting_weight: self.starting_weight(*id, &record),
                price,
                pairs,
                context_tokens,
                retired_from,
                tokens_per_s,
            };
            self.lines.push(line);
        }
    }

    /// The line's weight at the start: the world's own, or the rule's for lines that are not among its main ones.
    fn starting_weight(&mut self, id: LineId, record: &Record) -> Slot {
        let by_rule = || {
            let rule = self.catalog.rule("other-lines")?;
            self.catalog.rules[rule.index()].figure("weight")
        };
        match self.world.starting_weight(id).or_else(by_rule) {
            Some(figure) => {
                let (key, what) = ("starting_weight", "starting weight");
                self.builder.figure_of(record, key, what, figure, None)
            }
            None => {
                self.problem(record.path.clone(), "has no starting weight in this world");
                self.builder.inputs.constant(f64::NAN)
            }
        }
    }

    /// The price of a host without a list of that date. The first party's line stands before it in the world.
    fn like_first_party(&mut self, it: &catalog::Line, id: LineId) -> PricePlan {
        let of_model = |line: &LinePlan| {
            let place = self.used_models[line.model.index()];
            place == it.model.index() && matches!(line.price, PricePlan::Listed { .. })
        };
        let Some(first) = self.lines.iter().position(of_model) else {
            self.problem(
                format!("catalog.lines.{}", it.id),
                "has no price and no first party's line before it",
            );
            let factor = self.builder.inputs.constant(f64::NAN);
            return PricePlan::LikeFirstParty { line: id, factor, key: 0 };
        };
        self.builder.note(&it.name, "no list of that date; priced after the first party's");
        let label = format!("{}: price over the first party's, where it differs", it.name);
        PricePlan::LikeFirstParty {
            line: LineId(first as u16),
            factor: self.host_figure("other_factor", &format!("/{}", it.id), label),
            key: key(&format!("host-price.{}", it.id)),
        }
    }

    pub(super) fn host(&mut self) -> HostRule {
        let label = "hosts that copy the first party's list".to_string();
        HostRule { copy_probability: self.host_figure("copy_probability", "", label) }
    }

    /// A number of the rule for hosts without a list; each line has a factor of its own.
    fn host_figure(&mut self, name: &str, of: &str, label: String) -> Slot {
        let path = format!("catalog.rules.host-copies-first-party.{name}{of}");
        let rule = self.catalog.rule("host-copies-first-party");
        match rule.and_then(|id| self.catalog.rules[id.index()].figure(name)) {
            Some(figure) => self.builder.figure(path, label, figure, None),
            None => {
                self.problem(path, "is missing");
                self.builder.inputs.constant(f64::NAN)
            }
        }
    }
}
