use super::*;
use crate::market::{Business, Growth, Plans, Sales};
use crate::tokens::{TokenCounts, UsdPerMtok};
use proptest::prelude::*;

fn sales(list_usd: f64, serving_usd: f64) -> Sales {
    Sales { tasks: 10.0, tokens: 1e6, list_usd, serving_usd }
}

#[test]
fn deepseeks_disclosed_day_adds_up() {
    // 342B cached, 266B uncached, 168B output tokens at $0.14, $0.55 and $2.19; 226.75 nodes of 8 at $2.
    // Source: DeepSeek open-infra-index day 6 (2025-03-01): $562,027 and $87,072, 545% over cost.
    let tokens = TokenCounts {
        cached_input: 342e9,
        uncached_input: 266e9,
        answer: 168e9,
        ..TokenCounts::default()
    };
    let price =
        UsdPerMtok { cached_input: 0.14, uncached_input: 0.55, output: 2.19, cache_write: 0.0 };
    let sold = Sales {
        tasks: 1.0,
        tokens: tokens.total(),
        list_usd: price.usd(&tokens),
        serving_usd: 226.75 * 8.0 * 2.0 * 24.0,
    };
    assert!((sold.list_usd - 562_100.0).abs() < 1.0);
    assert_eq!(sold.serving_usd, 87_072.0);
    // Nobody else is served and nothing is below list: every margin down to the gross one is the list margin.
    let plain = Business::default();
    let day = plain.account(&plain.start(&sold, 0.0), &Growth::NONE, &sold);
    for margin in
        [day.list_margin(), day.compute_margin(), day.gross_margin(), day.operating_margin()]
    {
        assert!((margin - 0.8451).abs() < 5e-4, "{margin}");
    }
}

#[test]
fn openais_year_is_the_one_that_was_reported() {
    // Of 100 USD of revenue: list value 250, batch and contracts -3, plans -150, paying users -34.4, free users -29.8, other
    // -2.7: a compute margin of 65.6% and a gross margin of 33%.
    let (metered, under_plans) = (33.0, 217.0);
    let business = Business {
        contract_share: 1.0,
        contract_discount: 3.0 / metered,
        plan_share: 0.7,
        plans: Plans::Price(70.0 / under_plans),
        free_use: 29.8 / 34.4,
        other_serving: 0.027,
        partner_share: 0.2,
        ..Business::default()
    };
    let sold = sales(250.0, 34.4);
    let start = business.start(&sold, 0.0);
    let it = business.account(&start, &Growth::NONE, &sold);
    assert!((start.plan_tokens_share - under_plans / 250.0).abs() < 1e-12);
    assert!((it.revenue_usd() - 100.0).abs() < 1e-9, "{it:?}");
    assert!((it.compute_margin() - 0.656).abs() < 1e-9);
    assert!((it.gross_margin() - 0.331).abs() < 1e-9);
    assert!((it.net_of_partners_margin() - 0.131).abs() < 1e-9);
}

#[test]
fn plans_bring_what_leaves_the_compute_margin_that_is_reported() {
    for (plan_share, margin, cost) in [(0.7, 0.65, 0.14), (0.3, 0.4, 0.2), (0.5, 0.75, 0.08)] {
        let business = Business {
            batch_share: 0.1,
            batch_cost: 0.6,
            contract_share: 0.5,
            contract_discount: 0.2,
            plan_share,
            plans: Plans::ComputeMargin(margin),
            idle_capacity: 0.2,
            ..Business::default()
        };
        let sold = sales(100.0, 100.0 * cost);
        let it = business.account(&business.start(&sold, 0.0), &Growth::NONE, &sold);
        assert!((it.compute_margin() - margin).abs() < 1e-12, "{it:?}");
        assert!((it.plan_usd / it.token_revenue_usd() - plan_share).abs() < 1e-12);
    }
    // Where serving costs more than any plan could bring, the margin is what it is.
    let business =
        Business { plan_share: 0.3, plans: Plans::ComputeMargin(0.6), ..Business::default() };
    let sold = sales(100.0, 90.0);
    let it = business.account(&business.start(&sold, 0.0), &Growth::NONE, &sold);
    assert!(it.compute_margin() < 0.6 && it.plan_usd > 0.0, "{it:?}");
}

#[test]
fn plans_keep_their_price_when_lists_fall() {
    let business = Business { plan_share: 0.5, plans: Plans::Price(0.4), ..Business::default() };
    let start = business.start(&sales(100.0, 20.0), 0.0);
    let half = business.account(&start, &Growth::NONE, &sales(50.0, 10.0));
    let before = business.account(&start, &Growth::NONE, &sales(100.0, 20.0));
    assert!((half.plan_usd - before.plan_usd).abs() < 1e-12);
    assert!((half.metered_usd - 0.5 * before.metered_usd).abs() < 1e-12);
    let growth = Growth { subscribers: 2.0, use_of_plans: 3.0, ..Growth::NONE };
    let business = Business { plan_limit: 100.0, ..business };
    let later = business.account(&start, &growth.after(12.0), &sales(100.0, 20.0));
    assert!((later.plan_usd - 2.0 * before.plan_usd).abs() < 1e-12);
    let plans = |it: &Account| it.tokens - 1e6 * (1.0 - start.plan_tokens_share);
    assert!((plans(&later) / plans(&before) - 6.0).abs() < 1e-9);
}

/// Limits stop the use of plans where serving them costs what is allowed of what they bring, or as much as at the start.
#[test]
fn limits_stop_the_use_of_plans() {
    let growth = Growth { subscribers: 2.0, use_of_plans: 100.0, ..Growth::NONE };
    for (price, limit, left) in [(0.8, 0.75, 0.25), (0.8, 1.5, -0.5), (0.1, 0.75, -1.0)] {
        let business = Business {
            plan_share: 0.5,
            plans: Plans::Price(price),
            plan_limit: limit,
            ..Business::default()
        };
        let start = business.start(&sales(100.0, 20.0), 0.0);
        // Half as dear to serve, so that a limit holds twice the tokens.
        let later = business.account(&start, &growth, &sales(100.0, 10.0));
        let metered_usd = 10.0 * (1.0 - start.plan_tokens_share);
        let margin = 1.0 - (later.paid_usd - metered_usd) / later.plan_usd;
        assert!((margin - left).abs() < 1e-9, "{price} {limit} {margin}");
    }
}

#[test]
fn an_idle_provider_has_no_margin() {
    let idle = Account::default();
    for margin in
        [idle.list_margin(), idle.compute_margin(), idle.gross_margin(), idle.operating_margin()]
    {
        assert!(margin.is_nan());
    }
    let business = Business {
        plan_share: 0.5,
        plans: Plans::Price(0.4),
        free_use: 0.5,
        ..Business::default()
    };
    let start = business.start(&sales(100.0, 20.0), 0.0);
    let gone = business.account(&start, &Growth::NONE, &Sales::default());
    assert_eq!((gone.revenue_usd(), gone.free_usd), (0.0, 0.0));
    // Who begins later stands then where others stand at the start.
    let growth = Growth { subscribers: 2.0, use_of_plans: 2.0, free_use: 2.0, programmes: 2.0 };
    let at = |months| {
        let start = business.start(&sales(100.0, 20.0), months);
        business.account(&start, &growth.after(months - start.months), &sales(100.0, 20.0))
    };
    assert_eq!(at(0.0), at(17.0));
}

prop_compose! {
    fn any_business()(
        shares in prop::array::uniform10(0.0..0.9),
        plan_price in 0.05..1.5,
        ratios in prop::array::uniform5(0.0..2.0),
        books_net in any::<bool>(),
    ) -> Business {
        let [batch_share, batch_cost, contract_share, contract_discount, promotions, plan_share, cloud_share, cloud_cut,
            partner_share, other_revenue] = shares;
        let [idle_capacity, free_use, training, staff, other] = ratios;
        Business {
            batch_share, batch_cost, contract_share, contract_discount, promotions, plan_share, plans: Plans::Price(plan_price), plan_limit: 0.9, idle_capacity,
            free_use, other_serving: 0.05 * other, cloud_share, cloud_cut, books_net, partner_share, other_revenue,
            other_margin: 0.5 * other, training, staff,
        }
    }
}

proptest! {
    #[test]
    fn steps_sum_to_operating_profit_and_plans_bring_their_share(
        business in any_business(),
        (list_usd, serving_usd) in (1.0..1e9, 0.0..1e9),
        months in 0.0..60.0,
    ) {
        let sold = sales(list_usd, serving_usd);
        let growth = Growth { subscribers: 1.4, use_of_plans: 1.7, free_use: 1.2, programmes: 1.5 };
        let start = business.start(&sold, 0.0);
        let first = business.account(&start, &growth.after(0.0), &sold);
        let plans = first.plan_usd / (list_usd * (1.0 - start.plan_tokens_share) * business.metered() + first.plan_usd);
        prop_assert!((plans - business.plan_share).abs() < 1e-9, "{plans} {}", business.plan_share);
        prop_assert!((first.tokens - sold.tokens).abs() < 1e-9 * sold.tokens);
        let it = business.account(&start, &growth.after(months), &sold);
        let sum: f64 = STEPS.iter().map(|(_, step)| step(&it)).sum();
        let profit = it.operating_margin() * it.revenue_usd();
        prop_assert!((sum - profit).abs() <= 1e-9 * it.list_usd.max(it.paid_usd), "{sum} {profit}");
        prop_assert!(it.net_of_partners_margin() <= it.gross_margin());
        // In a group the sums are those of its members.
        let mut twice = it;
        twice.add(&it);
        prop_assert!((twice.gross_margin() - it.gross_margin()).abs() < 1e-9);
    }
}
