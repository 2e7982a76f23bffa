//! Tables of deployments: read, resolved and answered row by row.

use undercut::analysis::hardware::{Answer, Evidence};
use undercut::document::Value;
use undercut::input::{Holds, Measured, Phase, SERVING_INPUT, ServingRow, Table};
use undercut::serving::{Constants, Rate};

use super::{Outcome, Target, refused, thin};
use crate::dice::Dice;
use crate::text::Format;
use crate::values::one_of;

/// Tables of deployments.
pub const TARGET: Target = Target {
    name: "serving",
    share: 20,
    format: Format::Rows,
    seeds: || {
        [
            include_str!("../../../scenarios/serving/anchors.csv"),
            include_str!("../../../scenarios/serving/unseen.csv"),
            include_str!("../../../scenarios/serving/calibration.csv"),
        ]
        .map(str::to_string)
        .to_vec()
    },
    kept: &["model", "gpu"],
    before,
    run,
};

/// A few rows, and now and then a column that they lack.
fn before(tree: &mut Value, dice: &mut Dice) {
    let Value::List(rows) = tree else { return };
    thin(rows, 3, dice);
    for row in rows {
        let Value::Table(cells) = row else { continue };
        for _ in 0..dice.below(3) {
            let column = dice.of(SERVING_INPUT);
            if let Some(text) = valid(column.name, column.holds, dice) {
                cells.set(column.name, Value::Text(text));
            }
        }
    }
}

fn valid(name: &str, holds: Holds, dice: &mut Dice) -> Option<String> {
    let words = match holds {
        Holds::Text => match name {
            "phase" => "both | prefill | decode",
            "kv_precision" => "bf16 | fp8 | fp4",
            "spec" => "none | mtp | eagle",
            "precision" => "bf16 | fp8 | fp4 | mxfp4 | int4 | awq | nvfp4",
            "engine" => "sglang | vllm | trt | atom | dynamo-sglang",
            _ => return None,
        },
        Holds::Positive => "1 | 2 | 8 | 64 | 1000 | 1e5 | 0.5 | 1e-3 | 1e9 | 3.7 | 1e-12 | 1000000",
        Holds::NotNegative => "0 | 1 | 2.5 | 1e6 | 1e-9",
        Holds::Share => "0 | 0.5 | 1 | 0.999999 | 1e-9",
        Holds::Count => "0 | 1 | 2 | 4 | 8 | 16 | 72 | 1024",
        Holds::Flag => "true | false",
        Holds::Day => "2024-01-01 | 2025-10-31 | 2026-11-30 | 2030-01-01",
    };
    Some(one_of(words, dice))
}

fn run(bytes: &[u8]) -> Outcome {
    let evidence = match Evidence::shipped() {
        Ok(evidence) => evidence,
        Err(error) => return Outcome::Wrong(format!("the shipped evidence: {error}")),
    };
    let table = Table::read(&String::from_utf8_lossy(bytes));
    let mut reason = table.problems.first().map_or("no rows".to_string(), |it| it.rule.clone());
    let mut answered = false;
    for row in &table.rows {
        let read = match ServingRow::read(row, &evidence.catalog) {
            Ok(read) => read,
            Err(problems) => match refused(&undercut::error::Error::Invalid(problems)) {
                Outcome::Refused(rule) => {
                    reason = rule;
                    continue;
                }
                wrong => return wrong,
            },
        };
        let rate = Rate {
            usd_per_accelerator_hour: read.usd_per_accelerator_hour,
            utilisation: read.utilisation.unwrap_or(1.0),
        };
        let anchor = evidence.anchors.factor(&read.cell, &Constants::REFERENCE);
        let _ = read.above_roofline(&Constants::REFERENCE);
        match read.answer(anchor, rate, &Constants::REFERENCE) {
            Ok(answer) => {
                let beyond = || match (anchor, read.phase) {
                    (None, Phase::Both) => beyond_data_sheet(&read, &answer),
                    _ => None,
                };
                if let Some(wrong) = impossible(&read, &answer).or_else(beyond) {
                    return Outcome::Wrong(wrong);
                }
                answered = true;
            }
            Err(why) if why.is_empty() => {
                return Outcome::Wrong("refused without a reason".to_string());
            }
            Err(why) => reason = why,
        }
    }
    if answered { Outcome::Answered } else { Outcome::Refused(reason) }
}

/// What an answer without an anchor has that a measurement of it could not.
fn beyond_data_sheet(row: &ServingRow, answer: &Answer) -> Option<String> {
    let of = |it: f64| Some(it).filter(|it| it.is_finite());
    let measured = Measured {
        // Rounding apart.
        total_tps_gpu: of(answer.total_tps_gpu * (1.0 - 1e-9)),
        out_tps_gpu: of(answer.out_tps_gpu * (1.0 - 1e-9)),
        ttft_s: None,
        tpot_s: of(answer.tpot_s * (1.0 + 1e-9)),
    };
    let beyond = ServingRow { measured, ..row.clone() }.above_roofline(&Constants::REFERENCE);
    beyond.first().map(|it| format!("beyond the data sheet: {it}"))
}

/// What an answer cannot be.
fn impossible(row: &ServingRow, answer: &Answer) -> Option<String> {
    let phase = row.phase;
    let cost = answer.unit_cost;
    let positive = |it: f64| it > 0.0 && it < f64::INFINITY;
    let costs = [cost.uncached_input, cost.cached_input, cost.output];
    let dear = |it: f64| it.is_nan() && phase != Phase::Both || (0.0..f64::INFINITY).contains(&it);
    if !costs.iter().all(|it| dear(*it)) {
        return Some(format!("costs cannot be: {costs:?} in phase {phase:?}"));
    }
    if !positive(answer.total_tps_gpu) || !positive(answer.batch) {
        return Some(format!("throughput or batch cannot be: {answer:?}"));
    }
    if phase == Phase::Both && !(positive(answer.tpot_s) && positive(answer.ttft_s)) {
        return Some(format!("times cannot be: {answer:?}"));
    }
    let apart = row.disaggregated.is_some();
    if !apart && answer.out_tps_gpu > answer.total_tps_gpu * (1.0 + 1e-9) {
        return Some(format!("more output than tokens: {answer:?}"));
    }
    None
}
