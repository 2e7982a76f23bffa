use super::sensitivity::{FirstOrder, LEAST_MARGIN};
use crate::math::{exp, larger, ln, smaller};

/// How keenly a seller prices, as the margin of its dated price shows: its markup over the one that pays it most.
///
/// It stands for what the demand does not know of, such as contracts and bids for a later share, and stays.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conduct {
    /// `h`: 1 is a seller that prices for the most profit of the month, above 1 one that asks less.
    pub factor: f64,
    /// The margin beyond which it does not go.
    most_margin: f64,
}

/// The margin that a dated price can show at most.
const MOST_SHOWN: f64 = 0.98;
/// The margin to which every seller may rise.
const MOST_RISEN: f64 = 0.95;

impl Conduct {
    /// The conduct that a seller's present prices show; none where they leave less than 2%.
    ///
    /// # Formula
    /// `h = 1 / (L e)`, with `L` at most 0.98.
    pub fn shown(order: &FirstOrder, price_sensitivity: f64) -> Option<Conduct> {
        let margin = smaller(order.margin()?, MOST_SHOWN);
        let elasticity = order.elasticity(price_sensitivity);
        (margin >= LEAST_MARGIN && elasticity > 0.0).then(|| Conduct {
            factor: 1.0 / (margin * elasticity),
            most_margin: larger(margin, MOST_RISEN),
        })
    }

    /// The margin it asks for where buyers answer its prices with `elasticity`.
    ///
    /// # Formula
    /// `L = 1 / max(h e, 1 / max(L(0), 0.95))`
    pub fn margin(&self, elasticity: f64) -> f64 {
        1.0 / larger(self.factor * elasticity, 1.0 / self.most_margin)
    }
}

/// The level of a seller's prices over its list, on the way to the one that pays it most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Its logarithm.
    pub ln: f64,
    /// Part of the way that the next step goes.
    part: f64,
    /// Where the last step was to lead, less where it began.
    ahead: f64,
}

/// A step goes half of the way in logarithms, and where it turns back less and less of it: two sellers that answer each other
/// strongly would else go round in circles.
const FIRST_PART: f64 = 0.5;
const LEAST_PART: f64 = 0.05;
const SHORTENED: f64 = 0.6;
const LENGTHENED: f64 = 1.1;
/// The logarithm of the most that a step is to lead to or from.
const FARTHEST: f64 = 3.0;
/// What a settled level still has ahead, and the steps after which it stays where it is.
const SETTLED: f64 = 1e-3;
const MOST_STEPS: usize = 30;

impl Level {
    /// The list itself.
    pub const LIST: Level = Level { ln: 0.0, part: FIRST_PART, ahead: 0.0 };

    /// Goes a step towards the level whose logarithm is `ln`.
    fn step(&mut self, ln: f64) {
        let ahead = (ln - self.ln).clamp(-FARTHEST, FARTHEST);
        self.part = match ahead * self.ahead < 0.0 {
            true => larger(self.part * SHORTENED, LEAST_PART),
            false => smaller(self.part * LENGTHENED, FIRST_PART),
        };
        self.ahead = ahead;
        self.ln += self.part * ahead;
    }
}

/// Moves the levels of all sellers together to where each asks what its conduct makes of what buyers answer; false where some
/// are still on the way after 30 steps. Who has no conduct, or sells nothing, stays.
///
/// `ask` fills in the sellers' first-order conditions at given levels, `orders` is its memory.
///
/// # Formula
/// `lambda <- C / (R(1) (1 - L))` with `L = 1 / (h e)`, in steps that are halves in logarithms at first. A seller that would lose on
/// every task at its level has no elasticity of profit: it goes to where 2% are left.
pub fn settle(
    levels: &mut [Level],
    conducts: &[Option<Conduct>],
    price_sensitivity: f64,
    orders: &mut [FirstOrder],
    mut ask: impl FnMut(&[Level], &mut [FirstOrder]),
) -> bool {
    for level in levels.iter_mut() {
        (level.part, level.ahead) = (FIRST_PART, 0.0);
    }
    (0..MOST_STEPS).any(|_| {
        ask(levels, orders);
        step(levels, conducts, price_sensitivity, orders) <= SETTLED
    })
}

/// Takes one step of all sellers; gives the most that one had ahead.
fn step(
    levels: &mut [Level],
    conducts: &[Option<Conduct>],
    price_sensitivity: f64,
    orders: &[FirstOrder],
) -> f64 {
    let mut most = 0.0;
    for ((level, conduct), order) in levels.iter_mut().zip(conducts).zip(orders) {
        let (Some(conduct), Some(now)) = (conduct, order.margin()) else { continue };
        let margin = match now > 0.0 {
            true => conduct.margin(order.elasticity(price_sensitivity)),
            false => LEAST_MARGIN,
        };
        let best = order.level_at(margin, exp(level.ln));
        if best > 0.0 && best.is_finite() {
            level.step(ln(best));
            most = larger(most, level.ahead.abs());
        }
    }
    most
}

#[cfg(test)]
mod tests;
