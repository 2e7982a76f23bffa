//! Bands of many curves at once: for each point of each curve, its quantiles over all draws.

use crate::math::within;
use crate::statistics::histogram::{Room, Written};
use crate::statistics::words::{Words, push_i128};
use crate::statistics::{BlockMedians, ExactSum, Histogram, Mismatch};

/// What the draws say about one point of a curve. All numbers but `defined` are over the draws in which the
/// value exists, and NaN where there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// 5th percentile.
    pub p5: f64,
    /// 25th percentile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75th percentile.
    pub p75: f64,
    /// 95th percentile.
    pub p95: f64,
    /// Mean.
    pub mean: f64,
    /// Monte Carlo standard error of the median; NaN below four blocks.
    pub error: f64,
    /// Share of draws in which the value exists; 0 without draws.
    pub defined: f64,
}

/// Accumulates draws of many points into a [`Band`] for each.
///
/// Draws are added in blocks, and a block is summed up when it ends: its sum and its median, in the order of
/// its draws. Blocks may then be merged in any order and any grouping, to the same bits.
///
/// ```
/// use undercut::statistics::Bands;
/// let mut bands = Bands::new(&[0.001, 0.001]);
/// for draw in 0..100 {
///     bands.add_draw(&[f64::from(draw), f64::NAN]);
/// }
/// bands.end_block();
/// assert!((bands.band(0).p50 - 49.5).abs() < 0.5);
/// assert_eq!(bands.band(0).mean, 49.5);
/// assert_eq!(bands.band(1).defined, 0.0);
/// ```
#[derive(Debug, Clone)]
pub struct Bands {
    points: Vec<Point>,
    draws: u32,
    blocks: u32,
    /// The draws of the block that has not ended, one row each.
    pending: Vec<f64>,
    pending_draws: usize,
}

#[derive(Debug, Clone)]
struct Point {
    histogram: Histogram,
    sum: ExactSum,
    medians: BlockMedians,
}

/// Marks the words of bands, and their layout.
const MARK: u32 = 0x5542_0001;
/// Points gathered at a time from the rows of a block: two cache lines of them.
const TILE: usize = 16;

impl Bands {
    /// Empty bands with one point for each resolution: the size below which a value of that point may be
    /// read as 0, in its unit. See [`Histogram`] for what it does to quantiles.
    pub fn new(resolutions: &[f64]) -> Bands {
        Bands::counted_in(resolutions.iter().map(|it| Histogram::new(*it)))
    }

    /// Empty bands with one point for each of the empty histograms.
    pub fn counted_in(histograms: impl Iterator<Item = Histogram>) -> Bands {
        let point = |histogram| Point {
            histogram,
            sum: ExactSum::default(),
            medians: BlockMedians::default(),
        };
        let points = histograms.map(point).collect();
        Bands { points, draws: 0, blocks: 0, pending: Vec::new(), pending_draws: 0 }
    }

    /// How many points there are.
    pub fn points(&self) -> usize {
        self.points.len()
    }

    /// How many draws are in ended blocks.
    pub fn draws(&self) -> u32 {
        self.draws
    }

    /// How many blocks have ended.
    pub fn blocks(&self) -> u32 {
        self.blocks
    }

    /// Adds a draw to the block: one value for each point, NaN where it does not exist. Values that are
    /// missing at the end count as NaN.
    pub fn add_draw(&mut self, values: &[f64]) {
        let points = self.points.len();
        self.pending.extend_from_slice(&values[..values.len().min(points)]);
        self.pending_draws += 1;
        self.pending.resize(self.pending_draws * points, f64::NAN);
    }

    /// Ends the block. Draws count from here on; without draws since the last block, nothing happens.
    pub fn end_block(&mut self) {
        if self.pending_draws == 0 {
            return;
        }
        let draws = std::mem::take(&mut self.pending_draws);
        let mut pending = std::mem::take(&mut self.pending);
        self.count(draws, &pending);
        pending.clear();
        self.pending = pending;
    }

    /// Adds a whole block: the values of its draws, one row of [`Bands::points`] after another.
    pub fn add_block(&mut self, rows: &[f64]) {
        if let Some(draws) = rows.len().checked_div(self.points.len()).filter(|draws| *draws > 0) {
            self.count(draws, rows);
        }
    }

    fn count(&mut self, draws: usize, rows: &[f64]) {
        let width = self.points.len();
        let mut columns = vec![0.0; TILE * draws];
        let mut room = Room::default();
        for (tile, points) in self.points.chunks_mut(TILE).enumerate() {
            let tile = tile * TILE..tile * TILE + points.len();
            for (draw, row) in rows.chunks_exact(width).enumerate().take(draws) {
                for (i, value) in row[tile.clone()].iter().enumerate() {
                    columns[i * draws + draw] = *value;
                }
            }
            for (point, column) in points.iter_mut().zip(columns.chunks_exact_mut(draws)) {
                point.add_block(column, &mut room);
            }
        }
        self.draws = self.draws.saturating_add(draws as u32);
        self.blocks = self.blocks.saturating_add(1);
    }

    /// Adds the ended blocks of other bands.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] where the points or their resolutions differ; nothing is added then.
    pub fn merge(&mut self, other: &Bands) -> Result<(), Mismatch> {
        let resolutions = |bands: &Bands| -> Vec<f64> {
            bands.points.iter().map(|point| point.histogram.resolution()).collect()
        };
        if resolutions(self) != resolutions(other) {
            return Err(Mismatch);
        }
        for (point, added) in self.points.iter_mut().zip(&other.points) {
            point.histogram.merge(&added.histogram)?;
            point.sum.merge(&added.sum);
            point.medians.merge(&added.medians);
        }
        self.draws = self.draws.saturating_add(other.draws);
        self.blocks = self.blocks.saturating_add(other.blocks);
        Ok(())
    }

    /// The band of a point; all NaN for a point that does not exist.
    pub fn band(&self, point: usize) -> Band {
        match self.points.get(point) {
            Some(point) => point.band(),
            None => Point::absent(),
        }
    }

    /// The ended blocks as words. Equal blocks give equal words, in whatever order and grouping they came.
    pub fn to_words(&self) -> Vec<u32> {
        let mut words = Vec::new();
        self.write(&mut words);
        words
    }

    /// Appends the words of [`Bands::to_words`].
    pub fn write(&self, words: &mut Vec<u32>) {
        // Some 150 bins of a point are filled after one block.
        words.reserve(4 + 200 * self.points.len());
        words.extend([MARK, self.points.len() as u32, self.draws, self.blocks]);
        for point in &self.points {
            point.histogram.write(words);
            push_i128(words, point.sum.units);
            point.medians.write(words);
        }
    }

    /// Adds the ended blocks of other bands from their words.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] where the words are not those of [`Bands::to_words`], or points or resolutions differ; nothing
    /// is added then.
    pub fn merge_words(&mut self, words: &[u32]) -> Result<(), Mismatch> {
        let mut rest = Words(words);
        let head = [rest.word(), rest.word(), rest.word(), rest.word()];
        let [Some(MARK), Some(count), Some(draws), Some(blocks)] = head else {
            return Err(Mismatch);
        };
        if count as usize != self.points.len() {
            return Err(Mismatch);
        }
        // All are checked before the first is added.
        let (body, mut checked) = (rest.0, rest);
        for point in &self.points {
            let (histogram, _, medians) = point.read(&mut checked).ok_or(Mismatch)?;
            let counted = u64::from(histogram.defined) + u64::from(histogram.undefined);
            if counted != u64::from(draws) || medians.blocks > blocks {
                return Err(Mismatch);
            }
        }
        if !checked.0.is_empty() {
            return Err(Mismatch);
        }
        let mut rest = Words(body);
        for point in &mut self.points {
            if let Some((histogram, sum, medians)) = point.read(&mut rest) {
                point.histogram.add_written(&histogram);
                point.sum.merge(&sum);
                point.medians.merge(&medians);
            }
        }
        self.draws = self.draws.saturating_add(draws);
        self.blocks = self.blocks.saturating_add(blocks);
        Ok(())
    }
}

impl Point {
    /// Units to the one in which the sum of a block is kept: 2^48 to the resolution.
    fn sum_per_one(&self) -> f64 {
        libm::scalbn(1.0, 48) / self.histogram.resolution()
    }

    /// Units to the one in which the median of a block is kept: 2^17 to the resolution, so that the largest
    /// number is 2^57 units.
    fn median_per_one(&self) -> f64 {
        libm::scalbn(1.0, 17) / self.histogram.resolution()
    }

    /// What stands in words of a point like this one.
    fn read<'a>(&self, words: &mut Words<'a>) -> Option<(Written<'a>, ExactSum, BlockMedians)> {
        let histogram = Written::read(words, &self.histogram)?;
        let sum = ExactSum { units: words.i128()? };
        Some((histogram, sum, BlockMedians::read(words)?))
    }

    /// Sums up the values of a block, in which they are left changed; `room` is working memory.
    fn add_block(&mut self, values: &mut [f64], room: &mut Room) {
        let all = values.len();
        let defined = defined(values);
        self.histogram.add_undefined((all - defined.len()) as u32);
        let limit = self.histogram.limit();
        // Adding 0 leaves no -0, of which the smallest and the largest number would depend on the order.
        defined.iter_mut().for_each(|value| *value = within(*value, -limit, limit) + 0.0);
        if let Some(median) = self.histogram.add_block(defined, room) {
            let (sum_per_one, median_per_one) = (self.sum_per_one(), self.median_per_one());
            self.sum.add(sum(defined), sum_per_one);
            self.medians.add(median, median_per_one);
        }
    }

    fn band(&self) -> Band {
        let histogram = &self.histogram;
        let (defined, undefined) =
            (f64::from(histogram.defined()), f64::from(histogram.undefined()));
        if defined == 0.0 {
            return Point::absent();
        }
        let mean = self.sum.value(self.sum_per_one()) / defined;
        let [p5, p25, p50, p75, p95] = histogram.quantiles([0.05, 0.25, 0.5, 0.75, 0.95]);
        Band {
            p5,
            p25,
            p50,
            p75,
            p95,
            // Rounding of the sum must not put the mean of equal numbers beside them.
            mean: mean.max(histogram.least()).min(histogram.greatest()),
            error: self.medians.standard_error(self.median_per_one()),
            defined: defined / (defined + undefined),
        }
    }

    /// The band of a value that exists in no draw.
    fn absent() -> Band {
        const NAN: f64 = f64::NAN;
        Band {
            p5: NAN,
            p25: NAN,
            p50: NAN,
            p75: NAN,
            p95: NAN,
            mean: NAN,
            error: NAN,
            defined: 0.0,
        }
    }
}

/// The values that exist, in their order, moved to the front.
fn defined(values: &mut [f64]) -> &mut [f64] {
    let missing = values.iter().filter(|value| value.is_nan()).count();
    if missing > 0 {
        let mut end = 0;
        for place in 0..values.len() {
            values[end] = values[place];
            end += usize::from(!values[end].is_nan());
        }
    }
    let defined = values.len() - missing;
    &mut values[..defined]
}

/// The sum of a block: four at a time, so that none waits for the one before.
fn sum(values: &[f64]) -> f64 {
    let (fours, rest) = values.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for four in fours {
        sums.iter_mut().zip(four).for_each(|(sum, value)| *sum += value);
    }
    let [a, b, c, d] = sums;
    (a + b) + (c + d) + rest.iter().sum::<f64>()
}

#[cfg(test)]
mod tests;
