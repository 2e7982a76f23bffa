//! Running it ourselves: a fleet sized for the peak, and the people and duties that come with it.

#[cfg(feature = "tables")]
mod break_even;
mod fleet;

#[cfg(feature = "tables")]
pub use break_even::{Bought, BreakEven, Limits, break_even};
pub use fleet::{Burden, Fleet, Owned};
