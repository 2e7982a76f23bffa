//! `undercut market` as a user runs it, and what its input may not be.
#![cfg(feature = "cli")]

mod program;

use std::path::Path;

use program::{stderr, stdout};
use serde_json::{Value, json};

fn file(name: &str, input: &Value) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("market-{name}.json"));
    std::fs::write(&path, input.to_string()).expect("the file can be written");
    path.to_str().expect("a path in UTF-8").to_string()
}

fn settled(name: &str, input: &Value) -> Value {
    let text = stdout(&["market", "--input", &file(name, input), "--format", "json"]);
    serde_json::from_str(&text).expect("JSON")
}

fn refused(name: &str, input: &Value) -> String {
    stderr(&["market", "--input", &file(name, input), "--format", "json"], 1)
}

fn near(value: &Value, expected: f64, within: f64) {
    let got = value.as_f64().expect("a number");
    assert!((got - expected).abs() < within, "{got} {expected}");
}

fn duopoly() -> Value {
    json!({
        "alpha": 1,
        "firms": [
            { "name": "A", "products": [{ "name": "a", "delta": 2, "cost": 0, "nest": "x" }] },
            { "name": "B", "products": [{ "name": "b", "delta": 1, "cost": 0, "nest": "y" }] },
        ],
    })
}

#[test]
fn the_worked_example_is_what_the_program_writes() {
    let schema: Value = serde_json::from_str(&stdout(&["market", "--schema"])).expect("JSON");
    let output = settled("example", &schema["examples"][0]);
    let known = &schema["$defs"]["output"];
    assert_eq!(output, known["examples"][0]);
    for key in output.as_object().expect("an object").keys() {
        assert!(known["properties"].get(key).is_some(), "{key}");
    }
}

#[test]
fn two_unequal_firms_are_those_of_the_published_figures() {
    let it = settled("duopoly", &duopoly());
    near(&it["prices"]["a"], 1.746_107_53, 1e-8);
    near(&it["prices"]["b"], 1.317_897_32, 1e-8);
    near(&it["shares"]["a"], 0.427_297_58, 1e-8);
    near(&it["profits"]["B"], 0.241_215_54 * 1.317_897_32, 1e-7);
}

#[test]
fn segments_override_what_the_market_says() {
    let mut input = duopoly();
    input["segments"] = json!([
        { "weight": 3, "outside_utility": null, "feasible": ["a", "b"] },
        { "weight": 1, "alpha": 1.2, "delta": { "b": null }, "tokens": { "a": 2 } },
    ]);
    let it = settled("segments", &input);
    let (a, b) = (&it["quantities"]["a"], &it["quantities"]["b"]);
    // Three tasks must buy; the others only of the first, at two tokens each.
    near(&it["shares"]["b"], b.as_f64().expect("a number") / 4.0, 1e-12);
    assert!(a.as_f64() > Some(3.0 - b.as_f64().expect("a number")), "{it}");
    input["segments"] = json!([{ "alpha": 1, "feasible": ["a"] }]);
    input.as_object_mut().expect("an object").remove("alpha");
    let it = settled("feasible", &input);
    assert!(it["prices"]["b"].is_null() && it["markups"]["b"].is_null(), "{it}");
    near(&it["quantities"]["b"], 0.0, 1e-300);
}

#[test]
fn every_problem_is_reported_at_once() {
    let mut input = duopoly();
    input["alpha"] = json!(0);
    input["nesting"] = json!({ "x": 1, "z": 0.5 });
    input["demand"] = json!("log-price");
    input["firms"][1]["name"] = json!("A");
    input["segments"] =
        json!([{ "feasible": [], "outside_utility": null }, { "delta": { "c": 1 } }]);
    let said = refused("problems", &input);
    for part in [
        ": alpha",
        ": nesting.x",
        ": nesting.z",
        ": firms[0].products[0].cost",
        ": firms[1].name",
        ": segments[0]",
        ": segments[1].delta.c",
    ] {
        assert!(said.contains(part), "{part} {said}");
    }
    for (name, wrong) in [
        ("text", json!("firms")),
        ("none", json!({ "alpha": 1, "firms": [] })),
        ("empty", json!({ "alpha": 1, "firms": [{ "name": "A", "products": [] }] })),
        ("key", json!({ "alpha": 1, "firms": duopoly()["firms"], "sigma": 0.5 })),
        ("sigma", json!({ "alpha": 1, "firms": duopoly()["firms"], "nesting": -0.1 })),
        ("no-alpha", json!({ "firms": duopoly()["firms"] })),
    ] {
        assert!(!refused(name, &wrong).is_empty(), "{name}");
    }
}

#[test]
fn what_has_no_equilibrium_is_said_by_name() {
    let mut captive = duopoly();
    captive["segments"] =
        json!([{ "weight": 1 }, { "weight": 1, "feasible": ["b"], "outside_utility": null }]);
    assert!(refused("captive", &captive).contains("segments[1] must buy"));
    let mut inelastic = duopoly();
    inelastic["demand"] = json!("log-price");
    inelastic["firms"] = json!([{
        "name": "A", "products": [{ "name": "a", "delta": 2, "cost": 1, "nest": "x" }],
    }]);
    assert!(refused("inelastic", &inelastic).contains("alpha must be above 1"));
    // At half the sensitivity, no rival holds a price down.
    let mut unbounded = duopoly();
    unbounded["demand"] = json!("log-price");
    unbounded["alpha"] = json!(0.5);
    unbounded["firms"][0]["products"][0]["cost"] = json!(1);
    unbounded["firms"][1]["products"][0]["cost"] = json!(1);
    let said = refused("unbounded", &unbounded);
    assert!(said.contains("product \"") && said.contains("no price is high enough"), "{said}");
}

#[test]
fn tables_and_csv_have_every_product() {
    let path = file("formats", &duopoly());
    let table = stdout(&["market", "--input", &path]);
    assert!(table.contains("1.74611") && table.contains("42.73%"), "{table}");
    let csv = stdout(&["market", "--input", &path, "--format", "csv"]);
    assert_eq!(csv.lines().count(), 3);
    assert!(csv.starts_with("firm,product,cost,price,markup,share,quantity\nA,a,0,1.746"), "{csv}");
}
