//! What an engine starts of a row's layout, and with how much memory.

use super::cells::Columns;
use crate::serving::{Architecture, Constants, Deployment, Replica, Work};

/// The deployment where an engine that reads prompts whole has room for those of `work` in one pass.
pub(super) fn whole_prompts(base: Deployment, work: &Work) -> Deployment {
    match base.batched_tokens {
        None if base.reads_prompts_whole() => {
            Deployment { batched_tokens: Some((work.isl + work.osl).max(2048.0)), ..base }
        }
        _ => base,
    }
}

/// The largest share of memory that engines are run with.
const HIGHEST_SHARE: f64 = 0.95;

/// Raises the share of memory where a load that somebody runs does not fit into the engine's default, and says so.
pub(super) fn raise_share(
    architecture: &Architecture,
    deployment: &mut Deployment,
    work: &Work,
) -> Option<String> {
    let raised = Deployment { memory_share: Some(HIGHEST_SHARE), ..*deployment };
    let holds = |it: &Deployment| {
        Replica::new(architecture, it, &Constants::REFERENCE)
            .is_ok_and(|replica| replica.holds(work.isl, work.osl))
    };
    if deployment.memory_share.is_some() || holds(deployment) || !holds(&raised) {
        return None;
    }
    let default = deployment.taken_share();
    *deployment = raised;
    Some(format!("memory_share {HIGHEST_SHARE}: the default, {default:.3}, holds no such request"))
}

/// Refuses layouts that no engine starts: heads are dealt out whole, and cache heads too or copied; a stage has a layer at least.
pub(super) fn starts(columns: &mut Columns, architecture: &Architecture, deployment: &Deployment) {
    let tp = deployment.tensor_parallel;
    let ranks = f64::from(tp);
    let shared = |many: f64, few: f64| many % few == 0.0;
    let stages = deployment.pipeline_parallel;
    if f64::from(stages) > architecture.layers {
        let rule = format!("must be at most the model's {} layers", architecture.layers);
        columns.problem("pp", &stages.to_string(), &rule);
    }
    let (Some(heads), kv) = (architecture.attention_heads(), architecture.kv_heads) else { return };
    if !shared(heads, ranks) {
        let rule = format!("must divide the model's {heads} attention heads: no engine starts so");
        columns.problem("tp", &tp.to_string(), &rule);
    } else if !shared(kv, ranks) && !shared(ranks, kv) {
        let rule = format!("must divide the model's {kv} key-value heads or be a multiple of them");
        columns.problem("tp", &tp.to_string(), &rule);
    }
}
