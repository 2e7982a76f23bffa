//! Tests of the serving model: hand arithmetic, measured rows, invariants.

mod apart;
mod choice;
mod fixtures;
mod hand;
mod invariants;
mod layout;
mod measured;
mod reach;
mod search;
mod variants;
