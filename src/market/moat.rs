use crate::math::power;

/// One reason why buyers pay more for a closed line, and how long it lasts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moat {
    /// Part of the premium that it carries; the parts sum to 1.
    pub weight: f64,
    /// Months until open weights are at parity on it.
    pub months_to_parity: f64,
}

/// The most that a closed premium grows to, over the first month's.
const MOST_PREMIUM: f64 = 1.5;

/// The part of the first month's closed premium that is left after `months`.
///
/// # Formula
/// `r(t) = w_b G(t) + sum_k w_k max(0, 1 - t / T_k) + w_s (1 + a)^{t/12}`, with `G` the ability gap relative to the
/// first month's, `w_b` its weight, `T_k` each moat's months to parity, `w_s` and `a` the weight and growth
/// of safety and compliance; at most 1.5. Benchmarks follow the gap itself, not a clock of their own.
///
/// ```
/// use undercut::market::{Moat, retention};
/// let sla = Moat { weight: 0.5, months_to_parity: 20.0 };
/// assert_eq!(retention(10.0, 0.3, 1.0, &[sla], 0.2, 0.0), 0.3 + 0.25 + 0.2);
/// ```
pub fn retention(
    months: f64,
    benchmark_weight: f64,
    relative_gap: f64,
    moats: &[Moat],
    safety_weight: f64,
    safety_growth_per_year: f64,
) -> f64 {
    let eroding: f64 = moats
        .iter()
        .map(|moat| moat.weight * (1.0 - months / moat.months_to_parity).max(0.0))
        .sum();
    let years = months / crate::units::MONTHS_PER_YEAR;
    let safety = safety_weight * power((1.0 + safety_growth_per_year).max(0.0), years);
    (benchmark_weight * relative_gap + eroding + safety).min(MOST_PREMIUM)
}
