use std::cmp::Ordering;

use crate::simulation::Simulation;

/// What one input does to a curve: its value in the last month with the input at p5 and at p95, all other
/// inputs at their medians.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Swing {
    /// Path of the input.
    pub path: String,
    /// A few words for the input.
    pub label: String,
    /// The input at p5.
    pub input_low: f64,
    /// The input at p95.
    pub input_high: f64,
    /// The curve with the input at p5.
    pub low: f64,
    /// The curve with the input at p95.
    pub high: f64,
    /// The curve with every input at its median.
    pub base: f64,
}

/// The swings of a curve's last month, the widest first.
///
/// # Formula
/// For each uncertain input `i`: `low_i = f(p5_i, medians)`, `high_i = f(p95_i, medians)`, ordered by
/// `|high_i - low_i|`. Luck (launches, copied prices) is that of the first draw in all of them. One at a time: an
/// input that acts only together with another may be ranked too low.
pub fn swings(simulation: &mut Simulation, curve: usize) -> Vec<Swing> {
    if curve >= simulation.curves().list.len() {
        return Vec::new();
    }
    let last = (curve + 1) * simulation.curves().months - 1;
    let mut draw = simulation.scenario().template.clone();
    let base = simulation.outcome_of(&draw, 0)[last];
    let mut swings: Vec<Swing> = Vec::new();
    for place in 0..simulation.scenario().inputs.len() {
        let input = &simulation.scenario().inputs[place];
        if input.distribution.is_fixed() {
            continue;
        }
        let slot = input.slot;
        let (path, label) = (input.path.clone(), input.label.clone());
        let (input_low, input_high) = (input.distribution.low(), input.distribution.high());
        let median = draw[slot];
        let mut at = |value: f64| {
            draw.set(slot, value);
            simulation.outcome_of(&draw, 0)[last]
        };
        let (low, high) = (at(input_low), at(input_high));
        draw.set(slot, median);
        let swing = Swing { path, label, input_low, input_high, low, high, base };
        // Swings find their places as they come: there are few, and a sort is code that the browser has to load.
        let place = swings.partition_point(|other| wider(other, &swing).is_lt());
        swings.insert(place, swing);
    }
    swings
}

/// The wider swing first. NaN (a margin that does not exist at one end) is a swing that cannot be measured: last.
fn wider(a: &Swing, b: &Swing) -> Ordering {
    let width = |it: &Swing| (it.high - it.low).abs();
    let order = |a: f64, b: f64| a.is_nan().cmp(&b.is_nan()).then(b.total_cmp(&a));
    order(width(a), width(b)).then_with(|| a.path.cmp(&b.path))
}
