use super::{Pair, Routed};
use crate::math::{PhiTable, phi};

/// A check of an answer that says accept or reject, and is wrong at times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verifier {
    /// Probability that a right answer is accepted.
    pub tpr: f64,
    /// Probability that a wrong answer is accepted.
    pub fpr: f64,
    /// USD per answer checked.
    pub usd: f64,
}

impl Verifier {
    /// Probability that an answer which is right with probability `success` is accepted.
    pub fn accepts(&self, success: f64) -> f64 {
        success * self.tpr + (1.0 - success) * self.fpr
    }
}

/// What happens when the weak model answers first and a rejected answer goes to the strong one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Escalation {
    /// Share of requests that the strong model is called for.
    pub share_strong: f64,
    /// Success rate of the final answers.
    pub success: f64,
    /// USD per request.
    pub usd: f64,
}

/// A cascade of two models with a verifier whose errors do not depend on the strong model's outcome, given the weak
/// model's.
///
/// # Formula
/// `e = 1 - (p_w tpr + (1 - p_w) fpr)`, `success = p_w + b (1 - fpr) - c (1 - tpr)`, `USD = c_w + c_v + e c_s`, `b` the share
/// of requests on which only the strong model succeeds and `c` that on which only the weak one does.
///
/// ```
/// use undercut::routing::{Pair, Verifier, escalate};
/// let verifier = Verifier { tpr: 0.9, fpr: 0.2, usd: 0.1 };
/// let cascade = escalate(&Pair::new(0.68, 0.81, 0.68), verifier, 1.0, 20.0);
/// assert!((cascade.share_strong - 0.324).abs() < 1e-12);
/// assert!((cascade.usd - 7.58).abs() < 1e-12);
/// assert!((cascade.success - 0.81934).abs() < 1e-5);
/// ```
pub fn escalate(pair: &Pair, verifier: Verifier, weak_usd: f64, strong_usd: f64) -> Escalation {
    let share_strong = 1.0 - verifier.accepts(pair.weak);
    Escalation {
        share_strong,
        success: pair.weak + pair.gain() * (1.0 - verifier.fpr)
            - pair.loss() * (1.0 - verifier.tpr),
        usd: weak_usd + verifier.usd + share_strong * strong_usd,
    }
}

/// One model of a pool on one task class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stage {
    /// Ability in probit units: the success rate is `Phi(tau)`.
    pub tau: f64,
    /// Loading on the difficulty that all models share, -1 to 1.
    pub loading: f64,
    /// USD per call.
    pub usd: f64,
}

impl Stage {
    /// Success rate among requests of ease `theta`.
    pub fn success_at(&self, theta: f64) -> f64 {
        phi(self.ease_at(theta))
    }

    /// `(tau + lambda theta) / sqrt(1 - lambda^2)`
    fn ease_at(&self, theta: f64) -> f64 {
        let own = (1.0 - self.loading * self.loading).max(1e-6).sqrt();
        (self.tau + self.loading * theta) / own
    }
}

/// A cascade of `stages`, in the order of their calls: an answer that the verifier rejects goes to the next, and the last
/// answer stands unchecked. `calls` gets the share of requests that each stage is called for.
///
/// # Formula
/// Given `theta`, stages are independent: with `a_i = p_i tpr + (1 - p_i) fpr`, stage `k` is called with probability
/// `R_k = prod_{i<k} (1 - a_i)`, its answer stands with `R_k p_k tpr` (the last: `R_n p_n`);
/// `USD = sum_k R_k (c_k + c_v 1[k < n])`. The mean over `theta` is taken on `nodes`; `Phi` is read from a table (2e-9).
///
/// Two stages agree with [`escalate`] at a correlation equal to the product of the loadings.
pub fn cascade(
    stages: &[Stage],
    verifier: Verifier,
    nodes: &[(f64, f64)],
    calls: &mut [f64],
) -> Routed {
    staged(stages, verifier.usd, nodes, calls, |_, _| verifier)
}

/// [`cascade`] with the verifier that `verifier` gives for the answers of each stage at each ease.
pub(super) fn staged(
    stages: &[Stage],
    check_usd: f64,
    nodes: &[(f64, f64)],
    calls: &mut [f64],
    verifier: impl Fn(usize, f64) -> Verifier,
) -> Routed {
    if stages.is_empty() {
        return Routed::UNSERVED;
    }
    let last = stages.len() - 1;
    calls.fill(0.0);
    let table = PhiTable::shared();
    let mut success = 0.0;
    for &(theta, weight) in nodes {
        let mut reached = weight;
        for (place, stage) in stages.iter().enumerate() {
            if let Some(call) = calls.get_mut(place) {
                *call += reached;
            }
            let right = table.phi(stage.ease_at(theta));
            if place == last {
                success += reached * right;
                break;
            }
            let verifier = verifier(place, theta);
            success += reached * right * verifier.tpr;
            reached *= 1.0 - verifier.accepts(right);
        }
    }
    let check = |place: usize| if place < last { check_usd } else { 0.0 };
    let spend = |(place, (stage, call)): (usize, (&Stage, &f64))| call * (stage.usd + check(place));
    let usd = stages.iter().zip(calls.iter()).enumerate().map(spend).sum();
    Routed::served(success, usd)
}

/// Up to `attempts` calls of one model, each answer checked, the last one taken as it is: a retry is a cascade of a
/// model into itself.
///
/// Retries are not independent: a hard request stays hard. What differs from one attempt to the next is the model's own
/// luck.
pub fn retries(stage: Stage, verifier: Verifier, attempts: usize, nodes: &[(f64, f64)]) -> Routed {
    let (mut success, mut usd) = (0.0, 0.0);
    let last = attempts.max(1) - 1;
    for &(theta, weight) in nodes {
        let right = stage.success_at(theta);
        let mut reached = weight;
        for attempt in 0..=last {
            let (accepted, check) =
                if attempt == last { (1.0, 0.0) } else { (verifier.tpr, verifier.usd) };
            success += reached * right * accepted;
            usd += reached * (stage.usd + check);
            reached *= 1.0 - verifier.accepts(right);
        }
    }
    Routed::served(success, usd)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{HERMITE_12, fine_normal, probit};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn two_stages_are_the_closed_form(
            weak in 0.1f64..0.9, strong in 0.1f64..0.9, one in 0.1f64..0.95, other in 0.1f64..0.95,
            tpr in 0.5f64..1.0, fpr in 0.0f64..0.5,
        ) {
            let verifier = Verifier { tpr, fpr, usd: 0.1 };
            let stages = [
                Stage { tau: probit(weak), loading: one, usd: 1.0 },
                Stage { tau: probit(strong), loading: other, usd: 20.0 },
            ];
            let mut calls = [0.0; 2];
            let got = cascade(&stages, verifier, fine_normal(), &mut calls);
            let exact = escalate(&Pair::new(weak, strong, one * other), verifier, 1.0, 20.0);
            prop_assert!((got.success - exact.success).abs() < 1e-8);
            prop_assert!((got.usd - exact.usd).abs() < 1e-6);
            prop_assert!((calls[1] - exact.share_strong).abs() < 1e-8);
        }
    }

    #[test]
    fn a_perfect_free_verifier_is_the_oracle() {
        let stage = |p: f64, usd| Stage { tau: probit(p), loading: 0.68f64.sqrt(), usd };
        let stages = [stage(0.5, 1.0), stage(0.6, 3.0), stage(0.7, 9.0)];
        let perfect = Verifier { tpr: 1.0, fpr: 0.0, usd: 0.0 };
        let got = cascade(&stages, perfect, &HERMITE_12, &mut [0.0; 3]);
        let fails =
            |theta: f64| stages.iter().map(|it| 1.0 - it.success_at(theta)).product::<f64>();
        let none: f64 = HERMITE_12.iter().map(|(theta, w)| w * fails(*theta)).sum();
        assert!((got.success - (1.0 - none)).abs() < 1e-8);
    }

    #[test]
    fn a_retry_helps_less_where_luck_is_shared() {
        let perfect = Verifier { tpr: 1.0, fpr: 0.0, usd: 0.0 };
        let tried = |loading: f64| {
            let stage = Stage { tau: 0.0, loading, usd: 1.0 };
            retries(stage, perfect, 2, fine_normal())
        };
        assert!((tried(0.0).success - 0.75).abs() < 1e-9 && (tried(0.0).usd - 1.5).abs() < 1e-9);
        // At one half, both tries fail with probability 1/4 + asin(lambda^2) / (2 pi).
        let both = 0.25 + libm::asin(0.68) / std::f64::consts::TAU;
        assert!((tried(0.68f64.sqrt()).success - (1.0 - both)).abs() < 1e-9);
    }
}
