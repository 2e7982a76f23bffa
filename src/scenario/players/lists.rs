//! Dated price lists: the one in force at the start, and those announced for later months.

use super::Cast;
use crate::calendar::{Day, Month};
use crate::catalog::{self, Offer};
use crate::ids::LineId;
use crate::scenario::builder::Record;
use crate::scenario::inputs::Slot;

/// A dated price list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPlan {
    /// Months after the start from which it holds.
    pub from_month: usize,
    /// USD per million uncached input tokens.
    pub input_usd_per_mtok: Slot,
    /// USD per million cached input tokens.
    pub cached_input_usd_per_mtok: Slot,
    /// USD per million tokens written to the cache for five minutes; equal to the input price where writing is free.
    pub cache_write_usd_per_mtok: Slot,
    /// USD per million tokens written for an hour; that of five minutes where there is no such cache.
    pub cache_write_hour_usd_per_mtok: Slot,
    /// USD per million output tokens.
    pub output_usd_per_mtok: Slot,
    /// Other prices for long inputs, in order of length.
    pub tiers: Vec<PriceTier>,
    /// Price in a batch over the list, where there is a batch interface.
    pub batch_factor: Option<Slot>,
    /// Price with priority over the list, where there is such an offer.
    pub priority_factor: Option<Slot>,
    /// Hours of the week that are priced apart.
    pub peak: Option<PeakPlan>,
}

/// Prices for inputs above a length, as factors on the base prices.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceTier {
    /// Input tokens above which it holds, for the whole request.
    pub above_tokens: f64,
    /// Factor on uncached input.
    pub input_factor: f64,
    /// Factor on cached input.
    pub cached_input_factor: f64,
    /// Factor on writing to the cache for five minutes.
    pub cache_write_factor: f64,
    /// Factor on writing for an hour.
    pub cache_write_hour_factor: f64,
    /// Factor on output.
    pub output_factor: f64,
}

/// Hours of the week that are priced apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PeakPlan {
    /// Price in them over the list.
    pub factor: Slot,
    /// How many they are.
    pub hours_per_week: f64,
}

impl PriceTier {
    fn of(tier: &catalog::ContextTier, offer: &Offer) -> PriceTier {
        let base = offer.usd_per_mtok();
        let input_factor = tier.input_usd_per_mtok.median() / base.uncached_input;
        // What a tier does not say of writing rises as input does.
        let base_write =
            offer.cache_write_usd_per_mtok.as_ref().unwrap_or(&offer.input_usd_per_mtok);
        let write = tier.cache_write_usd_per_mtok.as_ref();
        PriceTier {
            above_tokens: tier.above_tokens,
            input_factor,
            cached_input_factor: tier.cached_input_usd_per_mtok.median() / base.cached_input,
            cache_write_factor: write
                .map_or(input_factor, |write| write.median() / base_write.median()),
            cache_write_hour_factor: input_factor,
            output_factor: tier.output_usd_per_mtok.median() / base.output,
        }
    }
}

impl Cast<'_, '_, '_> {
    /// The lists of a line from the start on: the world's, and what was announced on its last day for later.
    pub(super) fn lists(&mut self, id: LineId, in_force: &Offer) -> Vec<ListPlan> {
        let day = self.world.last_day;
        let name = &self.catalog.lines[id.index()].name;
        let mut lists = vec![self.list(id, in_force, 0)];
        let mut last = in_force;
        for change in self.catalog.changes_after(id, day) {
            let Some(offer) = self.catalog.offer_foreseen(id, change, day) else { continue };
            let Some(month) = self.run_month(first_whole_month(change)) else { continue };
            if std::ptr::eq(offer, last) {
                continue;
            }
            let price = |it: &Offer| {
                format!("{}/{}", it.input_usd_per_mtok.text, it.output_usd_per_mtok.text)
            };
            let (before, after) = (price(last), price(offer));
            let name = format!("{name} ({after} from {change}, {before} before)");
            self.builder.note(&name, "announced lists, USD per Mtok of input/output");
            lists.push(self.list(id, offer, month));
            last = offer;
        }
        // Of several changes in a month the last one holds.
        let mut of_months: Vec<ListPlan> = Vec::new();
        for list in lists {
            of_months.retain(|earlier| earlier.from_month != list.from_month);
            of_months.push(list);
        }
        of_months
    }

    /// Months after the start at which a month of the calendar begins; 0 for those before, nothing beyond the horizon.
    fn run_month(&self, month: Month) -> Option<usize> {
        let months = usize::try_from(month.since(self.start).max(0)).ok()?;
        (months < self.months).then_some(months)
    }

    /// The month of the run from which a line is no longer sold, if there is one.
    pub(super) fn retired_from(&mut self, it: &catalog::Line) -> Option<usize> {
        let last = it.retires_as_known_on(self.world.last_day)?;
        let month = self.run_month(last.month().plus(1))?;
        let name = format!("{} (its last day is {last})", it.name);
        self.builder.note(&name, "announced to leave the market");
        Some(month)
    }

    fn list(&mut self, id: LineId, offer: &Offer, from_month: usize) -> ListPlan {
        let line = &self.catalog.lines[id.index()];
        let path = format!("catalog.offers.{}@{}", line.id, offer.from);
        let record = Record { path, name: &line.name };
        let mut figure = |key: &str, what: &str, figure: &catalog::Figure| {
            self.builder.figure_once(record.path(key), record.label(what), figure)
        };
        let input = figure("input_usd_per_mtok", "input price", &offer.input_usd_per_mtok);
        let cached_input = figure(
            "cached_input_usd_per_mtok",
            "cached input price",
            &offer.cached_input_usd_per_mtok,
        );
        let write = match &offer.cache_write_usd_per_mtok {
            Some(write) => figure("cache_write_usd_per_mtok", "cache write price", write),
            None => input,
        };
        let output = figure("output_usd_per_mtok", "output price", &offer.output_usd_per_mtok);
        let write_hour = match &offer.cache_write_hour_usd_per_mtok {
            Some(hour) => {
                figure("cache_write_hour_usd_per_mtok", "cache write price, an hour", hour)
            }
            None => write,
        };
        let batch = offer.batch_factor.as_ref();
        let priority = offer.priority_factor.as_ref();
        ListPlan {
            from_month,
            input_usd_per_mtok: input,
            cached_input_usd_per_mtok: cached_input,
            cache_write_usd_per_mtok: write,
            cache_write_hour_usd_per_mtok: write_hour,
            output_usd_per_mtok: output,
            tiers: offer.context_tiers.iter().map(|tier| PriceTier::of(tier, offer)).collect(),
            batch_factor: batch.map(|it| figure("batch_factor", "price in batches over list", it)),
            priority_factor: priority
                .map(|it| figure("priority_factor", "price with priority over list", it)),
            peak: offer.peak.as_ref().map(|peak| PeakPlan {
                factor: figure("peak.factor", "price in peak hours over list", &peak.factor),
                hours_per_week: peak.hours_per_week(),
            }),
        }
    }
}

/// The first month in which a price from `day` on holds on every day.
fn first_whole_month(day: Day) -> Month {
    if day.is_first() { day.month() } else { day.month().plus(1) }
}
