//! The shape of a model, as far as the time of a token depends on it.

use super::sound;
use super::weights::Wider;
use crate::math::power;

/// How a layer attends to its context; decides how the KV cache spreads over tensor-parallel ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attention {
    /// Multi-head or grouped-query: KV heads split over tensor-parallel ranks.
    Grouped,
    /// Grouped, but most layers attend only within their chunk of the context (Llama 4).
    GroupedChunked,
    /// Multi-head latent (DeepSeek-V3, Kimi-K2): one latent that every tensor-parallel rank holds.
    Latent,
    /// Latent with a learned index that selects tokens (DeepSeek-V3.2, GLM-5).
    LatentSparse,
    /// Compressed and sparse (DeepSeek-V4).
    CompressedSparse,
}

impl Attention {
    /// Whether KV heads split over tensor-parallel ranks.
    pub(super) fn is_grouped(self) -> bool {
        matches!(self, Attention::Grouped | Attention::GroupedChunked)
    }
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
    /// Parameters of attention among them; 0 where no checkpoint keeps them in a format of their own.
    pub attention_params: f64,
    /// Tokens of the vocabulary, for the size of the output head; 0 where that is not known.
    pub vocabulary: f64,
    /// Parameters of an input embedding that is not the output head too; not among `dense_params`.
    pub embedding_params: f64,
    /// What published checkpoints keep in wider formats than they are named after.
    pub wider: Wider,
    /// Weights that share a scale in its maker's own FP4 release; 0 where there is none.
    pub fp4_scale_group: f64,
    /// The same in its maker's own INT4 release.
    pub int4_scale_group: f64,
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
    /// Elements stored per sequence whatever its length: sliding windows.
    pub kv_elements_per_sequence: f64,
    /// Tokens that those windows hold; 0 where the elements per sequence are something else, or there are none.
    pub window_tokens: f64,
    /// Bytes of the states of linear-attention layers, stored per sequence and read by every step.
    pub state_bytes_per_sequence: f64,
    /// Memory that the common pages of an engine's allocator take over what the cache's elements need, where layers of
    /// several kinds share them; 1 where they are alike.
    pub page_padding: f64,
    /// Elements that a decode step reads per token of context beyond the selected ones (all KV, or
    /// the index of sparse attention).
    pub kv_read_elements_per_token: f64,
    /// Elements that a decode step reads per selected token; 0 without sparse selection.
    pub kv_read_elements_per_selected_token: f64,
    /// Elements that a decode step reads per sequence whatever its length.
    pub kv_read_elements_per_sequence: f64,
    /// Most tokens of context that sparse attention selects, or tokens of a chunk; 0 without either.
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
    /// A dense model of grouped-query attention with a cache of `kv_elements_per_token` and
    /// `attention_flops` per new token and token of context.
    pub fn dense(
        layers: f64,
        hidden: f64,
        params: f64,
        kv_heads: f64,
        kv_elements_per_token: f64,
        attention_flops: f64,
    ) -> Architecture {
        Architecture {
            layers,
            moe_layers: 0.0,
            hidden,
            dense_params: params,
            attention_params: 0.0,
            vocabulary: 0.0,
            embedding_params: 0.0,
            wider: Wider::default(),
            fp4_scale_group: 0.0,
            int4_scale_group: 0.0,
            expert_params: 0.0,
            active_expert_params: 0.0,
            experts: 0.0,
            experts_per_token: 0.0,
            attention: Attention::Grouped,
            kv_heads,
            kv_elements_per_token,
            index_elements_per_token: 0.0,
            kv_elements_per_sequence: 0.0,
            window_tokens: 0.0,
            state_bytes_per_sequence: 0.0,
            page_padding: 1.0,
            kv_read_elements_per_token: kv_elements_per_token,
            kv_read_elements_per_selected_token: 0.0,
            kv_read_elements_per_sequence: 0.0,
            selected_tokens: 0.0,
            decode_attention_flops_per_token: attention_flops,
            decode_attention_flops_per_selected_token: 0.0,
            prefill_attention_flops_per_token: attention_flops,
            prefill_attention_flops_per_selected_token: 0.0,
            attention_flops_per_sequence: 0.0,
        }
    }

    /// Assumed shape of a dense model of which only the size is guessed.
    ///
    /// # Formula
    /// Llama-3.1-70B (80 layers, width 8192, 69.5 G parameters read per token, 163,840 cache elements
    /// per token) with layers and width scaled by the cube root `x` of the ratio of parameters: cache
    /// grows with layers, `x`; attention with layers times width, `x^2`; 8 KV heads throughout.
    /// Assumed: no closed model's shape is public.
    pub fn dense_equivalent(params: f64) -> Architecture {
        let x = power(params / 69.501_714_432e9, 1.0 / 3.0);
        Architecture::dense(80.0 * x, 8192.0 * x, params, 8.0, 163_840.0 * x, 2_621_440.0 * x * x)
    }

    /// Assumed shape of a mixture of experts of which only total and active parameters are guessed.
    ///
    /// # Formula
    /// DeepSeek-V3 (61 layers of which 58 with experts, width 7168, 671.0 G parameters, 36.6 G
    /// active of which 16.2 G dense, 8 experts per token, latent attention with 576 cache elements per
    /// layer) with layers and width scaled by the cube root `x` of the ratio of active parameters:
    /// `dense = 0.442 active`, `experts = total - dense`, `E = 8 expert / active expert`, cache `x`,
    /// attention `x^2`. A total not above the active parameters gives [`Self::dense_equivalent`].
    /// Assumed: no closed model's shape is public.
    pub fn sparse_guess(total_params: f64, active_params: f64) -> Architecture {
        // Experts need parameters beyond the active ones; NaN takes the dense branch, and is refused later.
        let has_experts = total_params > active_params;
        if !has_experts {
            return Architecture::dense_equivalent(active_params);
        }
        let (dense, active_expert) = (16_189_947_904.0, 20_434_649_088.0);
        let ratio = active_params / (dense + active_expert);
        let x = power(ratio, 1.0 / 3.0);
        let dense_params = dense * ratio;
        let active_expert_params = active_params - dense_params;
        let expert_params = total_params - dense_params;
        Architecture::dense(
            61.0 * x,
            7168.0 * x,
            dense_params,
            1.0,
            35_136.0 * x,
            16_990_208.0 * x * x,
        )
        .with_latent_attention(4_997_120.0 * x * x)
        .with_experts(
            58.0 * x,
            expert_params,
            active_expert_params,
            8.0 * expert_params / active_expert_params,
            8.0,
        )
    }

    /// Parameters in all, without an input embedding of its own.
    ///
    /// # Formula
    /// `dense + expert`
    pub fn total_params(&self) -> f64 {
        self.dense_params + self.expert_params
    }

    /// Parameters of the output head, which are among the dense ones.
    ///
    /// # Formula
    /// `vocabulary * hidden`
    pub fn head_params(&self) -> f64 {
        self.vocabulary * self.hidden
    }

    /// Parameters that one token passes through.
    ///
    /// # Formula
    /// `dense + active expert`
    pub fn active_params(&self) -> f64 {
        self.dense_params + self.active_expert_params
    }

    /// This model with routed experts in `moe_layers` layers: `params` in all experts, `active_params`
    /// per token, `experts` per layer of which a token takes `experts_per_token`.
    pub fn with_experts(
        self,
        moe_layers: f64,
        params: f64,
        active_params: f64,
        experts: f64,
        experts_per_token: f64,
    ) -> Architecture {
        Architecture {
            moe_layers,
            expert_params: params,
            active_expert_params: active_params,
            experts,
            experts_per_token,
            ..self
        }
    }

    /// This model with latent attention: one cache for all heads, and prefill attention of its own,
    /// FLOPs per new token and token of context (prefill expands the latent, decode absorbs it).
    pub fn with_latent_attention(self, prefill_attention_flops: f64) -> Architecture {
        Architecture {
            attention: Attention::Latent,
            kv_heads: 1.0,
            prefill_attention_flops_per_token: prefill_attention_flops,
            ..self
        }
    }

    /// This latent attention behind an index that selects `selected_tokens` of the context: every token
    /// of context costs `index_elements` of storage and reading and `index_flops` per new token; only
    /// selected ones cost what every token cost before.
    pub fn with_index(
        self,
        selected_tokens: f64,
        index_elements: f64,
        index_flops: f64,
    ) -> Architecture {
        Architecture {
            attention: Attention::LatentSparse,
            selected_tokens,
            index_elements_per_token: index_elements,
            kv_read_elements_per_token: index_elements,
            kv_read_elements_per_selected_token: self.kv_read_elements_per_token,
            decode_attention_flops_per_token: index_flops,
            decode_attention_flops_per_selected_token: self.decode_attention_flops_per_token,
            prefill_attention_flops_per_token: index_flops,
            prefill_attention_flops_per_selected_token: self.prefill_attention_flops_per_token,
            ..self
        }
    }

    /// This model with a vocabulary of `tokens` and an input embedding apart from the output head.
    pub fn with_vocabulary(self, tokens: f64) -> Architecture {
        Architecture { vocabulary: tokens, embedding_params: tokens * self.hidden, ..self }
    }

    /// This model with `elements` of sliding-window cache per sequence.
    pub fn with_windows(self, elements: f64) -> Architecture {
        Architecture {
            kv_elements_per_sequence: elements,
            kv_read_elements_per_sequence: elements,
            ..self
        }
    }

    /// This model with `elements` of linear-attention state per sequence, kept in 16 bits.
    pub fn with_state(self, elements: f64) -> Architecture {
        Architecture { state_bytes_per_sequence: 2.0 * elements, ..self }
    }

    /// The same model with its routed experts cut to `share` of their parameters and cost per token,
    /// dense parts untouched; a variant of a model that prunes or slims experts.
    pub fn with_expert_share(&self, share: f64) -> Architecture {
        Architecture {
            expert_params: self.expert_params * share,
            active_expert_params: self.active_expert_params * share,
            ..*self
        }
    }

    /// Attention heads, as the work of attention tells them; nothing where it tells no whole number.
    ///
    /// # Formula
    /// `4 L heads size` FLOPs of attention over `2 L kv_heads size` elements of cache; for a latent of which a `l`-th is
    /// not attended by values, `2 L heads (2 size - 64)` over `L size`
    pub fn attention_heads(&self) -> Option<f64> {
        let heads = match self.attention {
            Attention::Grouped => {
                self.decode_attention_flops_per_token * self.kv_heads
                    / (2.0 * self.kv_elements_per_token)
            }
            Attention::Latent => {
                self.decode_attention_flops_per_token
                    / (4.0 * self.kv_elements_per_token - 128.0 * self.layers)
            }
            _ => return None,
        };
        let whole = heads.round();
        ((heads - whole).abs() < 1e-6 * whole && whole >= 1.0).then_some(whole)
    }

    /// Layers with an attention index: measured on an index over latent attention, assumed for the compressed kind.
    pub(super) fn sparse_layers(&self) -> f64 {
        match self.attention {
            Attention::LatentSparse | Attention::CompressedSparse => self.layers,
            Attention::Grouped | Attention::GroupedChunked | Attention::Latent => 0.0,
        }
    }

    /// Tokens of a context of `context` tokens that a token of output selects.
    ///
    /// # Formula
    /// `min(context, selected)`; in chunks, past the first of them, half a chunk on average.
    pub(super) fn selected_of(&self, context: f64) -> f64 {
        match self.attention {
            Attention::GroupedChunked if context > self.selected_tokens => {
                0.5 * self.selected_tokens
            }
            _ => context.min(self.selected_tokens),
        }
    }

    /// The same on average over tokens of input whose mean context is `context`: in chunks at most half of one.
    pub(super) fn selected_of_input(&self, context: f64) -> f64 {
        match self.attention {
            Attention::GroupedChunked => context.min(0.5 * self.selected_tokens),
            _ => context.min(self.selected_tokens),
        }
    }

    /// This model where the engine stores all of the context behind its sliding windows.
    pub(super) fn with_whole_windows(&self) -> Architecture {
        if !(self.window_tokens > 0.0) {
            return *self;
        }
        Architecture {
            kv_elements_per_token: self.kv_elements_per_token
                + self.kv_elements_per_sequence / self.window_tokens,
            kv_elements_per_sequence: 0.0,
            ..*self
        }
    }

    pub(super) fn is_valid(&self) -> bool {
        let positive = [self.layers, self.hidden, self.dense_params, self.kv_heads];
        let stored = self.kv_elements_per_token
            + self.index_elements_per_token
            + self.kv_elements_per_sequence
            + self.state_bytes_per_sequence;
        let others = [
            self.moe_layers,
            self.attention_params,
            self.vocabulary,
            self.embedding_params,
            self.fp4_scale_group,
            self.int4_scale_group,
            self.dense_params - self.head_params() - self.attention_params,
            self.expert_params,
            self.active_expert_params,
            self.experts,
            self.experts_per_token,
            self.kv_elements_per_token,
            self.index_elements_per_token,
            self.kv_elements_per_sequence,
            self.window_tokens,
            self.state_bytes_per_sequence,
            self.kv_read_elements_per_token,
            self.kv_read_elements_per_selected_token,
            self.kv_read_elements_per_sequence,
            self.selected_tokens,
            self.decode_attention_flops_per_token,
            self.decode_attention_flops_per_selected_token,
            self.prefill_attention_flops_per_token,
            self.prefill_attention_flops_per_selected_token,
            self.attention_flops_per_sequence,
        ];
        sound::positive(&positive)
            && sound::not_negative(&others)
            && stored > 0.0
            && self.page_padding >= 1.0
            // Experts that are somewhere are routed to.
            && (self.expert_params == 0.0
                || (self.experts >= self.experts_per_token && self.experts_per_token > 0.0))
            && self.active_expert_params <= self.expert_params
    }
}
