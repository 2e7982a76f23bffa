//! Numbers as 32-bit words, which is what crosses between web workers.

/// Appends the two words of a number, low word first.
pub(super) fn push_f64(words: &mut Vec<u32>, x: f64) {
    let bits = x.to_bits();
    words.extend([bits as u32, (bits >> 32) as u32]);
}

/// Appends the four words of an integer, low word first.
pub(super) fn push_i128(words: &mut Vec<u32>, x: i128) {
    words.extend([x as u32, (x >> 32) as u32, (x >> 64) as u32, (x >> 96) as u32]);
}

/// Reads words one after the other; `None` once they run out.
pub(super) struct Words<'a>(pub(super) &'a [u32]);

impl<'a> Words<'a> {
    pub(super) fn word(&mut self) -> Option<u32> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn f64(&mut self) -> Option<f64> {
        let (low, high) = (u64::from(self.word()?), u64::from(self.word()?));
        Some(f64::from_bits(high << 32 | low))
    }

    pub(super) fn i128(&mut self) -> Option<i128> {
        let mut bits = 0;
        for place in 0..4 {
            bits |= u128::from(self.word()?) << (32 * place);
        }
        Some(bits as i128)
    }

    /// The next `count` words at once.
    pub(super) fn take(&mut self, count: u32) -> Option<&'a [u32]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(taken)
    }
}
