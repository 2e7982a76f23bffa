//! The hardware view in words that say no more than its numbers.

use super::curve::{Bench, CurvePoint, engines};
use super::effects::over;
use super::inquiry::Asked;
use super::{Dot, Hardware, LEFT_OUT, NEVER_SEEN};
use crate::catalog::{Accelerator, Catalog};
use crate::serving::Engine;

/// Standard deviations from the median to the 5th and 95th percentile.
const P95: f64 = 1.645;

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
    let found = [
        against(bench),
        sharing(bench.asked, answer),
        savings(bench.asked, answer),
        error(bench.asked, &answer.dots),
    ];
    found.into_iter().flatten().collect()
}

fn against(bench: &Bench) -> Option<String> {
    let (asked, speed) = (bench.asked, bench.asked.inquiry.tokens_per_s_per_user);
    let (machine, baseline) = (asked.accelerator, asked.baseline);
    let [ours, theirs] = [machine, baseline].map(|it| bench.best(it).map(|best| best.1));
    let (a, b) = (&machine.name, &baseline.name);
    Some(match (ours, theirs) {
        (None, None)
            if machine.id != baseline.id
                && reason(bench, machine) == Reason::Slow
                && reason(bench, baseline) == Reason::Slow =>
        {
            too_slow(bench, &format!("{a} or {b}"))
        }
        (None, _) => because(bench, machine),
        (Some(_), None) => because(bench, baseline),
        (Some(_), Some(_)) if machine.id == baseline.id => {
            format!("{a} is compared with itself: choose another accelerator.")
        }
        (Some(ours), Some(theirs)) => {
            let ratio = over(bench, (&ours, machine), (&theirs, baseline));
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

/// Why an accelerator has no point at the question's interactivity.
#[derive(PartialEq)]
enum Reason {
    /// The engine asked for does not run on it.
    Engine(Engine),
    /// No replica within one scale-up domain holds the model.
    Memory,
    /// Not at this interactivity.
    Slow,
}

fn reason(bench: &Bench, machine: &Accelerator) -> Reason {
    match bench.asked.engine {
        Some(engine) if !engines(machine).contains(&engine) => Reason::Engine(engine),
        _ if !bench.holds(machine) => Reason::Memory,
        _ => Reason::Slow,
    }
}

fn because(bench: &Bench, machine: &Accelerator) -> String {
    let name = &machine.name;
    match reason(bench, machine) {
        Reason::Engine(engine) => {
            let run: Vec<&str> = engines(machine).iter().map(|it| it.title()).collect();
            let engine = engine.title();
            format!("{engine} does not run on {name}; choose {} or the fastest.", run.join(", "))
        }
        Reason::Memory => format!(
            "{} in {} does not fit into the memory of one scale-up domain of {name} ({} of them).",
            bench.asked.model.name,
            bench.asked.inquiry.precision.to_uppercase(),
            machine.spec.scaleup_domain
        ),
        Reason::Slow => too_slow(bench, name),
    }
}

fn too_slow(bench: &Bench, names: &str) -> String {
    let speed = bench.asked.inquiry.tokens_per_s_per_user;
    let model = &bench.asked.model.name;
    format!("No deployment of {names} gives each user {speed:.0} tokens/s of {model}.")
}

/// Which of two predictions stand on measured rows.
fn bases(a: (&Accelerator, &CurvePoint), b: (&Accelerator, &CurvePoint)) -> String {
    let (first, second) = (&a.0.name, &b.0.name);
    match (a.1.anchored, b.1.anchored) {
        (true, true) => "both anchored to a measured row".to_string(),
        (false, false) => "both extrapolated".to_string(),
        (true, false) => format!("{first} anchored to a measured row, {second} extrapolated"),
        (false, true) => format!("{first} extrapolated, {second} anchored to a measured row"),
    }
}

/// How the engine called `id` is written.
fn title(id: &str) -> String {
    Engine::parse(id).map_or_else(|| id.to_string(), |it| it.title().to_string())
}

fn sharing(asked: &Asked, answer: &Hardware) -> Option<String> {
    let gains: Vec<String> = answer
        .sharing
        .iter()
        .filter_map(|it| {
            let (first, last) = (it.points.first()?, it.points.last()?);
            let whole = first.prefix_hit_rate == 0.0 && last.prefix_hit_rate >= 0.9;
            let gain = last.output_tokens_per_s_per_gpu / first.output_tokens_per_s_per_gpu;
            whole.then(|| format!("{} {}", title(&it.engine), times(gain)))
        })
        .collect();
    let machine = &asked.accelerator.name;
    let speed = asked.inquiry.tokens_per_s_per_user;
    (!gains.is_empty()).then(|| {
        let gains = gains.join(", ");
        format!("On {machine} at {speed:.0} tokens/s per user, 90% prefix hits over none: {gains}.")
    })
}

fn savings(asked: &Asked, answer: &Hardware) -> Option<String> {
    let first = answer.steps.first()?.point?;
    let last = answer.steps.last()?.point?;
    let ratio = last.output_tokens_per_s_per_gpu / first.output_tokens_per_s_per_gpu;
    let names: Vec<String> = answer.steps[1..].iter().map(|it| it.name.to_lowercase()).collect();
    let names = names.join(", ").replace("fp4", "FP4");
    Some(format!(
        "On {} at {:.0} tokens/s per user, {names} together: {} the tokens, on the assumptions stated.",
        asked.accelerator.name,
        asked.inquiry.tokens_per_s_per_user,
        times(ratio)
    ))
}

/// The median error over rows of the model that the constants were fitted to, and over what they had not seen.
fn error(asked: &Asked, dots: &[Dot]) -> Option<String> {
    let own = |it: &&Dot| it.fitted && it.model == asked.inquiry.model;
    let off = |it: &Dot| it.predicted_tokens_per_s_per_gpu / it.measured_tokens_per_s_per_gpu - 1.0;
    let mut errors: Vec<f64> = dots.iter().filter(own).map(|it| off(it).abs()).collect();
    errors.sort_by(f64::total_cmp);
    let model = &asked.model.name;
    let fitted = match errors.len() {
        0 => format!("The model was fitted to no row of {model} that is carried here"),
        1 => format!(
            "{:.0}% off on the row of {model} carried here, which the model was fitted to",
            errors[0] * 100.0
        ),
        rows => format!(
            "Median error {:.0}% over {rows} rows of {model} that the model was fitted to",
            errors[rows / 2] * 100.0
        ),
    };
    let [_, models] = LEFT_OUT.map(|it| it.median_percent);
    let [.., newest] = NEVER_SEEN.map(|it| it.median_percent);
    Some(format!(
        "{fitted}; {models:.0}% with the model left out of the fit, {newest:.0}% on the newest set of rows never seen."
    ))
}

/// What stands in for what is not known.
pub(super) fn notes(asked: &Asked, catalog: &Catalog) -> Vec<String> {
    let rental = catalog.latest_rental(&asked.accelerator.id);
    let mut notes = vec![
        "software of June 2026".to_string(),
        rental.map_or_else(String::new, |it| format!("rental as of {}, at full use", it.from)),
        "one scale-up domain".to_string(),
        "bands hold nine in ten, by errors of held-out rows".to_string(),
    ];
    notes.extend(asked.model.stands_in.clone());
    if asked.inquiry.speculative {
        notes.push("acceptance length as fitted to random prompts".to_string());
    }
    notes
}
