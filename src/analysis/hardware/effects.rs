//! What a newer accelerator, an engine, prefix sharing and smaller models change.

use super::INTERACTIVITIES;
use super::curve::{Bench, Curve, CurvePoint, Setting, better, engines};
use crate::catalog::Accelerator;
use crate::serving::{Architecture, Engine, Generation, Precision, Variant, Work};

/// Parameters that compression leaves: the 6B model pruned from 8B of NVIDIA's published P-KD-Q pipeline.
pub const COMPRESSED_SHARE: f64 = 0.75;

/// Prefix hits at which engines are compared.
const HITS: [f64; 10] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// A Blackwell accelerator over the baseline, at each interactivity that both reach.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Ratio {
    /// The catalogue's name.
    pub accelerator: String,
    /// The baseline's name.
    pub baseline: String,
    /// The ratios.
    pub points: Vec<RatioPoint>,
}

/// Throughput over the baseline's at one interactivity.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RatioPoint {
    /// Output tokens/s that each user gets at least.
    pub tokens_per_s_per_user: f64,
    /// Tokens per accelerator over those of the baseline.
    pub per_accelerator: f64,
    /// Tokens per USD of rental over those of the baseline.
    pub per_usd: f64,
    /// Whether measured rows set both levels.
    pub anchored: bool,
    /// Standard deviation of the ratio's log, the two errors taken as independent.
    pub sigma: f64,
}

/// One engine of the accelerator in focus as prefix hits grow.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Sharing {
    /// The engine, as it is written.
    pub engine: String,
    /// Whether a measured row sets the level; effects of prefix hits are computed in any case.
    pub anchored: bool,
    /// From 0 to 90% hits.
    pub points: Vec<SharingPoint>,
}

/// Throughput at one share of prefix hits, at the question's interactivity.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SharingPoint {
    /// Share of the input found in the prefix cache.
    pub prefix_hit_rate: f64,
    /// Output tokens/s and accelerator.
    pub output_tokens_per_s_per_gpu: f64,
    /// Standard deviation of the log of throughput's error.
    pub sigma: f64,
}

/// A saving on top of those before it, without anchors, so that steps differ by nothing else.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Step {
    /// What is added.
    pub name: String,
    /// What it assumes.
    pub assumption: String,
    /// The best deployment with it; nothing where none reaches the interactivity.
    pub point: Option<CurvePoint>,
}

/// The point of `curves` at `speed` that makes most tokens on `machine` under the question's engines.
fn best_of(
    bench: &Bench,
    curves: &[Curve],
    machine: &Accelerator,
    speed: f64,
) -> Option<CurvePoint> {
    let wanted: Vec<String> = bench.chosen(machine).iter().map(Engine::to_string).collect();
    let of_machine =
        curves.iter().filter(|it| it.accelerator == machine.id && wanted.contains(&it.engine));
    of_machine
        .filter_map(|it| it.points.iter().find(|point| point.tokens_per_s_per_user == speed))
        .fold(None, |best, point| better(best, Some(*point), |it| *it))
}

/// Each Blackwell accelerator over the baseline.
///
/// # Formula
/// `per accelerator = a / b`, `per USD = a / b * rent_b / rent_a`, each side its best deployment;
/// `sigma = sqrt(sigma_a^2 + sigma_b^2)`.
pub(super) fn ratios(bench: &Bench, curves: &[Curve]) -> Vec<Ratio> {
    let baseline = bench.asked.baseline;
    let blackwell = bench
        .measured()
        .filter(|it| it.spec.generation == Generation::Blackwell && it.id != baseline.id);
    let ratio = |machine: &Accelerator| Ratio {
        accelerator: machine.id.clone(),
        baseline: baseline.id.clone(),
        points: INTERACTIVITIES
            .iter()
            .filter_map(|speed| {
                let a = best_of(bench, curves, machine, *speed)?;
                let b = best_of(bench, curves, baseline, *speed)?;
                Some(over(bench, (&a, machine), (&b, baseline)))
            })
            .collect(),
    };
    blackwell.map(ratio).filter(|it| !it.points.is_empty()).collect()
}

/// `a` over `b`.
pub(super) fn over(
    bench: &Bench,
    (a, machine): (&CurvePoint, &Accelerator),
    (b, baseline): (&CurvePoint, &Accelerator),
) -> RatioPoint {
    let per_accelerator = a.output_tokens_per_s_per_gpu / b.output_tokens_per_s_per_gpu;
    RatioPoint {
        tokens_per_s_per_user: a.tokens_per_s_per_user,
        per_accelerator,
        per_usd: per_accelerator * bench.usd_per_hour(baseline) / bench.usd_per_hour(machine),
        anchored: a.anchored && b.anchored,
        sigma: (a.sigma * a.sigma + b.sigma * b.sigma).sqrt(),
    }
}

/// The engines of the accelerator in focus as prefix hits grow, all else as asked.
pub(super) fn sharing(bench: &Bench) -> Vec<Sharing> {
    let machine = bench.asked.accelerator;
    let speed = bench.asked.inquiry.tokens_per_s_per_user;
    let mut engines_of = Vec::new();
    for engine in engines(machine) {
        let mut anchored = false;
        let mut points = Vec::new();
        // Apart costs a search for each share of hits; together says the same of sharing.
        let setting = Setting { apart: false, ..bench.setting(machine, *engine) };
        for hits in HITS {
            let work = Work { prefix_hit_rate: hits, ..bench.asked.work(speed) };
            let deployments = bench.deployments(setting, &work);
            if let Some(point) = deployments.at(speed, &work, &bench.constants) {
                anchored = point.anchored;
                points.push(SharingPoint {
                    prefix_hit_rate: hits,
                    output_tokens_per_s_per_gpu: point.output_tokens_per_s_per_gpu,
                    sigma: point.sigma,
                });
            }
        }
        if !points.is_empty() {
            engines_of.push(Sharing { engine: engine.to_string(), anchored, points });
        }
    }
    engines_of
}

/// FP4, compression and speculative decoding, stacked, on the accelerator in focus.
///
/// # Formula
/// Each step is the best deployment of the setting before it with one change: 4-bit weights; dense parameters
/// times [`COMPRESSED_SHARE`] ([`Variant::Compressed`]); the fit's tokens per speculative step.
pub(super) fn steps(bench: &Bench) -> Vec<Step> {
    let machine = bench.asked.accelerator;
    let precision = bench.asked.precision;
    let start = match precision {
        Precision::Fp4 => Precision::Fp8,
        given => given,
    };
    let whole = bench.asked.model.architecture;
    let compressed = Variant::Compressed { share: COMPRESSED_SHARE }.shape(&whole).unwrap_or(whole);
    let accepted = bench.constants.acceptance_length;
    let format = start.to_string().to_uppercase();
    let mut steps = vec![step(
        bench,
        machine,
        format!("{format} weights, nothing added"),
        format!("{}, one token per step", bench.asked.model.name),
        (&whole, start, 1.0),
    )];
    let mut now = start;
    // MXFP4 is 4 bits already.
    if start != Precision::Mxfp4 {
        now = Precision::Fp4;
        let assumption = match machine.spec.fp4_flops > 0.0 {
            true => "NVFP4 weights and arithmetic, answers as good",
            false => "4-bit weights, 8-bit arithmetic: the hardware has no FP4; answers as good",
        };
        steps.push(step(bench, machine, "FP4".into(), assumption.into(), (&whole, now, 1.0)));
    }
    let left = format!(
        "pruned and distilled to {:.0}% of the parameters (P-KD-Q, 8B to 6B); answers not held equal",
        COMPRESSED_SHARE * 100.0
    );
    steps.push(step(bench, machine, "Compression".into(), left, (&compressed, now, 1.0)));
    let guessed = format!(
        "{accepted:.2} tokens per step, as fitted to random prompts; real text accepts more"
    );
    let name = "Speculative decoding".into();
    steps.push(step(bench, machine, name, guessed, (&compressed, now, accepted)));
    steps
}

fn step(
    bench: &Bench,
    machine: &Accelerator,
    name: String,
    assumption: String,
    (architecture, precision, acceptance_length): (&Architecture, Precision, f64),
) -> Step {
    let speed = bench.asked.inquiry.tokens_per_s_per_user;
    let work = bench.asked.work(speed);
    let mut point = None;
    for engine in bench.chosen(machine) {
        let setting = Setting {
            architecture,
            machine,
            engine,
            precision,
            acceptance_length,
            anchored: false,
            apart: false,
        };
        let here = bench.deployments(setting, &work).at(speed, &work, &bench.constants);
        point = better(point, here, |it| *it);
    }
    Step { name, assumption, point }
}
