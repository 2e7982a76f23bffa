//! The seam from the plan to what is on offer: list prices of requests, and which lines take them, month by month.

use super::state::State;
use crate::market::{Buying, PriceList};
use crate::scenario::{ClassPlan, Draw, LinePlan, ListPlan, Plan, PricePlan};
use crate::tokens::TokenCounts;

/// Fills in list prices of requests at the start.
pub(super) fn at_start(plan: &Plan, draw: &Draw, host_luck: &[f64], state: &mut State) {
    state.moved.fill(false);
    for (line, luck) in host_luck.iter().enumerate() {
        price(plan, draw, 0, line, *luck, state);
    }
}

/// Moves lists to a month after the start: those that change then, and what follows them. Says of each line in
/// [`State::moved`] whether it did, or left the market.
pub(super) fn advance(
    plan: &Plan,
    draw: &Draw,
    month: usize,
    host_luck: &[f64],
    state: &mut State,
) {
    state.moved.fill(false);
    for (line, it) in plan.lines.iter().enumerate() {
        if lists(plan, it).iter().any(|list| list.from_month == month) {
            price(plan, draw, month, line, host_luck[line], state);
            super::pricing::reblend(plan, state, line);
            state.moved[line] = true;
        }
        if it.retired_from == Some(month) {
            super::windows::retire(line, plan.lines.len(), state);
            state.moved[line] = true;
        }
    }
}

/// Fills in the list price of every class on a line in a month.
fn price(plan: &Plan, draw: &Draw, month: usize, line: usize, host_luck: f64, state: &mut State) {
    let (models, lines) = (plan.models.len(), plan.lines.len());
    let it = &plan.lines[line];
    let model = it.model.index();
    let in_force = lists(plan, it).iter().rev().find(|list| list.from_month <= month);
    for (place, class) in plan.classes.iter().enumerate() {
        let tokens = &state.tokens[place * models + model];
        // A line without any list is on offer to nobody.
        let usd = in_force.map_or(f64::INFINITY, |list| {
            price_list(list, draw, tokens).usd(tokens, &buying(class, draw))
        });
        state.list_usd[place * lines + line] = usd * host_factor(plan, draw, it, host_luck);
    }
}

/// The lists that a line follows: its own, or the first party's.
fn lists<'a>(plan: &'a Plan, line: &'a LinePlan) -> &'a [ListPlan] {
    let own = |line: &'a LinePlan| match &line.price {
        PricePlan::Listed { lists } => lists.as_slice(),
        PricePlan::LikeFirstParty { .. } => &[],
    };
    match &line.price {
        PricePlan::Listed { .. } => own(line),
        PricePlan::LikeFirstParty { line, .. } => own(&plan.lines[line.index()]),
    }
}

/// The factor of a host on the first party's list: 1 where it copies.
fn host_factor(plan: &Plan, draw: &Draw, line: &LinePlan, uniform: f64) -> f64 {
    match line.price {
        PricePlan::LikeFirstParty { factor, .. } if uniform >= draw[plan.host.copy_probability] => {
            draw[factor]
        }
        _ => 1.0,
    }
}

/// The list for requests of the length of `tokens`: the whole request is charged by the tier that its input is in.
fn price_list(list: &ListPlan, draw: &Draw, tokens: &TokenCounts) -> PriceList {
    let factor = |slot: Option<_>| slot.map_or(1.0, |slot| draw[slot]);
    let base = PriceList {
        input_usd_per_mtok: draw[list.input_usd_per_mtok],
        cached_input_usd_per_mtok: draw[list.cached_input_usd_per_mtok],
        cache_write_usd_per_mtok: draw[list.cache_write_usd_per_mtok],
        cache_write_hour_usd_per_mtok: draw[list.cache_write_hour_usd_per_mtok],
        output_usd_per_mtok: draw[list.output_usd_per_mtok],
        batch_factor: factor(list.batch_factor),
        priority_factor: factor(list.priority_factor),
        peak_factor: factor(list.peak.map(|peak| peak.factor)),
        peak_hours_per_week: list.peak.map_or(0.0, |peak| peak.hours_per_week),
    };
    match list.tiers.iter().rev().find(|tier| tokens.input() > tier.above_tokens) {
        None => base,
        Some(tier) => PriceList {
            input_usd_per_mtok: base.input_usd_per_mtok * tier.input_factor,
            cached_input_usd_per_mtok: base.cached_input_usd_per_mtok * tier.cached_input_factor,
            cache_write_usd_per_mtok: base.cache_write_usd_per_mtok * tier.cache_write_factor,
            cache_write_hour_usd_per_mtok: base.cache_write_hour_usd_per_mtok
                * tier.cache_write_hour_factor,
            output_usd_per_mtok: base.output_usd_per_mtok * tier.output_factor,
            ..base
        },
    }
}

/// How the requests of a class are bought.
fn buying(class: &ClassPlan, draw: &Draw) -> Buying {
    Buying {
        hour_write_share: draw[class.hour_write_share],
        batch_share: draw[class.batch_share],
        priority_share: draw[class.priority_share],
        peak_share: class.peak_share.map(|slot| draw[slot]),
    }
}
