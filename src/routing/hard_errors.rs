use super::cascade::staged;
use super::pool::nodes_for;
use super::{Escalation, Pair, Routed, Stage, Verifier};
use crate::math::{phi, probit, root};

/// Correlations of one are taken as this.
const MOST: f64 = 0.999;
/// Cuts of the latent error beyond which there is nothing left to cut.
const END: f64 = 40.0;

/// How far a verifier's errors fall on hard requests: on the difficulty that all models share.
///
/// # Formula
/// Given a right answer the verifier rejects it where a normal variable of correlation `rejections` with ease lies below a
/// cut, given a wrong one it accepts it likewise; the cuts keep its rates over all requests:
/// `E[p(theta) Phi((v - k theta) / sqrt(1 - k^2))] = p (1 - tpr)`, and for wrong answers `(1 - p) fpr`.
/// At 0 both, errors do not depend on the next model's outcome given this one's, which is [`escalate`](super::escalate).
///
/// Wrong rejections of hard requests gain less than they seem to, since the next model fails on them too; wrong acceptances of hard
/// requests lose less, for the same reason. The two nearly cancel: see MODEL.md for what public pools show.
///
/// ```
/// use undercut::routing::{HardErrors, Pair, Verifier, escalate};
/// let (pair, verifier) = (Pair::new(0.68, 0.81, 0.68), Verifier { tpr: 0.9, fpr: 0.2, usd: 0.1 });
/// let anywhere = HardErrors::default().escalate(&pair, 0.68, verifier, 1.0, 20.0);
/// assert!((anywhere.success - escalate(&pair, verifier, 1.0, 20.0).success).abs() < 1e-8);
/// let rejections = HardErrors { rejections: 0.5, acceptances: 0.0 };
/// assert!(rejections.escalate(&pair, 0.68, verifier, 1.0, 20.0).success < anywhere.success);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct HardErrors {
    /// Correlation of rejecting right answers with difficulty, 0 to 1.
    pub rejections: f64,
    /// Correlation of accepting wrong answers with difficulty, 0 to 1.
    pub acceptances: f64,
}

impl HardErrors {
    /// What fits ten public sets of outcomes with measured verifiers best, each counted alike: see MODEL.md.
    pub const MEASURED: HardErrors = HardErrors { rejections: 0.5, acceptances: 0.2 };

    /// Whether errors fall anywhere.
    pub fn are_anywhere(&self) -> bool {
        *self == HardErrors::default()
    }

    /// [`escalate`](super::escalate) where the verifier's errors lean so; `correlation` is the pair's.
    pub fn escalate(
        &self,
        pair: &Pair,
        correlation: f64,
        verifier: Verifier,
        weak_usd: f64,
        strong_usd: f64,
    ) -> Escalation {
        let stages = pair_stages([pair.weak, pair.strong], [weak_usd, strong_usd], correlation);
        let mut calls = [0.0; 2];
        let at = self.cascade(&stages, verifier, &nodes_for(stages[0].loading), &mut calls);
        Escalation { share_strong: calls[1], success: at.success, usd: at.usd }
    }

    /// [`cascade`](super::cascade) where the verifier's errors lean so.
    pub fn cascade(
        &self,
        stages: &[Stage],
        verifier: Verifier,
        nodes: &[(f64, f64)],
        calls: &mut [f64],
    ) -> Routed {
        let leaning: Vec<Leaning> =
            stages.iter().map(|it| Leaning::of(self, it, verifier, nodes)).collect();
        staged(stages, verifier.usd, nodes, calls, |place, theta| leaning[place].at(theta))
    }
}

/// A pair of models as stages whose loadings have equal size and `correlation` as their product.
pub(super) fn pair_stages(success: [f64; 2], usd: [f64; 2], correlation: f64) -> [Stage; 2] {
    let size = correlation.abs().sqrt();
    let stage = |at: usize, loading| Stage { tau: probit(success[at]), loading, usd: usd[at] };
    [stage(0, size), stage(1, size.copysign(correlation))]
}

/// The ease of a request of which models' abilities, each with its loading, are known; `noise` is a standard normal.
///
/// # Formula
/// `theta` is normal with precision `h = 1 + sum lambda^2 / (1 - lambda^2)` and mean `sum z lambda / (1 - lambda^2) / h`.
pub(super) fn ease(known: impl Iterator<Item = (f64, f64)>, noise: f64) -> f64 {
    let (mut precision, mut sum) = (1.0, 0.0);
    for (ability, loading) in known {
        let own = (1.0 - loading * loading).max(1e-6);
        precision += loading * loading / own;
        sum += ability * loading / own;
    }
    sum / precision + noise / f64::sqrt(precision)
}

/// A verifier of one model's answers at each ease.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaning {
    rejects: Cut,
    accepts: Cut,
    usd: f64,
}

/// An error where a normal variable of correlation `k` with ease lies below `v`.
#[derive(Debug, Clone, Copy)]
struct Cut {
    v: f64,
    k: f64,
}

impl Leaning {
    pub(super) fn of(
        errors: &HardErrors,
        stage: &Stage,
        verifier: Verifier,
        nodes: &[(f64, f64)],
    ) -> Leaning {
        let right: Vec<f64> = nodes.iter().map(|(theta, _)| stage.success_at(*theta)).collect();
        let cut = |correlation: f64, rate: f64, of: &dyn Fn(f64) -> f64| {
            let k = correlation.clamp(0.0, MOST);
            let over = |rate_at: &dyn Fn(f64) -> f64| {
                let at = |((theta, weight), right): (&(f64, f64), &f64)| {
                    weight * of(*right) * rate_at(*theta)
                };
                nodes.iter().zip(&right).map(at).sum::<f64>()
            };
            let wanted = rate * over(&|_| 1.0);
            let v = match (k, rate) {
                (0.0, _) => probit(rate),
                (_, 0.0) => f64::NEG_INFINITY,
                (_, 1.0) => f64::INFINITY,
                _ => root(|v| over(&|theta| Cut { v, k }.at(theta)) - wanted, -END, END),
            };
            Cut { v, k }
        };
        Leaning {
            rejects: cut(errors.rejections, 1.0 - verifier.tpr, &|right| right),
            accepts: cut(errors.acceptances, verifier.fpr, &|right| 1.0 - right),
            usd: verifier.usd,
        }
    }

    /// The verifier among requests of ease `theta`.
    pub(super) fn at(&self, theta: f64) -> Verifier {
        Verifier { tpr: 1.0 - self.rejects.at(theta), fpr: self.accepts.at(theta), usd: self.usd }
    }
}

impl Cut {
    fn at(self, theta: f64) -> f64 {
        match self.k {
            0.0 => phi(self.v),
            k => phi((self.v - k * theta) / (1.0 - k * k).sqrt()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::fine_normal;
    use crate::routing::escalate;
    use proptest::prelude::*;

    fn errors(rejections: f64, acceptances: f64) -> HardErrors {
        HardErrors { rejections, acceptances }
    }

    proptest! {
        #[test]
        fn rates_and_calls_stay(
            weak in 0.05f64..0.95, strong in 0.05f64..0.95, rho in 0.05f64..0.95,
            tpr in 0.5f64..1.0, fpr in 0.0f64..0.5, k in 0.0f64..0.95, other in 0.0f64..0.95,
        ) {
            let verifier = Verifier { tpr, fpr, usd: 0.1 };
            let pair = Pair::new(weak, strong, rho);
            let got = errors(k, other).escalate(&pair, rho, verifier, 1.0, 20.0);
            let plain = escalate(&pair, verifier, 1.0, 20.0);
            prop_assert!((got.share_strong - plain.share_strong).abs() < 1e-8);
            prop_assert!((got.usd - plain.usd).abs() < 1e-6);
            // What either does is between the weak model alone and the oracle with the losses of all rejections.
            prop_assert!(got.success <= pair.oracle() + 1e-8);
        }

        #[test]
        fn errors_anywhere_are_the_closed_form(
            weak in 0.1f64..0.9, strong in 0.1f64..0.9, rho in -0.9f64..0.95,
            tpr in 0.5f64..1.0, fpr in 0.0f64..0.5,
        ) {
            let verifier = Verifier { tpr, fpr, usd: 0.1 };
            let pair = Pair::new(weak, strong, rho);
            let got = HardErrors::default().escalate(&pair, rho, verifier, 1.0, 20.0);
            prop_assert!((got.success - escalate(&pair, verifier, 1.0, 20.0).success).abs() < 1e-8);
        }
    }

    #[test]
    fn hard_rejections_cost_and_hard_acceptances_spare() {
        let pair = Pair::new(0.6, 0.8, 0.6);
        let verifier = Verifier { tpr: 0.8, fpr: 0.4, usd: 0.0 };
        let success = |it: HardErrors| it.escalate(&pair, 0.6, verifier, 1.0, 10.0).success;
        let plain = success(HardErrors::default());
        assert!(success(errors(0.5, 0.0)) < plain - 0.005);
        assert!(success(errors(0.0, 0.5)) > plain + 0.005);
        assert!((success(HardErrors::MEASURED) - plain).abs() < 0.01);
    }

    #[test]
    fn simulated_requests_agree() {
        use crate::uncertainty::{Stream, key};
        let (rho, n) = (0.6f64, 400_000);
        let verifier = Verifier { tpr: 0.8, fpr: 0.3, usd: 0.0 };
        let it = errors(0.7, 0.4);
        let tau = (probit(0.6), probit(0.8));
        let stage = Stage { tau: tau.0, loading: rho.sqrt(), usd: 1.0 };
        let leaning = Leaning::of(&it, &stage, verifier, fine_normal());
        let mut stream = Stream::new(1, key("hard-errors"), 0);
        let mut right = 0u32;
        for _ in 0..n {
            let theta = stream.normal();
            let mut able =
                |tau: f64| rho.sqrt() * theta + (1.0 - rho).sqrt() * stream.normal() > -tau;
            let (weak, strong) = (able(tau.0), able(tau.1));
            // The latent error itself, not its rate at this ease.
            let cut = if weak { leaning.rejects } else { leaning.accepts };
            let errs = cut.k * theta + (1.0 - cut.k * cut.k).sqrt() * stream.normal() < cut.v;
            right += u32::from(if weak != errs { weak } else { strong });
        }
        let pair = Pair::new(0.6, 0.8, rho);
        let closed = it.escalate(&pair, rho, verifier, 1.0, 10.0).success;
        let got = f64::from(right) / f64::from(n);
        assert!((got - closed).abs() < 4.0 * (closed * (1.0 - closed) / f64::from(n)).sqrt());
    }

    #[test]
    fn verifiers_and_models_that_never_err_or_always_do_are_no_trouble() {
        let of = |tpr, fpr, weak, strong| {
            let verifier = Verifier { tpr, fpr, usd: 0.0 };
            let pair = Pair::new(weak, strong, 0.5);
            let got = errors(1.0, 1.0).escalate(&pair, 0.5, verifier, 1.0, 10.0);
            (got, escalate(&pair, verifier, 1.0, 10.0))
        };
        for (tpr, fpr, weak, strong) in
            [(1.0, 0.0, 0.6, 0.8), (0.0, 1.0, 0.6, 0.8), (0.9, 0.2, 1.0, 1.0), (0.9, 0.2, 0.0, 1.0)]
        {
            let (got, plain) = of(tpr, fpr, weak, strong);
            assert!((got.success - plain.success).abs() < 1e-6, "{tpr} {fpr} {weak} {got:?}");
        }
        // All answers are wrong, and those that are let through are the hardest: nearly nothing is lost.
        let (got, plain) = of(0.9, 0.2, 0.0, 0.6);
        assert!(got.success > plain.success + 0.05 && got.success <= 0.6 + 1e-9);
    }
}
