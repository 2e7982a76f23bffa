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

/// A seller on the way to the level of its prices over its lists that pays it most.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seller {
    /// How keenly it prices; none where its prices follow a rule, or earn too little to show it.
    pub conduct: Option<Conduct>,
    /// What its buyers would answer at its level.
    pub order: FirstOrder,
    /// Logarithm of its level.
    pub ln_level: f64,
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

impl Seller {
    /// One at its lists, of which nothing else is known.
    pub fn at_list() -> Seller {
        Seller {
            conduct: None,
            order: FirstOrder::default(),
            ln_level: 0.0,
            part: FIRST_PART,
            ahead: 0.0,
        }
    }

    /// Goes a step towards where its order leads; gives how far that is in logarithms, 0 where it stays.
    fn step(&mut self, price_sensitivity: f64) -> f64 {
        let (Some(conduct), Some(now)) = (self.conduct, self.order.margin()) else { return 0.0 };
        let margin = match now > 0.0 {
            true => conduct.margin(self.order.elasticity(price_sensitivity)),
            false => LEAST_MARGIN,
        };
        let best = self.order.level_at(margin, exp(self.ln_level));
        if !(best > 0.0 && best.is_finite()) {
            return 0.0;
        }
        let ahead = (ln(best) - self.ln_level).clamp(-FARTHEST, FARTHEST);
        self.part = match ahead * self.ahead < 0.0 {
            true => larger(self.part * SHORTENED, LEAST_PART),
            false => smaller(self.part * LENGTHENED, FIRST_PART),
        };
        self.ahead = ahead;
        self.ln_level += self.part * ahead;
        ahead.abs()
    }
}

/// Moves the levels of all sellers together to where each asks what its conduct makes of what buyers answer; false where some
/// are still on the way after 30 steps. Who has no conduct, or sells nothing, stays. `ask` fills in the sellers' orders at their levels.
///
/// # Formula
/// `lambda <- C / (R(1) (1 - L))` with `L = 1 / (h e)`, in steps that are halves in logarithms at first. A seller that would lose on
/// every task at its level has no elasticity of profit: it goes to where 2% are left.
pub fn settle(
    sellers: &mut [Seller],
    price_sensitivity: f64,
    mut ask: impl FnMut(&mut [Seller]),
) -> bool {
    for seller in sellers.iter_mut() {
        (seller.part, seller.ahead) = (FIRST_PART, 0.0);
    }
    (0..MOST_STEPS).any(|_| {
        ask(sellers);
        step(sellers, price_sensitivity) <= SETTLED
    })
}

/// Takes one step of all sellers; gives the most that one had ahead.
fn step(sellers: &mut [Seller], price_sensitivity: f64) -> f64 {
    sellers.iter_mut().map(|it| it.step(price_sensitivity)).fold(0.0, larger)
}

#[cfg(test)]
mod tests;
