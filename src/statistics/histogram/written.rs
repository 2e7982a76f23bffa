//! A histogram as words, which is what crosses between workers.

use super::Histogram;
use crate::statistics::words::{Words, push_f64};

/// The largest count of an entry of a histogram's words.
const LARGE: u32 = 0xffff;

impl Histogram {
    /// Appends the histogram as words: the same words for the same numbers in any order.
    pub(in crate::statistics) fn write(&self, words: &mut Vec<u32>) {
        words.extend([self.exponent as u32, self.defined, self.undefined]);
        push_f64(words, self.least);
        push_f64(words, self.greatest);
        // Each entry: the distance from the bin before in the upper half, a count in the lower. The bins of
        // one histogram are fewer than 2^14, so no distance is too long; a large count takes several entries.
        let filled = self.counts.iter().position(|count| *count > 0);
        let first = filled.unwrap_or(self.counts.len());
        words.extend([filled.map_or(0, |_| self.first + first as i32) as u32, 0]);
        let start = words.len();
        let mut at = first;
        if self.defined <= LARGE {
            // Without a branch: every other bin is empty, and nobody foresees which.
            words.resize(start + self.counts.len() - first, 0);
            let mut end = start;
            for (place, &count) in self.counts.iter().enumerate().skip(first) {
                words[end] = ((place - at) as u32) << 16 | count;
                end += usize::from(count > 0);
                at = if count > 0 { place } else { at };
            }
            words.truncate(end);
        } else {
            for (place, &count) in self.counts.iter().enumerate().skip(first) {
                let (mut left, mut distance) = (count, (place - at) as u32);
                while left > 0 {
                    words.push(distance << 16 | left.min(LARGE));
                    left -= left.min(LARGE);
                    (at, distance) = (place, 0);
                }
            }
        }
        words[start - 1] = (words.len() - start) as u32;
    }

    /// Adds counts that were written; they are those of a histogram of this resolution.
    pub(in crate::statistics) fn add_written(&mut self, written: &Written) {
        if written.defined > 0 {
            self.widen(written.low, written.high);
            let mut place = (written.low - self.first) as usize;
            for entry in written.entries {
                place += (entry >> 16) as usize;
                self.counts[place] = self.counts[place].wrapping_add(entry & 0xffff);
            }
        }
        self.include(written.defined, written.least, written.greatest);
        self.add_undefined(written.undefined);
    }
}

/// The words of a histogram, as [`Histogram::write`] lays them out, once they have been checked.
#[derive(Debug, Clone, Copy)]
pub(in crate::statistics) struct Written<'a> {
    pub(in crate::statistics) defined: u32,
    pub(in crate::statistics) undefined: u32,
    least: f64,
    greatest: f64,
    low: i32,
    high: i32,
    entries: &'a [u32],
}

impl<'a> Written<'a> {
    /// `None` where the words are not those of a histogram of the resolution of `like`.
    pub(in crate::statistics) fn read(
        words: &mut Words<'a>,
        like: &Histogram,
    ) -> Option<Written<'a>> {
        let exponent = words.word()? as i32;
        let (defined, undefined) = (words.word()?, words.word()?);
        let (least, greatest) = (words.f64()?, words.f64()?);
        let first = words.word()? as i32;
        let count = words.word()?;
        let entries = words.take(count)?;
        if exponent != like.exponent {
            return None;
        }
        let mut written = Written { defined, undefined, least, greatest, low: 0, high: 0, entries };
        if defined == 0 {
            let bare = least == f64::INFINITY && greatest == f64::NEG_INFINITY;
            return (first == 0 && entries.is_empty() && bare).then_some(written);
        }
        let limit = like.limit();
        let within = |x: f64| x >= -limit && x <= limit;
        if !within(least) || !within(greatest) {
            return None;
        }
        // The bins lie between those of the smallest and the largest number.
        (written.low, written.high) = (like.bin(least), like.bin(greatest));
        let (mut span, mut total) = (0, 0);
        for entry in entries {
            span += u64::from(entry >> 16);
            total += u64::from(entry & 0xffff);
        }
        let right = first == written.low
            && written.low <= written.high
            && span == u64::from(written.high.abs_diff(written.low))
            && total == u64::from(defined);
        right.then_some(written)
    }
}
