//! A model's shape from the words of a Hugging Face `config.json`: in that file, in a row of a table, in a scenario.

mod attention;
mod feed_forward;
mod format;
mod layers;
mod other_words;
mod reading;
mod words;

pub use format::ConfiguredFormat;
pub use words::{CONFIG_WORDS, ConfigWord, WordHolds};

use super::{Catalog, Model, ModelArchitecture, Shape, ShapeId, spelled};
use crate::document::{Table, Value};
use crate::error::Problem;
use crate::serving::{Architecture, Kept, Precision, Wider};
use crate::source::{Basis, Source};
use attention::attention;
use feed_forward::feed_forward;
use reading::Words;

/// Parameters by part, all layers together; norms and biases, below a thousandth of all, are left out.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Parts {
    /// Input embedding; 0 where it is the output head too, which [`Parts::head_params`] then counts.
    pub embedding_params: f64,
    /// Output head.
    pub head_params: f64,
    /// Attention, linear attention and the index of sparse attention.
    pub attention_params: f64,
    /// Feed-forward of layers without experts, and what stands beside experts in every layer.
    pub dense_ffn_params: f64,
    /// Experts that every token takes.
    pub shared_expert_params: f64,
    /// Experts of which a token takes some.
    pub routed_expert_params: f64,
    /// What chooses the experts.
    pub router_params: f64,
}

impl Parts {
    /// Parameters in all.
    pub fn total_params(&self) -> f64 {
        self.embedding_params + self.dense_params() + self.routed_expert_params
    }

    /// Parameters that every token reads: all but the input embedding and the routed experts.
    pub fn dense_params(&self) -> f64 {
        self.head_params
            + self.attention_params
            + self.dense_ffn_params
            + self.shared_expert_params
            + self.router_params
    }
}

/// What a configuration says of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Configured {
    /// What the serving model reads.
    pub architecture: Architecture,
    /// Parameters by part.
    pub parts: Parts,
    /// The number format of the weights, where it is said.
    pub format: Option<ConfiguredFormat>,
    /// Positions that the model has.
    pub context_tokens: Option<f64>,
    /// What the configuration says and the shape leaves out.
    pub notes: Vec<String>,
}

impl Catalog {
    /// Puts the shape of `model` in place of the record called `name`, of a shape or else of a model. The ids of the models that
    /// have it then; nothing where there is no such record.
    pub fn give(&mut self, name: &str, model: &Configured) -> Option<Vec<String>> {
        if let Some(place) = self.shapes.iter().position(|it| it.id == name) {
            self.shapes[place].architecture = model.architecture;
            let has = |it: &&Model| match it.architecture {
                ModelArchitecture::Known(id) => id.index() == place,
                ModelArchitecture::Guessed(_) => false,
            };
            return Some(self.models.iter().filter(has).map(|it| it.id.clone()).collect());
        }
        let place = u16::try_from(self.shapes.len()).ok()?;
        let it = self.models.iter_mut().find(|it| it.id == name)?;
        it.architecture = ModelArchitecture::Known(ShapeId(place));
        self.shapes.push(model.shape(name, "the scenario"));
        Some(vec![name.to_string()])
    }
}

impl Configured {
    /// The shape of the model called `name`, from the configuration in `document`.
    pub fn shape(&self, name: &str, document: &str) -> Shape {
        let own = name.trim().trim_end_matches('/');
        Shape {
            id: spelled(own.rsplit('/').next().unwrap_or(own)),
            name: name.to_string(),
            aliases: Vec::new(),
            architecture: self.architecture,
            native: self.format.and_then(|it| Precision::parse(it.name)).unwrap_or(Precision::Bf16),
            context_tokens: self.context_tokens,
            stands_in: None,
            is_given: true,
            format: self.format.map(|it| it.name),
            source: Source {
                basis: Basis::Published,
                document: document.to_string(),
                url: String::new(),
                credit: String::new(),
                as_of: String::new(),
                note: String::new(),
            },
        }
    }
}

/// Words that give no shape by themselves: they stand beside models in tables for other reasons too.
const BESIDE: [&str; 4] =
    ["model_type", "hidden_act", "tie_word_embeddings", "max_position_embeddings"];

/// Whether `table` says anything of a shape.
pub fn is_configuration(table: &Table) -> bool {
    let of_shape = |key: &str| {
        CONFIG_WORDS.iter().any(|word| word.is_called(key) && !BESIDE.contains(&word.name))
    };
    table.0.iter().any(|(key, _)| of_shape(key))
}

/// The shape that the words of `config` give; `path` stands in front of a word in messages.
///
/// # Formula
/// Attention `h H (d + d_v) + h K (d + d_v)`, latent attention by its ranks, linear attention by its heads; feed-forward
/// `3 h i` with a gate and `2 h i` without; experts alike; a router of `h E`; head and embedding `V h` each, one where tied.
/// Cache of a layer `K (d + d_v)` elements a token, `r + d_rope` for latent attention; what slides keeps its window.
///
/// # Errors
/// Every word that must be there and is not, every impossible value, and every word of a kind of layer that is not known here.
///
/// ```
/// use undercut::{catalog::configured, document};
/// let words = "num_hidden_layers = 36\nhidden_size = 4096\nnum_attention_heads = 32\nnum_key_value_heads = 8\n\
///              head_dim = 128\nintermediate_size = 12288\nvocab_size = 151936";
/// let model = configured(&document::parse(words).unwrap(), "").unwrap();
/// assert_eq!(model.architecture.kv_elements_per_token, 73728.0);
/// assert!((model.parts.total_params() / 8.19e9 - 1.0).abs() < 0.001);
/// ```
pub fn configured(config: &Table, path: &str) -> Result<Configured, Vec<Problem>> {
    let config = &Words::completed(config);
    let mut words = Words::new(config, path);
    words.refuse_what_is_beyond();
    let blocks = layers::blocks(&mut words);
    let layers = match &blocks {
        Some(it) => Some(it.mixers.len() as f64),
        None => words.required("num_hidden_layers", 1.0, 1000.0),
    };
    let hidden = words.required("hidden_size", 1.0, 1e6);
    let vocabulary = words.required("vocab_size", 1.0, 1e8);
    let context_tokens = words.count("max_position_embeddings", 1.0, 1e9);
    let tied = words.flag("tie_word_embeddings").unwrap_or_else(|| ties_unsaid(&words));
    let kinds = match &blocks {
        Some(it) => Some(it.mixers.clone()),
        None => layers.map(|it| layers::kinds(&mut words, it as usize, context_tokens)),
    };
    let attention = attention(&mut words, hidden, kinds.as_deref());
    let feed_forward = feed_forward(&mut words, hidden, layers, blocks.as_ref());
    let format = format::format(&mut words);
    let notes = words.notes();
    let (Some(layers), Some(hidden), Some(vocabulary)) = (layers, hidden, vocabulary) else {
        return Err(words.problems);
    };
    let (Some(attention), Some(feed_forward), true) =
        (attention, feed_forward, words.problems.is_empty())
    else {
        return Err(words.problems);
    };
    let head_params = vocabulary * hidden;
    let parts = Parts {
        embedding_params: if tied { 0.0 } else { head_params },
        head_params,
        attention_params: attention.params,
        ..feed_forward.parts
    };
    let architecture = Architecture {
        layers,
        hidden,
        dense_params: parts.dense_params(),
        attention_params: match format {
            Some(ConfiguredFormat { keeps: [true, _], .. }) => parts.attention_params,
            _ => 0.0,
        },
        vocabulary,
        embedding_params: parts.embedding_params,
        wider: format.map(wider).unwrap_or_default(),
        ..attention.on(Architecture::dense_equivalent(0.0))
    };
    let architecture = architecture.with_experts(
        feed_forward.moe_layers,
        parts.routed_expert_params,
        feed_forward.active_expert_params,
        feed_forward.experts,
        feed_forward.experts_per_token,
    );
    Ok(Configured { architecture, parts, format, context_tokens, notes })
}

/// What a checkpoint in `format` keeps in BF16.
fn wider(format: ConfiguredFormat) -> Wider {
    let Some(narrow) = Precision::parse(format.name.trim_start_matches("nv")) else {
        return Wider::default();
    };
    let [attention, feed_forward] =
        format.keeps.map(|it| if it { Precision::Bf16 } else { narrow });
    let kept = Some(Kept { attention, feed_forward }).filter(|_| format.keeps.contains(&true));
    match narrow {
        Precision::Bf16 => Wider::default(),
        Precision::Fp8 => Wider { fp8: kept, ..Wider::default() },
        Precision::Fp4 => Wider { fp4: kept, ..Wider::default() },
        Precision::Int4 => Wider { int4: kept, ..Wider::default() },
        Precision::Mxfp4 => Wider { mxfp4: kept, ..Wider::default() },
    }
}

/// Whether input and output embedding are one where the configuration does not say: so by default in these families.
fn ties_unsaid(words: &Words) -> bool {
    let families = ["gemma", "cohere", "gpt2", "gpt_bigcode", "bloom", "opt", "falcon", "mpt"];
    families.iter().any(|it| words.model_type().starts_with(it))
}

/// The name that a configuration gives its model, where it is no folder of somebody's machine.
pub fn name_in(config: &Table) -> Option<&str> {
    let name = config.get("_name_or_path").and_then(Value::scalar)?.trim();
    let whole = !name.is_empty() && !name.starts_with(['/', '.', '~']) && !name.contains('\\');
    whole.then_some(name)
}

#[cfg(test)]
mod tests;
