//! Bills in words.

use super::drawn::Drawn;
use crate::analysis::saving::{SAVING_DRAWS, Saving};
use crate::analysis::words::{Sentence, usd};
use crate::scenario::{DeciderPlan, POLICIES};
use crate::simulation::{self, Metric};

/// A share of requests that is as good as none.
const NONE: f64 = 0.0005;

/// The sentences about bills in the month shown, with one saving among them.
pub(super) fn sentences(drawn: &mut Drawn) {
    let plan = &drawn.simulation.scenario().plan;
    // The single policy is what the others are held against.
    let policy = POLICIES[if plan.buyer.policy == 0 { 1 } else { plan.buyer.policy }];
    let mut text = Sentence::default();
    text.say("In ").month(drawn.then()).say(" ").say(doing(policy));
    bill(drawn, policy, " a month (9 in 10: ", text);
    let name = plan.buyer.single.map_or("", |line| &plan.lines[line.index()].name);
    let mut text = Sentence::default();
    text.say(name).say(" alone");
    bill(drawn, POLICIES[0], " a month (", text);
    match plan.buyer.decider {
        Some(decider) => routing(drawn, decider),
        None => over_single(drawn, policy, name),
    }
    unserved(drawn);
}

fn doing(policy: &str) -> &'static str {
    match policy {
        "random-mix" => "a random mix that meets each threshold on average",
        "oracle" => "an oracle that knew which model succeeds (a bound, not a plan)",
        "threshold-router" => "a router that meets each threshold",
        "cascade" => "a cascade that meets each threshold",
        _ => "the cheapest line that meets each threshold",
    }
}

/// "In April 2026 the cheapest line that meets each threshold costs $189 a month (9 in 10: $145 to $266), serves every request
/// and succeeds on 87% of these.", begun with who; nothing is told of a policy that serves nothing.
fn bill(drawn: &mut Drawn, policy: &str, interval: &str, mut text: Sentence) {
    let of = |metric: Metric| drawn.band(metric, policy, drawn.month);
    let (bill, unserved) = (of(Metric::BillUsdPerMonth), of(Metric::UnservedShare).mean);
    if bill.p50.is_nan() {
        return;
    }
    text.say(" costs ").say(&usd(bill.p50)).say(interval).say(&usd(bill.p5)).say(" to ");
    text.say(&usd(bill.p95)).say("), serves ");
    if unserved < NONE {
        text.say("every request");
    } else {
        text.percent(1.0 - unserved).say(" of requests");
    }
    text.say(" and succeeds on ").percent(of(Metric::Success).p50).say(" of these.");
    drawn.tell(&mut text);
}

/// "On the requests that both serve, the cheapest line that meets each threshold saves 97% (95% to 98%) against Claude Opus
/// 4.6 alone."
fn over_single(drawn: &mut Drawn, policy: &str, single: &str) {
    let saving = drawn.band(Metric::SavingOverSingle, policy, drawn.month);
    if !saving.p50.is_nan() {
        let mut text = Sentence::default();
        text.say("On the requests that both serve, ").say(doing(policy)).say(" saves ");
        text.interval(saving.p50, saving.p5, saving.p95);
        drawn.tell(text.say(" against ").say(single).say(" alone."));
    }
}

/// "Against the best single model of each task class, routing saves 41% (12% to 60%) at equal quality in April 2026; a perfect
/// router would save 68%."
fn routing(drawn: &mut Drawn, decider: DeciderPlan) {
    let savings = drawn.simulation.savings(SAVING_DRAWS);
    let spread = |of: fn(&simulation::Saving) -> f64| Saving::of(savings.iter().map(of));
    let (Some(own), Some(perfect)) = (spread(|it| it.own), spread(|it| it.perfect)) else { return };
    let mut text = Sentence::default();
    text.say("Against the best single model of each task class, ").say(match decider {
        DeciderPlan::Router { .. } => "routing",
        DeciderPlan::Cascade { .. } => "the cascade",
    });
    text.say(" saves ").interval(own.p50, own.p5, own.p95);
    text.say(" at equal quality in ").month(drawn.now());
    text.say("; a perfect router would save ").percent(perfect.p50);
    drawn.tell(text.say("."));
}

/// What nothing feasible can serve in the worst month, where it matters.
fn unserved(drawn: &mut Drawn) {
    let (mut worst, mut most) = (0, 0.0);
    for month in 0..drawn.months.len() {
        let mean = drawn.band(Metric::UnservedShare, POLICIES[1], month).mean;
        if mean > most {
            (worst, most) = (month, mean);
        }
    }
    if most >= 0.005 {
        let mut text = Sentence::default();
        text.say("In ").month(&drawn.months[worst]).say(", the worst month, ").percent(most);
        drawn.tell(text.say(" of requests go unserved: nothing allowed meets their threshold."));
    }
}
