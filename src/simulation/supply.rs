//! The seam from the plan to serving: what a request costs to make, on which accelerators, month by month.

use std::mem::take;

use super::state::State;
use super::windows;
use crate::math::{halved, power};
use crate::scenario::{Draw, Plan, ServesPlan};
use crate::serving::{Choice, Target, Traffic, cheapest};
use crate::units::{MONTHS_PER_YEAR, SECONDS_PER_HOUR};

/// Part of a rate that is left after a year at the least.
const LEAST_RATE: f64 = 0.01;
/// The pace that the users of a line see, and how busy its provider's replicas are then.
pub(super) fn target(plan: &Plan, draw: &Draw, line: usize) -> Target {
    let provider = plan.lines[line].provider.index();
    let measured = plan.lines[line].tokens_per_s.map(|slot| 1.0 / draw[slot]);
    let tpot_s = measured.unwrap_or(draw[plan.supply.tpot_s]);
    Target { tpot_s, load: draw[plan.providers[provider].utilisation] }
}

/// Fills in what requests cost to make at the start: on each generation the cheapest deployment within the line's target, for
/// the market's requests together, of which each class takes its part.
pub(super) fn costs_at_start(plan: &Plan, draw: &Draw, state: &mut State) {
    let (models, lines) = (plan.models.len(), plan.lines.len());
    let (mut parts, mut tried) = (take(&mut state.parts), take(&mut state.tried));
    for (place, pair) in plan.pairs.iter().enumerate() {
        let model = pair.model.index();
        let on_pair = state.deployments.lines(place);
        if on_pair.is_empty() {
            continue;
        }
        windows::requests(plan, state, model, &mut parts);
        state.deployments.few(plan, draw, place, &Traffic::of(&parts), &mut tried);
        for &(line, age) in on_pair {
            let choice = cheapest(&tried, target(plan, draw, line));
            let usd_per_s = usd_per_s(plan, draw, line, age);
            let seconds = choice.as_ref().map_or(f64::INFINITY, Choice::accelerator_s);
            state.mean_usd[line][age] = seconds * usd_per_s;
            for class in 0..plan.classes.len() {
                let requests = windows::alike(&state.tokens[class * models + model], 1.0);
                let seconds = choice.as_ref().map_or(0.0, |it| it.accelerator_s_of(&requests));
                state.cost_usd[age][class * lines + line] = seconds * usd_per_s;
            }
        }
    }
    (state.parts, state.tried) = (parts, tried);
    // What fits nowhere costs infinitely much.
    for (line, mean_usd) in state.mean_usd.iter().enumerate() {
        if plan.lines[line].pairs.is_some() && *mean_usd == [f64::INFINITY; 2] {
            let of_line = state.cost_usd[0].iter_mut().skip(line).step_by(lines);
            of_line.for_each(|usd| *usd = f64::INFINITY);
        }
    }
}

/// What a second of an accelerator that is at work costs a line's provider on one of its generations, USD.
fn usd_per_s(plan: &Plan, draw: &Draw, line: usize, age: usize) -> f64 {
    let provider = &plan.providers[plan.lines[line].provider.index()];
    match &provider.serves {
        ServesPlan::Fleet { usd_per_accelerator_hour, .. } => {
            draw[usd_per_accelerator_hour[age]] / draw[provider.utilisation] / SECONDS_PER_HOUR
        }
        ServesPlan::Elsewhere { .. } => 0.0,
    }
}

/// Moves serving costs to the month `months` after the start.
///
/// # Formula
/// Cost on one accelerator: `c(t) = c(0) (1 - d)^{t/12} / (1 + (G - 1)(1 - 2^{-t/h}))`, with `d` the fall of rental
/// rates a year and `G` the software gain still to come; the older generation gets `G^{1/4}`, the newer
/// one is also divided by the yearly factor of the generations after it, from the first month on. The share
/// of the newer one among the accelerators follows a logistic curve from its share at the start. What a line costs
/// on both follows from what it costs on each ([`counted`]).
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
        let factor = state.cost_factor;
        let parts = match &plan.providers[it.provider.index()].serves {
            ServesPlan::Fleet { usd_per_accelerator_hour, .. } => {
                let share = state.newer_share[it.provider.index()];
                let [older_usd, newer_usd] = usd_per_accelerator_hour.map(|slot| draw[slot]);
                let spent = [(1.0 - share) * older_usd, share * newer_usd];
                let [on_older, on_newer] = state.mean_usd[line];
                counted(spent, [on_older * factor[0], on_newer * factor[1]])
            }
            ServesPlan::Elsewhere { .. } => [1.0, 0.0],
        };
        [older[line], newer[line]] = [parts[0] * factor[0], parts[1] * factor[1]];
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

/// With how much of its costs on two generations a line counts, whose mean request costs `usd` on each, where `spent` is spent on
/// their accelerators an hour.
///
/// # Formula
/// A line costs `c = (sum spent_g c_g^-4 / sum spent_g)^(-1/4)`: what it costs on any where that is alike, and near the least, which
/// a fleet runs it on, where it is not. Each generation counts with `spent_g (c / c_g)^5 / sum spent`, whose sum over `c_g` is `c`; it
/// never falls as a `c_g` rises.
fn counted(spent: [f64; 2], usd: [f64; 2]) -> [f64; 2] {
    let least = usd[0].min(usd[1]);
    if !(least > 0.0 && least.is_finite()) {
        return [1.0, 0.0];
    }
    let fourth = |it: f64| it * it * it * it;
    let whole = spent[0] + spent[1];
    let relative = usd.map(|it| least / it);
    let sum = spent[0] * fourth(relative[0]) + spent[1] * fourth(relative[1]);
    // What is spent on an accelerator that the model does not fit on makes nothing of it.
    if !(sum > 0.0) {
        return if usd[0] > usd[1] { [0.0, 1.0] } else { [1.0, 0.0] };
    }
    let over_least = (whole / sum).sqrt().sqrt();
    [0, 1].map(|of| {
        let ratio = over_least * relative[of];
        spent[of] / whole * fourth(ratio) * ratio
    })
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
    fn a_model_runs_where_it_pays() {
        const NOWHERE: f64 = f64::INFINITY;
        let cost = |spent: [f64; 2], usd: [f64; 2]| {
            let parts = counted(spent, usd);
            [0, 1]
                .map(|of| if parts[of] > 0.0 { parts[of] * usd[of] } else { 0.0 })
                .iter()
                .sum::<f64>()
        };
        let near = |got: f64, expected: f64| assert!((got / expected - 1.0).abs() < 1e-12, "{got}");
        near(cost([1.0, 3.0], [2.0, 2.0]), 2.0);
        near(cost([1.0, 1.0], [2.0, 1.0]), libm::pow(0.5 + 0.5 / 16.0, -0.25));
        // Accelerators that are a hundred times dearer are left to other work.
        assert!(cost([1.0, 1.0], [100.0, 1.0]) < 1.2);
        // Where it fits.
        assert_eq!(counted([1.0, 0.0], [NOWHERE, 1.0]), [0.0, 1.0]);
        assert_eq!(counted([0.0, 1.0], [1.0, NOWHERE]), [1.0, 0.0]);
        assert_eq!(counted([1.0, 2.0], [NOWHERE, NOWHERE]), [1.0, 0.0]);
        // A dearer generation never makes the line cheaper, whatever is spent on it for that.
        for older in 1..200 {
            let usd = |rate: f64| cost([0.7 * rate, 0.3 * 5.0], [rate, 2.0]);
            let rate = 0.1 * f64::from(older);
            assert!(usd(1.01 * rate) >= usd(rate), "{rate}");
        }
    }
}
