//! Attention of every layer: parameters, cache, state and work.

use super::layers::LayerKind;
use super::reading::Words;
use crate::serving::{Architecture, Attention};

/// What all layers' attention comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attended {
    pub params: f64,
    shape: Architecture,
}

impl Attended {
    /// The attention of `base`, which has all else.
    pub fn on(&self, base: Architecture) -> Architecture {
        let Architecture { layers, hidden, dense_params, .. } = base;
        Architecture { layers, hidden, dense_params, ..self.shape }
    }
}

/// Heads of a layer and their widths.
#[derive(Debug, Clone, Copy)]
struct Heads {
    query: f64,
    stored: f64,
    width: f64,
    value_width: f64,
    /// The projection of values is that of keys.
    one_projection: bool,
}

impl Heads {
    /// # Formula
    /// `h (H d (1 + gate) + K d + K d_v) + H d_v h`
    fn params(&self, hidden: f64, gated: bool) -> f64 {
        let Heads { query, stored, width, value_width, one_projection } = *self;
        let gate = if gated { query * width } else { 0.0 };
        let values = if one_projection { 0.0 } else { stored * value_width };
        hidden * (query * width + gate + stored * width + values) + query * value_width * hidden
    }

    /// Elements of a token in the cache.
    fn elements(&self) -> f64 {
        self.stored * (self.width + self.value_width)
    }

    /// Work for a new token and a token of context, FLOPs.
    fn flops(&self) -> f64 {
        2.0 * self.query * (self.width + self.value_width)
    }
}

/// Attention by the words of it.
pub(super) fn attention(
    words: &mut Words,
    hidden: Option<f64>,
    kinds: Option<&[LayerKind]>,
) -> Option<Attended> {
    if words.has("kv_lora_rank") {
        return latent(words, hidden, kinds);
    }
    let sliding = kinds.is_some_and(|it| it.contains(&LayerKind::Sliding));
    let linear = kinds.is_some_and(|it| it.contains(&LayerKind::Linear));
    let full = heads(words, hidden)?;
    let global = global_heads(words, full);
    let window = if sliding { words.required("sliding_window", 1.0, 1e9) } else { Some(0.0) };
    let slid = sliding_heads(words, full);
    let gated = words.flag("attn_output_gate").unwrap_or(linear);
    let state = if linear { linear_attention(words, hidden) } else { Some((0.0, 0.0)) };
    let recurrent = kinds.is_some_and(|it| it.contains(&LayerKind::Recurrent));
    let mixer = if recurrent { mamba(words, hidden) } else { Some((0.0, 0.0)) };
    let chunked = kinds.is_some_and(|it| it.contains(&LayerKind::Chunked));
    let chunk = if chunked { words.required("attention_chunk_size", 1.0, 1e9) } else { Some(0.0) };
    let (hidden, kinds, window, (linear_params, state_elements), chunk) =
        (hidden?, kinds?, window?, state?, chunk?);
    let (mixer_params, mixer_elements) = mixer?;
    let number = |kind: LayerKind| kinds.iter().filter(|it| **it == kind).count() as f64;
    let (seeing, sliding, chunked, linear, recurrent) = (
        number(LayerKind::Full),
        number(LayerKind::Sliding),
        number(LayerKind::Chunked),
        number(LayerKind::Linear),
        number(LayerKind::Recurrent),
    );
    // Layers that see all have heads of their own only beside ones that slide.
    let global = if sliding > 0.0 { global } else { full };
    let params = seeing * global.params(hidden, gated)
        + sliding * slid.params(hidden, gated)
        + chunked * full.params(hidden, gated)
        + linear * linear_params
        + recurrent * mixer_params;
    let per_token = seeing * global.elements() + chunked * full.elements();
    let in_window = sliding * slid.elements() * window;
    let flops = seeing * global.flops();
    let shape = Architecture {
        attention: if chunked > 0.0 { Attention::GroupedChunked } else { Attention::Grouped },
        kv_elements_per_sequence: in_window,
        kv_read_elements_per_sequence: in_window,
        window_tokens: if sliding > 0.0 { window } else { 0.0 },
        kv_read_elements_per_token: seeing * global.elements(),
        kv_read_elements_per_selected_token: chunked * full.elements(),
        selected_tokens: chunk,
        decode_attention_flops_per_selected_token: chunked * full.flops(),
        prefill_attention_flops_per_selected_token: chunked * full.flops(),
        attention_flops_per_sequence: sliding * slid.flops() * window,
        ..Architecture::dense(0.0, 0.0, 0.0, stored_heads(seeing, global, slid), per_token, flops)
    };
    let state = linear * state_elements + recurrent * mixer_elements;
    Some(Attended { params, shape: shape.with_state(state) })
}

/// Heads over which the cache can be split: of layers that see all, where there are any.
fn stored_heads(seeing: f64, global: Heads, slid: Heads) -> f64 {
    if seeing > 0.0 { global.stored } else { slid.stored }
}

/// The heads of a layer.
fn heads(words: &mut Words, hidden: Option<f64>) -> Option<Heads> {
    let query = words.required("num_attention_heads", 1.0, 1e4);
    let stored = words.count("num_key_value_heads", 1.0, 1e4).or(query);
    let mut width = words.count("head_dim", 1.0, 1e5);
    if let (None, false, Some(hidden), Some(query)) = (width, words.has("head_dim"), hidden, query)
    {
        width = Some(hidden / query).filter(|it| it.fract() == 0.0);
        if width.is_none() {
            words.problem(
                "head_dim",
                "",
                format!("is missing, and {query} heads do not divide {hidden}"),
            );
        }
    }
    let value_width = words.count("v_head_dim", 1.0, 1e5).or(width);
    let (query, stored) = (query?, stored?);
    if !(query % stored == 0.0) {
        let rule = format!("must divide num_attention_heads, {query}");
        words.problem("num_key_value_heads", &stored.to_string(), rule);
    }
    Some(Heads { query, stored, width: width?, value_width: value_width?, one_projection: false })
}

/// Heads of layers that see all, where others slide.
fn global_heads(words: &mut Words, usual: Heads) -> Heads {
    let own = words.count("global_head_dim", 1.0, 1e5);
    Heads {
        stored: words.count("num_global_key_value_heads", 1.0, 1e4).unwrap_or(usual.stored),
        width: own.unwrap_or(usual.width),
        value_width: own.unwrap_or(usual.value_width),
        one_projection: words.flag("attention_k_eq_v").unwrap_or(false),
        ..usual
    }
}

/// Heads of layers that slide.
fn sliding_heads(words: &mut Words, usual: Heads) -> Heads {
    Heads {
        query: words.count("swa_num_attention_heads", 1.0, 1e4).unwrap_or(usual.query),
        stored: words.count("swa_num_key_value_heads", 1.0, 1e4).unwrap_or(usual.stored),
        width: words.count("swa_head_dim", 1.0, 1e5).unwrap_or(usual.width),
        value_width: words.count("swa_v_head_dim", 1.0, 1e5).unwrap_or(usual.value_width),
        ..usual
    }
}

/// Parameters and elements of state of one layer of gated linear attention.
///
/// # Formula
/// `h (2 N_k d_k + 2 N_v d_v + 2 N_v) + c (2 N_k d_k + N_v d_v) + N_v d_v h`; state `N_v d_k d_v`
fn linear_attention(words: &mut Words, hidden: Option<f64>) -> Option<(f64, f64)> {
    let keys = words.required("linear_num_key_heads", 1.0, 1e4);
    let key_width = words.required("linear_key_head_dim", 1.0, 1e5);
    let values = words.required("linear_num_value_heads", 1.0, 1e4);
    let value_width = words.required("linear_value_head_dim", 1.0, 1e5);
    let kernel = words.count("linear_conv_kernel_dim", 1.0, 1e3).unwrap_or(4.0);
    let (hidden, keys, key_width, values, value_width) =
        (hidden?, keys?, key_width?, values?, value_width?);
    let (all_keys, all_values) = (keys * key_width, values * value_width);
    let into = hidden * (2.0 * all_keys + 2.0 * all_values + 2.0 * values);
    let params = into + kernel * (2.0 * all_keys + all_values) + all_values * hidden;
    Some((params, values * key_width * value_width))
}

/// Parameters of a Mamba-2 mixer, and its state in elements of 16 bits.
///
/// # Formula
/// `h (2 N d + 2 G s + N) + c (N d + 2 G s) + N d h`; state `N d s`, twice where it is kept in 32 bits
fn mamba(words: &mut Words, hidden: Option<f64>) -> Option<(f64, f64)> {
    let heads = words.required("mamba_num_heads", 1.0, 1e5);
    let width = words.required("mamba_head_dim", 1.0, 1e5);
    let states = words.required("ssm_state_size", 1.0, 1e5);
    let groups = words.count("n_groups", 1.0, 1e4).unwrap_or(1.0);
    let kernel = words.count("conv_kernel", 1.0, 1e3).unwrap_or(4.0);
    let words_each = if words.text("mamba_ssm_cache_dtype") == Some("float32") { 2.0 } else { 1.0 };
    let (hidden, heads, width, states) = (hidden?, heads?, width?, states?);
    let (inner, shared) = (heads * width, 2.0 * groups * states);
    let params =
        hidden * (2.0 * inner + shared + heads) + kernel * (inner + shared) + inner * hidden;
    Some((params, words_each * inner * states))
}

/// Latent attention, with or without an index.
///
/// # Formula
/// `h q + q H (d_n + d_r)` for queries (`h H (d_n + d_r)` without a rank), `h (r + d_r) + r H (d_n + d_v)` for keys and values,
/// `H d_v h` out; an index `q N_i d_i + h d_i`. Decode attends in the latent, `2 H (2 r + d_r)`; prefill expands it,
/// `2 H (d_n + d_r + d_v)`, but where an index selects.
fn latent(words: &mut Words, hidden: Option<f64>, kinds: Option<&[LayerKind]>) -> Option<Attended> {
    let heads = words.required("num_attention_heads", 1.0, 1e4);
    let rank = words.required("kv_lora_rank", 1.0, 1e6);
    let rope = words.required("qk_rope_head_dim", 0.0, 1e5);
    let nope = words.required("qk_nope_head_dim", 0.0, 1e5);
    let value = words.required("v_head_dim", 1.0, 1e5);
    let queries = words.given("q_lora_rank", 1.0, 1e6);
    let is_indexed =
        ["index_n_heads", "index_head_dim", "index_topk"].iter().any(|it| words.has(it));
    let index = is_indexed.then(|| {
        let heads = words.required("index_n_heads", 1.0, 1e4);
        let width = words.required("index_head_dim", 1.0, 1e5);
        Some((heads?, width?, words.required("index_topk", 1.0, 1e9)?))
    });
    if kinds.is_some_and(|it| it.iter().any(|it| *it != LayerKind::Full)) {
        let rule = "beside kv_lora_rank, layers that do not see all are not read";
        words.problem("layer_types", "", rule);
    }
    let (hidden, layers) = (hidden?, kinds?.len() as f64);
    let (heads, rank, rope, nope, value) = (heads?, rank?, rope?, nope?, value?);
    let query_width = heads * (nope + rope);
    let query_params = match queries {
        Some(own) => hidden * own + own * query_width,
        None => hidden * query_width,
    };
    let params = query_params
        + hidden * (rank + rope)
        + rank * heads * (nope + value)
        + heads * value * hidden;
    let absorbed = layers * 2.0 * heads * (2.0 * rank + rope);
    let expanded = layers * 2.0 * heads * (nope + rope + value);
    let dense = Architecture::dense(0.0, 0.0, 0.0, 1.0, layers * (rank + rope), absorbed);
    let shape = dense.with_latent_attention(expanded);
    let Some(index) = index else {
        return Some(Attended { params: layers * params, shape });
    };
    let (index_heads, index_width, selected) = index?;
    let index_params = queries.unwrap_or(hidden) * index_heads * index_width + hidden * index_width;
    let flops = layers * 2.0 * index_heads * index_width;
    let shape = Architecture {
        // A sparse prefill attends to the latent itself, as decode does.
        prefill_attention_flops_per_selected_token: absorbed,
        ..shape.with_index(selected, layers * index_width, flops)
    };
    Some(Attended { params: layers * (params + index_params), shape })
}
