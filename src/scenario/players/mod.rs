//! The players of a scenario, taken from its world in the catalogue: models, accelerators, lines, providers.

mod accelerators;
mod architecture;
mod lines;
mod models;
mod providers;

pub(super) use accelerators::OwnModel;
pub use accelerators::{AcceleratorPlan, PairPlan};
pub use architecture::ArchitecturePlan;
pub use lines::{HostRule, LinePlan, PricePlan, PriceTier};
pub use models::{BenchmarkPlan, ModelPlan};
pub use providers::{GroupId, ProviderPlan};

use super::builder::Builder;
use super::inputs::Slot;
use crate::catalog::{Catalog, World};
use crate::error::Problem;
use crate::serving::Precision;

/// What the catalogue adds to a scenario.
pub(super) struct Players {
    pub models: Vec<ModelPlan>,
    pub accelerators: Vec<AcceleratorPlan>,
    pub pairs: Vec<PairPlan>,
    pub lines: Vec<LinePlan>,
    pub providers: Vec<ProviderPlan>,
    pub benchmarks: Vec<BenchmarkPlan>,
    /// Weights of the benchmarks, by class.
    pub weights: Vec<Vec<f64>>,
    pub nests: usize,
    pub host: HostRule,
    pub own: Option<OwnModel>,
}

/// Gathers the players of `world`.
pub(super) fn players(
    builder: &mut Builder,
    catalog: &Catalog,
    world: &World,
    reference: &str,
    class_weights: &[Vec<(String, f64)>],
) -> Players {
    let mut cast = Cast::of(builder, catalog, world);
    cast.benchmarks(class_weights);
    let own = cast.builder.text("ownership.model").to_string();
    cast.models(reference, &own);
    let nests = cast.nests();
    cast.providers();
    cast.lines(&nests);
    let own = cast.own(&own);
    let host = cast.host();
    cast.note_untested();
    Players {
        nests: nests.iter().copied().max().unwrap_or(0) as usize + 1,
        models: cast.models,
        accelerators: cast.accelerators,
        pairs: cast.pairs,
        lines: cast.lines,
        providers: cast.providers,
        benchmarks: cast.benchmarks,
        weights: cast.weights,
        host,
        own,
    }
}

struct Cast<'b, 'a, 'c> {
    builder: &'b mut Builder<'a>,
    catalog: &'c Catalog,
    world: &'c World,
    newer_precision: Precision,
    models: Vec<ModelPlan>,
    accelerators: Vec<AcceleratorPlan>,
    pairs: Vec<PairPlan>,
    lines: Vec<LinePlan>,
    providers: Vec<ProviderPlan>,
    benchmarks: Vec<BenchmarkPlan>,
    weights: Vec<Vec<f64>>,
    /// Places in the catalogue of what the plan uses.
    used_benchmarks: Vec<usize>,
    used_models: Vec<usize>,
    used_providers: Vec<usize>,
    /// Rates that are inputs already, by path.
    rates: Vec<(String, Slot)>,
    /// Classes and the models that were tested on none of their benchmarks.
    untested: Vec<(usize, String)>,
}

impl<'b, 'a, 'c> Cast<'b, 'a, 'c> {
    fn of(
        builder: &'b mut Builder<'a>,
        catalog: &'c Catalog,
        world: &'c World,
    ) -> Cast<'b, 'a, 'c> {
        let newer_precision = match builder.text("supply.blackwell_precision") {
            "fp8" => Precision::Fp8,
            _ => Precision::Fp4,
        };
        Cast {
            builder,
            catalog,
            world,
            newer_precision,
            models: Vec::new(),
            accelerators: Vec::new(),
            pairs: Vec::new(),
            lines: Vec::new(),
            providers: Vec::new(),
            benchmarks: Vec::new(),
            weights: Vec::new(),
            used_benchmarks: Vec::new(),
            used_models: Vec::new(),
            used_providers: Vec::new(),
            rates: Vec::new(),
            untested: Vec::new(),
        }
    }

    fn problem(&mut self, path: String, rule: &str) {
        self.builder.problems.push(Problem::new(path, "", rule));
    }
}
