use crate::math::{bivariate_phi, probit, root};
use std::f64::consts::FRAC_1_SQRT_2;

/// Probability that a signal ranks a success above a failure, for a signal that is normal and has correlation `r` with
/// the ability behind the outcome.
///
/// # Formula
/// `A = (Phi2(0, tau; r / sqrt 2) / p - p / 2) / (1 - p)`, `tau = Phi^-1(p)`; at `p = 1/2`, `1/2 + (2 / pi) asin(r / sqrt 2)`.
/// NaN at `p` of 0 or 1, where there is nothing to rank.
///
/// ```
/// use undercut::routing::auc_of_correlation;
/// assert!((auc_of_correlation(0.68, 0.30) - 0.63991).abs() < 1e-5);
/// assert!((auc_of_correlation(0.68, 0.65) - 0.81027).abs() < 1e-5);
/// ```
pub fn auc_of_correlation(success: f64, r: f64) -> f64 {
    let below = bivariate_phi(0.0, probit(success), r * FRAC_1_SQRT_2);
    (below / success - 0.5 * success) / (1.0 - success)
}

/// The correlation that gives a signal the AUC `auc`: [`auc_of_correlation`] inverted, within \[-1, 1\].
///
/// ```
/// use undercut::routing::correlation_of_auc;
/// assert!((correlation_of_auc(0.68, 0.63991) - 0.30).abs() < 1e-4);
/// assert_eq!(correlation_of_auc(0.68, 0.5), 0.0);
/// ```
pub fn correlation_of_auc(success: f64, auc: f64) -> f64 {
    if auc == 0.5 || !(success > 0.0 && success < 1.0) {
        return 0.0;
    }
    root(|r| auc_of_correlation(success, r) - auc, -1.0, 1.0)
}

/// One latent signal, seen before any answer and again after the weak model's answer, so that routing, cascading and
/// both together can be compared.
///
/// # Formula
/// Before: `S0 = kappa theta + noise`, so its correlation with model `j` is `kappa lambda_j`. After the weak answer part of
/// the noise is replaced by what the answer shows of the weak model's own luck: `S1 = S0 - (noise of size eta) + eta eps_w`, so
/// its correlations are `kappa lambda_w + eta sqrt(1 - lambda_w^2)` with the weak model and `kappa lambda_s` with the strong one,
/// and `corr(S0, S1) = 1 - eta^2`. `kappa^2 + eta^2 <= 1`. Higher means easier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatentSignal {
    /// Correlation with the difficulty that all models share.
    pub kappa: f64,
    /// Correlation of the second look with the weak model's own luck.
    pub eta: f64,
}

impl LatentSignal {
    /// The signal whose second look has the correlations `weak` and `strong` with models of loadings `weak_loading` and
    /// `strong_loading`, and whether they had to be shrunk to be possible.
    pub fn of_answers(
        answers: Answers,
        weak_loading: f64,
        strong_loading: f64,
    ) -> (LatentSignal, bool) {
        let kappa = match strong_loading > 0.0 {
            true => answers.strong / strong_loading,
            false => 0.0,
        };
        let own = (1.0 - weak_loading * weak_loading).max(1e-9).sqrt();
        let eta = (answers.weak - kappa * weak_loading) / own;
        let size = (kappa * kappa + eta * eta).sqrt();
        match size > 1.0 {
            true => (LatentSignal { kappa: kappa / size, eta: eta / size }, true),
            false => (LatentSignal { kappa, eta }, false),
        }
    }

    /// Correlation of the first look with the ability of a model of loading `loading`.
    pub fn before(&self, loading: f64) -> f64 {
        self.kappa * loading
    }

    /// Correlations of the second look with the abilities of the weak and the strong model.
    pub fn after(&self, weak_loading: f64, strong_loading: f64) -> Answers {
        let own = (1.0 - weak_loading * weak_loading).max(0.0).sqrt();
        Answers {
            weak: self.kappa * weak_loading + self.eta * own,
            strong: self.kappa * strong_loading,
        }
    }
}

/// A signal by its correlations with the abilities of the weak and the strong model; high means easy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answers {
    /// Correlation with the weak model's ability.
    pub weak: f64,
    /// Correlation with the strong model's ability.
    pub strong: f64,
}

impl Answers {
    /// The signal whose AUCs for the outcomes of models with success rates `weak` and `strong` are as given.
    ///
    /// ```
    /// use undercut::routing::Answers;
    /// let signal = Answers::of_aucs((0.68, 0.81027), (0.81, 0.71));
    /// assert!((signal.weak - 0.65).abs() < 1e-4);
    /// ```
    pub fn of_aucs(weak: (f64, f64), strong: (f64, f64)) -> Answers {
        Answers {
            weak: correlation_of_auc(weak.0, weak.1),
            strong: correlation_of_auc(strong.0, strong.1),
        }
    }

    /// Whether one signal can have both correlations, when the abilities have correlation `rho`.
    ///
    /// # Formula
    /// The determinant `1 - r_w^2 - r_s^2 - rho^2 + 2 r_w r_s rho` is not negative.
    pub fn possible(&self, rho: f64) -> bool {
        let (w, s) = (self.weak, self.strong);
        1.0 - w * w - s * s - rho * rho + 2.0 * w * s * rho >= -1e-12
    }
}

/// What decides between a weak and a strong model, by how well it ranks requests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Signal {
    /// It ranks the requests on which only the strong model succeeds above the rest with this AUC.
    NeedStrong {
        /// AUC for "only the strong model succeeds" against all other requests, 1/2 to 1; below 1/2 it misleads.
        auc: f64,
    },
    /// It ranks requests by how likely each model is to succeed.
    Answers(Answers),
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn at_one_half_the_auc_is_an_arc_sine() {
        let exact = 0.5 + 2.0 / std::f64::consts::PI * libm::asin(0.6 * FRAC_1_SQRT_2);
        assert!((auc_of_correlation(0.5, 0.6) - exact).abs() < 1e-14);
        assert!((auc_of_correlation(0.3, 1.0) - 1.0).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn the_inversion_holds(success in 0.02f64..0.98, r in -0.98f64..0.98) {
            let back = correlation_of_auc(success, auc_of_correlation(success, r));
            prop_assert!((back - r).abs() < 1e-9, "{} {}", back, r);
        }

        #[test]
        fn one_signal_gives_both_looks(
            kappa in 0.0f64..0.7, eta in 0.0f64..0.7, weak in 0.3f64..0.95, strong in 0.3f64..0.95,
        ) {
            let signal = LatentSignal { kappa, eta };
            let after = signal.after(weak, strong);
            let (back, shrunk) = LatentSignal::of_answers(after, weak, strong);
            prop_assert!(!shrunk && (back.kappa - kappa).abs() < 1e-9 && (back.eta - eta).abs() < 1e-9);
            prop_assert!(after.possible(weak * strong));
            prop_assert_eq!(signal.before(strong), after.strong);
        }
    }
}
