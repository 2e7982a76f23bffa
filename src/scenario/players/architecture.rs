//! What the serving model needs to know of a model.

use crate::catalog;
use crate::scenario::inputs::Slot;
use crate::serving::{Architecture, Attention};

/// An architecture, known or guessed.
#[derive(Debug, Clone, PartialEq)]
pub enum ArchitecturePlan {
    /// Published.
    Known(Architecture),
    /// Not published: only sizes, as wide assumptions.
    Guessed {
        /// Total parameters.
        total_params: Slot,
        /// Active parameters per token.
        active_params: Slot,
    },
}

/// The serving model's view of a published architecture.
pub(super) fn architecture(known: &catalog::KnownArchitecture) -> Architecture {
    let sparse = known.sparse_positions > 0.0;
    let attention = match () {
        () if sparse => Attention::LatentSparse,
        () if known.kv_read_elements_constant > 0.0 => Attention::CompressedSparse,
        () if known.kv_heads <= 1.0 => Attention::Latent,
        () => Attention::Grouped,
    };
    // Sparse attention reads and computes on selected tokens only; its index goes over all of them.
    let selected = |value: f64| if sparse { value } else { 0.0 };
    let all = |value: f64, index: f64| if sparse { index } else { value };
    Architecture {
        layers: known.layers,
        moe_layers: known.moe_layers,
        hidden: known.hidden,
        dense_params: known.dense_params,
        expert_params: known.expert_params,
        active_expert_params: known.active_expert_params,
        experts: known.experts,
        experts_per_token: known.experts_per_token,
        attention,
        kv_heads: known.kv_heads,
        kv_elements_per_token: known.kv_elements_per_token,
        index_elements_per_token: known.index_elements_per_token,
        kv_elements_per_sequence: known.kv_elements_constant,
        window_tokens: 0.0,
        state_bytes_per_sequence: 0.0,
        kv_read_elements_per_token: all(
            known.kv_read_elements_per_token,
            known.index_elements_per_token,
        ),
        kv_read_elements_per_selected_token: selected(known.kv_elements_per_token),
        kv_read_elements_per_sequence: known.kv_read_elements_constant,
        selected_tokens: known.sparse_positions,
        decode_attention_flops_per_token: all(
            known.decode_flops_per_token,
            known.index_flops_per_token,
        ),
        decode_attention_flops_per_selected_token: selected(known.decode_flops_per_token),
        prefill_attention_flops_per_token: all(
            known.prefill_flops_per_token,
            known.index_flops_per_token,
        ),
        prefill_attention_flops_per_selected_token: selected(known.prefill_flops_per_token),
        attention_flops_per_sequence: known.decode_flops_constant,
    }
}
