//! The inputs of a target: its seeds as they are, then seeds that were changed.

use std::path::PathBuf;

use undercut::document::Value;

use crate::dice::Dice;
use crate::mutate::{Stock, bytes, tame, wild};
use crate::targets::Target;
use crate::text::Format;

/// The inputs of one target under one seed; the same number is the same input in any process.
pub struct Inputs {
    target: &'static Target,
    seed: u64,
    /// Files of the target's folder, as they are.
    files: Vec<Vec<u8>>,
    trees: Vec<Value>,
    stock: Stock,
}

impl Inputs {
    /// The inputs of `target`.
    pub fn of(target: &'static Target, seed: u64) -> Inputs {
        let files = files(target);
        let valid = files.iter().filter(|(name, _)| !name.starts_with(AS_IS));
        let texts = valid.filter_map(|(_, it)| String::from_utf8(it.clone()).ok());
        let own = (target.seeds)();
        let trees: Vec<Value> =
            texts.chain(own).filter_map(|it| tree(target.format, &it)).collect();
        let files = files.into_iter().map(|(_, it)| it).collect();
        let stock = Stock::of(trees.iter(), target.kept);
        Inputs { target, seed, files, trees, stock }
    }

    /// The input of a number: first every file, then one made of a seed.
    ///
    /// Of those, 20 in 24 have tame changes, 2 one wild change among tame ones, 1 many wild ones and 1 changed bytes.
    pub fn input(&self, index: u64) -> Vec<u8> {
        if let Some(file) = usize::try_from(index).ok().and_then(|it| self.files.get(it)) {
            return file.clone();
        }
        let mut dice = Dice::new(self.seed, self.target.name, index);
        if self.trees.is_empty() {
            return Vec::new();
        }
        let mut tree = dice.of(&self.trees).clone();
        (self.target.before)(&mut tree, &mut dice);
        let kind = dice.below(24);
        let (calm, rough) = match kind {
            // A link is made of changes as it is.
            0..=19 if self.target.format == Format::Link => (dice.below(2), 0),
            0..=19 => (1 + dice.below(2), 0),
            20..=21 => (dice.below(2), 1),
            22 => (dice.below(3), 2 + dice.below(6)),
            _ => (dice.below(2), 0),
        };
        (0..calm).for_each(|_| tame(&mut tree, &self.stock, &mut dice));
        (0..rough).for_each(|_| wild(&mut tree, &self.stock, &mut dice));
        let mut text = self.target.format.text(&tree, &mut dice).into_bytes();
        if kind == 23 {
            bytes(&mut text, &mut dice);
        }
        text
    }
}

fn tree(format: Format, text: &str) -> Option<Value> {
    // A table may be written as JSON too.
    format.tree(text).filter(|it| !matches!(it, Value::List(rows) if rows.is_empty()))
}

/// How the names of files begin of which no input is made, such as those that are refused: they are run as they are.
const AS_IS: &str = "as-is-";

/// The files of a target's folder with their names, in the order of these.
fn files(target: &Target) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target.name);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(Result::ok).map(|it| it.path()).collect();
    paths.sort();
    let read = |it: &PathBuf| {
        Some((it.file_name()?.to_string_lossy().into_owned(), std::fs::read(it).ok()?))
    };
    paths.iter().filter_map(read).collect()
}
