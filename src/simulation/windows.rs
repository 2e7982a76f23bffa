//! The seam from the plan to context windows: which models and lines take the requests of which classes.

use super::state::State;
use crate::scenario::{Draw, Plan};
use crate::serving::Requests;
use crate::tokens::TokenCounts;

/// Fills in, once tokens are known, which requests are within the windows of models and of sellers, and what is sold at
/// the start.
pub(super) fn at_start(plan: &Plan, draw: &Draw, state: &mut State) {
    let (models, lines) = (plan.models.len(), plan.lines.len());
    let within = |window: Option<_>, tokens: f64| window.is_none_or(|slot| tokens <= draw[slot]);
    for class in 0..plan.classes.len() {
        for (model, it) in plan.models.iter().enumerate() {
            let tokens = &state.tokens[class * models + model];
            state.within_window[class * models + model] = within(it.context_tokens, tokens.total())
                && within(it.max_output_tokens, tokens.output());
        }
        for (line, it) in plan.lines.iter().enumerate() {
            let of_model = class * models + it.model.index();
            state.takes[class * lines + line] = state.within_window[of_model]
                && within(it.context_tokens, state.tokens[of_model].total())
                && it.sold_in(0);
        }
    }
}

/// Takes a line off the market.
pub(super) fn retire(line: usize, lines: usize, state: &mut State) {
    state.takes.iter_mut().skip(line).step_by(lines).for_each(|takes| *takes = false);
}

/// Fills `parts` with the market's requests on a model by class, those that are within its window; all where none is.
pub(super) fn requests(plan: &Plan, state: &State, model: usize, parts: &mut Vec<Requests>) {
    let (classes, models) = (plan.classes.len(), plan.models.len());
    let within = |class: usize| state.within_window[class * models + model];
    let none_within = !(0..classes).any(within);
    parts.clear();
    for class in (0..classes).filter(|class| none_within || within(*class)) {
        let share = state.market_mix[class];
        parts.push(alike(&state.tokens[class * models + model], share));
    }
    let whole: f64 = parts.iter().map(|it| it.share).sum();
    parts.iter_mut().for_each(|it| it.share /= whole);
}

/// Requests of one length, a `share` of all.
pub(super) fn alike(tokens: &TokenCounts, share: f64) -> Requests {
    let uncached = tokens.input() - tokens.cached_input;
    Requests { share, isl: tokens.input(), osl: tokens.output(), uncached }
}
