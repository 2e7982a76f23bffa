//! Questions over a run: compare, solve, sensitivity, payoffs, and a run put together from parts.
#![cfg(feature = "cli")]

mod program;
mod runs;

use std::path::{Path, PathBuf};

use program::{stderr, stdout};
use serde_json::Value;
use undercut::analysis::{
    Goal, Grouping, Scale, Solve, Target, compare, drivers, in_order, payoffs, solve,
};
use undercut::market::Response;
use undercut::scenario::{Override, Scenario, shipped};
use undercut::simulation::{Lived, Metric, Point};

const SCENARIO: &str = "first-steps";

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&stdout(arguments)).expect("it is JSON")
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap_or_else(|| panic!("{value}: no list"));
    list.iter().map(|it| it.as_f64().unwrap_or(f64::NAN)).collect()
}

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

fn problem(text: &str) -> String {
    let scenario = runs::scenario(SCENARIO, &[]);
    Goal::parse(text, None, &scenario).expect_err("it is wrong").to_string()
}

#[test]
fn a_scenario_beside_itself_is_the_same_to_the_bit() {
    let found = json(&["compare", SCENARIO, SCENARIO, "--draws", "256", "--format", "json"]);
    let difference = &found["differences"][0];
    for name in ["p5", "p50", "p95", "mean"] {
        assert!(numbers(&difference[name]).iter().all(|it| *it == 0.0), "{name}");
        assert_eq!(numbers(&difference[name]).len(), 37);
        assert_eq!(difference["spend_usd"][name], 0.0);
    }
    assert_eq!((&difference["equal"], &difference["first_lower"]), (&1.0.into(), &0.0.into()));
    let said = stdout(&["compare", SCENARIO, SCENARIO, "--draws", "256"]);
    assert!(said.contains("A and B are the same in every draw."), "{said}");
}

/// Twice the volume costs twice as much in every draw: nothing else depends on the buyer's volume here.
#[test]
fn a_dearer_one_is_dearer_in_every_draw() {
    let twice = "workload.tokens_per_day=20M";
    let found = json(&[
        "compare",
        SCENARIO,
        "--set",
        "workload.tokens_per_day=10M",
        "--with",
        twice,
        "--draws",
        "256",
        "--format",
        "json",
    ]);
    let (arms, difference) = (&found["arms"], &found["differences"][0]);
    for (less, whole) in numbers(&difference["p5"]).iter().zip(numbers(&arms[0]["p5"])) {
        assert!(*less > 0.0 && (less / whole - 1.0).abs() < 1e-9, "{less} {whole}");
    }
    assert_eq!(difference["first_lower"], 1.0);
    assert_eq!(arms[1]["name"], "first-steps with workload.tokens_per_day=20M");
}

/// The discounted sum of one draw by hand, and a band that is the run's.
#[test]
fn a_comparison_is_of_the_draws_of_a_run() {
    let scenarios = ["2", "5"].map(|growth| {
        let changed = runs::scenario(SCENARIO, &[("workload.growth_per_year", growth)]);
        (growth.to_string(), changed)
    });
    let found = compare(scenarios.to_vec(), "bill_usd_per_month", 0.1, 1, 42, &in_order).unwrap();
    let mut sums = Vec::new();
    for (_, scenario) in &scenarios {
        let mut room = Lived::new(scenario.clone(), 42);
        let target = Target::parse("bill_usd_per_month@first", scenario).unwrap();
        let sum = |room: &mut Lived, index: u32| -> f64 {
            let outcome = room.live(Point::Drawn(index));
            let months = outcome[target.curve * 37..(target.curve + 1) * 37].iter().enumerate();
            months.map(|(month, usd)| usd * libm::pow(1.1, -(month as f64) / 12.0)).sum()
        };
        sums.push((0..256).map(|index| sum(&mut room, index)).collect::<Vec<f64>>());
    }
    let mut less: Vec<f64> = sums[1].iter().zip(&sums[0]).map(|(b, a)| b - a).collect();
    less.sort_by(f64::total_cmp);
    let median = 0.5 * (less[127] + less[128]);
    let spend = found.differences[0].spend_usd.expect("a bill is a flow");
    assert!((spend.p50 - median).abs() < 1e-9 * median.abs(), "{} {median}", spend.p50);

    let simulated = runs::simulated(&scenarios[0].1, 42, 1);
    let curve = simulated.curves().find(found.metric, &found.arms[0].subject.id).unwrap();
    for (month, p50) in found.arms[0].by_month.p50.iter().enumerate() {
        let band = simulated.band(curve, month);
        assert!((p50 / band.p50 - 1.0).abs() < 0.02, "{month} {p50} {}", band.p50);
    }
}

#[test]
fn targets_and_goals_say_what_is_wrong_with_them() {
    for (text, rule) in [
        ("margin=1", "\"margin\" is not a metric; those of a run: after_compute_margin, "),
        (
            "gross_margin:acme=50%",
            "\"acme\" is not a subject of gross_margin; those of it: closed-labs, ",
        ),
        ("gross_margin@2031-01=50%", "the month \"2031-01\" is not one from 2026-04 to 2029-04"),
        ("gross_margin", "has no value to reach: a goal is written gross_margin:closed-labs@"),
        ("gross_margin=high", "\"high\" "),
        ("gross_margin=10% to 20%", "\"10% to 20%\" must be one number"),
        ("P(gross_margin)<=20%", "is written "),
        ("P(gross_margin=50%)<=20%", "a chance is that of < or > a level"),
        ("P(gross_margin<50%)<=120%", "a chance is between 0 and 1"),
        ("p0(gross_margin)=1", "is written "),
        ("p5(gross_margin", "is written "),
        ("p5(gross_margin<3)>=1", "is written "),
        ("mean(gross_margin) about 3", "is written "),
    ] {
        let said = problem(text);
        assert!(said.contains(rule), "{text}: {said}");
        assert!(said.starts_with("target = "), "{said}");
    }
    let said =
        stderr(&["solve", SCENARIO, "--target", "gross_margin=1", "--by", "market.price"], 1);
    assert!(
        said.contains(
            "first-steps: by = market.price: is no number of the scenario; near it: market."
        ),
        "{said}"
    );
    let said = stderr(&["sensitivity", SCENARIO, "--metric", "margins"], 1);
    assert!(said.starts_with("first-steps: target = margins: "), "{said}");
    let said = stderr(&["compare", SCENARIO], 1);
    assert!(said.contains("there is nothing to compare with"), "{said}");
    let said = stderr(&["compare", SCENARIO, "coding-assistant", "--metric", "x"], 1);
    assert_eq!(said.lines().count(), 2, "both scenarios are named: {said}");
}

fn solved(goal: &str, path: &str, between: Option<(f64, f64)>) -> undercut::analysis::Solution {
    let usual = runs::scenario(SCENARIO, &[]);
    let goal = Goal::parse(goal, None, &usual).unwrap();
    let text = shipped(SCENARIO).unwrap().text;
    let build = |more: &[Override]| Scenario::parse(text, more, runs::catalog());
    solve(&Solve { goal, path, between, blocks: 2, seed: 42 }, &build, &in_order).unwrap()
}

/// The bill is in proportion to the volume, so that the root is known.
#[test]
fn a_root_that_is_known_is_found_and_verified() {
    let volume = runs::number(&runs::scenario(SCENARIO, &[]), "workload.tokens_per_day");
    let found = solved("bill_usd_per_month@first=$1000", "workload.tokens_per_day", None);
    let [root] = &found.crossings[..] else { panic!("{}", found.verdict) };
    let exact = volume * 1000.0 / found.as_it_stands.value;
    assert!((root.input / exact - 1.0).abs() < 0.01, "{} {exact}", root.input);
    assert!(root.rises && root.low < Some(root.input) && root.high > Some(root.input));
    let off = (root.verified.value - 1000.0).abs();
    assert!(off < 5.0 * root.verified.error.max(1.0), "{:?}", root.verified);
    // What is set at the root gives what was found, in a run.
    let run = json(&[
        "compare",
        SCENARIO,
        SCENARIO,
        "--set",
        &format!("workload.tokens_per_day={}", root.text),
        "--draws",
        "512",
        "--format",
        "json",
    ]);
    let median = numbers(&run["arms"][0]["p50"])[0];
    assert!((median / 1000.0 - 1.0).abs() < 0.01, "{median}");
}

#[test]
fn a_goal_that_is_met_nowhere_or_everywhere_says_so() {
    let nowhere =
        solved("bill_usd_per_month@first=$1000", "workload.tokens_per_day", Some((1e6, 2e6)));
    assert!(
        nowhere.crossings.is_empty() && nowhere.verdict.starts_with("met nowhere from "),
        "{}",
        nowhere.verdict
    );
    let everywhere = solved("unserved_share<=100%", "quality.gap_half_life", None);
    assert!(everywhere.verdict.starts_with("met everywhere from "), "{}", everywhere.verdict);
    let below = solved("bill_usd_per_month@first<=$1000", "workload.tokens_per_day", None);
    assert!(below.verdict.starts_with("met at or below "), "{}", below.verdict);
}

/// No month depends on a later one: a scenario that ends at the target's month gives the target's number.
#[test]
fn a_target_needs_no_later_month() {
    let whole =
        runs::scenario("deepseek-v4-april-2026", &[("market.closed_response", "best-response")]);
    let target = Target::parse("gross_margin@2027-01", &whole).unwrap();
    let mut short = whole.clone();
    short.plan.months = target.month + 1;
    let (mut whole, mut short) = (Lived::new(whole, 42), Lived::new(short, 42));
    for index in 0..8 {
        let long = whole.live(Point::Drawn(index))[target.curve * 37 + 9];
        let brief = short.live(Point::Drawn(index))[target.curve * 10 + 9];
        assert_eq!(long.to_bits(), brief.to_bits(), "{index}");
    }
}

/// A bill is in proportion to the volume, and its logarithm a sum: the volume's part of the variance is that of its logarithm.
#[test]
fn a_factor_of_a_bill_has_the_variance_of_its_logarithm() {
    let moved = "workload.tokens_per_day";
    let mut scenario = runs::scenario(SCENARIO, &[(moved, "10M to 1000M")]);
    let target = Target::parse("bill_usd_per_month@first", &scenario).unwrap();
    let found = drivers(scenario.clone(), &target, Grouping::Inputs(5), 1024, 42, &in_order);
    assert_eq!((found.drivers.len(), found.scale), (5, Scale::Logarithm));
    let volume =
        found.drivers.iter().find(|it| it.inputs == [moved]).expect("its swing is the widest");
    // A lognormal from 10M to 1000M: 9 in 10 within 3.29 standard deviations of the logarithm.
    let of_volume = libm::pow(libm::log(100.0) / (2.0 * 1.644_853_626_951), 2.0);
    let mut room = Lived::new(scenario.clone(), 42);
    let mut bill = |index| room.live(Point::Drawn(index))[target.curve * 37];
    // Where nothing can serve there is no bill, and no logarithm of it.
    let logs: Vec<f64> = (0..1024).map(&mut bill).filter(|it| *it > 0.0).map(libm::log).collect();
    let mean = logs.iter().sum::<f64>() / logs.len() as f64;
    let whole = logs.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>() / logs.len() as f64;
    let exact = of_volume / whole;
    for share in [volume.first, volume.total] {
        assert!((share.value - exact).abs() < 0.1 * exact, "{share:?} {exact}");
    }
    // With all others at their medians nothing is left for them.
    for input in &mut scenario.inputs {
        if input.path != moved {
            let at = input.distribution.median();
            input.distribution =
                undercut::uncertainty::Distribution::fixed(at, input.domain).unwrap();
        }
    }
    let alone = drivers(scenario, &target, Grouping::Causes, 256, 42, &in_order);
    let buyer = alone.drivers.iter().find(|it| it.inputs == [moved]).expect("its cause");
    assert!((buyer.first.value - 1.0).abs() < 0.1, "{buyer:?}");
    assert!((buyer.total.value - 1.0).abs() < 0.1, "{buyer:?}");
    let luck = alone.drivers.iter().find(|it| it.inputs.is_empty()).expect("luck");
    assert!(luck.total.value < 0.05, "{luck:?}");
}

#[test]
fn causes_hold_every_input_once_and_the_answer_does_not_depend_on_who_works() {
    let found =
        json(&["sensitivity", SCENARIO, "--draws", "128", "--format", "json", "--threads", "2"]);
    let list = json(&["inputs", SCENARIO, "--format", "json"]);
    let uncertain: Vec<&str> = (list.as_array().unwrap().iter())
        .filter(|it| it["family"] != "fixed")
        .filter_map(|it| it["path"].as_str())
        .collect();
    let groups = found["drivers"].as_array().unwrap();
    let mut held: Vec<&str> = groups
        .iter()
        .flat_map(|it| it["inputs"].as_array().unwrap())
        .filter_map(Value::as_str)
        .collect();
    held.sort_unstable();
    let mut sorted = uncertain.clone();
    sorted.sort_unstable();
    assert_eq!(held, sorted);
    assert!(groups.len() <= 12);
    assert_eq!(
        found,
        json(&["sensitivity", SCENARIO, "--draws", "128", "--format", "json", "--threads", "1"])
    );
    assert_eq!(found["target"]["subject"]["id"], "closed-labs");
}

#[test]
fn payoffs_are_those_of_runs_and_mark_what_nothing_beats() {
    let scenario = runs::scenario("deepseek-v4-april-2026", &[]);
    let (hold, matched) = (Response::Hold, Response::Match);
    let found = payoffs(&scenario, &[hold, matched], &[hold], 1, 42, &in_order);
    assert_eq!(found.cells.len(), 2);
    let means = [0, 1].map(|it| found.cells[it].closed_labs.profit_usd.mean);
    assert_eq!(found.cells[0].closed_labs.best_reply, means[0] >= means[1]);
    assert_ne!(found.cells[0].closed_labs.best_reply, found.cells[1].closed_labs.best_reply);
    assert!(found.cells.iter().all(|it| it.open_labs.best_reply));
    let played = [("market.closed_response", "match"), ("market.open_response", "hold")];
    let run = runs::simulated(&runs::scenario("deepseek-v4-april-2026", &played), 42, 1);
    let curve = run.curves().find(Metric::GrossMargin, "closed-labs").unwrap();
    let cell = found.cells[1].closed_labs.gross_margin.p50;
    assert!((cell - run.band(curve, 36).p50).abs() < 0.005, "{cell}");
    let text = stdout(&[
        "payoffs",
        SCENARIO,
        "--closed",
        "hold,match",
        "--open",
        "hold",
        "--draws",
        "256",
    ]);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let said = stderr(&["payoffs", SCENARIO, "--closed", "haggle"], 2);
    assert!(said.contains("is not one of hold, pass-through, "), "{said}");
}

#[test]
fn parts_in_any_order_are_the_whole_run() {
    let folder = folder("parts");
    let path = |range: &str| folder.join(range).to_str().unwrap().to_string();
    let set = ["--set", "market.closed_response=match"];
    let ranges = ["0..1", "1..3", "3..4"];
    for range in ranges {
        let file = path(range);
        let arguments = ["run", SCENARIO, "--seed", "7", "--blocks", range, "--partial", &file];
        assert_eq!(stdout(&[&arguments[..], &set].concat()), "");
    }
    let files = ["3..4", "0..1", "1..3"].map(path);
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    for format in ["json", "csv", "table"] {
        let whole = ["run", SCENARIO, "--seed", "7", "--draws", "1024", "--format", format];
        let merged = stdout(&[&["merge", "--format", format], &files[..]].concat());
        assert_eq!(merged, stdout(&[&whole[..], &set].concat()), "{format}");
    }
    let said = stderr(&["merge", &path("0..1"), &path("3..4")], 1);
    assert_eq!(said, "blocks 1 to 2 are in no part\n");
    let said = stderr(&["merge", &path("1..3")], 1);
    assert_eq!(said, "blocks 0 to 0 are in no part\n");
    let said = stderr(&[&["merge", &path("1..3")], &files[..]].concat(), 1);
    assert!(said.contains("has blocks 1 to 2, which ") && said.ends_with(" has too\n"), "{said}");
}

#[test]
fn parts_of_another_run_are_refused_by_name() {
    let folder = folder("foreign_parts");
    let path = |name: &str| folder.join(name).to_str().unwrap().to_string();
    let part = |name: &str, more: &[&str]| {
        let file = path(name);
        stdout(&[&["run", SCENARIO, "--partial", &file], more].concat());
        file
    };
    let first = part("first", &["--blocks", "0..1"]);
    for (name, more, rule) in [
        ("seed", &["--blocks", "1..2", "--seed", "7"][..], "is of seed 7, the first one of 42"),
        ("set", &["--blocks", "1..2", "--set", "market.floor_margin=0.1"], "with other values set"),
    ] {
        let said = stderr(&["merge", &first, &part(name, more)], 1);
        assert!(said.contains(&format!("{}: ", path(name))) && said.contains(rule), "{said}");
    }
    let other = path("other");
    stdout(&["run", "coding-assistant", "--blocks", "1..2", "--partial", &other]);
    let said = stderr(&["merge", &first, &other], 1);
    assert!(
        said.contains("is of another scenario, coding-assistant, the first one of first-steps"),
        "{said}"
    );
    let whole = std::fs::read(&first).unwrap();
    for (name, bytes, rule) in [
        ("cut", &whole[..whole.len() - 8], "does not hold what it says"),
        ("odd", &whole[..whole.len() - 3], "ends in the middle"),
        ("short", &whole[..20], "ends in the middle"),
        ("letters", &whole[4..], "is no part of a run"),
        ("empty", &whole[..0], "is no part of a run"),
    ] {
        std::fs::write(path(name), bytes).unwrap();
        let said = stderr(&["merge", &path(name)], 1);
        assert!(said.contains(rule), "{name}: {said}");
    }
}

/// What buying the work costs is what the single policy pays for it in a run.
#[test]
fn buying_costs_what_the_bill_of_one_model_says() {
    let own = [("ownership.model", "deepseek-v4-flash")];
    let scenario = runs::scenario(SCENARIO, &own);
    let single = scenario.plan.buyer.single.expect("it has one").index();
    let target = Target::parse("bill_usd_per_month:single@first", &scenario).unwrap();
    let mut room = Lived::new(scenario, 42);
    let mut compared = 0;
    for index in 0..64 {
        let bill = room.live(Point::Drawn(index))[target.curve * 37];
        let mut first = None;
        room.own_or_buy(Point::Drawn(index), &mut |it| {
            if it.month == 0 {
                first = Some(it);
            }
        });
        let first = first.expect("the model fits");
        let usd = first.usd_per_mtok[single] * first.tokens_per_day / 1e6 * 30.436_875;
        if !usd.is_nan() {
            assert!((usd / bill - 1.0).abs() < 1e-9, "{index} {usd} {bill}");
            compared += 1;
        }
    }
    assert!(compared > 32, "{compared}");
}

#[test]
fn a_break_even_that_never_comes_says_what_it_would_take() {
    let arguments = ["breakeven", SCENARIO, "--replicas", "1", "--draws", "256"];
    let found = json(&[&arguments[..], &["--format", "json"]].concat());
    let cheapest = &found["offers"][0];
    assert_eq!(cheapest["tokens_per_day"]["p95"], Value::Null, "endless");
    let asked = cheapest["would_take_tokens_per_day"]["p50"].as_f64().unwrap();
    let most = cheapest["ceiling_tokens_per_day"]["p50"].as_f64().unwrap();
    assert!(asked > most && most > 0.0, "{asked} {most}");
    let dearest = found["offers"].as_array().unwrap().last().unwrap();
    let [low, high] = [cheapest, dearest].map(|it| it["never"].as_f64().unwrap());
    assert!(high < low, "a dearer offer is beaten sooner: {low} {high}");
    let text = stdout(&arguments);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert!(text.contains("of the scenario's open models"), "{text}");
    for (arguments, rule) in [
        (&["--model", "gpt-5.5"][..], "must have open weights"),
        (&["--buy", "free"], "--buy free: "),
        (&["--buy", "$30k", "--capital", "5% to 10%"], "--capital 5% to 10%: must be one number"),
    ] {
        let said = stderr(&[&["breakeven", SCENARIO][..], arguments].concat(), 1);
        assert!(said.contains(rule), "{said}");
    }
}

/// With people and duties for nothing and offers as dear as a closed flagship, more spares and a higher rent put the break-even off.
#[test]
fn spares_and_dear_accelerators_put_a_break_even_off() {
    let of = |more: &[&str]| {
        let usual = [
            "breakeven",
            SCENARIO,
            "--model",
            "deepseek-v4-flash",
            "--draws",
            "256",
            "--format",
            "json",
        ];
        let found = json(&[&usual[..], more].concat());
        let offers = found["offers"].as_array().unwrap().clone();
        let opus = offers
            .iter()
            .find(|it| it["name"] == "Claude Opus 4.6")
            .expect("it meets in some draw");
        opus["tokens_per_day"]["p50"].as_f64().expect("it pays")
    };
    let usual = of(&[]);
    assert!(of(&["--spares", "2"]) > usual);
    assert!(of(&["--buy", "$200k"]) > of(&["--buy", "$20k"]));
    assert!(of(&["--set", "ownership.engineers=20"]) > usual);
}

#[test]
fn a_sweep_is_runs_side_by_side_and_goes_on_where_it_stopped() {
    let folder = folder("sweep");
    let to = folder.join("out");
    let to = to.to_str().unwrap();
    let vary =
        ["--vary", "market.floor_margin=0.1..0.3:2", "--vary", "workload.growth_per_year=1..3:3"];
    let usual = ["sweep", SCENARIO, "--output", to, "--draws", "256"];
    let all = [&usual[..], &vary].concat();
    let sweep = |arguments: &[&str]| {
        let output = program::undercut(arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{errors}");
        errors
    };
    assert!(sweep(&all).ends_with("point 6 of 6\n"));
    let read = |name: &str| std::fs::read_to_string(Path::new(to).join(name)).unwrap();
    let points = read("points.csv");
    assert_eq!(
        points.lines().next().unwrap(),
        "point,market.floor_margin,workload.growth_per_year"
    );
    assert_eq!(points.lines().nth(5).unwrap(), "5,0.3,2");
    let set = ["--set", "market.floor_margin=0.3", "--set", "workload.growth_per_year=2"];
    let run = ["run", SCENARIO, "--draws", "256", "--format", "csv"];
    assert_eq!(read("point-00005.csv"), stdout(&[&run[..], &set].concat()));
    let curves = read("curves.csv");
    assert!(curves.starts_with("point,market.floor_margin,workload.growth_per_year,metric,"));
    assert!(curves.lines().any(|it| it.starts_with("5,0.3,2,gross_margin,")));
    // What is missing is run again, and nothing else.
    std::fs::remove_file(Path::new(to).join("point-00002.csv")).unwrap();
    assert_eq!(sweep(&all), "point 2 of 6\n");
    assert_eq!(read("curves.csv"), curves);
    let other = [&usual[..], &["--vary", "market.floor_margin=0.1..0.3:3"]].concat();
    assert!(stderr(&other, 1).contains("holds another sweep"));
}

#[test]
fn a_latin_hypercube_has_one_point_in_each_part() {
    let folder = folder("latin");
    let to = folder.join("out");
    let to = to.to_str().unwrap();
    let output = program::undercut(&[
        "sweep",
        SCENARIO,
        "--output",
        to,
        "--draws",
        "1",
        "--set",
        "horizon_months=3",
        "--latin",
        "8",
        "--vary",
        "market.floor_margin=0.1..0.5",
        "--vary",
        "workload.growth_per_year=1..3",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let points = std::fs::read_to_string(Path::new(to).join("points.csv")).unwrap();
    for (column, low, high) in [(1, 0.1, 0.5), (2, 1.0, 3.0)] {
        let values = points
            .lines()
            .skip(1)
            .map(|it| it.split(',').nth(column).unwrap().parse::<f64>().unwrap());
        let mut parts: Vec<usize> =
            values.map(|it| ((it - low) / (high - low) * 8.0) as usize).collect();
        parts.sort_unstable();
        assert_eq!(parts, (0..8).collect::<Vec<_>>());
    }
    for (vary, rule) in [
        ("market.floor=0..1:3", "is no number of the scenario"),
        ("market.floor_margin=0.1..0.3", "must end in a number of values"),
        ("market.floor_margin=0.3..0.1:3", "must rise"),
        ("market.floor_margin=low..0.1:3", "--vary market.floor_margin=low..0.1:3: "),
        ("market.floor_margin=0.1..0.2:1", "must end in a number of values"),
    ] {
        let said = stderr(&["sweep", SCENARIO, "--output", to, "--vary", vary], 1);
        assert!(said.contains(rule), "{vary}: {said}");
    }
}
