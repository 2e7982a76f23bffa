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
    /// Standard deviation of the log, each held within one.
    pub sigma: f64,
}

impl Score {
    /// The score of logs of predicted over measured.
    pub fn of(logs: &[Option<f64>]) -> Score {
        let logs: Vec<f64> = logs.iter().flatten().copied().collect();
        let errors: Vec<f64> = logs.iter().map(|log| (libm::exp(*log) - 1.0).abs()).collect();
        let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len().max(1) as f64;
        let squares: Vec<f64> =
            logs.iter().map(|log| log.clamp(-1.0, 1.0) * log.clamp(-1.0, 1.0)).collect();
        Score {
            rows: logs.len(),
            mape: mean(&errors),
            median: median(errors),
            bias: libm::exp(mean(&logs)) - 1.0,
            sigma: mean(&squares).sqrt(),
        }
    }

    /// A row of the table, under a name, with the goal of its mean and median in percent where there is one.
    pub fn line(&self, name: &str, goal: &str) -> String {
        let percent = |share: f64| format!("{:.1}", 100.0 * share);
        format!(
            "| {name} | {} | {} | {} | {:+.1} | {:.2} | {goal} |",
            self.rows,
            percent(self.mape),
            percent(self.median),
            100.0 * self.bias,
            self.sigma
        )
    }
}

/// The middle one, or the mean of the middle two; 0 of none.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => 0.0,
        rows if rows % 2 == 1 => values[half],
        _ => 0.5 * (values[half - 1] + values[half]),
    }
}
