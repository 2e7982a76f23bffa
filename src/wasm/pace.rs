//! What `benches/pace.mjs` times, and no shipped module holds: evaluations of one deployment, as `benches/pace.rs`
//! times them natively.

use std::hint::black_box;

use wasm_bindgen::prelude::*;

use crate::catalog::Catalog;
use crate::serving::{
    Constants, Deployment, Disaggregated, Engine, Precision, Rate, Replica, Work, serve,
};

/// Does one part of the native bench `times` times over; says whether it knows the part and all of them could be served.
#[wasm_bindgen]
pub fn pace(part: &str, times: u32) -> bool {
    let Ok(catalog) = Catalog::shipped() else { return false };
    let (Some(shape), Some(gpu)) =
        (catalog.shape_named("deepseek-r1"), catalog.accelerator_named("h200"))
    else {
        return false;
    };
    let (shape, constants) = (shape.architecture, Constants::REFERENCE);
    let smallest = Deployment::smallest_fitting(&shape, gpu.spec, Engine::Sglang, Precision::Fp8);
    let Some(deployment) = smallest.map(|it| it.with_tensor_parallel()) else { return false };
    let Ok(replica) = Replica::new(&shape, &deployment, &constants) else { return false };
    let apart = Disaggregated {
        prefill: deployment,
        prefill_workers: 1,
        decode: deployment,
        decode_workers: 2,
    };
    let work = Work { isl: 1_000.0, osl: 1_000.0, prefix_hit_rate: 0.3, tpot_s: 0.03 };
    let rate = Rate { usd_per_accelerator_hour: 2.0, utilisation: 0.7 };
    let all = |one: &dyn Fn() -> bool| (0..times).fold(true, |all, _| one() && all);
    match part {
        "pace_at_concurrency" => (0..times).fold(true, |all, _| {
            black_box(replica.pace(black_box(&work), 64.0)).tpot_s > 0.0 && all
        }),
        "lay_out_and_pace" => all(&|| {
            let replica = Replica::new(black_box(&shape), &deployment, &constants);
            black_box(replica.map(|it| it.pace(&work, 64.0))).is_ok()
        }),
        "serve_at_target" => all(&|| {
            black_box(serve(black_box(&shape), &deployment, &work, &constants, rate)).is_ok()
        }),
        "phases_apart" => {
            all(&|| black_box(apart.pace(black_box(&shape), &work, 256.0, &constants)).is_ok())
        }
        _ => false,
    }
}
