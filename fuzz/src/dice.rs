//! Random choices that a seed, a target and the number of an input decide.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};
use undercut::uncertainty::key;

/// A stream of choices.
pub struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// The stream of one input of a target under a seed.
    pub fn new(seed: u64, target: &str, index: u64) -> Dice {
        Dice(Xoshiro256PlusPlus::seed_from_u64(key(&format!("{seed} {target} {index}"))))
    }

    /// A whole number below `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.0.next_u64() % (n.max(1) as u64)) as usize
    }

    /// Whether something that happens once in `n` times does.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// One of `items`, which are some.
    pub fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
