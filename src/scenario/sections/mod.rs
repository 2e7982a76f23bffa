//! The sections of a scenario, a file each: its rows of the table of fields, what the plan keeps of it, and how that is
//! read.

pub(super) mod market;
pub(super) mod moats;
pub(super) mod ownership;
pub(super) mod policy;
pub(super) mod quality;
pub(super) mod segment;
pub(super) mod supply;
pub(super) mod workload;
