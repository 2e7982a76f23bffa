//! A device that its user owns: its cost is power and the device itself.

use super::Rate;
use crate::units::{HOURS_PER_MONTH, MONTHS_PER_YEAR};

/// A device that serves one model to its owner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Device {
    /// Price of the part of the device that inference is charged with, USD.
    pub usd: f64,
    /// Years that it is used for.
    pub years: f64,
    /// Share of those years in which it serves, in (0, 1].
    pub busy_share: f64,
    /// Power while it serves, W.
    pub watts: f64,
    /// Price of electricity, USD per kWh.
    pub usd_per_kwh: f64,
}

impl Device {
    /// What an hour of serving costs, for [`super::serve()`].
    ///
    /// # Formula
    /// `usd / (years * 8765.82 h * busy share) + watts / 1000 * USD per kWh`, utilisation 1.
    ///
    /// ```
    /// use undercut::serving::Device;
    /// let laptop =
    ///     Device { usd: 876.582, years: 4.0, busy_share: 0.25, watts: 60.0, usd_per_kwh: 0.30 };
    /// assert!((laptop.rate().usd_per_accelerator_hour - (0.1 + 0.018)).abs() < 1e-9);
    /// ```
    pub fn rate(&self) -> Rate {
        let hours = self.years * MONTHS_PER_YEAR * HOURS_PER_MONTH * self.busy_share;
        let usd_per_accelerator_hour = self.usd / hours + self.watts / 1000.0 * self.usd_per_kwh;
        Rate { usd_per_accelerator_hour, utilisation: 1.0 }
    }
}
