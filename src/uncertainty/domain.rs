//! Where a number may lie.

/// The values that an input may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    /// Above 0: prices, lengths, speeds.
    Positive,
    /// 0 or above: costs that may be absent.
    NonNegative,
    /// From 0 to 1: shares and probabilities.
    Unit,
    /// From 1/2 to 1: the area under a receiver operating characteristic, 1/2 being a coin.
    Auc,
    /// From 0 to 3/2: how much more is bought as something gets cheaper.
    Elasticity,
    /// Any number.
    Real,
}

impl Domain {
    /// The lower edge; -inf for the real line.
    pub fn floor(self) -> f64 {
        match self {
            Domain::Positive | Domain::NonNegative | Domain::Unit | Domain::Elasticity => 0.0,
            Domain::Auc => 0.5,
            Domain::Real => f64::NEG_INFINITY,
        }
    }

    /// The upper edge; +inf where there is none.
    pub fn ceiling(self) -> f64 {
        match self {
            Domain::Unit | Domain::Auc => 1.0,
            Domain::Elasticity => 1.5,
            Domain::Positive | Domain::NonNegative | Domain::Real => f64::INFINITY,
        }
    }

    /// Whether a single value lies in the domain: finite, and not past an edge. Both edges belong to the
    /// domain, except 0 to [`Domain::Positive`].
    pub fn contains(self, x: f64) -> bool {
        let open = self == Domain::Positive && x == 0.0;
        x.is_finite() && x >= self.floor() && x <= self.ceiling() && !open
    }

    /// Whether every draw strictly between `low` and `high` lies in the domain.
    pub fn contains_between(self, low: f64, high: f64) -> bool {
        low >= self.floor() && high <= self.ceiling()
    }

    /// The value of the domain nearest to `x`, for draws that rounding put on an edge or past it.
    pub(super) fn nearest(self, x: f64) -> f64 {
        let floor = if self == Domain::Positive { f64::MIN_POSITIVE } else { self.floor() };
        x.max(floor).min(self.ceiling())
    }

    /// The rule that a value outside breaks.
    pub fn rule(self) -> &'static str {
        match self {
            Domain::Positive => "must be above 0",
            Domain::NonNegative => "must not be below 0",
            Domain::Unit => "must be between 0 and 1",
            Domain::Auc => "must be between 0.5 and 1",
            Domain::Elasticity => "must be between 0 and 1.5",
            Domain::Real => "must be a finite number",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_belong_except_zero_to_positive() {
        assert!(!Domain::Positive.contains(0.0) && Domain::Positive.contains(1e-300));
        assert!(Domain::NonNegative.contains(0.0) && !Domain::NonNegative.contains(-1e-300));
        assert!(Domain::Unit.contains(0.0) && Domain::Unit.contains(1.0));
        assert!(Domain::Auc.contains(0.5) && !Domain::Auc.contains(0.49));
        for domain in [Domain::Positive, Domain::Unit, Domain::Real] {
            assert!(!domain.contains(f64::NAN) && !domain.contains(f64::INFINITY));
        }
    }
}
