use crate::math::{bivariate_phi, probit, root};

/// A weak and a strong model on the same requests: their success rates, and how much the outcomes go together.
///
/// # Formula
/// `both = Phi2(tau_w, tau_s; rho)`, `gain = P(only the strong one succeeds) = p_s - both`,
/// `loss = P(only the weak one succeeds) = p_w - both`, with `tau = Phi^-1(p)` and `rho` the tetrachoric correlation.
///
/// ```
/// use undercut::routing::Pair;
/// let pair = Pair::new(0.68, 0.81, 0.68);
/// assert!((pair.both - 0.62952).abs() < 1e-5);
/// assert!((pair.oracle() - 0.86048).abs() < 1e-5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Success rate of the weak model.
    pub weak: f64,
    /// Success rate of the strong model.
    pub strong: f64,
    /// Share of requests on which both succeed.
    pub both: f64,
}

impl Pair {
    /// The pair with success rates `weak` and `strong` and tetrachoric correlation `correlation`.
    pub fn new(weak: f64, strong: f64, correlation: f64) -> Pair {
        Pair { weak, strong, both: bivariate_phi(probit(weak), probit(strong), correlation) }
    }

    /// Share of requests on which only the strong model succeeds: an oracle's reason to call it.
    pub fn gain(&self) -> f64 {
        (self.strong - self.both).max(0.0)
    }

    /// Share of requests on which only the weak model succeeds.
    pub fn loss(&self) -> f64 {
        (self.weak - self.both).max(0.0)
    }

    /// Share of requests on which at least one succeeds: `p_w + gain`.
    pub fn oracle(&self) -> f64 {
        self.weak + self.gain()
    }

    /// Area under the recovered share of the quality gap over the share of strong calls, for an oracle.
    ///
    /// # Formula
    /// `(b (1 - b/2) - c^2 / 2) / (b - c)`, `b` the gain and `c` the loss: gains are taken first and losses last.
    /// NaN where the models are equally good.
    pub fn oracle_apgr(&self) -> f64 {
        let (b, c) = (self.gain(), self.loss());
        (b * (1.0 - 0.5 * b) - 0.5 * c * c) / (b - c)
    }

    /// Success rate of an oracle that sends the share `f` to the strong model: gains first, losses last.
    pub fn oracle_at_share(&self, f: f64) -> f64 {
        self.weak + f.min(self.gain()) - (f - (1.0 - self.loss())).max(0.0)
    }

    /// The price of a failed request from which the strong model is the cheaper one, errors included, when all traffic
    /// goes to one model.
    ///
    /// # Formula
    /// `(c_s - c_w) / (p_s - p_w)` USD; infinite where the strong model is no better.
    pub fn break_even_error_usd(&self, weak_usd: f64, strong_usd: f64) -> f64 {
        match self.strong > self.weak {
            true => (strong_usd - weak_usd) / (self.strong - self.weak),
            false => f64::INFINITY,
        }
    }
}

/// The tetrachoric correlation at which two models with success rates `one` and `other` both succeed on the share `both`.
///
/// # Formula
/// The `rho` with `Phi2(Phi^-1(one), Phi^-1(other); rho) = both`; -1 or 1 where `both` lies beyond what is possible.
///
/// ```
/// use undercut::routing::tetrachoric;
/// // GPT-4 and Mixtral on MMLU, from RouteLLM's outcomes.
/// let n = 14037.0;
/// assert!((tetrachoric(9558.0 / n, 11312.0 / n, 8816.0 / n) - 0.6774).abs() < 1e-4);
/// ```
pub fn tetrachoric(one: f64, other: f64, both: f64) -> f64 {
    let (x, y) = (probit(one), probit(other));
    root(|rho| bivariate_phi(x, y, rho) - both, -1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn tetrachoric_undoes_the_pair(
            weak in 0.05f64..0.95, strong in 0.05f64..0.95, rho in -0.9f64..0.95,
        ) {
            let pair = Pair::new(weak, strong, rho);
            prop_assert!((tetrachoric(weak, strong, pair.both) - rho).abs() < 1e-7);
        }

        #[test]
        fn an_oracles_area_is_the_area_under_its_curve(
            weak in 0.2f64..0.6, more in 0.05f64..0.35, rho in 0.0f64..0.95,
        ) {
            let pair = Pair::new(weak, weak + more, rho);
            let n = 20_000;
            let recovered = |f: f64| (pair.oracle_at_share(f) - pair.weak) / more;
            let area: f64 = (0..n).map(|k| recovered((f64::from(k) + 0.5) / f64::from(n))).sum();
            prop_assert!((area / f64::from(n) - pair.oracle_apgr()).abs() < 1e-6);
        }
    }

    #[test]
    fn routellms_gsm8k_outcomes() {
        // lm-sys/RouteLLM@0b64fdaf: both wrong 92, only GPT-4 right 382, only Mixtral right 94, both right 739.
        let n = 1307.0;
        let rho = tetrachoric(833.0 / n, 1121.0 / n, 739.0 / n);
        assert!((rho - 0.2139).abs() < 1e-4, "{rho}");
        assert!((Pair::new(833.0 / n, 1121.0 / n, rho).oracle() - 0.92961).abs() < 1e-5);
    }
}
