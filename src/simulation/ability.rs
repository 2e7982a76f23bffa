//! The seam from the plan to workload and quality: what requests look like, and who succeeds at them.

use super::state::State;
use crate::math::{PhiTable, halved, larger, ln};
use crate::routing::{Score, ability, sampling_sd_probit};
use crate::scenario::{Draw, Plan};
use crate::units::MONTHS_PER_YEAR;
use crate::workload::{Request, normalised};

/// Fills in the mixes of classes: the buyer's, then each segment's, which the buyer's never moves.
pub(super) fn mixes(plan: &Plan, draw: &Draw, state: &mut State) {
    let classes = plan.classes.len();
    let (buyer, segments) = state.mix.split_at_mut(classes);
    for (share, class) in buyer.iter_mut().zip(&plan.classes) {
        *share = draw[class.share];
    }
    normalised(buyer);
    for (mix, segment) in segments.chunks_exact_mut(classes).zip(&plan.segments) {
        mix.copy_from_slice(&segment.mix);
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

/// The failure rate below which buyers see no difference.
const LEAST_FAILURES: f64 = 0.005;

/// How far the closed frontier is ahead of open weights, and where that is going.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Gap {
    at_start_probit: f64,
    settled_probit: f64,
    half_life_months: f64,
    scale_probit: f64,
}

/// The most that a benchmark lead grows to, over the start's.
const MOST_LEAD: f64 = 1.5;

impl Gap {
    /// The gap of a draw: the market's mean over classes of the best closed less the best open ability.
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
            at_start_probit +=
                state.market_mix[class] * if ahead.is_finite() { ahead } else { 0.0 };
        }
        let slope_per_month = draw[plan.quality.frontier_gain_probit_per_year] / MONTHS_PER_YEAR;
        Gap {
            at_start_probit,
            settled_probit: slope_per_month * draw[plan.quality.open_lag_months],
            half_life_months: draw[plan.quality.gap_half_life_months],
            scale_probit: draw[plan.moats.gap_scale_probit],
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

    /// What the lead on benchmarks is worth after `months`, over what it was worth at the start.
    ///
    /// # Formula
    /// `G(t) = 1 + (g(t) - g_0) / scale`, within 0 and 1.5: 1 at the start of every draw, however far ahead anybody was.
    pub(super) fn relative(&self, months: f64) -> f64 {
        let excess = self.at_start_probit - self.settled_probit;
        let moved = excess * (halved(months / self.half_life_months) - 1.0);
        (1.0 + moved / self.scale_probit).clamp(0.0, MOST_LEAD)
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
    let rows = rows.zip(state.success.chunks_exact_mut(models));
    for (((start, tau), success), ln_failures) in
        rows.zip(state.ln_failures.chunks_exact_mut(models))
    {
        for model in 0..models {
            let now = start[model] + state.gained[model];
            // Closed models stand still between launches.
            if now != tau[model] {
                tau[model] = now;
                success[model] = table.phi(now);
                ln_failures[model] = ln(larger(1.0 - success[model], LEAST_FAILURES));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_settles_by_halves() {
        let gap = Gap {
            at_start_probit: 0.5,
            settled_probit: 0.1,
            half_life_months: 6.0,
            scale_probit: 0.5,
        };
        assert_eq!(gap.probit(0.0), 0.5);
        assert!((gap.probit(6.0) - 0.3).abs() < 1e-12);
        assert!((gap.relative(6.0) - 0.6).abs() < 1e-12);
        // Twice as far from the start is past the end; a gap that widens is worth half as much again at most.
        assert_eq!(Gap { settled_probit: -1.0, ..gap }.relative(60.0), 0.0);
        assert_eq!(Gap { settled_probit: 3.0, ..gap }.relative(60.0), MOST_LEAD);
    }

    #[test]
    fn a_lead_has_no_edge() {
        // Where the frontier was ahead, level or behind at the start, what follows differs as little as they do.
        for at_start_probit in [-0.2, 0.0, 0.05, 0.4] {
            let gap = |at_start_probit| Gap {
                at_start_probit,
                settled_probit: 0.1,
                half_life_months: 9.0,
                scale_probit: 0.3,
            };
            assert_eq!(gap(at_start_probit).relative(0.0), 1.0);
            for months in [1.0, 12.0, 36.0] {
                let [below, above] =
                    [-1e-7, 1e-7].map(|it| gap(at_start_probit + it).relative(months));
                assert!((below - above).abs() < 1e-6, "{at_start_probit} {months}");
            }
        }
    }
}
