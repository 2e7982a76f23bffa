use super::task::curve;
use super::*;
use crate::analysis::words::{percent, usd};
use crate::catalog::Catalog;
use crate::ids::{LineId, ModelId};
use crate::math::probit;
use crate::routing::{
    Candidate, Deferral, Frontier, Signal, Verifier, escalate, oracle, random_mix,
};
use crate::scenario::{Override, POLICIES, shipped};
use crate::simulation::{Metric, Simulation, Way};

const CORRELATION: f64 = 0.68;

fn pool(share: f64, threshold: f64, models: &[(f64, f64)]) -> ClassPool {
    let way = |(place, &(success, usd)): (usize, &(f64, f64))| Way {
        model: ModelId(place as u16),
        candidate: Candidate {
            line: LineId(place as u16),
            tau: probit(success),
            success,
            usd,
            eligible: true,
        },
    };
    let ways = models.iter().enumerate().map(way).collect();
    ClassPool { share, threshold, error_usd: 1.0, correlation: CORRELATION, decider: None, ways }
}

fn two(threshold: f64) -> Task {
    Task::of(&pool(1.0, threshold, &[(0.68, 1.0), (0.81, 20.0)]), 9)
}

fn mixed() -> Vec<Task> {
    let hard = [(0.2, 0.4), (0.35, 1.0), (0.3, 1.5), (0.62, 9.0), (0.66, 30.0)];
    let easy = [(0.85, 0.1), (0.88, 0.3), (0.8, 0.4), (0.93, 2.0), (0.94, 8.0)];
    vec![Task::of(&pool(0.3, 0.6, &hard), 9), Task::of(&pool(0.7, 0.9, &easy), 9)]
}

fn ask(auc: f64, threshold: Option<f64>) -> FrontierAsk {
    FrontierAsk {
        class: None,
        need_strong_auc: Some(auc),
        threshold,
        tpr: Some(0.9),
        fpr: Some(0.2),
    }
}

fn of(tasks: &[Task], ask: &FrontierAsk) -> Vec<PolicyView> {
    let (tasks, merged, _, _) = compared(tasks, ask.class).unwrap();
    policies(&tasks, &merged, *merged.best().unwrap(), ask, 5)
}

fn by<'a>(policies: &'a [PolicyView], id: &str) -> &'a PolicyView {
    policies.iter().find(|it| it.id == id).unwrap()
}

#[test]
fn two_models_and_one_class_are_the_closed_forms() {
    let pair = Pair::new(0.68, 0.81, CORRELATION);
    for auc in [0.55, 0.6, 0.75, 0.9] {
        let exact = Deferral::new(pair, Signal::NeedStrong { auc });
        for target in [0.7, 0.75, 0.8, 0.81] {
            let policies = of(&[two(target)], &ask(auc, Some(target)));
            let at = by(&policies, "threshold-router").at.as_ref().unwrap();
            let share = exact.share_for(target).unwrap();
            assert!((at.usd - (1.0 + 19.0 * share)).abs() < 1e-9, "{auc} {target}: {}", at.usd);
            assert!((at.success - target).abs() < 1e-9);
            assert!((at.shares[0][1] - share).abs() < 1e-9);
            let shuffled = by(&policies, "shuffled").at.as_ref().unwrap();
            assert!((shuffled.success - (0.68 + 0.13 * share)).abs() < 1e-9);
            assert!(shuffled.usd == at.usd);
        }
        let saving = by(&of(&[two(0.7)], &ask(auc, None)), "threshold-router").saving.unwrap();
        let usd = 1.0 + 19.0 * exact.share_for(0.81).unwrap();
        assert!((saving - (1.0 - usd / 20.0)).abs() < 1e-9);
    }
    let policies = of(&[two(0.7)], &ask(0.6, Some(pair.oracle())));
    let best = by(&policies, "oracle").at.as_ref().unwrap();
    assert!((best.usd - (1.0 + 19.0 * pair.gain())).abs() < 1e-9);
    let mix = by(&of(&[two(0.7)], &ask(0.6, None)), "random-mix").at.clone().unwrap();
    let share = (0.7 - 0.68) / 0.13;
    assert!((mix.usd - (1.0 + 19.0 * share)).abs() < 1e-9);
    // The cascade of these models lies above the strong one, and mixes with the weak one below.
    let cascade = escalate(&pair, Verifier { tpr: 0.9, fpr: 0.2, usd: 0.0 }, 1.0, 20.0);
    let at = by(&of(&[two(0.7)], &ask(0.6, None)), "cascade").at.clone().unwrap();
    let part = (0.7 - 0.68) / (cascade.success - 0.68);
    assert!((at.usd - (1.0 + part * (cascade.usd - 1.0))).abs() < 1e-9);
}

#[test]
fn deciding_costs_what_the_policy_says() {
    let costly = |router_usd, verifier_usd| Task { router_usd, verifier_usd, ..two(0.75) };
    let usd = |task: Task, id: &str| {
        by(&of(&[task], &ask(0.9, None)), id).at.as_ref().map_or(f64::NAN, |it| it.usd)
    };
    // Every request goes through the router, and the answers of those that a mix sends into the cascade are checked.
    let free = usd(two(0.75), "threshold-router");
    assert!((usd(costly(0.1, 0.0), "threshold-router") - free - 0.1).abs() < 1e-9);
    let pair = Pair::new(0.68, 0.81, CORRELATION);
    let cascade = escalate(&pair, Verifier { tpr: 0.9, fpr: 0.2, usd: 0.0 }, 1.0, 20.0);
    let part = (0.75 - 0.68) / (cascade.success - 0.68);
    let more = usd(costly(0.0, 0.1), "cascade") - usd(two(0.75), "cascade");
    assert!((more - 0.1 * part).abs() < 1e-9);
    for id in ["oracle", "random-mix", "cheapest-meeting-threshold"] {
        assert_eq!(usd(costly(0.1, 0.1), id), usd(two(0.75), id), "{id}");
    }
    // One that is too dear is not used.
    assert!(
        (usd(costly(50.0, 0.0), "threshold-router") - usd(two(0.75), "random-mix")).abs() < 1e-9
    );
}

#[test]
fn a_signal_by_chance_is_the_random_mix() {
    for target in [0.69, 0.75, 0.81] {
        let policies = of(&[two(target)], &ask(0.5, Some(target)));
        let usd = |id| by(&policies, id).at.as_ref().unwrap().usd;
        assert!((usd("threshold-router") - usd("random-mix")).abs() < 1e-9);
    }
    // Of classes it knows the class: it is the lookup, and beats a mix that does not.
    let policies = of(&mixed(), &ask(0.5, Some(0.8)));
    let usd = |id| by(&policies, id).at.as_ref().unwrap().usd;
    assert!((usd("threshold-router") - usd("class-lookup")).abs() < 1e-9);
    assert!(usd("class-lookup") < usd("random-mix"));
}

#[test]
fn random_mix_then_lookup_then_router_then_oracle() {
    for auc in [0.5, 0.55, 0.7, 0.95] {
        for target in [0.66, 0.72, 0.78, 0.84] {
            let policies = of(&mixed(), &ask(auc, Some(target)));
            let usd = |id| by(&policies, id).at.as_ref().map_or(f64::INFINITY, |it| it.usd);
            let order = ["oracle", "threshold-router", "class-lookup", "random-mix"].map(usd);
            assert!(order.is_sorted_by(|a, b| *a <= b + 1e-9), "{auc} {target}: {order:?}");
            assert!(usd("random-mix") <= usd("cheapest-meeting-threshold") + 1e-9);
        }
    }
}

#[test]
fn a_common_price_of_errors_is_the_frontier_of_the_routing_library() {
    let tasks = mixed();
    let mut frontier = Frontier::new();
    let line = |task: &Task| -> Vec<Candidate> {
        let candidate = |it: &Served| Candidate {
            line: LineId(it.model as u16),
            tau: probit(it.success),
            success: it.success,
            usd: it.usd,
            eligible: true,
        };
        task.models.iter().map(candidate).collect()
    };
    let candidates: Vec<_> = tasks.iter().map(line).collect();
    let classes = tasks.iter().zip(&candidates).map(|(task, it)| (task.share, &it[..]));
    assert!(frontier.look_up(classes, &mut Vec::new()));
    for target in [0.7, 0.75, 0.8, 0.85] {
        let ours = at_success(&tasks, Knows::Class, target, 5).unwrap();
        let theirs = frontier.meet(target);
        assert!((ours.usd - theirs.usd).abs() < 1e-9 && (ours.success - target).abs() < 1e-9);
    }
    for (task, candidates) in tasks.iter().zip(&candidates) {
        let one = std::slice::from_ref(task);
        let ours = at_success(one, Knows::Class, task.threshold, 5).unwrap();
        assert!((ours.usd - random_mix(candidates, task.threshold).usd).abs() < 1e-9);
        let all = oracle(candidates, CORRELATION);
        let top = at_success(one, Knows::All, all.success - 1e-3, 5).unwrap();
        assert!(top.usd <= all.usd && top.usd > 0.9 * all.usd - 0.5);
    }
}

#[test]
fn shares_sum_to_one_and_pay_the_bill() {
    let tasks = mixed();
    for policy in of(&tasks, &ask(0.7, Some(0.78))) {
        for at in [&policy.at, &policy.at_equal_quality].into_iter().flatten() {
            for shares in &at.shares {
                assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{}", policy.id);
                assert!(shares.iter().all(|it| (-1e-12..=1.0 + 1e-12).contains(it)));
            }
            // A cascade pays the weak model for what the strong one answers.
            if policy.id != "cascade" {
                let of = |task: &Task, shares: &[f64]| -> f64 {
                    task.models.iter().map(|it| shares[it.model] * it.usd).sum::<f64>() * task.share
                };
                let usd: f64 = tasks.iter().zip(&at.shares).map(|(task, it)| of(task, it)).sum();
                assert!((usd - at.usd).abs() < 1e-9, "{}: {usd} {}", policy.id, at.usd);
            }
        }
    }
}

#[test]
fn curves_rise_and_hold_their_operating_points() {
    let tasks = mixed();
    for knows in [Knows::Class, Knows::Signal(0.7), Knows::All] {
        let points = curve(&tasks, knows);
        assert!(points.windows(2).all(|it| it[1].0 > it[0].0 && it[1].1 > it[0].1));
        for &(usd, success) in &points {
            let at = at_success(&tasks, knows, success, 5).unwrap();
            // What is drawn can be had, and not for noticeably less.
            assert!(at.usd <= usd + 1e-9 && at.usd > 0.985 * usd, "{knows:?}: {usd} {}", at.usd);
        }
    }
}

fn routing(id: &str) -> Routing {
    let catalog = Catalog::shipped().unwrap();
    let scenario = Scenario::parse(shipped(id).unwrap().text, &[], catalog).unwrap();
    Routing::new(scenario, 42)
}

#[test]
fn the_first_month_is_that_of_the_run() {
    for id in ["deepseek-v4-april-2026", "first-steps"] {
        let mut routing = routing(id);
        let catalog = Catalog::shipped().unwrap();
        let scenario = Scenario::parse(shipped(id).unwrap().text, &[], catalog).unwrap();
        let medians = scenario.template.clone();
        let mut simulation = Simulation::new(scenario, 42);
        let months = simulation.curves().months;
        let curve = |metric| simulation.curves().find(metric, POLICIES[1]).unwrap();
        let places = [curve(Metric::UsdPerAcceptedTask), curve(Metric::Success)];
        let outcome = simulation.outcome_of(&medians, 0);
        let [usd_per_success, success] = places.map(|curve| outcome[curve * months]);
        let view = routing.frontier(&ask(0.6, None), 0);
        let at = by(&view.policies, "cheapest-meeting-threshold").at.as_ref().unwrap();
        assert!((at.success - success).abs() < 1e-12, "{id}: {} {success}", at.success);
        assert!((at.usd / at.success / usd_per_success - 1.0).abs() < 1e-12, "{id}");
    }
}

#[test]
fn sentences_say_what_the_numbers_say() {
    let mut routing = routing("deepseek-v4-april-2026");
    let view = routing.frontier(&ask(0.6, None), 32);
    let best = view.models.iter().find(|it| it.best).unwrap();
    let cost = |id| usd(by(&view.policies, id).at_equal_quality.as_ref().unwrap().usd);
    let expected = format!(
        "In April 2026, at the success of the best single model for all requests, {} ({}): it costs {} a request, \
         models by task class {}, a router of AUC 0.60 {}, a perfect router {}.",
        best.model,
        percent(best.success),
        usd(best.usd),
        cost("class-lookup"),
        cost("threshold-router"),
        cost("oracle"),
    );
    assert!(view.sentences[0].starts_with(&expected), "{}\n{expected}", view.sentences[0]);
    // The run tells the saving, against the best model of each class; a second one would have another baseline.
    assert!(!view.sentences.iter().any(|it| it.contains("save")), "{:?}", view.sentences);
    let spread = view.savings.unwrap();
    assert!(spread.router.p5 <= spread.router.p95 && spread.router.p50 <= spread.oracle.p50);
    assert_eq!(view.break_even.len(), 4);
    for it in &view.break_even {
        assert_eq!(it.text.contains("is not"), it.error_usd < it.usd, "{}", it.text);
    }
    // One model that is best and cheapest leaves nothing to route.
    let tasks = [Task::of(&pool(1.0, 0.5, &[(0.8, 1.0), (0.7, 2.0)]), 9)];
    let policies = of(&tasks, &ask(0.9, None));
    assert!(by(&policies, "threshold-router").saving.unwrap().abs() < 1e-12);
}

/// The picture's router is the scenario's own: one AUC moves both, in the medians and in each draw.
#[test]
fn without_an_auc_of_its_own_a_frontier_has_the_scenarios() {
    let catalog = Catalog::shipped().unwrap();
    let with = |path: &str, value: &str| {
        let set = [Override { path: path.to_string(), text: value.to_string() }];
        let text = shipped("routed-market").unwrap().text;
        Routing::new(Scenario::parse(text, &set, catalog).unwrap(), 42)
    };
    let own = FrontierAsk { need_strong_auc: None, tpr: None, fpr: None, ..ask(0.5, None) };
    let asked = |routing: &mut Routing, ask: &FrontierAsk| {
        let view = routing.frontier(ask, 8);
        (view.need_strong_auc.unwrap(), view.policies, view.savings.unwrap())
    };
    let mut routing = with("policy.need_strong_auc", "0.9");
    let (auc, policies, savings) = asked(&mut routing, &own);
    assert!((auc - 0.9).abs() < 1e-12);
    let given = FrontierAsk { need_strong_auc: Some(0.9), ..own };
    assert_eq!(asked(&mut routing, &given), (auc, policies.clone(), savings));
    let (other, lower, _) = asked(&mut with("policy.need_strong_auc", "0.55"), &own);
    assert!((other - 0.55).abs() < 1e-12);
    let saving = |of: &[PolicyView]| by(of, "threshold-router").saving.unwrap();
    assert!(saving(&policies) > saving(&lower) + 0.01);
    // A scenario without a router is asked what one would do.
    let mut none = with("policy.kind", "cheapest-meeting-threshold");
    assert_eq!(asked(&mut none, &own).0, 0.6);
}

#[test]
fn what_must_stay_in_house_has_one_model() {
    let mut routing = routing("regulated-in-house");
    let view = routing.frontier(&ask(0.6, None), 0);
    assert!(view.compared > 0.0 && view.compared <= 1.0 && !view.models.is_empty());
    assert_eq!(view.models.iter().filter(|it| it.best).count(), 1);
    let mut shares = view.policies.iter().flat_map(|it| it.at.iter().flat_map(|at| &at.shares));
    assert!(shares.all(|it| it.len() == view.names.len()));
}
