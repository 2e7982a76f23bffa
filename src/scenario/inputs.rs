use std::ops::Index;

use crate::source::Source;
use crate::uncertainty::{Distribution, Domain, Unit, key};

/// The place of a number in a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot(u16);

/// The numbers of one draw: what every input is, in one state of the world.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draw {
    values: Vec<f64>,
}

impl Index<Slot> for Draw {
    type Output = f64;

    fn index(&self, slot: Slot) -> &f64 {
        &self.values.as_slice()[slot.0 as usize]
    }
}

impl Draw {
    /// Puts `value` at `slot`.
    pub fn set(&mut self, slot: Slot, value: f64) {
        self.values[slot.0 as usize] = value;
    }

    /// Makes this draw a copy of `other` without allocating.
    pub fn copy_from(&mut self, other: &Draw) {
        self.values.clone_from(&other.values);
    }
}

/// A cause that moves several inputs together; independent ones would make the bands of groups too narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// How well fleets are used.
    Utilisation,
    /// What accelerators rent for.
    Rental,
    /// How far the serving model is off.
    Residual,
    /// How much benchmarks are inflated.
    Contamination,
}

impl Factor {
    /// Every factor.
    pub const ALL: [Factor; 4] =
        [Factor::Utilisation, Factor::Rental, Factor::Residual, Factor::Contamination];

    /// The path under which the factor is drawn.
    pub fn path(self) -> &'static str {
        match self {
            Factor::Utilisation => "factor.utilisation",
            Factor::Rental => "factor.rental",
            Factor::Residual => "factor.residual",
            Factor::Contamination => "factor.contamination",
        }
    }
}

/// One number of a validated scenario: a value or a distribution, with where it is and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Path in the scenario, or below `catalog.`.
    pub path: String,
    /// A few words for a control.
    pub label: String,
    /// The text that stands there.
    pub text: String,
    /// What it is measured in.
    pub unit: Unit,
    /// Where it may lie.
    pub domain: Domain,
    /// Its distribution.
    pub distribution: Distribution,
    /// The cause that it shares with other inputs, if any.
    pub factor: Option<Factor>,
    /// Where the number comes from.
    pub source: Source,
    /// Its place in a draw.
    pub slot: Slot,
    /// The key of its random numbers, a function of its path alone.
    pub key: u64,
}

/// A number about to become an input.
pub(super) struct Number {
    pub path: String,
    pub label: String,
    pub text: String,
    pub unit: Unit,
    pub domain: Domain,
    pub distribution: Distribution,
    pub source: Source,
    pub factor: Option<Factor>,
}

/// The inputs gathered so far, and the template that draws start from: every number at its median.
#[derive(Debug, Clone, Default)]
pub(super) struct Inputs {
    pub template: Draw,
    pub list: Vec<Input>,
}

impl Inputs {
    /// Adds a number and gives its place.
    pub fn add(&mut self, number: Number) -> Slot {
        let slot = self.constant(number.distribution.median());
        self.list.push(Input {
            key: key(&number.path),
            path: number.path,
            label: number.label,
            text: number.text,
            unit: number.unit,
            domain: number.domain,
            distribution: number.distribution,
            factor: number.factor,
            source: number.source,
            slot,
        });
        slot
    }

    /// Adds a number that nobody may change and gives its place.
    pub fn constant(&mut self, value: f64) -> Slot {
        let slot = Slot(self.template.values.len() as u16);
        self.template.values.push(value);
        slot
    }
}
