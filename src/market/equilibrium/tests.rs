use super::shares::choose;
use super::*;
use crate::market::{Offers, Tastes, long_run_shares};
use proptest::prelude::*;

/// A market of one segment that pays for one token a task; products are (firm, nest, delta, cost).
fn market(
    demand: Demand,
    sigmas: &[f64],
    outside: Option<f64>,
    products: &[(usize, usize, f64, f64)],
) -> Market {
    Market {
        demand,
        firms: products.iter().map(|it| it.0 + 1).max().expect("a product"),
        products: (products.iter())
            .map(|&(firm, nest, _, cost_usd)| Product { firm, nest, cost_usd })
            .collect(),
        sigmas: sigmas.to_vec(),
        segments: vec![Segment {
            weight: 1.0,
            alpha: 1.0,
            outside_utility: outside,
            deltas: products.iter().map(|it| Some(it.2)).collect(),
            tokens: vec![1.0; products.len()],
        }],
    }
}

fn settled(market: &Market) -> Equilibrium {
    let it = market.equilibrium().expect("an equilibrium");
    assert!(it.residual < 1e-9 && it.best_unilateral_gain < 1e-9, "{it:?}");
    it
}

fn near(got: f64, expected: f64) {
    assert!((got - expected).abs() < 1e-8 * expected.abs().max(1.0), "{got} {expected}");
}

#[test]
fn a_monopoly_asks_what_lamberts_function_says() {
    // m = (1 + W(e^(delta - alpha c - 1))) / alpha
    for (delta, cost, markup, share, profit) in [
        (1.0, 0.0, 1.567_143_290_409_783_7, 0.361_896_256_634_889_2, 0.567_143_290_409_783_8),
        (3.0, 3.0, 1.278_464_542_761_074, 0.217_811_705_719_800_07, 0.278_464_542_761_073_8),
    ] {
        let it = settled(&market(Demand::Logit, &[0.0], Some(0.0), &[(0, 0, delta, cost)]));
        near(it.prices_usd[0] - cost, markup);
        near(it.shares[0], share);
        near(it.profits_usd[0], profit);
    }
}

#[test]
fn firms_alike_ask_n_over_n_minus_one() {
    for n in [2, 3, 5, 10] {
        let products: Vec<_> = (0..n).map(|it| (it, it, 0.4, 1.0)).collect();
        let it = settled(&market(Demand::Logit, &vec![0.0; n], None, &products));
        let markup = n as f64 / (n as f64 - 1.0);
        it.prices_usd.iter().for_each(|price| near(*price - 1.0, markup));
    }
}

#[test]
fn two_unequal_firms_are_those_of_the_published_figures() {
    let it = settled(&market(
        Demand::Logit,
        &[0.0; 2],
        Some(0.0),
        &[(0, 0, 2.0, 0.0), (1, 1, 1.0, 0.0)],
    ));
    for (got, expected) in [
        (it.prices_usd[0], 1.746_107_53),
        (it.prices_usd[1], 1.317_897_32),
        (it.shares[0], 0.427_297_58),
        (it.shares[1], 0.241_215_54),
    ] {
        assert!((got - expected).abs() < 1e-8, "{got} {expected}");
    }
}

#[test]
fn products_of_a_firm_share_one_markup_without_nests() {
    let products = [(0, 0, 1.0, 0.3), (0, 1, 2.0, 0.8), (1, 2, 1.5, 0.5)];
    let it = settled(&market(Demand::Logit, &[0.0; 3], Some(0.0), &products));
    let markup = |place: usize| it.prices_usd[place] - products[place].3;
    near(markup(0), markup(1));
    near(markup(0), 1.0 / (1.0 - it.shares[0] - it.shares[1]));
    near(markup(2), 1.0 / (1.0 - it.shares[2]));
}

#[test]
fn a_merger_raises_every_price_and_the_nests_most() {
    let products = |owner: usize| [(0, 0, 1.0, 0.3), (owner, 0, 1.2, 0.4), (2, 1, 1.5, 0.5)];
    let prices = |owner| {
        let mut it = market(Demand::Logit, &[0.6, 0.0], Some(0.0), &products(owner));
        it.firms = 3;
        // A firm without products is none of the input's, and no harm here.
        settled(&it).prices_usd
    };
    let (apart, merged) = (prices(1), prices(0));
    let rise: Vec<f64> = apart.iter().zip(&merged).map(|(a, b)| b - a).collect();
    assert!(rise.iter().all(|it| *it > 0.0) && rise[0] > rise[2] && rise[1] > rise[2], "{rise:?}");
}

#[test]
fn the_markup_in_a_nest_is_that_of_its_closed_form() {
    let products = [(0, 0, 1.0, 0.3), (1, 0, 1.2, 0.4), (2, 1, 1.5, 0.5), (3, 1, 0.5, 0.1)];
    let sigmas = [0.7, 0.3];
    let of = market(Demand::Logit, &sigmas, Some(0.2), &products);
    let it = settled(&of);
    let within = &choose(&of, &it.prices_usd)[0].within;
    for (place, product) in products.iter().enumerate() {
        let sigma = sigmas[product.1];
        let kept = sigma * within[place] + (1.0 - sigma) * it.shares[place];
        near(it.prices_usd[place] - product.3, (1.0 - sigma) / (1.0 - kept));
    }
}

#[test]
fn the_lerner_index_under_log_price_is_that_of_its_closed_form() {
    let mut of =
        market(Demand::LogPrice, &[0.0; 2], Some(0.5), &[(0, 0, 1.0, 0.3), (1, 1, 2.0, 0.4)]);
    of.segments[0].alpha = 2.5;
    let it = settled(&of);
    for (place, cost) in [0.3, 0.4].into_iter().enumerate() {
        let lerner = (it.prices_usd[place] - cost) / it.prices_usd[place];
        near(lerner, 1.0 / (2.5 * (1.0 - it.shares[place])));
    }
}

#[test]
fn a_firm_that_nearly_all_choose_has_a_price_too() {
    let mut of = market(Demand::Logit, &[0.0; 2], None, &[(0, 0, 9.0, 0.1), (1, 1, 0.0, 0.1)]);
    of.segments[0].alpha = 3.0;
    let it = settled(&of);
    assert!(it.shares[0] > 0.75, "{:?}", it.shares);
    near(it.prices_usd[0] - 0.1, 1.0 / (3.0 * (1.0 - it.shares[0])));
    assert!(it.spread_over_starts < 1e-9);
}

#[test]
fn tokens_and_price_sensitivity_are_units_of_price() {
    let mut of = market(Demand::Logit, &[0.4], Some(0.0), &[(0, 0, 1.0, 0.3), (1, 0, 1.2, 0.4)]);
    let it = settled(&of);
    of.segments[0].tokens = vec![50.0; 2];
    of.products.iter_mut().for_each(|product| product.cost_usd /= 50.0);
    let by_token = settled(&of);
    near(50.0 * by_token.prices_usd[1], it.prices_usd[1]);
    near(by_token.profits_usd[1], it.profits_usd[1]);
    of.segments[0].tokens = vec![1.0; 2];
    of.segments[0].alpha = 50.0;
    let in_cents = settled(&of);
    near(50.0 * in_cents.prices_usd[1], it.prices_usd[1]);
    near(50.0 * in_cents.consumer_surplus, it.consumer_surplus);
}

#[test]
fn what_has_no_end_is_said() {
    let alone =
        |demand, outside| market(demand, &[0.0], outside, &[(0, 0, 0.0, 1.0)]).equilibrium();
    assert_eq!(alone(Demand::Logit, None), Err(NoEquilibrium::Captive { segment: 0 }));
    assert_eq!(alone(Demand::LogPrice, Some(0.0)), Err(NoEquilibrium::Inelastic { segment: 0 }));
    // At an alpha of 1 nobody spends less by a higher price.
    let steep =
        market(Demand::LogPrice, &[0.0; 2], Some(0.0), &[(0, 0, 0.0, 1.0), (1, 1, 0.0, 1.0)]);
    assert!(matches!(steep.equilibrium(), Err(NoEquilibrium::Unbounded { .. })));
    let barred = {
        let mut it =
            market(Demand::Logit, &[0.0; 2], Some(0.0), &[(0, 0, 0.0, 1.0), (1, 1, 0.0, 1.0)]);
        it.segments[0].deltas[1] = None;
        settled(&it)
    };
    assert!(barred.prices_usd[1].is_nan() && barred.shares[1] == 0.0, "{barred:?}");
}

#[test]
fn a_peak_of_two_segments_that_is_no_equilibrium_is_refused() {
    // Many who hardly look at the price and few who do: one of the two peaks of profit is the lower.
    let mut of = market(Demand::Logit, &[0.0; 2], Some(0.0), &[(0, 0, 4.0, 0.0), (1, 1, 4.0, 0.0)]);
    let poor = Segment { weight: 9.0, alpha: 20.0, ..of.segments[0].clone() };
    of.segments.push(poor);
    match of.equilibrium() {
        Ok(it) => assert!(it.best_unilateral_gain <= 1e-6, "{it:?}"),
        Err(error) => assert!(matches!(error, NoEquilibrium::Deviation { .. }), "{error}"),
    }
}

prop_compose! {
    fn any_market()(
        owners in prop::collection::vec((0usize..3, 0usize..3, -2.0..4.0, 0.05..2.0), 1..7),
        sigmas in prop::collection::vec(0.0..0.85, 3),
        outside in -1.0..2.0,
        log_price in any::<bool>(),
        alphas in prop::collection::vec(0.5..1.0, 1..3),
        tokens in 0.5..3.0,
    ) -> Market {
        let demand = if log_price { Demand::LogPrice } else { Demand::Logit };
        let mut it = market(demand, &sigmas, Some(outside), &owners);
        let common = it.segments[0].clone();
        // Segments that differ by a factor of two at most have one peak; a sensitivity above 2 keeps log-price finite.
        let steep = if log_price { 4.0 } else { 1.0 };
        it.segments = (alphas.iter())
            .map(|alpha| Segment { alpha: steep * alpha, tokens: vec![tokens; owners.len()], ..common.clone() })
            .collect();
        it
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_firm_gains_by_a_small_step(of in any_market()) {
        let it = of.equilibrium();
        prop_assert!(it.is_ok(), "{it:?}");
        let it = it.expect("checked");
        prop_assert!(it.residual <= 1e-6 && it.best_unilateral_gain <= 1e-6, "{it:?}");
        prop_assert!(it.shares.iter().sum::<f64>() < 1.0);
        for (place, product) in of.products.iter().enumerate() {
            prop_assert!(it.prices_usd[place] > product.cost_usd);
            // The slope of profit, by the difference of two profits.
            let h = 1e-4 * it.prices_usd[place];
            let profit = |step: f64| {
                let mut prices_usd = it.prices_usd.clone();
                prices_usd[place] += step;
                of.profit_usd(&choose(&of, &prices_usd), &prices_usd, product.firm)
            };
            let slope = (profit(h) - profit(-h)) / (2.0 * h);
            prop_assert!(slope.abs() <= 1e-5 * it.quantities[place].max(1e-6), "{slope} {it:?}");
        }
    }

    #[test]
    fn shares_are_those_of_a_run(
        offers in prop::collection::vec((0u16..3, 0.01..10.0, -3.0..3.0), 1..8),
        sigmas in prop::array::uniform3(0.0..0.9),
        beta in 0.3..3.0,
    ) {
        let nests: Vec<u16> = offers.iter().map(|it| it.0).collect();
        let log_usd_per_task: Vec<f64> = offers.iter().map(|it| libm::log(it.1)).collect();
        let premiums: Vec<f64> = offers.iter().map(|it| it.2).collect();
        let tastes = Tastes { price_sensitivity: beta, nest_correlations: &sigmas };
        let asked = Offers { nests: &nests, log_usd_per_task: &log_usd_per_task, premiums: &premiums };
        let mut shares = vec![0.0; offers.len()];
        prop_assert!(long_run_shares(&asked, tastes, &mut [0.0; 3], &mut shares));
        let products: Vec<_> = offers.iter().map(|it| (0, usize::from(it.0), it.2, 1.0)).collect();
        let mut of = market(Demand::LogPrice, &sigmas, None, &products);
        of.segments[0].alpha = beta;
        let prices_usd: Vec<f64> = offers.iter().map(|it| it.1).collect();
        for (got, expected) in choose(&of, &prices_usd)[0].shares.iter().zip(&shares) {
            prop_assert!((got - expected).abs() < 1e-12, "{got} {expected}");
        }
    }
}
