use crate::math::{density, probit};

/// One benchmark's evidence on a model: what it scored, how much of that is inflation, how firm it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Reported score, 0 to 1.
    pub reported: f64,
    /// Part of the score that comes from having seen the questions, 0 to 1.
    pub contamination: f64,
    /// Number of questions.
    pub items: f64,
    /// Weight of the benchmark for the task class; weights of one class sum to 1.
    pub weight: f64,
}

/// Scores are kept this far from 0 and 1, where the probit has no value; 0 of 44 questions still is a score.
const EDGE: f64 = 0.005;

impl Score {
    fn real(&self) -> f64 {
        (self.reported - self.contamination).clamp(EDGE, 1.0 - EDGE)
    }
}

/// Ability on a task class in probit units.
///
/// # Formula
/// `tau = sum_b w_b Phi^-1(s_b - i_b)`: the weighted mean of the probits of the benchmark scores `s_b`, each
/// less its contamination inflation `i_b`.
///
/// ```
/// use undercut::routing::{Score, ability};
/// let coin = Score { reported: 0.55, contamination: 0.05, items: 200.0, weight: 1.0 };
/// assert!(ability([coin]).abs() < 1e-12);
/// ```
pub fn ability(scores: impl IntoIterator<Item = Score>) -> f64 {
    scores.into_iter().map(|score| score.weight * probit(score.real())).sum()
}

/// Standard deviation of [`ability`] from the finite number of questions, in probit units.
///
/// # Formula
/// `sqrt(sum_b (w_b sqrt(s_b (1 - s_b) / n_b) / density(Phi^-1(s_b)))^2)`: binomial noise, carried through
/// the probit to first order.
pub fn sampling_sd_probit(scores: impl IntoIterator<Item = Score>) -> f64 {
    let variance = |score: Score| {
        let p = score.real();
        let sd = (p * (1.0 - p) / score.items).sqrt() / density(probit(p));
        let weighted = score.weight * sd;
        weighted * weighted
    };
    scores.into_iter().map(variance).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_questions_at_one_half_leave_an_eighth_of_a_probit() {
        // sqrt(0.25 / 100) / 0.39894 = 0.12533
        let coin = Score { reported: 0.5, contamination: 0.0, items: 100.0, weight: 1.0 };
        assert!((sampling_sd_probit([coin]) - 0.125_331).abs() < 1e-5);
    }

    #[test]
    fn perfect_and_zero_scores_stay_finite() {
        for reported in [0.0, 1.0] {
            let score = Score { reported, contamination: 0.0, items: 44.0, weight: 1.0 };
            assert!(ability([score]).is_finite() && sampling_sd_probit([score]).is_finite());
        }
    }

    #[test]
    fn inflation_lowers_ability() {
        let clean = Score { reported: 0.8, contamination: 0.0, items: 500.0, weight: 1.0 };
        assert!(ability([Score { contamination: 0.05, ..clean }]) < ability([clean]));
    }
}
