//! The seam from the plan to routers and cascades: how they divide the requests of a class, reviewed now and then.

use super::state::State;
use super::ways::{by_cost, of_line, ways};
use crate::ids::LineId;
use crate::math::{Bivariate, halved};
use crate::routing::{Candidate, Decider, Division, Verifier, cheapest_meeting_threshold, divide};
use crate::scenario::{DeciderPlan, Draw, Plan};

/// Months between reviews of all pairs; between them a pair stays, with success and calls of the month.
pub(super) const REVIEW_MONTHS: usize = 3;

/// What the routers of a draw have in common.
pub(super) struct Routers {
    bivariate: Bivariate,
    /// Probits by which requests weighted by their tokens are harder, for the market.
    harder: f64,
}

impl Routers {
    /// None where nobody follows a policy with a signal.
    pub(super) fn of(plan: &Plan, draw: &Draw, state: &mut State) -> Option<Routers> {
        let (buyer, market) = (plan.buyer.decider, plan.market.decider);
        buyer.or(market)?;
        state.divided.fill(None);
        let correlation = draw[plan.quality.correlation];
        let length = plan.market.length_by_difficulty.map_or(0.0, |slot| draw[slot]);
        let harder = length * correlation.sqrt();
        Some(Routers { bivariate: Bivariate::new(correlation), harder })
    }

    /// How the buyer's requests of a class are divided, whose pool is [`State::ways`].
    pub(super) fn buyer(
        &self,
        plan: &Plan,
        draw: &Draw,
        month: usize,
        class: usize,
        threshold: f64,
        state: &mut State,
    ) -> Option<Division> {
        let decider = plan.buyer.decider.as_ref()?;
        let it = Review { place: class, class, month, threshold, harder: 0.0 };
        self.review(plan, draw, decider, &it, |_| {}, state)
    }

    /// How the market's routed requests of a class are divided. What they call costs [`State::spend_usd`] from here on,
    /// feasible or not.
    pub(super) fn market(
        &self,
        plan: &Plan,
        draw: &Draw,
        month: usize,
        class: usize,
        state: &mut State,
    ) -> Option<Division> {
        let decider = plan.market.decider.as_ref()?;
        let threshold = draw[plan.classes[class].threshold];
        let place = plan.classes.len() + class;
        let it = Review { place, class, month, threshold, harder: self.harder };
        let pool = |state: &mut State| ways(plan, state, class, None);
        let division = self.review(plan, draw, decider, &it, pool, state)?;
        for called in [division.weak, division.strong] {
            let usd = super::ways::usd(plan, state, class, called);
            for line in 0..plan.lines.len() {
                if sells_alike(plan, state, class, called, line) {
                    state.spend_usd[line] = usd;
                    state.spend_cost_usd[line] =
                        state.cost_now_usd[class * plan.lines.len() + line];
                }
            }
        }
        Some(division)
    }

    /// What decides `months` after the start.
    ///
    /// # Formula
    /// `A(t) = 1/2 + (A - 1/2) 2^(-a / h)`, `a` the months since the last retraining; one falls on the start.
    pub(super) fn decider(plan: &DeciderPlan, draw: &Draw, months: f64) -> Decider {
        match *plan {
            DeciderPlan::Router {
                need_strong_auc,
                auc_half_life_months,
                retraining_interval_months,
                usd,
            } => {
                let interval = draw[retraining_interval_months];
                let age = months - interval * (months / interval).floor();
                let left = halved(age.max(0.0) / draw[auc_half_life_months]);
                Decider::Router {
                    need_strong_auc: 0.5 + (draw[need_strong_auc] - 0.5) * left,
                    usd: draw[usd],
                }
            }
            DeciderPlan::Cascade { tpr, fpr, usd } => {
                Decider::Cascade(Verifier { tpr: draw[tpr], fpr: draw[fpr], usd: draw[usd] })
            }
        }
    }

    /// The cheapest division of mean requests that succeeds with `threshold`.
    pub(super) fn divided(
        &self,
        pool: &[Candidate],
        decider: &Decider,
        threshold: f64,
    ) -> Option<Division> {
        divide(pool, &self.bivariate, decider, threshold, 0.0)
    }

    /// The division at `place` over the pool that `pool` fills in: of all pairs if it is time, else the same pair, or the
    /// cheapest single line.
    fn review(
        &self,
        plan: &Plan,
        draw: &Draw,
        decider: &DeciderPlan,
        it: &Review,
        pool: impl Fn(&mut State),
        state: &mut State,
    ) -> Option<Division> {
        let moved = |line: LineId| {
            let line = line.index();
            let at = state.launched.get(line).is_some_and(|at| *at == it.month as f64);
            it.month > 0 && (at || state.moved.get(line).is_some_and(|moved| *moved))
        };
        let standing = state.divided[it.place].filter(|division| {
            let due = it.month.is_multiple_of(REVIEW_MONTHS);
            !(due || moved(division.weak) || moved(division.strong))
        });
        let decider = Routers::decider(decider, draw, it.month as f64);
        let pair = standing.filter(Division::is_pair).and_then(|division| {
            let way = |line: LineId| match line.index() < plan.lines.len() {
                true => Some(of_line(plan, state, it.class, line.index())),
                false => state.ways.iter().find(|way| way.line == line).copied(),
            };
            let (weak, strong) = (way(division.weak)?, way(division.strong)?);
            Some(division.now(&weak, &strong, &self.bivariate, &decider, it.harder))
        });
        state.divided[it.place] = pair.or_else(|| {
            pool(state);
            by_cost(&mut state.ways);
            match standing {
                Some(_) => {
                    let plain = cheapest_meeting_threshold(&state.ways, it.threshold)?;
                    Some(Division::all_to(&state.ways[plain]))
                }
                None => divide(&state.ways, &self.bivariate, &decider, it.threshold, it.harder),
            }
        });
        state.divided[it.place]
    }
}

/// Whether the line `other` sells what a router calls of `line` for a class: the same model, at the same price of a request.
pub(super) fn sells_alike(
    plan: &Plan,
    state: &State,
    class: usize,
    line: LineId,
    other: usize,
) -> bool {
    let usd = |line| super::ways::usd(plan, state, class, line);
    let place = class * plan.lines.len() + other;
    plan.lines[line.index()].model == plan.lines[other].model
        && usd(line) == usd(LineId(other as u16))
        && state.takes[place]
        && state.cost_now_usd[place].is_finite()
}

/// What is reviewed, when.
struct Review {
    /// Place in the table of divisions.
    place: usize,
    class: usize,
    month: usize,
    threshold: f64,
    harder: f64,
}
