//! How long the search for deployments takes, natively and on one thread: DeepSeek-R1 on four accelerators, three
//! engines, two precisions, with and without speculative decoding, in every layout.

mod clock;

use std::hint::black_box;

use undercut::catalog::Catalog;
use undercut::serving::*;

use clock::{ROUNDS, time};

fn main() {
    let catalog = Catalog::shipped().unwrap();
    let shape = catalog.shape_named("deepseek-r1").expect("it is in the catalogue").architecture;
    let mut candidates = Vec::new();
    for name in ["h200", "b200", "gb200", "mi355x"] {
        let found = catalog.accelerator_named(name).expect("it is in the catalogue");
        let rental = catalog.latest_rental(&found.id).expect("it has a price");
        let rent = rental.usd_per_hour.median();
        for engine in [Engine::Sglang, Engine::Vllm, Engine::TensorrtLlm] {
            for precision in [Precision::Fp8, Precision::Fp4] {
                for acceptance_length in [1.0, Constants::REFERENCE.acceptance_length] {
                    let base = Deployment {
                        acceptance_length,
                        ..Deployment::on_one(found.spec, engine, precision)
                    };
                    candidates.extend(layouts(&shape, &base).into_iter().map(|deployment| {
                        Candidate {
                            layout: Layout::Together(deployment),
                            usd_per_accelerator_hour: rent,
                        }
                    }));
                }
            }
        }
    }
    let load = Load {
        work: Work { isl: 8_000.0, osl: 1_000.0, prefix_hit_rate: 0.3, tpot_s: 0.05 },
        ttft_s: f64::INFINITY,
        utilisation: 0.7,
        replicas: 1,
        service_cv2: 1.0,
    };
    let constants = &Constants::REFERENCE;
    let mut tried = 0;
    for (place, candidate) in candidates.iter().enumerate() {
        let _ = points(&shape, place, candidate, &load, constants, |_| tried += 1);
    }
    let count = u32::try_from(candidates.len()).expect("a few hundred");
    println!("# microseconds, best of {ROUNDS} rounds: {count} candidates, {tried} points");
    let mut front = || drop(black_box(search(&shape, black_box(&candidates), &load, constants)));
    time("search", 1, &mut front);
    time("search_candidate", count, &mut front);
    time("search_point", tried, &mut front);
    let queue = Queue { places: 256, utilisation: 0.7, service_s: 10.0, service_cv2: 1.0 };
    time("wait", 1, || {
        black_box(black_box(&queue).wait_s());
    });
}
