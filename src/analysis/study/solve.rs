use super::Hands;
use super::goal::{Goal, Relation, Statistic};
use crate::error::{Error, Problem};
use crate::scenario::{Input, Override, Scenario};
use crate::simulation::{Lived, Point};
use crate::uncertainty::{BLOCK, Domain, Z95, fixed, written};

/// What is solved, and how closely.
#[derive(Debug, Clone, PartialEq)]
pub struct Solve<'a> {
    /// What has to become true.
    pub goal: Goal,
    /// Path of the input that is moved.
    pub path: &'a str,
    /// Where it is looked for; none for ten times either way of what it may be, as far as it may lie.
    pub between: Option<(f64, f64)>,
    /// Blocks of 256 draws.
    pub blocks: u32,
    /// Seed.
    pub seed: u32,
}

/// The goal's number at one value of the input.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Evaluation {
    /// The input.
    pub input: f64,
    /// The goal's number.
    pub value: f64,
    /// Its Monte Carlo standard error.
    pub error: f64,
}

/// A value of the input at which the goal's number crosses what is asked.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Crossing {
    /// The input.
    pub input: f64,
    /// How it is written, for `--set`.
    pub text: String,
    /// 9 in 10: where the number crosses if it is 1.64 standard errors off; null beyond what was looked at.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// Whether the number rises with the input there.
    pub rises: bool,
    /// The number at the input as it is written, in draws that were not used to find it.
    pub verified: Evaluation,
}

/// Where a goal is met.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Solution {
    /// The goal.
    pub goal: Goal,
    /// Path of the input.
    pub path: String,
    /// Its unit.
    pub unit: &'static str,
    /// What the scenario has there.
    pub stands: String,
    /// The goal's number in the scenario as it stands.
    pub as_it_stands: Evaluation,
    /// The range that was looked at.
    pub between: [f64; 2],
    /// Crossings, from the smallest input on: none, one or several.
    pub crossings: Vec<Crossing>,
    /// What that means.
    pub verdict: String,
    /// Every value of the input that was tried, in order.
    pub tried: Vec<Evaluation>,
    /// Draws behind each.
    pub draws: u32,
    /// Seed.
    pub seed: u32,
}

/// Values of the input at which crossings are looked for.
const GRID: usize = 9;
/// The most steps to close in on a crossing.
const STEPS: usize = 12;
/// How close the input is found, of the width of the step of the grid.
const CLOSE: f64 = 1e-3;
/// How many times a guess of a range is drawn in to where the scenario may lie.
const DRAWN_IN: usize = 40;

/// Finds where an input brings a goal about; `build` is the scenario with overrides.
///
/// # Formula
/// The number `g(x)` is the goal's statistic over common draws with the input at `x` in all of them. Nine values of `x` show where
/// `g - v` changes its sign; false position with halved weights closes in on each. The band is where `g` crosses
/// `v -+ 1.64 s`, `s` the standard error of `g` from blocks, by straight lines between the values that were tried.
///
/// # Errors
/// The path is no number of the scenario, or a value between is refused.
pub fn solve(
    asked: &Solve,
    build: &dyn Fn(&[Override]) -> Result<Scenario, Error>,
    hands: Hands,
) -> Result<Solution, Error> {
    let usual = build(&[])?;
    let input = usual
        .inputs
        .iter()
        .find(|it| it.path == asked.path)
        .ok_or_else(|| unknown(asked, &usual))?;
    let search = Search { asked, build, hands };
    let (low, high) = match asked.between {
        Some(between) => between,
        None => search.range(input)?,
    };
    let as_it_stands = search.over(asked.goal.target.cut_short(usual.clone()), 0);
    let mut tried = Vec::new();
    for x in grid(low, high) {
        tried.push(search.at(x)?);
    }
    let steps: Vec<(Evaluation, Evaluation)> = tried.windows(2).map(|it| (it[0], it[1])).collect();
    let mut roots = Vec::new();
    for (from, to) in steps {
        if let Some(x) = search.between(from, to, &mut tried)? {
            roots.push(x);
        }
    }
    tried.sort_by(|a, b| a.input.total_cmp(&b.input));
    let mut crossings = Vec::new();
    for x in roots {
        crossings.push(search.crossing(x, &tried)?);
    }
    let verdict = verdict(asked, input, &crossings, &tried, [low, high]);
    Ok(Solution {
        goal: asked.goal.clone(),
        path: asked.path.to_string(),
        unit: input.unit.symbol(),
        stands: input.text.clone(),
        as_it_stands,
        between: [low, high],
        crossings,
        verdict,
        tried,
        draws: asked.blocks * BLOCK,
        seed: asked.seed,
    })
}

/// A search under way.
struct Search<'a> {
    asked: &'a Solve<'a>,
    build: &'a dyn Fn(&[Override]) -> Result<Scenario, Error>,
    hands: Hands<'a>,
}

impl Search<'_> {
    fn with(&self, x: f64) -> Result<Scenario, Error> {
        let text = written(x);
        (self.build)(&[Override { path: self.asked.path.to_string(), text }])
    }

    /// The goal's number with the input at `x`.
    fn at(&self, x: f64) -> Result<Evaluation, Error> {
        let scenario = self.asked.goal.target.cut_short(self.with(x)?);
        Ok(Evaluation { input: x, ..self.over(scenario, 0) })
    }

    /// The goal's number in a scenario, over blocks from `first` on.
    fn over(&self, scenario: Scenario, first: u32) -> Evaluation {
        let Goal { target, statistic, .. } = &self.asked.goal;
        let arm = Lived::new(scenario, self.asked.seed);
        let months = arm.curves().months;
        let blocks =
            (self.hands)(std::slice::from_ref(&arm), self.asked.blocks, &|rooms, block| {
                let draws = (first + block) * BLOCK..(first + block + 1) * BLOCK;
                draws.map(|it| target.of(rooms[0].live(Point::Drawn(it)), months)).collect()
            });
        let value = statistic.of(blocks.iter().flatten().copied());
        Evaluation { input: f64::NAN, value, error: error(*statistic, &blocks) }
    }

    fn off(&self, it: &Evaluation) -> f64 {
        it.value - self.asked.goal.value
    }

    /// A crossing between two neighbours, if there is one; what is tried on the way is kept.
    fn between(
        &self,
        from: Evaluation,
        to: Evaluation,
        tried: &mut Vec<Evaluation>,
    ) -> Result<Option<f64>, Error> {
        let (mut a, mut b) = ((from.input, self.off(&from)), (to.input, self.off(&to)));
        if a.1 == 0.0 {
            return Ok(Some(a.0));
        }
        // A number that meets its value at the end of a step begins the next one there.
        if b.1 == 0.0 || !(a.1 * b.1 < 0.0) {
            return Ok(None);
        }
        let close = CLOSE * (b.0 - a.0).abs();
        for _ in 0..STEPS {
            if (b.0 - a.0).abs() <= close {
                break;
            }
            let secant = (a.0 * b.1 - b.0 * a.1) / (b.1 - a.1);
            let x = if secant.is_finite() { secant } else { 0.5 * (a.0 + b.0) };
            let it = self.at(x)?;
            tried.push(it);
            let off = self.off(&it);
            if off == 0.0 || (x - b.0).abs() <= close {
                return Ok(Some(x));
            }
            if off * b.1 > 0.0 {
                a.1 *= 0.5;
            } else {
                a = b;
            }
            b = (x, off);
        }
        Ok(Some(b.0))
    }

    /// A crossing with its band, and the number there in fresh draws.
    fn crossing(&self, x: f64, tried: &[Evaluation]) -> Result<Crossing, Error> {
        let text = four_digits(x);
        let x = text.parse().unwrap_or(x);
        let scenario = self.asked.goal.target.cut_short(self.with(x)?);
        let verified = Evaluation { input: x, ..self.over(scenario, self.asked.blocks) };
        let near = tried.iter().position(|it| it.input >= x).unwrap_or(tried.len() - 1);
        let rises = tried[near].value > tried[near.saturating_sub(1)].value;
        let side = |sign: f64| {
            let off = |it: &Evaluation| self.off(it) + sign * Z95 * it.error;
            nearest_crossing(tried, x, &off)
        };
        let ends = [side(1.0), side(-1.0)];
        let (low, high) = if rises { (ends[0], ends[1]) } else { (ends[1], ends[0]) };
        Ok(Crossing { input: x, text, low, high, rises, verified })
    }

    /// Ten times either way of what an input may be, drawn in to where it may lie.
    fn range(&self, input: &Input) -> Result<(f64, f64), Error> {
        let (low, high) = (input.distribution.low(), input.distribution.high());
        let median = input.distribution.median();
        let wide = match input.domain {
            Domain::Real => {
                let width = (3.0 * (high - low)).max(3.0 * median.abs()).max(1.0);
                (median - width, median + width)
            }
            _ => {
                let most = input.domain.ceiling();
                let least = input.domain.floor();
                ((low / 10.0).max(least), (10.0 * high).min(most))
            }
        };
        Ok((self.drawn_in(wide.0, median)?, self.drawn_in(wide.1, median)?))
    }

    /// The value nearest to `end` that the scenario takes, on the way from it to `inside`.
    fn drawn_in(&self, end: f64, inside: f64) -> Result<f64, Error> {
        if self.with(end).is_ok() {
            return Ok(end);
        }
        let (mut out, mut taken) = (end, inside);
        self.with(taken)?;
        for _ in 0..DRAWN_IN {
            let middle = 0.5 * (out + taken);
            if self.with(middle).is_ok() { taken = middle } else { out = middle }
        }
        Ok(taken)
    }
}

/// Values over which crossings are looked for: evenly by ratio where the range is wide and above 0, else by difference.
fn grid(low: f64, high: f64) -> Vec<f64> {
    let share = |place: usize| place as f64 / (GRID - 1) as f64;
    let by_ratio = low > 0.0 && high > 5.0 * low;
    let at = |place: usize| match place {
        0 => low,
        _ if place == GRID - 1 => high,
        _ if by_ratio => low * crate::math::power(high / low, share(place)),
        _ => low + (high - low) * share(place),
    };
    (0..GRID).map(at).collect()
}

/// The standard error of a statistic from its values in the blocks; NaN below two of them.
fn error(statistic: Statistic, blocks: &[Vec<f64>]) -> f64 {
    let values: Vec<f64> = (blocks.iter())
        .map(|block| statistic.of(block.iter().copied()))
        .filter(|it| !it.is_nan())
        .collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|it| (it - mean) * (it - mean)).sum();
    (squares / (count - 1.0) / count).sqrt()
}

/// Where `off` crosses zero nearest to `x`, by straight lines between the values that were tried.
fn nearest_crossing(tried: &[Evaluation], x: f64, off: &dyn Fn(&Evaluation) -> f64) -> Option<f64> {
    let crossing = |pair: &[Evaluation]| {
        let (a, b) = (off(&pair[0]), off(&pair[1]));
        let part = a / (a - b);
        ((a <= 0.0) != (b <= 0.0) && part.is_finite())
            .then(|| pair[0].input + part * (pair[1].input - pair[0].input))
    };
    let all = tried.windows(2).filter_map(crossing);
    all.min_by(|a, b| (a - x).abs().total_cmp(&(b - x).abs()))
}

/// A number in four digits that count: as many as a crossing has.
///
/// ```
/// assert_eq!(undercut::analysis::four_digits(0.0312345), "0.03123");
/// ```
pub fn four_digits(x: f64) -> String {
    let digits = 3 - libm::log10(x.abs().max(1e-12)).floor() as i32;
    fixed(x, digits.clamp(0, 12) as usize)
}

fn unknown(asked: &Solve, scenario: &Scenario) -> Error {
    let mut near: Vec<(usize, &str)> = (scenario.inputs.iter())
        .map(|it| (common(asked.path, &it.path), it.path.as_str()))
        .collect();
    near.sort_by_key(|it| std::cmp::Reverse(it.0));
    let some: Vec<&str> = near.iter().take(3).map(|it| it.1).collect();
    let rule = format!("is no number of the scenario; near it: {}", some.join(", "));
    Error::Invalid(vec![Problem::new("by", asked.path, rule)])
}

/// Letters that two paths begin with alike, and words that they share.
fn common(a: &str, b: &str) -> usize {
    let begin = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let words = a.split(['.', '_']).filter(|it| b.contains(it)).map(str::len);
    begin + words.sum::<usize>()
}

/// What crossings, or their absence, mean for the goal.
fn verdict(
    asked: &Solve,
    input: &Input,
    crossings: &[Crossing],
    tried: &[Evaluation],
    [low, high]: [f64; 2],
) -> String {
    let goal = &asked.goal;
    let range =
        format!("from {} to {} {}", four_digits(low), four_digits(high), input.unit.symbol());
    let range = range.trim_end();
    let side = |rises: bool| match (goal.relation, rises) {
        (Relation::Equal, _) => "at",
        (Relation::AtLeast, true) | (Relation::AtMost, false) => "at or above",
        (Relation::AtLeast, false) | (Relation::AtMost, true) => "at or below",
    };
    match crossings {
        [] => {
            let met = |it: &Evaluation| match goal.relation {
                Relation::Equal => it.value == goal.value,
                Relation::AtLeast => it.value >= goal.value,
                Relation::AtMost => it.value <= goal.value,
            };
            let values = || tried.iter().map(|it| it.value).filter(|it| !it.is_nan());
            let (least, most) = (
                values().fold(f64::INFINITY, f64::min),
                values().fold(f64::NEG_INFINITY, f64::max),
            );
            match tried.iter().all(met) {
                true => format!("met everywhere {range}"),
                false if values().next().is_none() => format!("the number does not exist {range}"),
                false => format!(
                    "met nowhere {range}: the number goes from {} to {}",
                    goal.said(least),
                    goal.said(most)
                ),
            }
        }
        [one] => format!("met {} {} {}", side(one.rises), one.text, input.unit.symbol())
            .trim_end()
            .to_string(),
        several => {
            let each = several.iter().map(|it| format!("{} {}", side(it.rises), it.text));
            let each: Vec<String> = each.collect();
            format!("{} crossings: {} {}", several.len(), each.join("; "), input.unit.symbol())
                .trim_end()
                .to_string()
        }
    }
}
