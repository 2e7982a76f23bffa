//! The seam from the plan to workload and quality: what requests look like, and who succeeds at them.

use super::state::State;
use crate::math::{PhiTable, halved};
use crate::routing::{Score, ability, sampling_sd_probit};
use crate::scenario::{Draw, Plan};
use crate::units::MONTHS_PER_YEAR;
use crate::workload::{Request, normalised};

/// Fills in the mixes of classes: the buyer's, then each segment's.
pub(super) fn mixes(plan: &Plan, draw: &Draw, state: &mut State) {
    let classes = plan.classes.len();
    let (buyer, segments) = state.mix.split_at_mut(classes);
    for (share, class) in buyer.iter_mut().zip(&plan.classes) {
        *share = draw[class.share];
    }
    normalised(buyer);
    for (mix, segment) in segments.chunks_exact_mut(classes).zip(&plan.segments) {
        match &segment.mix {
            Some(shares) => mix.copy_from_slice(shares),
            None => mix.copy_from_slice(buyer),
        }
        normalised(mix);
    }
}

/// Fills in the tokens of requests, by class and model.
pub(super) fn tokens(plan: &Plan, draw: &Draw, state: &mut State) {
    let models = plan.models.len();
    for (place, class) in plan.classes.iter().enumerate() {
        let request = Request {
            input_tokens: draw[class.input_tokens],
            output_tokens: draw[class.output_tokens],
            prefix_hit_rate: draw[class.prefix_hit_rate],
            thinking: draw[class.thinking],
            cache_write_share: class.cache_write_share.map(|slot| draw[slot]),
        };
        for (model, it) in plan.models.iter().enumerate() {
            state.tokens[place * models + model] = request.tokens(&it.factors[place]);
        }
        let lines =
            plan.lines.iter().map(|line| state.tokens[place * models + line.model.index()].total());
        let totals = state.line_tokens[place * plan.lines.len()..].iter_mut();
        totals.zip(lines).for_each(|(total, tokens)| *total = tokens);
    }
}

/// Fills in abilities at the start.
pub(super) fn at_start(plan: &Plan, draw: &Draw, state: &mut State) {
    let models = plan.models.len();
    for (place, class) in plan.classes.iter().enumerate() {
        for (model, it) in plan.models.iter().enumerate() {
            // A model that was not tested on some benchmark of the class is judged by the others.
            let tested: f64 = class
                .weights
                .iter()
                .zip(&it.scores)
                .filter_map(|(weight, score)| score.as_ref().map(|_| weight))
                .sum();
            let scores = || {
                class.weights.iter().zip(&it.scores).zip(&plan.benchmarks).filter_map(
                    move |((&weight, score), benchmark)| {
                        let evidence = Score {
                            reported: score.as_ref()?.reported(draw),
                            contamination: draw[benchmark.contamination],
                            items: benchmark.items,
                            weight: weight / tested,
                        };
                        (weight > 0.0).then_some(evidence)
                    },
                )
            };
            let noise = draw[it.score_noise] * sampling_sd_probit(scores());
            // Nothing is known of a model that was tested on none of them: it does not serve the class.
            state.tau_at_start[place * models + model] = if tested > 0.0 {
                ability(scores()) + noise + draw[class.offset_probit]
            } else {
                f64::NEG_INFINITY
            };
        }
    }
}

/// How far the closed frontier is ahead of open weights, and where that is going.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Gap {
    at_start_probit: f64,
    settled_probit: f64,
    half_life_months: f64,
}

impl Gap {
    /// The gap of a draw: the buyer's mean over classes of the best closed less the best open ability.
    pub(super) fn of(plan: &Plan, draw: &Draw, state: &State) -> Gap {
        let models = plan.models.len();
        let best = |class: usize, open: bool| {
            let abilities = plan.models.iter().enumerate().filter(|(_, it)| it.open == open);
            let tau = abilities.map(|(model, _)| state.tau_at_start[class * models + model]);
            tau.fold(f64::NEG_INFINITY, f64::max)
        };
        let mut at_start_probit = 0.0;
        for class in 0..plan.classes.len() {
            let ahead = best(class, false) - best(class, true);
            at_start_probit += state.mix[class] * if ahead.is_finite() { ahead } else { 0.0 };
        }
        let slope_per_month = draw[plan.quality.frontier_gain_probit_per_year] / MONTHS_PER_YEAR;
        Gap {
            at_start_probit,
            settled_probit: slope_per_month * draw[plan.quality.open_lag_months],
            half_life_months: draw[plan.quality.gap_half_life_months],
        }
    }

    /// The gap after `months`, in probits.
    ///
    /// # Formula
    /// `g(t) = g_ss + (g_0 - g_ss) 2^{-t/h}`, with `g_ss` the frontier's slope times the lag.
    pub(super) fn probit(&self, months: f64) -> f64 {
        let excess = self.at_start_probit - self.settled_probit;
        self.settled_probit + excess * halved(months / self.half_life_months)
    }

    /// The gap after `months` over the gap at the start, not below 0; 1 where the frontier was at most 0.05
    /// probits ahead at the start.
    pub(super) fn relative(&self, months: f64) -> f64 {
        if self.at_start_probit > 0.05 {
            (self.probit(months) / self.at_start_probit).max(0.0)
        } else {
            1.0
        }
    }
}

/// Moves abilities to the month `months` after the start: closed models stand where the frontier was at
/// their last launch, open ones trail the frontier by the gap.
pub(super) fn advance(plan: &Plan, draw: &Draw, months: f64, gap: &Gap, state: &mut State) {
    let slope_per_month = draw[plan.quality.frontier_gain_probit_per_year] / MONTHS_PER_YEAR;
    let open = slope_per_month * months - (gap.probit(months) - gap.at_start_probit);
    for (line, it) in plan.lines.iter().enumerate() {
        let gained = &mut state.gained[it.model.index()];
        *gained = if plan.models[it.model.index()].open {
            open
        } else {
            slope_per_month * state.launched[line]
        };
    }
    if let Some(own) = &plan.ownership {
        state.gained[own.model.index()] = open;
    }
    let (models, table) = (plan.models.len(), PhiTable::shared());
    let rows = state.tau_at_start.chunks_exact(models).zip(state.tau.chunks_exact_mut(models));
    for ((start, tau), success) in rows.zip(state.success.chunks_exact_mut(models)) {
        for model in 0..models {
            let now = start[model] + state.gained[model];
            // Closed models stand still between launches.
            if now != tau[model] {
                tau[model] = now;
                success[model] = table.phi(now);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_settles_by_halves() {
        let gap = Gap { at_start_probit: 0.5, settled_probit: 0.1, half_life_months: 6.0 };
        assert_eq!(gap.probit(0.0), 0.5);
        assert!((gap.probit(6.0) - 0.3).abs() < 1e-12);
        assert!((gap.relative(6.0) - 0.6).abs() < 1e-12);
        let level = Gap { at_start_probit: 0.0, ..gap };
        assert_eq!(level.relative(12.0), 1.0);
    }
}
