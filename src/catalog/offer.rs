//! Offers: dated list prices.

use crate::calendar::Day;
use crate::error::Problem;
use crate::ids::LineId;
use crate::tokens::UsdPerMtok;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::{Figure, Figures};
use super::peak::Peak;

const PRICE: (Unit, Domain) = (Unit::UsdPerMtok, Domain::Positive);

fn price(fields: &mut Fields, key: &'static str, problems: &mut Vec<Problem>) -> Figure {
    let (unit, domain) = PRICE;
    fields.figure(key, unit, domain, problems)
}

/// A line's list price between two days.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What is sold.
    pub line: LineId,
    /// First day.
    pub from: Day,
    /// Last day, where the seller stopped without a successor, or a promotion ends.
    pub until: Option<Day>,
    /// Ends at `until`; then the offer before it holds again.
    pub promotion: bool,
    /// A change that its source announced for a later day.
    pub announced: bool,
    /// Uncached input.
    pub input_usd_per_mtok: Figure,
    /// Input found in the prefix cache.
    pub cached_input_usd_per_mtok: Figure,
    /// Input written to the prefix cache for five minutes, in all; absent where writing costs what input costs.
    pub cache_write_usd_per_mtok: Option<Figure>,
    /// Input written for an hour, in all; absent where there is no such cache.
    pub cache_write_hour_usd_per_mtok: Option<Figure>,
    /// Output, thinking included.
    pub output_usd_per_mtok: Figure,
    /// Prices of requests with long contexts, by rising length.
    pub context_tiers: Vec<ContextTier>,
    /// Price of batch requests over the list price; absent where there is no batch offer.
    pub batch_factor: Option<Figure>,
    /// Price of requests with priority over the list price; absent where there is no such offer.
    pub priority_factor: Option<Figure>,
    /// Hours of the week that are charged more, or less.
    pub peak: Option<Peak>,
}

impl Offer {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Offer {
        let (unit, domain) = PRICE;
        let mut context_tiers = Vec::new();
        for mut inner in fields.inners("context_tier", problems) {
            context_tiers.push(ContextTier::read(&mut inner, problems));
            inner.finish(problems);
        }
        let peak = fields.inner("peak", problems).map(|mut inner| {
            let read = Peak::read(&mut inner, problems);
            inner.finish(problems);
            read
        });
        Offer {
            line: LineId(fields.named("line", "line", problems)),
            from: fields.day("from", problems),
            until: fields.maybe_day("until", problems),
            promotion: fields.flag("promotion", problems),
            announced: fields.flag("announced", problems),
            input_usd_per_mtok: price(fields, "input_usd_per_mtok", problems),
            cached_input_usd_per_mtok: price(fields, "cached_input_usd_per_mtok", problems),
            cache_write_usd_per_mtok: fields.maybe_figure(
                "cache_write_usd_per_mtok",
                unit,
                domain,
                problems,
            ),
            cache_write_hour_usd_per_mtok: fields.maybe_figure(
                "cache_write_hour_usd_per_mtok",
                unit,
                domain,
                problems,
            ),
            output_usd_per_mtok: price(fields, "output_usd_per_mtok", problems),
            context_tiers,
            batch_factor: fields.maybe_figure("batch_factor", Unit::Ratio, Domain::Unit, problems),
            priority_factor: fields.maybe_figure("priority_factor", Unit::Ratio, domain, problems),
            peak,
        }
    }

    /// Whether the document that it comes from is of `day` or before.
    fn known_on(&self, day: Day) -> bool {
        Day::parse(&self.input_usd_per_mtok.source.as_of).is_some_and(|as_of| as_of <= day)
    }

    /// Whether somebody on `day` could know that it holds: it had begun, or its source had announced it.
    pub fn foreseen_on(&self, day: Day) -> bool {
        self.from <= day || (self.announced && self.known_on(day))
    }

    /// The last day of a promotion, which is announced with its first; what else ended was not known before.
    pub fn announced_end(&self) -> Option<Day> {
        self.until.filter(|_| self.promotion)
    }

    /// The list prices by kind of token, USD per million; the cache write is the surcharge on input.
    pub fn usd_per_mtok(&self) -> UsdPerMtok {
        let input = self.input_usd_per_mtok.median();
        let write = self.cache_write_usd_per_mtok.as_ref().map_or(input, Figure::median);
        UsdPerMtok {
            uncached_input: input,
            cached_input: self.cached_input_usd_per_mtok.median(),
            cache_write: (write - input).max(0.0),
            output: self.output_usd_per_mtok.median(),
        }
    }

    pub(super) fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        let mut push =
            |name: &str, figure: &'a Figure| out.push((format!("{path}.{name}"), figure));
        push("input_usd_per_mtok", &self.input_usd_per_mtok);
        push("cached_input_usd_per_mtok", &self.cached_input_usd_per_mtok);
        if let Some(figure) = &self.cache_write_usd_per_mtok {
            push("cache_write_usd_per_mtok", figure);
        }
        if let Some(figure) = &self.cache_write_hour_usd_per_mtok {
            push("cache_write_hour_usd_per_mtok", figure);
        }
        push("output_usd_per_mtok", &self.output_usd_per_mtok);
        for (place, tier) in self.context_tiers.iter().enumerate() {
            let tier_path = format!("context_tier[{place}]");
            push(&format!("{tier_path}.input_usd_per_mtok"), &tier.input_usd_per_mtok);
            push(
                &format!("{tier_path}.cached_input_usd_per_mtok"),
                &tier.cached_input_usd_per_mtok,
            );
            if let Some(figure) = &tier.cache_write_usd_per_mtok {
                push(&format!("{tier_path}.cache_write_usd_per_mtok"), figure);
            }
            push(&format!("{tier_path}.output_usd_per_mtok"), &tier.output_usd_per_mtok);
        }
        if let Some(figure) = &self.batch_factor {
            push("batch_factor", figure);
        }
        if let Some(figure) = &self.priority_factor {
            push("priority_factor", figure);
        }
        if let Some(peak) = &self.peak {
            push("peak.factor", &peak.factor);
        }
    }
}

/// Prices of requests whose context is longer than a limit; they hold for the whole request.
#[derive(Debug, Clone, PartialEq)]
pub struct ContextTier {
    /// The limit, tokens.
    pub above_tokens: f64,
    /// Uncached input.
    pub input_usd_per_mtok: Figure,
    /// Input found in the prefix cache.
    pub cached_input_usd_per_mtok: Figure,
    /// Input written to the prefix cache for five minutes, in all; absent where it rises as input does.
    pub cache_write_usd_per_mtok: Option<Figure>,
    /// Output, thinking included.
    pub output_usd_per_mtok: Figure,
}

impl ContextTier {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> ContextTier {
        ContextTier {
            above_tokens: fields.count("above_tokens", problems),
            input_usd_per_mtok: price(fields, "input_usd_per_mtok", problems),
            cached_input_usd_per_mtok: price(fields, "cached_input_usd_per_mtok", problems),
            cache_write_usd_per_mtok: fields.maybe_figure(
                "cache_write_usd_per_mtok",
                PRICE.0,
                PRICE.1,
                problems,
            ),
            output_usd_per_mtok: price(fields, "output_usd_per_mtok", problems),
        }
    }
}
