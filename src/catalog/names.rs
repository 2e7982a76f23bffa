//! How people write the names that the catalogue knows.

use super::{Accelerator, Catalog, Figure, Model, ModelArchitecture, Shape};
use crate::ids::ModelId;
use crate::serving::{Architecture, Precision};
use crate::source::{Basis, Source};

/// Lower case, hyphens for blanks and underscores.
///
/// ```
/// assert_eq!(undercut::catalog::spelled(" Kimi_K2.5 "), "kimi-k2.5");
/// ```
pub fn spelled(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '_'], "-")
}

/// Makers and machines in front of an accelerator's name.
const MAKERS: [&str; 6] = ["nvidia-", "amd-", "geforce-", "instinct-", "hgx-", "dgx-"];
/// Forms of an accelerator that its data sheet already is; a PCIe card is another one.
const FORMS: [&str; 7] = ["sxm", "sxm4", "sxm5", "oam", "hbm3", "hbm3e", "nvl72"];

/// An accelerator's name without its maker, memory and form: `NVIDIA H100 80GB HBM3` is `h100`.
fn bare_accelerator(name: &str) -> String {
    let mut name = spelled(name);
    while let Some(rest) = MAKERS.iter().find_map(|maker| name.strip_prefix(maker)) {
        name = rest.to_string();
    }
    let is_form = |part: &str| {
        let memory = part.strip_suffix("gb").is_some_and(|it| it.parse::<u32>().is_ok());
        memory || FORMS.contains(&part)
    };
    while let Some((rest, _)) = name.rsplit_once('-').filter(|(_, part)| is_form(part)) {
        name = rest.to_string();
    }
    name
}

/// What names of the same weights end in: tuning, and the number format that has a column of its own.
const ENDINGS: [&str; 18] = [
    "-instruct",
    "-chat",
    "-it",
    "-hf",
    "-base",
    "-preview",
    "-fp8",
    "-fp4",
    "-nvfp4",
    "-mxfp4",
    "-int4",
    "-bf16",
    "-awq",
    "-gptq",
    "-dynamic",
    "-0528",
    "-2507",
    "-instruct-2507",
];

impl Catalog {
    /// The accelerator called `name`, in any case, with or without its maker, memory and form.
    ///
    /// ```
    /// use undercut::catalog::Catalog;
    /// let catalog = Catalog::shipped().unwrap();
    /// assert_eq!(catalog.accelerator_named("NVIDIA H100 80GB HBM3").unwrap().id, "h100-sxm");
    /// ```
    pub fn accelerator_named(&self, name: &str) -> Option<&Accelerator> {
        let named = |wanted: &str| {
            let mut all = self.accelerators.iter();
            all.find(|it| it.id == wanted || it.aliases.iter().any(|alias| alias == wanted))
        };
        named(&spelled(name)).or_else(|| named(&bare_accelerator(name)))
    }

    /// The shape of the model called `name`, in any case, with or without its publisher and a closing
    /// `-instruct` or number format; else one assumed from the sizes in the name
    /// (`70b`: [`Architecture::dense_equivalent`]; `30b-a3b`, `8x7b`: [`Architecture::sparse_guess`]);
    /// else the catalogue's guess at a closed model of that name. Nothing for a name without any, or with
    /// more active than in all.
    pub fn shape_named(&self, name: &str) -> Option<Shape> {
        let mut wanted = String::new();
        for spelling in spellings(name) {
            if let Some(shape) = self.shape_called(&spelling) {
                return Some(shape.clone());
            }
            wanted = spelling;
        }
        if let Some(ModelArchitecture::Known(shape)) =
            self.called(&wanted).map(|it| &it.architecture)
        {
            return Some(self.shapes[shape.index()].clone());
        }
        let (architecture, stands_in) = by_size(&wanted).or_else(|| self.by_guess(&wanted))?;
        Some(Shape {
            id: wanted,
            name: name.to_string(),
            aliases: Vec::new(),
            architecture,
            native: Precision::Bf16,
            context_tokens: None,
            stands_in: Some(stands_in),
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
        for wanted in spellings(name) {
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
        self.shapes.iter().find(called)
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

/// What `name` may be written as: without its publisher, then without one closing word after another.
fn spellings(name: &str) -> impl Iterator<Item = String> {
    let whole = spelled(name.rsplit('/').next().unwrap_or(name));
    std::iter::successors(Some(whole), |it| {
        let shorter = ENDINGS.iter().find_map(|ending| it.strip_suffix(ending));
        shorter.map(str::to_string)
    })
}

/// A shape by the sizes that `name` holds.
fn by_size(name: &str) -> Option<(Architecture, String)> {
    let billions = |text: &str| {
        let number = text.strip_suffix('b')?;
        let starts = number.starts_with(|first: char| first.is_ascii_digit());
        number.parse::<f64>().ok().filter(|it| starts && *it > 0.0 && it.is_finite())
    };
    let parts: Vec<&str> = name.split('-').collect();
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
mod tests {
    use super::*;

    #[test]
    fn accelerators_lose_maker_memory_and_form_but_not_what_tells_them_apart() {
        for (written, name) in [
            ("NVIDIA H100 80GB HBM3", "h100"),
            ("h200_sxm_141gb", "h200"),
            ("GB200 NVL72", "gb200"),
            ("NVIDIA GeForce RTX 4090", "rtx-4090"),
            ("AMD Instinct MI300X", "mi300x"),
            ("A100-SXM4-80GB", "a100"),
            ("H100 PCIe", "h100-pcie"),
            ("80GB", "80gb"),
        ] {
            assert_eq!(bare_accelerator(written), name);
        }
    }
}
