use super::words::{month_name, percent, probability, usd};
use crate::market::Response;
use crate::scenario::{GroupId, POLICIES};
use crate::simulation::{Headline, Metric, Simulation, Summary};
use crate::statistics::{Band, Direction};

/// The summary of a run with the sentences that its numbers support.
pub fn report(simulation: &Simulation) -> Summary {
    let mut summary = simulation.summary();
    if simulation.draws() > 0 {
        let say = |view: &str, text: String| Headline { view: view.to_string(), text };
        summary
            .headlines
            .extend(closed_margin(simulation, &summary).map(|text| say("margins", text)));
        summary
            .headlines
            .extend(open_margins(simulation, &summary).map(|text| say("margins", text)));
        summary.headlines.extend(bill(simulation, &summary).map(|text| say("cost", text)));
        summary.headlines.extend(oracle(simulation).map(|text| say("cost", text)));
        summary.headlines.extend(unserved(simulation).map(|text| say("cost", text)));
    }
    summary
}

/// "If closed labs hold their prices, their gross margin goes from 86% [...] to 91% [...] by April 2029; it in
/// 12% of runs falls below 60%, half of the crossings by May 2027."
fn closed_margin(simulation: &Simulation, summary: &Summary) -> Option<String> {
    let group = GroupId::ClosedLabs;
    let curve = simulation.curves().find(Metric::GrossMargin, group.id())?;
    let last = summary.months.len() - 1;
    let (now, then) = (simulation.band(curve, 0), simulation.band(curve, last));
    if !(now.defined > 0.0 && then.defined > 0.0) {
        return None;
    }
    let doing = match simulation.scenario().plan.market.response {
        Response::Hold => "hold their prices",
        Response::Match => "match open prices at a premium",
        Response::Undercut => "undercut open prices",
    };
    let mut text = format!(
        "If closed labs {doing}, their gross margin goes from {} to {} by {}",
        interval(&now, percent),
        interval(&then, percent),
        month_name(&summary.months[last]),
    );
    if let Some(passage) = telling_passage(simulation, summary, curve) {
        text.push_str(&format!("; {passage}"));
    }
    text.push('.');
    text.push_str(&error(&then));
    Some(text)
}

/// The first passage whose probability is nearest to one half, in words.
fn telling_passage(simulation: &Simulation, summary: &Summary, curve: usize) -> Option<String> {
    let draws = f64::from(simulation.draws());
    let crossed = |it: &crate::statistics::FirstPassage| it.by_month().iter().sum::<u32>();
    let chance = |it: &crate::statistics::FirstPassage| {
        f64::from(crossed(it)) / (draws - f64::from(it.already()))
    };
    let passages = simulation.passages().iter().filter(|(place, it)| {
        // Only where most runs start on the other side is "falls below" the right word.
        *place == curve
            && it.direction() == Direction::Below
            && f64::from(it.already()) < 0.5 * draws
    });
    let distance = |it: &crate::statistics::FirstPassage| (chance(it) - 0.5).abs();
    let (_, passage) = passages.min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)))?;
    let level = percent(passage.level());
    let already = f64::from(passage.already()) / draws;
    let mut text = format!("it {} falls below {level}", probability(chance(passage)));
    if already > 0.02 {
        text = format!(
            "it starts below {level} {} and {} of the others falls below it",
            probability(already),
            share_of(chance(passage))
        );
    }
    if chance(passage) > 0.02 {
        let mut seen = 0;
        let half = passage.by_month().iter().position(|&count| {
            seen += count;
            2 * seen >= crossed(passage)
        });
        if let Some(month) = half.and_then(|month| summary.months.get(month)) {
            text.push_str(&format!(", half of the crossings by {}", month_name(month)));
        }
    }
    Some(text)
}

/// "Open labs earn 11% [-103 to 64] on what they sell in April 2026 and hosts 13% [...]: it may or may not
/// cover the cost of serving."
fn open_margins(simulation: &Simulation, summary: &Summary) -> Option<String> {
    let band = |group: GroupId, month: usize| {
        let curve = simulation.curves().find(Metric::GrossMargin, group.id())?;
        Some(simulation.band(curve, month)).filter(|band| band.defined > 0.0)
    };
    let last = summary.months.len() - 1;
    let mut parts = Vec::new();
    for group in [GroupId::OpenLabs, GroupId::Hosts] {
        let (Some(now), Some(then)) = (band(group, 0), band(group, last)) else { continue };
        let sure = match (now.p5 > 0.0, now.p95 < 0.0) {
            (true, _) => "cover their serving cost",
            (_, true) => "sell below their serving cost",
            _ => "may or may not cover their serving cost",
        };
        parts.push(format!(
            "{} {sure} at the start ({}) and make {} at the end",
            group.name(),
            interval(&now, percent),
            interval(&then, percent),
        ));
    }
    (!parts.is_empty()).then(|| format!("{}.", capitalised(&parts.join("; "))))
}

/// "Sending each request to the cheapest line that meets its threshold costs $621 a month [...], against ..."
fn bill(simulation: &Simulation, summary: &Summary) -> Option<String> {
    let plan = &simulation.scenario().plan;
    let of = |policy: &str, metric: Metric| {
        let band = simulation.band(simulation.curves().find(metric, policy)?, 0);
        (band.defined > 0.0).then_some(band)
    };
    let cheapest = of("cheapest-meeting-threshold", Metric::BillUsdPerMonth)?;
    let mut text = format!(
        "In {} the cheapest line that meets each threshold costs {} a month",
        month_name(&summary.months[0]),
        interval(&cheapest, usd),
    );
    let single = of("single", Metric::BillUsdPerMonth);
    if let (Some(single), Some(line)) = (single, plan.buyer.single) {
        let unserved = of("single", Metric::UnservedShare).map_or(0.0, |band| band.mean);
        let what = if unserved >= 0.005 {
            format!(
                "what {} may and can serve ({} of requests)",
                plan.lines[line.index()].name,
                percent(1.0 - unserved)
            )
        } else {
            format!("everything on {}", plan.lines[line.index()].name)
        };
        text.push_str(&format!("; {what} costs {}", interval(&single, usd)));
        let success =
            [of("cheapest-meeting-threshold", Metric::Success), of("single", Metric::Success)];
        if let [Some(cheapest), Some(single)] = success {
            text.push_str(&format!(
                " and succeeds {} of the time against {}",
                percent(single.p50),
                percent(cheapest.p50)
            ));
        }
    }
    text.push('.');
    text.push_str(&error(&cheapest));
    Some(text)
}

/// "A perfect router over the same lines would reach 91% for $1,830: no real one does."
fn oracle(simulation: &Simulation) -> Option<String> {
    let of = |metric: Metric| {
        let band = simulation.band(simulation.curves().find(metric, POLICIES[3])?, 0);
        (band.defined > 0.0).then_some(band)
    };
    let (success, bill) = (of(Metric::Success)?, of(Metric::BillUsdPerMonth)?);
    Some(format!(
        "An oracle that knew which model succeeds would reach {} for {} a month: a bound, not a plan.",
        interval(&success, percent),
        interval(&bill, usd),
    ))
}

/// A probability as a part of some runs: "in 12%", "in almost none".
fn share_of(p: f64) -> String {
    match p {
        p if p >= 0.98 => "in almost all".to_string(),
        p if p <= 0.02 => "in almost none".to_string(),
        p => format!("in {}", percent(p)),
    }
}

/// What nothing feasible can serve, where it matters.
fn unserved(simulation: &Simulation) -> Option<String> {
    let curve = simulation.curves().find(Metric::UnservedShare, POLICIES[1])?;
    let months = 0..simulation.curves().months;
    let mean = months.map(|month| simulation.band(curve, month).mean).fold(0.0, f64::max);
    (mean >= 0.005).then(|| {
        format!(
            "Up to {} of requests (mean over runs, in the worst month) go unserved: nothing allowed meets their threshold.",
            percent(mean)
        )
    })
}

/// A median with its interval from p5 to p95.
fn interval(band: &Band, shown: fn(f64) -> String) -> String {
    format!("{} [{} to {}]", shown(band.p50), shown(band.p5), shown(band.p95))
}

/// The Monte Carlo error of a share or a sum, relative, where it is known.
fn error(band: &Band) -> String {
    if !band.error.is_finite() || !(band.p50.abs() > 0.0) {
        return String::new();
    }
    format!(" Monte Carlo error of the median: {:.1}% of it.", 100.0 * band.error / band.p50.abs())
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
