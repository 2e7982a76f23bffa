//! When a path first crosses a level.

use crate::statistics::Mismatch;
use crate::statistics::words::{Words, push_f64};

/// The side of a level on which a path counts as past it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Less than the level.
    Below,
    /// More than the level.
    Above,
}

/// Counts of draws by the month in which a path is first past a level.
///
/// Months are counted from 0. A month in which the value does not exist (NaN) is skipped; a path that is
/// never past the level, or never exists, counts as never.
///
/// ```
/// use undercut::statistics::{Direction, FirstPassage};
/// let mut passage = FirstPassage::new(0.0, Direction::Below, 3);
/// passage.add_path(&[0.4, 0.1, -0.2]);
/// passage.add_path(&[-0.1, 0.2, 0.3]);
/// passage.add_path(&[0.4, 0.4, 0.4]);
/// assert_eq!((passage.already(), passage.never(), passage.by_month()), (1, 1, &[0, 0, 1][..]));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FirstPassage {
    level: f64,
    direction: Direction,
    already: u32,
    never: u32,
    by_month: Vec<u32>,
}

/// Marks the words of a first passage, and their layout.
const MARK: u32 = 0x5546_0001;

impl FirstPassage {
    /// No draws yet of paths of so many months, past `level` on the side of `direction`.
    pub fn new(level: f64, direction: Direction, months: usize) -> FirstPassage {
        FirstPassage { level, direction, already: 0, never: 0, by_month: vec![0; months] }
    }

    /// The level, in the unit of the path.
    pub fn level(&self) -> f64 {
        self.level
    }

    /// The side that counts as past the level.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Draws past the level in month 0.
    pub fn already(&self) -> u32 {
        self.already
    }

    /// Draws never past the level.
    pub fn never(&self) -> u32 {
        self.never
    }

    /// Draws first past the level in each month; none in month 0, since those count as already past it.
    pub fn by_month(&self) -> &[u32] {
        &self.by_month
    }

    /// Counts one draw: its value in each month. Months after the last counted one are left out.
    pub fn add_path(&mut self, path: &[f64]) {
        let past = |value: &f64| match self.direction {
            Direction::Below => *value < self.level,
            Direction::Above => *value > self.level,
        };
        let months = path.len().min(self.by_month.len());
        let count = match path[..months].iter().position(past) {
            None => &mut self.never,
            Some(0) => &mut self.already,
            Some(month) => &mut self.by_month[month],
        };
        *count = count.saturating_add(1);
    }

    /// Adds the counts of another.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] where its level, direction or months differ; nothing is added then.
    pub fn merge(&mut self, other: &FirstPassage) -> Result<(), Mismatch> {
        let same = self.level.to_bits() == other.level.to_bits()
            && self.direction == other.direction
            && self.by_month.len() == other.by_month.len();
        if !same {
            return Err(Mismatch);
        }
        self.already = self.already.saturating_add(other.already);
        self.never = self.never.saturating_add(other.never);
        for (count, added) in self.by_month.iter_mut().zip(&other.by_month) {
            *count = count.saturating_add(*added);
        }
        Ok(())
    }

    /// The counts as words.
    pub fn to_words(&self) -> Vec<u32> {
        let mut words = vec![MARK, u32::from(self.direction == Direction::Above)];
        push_f64(&mut words, self.level);
        words.extend([self.already, self.never, self.by_month.len() as u32]);
        words.extend(&self.by_month);
        words
    }

    /// The counts of [`FirstPassage::to_words`]; `None` where the words are not such.
    pub fn from_words(words: &[u32]) -> Option<FirstPassage> {
        let mut words = Words(words);
        if words.word()? != MARK {
            return None;
        }
        let direction = match words.word()? {
            0 => Direction::Below,
            1 => Direction::Above,
            _ => return None,
        };
        let level = words.f64()?;
        let (already, never) = (words.word()?, words.word()?);
        let months = words.word()?;
        let by_month = words.take(months)?.to_vec();
        let passage = FirstPassage { level, direction, already, never, by_month };
        words.0.is_empty().then_some(passage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn passage(paths: &[Vec<f64>]) -> FirstPassage {
        let mut passage = FirstPassage::new(0.25, Direction::Above, 4);
        paths.iter().for_each(|path| passage.add_path(path));
        passage
    }

    #[test]
    fn months_that_do_not_exist_are_skipped() {
        let nan = f64::NAN;
        let counted = passage(&[
            vec![nan, 0.1, 0.3, 0.0],
            vec![nan, nan, nan, nan],
            vec![nan, 0.9, 0.9, 0.9],
            vec![0.25, 0.25, 0.25, 0.25],
            vec![0.26, 0.0, 0.0, 0.0],
            vec![0.0, 0.0, 0.0, 0.0, 0.9],
            vec![0.0],
        ]);
        assert_eq!((counted.already(), counted.never()), (1, 4));
        assert_eq!(counted.by_month(), [0, 1, 1, 0]);
    }

    #[test]
    fn passages_of_different_levels_do_not_merge() {
        let mut at = FirstPassage::new(0.0, Direction::Below, 3);
        assert_eq!(at.merge(&FirstPassage::new(0.1, Direction::Below, 3)), Err(Mismatch));
        assert_eq!(at.merge(&FirstPassage::new(0.0, Direction::Above, 3)), Err(Mismatch));
        assert_eq!(at.merge(&FirstPassage::new(0.0, Direction::Below, 4)), Err(Mismatch));
        assert_eq!(at.merge(&FirstPassage::new(0.0, Direction::Below, 3)), Ok(()));
    }

    proptest! {
        #[test]
        fn words_come_back_and_merging_equals_counting_together(
            paths in prop::collection::vec(prop::collection::vec(-1.0f64..1.0, 4), 0..30),
            cut in 0usize..30,
        ) {
            let (left, right) = paths.split_at(cut.min(paths.len()));
            let mut merged = FirstPassage::from_words(&passage(right).to_words()).unwrap();
            merged.merge(&passage(left)).unwrap();
            prop_assert_eq!(&merged, &passage(&paths));
            let total = merged.already() + merged.never() + merged.by_month().iter().sum::<u32>();
            prop_assert_eq!(total as usize, paths.len());
        }

        #[test]
        fn garbage_is_refused_without_a_panic(mut words in prop::collection::vec(any::<u32>(), 0..20)) {
            prop_assert!(FirstPassage::from_words(&words).is_none());
            words.splice(0..0, [MARK, 0]);
            let _ = FirstPassage::from_words(&words);
        }
    }
}
