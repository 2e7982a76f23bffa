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
    draw.copy_from(&scenario.template);
    for input in scenario.inputs.iter().filter(|input| input.factor.is_none()) {
        if !input.distribution.is_fixed() {
            draw.set(input.slot, input.distribution.quantile(point(seed, input.key, index)));
        }
    }
    let common = draw[scenario.plan.supply.common_share];
    let (common, own) = (common.sqrt(), (1.0 - common).sqrt());
    let factors = Factor::ALL.map(|factor| probit(point(seed, key(factor.path()), index)) * common);
    for input in &scenario.inputs {
        let Some(factor) = input.factor else { continue };
        if !input.distribution.is_fixed() {
            let z = factors[factor as usize] + own * probit(point(seed, input.key, index));
            draw.set(input.slot, input.distribution.quantile(phi(z)));
        }
    }
}
