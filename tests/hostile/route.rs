//! Pools of models as nobody should write them.

use std::time::Instant;

use serde_json::{Value, json};

use super::{file, said};

fn route(name: &str, text: &str) -> (Option<i32>, Value, String) {
    let (status, out, err) =
        said(&["route", "--input", &file(name, text.as_bytes()), "--format", "json"]);
    (status, serde_json::from_str(&out).unwrap_or_default(), err)
}

fn pool(models: usize, rest: &str) -> String {
    let model =
        |it: usize| format!(r#"{{"success": {}, "cost": {}}}"#, 0.2 + 1e-4 * it as f64, it + 1);
    let models: Vec<String> = (0..models).map(model).collect();
    format!(r#"{{"models": [{}]{rest}}}"#, models.join(","))
}

#[test]
fn a_key_given_twice_is_named_with_its_line() {
    for text in [
        "{\n\"models\": [{\"success\": 0.5, \"cost\": 1}],\n\"seed\": 1,\n\"seed\": 2}",
        "{\"models\": [\n{\"success\": 0.5, \"cost\": 1},\n{\"success\": 0.5,\n\"seed\": 1, \"seed\": 2}]}",
    ] {
        let (status, _, err) = route("twice.json", text);
        assert_eq!(status, Some(1));
        assert!(
            err.contains("line 4, ") && err.contains("the key \"seed\" is given twice"),
            "{err}"
        );
    }
}

#[test]
fn names_must_say_something_and_verifiers_be_the_right_way_round() {
    for (name, rule) in [("", "must not be empty"), ("  ", "must not be empty"), ("7", "")] {
        let text = json!({ "models": [{ "name": name, "success": 0.5, "cost": 1 }] }).to_string();
        let (status, _, err) = route("name.json", &text);
        assert_eq!(status, Some(i32::from(!rule.is_empty())), "{err}");
        assert!(
            err.contains(rule) && (rule.is_empty() || err.contains("models[0].name = ")),
            "{err}"
        );
    }
    let cascade = json!({ "kind": "cascade", "verifier": { "tpr": 0.2, "fpr": 0.9 } });
    let policies = format!(r#", "policies": [{cascade}]"#);
    let (status, answer, _) = route("backwards.json", &pool(2, &policies));
    assert_eq!(status, Some(0));
    let notes = answer["notes"].to_string();
    assert!(
        notes.contains("policies[0]: the verifier accepts wrong answers more often"),
        "{notes}"
    );
}

#[test]
fn a_thousand_models_take_seconds_and_more_are_refused() {
    let begun = Instant::now();
    let (status, answer, err) =
        route("thousand.json", &pool(1_000, r#", "policies": ["random-mix", "oracle", "single"]"#));
    assert_eq!((status, err.as_str()), (Some(0), ""));
    assert_eq!(answer["models"].as_array().map(Vec::len), Some(1_000));
    let seconds = begun.elapsed().as_secs_f64();
    assert!(seconds < 60.0, "{seconds} s");
    let (status, _, err) = route("more.json", &pool(1_001, ""));
    assert_eq!(status, Some(1));
    assert!(err.contains("models = a list of 1001: must be at most 1000 models"), "{err}");
}

/// Correlations of eight models, each measured by itself: noise of one seed around one factor of 0.8.
fn noisy(size: f64) -> (Vec<Vec<f64>>, f64) {
    let mut state = 7u32;
    let mut luck = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state >> 8) / f64::from(1u32 << 24) * 2.0 - 1.0
    };
    let below: Vec<f64> = (0..28).map(|_| (0.68 + size * luck()).clamp(-0.99, 0.99)).collect();
    let cell = |i: usize, j: usize| match i.max(j) {
        _ if i == j => 1.0,
        row => below[row * (row - 1) / 2 + i.min(j)],
    };
    let cells = (0..8).map(|i| (0..8).map(|j| cell(i, j)).collect()).collect();
    (cells, 0.68)
}

#[test]
fn correlations_that_do_not_quite_fit_are_mended_and_far_ones_refused() {
    let with = |correlation: &Value| {
        let models: Vec<Value> = (0..8)
            .map(|it| json!({ "success": 0.45 + 0.05 * f64::from(it), "cost": it + 1 }))
            .collect();
        json!({ "models": models, "correlation": correlation }).to_string()
    };
    let (cells, rho) = noisy(0.42);
    let (status, mended, err) = route("noisy.json", &with(&json!(cells)));
    assert_eq!(status, Some(0), "{err}");
    let by = mended["correlation"]["repaired_by"].as_f64().expect("a number");
    assert!(by > 0.05 && by < 0.15, "{by}");
    assert!(err.contains("note: the correlations do not quite fit together"), "{err}");
    assert!(
        mended["notes"].to_string().contains("nearest correlation matrix"),
        "{}",
        mended["notes"]
    );
    let (_, truth, _) = route("even.json", &with(&json!(rho)));
    let oracle = |it: &Value| it["oracle_success"].as_f64().expect("a number");
    assert!(
        (oracle(&mended) - oracle(&truth)).abs() < 0.02,
        "{} {}",
        oracle(&mended),
        oracle(&truth)
    );

    let mut far = vec![vec![1.0; 8]; 8];
    for (i, row) in far.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate().filter(|(j, _)| *j != i) {
            *cell = if (i + j) % 3 == 0 { -0.9 } else { 0.9 };
        }
    }
    let (status, _, err) = route("far.json", &with(&json!(far)));
    assert_eq!(status, Some(1));
    assert!(
        err.contains(
            "(root mean square) from the nearest one, and 0.15 is the most that is mended"
        ),
        "{err}"
    );
}
