use crate::math::{density, probit};

/// What stands between a benchmark's score and how often a model succeeds.
///
/// # Formula
/// `score = (1 - v) (g + (C - g) p) + v C m`, where of the items that are left in a share `v = seen (1 - detected) / (1 -
/// seen detected)` was in the training data: `p` the success rate, `g` the rate of guessing, `C` the best score that wrong
/// labels leave possible, `m` the success rate on items seen before.
///
/// A check that finds and removes seen items is imperfect: the best named in the founding articles misses about 24%.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exam {
    /// Number of items.
    pub items: f64,
    /// Success rate of guessing: 1/4 for four choices.
    pub guess: f64,
    /// Best possible score: 1 less the share of wrong labels.
    pub ceiling: f64,
    /// Share of items that were in the training data, before a check.
    pub seen: f64,
    /// Success rate on items seen before.
    pub seen_success: f64,
    /// Share of the seen items that a check found and removed.
    pub detected: f64,
}

/// Success rates are kept this far from 0 and 1, where the probit has no value.
const EDGE: f64 = 0.005;

impl Exam {
    /// An exam without contamination, guessing or wrong labels.
    pub fn clean(items: f64) -> Exam {
        Exam { items, guess: 0.0, ceiling: 1.0, seen: 0.0, seen_success: 1.0, detected: 0.0 }
    }

    /// Share of the remaining items that were seen: what the check missed.
    pub fn still_seen(&self) -> f64 {
        let removed = self.seen * self.detected;
        if removed < 1.0 { (self.seen - removed) / (1.0 - removed) } else { 0.0 }
    }

    /// The score that a model with success rate `success` is expected to report.
    pub fn score(&self, success: f64) -> f64 {
        let v = self.still_seen();
        let fresh = self.guess + (self.ceiling - self.guess) * success;
        (1.0 - v) * fresh + v * self.ceiling * self.seen_success
    }

    /// The success rate behind a reported score: [`Exam::score`] inverted, kept within \[0.005, 0.995\].
    ///
    /// ```
    /// use undercut::routing::Exam;
    /// let exam = Exam { guess: 0.25, seen: 0.10, detected: 0.76, ..Exam::clean(1000.0) };
    /// assert!((exam.success(exam.score(0.6)) - 0.6).abs() < 1e-12);
    /// // What the check misses still inflates: 2.6% of the items are left and were seen.
    /// assert!((exam.still_seen() - 0.024 / 0.924).abs() < 1e-12);
    /// ```
    pub fn success(&self, score: f64) -> f64 {
        let at_zero = self.score(0.0);
        ((score - at_zero) * self.success_per_score()).clamp(EDGE, 1.0 - EDGE)
    }

    /// How much the success rate changes with the score: a saturated or much-seen benchmark tells little.
    fn success_per_score(&self) -> f64 {
        1.0 / ((1.0 - self.still_seen()) * (self.ceiling - self.guess)).max(1e-9)
    }

    /// The part of the score that contamination added: the score less what a model of the same success rate would
    /// report had it seen nothing.
    pub fn inflation(&self, score: f64) -> f64 {
        score - Exam { seen: 0.0, ..*self }.score(self.success(score))
    }

    /// Standard deviation of the ability behind a score, in probit units, from the number of items.
    ///
    /// # Formula
    /// `sqrt(s (1 - s) / n) (dp/ds) / density(Phi^-1(p))`, `s` the expected score at `p`: it grows without bound towards the
    /// ceiling, which is what saturation is.
    pub fn sd_probit(&self, score: f64) -> f64 {
        let p = self.success(score);
        let s = self.score(p).clamp(0.0, 1.0);
        (s * (1.0 - s) / self.items).sqrt() * self.success_per_score() / density(probit(p))
    }
}

/// The ability that a buyer acts on, who believes scores with `trust` from 0 to 1 and otherwise expects `prior`, what any
/// model of its kind would do; in probit units.
///
/// # Formula
/// `prior + trust (reported - prior)`
pub fn trusted(reported: f64, prior: f64, trust: f64) -> f64 {
    prior + trust * (reported - prior)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_benchmark_near_its_ceiling_no_longer_tells() {
        // MMLU: four choices; 6.49% of its questions have errors (Gema et al., "Are we done with MMLU?", 2024).
        let mmlu = Exam { guess: 0.25, ceiling: 0.9351, ..Exam::clean(14_042.0) };
        let middle = mmlu.sd_probit(0.6);
        assert!(mmlu.sd_probit(0.925) > 5.0 * middle, "{} {middle}", mmlu.sd_probit(0.925));
    }

    #[test]
    fn a_clean_exam_reports_the_success_rate() {
        let exam = Exam::clean(100.0);
        assert_eq!((exam.success(0.5), exam.inflation(0.5)), (0.5, 0.0));
        assert!((exam.sd_probit(0.5) - 0.125_331).abs() < 1e-5);
    }

    #[test]
    fn a_buyer_without_trust_sees_no_difference() {
        assert_eq!(trusted(1.2, 0.4, 0.0), trusted(0.1, 0.4, 0.0));
        assert_eq!(trusted(1.2, 0.4, 1.0), 1.2);
    }

    proptest! {
        #[test]
        fn success_undoes_score_and_contamination_inflates(
            success in 0.01f64..0.99, guess in 0.0f64..0.5, wrong in 0.0f64..0.1, seen in 0.0f64..0.5,
            seen_success in 0.9f64..1.0, detected in 0.0f64..1.0, more in 0.0f64..0.3,
        ) {
            let exam = Exam {
                items: 500.0, guess, ceiling: 1.0 - wrong, seen, seen_success, detected,
            };
            let score = exam.score(success);
            prop_assert!((exam.success(score) - success).abs() < 1e-9);
            // The same score means less ability where more of the items were seen, or fewer of these found.
            let worse = Exam { seen: seen + more, detected: 0.5 * detected, ..exam };
            if score < (1.0 - wrong) * seen_success {
                prop_assert!(worse.success(score) <= exam.success(score) + 1e-9);
                prop_assert!(exam.inflation(score) >= -1e-9);
            }
        }
    }
}
