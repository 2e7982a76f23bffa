//! The seam from the plan to price responses: launches and prices of the month.

use super::state::State;
use crate::market::{Launch, Response, Signals, Tariff, price};
use crate::math::probit;
use crate::scenario::{Draw, GroupId, Plan, PricePlan};
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

/// Sets the prices of the month, each line's by the response of its group.
///
/// Hosts that copy a first party's list move with it as long as both pass on what serving costs less.
pub(super) fn prices(plan: &Plan, draw: &Draw, month: usize, state: &mut State) {
    for line in 0..plan.lines.len() {
        state.blend_cost_usd_per_mtok[line] = blend(plan, &state.cost_now_usd, state, line);
        set(plan, draw, month, line, state);
    }
    for (line, it) in plan.lines.iter().enumerate() {
        let PricePlan::LikeFirstParty { line: first, .. } = it.price else { continue };
        if response(plan, line) == Response::PassThrough {
            let target = state.blend_usd_per_mtok[line] * state.price_level[first.index()];
            let price = tariff(plan, draw, state, line).floored(target);
            state.price_level[line] = price / state.blend_usd_per_mtok[line];
        }
    }
}

/// How the seller of a line prices: closed models by the one response, open ones by that of labs or of hosts.
pub(super) fn response(plan: &Plan, line: usize) -> Response {
    let it = &plan.lines[line];
    let group = match plan.models[it.model.index()].open {
        false => GroupId::ClosedLabs,
        true if plan.providers[it.provider.index()].group == GroupId::Hosts => GroupId::Hosts,
        true => GroupId::OpenLabs,
    };
    plan.market.responses[group as usize]
}

/// Sets a line's price of the month by its response.
pub(super) fn set(plan: &Plan, draw: &Draw, month: usize, line: usize, state: &mut State) {
    let (it, market) = (&plan.lines[line], &plan.market);
    let to_open = usize::from(plan.models[it.model.index()].open);
    let rival = seen(plan, draw, month)
        .map(|month| state.rivals[2 * month + to_open][usize::from(!it.flagship)]);
    let seen = Signals {
        cost_at_start_usd_per_mtok: state.blend_cost_at_start[line],
        pass_through: draw[market.open_pass_through],
        rival_usd_per_mtok: rival.filter(|rival| rival.is_finite()),
        premium: draw[market.match_premium],
        cut: draw[market.undercut_by],
        level: state.board.level(line),
    };
    let price = price(response(plan, line), &tariff(plan, draw, state, line), &seen);
    state.price_level[line] = price / state.blend_usd_per_mtok[line];
}

fn tariff(plan: &Plan, draw: &Draw, state: &State, line: usize) -> Tariff {
    Tariff {
        list_usd_per_mtok: state.blend_usd_per_mtok[line] * state.list_level[line],
        cost_usd_per_mtok: state.blend_cost_usd_per_mtok[line],
        floor_margin: draw[plan.market.floor_margin],
    }
}

/// Months after which sellers see a price and answer it.
pub(super) fn lag_months(plan: &Plan, draw: &Draw) -> usize {
    (draw[plan.market.response_lag_months].round() as usize).max(1)
}

/// The month whose prices are seen in a month; none before the first are.
fn seen(plan: &Plan, draw: &Draw, month: usize) -> Option<usize> {
    month.checked_sub(lag_months(plan, draw))
}

/// Notes the prices of a month that rivals will go by, those of what was sold: of open lines, then of closed ones, flagships first.
pub(super) fn note_rivals(plan: &Plan, month: usize, state: &mut State) {
    for place in 0..4 {
        let (open, flagship) = (place < 2, place % 2 == 0);
        let (mut usd, mut tokens) = (0.0, 0.0);
        for (line, it) in plan.lines.iter().enumerate() {
            let sold = state.sold.tokens[line];
            if sold > 0.0 && plan.models[it.model.index()].open == open && it.flagship == flagship {
                usd += sold * state.blend_usd_per_mtok[line] * state.price_level[line];
                tokens += sold;
            }
        }
        let mean = if tokens > 0.0 { usd / tokens } else { f64::INFINITY };
        state.rivals[2 * month + place / 2][place % 2] = mean;
    }
}
