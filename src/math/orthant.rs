//! Probabilities that several correlated normals all stay below their bounds.

use super::{Symmetric, phi, probit};

/// Points of the lattice; the error is near 1e-4 for 20 normals.
const POINTS: u32 = 16_384;

/// Probabilities that the first, the first two, ... and all of the standard normals with correlations `r` fall below
/// their `bounds`; none where `r` is not positive definite.
///
/// # Formula
///
/// With `r = L L^T`, `u_i` uniform: `e_i = Phi((b_i - sum_{k<i} L_ik y_k) / L_ii)`, `y_i = Phi^-1(u_i e_i)`; the mean over
/// `u` of `e_1 ... e_m` is the probability of the first `m`. Mean over 16,384 points `frac(k sqrt(prime_i))`, folded by
/// `|2 u - 1|`.
///
/// # Source
///
/// A. Genz, "Numerical computation of multivariate normal probabilities", Journal of Computational and Graphical
/// Statistics 1, 1992; Richtmyer's lattice as there.
///
/// ```
/// use undercut::math::{Symmetric, nested_orthants};
/// let half = Symmetric::new(3, |i, j| if i == j { 1.0 } else { 0.5 });
/// let below = nested_orthants(&[0.0; 3], &half).unwrap();
/// // With equal correlations of one half: 1/2, 1/3, 1/4.
/// assert!((below[1] - 1.0 / 3.0).abs() < 1e-4 && (below[2] - 0.25).abs() < 1e-4);
/// ```
pub fn nested_orthants(bounds: &[f64], r: &Symmetric) -> Option<Vec<f64>> {
    let n = bounds.len().min(r.order());
    let lower = r.cholesky()?;
    let order = r.order();
    let steps: Vec<f64> = primes(n).map(|prime| f64::from(prime).sqrt()).collect();
    let mut sums = vec![0.0; n];
    let mut y = vec![0.0; n];
    for point in 1..=POINTS {
        let mut all = 1.0;
        for i in 0..n {
            let row = &lower[i * order..];
            let shift: f64 = row.iter().zip(&y[..i]).map(|(l, y)| l * y).sum();
            let below = phi((bounds[i] - shift) / row[i]);
            all *= below;
            sums[i] += all;
            let place = f64::from(point) * steps[i];
            let u = (2.0 * (place - place.floor()) - 1.0).abs();
            // Away from the ends, where the quantile is infinite.
            y[i] = probit((u * below).clamp(1e-300, 1.0 - 1e-16));
        }
    }
    Some(sums.iter().map(|sum| sum / f64::from(POINTS)).collect())
}

fn primes(count: usize) -> impl Iterator<Item = u32> {
    let is_prime = |n: &u32| (2..*n).take_while(|d| d * d <= *n).all(|d| !n.is_multiple_of(d));
    (2u32..).filter(is_prime).take(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{bivariate_phi, fine_normal};

    #[test]
    fn two_are_the_bivariate_normal() {
        let r = Symmetric::new(2, |i, j| if i == j { 1.0 } else { -0.4 });
        let below = nested_orthants(&[0.3, -0.8], &r).unwrap();
        assert!((below[0] - phi(0.3)).abs() < 1e-12);
        assert!((below[1] - bivariate_phi(0.3, -0.8, -0.4)).abs() < 1e-5);
    }

    #[test]
    fn twenty_of_one_factor_are_its_integral() {
        let n = 20;
        let bound = |i: usize| -0.2 - 0.05 * i as f64;
        let loading = |i: usize| 0.6 + 0.015 * i as f64;
        let r = Symmetric::new(n, |i, j| if i == j { 1.0 } else { loading(i) * loading(j) });
        let bounds: Vec<f64> = (0..n).map(bound).collect();
        let below = nested_orthants(&bounds, &r).unwrap();
        let given = |theta: f64, i: usize| {
            phi((bound(i) - loading(i) * theta) / (1.0 - loading(i) * loading(i)).sqrt())
        };
        let exact: f64 = (fine_normal().iter())
            .map(|(theta, w)| w * (0..n).map(|i| given(*theta, i)).product::<f64>())
            .sum();
        assert!((below[n - 1] - exact).abs() < 5e-4, "{} {exact}", below[n - 1]);
    }

    #[test]
    fn primes_begin_with_two() {
        assert_eq!(primes(5).collect::<Vec<_>>(), [2, 3, 5, 7, 11]);
    }
}
