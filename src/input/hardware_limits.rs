//! What an accelerator does not do.

use super::cells::Columns;
use crate::catalog;
use crate::serving::{Accelerator, Engine, Generation, Precision};

/// Refuses engines on hardware that they do not run on.
pub(super) fn runs_on(columns: &mut Columns, engine: Engine, gpu: &catalog::Accelerator) {
    let amd = matches!(gpu.spec.generation, Generation::Cdna3 | Generation::Cdna4);
    let maker = match engine {
        Engine::TensorrtLlm if amd => "NVIDIA's",
        Engine::Atom if !amd => "AMD's",
        _ => return,
    };
    let rule = format!("runs on {maker} accelerators alone, not on {}", gpu.id);
    columns.problem("engine", &engine.to_string(), &rule);
}

/// What stands in where the accelerator has no arithmetic of the precision.
pub(super) fn lacks(accelerator: &Accelerator, precision: Precision) -> Option<String> {
    let (fp8, fp4) = (accelerator.fp8_flops > 0.0, accelerator.fp4_flops > 0.0);
    let at = if fp8 { "FP8" } else { "BF16" };
    match precision {
        Precision::Fp4 if !fp4 => Some(format!("no FP4 arithmetic: at the rate of {at}")),
        Precision::Fp8 if !fp8 => Some(format!("no FP8 arithmetic: at the rate of {at}")),
        _ => None,
    }
}
