//! Margins in words.

use super::Shown;
use crate::analysis::words::{between, definition, month_name, nine_in_ten, percent};
use crate::market::Response;
use crate::scenario::GroupId;
use crate::simulation::{Metric, Simulation, SubjectKind};
use crate::statistics::{Band, Direction};

/// Fewer runs than this are not told of by month, nor are other sellers' numbers that exist in so few.
const FEW: f64 = 0.02;

pub(super) fn sentences(simulation: &Simulation, months: &[String], shown: &Shown) -> Vec<String> {
    let told = Margins {
        simulation,
        months,
        shown,
        last: shown.month.unwrap_or(usize::MAX).min(months.len() - 1),
    };
    let sentences = match shown.sellers {
        SubjectKind::Provider => [told.extremes(), told.below(), None],
        _ => [told.closed(), told.passage(), told.others()],
    };
    let named = definition(shown.metric).map(|words| {
        let name = capitalised(told.measure());
        format!("{name} at list prices: {words}, sales at list prices less contract discounts.")
    });
    sentences.into_iter().chain([named]).flatten().collect()
}

struct Margins<'a> {
    simulation: &'a Simulation,
    months: &'a [String],
    shown: &'a Shown,
    /// The month that is looked at.
    last: usize,
}

impl Margins<'_> {
    fn measure(&self) -> &'static str {
        match self.shown.metric {
            Metric::OperatingMargin => "operating margin",
            _ => "gross margin",
        }
    }

    fn month(&self, month: usize) -> String {
        month_name(&self.months[month])
    }

    /// The bands of a curve in the first month and in the one looked at, where both exist.
    fn bands(&self, curve: usize) -> Option<[Band; 2]> {
        let bands = [0, self.last].map(|month| self.simulation.band(curve, month));
        bands.iter().all(|band| band.defined > 0.0).then_some(bands)
    }

    fn group(&self, group: GroupId) -> Option<usize> {
        self.simulation.curves().find(self.shown.metric, group.id())
    }

    fn doing(&self) -> &'static str {
        match self.simulation.scenario().plan.market.response {
            Response::Hold => "hold their prices",
            Response::Match => "match open prices at a premium",
            Response::Undercut => "undercut open prices",
        }
    }

    /// "If closed labs hold their prices, their gross margin at list prices goes from 92% in April 2026 to 97% in April
    /// 2029 (9 in 10: 74% to 99.6%)."
    fn closed(&self) -> Option<String> {
        let [now, then] = self.bands(self.group(GroupId::ClosedLabs)?)?;
        Some(format!(
            "If closed labs {}, their {} at list prices goes from {} in {} to {} in {} {}.",
            self.doing(),
            self.measure(),
            percent(now.p50),
            self.month(0),
            percent(then.p50),
            self.month(self.last),
            nine_in_ten(&then, percent),
        ))
    }

    /// "It is below 50% in 3% of runs in April 2026; 30% more fall below by April 2029, half of these by July 2026."
    fn passage(&self) -> Option<String> {
        let curve = self.group(GroupId::ClosedLabs)?;
        let (_, passage) = self.simulation.passages().iter().find(|(place, it)| {
            *place == curve && it.direction() == Direction::Below && it.level() == self.shown.level
        })?;
        let draws = f64::from(self.simulation.draws());
        let counts = &passage.by_month()[..=self.last];
        let later = counts.iter().sum::<u32>();
        let share = f64::from(later) / draws;
        let mut text = format!(
            "It is below {} in {} of runs in {}; {} more fall below by {}",
            percent(passage.level()),
            percent(f64::from(passage.already()) / draws),
            self.month(0),
            percent(share),
            self.month(self.last),
        );
        if share > FEW {
            let mut seen = 0;
            let half = counts.iter().position(|&count| {
                seen += count;
                2 * seen >= later
            });
            text +=
                &half.map_or(String::new(), |it| format!(", half of these by {}", self.month(it)));
        }
        Some(text + ".")
    }

    /// "Open labs go from 58% to 86% (55% to 97%), hosts from 71% to 73% (41% to 90%)."
    fn others(&self) -> Option<String> {
        let mut text = String::new();
        for group in [GroupId::OpenLabs, GroupId::Hosts] {
            let Some([now, then]) = self.group(group).and_then(|it| self.bands(it)) else {
                continue;
            };
            text += &format!(
                "{} from {} to {} {}",
                if text.is_empty() {
                    format!("{} go", capitalised(group.name()))
                } else {
                    format!(", {}", group.name())
                },
                percent(now.p50),
                percent(then.p50),
                between(&then, percent)
            );
        }
        (!text.is_empty()).then(|| text + ".")
    }

    /// The name and the band of each provider that sells something in a month.
    fn providers(&self, month: usize) -> impl Iterator<Item = (&str, Band)> {
        let list = self.simulation.curves().list.iter().enumerate();
        list.filter_map(move |(place, (metric, subject))| {
            let is_drawn = *metric == self.shown.metric && subject.kind == SubjectKind::Provider;
            let band = is_drawn.then(|| self.simulation.band(place, month))?;
            (band.defined > 0.0).then_some((subject.name.as_str(), band))
        })
    }

    /// "If closed labs hold their prices, gross margin at list prices in April 2029 is highest at Moonshot AI, 89% (9 in 10:
    /// 45% to 96%), and lowest at MiniMax, -3% (-163% to 28%)."
    fn extremes(&self) -> Option<String> {
        let then = || self.providers(self.last);
        let order = |a: &(&str, Band), b: &(&str, Band)| a.1.p50.total_cmp(&b.1.p50);
        let (highest, lowest) = (then().max_by(order)?, then().min_by(order)?);
        Some(format!(
            "If closed labs {}, {} at list prices in {} is highest at {}, {} {}, and lowest at {}, {} {}.",
            self.doing(),
            self.measure(),
            self.month(self.last),
            highest.0,
            percent(highest.1.p50),
            nine_in_ten(&highest.1, percent),
            lowest.0,
            percent(lowest.1.p50),
            between(&lowest.1, percent),
        ))
    }

    /// "The median is below 50% at 8 of 17 providers in April 2026, at 5 of 17 in April 2029."
    fn below(&self) -> Option<String> {
        let below = |month: usize| {
            let below = self.providers(month).filter(|it| it.1.p50 < self.shown.level).count();
            (below, self.providers(month).count())
        };
        let (now, then) = (below(0), below(self.last));
        Some(format!(
            "The median is below {} at {} of {} providers in {}, at {} of {} in {}.",
            percent(self.shown.level),
            now.0,
            now.1,
            self.month(0),
            then.0,
            then.1,
            self.month(self.last),
        ))
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
