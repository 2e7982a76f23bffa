//! Variants of a model: the same weights made smaller, or with knowledge outside of them.

use super::{Architecture, Deployment};

/// A change to a model's shape, with what it does to speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Variant {
    /// Pruned, distilled and quantised (P-KD-Q): `share` of the parameters are left. Layers and width shrink by
    /// the square root of the share each: NVIDIA's Minitron prunes both (Muralidharan et al. 2024), equal parts are
    /// assumed. Quantisation is the deployment's precision.
    Compressed {
        /// Parameters left, in (0, 1].
        share: f64,
    },
    /// Slimmable experts (MoSE): every expert runs at `width` of its full width. A replica serves one width and
    /// holds no more of an expert: storage, reads and arithmetic shrink alike (linear in the width: assumed).
    Slimmed {
        /// Width in use, in (0, 1].
        width: f64,
    },
    /// Retrieval memory in host DRAM (Engram): `share` of the routed experts' parameters are looked up by hash
    /// from DRAM instead of held in HBM; a lookup costs a fixed share of throughput, under 3% by its authors.
    Retrieving {
        /// Routed expert parameters that move to DRAM, in [0, 1).
        share: f64,
        /// Throughput lost, in [0, 1); published: at most 0.03.
        loss: f64,
    },
}

/// Throughput lost to lookups in DRAM at most: DeepSeek's Engram, as the founding articles state it.
pub const ENGRAM_LOSS: f64 = 0.03;

impl Variant {
    /// The model and deployment with this variant; nothing where a share is outside its range.
    ///
    /// # Formula
    /// Compressed by `s`: parameters `s`, layers and width `sqrt(s)` each; cache `sqrt(s)`, attention FLOPs `s`.
    /// Slimmed to `w`: expert parameters, stored and active, `w`.
    /// Retrieving `r` at loss `l`: expert parameters and experts `1 - r`, what a token activates as before;
    /// the deployment's residual throughput `1 - l`.
    ///
    /// ```
    /// use undercut::serving::{Architecture, Variant};
    /// // A 8B model pruned to 6B.
    /// let small = Variant::Compressed { share: 0.75 }.shape(&Architecture::dense_equivalent(8e9)).unwrap();
    /// assert!((small.total_params() - 6e9).abs() < 1.0);
    /// ```
    pub fn shape(&self, model: &Architecture) -> Option<Architecture> {
        let within = |share: f64| (share > 0.0 && share <= 1.0).then_some(share);
        let a = *model;
        match *self {
            Variant::Compressed { share } => {
                let s = within(share)?;
                let root = s.sqrt();
                Some(Architecture {
                    layers: a.layers * root,
                    moe_layers: a.moe_layers * root,
                    hidden: a.hidden * root,
                    dense_params: a.dense_params * s,
                    attention_params: a.attention_params * s,
                    vocabulary: a.vocabulary * root,
                    embedding_params: a.embedding_params * s,
                    expert_params: a.expert_params * s,
                    active_expert_params: a.active_expert_params * s,
                    kv_elements_per_token: a.kv_elements_per_token * root,
                    index_elements_per_token: a.index_elements_per_token * root,
                    kv_elements_per_sequence: a.kv_elements_per_sequence * root,
                    state_bytes_per_sequence: a.state_bytes_per_sequence * root,
                    kv_read_elements_per_token: a.kv_read_elements_per_token * root,
                    kv_read_elements_per_selected_token: a.kv_read_elements_per_selected_token
                        * root,
                    kv_read_elements_per_sequence: a.kv_read_elements_per_sequence * root,
                    decode_attention_flops_per_token: a.decode_attention_flops_per_token * s,
                    decode_attention_flops_per_selected_token: a
                        .decode_attention_flops_per_selected_token
                        * s,
                    prefill_attention_flops_per_token: a.prefill_attention_flops_per_token * s,
                    prefill_attention_flops_per_selected_token: a
                        .prefill_attention_flops_per_selected_token
                        * s,
                    attention_flops_per_sequence: a.attention_flops_per_sequence * s,
                    ..a
                })
            }
            Variant::Slimmed { width } => within(width).map(|width| a.with_expert_share(width)),
            Variant::Retrieving { share, loss } => {
                let left = within(1.0 - share)?;
                let fits =
                    (0.0..1.0).contains(&loss) && a.expert_params * left >= a.active_expert_params;
                fits.then_some(Architecture {
                    expert_params: a.expert_params * left,
                    experts: (a.experts * left).max(a.experts_per_token),
                    ..a
                })
            }
        }
    }

    /// `deployment` with what the variant costs beside its shape.
    pub fn on(&self, deployment: &Deployment) -> Deployment {
        match *self {
            Variant::Retrieving { loss, .. } => {
                Deployment { residual: deployment.residual * (1.0 - loss), ..*deployment }
            }
            Variant::Compressed { .. } | Variant::Slimmed { .. } => *deployment,
        }
    }
}
