//! The hardware view in words that say no more than its numbers.

use super::curve::{Bench, CurvePoint};
use super::effects::over;
use super::inquiry::Asked;
use super::{Dot, Hardware};
use crate::scenario::tables::FoundAccelerator;

/// Standard deviations from the median to the 5th and 95th percentile.
const P95: f64 = 1.645;

/// How people write a name of the tables.
fn shown(name: &str) -> String {
    match name {
        "sglang" => "SGLang".to_string(),
        "vllm" => "vLLM".to_string(),
        "tensorrt-llm" => "TensorRT-LLM".to_string(),
        other => other.to_uppercase(),
    }
}

/// A ratio with two digits that count: `3.2x`, `12x`.
fn times(ratio: f64) -> String {
    if ratio < 9.95 { format!("{ratio:.1}x") } else { format!("{ratio:.0}x") }
}

fn interval(ratio: f64, sigma: f64) -> String {
    let factor = libm::exp(P95 * sigma);
    format!("{} to {}", times(ratio / factor), times(ratio * factor))
}

/// Headline first: the accelerator in focus over the baseline, then engines, savings and the model's error.
pub(super) fn sentences(bench: &Bench, answer: &Hardware) -> Vec<String> {
    let found =
        [against(bench), sharing(answer), savings(answer), error(bench.asked, &answer.dots)];
    found.into_iter().flatten().collect()
}

fn against(bench: &Bench) -> Option<String> {
    let (asked, speed) = (bench.asked, bench.asked.inquiry.tokens_per_s_per_user);
    let (machine, baseline) = (asked.accelerator, asked.baseline);
    let [ours, theirs] = [machine, baseline].map(|it| bench.best(it).map(|best| best.1));
    let none = |names: &str| {
        format!(
            "No deployment of {names} gives each user {speed:.0} tokens/s of {}.",
            asked.inquiry.model
        )
    };
    let (a, b) = (shown(&machine.name), shown(&baseline.name));
    Some(match (ours, theirs) {
        (None, None) => none(&format!("{a} or {b}")),
        (None, _) => none(&a),
        (Some(_), None) => none(&b),
        (Some(_), Some(_)) if machine.name == baseline.name => {
            format!("{a} is compared with itself: choose another accelerator.")
        }
        (Some(ours), Some(theirs)) => {
            let ratio = over(&ours, machine, &theirs, baseline);
            format!(
                "At {speed:.0} tokens/s per user one {a} makes {} the tokens of one {b} ({} in nine of ten \
                 cases; replicas of {} and {}), and {} per dollar: {}.",
                times(ratio.per_accelerator),
                interval(ratio.per_accelerator, ratio.sigma),
                ours.gpus,
                theirs.gpus,
                times(ratio.per_usd),
                bases((machine, &ours), (baseline, &theirs)),
            )
        }
    })
}

/// Which of two predictions stand on measured rows.
fn bases(a: (&FoundAccelerator, &CurvePoint), b: (&FoundAccelerator, &CurvePoint)) -> String {
    let (first, second) = (shown(&a.0.name), shown(&b.0.name));
    match (a.1.anchored, b.1.anchored) {
        (true, true) => "both anchored to a measured row".to_string(),
        (false, false) => "both extrapolated".to_string(),
        (true, false) => format!("{first} anchored to a measured row, {second} extrapolated"),
        (false, true) => format!("{first} extrapolated, {second} anchored to a measured row"),
    }
}

fn sharing(answer: &Hardware) -> Option<String> {
    let gains: Vec<String> = answer
        .sharing
        .iter()
        .filter_map(|it| {
            let (first, last) = (it.points.first()?, it.points.last()?);
            let whole = first.prefix_hit_rate == 0.0 && last.prefix_hit_rate >= 0.9;
            let gain = last.output_tokens_per_s_per_gpu / first.output_tokens_per_s_per_gpu;
            whole.then(|| format!("{} {}", shown(&it.engine), times(gain)))
        })
        .collect();
    let machine = shown(&answer.inquiry.accelerator);
    (!gains.is_empty())
        .then(|| format!("On {machine}, 90% prefix hits over none: {}.", gains.join(", ")))
}

fn savings(answer: &Hardware) -> Option<String> {
    let first = answer.steps.first()?.point?;
    let last = answer.steps.last()?.point?;
    let ratio = last.output_tokens_per_s_per_gpu / first.output_tokens_per_s_per_gpu;
    let names: Vec<String> = answer.steps[1..].iter().map(|it| it.name.to_lowercase()).collect();
    let names = names.join(", ").replace("fp4", "FP4");
    Some(format!("Together, {names}: {} the tokens, on the assumptions stated.", times(ratio)))
}

/// The median error over the measured rows of the model.
fn error(asked: &Asked, dots: &[Dot]) -> Option<String> {
    let mut errors: Vec<f64> = dots
        .iter()
        .filter(|it| it.model == asked.inquiry.model)
        .map(|it| {
            (it.predicted_tokens_per_s_per_gpu / it.measured_tokens_per_s_per_gpu - 1.0).abs()
        })
        .collect();
    errors.sort_by(f64::total_cmp);
    let model = &asked.inquiry.model;
    match errors.len() {
        0 => Some(format!(
            "No measured row of {model} is carried here: every curve is extrapolated or anchored elsewhere."
        )),
        1 => Some(format!(
            "One measured row of {model} is carried here; its error is {:.0}%.",
            errors[0] * 100.0
        )),
        rows => Some(format!(
            "Over the {rows} measured rows of {model} carried here the median error is {:.0}%.",
            errors[rows / 2] * 100.0
        )),
    }
}

/// What stands in for what is not known.
pub(super) fn notes(asked: &Asked) -> Vec<String> {
    let mut notes = vec![
        "software of June 2026".to_string(),
        "rental as of 15 August 2026, at full use".to_string(),
        "one scale-up domain".to_string(),
        "bands: nine in ten, by the fit's error".to_string(),
    ];
    notes.extend(asked.model.fallback.clone());
    if asked.inquiry.speculative {
        notes.push("acceptance length as fitted to random prompts".to_string());
    }
    notes
}
