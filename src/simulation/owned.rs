//! The seam from a draw's months to questions about owning: the fleet and what buying the same work costs.

use super::lived::{Lived, Point};
use super::purchase::{each_fleet, growth};
use super::trial::Seen;
use crate::ownership::{Burden, Fleet};
use crate::units::TOKENS_PER_MTOK;

/// A month in which a buyer owns or buys.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnOrBuy {
    /// The month, counted from 0.
    pub month: usize,
    /// The own fleet at this month's rates.
    pub fleet: Fleet,
    /// A fleet of each deployment that keeps the pace, at this month's rates; one of them pays first. In the first month alone.
    pub fleets: Vec<Fleet>,
    /// People and duties.
    pub burden: Burden,
    /// Tokens a day of the own model that the work takes.
    pub tokens_per_day: f64,
    /// Tokens at the reference model over tokens of the own model, for the same work.
    pub reference_over_own: f64,
    /// Whether the own model meets the threshold of every class of the work.
    pub meets: bool,
    /// What buying the work from each line costs, USD per million of the tokens that the own model would take for it; NaN where the line
    /// is not sold, does not take all of it, or misses a threshold.
    pub usd_per_mtok: Vec<f64>,
}

impl Lived {
    /// Shows each month of a draw as one in which the buyer owns or buys: the classes that must stay in-house, as if they need not, or all
    /// where none must. Nothing is shown where there is no fleet, or the model does not fit on it.
    pub fn own_or_buy(&mut self, point: Point, see: &mut dyn FnMut(OwnOrBuy)) {
        self.watch(point, &mut |seen| {
            if let Some(month) = of(&seen) {
                see(month);
            }
        });
    }
}

fn of(seen: &Seen) -> Option<OwnOrBuy> {
    let Seen { plan, draw, month, started, state } = seen;
    let (own, at) = (started.own.as_ref()?, plan.ownership?);
    let (models, lines) = (plan.models.len(), plan.lines.len());
    let bound = plan.classes.iter().any(|class| class.in_house);
    let of_own = |class: usize| class * models + at.model.index();
    let work: Vec<usize> = (0..plan.classes.len())
        .filter(|&it| (plan.classes[it].in_house || !bound) && state.within_window[of_own(it)])
        .collect();
    let threshold = |class: usize| draw[plan.classes[class].threshold];
    let sum = |of: &dyn Fn(usize) -> f64| -> f64 {
        work.iter().map(|&class| state.mix[class] * of(class)).sum()
    };
    let own_tokens = sum(&|class| state.tokens[of_own(class)].total());
    let reference = plan.buyer.reference.index();
    let reference_tokens = sum(&|class| state.tokens[class * models + reference].total());
    let usd_per_mtok = |line: usize| {
        let model = plan.lines[line].model.index();
        let takes = |&class: &usize| {
            state.takes[class * lines + line]
                && state.success[class * models + model] >= threshold(class)
        };
        let usd = sum(&|class| state.list_usd[class * lines + line] * state.price_level[line]);
        if work.iter().all(takes) { usd / own_tokens * TOKENS_PER_MTOK } else { f64::NAN }
    };
    let growth = growth(plan, draw, *month);
    let rate = own.fleet.usd_per_accelerator_hour * state.cost_factor[0];
    let mut fleets = Vec::new();
    if *month == 0 {
        each_fleet(plan, draw, state, |_, fleet, _| {
            fleets.push(Fleet { usd_per_accelerator_hour: rate, ..fleet });
        });
    }
    Some(OwnOrBuy {
        fleets,
        month: *month,
        fleet: Fleet { usd_per_accelerator_hour: rate, ..own.fleet },
        burden: own.burden,
        tokens_per_day: own.tokens_per_day * growth,
        reference_over_own: reference_tokens / own_tokens,
        meets: work.iter().all(|&it| state.success[of_own(it)] >= threshold(it)),
        usd_per_mtok: (0..lines).map(usd_per_mtok).collect(),
    })
}
