//! Accelerators, and what an hour of one costs.

use crate::calendar::Day;

use super::figure::{Figure, Figures};
use super::ids::AcceleratorId;

/// An accelerator: one GPU and its share of the machine around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Accelerator {
    /// Short name, such as `h200-sxm`.
    pub id: String,
    /// Name.
    pub name: String,
    /// The family whose measured constants hold for it.
    pub generation: Generation,
    /// Memory that a model can use.
    pub hbm_bytes: Figure,
    /// Memory bandwidth.
    pub hbm_bytes_per_s: Figure,
    /// Dense 16-bit throughput.
    pub bf16_flops: Figure,
    /// Dense 8-bit throughput.
    pub fp8_flops: Figure,
    /// Dense 4-bit throughput; absent where the hardware has none.
    pub fp4_flops: Option<Figure>,
    /// Bandwidth of the link inside the scale-up domain, one direction.
    pub link_bytes_per_s: Figure,
    /// Accelerators in one scale-up domain.
    pub scaleup_domain: f64,
    /// Power of the accelerator itself.
    pub tdp_w: Figure,
    /// Power of the accelerator with its share of machine and cooling.
    pub allin_w: Figure,
}

impl Accelerator {
    pub(super) fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        let mut push = |name: &str, figure: &'a Figure| out.push((format!("{path}.{name}"), figure));
        push("hbm_bytes", &self.hbm_bytes);
        push("hbm_bytes_per_s", &self.hbm_bytes_per_s);
        push("bf16_flops", &self.bf16_flops);
        push("fp8_flops", &self.fp8_flops);
        if let Some(figure) = &self.fp4_flops {
            push("fp4_flops", figure);
        }
        push("link_bytes_per_s", &self.link_bytes_per_s);
        push("tdp_w", &self.tdp_w);
        push("allin_w", &self.allin_w);
    }
}

/// A hardware family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// NVIDIA H100 and H200.
    Hopper,
    /// NVIDIA B200 and GB200.
    Blackwell,
    /// AMD MI355X.
    Cdna4,
}

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
