//! The seam from the plan to offers: what each line of a class costs a buyer, and what it is worth beyond price.

use super::month::Month;
use super::state::State;
use crate::market::{Offers, Tastes, calibrate};
use crate::math::{larger, ln};
use crate::scenario::{Draw, Plan};

/// What a free task counts as in the logarithm of its cost.
const LEAST_USD_PER_TASK: f64 = 1e-12;

/// Fills in the offers of a class: what they cost a buyer and their sellers, and which are feasible. Gives the lowest
/// price of a feasible line.
pub(super) fn offers(plan: &Plan, draw: &Draw, state: &mut State, class: usize) -> Option<f64> {
    let (models, lines) = (plan.models.len(), plan.lines.len());
    let it = &plan.classes[class];
    let (threshold, quality) = (draw[it.threshold], draw[plan.market.quality_sensitivity]);
    let of_class = class * lines..(class + 1) * lines;
    let list_usd = &state.list_usd[of_class.clone()];
    let takes = &state.takes[of_class.clone()];
    let last_usd = &mut state.last_usd[of_class.clone()];
    let costs_usd = &state.cost_now_usd[of_class];
    let of_models = class * models..(class + 1) * models;
    let (success, ln_failures) = (&state.success[of_models.clone()], &state.ln_failures[of_models]);
    let mut cheapest: Option<f64> = None;
    for (line, plan_line) in plan.lines.iter().enumerate() {
        let model = plan_line.model.index();
        let success = success[model];
        let usd = list_usd[line] * state.price_level[line];
        let feasible = !it.in_house
            && takes[line]
            && success > 0.0
            && success >= threshold
            && usd.is_finite()
            && costs_usd[line].is_finite();
        if takes[line] && usd.is_finite() {
            last_usd[line] = usd;
        }
        // What nobody can buy costs nobody anything; its own price may be infinite.
        let (spend, cost, barred, ln_failures) = match feasible {
            true => (usd, costs_usd[line], 0.0, ln_failures[model]),
            false => (0.0, 0.0, f64::NEG_INFINITY, 0.0),
        };
        let per_task = if feasible { usd } else { 1.0 };
        state.ln_failures_of_line[line] = ln_failures;
        state.spend_usd[line] = spend;
        state.spend_cost_usd[line] = cost;
        state.barred[line] = barred;
        state.log_usd_per_task[line] = larger(per_task, LEAST_USD_PER_TASK);
        if feasible && cheapest.is_none_or(|other| usd < other) {
            cheapest = Some(usd);
        }
    }
    let tasks = state.log_usd_per_task.iter_mut().zip(&state.ln_failures_of_line);
    tasks.for_each(|(usd, ln_failures)| *usd = ln(*usd) + quality * ln_failures);
    cheapest
}

/// Starting shares among the feasible lines of the class and segment at `place`, and the premiums that they imply; false
/// where nothing is feasible.
pub(super) fn open(
    plan: &Plan,
    draw: &Draw,
    place: usize,
    price_sensitivity: f64,
    state: &mut State,
) -> bool {
    let lines = plan.lines.len();
    let of_place = place * lines..(place + 1) * lines;
    let shares = &mut state.shares[of_place.clone()];
    for ((share, barred), line) in shares.iter_mut().zip(&state.barred).zip(&plan.lines) {
        *share = if *barred == 0.0 { draw[line.starting_weight] } else { 0.0 };
    }
    let total: f64 = shares.iter().sum();
    if !(total > 0.0) {
        shares.fill(0.0);
        return false;
    }
    shares.iter_mut().for_each(|share| *share /= total);
    let offers = Offers {
        nests: &state.nests,
        log_usd_per_task: &state.log_usd_per_task,
        premiums: &state.barred,
    };
    let tastes = Tastes { price_sensitivity, nest_correlations: &state.nest_correlations };
    let premiums = &mut state.premium[of_place];
    calibrate(&offers, tastes, shares, &mut state.nest_sums, premiums);

    // What is not feasible yet will be worth what its like is worth on average.
    let mean = |closed: bool, premiums: &[f64]| {
        let (mut sum, mut weight) = (0.0, 0.0);
        for ((share, premium), line) in shares.iter().zip(premiums).zip(&plan.lines) {
            if premium.is_finite() && (line.nest == 0) == closed {
                sum += share * premium;
                weight += share;
            }
        }
        (weight > 0.0).then(|| sum / weight)
    };
    let (closed, open) = (mean(true, premiums), mean(false, premiums));
    let of_open = open.or(closed).unwrap_or(0.0);
    state.open_premium[place] = of_open;
    for (premium, line) in premiums.iter_mut().zip(&plan.lines) {
        if !premium.is_finite() {
            *premium = if line.nest == 0 { closed.unwrap_or(of_open) } else { of_open };
        }
    }
    true
}

/// Fills in what lines are worth beyond price this month to the buyers at `place`: what is left of it since they were first served.
///
/// # Formula
/// `xi(t) = (xi_open + (xi - xi_open) r(t) / r(T)) beta(t) / beta(T)`, with `r` the retention of the closed premium, for closed lines
/// alone, `T` the month in which the class opened and `xi_open` the mean of open lines.
pub(super) fn premiums(month: &Month, place: usize, state: &mut State) {
    let lines = state.nests.len();
    let (of_open, opened_at) = (state.open_premium[place], state.opened_at[place]);
    let closed = if opened_at > 0.0 { month.retention / opened_at } else { 1.0 };
    let alike = month.price_sensitivity / state.opened_with[place];
    let base = state.premium[place * lines..(place + 1) * lines].iter().zip(&state.nests);
    let of_lines = state.premiums.iter_mut().zip(base.zip(&state.barred));
    for (premium, ((base, nest), barred)) in of_lines {
        let left = if *nest == 0 { closed } else { 1.0 };
        *premium = (of_open + (base - of_open) * left) * alike + barred;
    }
}
