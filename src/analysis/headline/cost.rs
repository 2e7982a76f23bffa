//! Bills in words.

use super::drawn::Drawn;
use crate::analysis::saving::{SAVING_DRAWS, Saving};
use crate::analysis::words::{Sentence, usd};
use crate::scenario::{DeciderPlan, POLICIES};
use crate::simulation::Metric;

/// A share of requests that is as good as none.
const NONE: f64 = 0.0005;

/// The sentences about bills in the month shown, with one saving among them.
pub(super) fn sentences(drawn: &Drawn) -> Vec<String> {
    let buyer = &drawn.simulation.scenario().plan.buyer;
    // The single policy is what the others are held against.
    let policy = POLICIES[if buyer.policy == 0 { 1 } else { buyer.policy }];
    let mut single = Sentence::default();
    if let Some(line) = buyer.single {
        single.say(&drawn.simulation.scenario().plan.lines[line.index()].name).say(" alone");
    }
    let mut chosen = Sentence::default();
    chosen.say("In ").month(drawn.then()).say(" ").say(doing(policy));
    let mut alone = Sentence(single.0.clone());
    let mut saving = Sentence::default();
    let saves = match buyer.decider {
        Some(decider) => routing(drawn, decider, &mut saving),
        None => over_single(drawn, policy, &single.0, &mut saving),
    };
    let told = [
        (bill(drawn, policy, " a month (9 in 10: ", &mut chosen), chosen),
        (buyer.single.is_some() && bill(drawn, POLICIES[0], " a month (", &mut alone), alone),
        (saves, saving),
    ];
    let told = told.into_iter().filter_map(|(is, text)| is.then_some(text.0));
    told.chain(unserved(drawn)).collect()
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
/// and succeeds on 87% of these.", begun with who; false where it serves nothing.
fn bill(drawn: &Drawn, policy: &str, interval: &str, text: &mut Sentence) -> bool {
    let of = |metric: Metric| drawn.band(metric, policy, drawn.month);
    let (bill, unserved) = (of(Metric::BillUsdPerMonth), of(Metric::UnservedShare).mean);
    text.say(" costs ").say(&usd(bill.p50)).say(interval).say(&usd(bill.p5)).say(" to ");
    text.say(&usd(bill.p95)).say("), serves ");
    if unserved < NONE {
        text.say("every request");
    } else {
        text.percent(1.0 - unserved).say(" of requests");
    }
    text.say(" and succeeds on ").percent(of(Metric::Success).p50).say(" of these.");
    bill.defined > 0.0
}

/// "On the requests that both serve, the cheapest line that meets each threshold saves 97% (95% to 98%) against Claude Opus
/// 4.6 alone."
fn over_single(drawn: &Drawn, policy: &str, single: &str, text: &mut Sentence) -> bool {
    let saving = drawn.band(Metric::SavingOverSingle, policy, drawn.month);
    text.say("On the requests that both serve, ").say(doing(policy)).say(" saves ");
    text.percents(&saving).say(" against ").say(single).say(".");
    saving.defined > 0.0
}

/// "Against the best single model of each task class, routing saves 41% (12% to 60%) at equal quality in April 2026; a perfect
/// router would save 68%."
fn routing(drawn: &Drawn, decider: DeciderPlan, text: &mut Sentence) -> bool {
    let savings = drawn.simulation.savings(SAVING_DRAWS);
    let own = Saving::of(savings.iter().map(|it| it.own));
    let perfect = Saving::of(savings.iter().map(|it| it.perfect));
    let (Some(own), Some(perfect)) = (own, perfect) else { return false };
    text.say("Against the best single model of each task class, ").say(match decider {
        DeciderPlan::Router { .. } => "routing",
        DeciderPlan::Cascade { .. } => "the cascade",
    });
    text.say(" saves ").percent(own.p50).say(" (").percent(own.p5).say(" to ").percent(own.p95);
    text.say(") at equal quality in ").month(drawn.now());
    text.say("; a perfect router would save ").percent(perfect.p50).say(".");
    true
}

/// What nothing feasible can serve in the worst month, where it matters.
fn unserved(drawn: &Drawn) -> Option<String> {
    let (mut worst, mut most) = (0, 0.0);
    for month in 0..drawn.months.len() {
        let mean = drawn.band(Metric::UnservedShare, POLICIES[1], month).mean;
        if mean > most {
            (worst, most) = (month, mean);
        }
    }
    let mut text = Sentence::default();
    text.say("In ").month(&drawn.months[worst]).say(", the worst month, ").percent(most);
    text.say(" of requests go unserved: nothing allowed meets their threshold.");
    (most >= 0.005).then_some(text.0)
}
