//! Working memory of a block: its numbers are counted here first, and their median is found on the way.

/// Room to count a block in.
#[derive(Debug, Default)]
pub(in crate::statistics) struct Room {
    /// The bin of each number, from that of the smallest on.
    pub(super) places: Vec<u32>,
    /// Numbers in each bin; all 0 between blocks.
    pub(super) counts: Vec<u32>,
    /// The numbers near the median.
    middle: Vec<i64>,
}

impl Room {
    /// The median of `last + 1` counted numbers: only those in the bins of the middle ranks are compared.
    pub(super) fn median(&mut self, numbers: &[f64], last: u32) -> f64 {
        let (lower, upper) = (last / 2, last.div_ceil(2));
        let (mut below, mut bin) = (0, 0);
        while below + self.counts[bin] <= lower {
            below += self.counts[bin];
            bin += 1;
        }
        let (first, mut up_to) = (bin as u32, below + self.counts[bin]);
        while up_to <= upper {
            bin += 1;
            up_to += self.counts[bin];
        }
        let near = bin as u32 - first;
        // Without a branch: nobody foresees which numbers are near.
        self.middle.resize(numbers.len(), 0);
        let mut count = 0;
        for (x, place) in numbers.iter().zip(&self.places) {
            self.middle[count] = key(*x);
            count += usize::from(place.wrapping_sub(first) <= near);
        }
        let rank = (upper - below) as usize;
        let middle = &self.middle[..count];
        let high = ranked(middle, rank);
        let less = middle.iter().filter(|key| **key < high);
        let low = match lower == upper || less.clone().count() < rank {
            true => high,
            false => less.copied().max().unwrap_or(high),
        };
        0.5 * number(low) + 0.5 * number(high)
    }
}

/// The key of a rank, by halves of the range of keys: they are few, and selecting in place is two kilobytes of the page.
fn ranked(keys: &[i64], rank: usize) -> i64 {
    let (mut low, mut high) =
        keys.iter().fold((i64::MAX, i64::MIN), |(low, high), key| (low.min(*key), high.max(*key)));
    while low < high {
        let middle = (low & high) + ((low ^ high) >> 1);
        if keys.iter().filter(|key| **key <= middle).count() > rank {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// An integer that sorts as the number does; integers are faster to select from.
fn key(x: f64) -> i64 {
    let bits = x.to_bits() as i64;
    bits ^ ((bits >> 63) as u64 >> 1) as i64
}

/// The number of a key.
fn number(key: i64) -> f64 {
    f64::from_bits((key ^ ((key >> 63) as u64 >> 1) as i64) as u64)
}
