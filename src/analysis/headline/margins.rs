//! Margins in words.

use super::drawn::Drawn;
use crate::analysis::words::{Sentence, definition};
use crate::market::Response;
use crate::scenario::GroupId;
use crate::simulation::{Metric, SubjectKind};
use crate::statistics::{Band, Direction};

/// Fewer runs than this are not told of by month.
const FEW: f64 = 0.02;

/// The sentences about margins, each with the numbers of the months shown.
pub(super) fn sentences(drawn: &Drawn) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut text = Sentence::default();
    text.say("If closed labs ").say(match drawn.simulation.scenario().plan.market.response {
        Response::Hold => "hold their prices",
        Response::Match => "match open prices at a premium",
        Response::Undercut => "undercut open prices",
    });
    let told = match drawn.shown.sellers {
        SubjectKind::Provider => providers(drawn, &mut text, &mut sentences),
        _ => groups(drawn, &mut text, &mut sentences),
    };
    if let (true, Some(words)) = (told, definition(drawn.shown.metric)) {
        let mut text = Sentence::default();
        text.say(match drawn.shown.metric {
            Metric::OperatingMargin => "Operating",
            _ => "Gross",
        });
        text.say(" margin at list prices: ").say(words);
        sentences.push(text.say(", sales at list prices less contract discounts.").0.clone());
    }
    sentences
}

fn measure(drawn: &Drawn) -> &'static str {
    match drawn.shown.metric {
        Metric::OperatingMargin => "operating margin at list prices",
        _ => "gross margin at list prices",
    }
}

/// The bands of a group's margin in the first month and in the one looked at, and whether both exist.
#[inline(never)]
fn bands(drawn: &Drawn, group: GroupId) -> ([Band; 2], bool) {
    let bands = [0, drawn.month].map(|month| drawn.band(drawn.shown.metric, group.id(), month));
    (bands, bands[0].defined > 0.0 && bands[1].defined > 0.0)
}

/// "If closed labs hold their prices, their gross margin at list prices goes from 92% in April 2026 to 97% in April 2029
/// (9 in 10: 74% to 99.6%)."
fn groups(drawn: &Drawn, text: &mut Sentence, sentences: &mut Vec<String>) -> bool {
    let ([now, then], exist) = bands(drawn, GroupId::ClosedLabs);
    if !exist {
        return false;
    }
    text.say(", their ").say(measure(drawn)).say(" goes from ").percent(now.p50).say(" in ");
    text.month(drawn.now()).say(" to ").percent(then.p50).say(" in ").month(drawn.then());
    text.say(" (9 in 10: ").percent(then.p5).say(" to ").percent(then.p95).say(").");
    sentences.push(text.0.clone());
    sentences.extend(passage(drawn));
    sentences.extend(others(drawn));
    true
}

/// "It is below 50% in 3% of runs in April 2026; 30% more fall below by April 2029, half of these by July 2026."
fn passage(drawn: &Drawn) -> Option<String> {
    let curve = drawn.simulation.curves().find(drawn.shown.metric, GroupId::ClosedLabs.id())?;
    let (_, passage) = drawn.simulation.passages().iter().find(|(place, it)| {
        *place == curve && it.direction() == Direction::Below && it.level() == drawn.shown.level
    })?;
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
    text.say(".");
    Some(text.0)
}

/// "Open labs go from 58% to 86% (55% to 97%), hosts from 71% to 73% (41% to 90%)."
fn others(drawn: &Drawn) -> Option<String> {
    let mut text = Sentence::default();
    for (group, first, next) in
        [(GroupId::OpenLabs, "Open labs go", ""), (GroupId::Hosts, "Hosts go", ", hosts")]
    {
        let ([now, then], exist) = bands(drawn, group);
        if exist {
            text.say(if text.0.is_empty() { first } else { next });
            text.say(" from ").percent(now.p50).say(" to ").percents(&then);
        }
    }
    (!text.0.is_empty()).then(|| text.0 + ".")
}

/// Providers that sell something in a month.
struct Providers<'a> {
    count: usize,
    /// Those whose median is below the reader's level.
    below: usize,
    lowest: Option<(&'a str, Band)>,
    highest: Option<(&'a str, Band)>,
}

fn providers_of<'a>(drawn: &Drawn<'a>, month: usize) -> Providers<'a> {
    let mut all = Providers { count: 0, below: 0, lowest: None, highest: None };
    for (place, (metric, subject)) in drawn.simulation.curves().list.iter().enumerate() {
        let band = drawn.simulation.band(place, month);
        let is_drawn = *metric == drawn.shown.metric && subject.kind == SubjectKind::Provider;
        if !(is_drawn && band.defined > 0.0) {
            continue;
        }
        let it = Some((subject.name.as_str(), band));
        all.count += 1;
        all.below += usize::from(band.p50 < drawn.shown.level);
        if all.lowest.is_none_or(|(_, lowest)| band.p50 < lowest.p50) {
            all.lowest = it;
        }
        if all.highest.is_none_or(|(_, highest)| band.p50 > highest.p50) {
            all.highest = it;
        }
    }
    all
}

/// "If closed labs hold their prices, gross margin at list prices in April 2029 is highest at Moonshot AI, 89% (45% to 96%,
/// 9 in 10), and lowest at MiniMax, -3% (-163% to 28%)." and "The median is below 50% at 8 of 17 providers in April 2026,
/// at 5 of 17 in April 2029."
fn providers(drawn: &Drawn, text: &mut Sentence, sentences: &mut Vec<String>) -> bool {
    let (now, then) = (providers_of(drawn, 0), providers_of(drawn, drawn.month));
    let (Some(highest), Some(lowest)) = (then.highest, then.lowest) else { return false };
    text.say(", ").say(measure(drawn)).say(" in ").month(drawn.then());
    text.say(" is highest at ").say(highest.0).say(", ").percent(highest.1.p50);
    text.say(" (9 in 10: ").percent(highest.1.p5).say(" to ").percent(highest.1.p95);
    text.say("), and lowest at ").say(lowest.0).say(", ").percents(&lowest.1).say(".");
    sentences.push(text.0.clone());
    let mut text = Sentence::default();
    text.say("The median is below ").percent(drawn.shown.level).say(" at ").count(now.below);
    text.say(" of ").count(now.count).say(" providers in ").month(drawn.now()).say(", at ");
    text.count(then.below).say(" of ").count(then.count).say(" in ").month(drawn.then()).say(".");
    sentences.push(text.0);
    true
}
