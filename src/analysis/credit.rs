//! Who has to be named wherever a scenario's numbers show.

use crate::scenario::Scenario;

/// The credits that the sources of `scenario`'s inputs ask for, each once, in the order of the inputs.
///
/// ```
/// use undercut::{analysis::credits, catalog::Catalog, scenario::{Scenario, shipped}};
/// let text = shipped("first-steps").unwrap().text;
/// let scenario = Scenario::parse(text, &[], Catalog::shipped()?)?;
/// assert_eq!(credits(&scenario), ["Artificial Analysis"]);
/// # Ok::<(), undercut::error::Error>(())
/// ```
pub fn credits(scenario: &Scenario) -> Vec<String> {
    let mut credits: Vec<String> = Vec::new();
    for input in &scenario.inputs {
        let credit = &input.source.credit;
        if !credit.is_empty() && !credits.contains(credit) {
            credits.push(credit.clone());
        }
    }
    credits
}
