//! Shipped scenarios, with overrides, and their runs.

#![allow(dead_code, reason = "every test file uses its own part of it")]

use undercut::catalog::Catalog;
use undercut::scenario::{Override, Scenario, shipped};
use undercut::simulation::Simulation;

/// The built-in catalogue, read once.
pub fn catalog() -> &'static Catalog {
    Catalog::shipped().expect("the built-in catalogue is good")
}

/// A shipped scenario with values in place of its own.
pub fn scenario(id: &str, overrides: &[(&str, &str)]) -> Scenario {
    let text = shipped(id).expect("a scenario that comes with undercut").text;
    let overrides: Vec<Override> = overrides
        .iter()
        .map(|(path, text)| Override { path: path.to_string(), text: text.to_string() })
        .collect();
    Scenario::parse(text, &overrides, catalog()).unwrap_or_else(|error| panic!("{id}: {error}"))
}

/// The result of the first blocks of a scenario.
pub fn simulated(scenario: &Scenario, seed: u32, blocks: u32) -> Simulation {
    let mut simulation = Simulation::new(scenario.clone(), seed);
    (0..blocks).for_each(|block| simulation.run_block(block));
    let partial = simulation.take();
    simulation.merge(&partial).expect("a simulation merges its own blocks");
    simulation
}

/// The median of the input at a path.
pub fn number(scenario: &Scenario, path: &str) -> f64 {
    let input = scenario.inputs.iter().find(|it| it.path == path);
    scenario.template[input.unwrap_or_else(|| panic!("{path}: no such input")).slot]
}
