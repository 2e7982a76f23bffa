use super::Hands;
use super::target::Target;
use crate::analysis::swing::swings;
use crate::math::ln;
use crate::scenario::{Factor, Input, Scenario};
use crate::simulation::{Chosen, Lived, Metric, Point, Simulation};
use crate::statistics::{Indices, Share, sobol};

/// How inputs are put into groups whose part of the variance is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum Grouping {
    /// Twelve: what moves together, and what belongs together.
    Causes,
    /// The inputs with the widest swings each by itself, so many groups in all; the rest are one group.
    Inputs(usize),
}

/// The most groups.
pub const MOST_GROUPS: usize = 40;

/// A group of causes and its part of the variance.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Driver {
    /// What it is.
    pub group: String,
    /// Paths of its inputs that are not fixed.
    pub inputs: Vec<String>,
    /// Share of the variance that goes when the group alone is known.
    pub first: Share,
    /// Share that is left when all but the group are known.
    pub total: Share,
}

/// The scale on which the variance of a number is taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// The logarithm of dollars.
    Logarithm,
    /// Of a margin `m` the logarithm of `1 - m`, costs over revenue: a margin has a long tail below, which would be all of its variance.
    LogCost,
    /// The number itself.
    Value,
}

impl Scale {
    fn of(metric: Metric) -> Scale {
        match metric.unit() {
            "share" if metric.is_margin() => Scale::LogCost,
            "share" => Scale::Value,
            _ => Scale::Logarithm,
        }
    }

    /// A value on the scale; NaN where it has none.
    fn at(self, value: f64) -> f64 {
        let log = |it: f64| if it > 0.0 { ln(it) } else { f64::NAN };
        match self {
            Scale::Logarithm => log(value),
            Scale::LogCost => log(1.0 - value),
            Scale::Value => value,
        }
    }
}

/// What drives a number.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Drivers {
    /// The number.
    pub target: Target,
    /// The scale of the variance.
    pub scale: Scale,
    /// Base points; each is lived once for every group and twice more.
    pub base_points: u32,
    /// Share of base points at which the number exists everywhere.
    pub defined: f64,
    /// Seed.
    pub seed: u32,
    /// Groups, the largest total index first; none where the number does not vary.
    pub drivers: Vec<Driver>,
}

/// Base points of a piece of work.
const PIECE: u32 = 64;
/// How far apart the two draws of a base point are: the second has blocks that no run reaches.
const APART: u32 = 1 << 31;

/// Sobol' indices of groups of inputs for a target, from `base_points` pairs of draws.
///
/// # Formula
/// Base point `i` is the draw `A = i` and the draw `B = i + 2^31`. `A_g` is `A` with the coordinates of group `g` from `B`: points of
/// inputs, of factors, the luck of lines. [`sobol()`] has the estimates. [`Scale`] has what `f` is of the number.
///
/// # Source
/// A. Saltelli et al., Computer Physics Communications 181, 2010.
pub fn drivers(
    scenario: Scenario,
    target: &Target,
    grouping: Grouping,
    base_points: u32,
    seed: u32,
    hands: Hands,
) -> Drivers {
    let scale = Scale::of(target.metric);
    let groups = match grouping {
        Grouping::Causes => causes(&scenario),
        Grouping::Inputs(count) => widest(&scenario, target, count, seed),
    };
    let chosen: Vec<Chosen> = groups.iter().map(|it| it.chosen.clone()).collect();
    let all = Chosen {
        inputs: vec![true; scenario.inputs.len()],
        factors: [true; Factor::ALL.len()],
        luck: true,
    };
    let arm = Lived::new(target.cut_short(scenario), seed);
    let pieces = base_points.div_ceil(PIECE);
    let months = arm.curves().months;
    let rows: Vec<f64> = hands(std::slice::from_ref(&arm), pieces, &|rooms, piece| {
        let room = &mut rooms[0];
        let mut at = |point: Point| scale.at(target.of(room.live(point), months));
        let mut values = Vec::new();
        for index in piece * PIECE..((piece + 1) * PIECE).min(base_points) {
            let pair = [index, index + APART];
            values.push(at(Point::Drawn(index)));
            values.push(at(Point::Crossed(pair, &all)));
            values.extend(chosen.iter().map(|it| at(Point::Crossed(pair, it))));
        }
        values
    })
    .concat();
    let width = groups.len() + 2;
    let whole = rows.chunks_exact(width).filter(|row| row.iter().all(|it| it.is_finite())).count();
    let indices = sobol(&rows, groups.len()).unwrap_or_default();
    let mut drivers: Vec<Driver> = (groups.into_iter().zip(indices))
        .map(|(group, Indices { first, total })| Driver {
            group: group.name,
            inputs: group.paths,
            first,
            total,
        })
        .collect();
    drivers.sort_by(|a, b| b.total.value.total_cmp(&a.total.value));
    Drivers {
        target: target.clone(),
        scale,
        base_points,
        defined: whole as f64 / f64::from(base_points),
        seed,
        drivers,
    }
}

/// A group of coordinates.
struct Group {
    name: String,
    paths: Vec<String>,
    chosen: Chosen,
}

impl Group {
    fn empty(name: &str, scenario: &Scenario) -> Group {
        let inputs = vec![false; scenario.inputs.len()];
        let chosen = Chosen { inputs, factors: [false; Factor::ALL.len()], luck: false };
        Group { name: name.to_string(), paths: Vec::new(), chosen }
    }

    fn add(&mut self, place: usize, input: &Input) {
        if !input.distribution.is_fixed() {
            self.chosen.inputs[place] = true;
            self.paths.push(input.path.clone());
        }
    }
}

/// What causes are called.
const CAUSES: [&str; 12] = [
    "how well fleets are used",
    "what accelerators rent for",
    "how far the serving model is off",
    "how much benchmarks are inflated",
    "providers: plans, free users, discounts, other costs",
    "models: sizes, speeds, scores",
    "prices at hosts, and shares at the start",
    "the market: demand, sellers' answers",
    "moats and the worth of quality",
    "hardware and software to come",
    "the buyer's own workload and policy",
    "luck: launches, hosts that copy a price",
];

/// Which of the causes an input belongs to.
fn cause(input: &Input) -> usize {
    let path = input.path.as_str();
    let begins = |parts: &[&str]| parts.iter().any(|it| path.starts_with(it));
    match input.factor {
        Some(Factor::Utilisation) => 0,
        Some(Factor::Rental) => 1,
        Some(Factor::Residual) => 2,
        Some(Factor::Contamination) => 3,
        None if begins(&["catalog.providers.", "catalog.businesses."]) => 4,
        None if begins(&["catalog.offers.", "catalog.rules.", "catalog.lines."]) => 6,
        None if begins(&["catalog."]) => 5,
        None if begins(&["market"]) => 7,
        None if begins(&["moats.", "quality."]) => 8,
        None if begins(&["supply."]) => 9,
        None => 10,
    }
}

/// The causes in which something varies.
fn causes(scenario: &Scenario) -> Vec<Group> {
    let mut groups = CAUSES.map(|name| Group::empty(name, scenario));
    for (place, input) in scenario.inputs.iter().enumerate() {
        groups[cause(input)].add(place, input);
    }
    for (group, factor) in groups.iter_mut().zip(Factor::ALL) {
        group.chosen.factors[factor as usize] = !group.paths.is_empty();
    }
    groups[11].chosen.luck = true;
    groups.into_iter().filter(|it| it.chosen.luck || !it.paths.is_empty()).collect()
}

/// The inputs with the widest swings of the target each by itself, the rest together, `count` groups in all.
fn widest(scenario: &Scenario, target: &Target, count: usize, seed: u32) -> Vec<Group> {
    let short = target.cut_short(scenario.clone());
    let swings = swings(&mut Simulation::new(short, seed), target.curve);
    let mut rest = Group::empty("all other inputs, and luck", scenario);
    (rest.chosen.factors, rest.chosen.luck) = ([true; Factor::ALL.len()], true);
    let mut alone = Vec::new();
    let chosen: Vec<&str> =
        swings.iter().take(count.saturating_sub(1)).map(|it| it.path.as_str()).collect();
    for (place, input) in scenario.inputs.iter().enumerate() {
        if chosen.contains(&input.path.as_str()) {
            let mut group = Group::empty(&input.label, scenario);
            group.add(place, input);
            alone.push(group);
        } else {
            rest.add(place, input);
        }
    }
    alone.push(rest);
    alone
}
