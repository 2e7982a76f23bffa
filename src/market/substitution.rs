use crate::math::{power, smaller};

/// How alike buyers find offers, and how that changes as moats erode.
///
/// At full parity two models are to one another what two sellers of one model are, if all of the premium stood for
/// differences between models.
///
/// ```
/// use undercut::market::Substitution;
/// let it = Substitution { price_sensitivity: 1.0, within_model_elasticity: 4.0, parity: 0.5 };
/// // With nothing left of the premium, half of the way in logarithms.
/// assert_eq!((it.price_sensitivity_at(1.0), it.price_sensitivity_at(0.0)), (1.0, 2.0));
/// // Two sellers of one model are as alike as ever.
/// assert_eq!((it.within_model_correlation(1.0), it.within_model_correlation(2.0)), (0.75, 0.5));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Substitution {
    /// Price sensitivity at the start, `beta`.
    pub price_sensitivity: f64,
    /// Price sensitivity between sellers of one model, `E`; above `beta`.
    pub within_model_elasticity: f64,
    /// Part of the premium that stood for differences between models, `pi`.
    pub parity: f64,
}

impl Substitution {
    /// The price sensitivity where `retention` of the closed premium is left.
    ///
    /// # Formula
    /// `beta(t) = beta (E / beta)^(pi (1 - min(1, r)))`
    pub fn price_sensitivity_at(&self, retention: f64) -> f64 {
        let ratio = self.within_model_elasticity / self.price_sensitivity;
        let eroded = 1.0 - smaller(retention, 1.0);
        self.price_sensitivity * power(ratio, self.parity * eroded)
    }

    /// The correlation of tastes among sellers of one model at a price sensitivity.
    ///
    /// # Formula
    /// `1 - sigma(t) = beta(t) / E`
    pub fn within_model_correlation(&self, price_sensitivity: f64) -> f64 {
        1.0 - price_sensitivity / self.within_model_elasticity
    }
}
