//! Accelerators.

use crate::error::Problem;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::{Figure, Figures};

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
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Accelerator {
        let positive = Domain::Positive;
        let generations = [
            ("hopper", Generation::Hopper),
            ("blackwell", Generation::Blackwell),
            ("cdna4", Generation::Cdna4),
        ];
        Accelerator {
            id: fields.text("id", problems),
            name: fields.text("name", problems),
            generation: fields.choice("generation", &generations, problems),
            hbm_bytes: fields.figure("hbm_bytes", Unit::Bytes, positive, problems),
            hbm_bytes_per_s: fields.figure(
                "hbm_bytes_per_s",
                Unit::BytesPerSecond,
                positive,
                problems,
            ),
            bf16_flops: fields.figure("bf16_flops", Unit::Flops, positive, problems),
            fp8_flops: fields.figure("fp8_flops", Unit::Flops, positive, problems),
            fp4_flops: fields.maybe_figure("fp4_flops", Unit::Flops, positive, problems),
            link_bytes_per_s: fields.figure(
                "link_bytes_per_s",
                Unit::BytesPerSecond,
                positive,
                problems,
            ),
            scaleup_domain: fields.count("scaleup_domain", problems),
            tdp_w: fields.figure("tdp_w", Unit::Watts, positive, problems),
            allin_w: fields.figure("allin_w", Unit::Watts, positive, problems),
        }
    }

    pub(super) fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        let mut push =
            |name: &str, figure: &'a Figure| out.push((format!("{path}.{name}"), figure));
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
