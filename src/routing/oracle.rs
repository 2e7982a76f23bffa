use super::{Candidate, Routed};
use crate::math::{PhiTable, quick_normal};

/// Correlation above which models succeed on the same requests to the precision of the quadrature.
const MOST_CORRELATION: f64 = 0.98;

/// Share of requests below which nobody asks who else would succeed.
const NEGLIGIBLE: f64 = 1e-6;

/// Nodes of the longest rule.
const MOST_NODES: usize = 27;

/// The policy that knows for each request which models would succeed, and calls the cheapest of them.
///
/// `candidates` are eligible, one per model, in order of cost: two listings of one model succeed on the
/// same requests.
///
/// # Formula
/// Given `theta`, the models fail independently, model `j` with probability
/// `F_j = Phi((-tau_j - lambda theta) / sqrt(1 - lambda^2))`, and over the cheaper ones
/// `success = 1 - E[prod F_j]`, `usd = E[sum_j c_j (1 - F_j) prod_{i<j} F_i + c_0 prod F_j]`:
/// a request that all would fail goes to the cheapest, `c_0`. `lambda = sqrt(correlation)`; the mean over
/// `theta` is taken on [`quick_normal`]: success is within 3e-4 up to a correlation of 0.88. Source: one-factor probit, see
/// MODEL.md.
///
/// ```
/// use undercut::ids::LineId;
/// use undercut::routing::{Candidate, oracle};
/// let model = |tau, usd| Candidate { line: LineId(0), tau, success: 0.0, usd, eligible: true };
/// let tau = |p: f64| undercut::math::probit(p);
/// let best = oracle(&[model(tau(0.68), 1.0), model(tau(0.81), 20.0)], 0.68);
/// assert!((best.success - 0.86048).abs() < 1e-4);
/// ```
pub fn oracle(candidates: &[Candidate], correlation: f64) -> Routed {
    let Some(cheapest) = candidates.first() else { return Routed::UNSERVED };
    let correlation = correlation.min(MOST_CORRELATION);
    let lambda = correlation.sqrt();
    let scale = 1.0 / (1.0 - correlation).sqrt();
    let table = PhiTable::shared();
    let nodes = quick_normal(lambda * scale);
    // At each ease, where it is in the table, and the share of requests that all models so far would fail.
    let (mut eased, mut failing) = ([0.0; MOST_NODES], [0.0; MOST_NODES]);
    for (place, &(theta, weight)) in nodes.iter().enumerate() {
        (eased[place], failing[place]) = (PhiTable::points(-lambda * scale * theta), weight);
    }
    let (mut left, mut usd) = (1.0, 0.0);
    for it in candidates {
        let place = PhiTable::place(-it.tau * scale);
        let mut still = 0.0;
        for (failing, eased) in failing.iter_mut().zip(&eased).take(nodes.len()) {
            *failing *= table.at(place + eased);
            still += *failing;
        }
        usd += it.usd * (left - still);
        left = still;
        if left < NEGLIGIBLE {
            break;
        }
    }
    Routed::served(1.0 - left, usd + cheapest.usd * left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::LineId;
    use crate::math::{fine_normal, phi, probit};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn close_to_the_fine_rule(
            points in prop::collection::vec((0.2f64..0.95, 0.01f64..10.0), 1..15), alike in 0.0f64..1.0,
            rho in 0.0f64..0.88,
        ) {
            let first = points[0].0;
            let model = |&(success, usd): &(f64, f64)| {
                let success = alike * first + (1.0 - alike) * success;
                Candidate { line: LineId(0), tau: probit(success), success, usd, eligible: true }
            };
            let mut pool: Vec<Candidate> = points.iter().map(model).collect();
            pool.sort_by(|a, b| a.usd.total_cmp(&b.usd));
            let got = oracle(&pool, rho);
            let own = (1.0 - rho).sqrt();
            let (mut success, mut usd) = (0.0, 0.0);
            for &(theta, weight) in fine_normal() {
                let mut all_fail = 1.0;
                for it in &pool {
                    let fail = phi((-it.tau - rho.sqrt() * theta) / own);
                    usd += weight * it.usd * (1.0 - fail) * all_fail;
                    all_fail *= fail;
                }
                success += weight * (1.0 - all_fail);
                usd += weight * pool[0].usd * all_fail;
            }
            prop_assert!((got.success - success).abs() < 1e-3, "{} {success}", got.success);
            let dearest = pool.last().map_or(0.0, |it| it.usd);
            prop_assert!((got.usd - usd).abs() < 2e-3 * dearest, "{} {usd}", got.usd);
        }
    }
}
