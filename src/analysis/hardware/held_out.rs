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
    /// Goal of the mean absolute error, percent.
    pub goal_mape_percent: f64,
    /// Whether the mean error and the bias, [`GOAL_BIAS_PERCENT`] either way, are within the goal.
    pub meets_goal: bool,
}

/// Most bias of the goal, percent either way.
pub const GOAL_BIAS_PERCENT: f64 = 5.0;

const fn held(
    unseen: &'static str,
    rows: u32,
    [mape_percent, median_percent, bias_percent]: [f64; 3],
    goal_mape_percent: f64,
) -> HeldOut {
    let even = bias_percent <= GOAL_BIAS_PERCENT && bias_percent >= -GOAL_BIAS_PERCENT;
    let meets_goal = mape_percent <= goal_mape_percent && even;
    HeldOut {
        unseen,
        rows,
        mape_percent,
        median_percent,
        bias_percent,
        goal_mape_percent,
        meets_goal,
    }
}

/// The calibration rows, each predicted without an anchor by a fit that left out its cell, or its model.
pub const LEFT_OUT: [HeldOut; 2] = [
    held(
        "model, accelerator, engine and precision left out together",
        2091,
        [16.9, 12.1, 0.8],
        20.0,
    ),
    held("model left out", 2091, [16.9, 12.1, 0.9], 26.0),
];

/// Sets of rows chosen by rule before any of them was predicted, as they came out then.
pub const NEVER_SEEN: [HeldOut; 3] = [
    held("rows never seen, first set", 472, [21.2, 15.6, 0.2], 20.0),
    held("rows never seen, second set", 528, [42.6, 17.1, 13.2], 20.0),
    held("rows never seen, third set", 909, [13.5, 10.9, -4.1], 20.0),
];

#[cfg(test)]
mod tests {
    use super::{HeldOut, LEFT_OUT, NEVER_SEEN};

    const MODEL_MD: &str = include_str!("../../../MODEL.md");

    #[test]
    fn the_rows_left_out_are_those_of_model_md() {
        for (name, it) in ["8 folds of cells", "each model left out"].iter().zip(LEFT_OUT) {
            let HeldOut { rows, mape_percent, median_percent, bias_percent, .. } = it;
            let start = format!(
                "| Throughput, {name} | {rows} | {mape_percent:.1} | {median_percent:.1} | {bias_percent:+.1} |"
            );
            let goal = format!("| {:.0} |", it.goal_mape_percent);
            let found = MODEL_MD.lines().find(|line| line.starts_with(&start));
            assert!(
                found.is_some_and(|line| line.ends_with(&goal)),
                "MODEL.md: {start} ... {goal}"
            );
        }
    }

    #[test]
    fn the_rows_never_seen_are_those_of_model_md() {
        let words: Vec<&str> = MODEL_MD.split_whitespace().collect();
        let text = words.join(" ");
        for it in NEVER_SEEN {
            let HeldOut { rows, mape_percent, median_percent, bias_percent, .. } = it;
            let verdict = if it.meets_goal { "met" } else { "missed" };
            for wanted in [
                format!(
                    "MAPE {mape_percent:.1}%, median {median_percent:.1}%, bias {bias_percent:+.1}%: {verdict}"
                ),
                format!("| all | {rows} |"),
            ] {
                assert!(text.contains(&wanted), "MODEL.md does not say: {wanted}");
            }
        }
    }
}
