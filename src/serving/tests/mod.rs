//! Tests of the serving model: hand arithmetic, measured rows, invariants.

mod fixtures;
mod hand;
mod invariants;
mod layout;
mod measured;
mod search;
