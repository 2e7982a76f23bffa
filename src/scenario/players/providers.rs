//! Who sells the lines.

use super::Cast;
use crate::catalog::{self, Group, Serves};
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
    /// Training, USD per month.
    pub training_usd_per_month: Slot,
    /// Research, USD per month.
    pub research_usd_per_month: Slot,
    /// Support and sales, USD per month.
    pub support_usd_per_month: Slot,
    /// Utilisation of its fleet.
    pub utilisation: Slot,
    /// Part of list price that contracts take off.
    pub discount: Slot,
    /// What it serves on.
    pub serves: ServesPlan,
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
            let fixed =
                |cast: &mut Self, key: &str, what: &str, figure: Option<&catalog::Figure>| {
                    match figure {
                        Some(figure) => cast.builder.figure_of(&record, key, what, figure, None),
                        None => cast.builder.inputs.constant(0.0),
                    }
                };
            let provider = ProviderPlan {
                id: it.id.clone(),
                name: name.clone(),
                group,
                training_usd_per_month: fixed(
                    self,
                    "training_usd_per_month",
                    "training a month",
                    it.training_usd_per_month.as_ref(),
                ),
                research_usd_per_month: fixed(
                    self,
                    "research_usd_per_month",
                    "research a month",
                    it.research_usd_per_month.as_ref(),
                ),
                support_usd_per_month: fixed(
                    self,
                    "support_usd_per_month",
                    "support a month",
                    Some(&it.support_usd_per_month),
                ),
                utilisation: self.builder.figure_of(
                    &record,
                    "utilisation",
                    "utilisation",
                    &it.utilisation,
                    Some(Factor::Utilisation),
                ),
                discount: self.builder.figure_of(
                    &record,
                    "negotiated_discount",
                    "negotiated discount",
                    &it.negotiated_discount,
                    None,
                ),
                serves: self.serves(it, &record),
            };
            self.used_providers.push(place);
            self.providers.push(provider);
        }
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
