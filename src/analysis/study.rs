//! Questions that live more draws than a run has: each is a study of some arms at the same points.
//!
//! An arm is a scenario with its room ([`Lived`]). Arms live the same draws: an input that two of them share has the same
//! number in both, so that what differs between them is what was changed. A study says what a block of draws comes to; who lives the
//! blocks, one after the other or on threads, is the front's ([`Hands`]), and the answer is the same.

mod breakeven;
mod compare;
mod drivers;
mod goal;
mod payoffs;
mod solve;
mod target;

pub use breakeven::{
    AgainstOffer, BreakEvens, Migration, OwnFleet, Purchase, Quantiles, Terms, break_evens,
};
pub use compare::{Arm, Comparison, Difference, Months, compare};
pub use drivers::{Driver, Drivers, Grouping, MOST_GROUPS, Scale, drivers};
pub use goal::{Goal, Relation, Statistic};
pub use payoffs::{Cell, Payoffs, Side, payoffs};
pub use solve::{Crossing, Evaluation, Solution, Solve, four_digits, solve};
pub use target::{Target, metric_name};

use crate::simulation::Lived;

/// What one block of draws comes to, number by number, lived in rooms of one's own.
pub type Work<'a> = &'a (dyn Fn(&mut [Lived], u32) -> Vec<f64> + Sync);

/// Does the work of `count` blocks over arms and gives what they come to, in the order of blocks.
pub type Hands<'a> = &'a dyn Fn(&[Lived], u32, Work) -> Vec<Vec<f64>>;

/// The work done block by block, in one room.
pub fn in_order(arms: &[Lived], count: u32, work: Work) -> Vec<Vec<f64>> {
    let mut rooms = arms.to_vec();
    (0..count).map(|block| work(&mut rooms, block)).collect()
}
