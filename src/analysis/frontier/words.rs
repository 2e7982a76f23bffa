//! What a frontier says in words.

use super::{BreakEven, FrontierView, Operating, Savings};
use crate::analysis::words::{percent, usd};

/// A saving that is as good as none.
const NOTHING: f64 = 0.005;

/// The sentences of a view, the answer first; with the spread over draws where it is known.
pub(super) fn sentences(view: &FrontierView, spread: Option<&Savings>) -> Vec<String> {
    [Some(answer(view, spread)), controls(view), thresholds(view)].into_iter().flatten().collect()
}

/// "Against one model for all, the best (...), routing saves 41% [30 to 52] at equal quality; a perfect router would save 68%."
fn answer(view: &FrontierView, spread: Option<&Savings>) -> String {
    let Some(best) = view.models.iter().find(|it| it.best) else {
        return "Nothing may serve these requests.".to_string();
    };
    let part = match view.compared < 0.9995 {
        true => format!(" On the {} of requests that it may serve.", percent(view.compared)),
        false => String::new(),
    };
    let against = format!(
        "{}, {} ({} a request, {} success)",
        match view.tasks.len() {
            0 | 1 => "the best single model",
            _ => "one model for all requests, the best",
        },
        best.model,
        usd(best.usd),
        percent(best.success)
    );
    let saved = |id: &str| view.policies.iter().find(|it| it.id == id).and_then(|it| it.saving);
    let router = saved("threshold-router").unwrap_or(0.0);
    let oracle = saved("oracle").unwrap_or(0.0);
    let text = match (router > NOTHING, oracle > NOTHING) {
        (true, _) => format!(
            "Against {against}, routing saves {}{} at equal quality; a perfect router would save {}{}.",
            percent(router),
            ninety(spread.map(|it| &it.router)),
            percent(oracle),
            ninety(spread.map(|it| &it.oracle)),
        ),
        (false, true) => format!(
            "Against {against}, routing on this signal saves nothing{} at equal quality; a perfect router would save {}{}.",
            ninety(spread.map(|it| &it.router)),
            percent(oracle),
            ninety(spread.map(|it| &it.oracle)),
        ),
        (false, false) => {
            format!("Nothing beats {against} at equal quality, not even a perfect router.")
        }
    };
    text + &part
}

/// "[30% to 52%]" where there is a spread.
fn ninety(saving: Option<&super::Saving>) -> String {
    saving.map_or(String::new(), |it| format!(" [{} to {}]", percent(it.p5), percent(it.p95)))
}

/// "Of that, knowing the task class saves 22% without any router."
fn controls(view: &FrontierView) -> Option<String> {
    let saved = |id: &str| view.policies.iter().find(|it| it.id == id).and_then(|it| it.saving);
    let (lookup, router) = (saved("class-lookup")?, saved("threshold-router")?);
    Some(match (lookup > NOTHING, router > lookup + NOTHING) {
        (false, _) => "Knowing the task class alone would save nothing.".to_string(),
        (true, true) => format!(
            "Knowing the task class alone, without any router, already saves {}.",
            percent(lookup)
        ),
        (true, false) => format!(
            "Knowing the task class alone, without any router, saves {}: the signal adds nothing to it.",
            percent(lookup)
        ),
    })
}

/// "At the thresholds the router costs $0.012 a request, the cheapest model that meets each $0.020, a perfect router $0.008."
fn thresholds(view: &FrontierView) -> Option<String> {
    let at = |id: &str| view.policies.iter().find(|it| it.id == id).and_then(|it| it.at.as_ref());
    let (router, cheapest, oracle) =
        (at("threshold-router")?, at("cheapest-meeting-threshold")?, at("oracle")?);
    let served = |it: &Operating| match it.served < 0.9995 {
        true => format!(" (serving {} of requests)", percent(it.served)),
        false => String::new(),
    };
    let what = match (view.own_thresholds, &view.tasks[..]) {
        (true, [one]) => format!("At the threshold of {}", percent(one.threshold)),
        (true, _) => "At each class's threshold".to_string(),
        (false, _) => "At this threshold".to_string(),
    };
    if router.served == cheapest.served && cheapest.usd <= oracle.usd * (1.0 + 1e-9) {
        return Some(format!(
            "{what} there is nothing to route: the cheapest models{} already meet it, for {} a request.",
            served(cheapest),
            usd(cheapest.usd)
        ));
    }
    Some(format!(
        "{what} a router costs {}{} a request, the cheapest model that meets it {}{}, a perfect router {}{}.",
        usd(router.usd),
        served(router),
        usd(cheapest.usd),
        served(cheapest),
        usd(oracle.usd),
        served(oracle),
    ))
}

/// "From $12.40 an error on, Claude Opus 4.6 is worth its price over DeepSeek V4-Pro; here an error costs $1.41, so it is not."
pub(super) fn break_even(it: &BreakEven) -> String {
    match it.usd.is_finite() {
        true => format!(
            "From {} an error on, {} is worth its price over {}; here an error costs {}, so it {}.",
            usd(it.usd),
            it.strong,
            it.weak,
            usd(it.error_usd),
            if it.error_usd >= it.usd { "is" } else { "is not" }
        ),
        false => {
            format!("{} is the best and the cheapest: whatever an error costs, it pays.", it.strong)
        }
    }
}
