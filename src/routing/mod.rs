//! Who gets the request: how likely each model is to succeed, and what each policy pays for what success.
//!
//! Success follows the one-factor probit: model `j` succeeds on a request of difficulty `-theta` when
//! `lambda theta + sqrt(1 - lambda^2) eps > -tau_j`, with `theta` and `eps` standard normal, so its success
//! rate is `Phi(tau_j)` and the successes of two models have tetrachoric correlation `lambda^2`.

mod candidate;
mod cascade;
mod cascade_routing;
mod conversation;
mod deferral;
mod division;
mod evaluate;
mod frontier;
mod hard_errors;
mod intervals;
mod metrics;
mod oracle;
mod outcomes;
mod pair;
mod plan;
mod policy;
mod pool;
mod quality;
mod sample;
mod signal;
mod trace;

pub use candidate::{Candidate, Routed};
pub use cascade::{Escalation, Stage, Verifier, cascade, escalate, retries};
pub use cascade_routing::{
    PairCosts, deferral_points, deferral_usd, need_strong_router, route_and_look_again,
    route_or_check,
};
pub use conversation::Conversation;
pub use deferral::Deferral;
pub use division::{Decider, Division, divide};
pub use evaluate::{Evaluated, Evaluation, evaluate};
pub use frontier::{Choice, Frontier, hull_into};
pub use hard_errors::HardErrors;
pub use intervals::{Intervals, intervals};
pub use metrics::{
    aiq, apgr, cpt, first_meeting, performance_gain, random_over_router, router_arena_score,
    saving, saving_against_strong,
};
pub use oracle::oracle;
pub use pair::{Pair, tetrachoric};
pub use plan::{PolicyKind, PolicyPlan, StatedSignal};
pub use policy::{cheapest_meeting_threshold, random_mix, single};
pub use pool::{NotACorrelation, Pool};
pub use quality::{Score, ability, sampling_sd_probit};
pub use sample::Sample;
pub use signal::{Answers, LatentSignal, Signal, auc_of_correlation, correlation_of_auc};
