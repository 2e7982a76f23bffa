//! Who gets the request: how likely each model is to succeed, and what each policy pays for what success.
//!
//! Success follows the one-factor probit: model `j` succeeds on a request of difficulty `-theta` when
//! `lambda theta + sqrt(1 - lambda^2) eps > -tau_j`, with `theta` and `eps` standard normal, so its success
//! rate is `Phi(tau_j)` and the successes of two models have tetrachoric correlation `lambda^2`.

mod candidate;
mod oracle;
mod policy;
mod quality;

pub use candidate::{Candidate, Routed};
pub use oracle::oracle;
pub use policy::{cheapest_meeting_threshold, random_mix, single};
pub use quality::{Score, ability, sampling_sd_probit};
