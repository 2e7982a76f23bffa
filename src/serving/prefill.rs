//! The time to read one request's input, and which tokens cause it.

use super::Replica;

/// Seconds of the whole replica that one request's prefill takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prefill {
    /// In all.
    pub total_s: f64,
    /// Until it is read where nothing else is: attention and dense weights are its own group's of ranks.
    pub alone_s: f64,
    /// The least that the data sheet allows for it.
    pub roofline_s: f64,
    /// Of it, per uncached input token: arithmetic, communication, attention among uncached tokens.
    pub uncached_token_s: f64,
    /// Of it, per cached input token: reading its cache, and being attended to.
    pub cached_token_s: f64,
}

impl Prefill {
    /// No prompt.
    pub(super) const NONE: Prefill = Prefill {
        total_s: 0.0,
        alone_s: 0.0,
        roofline_s: 0.0,
        uncached_token_s: 0.0,
        cached_token_s: 0.0,
    };

    /// Adds a share of another prompt's times; those per token are of no use in a sum.
    pub(super) fn add(&mut self, share: f64, other: &Prefill) {
        self.total_s += share * other.total_s;
        self.alone_s += share * other.alone_s;
        self.roofline_s += share * other.roofline_s;
    }
}

impl Replica {
    /// Prefill of `isl` input tokens of which `uncached` are computed.
    ///
    /// # Formula
    /// `max(roofline, (u linear + attention + isl cache + u other) * factor)`:
    /// u = `uncached`; `linear` is the arithmetic of one token; `attention` is that of u tokens over
    /// a mean context of `c = isl - u/2`, `u (f_t c + f_s min(c, selected) + f_0)`; `cache` moves one
    /// token's cache once, written if computed and read if cached; `other` is communication and the activations
    /// that pass through memory. Cached tokens thus save their linear work and their own attention, and are
    /// still attended to. What a pass costs beside its tokens, weights among it, comes on top
    /// ([`Replica::pace`]): prompts that come together share it.
    ///
    /// The total is shared out in proportion to the terms.
    pub fn prefill(&self, isl: f64, uncached: f64) -> Prefill {
        let a = &self.architecture;
        let context = isl - 0.5 * uncached;
        let selected = a.selected_of_input(context);
        // Seconds per uncached token and token of its context, so that the context can be shared out; at the peak first.
        let each = a.prefill_attention_flops_per_token * self.context_peak_s;
        let chosen =
            a.prefill_attention_flops_per_selected_token * self.attention_peak_s * selected
                / context;
        let always = a.attention_flops_per_sequence * self.attention_peak_s;
        let linear = self.token.prefill_s;
        let efficiency = self.attained.prefill_attention;
        let per_context = each / self.attained.prefill_context + chosen / efficiency;
        let cache = self.element_read_s * (a.kv_elements_per_token + a.index_elements_per_token);

        let attended = uncached * per_context + cache;
        let own = uncached * (linear + 0.5 * uncached * per_context + always / efficiency + cache);
        let others = (isl - uncached) * attended;
        let other = uncached * self.prompt_token_s;
        let predicted = (own + others + other) * self.prefill_factor;

        let flops_s = (each + chosen) * context + always;
        let cache_s = isl * cache * self.bandwidth_efficiency;
        let roofline = (uncached * (self.token.prefill_peak_s + flops_s)).max(cache_s);

        let total_s = predicted.max(roofline);
        let share = total_s / (own + others + other);
        let own_groups_s = share * (own + others - uncached * self.token.prefill_expert_s);
        Prefill {
            total_s,
            alone_s: total_s + (self.groups - 1.0) * own_groups_s,
            roofline_s: roofline,
            uncached_token_s: share * (own + other) / uncached,
            cached_token_s: share * attended,
        }
    }
}
