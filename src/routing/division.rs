use super::outcomes::Outcomes;
use super::{Candidate, Verifier};
use crate::ids::LineId;
use crate::math::{Bivariate, probit};
use std::f64::consts::SQRT_2;

/// What decides between a weak and a strong model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Decider {
    /// A router, before any answer.
    Router {
        /// AUC of its signal for the requests on which only the strong model succeeds.
        need_strong_auc: f64,
        /// USD per request for deciding.
        usd: f64,
    },
    /// A cascade: the weak model answers, and what the verifier rejects goes to the strong one.
    Cascade(Verifier),
}

/// How the requests of a class are divided between two lines, or all sent to one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Division {
    /// The line of the weak model.
    pub weak: LineId,
    /// The line of the strong model; the weak one's where all goes to one line.
    pub strong: LineId,
    /// Calls of the two lines per request. A router's sum to 1, a cascade's to more.
    pub calls: [f64; 2],
    /// The same, each call counted as its tokens over those of the mean request.
    pub load: [f64; 2],
    /// Success rate of the final answers.
    pub success: f64,
    /// USD per request for deciding.
    pub decider_usd: f64,
    /// What a router lets through to the strong line: of the requests that it wins, and of the others.
    let_through: [f64; 2],
}

impl Division {
    /// Everything to one line.
    pub fn all_to(it: &Candidate) -> Division {
        Division {
            weak: it.line,
            strong: it.line,
            calls: [1.0, 0.0],
            load: [1.0, 0.0],
            success: it.success,
            decider_usd: 0.0,
            let_through: [0.0; 2],
        }
    }

    /// A pair under `decider`, a router of which lets `let_through` through.
    fn of_pair(
        weak: &Candidate,
        strong: &Candidate,
        let_through: [f64; 2],
        bivariate: &Bivariate,
        decider: &Decider,
        harder: f64,
    ) -> Division {
        let divided = |shift: f64| {
            let it = Outcomes::of(weak, strong, bivariate, shift);
            match *decider {
                Decider::Router { .. } => {
                    let share = it.called(let_through);
                    let [gains, rest] = let_through;
                    ([1.0 - share, share], it.weak + it.gain * gains - it.loss * rest)
                }
                Decider::Cascade(verifier) => {
                    ([1.0, 1.0 - verifier.accepts(it.weak)], it.checked(verifier))
                }
            }
        };
        let (calls, success) = divided(0.0);
        let load = if harder == 0.0 { calls } else { divided(harder).0 };
        let decider_usd = match *decider {
            Decider::Router { usd, .. } => usd,
            Decider::Cascade(verifier) => verifier.usd,
        };
        let (weak, strong) = (weak.line, strong.line);
        Division { weak, strong, calls, load, success, decider_usd, let_through }
    }

    /// Whether two lines share the requests.
    pub fn is_pair(&self) -> bool {
        self.weak != self.strong
    }

    /// The same two lines as they are now, under the same decider at the same operating point.
    pub fn now(
        &self,
        weak: &Candidate,
        strong: &Candidate,
        bivariate: &Bivariate,
        decider: &Decider,
        harder: f64,
    ) -> Division {
        Division::of_pair(weak, strong, self.let_through, bivariate, decider, harder)
    }

    /// USD per request when a mean request costs `weak_usd` and `strong_usd`.
    ///
    /// # Formula
    /// `load_w c_w + load_s c_s + c_d`
    pub fn usd(&self, weak_usd: f64, strong_usd: f64) -> f64 {
        let [weak, strong] = self.load;
        // A call that is not made costs nothing, however dear.
        let of_strong = if strong > 0.0 { strong * strong_usd } else { 0.0 };
        weak * weak_usd + of_strong + self.decider_usd
    }
}

/// The cheapest way to a success rate of at least `threshold`: everything to one candidate, or a pair of them under
/// `decider`. None where no candidate meets the threshold by itself.
///
/// `pool` has one candidate per model; `bivariate` has the tetrachoric correlation of two models' successes.
/// Costs are compared at the tokens of the mean request.
///
/// # Formula
/// A router sends the least share of requests to a strong model that meets the threshold so that with a weak one that
/// misses it the threshold holds: `p_w + b Phi(d + t) - c Phi(t) = q`, `f = b Phi(d + t) + (1 - b) Phi(t)`, as in
/// [`Deferral`](super::Deferral). A cascade has one operating point, [`escalate`](super::escalate)'s, and counts where that
/// meets the threshold.
///
/// Harder requests are longer: a request of ease `theta` has `exp(-h theta - h^2 / 2)` times the mean tokens, whose mean is 1.
/// Weighted by tokens, `theta` has mean `-h`, so each ability is lower by `harder = h lambda` probits, and the load of the
/// strong line is its share of calls at these abilities, with the decider unchanged.
pub fn divide(
    pool: &[Candidate],
    bivariate: &Bivariate,
    decider: &Decider,
    threshold: f64,
    harder: f64,
) -> Option<Division> {
    let one = super::cheapest_meeting_threshold(pool, threshold)?;
    let mut best = Best { usd: pool[one].usd, pair: None };
    match *decider {
        Decider::Router { need_strong_auc, usd } => {
            let separation = (SQRT_2 * probit(need_strong_auc)).clamp(0.0, 20.0);
            best.route(pool, bivariate, separation, usd, threshold);
        }
        Decider::Cascade(verifier) => best.check(pool, bivariate, verifier, threshold),
    }
    match best.pair {
        Some((weak, strong, at)) => {
            Some(Division::of_pair(&pool[weak], &pool[strong], at, bivariate, decider, harder))
        }
        None => Some(Division::all_to(&pool[one])),
    }
}

/// The cheapest found so far.
struct Best {
    usd: f64,
    /// Places of the weak and the strong candidate, and what a router lets through: `Phi(d + t)`, `Phi(t)`.
    pair: Option<(usize, usize, [f64; 2])>,
}

impl Best {
    fn route(
        &mut self,
        pool: &[Candidate],
        bivariate: &Bivariate,
        separation: f64,
        router_usd: f64,
        threshold: f64,
    ) {
        for (w, weak) in pool.iter().enumerate() {
            if !(weak.eligible && weak.success < threshold) {
                continue;
            }
            for (s, strong) in pool.iter().enumerate() {
                if !(strong.eligible && strong.success >= threshold) {
                    continue;
                }
                let wanted = threshold - weak.success;
                let start = router_usd + weak.usd;
                let more = strong.usd - weak.usd;
                // No router calls the strong model for fewer requests than it wins.
                if !(start + wanted * more < self.usd) {
                    continue;
                }
                let it = Outcomes::of(weak, strong, bivariate, 0.0);
                // Shares are found from below, so that a pair which is too dear is left early.
                let dear = |at: [f64; 2]| start + it.called(at) * more >= self.usd;
                if let Some(at) = it.let_through(wanted, separation, dear) {
                    let usd = start + it.called(at) * more;
                    if usd < self.usd {
                        *self = Best { usd, pair: Some((w, s, at)) };
                    }
                }
            }
        }
    }

    fn check(
        &mut self,
        pool: &[Candidate],
        bivariate: &Bivariate,
        verifier: Verifier,
        threshold: f64,
    ) {
        for (w, weak) in pool.iter().enumerate().filter(|(_, it)| it.eligible) {
            let escalated = 1.0 - verifier.accepts(weak.success);
            for (s, strong) in pool.iter().enumerate().filter(|(_, it)| it.eligible) {
                let usd = weak.usd + verifier.usd + escalated * strong.usd;
                if w == s || !(usd < self.usd) {
                    continue;
                }
                let it = Outcomes::of(weak, strong, bivariate, 0.0);
                if it.checked(verifier) >= threshold {
                    *self = Best { usd, pair: Some((w, s, [0.0; 2])) };
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{exp, phi};
    use crate::routing::candidate::pool;
    use crate::routing::{
        Deferral, Pair, Signal, cheapest_meeting_threshold, escalate, random_mix,
    };
    use proptest::prelude::*;

    fn router(need_strong_auc: f64) -> Decider {
        Decider::Router { need_strong_auc, usd: 0.0 }
    }

    fn least(pool: &[Candidate], rho: f64, decider: &Decider, threshold: f64) -> Division {
        divide(pool, &Bivariate::new(rho), decider, threshold, 0.0).expect("served")
    }

    fn usd(it: &Division, pool: &[Candidate]) -> f64 {
        it.usd(pool[it.weak.index()].usd, pool[it.strong.index()].usd)
    }

    #[test]
    fn two_models_are_the_pairs_closed_forms() {
        let pool = pool(&[(0.68, 1.0), (0.81, 20.0)]);
        let pair = Pair::new(0.68, 0.81, 0.68);
        for auc in [0.5, 0.52, 0.6, 0.75, 0.9, 0.999, 1.0] {
            let curve = Deferral::new(pair, Signal::NeedStrong { auc });
            // At 0.81 a coin has the strong model alone.
            let most = if auc == 0.5 { 0.809 } else { 0.81 };
            for threshold in [0.685, 0.72, 0.78, 0.80, most] {
                let got = least(&pool, 0.68, &router(auc), threshold);
                let share = curve.share_for(threshold).expect("a share");
                assert!((got.calls[1] - share).abs() < 1e-12, "{auc} {threshold}: {got:?} {share}");
                assert!((got.success - threshold).abs() < 1e-12, "{auc} {threshold}: {got:?}");
                assert!((usd(&got, &pool) - (1.0 + 19.0 * share)).abs() < 19e-12);
            }
        }
        let verifier = Verifier { tpr: 0.9, fpr: 0.2, usd: 0.1 };
        let got = least(&pool, 0.68, &Decider::Cascade(verifier), 0.81);
        let exact = escalate(&pair, verifier, 1.0, 20.0);
        assert!((got.success - exact.success).abs() < 1e-12);
        assert!((usd(&got, &pool) - exact.usd).abs() < 1e-12);
        assert_eq!(got.calls, [1.0, exact.share_strong]);
    }

    #[test]
    fn a_dear_decider_is_not_used() {
        let pool = pool(&[(0.68, 1.0), (0.81, 20.0)]);
        let dear = Decider::Router { need_strong_auc: 0.6, usd: 50.0 };
        let got = least(&pool, 0.68, &dear, 0.75);
        assert_eq!((got.weak, got.calls, got.decider_usd), (LineId(1), [1.0, 0.0], 0.0));
        assert_eq!(divide(&pool, &Bivariate::new(0.68), &dear, 0.9, 0.0), None);
    }

    /// By quadrature over requests: what the strong line is called for is longer, and all together is as long as before.
    #[test]
    fn harder_requests_are_longer() {
        let (rho, h, auc, threshold) = (0.6f64, 0.4, 0.8, 0.75);
        let pool = pool(&[(0.62, 1.0), (0.84, 9.0)]);
        let harder = h * rho.sqrt();
        let divided = |decider: &Decider| {
            divide(&pool, &Bivariate::new(rho), decider, threshold, harder).expect("served")
        };
        let verifier = Verifier { tpr: 0.9, fpr: 0.3, usd: 0.0 };
        let (routed, checked) = (divided(&router(auc)), divided(&Decider::Cascade(verifier)));
        let t = {
            let it = Outcomes::of(&pool[0], &pool[1], &Bivariate::new(rho), 0.0);
            let d = SQRT_2 * probit(auc);
            let [_, rest] = it.let_through(threshold - 0.62, d, |_| false).unwrap();
            (phi(d + probit(rest)), rest)
        };
        let own = (1.0 - rho).sqrt();
        let rate = |it: &Candidate, theta: f64| phi((it.tau + rho.sqrt() * theta) / own);
        let (mut strong, mut escalated) = (0.0, 0.0);
        for (theta, weight) in crate::math::fine_normal() {
            let tokens = weight * exp(-h * theta - 0.5 * h * h);
            let [weak, other] = [rate(&pool[0], *theta), rate(&pool[1], *theta)];
            let gain = other * (1.0 - weak);
            strong += tokens * (gain * t.0 + (1.0 - gain) * t.1);
            escalated += tokens * (1.0 - verifier.accepts(weak));
        }
        assert!((routed.load[1] - strong).abs() < 1e-9, "{routed:?} {strong}");
        assert!((checked.load[1] - escalated).abs() < 1e-9, "{checked:?} {escalated}");
        assert!(routed.load[1] > routed.calls[1] && checked.load[1] > checked.calls[1]);
        assert!((routed.load[0] + routed.load[1] - 1.0).abs() < 1e-15 && checked.load[0] == 1.0);
    }

    proptest! {
        /// The cheapest pair is found among all, and is what a search over all of them finds.
        #[test]
        fn the_cheapest_of_all_pairs(
            points in prop::collection::vec((0.05f64..0.95, 0.01f64..10.0), 1..8),
            rho in 0.1f64..0.9, auc in 0.5f64..0.99, threshold in 0.0f64..0.95,
        ) {
            let pool = pool(&points);
            let got = divide(&pool, &Bivariate::new(rho), &router(auc), threshold, 0.0);
            let Some(one) = cheapest_meeting_threshold(&pool, threshold) else {
                prop_assert!(got.is_none());
                return Ok(());
            };
            let got = got.expect("served");
            prop_assert!(got.success >= threshold - 1e-12);
            prop_assert!((got.calls[0] + got.calls[1] - 1.0).abs() < 1e-12);
            prop_assert_eq!(got.calls, got.load);
            let mut best = pool[one].usd;
            for weak in pool.iter().filter(|it| it.success < threshold) {
                for strong in pool.iter().filter(|it| it.success >= threshold) {
                    let pair = Pair::new(weak.success, strong.success, rho);
                    let curve = Deferral::new(pair, Signal::NeedStrong { auc });
                    let share = curve.share_for(threshold).expect("a share");
                    best = best.min(weak.usd + share * (strong.usd - weak.usd));
                }
            }
            prop_assert!((usd(&got, &pool) - best).abs() < 1e-9 * (1.0 + best), "{} {best}", usd(&got, &pool));
            let mix = random_mix(&pool, threshold).usd;
            prop_assert!(usd(&got, &pool) <= mix * (1.0 + 1e-12));
        }

        #[test]
        fn a_coin_is_the_random_mix(
            points in prop::collection::vec((0.05f64..0.95, 0.01f64..10.0), 1..8),
            rho in 0.1f64..0.9, threshold in 0.0f64..0.95,
        ) {
            let pool = pool(&points);
            let got = divide(&pool, &Bivariate::new(rho), &router(0.5), threshold, 0.0);
            let mix = random_mix(&pool, threshold);
            prop_assert_eq!(got.is_some(), mix.served);
            if let Some(got) = got {
                prop_assert!((usd(&got, &pool) - mix.usd).abs() < 1e-12 * (1.0 + mix.usd));
                prop_assert!((got.success - mix.success).abs() < 1e-12);
            }
        }

        #[test]
        fn a_cascade_is_the_cheapest_that_meets_the_threshold(
            points in prop::collection::vec((0.05f64..0.95, 0.01f64..10.0), 1..6),
            rho in 0.1f64..0.9, tpr in 0.5f64..1.0, fpr in 0.0f64..0.5, threshold in 0.0f64..0.95,
        ) {
            let pool = pool(&points);
            let verifier = Verifier { tpr, fpr, usd: 0.01 };
            let decider = Decider::Cascade(verifier);
            if let Some(got) = divide(&pool, &Bivariate::new(rho), &decider, threshold, 0.0) {
                prop_assert!(got.success >= threshold - 1e-12);
                let pairs = pool.iter().flat_map(|weak| pool.iter().map(move |strong| (weak, strong)));
                let cascades = pairs.filter(|(weak, strong)| weak.line != strong.line).map(|(weak, strong)| {
                    escalate(&Pair::new(weak.success, strong.success, rho), verifier, weak.usd, strong.usd)
                });
                let meeting = cascades.filter(|it| it.success >= threshold + 1e-9);
                let least = meeting.map(|it| it.usd).fold(f64::INFINITY, f64::min);
                prop_assert!(usd(&got, &pool) <= least + 1e-9);
            }
        }
    }
}
