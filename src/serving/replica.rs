//! An architecture laid out on a deployment: everything that does not depend on the load.

/// Coefficients of one replica, computed once per (architecture, deployment, constants).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replica {
    pub(super) gpus: f64,
}
