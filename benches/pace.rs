//! How long one deployment takes to evaluate, natively and on one thread: DeepSeek-R1 on eight H200, in
//! nanoseconds, at a given concurrency, laid out anew, at a target, and with the phases apart.

mod clock;

use std::hint::black_box;

use undercut::catalog::Catalog;
use undercut::serving::*;

use clock::time;

/// Evaluations of a part: the clock prints microseconds, so a thousand of them print nanoseconds.
const PARTS: u32 = 1000;

fn main() {
    let catalog = Catalog::shipped().unwrap();
    let shape = catalog.shape_named("deepseek-r1").expect("it is in the catalogue").architecture;
    let accelerator = catalog.accelerator_named("h200").expect("it is in the catalogue").spec;
    let constants = Constants::REFERENCE;
    let deployment =
        Deployment::smallest_fitting(&shape, accelerator, Engine::Sglang, Precision::Fp8)
            .expect("eight hold it")
            .with_tensor_parallel();
    let apart = Disaggregated {
        prefill: deployment,
        prefill_workers: 1,
        decode: deployment,
        decode_workers: 2,
    };
    let work = Work { isl: 1_000.0, osl: 1_000.0, prefix_hit_rate: 0.3, tpot_s: 0.03 };
    let rate = Rate { usd_per_accelerator_hour: 2.0, utilisation: 0.7 };
    let replica = Replica::new(&shape, &deployment, &constants).expect("it fits");
    println!("# nanoseconds: what is said to be microseconds is of a thousand evaluations");
    let thousand = |work: &mut dyn FnMut()| (0..PARTS).for_each(|_| work());
    time("pace_at_concurrency", 1, || {
        thousand(&mut || {
            let _ = black_box(replica.pace(black_box(&work), 64.0));
        });
    });
    time("lay_out_and_pace", 1, || {
        thousand(&mut || {
            let replica = Replica::new(black_box(&shape), &deployment, &constants);
            let _ = black_box(replica.map(|it| it.pace(&work, 64.0)));
        });
    });
    time("serve_at_target", 1, || {
        thousand(&mut || {
            let _ = black_box(serve(black_box(&shape), &deployment, &work, &constants, rate));
        });
    });
    time("phases_apart", 1, || {
        thousand(&mut || {
            let _ = black_box(apart.pace(black_box(&shape), &work, 256.0, &constants));
        });
    });
}
