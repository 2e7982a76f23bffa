//! How far predictions are from what was measured.

/// Errors of a set of predictions.
#[derive(Clone, Copy)]
pub struct Score {
    /// Rows scored.
    pub rows: usize,
    /// Mean absolute relative error.
    pub mape: f64,
    /// Median absolute relative error.
    pub median: f64,
    /// `exp(mean ln(predicted / measured)) - 1`
    pub bias: f64,
    /// Robust standard deviation of the log: 1.4826 times the median absolute one.
    pub sigma: f64,
}

impl Score {
    /// The score of logs of predicted over measured.
    pub fn of(logs: &[f64]) -> Score {
        let rows = logs.len();
        let errors: Vec<f64> = logs.iter().map(|log| (log.exp() - 1.0).abs()).collect();
        let absolute: Vec<f64> = logs.iter().map(|log| log.abs()).collect();
        let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len().max(1) as f64;
        Score {
            rows,
            mape: mean(&errors),
            median: median(errors),
            bias: mean(logs).exp() - 1.0,
            sigma: 1.4826 * median(absolute),
        }
    }
}

/// The middle one, or the mean of the middle two; 0 of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => 0.0,
        rows if rows % 2 == 1 => values[half],
        _ => 0.5 * (values[half - 1] + values[half]),
    }
}
