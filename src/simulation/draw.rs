//! Where distributions end: an index becomes plain numbers.

use crate::math::{phi, probit};
use crate::scenario::{Draw, Factor, Scenario};
use crate::uncertainty::{key, point};

/// Fills `draw` with the numbers of the draw `index`.
///
/// # Formula
/// Every uncertain input takes its quantile at a quasi-random point of its own. Inputs that share a factor
/// take it at `Phi(sqrt(c) z_factor + sqrt(1 - c) z_own)`, with `c` the common part, so that each keeps its
/// own distribution and two of them correlate by `c` in normal scores.
pub fn draw(scenario: &Scenario, seed: u64, index: u32, draw: &mut Draw) {
    filled(scenario, seed, |_| index, |_| index, draw);
}

/// Coordinates of a draw that are chosen among others: inputs by their place, factors, and the luck of lines.
///
/// An input that shares a factor has two coordinates, its own and the factor's; all coordinates are independent.
#[cfg(feature = "tables")]
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// Whether an input's own coordinate is chosen, by its place in [`Scenario::inputs`].
    pub inputs: Vec<bool>,
    /// Whether a factor's is, in the order of [`Factor::ALL`].
    pub factors: [bool; Factor::ALL.len()],
    /// Whether the luck of lines is: launches, and which hosts copy a list.
    pub luck: bool,
}

/// Fills `draw` with the numbers of the draw `index`, but for chosen coordinates, which are those of the draw `other`.
#[cfg(feature = "tables")]
pub(super) fn crossed(
    scenario: &Scenario,
    seed: u64,
    [index, other]: [u32; 2],
    chosen: &Chosen,
    draw: &mut Draw,
) {
    let of = |other_one: bool| if other_one { other } else { index };
    let factor = |factor: Factor| of(chosen.factors[factor as usize]);
    filled(scenario, seed, |place| of(chosen.inputs[place]), factor, draw);
}

/// Fills `draw`: which draw's coordinate an input and a factor take is given by the place of the one and by the other.
fn filled(
    scenario: &Scenario,
    seed: u64,
    of_input: impl Fn(usize) -> u32,
    of_factor: impl Fn(Factor) -> u32,
    draw: &mut Draw,
) {
    draw.copy_from(&scenario.template);
    for (place, input) in scenario.inputs.iter().enumerate() {
        if input.factor.is_none() && !input.distribution.is_fixed() {
            let at = point(seed, input.key, of_input(place));
            draw.set(input.slot, input.distribution.quantile(at));
        }
    }
    let common = draw[scenario.plan.supply.common_share];
    let (common, own) = (common.sqrt(), (1.0 - common).sqrt());
    let factors = Factor::ALL.map(|it| probit(point(seed, key(it.path()), of_factor(it))) * common);
    for (place, input) in scenario.inputs.iter().enumerate() {
        let Some(factor) = input.factor else { continue };
        if !input.distribution.is_fixed() {
            let at = point(seed, input.key, of_input(place));
            let z = factors[factor as usize] + own * probit(at);
            draw.set(input.slot, input.distribution.quantile(phi(z)));
        }
    }
}
