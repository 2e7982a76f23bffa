use super::super::Hands;
use super::super::goal::{Goal, Statistic};
use super::{Crossing, Evaluation, Solve, four_digits};
use crate::error::Error;
use crate::scenario::{Input, Override, Scenario};
use crate::simulation::{Lived, Point};
use crate::uncertainty::{BLOCK, Domain, Z95, written};

/// The most steps to close in on a crossing.
const STEPS: usize = 12;
/// How close the input is found, of the width of the step of the grid.
const CLOSE: f64 = 1e-3;
/// How many times a guess of a range is drawn in to where the scenario may lie.
const DRAWN_IN: usize = 40;

/// A search under way.
pub(super) struct Search<'a> {
    pub asked: &'a Solve<'a>,
    pub build: &'a dyn Fn(&[Override]) -> Result<Scenario, Error>,
    pub hands: Hands<'a>,
}

impl Search<'_> {
    fn with(&self, x: f64) -> Result<Scenario, Error> {
        let text = written(x);
        (self.build)(&[Override { path: self.asked.path.to_string(), text }])
    }

    /// The goal's number with the input at `x`.
    pub(super) fn at(&self, x: f64) -> Result<Evaluation, Error> {
        let scenario = self.asked.goal.target.cut_short(self.with(x)?);
        Ok(Evaluation { input: x, ..self.over(scenario, 0) })
    }

    /// The goal's number in a scenario, over blocks from `first` on.
    pub(super) fn over(&self, scenario: Scenario, first: u32) -> Evaluation {
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
    pub(super) fn between(
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
    pub(super) fn crossing(&self, x: f64, tried: &[Evaluation]) -> Result<Crossing, Error> {
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
    pub(super) fn range(&self, input: &Input) -> Result<(f64, f64), Error> {
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
