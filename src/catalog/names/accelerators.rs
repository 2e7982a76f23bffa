//! How people write accelerators.

use super::words::{FORMS, WRAPPING};
use crate::catalog::{Accelerator, Catalog};

/// An accelerator by one of its names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NamedAccelerator<'a> {
    /// The record.
    pub accelerator: &'a Accelerator,
    /// Memory that the name gives and the record does not have, GB as makers count them.
    pub other_gb: Option<f64>,
}

/// Bytes of a GB as makers of accelerators count memory.
const GIB: f64 = 1_073_741_824.0;

/// Sizes in which cards are sold, GB.
const SIZES: [f64; 19] = [
    8.0, 12.0, 16.0, 24.0, 32.0, 40.0, 48.0, 64.0, 80.0, 94.0, 96.0, 128.0, 141.0, 144.0, 180.0,
    186.0, 192.0, 256.0, 288.0,
];
/// No name of an accelerator has more letters.
const LONGEST: usize = 60;

impl NamedAccelerator<'_> {
    /// Memory of the record, whole GB as makers count them: the first size of cards that its bytes are.
    pub fn own_gb(&self) -> f64 {
        let bytes = self.accelerator.spec.hbm_bytes;
        let size = SIZES.into_iter().find(|gb| is_size_of(*gb, bytes));
        size.unwrap_or_else(|| (bytes / GIB).round())
    }

    /// Memory of a card of the size that the name gives, bytes: what drivers leave of it is as for the record's.
    ///
    /// # Errors
    /// The rule, for a size that is neither half of the record's nor twice it nor between.
    ///
    /// # Formula
    /// `bytes of the record * GB in the name / GB of the record`
    pub fn memory_bytes(&self) -> Result<f64, String> {
        let own = self.own_gb();
        let Some(gb) = self.other_gb else { return Ok(self.accelerator.spec.hbm_bytes) };
        if !(gb >= 0.5 * own && gb <= 2.0 * own) {
            let name = &self.accelerator.name;
            return Err(format!(
                "{gb} GB is no size of {name}: must be from half of its {own} GB to twice"
            ));
        }
        Ok(self.accelerator.spec.hbm_bytes * gb / own)
    }
}

impl Catalog {
    /// The accelerator called `name`, in any case, with or without its maker, memory and form.
    ///
    /// ```
    /// use undercut::catalog::Catalog;
    /// let catalog = Catalog::shipped().unwrap();
    /// assert_eq!(catalog.accelerator_named("NVIDIA H100 80GB HBM3").unwrap().id, "h100-sxm");
    /// ```
    pub fn accelerator_named(&self, name: &str) -> Option<&Accelerator> {
        self.accelerator_sized(name).map(|it| it.accelerator)
    }

    /// The same with the memory that the name gives, where it is not the record's.
    ///
    /// ```
    /// use undercut::catalog::Catalog;
    /// let catalog = Catalog::shipped().unwrap();
    /// assert_eq!(catalog.accelerator_sized("RTX 4090 48GB").unwrap().other_gb, Some(48.0));
    /// assert_eq!(catalog.accelerator_sized("RTX 4090 24GB").unwrap().other_gb, None);
    /// ```
    pub fn accelerator_sized(&self, name: &str) -> Option<NamedAccelerator<'_>> {
        let parts = parts_of(name);
        let is = |words: &[&str], part: &Part| words.contains(&part.text.as_str());
        let kept = |keep: &dyn Fn(&Part) -> bool| -> String {
            parts.iter().filter(|it| keep(it)).map(|it| it.text.as_str()).collect()
        };
        let bare = |it: &Part| !is(&WRAPPING, it);
        let sizeless = |it: &Part| bare(it) && it.gb.is_none();
        let plain = |it: &Part| sizeless(it) && !is(&FORMS, it);
        let tries = [
            kept(&|_| true),
            kept(&bare),
            kept(&|it| bare(it) && !is(&FORMS, it)),
            kept(&sizeless),
            kept(&plain),
        ];
        let slot = |it: &Part| plain(it) && it.text != "pcie";
        let found = tries.iter().enumerate().find_map(|(place, it)| Some((place, self.spelt(it)?)));
        let (place, accelerator) = found.or_else(|| {
            // Cards for a slot have no other form; modules do.
            let card = self.spelt(&kept(&slot)).filter(|it| !it.id.ends_with("-sxm"))?;
            Some((tries.len(), card))
        })?;
        // A size that a spelling of the record has is the record's.
        let given = if place < 3 { None } else { parts.iter().find_map(|it| it.gb) };
        let other_gb = given.filter(|gb| !is_size_of(*gb, accelerator.spec.hbm_bytes));
        Some(NamedAccelerator { accelerator, other_gb })
    }

    /// The ids of accelerators most like `name`, at most three, the nearest first.
    pub fn accelerators_like(&self, name: &str) -> Vec<&str> {
        let bare = |it: &Part| !WRAPPING.contains(&it.text.as_str());
        let wanted: String = parts_of(name).into_iter().filter(bare).map(|it| it.text).collect();
        let mut near: Vec<(usize, &str)> = Vec::new();
        if wanted.len() > LONGEST {
            return Vec::new();
        }
        for it in &self.accelerators {
            let names = it.aliases.iter().chain(std::iter::once(&it.id));
            // A name of which the other is a part is as near as one letter.
            let apart = |it: &String| match squeezed(it) {
                it if wanted.len() > 2 && it.contains(&wanted) => 1,
                it => edits(&wanted, &it),
            };
            let nearest = names.map(apart).min().unwrap_or(usize::MAX);
            near.push((nearest, &it.id));
        }
        near.sort();
        let close = |edits: usize| edits <= 1 + wanted.len() / 4;
        near.into_iter().filter(|it| close(it.0)).take(3).map(|it| it.1).collect()
    }

    /// The accelerator of which `squeezed` is an id or another name, hyphens left out.
    fn spelt(&self, wanted: &str) -> Option<&Accelerator> {
        let same = |it: &String| squeezed(it) == wanted;
        self.accelerators.iter().find(|it| same(&it.id) || it.aliases.iter().any(same))
    }
}

/// One part of a name.
struct Part {
    text: String,
    /// The memory that it gives.
    gb: Option<f64>,
}

fn squeezed(name: &str) -> String {
    name.replace('-', "")
}

/// What hyphens, blanks, brackets and the like part in a name, `80 GB` in one.
fn parts_of(name: &str) -> Vec<Part> {
    let lower = name.to_lowercase();
    let words =
        lower.split(|it: char| !it.is_alphanumeric() && it != '.').filter(|it| !it.is_empty());
    let mut parts: Vec<Part> = Vec::new();
    for word in words {
        let number = |it: &str| it.parse::<f64>().ok().filter(|it| it.is_finite() && *it > 0.0);
        let unit = ["gib", "gb", "g"].into_iter().find_map(|it| word.strip_suffix(it));
        match (unit, parts.last_mut()) {
            (Some(""), Some(last)) if number(&last.text).is_some() => {
                last.gb = number(&last.text);
                last.text.push_str("gb");
            }
            (Some(it), _) if number(it).is_some() => {
                parts.push(Part { text: format!("{it}gb"), gb: number(it) });
            }
            _ => parts.push(Part { text: word.to_string(), gb: None }),
        }
    }
    parts
}

/// Whether `gb`, as makers and shops count them, are a memory of `bytes`: 80 GB are from 80e9 to 86e9 bytes.
fn is_size_of(gb: f64, bytes: f64) -> bool {
    (0.995 * gb * 1e9..=1.002 * gb * GIB).contains(&bytes)
}

/// Letters to change, add or take away between two names.
fn edits(one: &str, two: &str) -> usize {
    let two: Vec<char> = two.chars().collect();
    let mut row: Vec<usize> = (0..=two.len()).collect();
    for (place, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = place + 1;
        for (column, b) in two.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[two.len()]
}
