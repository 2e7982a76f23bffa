use super::{Candidate, Routed};
use crate::math::PhiTable;

/// One thing that can be done with a request, on average.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Choice {
    /// USD per request.
    pub usd: f64,
    /// Success rate.
    pub success: f64,
    /// Share of requests that the strong model is called for.
    pub strong: f64,
}

/// The best that a policy can do at each cost, when in each situation it may choose, or mix, among several choices.
///
/// # Formula
/// In each situation, the non-decreasing concave hull of its choices. All situations start from their cheapest choice;
/// the steps along the hulls are then taken in order of success gained per USD. This is the exact solution of the linear
/// programme "most success within a budget" (a fractional knapsack); the last step may be taken for a share of the
/// requests only.
///
/// Its memory is kept between uses: from the second use on it allocates nothing.
#[derive(Debug, Clone, Default)]
pub struct Frontier {
    start: Choice,
    /// Success per USD, and what the step adds.
    steps: Vec<(f64, Choice)>,
    hull: Vec<Choice>,
    sorted: bool,
}

impl Frontier {
    /// A frontier without situations.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// Forgets all situations and keeps the memory.
    pub fn clear(&mut self) {
        self.start = Choice::default();
        self.steps.clear();
        self.sorted = true;
    }

    /// Adds a situation that `weight` of the requests are in, with at least one choice. Reorders `choices`.
    pub fn add(&mut self, weight: f64, choices: &mut [Choice]) {
        hull_into(choices, &mut self.hull);
        let Some(first) = self.hull.first() else { return };
        self.start.usd += weight * first.usd;
        self.start.success += weight * first.success;
        self.start.strong += weight * first.strong;
        for pair in self.hull.windows(2) {
            let (usd, success) = (pair[1].usd - pair[0].usd, pair[1].success - pair[0].success);
            let strong = weight * (pair[1].strong - pair[0].strong);
            // A hull rises, so this is a number or infinite; before the weight, which may be tiny.
            let worth = success / usd;
            let step = Choice { usd: weight * usd, success: weight * success, strong };
            self.steps.push((worth, step));
        }
        self.sorted = false;
    }

    fn sort(&mut self) {
        if !self.sorted {
            self.steps.sort_unstable_by(best_first);
            self.sorted = true;
        }
    }

    /// The cheapest operating point with a success rate of at least `threshold`; unserved where none reaches it.
    pub fn meet(&mut self, threshold: f64) -> Routed {
        self.meet_choice(threshold)
            .map_or(Routed::UNSERVED, |it| Routed::served(it.success, it.usd))
    }

    /// [`Frontier::meet`], with the share of strong calls.
    ///
    /// Finds the last step by halving what is not yet decided, without sorting it all.
    pub fn meet_choice(&mut self, threshold: f64) -> Option<Choice> {
        /// So few steps are sorted at once.
        const FEW: usize = 12;
        let mut at = self.start;
        let mut open = &mut self.steps[..];
        while !self.sorted && open.len() > FEW {
            let half = open.len() / 2;
            open.select_nth_unstable_by(half, best_first);
            let gained: f64 = open[..half].iter().map(|it| it.1.success).sum();
            if at.success + gained < threshold {
                at = open[..half].iter().fold(at, |at, (_, step)| moved(at, step, 1.0));
                open = &mut open[half..];
            } else {
                open = &mut open[..half];
            }
        }
        if !self.sorted {
            open.sort_unstable_by(best_first);
        }
        for (_, step) in open {
            if at.success >= threshold {
                break;
            }
            let part = ((threshold - at.success) / step.success).min(1.0);
            at = moved(at, step, part);
        }
        // The last step lands on the threshold but for rounding.
        (at.success >= threshold - 1e-12).then_some(at)
    }

    /// The operating point with the least cost when a failed request costs `error_usd`: a dearer choice is taken where
    /// `error_usd` times the success gained exceeds the extra cost.
    pub fn at_error_price(&mut self, error_usd: f64) -> Routed {
        let steps = self.steps.iter().map(|(_, step)| step);
        let worth = |step: &&Choice| error_usd * step.success > step.usd;
        let at = steps.filter(worth).fold(self.start, |at, step| moved(at, step, 1.0));
        Routed::served(at.success, at.usd)
    }

    /// All corners, from the cheapest to the best.
    pub fn corners(&mut self) -> impl Iterator<Item = Choice> + '_ {
        self.sort();
        let along = self.steps.iter().scan(self.start, |at, (_, step)| {
            *at = moved(*at, step, 1.0);
            Some(*at)
        });
        std::iter::once(self.start).chain(along)
    }

    /// The router over any number of models, on a signal that has correlation `kappa` with the difficulty that all models
    /// share; replaces what was in the frontier. False where no candidate is eligible.
    ///
    /// # Formula
    /// A situation is a value `s` of the signal: `p_j(s) = Phi((tau_j + kappa lambda s) / sqrt(1 - kappa^2 lambda^2))`,
    /// `lambda = sqrt(correlation)`, weighted by `nodes`; 17 even nodes to 4.4 give a cost within 0.2% at `kappa` up to 0.6 and
    /// 1% at 0.9. Constraints such as residency and modality are in
    /// [`Candidate::eligible`]. The dearest eligible candidate counts as the strong one.
    pub fn route(
        &mut self,
        candidates: &[Candidate],
        correlation: f64,
        kappa: f64,
        nodes: &[(f64, f64)],
        choices: &mut Vec<Choice>,
    ) -> bool {
        self.clear();
        let eligible = |it: &&Candidate| it.eligible;
        let Some(dearest) =
            candidates.iter().filter(eligible).map(|it| it.usd).max_by(f64::total_cmp)
        else {
            return false;
        };
        let table = PhiTable::shared();
        let slope = kappa * correlation.max(0.0).sqrt();
        let scale = 1.0 / (1.0 - slope * slope).max(1e-6).sqrt();
        for &(s, weight) in nodes {
            choices.clear();
            choices.extend(candidates.iter().filter(eligible).map(|it| Choice {
                usd: it.usd,
                success: table.phi((it.tau + slope * s) * scale),
                strong: if it.usd == dearest { 1.0 } else { 0.0 },
            }));
            self.add(weight, choices);
        }
        true
    }

    /// The lookup by task class: which model to use for which class, knowing nothing else of a request; replaces what was
    /// in the frontier. `classes` have their share of requests and their candidates. False where a class has no
    /// eligible candidate.
    ///
    /// Much of a router's benefit is this: on RouteLLM's MMLU outcomes the subject alone recovers more than their best
    /// router does.
    pub fn look_up<'a>(
        &mut self,
        classes: impl IntoIterator<Item = (f64, &'a [Candidate])>,
        choices: &mut Vec<Choice>,
    ) -> bool {
        self.clear();
        for (share, candidates) in classes {
            choices.clear();
            let choice = |it: &Candidate| Choice { usd: it.usd, success: it.success, strong: 0.0 };
            choices.extend(candidates.iter().filter(|it| it.eligible).map(choice));
            if choices.is_empty() {
                return false;
            }
            let dearest = choices.iter().map(|it| it.usd).fold(f64::NEG_INFINITY, f64::max);
            for it in choices.iter_mut().filter(|it| it.usd == dearest) {
                it.strong = 1.0;
            }
            self.add(share, choices);
        }
        true
    }
}

fn best_first(a: &(f64, Choice), b: &(f64, Choice)) -> std::cmp::Ordering {
    b.0.total_cmp(&a.0)
}

fn moved(at: Choice, step: &Choice, part: f64) -> Choice {
    Choice {
        usd: at.usd + part * step.usd,
        success: at.success + part * step.success,
        strong: at.strong + part * step.strong,
    }
}

/// The non-decreasing concave hull of `points`, from the cheapest to the best: RouterBench's hull of a pool. Reorders
/// `points`.
///
/// ```
/// use undercut::routing::{Choice, hull_into};
/// let at = |usd, success| Choice { usd, success, strong: 0.0 };
/// let mut hull = Vec::new();
/// hull_into(&mut [at(3.0, 0.8), at(1.0, 0.6), at(2.0, 0.65), at(4.0, 0.7)], &mut hull);
/// assert_eq!(hull, [at(1.0, 0.6), at(3.0, 0.8)]);
/// ```
pub fn hull_into(points: &mut [Choice], hull: &mut Vec<Choice>) {
    let cheaper =
        |a: &Choice, b: &Choice| a.usd.total_cmp(&b.usd).then(b.success.total_cmp(&a.success));
    // Candidates mostly come in order of cost.
    if !points.is_sorted_by(|a, b| cheaper(a, b).is_le()) {
        points.sort_unstable_by(cheaper);
    }
    hull.clear();
    for &point in points.iter() {
        if hull.last().is_some_and(|last| point.success <= last.success) {
            continue;
        }
        while let [.., before, last] = hull[..] {
            let below = (last.success - before.success) * (point.usd - before.usd)
                <= (point.success - before.success) * (last.usd - before.usd);
            if !below {
                break;
            }
            hull.pop();
        }
        hull.push(point);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{HERMITE_12, fine_normal, phi, probit};
    use crate::routing::candidate::pool;
    use crate::routing::{oracle, random_mix};
    use proptest::prelude::*;

    #[test]
    fn two_models_do_no_worse_than_a_threshold() {
        // A signal of kappa on two models of equal loadings is the pair's signal of correlations kappa lambda.
        use crate::routing::{Answers, Deferral, Pair, Signal};
        let (rho, kappa) = (0.68f64, 0.8);
        let r = kappa * rho.sqrt();
        let signal = Signal::Answers(Answers { weak: r, strong: r });
        let curve = Deferral::new(Pair::new(0.68, 0.81, rho), signal);
        let mut frontier = Frontier::new();
        let pool = pool(&[(0.68, 1.0), (0.81, 20.0)]);
        frontier.route(&pool, rho, kappa, fine_normal(), &mut Vec::new());
        for success in [0.70, 0.75, 0.80] {
            let usd = 1.0 + 19.0 * curve.share_for(success).unwrap();
            // The frontier may leave out what even the strong model cannot do; a threshold takes the hardest.
            assert!(frontier.meet(success).usd <= usd + 2e-3, "{success}");
        }
        // At a price of errors it gains all of E max(0, L Delta - c).
        let own = (1.0 - r * r).sqrt();
        let rate = |p: f64, s: f64| phi((probit(p) + r * s) / own);
        let worth = |s: f64| (100.0 * (rate(0.81, s) - rate(0.68, s)) - 19.0).max(0.0);
        let gained: f64 = fine_normal().iter().map(|(s, w)| w * worth(*s)).sum();
        let at = frontier.at_error_price(100.0);
        assert!((100.0 * (at.success - 0.68) - (at.usd - 1.0) - gained).abs() < 1e-5);
    }

    proptest! {
        #[test]
        fn random_mix_then_router_then_oracle(
            points in prop::collection::vec((0.05f64..0.95, 0.01f64..10.0), 1..8),
            rho in 0.05f64..0.9, kappa in 0.0f64..1.0, threshold in 0.0f64..1.0,
        ) {
            let mut pool = pool(&points);
            pool.sort_by(|a, b| a.usd.total_cmp(&b.usd));
            let (mut frontier, mut choices) = (Frontier::new(), Vec::new());
            prop_assert!(frontier.route(&pool, rho, kappa, &HERMITE_12, &mut choices));
            let mix = random_mix(&pool, threshold);
            let router = frontier.meet(threshold);
            // Quadrature over the signal leaves success rates off by a little.
            let near = frontier.meet(threshold - 1e-3);
            if mix.served && threshold > pool[0].success + 2e-3 {
                prop_assert!(near.served && near.usd <= mix.usd + 1e-9);
            }
            let best = oracle(&pool, rho);
            prop_assert!(!router.served || router.success <= best.success + 2e-3);
        }

        #[test]
        fn nothing_known_is_the_random_mix(
            points in prop::collection::vec((0.05f64..0.95, 0.01f64..10.0), 1..8), part in 0.0f64..1.0,
        ) {
            let pool = pool(&points);
            let cheapest = pool.iter().min_by(|a, b| a.usd.total_cmp(&b.usd)).unwrap().success;
            let best = pool.iter().map(|it| it.success).fold(0.0, f64::max);
            let threshold = cheapest + part * (best - cheapest) - 1e-8;
            let mut frontier = Frontier::new();
            frontier.route(&pool, 0.6, 0.0, &[(0.0, 1.0)], &mut Vec::new());
            let (router, mix) = (frontier.meet(threshold), random_mix(&pool, threshold));
            prop_assert!((router.usd - mix.usd).abs() < 1e-5 * (1.0 + mix.usd), "{:?} {:?}", router, mix);
        }
    }

    #[test]
    fn halving_finds_what_sorting_finds() {
        let pool = pool(&[(0.5, 1.0), (0.6, 2.0), (0.7, 5.0), (0.8, 20.0)]);
        let (mut halved, mut sorted) = (Frontier::new(), Frontier::new());
        for step in 0..60 {
            let threshold = 0.45 + 0.008 * f64::from(step);
            halved.route(&pool, 0.6, 0.7, fine_normal(), &mut Vec::new());
            sorted.route(&pool, 0.6, 0.7, fine_normal(), &mut Vec::new());
            let _ = sorted.corners();
            let (a, b) = (halved.meet(threshold), sorted.meet(threshold));
            assert_eq!(a.served, b.served);
            assert!((a.usd - b.usd).abs() < 1e-9 && (a.success - b.success).abs() < 1e-12);
        }
    }

    #[test]
    fn a_price_of_errors_chooses_as_its_rule_says() {
        let mut frontier = Frontier::new();
        frontier.route(&pool(&[(0.6, 1.0), (0.8, 3.0)]), 0.5, 0.0, &[(0.0, 1.0)], &mut Vec::new());
        // The break-even price is (3 - 1) / (0.8 - 0.6) = 10.
        assert!((frontier.at_error_price(9.9).usd - 1.0).abs() < 1e-12);
        assert!((frontier.at_error_price(10.1).usd - 3.0).abs() < 1e-12);
    }

    #[test]
    fn classes_are_looked_up_where_they_gain_most() {
        let (easy, hard) = (pool(&[(0.9, 1.0), (0.92, 11.0)]), pool(&[(0.3, 1.0), (0.7, 11.0)]));
        let mut frontier = Frontier::new();
        let classes = [(0.5, &easy[..]), (0.5, &hard[..])];
        assert!(frontier.look_up(classes, &mut Vec::new()));
        let half = frontier.meet(0.8);
        // Hard requests alone to the dear model: (0.9 + 0.7) / 2 for (1 + 11) / 2.
        assert!((half.usd - 6.0).abs() < 1e-9 && (half.success - 0.8).abs() < 1e-12);
        assert!(phi(0.0) == 0.5 && !frontier.look_up([(1.0, &[][..])], &mut Vec::new()));
    }
}
