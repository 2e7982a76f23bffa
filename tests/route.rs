//! `undercut route` as a user runs it, and what its input may not be.
#![cfg(feature = "cli")]

mod program;

use std::path::Path;

use program::{stdout, undercut};
use proptest::prelude::*;
use serde_json::{Value, json};
use undercut::input::RouteInput;

fn file(name: &str, input: &Value) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("route-{name}.json"));
    std::fs::write(&path, input.to_string()).expect("the file can be written");
    path.to_str().expect("a path in UTF-8").to_string()
}

fn route(name: &str, input: &Value, format: &str) -> String {
    stdout(&["route", "--input", &file(name, input), "--format", format])
}

fn evaluated(name: &str, input: &Value) -> Value {
    serde_json::from_str(&route(name, input, "json")).expect("JSON")
}

fn schema() -> Value {
    serde_json::from_str(&stdout(&["route", "--schema"])).expect("JSON")
}

fn two(policies: Value) -> Value {
    json!({
        "models": [
            { "name": "small", "success": 0.68, "cost": 1.0 },
            { "name": "large", "success": 0.81, "cost": 20.0 },
        ],
        "correlation": 0.68,
        "policies": policies,
    })
}

fn near(value: &Value, expected: f64, within: f64) {
    let got = value.as_f64().expect("a number");
    assert!((got - expected).abs() < within, "{got} {expected}");
}

#[test]
fn the_worked_example_is_what_the_program_writes() {
    let schema = schema();
    let output = evaluated("example", &schema["examples"][0]);
    assert_eq!(output, schema["$defs"]["output"]["examples"][0]);
}

#[test]
fn the_schema_names_every_key_that_is_written() {
    let schema = schema();
    let known = &schema["$defs"]["output"]["properties"];
    let mut input = schema["examples"][0].clone();
    input["requests"] = json!(1000);
    let output = evaluated("keys", &input);
    let all_known = |table: &Value, known: &Value| {
        for key in table.as_object().expect("an object").keys() {
            assert!(known.get(key).is_some(), "{key} is not in the schema");
        }
    };
    all_known(&output, known);
    for policy in output["policies"].as_array().expect("a list") {
        all_known(policy, &known["policies"]["items"]["properties"]);
    }
}

#[test]
fn test_vectors_of_two_models() {
    let verifier = json!({ "tpr": 0.9, "fpr": 0.2, "cost": 0.1 });
    let input = two(json!([
        { "kind": "cascade", "verifier": verifier },
        { "kind": "cascade", "signal": { "verifier": verifier } },
        { "kind": "cascade", "signal": verifier },
        { "kind": "cascade", "signal": { "weak_auc": 0.639_911_4, "strong_auc": 0.586_9 } },
        "oracle",
    ]));
    let output = evaluated("vectors", &input);
    near(&output["oracle_success"], 0.86048, 1e-5);
    assert_eq!(output["best_constant"]["name"], "large");
    for place in 0..3 {
        let policy = &output["policies"][place];
        near(&policy["success"], 0.81934, 1e-5);
        near(&policy["cost"], 7.58, 1e-9);
        near(&policy["share_strong"], 0.324, 1e-12);
    }
    near(&output["policies"][4]["success"], 0.86048, 1e-5);
}

#[test]
fn a_verifiers_errors_may_fall_on_hard_requests() {
    let cascade = |more: Value| {
        let mut verifier = json!({ "tpr": 0.8, "fpr": 0.4 });
        verifier.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({ "kind": "cascade", "verifier": verifier })
    };
    let both = json!({ "rejection_difficulty": 0.5, "acceptance_difficulty": 0.2 });
    let mut input = two(json!([
        cascade(json!({})),
        cascade(json!({ "rejection_difficulty": 0.5 })),
        cascade(json!({ "acceptance_difficulty": 0.5 })),
        cascade(both.clone()),
        { "kind": "cascade", "signal": cascade(both)["verifier"] },
    ]));
    let output = evaluated("hard-errors", &input);
    let success = |place: usize| output["policies"][place]["success"].as_f64().unwrap();
    assert!(success(1) < success(0) && success(0) < success(2));
    assert_eq!(success(3), success(4));
    for place in 1..5 {
        near(&output["policies"][place]["share_strong"], 0.328, 1e-8);
        assert_eq!(output["policies"][place]["notes"], Value::Null);
    }
    // Where nothing is said, the note says what measured verifiers would do.
    let note = output["policies"][0]["notes"][0].as_str().unwrap();
    assert!(note.contains(&format!("{:.2}%", 100.0 * success(3))), "{note}");
    input["requests"] = json!(200_000);
    let simulated = evaluated("hard-errors-simulated", &input);
    for place in 0..4 {
        near(&simulated["policies"][place]["success"], success(place), 4.0 * 0.0009);
    }
    input["policies"] = json!([
        { "kind": "cascade", "verifier": { "tpr": 1, "fpr": 0.1, "rejection_difficulty": 2 } },
        { "kind": "threshold-router", "signal": { "weak_auc": 0.7, "rejection_difficulty": 0.5 } },
    ]);
    assert_eq!(problems(&input).len(), 2);
}

#[test]
fn an_auc_of_one_half_is_the_random_mix() {
    let output = evaluated(
        "half",
        &two(json!([
            { "kind": "threshold-router", "signal": { "need_strong_auc": 0.5 } },
            { "kind": "threshold-router", "signal": { "weak_auc": 0.5, "strong_auc": 0.5 } },
        ])),
    );
    for policy in output["policies"].as_array().unwrap() {
        near(&policy["apgr"], 0.5, 1e-12);
        near(&policy["cpt50"], 0.5, 1e-9);
        near(&policy["cpt80"], 0.8, 1e-9);
        for point in policy["curve"].as_array().unwrap() {
            let share = point["share_strong"].as_f64().unwrap();
            near(&point["success"], 0.68 + 0.13 * share, 1e-9);
            near(&point["cost"], 1.0 + 19.0 * share, 1e-9);
        }
    }
}

#[test]
fn operating_points_meet_the_threshold_or_equal_the_best_constant() {
    let policies = json!([
        { "kind": "threshold-router", "signal": { "need_strong_auc": 0.75 } },
        { "kind": "random-mix" },
        { "kind": "shuffled" },
        { "kind": "cheapest-meeting-threshold" },
    ]);
    let without = evaluated("best", &two(policies.clone()));
    near(&without["policies"][0]["success"], 0.81, 1e-9);
    near(&without["policies"][1]["success"], 0.81, 1e-9);
    near(&without["policies"][3]["cost"], 20.0, 1e-12);
    let mut input = two(policies);
    input["threshold"] = json!(0.75);
    let with = evaluated("threshold", &input);
    near(&with["policies"][0]["success"], 0.75, 1e-9);
    near(&with["policies"][1]["success"], 0.75, 1e-12);
    assert_eq!(with["policies"][0]["meets"], true);
    // Shuffled costs what the router costs, and does what a random mix at that cost does.
    assert_eq!(with["policies"][2]["cost"], with["policies"][0]["cost"]);
    let usd = with["policies"][2]["cost"].as_f64().unwrap();
    near(&with["policies"][2]["success"], 0.68 + 0.13 * (usd - 1.0) / 19.0, 1e-12);
    input["threshold"] = json!(0.99);
    let beyond = evaluated("beyond", &input);
    assert_eq!(beyond["policies"][3]["success"], Value::Null);
    assert_eq!(beyond["policies"][0]["meets"], false);
}

#[test]
fn models_may_come_in_any_order() {
    let mut input = two(
        json!([{ "kind": "cascade", "signal": { "weak_auc": 0.7 }, "pair": ["small", "large"] }]),
    );
    let straight = evaluated("straight", &input);
    let models = input["models"].as_array_mut().unwrap();
    models.reverse();
    let turned = evaluated("turned", &input);
    assert_eq!(straight["policies"], turned["policies"]);
    assert_eq!(turned["notes"][0], "models were put in order of cost");
}

#[test]
fn simulated_requests_follow_the_seed() {
    let mut input = two(
        json!([{ "kind": "threshold-router", "signal": { "need_strong_auc": 0.7 } }, "oracle"]),
    );
    input["requests"] = json!(50_000);
    input["seed"] = json!(3);
    let first = evaluated("seed", &input);
    assert_eq!(first, evaluated("again", &input));
    near(&first["oracle_success"], 0.86048, 4.0 * 0.00155);
    let interval = &first["policies"][1]["success_interval"];
    assert!(interval[0].as_f64().unwrap() < 0.86048 && interval[1].as_f64().unwrap() > 0.855);
    input["seed"] = json!(4);
    assert_ne!(first["oracle_success"], evaluated("other", &input)["oracle_success"]);
}

#[test]
fn conversations_pay_for_lost_caches() {
    let mut input =
        two(json!([{ "kind": "threshold-router", "signal": { "need_strong_auc": 0.7 } }]));
    let plain = evaluated("no-conversation", &input);
    input["conversation"] = json!({ "turns": 10 });
    input["models"][1]["cold_cost"] = json!(8);
    let cold = evaluated("conversation", &input);
    let cost = |output: &Value, place: usize| {
        output["policies"][0]["curve"][place]["cost"].as_f64().unwrap()
    };
    // At half the calls: 9/10 of the turns, a switch to the strong model on a quarter of them, 8 USD each.
    assert!((cost(&cold, 25) - cost(&plain, 25) - 0.9 * 0.25 * 8.0).abs() < 1e-9);
    assert_eq!((cost(&cold, 0), cost(&cold, 50)), (1.0, 20.0));
    // Switching all the time costs more than it saves: at equal quality everything goes to the strong model.
    assert!(cold["policies"][0]["saving"].as_f64() <= plain["policies"][0]["saving"].as_f64());
    input["conversation"] = json!({ "turns": 0.5, "mood": 1 });
    assert_eq!(problems(&input).len(), 2);
}

/// The problems of an input as lines.
fn problems(input: &Value) -> Vec<String> {
    let error = RouteInput::parse(&input.to_string()).expect_err("it is refused");
    error.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn every_problem_is_reported_at_once() {
    let input = json!({
        "models": [
            { "name": "a", "success": 1.2, "cost": 1 },
            { "name": "a", "success": 0.5, "cost": -1 },
            { "name": "c", "success": "high", "cost": 1, "speed": 3 },
        ],
        "correlation": [[1, 0.5, 0.2], [0.4, 1, 0.1], [0.2, 0.1, 0.9]],
        "policies": [
            { "kind": "telepathy" },
            { "kind": "threshold-router", "signal": { "need_strong_auc": 0.4 } },
            { "kind": "cascade", "signal": { "weak_auc": 1.1, "strong_auc": 0.6 } },
            { "kind": "cascade" },
            { "kind": "cascade", "verifier": { "tpr": 1.5, "fpr": -0.1 } },
            { "kind": "cascade", "verifier": { "fpr": 0.1 } },
            { "kind": "random-mix", "pair": ["a", "z"] },
            { "kind": "threshold-router", "verifier": { "tpr": 0.9, "fpr": 0.1 } },
        ],
        "threshold": 2,
        "budget": 3,
    });
    let lines = problems(&input);
    for expected in [
        "budget = 3: is not known",
        "models[0].success = 1.2: must be a number from 0 to 1",
        "models[1].name = \"a\": is the name of another model",
        "models[1].cost = -1: must be a number of USD, 0 or more",
        "models[2].success = \"high\": must be a number from 0 to 1",
        "models[2].speed = 3: is not known",
        "correlation[2][2] = 0.9: must be 1",
        "policies[0].kind = \"telepathy\": must be one of: single, ",
        "policies[1].signal.need_strong_auc = 0.4: must be an AUC: a number from 0.5 to 1",
        "policies[2].signal.weak_auc = 1.1: must be an AUC",
        "policies[3].signal: is missing",
        "policies[4].verifier.tpr = 1.5: must be a number from 0 to 1",
        "policies[4].verifier.fpr = -0.1: must be a number from 0 to 1",
        "policies[5].verifier.tpr: is missing",
        "policies[6].pair[1] = \"z\": must be the name of a model",
        "policies[7].signal: must be AUCs",
        "threshold = 2: must be a number from 0 to 1",
    ] {
        assert!(
            lines.iter().any(|it| it.starts_with(expected)),
            "{expected}\n{}",
            lines.join("\n")
        );
    }
}

#[test]
fn what_is_no_correlation_matrix_is_refused() {
    let mut input = two(json!(["oracle"]));
    for (correlation, expected) in [
        (
            json!([[1, 0.5], [0.4, 1]]),
            "correlation[1][0] = 0.4: must equal correlation[0][1] = 0.5",
        ),
        (json!([[1, 1.5], [1.5, 1]]), "correlation[0][1] = 1.5: must be a correlation"),
        (json!([[1, 0.5]]), "correlation = a list of 1: must have a row for each of 2 models"),
        (json!([[1], [0.5, 1]]), "correlation[0] = a list of 1: must be a list of 2 numbers"),
        (json!("high"), "correlation = \"high\": must be a correlation"),
        (json!(null), ""),
    ] {
        input["correlation"] = correlation;
        match expected {
            "" => drop(RouteInput::parse(&input.to_string()).expect("null is as without it")),
            _ => assert!(problems(&input)[0].starts_with(expected), "{:?}", problems(&input)),
        }
    }
    input["models"].as_array_mut().unwrap().push(json!({ "name": "c", "success": 0.5, "cost": 2 }));
    input["correlation"] = json!([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]);
    assert!(
        problems(&input)[0]
            .contains("must be a correlation matrix: it is 0.400 (root mean square) from")
    );
    // What tetrachoric correlations of a sample may miss by is repaired and said.
    input["correlation"] = json!([[1, 0.98, 0.78], [0.98, 1, 0.9], [0.78, 0.9, 1]]);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("route-repaired.json");
    std::fs::write(&path, input.to_string()).unwrap();
    let said = program::undercut(&["route", "--input", path.to_str().unwrap(), "--format", "json"]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("nearest correlation matrix is used"));
    let answer: Value = serde_json::from_slice(&said.stdout).unwrap();
    assert!(answer["notes"][1].as_str().unwrap().contains("nearest"), "{}", answer["notes"]);
}

#[test]
fn files_that_are_no_input_fail_with_1_and_no_output() {
    for (name, text) in [("empty", ""), ("list", "[]"), ("cut", "{\"models\": ["), ("none", "{}")] {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("route-bad-{name}.json"));
        std::fs::write(&path, text).unwrap();
        let output = undercut(&["route", "--input", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
    assert_eq!(undercut(&["route"]).status.code(), Some(2));
    assert_eq!(undercut(&["route", "--input", "no/such/file.json"]).status.code(), Some(1));
}

#[test]
fn tables_and_csv_have_every_policy() {
    let input = two(
        json!(["oracle", { "kind": "cascade", "name": "mine", "verifier": { "tpr": 1, "fpr": 0 } }]),
    );
    let table = route("table", &input, "table");
    assert!(table.contains("oracle") && table.contains("mine") && table.contains("86.05%"));
    let csv = route("csv", &input, "csv");
    assert!(csv.starts_with("policy,kind,name,point,share_strong,success,cost\n"));
    assert!(csv.contains("\n1,cascade,mine,operating,"));
}

#[test]
fn extreme_pools_do_not_panic() {
    for (a, b, rho) in
        [(0.0, 1.0, 0.5), (1.0, 1.0, 1.0), (0.0, 0.0, -1.0), (0.5, 0.5, 1.0), (0.9, 0.2, 0.0)]
    {
        let kinds = ["single", "cheapest-meeting-threshold", "random-mix", "oracle", "shuffled"];
        let mut policies: Vec<Value> = kinds.map(|it| json!(it)).to_vec();
        for kind in ["threshold-router", "cascade", "cascade-routing"] {
            for signal in [
                json!({ "need_strong_auc": 1 }),
                json!({ "need_strong_auc": 0.5 }),
                json!({ "weak_auc": 1, "strong_auc": 0.5 }),
                json!({ "weak_auc": 0.7 }),
            ] {
                policies.push(json!({ "kind": kind, "signal": signal }));
            }
        }
        policies.push(json!({ "kind": "cascade-routing", "verifier": { "tpr": 1, "fpr": 1 } }));
        let input = json!({
            "models": [{ "success": a, "cost": 0 }, { "success": b, "cost": 0 }],
            "correlation": rho,
            "policies": policies,
            "error_cost": 1,
        });
        for requests in [0, 100] {
            let mut input = input.clone();
            input["requests"] = json!(requests);
            let evaluation = RouteInput::parse(&input.to_string()).expect("it is valid").evaluate();
            for (place, it) in evaluation.policies.iter().enumerate() {
                let fine = |at: &undercut::routing::Choice| {
                    (-1e-9..=1.0 + 1e-9).contains(&at.success) && at.usd.is_finite()
                };
                assert!(it.at.iter().chain(&it.curve).all(fine), "{a} {b} {rho} {place}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_pool_is_evaluated(
        models in prop::collection::vec((0.0f64..=1.0, 0.0f64..50.0, 0.0f64..0.99), 1..9),
        auc in 0.5f64..=1.0, other in 0.5f64..=1.0, tpr in 0.0f64..=1.0, fpr in 0.0f64..=1.0,
        threshold in prop::option::of(0.0f64..=1.0), requests in 0u32..200,
    ) {
        let correlation: Vec<Vec<f64>> = (models.iter().enumerate())
            .map(|(i, a)| {
                let cell = |(j, b): (usize, &(f64, f64, f64))| if i == j { 1.0 } else { a.2 * b.2 };
                models.iter().enumerate().map(cell).collect()
            })
            .collect();
        let verifier = json!({ "tpr": tpr, "fpr": fpr, "cost": 0.1 });
        let input = json!({
            "models": Value::from_iter(models.iter().map(|it| json!({ "success": it.0, "cost": it.1 }))
                .enumerate().map(|(place, mut it)| { it["name"] = json!(place.to_string()); it })),
            "correlation": correlation,
            "threshold": threshold,
            "requests": requests,
            "error_cost": 3,
            "policies": [
                "single", "cheapest-meeting-threshold", "random-mix", "oracle",
                { "kind": "threshold-router", "signal": { "need_strong_auc": auc } },
                { "kind": "threshold-router", "signal": { "weak_auc": auc, "strong_auc": other } },
                { "kind": "cascade", "signal": { "weak_auc": auc } },
                { "kind": "cascade", "verifier": verifier },
                { "kind": "cascade-routing", "signal": { "need_strong_auc": auc }, "verifier": verifier },
                { "kind": "cascade-routing", "verifier": verifier },
                { "kind": "cascade-routing", "signal": { "weak_auc": auc, "strong_auc": other } },
                "shuffled",
            ],
        });
        let input = RouteInput::parse(&input.to_string()).expect("it is valid");
        let evaluation = input.evaluate();
        prop_assert!((-1e-9..=1.0 + 1e-9).contains(&evaluation.oracle_success));
        let best = evaluation.success[evaluation.best_constant];
        // Sampling and quadrature aside, knowing who succeeds beats any one model.
        prop_assert!(evaluation.oracle_success >= best - 1e-6);
        for (place, it) in evaluation.policies.iter().enumerate() {
            for at in it.at.iter().chain(&it.curve) {
                prop_assert!((-1e-6..=1.0 + 1e-6).contains(&at.success), "{} {}", place, at.success);
                prop_assert!(at.usd.is_finite() && (-1e-9..=1.0 + 1e-9).contains(&at.strong), "{}", place);
            }
            if it.meets && threshold.is_some() {
                prop_assert!(it.at.unwrap().success >= threshold.unwrap() - 1e-6, "{}", place);
            }
        }
        // A need-strong router lies between the pair's line and its oracle, at every share.
        if requests == 0 {
            let (weak, strong) = (0, input.models.len() - 1);
            let pair = input.pool.pair(weak, strong);
            for at in &evaluation.policies[4].curve {
                let line = pair.weak + at.strong * (pair.strong - pair.weak);
                prop_assert!(at.success >= line - 1e-6);
                prop_assert!(at.success <= pair.oracle_at_share(at.strong) + 1e-6);
            }
        }
    }
}
