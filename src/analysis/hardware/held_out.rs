//! How far predictions were off where they had not seen the answer: figures of MODEL.md, section 5, held against its text.

/// Errors of predicted throughput over some rows.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct HeldOut {
    /// What the predictions had not seen.
    pub unseen: &'static str,
    /// Rows predicted.
    pub rows: u32,
    /// Mean absolute error, percent of what was measured.
    pub mape_percent: f64,
    /// Median absolute error, percent.
    pub median_percent: f64,
    /// `exp(mean ln(predicted / measured)) - 1`, percent.
    pub bias_percent: f64,
}

const fn held(
    unseen: &'static str,
    rows: u32,
    [mape_percent, median_percent, bias_percent]: [f64; 3],
) -> HeldOut {
    HeldOut { unseen, rows, mape_percent, median_percent, bias_percent }
}

/// The calibration rows, each predicted from a fit without its kind, no anchor; then two sets chosen by rule before any
/// of their rows was predicted, as they came out then.
pub const HELD_OUT: [HeldOut; 4] = [
    held("model, accelerator, engine and precision left out together", 2091, [16.7, 11.7, 0.2]),
    held("model left out", 2091, [17.8, 13.0, 1.3]),
    held("rows never seen, first set", 472, [21.2, 15.6, 0.2]),
    held("rows never seen, second set", 528, [42.6, 17.1, 13.2]),
];

#[cfg(test)]
mod tests {
    use super::{HELD_OUT, HeldOut};

    /// MODEL.md's text in one line.
    fn model_md() -> String {
        let words = include_str!("../../../MODEL.md").split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_figures_are_those_of_model_md() {
        let text = model_md();
        let [cells, models, first, second] = HELD_OUT;
        let line = |name: &str, it: HeldOut| {
            let HeldOut { rows, mape_percent, median_percent, bias_percent, .. } = it;
            format!(
                "| {name} | {rows} | {mape_percent:.1} | {median_percent:.1} | {bias_percent:+.1} |"
            )
        };
        let verdict = |it: HeldOut| {
            let HeldOut { mape_percent, median_percent, bias_percent, .. } = it;
            format!(
                "MAPE {mape_percent:.1}%, median {median_percent:.1}%, bias {bias_percent:+.1}%: missed."
            )
        };
        for wanted in [
            line("Throughput, 8 folds of cells", cells),
            line("Throughput, each model left out", models),
            verdict(first),
            verdict(second),
            format!("**Rows never seen.** {} rows", first.rows),
            format!("| all | {} |", second.rows),
        ] {
            assert!(text.contains(&wanted), "MODEL.md does not say: {wanted}");
        }
    }
}
