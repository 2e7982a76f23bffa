//! Margins in words.

use super::drawn::Drawn;
use crate::analysis::words::{Sentence, definition};
use crate::market::Response;
use crate::scenario::GroupId;
use crate::simulation::SubjectKind;
use crate::statistics::Direction;

/// Fewer runs than this are not told of by month.
const FEW: f64 = 0.02;

/// The sentences about margins, each with the numbers of the months shown.
pub(super) fn sentences(drawn: &mut Drawn) {
    let mut text = Sentence::default();
    let responses = &drawn.simulation.scenario().plan.market.responses;
    text.say("If closed labs ").say(doing(responses[GroupId::ClosedLabs as usize]));
    let told = match drawn.shown.sellers {
        SubjectKind::Provider => providers(drawn, text),
        _ => groups(drawn, text),
    };
    if let (true, Some((name, words))) = (told, definition(drawn.shown.metric)) {
        let mut text = Sentence::default();
        text.say("Here ").say(name).say(" is ").say(words);
        drawn.tell(text.say("."));
    }
}

/// What closed labs do under a response, after their name.
fn doing(response: Response) -> &'static str {
    match response {
        Response::Hold => "hold their prices",
        Response::PassThrough => "pass on part of what serving costs less",
        Response::CostPlus => "keep their markup over serving cost",
        Response::Match => "match open prices at a premium",
        Response::Undercut => "undercut open prices",
        Response::BestResponse => "ask what pays them most",
    }
}

fn measure(drawn: &Drawn) -> &'static str {
    definition(drawn.shown.metric).map_or("", |(name, _)| name)
}

/// Adds "from 58% to 86% (55% to 97%)", the first month and the one looked at, after `before`; false where one does not exist.
#[inline(never)]
fn moves(drawn: &Drawn, group: GroupId, before: &str, interval: &str, text: &mut Sentence) -> bool {
    let of = |month: usize| drawn.band(drawn.shown.metric, group.id(), month);
    let (now, then) = (of(0).p50, of(drawn.month));
    if now.is_nan() || then.p50.is_nan() {
        return false;
    }
    text.say(before).say(" from ").percent(now).say(" to ").percent(then.p50).say(interval);
    text.percent(then.p5).say(" to ").percent(then.p95).say(")");
    true
}

/// "If closed labs hold their prices, their gross margin goes from 92% to 97% (9 in 10: 74% to 99.6%), April 2026 to April
/// 2029.", then others: "Open labs go from 58% to 86% (55% to 97%), hosts from 71% to 73% (41% to 90%)."
fn groups(drawn: &mut Drawn, mut text: Sentence) -> bool {
    text.say(", their ").say(measure(drawn)).say(" goes");
    if !moves(drawn, GroupId::ClosedLabs, "", " (9 in 10: ", &mut text) {
        return false;
    }
    text.say(", ").month(drawn.now()).say(" to ").month(drawn.then());
    drawn.tell(text.say("."));
    passage(drawn);
    let mut text = Sentence::default();
    if moves(drawn, GroupId::OpenLabs, "Open labs go", " (", &mut text) {
        moves(drawn, GroupId::Hosts, ", hosts", " (", &mut text);
        drawn.tell(text.say("."));
    }
    true
}

/// "It is below 50% in 3% of runs in April 2026; 30% more fall below by April 2029, half of these by July 2026."
fn passage(drawn: &mut Drawn) {
    let curve = drawn.simulation.curves().find(drawn.shown.metric, GroupId::ClosedLabs.id());
    let counted = drawn.simulation.passages().iter().find(|(place, it)| {
        Some(*place) == curve
            && it.direction() == Direction::Below
            && it.level() == drawn.shown.level
    });
    let Some((_, passage)) = counted else { return };
    let draws = f64::from(drawn.simulation.draws());
    let counts = &passage.by_month()[..=drawn.month];
    let later = counts.iter().sum::<u32>();
    let share = f64::from(later) / draws;
    let mut text = Sentence::default();
    text.say("It is below ").percent(passage.level()).say(" in ");
    text.percent(f64::from(passage.already()) / draws).say(" of runs in ").month(drawn.now());
    text.say("; ").percent(share).say(" more fall below by ").month(drawn.then());
    let mut seen = 0;
    let half = counts.iter().position(|&count| {
        seen += count;
        2 * seen >= later
    });
    if let (true, Some(half)) = (share > FEW, half) {
        text.say(", half of these by ").month(&drawn.months[half]);
    }
    drawn.tell(text.say("."));
}

/// "If closed labs hold their prices, median gross margin is below 50% at 8 of 17 providers in April 2026, at 5 of 17 in
/// April 2029."
fn providers(drawn: &mut Drawn, mut text: Sentence) -> bool {
    text.say(", median ").say(measure(drawn)).say(" is below ").percent(drawn.shown.level);
    for (month, then) in [(0, " providers in "), (drawn.month, " in ")] {
        let (mut all, mut below) = (0, 0);
        for (place, (metric, subject)) in drawn.simulation.curves().list.iter().enumerate() {
            if *metric == drawn.shown.metric && subject.kind == SubjectKind::Provider {
                let median = drawn.simulation.band(place, month).p50;
                all += usize::from(!median.is_nan());
                below += usize::from(median < drawn.shown.level);
            }
        }
        text.say(" at ").count(below).say(" of ").count(all).say(then).month(&drawn.months[month]);
        text.say(if month == 0 && drawn.month > 0 { "," } else { "" });
    }
    drawn.tell(text.say("."));
    true
}
