//! The time to read one request's input, and which tokens cause it.

use super::Replica;

/// Seconds of the whole replica that one request's prefill takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prefill {
    /// In all.
    pub total_s: f64,
    /// The least that the data sheet allows for it.
    pub roofline_s: f64,
    /// Of it, per uncached input token: weights, communication, attention among uncached tokens.
    pub uncached_token_s: f64,
    /// Of it, per cached input token: reading its cache, and being attended to.
    pub cached_token_s: f64,
}

impl Replica {
    /// Prefill of `isl` input tokens of which `uncached` are computed.
    ///
    /// # Formula
    /// `max(roofline, (sqrt((u linear + attention + isl cache)^2 + weights^2) + u other) * factor)`:
    /// u = `uncached`; `linear` is the arithmetic of one token; `attention` is that of u tokens over
    /// a mean context of `c = isl - u/2`, `u (f_t c + f_s min(c, selected) + f_0)`; `cache` moves one
    /// token's cache once, written if computed and read if cached; `weights` is a fitted share of one
    /// full read; `other` is communication and per-token overhead. Cached tokens thus save their linear
    /// work and their own attention, and are still attended to.
    ///
    /// The total is shared out in proportion to the terms before the norm. What is fixed goes to
    /// uncached tokens: they exist in every prefill.
    pub fn prefill(&self, isl: f64, uncached: f64) -> Prefill {
        let a = &self.architecture;
        let context = isl - 0.5 * uncached;
        let selected = a.selected_of_input(context);
        // FLOPs per uncached token and token of its context, so that the context can be shared out.
        let per_context = (a.prefill_attention_flops_per_token * context
            + a.prefill_attention_flops_per_selected_token * selected)
            / context;
        let linear = self.token_prefill_s;
        let flop_s = self.attention_peak_s / self.prefill_attention_efficiency;
        let cache = self.element_read_s * (a.kv_elements_per_token + a.index_elements_per_token);

        let attended = uncached * per_context * flop_s + cache;
        let own = uncached
            * (linear
                + (0.5 * uncached * per_context + a.attention_flops_per_sequence) * flop_s
                + cache);
        let others = (isl - uncached) * attended;
        let weights = self.prefill_weight_reads * (self.dense_read_s + self.expert_read_s);
        let other = uncached * (self.token_exchange_s + self.prefill_token_s);
        let work = own + others;
        let predicted = ((work * work + weights * weights).sqrt() + other) * self.prefill_factor;

        let flops_s =
            self.attention_peak_s * (per_context * context + a.attention_flops_per_sequence);
        let cache_s = isl * cache * self.bandwidth_efficiency;
        let roofline = (uncached * (self.token_peak_s + flops_s)).max(cache_s);

        let total_s = predicted.max(roofline);
        let share = total_s / (work + weights + other);
        Prefill {
            total_s,
            roofline_s: roofline,
            uncached_token_s: share * (own + weights + other) / uncached,
            cached_token_s: share * attended,
        }
    }
}
