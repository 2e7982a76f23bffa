//! What is not known, and how it is drawn: quantities as people write them ("4 to 10"), the distribution
//! each one means in its domain, quasi-random points for inputs that hold for a whole draw, and random
//! streams for shocks that come month by month. A number drawn here never leaves its domain, and depends
//! on nothing but the seed, the path of the input and the index of the draw.

pub mod amount;
pub mod beta;
mod decimal;
pub mod distribution;
pub mod domain;
pub mod logit_normal;
pub mod lognormal;
pub mod normal;
pub mod points;
pub mod quantity;
pub mod stream;
pub mod triangular;
pub mod uniform;
pub mod unit;
mod written;

pub use beta::Beta;
pub use distribution::Distribution;
pub use domain::Domain;
pub use logit_normal::LogitNormal;
pub use lognormal::Lognormal;
pub use normal::Normal;
pub use points::{BLOCK, point};
pub use quantity::{parse, within};
pub use stream::{Stream, key};
pub use triangular::Triangular;
pub use uniform::Uniform;
pub use unit::Unit;
pub use written::{fixed, written};

/// The 95th percentile of a standard normal: half of a 90% interval in standard deviations.
pub const Z95: f64 = 1.644_853_626_951_472_7;
