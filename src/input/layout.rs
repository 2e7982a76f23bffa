//! Which accelerators do what, by the columns of a row.

use super::cells::Columns;
use crate::serving::{Deployment, Disaggregated};

/// Accelerators of a replica or worker, and how the model is split over them, as a row writes it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    gpus: u32,
    tensor: u32,
    stages: u32,
    expert: u32,
    data_parallel: bool,
}

/// What a row says of its layout.
#[derive(Debug, Clone, Copy)]
pub(super) enum Layout {
    /// Nothing: the smallest that fits.
    Smallest,
    /// Replicas that prefill and decode, beside each other.
    Together { shape: Shape, replicas: u32 },
    /// Workers of two kinds.
    Apart { prefill: Shape, prefill_workers: u32, decode: Shape, decode_workers: u32 },
}

/// The deployment of a row: a replica or decode worker, replicas beside each other, and workers of two kinds.
pub(super) struct LaidOut {
    pub deployment: Deployment,
    pub replicas: u32,
    pub disaggregated: Option<Disaggregated>,
}

impl Layout {
    /// What `columns` say of the layout, with a note on what of it is taken otherwise.
    pub fn read(columns: &mut Columns, notes: &mut Vec<String>) -> Option<Layout> {
        let before = columns.problems.len();
        let (gpus, tensor) = (columns.count("n_gpu"), columns.count("tp"));
        let stages = columns.count("pp").unwrap_or(1);
        let expert = columns.count("ep");
        let data_parallel = columns.flag("dp_attn");
        let apart = columns.flag("disagg");
        if stages > 1 && (apart || data_parallel) {
            let rule = "stages are not laid out together with dp_attn or disagg";
            columns.problem("pp", &stages.to_string(), rule);
            return None;
        }
        let layout = if apart {
            disaggregated(columns, gpus, tensor.unwrap_or(1), expert.unwrap_or(1), data_parallel)
        } else if gpus.is_none() && tensor.is_none() && stages == 1 {
            smallest(columns, expert, data_parallel)
        } else {
            let gpus = gpus.unwrap_or(tensor.unwrap_or(1).saturating_mul(stages));
            let tensor = tensor.unwrap_or((gpus / stages).max(1));
            let expert = expert.unwrap_or(1);
            let shape = Shape { gpus, tensor, stages, expert, data_parallel };
            together(columns, shape, notes)
        }?;
        if columns.problems.len() > before {
            return None;
        }
        if let (Layout::Apart { prefill, prefill_workers, decode, decode_workers }, Some(given)) =
            (layout, gpus)
        {
            let of = |shape: Shape, workers: u32| u64::from(shape.gpus) * u64::from(workers);
            let all = of(prefill, prefill_workers) + of(decode, decode_workers);
            if u64::from(given) != all {
                notes.push(format!("n_gpu = {given}: the workers have {all} accelerators in all"));
            }
        }
        Some(layout)
    }

    /// The layout on what `base` has.
    pub fn on(&self, base: Deployment) -> LaidOut {
        match *self {
            Layout::Smallest => LaidOut { deployment: base, replicas: 1, disaggregated: None },
            Layout::Together { shape, replicas } => {
                LaidOut { deployment: shape.on(base), replicas, disaggregated: None }
            }
            Layout::Apart { prefill, prefill_workers, decode, decode_workers } => {
                let prefill = Deployment { acceptance_length: 1.0, ..prefill.on(base) };
                let decode = decode.on(base);
                let apart = Disaggregated { prefill, prefill_workers, decode, decode_workers };
                LaidOut { deployment: decode, replicas: 1, disaggregated: Some(apart) }
            }
        }
    }
}

impl Shape {
    /// `tp` equal to all accelerators beside data-parallel attention splits experts only: attention is then
    /// whole on each of them, as SGLang and TensorRT-LLM read the pair.
    fn on(&self, base: Deployment) -> Deployment {
        let Shape { gpus, tensor, stages, expert, data_parallel } = *self;
        Deployment {
            gpus,
            tensor_parallel: match data_parallel {
                true if tensor == gpus => 1,
                true => tensor,
                false => gpus / stages,
            },
            pipeline_parallel: stages,
            expert_parallel: expert.min(gpus / stages),
            data_parallel_attention: data_parallel && gpus > 1,
            ..base
        }
    }
}

/// The layout that was chosen, by the columns that would ask for it.
pub(super) fn chosen(it: &Deployment) -> String {
    let spread =
        if it.expert_parallel > 1 { format!(", ep {}", it.expert_parallel) } else { String::new() };
    let attention = if it.data_parallel_attention { ", dp_attn true" } else { "" };
    format!(
        "smallest layout that fits: n_gpu {}, tp {}{spread}{attention}",
        it.gpus, it.tensor_parallel
    )
}

fn smallest(columns: &mut Columns, expert: Option<u32>, data_parallel: bool) -> Option<Layout> {
    let rule = "needs n_gpu or tp beside it: without them the smallest layout that fits is chosen";
    match expert {
        Some(expert) if expert > 1 => columns.problem("ep", &expert.to_string(), rule),
        _ if data_parallel => columns.problem("dp_attn", "true", rule),
        _ => return Some(Layout::Smallest),
    }
    None
}

/// Replicas of `tp` accelerators beside each other; one of all with data-parallel attention.
fn together(columns: &mut Columns, all: Shape, notes: &mut Vec<String>) -> Option<Layout> {
    let Shape { gpus, tensor, stages, expert, data_parallel } = all;
    if stages > 1 && !u64::from(gpus).is_multiple_of(u64::from(tensor) * u64::from(stages)) {
        let rule = format!("times tp, {tensor}, must divide n_gpu, {gpus}");
        columns.problem("pp", &stages.to_string(), &rule);
        return None;
    }
    for (column, ranks) in [("tp", tensor), ("ep", expert)] {
        if !gpus.is_multiple_of(ranks) {
            columns.problem(column, &ranks.to_string(), &format!("must divide n_gpu, {gpus}"));
        }
    }
    if !gpus.is_multiple_of(tensor) {
        return None;
    }
    let replicas = if data_parallel { 1 } else { gpus / (tensor * stages) };
    let shape = Shape { gpus: gpus / replicas, ..all };
    if expert > shape.gpus {
        notes.push(format!(
            "ep = {expert}: experts are spread over the {} accelerators of each of {replicas} replicas",
            shape.gpus
        ));
    }
    Some(Layout::Together { shape, replicas })
}

/// Workers of a disaggregated row. A worker has `max(tp, ep)` accelerators; where a source writes 1 for
/// both, decode has the largest power of two within two thirds of all, or every worker the same.
fn disaggregated(
    columns: &mut Columns,
    gpus: Option<u32>,
    tensor: u32,
    expert: u32,
    data_parallel: bool,
) -> Option<Layout> {
    let prefill_tensor = columns.count("pf_tp").unwrap_or(1);
    let prefill_expert = columns.count("pf_ep").unwrap_or(1);
    let prefill_data_parallel = columns.flag("pf_dp");
    let prefill_workers = columns.workers("pf_workers").unwrap_or(1);
    let decode_workers = columns.workers("dec_workers").unwrap_or(1);
    let (mut prefill, mut decode) = (prefill_tensor.max(prefill_expert), tensor.max(expert));
    for (column, ranks, other, worker) in [
        ("tp", tensor, "ep", decode),
        ("ep", expert, "tp", decode),
        ("pf_tp", prefill_tensor, "pf_ep", prefill),
        ("pf_ep", prefill_expert, "pf_tp", prefill),
    ] {
        if !worker.is_multiple_of(ranks) {
            let rule = format!("must divide {other}, {worker}: a worker has the larger of both");
            columns.problem(column, &ranks.to_string(), &rule);
        }
    }
    let untold = |column: &str| columns.row.get(column) == Some("0");
    if let (true, true, Some(all)) = (untold("pf_workers"), untold("dec_workers"), gpus)
        && all >= 16
    {
        let eight = Shape { gpus: 8, tensor: 8, stages: 1, expert: 1, data_parallel: false };
        let decode_workers = (all - 8) / 8;
        return Some(Layout::Apart {
            prefill: eight,
            prefill_workers: 1,
            decode: eight,
            decode_workers,
        });
    }
    if let (1, 1, Some(all)) = (prefill, decode, gpus) {
        let workers = prefill_workers + decode_workers;
        if decode_workers > prefill_workers && all.is_multiple_of(workers) {
            (prefill, decode) = (all / workers, all / workers);
        } else {
            let most = (2 * all / 3 / decode_workers).max(1);
            decode = 1 << most.ilog2();
            prefill = (all.saturating_sub(decode * decode_workers) / prefill_workers).max(1);
        }
    }
    let wide = |gpus: u32, tensor: u32, expert: u32, data_parallel: bool| {
        // A worker wider than its tensor ranks is data-parallel, whatever the column says.
        let data_parallel = data_parallel || tensor < gpus;
        let expert = if data_parallel { gpus } else { expert };
        let tensor = if gpus.is_multiple_of(tensor) { tensor } else { 1 };
        Shape { gpus, tensor, stages: 1, expert, data_parallel }
    };
    Some(Layout::Apart {
        prefill: wide(prefill, prefill_tensor, prefill_expert, prefill_data_parallel),
        prefill_workers,
        decode: wide(decode, tensor, expert, data_parallel),
        decode_workers,
    })
}
