//! Which layers attend how, and which have experts.

use super::reading::Words;

/// How a layer attends to its context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LayerKind {
    /// To all of it.
    Full,
    /// To a window that slides.
    Sliding,
    /// To the chunk that a token is in.
    Chunked,
    /// By a state of fixed size, gated linear attention.
    Linear,
    /// By a state of fixed size, Mamba-2.
    Recurrent,
}

use LayerKind::{Chunked, Full, Linear, Recurrent, Sliding};

/// Layers of which each is a mixer or a feed-forward, not both (Nemotron-H).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Blocks {
    /// How each mixer attends.
    pub mixers: Vec<LayerKind>,
    /// Feed-forward layers without experts.
    pub dense: usize,
    /// Those with routed experts.
    pub sparse: usize,
}

/// The blocks that `hybrid_override_pattern` or `layers_block_type` lists, where one does.
pub(super) fn blocks(words: &mut Words) -> Option<Blocks> {
    let (word, names): (&str, Vec<String>) = match words.list("layers_block_type") {
        Some(names) => ("layers_block_type", names.iter().map(|it| it.to_string()).collect()),
        None => {
            let letters = words.text("hybrid_override_pattern")?;
            ("hybrid_override_pattern", letters.chars().map(String::from).collect())
        }
    };
    let mut blocks = Blocks { mixers: Vec::new(), dense: 0, sparse: 0 };
    for name in &names {
        match name.as_str() {
            "M" | "mamba" | "mamba2" => blocks.mixers.push(Recurrent),
            "*" | "attention" => blocks.mixers.push(Full),
            "-" | "mlp" => blocks.dense += 1,
            "E" | "moe" => blocks.sparse += 1,
            other => words.problem(
                word,
                other,
                "is not a kind of block that is known: M, *, - or E; mamba, attention, mlp or moe",
            ),
        }
    }
    Some(blocks)
}

const NAMES: [(&str, LayerKind); 17] = [
    ("full_attention", Full),
    ("full", Full),
    ("attention", Full),
    ("global", Full),
    ("global_attention", Full),
    // What an index selects of, which its own words say.
    ("deepseek_sparse_attention", Full),
    ("sliding_attention", Sliding),
    ("sliding_window_attention", Sliding),
    ("sliding", Sliding),
    ("sliding_window", Sliding),
    ("local", Sliding),
    ("local_attention", Sliding),
    ("chunked_attention", Chunked),
    ("linear_attention", Linear),
    ("linear", Linear),
    ("mamba", Recurrent),
    ("mamba2", Recurrent),
];

/// The kind of each of `layers` layers, by the first word that tells it.
pub(super) fn kinds(words: &mut Words, layers: usize, positions: Option<f64>) -> Vec<LayerKind> {
    let every = |interval: usize, other: LayerKind| -> Vec<LayerKind> {
        (1..=layers).map(|it| if it % interval.max(1) == 0 { Full } else { other }).collect()
    };
    let all = |kind: LayerKind| vec![kind; layers];
    if let Some(kinds) = listed(words, layers) {
        return kinds;
    }
    if words.has("linear_num_value_heads") {
        let interval = words.count("full_attention_interval", 1.0, 1000.0).unwrap_or(4.0);
        return every(interval as usize, Linear);
    }
    if words.has("attention_chunk_size") {
        let interval = words.count("no_rope_layer_interval", 1.0, 1000.0).unwrap_or(4.0);
        return every(interval as usize, Chunked);
    }
    let window = words.given("sliding_window", 1.0, 1e9);
    let slides = window.is_some_and(|it| positions.is_none_or(|positions| it < positions))
        && words.flag("use_sliding_window") != Some(false);
    if !slides {
        return all(Full);
    }
    if words.is_list("sliding_window_pattern") {
        return by_letters(words, layers);
    }
    let family = words.model_type();
    let usual = match family {
        _ if family.starts_with("gemma2") || family.starts_with("gpt_oss") => Some(2.0),
        _ if family.starts_with("gemma3") => Some(6.0),
        _ if family.starts_with("cohere2") => Some(4.0),
        _ => None,
    };
    if let Some(interval) = words.count("sliding_window_pattern", 1.0, 1000.0).or(usual) {
        return every(interval as usize, Sliding);
    }
    if words.flag("use_sliding_window") == Some(true)
        && let Some(full) = words.count("max_window_layers", 0.0, 1000.0)
    {
        return (0..layers).map(|it| if it < full as usize { Full } else { Sliding }).collect();
    }
    words.note("every layer slides: neither layer_types nor sliding_window_pattern says otherwise");
    all(Sliding)
}

/// The kinds that a list names, layer by layer.
fn listed(words: &mut Words, layers: usize) -> Option<Vec<LayerKind>> {
    let (word, names) = match (words.list("layer_types"), words.list("hybrid_layer_pattern")) {
        (Some(names), _) => ("layer_types", names),
        (None, Some(flags)) => ("hybrid_layer_pattern", flags),
        (None, None) => {
            let flags = words.list("no_rope_layers").filter(|it| !it.is_empty())?;
            if !words.has("attention_chunk_size") {
                return None;
            }
            // Where positions are encoded, attention stays in its chunk.
            let kinds = flags.iter().map(|it| if *it == "0" { Full } else { Chunked });
            let kinds: Vec<LayerKind> = kinds.take(layers).collect();
            return (kinds.len() == layers).then_some(kinds);
        }
    };
    if names.len() < layers {
        let rule = format!("must have one of each of {layers} layers");
        words.problem(word, &format!("a list of {}", names.len()), rule);
        return Some(vec![Full; layers]);
    }
    let of = |name: &&str| match (word, *name) {
        ("hybrid_layer_pattern", "0") => Some(Full),
        ("hybrid_layer_pattern", "1") => Some(Sliding),
        (_, name) => NAMES.iter().find(|it| it.0 == name).map(|it| it.1),
    };
    let kind = |name: &&str| {
        of(name).unwrap_or_else(|| {
            let known = NAMES.map(|it| it.0).join(", ");
            words.problem(word, name, format!("is not a kind of layer that is known: {known}"));
            Full
        })
    };
    Some(names.iter().take(layers).map(kind).collect())
}

/// The kinds by a pattern of letters that repeats, `L` for what slides and `G` for what sees all: `LLLG`.
fn by_letters(words: &mut Words, layers: usize) -> Vec<LayerKind> {
    let pattern = words.text("sliding_window_pattern").unwrap_or("");
    let known = pattern.chars().all(|it| it == 'L' || it == 'G');
    if pattern.is_empty() || !known {
        words.problem("sliding_window_pattern", pattern, "must be a number, or letters L and G");
        return vec![Full; layers];
    }
    let kinds = pattern.chars().map(|it| if it == 'G' { Full } else { Sliding });
    kinds.cycle().take(layers).collect()
}

/// Whether each of `layers` layers has routed experts.
pub(super) fn with_experts(words: &mut Words, layers: usize) -> Vec<bool> {
    if let Some(kinds) = words.list("mlp_layer_types") {
        return flagged(words, "mlp_layer_types", layers, &kinds, |it| it != "dense");
    }
    if words.is_list("moe_layer_freq")
        && let Some(flags) = words.list("moe_layer_freq")
    {
        return flagged(words, "moe_layer_freq", layers, &flags, |it| it != "0");
    }
    if let Some(places) = words.list("moe_layers_enum") {
        return (0..layers).map(|it| places.contains(&it.to_string().as_str())).collect();
    }
    let mut step = |word: &str| words.count(word, 0.0, 1000.0).map(|it| it as usize);
    let (interleave, sparse, frequency, first) = (
        step("interleave_moe_layer_step"),
        step("decoder_sparse_step"),
        step("moe_layer_freq"),
        step("first_k_dense_replace").unwrap_or(0),
    );
    let dense = words.list("mlp_only_layers").unwrap_or_default();
    let at = |interval: Option<usize>, place: usize| match interval {
        None => true,
        Some(0) => false,
        Some(interval) => place.is_multiple_of(interval),
    };
    (0..layers)
        .map(|it| {
            it >= first
                && at(interleave, it + 1)
                && at(sparse, it + 1)
                && at(frequency, it)
                && !dense.contains(&it.to_string().as_str())
        })
        .collect()
}

fn flagged(
    words: &mut Words,
    word: &str,
    layers: usize,
    items: &[&str],
    holds: fn(&str) -> bool,
) -> Vec<bool> {
    if items.len() < layers {
        let rule = format!("must have one of each of {layers} layers");
        words.problem(word, &format!("a list of {}", items.len()), rule);
    }
    items.iter().take(layers).map(|it| holds(it)).collect()
}
