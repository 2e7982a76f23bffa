//! Functions that several parts need: the standard normal in one, two and more dimensions, the logistic curve,
//! quadrature over a normal, zeros, symmetric matrices. Everything goes through `libm` or is plain arithmetic, so that
//! all targets agree to the bit.

pub mod bivariate;
pub mod exponential;
pub mod larger;
pub mod logarithm;
pub mod logistic;
pub mod normal;
pub mod orthant;
pub mod quadrature;
pub mod root;
pub mod symmetric;

pub use bivariate::{Bivariate, bivariate_phi};
pub use exponential::{exp, halved, power};
pub use larger::{larger, smaller, within};
pub use logarithm::ln;
pub use logistic::{expit, logit};
pub use normal::{PhiTable, density, phi, probit};
pub use orthant::nested_orthants;
pub use quadrature::{HERMITE_12, even_normal, fine_normal, quick_normal};
pub use root::root;
pub use symmetric::Symmetric;
