//! The serving model against measured rows: an every-19th row of the table that it was fitted to (every 15th
//! where prefill and decode are apart), and the anchors of their cells. Sources stand in the rows.
#![cfg(feature = "cli")]

use undercut::analysis::hardware::{Anchors, Evidence};
use undercut::catalog::Catalog;
use undercut::input::{ServingRow, rows};
use undercut::serving::Constants;

const CONSTANTS: Constants = Constants::REFERENCE;

fn read(text: &str) -> Vec<ServingRow> {
    let catalog = Catalog::shipped().unwrap();
    rows(text).unwrap().iter().map(|row| ServingRow::read(row, catalog).unwrap()).collect()
}

fn sample() -> Vec<ServingRow> {
    read(include_str!("../scenarios/serving/calibration.csv"))
}

/// Log of predicted over measured throughput.
fn log_error(row: &ServingRow, anchor: Option<f64>) -> f64 {
    let predicted = row.pace(anchor, &CONSTANTS).unwrap().tokens_per_s_per_gpu;
    libm::log(predicted / row.measured.total_tps_gpu.unwrap())
}

/// Mean and median absolute relative error, and bias, in percent.
fn score(logs: &[f64]) -> (f64, f64, f64) {
    let mut errors: Vec<f64> =
        logs.iter().map(|log| 100.0 * (libm::exp(*log) - 1.0).abs()).collect();
    errors.sort_by(f64::total_cmp);
    let rows = logs.len() as f64;
    let bias = 100.0 * (libm::exp(logs.iter().sum::<f64>() / rows) - 1.0);
    (errors.iter().sum::<f64>() / rows, errors[errors.len() / 2], bias)
}

#[test]
fn the_fit_holds_on_the_sample() {
    let all = sample();
    let together: Vec<f64> =
        all.iter().filter(|row| !row.cell.apart).map(|row| log_error(row, None)).collect();
    let (mean, median, bias) = score(&together);
    assert_eq!(together.len(), 110);
    // In the whole table 13.8, 9.2 and +0.9.
    assert!(mean <= 16.5 && median <= 11.5 && bias.abs() <= 5.0, "{mean} {median} {bias}");
}

#[test]
fn anchors_hold_the_goal_on_rows_that_they_are_not() {
    let anchors = &Evidence::shipped().unwrap().anchors;
    let measured = read(include_str!("../scenarios/serving/anchors.csv"));
    let is_anchor = |row: &ServingRow| {
        measured.iter().any(|it| it.cell == row.cell && it.measured == row.measured)
    };
    let logs: Vec<f64> = sample()
        .iter()
        .filter(|row| !row.cell.apart && !is_anchor(row))
        .map(|row| log_error(row, Some(anchors.factor(&row.cell, &CONSTANTS).unwrap())))
        .collect();
    let (mean, median, bias) = score(&logs);
    assert!(logs.len() >= 100);
    assert!(mean <= 13.0 && median <= 9.0 && bias.abs() <= 5.0, "{mean} {median} {bias}");
}

#[test]
fn phases_apart_hold_the_goal() {
    let logs: Vec<f64> =
        sample().iter().filter(|row| row.cell.apart).map(|row| log_error(row, None)).collect();
    let (mean, _, bias) = score(&logs);
    assert_eq!(logs.len(), 20);
    assert!(mean <= 26.0 && bias.abs() <= 15.0, "{mean} {bias}");
}

#[test]
fn every_sampled_cell_has_an_anchor_and_the_rule_chose_it() {
    let anchors = &Evidence::shipped().unwrap().anchors;
    assert_eq!(anchors.cells().count(), 74);
    for row in sample() {
        assert!(anchors.factor(&row.cell, &CONSTANTS).is_some(), "{:?}", row.cell);
    }
    // The middle one by concurrency, then day, lengths, accelerators, place; the lower of two.
    let text = "model,gpu,tp,n_gpu,precision,engine,isl,osl,conc,date\n\
                qwen3-8b,H100,1,1,fp8,vllm,100,100,64,2026-01-01\n\
                qwen3-8b,H100,1,1,fp8,vllm,100,100,8,2026-03-01\n\
                qwen3-8b,H100,1,1,fp8,vllm,100,100,8,2026-01-01\n\
                qwen3-8b,H100,1,1,fp8,vllm,900,100,8,2026-03-01";
    let cell = read(text);
    assert_eq!(Anchors::chosen(&cell.iter().collect::<Vec<_>>()), Some(1));
    assert_eq!(Anchors::chosen(&[]), None);
}

#[test]
fn no_prediction_and_no_measured_row_is_above_the_roofline() {
    for row in sample() {
        assert_eq!(row.above_roofline(&CONSTANTS), [], "{:?}", row.cell);
        let pace = row.pace(Some(100.0), &CONSTANTS).unwrap();
        let mut claimed = row.clone();
        claimed.measured.total_tps_gpu = Some(pace.tokens_per_s_per_gpu * (1.0 - 1e-9));
        claimed.measured.out_tps_gpu = None;
        claimed.measured.tpot_s = None;
        assert_eq!(claimed.above_roofline(&CONSTANTS), [], "an anchor beats the data sheet");
    }
}

/// A blog's "Llama-70B FP8 on one H100: 120 tokens/s for one request" (Spheron, 2026) cannot be: 3.35 TB/s over
/// 70.6 GB of weights is 47 a second.
#[test]
fn a_measurement_above_the_roofline_is_refused() {
    let header =
        "model,gpu,tp,n_gpu,precision,engine,isl,osl,conc,out_tps_gpu,total_tps_gpu,tpot_s\n";
    let claim = "llama-3.1-70b,H100,1,1,fp8,vllm,128,512,1,120,150,0.00833\n";
    let possible = "llama-3.1-70b,H100,1,1,fp8,vllm,128,512,1,40,50,0.025\n";
    let problems = read(&format!("{header}{claim}"))[0].above_roofline(&CONSTANTS);
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(read(&format!("{header}{possible}"))[0].above_roofline(&CONSTANTS).is_empty());
    let refused =
        Anchors::parse(&format!("{header}{claim}"), Catalog::shipped().unwrap(), &CONSTANTS);
    assert!(refused.unwrap_err().to_string().contains("data sheet"));
}

/// Where weights leave little, the shares that the fit takes for engines are not the data sheet's: 80 GB less 69.5 GB
/// of Llama-70B in FP8 hold 64 requests of 1,000 tokens, of which the fit's shares admit a quarter.
#[test]
fn the_roofline_of_offline_rows_takes_all_memory_beside_the_weights() {
    let header = "model,gpu,tp,n_gpu,precision,engine,isl,osl,offline_max,out_tps_gpu\n";
    let claim = |tps: f64| {
        let row = format!("{header}llama-3.1-70b,H100,1,1,fp8,trt,1000,1000,true,{tps}\n");
        read(&row)[0].above_roofline(&CONSTANTS)
    };
    // 64 requests: 69.5 GB of weights and 64 times 246 MB of cache at 3.35 TB/s are 25.4 ms a step, 2,500 a second.
    assert_eq!(claim(1_500.0), []);
    assert_eq!(claim(4_000.0).len(), 1);
}
