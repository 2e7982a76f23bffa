//! Wrong scenarios: each file of `scenarios/invalid` gives exactly its recorded message, and no text, however
//! mangled, makes reading or running a scenario panic or give numbers that mean nothing.

mod runs;

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;
use runs::catalog;
use undercut::error::Error;
use undercut::scenario::{Override, SHIPPED, Scenario};
use undercut::simulation::{Curves, Metric, Simulation};

/// The text of every file of `scenarios/invalid` with an extension, by name.
fn files(extension: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/invalid");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("its entries can be read").path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|it| it == extension) {
            files.push((name, std::fs::read_to_string(&path).expect("a file can be read")));
        }
    }
    files.sort();
    files
}

#[test]
fn every_file_has_a_message_and_every_message_a_file() {
    let names = |extension| -> BTreeSet<String> {
        files(extension).into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(names("toml"), names("txt"));
    assert!(names("toml").len() >= 30);
}

#[test]
fn every_file_gives_exactly_its_message() {
    let mut wrong = Vec::new();
    for ((name, text), (_, message)) in files("toml").iter().zip(files("txt")) {
        match Scenario::parse(text, &[], catalog()) {
            Ok(_) => wrong.push(format!("{name}: passes as good")),
            Err(error) if error.to_string() == message.trim_end() => {}
            Err(error) => wrong.push(format!("{name}: gives\n{error}\nnot\n{message}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What overrides can break beyond what a file can.
#[test]
fn an_override_that_leads_nowhere_is_named() {
    let text = SHIPPED[0].text;
    let problem = |path: &str, value: &str| {
        let set = [Override { path: path.to_string(), text: value.to_string() }];
        match Scenario::parse(text, &set, catalog()) {
            Ok(_) => "good".to_string(),
            Err(error) => error.to_string(),
        }
    };
    assert_eq!(problem("market..x", "1"), "market..x = 1: is not a path");
    assert_eq!(
        problem("workload.task[9].share", "0.5"),
        "workload.task[9].share = 0.5: leads nowhere in this scenario"
    );
    assert_eq!(problem("title.x", "1"), "title.x = 1: leads nowhere in this scenario");
    assert!(problem("catalog.models.gpt-6.total_params", "1T").starts_with(
        "catalog.models.gpt-6.total_params = 1T: is not a number of the catalogue that this scenario uses; alike: catalog.models."
    ));
    assert_eq!(
        problem("market.elasticity", "2 to 1"),
        "market.elasticity = \"2 to 1\": interval is reversed: 2 is above 1"
    );
    assert!(
        problem("market.elastisity", "1")
            .starts_with("market.elastisity = \"1\": is not a known key")
    );
}

/// An override of a catalogue number stands in place of the scenario's own.
#[test]
fn an_override_replaces_what_the_scenario_says_of_the_catalogue() {
    let path = "catalog.providers.openai.utilisation";
    let set = [Override { path: path.to_string(), text: "0.5".to_string() }];
    for own in [
        "[catalog]\n\"providers.openai.utilisation\" = 0.4",
        "[catalog.providers.openai]\nutilisation = 0.4",
        "[catalog.providers]\nopenai.utilisation = 0.4",
    ] {
        let text = format!("{}\n{own}\n", SHIPPED[1].text);
        for (overrides, expected) in [(&[][..], "0.4"), (&set[..], "0.5")] {
            let scenario = Scenario::parse(&text, overrides, catalog()).expect(own);
            let input = scenario.inputs.iter().find(|it| it.path == path).expect("it is an input");
            assert_eq!(input.text, expected, "{own}");
        }
    }
}

/// Two draws with their luck: nothing infinite, shares are shares, and nothing negative but margins and savings: who
/// succeeds more often than the single model may pay more.
fn runs_sanely(scenario: Scenario) -> Result<(), String> {
    let curves = Curves::of(&scenario.plan);
    let mut simulation = Simulation::new(scenario, 7);
    for index in [0, 300] {
        let outcome = simulation.outcome(index);
        for (curve, (metric, subject)) in curves.list.iter().enumerate() {
            for month in 0..curves.months {
                let value = outcome[curve * curves.months + month];
                let said = || {
                    format!("draw {index}: {metric:?} of {} in month {month}: {value}", subject.id)
                };
                let share = (-1e-9..=1.0 + 1e-9).contains(&value);
                let good = match metric {
                    Metric::UnservedShare => share,
                    Metric::TokenShare | Metric::RevenueShare | Metric::Success => {
                        share || value.is_nan()
                    }
                    _ if metric.is_margin() => !value.is_infinite(),
                    Metric::SavingOverSingle => {
                        value.is_nan() || (value.is_finite() && value <= 1.0)
                    }
                    _ => value.is_nan() || (value >= 0.0 && value.is_finite()),
                };
                if !good {
                    return Err(said());
                }
            }
        }
    }
    Ok(())
}

/// Reads a mangled text and, where it is still a scenario, lives through two draws.
fn survives(text: &str, overrides: &[Override]) -> Result<(), TestCaseError> {
    match Scenario::parse(text, overrides, catalog()) {
        Ok(scenario) => {
            let result = runs_sanely(scenario);
            prop_assert!(result.is_ok(), "{}\n{overrides:?}\n{text}", result.unwrap_err());
        }
        Err(error @ Error::Invalid(_)) => {
            prop_assert!(!error.problems().is_empty());
            prop_assert_eq!(error.to_string().lines().count(), error.problems().len());
        }
        Err(Error::Syntax { line, .. }) => prop_assert!(line <= text.lines().count() + 1),
    }
    Ok(())
}

/// One change of a text: what is done, where (wrapped to its length), and a piece to put there.
type Change = (u8, usize, usize, &'static str);

const PIECES: [&str; 24] = [
    "0",
    "1",
    "-1",
    "1e29",
    "1e-29",
    "nan",
    "\"0.01 to 0.99\"",
    "\"1 to 1e9\"",
    "\"uniform(0, 1)\"",
    "\"1k\"",
    "\"\"",
    "true",
    "[]",
    "{}",
    "\"match\"",
    "\"in-house\"",
    "\"glm-5\"",
    "\"gpqa\"",
    "2027-01",
    "=",
    "[",
    "\"",
    "é",
    "\n",
];

/// A line's value, a line or a character: deleted, doubled, swapped or replaced.
fn mangled(text: &str, changes: &[Change]) -> String {
    let mut text = text.to_string();
    for &(what, here, there, piece) in changes {
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        let places = lines.len();
        if places == 0 {
            return text;
        }
        let (here, there) = (here % places, there % places);
        match what % 6 {
            0 => drop(lines.remove(here)),
            1 => lines.insert(there, lines[here].clone()),
            2 => lines.swap(here, there),
            3 | 4 => {
                if let Some((key, _)) = lines[here].split_once('=') {
                    lines[here] = format!("{key}= {piece}");
                }
            }
            _ => {
                let mut line: Vec<char> = lines[here].chars().collect();
                let place = there.min(line.len());
                line.splice(place..(place + 1).min(line.len()), piece.chars());
                lines[here] = line.into_iter().collect();
            }
        }
        text = lines.join("\n");
    }
    text
}

/// Values at the edges of what a quantity may be.
const EDGES: [&str; 14] = [
    "0",
    "1",
    "-1",
    "1e29",
    "1e-29",
    "100",
    "0.5",
    "1e-9 to 1e9",
    "0.001 to 0.999",
    "uniform(0, 1)",
    "beta(1, 1)",
    "normal(0, 1)",
    "0%",
    "999999",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn mangled_texts_never_panic(
        which in 0..SHIPPED.len(),
        changes in prop::collection::vec(
            (any::<u8>(), any::<usize>(), any::<usize>(), prop::sample::select(&PIECES[..])),
            1..5,
        ),
    ) {
        survives(&mangled(SHIPPED[which].text, &changes), &[])?;
    }

    #[test]
    fn numbers_at_their_edges_never_panic(
        which in 0..SHIPPED.len(),
        edges in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(&EDGES[..])), 1..6),
    ) {
        let text = SHIPPED[which].text;
        let inputs = Scenario::parse(text, &[], catalog()).expect("shipped").inputs;
        let set: Vec<Override> = edges
            .iter()
            .map(|(input, edge)| Override { path: input.get(&inputs).path.clone(), text: edge.to_string() })
            .collect();
        survives(text, &set)?;
    }
}
