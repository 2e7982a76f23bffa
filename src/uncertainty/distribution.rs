//! What is known about one number, as a distribution.

use crate::uncertainty::{
    Beta, Domain, LogitNormal, Lognormal, Normal, Triangular, Uniform, written,
};

/// A distribution of one number: known exactly, or one of six families.
///
/// ```
/// use undercut::uncertainty::{Distribution, Domain};
/// let speedup = Distribution::interval(4.0, 10.0, Domain::Positive).unwrap();
/// assert!((speedup.low() - 4.0).abs() < 1e-12 && (speedup.high() - 10.0).abs() < 1e-12);
/// assert!((speedup.median() - 40f64.sqrt()).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    /// One value, known exactly.
    Fixed(f64),
    /// Positive, uncertain by a factor.
    Lognormal(Lognormal),
    /// Of either sign, uncertain by an amount.
    Normal(Normal),
    /// Between two edges.
    LogitNormal(LogitNormal),
    /// Between two ends, each value as likely.
    Uniform(Uniform),
    /// Between two ends, one value likeliest.
    Triangular(Triangular),
    /// A share, as after a number of successes and failures.
    Beta(Beta),
}

impl Distribution {
    /// The name of its family.
    pub fn family(&self) -> &'static str {
        match self {
            Distribution::Fixed(_) => "fixed",
            Distribution::Lognormal(_) => "lognormal",
            Distribution::Normal(_) => "normal",
            Distribution::LogitNormal(_) => "logit-normal",
            Distribution::Uniform(_) => "uniform",
            Distribution::Triangular(_) => "triangular",
            Distribution::Beta(_) => "beta",
        }
    }

    /// One value of a domain, known exactly.
    ///
    /// # Errors
    ///
    /// The domain's rule, where the value lies outside.
    pub fn fixed(value: f64, domain: Domain) -> Result<Distribution, String> {
        if domain.contains(value) {
            Ok(Distribution::Fixed(value))
        } else {
            Err(domain.rule().to_string())
        }
    }

    /// The distribution with 5th percentile `low` and 95th percentile `high`, of the family that fits the
    /// domain: lognormal above 0, logit-normal between two edges, normal on the real line; equal ends are
    /// [`Distribution::Fixed`].
    ///
    /// # Errors
    ///
    /// The rule broken: reversed ends, an end outside the domain, or an end on an edge that the family
    /// cannot reach.
    pub fn interval(low: f64, high: f64, domain: Domain) -> Result<Distribution, String> {
        if !(low.is_finite() && high.is_finite()) {
            return Err("the ends of an interval must be finite".to_string());
        }
        if low > high {
            let [low, high] = [low, high].map(written);
            return Err(format!("interval is reversed: {low} is above {high}"));
        }
        for end in [low, high] {
            if !domain.contains(end) {
                return Err(domain.rule().to_string());
            }
        }
        if low == high {
            return Ok(Distribution::Fixed(low));
        }
        let (floor, ceiling) = (domain.floor(), domain.ceiling());
        let edge = if low == floor {
            Some(("starts", floor))
        } else if high == ceiling {
            Some(("ends", ceiling))
        } else {
            None
        };
        if let Some((verb, edge)) = edge {
            let family = if ceiling.is_finite() { "logit-normal" } else { "lognormal" };
            let [low, high, edge] = [low, high, edge].map(written);
            return Err(format!(
                "interval {verb} at {edge}, which the 90% interval of a {family} cannot; \
                 write `uniform({low}, {high})` or move that end"
            ));
        }
        match domain {
            Domain::Positive | Domain::NonNegative => {
                Lognormal::from_interval(low, high).map(Distribution::Lognormal)
            }
            Domain::Unit | Domain::Auc | Domain::Elasticity => {
                LogitNormal::from_interval(low, high, floor, ceiling).map(Distribution::LogitNormal)
            }
            Domain::Real => Normal::from_interval(low, high).map(Distribution::Normal),
        }
    }

    /// The value that a share `u` of draws stays below, `u` in (0, 1).
    pub fn quantile(&self, u: f64) -> f64 {
        match self {
            Distribution::Fixed(value) => *value,
            Distribution::Lognormal(family) => family.quantile(u),
            Distribution::Normal(family) => family.quantile(u),
            Distribution::LogitNormal(family) => family.quantile(u),
            Distribution::Uniform(family) => family.quantile(u),
            Distribution::Triangular(family) => family.quantile(u),
            Distribution::Beta(family) => family.quantile(u),
        }
    }

    /// The median.
    pub fn median(&self) -> f64 {
        match self {
            Distribution::Fixed(value) => *value,
            Distribution::Lognormal(family) => family.median(),
            Distribution::Normal(family) => family.mean(),
            Distribution::LogitNormal(family) => family.median(),
            Distribution::Uniform(family) => family.mean(),
            Distribution::Triangular(family) => family.quantile(0.5),
            Distribution::Beta(family) => family.median(),
        }
    }

    /// The mean: closed forms, except quadrature for a logit-normal and for a widened beta.
    pub fn mean(&self) -> f64 {
        match self {
            Distribution::Fixed(value) => *value,
            Distribution::Lognormal(family) => family.mean(),
            Distribution::Normal(family) => family.mean(),
            Distribution::LogitNormal(family) => family.mean(),
            Distribution::Uniform(family) => family.mean(),
            Distribution::Triangular(family) => family.mean(),
            Distribution::Beta(family) => family.mean(),
        }
    }

    /// The 5th percentile.
    pub fn low(&self) -> f64 {
        self.quantile(0.05)
    }

    /// The 95th percentile.
    pub fn high(&self) -> f64 {
        self.quantile(0.95)
    }

    /// Whether the value is known exactly.
    pub fn is_fixed(&self) -> bool {
        matches!(self, Distribution::Fixed(_))
    }

    /// The same median with its spread times `factor`, still inside its domain.
    ///
    /// The spread is in the scale of the family: logarithms for a lognormal, log-odds for a logit-normal and
    /// a beta, the number itself for a normal, a uniform and a triangular. The last two stop growing where
    /// an end meets the edge of the domain. A factor is taken as at least 1e-6 and at most 1e6; NaN changes nothing.
    pub fn widened(&self, factor: f64) -> Distribution {
        if factor.is_nan() {
            return *self;
        }
        let factor = factor.clamp(1e-6, 1e6);
        match self {
            Distribution::Fixed(value) => Distribution::Fixed(*value),
            Distribution::Lognormal(family) => Distribution::Lognormal(family.widened(factor)),
            Distribution::Normal(family) => Distribution::Normal(family.widened(factor)),
            Distribution::LogitNormal(family) => Distribution::LogitNormal(family.widened(factor)),
            Distribution::Uniform(family) => Distribution::Uniform(family.widened(factor)),
            Distribution::Triangular(family) => Distribution::Triangular(family.widened(factor)),
            Distribution::Beta(family) => Distribution::Beta(family.widened(factor)),
        }
    }
}
