//! Running it ourselves: a fleet sized for the peak, and the people and duties that come with it.

mod fleet;

pub use fleet::{Burden, Fleet, Owned};
