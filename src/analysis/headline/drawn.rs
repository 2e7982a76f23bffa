//! What sentences read of a run, and where they are told.

use super::Shown;
use crate::analysis::words::Sentence;
use crate::simulation::{Headline, Metric, Simulation};
use crate::statistics::Band;

/// A run, and what its pictures show of it.
pub(super) struct Drawn<'a> {
    pub simulation: &'a Simulation,
    pub months: &'a [String],
    pub shown: &'a Shown,
    /// The month that is looked at.
    pub month: usize,
    /// The view whose sentences are told.
    pub view: &'static str,
    pub told: Vec<Headline>,
}

impl<'a> Drawn<'a> {
    /// The band of a curve in a month; nothing in it exists where there is no such curve.
    #[inline(never)]
    pub fn band(&self, metric: Metric, id: &str, month: usize) -> Band {
        let curves = self.simulation.curves();
        self.simulation.band(curves.find(metric, id).unwrap_or(curves.list.len()), month)
    }

    pub fn now(&self) -> &'a str {
        &self.months[0]
    }

    pub fn then(&self) -> &'a str {
        &self.months[self.month]
    }

    #[inline(never)]
    pub fn tell(&mut self, text: &mut Sentence) {
        let text = std::mem::take(&mut text.0);
        self.told.push(Headline { view: self.view.to_string(), text });
    }
}
