//! The fit of the closed form to measured rows, as data.

use super::Generation;

/// One number for each generation of accelerator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerGeneration {
    /// NVIDIA Hopper.
    pub hopper: f64,
    /// NVIDIA Blackwell.
    pub blackwell: f64,
    /// AMD CDNA3.
    pub cdna3: f64,
    /// AMD CDNA4.
    pub cdna4: f64,
}

impl PerGeneration {
    /// The number for `generation`.
    pub fn of(&self, generation: Generation) -> f64 {
        match generation {
            Generation::Hopper => self.hopper,
            Generation::Blackwell => self.blackwell,
            Generation::Cdna3 => self.cdna3,
            Generation::Cdna4 => self.cdna4,
        }
    }
}

/// The constants of the closed form; they trade off against each other, so read them as a set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constants {
    /// Share of HBM bandwidth that a decode step attains.
    pub bandwidth_efficiency: PerGeneration,
}

impl Constants {
    /// The fit that ships.
    pub const REFERENCE: Constants = Constants {
        bandwidth_efficiency: PerGeneration {
            hopper: 0.806,
            blackwell: 0.691,
            cdna3: 0.488,
            cdna4: 0.747,
        },
    };
}
