//! Prefill on some machines, decode on others.

use super::Deployment;

/// Workers that prefill, workers that decode, and the requests that pass from one to the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disaggregated {
    /// Layout of one prefill worker.
    pub prefill: Deployment,
    /// Prefill workers.
    pub prefill_workers: u32,
    /// Layout of one decode worker.
    pub decode: Deployment,
    /// Decode workers.
    pub decode_workers: u32,
}

impl Disaggregated {
    /// Accelerators in all.
    pub fn gpus(&self) -> f64 {
        f64::from(self.prefill.gpus) * f64::from(self.prefill_workers)
            + f64::from(self.decode.gpus) * f64::from(self.decode_workers)
    }
}
