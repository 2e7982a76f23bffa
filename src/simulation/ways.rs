//! The seam from the plan to a pool of models: the cheapest way to reach each, line or own fleet.

use super::state::State;
use crate::ids::LineId;
use crate::routing::Candidate;
use crate::scenario::Plan;
use crate::units::TOKENS_PER_MTOK;

/// A line as a way to serve a class.
pub(super) fn of_line(plan: &Plan, state: &State, class: usize, line: usize) -> Candidate {
    let (models, lines) = (plan.models.len(), plan.lines.len());
    let model = class * models + plan.lines[line].model.index();
    let place = class * lines + line;
    let usd = state.list_usd[place] * state.price_level[line];
    Candidate {
        line: LineId(line as u16),
        tau: state.tau[model],
        success: state.success[model],
        usd,
        eligible: !plan.classes[class].in_house
            && state.takes[place]
            && usd.is_finite()
            && state.cost_now_usd[place].is_finite()
            && state.success[model] > 0.0,
    }
}

/// Fills in the cheapest eligible way to reach each model, in the order of models.
pub(super) fn ways(plan: &Plan, state: &mut State, class: usize, own_usd_per_mtok: Option<f64>) {
    let (models, lines) = (plan.models.len(), plan.lines.len());
    let of_class = class * lines..(class + 1) * lines;
    let cheapest = &mut state.cheapest;
    cheapest.fill((f64::INFINITY, LineId(0)));
    if !plan.classes[class].in_house {
        let prices = state.list_usd[of_class.clone()].iter().zip(&state.price_level);
        let costs = state.cost_now_usd[of_class.clone()].iter().zip(&state.takes[of_class]);
        for (line, ((it, (list, level)), (cost, takes))) in
            plan.lines.iter().zip(prices).zip(costs).enumerate()
        {
            let usd = list * level;
            let way = &mut cheapest[it.model.index()];
            if *takes && usd < way.0 && *cost < f64::INFINITY {
                *way = (usd, LineId(line as u16));
            }
        }
    }
    if let (Some(own), Some(usd_per_mtok)) = (&plan.ownership, own_usd_per_mtok) {
        let model = own.model.index();
        let tokens = state.tokens[class * models + model].total();
        state.fleet_usd = usd_per_mtok * tokens / TOKENS_PER_MTOK;
        // A fleet of no use to anybody costs infinitely much.
        if state.within_window[class * models + model] && state.fleet_usd < cheapest[model].0 {
            cheapest[model] = (state.fleet_usd, LineId(lines as u16));
        }
    }
    state.ways.clear();
    for (model, &(usd, line)) in cheapest.iter().enumerate() {
        let (tau, success) =
            (state.tau[class * models + model], state.success[class * models + model]);
        if usd < f64::INFINITY && success > 0.0 {
            state.ways.push(Candidate { line, tau, success, usd, eligible: true });
        }
    }
}

/// Puts the ways in order of cost.
pub(super) fn by_cost(ways: &mut [Candidate]) {
    // By insertion: there are a dozen, and another copy of the library's sort is 3 kB.
    for end in 1..ways.len() {
        let it = ways[end];
        let mut place = end;
        while place > 0 && it.usd < ways[place - 1].usd {
            ways[place] = ways[place - 1];
            place -= 1;
        }
        ways[place] = it;
    }
}

/// What a call costs the buyer; of the own fleet, as of the last [`ways`], where the line is one past the last.
pub(super) fn usd(plan: &Plan, state: &State, class: usize, line: LineId) -> f64 {
    let (lines, line) = (plan.lines.len(), line.index());
    match line < lines {
        true => state.list_usd[class * lines + line] * state.price_level[line],
        false => state.fleet_usd,
    }
}
