//! Who sells, to whom, at what price and what margin.
//!
//! Buyers of a segment split over the feasible offers by nested logit in the logarithm of what a task costs
//! them; the premium that the shares of the first month imply is split over moats that erode. Sellers price by a rule or for
//! the most profit, launch successors, and settle accounts every month.

mod bridge;
mod conduct;
mod demand;
#[cfg(feature = "tables")]
mod equilibrium;
mod launch;
mod ledger;
mod moat;
mod price_list;
mod response;
mod sensitivity;
mod substitution;

pub use bridge::{Business, Growth, Plans, Sales, Start};
pub use conduct::{Conduct, Seller, settle};
pub use demand::{Offers, Tastes, calibrate, long_run_shares};
#[cfg(feature = "tables")]
pub use equilibrium::{Demand, Equilibrium, Market, NoEquilibrium, Product, Segment};
pub use launch::{Launch, launch};
pub use ledger::{Account, STEPS, StepUsd};
pub use moat::{Moat, retention};
pub use price_list::{Buying, PriceList};
pub use response::{Response, Signals, Tariff, price};
pub use sensitivity::{Cell, FirstOrder, Part, price_sensitivity};
pub use substitution::Substitution;
