mod search;
mod words;

use search::Search;
use words::{unknown, verdict};

use super::Hands;
use super::goal::Goal;
use crate::error::Error;
use crate::scenario::{Override, Scenario};
use crate::uncertainty::{BLOCK, fixed};

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
    /// 9 in 10: where the number crosses if it is 1.64 standard errors off; null beyond what was looked at, and for one block of
    /// draws, which has no error.
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

/// A number in four digits that count: as many as a crossing has.
///
/// ```
/// assert_eq!(undercut::analysis::four_digits(0.0312345), "0.03123");
/// ```
pub fn four_digits(x: f64) -> String {
    let digits = 3 - libm::log10(x.abs().max(1e-12)).floor() as i32;
    fixed(x, digits.clamp(0, 12) as usize)
}
