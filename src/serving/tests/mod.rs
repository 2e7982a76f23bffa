//! Tests of the serving model.
