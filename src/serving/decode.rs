//! The time of a decode step: one more token, or one more accepted draft, for every sequence.

use super::Replica;
use crate::math::{exp, larger};

/// Coefficients of a replica's decode step at one context length; only the batch is open.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decode {
    dense_read_s: f64,
    expert_read_s: f64,
    imbalance: f64,
    ln_miss: f64,
    /// Groups of ranks with sequences of their own: the busiest holds one at least.
    groups: f64,
    /// What the mean sequence adds.
    sequence: Sequence,
    fixed_s: f64,
    sequence_s: f64,
    factor: f64,
    bandwidth_efficiency: f64,
    acceptance_length: f64,
}

/// What one sequence adds to a decode step by its context, seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sequence {
    /// Reading its cache and states.
    pub cache_read_s: f64,
    /// Its arithmetic, weights and attention, at the rates attained.
    pub arithmetic_s: f64,
    /// The same at the peak rates.
    pub peak_arithmetic_s: f64,
}

impl Sequence {
    /// No sequence.
    pub const NONE: Sequence =
        Sequence { cache_read_s: 0.0, arithmetic_s: 0.0, peak_arithmetic_s: 0.0 };

    /// Adds a share of another.
    pub fn add(&mut self, share: f64, other: &Sequence) {
        self.cache_read_s += share * other.cache_read_s;
        self.arithmetic_s += share * other.arithmetic_s;
        self.peak_arithmetic_s += share * other.peak_arithmetic_s;
    }
}

impl Replica {
    /// The decode step at a mean context of `context` tokens.
    ///
    /// # Formula
    /// Cache elements read per sequence and step: `r_t context + r_s min(context, selected) + r_0`,
    /// at most what is stored; and the states of linear layers, in 16 bits.
    /// Attention FLOPs per new token: `f_t context + f_s min(context, selected) + f_0`.
    pub fn decode(&self, context: f64) -> Decode {
        self.decode_of(&self.sequence(context))
    }

    /// What a sequence at a mean context of `context` tokens adds to a step: the formula of [`Replica::decode`].
    pub(super) fn sequence(&self, context: f64) -> Sequence {
        let a = &self.architecture;
        let selected = a.selected_of(context);
        let elements = a.kv_read_elements_per_token * context
            + a.kv_read_elements_per_selected_token * selected
            + a.kv_read_elements_per_sequence;
        let stored = (a.kv_elements_per_token + a.index_elements_per_token) * context
            + a.kv_elements_per_sequence;
        let each = a.decode_attention_flops_per_token * context * self.context_peak_s;
        let chosen = (a.decode_attention_flops_per_selected_token * selected
            + a.attention_flops_per_sequence)
            * self.attention_peak_s;
        Sequence {
            cache_read_s: elements.min(stored) * self.element_read_s
                + a.state_bytes_per_sequence / self.kv_bytes * self.element_read_s * self.kv_shards
                    / self.state_shards,
            arithmetic_s: self.positions
                * (self.token.decode_s
                    + each / self.attained.decode_context
                    + chosen / self.attained.decode_attention),
            peak_arithmetic_s: self.token.decode_peak_s + each + chosen,
        }
    }

    /// The decode step of sequences that add `sequence` each.
    pub(super) fn decode_of(&self, sequence: &Sequence) -> Decode {
        Decode {
            dense_read_s: self.dense_read_s,
            expert_read_s: self.expert_read_s,
            imbalance: self.imbalance,
            ln_miss: self.ln_miss * self.positions,
            groups: self.groups,
            sequence: *sequence,
            fixed_s: self.step_fixed_s + self.draft_s,
            sequence_s: self.step_sequence_s,
            factor: self.decode_factor / self.acceptance_length,
            bandwidth_efficiency: self.bandwidth_efficiency,
            acceptance_length: self.acceptance_length,
        }
    }
}

impl Decode {
    /// Seconds between two output tokens of each of `batch` sequences, with no prefill between.
    ///
    /// # Formula
    /// `max(roofline, (sqrt(memory^2 + arithmetic^2) + overhead) * factor / accepted)` with
    /// `memory = dense + experts imbalance (1 - (1 - k/E)^(batch positions)) + max(batch, groups) cache`,
    /// `arithmetic = batch positions (weights + attention)`, `overhead = fixed + batch per sequence`
    /// including communication, and `factor` of the engine, software age, anchor and residual.
    /// `positions` is 1 and `accepted` 1 without speculative decoding. (Refits with
    /// norms of 2, 3 and 4 agree within 0.1 points of error; 2 needs only a square root.)
    pub fn step_s(&self, batch: f64) -> f64 {
        let [experts, others] = self.reads_s(batch);
        let memory = experts * self.imbalance + others;
        let arithmetic = self.sequence.arithmetic_s * batch;
        let overhead = self.fixed_s + self.sequence_s * batch;
        let step = ((memory * memory + arithmetic * arithmetic).sqrt() + overhead) * self.factor;
        larger(step, self.roofline(experts + others, batch))
    }

    /// The part of a step of `batch` sequences that one of them causes, whose context adds `own`, over the batch: the
    /// mean of it over the sequences is `step / batch`.
    ///
    /// # Formula
    /// With `m`, `a` the step's memory and arithmetic and `N = sqrt(m^2 + a^2)`: of `N` memory causes `m^2 / N` and
    /// arithmetic `a^2 / N`; caches are shared out by what each reads, arithmetic by what each computes, weights and overhead
    /// evenly; and what the roofline adds in proportion.
    pub(super) fn part_s(&self, batch: f64, own: &Sequence) -> f64 {
        let [experts, others] = self.reads_s(batch);
        let present = larger(batch, self.groups);
        let caches = self.sequence.cache_read_s * present;
        let weights = experts * self.imbalance + others - caches;
        let memory = weights + caches;
        let arithmetic = self.sequence.arithmetic_s * batch;
        let norm = (memory * memory + arithmetic * arithmetic).sqrt();
        let read = (weights + own.cache_read_s * present) / batch;
        let part = (memory * read + arithmetic * own.arithmetic_s) / norm
            + self.fixed_s / batch
            + self.sequence_s;
        let predicted = norm + self.fixed_s + self.sequence_s * batch;
        part * self.step_s(batch) / predicted
    }

    /// The least time that the data sheet allows for the same.
    ///
    /// # Formula
    /// `max(bytes read / bandwidth / accepted, FLOPs of the accepted tokens / peak rate)`
    pub fn roofline_s(&self, batch: f64) -> f64 {
        let [experts, others] = self.reads_s(batch);
        self.roofline(experts + others, batch)
    }

    /// Reading the experts asked for, load even, and all else.
    fn reads_s(&self, batch: f64) -> [f64; 2] {
        // A dense model skips the exponential.
        let experts = if self.expert_read_s > 0.0 {
            (1.0 - exp(batch * self.ln_miss)) * self.expert_read_s
        } else {
            0.0
        };
        [experts, self.dense_read_s + self.sequence.cache_read_s * larger(batch, self.groups)]
    }

    fn roofline(&self, memory_s: f64, batch: f64) -> f64 {
        let bytes_s = memory_s * self.bandwidth_efficiency / self.acceptance_length;
        larger(bytes_s, self.sequence.peak_arithmetic_s * batch)
    }
}
