//! No input is idle: moving each from p5 to p95 changes some output, and widening it changes some band.

mod runs;

use runs::scenario;
use undercut::scenario::{Input, SHIPPED, Scenario};
use undercut::simulation::Simulation;
use undercut::statistics::Bands;

/// The scenario of which every input must act: four classes, two segments, a router, and hosts by rule.
const APRIL: &str = "deepseek-v4-april-2026";

/// Inputs that are idle in their scenario as it is, and a change of it under which each acts.
const ACTS_WHEN: &[(&str, &str, &str)] = &[
    // Where margins imply a sensitivity, which they nearly always do, it is that one.
    ("market.price_sensitivity", "market.price_sensitivity", "0.6 to 2"),
    // Labs that match do not undercut.
    ("market.undercut_by", "market.closed_response", "undercut"),
    // A model that meets no threshold has no share at the start.
    ("catalog.lines.alibaba/qwen3-8b.starting_weight", "workload.task[1].quality.threshold", "0.3"),
];

/// The same of inputs that other scenarios have.
const ACTS_ELSEWHERE_WHEN: &[(&str, &str, &str)] = &[
    // No plan makes up for a list that is a fraction of what long contexts cost to serve.
    (
        "catalog.providers.minimax.compute_margin",
        "catalog.offers.minimax/minimax-m3.1-flash@2026-10-18.cached_input_usd_per_mtok",
        "1",
    ),
];

/// The change under which an input acts, if it needs one.
fn needed(path: &str) -> Option<(&'static str, &'static str)> {
    let entry = ACTS_WHEN.iter().chain(ACTS_ELSEWHERE_WHEN).find(|(input, _, _)| *input == path);
    entry.map(|(_, changed, value)| (*changed, *value))
}

/// Whether two numbers differ by more than rounding.
fn differ(a: f64, b: f64) -> bool {
    a.is_nan() != b.is_nan() || (a - b).abs() > 1e-9 * a.abs().max(b.abs())
}

/// Whether some curve in some month differs between the input at p5 and at p95, with all else as in one of some
/// draws. Some inputs act only in some states of the world, so one draw does not show them.
fn moves(simulation: &mut Simulation, input: &Input) -> bool {
    let scenario = simulation.scenario().clone();
    let mut draw = scenario.template.clone();
    (0..200).any(|index| {
        // The first base is every input at its median.
        if index > 0 {
            undercut::simulation::draw(&scenario, 42, index, &mut draw);
        }
        draw.set(input.slot, input.distribution.low());
        let low = simulation.outcome_of(&draw, index).to_vec();
        draw.set(input.slot, input.distribution.high());
        let high = simulation.outcome_of(&draw, index);
        low.iter().zip(high).any(|(&low, &high)| differ(low, high))
    })
}

/// Bands over draws of `scenario`; so many of them at a time, since most inputs show in a few.
fn bands(
    simulation: &mut Simulation,
    scenario: &Scenario,
    draws: std::ops::Range<u32>,
    bands: &mut Bands,
) {
    let mut draw = scenario.template.clone();
    for index in draws {
        undercut::simulation::draw(scenario, 42, index, &mut draw);
        bands.add_draw(simulation.outcome_of(&draw, index));
    }
    bands.end_block();
}

/// Whether some band differs when the input's spread is doubled.
fn widens(simulation: &mut Simulation, place: usize) -> bool {
    let scenario = simulation.scenario().clone();
    let mut wide = scenario.clone();
    let input = &mut wide.inputs[place];
    input.distribution = input.distribution.widened(2.0);
    let points = simulation.curves().points();
    let resolutions = vec![1e-9; points];
    let (mut narrow_bands, mut wide_bands) = (Bands::new(&resolutions), Bands::new(&resolutions));
    [0..16, 16..64, 64..512].into_iter().any(|draws| {
        bands(simulation, &scenario, draws.clone(), &mut narrow_bands);
        bands(simulation, &wide, draws, &mut wide_bands);
        (0..points).any(|point| {
            let (narrow, wide) = (narrow_bands.band(point), wide_bands.band(point));
            let numbers =
                |it: undercut::statistics::Band| [it.p5, it.p25, it.p50, it.p75, it.p95, it.mean];
            numbers(narrow).into_iter().zip(numbers(wide)).any(|(a, b)| differ(a, b))
        })
    })
}

/// A scenario whose buyers accept any success: what sells nothing because its model meets no threshold sells here.
fn without_thresholds(id: &str) -> Simulation {
    let classes = scenario(id, &[]).plan.classes.len();
    let paths: Vec<String> =
        (0..classes).map(|class| format!("workload.task[{class}].quality.threshold")).collect();
    let set: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "0")).collect();
    Simulation::new(scenario(id, &set), 42)
}

/// The uncertain inputs of a scenario that do not act, by what they fail to do.
fn idle(id: &str, among: impl Fn(&Input) -> bool, lenient: bool) -> Vec<String> {
    let mut idle = Vec::new();
    let scenario = scenario(id, &[]);
    let mut simulation = Simulation::new(scenario.clone(), 42);
    let mut open = lenient.then(|| without_thresholds(id));
    for (place, input) in scenario.inputs.iter().enumerate() {
        if input.distribution.is_fixed() || !among(input) {
            continue;
        }
        let mut changed;
        let simulation = match needed(&input.path) {
            Some(change) => {
                changed = Simulation::new(runs::scenario(id, &[change]), 42);
                &mut changed
            }
            None => &mut simulation,
        };
        let mut either = |acts: &dyn Fn(&mut Simulation) -> bool| {
            acts(simulation) || open.as_mut().is_some_and(acts)
        };
        if !either(&|simulation| moves(simulation, input)) {
            idle.push(format!("{}: moving it from p5 to p95 changes nothing", input.path));
        }
        if !either(&|simulation| widens(simulation, place)) {
            idle.push(format!("{}: widening it changes no band", input.path));
        }
    }
    idle
}

#[test]
fn every_uncertain_input_of_april_acts() {
    let uncertain = |it: &&Input| !it.distribution.is_fixed();
    assert!(scenario(APRIL, &[]).inputs.iter().filter(uncertain).count() > 150);
    let idle = idle(APRIL, |_| true, false);
    assert!(idle.is_empty(), "{}", idle.join("\n"));
}

#[test]
fn every_uncertain_input_that_only_another_scenario_has_acts() {
    let mut known: Vec<String> =
        scenario(APRIL, &[]).inputs.into_iter().map(|it| it.path).collect();
    for it in SHIPPED {
        let idle = idle(it.id, |input| !known.contains(&input.path), true);
        assert!(idle.is_empty(), "{}: {}", it.id, idle.join("\n"));
        known.extend(scenario(it.id, &[]).inputs.into_iter().map(|it| it.path));
    }
}

/// The table above says no more than is true: without its change none of those inputs does anything.
#[test]
fn inputs_that_need_a_change_are_idle_without_it() {
    let default = scenario(APRIL, &[]);
    let mut simulation = Simulation::new(default.clone(), 42);
    for (path, _, _) in ACTS_WHEN {
        let input = default.inputs.iter().find(|it| it.path == *path).expect("an input");
        assert!(!moves(&mut simulation, input), "{path} acts as it is: take it off the table");
    }
}
