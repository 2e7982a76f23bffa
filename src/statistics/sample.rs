//! Quantiles of values that are all at hand.

/// What lies where among some values.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Spread {
    /// 5th percentile.
    pub p5: f64,
    /// 25th percentile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75th percentile.
    pub p75: f64,
    /// 95th percentile.
    pub p95: f64,
    /// Mean.
    pub mean: f64,
}

impl Spread {
    /// The spread of the values that exist; NaN where none does.
    ///
    /// ```
    /// use undercut::statistics::Spread;
    /// let spread = Spread::of((0..=100).map(f64::from));
    /// assert_eq!((spread.p5, spread.p50, spread.mean), (5.0, 50.0, 50.0));
    /// ```
    pub fn of(values: impl Iterator<Item = f64>) -> Spread {
        let mut sorted: Vec<f64> = values.filter(|it| !it.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |share| quantile(&sorted, share);
        let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
        Spread { p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95), mean }
    }
}

/// The quantile of sorted values at a share: between neighbours in proportion; NaN where there is none.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let at = share.clamp(0.0, 1.0) * last as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(last);
    let part = at - below as f64;
    // Equal neighbours give themselves, and an infinite one does not spoil the other.
    if sorted[below] == sorted[above] || part == 0.0 {
        return sorted[below];
    }
    sorted[below] + part * (sorted[above] - sorted[below])
}
