use super::{PolicyPlan, Pool, evaluate};
use crate::math::Symmetric;
use crate::uncertainty::{Stream, key};

/// 5th and 95th percentiles of what an evaluation gives, because success rates were measured on finitely many requests.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervals {
    /// Of the oracle's success.
    pub oracle: [f64; 2],
    /// Of each policy's success and cost at its operating point; none where some replicas have no operating point.
    pub policies: Vec<Option<([f64; 2], [f64; 2])>>,
}

const REPLICAS: u32 = 200;
/// An oracle over a matrix takes tens of milliseconds.
const DIRECT_REPLICAS: u32 = 40;

/// Intervals by parametric bootstrap: success rates are drawn anew as if measured on `items` requests, the same for all
/// models, and everything is evaluated again. Correlations and AUCs stay.
///
/// # Formula
/// Success rates are normal about the given ones with covariances `(P(i and j succeed) - p_i p_j) / items`.
pub fn intervals(
    pool: &Pool,
    plans: &[PolicyPlan],
    threshold: Option<f64>,
    items: f64,
    seed: u64,
) -> Option<Intervals> {
    let n = pool.success.len();
    let covariance = Symmetric::new(n, |i, j| {
        let (p, q) = (pool.success[i], pool.success[j]);
        // A little more on the diagonal: two models may be the same, or never fail.
        let tiny = if i == j { 1e-12 } else { 0.0 };
        (pool.pair(i, j).both - p * q) / items + tiny
    });
    let lower = covariance.cholesky()?;
    let mut stream = Stream::new(seed, key("routing.items"), 0);
    let mut oracle = Vec::new();
    let mut policies = vec![(Vec::new(), Vec::new()); plans.len()];
    let replicas = if pool.is_direct() { DIRECT_REPLICAS } else { REPLICAS };
    for _ in 0..replicas {
        let luck: Vec<f64> = (0..n).map(|_| stream.normal()).collect();
        let moved = |i: usize| {
            let by: f64 = (0..=i).map(|k| lower[i * n + k] * luck[k]).sum();
            (pool.success[i] + by).clamp(0.0, 1.0)
        };
        let evaluation =
            evaluate(&pool.with_success((0..n).map(moved).collect()), plans, threshold, None, None);
        oracle.push(evaluation.oracle_success);
        for (kept, it) in policies.iter_mut().zip(&evaluation.policies) {
            if let Some(at) = it.at {
                kept.0.push(at.success);
                kept.1.push(at.usd);
            }
        }
    }
    let all = replicas as usize;
    let ends = |(success, usd): &mut (Vec<f64>, Vec<f64>)| {
        (success.len() == all).then(|| (middle_ninety(success), middle_ninety(usd)))
    };
    Some(Intervals {
        oracle: middle_ninety(&mut oracle),
        policies: policies.iter_mut().map(ends).collect(),
    })
}

fn middle_ninety(values: &mut [f64]) -> [f64; 2] {
    values.sort_unstable_by(f64::total_cmp);
    let at = |part: f64| values[(part * (values.len() - 1) as f64 + 0.5) as usize];
    [at(0.05), at(0.95)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::PolicyKind;

    #[test]
    fn a_single_models_interval_is_binomial() {
        let r = Symmetric::new(2, |i, j| if i == j { 1.0 } else { 0.68 });
        let pool = Pool::new(&[(0.68, 1.0), (0.81, 20.0)], &r).unwrap();
        let single = PolicyPlan { model: Some(0), ..PolicyPlan::new(PolicyKind::Single, (0, 1)) };
        let plans = [single, PolicyPlan::new(PolicyKind::Oracle, (0, 1))];
        let found = intervals(&pool, &plans, None, 1000.0, 1).unwrap();
        let ([low, high], usd) = found.policies[0].unwrap();
        // 1.645 sqrt(0.68 0.32 / 1000) = 0.0243, from 200 replicas.
        assert!((0.68 - low - 0.0243).abs() < 0.006 && (high - 0.68 - 0.0243).abs() < 0.006);
        assert_eq!(usd, [1.0, 1.0]);
        assert!(found.oracle[0] < 0.86048 && found.oracle[1] > 0.86048);
        assert_eq!(found, intervals(&pool, &plans, None, 1000.0, 1).unwrap());
    }
}
