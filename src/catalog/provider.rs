//! Providers: who sells, how, and on which accelerators.

use crate::calendar::Day;
use crate::error::Problem;
use crate::uncertainty::{Domain, Unit};

use super::business::PlanFigure;
use super::fields::Fields;
use super::figure::{Figure, Figures};
use super::ids::{AcceleratorId, BusinessId, EngineId};
use super::rental::RentalKind;

/// A seller of tokens, or the buyer itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Provider {
    /// Short name, such as `deepseek`.
    pub id: String,
    /// Name.
    pub name: String,
    /// Names that gateways and price maps use, in lower case.
    pub aliases: Vec<String>,
    /// What kind of seller it is.
    pub group: Group,
    /// Delivered over deliverable tokens at the chosen batch.
    pub utilisation: Figure,
    /// How it sells, in order of days.
    pub businesses: Vec<BusinessOf>,
    /// What it serves on.
    pub serves: Serves,
    /// How it pays for accelerators.
    pub pays: RentalKind,
    /// Engine that stands for its serving software.
    pub engine: EngineId,
}

impl Provider {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Provider {
        let groups = [
            ("closed", Group::Closed),
            ("open", Group::Open),
            ("host", Group::Host),
            ("in-house", Group::InHouse),
        ];
        let positive = Domain::Positive;
        let over_list = fields.maybe_figure("serving_over_list", Unit::Ratio, positive, problems);
        let mut businesses = Vec::new();
        for mut inner in fields.inners("business", problems) {
            businesses.push(BusinessOf {
                from: inner.maybe_day("from", problems),
                kind: BusinessId(inner.named("kind", "business", problems)),
                compute_margin: PlanFigure::compute_margin(&mut inner, problems),
            });
            inner.finish(problems);
        }
        let serves = match over_list {
            Some(over_list) => Serves::Elsewhere { over_list },
            None => {
                let mut fleets = vec![Fleet::read(fields, None, problems)];
                for mut inner in fields.inners("fleet", problems) {
                    let from = inner.day("from", problems);
                    fleets.push(Fleet::read(&mut inner, Some(from), problems));
                    inner.finish(problems);
                }
                Serves::On(fleets)
            }
        };
        Provider {
            id: fields.text("id", problems),
            name: fields.text("name", problems),
            aliases: fields.aliases(problems),
            group: fields.choice("group", &groups, problems),
            utilisation: fields.figure("utilisation", Unit::Fraction, Domain::Unit, problems),
            businesses,
            serves,
            pays: fields.choice("pays", &RentalKind::NAMES, problems),
            engine: EngineId(fields.named("engine", "engine", problems)),
        }
    }

    /// How it sells on `day`; nothing of the buyer itself.
    pub fn business_on(&self, day: Day) -> Option<&BusinessOf> {
        let begun = self.businesses.iter().filter(|it| it.from.is_none_or(|from| from <= day));
        begun.max_by_key(|it| it.from)
    }

    pub(super) fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        let mut push =
            |name: &str, figure: &'a Figure| out.push((format!("{path}.{name}"), figure));
        push("utilisation", &self.utilisation);
        for it in &self.businesses {
            if let Some(figure) = &it.compute_margin {
                let since = it.from.map_or_else(String::new, |from| format!("@{from}"));
                push(&format!("business{since}.compute_margin"), figure);
            }
        }
        match &self.serves {
            Serves::On(fleets) => {
                for fleet in fleets {
                    let since = fleet.from.map_or_else(String::new, |from| format!("@{from}"));
                    push(&format!("fleet{since}.next_share"), &fleet.next_share);
                }
            }
            Serves::Elsewhere { over_list } => push("serving_over_list", over_list),
        }
    }
}

/// What kind of seller a provider is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Trains models and keeps the weights.
    Closed,
    /// Trains models, gives the weights away and sells its own API.
    Open,
    /// Sells other people's open models and trains none.
    Host,
    /// The buyer, running open models for itself.
    InHouse,
}

impl Group {
    /// The name in files and results.
    pub fn name(self) -> &'static str {
        match self {
            Group::Closed => "closed",
            Group::Open => "open",
            Group::Host => "host",
            Group::InHouse => "in-house",
        }
    }
}

/// How a provider sells from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct BusinessOf {
    /// First day; nothing for what it began with.
    pub from: Option<Day>,
    /// The kind of business.
    pub kind: BusinessId,
    /// Its compute margin, in place of the kind's.
    pub compute_margin: Option<Figure>,
}

/// What a provider serves on.
#[derive(Debug, Clone, PartialEq)]
pub enum Serves {
    /// Accelerators whose data sheets are known, and what they were replaced by, in order of days.
    On(Vec<Fleet>),
    /// Hardware without a data sheet here: the cost of serving is only known as a share of the list price.
    Elsewhere {
        /// Serving cost over list price.
        over_list: Figure,
    },
}

impl Serves {
    /// The accelerators in service on `day`, where they are known.
    pub fn fleet_on(&self, day: Day) -> Option<&Fleet> {
        let Serves::On(fleets) = self else { return None };
        let begun = fleets.iter().filter(|fleet| fleet.from.is_none_or(|from| from <= day));
        begun.max_by_key(|fleet| fleet.from)
    }
}

/// The accelerators of a provider: a generation in service and the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Fleet {
    /// First day; nothing for what it began with.
    pub from: Option<Day>,
    /// The accelerator that most of the fleet is at the start.
    pub now: AcceleratorId,
    /// The accelerator that is replacing it.
    pub next: AcceleratorId,
    /// Share of the next one at the start, in [0, 1].
    pub next_share: Figure,
}

impl Fleet {
    fn read(fields: &mut Fields, from: Option<Day>, problems: &mut Vec<Problem>) -> Fleet {
        Fleet {
            from,
            now: AcceleratorId(fields.named("accelerator_now", "accelerator", problems)),
            next: AcceleratorId(fields.named("accelerator_next", "accelerator", problems)),
            next_share: fields.figure("next_share", Unit::Fraction, Domain::Unit, problems),
        }
    }
}
