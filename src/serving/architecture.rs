//! The shape of a model, as far as the time of a token depends on it.

/// How a layer attends to its context; decides how the KV cache spreads over tensor-parallel ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    /// Multi-head or grouped-query: KV heads split over tensor-parallel ranks.
    Grouped,
    /// Multi-head latent (DeepSeek-V3, Kimi-K2): one latent that every tensor-parallel rank holds.
    Latent,
    /// Latent with a learned index that selects tokens (DeepSeek-V3.2, GLM-5).
    LatentSparse,
    /// Compressed and sparse (DeepSeek-V4).
    CompressedSparse,
}

/// A model's shape. Parameters are counts, KV sizes are elements (bytes follow from the precision),
/// FLOPs are per token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Architecture {
    /// Transformer layers.
    pub layers: f64,
    /// Layers with routed experts; 0 for a dense model.
    pub moe_layers: f64,
    /// Width of the residual stream.
    pub hidden: f64,
    /// Parameters read for every token: attention, shared experts, dense feed-forward, output head.
    pub dense_params: f64,
    /// Parameters of all routed experts; 0 for a dense model.
    pub expert_params: f64,
    /// Parameters of the routed experts that one token activates.
    pub active_expert_params: f64,
    /// Routed experts per layer.
    pub experts: f64,
    /// Routed experts that one token activates per layer.
    pub experts_per_token: f64,
    /// How layers attend to the context.
    pub attention: Attention,
    /// Heads over which the KV cache can be split.
    pub kv_heads: f64,
    /// KV elements stored per token of context, all layers.
    pub kv_elements_per_token: f64,
    /// Index elements stored per token of context, all layers (sparse attention).
    pub index_elements_per_token: f64,
    /// Elements stored per sequence whatever its length: sliding windows, states of linear layers.
    pub kv_elements_per_sequence: f64,
    /// Elements that a decode step reads per token of context beyond the selected ones (all KV, or
    /// the index of sparse attention).
    pub kv_read_elements_per_token: f64,
    /// Elements that a decode step reads per selected token; 0 without sparse selection.
    pub kv_read_elements_per_selected_token: f64,
    /// Elements that a decode step reads per sequence whatever its length.
    pub kv_read_elements_per_sequence: f64,
    /// Most tokens of context that sparse attention selects; 0 without selection.
    pub selected_tokens: f64,
    /// Decode attention, FLOPs per new token and token of context.
    pub decode_attention_flops_per_token: f64,
    /// Decode attention, FLOPs per new token and selected token.
    pub decode_attention_flops_per_selected_token: f64,
    /// Prefill attention, FLOPs per new token and token of context before it.
    pub prefill_attention_flops_per_token: f64,
    /// Prefill attention, FLOPs per new token and selected token.
    pub prefill_attention_flops_per_selected_token: f64,
    /// Attention FLOPs per new token whatever the context, in prefill and decode.
    pub attention_flops_per_sequence: f64,
}

impl Architecture {
    /// Parameters in all.
    ///
    /// # Formula
    /// `dense + expert`
    pub fn total_params(&self) -> f64 {
        self.dense_params + self.expert_params
    }

    /// Parameters that one token passes through.
    ///
    /// # Formula
    /// `dense + active expert`
    pub fn active_params(&self) -> f64 {
        self.dense_params + self.active_expert_params
    }
}
