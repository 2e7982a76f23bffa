//! What sentences read of a run.

use super::Shown;
use crate::simulation::{Metric, Simulation};
use crate::statistics::Band;

/// A run, and what its pictures show of it.
pub(super) struct Drawn<'a> {
    pub simulation: &'a Simulation,
    pub months: &'a [String],
    pub shown: &'a Shown,
    /// The month that is looked at.
    pub month: usize,
}

impl Drawn<'_> {
    /// The band of a curve in a month; not defined where there is no such curve.
    #[inline(never)]
    pub fn band(&self, metric: Metric, id: &str, month: usize) -> Band {
        let curve = self.simulation.curves().find(metric, id).unwrap_or(usize::MAX / 2);
        self.simulation.band(curve, month)
    }

    pub fn now(&self) -> &str {
        &self.months[0]
    }

    pub fn then(&self) -> &str {
        &self.months[self.month]
    }
}
