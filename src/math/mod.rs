//! Functions of a number that several parts need: the standard normal, the logistic curve, quadrature over a
//! normal, and the root of a monotone function. Everything goes through `libm` or is plain arithmetic, so that
//! all targets agree to the bit.

pub mod exponential;
pub mod logistic;
pub mod normal;
pub mod quadrature;
pub mod roots;

pub use exponential::exp;
pub use logistic::{expit, logit};
pub use normal::{PhiTable, density, phi, probit};
pub use quadrature::{HERMITE_8, HERMITE_12, HERMITE_16};
pub use roots::bisect;
