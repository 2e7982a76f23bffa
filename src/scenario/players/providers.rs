//! Who sells the lines.

use super::Cast;
use crate::catalog::{self, BUSINESS, Group, PlanFigure, Serves};
use crate::ids::LineId;
use crate::scenario::builder::Record;
use crate::scenario::inputs::{Factor, Slot};

/// The group that a provider's margin is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupId {
    /// Closed labs.
    ClosedLabs,
    /// Open labs selling their own models.
    OpenLabs,
    /// Hosts of open models.
    Hosts,
}

impl GroupId {
    /// Every group, in the order of the page.
    pub const ALL: [GroupId; 3] = [GroupId::ClosedLabs, GroupId::OpenLabs, GroupId::Hosts];

    /// Id in summaries.
    pub fn id(self) -> &'static str {
        match self {
            GroupId::ClosedLabs => "closed-labs",
            GroupId::OpenLabs => "open-labs",
            GroupId::Hosts => "hosts",
        }
    }

    /// Name in sentences.
    pub fn name(self) -> &'static str {
        match self {
            GroupId::ClosedLabs => "closed labs",
            GroupId::OpenLabs => "open labs",
            GroupId::Hosts => "hosts",
        }
    }
}

/// A provider.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderPlan {
    /// Id in the catalogue.
    pub id: String,
    /// Name.
    pub name: String,
    /// Its group.
    pub group: GroupId,
    /// Utilisation of its fleet.
    pub utilisation: Slot,
    /// How it sells.
    pub business: BusinessPlan,
    /// What it serves on.
    pub serves: ServesPlan,
}

/// How a provider sells: the numbers of [`BUSINESS`], in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct BusinessPlan {
    /// The numbers.
    pub numbers: [Slot; BUSINESS.len()],
    /// What plans bring.
    pub plans: PlansPlan,
    /// Whether revenue is booked after what clouds keep.
    pub books_net: bool,
}

/// What plans bring at the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PlansPlan {
    /// Revenue over list value.
    Price(Slot),
    /// What leaves a compute margin.
    ComputeMargin(Slot),
}

/// What a provider serves on.
#[derive(Debug, Clone, PartialEq)]
pub enum ServesPlan {
    /// A fleet of a present accelerator and the next.
    Fleet {
        /// Share that is of the newer generation at the start.
        newer_share: Slot,
        /// Places of the two in the plan.
        accelerators: [usize; 2],
        /// What it pays for them, USD per hour at the start.
        usd_per_accelerator_hour: [Slot; 2],
    },
    /// Hardware without a data sheet here.
    Elsewhere {
        /// Serving cost over list price at the start.
        over_list: Slot,
    },
}

impl Cast<'_, '_, '_> {
    pub(super) fn providers(&mut self) {
        for (place, it) in self.catalog.providers.iter().enumerate() {
            let sells = |line: &LineId| self.catalog.lines[line.index()].provider.index() == place;
            let group = match it.group {
                Group::Closed => GroupId::ClosedLabs,
                Group::Open => GroupId::OpenLabs,
                Group::Host => GroupId::Hosts,
                Group::InHouse => continue,
            };
            if !self.played.iter().any(sells) {
                continue;
            }
            let name = it.name.clone();
            let record = Record { path: format!("catalog.providers.{}", it.id), name: &name };
            let business = self.business(it, &record);
            let provider = ProviderPlan {
                id: it.id.clone(),
                name: name.clone(),
                group,
                utilisation: self.builder.figure_of(
                    &record,
                    "utilisation",
                    "utilisation",
                    &it.utilisation,
                    Some(Factor::Utilisation),
                ),
                business,
                serves: self.serves(it, &record),
            };
            self.used_providers.push(place);
            self.providers.push(provider);
        }
    }

    fn business(&mut self, it: &catalog::Provider, record: &Record) -> BusinessPlan {
        let Some(of) = it.business_on(self.world.last_day).or(it.businesses.first()) else {
            self.problem(record.path.clone(), "has no business");
            let none = self.builder.inputs.constant(f64::NAN);
            let numbers = [none; BUSINESS.len()];
            return BusinessPlan { numbers, plans: PlansPlan::Price(none), books_net: false };
        };
        let kind = &self.catalog.businesses[of.kind.index()];
        let number = |place: usize| {
            let (key, what, _) = BUSINESS[place];
            self.builder.figure_of(record, key, what, &kind.figures[place], None)
        };
        let numbers = std::array::from_fn(number);
        let mut margin = |figure| {
            let slot = self.builder.figure_of(
                record,
                "compute_margin",
                "compute margin now",
                figure,
                None,
            );
            PlansPlan::ComputeMargin(slot)
        };
        let plans = match (&of.compute_margin, &kind.plans) {
            (Some(figure), _) | (None, PlanFigure::ComputeMargin(figure)) => margin(figure),
            (None, PlanFigure::Price(figure)) => {
                let what = "plans' revenue over list value";
                let slot = self.builder.figure_of(record, "plan_price", what, figure, None);
                PlansPlan::Price(slot)
            }
        };
        BusinessPlan { numbers, plans, books_net: kind.books_net }
    }

    fn serves(&mut self, it: &catalog::Provider, record: &Record) -> ServesPlan {
        match &it.serves {
            Serves::On(fleets) => {
                let day = self.world.last_day;
                let Some(fleet) = it.serves.fleet_on(day).or(fleets.first()) else {
                    self.problem(record.path.clone(), "has no fleet");
                    let over_list = self.builder.inputs.constant(f64::NAN);
                    return ServesPlan::Elsewhere { over_list };
                };
                let accelerators = [fleet.now, fleet.next];
                ServesPlan::Fleet {
                    newer_share: self.builder.figure_of(
                        record,
                        "fleet.next_share",
                        "newer accelerators now",
                        &fleet.next_share,
                        None,
                    ),
                    accelerators: accelerators.map(|id| self.accelerator(id.index())),
                    usd_per_accelerator_hour: accelerators.map(|id| self.rate(id, it.pays)),
                }
            }
            Serves::Elsewhere { over_list } => {
                let fact = "on hardware without a data sheet here; cost is an assumed share of the list price";
                self.builder.note(&it.name, fact);
                let (key, what) = ("serving_over_list", "serving cost over list price");
                let over_list = self.builder.figure_of(record, key, what, over_list, None);
                ServesPlan::Elsewhere { over_list }
            }
        }
    }
}
