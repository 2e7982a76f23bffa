//! The players of a scenario, taken from its world in the catalogue: models, accelerators, lines, providers.

mod accelerators;
mod architecture;
mod lines;
mod lists;
mod models;
mod providers;
mod scores;

pub(super) use accelerators::OwnModel;
pub use accelerators::{AcceleratorPlan, PairPlan};
pub use architecture::ArchitecturePlan;
pub use lines::{HostRule, LinePlan, PricePlan};
pub use lists::{ListPlan, PeakPlan, PriceTier};
pub use models::{BenchmarkPlan, ModelPlan};
pub use providers::{BusinessPlan, GroupId, PlansPlan, ProviderPlan, ServesPlan};
pub use scores::ScorePlan;

use super::builder::Builder;
use super::inputs::Slot;
use crate::calendar::Month;
use crate::catalog::{Catalog, World};
use crate::error::Problem;
use crate::ids::LineId;
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
    start: Month,
    reference: &str,
    class_weights: &[Vec<(String, f64)>],
) -> Players {
    let mut cast = Cast::of(builder, catalog, world, start);
    cast.benchmarks(class_weights);
    let own = cast.builder.text("ownership.model").to_string();
    cast.models(reference, &own);
    let nests = cast.nests();
    cast.providers();
    cast.lines(&nests);
    let own = cast.own(&own);
    let host = cast.host();
    cast.note_untested();
    cast.drop_idle(own.as_ref());
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
    /// First month of the run, and how many it has.
    start: Month,
    months: usize,
    /// Places in the catalogue of the lines that are played.
    played: Vec<LineId>,
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
        start: Month,
    ) -> Cast<'b, 'a, 'c> {
        let newer_precision = match builder.text("supply.blackwell_precision") {
            "fp8" => Precision::Fp8,
            _ => Precision::Fp4,
        };
        let played = played(builder, catalog, world);
        let months = builder.months();
        Cast {
            builder,
            catalog,
            world,
            start,
            months,
            played,
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

    /// Takes numbers that nothing reads off the inputs: of a model that is the reference alone, of serving where only hardware
    /// without a data sheet serves. They stay as constants.
    fn drop_idle(&mut self, own: Option<&OwnModel>) {
        let mut idle: Vec<String> = Vec::new();
        for (place, it) in self.models.iter().enumerate() {
            let is_own = own.is_some_and(|own| own.model.index() == place);
            let mut lines = self.lines.iter().filter(|line| line.model.index() == place).peekable();
            let path = format!("catalog.models.{}.", it.id);
            if is_own {
                continue;
            }
            if lines.peek().is_none() {
                idle.push(path);
            } else if lines.all(|line| line.pairs.is_none()) {
                let of_serving =
                    ["serving_noise", "total_params", "active_params", "acceptance_length"];
                idle.extend(of_serving.map(|key| format!("{path}{key}")));
            }
        }
        for it in
            self.providers.iter().filter(|it| matches!(it.serves, ServesPlan::Elsewhere { .. }))
        {
            idle.push(format!("catalog.providers.{}.utilisation", it.id));
        }
        let inputs = &mut self.builder.inputs.list;
        inputs.retain(|input| !idle.iter().any(|path| input.path.starts_with(path)));
    }

    fn problem(&mut self, path: String, rule: &str) {
        self.builder.problems.push(Problem::new(path, "", rule));
    }
}

/// The lines that the scenario plays: those that it names, or the world's main ones.
fn played(builder: &mut Builder, catalog: &Catalog, world: &World) -> Vec<LineId> {
    let Some(ids) = builder.lines("market.lines") else {
        let left_out = world.lines_in_all.saturating_sub(world.main.len());
        if left_out > 0 {
            builder.notes.push(format!(
                "{left_out} of the {} lines of the world are not played: market.lines is its main ones",
                world.lines_in_all
            ));
        }
        if world.main.is_empty() {
            let rule = "must name at least one line, or market.lines must";
            let path = format!("catalog.worlds.{}.main", world.id);
            builder.problems.push(Problem::new(path, "", rule));
        }
        return world.main.clone();
    };
    let mut played = Vec::new();
    for (place, id) in ids.into_iter().enumerate() {
        let Some(line) = catalog.line(id) else { continue };
        let it = &catalog.lines[line.index()];
        let announced = catalog.models[it.model.index()].announced;
        let sold = catalog.offer_on(line, world.last_day).is_some() || it.price_rule.is_some();
        if !sold && !announced {
            let path = format!("market.lines[{place}]");
            let rule = format!("has no list price on {}, the world's last day", world.last_day);
            builder.problems.push(Problem::new(path, format!("\"{id}\""), rule));
            continue;
        }
        played.push(line);
    }
    played
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Scenario, shipped};

    #[test]
    fn a_world_without_main_lines_is_played_only_where_lines_are_named() {
        let mut catalog = Catalog::shipped().unwrap().clone();
        catalog.worlds.iter_mut().for_each(|world| world.main.clear());
        let text = shipped("first-steps").unwrap().text;
        let error = Scenario::parse(text, &[], &catalog).unwrap_err();
        let rule = "must name at least one line, or market.lines must";
        assert_eq!(error.to_string(), format!("catalog.worlds.2026-04.main: {rule}"));
        let named = "closed_response = \"hold\"\nlines = [\"anthropic/claude-opus-4.6\"]";
        let text = text.replace("closed_response = \"hold\"", named);
        assert!(Scenario::parse(&text, &[], &catalog).is_ok());
    }
}
