use super::{Candidate, Routed};
use crate::math::{PhiTable, coarse_normal, quick_normal};

/// Correlation above which models succeed on the same requests to the precision of the quadrature.
const MOST_CORRELATION: f64 = 0.98;

/// Correlation up to which the coarse rule is as good as it has to be.
const MOST_COARSE: f64 = 0.8;

/// Share of requests of one ease below which nobody asks who else would succeed.
const NEGLIGIBLE: f64 = 1e-5;

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
/// `theta` is taken on [`quick_normal`], up to a correlation of 0.8 on [`coarse_normal`]: success is within 1e-3 up to a
/// correlation of 0.88. Source: one-factor probit, see MODEL.md.
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
    let nodes = if correlation > MOST_COARSE { quick_normal() } else { coarse_normal() };
    let (mut success, mut usd) = (0.0, 0.0);
    for &(theta, weight) in nodes {
        let mut all_fail = 1.0;
        let mut spend = 0.0;
        for it in candidates {
            let fail = table.phi((-it.tau - lambda * theta) * scale);
            spend += it.usd * (1.0 - fail) * all_fail;
            all_fail *= fail;
            if all_fail < NEGLIGIBLE {
                break;
            }
        }
        success += weight * (1.0 - all_fail);
        usd += weight * (spend + cheapest.usd * all_fail);
    }
    Routed::served(success, usd)
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
