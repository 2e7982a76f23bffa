//! The catalogue: dated facts, each with its source, from which scenarios take what they do not say
//! themselves. A line is what a provider sells; an offer is its list price from a day on, and a new price
//! is a new offer, never a change of an old one; a world names the lines on sale at the end of a month, so
//! that nothing known later leaks into it. What the data leave open is filled by a named rule and called
//! assumed. The text is in `scenarios/catalog/*.toml`; units are in the names of the fields.

mod accelerator;
mod architecture;
mod benchmark;
mod business;
mod check;
mod claim;
#[cfg(feature = "tables")]
mod config;
#[cfg(feature = "cli")]
pub mod diff;
mod engine;
mod fields;
mod figure;
mod ids;
#[cfg(feature = "cli")]
pub mod import;
mod line;
mod load;
mod model;
mod names;
mod offer;
mod peak;
mod provider;
mod rental;
mod reported;
mod rule;
mod shape;
mod shelf;
#[cfg(feature = "shipped")]
mod slice;
mod speed;
mod world;
#[cfg(feature = "cli")]
pub mod write;

#[cfg(test)]
mod tests;

pub use accelerator::Accelerator;
pub use architecture::{GuessedArchitecture, ModelArchitecture};
pub use benchmark::Benchmark;
pub use business::{BUSINESS, BusinessRecord, PlanFigure};
pub use claim::ClaimedPrice;
#[cfg(feature = "tables")]
pub use config::{
    CONFIG_WORDS, ConfigWord, Configured, ConfiguredFormat, Parts, WordHolds, configured,
    is_configuration, name_in,
};
pub use engine::{EngineRatio, EngineRecord};
pub(crate) use fields::bounded;
pub use figure::{Figure, Figures};
pub use ids::{AcceleratorId, BenchmarkId, BusinessId, EngineId, RuleId, ShapeId, WorldId};
pub use line::{Line, Retirement, Tier};
pub use model::{Carried, Model, TokenRun, Weights};
pub use names::{NamedAccelerator, spelled};
pub use offer::{ContextTier, Offer};
pub use peak::{Peak, Window};
pub use provider::{BusinessOf, Fleet, Group, Provider, Serves};
pub use rental::{Rental, RentalKind};
pub use reported::{Definition, ReportedMargin};
pub use rule::Rule;
pub use shape::Shape;
#[cfg(feature = "shipped")]
pub use slice::{slice, whole};
pub use speed::Speed;
pub use world::{Event, MOST_MAIN, World};

use crate::calendar::Day;
use crate::error::{Error, Problem};
use crate::ids::{LineId, ModelId, ProviderId};
use crate::source::Basis;

/// Everything that is known, with its sources; ids are places in these lists.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalog {
    /// Models, by [`ModelId`].
    pub models: Vec<Model>,
    /// Kinds of business, by [`BusinessId`].
    pub businesses: Vec<BusinessRecord>,
    /// Providers, by [`ProviderId`].
    pub providers: Vec<Provider>,
    /// Lines, by [`LineId`].
    pub lines: Vec<Line>,
    /// List prices.
    pub offers: Vec<Offer>,
    /// Prices that articles state; no run uses them.
    pub claims: Vec<ClaimedPrice>,
    /// Shapes of models, by [`ShapeId`].
    pub shapes: Vec<Shape>,
    /// Accelerators, by [`AcceleratorId`].
    pub accelerators: Vec<Accelerator>,
    /// Engines, by [`EngineId`].
    pub engines: Vec<EngineRecord>,
    /// Benchmarks, by [`BenchmarkId`].
    pub benchmarks: Vec<Benchmark>,
    /// Worlds, by [`WorldId`].
    pub worlds: Vec<World>,
    /// Prices of accelerators by the hour.
    pub rentals: Vec<Rental>,
    /// How fast lines were measured to be.
    pub speeds: Vec<Speed>,
    /// Margins that firms have reported; no run uses them.
    pub reported: Vec<ReportedMargin>,
    /// Named rules, by [`RuleId`].
    pub rules: Vec<Rule>,
}

/// The shipped files, each with its text.
#[cfg(feature = "shipped")]
pub const SHIPPED: &[(&str, &str)] = &[
    ("sources.toml", include_str!("../../scenarios/catalog/sources.toml")),
    ("rules.toml", include_str!("../../scenarios/catalog/rules.toml")),
    ("benchmarks.toml", include_str!("../../scenarios/catalog/benchmarks.toml")),
    ("models.toml", include_str!("../../scenarios/catalog/models.toml")),
    ("shapes.toml", include_str!("../../scenarios/catalog/shapes.toml")),
    ("accelerators.toml", include_str!("../../scenarios/catalog/accelerators.toml")),
    ("rentals.toml", include_str!("../../scenarios/catalog/rentals.toml")),
    ("engines.toml", include_str!("../../scenarios/catalog/engines.toml")),
    ("businesses.toml", include_str!("../../scenarios/catalog/businesses.toml")),
    ("providers.toml", include_str!("../../scenarios/catalog/providers.toml")),
    ("prices.toml", include_str!("../../scenarios/catalog/prices.toml")),
    ("speeds.toml", include_str!("../../scenarios/catalog/speeds.toml")),
    ("hosts.toml", include_str!("../../scenarios/catalog/hosts.toml")),
    ("worlds.toml", include_str!("../../scenarios/catalog/worlds.toml")),
    ("reported.toml", include_str!("../../scenarios/catalog/reported.toml")),
    ("claims.toml", include_str!("../../scenarios/catalog/claims.toml")),
];

/// The place of the record called `name`, as an id.
fn place<T>(records: &[T], name: &str, id: impl Fn(&T) -> &str) -> Option<u16> {
    u16::try_from(records.iter().position(|record| id(record) == name)?).ok()
}

impl Catalog {
    /// The catalogue that ships with the crate, read once.
    ///
    /// # Errors
    /// Every problem of its text; a test holds that there is none.
    ///
    /// ```
    /// use undercut::{calendar::Day, catalog::Catalog};
    /// let catalog = Catalog::shipped().unwrap();
    /// let opus = catalog.line("anthropic/claude-opus-4.6").unwrap();
    /// let offer = catalog.offer_on(opus, Day::parse("2026-04-30").unwrap()).unwrap();
    /// assert_eq!(offer.output_usd_per_mtok.median(), 25.0);
    /// ```
    #[cfg(feature = "shipped")]
    pub fn shipped() -> Result<&'static Catalog, Error> {
        static READ: std::sync::OnceLock<Result<Catalog, Error>> = std::sync::OnceLock::new();
        READ.get_or_init(|| Catalog::from_texts(SHIPPED)).as_ref().map_err(Clone::clone)
    }

    /// A catalogue from files, each a name and its TOML text; names resolve across all of them.
    ///
    /// # Errors
    /// The syntax error of the first file that is not TOML, or every other problem at once: unknown keys,
    /// bad quantities, names of nothing, and numbers without basis, source or date. What needs the whole
    /// catalogue is left to [`Catalog::check`].
    pub fn from_texts(files: &[(&str, &str)]) -> Result<Catalog, Error> {
        load::load(files)
    }

    /// What is wrong across records: lines without a price in a world, prices newer than their source,
    /// models without scores, records that nothing uses.
    pub fn check(&self) -> Vec<Problem> {
        check::check(self)
    }

    /// What may be looked at again and breaks nothing: list prices of the newest world whose sources are old on `on`, and lists of one
    /// day that disagree.
    pub fn notes(&self, on: Day) -> Vec<Problem> {
        check::notes(self, on)
    }

    /// The model called `id`.
    pub fn model(&self, id: &str) -> Option<ModelId> {
        place(&self.models, id, |model| &model.id).map(ModelId)
    }

    /// The provider called `id`.
    pub fn provider(&self, id: &str) -> Option<ProviderId> {
        place(&self.providers, id, |provider| &provider.id).map(ProviderId)
    }

    /// The line called `id`.
    pub fn line(&self, id: &str) -> Option<LineId> {
        place(&self.lines, id, |line| &line.id).map(LineId)
    }

    /// The accelerator called `id`.
    pub fn accelerator(&self, id: &str) -> Option<AcceleratorId> {
        place(&self.accelerators, id, |accelerator| &accelerator.id).map(AcceleratorId)
    }

    /// The engine called `id`.
    pub fn engine(&self, id: &str) -> Option<EngineId> {
        place(&self.engines, id, |engine| &engine.id).map(EngineId)
    }

    /// The benchmark called `id`.
    pub fn benchmark(&self, id: &str) -> Option<BenchmarkId> {
        place(&self.benchmarks, id, |benchmark| &benchmark.id).map(BenchmarkId)
    }

    /// The world called `id`.
    pub fn world(&self, id: &str) -> Option<WorldId> {
        place(&self.worlds, id, |world| &world.id).map(WorldId)
    }

    /// The rule called `id`.
    pub fn rule(&self, id: &str) -> Option<RuleId> {
        place(&self.rules, id, |rule| &rule.id).map(RuleId)
    }

    /// The offer in force for `line` on `day`: the latest that had begun and not ended. A promotion that has ended gives way to
    /// the offer before it.
    pub fn offer_on(&self, line: LineId, day: Day) -> Option<&Offer> {
        let over = |offer: &Offer| offer.until.is_some_and(|until| until < day);
        let begun = self.offers.iter().filter(|offer| {
            offer.line == line && offer.from <= day && !(offer.promotion && over(offer))
        });
        begun.max_by_key(|offer| offer.from).filter(|offer| !over(offer))
    }

    /// The days after `day` on which the price of `line` is known to change, in order, as far as was known on `day`.
    pub fn changes_after(&self, line: LineId, day: Day) -> Vec<Day> {
        let known = || self.offers.iter().filter(move |it| it.line == line && it.foreseen_on(day));
        let begins = known().map(|offer| offer.from);
        let ends = known().filter_map(Offer::announced_end).map(Day::next);
        let mut days: Vec<Day> = Vec::new();
        for change in begins.chain(ends).filter(|it| *it > day) {
            // In its place, once.
            if let Err(place) = days.binary_search(&change) {
                days.insert(place, change);
            }
        }
        days
    }

    /// The offer in force for `line` on the later day `on`, as far as was known on `day`: what was in force then, unless a
    /// change was announced or a promotion ends.
    ///
    /// ```
    /// use undercut::{calendar::Day, catalog::Catalog};
    /// let (catalog, day) = (Catalog::shipped().unwrap(), |text| Day::parse(text).unwrap());
    /// let argon = catalog.line("google/gemini-4-argon").unwrap();
    /// let input = |on| catalog.offer_foreseen(argon, on, day("2026-11-30")).unwrap().input_usd_per_mtok.median();
    /// assert_eq!((input(day("2026-11-30")), input(day("2026-12-01"))), (2.0, 4.0));
    /// ```
    pub fn offer_foreseen(&self, line: LineId, on: Day, day: Day) -> Option<&Offer> {
        let over = |offer: &Offer| offer.announced_end().is_some_and(|until| until < on);
        let begun = self.offers.iter().filter(|offer| {
            offer.line == line && offer.from <= on && offer.foreseen_on(day) && !over(offer)
        });
        begun.max_by_key(|offer| offer.from)
    }

    /// What an hour of `accelerator` costs a payer of `kind` on `day`: the latest price that had begun.
    pub fn rental_on(
        &self,
        accelerator: AcceleratorId,
        kind: RentalKind,
        day: Day,
    ) -> Option<&Rental> {
        let begun = self.rentals.iter().filter(|rental| {
            rental.accelerator == accelerator && rental.kind == kind && rental.from <= day
        });
        begun.max_by_key(|rental| rental.from)
    }

    /// How fast `line` was on `day`: the latest measurement by then, else the first of the hundred days after it.
    pub fn speed_on(&self, line: LineId, day: Day) -> Option<&Speed> {
        const LATER_DAYS: i32 = 100;
        let of_line = || self.speeds.iter().filter(|it| it.line == line);
        let known = of_line().filter(|it| it.on <= day).max_by_key(|it| it.on);
        known.or_else(|| {
            let soon = of_line().filter(|it| it.on > day && it.on.since(day) <= LATER_DAYS);
            soon.min_by_key(|it| it.on)
        })
    }

    /// The latest price of an hour of the accelerator called `id`, a stated one before one by rule: a tenant's under contract, or
    /// what is known nearest to it.
    pub fn latest_rental(&self, id: &str) -> Option<&Rental> {
        let id = self.accelerator(id)?;
        let kinds =
            [RentalKind::Contract, RentalKind::OnDemand, RentalKind::Neocloud, RentalKind::Owner];
        let of = |kind: RentalKind| {
            let known = self.rentals.iter().filter(|it| it.accelerator == id && it.kind == kind);
            known.max_by_key(|it| (it.usd_per_hour.source.basis != Basis::Assumed, it.from))
        };
        kinds.into_iter().find_map(of)
    }

    /// Every figure with its path, such as `catalog.models.deepseek-v4-pro.scores.gpqa`.
    pub fn figures(&self) -> Figures<'_> {
        let mut out = Vec::new();
        for benchmark in &self.benchmarks {
            let path = format!("catalog.benchmarks.{}", benchmark.id);
            out.push((format!("{path}.items"), &benchmark.items));
            out.push((format!("{path}.contamination"), &benchmark.contamination));
        }
        for model in &self.models {
            let name = |id: BenchmarkId| self.benchmarks[id.index()].id.as_str();
            model.figures(&format!("catalog.models.{}", model.id), name, &mut out);
        }
        for business in &self.businesses {
            business.figures(&format!("catalog.businesses.{}", business.id), &mut out);
        }
        for provider in &self.providers {
            provider.figures(&format!("catalog.providers.{}", provider.id), &mut out);
        }
        for line in &self.lines {
            line.figures(&format!("catalog.lines.{}", line.id), &mut out);
        }
        for offer in &self.offers {
            let line = &self.lines[offer.line.index()].id;
            offer.figures(&format!("catalog.offers.{line}@{}", offer.from), &mut out);
        }
        for claim in &self.claims {
            claim.figures(&format!("catalog.claims.{}", claim.id), &mut out);
        }
        for it in &self.reported {
            let (provider, name) = (&self.providers[it.provider.index()].id, it.definition.name());
            it.figures(&format!("catalog.reported.{provider}.{name}@{}", it.to), &mut out);
        }
        for accelerator in &self.accelerators {
            accelerator.figures(&format!("catalog.accelerators.{}", accelerator.id), &mut out);
        }
        for rental in &self.rentals {
            let accelerator = &self.accelerators[rental.accelerator.index()].id;
            let (kind, from) = (rental.kind.name(), rental.from);
            let path = format!("catalog.rentals.{accelerator}.{kind}@{from}.usd_per_hour");
            out.push((path, &rental.usd_per_hour));
        }
        for speed in &self.speeds {
            let line = &self.lines[speed.line.index()].id;
            let path = format!("catalog.speeds.{line}@{}.output_tokens_per_s", speed.on);
            out.push((path, &speed.output_tokens_per_s));
        }
        for engine in &self.engines {
            engine.figures(&format!("catalog.engines.{}", engine.id), &mut out);
        }
        for world in &self.worlds {
            let name = |id: LineId| self.lines[id.index()].id.as_str();
            world.figures(&format!("catalog.worlds.{}", world.id), name, &mut out);
        }
        for rule in &self.rules {
            rule.figures(&format!("catalog.rules.{}", rule.id), &mut out);
        }
        out
    }
}
