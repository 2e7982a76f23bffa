use super::{Choice, Pair, Stage};
use crate::math::{Symmetric, even_normal, nested_orthants, probit};

/// Where one factor misses the matrix by more than this, root mean square, the oracle is integrated over the matrix
/// itself: such pools have specialists. Below, the difference is smaller than what both miss; see MODEL.md.
const MISFIT: f64 = 0.075;
/// A matrix may be this far from a correlation matrix, root mean square: tetrachoric correlations of a sample, pair by
/// pair, need not fit together. Noise of 0.3 in each is 0.1 to 0.15 away; one wrong sign among strong ones, 0.4.
const REPAIR: f64 = 0.15;
/// Orders beyond which the nearest correlation matrix, a cube of them in each of its rounds, is not looked for.
const MOST_REPAIRED: usize = 150;
/// Abilities beyond this many probits are success rates of 0 and 1 to fifteen digits.
const MOST_TAU: f64 = 8.0;
const MOST_LOADING: f64 = 0.99995;

/// A pool of models on the same requests, from the cheapest to the dearest.
///
/// # Formula
/// Loadings `lambda` minimise `sum_{i<j} (lambda_i lambda_j - R_ij)^2` (minimum residuals); the nearest correlation matrix
/// stands in for a matrix that is not quite one.
#[derive(Debug, Clone, PartialEq)]
pub struct Pool {
    /// Success rates.
    pub success: Vec<f64>,
    /// Abilities, loadings and costs.
    pub stages: Vec<Stage>,
    /// Root mean square of `lambda_i lambda_j - R_ij`.
    pub misfit: f64,
    /// Root mean square by which the matrix had to be moved to be a correlation matrix.
    pub repaired: f64,
    correlation: Symmetric,
    nodes: Vec<(f64, f64)>,
}

/// Why a matrix cannot be a matrix of correlations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NotACorrelation {
    /// Root mean square by which its elements miss the nearest correlation matrix; none where the matrix is too large to
    /// look for it.
    pub missed_by: Option<f64>,
    /// The most that it may be.
    pub limit: f64,
    /// The largest order for which the nearest is looked for.
    pub most_models: usize,
}

impl Pool {
    /// The pool of models with `(success, usd)`, in order of cost, and tetrachoric correlations `correlation`.
    ///
    /// # Errors
    /// Where the matrix is further than 0.15, root mean square, from the nearest correlation matrix; where it is none, of
    /// more than 150 models.
    pub fn new(models: &[(f64, f64)], correlation: &Symmetric) -> Result<Pool, NotACorrelation> {
        let n = models.len();
        let pairs = (n * (n.max(1) - 1) / 2).max(1) as f64;
        let refused =
            |missed_by| NotACorrelation { missed_by, limit: REPAIR, most_models: MOST_REPAIRED };
        let (r, repaired) = match n <= 2 || correlation.is_positive(1e-9) {
            true => (correlation.clone(), 0.0),
            false => {
                if n > MOST_REPAIRED && correlation.common().is_none() {
                    return Err(refused(None));
                }
                let near = correlation.nearest_correlation();
                let squares = sum_below(n, |i, j| near.at(i, j) - correlation.at(i, j));
                (near, (squares / pairs).sqrt())
            }
        };
        if !(repaired <= REPAIR) {
            return Err(refused(Some(repaired)));
        }
        let loadings = one_factor_loadings(&r);
        let misfit = sum_below(n, |i, j| loadings[i] * loadings[j] - r.at(i, j));
        let stage = |(&(success, usd), &loading): (&(f64, f64), &f64)| Stage {
            tau: probit(success).clamp(-MOST_TAU, MOST_TAU),
            loading,
            usd,
        };
        let most = loadings.iter().fold(0.0f64, |most, it| most.max(it.abs()));
        Ok(Pool {
            success: models.iter().map(|it| it.0).collect(),
            stages: models.iter().zip(&loadings).map(stage).collect(),
            misfit: (misfit / pairs).sqrt(),
            repaired,
            correlation: r,
            nodes: nodes_for(most),
        })
    }

    /// The same pool with other success rates: correlations, loadings and costs stay.
    pub fn with_success(&self, success: Vec<f64>) -> Pool {
        let mut pool = Pool { success, ..self.clone() };
        for (stage, &success) in pool.stages.iter_mut().zip(&pool.success) {
            stage.tau = probit(success).clamp(-MOST_TAU, MOST_TAU);
        }
        pool
    }

    /// Whether the oracle is integrated over the matrix, because one factor misses it.
    pub fn is_direct(&self) -> bool {
        self.misfit > MISFIT
    }

    /// Nodes and weights over the difficulty that all models share, fine enough for the largest loading.
    pub fn nodes(&self) -> &[(f64, f64)] {
        &self.nodes
    }

    /// The tetrachoric correlations.
    pub fn correlation(&self) -> &Symmetric {
        &self.correlation
    }

    /// Two of its models, by place.
    pub fn pair(&self, weak: usize, strong: usize) -> Pair {
        match weak == strong {
            true => Pair {
                weak: self.success[weak],
                strong: self.success[weak],
                both: self.success[weak],
            },
            false => {
                let rho = self.correlation.at(weak, strong);
                Pair::new(self.success[weak], self.success[strong], rho)
            }
        }
    }

    /// The model with the highest success rate, the cheapest of them.
    pub fn best_constant(&self) -> usize {
        let better = |best: usize, it: usize| match self.success[it] > self.success[best] {
            true => it,
            false => best,
        };
        (0..self.success.len()).fold(0, better)
    }

    /// The oracle on the first model, the first two, ... and all: what its knowledge is worth at each cost. The last is the
    /// oracle of the pool.
    ///
    /// # Formula
    /// With `F_k` the probability that the first `k` all fail: `success = 1 - F_k`,
    /// `USD = sum_{j<=k} c_j (F_{j-1} - F_j) + c_1 F_k`: each request goes to the cheapest model that will succeed, and to
    /// the cheapest of all where none will. `F_k = E prod_j Phi((-tau_j - lambda_j theta) / sqrt(1 - lambda_j^2))` under one
    /// factor; an orthant probability of the matrix where one factor misses it; exact for two models.
    pub fn oracle(&self) -> Vec<Choice> {
        let fails = self.all_fail();
        let mut spend = 0.0;
        let mut before = 1.0;
        let cheapest = self.stages.first().map_or(0.0, |it| it.usd);
        let last = fails.len().max(1) - 1;
        let point = |(place, (&fail, stage)): (usize, (&f64, &Stage))| {
            let caught = (before - fail).max(0.0);
            spend += stage.usd * caught;
            before = fail;
            Choice {
                usd: spend + cheapest * fail,
                success: 1.0 - fail,
                strong: if place == last { caught } else { 0.0 },
            }
        };
        fails.iter().zip(&self.stages).enumerate().map(point).collect()
    }

    /// Probabilities that the first, the first two, ... all fail.
    fn all_fail(&self) -> Vec<f64> {
        let n = self.stages.len();
        if n <= 2 {
            let first = 1.0 - self.success[0];
            let both = || 1.0 - self.pair(0, 1).oracle();
            return if n == 1 { vec![first] } else { vec![first, both()] };
        }
        if self.is_direct() {
            let bounds: Vec<f64> = self.stages.iter().map(|it| -it.tau).collect();
            if let Some(fails) = nested_orthants(&bounds, &self.correlation) {
                return fails;
            }
        }
        let mut fails = vec![0.0; n];
        for &(theta, weight) in &self.nodes {
            let mut all = weight;
            for (stage, sum) in self.stages.iter().zip(&mut fails) {
                all *= 1.0 - stage.success_at(theta);
                *sum += all;
            }
        }
        fails
    }
}

fn sum_below(n: usize, difference: impl Fn(usize, usize) -> f64) -> f64 {
    let square = |(i, j)| {
        let it: f64 = difference(i, j);
        it * it
    };
    (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(square).sum()
}

/// One-factor loadings of a correlation matrix, by minimum residuals: each in turn set to its best value given the
/// others, until none moves.
fn one_factor_loadings(r: &Symmetric) -> Vec<f64> {
    let n = r.order();
    let pairs = (n * (n.max(1) - 1) / 2).max(1) as f64;
    let mean =
        (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| r.at(i, j)).sum::<f64>();
    let start = (mean / pairs).abs().max(0.01).sqrt();
    let mut loadings = vec![start; n];
    for round in 0..2_000 {
        let mut most_moved = 0.0f64;
        for i in 0..n {
            let others = (0..n).filter(|j| *j != i);
            let (dot, square) = others.fold((0.0, 0.0), |(dot, square), j| {
                (dot + loadings[j] * r.at(i, j), square + loadings[j] * loadings[j])
            });
            if !(square > 0.0) {
                continue;
            }
            let best = (dot / square).clamp(-MOST_LOADING, MOST_LOADING);
            most_moved = most_moved.max((best - loadings[i]).abs());
            loadings[i] = best;
        }
        // Two loadings have one product: their sizes are made equal.
        if n == 2 && round == 0 {
            let product = loadings[0] * loadings[1];
            let size = product.abs().sqrt();
            loadings = vec![size * product.signum(), size];
        }
        if most_moved < 1e-12 {
            break;
        }
    }
    loadings
}

/// Even nodes, three to the width of the steepest probit curve.
pub(super) fn nodes_for(most_loading: f64) -> Vec<(f64, f64)> {
    let own = (1.0 - most_loading * most_loading).max(1e-4).sqrt();
    let count = (160.0 * (0.15 / own).max(1.0)) as i32;
    even_normal(count, 8.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(n: usize, cell: impl Fn(usize, usize) -> f64) -> Symmetric {
        Symmetric::new(n, |i, j| if i == j { 1.0 } else { cell(i, j) })
    }

    #[test]
    fn loadings_rebuild_a_one_factor_matrix() {
        let loading = |i: usize| 0.4 + 0.1 * i as f64;
        let pool = Pool::new(&[(0.5, 1.0); 5], &matrix(5, |i, j| loading(i) * loading(j))).unwrap();
        assert!(pool.misfit < 1e-9 && pool.repaired == 0.0 && !pool.is_direct());
        for (place, stage) in pool.stages.iter().enumerate() {
            assert!((stage.loading - loading(place)).abs() < 1e-8, "{place}");
        }
    }

    #[test]
    fn the_factor_and_the_matrix_give_one_oracle() {
        let loading = |i: usize| 0.5 + 0.03 * i as f64;
        let models: Vec<_> = (0..12).map(|i| (0.4 + 0.03 * i as f64, (i + 1) as f64)).collect();
        let pool = Pool::new(&models, &matrix(12, |i, j| loading(i) * loading(j))).unwrap();
        let bounds: Vec<f64> = pool.stages.iter().map(|it| -it.tau).collect();
        let direct = nested_orthants(&bounds, pool.correlation()).unwrap();
        for (point, fail) in pool.oracle().iter().zip(direct) {
            assert!((1.0 - point.success - fail).abs() < 5e-4);
        }
    }

    #[test]
    fn clusters_are_integrated_over_the_matrix() {
        // Three families of four: 0.9 within, 0.3 between. One factor would call them too different.
        let r = matrix(12, |i, j| if i % 3 == j % 3 { 0.9 } else { 0.3 });
        let pool = Pool::new(&[(0.7, 1.0); 12], &r).unwrap();
        assert!(pool.is_direct());
        let success = pool.oracle()[11].success;
        // By 200,000 points of another implementation (SciPy): 0.97241.
        assert!((success - 0.97241).abs() < 1e-3, "{success}");
    }

    #[test]
    fn a_sampled_matrix_is_repaired_and_a_wrong_one_refused() {
        let near = matrix(3, |i, j| if i + j == 1 { 0.98 } else { 0.90 - 0.12 * (j as f64) });
        let pool = Pool::new(&[(0.5, 1.0); 3], &near).unwrap();
        assert!(pool.repaired > 0.0 && pool.repaired < 0.05, "{}", pool.repaired);
        let wrong = matrix(3, |i, j| if i + j == 2 { -0.9 } else { 0.9 });
        let error = Pool::new(&[(0.5, 1.0); 3], &wrong).unwrap_err();
        // By another implementation: 0.4000.
        assert!((error.missed_by.unwrap() - 0.4).abs() < 1e-4);
        let large = matrix(MOST_REPAIRED + 1, |i, j| if (i + j) % 3 == 0 { -0.9 } else { 0.9 });
        let error = Pool::new(&[(0.5, 1.0); MOST_REPAIRED + 1], &large).unwrap_err();
        assert_eq!(error.missed_by, None);
    }

    #[test]
    fn a_thousand_models_with_one_correlation_are_a_pool_at_once() {
        let models: Vec<_> =
            (0..1_000).map(|i| (0.2 + 6e-4 * f64::from(i), f64::from(i))).collect();
        for rho in [0.0, 0.68, 0.999_999_9, 1.0] {
            let pool = Pool::new(&models, &matrix(1_000, |_, _| rho)).unwrap();
            assert!(pool.repaired < 1e-5 && pool.misfit < 1e-3, "{rho}: {}", pool.misfit);
        }
        // The least that a thousand can have in common is -1/999.
        let apart = Pool::new(&models, &matrix(1_000, |_, _| -0.1)).unwrap();
        assert!((apart.repaired - (0.1 - 1.0 / 999.0)).abs() < 1e-5, "{}", apart.repaired);
        assert!(Pool::new(&models, &matrix(1_000, |_, _| -0.5)).is_err());
    }

    #[test]
    fn one_model_and_equal_models_have_nothing_to_gain() {
        let alone = Pool::new(&[(0.7, 2.0)], &matrix(1, |_, _| 0.0)).unwrap().oracle();
        assert!((alone[0].success - 0.7).abs() < 1e-15 && (alone[0].usd - 2.0).abs() < 1e-15);
        let same =
            Pool::new(&[(0.7, 2.0), (0.7, 3.0), (0.7, 4.0)], &matrix(3, |_, _| 1.0)).unwrap();
        assert!((same.oracle()[2].success - 0.7).abs() < 5e-3, "{}", same.oracle()[2].success);
    }
}
