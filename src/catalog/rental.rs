//! What an hour of an accelerator costs, by who pays.

use crate::calendar::Day;
use crate::error::Problem;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::Figure;
use super::ids::AcceleratorId;

/// What an hour of an accelerator costs from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct Rental {
    /// The accelerator.
    pub accelerator: AcceleratorId,
    /// Who pays.
    pub kind: RentalKind,
    /// First day.
    pub from: Day,
    /// Price of one accelerator for one hour.
    pub usd_per_hour: Figure,
}

impl Rental {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Rental {
        Rental {
            accelerator: AcceleratorId(fields.named("accelerator", "accelerator", problems)),
            kind: fields.choice("kind", &RentalKind::NAMES, problems),
            from: fields.day("from", problems),
            usd_per_hour: fields.figure(
                "usd_per_hour",
                Unit::UsdPerHour,
                Domain::Positive,
                problems,
            ),
        }
    }
}

/// Who pays for an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RentalKind {
    /// A hyperscaler that owns it: cost of ownership.
    Owner,
    /// A GPU cloud that owns it: cost of ownership.
    Neocloud,
    /// A tenant, on a contract of a year or more.
    Contract,
    /// A tenant by the hour.
    OnDemand,
}

impl RentalKind {
    /// The names in files.
    pub(super) const NAMES: [(&'static str, RentalKind); 4] = [
        ("owner", RentalKind::Owner),
        ("neocloud", RentalKind::Neocloud),
        ("contract", RentalKind::Contract),
        ("on-demand", RentalKind::OnDemand),
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            RentalKind::Owner => "owner",
            RentalKind::Neocloud => "neocloud",
            RentalKind::Contract => "contract",
            RentalKind::OnDemand => "on-demand",
        }
    }
}
