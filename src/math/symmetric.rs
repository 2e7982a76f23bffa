//! Small symmetric matrices: eigenvalues, Cholesky factor, the nearest correlation matrix.

/// The least eigenvalue of a nearest correlation matrix.
const LEAST: f64 = 1e-6;

/// A symmetric matrix of order `n`, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Symmetric {
    n: usize,
    cells: Vec<f64>,
}

impl Symmetric {
    /// The matrix with `cell(i, j)` at `i >= j`, mirrored.
    pub fn new(n: usize, cell: impl Fn(usize, usize) -> f64) -> Symmetric {
        let mut cells = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let value = cell(i, j);
                (cells[i * n + j], cells[j * n + i]) = (value, value);
            }
        }
        Symmetric { n, cells }
    }

    /// Its order.
    pub fn order(&self) -> usize {
        self.n
    }

    /// The element in row `i` and column `j`.
    pub fn at(&self, i: usize, j: usize) -> f64 {
        self.cells[i * self.n + j]
    }

    /// Eigenvalues, in no order, and the matrix whose columns are their vectors, row by row.
    ///
    /// # Formula
    ///
    /// Cyclic Jacobi rotations until the off-diagonal elements are below 1e-14 of the diagonal's size.
    pub fn eigen(&self) -> (Vec<f64>, Vec<f64>) {
        let n = self.n;
        let mut a = self.cells.clone();
        let mut vectors: Vec<f64> =
            (0..n * n).map(|cell| if cell / n == cell % n { 1.0 } else { 0.0 }).collect();
        for _ in 0..60 {
            let size: f64 = (0..n).map(|i| a[i * n + i].abs()).sum();
            let off: f64 = (0..n * n).filter(|it| it / n != it % n).map(|it| a[it].abs()).sum();
            if !(off > 1e-14 * size) {
                break;
            }
            for p in 0..n {
                for q in p + 1..n {
                    rotate(n, &mut a, &mut vectors, p, q);
                }
            }
        }
        ((0..n).map(|i| a[i * n + i]).collect(), vectors)
    }

    /// The lower triangle `L` with `L L^T` equal to the matrix, row by row; none if it is not positive definite.
    pub fn cholesky(&self) -> Option<Vec<f64>> {
        let n = self.n;
        let mut lower = vec![0.0; n * n];
        for i in 0..n {
            for j in 0..=i {
                let dot: f64 = (0..j).map(|k| lower[i * n + k] * lower[j * n + k]).sum();
                let rest = self.at(i, j) - dot;
                lower[i * n + j] = match i == j {
                    true if !(rest > 0.0) => return None,
                    true => rest.sqrt(),
                    false => rest / lower[j * n + j],
                };
            }
        }
        Some(lower)
    }

    /// Whether all eigenvalues are above `least`.
    pub fn is_positive(&self, least: f64) -> bool {
        if let Some(common) = self.common() {
            let all = 1.0 + (self.n as f64 - 1.0) * common;
            return all > least && 1.0 - common > least;
        }
        Symmetric::new(self.n, |i, j| self.at(i, j) - if i == j { least } else { 0.0 })
            .cholesky()
            .is_some()
    }

    /// The one element that stands everywhere off a diagonal of ones, where that is so.
    pub fn common(&self) -> Option<f64> {
        let common = if self.n > 1 { self.at(1, 0) } else { return None };
        let same = (0..self.n).all(|i| (0..i).all(|j| self.at(i, j) == common));
        (same && self.diagonal_is_one()).then_some(common)
    }

    /// The correlation matrix nearest in squared difference, with no eigenvalue below 1e-6.
    ///
    /// # Formula
    ///
    /// Of one common element `c`: `c` between `-(1 - 1e-6) / (n - 1)` and `1 - 1e-6`. What is left of rounding is moved
    /// towards the unit matrix, until there is a Cholesky factor.
    ///
    /// # Source
    ///
    /// N. Higham, "Computing the nearest correlation matrix", IMA Journal of Numerical Analysis 22, 2002:
    /// projections on the two sets in turn, with Dykstra's correction.
    pub fn nearest_correlation(&self) -> Symmetric {
        let n = self.n;
        if let Some(common) = self.common() {
            let most = 1.0 - LEAST;
            let near = common.clamp(-most / (n as f64 - 1.0), most);
            return Symmetric::new(n, |i, j| if i == j { 1.0 } else { near });
        }
        let mut near = self.projected();
        let mut part = LEAST;
        while near.cholesky().is_none() && part < 1.0 {
            near = Symmetric::new(n, |i, j| near.at(i, j) * if i == j { 1.0 } else { 1.0 - part });
            part *= 2.0;
        }
        near
    }

    fn projected(&self) -> Symmetric {
        let n = self.n;
        let mut now = self.clone();
        let mut correction = vec![0.0; n * n];
        for _ in 0..100 {
            let before = now.clone();
            let target = Symmetric::new(n, |i, j| now.at(i, j) - correction[i * n + j]);
            let (values, vectors) = target.eigen();
            if values.iter().all(|it| *it >= 0.5 * LEAST) && now.diagonal_is_one() {
                break;
            }
            let positive = target.raised(&values, &vectors);
            for (cell, it) in correction.iter_mut().enumerate() {
                *it = positive.cells[cell] - target.cells[cell];
            }
            now = Symmetric::new(n, |i, j| if i == j { 1.0 } else { positive.at(i, j) });
            let moved = now.cells.iter().zip(&before.cells).map(|(a, b)| (a - b).abs());
            if moved.fold(0.0, f64::max) < 1e-10 {
                break;
            }
        }
        now
    }

    /// This matrix with its eigenvalues below the least raised to it: only these are added.
    fn raised(&self, values: &[f64], vectors: &[f64]) -> Symmetric {
        let n = self.n;
        let low: Vec<usize> = (0..n).filter(|k| values[*k] < LEAST).collect();
        Symmetric::new(n, |i, j| {
            let term = |&k: &usize| (LEAST - values[k]) * vectors[i * n + k] * vectors[j * n + k];
            self.at(i, j) + low.iter().map(term).sum::<f64>()
        })
    }

    fn diagonal_is_one(&self) -> bool {
        (0..self.n).all(|i| self.at(i, i) == 1.0)
    }
}

/// Turns rows and columns `p` and `q` so that their common element vanishes.
fn rotate(n: usize, a: &mut [f64], vectors: &mut [f64], p: usize, q: usize) {
    let common = a[p * n + q];
    if common == 0.0 {
        return;
    }
    let theta = (a[q * n + q] - a[p * n + p]) / (2.0 * common);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let tangent = if theta == 0.0 { 1.0 } else { tangent };
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for k in 0..n {
        let (at_p, at_q) = (a[k * n + p], a[k * n + q]);
        a[k * n + p] = cosine * at_p - sine * at_q;
        a[k * n + q] = sine * at_p + cosine * at_q;
    }
    for k in 0..n {
        let (at_p, at_q) = (a[p * n + k], a[q * n + k]);
        a[p * n + k] = cosine * at_p - sine * at_q;
        a[q * n + k] = sine * at_p + cosine * at_q;
        let (at_p, at_q) = (vectors[k * n + p], vectors[k * n + q]);
        vectors[k * n + p] = cosine * at_p - sine * at_q;
        vectors[k * n + q] = sine * at_p + cosine * at_q;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> Symmetric {
        Symmetric::new(4, |i, j| if i == j { 1.0 } else { 0.3 + 0.1 * (i * j) as f64 / 3.0 })
    }

    #[test]
    fn eigenvalues_rebuild_the_matrix() {
        let (values, vectors) = matrix().eigen();
        for i in 0..4 {
            for j in 0..4 {
                let sum: f64 =
                    (0..4).map(|k| values[k] * vectors[i * 4 + k] * vectors[j * 4 + k]).sum();
                assert!((sum - matrix().at(i, j)).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn the_cholesky_factor_rebuilds_the_matrix() {
        let lower = matrix().cholesky().unwrap();
        let sum: f64 = (0..4).map(|k| lower[3 * 4 + k] * lower[2 * 4 + k]).sum();
        assert!((sum - matrix().at(3, 2)).abs() < 1e-14);
        assert!(Symmetric::new(2, |i, j| if i == j { 1.0 } else { 1.1 }).cholesky().is_none());
    }

    #[test]
    fn the_nearest_correlation_matrix_is_highams() {
        // Higham's example: [[1 1 0] [1 1 1] [0 1 1]] has 0.7607 and 0.1573 off the diagonal.
        let given = Symmetric::new(3, |i, j| if i - j > 1 { 0.0 } else { 1.0 });
        let near = given.nearest_correlation();
        assert!((near.at(1, 0) - 0.7607).abs() < 1e-4 && (near.at(2, 0) - 0.1573).abs() < 1e-4);
        assert!(near.eigen().0.iter().all(|it| *it > -1e-6));
        assert!(near.cholesky().is_some());
        assert_eq!(matrix().nearest_correlation(), matrix());
    }
}
