//! Accelerators by their data sheets.

use crate::error::Problem;
use crate::serving::{self, Generation};
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
    /// Other spellings, in lower case with hyphens.
    pub aliases: Vec<String>,
    /// What the serving model reads of the data sheet.
    pub spec: serving::Accelerator,
    /// Power of the accelerator itself, where its maker states it.
    pub tdp_w: Option<Figure>,
    /// Power of the accelerator with its share of machine and cooling, where somebody states it.
    pub allin_w: Option<Figure>,
    /// Why its efficiencies are those of another family; nothing where its own kind was measured.
    pub stands_in: Option<String>,
    /// The numbers of `spec` with their sources.
    sheet: Vec<(&'static str, Figure)>,
}

/// No run reads a power: the browser's core leaves it where it is.
fn power(fields: &mut Fields, key: &'static str, problems: &mut Vec<Problem>) -> Option<Figure> {
    if cfg!(feature = "tables") {
        return fields.maybe_figure(key, Unit::Watts, Domain::Positive, problems);
    }
    fields.skip(key);
    None
}

const GENERATIONS: [(&str, Generation); 4] = [
    ("hopper", Generation::Hopper),
    ("blackwell", Generation::Blackwell),
    ("cdna3", Generation::Cdna3),
    ("cdna4", Generation::Cdna4),
];

impl Accelerator {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Accelerator {
        let positive = Domain::Positive;
        let mut sheet = Vec::new();
        let mut number = |key: &'static str, unit: Unit, optional: bool| {
            let figure = match optional {
                true => fields.maybe_figure(key, unit, positive, problems),
                false => Some(fields.figure(key, unit, positive, problems)),
            };
            let number = figure.as_ref().map_or(0.0, Figure::median);
            if cfg!(feature = "tables") {
                sheet.extend(figure.map(|it| (key, it)));
            }
            number
        };
        let spec = serving::Accelerator {
            generation: Generation::Hopper,
            hbm_bytes: number("hbm_bytes", Unit::Bytes, false),
            hbm_bytes_per_s: number("hbm_bytes_per_s", Unit::BytesPerSecond, false),
            bf16_flops: number("bf16_flops", Unit::Flops, false),
            fp8_flops: number("fp8_flops", Unit::Flops, true),
            fp4_flops: number("fp4_flops", Unit::Flops, true),
            link_bytes_per_s: number("link_bytes_per_s", Unit::BytesPerSecond, false),
            scaleup_domain: 0,
        };
        Accelerator {
            id: fields.text("id", problems),
            name: fields.text("name", problems),
            aliases: fields.aliases(problems),
            spec: serving::Accelerator {
                generation: fields.choice("generation", &GENERATIONS, problems),
                scaleup_domain: fields.count("scaleup_domain", problems) as u32,
                ..spec
            },
            tdp_w: power(fields, "tdp_w", problems),
            allin_w: power(fields, "allin_w", problems),
            stands_in: fields.maybe_text("stands_in", problems),
            sheet,
        }
    }

    pub(super) fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        let powers = [("tdp_w", &self.tdp_w), ("allin_w", &self.allin_w)];
        let powers = powers.into_iter().filter_map(|(key, it)| Some((key, it.as_ref()?)));
        for (key, figure) in self.sheet.iter().map(|(key, it)| (*key, it)).chain(powers) {
            out.push((format!("{path}.{key}"), figure));
        }
    }
}
