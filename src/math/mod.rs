//! Functions of a number that several parts need: the standard normal, the logistic curve, and quadrature over a
//! normal. Everything goes through `libm` or is plain arithmetic, so that
//! all targets agree to the bit.

pub mod exponential;
pub mod logarithm;
pub mod logistic;
pub mod normal;
pub mod quadrature;

pub use exponential::{exp, halved, power};
pub use logarithm::ln;
pub use logistic::{expit, logit};
pub use normal::{PhiTable, density, phi, probit};
pub use quadrature::HERMITE_12;
