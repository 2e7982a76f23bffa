//! The seam from the plan to price responses: launches and prices of the month.

use super::state::State;
use crate::market::{Launch, Tariff, closed_price, open_price};
use crate::math::probit;
use crate::scenario::{Draw, Plan, PricePlan};
use crate::uncertainty::Stream;
use crate::units::TOKENS_PER_MTOK;

/// Fills in prices of the mean request at the start.
pub(super) fn blends_at_start(plan: &Plan, state: &mut State) {
    for line in 0..plan.lines.len() {
        state.list_level[line] = 1.0;
        state.price_level[line] = 1.0;
        state.launched[line] = 0.0;
        state.blend_tokens[line] = mean_tokens(plan, state, line);
        state.blend_usd_per_mtok[line] = blend(plan, &state.list_usd, state, line);
        state.blend_cost_usd_per_mtok[line] = blend(plan, &state.cost_now_usd, state, line);
        state.blend_cost_at_start[line] = state.blend_cost_usd_per_mtok[line];
    }
}

/// Fills in the price of the mean request on a line whose list has changed.
pub(super) fn reblend(plan: &Plan, state: &mut State, line: usize) {
    state.blend_usd_per_mtok[line] = blend(plan, &state.list_usd, state, line);
}

/// USD per million tokens of the market's mean request on a line.
fn blend(plan: &Plan, usd: &[f64], state: &State, line: usize) -> f64 {
    let classes = state.market_mix.iter().zip(usd.chunks_exact(plan.lines.len()));
    let spend: f64 = classes.map(|(share, usd)| share * usd[line]).sum();
    spend * TOKENS_PER_MTOK / state.blend_tokens[line]
}

/// Tokens of the market's mean request on a line.
fn mean_tokens(plan: &Plan, state: &State, line: usize) -> f64 {
    let model = plan.lines[line].model.index();
    let classes = state.market_mix.iter().zip(state.tokens.chunks_exact(plan.models.len()));
    classes.map(|(share, tokens)| share * tokens[model].total()).sum()
}

/// Launches of closed lines in a month. Each line uses two numbers of its stream every month, launch or
/// not, so that one line's luck never moves another's.
pub(super) fn launches(
    plan: &Plan,
    draw: &Draw,
    months: f64,
    streams: &mut [Stream],
    state: &mut State,
) {
    let market = &plan.market;
    let process = Launch {
        interval_months: draw[market.launch_interval_months],
        price_sd_log: draw[market.launch_price_spread],
        price_mean_log: libm::log(draw[market.launch_price]),
    };
    let probability = process.probability();
    for (line, it) in plan.lines.iter().enumerate() {
        if plan.models[it.model.index()].open {
            continue;
        }
        let (happens, price) = (streams[line].uniform(), streams[line].uniform());
        if happens < probability {
            state.list_level[line] *= process.price_factor(probit(price));
            state.launched[line] = months;
        }
    }
}

/// Sets the prices of the month.
///
/// Open labs and hosts pass on falls in cost; a host that is priced after a first party moves with it;
/// closed labs respond to the open price of some months ago: the mean of the open lines of the same tier.
pub(super) fn prices(plan: &Plan, draw: &Draw, month: usize, state: &mut State) {
    let market = &plan.market;
    let floor_margin = draw[market.floor_margin];
    for line in 0..plan.lines.len() {
        state.blend_cost_usd_per_mtok[line] = blend(plan, &state.cost_now_usd, state, line);
    }
    let tariff = |state: &State, line: usize| Tariff {
        list_usd_per_mtok: state.blend_usd_per_mtok[line] * state.list_level[line],
        cost_usd_per_mtok: state.blend_cost_usd_per_mtok[line],
        floor_margin,
    };
    let pass_through = draw[market.open_pass_through];
    for (line, it) in plan.lines.iter().enumerate() {
        if plan.models[it.model.index()].open && matches!(it.price, PricePlan::Listed { .. }) {
            let price =
                open_price(&tariff(state, line), state.blend_cost_at_start[line], pass_through);
            state.price_level[line] = price / state.blend_usd_per_mtok[line];
        }
    }
    for (line, it) in plan.lines.iter().enumerate() {
        if let PricePlan::LikeFirstParty { line: first, .. } = it.price {
            let target = state.blend_usd_per_mtok[line] * state.price_level[first.index()];
            let price = tariff(state, line).floored(target);
            state.price_level[line] = price / state.blend_usd_per_mtok[line];
        }
    }
    state.rivals[month] = [true, false].map(|flagship| rival(plan, state, month, flagship));

    // Open prices are seen some months late; until the first are, and in the first month, the list stands.
    let lag = (draw[market.response_lag_months].round() as usize).max(1);
    let seen = month.checked_sub(lag);
    for (line, it) in plan.lines.iter().enumerate() {
        if plan.models[it.model.index()].open {
            continue;
        }
        let tariff = tariff(state, line);
        let rival = seen.map(|month| state.rivals[month][usize::from(!it.flagship)]);
        let price = match rival.filter(|rival| rival.is_finite()) {
            None => tariff.list_usd_per_mtok,
            Some(rival) => {
                let (premium, cut) = (draw[market.match_premium], draw[market.undercut_by]);
                closed_price(market.response, &tariff, rival, premium, cut)
            }
        };
        state.price_level[line] = price / state.blend_usd_per_mtok[line];
    }
}

/// The mean price of the open lines of a tier that are sold in a month; infinite where there are none.
fn rival(plan: &Plan, state: &State, month: usize, flagship: bool) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for (line, it) in plan.lines.iter().enumerate() {
        if it.flagship == flagship && plan.models[it.model.index()].open && it.sold_in(month) {
            sum += state.blend_usd_per_mtok[line] * state.price_level[line];
            count += 1.0;
        }
    }
    if count > 0.0 { sum / count } else { f64::INFINITY }
}
