//! Quantiles from counts: a histogram of signed numbers whose bins widen with the size of the number.

mod room;
mod written;

pub(super) use room::Room;
pub(super) use written::Written;

use crate::math::{larger, smaller, within};
use crate::statistics::Mismatch;

/// Counts of numbers of either sign, in bins no wider than `r + |x| / 128`, `r` the resolution; of shares, in bins as fine near 1
/// as near 0.
///
/// Counts are integers, so that neither the order nor the grouping of numbers matters. They hold up to 2^32
/// numbers.
///
/// # Formula
///
/// With `c = 128 r`, the bin of `x` is the exponent and the top 7 bits of the mantissa of `|x| + c`, less
/// those of `c`, with the sign of `x`: bins of width `r` up to `c`, and 128 to each doubling of `|x| + c`
/// above. Of shares the bin of `x > 1/2` mirrors that of `1 - x` at the bin of 1/2. The bin around 0 holds `|x| < r`. NaN is counted apart; numbers beyond `2^40 r` count as `2^40 r`.
///
/// ```
/// use undercut::statistics::Histogram;
/// let mut histogram = Histogram::new(0.001);
/// (1..=999).for_each(|i| histogram.add(f64::from(i)));
/// let median = histogram.quantile(0.5);
/// assert!((median - 500.0).abs() < 0.001 + 500.0 / 128.0);
/// ```
#[derive(Debug, Clone)]
pub struct Histogram {
    /// `r = 2^exponent`.
    exponent: i32,
    /// `c` of the formula.
    shift: f64,
    /// Where bins are mirrored: 1/2 for shares, infinite for others; and the bin there.
    middle: f64,
    middle_bin: i32,
    /// The bin of `counts[0]`.
    first: i32,
    counts: Vec<u32>,
    defined: u32,
    undefined: u32,
    least: f64,
    greatest: f64,
}

/// Bits of a 64-bit number below the exponent and the top 7 of its mantissa.
const LOW_BITS: u32 = 52 - 7;
/// The size of the largest number, in resolutions, as a power of two.
const RANGE: i32 = 40;
/// The bin of `2^40 r`: 33 doublings of `c`, and almost nothing.
const LAST_BIN: i32 = (RANGE - 7) * 128;
/// Bins that are summed at a time on the way to a quantile.
const STRIDE: usize = 16;
/// The exponents of resolutions: the range and its bins stay far inside 64-bit numbers.
const EXPONENTS: std::ops::RangeInclusive<i32> = -200..=200;

impl Histogram {
    /// An empty histogram whose resolution is the largest power of two that is not above `resolution`, in
    /// the unit of the numbers, and between 2^-200 and 2^200.
    pub fn new(resolution: f64) -> Histogram {
        let exponent = if resolution.is_finite() && resolution > 0.0 {
            libm::ilogb(resolution).clamp(*EXPONENTS.start(), *EXPONENTS.end())
        } else {
            *EXPONENTS.start()
        };
        Histogram::with_exponent(exponent)
    }

    /// An empty histogram of shares, whose bins are as fine near 1 as near 0.
    ///
    /// ```
    /// use undercut::statistics::Histogram;
    /// let mut histogram = Histogram::of_shares(1e-4);
    /// (0..1000).for_each(|i| histogram.add(0.99 + 1e-5 * f64::from(i)));
    /// assert!((histogram.quantile(0.5) - 0.995).abs() < 1e-4);
    /// ```
    pub fn of_shares(resolution: f64) -> Histogram {
        let plain = Histogram::new(resolution);
        Histogram { middle: 0.5, middle_bin: plain.bin(0.5), ..plain }
    }

    fn with_exponent(exponent: i32) -> Histogram {
        Histogram {
            middle: f64::INFINITY,
            middle_bin: 0,
            exponent,
            shift: libm::scalbn(1.0, exponent + 7),
            first: 0,
            counts: Vec::new(),
            defined: 0,
            undefined: 0,
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
        }
    }

    /// The resolution `r`: numbers closer to 0 read as 0.
    pub fn resolution(&self) -> f64 {
        libm::scalbn(1.0, self.exponent)
    }

    /// The largest size of a number; larger ones count as this.
    pub fn limit(&self) -> f64 {
        libm::scalbn(1.0, self.exponent + RANGE)
    }

    /// How many numbers are in the bins.
    pub fn defined(&self) -> u32 {
        self.defined
    }

    /// How many were NaN.
    pub fn undefined(&self) -> u32 {
        self.undefined
    }

    /// The smallest number; +inf where there is none.
    pub fn least(&self) -> f64 {
        self.least
    }

    /// The largest number; -inf where there is none.
    pub fn greatest(&self) -> f64 {
        self.greatest
    }

    /// Counts a number.
    pub fn add(&mut self, x: f64) {
        if x.is_nan() {
            self.add_undefined(1);
            return;
        }
        let x = within(x, -self.limit(), self.limit()) + 0.0;
        self.count(self.bin(x), 1);
        self.include(1, x, x);
    }

    /// Counts numbers, none of which is NaN, -0 or beyond the limit, and gives their median: halfway between
    /// the two middle ones of an even count.
    ///
    /// They are counted in `room` first, where counts are all zero before and after: a histogram is far away in
    /// memory, and is reached faster in one sweep than bin by bin.
    pub(super) fn add_block(&mut self, numbers: &[f64], room: &mut Room) -> Option<f64> {
        let last = numbers.len().checked_sub(1)?;
        let (least, greatest) = extremes(numbers);
        let (low, high) = (self.bin(least), self.bin(greatest));
        room.places.resize(numbers.len(), 0);
        for (place, x) in room.places.iter_mut().zip(numbers) {
            *place = (self.bin(*x) - low) as u32;
        }
        let span = (high - low + 1) as usize;
        if room.counts.len() < span {
            room.counts.resize(span, 0);
        }
        let counts = &mut room.counts[..span];
        room.places.iter().for_each(|place| counts[*place as usize] += 1);
        let median = room.median(numbers, last as u32);
        self.widen(low, high);
        let start = (low - self.first) as usize;
        for (count, added) in self.counts[start..start + span].iter_mut().zip(&mut room.counts) {
            *count = count.wrapping_add(*added);
            *added = 0;
        }
        self.include(numbers.len() as u32, least, greatest);
        Some(median)
    }

    fn include(&mut self, defined: u32, least: f64, greatest: f64) {
        self.defined = self.defined.saturating_add(defined);
        self.least = self.least.min(least);
        self.greatest = self.greatest.max(greatest);
    }

    /// Counts NaN.
    pub(super) fn add_undefined(&mut self, count: u32) {
        self.undefined = self.undefined.saturating_add(count);
    }

    #[inline]
    fn bin(&self, x: f64) -> i32 {
        let beyond = x > self.middle;
        let from = if beyond { 1.0 - x } else { x };
        let above = ((from.abs() + self.shift).to_bits() - self.shift.to_bits()) >> LOW_BITS;
        let above = above as i32;
        let bin = if from < 0.0 { -above } else { above };
        if beyond { 2 * self.middle_bin - bin } else { bin }
    }

    /// Makes room for the bins from `low` to `high`, and for some more on a side that grows.
    fn widen(&mut self, low: i32, high: i32) {
        const MORE: i32 = 16;
        let (first, last) = (self.first, self.first + self.counts.len() as i32 - 1);
        if low >= first && high <= last {
            return;
        }
        let empty = self.counts.is_empty();
        let first = if empty || low < first { (low - MORE).max(-LAST_BIN) } else { first };
        let last = if empty || high > last {
            (high + MORE).min(LAST_BIN + 2 * self.middle_bin)
        } else {
            last
        };
        let mut counts = vec![0; (last - first + 1) as usize];
        let offset = if empty { 0 } else { (self.first - first) as usize };
        counts[offset..offset + self.counts.len()].copy_from_slice(&self.counts);
        (self.first, self.counts) = (first, counts);
    }

    fn count(&mut self, bin: i32, count: u32) {
        self.widen(bin, bin);
        let place = (bin - self.first) as usize;
        self.counts[place] = self.counts[place].wrapping_add(count);
    }

    /// Adds the counts of another histogram.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] where its resolution is another, or one counts shares and the other does not.
    pub fn merge(&mut self, other: &Histogram) -> Result<(), Mismatch> {
        if (self.exponent, self.middle_bin) != (other.exponent, other.middle_bin) {
            return Err(Mismatch);
        }
        if let (Some(low), Some(high)) = (other.filled().next(), other.filled().next_back()) {
            self.widen(low.0, high.0);
            for (bin, count) in other.filled() {
                self.count(bin, count);
            }
        }
        self.include(other.defined, other.least, other.greatest);
        self.add_undefined(other.undefined);
        Ok(())
    }

    /// The bins with a count, in rising order.
    fn filled(&self) -> impl DoubleEndedIterator<Item = (i32, u32)> {
        let bins = self.counts.iter().enumerate();
        bins.filter(|(_, count)| **count > 0).map(|(i, count)| (self.first + i as i32, *count))
    }

    /// The ends of a bin; both are 0 for the bin around 0, and 1 for the one that mirrors it.
    fn ends(&self, bin: i32) -> (f64, f64) {
        if self.middle < 1.0 && bin >= self.middle_bin {
            // The mirror stands inside its bin.
            let (low, high) = self.ends_below(2 * self.middle_bin - bin);
            let near = if bin == self.middle_bin { low } else { 1.0 - high };
            return (near, 1.0 - low);
        }
        self.ends_below(bin)
    }

    fn ends_below(&self, bin: i32) -> (f64, f64) {
        if bin == 0 {
            return (0.0, 0.0);
        }
        let edge = |above: u32| {
            let bits = self.shift.to_bits() + (u64::from(above) << LOW_BITS);
            f64::from_bits(bits) - self.shift
        };
        let (near, far) = (edge(bin.unsigned_abs()), edge(bin.unsigned_abs() + 1));
        if bin < 0 { (-far, -near) } else { (near, far) }
    }

    /// The number that a share `q` of the numbers does not exceed; NaN where there is none.
    ///
    /// Off from the number of rank `ceil(q n)` among the `n` sorted ones by less than the width of its bin,
    /// `r + |x| / 128`; exact where all numbers in the bin are equal and the smallest or the largest of all,
    /// or all 0. Inside a bin, numbers are taken to lie evenly.
    pub fn quantile(&self, q: f64) -> f64 {
        let [quantile] = self.quantiles([q]);
        quantile
    }

    /// Several quantiles in one pass; the shares must rise. See [`Histogram::quantile`].
    pub fn quantiles<const N: usize>(&self, shares: [f64; N]) -> [f64; N] {
        let defined = f64::from(self.defined);
        // The last bin holds the highest rank, whatever rounding says.
        let ranks = shares.map(|share| (share * defined).min(defined));
        let whole = ranks.map(|rank| rank.ceil() as u32);
        let mut quantiles = [f64::NAN; N];
        let (mut next, mut below) = (0, 0u32);
        for (at, counts) in self.counts.chunks(STRIDE).enumerate() {
            let among = counts.iter().fold(0, |sum: u32, count| sum.wrapping_add(*count));
            // Most strides hold no rank that is asked for.
            if next < N && below.wrapping_add(among) >= whole[next] {
                let mut up_to = below;
                for (place, &count) in counts.iter().enumerate() {
                    let under = up_to;
                    up_to = up_to.wrapping_add(count);
                    while next < N && up_to >= whole[next] && count > 0 {
                        let share = (ranks[next] - f64::from(under)) / f64::from(count);
                        let bin = self.first + (at * STRIDE + place) as i32;
                        quantiles[next] = self.inside(bin, share);
                        next += 1;
                    }
                }
            }
            below = below.wrapping_add(among);
        }
        quantiles
    }

    /// The number a share of the way through a bin, of which only the part between the smallest and the
    /// largest number counts.
    fn inside(&self, bin: i32, share: f64) -> f64 {
        let within = |x: f64| x.max(self.least).min(self.greatest);
        let (low, high) = self.ends(bin);
        let (low, high) = (within(low), within(high));
        low + (high - low) * share.clamp(0.0, 1.0)
    }
}

/// The smallest and the largest number: four at a time, so that none waits for the one before.
fn extremes(numbers: &[f64]) -> (f64, f64) {
    let (mut least, mut greatest) = ([f64::INFINITY; 4], [f64::NEG_INFINITY; 4]);
    let (fours, rest) = numbers.as_chunks::<4>();
    let mut see = |x: &[f64; 4]| {
        for lane in 0..4 {
            least[lane] = smaller(x[lane], least[lane]);
            greatest[lane] = larger(x[lane], greatest[lane]);
        }
    };
    fours.iter().for_each(&mut see);
    rest.iter().for_each(|x| see(&[*x; 4]));
    let [a, b, c, d] = least;
    let [e, f, g, h] = greatest;
    (smaller(smaller(a, b), smaller(c, d)), larger(larger(e, f), larger(g, h)))
}

#[cfg(test)]
mod tests;
