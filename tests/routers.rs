//! Routers and cascades inside a run: the buyer's policy and the market's routed requests, against the closed forms of
//! `routing` and against each other.

#[path = "runs/fixed.rs"]
mod fixed;
#[path = "runs/one_class.rs"]
mod one_class;
mod runs;

use fixed::fixed;
use one_class::one_class;
use runs::{catalog, number, scenario};
use undercut::routing::{Deferral, Pair, Signal, Verifier, escalate};
use undercut::scenario::{Input, Scenario};
use undercut::simulation::{Metric, Simulation, SubjectKind};

/// Four classes, two segments, a router, and hosts by rule: what exercises most.
const APRIL: &str = "deepseek-v4-april-2026";
const DRAWS: [u32; 6] = [0, 1, 100, 255, 256, 5000];

/// Nothing is uncertain; one class whose threshold only some models meet.
fn certain(policy: &str, market: &str) -> Scenario {
    let quality = "benchmarks = { gpqa = 0.6, hle = 0.4 }\nthreshold = 0.72";
    let text = one_class(quality, &format!("[policy]\n{policy}"), market);
    // Everything is sold at list, and served at the fleet's utilisation: accounts are list value and serving cost.
    let plain = [
        ".batch_share",
        ".contract_share",
        ".promotions",
        ".plan_share",
        ".idle_capacity",
        ".cloud_cut",
        ".other_revenue",
    ];
    let mut lines = "[catalog]\n".to_string();
    for input in fixed(&text, catalog()).inputs {
        let path = input.path.strip_prefix("catalog.").unwrap_or_default();
        if path.starts_with("providers.") && plain.iter().any(|key| path.ends_with(key)) {
            lines.push_str(&format!("\"{path}\" = 0\n"));
        }
    }
    let text = text.replace("[catalog]\n", &lines);
    fixed(&text, catalog())
}

/// A curve's value in a month of the first draw.
fn at(simulation: &mut Simulation, metric: Metric, id: &str, month: usize) -> f64 {
    let curve =
        simulation.curves().find(metric, id).unwrap_or_else(|| panic!("{metric:?} of {id}"));
    let place = curve * simulation.curves().months + month;
    simulation.outcome(0)[place]
}

/// Every line as (success, USD per request) in the first month, by running the single policy on its model; the cheapest of
/// each model.
fn pool(policy_of: impl Fn(&str) -> Scenario) -> Vec<(f64, f64)> {
    let any = policy_of("claude-opus-4.6");
    let requests = 100e6 / 21_000.0 * 365.2425 / 12.0;
    let mut pool = Vec::new();
    for model in &any.plan.models {
        let scenario = policy_of(&model.id);
        let single = scenario.plan.buyer.single.expect("a line").index();
        let price = |line: usize, simulation: &mut Simulation| {
            let id = scenario.plan.lines[line].id.clone();
            at(simulation, Metric::PriceUsdPerMtok, &id, 0)
        };
        let mut simulation = Simulation::new(scenario.clone(), 42);
        let bill = at(&mut simulation, Metric::BillUsdPerMonth, "single", 0);
        let success = at(&mut simulation, Metric::Success, "single", 0);
        let same =
            |line: &usize| scenario.plan.lines[*line].model == scenario.plan.lines[single].model;
        let lines: Vec<usize> = (0..scenario.plan.lines.len()).filter(same).collect();
        let own = price(single, &mut simulation);
        let least = lines
            .into_iter()
            .map(|line| price(line, &mut simulation))
            .fold(f64::INFINITY, f64::min);
        if bill.is_finite() {
            pool.push((success, bill / requests * least / own));
        }
    }
    pool
}

/// What the cheapest of all pairs costs by `usd` of (weak, strong), or the cheapest line that meets the threshold.
fn cheapest(
    pool: &[(f64, f64)],
    threshold: f64,
    usd: impl Fn((f64, f64), (f64, f64)) -> f64,
) -> f64 {
    let meets = |it: &&(f64, f64)| it.0 >= threshold;
    let mut best = pool.iter().filter(meets).map(|it| it.1).fold(f64::INFINITY, f64::min);
    for &weak in pool {
        for &strong in pool {
            if weak != strong {
                best = best.min(usd(weak, strong));
            }
        }
    }
    best
}

#[test]
fn the_buyers_router_is_the_cheapest_pair_of_the_closed_form() {
    let open = |model: &str| {
        // A threshold of 0 lets the single policy say what every model does.
        let policy = format!("kind = \"single\"\nmodel = \"{model}\"");
        let mut scenario = certain(&policy, "");
        let slot = scenario.plan.classes[0].threshold;
        scenario.template.set(slot, 0.0);
        scenario.inputs.iter_mut().filter(|it| it.slot == slot).for_each(|it| {
            it.distribution = undercut::uncertainty::Distribution::Fixed(0.0);
        });
        scenario
    };
    let pool = pool(open);
    assert!(pool.len() > 8, "{pool:?}");
    let requests = 100e6 / 21_000.0 * 365.2425 / 12.0;
    for auc in [0.5, 0.55, 0.62, 0.8] {
        let policy =
            format!("kind = \"threshold-router\"\nneed_strong_auc = {auc}\nrouter_cost = 0.00001");
        let scenario = certain(&policy, "");
        let rho = number(&scenario, "quality.correlation");
        let expected = cheapest(&pool, 0.72, |weak, strong| {
            if weak.0 >= 0.72 || strong.0 < 0.72 {
                return f64::INFINITY;
            }
            let curve = Deferral::new(Pair::new(weak.0, strong.0, rho), Signal::NeedStrong { auc });
            let share = curve.share_for(0.72).expect("a share");
            weak.1 + share * (strong.1 - weak.1) + 1e-5
        });
        let mut simulation = Simulation::new(scenario, 42);
        let bill = at(&mut simulation, Metric::BillUsdPerMonth, "threshold-router", 0);
        // A run reads success from a table, within 1.4e-9.
        assert!(
            (bill / requests / expected - 1.0).abs() < 1e-9,
            "{auc}: {} {expected}",
            bill / requests
        );
        let alone = at(&mut simulation, Metric::BillUsdPerMonth, "cheapest-meeting-threshold", 0);
        assert!(bill < 0.9 * alone, "a router is of use here: {bill} {alone}");
        let success = at(&mut simulation, Metric::Success, "threshold-router", 0);
        assert!((success - 0.72).abs() < 1e-12, "{success}");
    }
    let verifier = Verifier { tpr: 0.9, fpr: 0.3, usd: 0.0004 };
    let policy =
        "kind = \"cascade\"\nverifier_tpr = 0.9\nverifier_fpr = 0.3\nverifier_cost = 0.0004";
    let scenario = certain(policy, "");
    let rho = number(&scenario, "quality.correlation");
    let expected = cheapest(&pool, 0.72, |weak, strong| {
        let it = escalate(&Pair::new(weak.0, strong.0, rho), verifier, weak.1, strong.1);
        if it.success >= 0.72 { it.usd } else { f64::INFINITY }
    });
    let mut simulation = Simulation::new(scenario, 42);
    let bill = at(&mut simulation, Metric::BillUsdPerMonth, "cascade", 0);
    assert!((bill / requests / expected - 1.0).abs() < 1e-9, "{} {expected}", bill / requests);
}

#[test]
fn a_free_coin_is_the_random_mix() {
    let set = [("policy.need_strong_auc", "0.5"), ("policy.router_cost", "0")];
    let mut simulation = Simulation::new(scenario(APRIL, &set), 42);
    for index in DRAWS {
        let outcome = simulation.outcome(index).to_vec();
        let curves = simulation.curves();
        let value = |metric, id, month| {
            outcome[curves.find(metric, id).expect("a curve") * curves.months + month]
        };
        for month in (0..curves.months).step_by(3) {
            for metric in [Metric::BillUsdPerMonth, Metric::Success] {
                let (coin, mix) =
                    (value(metric, "threshold-router", month), value(metric, "random-mix", month));
                assert!(
                    (coin / mix - 1.0).abs() < 1e-9,
                    "{index} {month} {metric:?}: {coin} {mix}"
                );
            }
        }
    }
}

/// The bits of all curves that two scenarios share.
fn same_bits(one: Scenario, other: Scenario) {
    let (mut one, mut other) = (Simulation::new(one, 42), Simulation::new(other, 42));
    let months = one.curves().months;
    for index in DRAWS {
        let (a, b) = (one.outcome(index).to_vec(), other.outcome(index).to_vec());
        for (place, (metric, subject)) in one.curves().list.iter().enumerate() {
            let Some(at) = other.curves().find(*metric, &subject.id) else { continue };
            for month in 0..months {
                let (a, b) = (a[place * months + month], b[at * months + month]);
                assert_eq!(a.to_bits(), b.to_bits(), "{index} {month} {metric:?} {}", subject.id);
            }
        }
    }
}

#[test]
fn nothing_routed_leaves_the_market_as_it_is() {
    let none = [("market.routed_share", "0"), ("market.routed_share_later", "0")];
    for routing in ["threshold-router", "cascade"] {
        let routed = [none[0], none[1], ("market.routing", routing)];
        same_bits(scenario(APRIL, &none), scenario(APRIL, &routed));
        // Segments that route nothing stand for the market's share.
        let by_segment: Vec<(&str, &str)> = vec![
            ("market.segment[0].routed_share", "0"),
            ("market.segment[0].routed_share_later", "0"),
            ("market.segment[1].routed_share", "0"),
            ("market.segment[1].routed_share_later", "0"),
            ("market.routing", routing),
        ];
        same_bits(scenario(APRIL, &none), scenario(APRIL, &by_segment));
    }
}

#[test]
fn the_buyers_policy_leaves_the_market_and_the_other_policies_alone() {
    for kind in ["oracle", "cascade"] {
        same_bits(scenario(APRIL, &[]), scenario(APRIL, &[("policy.kind", kind)]));
    }
}

#[test]
fn shares_sum_to_one_where_the_market_routes() {
    for routing in ["threshold-router", "cascade"] {
        let set = [("market.routing", routing), ("market.routed_share_later", "0.9")];
        let mut simulation = Simulation::new(scenario(APRIL, &set), 42);
        for index in DRAWS {
            let outcome = simulation.outcome(index).to_vec();
            let curves = simulation.curves();
            for metric in [Metric::TokenShare, Metric::RevenueShare] {
                for month in 0..curves.months {
                    let of = |kind: SubjectKind| -> f64 {
                        let curve = |(_, (it, subject)): &(usize, &(Metric, _))| {
                            let subject: &undercut::simulation::Subject = subject;
                            *it == metric && subject.kind == kind
                        };
                        let places = curves.list.iter().enumerate().filter(curve);
                        places.map(|(place, _)| outcome[place * curves.months + month]).sum()
                    };
                    assert!((of(SubjectKind::Group) - 1.0).abs() < 1e-9);
                    assert!((of(SubjectKind::Provider) - 1.0).abs() < 1e-9);
                }
            }
        }
    }
}

/// All requests are routed, one class: the ledger holds the calls of two lines, at their lengths.
#[test]
fn the_ledger_follows_calls_and_their_lengths() {
    let market = |length: f64, routing: &str| {
        let all = "routed_share = 1\nrouted_share_later = 1";
        format!("routing = \"{routing}\"\nlength_by_difficulty = {length}\n{all}")
    };
    for (routing, policy) in
        [("threshold-router", "router_cost = 0"), ("cascade", "verifier_cost = 0")]
    {
        let policy = format!("kind = \"{routing}\"\n{policy}");
        // At list prices the market spends on a request what the buyer does.
        let spend = |length: f64| {
            let scenario = certain(&policy, &market(length, routing));
            let plan = scenario.plan.clone();
            let mut simulation = Simulation::new(scenario, 42);
            let mut sum = 0.0;
            for provider in &plan.providers {
                let revenue = at(&mut simulation, Metric::RevenueUsdPerMonth, &provider.id, 0);
                sum += revenue;
            }
            // A token costs its seller what it costs on one of its lines, also on a line that misses the threshold alone.
            for (place, provider) in plan.providers.iter().enumerate() {
                let cost = at(&mut simulation, Metric::CostUsdPerMtok, &provider.id, 0);
                let lines = plan.lines.iter().filter(|it| it.provider.index() == place);
                let of_line = |id: &str, it: &mut Simulation| at(it, Metric::CostUsdPerMtok, id, 0);
                let costs: Vec<f64> = lines.map(|it| of_line(&it.id, &mut simulation)).collect();
                let least = costs.iter().copied().fold(f64::INFINITY, f64::min);
                let most = costs.iter().copied().fold(0.0, f64::max);
                let within = cost >= least * (1.0 - 1e-12) && cost <= most * (1.0 + 1e-12);
                assert!(cost.is_nan() || within, "{}: {cost} {costs:?}", provider.id);
            }
            let buyer = at(&mut simulation, Metric::BillUsdPerMonth, routing, 0);
            (sum / (40e12 / 21_000.0), buyer / (100e6 / 21_000.0))
        };
        let (market_usd, buyer_usd) = spend(0.0);
        assert!(
            (market_usd / buyer_usd - 1.0).abs() < 1e-12,
            "{routing}: {market_usd} {buyer_usd}"
        );
        // The strong line's calls are the harder ones, and the harder ones are longer.
        let (longer, same) = spend(0.4);
        assert_eq!(same, buyer_usd);
        assert!(longer > 1.005 * market_usd, "{routing}: {longer} {market_usd}");
    }
}

/// A router that is never retrained is worth less and less.
#[test]
fn a_router_decays_until_it_is_retrained() {
    let bill = |interval: &str, month: usize| {
        let policy = format!(
            "kind = \"threshold-router\"\nneed_strong_auc = 0.75\nauc_half_life = 3\nretraining_interval = {interval}"
        );
        let market = "launch_interval = 1e6";
        let quality = "\n[quality]\nfrontier_gain = 0\ngap_half_life = 1e9";
        let mut simulation = Simulation::new(certain(&policy, &format!("{market}\n{quality}")), 42);
        let bill = at(&mut simulation, Metric::BillUsdPerMonth, "threshold-router", month);
        bill / at(&mut simulation, Metric::BillUsdPerMonth, "random-mix", month)
    };
    for month in [3, 6] {
        assert!(bill("100", month) > bill("3", month) + 1e-3, "month {month}");
    }
    assert!(bill("100", 6) > bill("100", 3));
}

/// No input of a routed market is idle.
#[test]
fn every_input_of_routers_acts() {
    for kind in ["threshold-router", "cascade"] {
        let set = [
            ("policy.kind", kind),
            ("market.routing", kind),
            ("market.segment[0].routed_share", "0.1 to 0.3"),
            ("market.segment[0].routed_share_later", "0.3 to 0.6"),
        ];
        let scenario = scenario(APRIL, &set);
        let mut simulation = Simulation::new(scenario.clone(), 42);
        let new = |it: &&Input| {
            it.path.starts_with("policy.")
                || it.path.contains("routed_share")
                || it.path == "market.length_by_difficulty"
        };
        let inputs: Vec<&Input> = scenario.inputs.iter().filter(new).collect();
        assert_eq!(inputs.len(), if kind == "cascade" { 8 } else { 9 });
        for input in inputs {
            assert!(!input.distribution.is_fixed());
            let mut draw = scenario.template.clone();
            let moved = (0..50).any(|index| {
                undercut::simulation::draw(&scenario, 42, index, &mut draw);
                draw.set(input.slot, input.distribution.low());
                let low = simulation.outcome_of(&draw, index).to_vec();
                draw.set(input.slot, input.distribution.high());
                let high = simulation.outcome_of(&draw, index);
                // A seller's numbers, where the market follows; the buyer's alone would not show that it does.
                let sellers = 7 * (3 + scenario.plan.providers.len()) * scenario.plan.months;
                low[..sellers].iter().zip(high).any(|(a, b)| (a - b).abs() > 1e-9 * a.abs())
            });
            assert!(moved, "{kind}: {} moves no seller", input.path);
        }
    }
}
