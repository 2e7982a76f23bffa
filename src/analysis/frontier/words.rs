//! What a frontier says in words.

use super::{BreakEven, FrontierView, Operating};
use crate::analysis::words::{month_name, percent, usd};
use crate::uncertainty::fixed;

/// The sentences of a view, the answer first. They tell what the picture draws, costs: how much of it is a saving depends on
/// against what, and is told once, by the run.
pub(super) fn sentences(view: &FrontierView) -> Vec<String> {
    [Some(answer(view)), thresholds(view)].into_iter().flatten().collect()
}

/// "In April 2026, at the success of the best single model for all requests, Claude Opus 4.6 (67%): it costs $0.0214 a
/// request, models by task class $0.0090, a router of AUC 0.60 $0.0075, a perfect router $0.0031."
fn answer(view: &FrontierView) -> String {
    let Some(best) = view.models.iter().find(|it| it.best) else {
        return "Nothing may serve these requests.".to_string();
    };
    let part = match view.compared < 0.9995 {
        true => format!(" On the {} of requests that it may serve.", percent(view.compared)),
        false => String::new(),
    };
    let at = |id: &str| view.policies.iter().find(|it| it.id == id)?.at_equal_quality.as_ref();
    let cost = |id: &str, name: &str| {
        at(id).map_or(String::new(), |it| format!(", {name} {}", usd(it.usd)))
    };
    let router = format!("a router of AUC {}", fixed(view.need_strong_auc.unwrap_or(f64::NAN), 2));
    format!(
        "In {}, at the success of the best single model{}, {} ({}): it costs {} a request{}{}{}.{part}",
        month_name(&view.month),
        if view.tasks.len() > 1 { " for all requests" } else { "" },
        best.model,
        percent(best.success),
        usd(best.usd),
        cost("class-lookup", "models by task class"),
        cost("threshold-router", &router),
        cost("oracle", "a perfect router"),
    )
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
