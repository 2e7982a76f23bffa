//! Fits the constants of the serving model to measured rows and says how well it holds out.
//!
//! `cargo run --release --example fit_serving -- CALIBRATION.csv [--disaggregated FILE] [--cells]`

mod fit;
mod parameters;
mod predict;
mod score;

use std::collections::BTreeMap;

use rayon::prelude::*;
use undercut::scenario::tables::{ServingCatalog, ServingRow, rows};
use undercut::serving::Constants;

use fit::fit;
use predict::log_ratio;
use score::Score;

fn read(path: &str) -> Vec<ServingRow> {
    let text = std::fs::read_to_string(path).expect("the file reads");
    let mut read = Vec::new();
    for row in rows(&text).expect("the file is a table") {
        match ServingRow::read(&row, ServingCatalog::shipped()) {
            Ok(row) => read.push(row),
            Err(problems) => problems.iter().for_each(|problem| eprintln!("{problem}")),
        }
    }
    read
}

fn line(name: &str, logs: &[f64]) {
    let s = Score::of(logs);
    println!(
        "{name:40} n {:5}  mape {:5.1}  median {:5.1}  bias {:+5.1}  sigma {:.3}",
        s.rows,
        100.0 * s.mape,
        100.0 * s.median,
        100.0 * s.bias,
        s.sigma
    );
}

fn anchored(calibration: &[ServingRow], logs: &[Option<f64>]) -> Vec<f64> {
    let mut cells: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (place, row) in calibration.iter().enumerate() {
        cells.entry(row.cell.clone()).or_default().push(place);
    }
    let mut out = Vec::new();
    for places in cells.values() {
        let mut sorted: Vec<usize> =
            places.iter().copied().filter(|p| logs[*p].is_some()).collect();
        if sorted.is_empty() {
            continue;
        }
        sorted.sort_by(|a, b| {
            let key = |p: usize| {
                let r = &calibration[p];
                let c = match r.load {
                    undercut::scenario::tables::Load::Concurrency(c) => c,
                    _ => 0.0,
                };
                (
                    c,
                    r.deployment.software_age_months,
                    r.work.isl,
                    r.work.osl,
                    r.deployment.gpus as f64,
                )
            };
            key(*a).partial_cmp(&key(*b)).unwrap()
        });
        let anchor = sorted[(sorted.len() - 1) / 2];
        let lambda: f64 = std::env::var("LAMBDA").ok().and_then(|x| x.parse().ok()).unwrap_or(1.0);
        for p in places {
            if *p != anchor {
                if let Some(l) = logs[*p] {
                    out.push(l - lambda * logs[anchor].unwrap());
                }
            }
        }
    }
    out
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let calibration = read(&arguments[1]);
    let parameters = parameters::parameters();
    let start = Constants::REFERENCE;
    let logs = |c: &Constants| -> Vec<Option<f64>> {
        calibration.iter().map(|r| log_ratio(r, c)).collect()
    };
    let some = |l: &[Option<f64>]| -> Vec<f64> { l.iter().flatten().copied().collect() };
    let l = logs(&start);
    line("shipped", &some(&l));
    line("shipped anchored", &anchored(&calibration, &l));
    let weighted = |keep: &(dyn Fn(&ServingRow) -> bool + Sync)| -> Vec<(&ServingRow, f64)> {
        calibration.iter().filter(|r| keep(r)).map(|r| (r, 1.0)).collect()
    };
    let begin = std::time::Instant::now();
    let fitted = fit(&weighted(&|_| true), &parameters, &start);
    eprintln!("fit {:?}", begin.elapsed());
    let l = logs(&fitted);
    if std::env::var("PRINT").is_ok() {
        let mut f = fitted;
        for p in &parameters {
            println!("{:36} {:.4e} prior {:.3e}", p.name, *(p.of)(&mut f), p.prior);
        }
    }
    if std::env::var("DUMP").is_ok() {
        dump(&calibration, &fitted);
        return;
    }
    line("in sample", &some(&l));
    line("anchored", &anchored(&calibration, &l));
    if std::env::var("SLICES").is_ok() {
        let mut slices: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for (r, e) in calibration.iter().zip(&l) {
            let Some(e) = e else { continue };
            let c = match r.load {
                undercut::scenario::tables::Load::Concurrency(c) => c,
                _ => 0.0,
            };
            for key in [
                format!("model {}", r.cell.model),
                format!("gpu {}", r.cell.accelerator),
                format!("engine {}", r.cell.engine),
                format!("precision {}", r.cell.precision),
                format!("conc {:04}", (c.log2().floor().exp2())),
                format!("gpus {}", r.deployment.gpus),
                format!("ep {}", r.deployment.expert_parallel),
                format!("dp {}", r.deployment.data_parallel_attention),
                format!("il {:05} ol {:05}", r.work.isl.round(), r.work.osl.round()),
                format!("spec {}", r.deployment.acceptance_length > 1.0),
                format!(
                    "x {} {} {}",
                    r.cell.model, r.cell.precision, r.deployment.accelerator.generation
                ),
                format!("y {} {}", r.cell.engine, r.deployment.accelerator.generation),
            ] {
                slices.entry(key).or_default().push(*e);
            }
        }
        for (k, v) in &slices {
            line(k, v);
        }
        let mut cells: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for (r, e) in calibration.iter().zip(&l) {
            if let Some(e) = e {
                cells.entry(format!("{:?}", r.cell)).or_default().push(*e);
            }
        }
        for (k, v) in &cells {
            line(
                &k.replace("Cell ", "")
                    .replace("model: ", "")
                    .replace("accelerator: ", "")
                    .replace("engine: ", "")
                    .replace("precision: ", ""),
                v,
            );
        }
    }
    if let Some(at) = arguments.iter().position(|a| a == "--disaggregated") {
        let rows = read(&arguments[at + 1]);
        let ps = parameters::apart();
        let all: Vec<(&ServingRow, f64)> = rows.iter().map(|r| (r, 1.0)).collect();
        let pl =
            |c: &Constants| -> Vec<f64> { rows.iter().filter_map(|r| log_ratio(r, c)).collect() };
        line("apart, prior", &pl(&fitted));
        let c = fit(&all, &ps, &fitted);
        let mut f = c;
        for p in &ps {
            println!("{:36} {:.4e} prior {:.3e}", p.name, *(p.of)(&mut f), p.prior);
        }
        line("apart, in sample", &pl(&c));
        for r in &rows {
            if let Some(e) = log_ratio(r, &c) {
                if e.abs() > 0.4 || std::env::var("ALL").is_ok() {
                    let d = r.disaggregated.unwrap();
                    println!(
                        "ROW {e:+.2} {} {} {} pf {}x{} dp {} ep {} dec {}x{} tp {} ep {} dp {} spec {} isl {:.0} osl {:.0} {:?} tps {:?} tpot {:?} ttft {:?} age {:.0}",
                        r.cell.accelerator,
                        r.cell.engine,
                        r.cell.precision,
                        d.prefill_workers,
                        d.prefill.gpus,
                        d.prefill.data_parallel_attention,
                        d.prefill.expert_parallel,
                        d.decode_workers,
                        d.decode.gpus,
                        d.decode.tensor_parallel,
                        d.decode.expert_parallel,
                        d.decode.data_parallel_attention,
                        r.deployment.acceptance_length > 1.0,
                        r.work.isl,
                        r.work.osl,
                        r.load,
                        r.measured.total_tps_gpu.unwrap(),
                        r.measured.tpot_s,
                        r.measured.ttft_s,
                        r.deployment.software_age_months
                    );
                }
            } else {
                println!("UNPLACED {} {:?}", r.place, r.cell);
            }
        }
        let mut slices: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for r in &rows {
            let Some(e) = log_ratio(r, &c) else { continue };
            let d = r.disaggregated.unwrap();
            let cc = match r.load {
                undercut::scenario::tables::Load::Concurrency(c) => c,
                _ => 0.0,
            };
            for key in [
                format!("gpu {}", r.cell.accelerator),
                format!("engine {}", r.cell.engine),
                format!("cell {} {} {}", r.cell.accelerator, r.cell.engine, r.cell.precision),
                format!("prec {}", r.cell.precision),
                format!("conc/dec {:05}", (cc / d.decode_workers as f64).log2().floor().exp2()),
                format!("isl {} osl {}", r.work.isl.round(), r.work.osl.round()),
                format!("dec gpus {:03}", d.decode.gpus),
                format!("dec dp {}", d.decode.data_parallel_attention),
                format!("spec {}", r.deployment.acceptance_length > 1.0),
            ] {
                slices.entry(key).or_default().push(e);
            }
        }
        for (k, v) in &slices {
            line(k, v);
        }
        let hash = |r: &ServingRow| {
            format!("{:?}", r.place)
                .bytes()
                .fold(0xcbf29ce484222325u64, |h, b| (h ^ b as u64).wrapping_mul(0x100000001b3))
                >> 7
                & 1
        };
        let mut out = Vec::new();
        for half in 0..2 {
            let train: Vec<(&ServingRow, f64)> =
                rows.iter().filter(|r| hash(r) != half).map(|r| (r, 1.0)).collect();
            let c = fit(&train, &ps, &fitted);
            let l: Vec<f64> =
                rows.iter().filter(|r| hash(r) == half).filter_map(|r| log_ratio(r, &c)).collect();
            line("apart, half held out", &l);
            out.extend(l);
        }
        line("apart, both halves", &out);
        return;
    }
    // held out
    let held = |groups: Vec<Box<dyn Fn(&ServingRow) -> bool + Sync>>| -> Vec<Option<f64>> {
        let fits: Vec<Constants> =
            groups.par_iter().map(|g| fit(&weighted(&|r| !g(r)), &parameters, &start)).collect();
        calibration
            .iter()
            .map(|r| {
                let k = groups.iter().position(|g| g(r)).unwrap();
                log_ratio(r, &fits[k])
            })
            .collect()
    };
    let mut cells: Vec<_> = calibration.iter().map(|r| r.cell.clone()).collect();
    cells.sort();
    cells.dedup();
    let folds: u64 = std::env::var("SEED").ok().and_then(|x| x.parse().ok()).unwrap_or(1);
    let mut order: Vec<(u64, usize)> = cells
        .iter()
        .enumerate()
        .map(|(i, c)| {
            let text =
                format!("{folds}/{}/{}/{}/{}", c.model, c.accelerator, c.engine, c.precision);
            (
                text.bytes()
                    .fold(0xcbf29ce484222325u64, |h, b| (h ^ b as u64).wrapping_mul(0x100000001b3)),
                i,
            )
        })
        .collect();
    order.sort();
    let fold_of: BTreeMap<_, usize> =
        order.iter().enumerate().map(|(place, (_, i))| (cells[*i].clone(), place % 8)).collect();
    let l = held(
        (0..8)
            .map(|k| {
                let f = fold_of.clone();
                Box::new(move |r: &ServingRow| f[&r.cell] == k)
                    as Box<dyn Fn(&ServingRow) -> bool + Sync>
            })
            .collect(),
    );
    line("8-fold by cell", &some(&l));
    line("8-fold by cell, anchored", &anchored(&calibration, &l));
    let mut models: Vec<_> = calibration.iter().map(|r| r.cell.model.clone()).collect();
    models.sort();
    models.dedup();
    let l = held(
        models
            .iter()
            .map(|m| {
                let m = m.clone();
                Box::new(move |r: &ServingRow| r.cell.model == m)
                    as Box<dyn Fn(&ServingRow) -> bool + Sync>
            })
            .collect(),
    );
    line("leave one model out", &some(&l));
    if std::env::var("SLICES").is_ok() {
        for m in &models {
            let v: Vec<f64> = calibration
                .iter()
                .zip(&l)
                .filter(|(r, _)| r.cell.model == *m)
                .filter_map(|(_, e)| *e)
                .collect();
            line(m, &v);
        }
    }
}

fn dump(calibration: &[ServingRow], c: &Constants) {
    use undercut::serving::{Deployment, Replica};
    for r in calibration {
        let al = if r.deployment.acceptance_length > 1.0 { c.acceptance_length } else { 1.0 };
        let Ok(rep) =
            Replica::new(&r.architecture, &Deployment { acceptance_length: al, ..r.deployment }, c)
        else {
            continue;
        };
        let conc = match r.load {
            undercut::scenario::tables::Load::Concurrency(c) => c,
            _ => f64::INFINITY,
        };
        let p = rep.pace(&r.work, conc);
        let d = rep.decode(r.work.isl + 0.5 * r.work.osl);
        println!(
            "DUMP,{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{:.3},{:.3},{:.3},{:.3},{:.2},{:.2}",
            r.place,
            r.cell.model,
            r.cell.accelerator,
            r.cell.engine,
            r.cell.precision,
            r.deployment.gpus,
            r.deployment.tensor_parallel,
            r.deployment.expert_parallel,
            r.deployment.data_parallel_attention,
            al > 1.0,
            r.work.isl.round(),
            r.work.osl.round(),
            conc,
            p.batch.round(),
            r.measured.total_tps_gpu.unwrap_or(0.0),
            p.tokens_per_s_per_gpu.round(),
            r.deployment.software_age_months.round(),
            1e3 * r.measured.tpot_s.unwrap_or(0.0),
            1e3 * p.tpot_s,
            1e3 * d.step_s(p.batch),
            1e3 * d.roofline_s(p.batch),
            1e3 * r.measured.ttft_s.unwrap_or(0.0),
            1e3 * p.ttft_s
        );
    }
}
