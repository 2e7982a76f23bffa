//! The seam from the plan to serving: what a request costs to make, on which accelerators, month by month.

use super::state::State;
use crate::math::{exp, halved, power};
use crate::scenario::{ArchitecturePlan, Draw, PairPlan, Plan, ServesPlan};
use crate::serving::{Architecture, Constants, Deployment, Rate, Served, Unserved, Work, serve};
use crate::tokens::TokenCounts;
use crate::units::MONTHS_PER_YEAR;

/// Part of a rate that is left after a year at the least.
const LEAST_RATE: f64 = 0.01;
/// Share of memory that engines are run with at most.
const MEMORY_SHARE: f64 = 0.95;
/// How much slower than its best a model may be that cannot meet the target at all.
const SLACK_BEYOND_BEST: f64 = 1.25;

/// A model on an accelerator, serving requests of mean length `tokens` at one USD per accelerator and hour
/// and full utilisation; none where it does not fit.
pub(super) fn served(
    plan: &Plan,
    draw: &Draw,
    pair: &PairPlan,
    tokens: &TokenCounts,
) -> Option<(Deployment, Served)> {
    let model = &plan.models[pair.model.index()];
    let architecture = match &model.architecture {
        ArchitecturePlan::Known(known) => *known,
        ArchitecturePlan::Guessed { total_params, active_params } => {
            Architecture::sparse_guess(draw[*total_params], draw[*active_params])
        }
    };
    let spec = plan.accelerators[pair.accelerator].spec;
    let work = Work {
        isl: tokens.input(),
        osl: tokens.output(),
        prefix_hit_rate: tokens.cached_input / tokens.input(),
        tpot_s: draw[plan.supply.tpot_s],
    };
    let smallest = Deployment::smallest_fitting(&architecture, spec, pair.engine, pair.precision)?;
    // How far the closed form is off in this draw; the roofline still holds.
    let constants = &Constants::REFERENCE;
    let noise = constants.sigma_extrapolated * draw[model.serving_noise];
    // Who serves a market turns on what its engine leaves off by default, and gives it what memory there is.
    let smallest = Deployment { residual: exp(-noise), mixes_prompts: true, ..smallest };
    let roomy = Deployment { memory_share: Some(MEMORY_SHARE), ..smallest };
    let accepted = draw[model.acceptance_length.unwrap_or(plan.supply.acceptance_length)].max(1.0);
    // Weights that leave nothing even so squeeze the engine.
    cheapest(&architecture, roomy, accepted, work)
        .or_else(|| cheapest(&architecture, smallest, accepted, work))
}

/// The cheaper of `smallest` and the same accelerators under tensor parallelism, without and with speculative decoding.
fn cheapest(
    architecture: &Architecture,
    smallest: Deployment,
    accepted: f64,
    work: Work,
) -> Option<(Deployment, Served)> {
    let tensor = Some(smallest.with_tensor_parallel()).filter(|it| *it != smallest);
    let mut best: Option<(bool, Deployment, Served)> = None;
    for layout in [Some(smallest), tensor].into_iter().flatten() {
        for acceptance_length in [1.0, accepted] {
            let deployment = Deployment { acceptance_length, ..layout };
            let Some((meets, served)) = at_pace(architecture, &deployment, work) else { continue };
            // A layout that meets the target comes before one that does not, then the cheaper one.
            let better = best.as_ref().is_none_or(|(best_meets, _, best)| {
                if meets == *best_meets { served.request_s < best.request_s } else { meets }
            });
            if better {
                best = Some((meets, deployment, served));
            }
        }
    }
    best.map(|(_, deployment, served)| (deployment, served))
}

/// The work on a deployment at the target pace, and whether it meets it. One that cannot is used all the
/// same, somewhat below its best pace: the line is on sale.
fn at_pace(
    architecture: &Architecture,
    deployment: &Deployment,
    work: Work,
) -> Option<(bool, Served)> {
    let rate = Rate { usd_per_accelerator_hour: 1.0, utilisation: 1.0 };
    let serve_at = |tpot_s: f64| {
        serve(architecture, deployment, &Work { tpot_s, ..work }, &Constants::REFERENCE, rate)
    };
    match serve_at(work.tpot_s) {
        Ok(served) => Some((true, served)),
        Err(Unserved::TooSlow { best_tpot_s }) => {
            Some((false, serve_at(best_tpot_s * SLACK_BEYOND_BEST).ok()?))
        }
        Err(_) => None,
    }
}

/// Fills in what requests cost to make at the start.
pub(super) fn costs_at_start(plan: &Plan, draw: &Draw, state: &mut State) {
    let (models, lines) = (plan.models.len(), plan.lines.len());
    for pair in &plan.pairs {
        let model = pair.model.index();
        let mean = super::windows::mean_tokens(plan, state, model);
        let unit = served(plan, draw, pair, &mean).map(|(_, served)| served.unit_cost);
        for (line, it) in plan.lines.iter().enumerate().filter(|(_, it)| it.model == pair.model) {
            let provider = &plan.providers[it.provider.index()];
            let (ServesPlan::Fleet { usd_per_accelerator_hour, .. }, Some(pairs)) =
                (&provider.serves, it.pairs)
            else {
                continue;
            };
            for age in 0..pairs.len() {
                if plan.pairs[pairs[age]] != *pair {
                    continue;
                }
                let rate = draw[usd_per_accelerator_hour[age]] / draw[provider.utilisation];
                state.fits[line][age] = unit.is_some();
                for class in 0..plan.classes.len() {
                    let tokens = &state.tokens[class * models + model];
                    state.cost_usd[age][class * lines + line] =
                        unit.map_or(0.0, |unit| unit.scaled(rate).usd(tokens));
                }
            }
        }
    }
    // What fits nowhere costs infinitely much.
    for (line, fits) in state.fits.iter().enumerate() {
        if *fits == [false; 2] {
            let of_line = state.cost_usd[0].iter_mut().skip(line).step_by(lines);
            of_line.for_each(|usd| *usd = f64::INFINITY);
        }
    }
}

/// Moves serving costs to the month `months` after the start.
///
/// # Formula
/// Cost on one accelerator: `c(t) = c(0) (1 - d)^{t/12} / (1 + (G - 1)(1 - 2^{-t/h}))`, with `d` the fall of rental
/// rates a year and `G` the software gain still to come; the older generation gets `G^{1/4}`, the newer
/// one is also divided by the yearly factor of the generations after it, from the first month on. The share
/// of the newer accelerator, as a share of requests served, follows a logistic curve from its share at the
/// start.
pub(super) fn move_costs(plan: &Plan, draw: &Draw, months: f64, state: &mut State) {
    let supply = &plan.supply;
    let years = months / MONTHS_PER_YEAR;
    let rental = power((1.0 - draw[supply.rental_decline_per_year]).max(LEAST_RATE), years);
    let arrived = 1.0 - halved(months / draw[supply.software_half_life_months]);
    let gain = draw[supply.software_gain].max(1.0);
    let older_gain = gain.sqrt().sqrt();
    let later = power(draw[supply.next_generation_gain].max(1.0), -years);
    state.cost_factor = [
        rental / (1.0 + (older_gain - 1.0) * arrived),
        rental * later / (1.0 + (gain - 1.0) * arrived),
    ];

    let midpoint = draw[supply.adoption_midpoint_months];
    // A logistic curve goes from a tenth to nine tenths in 2 ln 9 of its scale.
    let scale = draw[supply.adoption_span_months] / (2.0 * libm::log(9.0));
    let moved = |months: f64| crate::math::expit((months - midpoint) / scale);
    let (at_start, now) = (moved(0.0), moved(months));
    let progress = (now - at_start) / (1.0 - at_start);
    for (provider, share) in plan.providers.iter().zip(&mut state.newer_share) {
        *share = match &provider.serves {
            ServesPlan::Fleet { newer_share, .. } => {
                let start = draw[*newer_share];
                start + (1.0 - start) * progress
            }
            ServesPlan::Elsewhere { .. } => 0.0,
        };
    }

    let lines = plan.lines.len();
    let [older, newer] = &mut state.cost_weights;
    for (line, it) in plan.lines.iter().enumerate() {
        let share = state.newer_share[it.provider.index()];
        [older[line], newer[line]] = cost_weights(state.fits[line], state.cost_factor, share);
    }
    let [older_usd, newer_usd] = &state.cost_usd;
    for (class, now) in state.cost_now_usd.chunks_exact_mut(lines).enumerate() {
        let of_class = class * lines..(class + 1) * lines;
        let costs = older_usd[of_class.clone()].iter().zip(&newer_usd[of_class]);
        for ((now, (on_older, on_newer)), (older, newer)) in
            now.iter_mut().zip(costs).zip(older.iter().zip(newer.iter()))
        {
            *now = on_older * older + on_newer * newer;
        }
    }
}

/// What costs on the two generations of a fleet count with; where a model fits on one only, it runs there.
fn cost_weights(fits: [bool; 2], factor: [f64; 2], newer_share: f64) -> [f64; 2] {
    match fits {
        [true, true] => [factor[0] * (1.0 - newer_share), factor[1] * newer_share],
        [false, true] => [0.0, factor[1]],
        _ => [factor[0], 0.0],
    }
}

/// Fills in what requests cost to make at the start where the hardware is not known: a share of their list price, which moves as
/// present accelerators do.
pub(super) fn costs_elsewhere(plan: &Plan, draw: &Draw, state: &mut State) {
    let lines = plan.lines.len();
    for (line, it) in plan.lines.iter().enumerate() {
        let ServesPlan::Elsewhere { over_list } = &plan.providers[it.provider.index()].serves
        else {
            continue;
        };
        state.fits[line] = [true, false];
        for class in 0..plan.classes.len() {
            let place = class * lines + line;
            state.cost_usd[0][place] = draw[*over_list] * state.list_usd[place];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fleet_runs_where_the_model_fits() {
        assert_eq!(cost_weights([true, true], [0.5, 2.0], 0.25), [0.375, 0.5]);
        assert_eq!(cost_weights([true, false], [0.5, 1.0], 0.25), [0.5, 0.0]);
        assert_eq!(cost_weights([false, true], [1.0, 0.5], 0.0), [0.0, 0.5]);
    }
}
