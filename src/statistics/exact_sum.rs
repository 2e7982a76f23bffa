//! A sum that does not depend on the order of its terms.

/// A sum of numbers, each rounded once to a whole number of units and then added exactly.
///
/// Adding in 64-bit floating point rounds at every step, so that another grouping gives other last bits;
/// integers do not.
///
/// ```
/// use undercut::statistics::ExactSum;
/// let mut sum = ExactSum::default();
/// for term in [0.5, -0.25, 8.0] {
///     sum.add(term, 1024.0);
/// }
/// assert_eq!(sum.value(1024.0), 8.25);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExactSum {
    pub(super) units: i128,
}

impl ExactSum {
    /// Adds `term`, rounded to the nearest of `per_one` units to the one; NaN adds nothing.
    ///
    /// Use the same `per_one`, a power of two, throughout. Exact while the sum stays below 2^127 units.
    pub fn add(&mut self, term: f64, per_one: f64) {
        self.units = self.units.wrapping_add((term * per_one).round_ties_even() as i128);
    }

    /// Adds another sum of the same units.
    pub fn merge(&mut self, other: &ExactSum) {
        self.units = self.units.wrapping_add(other.units);
    }

    /// The sum, rounded once.
    pub fn value(&self, per_one: f64) -> f64 {
        self.units as f64 / per_one
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PER_ONE: f64 = (1u64 << 40) as f64;

    proptest! {
        #[test]
        fn any_order_and_grouping_gives_the_same_bits(
            terms in prop::collection::vec(-1e12f64..1e12, 1..40),
            cut in 0usize..40,
            turn in 0usize..40,
        ) {
            let sum_of = |terms: &[f64]| {
                let mut sum = ExactSum::default();
                terms.iter().for_each(|term| sum.add(*term, PER_ONE));
                sum
            };
            let whole = sum_of(&terms);
            let mut turned = terms.clone();
            turned.rotate_left(turn % terms.len());
            let (left, right) = turned.split_at(cut % terms.len());
            let mut merged = sum_of(right);
            merged.merge(&sum_of(left));
            prop_assert_eq!(whole, merged);
            let plain: f64 = terms.iter().sum();
            prop_assert!((whole.value(PER_ONE) - plain).abs() <= 1e-2, "{} {}", whole.value(PER_ONE), plain);
        }
    }

    #[test]
    fn cancellation_loses_nothing_and_nan_adds_nothing() {
        let mut sum = ExactSum::default();
        for term in [1e20, 0.125, f64::NAN, -1e20] {
            sum.add(term, 1024.0);
        }
        assert_eq!(sum.value(1024.0), 0.125);
    }
}
