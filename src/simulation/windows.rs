//! The seam from the plan to context windows: which models and lines take the requests of which classes.

use super::state::State;
use crate::scenario::{Draw, Plan};
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

/// The mean request of the market on a model, over the classes that are within its window; over all where none is.
pub(super) fn mean_tokens(plan: &Plan, state: &State, model: usize) -> TokenCounts {
    let (classes, models) = (plan.classes.len(), plan.models.len());
    let mean_over = |counts: &dyn Fn(usize) -> bool| {
        let (mut mean, mut share) = (TokenCounts::default(), 0.0);
        for (place, part) in state.of_market.iter().enumerate() {
            let of_model = place % classes * models + model;
            if counts(of_model) {
                mean = mean.plus(&state.tokens[of_model].scaled(*part));
                share += part;
            }
        }
        (mean, share)
    };
    let all_within = (0..classes).all(|class| state.within_window[class * models + model]);
    if !all_within {
        let (mean, share) = mean_over(&|of_model| state.within_window[of_model]);
        if share > 0.0 {
            return mean.scaled(1.0 / share);
        }
    }
    mean_over(&|_| true).0
}
