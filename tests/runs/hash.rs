//! The hash of a full result, the same natively, in Node and in a browser.

use undercut::simulation::Simulation;

/// Seed of recorded results.
pub const SEED: u32 = 42;
/// Blocks of 256 draws of recorded results.
pub const BLOCKS: u32 = 4;

/// FNV-1a with 64 bits over a full result, as bytes with the least significant first: the 8 numbers of every
/// curve and month; then of every passage the draws already past it, never past it, and by month; then the
/// first paths of every curve. Whatever does not exist counts as the NaN 0x7ff8000000000000.
pub fn hash(simulation: &Simulation) -> u64 {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    simulation.bands().into_iter().for_each(|number| hash.number(number));
    for (_, passage) in simulation.passages() {
        for count in [passage.already(), passage.never()].iter().chain(passage.by_month()) {
            hash.bytes(&count.to_le_bytes());
        }
    }
    for curve in 0..simulation.curves().list.len() {
        simulation.paths(curve).into_iter().for_each(|number| hash.number(number));
    }
    hash.0
}

struct Fnv(u64);

impl Fnv {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Processors differ in the sign and payload of the NaN that 0/0 gives; no number depends on them.
    fn number(&mut self, number: f64) {
        let number = if number.is_nan() { f64::from_bits(0x7ff8_0000_0000_0000) } else { number };
        self.bytes(&number.to_le_bytes());
    }
}
