//! The seam from the plan to accounts: what providers sell in a month, and what is left of it at each step.

use super::state::State;
use crate::market::{Account, Business, Growth, Plans, Sales};
use crate::math::larger;
use crate::scenario::{Draw, GroupId, Plan, PlansPlan, ProviderPlan};

/// Books the month's sales: each provider's account, gathered into groups.
pub(super) fn close(plan: &Plan, draw: &Draw, month: usize, state: &mut State) {
    let (growth, months) = (growth(plan, draw), month as f64);
    let since_start = growth.after(months);
    let classes = plan.classes.iter().zip(&state.market_mix);
    let by_class: f64 = classes.map(|(class, share)| share * draw[class.batch_share]).sum();
    let (groups, accounts) = state.accounts.split_at_mut(GroupId::ALL.len());
    groups.fill(Account::default());
    for (place, provider) in plan.providers.iter().enumerate() {
        let mut sales = Sales::default();
        for (line, _) in
            plan.lines.iter().enumerate().filter(|(_, it)| it.provider.index() == place)
        {
            sales.add(&Sales {
                tasks: state.sold.tasks[line],
                tokens: state.sold.tokens[line],
                list_usd: state.sold.list_usd[line],
                serving_usd: state.sold.serving_usd[line],
            });
        }
        let business = business(plan, draw, provider, by_class);
        // Who sells nothing yet has not begun.
        if month == 0 || state.started[place].revenue_usd == 0.0 {
            state.started[place] = business.start(&sales, months);
        }
        let start = &state.started[place];
        let grown = match start.months {
            0.0 => since_start,
            begun => growth.after(months - begun),
        };
        accounts[place] = business.account(start, &grown, &sales);
        groups[provider.group as usize].add(&accounts[place]);
    }
}

fn growth(plan: &Plan, draw: &Draw) -> Growth {
    let market = &plan.market;
    Growth {
        subscribers: draw[market.plan_growth_per_year],
        use_of_plans: draw[market.plan_use_growth_per_year],
        free_use: draw[market.free_growth_per_year],
        programmes: draw[market.programme_growth_per_year],
    }
}

/// How a provider sells, where classes already say of `by_class` of the requests that they go by batch: their prices have it in them.
pub(super) fn business(
    plan: &Plan,
    draw: &Draw,
    provider: &ProviderPlan,
    by_class: f64,
) -> Business {
    let numbers = provider.business.numbers.map(|slot| draw[slot]);
    let [
        batch_share,
        contract_share,
        contract_discount,
        promotions,
        plan_share,
        idle_capacity,
        free_use,
        other_serving,
        cloud_share,
        cloud_cut,
        partner_share,
        other_revenue,
        other_margin,
        training,
        staff,
    ] = numbers;
    Business {
        batch_share: larger(batch_share - by_class, 0.0),
        batch_cost: draw[plan.market.batch_cost],
        contract_share,
        contract_discount,
        promotions,
        plan_share,
        plans: match provider.business.plans {
            PlansPlan::Price(slot) => Plans::Price(draw[slot]),
            PlansPlan::ComputeMargin(slot) => Plans::ComputeMargin(draw[slot]),
        },
        plan_limit: draw[plan.market.plan_limit],
        idle_capacity,
        free_use,
        other_serving,
        cloud_share,
        cloud_cut,
        books_net: provider.business.books_net,
        partner_share,
        other_revenue,
        other_margin,
        training,
        staff,
    }
}
