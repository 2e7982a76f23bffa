use super::{Choice, Pair, Signal};
use crate::math::{bivariate_phi, phi, probit, root, within};
use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

/// How far the threshold on a signal is moved, in standard deviations: beyond lies less than 1e-15 of the requests.
const END: f64 = 10.0;

/// A threshold on a signal decides for each request whether the strong model is called: all its operating points.
///
/// # Formula
/// With the share `f` sent to the strong model where the signal is below `t`:
///
/// - a signal of correlations `r`: `f = Phi(t)`, `Q = p_w + Phi2(t, tau_s; -r_s) - Phi2(t, tau_w; -r_w)`;
/// - a need-strong signal of AUC `A`, normal with the gains (share `b`) `d = sqrt 2 Phi^-1(A)` above the rest:
///   `f = b Phi(d + t) + (1 - b) Phi(t)`, `Q = p_w + b Phi(d + t) - c Phi(t)`, `c` the share of losses.
///
/// Source: research on RouteLLM's outcomes, see MODEL.md.
///
/// ```
/// use undercut::routing::{Answers, Deferral, Pair, Signal};
/// let pair = Pair::new(0.68, 0.81, 0.68);
/// let seen = Signal::Answers(Answers { weak: 0.30, strong: 0.15 });
/// let curve = Deferral::new(pair, seen);
/// assert!((curve.success(0.3) - 0.74342).abs() < 1e-5);
/// assert!((curve.apgr() - 0.64582).abs() < 1e-5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deferral {
    pair: Pair,
    signal: Signal,
    /// `Phi^-1` of the success rates, weak and strong.
    tau: (f64, f64),
    /// Separation of the gains from the rest.
    separation: f64,
}

impl Deferral {
    /// The operating points of `signal` over `pair`.
    pub fn new(pair: Pair, signal: Signal) -> Deferral {
        let separation = match signal {
            Signal::NeedStrong { auc } => (SQRT_2 * probit(auc)).clamp(-2.0 * END, 2.0 * END),
            Signal::Answers(_) => 0.0,
        };
        Deferral { pair, signal, tau: (probit(pair.weak), probit(pair.strong)), separation }
    }

    /// The share of strong calls and the success rate at the threshold `t`.
    fn at(&self, t: f64) -> (f64, f64) {
        match self.signal {
            Signal::NeedStrong { .. } => {
                let (gains, rest) = (phi(self.separation + t), phi(t));
                let (b, c) = (self.pair.gain(), self.pair.loss());
                (b * gains + (1.0 - b) * rest, self.pair.weak + b * gains - c * rest)
            }
            Signal::Answers(it) => {
                let won = bivariate_phi(t, self.tau.1, -it.strong);
                let lost = bivariate_phi(t, self.tau.0, -it.weak);
                (phi(t), self.pair.weak + won - lost)
            }
        }
    }

    /// The lowest and the highest threshold that matter.
    fn ends(&self) -> (f64, f64) {
        (-END - self.separation.abs(), END + self.separation.abs())
    }

    fn threshold(&self, share: f64) -> f64 {
        let (low, high) = self.ends();
        match self.signal {
            Signal::Answers(_) => within(probit(share), low, high),
            Signal::NeedStrong { .. } => root(|t| self.at(t).0 - share, low, high),
        }
    }

    /// Success rate when the share `share` of requests goes to the strong model.
    pub fn success(&self, share: f64) -> f64 {
        match share {
            _ if !(share > 0.0) => self.pair.weak,
            _ if share >= 1.0 => self.pair.strong,
            _ => self.at(self.threshold(share)).1,
        }
    }

    /// Average recovered share of the quality gap, over all shares of strong calls.
    ///
    /// # Formula
    /// `1/2 + b (1 - b + c)(A - 1/2) / (b - c)` for a need-strong signal, else
    /// `(Phi2(0, tau_s; -r_s / sqrt 2) - Phi2(0, tau_w; -r_w / sqrt 2)) / (p_s - p_w)`. NaN or infinite where the models are
    /// equally good.
    pub fn apgr(&self) -> f64 {
        let (b, c) = (self.pair.gain(), self.pair.loss());
        match self.signal {
            Signal::NeedStrong { auc } => 0.5 + b * (1.0 - b + c) * (auc - 0.5) / (b - c),
            Signal::Answers(it) => {
                let won = bivariate_phi(0.0, self.tau.1, -it.strong * FRAC_1_SQRT_2);
                let lost = bivariate_phi(0.0, self.tau.0, -it.weak * FRAC_1_SQRT_2);
                (won - lost) / (self.pair.strong - self.pair.weak)
            }
        }
    }

    /// The least share of strong calls that reaches the success rate `success`; none if no share does.
    pub fn share_for(&self, success: f64) -> Option<f64> {
        if self.pair.weak >= success {
            return Some(0.0);
        }
        let (low, high) = self.ends();
        let turn = self.turn();
        // A curve rises and then falls, or falls and then rises, or only rises.
        let peak = match turn {
            Some(t) if self.at(t).1 >= self.pair.strong => t,
            _ => high,
        };
        if peak == high && success >= self.pair.strong {
            return (success == self.pair.strong).then_some(1.0);
        }
        if self.at(peak).1 < success {
            return None;
        }
        let from = match turn {
            Some(t) if t < peak => t,
            _ => low,
        };
        Some(self.at(root(|t| self.at(t).1 - success, from, peak)).0)
    }

    /// The share of strong calls that recovers the share `recovered` of the quality gap (CPT, the call-performance
    /// threshold of RouteLLM, as a share).
    pub fn cpt(&self, recovered: f64) -> Option<f64> {
        let gap = self.pair.strong - self.pair.weak;
        if gap > 0.0 { self.share_for(self.pair.weak + recovered * gap) } else { None }
    }

    /// The operating point with the least cost when a failed request costs `error_usd`, on a need-strong signal better than
    /// chance; none on other signals, and none where everything goes to one model.
    ///
    /// # Formula
    /// With `D = c_s - c_w` and `L` the price, `L dQ = D df` where the likelihood ratio `density(d + t) / density(t)` is
    /// `(L c + D (1 - b)) / (b (L - D))`: `t = -ln(ratio) / d - d / 2`. At or below `L = D` not even a certain gain pays.
    ///
    /// ```
    /// use undercut::routing::{Deferral, Pair, Signal};
    /// let curve = Deferral::new(Pair::new(0.68, 0.81, 0.68), Signal::NeedStrong { auc: 0.7 });
    /// let at = curve.at_error_price(100.0, 1.0, 20.0).unwrap();
    /// assert!((curve.success(at.strong) - at.success).abs() < 1e-12);
    /// let cost = |share: f64| 19.0 * share - 100.0 * curve.success(share);
    /// assert!(cost(at.strong) < cost(at.strong - 0.01) && cost(at.strong) < cost(at.strong + 0.01));
    /// ```
    pub fn at_error_price(&self, error_usd: f64, weak_usd: f64, strong_usd: f64) -> Option<Choice> {
        let (b, c, d) = (self.pair.gain(), self.pair.loss(), self.separation);
        let more = strong_usd - weak_usd;
        let needs = matches!(self.signal, Signal::NeedStrong { .. });
        if !(needs && d > 0.0 && b > 0.0 && error_usd > more) {
            return None;
        }
        let ratio = (error_usd * c + more * (1.0 - b)) / (b * (error_usd - more));
        let (share, success) = self.at(-libm::log(ratio) / d - 0.5 * d);
        Some(Choice { usd: weak_usd + share * more, success, strong: share })
    }

    /// The threshold at which one more strong call neither wins nor loses, if there is one.
    fn turn(&self) -> Option<f64> {
        let t = match self.signal {
            Signal::NeedStrong { .. } => {
                // b density(d + t) = c density(t)
                let d = self.separation;
                let odds = libm::log(self.pair.gain() / self.pair.loss());
                (odds - 0.5 * d * d) / d
            }
            Signal::Answers(it) => {
                // Given the signal t both success rates are probits that are linear in t.
                let line = |tau: f64, r: f64| {
                    let own = (1.0 - r * r).max(1e-12).sqrt();
                    (tau / own, r / own)
                };
                let (weak, weak_slope) = line(self.tau.0, it.weak);
                let (strong, strong_slope) = line(self.tau.1, it.strong);
                (strong - weak) / (weak_slope - strong_slope)
            }
        };
        let (low, high) = self.ends();
        (t > low && t < high).then_some(t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::Answers;
    use proptest::prelude::*;

    fn pair() -> Pair {
        Pair::new(0.68, 0.81, 0.68)
    }

    #[test]
    fn test_vectors() {
        for (weak, strong, apgr, points) in [
            (0.30, 0.15, 0.64582, [0.70567, 0.74342, 0.77206]),
            (0.65, 0.45, 0.75341, [0.71374, 0.76469, 0.79467]),
        ] {
            let curve = Deferral::new(pair(), Signal::Answers(Answers { weak, strong }));
            assert!((curve.apgr() - apgr).abs() < 1e-5);
            for (share, success) in [0.1, 0.3, 0.5].into_iter().zip(points) {
                assert!((curve.success(share) - success).abs() < 1e-5, "{share}");
            }
        }
    }

    #[test]
    fn a_signal_that_knows_nothing_is_the_random_mix() {
        let none = Answers { weak: 0.0, strong: 0.0 };
        for signal in [Signal::NeedStrong { auc: 0.5 }, Signal::Answers(none)] {
            let curve = Deferral::new(pair(), signal);
            assert!((curve.apgr() - 0.5).abs() < 1e-14);
            for share in [0.0, 0.1, 0.37, 0.8, 1.0] {
                let line = 0.68 + share * 0.13;
                assert!((curve.success(share) - line).abs() < 1e-12, "{share}");
            }
            assert!((curve.cpt(0.8).unwrap() - 0.8).abs() < 1e-9);
        }
    }

    fn signals() -> impl Strategy<Value = Signal> {
        prop_oneof![
            (0.3f64..1.0).prop_map(|auc| Signal::NeedStrong { auc }),
            (-0.2f64..0.95, -0.2f64..0.95)
                .prop_map(|(weak, strong)| Signal::Answers(Answers { weak, strong })),
        ]
    }

    proptest! {
        #[test]
        fn random_mix_router_oracle(
            weak in 0.05f64..0.9, more in 0.0f64..0.09, rho in -0.5f64..0.99, auc in 0.5f64..=1.0,
            share in 0.0f64..=1.0,
        ) {
            let pair = Pair::new(weak, weak + more, rho);
            let curve = Deferral::new(pair, Signal::NeedStrong { auc });
            let router = curve.success(share);
            prop_assert!(weak + share * more <= router + 1e-9);
            prop_assert!(router <= pair.oracle_at_share(share) + 1e-9);
            prop_assert!(router <= pair.oracle() + 1e-12);
        }

        #[test]
        fn the_area_is_the_mean_over_shares(signal in signals()) {
            let curve = Deferral::new(pair(), signal);
            let n = 2_000;
            let recovered = |f: f64| (curve.success(f) - 0.68) / 0.13;
            let area: f64 = (0..n).map(|k| recovered((f64::from(k) + 0.5) / f64::from(n))).sum();
            prop_assert!((area / f64::from(n) - curve.apgr()).abs() < 3e-5, "{}", curve.apgr());
        }

        #[test]
        fn the_share_for_a_success_reaches_it_first(signal in signals(), target in 0.6f64..0.9) {
            let curve = Deferral::new(pair(), signal);
            let steps = 500;
            let grid = |k: i32| f64::from(k) / f64::from(steps);
            let first = (0..=steps).map(grid).find(|f| curve.success(*f) >= target);
            match (curve.share_for(target), first) {
                (Some(share), Some(first)) => {
                    prop_assert!(curve.success(share) >= target - 1e-9);
                    prop_assert!(share <= first + 1e-9 && share >= first - 1.01 / f64::from(steps));
                }
                (None, Some(first)) => prop_assert!(false, "{first} reaches it"),
                // Between two points of the grid there may be a peak.
                (Some(share), None) => prop_assert!(curve.success(share) >= target - 1e-9),
                (None, None) => {}
            }
        }
    }
}
