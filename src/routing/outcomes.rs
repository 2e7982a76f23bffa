use super::{Candidate, Verifier};
use crate::math::{Bivariate, exp, phi, probit};

/// More steps than any share takes.
const MOST_STEPS: usize = 60;
/// Separation in standard deviations from which a signal never errs: an AUC of 1 but for rounding.
const PERFECT: f64 = 11.0;

/// How a class's requests come out under a pair of models, as shares.
#[derive(Clone, Copy)]
pub(super) struct Outcomes {
    /// The weak model succeeds.
    pub weak: f64,
    /// Only the strong model succeeds.
    pub gain: f64,
    /// Only the weak one does.
    pub loss: f64,
}

impl Outcomes {
    /// With abilities lower by `shift` probits.
    pub fn of(weak: &Candidate, strong: &Candidate, bivariate: &Bivariate, shift: f64) -> Outcomes {
        let tau = [weak.tau - shift, strong.tau - shift];
        let success = match shift {
            0.0 => [weak.success, strong.success],
            _ => tau.map(phi),
        };
        let both = bivariate.phi(tau, success);
        let [weak, strong] = success;
        Outcomes { weak, gain: (strong - both).max(0.0), loss: (weak - both).max(0.0) }
    }

    /// Share of calls of the strong model where a router lets `[gains, rest]` through.
    pub fn called(&self, [gains, rest]: [f64; 2]) -> f64 {
        self.gain * gains + (1.0 - self.gain) * rest
    }

    /// Success rate of a cascade with `verifier`: [`escalate`](super::escalate)'s.
    pub fn checked(&self, verifier: Verifier) -> f64 {
        self.weak + self.gain * (1.0 - verifier.fpr) - self.loss * (1.0 - verifier.tpr)
    }

    /// What a router lets through to the strong model so that it gains `wanted`: `[Phi(d + t), Phi(t)]`; none where `dear` says
    /// so of what it must at least let through.
    ///
    /// # Formula
    /// With `u = Phi(t)` and `R(u) = Phi(d + t)`, which is concave, the zero of `h(u) = b R(u) - c u - wanted`. From the random mix's
    /// `u = wanted / (b - c)`, where `h >= 0`, Newton's first step goes below the zero, and the next ones rise to it.
    pub fn let_through(
        &self,
        wanted: f64,
        separation: f64,
        dear: impl Fn([f64; 2]) -> bool,
    ) -> Option<[f64; 2]> {
        let mix = (wanted / (self.gain - self.loss)).min(1.0);
        if separation == 0.0 {
            return (!dear([mix; 2])).then_some([mix; 2]);
        }
        if separation > PERFECT {
            let at = [(wanted / self.gain).min(1.0), 0.0];
            return (!dear(at)).then_some(at);
        }
        let mut u = mix;
        let mut through = u;
        for _ in 0..MOST_STEPS {
            let t = probit(u);
            let mut slope = 0.0;
            if t.is_finite() {
                through = phi(separation + t);
                slope = exp(-separation * (0.5 * separation + t));
            }
            let (height, rise) =
                (self.gain * through - self.loss * u - wanted, self.gain * slope - self.loss);
            if !(rise > 0.0) {
                // Beyond the peak.
                u *= 0.1;
                continue;
            }
            if height <= 0.0 && dear([through, u]) {
                return None;
            }
            let step = height / rise;
            if step.abs() <= 1e-9 * u {
                // The next step would be below rounding.
                (through, u) = (through - slope * step, u - step);
                break;
            }
            u = if step < u { (u - step).min(1.0) } else { 0.1 * u };
        }
        Some([through, u])
    }
}
