//! Published routing results, under their sources' conditions.

#[path = "routing/tables.rs"]
mod tables;

use tables::*;
use undercut::ids::LineId;
use undercut::math::{Symmetric, fine_normal, probit, quick_normal};
use undercut::routing::{
    Candidate, Deferral, Pair, PolicyKind, PolicyPlan, Pool, Sample, Signal, StatedSignal,
    Verifier, evaluate, oracle, random_over_router, saving_against_strong, tetrachoric,
};
use undercut::uncertainty::{Stream, key};

/// A pair from its four counts.
fn pair(counts: [f64; 4]) -> Pair {
    let [_, strong_only, weak_only, both] = counts;
    let n: f64 = counts.iter().sum();
    Pair { weak: (weak_only + both) / n, strong: (strong_only + both) / n, both: both / n }
}

/// The need-strong AUC with the given APGR: the formula of `Deferral::apgr`, solved.
fn auc_of_apgr(pair: &Pair, apgr: f64) -> f64 {
    let (b, c) = (pair.gain(), pair.loss());
    0.5 + (apgr - 0.5) * (b - c) / (b * (1.0 - b + c))
}

/// RouteLLM: one AUC is fitted to a router's APGR, and its CPTs are predicted. Means of the absolute errors, in points.
fn routellm_errors() -> (f64, f64) {
    let mut errors = (0.0, 0.0);
    let sets = [(MMLU, MMLU_ROUTERS), (GSM8K, GSM8K_ROUTERS)];
    for (counts, routers) in sets {
        let pair = pair(counts);
        for [cpt50, cpt80, apgr] in routers {
            let curve = Deferral::new(pair, Signal::NeedStrong { auc: auc_of_apgr(&pair, apgr) });
            assert!((curve.apgr() - apgr).abs() < 1e-12);
            errors.0 += (100.0 * curve.cpt(0.5).unwrap() - cpt50).abs() / 16.0;
            errors.1 += (100.0 * curve.cpt(0.8).unwrap() - cpt80).abs() / 16.0;
        }
    }
    errors
}

#[test]
fn routellms_call_thresholds_follow_from_one_auc() {
    let (cpt50, cpt80) = routellm_errors();
    println!("mean absolute error: CPT50 {cpt50:.2}, CPT80 {cpt80:.2} points");
    assert!(cpt50 <= 1.0 && cpt80 <= 2.0, "{cpt50} {cpt80}");
}

#[test]
fn routellms_best_routers_know_little() {
    let best = |counts, routers: [[f64; 3]; 8]| {
        let apgr = routers.iter().map(|it| it[2]).fold(0.0, f64::max);
        auc_of_apgr(&pair(counts), apgr)
    };
    assert!((best(MMLU, MMLU_ROUTERS) - 0.583).abs() < 1e-3);
    assert!((best(GSM8K, GSM8K_ROUTERS) - 0.618).abs() < 1e-3);
}

#[test]
fn routellms_headline_is_calls_of_a_random_mix_over_calls() {
    for (published, random, router) in HEADLINES {
        let ratio = random_over_router(random, router);
        assert!((ratio - published).abs() < 0.0051, "{published}: {ratio}");
    }
    // Against GPT-4 alone the same router is seven times cheaper, at half the gap in quality.
    let against = saving_against_strong(0.1340, WEAK_USD, STRONG_USD);
    assert!((against - 7.0).abs() < 0.06, "{against}");
}

/// Mean over data sets of the oracle's success at a common correlation, in percent.
fn mean_oracle<const SETS: usize>(models: &[[f64; SETS]], correlation: f64) -> f64 {
    let of_set = |set: usize| {
        let rates = models.iter().map(|it| it[set] / 100.0).filter(|it| it.is_finite());
        let candidate = |success: f64| Candidate {
            line: LineId(0),
            tau: probit(success.clamp(1e-4, 1.0 - 1e-4)),
            success,
            usd: 1.0,
            eligible: true,
        };
        let pool: Vec<Candidate> = rates.map(candidate).collect();
        100.0 * oracle(&pool, correlation).success
    };
    (0..SETS).map(of_set).sum::<f64>() / SETS as f64
}

/// The correlation, and the ends of its band, at which LLMRouterBench's oracles are shown.
const BAND: [f64; 3] = [0.65, 0.676, 0.70];

#[test]
fn llmrouterbenchs_oracles_at_a_common_correlation() {
    let published = FLAGSHIP_BEST * (1.0 + FLAGSHIP_ORACLE_GAIN);
    let flagships = BAND.map(|it| mean_oracle(&FLAGSHIPS, it));
    let small = BAND.map(|it| mean_oracle(&SMALL, it));
    println!("flagships {flagships:.2?} published {published:.2}");
    println!("small {small:.2?} published {SMALL_ORACLE}");
    assert!((flagships[1] - published).abs() <= 1.5, "{flagships:?} {published}");
    assert!((small[1] - SMALL_ORACLE).abs() <= 1.5, "{small:?}");
    // A random choice needs no model of outcomes: the inputs are the published ones.
    let random = SMALL.iter().flatten().sum::<f64>() / SMALL.as_flattened().len() as f64;
    assert!((random - SMALL_RANDOM).abs() < 0.5, "{random}");
}

/// LiteLLM's ladder. Of the tiers only the ends are published, and the shares are not: they follow from the shuffled
/// control, which has the router's shares and no knowledge.
#[test]
fn litellms_ladder_is_worse_than_all_cheap() {
    let cheap_usd = 1.0 - LADDER_ALL_CHEAP.1 / 100.0;
    let middle_usd = LADDER_MIDDLE_OVER_CHEAP * cheap_usd;
    let cheap = LADDER_ALL_CHEAP.0 / 100.0;
    for flagship_share in [0.20, 0.25, 0.30] {
        // The shuffled split's cost gives the middle share, its win rate the middle tier's.
        let shuffled_usd = 1.0 - LADDER_SHUFFLED.1 / 100.0;
        let middle_share = (shuffled_usd - flagship_share - (1.0 - flagship_share) * cheap_usd)
            / (middle_usd - cheap_usd);
        let cheap_share = 1.0 - flagship_share - middle_share;
        let middle =
            (LADDER_SHUFFLED.0 / 100.0 - cheap_share * cheap - flagship_share * 0.5) / middle_share;
        assert!(
            middle_share > 0.0 && cheap_share > 0.0 && middle < cheap,
            "{middle_share} {middle}"
        );
        // The router: what it sends up, it ranks with the published AUC for "the flagship wins and the cheap one does not".
        let up = Pair::new(cheap, 0.5, 0.68);
        let routed = |auc: f64| {
            let curve = Deferral::new(up, Signal::NeedStrong { auc });
            let top = curve.success(flagship_share);
            // The next requests in its ranking go to the middle tier, which does worse on them by its mean shortfall.
            let lost = middle_share * (cheap - middle);
            top - lost
        };
        let (router, blind) = (routed(LADDER_AUC), routed(0.5));
        assert!((blind - LADDER_SHUFFLED.0 / 100.0).abs() < 1e-9, "{blind}");
        assert!(router < cheap, "it loses to all-cheap: {router} {cheap}");
        assert!(router > blind && shuffled_usd > 10.0 * cheap_usd, "and costs far more");
        // Published: 41.5%; the router gains less than what 300 prompts can tell apart from nothing (2.9 points).
        assert!((router - LADDER_ROUTER.0 / 100.0).abs() < 0.029, "{router}");
        // Only a far better router would repay its middle tier.
        assert!(routed(0.75) > cheap);
    }
}

/// A pool as a user measures it: outcomes request by request, of which only rates and tetrachoric correlations are kept.
#[test]
fn the_oracle_of_a_mixture_of_data_sets_follows_from_rates_and_correlations() {
    let n = SMALL.len();
    for rho in [0.5f64, 0.676, 0.8] {
        let mut stream = Stream::new(11, key("mixture"), 0);
        let mut outcomes: Vec<Vec<bool>> = Vec::new();
        for set in 0..SMALL[0].len() {
            let tau: Vec<f64> =
                SMALL.iter().map(|it| probit((it[set] / 100.0).max(0.004))).collect();
            for _ in 0..400 {
                let theta = rho.sqrt() * stream.normal();
                let right = |tau: &f64| theta + (1.0 - rho).sqrt() * stream.normal() > -tau;
                outcomes.push(tau.iter().map(right).collect());
            }
        }
        let share = |holds: &dyn Fn(&[bool]) -> bool| {
            outcomes.iter().filter(|it| holds(it)).count() as f64 / outcomes.len() as f64
        };
        let rates: Vec<f64> = (0..n).map(|j| share(&|it| it[j])).collect();
        let r = Symmetric::new(n, |i, j| match i == j {
            true => 1.0,
            false => tetrachoric(rates[i], rates[j], share(&|it| it[i] && it[j])),
        });
        let models: Vec<(f64, f64)> = rates.iter().map(|p| (*p, 1.0)).collect();
        let pool = Pool::new(&models, &r).unwrap();
        let found = pool.oracle().last().unwrap().success;
        let observed = share(&|it| it.contains(&true));
        println!(
            "{rho}: observed {observed:.4}, from the matrix {found:.4}, misfit {:.3}",
            pool.misfit
        );
        assert!(pool.is_direct() && (found - observed).abs() < 0.01, "{rho}: {found} {observed}");
    }
}

fn pool() -> Pool {
    let models = [(0.45, 1.0), (0.6, 3.0), (0.68, 8.0), (0.81, 20.0)];
    let loading = [0.7, 0.8, 0.85, 0.75];
    let r = Symmetric::new(4, |i, j| if i == j { 1.0 } else { loading[i] * loading[j] });
    Pool::new(&models, &r).unwrap()
}

fn plans() -> Vec<PolicyPlan> {
    let plan = |kind| PolicyPlan::new(kind, (0, 3));
    let verifier = Some(Verifier { tpr: 0.9, fpr: 0.2, usd: 0.1 });
    let need = Some(StatedSignal::NeedStrong { auc: 0.7 });
    let aucs = Some(StatedSignal::Aucs { weak: 0.75, strong: Some(0.66) });
    vec![
        plan(PolicyKind::Single),
        plan(PolicyKind::Oracle),
        PolicyPlan { pair_named: true, ..plan(PolicyKind::Oracle) },
        PolicyPlan { signal: need, ..plan(PolicyKind::ThresholdRouter) },
        PolicyPlan { signal: aucs, ..plan(PolicyKind::ThresholdRouter) },
        PolicyPlan { signal: aucs, ..plan(PolicyKind::Cascade) },
        PolicyPlan { verifier, ..plan(PolicyKind::Cascade) },
        PolicyPlan { verifier, stages: vec![0, 1, 2, 3], ..plan(PolicyKind::Cascade) },
        plan(PolicyKind::Shuffled),
    ]
}

#[test]
fn simulated_requests_agree_with_the_closed_forms() {
    let (pool, plans) = (pool(), plans());
    let requests = 400_000;
    let threshold = Some(0.70);
    let exact = evaluate(&pool, &plans, threshold, None, None);
    let sample = Sample::new(&pool, requests, 7);
    let seen = evaluate(&pool, &plans, threshold, None, Some(&sample));
    let error = |p: f64| 4.0 * (p * (1.0 - p) / requests as f64).sqrt();
    assert!((exact.oracle_success - seen.oracle_success).abs() < error(exact.oracle_success));
    for (place, (exact, seen)) in exact.policies.iter().zip(&seen.policies).enumerate() {
        for a in &exact.curve {
            // Curves at the same shares of strong calls; the oracle's corners lie at their own.
            let Some(b) = seen.curve.iter().find(|b| (a.strong - b.strong).abs() < 1e-9) else {
                continue;
            };
            assert!(
                (a.success - b.success).abs() < error(a.success) + 1e-9,
                "{place}: {a:?} {b:?}"
            );
        }
        if matches!(plans[place].kind, PolicyKind::Oracle) || plans[place].verifier.is_some() {
            let (a, b) = (exact.at.unwrap(), seen.at.unwrap());
            let (_, usd) = seen.error.unwrap();
            assert!((a.success - b.success).abs() < error(a.success), "{place}: {a:?} {b:?}");
            // A request of many stages varies by more than the last call alone.
            assert!(
                (a.usd - b.usd).abs() < 4.0 * (usd + 12.0 / (requests as f64).sqrt()),
                "{place}"
            );
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_requests() {
    let run = |seed| {
        let sample = Sample::new(&pool(), 5_000, seed);
        evaluate(&pool(), &plans(), None, None, Some(&sample))
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

#[test]
fn a_run_needs_more_than_twelve_nodes_where_models_fail_together() {
    let success = |it: i32| 0.4 + 0.06 * f64::from(it);
    let candidate = |it: i32| Candidate {
        line: LineId(0),
        tau: probit(success(it)),
        success: success(it),
        usd: f64::from(it + 1),
        eligible: true,
    };
    let pool: Vec<Candidate> = (0..8).map(candidate).collect();
    for (rho, twelve) in [(0.45f64, 1e-3), (0.68, 3e-3), (0.88, 1.2e-2)] {
        let all_fail = |nodes: &[(f64, f64)]| {
            let fail = |theta: f64, it: &Candidate| {
                undercut::math::phi((-it.tau - rho.sqrt() * theta) / (1.0 - rho).sqrt())
            };
            let product = |theta: f64| pool.iter().map(|it| fail(theta, it)).product::<f64>();
            nodes.iter().map(|(theta, w)| w * product(*theta)).sum::<f64>()
        };
        let exact = all_fail(fine_normal());
        assert!((all_fail(quick_normal((rho / (1.0 - rho)).sqrt())) - exact).abs() < 3e-4, "{rho}");
        let coarse = 1.0 - oracle(&pool, rho).success;
        assert!((coarse - exact).abs() < twelve, "{rho}: {coarse} {exact}");
    }
}
