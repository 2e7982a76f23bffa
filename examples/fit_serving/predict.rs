//! The model's answer to a measured row.

use undercut::scenario::tables::{Load, ServingRow};
use undercut::serving::{Constants, Deployment, Disaggregated, Replica};

/// Tokens per second and accelerator of a co-located row; nothing where the model cannot place it.
pub fn predicted(row: &ServingRow, constants: &Constants) -> Option<f64> {
    let speculative = row.deployment.acceptance_length > 1.0;
    let acceptance_length = if speculative { constants.acceptance_length } else { 1.0 };
    let deployment = Deployment { acceptance_length, ..row.deployment };
    if let Some(apart) = row.disaggregated {
        let apart = Disaggregated { decode: deployment, ..apart };
        let Load::Concurrency(concurrency) = row.load else { return None };
        return Some(
            apart
                .pace(&row.architecture, &row.work, concurrency, constants)
                .ok()?
                .tokens_per_s_per_gpu,
        );
    }
    let replica = Replica::new(&row.architecture, &deployment, constants).ok()?;
    let concurrency = match row.load {
        Load::Concurrency(concurrency) => concurrency,
        Load::Offline => f64::INFINITY,
    };
    Some(replica.pace(&row.work, concurrency).tokens_per_s_per_gpu)
}

/// Log of predicted over measured throughput.
pub fn log_ratio(row: &ServingRow, constants: &Constants) -> Option<f64> {
    let ratio = predicted(row, constants)? / row.measured.total_tps_gpu?;
    (ratio > 0.0).then(|| ratio.ln())
}
