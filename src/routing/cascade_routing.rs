use super::{
    Answers, Choice, Conversation, Deferral, Frontier, LatentSignal, Pair, Signal, Verifier,
};
use crate::math::{bivariate_phi, fine_normal, phi, probit};
use std::f64::consts::SQRT_2;

/// What each call of a pair costs, and what deciding costs.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PairCosts {
    /// USD per call of the weak model.
    pub weak: f64,
    /// USD per call of the strong model.
    pub strong: f64,
    /// USD per request for the decision before any answer.
    pub router: f64,
    /// USD per answer checked.
    pub verifier: f64,
    /// The conversations that requests belong to, where caches are lost on switches.
    pub conversation: Option<Conversation>,
}

/// What is known of a request before any answer, one situation of many.
struct Seen {
    weight: f64,
    weak: f64,
    strong: f64,
    both: f64,
}

impl PairCosts {
    fn weak_only(&self, seen: &Seen) -> Choice {
        Choice { usd: self.router + self.weak, success: seen.weak, strong: 0.0 }
    }

    fn strong_only(&self, seen: &Seen) -> Choice {
        Choice { usd: self.router + self.strong, success: seen.strong, strong: 1.0 }
    }

    fn checked(&self, seen: &Seen, verifier: Verifier) -> Choice {
        let escalated = 1.0 - verifier.accepts(seen.weak);
        let (gain, loss) = (seen.strong - seen.both, seen.weak - seen.both);
        Choice {
            usd: self.router + self.weak + self.verifier + escalated * self.strong,
            success: seen.weak + gain * (1.0 - verifier.fpr) - loss * (1.0 - verifier.tpr),
            strong: escalated,
        }
    }
}

/// Cascade routing with a verifier: before any answer a request goes to the weak model, to the strong one, or into the
/// cascade, whichever is best for what `signal` shows; the frontier of all mixes. Without a signal the three are mixed
/// blindly.
///
/// # Formula
/// A need-strong signal `n` has density `b density(n - d) + (1 - b) density(n)`; given `n` only the strong model succeeds
/// with probability `g = b density(n - d) / (...)`, and the other outcomes keep their proportions. A signal of
/// correlations `r` leaves two correlated probits. Each cell of the signal has the three choices, the cascade's success
/// and cost as in [`escalate`](super::escalate).
pub fn route_or_check(
    pair: &Pair,
    correlation: f64,
    signal: Option<Signal>,
    verifier: Option<Verifier>,
    costs: PairCosts,
    frontier: &mut Frontier,
) {
    frontier.clear();
    each_situation(pair, correlation, signal, |seen| {
        let mut choices = [costs.weak_only(&seen), costs.strong_only(&seen), Choice::default()];
        let count = match verifier {
            Some(verifier) => {
                choices[2] = costs.checked(&seen, verifier);
                3
            }
            None => 2,
        };
        frontier.add(seen.weight, &mut choices[..count]);
    });
}

fn each_situation(
    pair: &Pair,
    correlation: f64,
    signal: Option<Signal>,
    mut situation: impl FnMut(Seen),
) {
    let (tau_w, tau_s) = (probit(pair.weak), probit(pair.strong));
    match signal {
        None => {
            situation(Seen { weight: 1.0, weak: pair.weak, strong: pair.strong, both: pair.both });
        }
        Some(Signal::NeedStrong { auc }) => {
            let separation = (SQRT_2 * probit(auc)).clamp(-12.0, 12.0);
            let gain = pair.gain();
            let rest = 1.0 - gain;
            // Even cells on a line that holds both humps.
            let (low, high) = ((-8.0f64).min(separation - 8.0), 8f64.max(separation + 8.0));
            let cells = ((high - low) * 20.0) as usize;
            let width = (high - low) / cells as f64;
            let mut before = (phi(low - separation), phi(low));
            for cell in 1..=cells {
                let end = low + width * cell as f64;
                let now = (phi(end - separation), phi(end));
                let gains = gain * (now.0 - before.0);
                let others = rest * (now.1 - before.1);
                before = now;
                let weight = gains + others;
                if weight > 0.0 {
                    let kept = if rest > 0.0 { others / weight / rest } else { 0.0 };
                    situation(Seen {
                        weight,
                        weak: kept * pair.weak,
                        strong: gains / weight + kept * pair.both,
                        both: kept * pair.both,
                    });
                }
            }
        }
        Some(Signal::Answers(it)) => {
            let own = |r: f64| (1.0 - r * r).max(1e-9).sqrt();
            let (own_w, own_s) = (own(it.weak), own(it.strong));
            let rest = ((correlation - it.weak * it.strong) / (own_w * own_s)).clamp(-1.0, 1.0);
            for &(s, weight) in fine_normal() {
                let z_w = (tau_w + it.weak * s) / own_w;
                let z_s = (tau_s + it.strong * s) / own_s;
                let both = bivariate_phi(z_w, z_s, rest);
                situation(Seen { weight, weak: phi(z_w), strong: phi(z_s), both });
            }
        }
    }
}

/// Cascade routing on one latent signal: before any answer its first look chooses between the weak model, the strong one
/// and the cascade; after a weak answer its second look decides whether to escalate; the frontier of all mixes.
///
/// # Formula
/// With `S0, S1` as in [`LatentSignal`], `c = 1 - eta^2`, `U = (S1 - c S0) / sqrt(1 - c^2)`: given `S0 = s`, `U = u` the success
/// rate of model `j` is `Phi((tau_j + k_j s + g_j u) / sqrt(1 - k_j^2 - g_j^2))`, `k_j = kappa lambda_j`,
/// `g_j = (corr(S1, Z_j) - c k_j) / sqrt(1 - c^2)`. For each `s` the cascade escalates where that gains most per USD.
pub fn route_and_look_again(
    stages: (f64, f64),
    loadings: (f64, f64),
    signal: LatentSignal,
    costs: PairCosts,
    frontier: &mut Frontier,
) {
    frontier.clear();
    let (tau_w, tau_s) = stages;
    let after: Answers = signal.after(loadings.0, loadings.1);
    let (k_w, k_s) = (signal.before(loadings.0), signal.before(loadings.1));
    let common = 1.0 - signal.eta * signal.eta;
    let fresh = (1.0 - common * common).max(0.0).sqrt();
    let look = |r: f64, k: f64| if fresh > 1e-9 { (r - common * k) / fresh } else { 0.0 };
    let (g_w, g_s) = (look(after.weak, k_w), look(after.strong, k_s));
    let own = |k: f64, g: f64| (1.0 - k * k - g * g).max(1e-9).sqrt();
    let (own_w, own_s) = (own(k_w, g_w), own(k_s, g_s));
    let mut second = Vec::new();
    let mut choices = Vec::new();
    // The first look needs cells no finer than the second.
    for &(s, weight) in fine_normal().iter().filter(|(s, _)| s.abs() <= 6.0).step_by(2) {
        second.clear();
        for &(u, share) in fine_normal().iter().filter(|(u, _)| u.abs() <= 6.0).step_by(4) {
            let weak = phi((tau_w + k_w * s + g_w * u) / own_w);
            let strong = phi((tau_s + k_s * s + g_s * u) / own_s);
            second.push((share, weak, strong - weak));
        }
        second.sort_unstable_by(|a, b| b.2.total_cmp(&a.2));
        let total: f64 = second.iter().map(|it| it.0).sum();
        let mean = |part: fn(&(f64, f64, f64)) -> f64| {
            second.iter().map(|it| it.0 * part(it)).sum::<f64>() / total
        };
        let weak = mean(|it| it.1);
        let seen = Seen { weight, weak, strong: weak + mean(|it| it.2), both: weak };
        choices.clear();
        choices.extend([costs.weak_only(&seen), costs.strong_only(&seen)]);
        let mut at = costs.weak_only(&seen);
        at.usd += costs.verifier;
        for (share, _, gained) in &second {
            at.usd += share / total * costs.strong;
            at.success += share / total * gained;
            at.strong += share / total;
            choices.push(at);
        }
        // Two of the fine nodes stand for one here.
        frontier.add(2.0 * weight, &mut choices);
    }
}

/// The frontier of a threshold router or cascade as choices at `count + 1` even shares of strong calls.
///
/// # Formula
/// Route: `c_r + (1 - f) c_w + f c_s`; cascade: `c_r + c_w + c_v + f c_s`.
pub fn deferral_points(
    curve: &Deferral,
    costs: PairCosts,
    cascade: bool,
    count: usize,
) -> impl Iterator<Item = Choice> {
    let curve = *curve;
    (0..=count).map(move |place| {
        let f = place as f64 / count as f64;
        Choice { usd: deferral_usd(costs, cascade, f), success: curve.success(f), strong: f }
    })
}

/// USD per request when the share `f` goes to the strong model: see [`deferral_points`]; with the caches lost on switches
/// where requests are turns of conversations.
pub fn deferral_usd(costs: PairCosts, cascade: bool, f: f64) -> f64 {
    let calls = match cascade {
        true => costs.router + costs.weak + costs.verifier + f * costs.strong,
        false => costs.router + (1.0 - f) * costs.weak + f * costs.strong,
    };
    calls + costs.conversation.map_or(0.0, |it| it.cold_usd(f, cascade))
}

/// The need-strong router at its cheapest operating point that meets `threshold`: closed form, for inner loops.
///
/// None where the pair cannot meet it.
pub fn need_strong_router(
    pair: &Pair,
    auc: f64,
    costs: PairCosts,
    threshold: f64,
) -> Option<Choice> {
    let curve = Deferral::new(*pair, Signal::NeedStrong { auc });
    let f = curve.share_for(threshold)?;
    Some(Choice {
        usd: deferral_usd(costs, false, f),
        success: threshold.max(pair.weak),
        strong: f,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::{Escalation, escalate};

    fn pair() -> Pair {
        Pair::new(0.68, 0.81, 0.68)
    }

    const COSTS: PairCosts =
        PairCosts { weak: 1.0, strong: 20.0, router: 0.0, verifier: 0.1, conversation: None };

    #[test]
    fn switching_costs_more_in_between_and_nothing_at_the_ends() {
        let conversation = Some(Conversation {
            turns: 10.0,
            persistence: 0.3,
            weak_cold_usd: 1.0,
            strong_cold_usd: 10.0,
        });
        let costs = PairCosts { conversation, ..COSTS };
        assert_eq!(deferral_usd(costs, false, 0.0), 1.0);
        assert_eq!(deferral_usd(costs, false, 1.0), 20.0);
        assert!(deferral_usd(costs, false, 0.5) > deferral_usd(COSTS, false, 0.5) + 1.0);
        assert!(deferral_usd(costs, true, 0.5) < deferral_usd(costs, false, 0.5) + 1.0);
    }

    #[test]
    fn without_a_signal_the_three_choices_are_mixed() {
        let verifier = Verifier { tpr: 0.9, fpr: 0.2, usd: 0.1 };
        let mut frontier = Frontier::new();
        route_or_check(&pair(), 0.68, None, Some(verifier), COSTS, &mut frontier);
        let Escalation { success, usd, share_strong } = escalate(&pair(), verifier, 1.0, 20.0);
        // The cascade is better and cheaper than the strong model, so that one is not on the frontier.
        let corners: Vec<Choice> = frontier.corners().collect();
        assert_eq!(corners.len(), 2);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-12;
        assert!(near(corners[1].success, success) && near(corners[1].usd, usd));
        assert!(near(corners[1].strong, share_strong));
    }

    #[test]
    fn a_need_strong_signal_alone_is_the_threshold_router() {
        let signal = Signal::NeedStrong { auc: 0.7 };
        let mut frontier = Frontier::new();
        route_or_check(&pair(), 0.68, Some(signal), None, COSTS, &mut frontier);
        let curve = Deferral::new(pair(), signal);
        for threshold in [0.70, 0.75, 0.80] {
            let closed = deferral_usd(COSTS, false, curve.share_for(threshold).unwrap());
            let got = frontier.meet(threshold).usd;
            assert!((got - closed).abs() < 5e-3, "{threshold}: {got} {closed}");
        }
    }

    #[test]
    fn situations_keep_the_pairs_rates() {
        let answers = Signal::Answers(Answers { weak: 0.5, strong: 0.3 });
        for signal in [Signal::NeedStrong { auc: 0.8 }, answers] {
            let (mut weight, mut weak, mut strong, mut both) = (0.0, 0.0, 0.0, 0.0);
            each_situation(&pair(), 0.68, Some(signal), |it| {
                weight += it.weight;
                weak += it.weight * it.weak;
                strong += it.weight * it.strong;
                both += it.weight * it.both;
            });
            for (got, exact) in [(weight, 1.0), (weak, 0.68), (strong, 0.81), (both, pair().both)] {
                assert!((got - exact).abs() < 1e-9, "{got} {exact}");
            }
        }
    }

    #[test]
    fn both_looks_beat_either() {
        let loading = 0.68f64.sqrt();
        let signal = LatentSignal { kappa: 0.6, eta: 0.5 };
        let (mut both, mut router) = (Frontier::new(), Frontier::new());
        let tau = (probit(0.68), probit(0.81));
        route_and_look_again(tau, (loading, loading), signal, COSTS, &mut both);
        let first = LatentSignal { kappa: 0.6, eta: 0.0 };
        route_and_look_again(tau, (loading, loading), first, COSTS, &mut router);
        let second = Deferral::new(pair(), Signal::Answers(signal.after(loading, loading)));
        for threshold in [0.72, 0.76, 0.80] {
            let usd = both.meet(threshold).usd;
            let cascade = deferral_usd(COSTS, true, second.share_for(threshold).unwrap());
            assert!(usd < router.meet(threshold).usd && usd < cascade + 1e-3, "{threshold}");
        }
        // A cascade on the second look alone is one of the policies that the frontier holds.
        let end = both.corners().last().unwrap();
        assert!(end.success <= pair().oracle() && end.success >= 0.81);
    }
}
