//! How long the first token takes when others are in flight.

use super::{Replica, Work};

impl Replica {
    /// Mean time to the first token with `concurrency` requests in flight, each replaced as it ends, seconds.
    ///
    /// # Formula
    /// With P the prefill, F a pass of its own, D the decode step at `B = min(concurrency, offline batch)`, and `request` the
    /// replica's time for one request: `fixed + P + F + D + q (B - 1) P + (concurrency - B) request`. A request waits
    /// for the step under way, for a fitted share q of the prefills of the others, and, beyond what memory
    /// holds and the engine schedules, for others to end.
    ///
    /// Fitted to the time to first token of the calibration rows; the constants of throughput held.
    pub fn ttft_s(&self, work: &Work, concurrency: f64) -> f64 {
        let pace = self.pace(work, concurrency);
        let others = (pace.batch - 1.0).max(0.0);
        let prefill_s = self.prefill(work.isl, work.uncached_tokens()).total_s;
        let step_s = self.decode(work.isl + 0.5 * work.osl).step_s(pace.batch);
        let waiting = (concurrency - pace.batch).max(0.0);
        self.first_token_s
            + step_s
            + pace.ttft_s
            + self.queued_prefills * others * prefill_s
            + waiting * pace.request_s
    }
}
