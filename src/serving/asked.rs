//! What requests ask of a replica: of one length, or of several that it serves together.

use super::decode::{Decode, Sequence};
use super::passes::Passes;
use super::prefill::Prefill;
use super::{Pace, Replica, Work};

/// Requests of one length among those that are served together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Requests {
    /// Share of all requests; shares sum to 1.
    pub share: f64,
    /// Input tokens, cached or not.
    pub isl: f64,
    /// Output tokens, thinking included.
    pub osl: f64,
    /// Input tokens that are computed.
    pub uncached: f64,
}

/// Requests of several lengths that a deployment serves together, and their means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traffic<'a> {
    parts: &'a [Requests],
    /// Mean lengths of the requests that come.
    isl: f64,
    osl: f64,
    /// Mean lengths of the requests that are in flight: long answers stay longer.
    held_isl: f64,
    held_osl: f64,
}

impl<'a> Traffic<'a> {
    /// Requests of the lengths `parts`.
    ///
    /// # Formula
    /// Of the requests that come `isl = sum share isl_k`, `osl` likewise; of those in flight, which stay as long as
    /// their output takes, `sum share osl_k isl_k / osl` and `sum share osl_k^2 / osl`.
    pub fn of(parts: &'a [Requests]) -> Traffic<'a> {
        let sum = |of: fn(&Requests) -> f64| parts.iter().map(|it| it.share * of(it)).sum::<f64>();
        let osl = sum(|it| it.osl);
        Traffic {
            parts,
            isl: sum(|it| it.isl),
            osl,
            held_isl: sum(|it| it.osl * it.isl) / osl,
            held_osl: sum(|it| it.osl * it.osl) / osl,
        }
    }
}

/// What requests ask of a replica on average; only the batch is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub prefill: Prefill,
    pub decode: Decode,
    pub passes: Passes,
    /// Sequences in flight where requests are all there at once.
    pub most: f64,
    pub isl: f64,
    pub osl: f64,
    per_output: f64,
}

impl Replica {
    /// What requests of one length ask.
    pub(super) fn asked(&self, work: &Work) -> Asked {
        let prefill = self.prefill(work.isl, work.uncached_tokens());
        Asked {
            decode: self.decode(work.isl + 0.5 * work.osl),
            passes: self.passes(work.osl, &prefill, work.uncached_tokens()),
            prefill,
            most: self.offline_batch(work.isl, work.osl),
            isl: work.isl,
            osl: work.osl,
            per_output: 1.0 / work.osl,
        }
    }

    /// What requests of several lengths ask together.
    ///
    /// # Formula
    /// A prompt takes the mean over the requests that come. A sequence in flight is of part `k` with probability
    /// `share osl_k / osl`: by these a step reads and computes the mean of what each does at its mean context
    /// `isl + osl / 2`, and memory holds sequences of their mean length.
    pub(super) fn asked_by(&self, traffic: &Traffic) -> Asked {
        let (mut prefill, mut uncached) = (Prefill::NONE, 0.0);
        let mut sequence = Sequence::NONE;
        for it in traffic.parts {
            prefill.add(it.share, &self.prefill(it.isl, it.uncached));
            uncached += it.share * it.uncached;
            let present = it.share * it.osl / traffic.osl;
            sequence.add(present, &self.sequence(it.isl + 0.5 * it.osl));
        }
        Asked {
            decode: self.decode_of(&sequence),
            passes: self.passes(traffic.osl, &prefill, uncached),
            prefill,
            most: self.offline_batch(traffic.held_isl, traffic.held_osl),
            isl: traffic.isl,
            osl: traffic.osl,
            per_output: 1.0 / traffic.osl,
        }
    }

    /// Seconds of the whole replica that one of `requests` takes at `pace`, among requests that ask `asked` together.
    ///
    /// # Formula
    /// `(P_k + Q - P + osl_k e_k) / lanes`: its own prompt, an equal part of what passes cost beside prompts, and of
    /// each step its part `e_k` ([`Decode::part_s`]). The mean over the requests that come is `request_s` of the pace.
    pub(super) fn seconds_of(&self, asked: &Asked, pace: &Pace, requests: &Requests) -> f64 {
        let (of_stage, lanes) = self.lanes(pace.batch);
        let prompt_s = asked.passes.prompt_s(of_stage) - asked.prefill.total_s
            + self.prefill(requests.isl, requests.uncached).total_s;
        let sequence = self.sequence(requests.isl + 0.5 * requests.osl);
        (prompt_s + requests.osl * asked.decode.part_s(of_stage, &sequence)) / lanes
    }
}

impl Asked {
    /// Time per output token with `batch` sequences on each stage, prefills of the others included.
    pub fn tpot_s(&self, batch: f64) -> f64 {
        self.decode.step_s(batch) + (batch - 1.0) * self.passes.prompt_s(batch) * self.per_output
    }
}
