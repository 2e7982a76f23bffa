//! Which constants are fitted, from where, within which bounds.

use undercut::serving::Constants;

/// How a constant moves.
#[derive(Clone, Copy, PartialEq)]
pub enum Scale {
    /// By factors: the logarithm is fitted.
    Factor,
    /// By differences of the given size.
    Step(f64),
}

/// One fitted constant.
pub struct Parameter {
    /// Its place in [`Constants`], as code.
    pub name: &'static str,
    /// The place itself.
    pub of: fn(&mut Constants) -> &mut f64,
    /// Physical prior: what it is held to.
    pub prior: f64,
    /// Standard deviation of that prior, in units of the scale.
    pub spread: f64,
    /// How it moves.
    pub scale: Scale,
    /// Least and largest value.
    pub bounds: (f64, f64),
}

impl Parameter {
    /// The value at `z` standard deviations from the prior.
    pub fn value(&self, z: f64) -> f64 {
        let value = match self.scale {
            Scale::Factor => self.prior * libm::exp(z * self.spread),
            Scale::Step(size) => self.prior + z * self.spread * size,
        };
        value.clamp(self.bounds.0, self.bounds.1)
    }
}

macro_rules! parameter {
    ($($path:tt).+, $prior:expr, $spread:expr, $scale:expr, $low:expr, $high:expr) => {
        Parameter {
            name: stringify!($($path).+),
            of: |constants| &mut constants.$($path).+,
            prior: $prior,
            spread: $spread,
            scale: $scale,
            bounds: ($low, $high),
        }
    };
}

/// Every fitted constant. Priors are round numbers from data sheets and published profiles, with spreads
/// that leave a factor of about two: they hold what the rows leave open.
pub fn parameters() -> Vec<Parameter> {
    use Scale::{Factor, Step};
    vec![
        parameter!(bandwidth_efficiency.hopper, 0.75, 0.2, Factor, 0.2, 0.95),
        parameter!(bandwidth_efficiency.blackwell, 0.75, 0.2, Factor, 0.2, 0.95),
        parameter!(bandwidth_efficiency.cdna3, 0.65, 0.2, Factor, 0.2, 0.95),
        parameter!(bandwidth_efficiency.cdna4, 0.7, 0.2, Factor, 0.2, 0.95),
        parameter!(prefill_efficiency.hopper, 0.6, 0.3, Factor, 0.1, 0.85),
        parameter!(prefill_efficiency.blackwell, 0.6, 0.3, Factor, 0.1, 0.85),
        parameter!(prefill_efficiency.cdna3, 0.4, 0.3, Factor, 0.1, 0.85),
        parameter!(prefill_efficiency.cdna4, 0.4, 0.3, Factor, 0.1, 0.85),
        parameter!(fp4_efficiency_factor, 0.7, 0.4, Factor, 0.1, 1.5),
        parameter!(bf16_efficiency_factor, 1.1, 0.2, Factor, 0.5, 1.7),
        parameter!(int4_efficiency_factor, 0.4, 0.5, Factor, 0.05, 1.5),
        parameter!(mxfp4_efficiency_factor, 0.9, 0.4, Factor, 0.1, 1.5),
        parameter!(decode_efficiency_ratio, 0.75, 0.3, Factor, 0.2, 1.0),
        parameter!(decode_attention_efficiency, 0.4, 0.4, Factor, 0.05, 1.0),
        parameter!(prefill_attention_efficiency, 0.5, 0.4, Factor, 0.05, 1.0),
        parameter!(index_efficiency, 0.2, 0.3, Factor, 0.01, 1.0),
        parameter!(layer_s.hopper, 5e-5, 0.5, Factor, 1e-6, 1e-3),
        parameter!(layer_s.blackwell, 5e-5, 0.5, Factor, 1e-6, 1e-3),
        parameter!(layer_s.cdna3, 1e-4, 0.5, Factor, 1e-6, 1e-3),
        parameter!(layer_s.cdna4, 6e-5, 0.5, Factor, 1e-6, 1e-3),
        parameter!(moe_layer_s, 4e-5, 0.5, Factor, 1e-7, 1e-3),
        parameter!(sparse_layer_s, 6e-5, 0.5, Factor, 1e-7, 1e-3),
        parameter!(step_s, 3e-4, 1.0, Factor, 1e-6, 1e-2),
        parameter!(sequence_layer_s, 2.3e-7, 0.7, Factor, 1e-10, 1e-5),
        parameter!(sequence_s.sglang, 5e-6, 1.0, Factor, 1e-10, 1e-3),
        parameter!(sequence_s.vllm, 5e-6, 1.0, Factor, 1e-10, 1e-3),
        parameter!(sequence_s.tensorrt_llm, 5e-6, 1.0, Factor, 1e-10, 1e-3),
        parameter!(sequence_s.atom, 5e-6, 1.0, Factor, 1e-10, 1e-3),
        parameter!(activation_passes, 12.0, 0.5, Factor, 0.01, 200.0),
        parameter!(expert_passes, 4.0, 0.5, Factor, 0.01, 200.0),
        parameter!(all_reduce_hop_s, 4e-6, 0.5, Factor, 1e-8, 1e-4),
        parameter!(expert_exchange_s, 4e-5, 0.5, Factor, 1e-7, 1e-3),
        parameter!(link_efficiency, 0.75, 0.2, Factor, 0.05, 1.0),
        parameter!(pass_layer_s, 1e-4, 1.0, Factor, 1e-7, 1e-2),
        parameter!(vllm_decode_hopper, 1.0, 0.15, Factor, 0.4, 1.6),
        parameter!(vllm_decode, 1.0, 0.15, Factor, 0.4, 1.6),
        parameter!(tensorrt_llm_decode_hopper, 0.9, 0.15, Factor, 0.4, 1.6),
        parameter!(tensorrt_llm_decode, 0.9, 0.15, Factor, 0.4, 1.6),
        parameter!(atom_decode, 0.9, 0.15, Factor, 0.4, 1.6),
        parameter!(vllm_prefill, 1.0, 0.2, Factor, 0.4, 1.8),
        parameter!(tensorrt_llm_prefill, 1.0, 0.2, Factor, 0.4, 1.8),
        parameter!(atom_prefill, 1.0, 0.2, Factor, 0.4, 1.8),
        parameter!(acceptance_length, 1.5, 0.2, Factor, 1.0, 3.0),
        parameter!(positions_per_accepted, 1.1, 0.2, Factor, 1.0, 3.0),
        parameter!(draft_share, 0.15, 0.3, Factor, 0.0, 1.0),
        parameter!(expert_imbalance, 1.1, 0.1, Factor, 1.0, 2.0),
        parameter!(cache_element_bytes, 1.3, 0.3, Factor, 1.0, 2.0),
        parameter!(ageing_per_month.hopper, 0.01, 1.0, Step(0.015), 0.0, 0.08),
        parameter!(ageing_per_month.blackwell, 0.02, 1.0, Step(0.015), 0.0, 0.08),
        parameter!(ageing_per_month.cdna3, 0.015, 1.0, Step(0.015), 0.0, 0.08),
        parameter!(ageing_per_month.cdna4, 0.03, 1.0, Step(0.015), 0.0, 0.08),
    ]
}

/// What only rows with the phases apart can tell; the rest is held.
pub fn apart() -> Vec<Parameter> {
    use Scale::{Factor, Step};
    vec![
        parameter!(apart.prefill_sglang, 1.0, 0.3, Factor, 0.1, 3.0),
        parameter!(apart.prefill_spread, 1.0, 0.3, Factor, 0.1, 3.0),
        parameter!(apart.prefill, 1.0, 0.3, Factor, 0.1, 3.0),
        parameter!(apart.decode_sglang, 1.1, 0.3, Factor, 0.3, 3.0),
        parameter!(apart.decode, 1.0, 0.3, Factor, 0.3, 3.0),
        parameter!(apart.wait_sglang_s, 0.2, 1.0, Factor, 0.001, 20.0),
        parameter!(apart.wait_s, 0.5, 1.0, Factor, 0.001, 20.0),
        parameter!(apart.exchange_overlap, 0.3, 1.0, Step(0.3), 0.0, 0.95),
        parameter!(apart.sharpness, 3.0, 0.5, Factor, 0.5, 8.0),
        parameter!(network_s, 2e-5, 0.7, Factor, 1e-7, 3e-4),
        parameter!(network_bytes_per_s, 45e9, 0.3, Factor, 5e9, 1e11),
    ]
}

/// What only times to the first token can tell; the rest is held.
pub fn first_token() -> Vec<Parameter> {
    use Scale::Factor;
    vec![
        parameter!(first_token_s.sglang, 0.04, 0.7, Factor, 0.001, 1.0),
        parameter!(first_token_s.vllm, 0.04, 0.7, Factor, 0.001, 1.0),
        parameter!(first_token_s.tensorrt_llm, 0.04, 0.7, Factor, 0.001, 1.0),
        parameter!(first_token_s.atom, 0.04, 0.7, Factor, 0.001, 1.0),
        parameter!(queued_prefills.sglang, 0.2, 0.7, Factor, 0.001, 1.0),
        parameter!(queued_prefills.vllm, 0.2, 0.7, Factor, 0.001, 1.0),
        parameter!(queued_prefills.tensorrt_llm, 0.2, 0.7, Factor, 0.001, 1.0),
        parameter!(queued_prefills.atom, 0.2, 0.7, Factor, 0.001, 1.0),
    ]
}
