//! How much of a number's variance comes from which causes.

use crate::uncertainty::{Stream, key};

/// Times that base points are drawn again for an interval.
const RESAMPLES: u32 = 200;
/// Half of a 95% interval in standard deviations.
const Z975: f64 = 1.959_963_984_540_054;

/// A share of the variance with its 95% interval.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Share {
    /// The estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Sobol' indices of one group of independent coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Indices {
    /// Share of the variance that goes when the group alone is known.
    pub first: Share,
    /// Share of the variance that is left when all but the group are known; over all groups it sums to 1 or more.
    pub total: Share,
}

/// The indices of each group; none where nothing varies or fewer than two base points are left.
///
/// `rows` has a row for each base point: `f(A)`, `f(B)`, then for each group `f` of `A` with the group's coordinates from `B`,
/// where `A` and `B` are independent points. Rows with a number that does not exist are left out.
///
/// # Formula
/// With `m` and `V` mean and variance of `f(A)` and `f(B)` together: `S_g = mean((f(B) - m) (f(A_g) - f(A))) / V` (Saltelli) and
/// `T_g = mean((f(A) - f(A_g))^2) / 2V` (Jansen); intervals are 1.96 standard deviations over 200 resamples of base points.
///
/// # Source
/// A. Saltelli et al., "Variance based sensitivity analysis of model output", Computer Physics Communications 181, 2010, table 2
/// (b) and (f); G. Archer, A. Saltelli and I. Sobol', Journal of Statistical Computation and Simulation 58, 1997, for the intervals.
///
/// ```
/// use undercut::statistics::sobol;
/// use undercut::uncertainty::{key, point};
/// // f = 3 x + y over the unit square: nine tenths of the variance are from x.
/// let at = |name: &str, draw: u32| point(42, key(name), draw);
/// let f = |x: f64, y: f64| 3.0 * x + y;
/// let rows: Vec<f64> = (0..4096)
///     .flat_map(|a| {
///         let b = a + (1 << 31);
///         let (x, y) = ([at("x", a), at("x", b)], [at("y", a), at("y", b)]);
///         [f(x[0], y[0]), f(x[1], y[1]), f(x[1], y[0]), f(x[0], y[1])]
///     })
///     .collect();
/// let indices = sobol(&rows, 2).expect("it varies");
/// assert!((indices[0].first.value - 0.9).abs() < 0.02 && (indices[1].total.value - 0.1).abs() < 0.02);
/// ```
pub fn sobol(rows: &[f64], groups: usize) -> Option<Vec<Indices>> {
    let width = groups + 2;
    let rows: Vec<&[f64]> =
        rows.chunks_exact(width).filter(|row| row.iter().all(|it| it.is_finite())).collect();
    let found = estimates(&rows, (0..rows.len()).collect(), groups)?;
    let mut moments = vec![[0.0; 2]; 2 * groups];
    let mut counted = 0.0;
    for resample in 0..RESAMPLES {
        let mut stream = Stream::new(0, key("sobol.resample"), resample);
        let any = |_| ((stream.uniform() * rows.len() as f64) as usize).min(rows.len() - 1);
        let Some(again) = estimates(&rows, (0..rows.len()).map(any).collect(), groups) else {
            continue;
        };
        counted += 1.0;
        for ([sum, squares], (again, first)) in moments.iter_mut().zip(again.iter().zip(&found)) {
            *sum += again - first;
            *squares += (again - first) * (again - first);
        }
    }
    let share = |place: usize| {
        let [sum, squares] = moments[place];
        let variance = (squares - sum * sum / counted) / (counted - 1.0);
        let half = Z975 * variance.max(0.0).sqrt();
        let value = found[place];
        Share { value, low: value - half, high: value + half }
    };
    let of = |group: usize| Indices { first: share(2 * group), total: share(2 * group + 1) };
    (counted > 1.0).then(|| (0..groups).map(of).collect())
}

/// First and total index of each group over the rows in `places`.
fn estimates(rows: &[&[f64]], places: Vec<usize>, groups: usize) -> Option<Vec<f64>> {
    let count = places.len() as f64;
    let ends = || places.iter().flat_map(|&it| [rows[it][0], rows[it][1]]);
    let mean = ends().sum::<f64>() / (2.0 * count);
    let variance = ends().map(|it| (it - mean) * (it - mean)).sum::<f64>() / (2.0 * count);
    if places.len() < 2 || !(variance > 0.0) {
        return None;
    }
    let mut sums = vec![0.0; 2 * groups];
    for place in places {
        let (a, b) = (rows[place][0], rows[place][1]);
        for (group, mixed) in rows[place][2..].iter().enumerate() {
            sums[2 * group] += (b - mean) * (mixed - a);
            sums[2 * group + 1] += 0.5 * (a - mixed) * (a - mixed);
        }
    }
    Some(sums.into_iter().map(|it| it / (count * variance)).collect())
}

#[cfg(test)]
mod tests;
