//! The run: a scenario's draws, each lived through month by month, folded into bands.
//!
//! `draw` turns distributions into plain numbers, `trial` is deterministic arithmetic on them, `run` folds
//! outcomes block by block so that memory does not grow with draws, and `summary` says what came out. The
//! files between are seams: each translates the plan into the words of one domain.

mod ability;
mod allocate;
mod business;
mod conduct;
mod curves;
mod deployments;
mod draw;
mod first_month;
mod listing;
mod lived;
mod month;
mod offers;
#[cfg(feature = "tables")]
mod owned;
mod pricing;
mod purchase;
mod routers;
mod run;
mod saving;
#[cfg(feature = "tables")]
mod sellers;
mod sensitivity;
mod settle;
mod state;
mod summary;
mod supply;
mod trial;
#[cfg(feature = "tables")]
mod waterfall;
mod ways;
mod windows;

pub use curves::{Curves, Metric, Subject, SubjectKind};
#[cfg(feature = "tables")]
pub use draw::Chosen;
pub use draw::draw;
pub use first_month::{ClassPool, FirstMonth, Way};
pub use lived::{Lived, Point};
#[cfg(feature = "tables")]
pub use owned::OwnOrBuy;
pub use run::{LEVELS, PATHS, Partial, Simulation};
pub use saving::Saving;
#[cfg(feature = "tables")]
pub use sellers::{Conducts, Shown as SellerShown};
pub use state::State;
pub use summary::{BAND, Curve, Headline, Passage, Summary};
pub use trial::{Luck, trial};
#[cfg(feature = "tables")]
pub use waterfall::{Step, Waterfall};
