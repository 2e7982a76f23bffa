//! How the accelerators of a stage share an architecture, and what their steps cost beside reading and arithmetic.

use super::wire::Exchange;
use super::{Accelerator, Architecture, Constants, Deployment};
use crate::math::ln;

/// How the accelerators of a stage share the layers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sharding {
    /// Stages of the pipeline, and accelerators of each.
    pub stages: f64,
    pub n: f64,
    /// Ranks that share each matrix.
    pub tp: f64,
    /// Groups of ranks that hold different sequences.
    pub groups: f64,
    /// Ranks of a group that hold different heads of a cache.
    pub heads: f64,
    pub data_parallel: bool,
    /// Whether each expert stands whole on one rank.
    pub spread: bool,
}

impl Sharding {
    pub fn of(a: &Architecture, deployment: &Deployment) -> Sharding {
        let tp = f64::from(deployment.tensor_parallel);
        let stages = f64::from(deployment.pipeline_parallel);
        let n = f64::from(deployment.gpus) / stages;
        let data_parallel = deployment.data_parallel_attention;
        Sharding {
            stages,
            n,
            tp,
            groups: if data_parallel { n / tp } else { 1.0 },
            heads: if a.attention.is_grouped() { tp.min(a.kv_heads) } else { 1.0 },
            data_parallel,
            spread: deployment.expert_parallel > 1,
        }
    }

    /// Load of the busiest rank's experts over the mean.
    pub fn imbalance(&self, constants: &Constants) -> f64 {
        if self.spread { constants.expert_imbalance } else { 1.0 }
    }
}

/// What a step costs beside reading weights and caches and the arithmetic, seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Overhead {
    /// Launches and latency of a step.
    pub step_s: f64,
    /// Activations of one token, written and read.
    pub moved_s: f64,
}

impl Overhead {
    /// # Formula
    /// `step + L layer + L_moe expert layer + L_sparse sparse layer + exchange`, grown as the deployment says;
    /// `L passes 2 h / bandwidth`, over the accelerators with data-parallel attention, and the same for the experts of
    /// a token, over them where experts are spread.
    pub fn of(
        a: &Architecture,
        deployment: &Deployment,
        sharding: &Sharding,
        constants: &Constants,
        exchange: &Exchange,
        byte_s: f64,
    ) -> Overhead {
        let Sharding { n, data_parallel, spread, .. } = *sharding;
        let generation = deployment.accelerator.generation;
        let step_s = constants.step_s
            + a.layers * constants.layer_s.of(generation)
            + a.moe_layers * constants.moe_layer_s
            + a.sparse_layers() * constants.sparse_layer_s
            + exchange.step_s;
        let width_s = 2.0 * a.hidden * byte_s;
        Overhead {
            step_s: step_s * deployment.overhead_growth(a.expert_params > 0.0),
            moved_s: a.layers * constants.activation_passes * width_s
                / if data_parallel { n } else { 1.0 }
                + a.moe_layers * a.experts_per_token * constants.expert_passes * width_s
                    / if spread { n } else { 1.0 },
        }
    }
}

/// Share of the BF16 peak that attention attains, and that work which grows with the context does: an index's where
/// attention is sparse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Attained {
    pub prefill_attention: f64,
    pub decode_attention: f64,
    pub prefill_context: f64,
    pub decode_context: f64,
}

impl Attained {
    pub fn of(a: &Architecture, accelerator: &Accelerator, constants: &Constants) -> Attained {
        let prefill_attention = accelerator.attained(constants.prefill_attention_efficiency);
        let decode_attention = accelerator.attained(constants.decode_attention_efficiency);
        let indexed = a.sparse_layers() > 0.0;
        let of_context = |dense| if indexed { constants.index_efficiency } else { dense };
        Attained {
            prefill_attention,
            decode_attention,
            prefill_context: of_context(prefill_attention),
            decode_context: of_context(decode_attention),
        }
    }
}

/// `ln(1 - k/E)`: log of the chance that one token misses a given expert; 0 without experts.
pub(super) fn ln_miss(a: &Architecture) -> f64 {
    match a.experts_per_token / a.experts {
        _ if !(a.experts > 0.0) => 0.0,
        needed if needed < 1.0 => ln(1.0 - needed),
        _ => f64::NEG_INFINITY,
    }
}
