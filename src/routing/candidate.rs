use crate::ids::LineId;

/// One way to serve a request of one class: a line, how likely it is to succeed, and what it costs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// The line that would be called.
    pub line: LineId,
    /// Ability on this class in probit units: the success rate is `Phi(tau)`.
    pub tau: f64,
    /// Success rate, `Phi(tau)`.
    pub success: f64,
    /// USD per request.
    pub usd: f64,
    /// Whether residency and the like allow it at all.
    pub eligible: bool,
}

/// What a policy does with a request of one class, on average.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Routed {
    /// Success rate of the requests that are served.
    pub success: f64,
    /// USD per request served.
    pub usd: f64,
    /// False where nothing eligible meets the threshold; the other fields are then zero.
    pub served: bool,
}

impl Routed {
    /// Nothing feasible.
    pub const UNSERVED: Routed = Routed { success: 0.0, usd: 0.0, served: false };

    /// A request served at `usd` with `success`.
    pub fn served(success: f64, usd: f64) -> Routed {
        Routed { success, usd, served: true }
    }
}

/// Eligible candidates of one line each, in order, by success rate and USD per request.
#[cfg(test)]
pub(super) fn pool(points: &[(f64, f64)]) -> Vec<Candidate> {
    let candidate = |(place, &(success, usd)): (usize, &(f64, f64))| Candidate {
        line: LineId(place as u16),
        tau: crate::math::probit(success),
        success,
        usd,
        eligible: true,
    };
    points.iter().enumerate().map(candidate).collect()
}
