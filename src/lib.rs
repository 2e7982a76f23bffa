//! Monte Carlo simulator of the economics of LLM inference.
//!
//! `undercut` takes a workload, the models that could serve it, what they cost to buy and to run, and how
//! sellers answer each other's prices. It projects costs, prices and margins of closed labs, open labs and
//! hosts month by month, as bands over draws of everything that is not known. The same core runs here, in a
//! terminal (`undercut run`) and in a browser, to the same bits.
//!
//! A [`scenario::Scenario`] is read from a TOML text and a [`catalog::Catalog`] of dated, sourced facts. A
//! [`simulation::Simulation`] runs it in blocks of [`uncertainty::BLOCK`] draws; blocks may run anywhere and
//! merge in any order. What comes out are [`statistics::Band`]s, one for each curve and month.
//!
//! ```
//! use undercut::catalog::Catalog;
//! use undercut::scenario::{Scenario, shipped};
//! use undercut::simulation::{Metric, Simulation};
//!
//! let catalog = Catalog::shipped()?;
//! let text = shipped("first-steps").expect("it is shipped").text;
//! let scenario = Scenario::parse(text, &[], catalog)?;
//!
//! let mut simulation = Simulation::new(scenario, 42);
//! simulation.run_block(0); // draws 0 to 255
//! simulation.run_block(1); // draws 256 to 511
//! let blocks = simulation.take(); // may come from another thread or machine
//! simulation.merge(&blocks).expect("blocks of the same scenario");
//!
//! let curve = simulation.curves().find(Metric::GrossMargin, "closed-labs").expect("it is followed");
//! let band = simulation.band(curve, 0); // the first month
//! assert_eq!(simulation.draws(), 512);
//! assert!(band.p5 < band.p50 && band.p50 < band.p95 && band.p95 < 1.0);
//! # Ok::<(), undercut::error::Error>(())
//! ```
//!
//! # Modules
//!
//! From the top layer to the ground floor; a module names only those below it, and a test holds it to that.
//!
//! | Layer | Modules |
//! |---|---|
//! | front | `wasm` (browser builds only); the command line is the binary `undercut` |
//! | questions over runs | [`analysis`] |
//! | the run | [`simulation`] |
//! | the input | [`scenario`], [`input`] (with feature `tables`), which use [`catalog`] |
//! | domains, which never name each other | [`workload`], [`serving`], [`routing`], [`market`], [`ownership`] |
//! | ground floor | [`uncertainty`], [`statistics`], [`math`], [`document`], [`calendar`], [`tokens`], [`units`], [`ids`], [`source`], [`error`] |
//!
//! # Conventions
//!
//! A dimensional number carries its unit in its name: `usd_per_mtok`, `tokens_per_s`, `hbm_bytes`. A share
//! lies between 0 and 1. A number that does not exist, such as the margin of a seller who sells nothing, is
//! NaN, and bands say in which share of draws it exists. What is computed, and from which sources, is in
//! `MODEL.md`; how the parts fit together is in `ARCHITECTURE.md`.

pub mod analysis;
pub mod calendar;
pub mod catalog;
pub mod document;
pub mod error;
pub mod ids;
#[cfg(feature = "tables")]
pub mod input;
pub mod market;
pub mod math;
pub mod ownership;
pub mod routing;
pub mod scenario;
pub mod serving;
pub mod simulation;
pub mod source;
pub mod statistics;
pub mod tokens;
pub mod uncertainty;
pub mod units;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
pub mod workload;
