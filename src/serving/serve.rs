//! Cost by side at the largest concurrency that meets the target.

use super::{Architecture, Constants, Deployment};
use crate::tokens::{TokenCounts, UsdPerMtok};

/// What one request asks, on average, and how fast its output must come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    /// Input tokens per request, cached or not.
    pub isl: f64,
    /// Output tokens per request.
    pub osl: f64,
    /// Share of the input found in the prefix cache, in [0, 1].
    pub prefix_hit_rate: f64,
    /// Target time per output token, seconds.
    pub tpot_s: f64,
}

impl Work {
    /// Input tokens that must be computed; an engine computes at least one.
    pub fn uncached_tokens(&self) -> f64 {
        (self.isl * (1.0 - self.prefix_hit_rate)).max(self.isl.min(1.0))
    }

    /// The request as counts of tokens.
    pub fn tokens(&self) -> TokenCounts {
        let uncached_input = self.uncached_tokens();
        TokenCounts {
            uncached_input,
            cached_input: self.isl - uncached_input,
            answer: self.osl,
            ..TokenCounts::default()
        }
    }
}

/// What an accelerator costs and how much of its time is sold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// USD per accelerator and hour.
    pub usd_per_accelerator_hour: f64,
    /// Delivered over deliverable work at the chosen concurrency, in (0, 1].
    pub utilisation: f64,
}

/// Whether a measured row of this cell corrects the prediction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// One measured row of the same model, accelerator, engine and precision sets the level.
    Anchored,
    /// The closed form alone.
    Extrapolated,
}

/// A request's cost and speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Served {
    /// Cost per million tokens by side; `cache_write` is 0, a written token is an uncached one.
    pub unit_cost: UsdPerMtok,
    /// Time per output token at the chosen concurrency, seconds.
    pub tpot_s: f64,
    /// Prefill time of one request without queueing, seconds.
    pub ttft_s: f64,
    /// Sequences in flight in the replica.
    pub batch: f64,
    /// Input and output tokens per second and accelerator.
    pub tokens_per_s_per_gpu: f64,
    /// Seconds of the whole replica that one request takes.
    pub replica_s: f64,
    /// Anchored or extrapolated.
    pub confidence: Confidence,
    /// Standard deviation of the log of the error of throughput.
    pub sigma: f64,
}

/// Why a deployment cannot do the work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unserved {
    /// The weights, or one sequence's cache beside them, exceed the memory.
    DoesNotFit,
    /// Even alone, a sequence takes longer per output token than the target.
    TooSlow {
        /// Time per output token of a lone sequence, seconds.
        best_tpot_s: f64,
    },
    /// A number of the request, rate or layout is not a positive finite one, or a share is outside
    /// its range.
    Invalid,
}

/// Serve `work` on `deployment` and price it. (Being built.)
pub fn serve(
    architecture: &Architecture,
    deployment: &Deployment,
    work: &Work,
    constants: &Constants,
    rate: Rate,
) -> Result<Served, Unserved> {
    let _ = (architecture, deployment, work, constants, rate);
    Err(Unserved::DoesNotFit)
}
