//! The words of configurations that shapes are read from, as data; and those of layers that no shape is read from.

/// What a word holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordHolds {
    /// A whole number.
    Count,
    /// `true` or `false`.
    Flag,
    /// A word.
    Text,
    /// A number, or a list with one item for each layer.
    List,
}

/// A word of a configuration: its name, other names of it, what it holds and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfigWord {
    /// Name.
    pub name: &'static str,
    /// Other names.
    pub others: &'static [&'static str],
    /// What it holds.
    pub holds: WordHolds,
    /// What it is.
    pub meaning: &'static str,
}

impl ConfigWord {
    /// Whether `key` is a name of it.
    pub fn is_called(&self, key: &str) -> bool {
        self.name == key || self.others.contains(&key)
    }
}

const fn word(
    name: &'static str,
    others: &'static [&'static str],
    holds: WordHolds,
    meaning: &'static str,
) -> ConfigWord {
    ConfigWord { name, others, holds, meaning }
}

use WordHolds::{Count, Flag, List, Text};

/// Words that a shape is read from.
pub const CONFIG_WORDS: &[ConfigWord] = &[
    word("num_hidden_layers", &["n_layer", "n_layers", "num_layers"], Count, "layers"),
    word("hidden_size", &["n_embd", "d_model", "model_dim"], Count, "width of the residual stream"),
    word("num_attention_heads", &["n_head", "n_heads", "num_heads"], Count, "query heads"),
    word(
        "num_key_value_heads",
        &[
            "num_kv_heads",
            "n_head_kv",
            "n_kv_heads",
            "multi_query_group_num",
            "num_attention_groups",
        ],
        Count,
        "heads that the cache keeps; as many as query heads without it",
    ),
    word(
        "head_dim",
        &["attention_head_dim", "kv_channels"],
        Count,
        "width of a head; hidden_size over heads without it",
    ),
    word("v_head_dim", &[], Count, "width of a head's values; head_dim without it"),
    word(
        "intermediate_size",
        &["n_inner", "ffn_hidden_size", "ffn_dim", "d_ff"],
        Count,
        "width of the feed-forward",
    ),
    word("vocab_size", &["padded_vocab_size", "n_vocab"], Count, "tokens of the vocabulary"),
    word("tie_word_embeddings", &[], Flag, "input embedding and output head are one"),
    word(
        "max_position_embeddings",
        &["n_positions", "max_seq_len", "seq_length", "max_sequence_length", "model_max_length"],
        Count,
        "tokens of a request at most",
    ),
    word(
        "hidden_act",
        &["hidden_activation", "activation_function", "mlp_hidden_act"],
        Text,
        "activation; relu2 and its like have no gate",
    ),
    word("model_type", &[], Text, "family, whose defaults stand for what is not said"),
    word(
        "num_experts",
        &[
            "n_routed_experts",
            "num_local_experts",
            "moe_num_experts",
            "num_moe_experts",
            "num_routed_experts",
        ],
        Count,
        "routed experts of a layer",
    ),
    word(
        "num_experts_per_tok",
        &[
            "experts_per_token",
            "top_k_experts",
            "num_experts_per_token",
            "moe_k",
            "moe_topk",
            "moe_top_k",
            "num_selected_experts",
        ],
        Count,
        "routed experts that a token takes",
    ),
    word(
        "moe_intermediate_size",
        &["expert_intermediate_size", "moe_ffn_hidden_size", "expert_ffn_hidden_size"],
        Count,
        "width of an expert; intermediate_size without it",
    ),
    word(
        "n_shared_experts",
        &["num_shared_experts", "moe_num_shared_experts", "num_shared_expert"],
        Count,
        "experts that every token takes",
    ),
    word(
        "shared_expert_intermediate_size",
        &["share_expert_dim", "shared_intermediate_size", "moe_shared_expert_intermediate_size"],
        Count,
        "width of all shared experts together",
    ),
    word(
        "first_k_dense_replace",
        &["num_dense_layers", "moe_layer_start_index"],
        Count,
        "first layers that have no experts",
    ),
    word("decoder_sparse_step", &[], Count, "every so many layers one has experts"),
    word(
        "moe_layer_freq",
        &["moe_layer_interval"],
        List,
        "the same, or 1 for each layer with experts",
    ),
    word("interleave_moe_layer_step", &[], Count, "the same in Llama 4"),
    word("mlp_only_layers", &[], List, "layers that have no experts, from 0"),
    word("mlp_layer_types", &[], List, "dense or sparse for each layer"),
    word("moe_layers_enum", &[], List, "layers that have experts, from 0"),
    word(
        "intermediate_size_mlp",
        &["dense_intermediate_size"],
        Count,
        "width of the feed-forward of layers without experts",
    ),
    word(
        "enable_moe_block",
        &[],
        Flag,
        "a feed-forward of intermediate_size beside the experts of each layer",
    ),
    word(
        "attn_output_gate",
        &["attention_output_gate"],
        Flag,
        "queries have a gate as wide as they are",
    ),
    word("kv_lora_rank", &[], Count, "rank of latent attention's cache"),
    word("q_lora_rank", &[], Count, "rank of latent attention's queries; none without it"),
    word("qk_rope_head_dim", &[], Count, "width of a latent head's part with positions"),
    word("qk_nope_head_dim", &[], Count, "width of a latent head's part without"),
    word("index_n_heads", &[], Count, "heads of the index that selects tokens"),
    word("index_head_dim", &[], Count, "width of such a head"),
    word("index_topk", &[], Count, "tokens that it selects"),
    word(
        "sliding_window",
        &["sliding_window_size", "attention_window_size"],
        Count,
        "tokens that a sliding layer sees",
    ),
    word(
        "sliding_window_pattern",
        &["_sliding_window_pattern"],
        List,
        "every so many layers one sees all, or letters L and G",
    ),
    word("use_sliding_window", &[], Flag, "whether windows are in use"),
    word("max_window_layers", &[], Count, "first layers that see all, where windows are in use"),
    word(
        "layer_types",
        &[],
        List,
        "full_attention, sliding_attention, chunked_attention or linear_attention for each layer",
    ),
    word("hybrid_layer_pattern", &[], List, "1 for each sliding layer, else 0"),
    word("swa_num_attention_heads", &[], Count, "query heads of sliding layers"),
    word("swa_num_key_value_heads", &[], Count, "heads that a sliding layer's cache keeps"),
    word("swa_head_dim", &[], Count, "width of their heads"),
    word("swa_v_head_dim", &[], Count, "width of their heads' values"),
    word("global_head_dim", &[], Count, "width of heads of layers that see all"),
    word("num_global_key_value_heads", &[], Count, "heads that their cache keeps"),
    word(
        "attention_k_eq_v",
        &[],
        Flag,
        "layers that see all have one projection for keys and values",
    ),
    word("attention_chunk_size", &[], Count, "tokens of a chunk"),
    word(
        "no_rope_layer_interval",
        &[],
        Count,
        "every so many layers one sees beyond its chunk; 4 without it",
    ),
    word("no_rope_layers", &[], List, "0 for each layer that sees beyond its chunk, else 1"),
    word(
        "full_attention_interval",
        &[],
        Count,
        "every so many layers one attends in full, the others linearly",
    ),
    word("linear_num_key_heads", &[], Count, "key heads of linear attention"),
    word("linear_key_head_dim", &[], Count, "width of such a head"),
    word("linear_num_value_heads", &[], Count, "value heads of linear attention"),
    word("linear_value_head_dim", &[], Count, "width of such a head"),
    word("linear_conv_kernel_dim", &[], Count, "width of its convolution"),
    word(
        "hybrid_override_pattern",
        &[],
        Text,
        "M, *, - or E for each block: Mamba-2, attention, feed-forward, experts",
    ),
    word("layers_block_type", &[], List, "mamba, attention, mlp or moe for each block"),
    word("mamba_num_heads", &["mamba_n_heads"], Count, "heads of a Mamba-2 mixer"),
    word("mamba_head_dim", &["mamba_d_head"], Count, "width of such a head"),
    word("ssm_state_size", &["mamba_d_state"], Count, "states of each of its channels"),
    word("n_groups", &["mamba_n_groups"], Count, "groups that share its inputs"),
    word("conv_kernel", &["mamba_d_conv"], Count, "width of its convolution"),
    word(
        "mamba_ssm_cache_dtype",
        &[],
        Text,
        "number format of its states: float32, or 16 bits without it",
    ),
    word(
        "moe_latent_size",
        &[],
        Count,
        "width in which routed experts work; hidden_size without it",
    ),
];

/// Parts of a configuration that hold the language model's.
pub(super) const NESTED: [&str; 5] =
    ["text_config", "language_config", "llm_config", "thinker_config", "language_model_config"];

/// What configurations of a family leave unsaid: family, word, value (transformers, the family's configuration class).
pub(super) const FAMILY_DEFAULTS: [(&str, &str, &str); 5] = [
    ("gemma3", "num_attention_heads", "8"),
    ("gemma3", "num_key_value_heads", "4"),
    ("gemma3", "head_dim", "256"),
    ("gemma3", "vocab_size", "262208"),
    ("gemma3", "max_position_embeddings", "131072"),
];

/// Words of layers that no shape is read from: recurrent mixers, compressed caches, blocks that differ one by one.
pub(super) const BEYOND: [&str; 13] = [
    "linear_attn_config",
    "compress_ratios",
    "block_configs",
    "state_size",
    "attn_layer_period",
    "mamba_d_ssm",
    "attn_type_list",
    "routed_expert_hidden_size",
    "hidden_size_per_layer_input",
    "num_kv_shared_layers",
    "encoder_layers",
    "ffn_config",
    "attn_config",
];
