//! What differs where prefill and decode have workers of their own.

/// Constants of deployments whose phases are apart, fitted to DeepSeek-R1 rows alone with the rest held.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Apart {
    /// Prefill time under SGLang over that of a replica that also decodes.
    pub prefill_sglang: f64,
    /// Further factor on it for prefill workers with data-parallel attention.
    pub prefill_spread: f64,
    /// Prefill time under other engines over that of a replica that also decodes.
    pub prefill: f64,
    /// Decode time under SGLang over that of a replica that also prefills.
    pub decode_sglang: f64,
    /// The same under other engines.
    pub decode: f64,
    /// Wait of a request for its prefill batch and for the transfer of its cache under SGLang, seconds.
    pub wait_sglang_s: f64,
    /// The same under other engines.
    pub wait_s: f64,
    /// Share of expert exchange that overlaps with arithmetic, as two batches take turns.
    pub exchange_overlap: f64,
    /// Sharpness of the least of prefill rate and decode rate.
    pub sharpness: f64,
}
