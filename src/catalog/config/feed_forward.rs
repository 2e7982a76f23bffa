//! Feed-forward of every layer: dense, shared experts, routed experts and what chooses them.

use super::Parts;
use super::layers::{Blocks, with_experts};
use super::reading::Words;

/// What all layers' feed-forward comes to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FeedForward {
    /// Parameters; attention, embedding and head are left 0.
    pub parts: Parts,
    pub moe_layers: f64,
    pub active_expert_params: f64,
    pub experts: f64,
    pub experts_per_token: f64,
}

/// Feed-forward by the words of it.
pub(super) fn feed_forward(
    words: &mut Words,
    hidden: Option<f64>,
    layers: Option<f64>,
    blocks: Option<&Blocks>,
) -> Option<FeedForward> {
    let matrices = if has_gate(words) { 3.0 } else { 2.0 };
    let is_mixture = words.has("num_experts");
    let sparse = match (is_mixture, layers, blocks) {
        (true, Some(layers), None) => with_experts(words, layers as usize),
        _ => Vec::new(),
    };
    let listed = sparse.iter().filter(|it| **it).count();
    let moe_layers = blocks.map_or(listed, |it| it.sparse) as f64;
    let beside = words.flag("enable_moe_block") == Some(true);
    let dense_layers = match blocks {
        Some(it) => Some(it.dense as f64),
        None => layers.map(|it| if beside { it } else { it - moe_layers }),
    };
    let dense_width = match dense_layers {
        Some(0.0) => Some(0.0),
        _ => match words.count("intermediate_size_mlp", 1.0, 1e7) {
            None => words.required("intermediate_size", 1.0, 1e7),
            own => own,
        },
    };
    let experts = if is_mixture || moe_layers > 0.0 { Some(experts(words)) } else { None };
    let latent = words.given("moe_latent_size", 1.0, 1e6);
    let (hidden, dense_layers, dense_width) = (hidden?, dense_layers?, dense_width?);
    let of_width = |width: f64| matrices * hidden * width;
    let dense_ffn_params = dense_layers * of_width(dense_width);
    let Some(experts) = experts else {
        let parts = Parts { dense_ffn_params, ..Parts::default() };
        return Some(FeedForward { parts, ..FeedForward::default() });
    };
    let Experts { number, taken, width, shared_width } = experts?;
    // Experts in a space of their own: down to it and up again once a layer.
    let of_expert = matrices * latent.unwrap_or(hidden) * width;
    let to_latent = latent.map_or(0.0, |it| 2.0 * hidden * it);
    let routed_expert_params = moe_layers * number * of_expert;
    let parts = Parts {
        dense_ffn_params: dense_ffn_params + moe_layers * to_latent,
        shared_expert_params: moe_layers * of_width(shared_width),
        routed_expert_params,
        router_params: moe_layers * hidden * number,
        ..Parts::default()
    };
    Some(FeedForward {
        parts,
        moe_layers,
        active_expert_params: moe_layers * taken * of_expert,
        experts: number,
        experts_per_token: taken,
    })
}

/// The experts of a layer.
struct Experts {
    number: f64,
    taken: f64,
    width: f64,
    /// All shared ones together.
    shared_width: f64,
}

fn experts(words: &mut Words) -> Option<Experts> {
    let number = words.required("num_experts", 1.0, 1e6);
    let taken = words.required("num_experts_per_tok", 1.0, 1e6);
    let width = match words.has("moe_intermediate_size") {
        true => words.count("moe_intermediate_size", 1.0, 1e7),
        false => words.required("intermediate_size", 1.0, 1e7),
    };
    let shared = words.count("n_shared_experts", 0.0, 1e4);
    let shared_width = words.count("shared_expert_intermediate_size", 0.0, 1e7);
    // Llama 4 has one and does not say so.
    let shared = shared.or(words.model_type().starts_with("llama4").then_some(1.0));
    let (number, taken, width) = (number?, taken?, width?);
    if taken > number {
        let rule = format!("must be at most num_experts, {number}");
        words.problem("num_experts_per_tok", &taken.to_string(), rule);
    }
    let shared_width = shared_width.or(shared.map(|it| it * width)).unwrap_or(0.0);
    Some(Experts { number, taken, width, shared_width })
}

/// Families whose feed-forward has two matrices, whatever their activation is called.
const UNGATED: [&str; 16] = [
    "gpt2",
    "gptj",
    "gpt_neo",
    "gpt_neox",
    "gpt_bigcode",
    "opt",
    "bloom",
    "falcon",
    "mpt",
    "phi",
    "starcoder2",
    "nemotron",
    "codegen",
    "gptneox",
    "biogpt",
    "xglm",
];

fn has_gate(words: &Words) -> bool {
    let activation = words.text("hidden_act").unwrap_or("");
    !UNGATED.contains(&words.model_type())
        && !["relu", "relu2", "squared_relu"].contains(&activation)
}
