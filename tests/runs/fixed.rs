//! A scenario in which nothing is uncertain.

use undercut::catalog::Catalog;
use undercut::scenario::{Override, Scenario};

/// The scenario of a text with every uncertain number at its median.
pub fn fixed(text: &str, catalog: &Catalog) -> Scenario {
    let parse = |overrides: &[Override]| {
        Scenario::parse(text, overrides, catalog).unwrap_or_else(|error| panic!("{error}"))
    };
    let medians: Vec<Override> = parse(&[])
        .inputs
        .iter()
        .filter(|input| !input.distribution.is_fixed())
        .map(|input| Override {
            path: input.path.clone(),
            text: input.distribution.median().to_string(),
        })
        .collect();
    let scenario = parse(&medians);
    assert!(scenario.inputs.iter().all(|input| input.distribution.is_fixed()));
    scenario
}
