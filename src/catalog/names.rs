//! How people write the names that the catalogue knows.

mod accelerators;
mod parts;
mod words;

pub use accelerators::NamedAccelerator;

use super::{Catalog, Figure, Model, ModelArchitecture, Shape};
use crate::ids::ModelId;
use crate::serving::{Architecture, Precision};
use crate::source::{Basis, Source};
use parts::{endings_off, folded, format_in, is_day, kept, kin, parts_of, sizes, without_variants};
use words::TUNING;

/// Lower case, hyphens for blanks and underscores.
///
/// ```
/// assert_eq!(undercut::catalog::spelled(" Kimi_K2.5 "), "kimi-k2.5");
/// ```
pub fn spelled(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '_'], "-")
}

impl Catalog {
    /// The shape of the model called `name`, in any case, with or without its publisher, tuning, day and number format:
    /// a model that is known by that name; else the one known model that the name is kin of, by its family and size
    /// (`Qwen3-Coder-30B-A3B`, `Hermes-3-Llama-3.1-8B`); else one assumed from the sizes in the name
    /// (`70b`: [`Architecture::dense_equivalent`]; `30b-a3b`, `8x7b`: [`Architecture::sparse_guess`]);
    /// else the catalogue's guess at a closed model of that name. Nothing for a name without any, or with
    /// more active than in all. What stands in for a shape that is not public is said in it.
    pub fn shape_named(&self, name: &str) -> Option<Shape> {
        let parts = parts_of(name);
        let mut wanted = String::new();
        for spelling in endings_off(&parts) {
            if let Some(shape) = self.shape_called(&spelling).or_else(|| self.shape_of(&spelling)) {
                return Some(shape.clone());
            }
            wanted = spelling;
        }
        if let Some(shape) = self.respelled(&parts).or_else(|| self.variant_of(&parts)) {
            return Some(shape.clone());
        }
        if let Some(shape) = self.kin_of(&parts) {
            let stands_in = Some(format!("shape of {}, of which the name makes it kin", shape.id));
            return Some(Shape { stands_in, ..shape.clone() });
        }
        let (architecture, stands_in) = by_size(&parts).or_else(|| self.by_guess(&wanted))?;
        Some(Shape {
            id: wanted,
            name: name.to_string(),
            aliases: Vec::new(),
            architecture,
            native: Precision::Bf16,
            context_tokens: None,
            stands_in: Some(stands_in),
            is_given: false,
            format: None,
            source: Source {
                basis: Basis::Assumed,
                document: "default of undercut".to_string(),
                url: String::new(),
                credit: String::new(),
                as_of: String::new(),
                note: String::new(),
            },
        })
    }

    /// The shape of the catalogue's own record called `name`, as [`Self::shape_named`] finds a model that is known by it.
    pub fn record_named(&self, name: &str) -> Option<&Shape> {
        endings_off(&parts_of(name)).find_map(|wanted| {
            let called = |it: &&Shape| it.id == wanted || it.aliases.contains(&wanted);
            let record = self.shapes.iter().find(|it| !it.is_given && called(it));
            record.or_else(|| self.shape_of(&wanted))
        })
    }

    /// The shape of a model of the catalogue called `wanted`.
    fn shape_of(&self, wanted: &str) -> Option<&Shape> {
        let alias = |it: &&Model| it.aliases.iter().any(|it| it == wanted);
        let model = self.called(wanted).or_else(|| self.models.iter().find(alias))?;
        match model.architecture {
            ModelArchitecture::Known(id) => Some(&self.shapes[id.index()]),
            ModelArchitecture::Guessed(_) => None,
        }
    }

    /// The shape whose name is `parts` but for its hyphens and points and for its tuning: `Llama-3_3-70B`, `qwen-2.5-72b`.
    fn respelled(&self, parts: &[String]) -> Option<&Shape> {
        let plain = |length: usize| {
            folded(parts.iter().take(length).filter(|it| !TUNING.contains(&it.as_str())))
        };
        [parts.len(), kept(parts)].into_iter().map(plain).find_map(|wanted| {
            let same = |name: &str| folded(&parts_of(name)) == wanted;
            self.shapes.iter().find(|it| same(&it.id) || it.aliases.iter().any(|it| same(it)))
        })
    }

    /// The shape whose name is `parts` but for words that leave a shape as it is, such as `coder` and `vl`.
    fn variant_of(&self, parts: &[String]) -> Option<&Shape> {
        // A family without a size has relatives of every size.
        sizes(parts).next()?;
        let wanted = without_variants(parts);
        let same = |name: &str| without_variants(&parts_of(name)) == wanted;
        self.shapes.iter().find(|it| same(&it.id) || it.aliases.iter().any(|it| same(it)))
    }

    /// The shape of the known model whose name is in `parts`, the longest of several.
    fn kin_of(&self, parts: &[String]) -> Option<&Shape> {
        let mut best: Option<(usize, &Shape)> = None;
        for shape in &self.shapes {
            for name in std::iter::once(&shape.id).chain(&shape.aliases) {
                let known = parts_of(name);
                if kin(parts, &known) && best.is_none_or(|(length, _)| known.len() > length) {
                    best = Some((known.len(), shape));
                }
            }
        }
        best.map(|(_, shape)| shape)
    }

    /// The number format that the name of a model ends in, as a row would write it.
    ///
    /// ```
    /// use undercut::catalog::Catalog;
    /// assert_eq!(Catalog::format_named("Qwen/Qwen3-32B-GPTQ-Int4"), Some("int4"));
    /// assert_eq!(Catalog::format_named("Qwen/Qwen3-32B"), None);
    /// ```
    pub fn format_named(name: &str) -> Option<&'static str> {
        format_in(&parts_of(name))
    }

    /// The model called `name`: its id, an alias or its name, in any case, with or without its publisher.
    ///
    /// ```
    /// use undercut::catalog::Catalog;
    /// let catalog = Catalog::shipped().unwrap();
    /// assert_eq!(catalog.model_named("GPT-5.5"), catalog.model("gpt-5.5"));
    /// ```
    pub fn model_named(&self, name: &str) -> Option<ModelId> {
        let wanted = spelled(name.rsplit('/').next().unwrap_or(name));
        let alias = |it: &&Model| it.aliases.contains(&wanted);
        let found = self.called(&wanted).or_else(|| self.models.iter().find(alias))?;
        self.model(&found.id)
    }

    /// The most tokens, input and output together, of a request to the model called `name`: the catalogue's own of a model of
    /// that name; else of its shape; else the most that a model of its shape takes. Nothing where none is known.
    ///
    /// ```
    /// use undercut::catalog::Catalog;
    /// let catalog = Catalog::shipped().unwrap();
    /// assert_eq!(catalog.window_named("meta-llama/Llama-2-7b-chat-hf"), Some(4096.0));
    /// assert_eq!(catalog.window_named("Qwen/Qwen3-8B-FP8"), Some(131072.0));
    /// assert_eq!(catalog.window_named("acme-70b"), None);
    /// ```
    pub fn window_named(&self, name: &str) -> Option<f64> {
        let median = |it: &Model| it.context_tokens.as_ref().map(Figure::median);
        let parts = parts_of(name);
        for (off, wanted) in endings_off(&parts).enumerate() {
            // What came out another day may have another window.
            if parts[parts.len() - off..].iter().any(|it| is_day(it)) {
                return None;
            }
            let alias = |it: &&Model| it.aliases.contains(&wanted);
            let model = self.called(&wanted).or_else(|| self.models.iter().find(alias));
            if let Some(tokens) = model.and_then(median) {
                return Some(tokens);
            }
            let Some(shape) = self.shape_called(&wanted) else { continue };
            let of_shape = |it: &&Model| match it.architecture {
                ModelArchitecture::Known(id) => self.shapes[id.index()].id == shape.id,
                ModelArchitecture::Guessed(_) => false,
            };
            let longest =
                || self.models.iter().filter(of_shape).filter_map(median).reduce(f64::max);
            return shape.context_tokens.or_else(longest);
        }
        None
    }

    fn shape_called(&self, wanted: &str) -> Option<&Shape> {
        let called = |it: &&Shape| it.id == wanted || it.aliases.iter().any(|it| it == wanted);
        // What was added last stands in place of a record of its name.
        self.shapes.iter().rev().find(called)
    }

    /// The model that `wanted` is the id or the name of.
    fn called(&self, wanted: &str) -> Option<&Model> {
        self.models.iter().find(|it| spelled(&it.id) == wanted || spelled(&it.name) == wanted)
    }

    /// The assumed shape of the closed model called `wanted`, and what stands in for its own.
    fn by_guess(&self, wanted: &str) -> Option<(Architecture, String)> {
        let ModelArchitecture::Guessed(guess) = &self.called(wanted)?.architecture else {
            return None;
        };
        let (total, active) = (guess.total_params.median(), guess.active_params.median());
        let stands_in = format!(
            "closed weights: assumed mixture of {:.0}B, {:.0}B active ({} and {} in the catalogue)",
            total / 1e9,
            active / 1e9,
            guess.total_params.text,
            guess.active_params.text,
        );
        Some((Architecture::sparse_guess(total, active), stands_in))
    }
}

/// A shape by the sizes that a name holds.
fn by_size(parts: &[String]) -> Option<(Architecture, String)> {
    let billions = |text: &str| {
        let number = text.strip_suffix('b')?;
        let starts = number.starts_with(|first: char| first.is_ascii_digit());
        number.parse::<f64>().ok().filter(|it| starts && *it > 0.0 && it.is_finite())
    };
    if let Some((count, each)) = parts.iter().find_map(|part| {
        let (count, each) = part.split_once('x')?;
        Some((count.parse::<u32>().ok().filter(|it| *it > 1)?, billions(each)?))
    }) {
        // Two of the experts at a time and attention shared, as Mixtral: 8x7b is 46.7 G, 12.9 G active.
        let total = f64::from(count) * each * 0.834;
        let active = total * 0.276 * 8.0 / f64::from(count);
        let shape = Architecture::sparse_guess(total * 1e9, active * 1e9);
        return Some((shape, format!("assumed mixture of {total:.0}B, {active:.0}B active")));
    }
    let total = parts.iter().find_map(|part| billions(part))?;
    let active = parts.iter().find_map(|part| billions(part.strip_prefix('a')?));
    Some(match active {
        // Not what either says.
        Some(active) if active > total => return None,
        Some(active) if active < total => (
            Architecture::sparse_guess(total * 1e9, active * 1e9),
            format!("assumed mixture of {total}B, {active}B active"),
        ),
        _ => (Architecture::dense_equivalent(total * 1e9), format!("assumed dense of {total}B")),
    })
}

#[cfg(test)]
mod tests;
