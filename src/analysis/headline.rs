use super::saving::{SAVING_DRAWS, Saving};
use super::words::{month_name, percent, probability, usd};
use crate::market::Response;
use crate::scenario::{DeciderPlan, GroupId, POLICIES};
use crate::simulation::{self, Headline, Metric, Simulation, Summary};
use crate::statistics::{Band, Direction, FirstPassage};
use crate::uncertainty::fixed;

/// The summary of a run with the sentences that its numbers support.
pub fn report(simulation: &Simulation) -> Summary {
    let mut summary = simulation.summary();
    if simulation.draws() > 0 {
        let sentences = [
            ("margins", closed_margin(simulation, &summary)),
            ("margins", closed_passage(simulation, &summary)),
            ("margins", open_margins(simulation)),
            ("cost", bill(simulation, &summary)),
            ("cost", routing(simulation)),
            ("cost", oracle(simulation).filter(|_| simulation.scenario().plan.buyer.policy != 3)),
            ("cost", unserved(simulation)),
        ];
        let headline = |(view, text): (&str, Option<String>)| {
            text.map(|text| Headline { view: view.to_string(), text })
        };
        summary.headlines = sentences.into_iter().filter_map(headline).collect();
    }
    summary
}

/// "If closed labs hold their prices, their gross margin goes from 92% to 97% [74% to 99.6%] by April 2029."
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
    Some(format!(
        "If closed labs {doing}, their gross margin goes from {} to {} by {}{}.",
        percent(now.p50),
        interval(&then, percent),
        month_name(&summary.months[last]),
        points(&then),
    ))
}

/// "It falls below 50% in 30% of runs, half of them by July 2026; 3% of runs start below." Of the levels that are
/// counted, the one whose probability is nearest to one half.
fn closed_passage(simulation: &Simulation, summary: &Summary) -> Option<String> {
    let curve = simulation.curves().find(Metric::GrossMargin, GroupId::ClosedLabs.id())?;
    let draws = f64::from(simulation.draws());
    let crossed = |it: &FirstPassage| it.by_month().iter().sum::<u32>();
    let chance = |it: &FirstPassage| f64::from(crossed(it)) / draws;
    let passages = simulation.passages().iter().filter(|(place, it)| {
        // Only where most runs start on the other side is "falls below" the right word.
        *place == curve
            && it.direction() == Direction::Below
            && f64::from(it.already()) < 0.5 * draws
    });
    let distance = |it: &FirstPassage| (chance(it) - 0.5).abs();
    let (_, passage) = passages.min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)))?;
    let mut text =
        format!("It falls below {} {}", percent(passage.level()), probability(chance(passage)));
    if chance(passage) > 0.02 {
        let mut seen = 0;
        let half = passage.by_month().iter().position(|&count| {
            seen += count;
            2 * seen >= crossed(passage)
        });
        if let Some(month) = half.and_then(|month| summary.months.get(month)) {
            text.push_str(&format!(", half of them by {}", month_name(month)));
        }
    }
    let already = f64::from(passage.already()) / draws;
    if already >= 0.005 {
        text.push_str(&format!("; {} of runs start below", percent(already)));
    }
    text.push('.');
    Some(text)
}

/// "Open labs most likely cover their serving cost now (margin 58% [3% to 82%]) and make 86% [...] at the end."
fn open_margins(simulation: &Simulation) -> Option<String> {
    let last = simulation.curves().months - 1;
    let sentence = |group: GroupId| {
        let curve = simulation.curves().find(Metric::GrossMargin, group.id())?;
        let (now, then) = (simulation.band(curve, 0), simulation.band(curve, last));
        let sure = match (now.p5 > 0.0, now.p95 < 0.0) {
            (true, _) => "most likely cover",
            (_, true) => "most likely do not cover",
            _ => "may or may not cover",
        };
        (now.defined > 0.0 && then.defined > 0.0).then(|| {
            format!(
                "{} {sure} their serving cost now (margin {}) and make {} at the end.",
                capitalised(group.name()),
                interval(&now, percent),
                interval(&then, percent),
            )
        })
    };
    let sentences = [GroupId::OpenLabs, GroupId::Hosts].into_iter().filter_map(sentence);
    sentences.reduce(|text, next| format!("{text} {next}"))
}

/// "Sending each request to the cheapest line that meets its threshold costs $621 a month [...], against ..."
fn bill(simulation: &Simulation, summary: &Summary) -> Option<String> {
    let plan = &simulation.scenario().plan;
    let of = |policy: &str, metric: Metric| {
        let band = simulation.band(simulation.curves().find(metric, policy)?, 0);
        (band.defined > 0.0).then_some(band)
    };
    // The single policy is what the others are held against.
    let policy = POLICIES[if plan.buyer.policy == 0 { 1 } else { plan.buyer.policy }];
    let chosen = of(policy, Metric::BillUsdPerMonth)?;
    let doing = match policy {
        "random-mix" => "a random mix that meets each threshold on average",
        "oracle" => "an oracle that knew which model succeeds",
        "threshold-router" => "a router that meets each threshold",
        "cascade" => "a cascade that meets each threshold",
        _ => "the cheapest line that meets each threshold",
    };
    let mut text = format!(
        "In {} {doing} costs {} a month",
        month_name(&summary.months[0]),
        interval(&chosen, usd),
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
        let success = [of(policy, Metric::Success), of("single", Metric::Success)];
        if let [Some(chosen), Some(single)] = success {
            text.push_str(&format!(
                " and succeeds {} of the time against {}",
                percent(single.p50),
                percent(chosen.p50)
            ));
        }
    }
    text.push('.');
    Some(text)
}

/// "Against the best single model of each task class, routing saves 41% [12% to 60%] at equal quality; a perfect router would save 68% [...]."
fn routing(simulation: &Simulation) -> Option<String> {
    let savings = simulation.savings(SAVING_DRAWS);
    let share = |of: fn(&simulation::Saving) -> f64| {
        let Saving { p5, p50, p95, .. } = Saving::of(savings.iter().map(of))?;
        Some(format!("{} [{} to {}]", percent(p50), percent(p5), percent(p95)))
    };
    let doing = match simulation.scenario().plan.buyer.decider? {
        DeciderPlan::Router { .. } => "routing",
        DeciderPlan::Cascade { .. } => "the cascade",
    };
    Some(format!(
        "Against the best single model of each task class, {doing} saves {} at equal quality; a perfect router would save {}.",
        share(|it| it.own)?,
        share(|it| it.perfect)?,
    ))
}

/// "An oracle that knew which model succeeds would reach 91% for $1,830 a month: a bound, not a plan."
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

/// The Monte Carlo error of a share, in points, where it is known.
fn points(band: &Band) -> String {
    if band.error.is_finite() {
        format!(" (\u{b1}{} points Monte Carlo)", fixed(100.0 * band.error, 1))
    } else {
        String::new()
    }
}

fn capitalised(text: &str) -> String {
    // The capitals of all scripts would add a table of 10 kB to the core.
    let mut capitalised = text.to_string();
    if let Some(first) = capitalised.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    capitalised
}
