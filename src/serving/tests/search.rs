//! The front of deployments: what must hold of it whatever the constants are.

use super::fixtures::*;
use crate::serving::*;

const LOAD: Load = Load {
    work: Work { isl: 4_000.0, osl: 500.0, prefix_hit_rate: 0.4, tpot_s: 0.05 },
    ttft_s: f64::INFINITY,
    utilisation: 0.7,
    replicas: 1,
    service_cv2: 1.0,
};

/// Every layout of four accelerators under three engines and their precisions.
fn candidates(architecture: &Architecture) -> Vec<Candidate> {
    let machines = [(H100, 1.8), (H200, 2.1), (B200, 2.6), (MI355X, 2.1)];
    let mut all = Vec::new();
    for (accelerator, usd_per_accelerator_hour) in machines {
        for engine in [Engine::Sglang, Engine::Vllm, Engine::TensorrtLlm] {
            for precision in [Precision::Fp8, Precision::Fp4] {
                for acceptance_length in [1.0, 1.6] {
                    let one = tensor_parallel(accelerator, engine, precision, 1);
                    let base = Deployment { acceptance_length, ..one };
                    all.extend(layouts(architecture, &base).into_iter().map(|it| Candidate {
                        layout: Layout::Together(it),
                        usd_per_accelerator_hour,
                    }));
                }
            }
        }
    }
    all
}

fn every_point(architecture: &Architecture, candidates: &[Candidate], load: &Load) -> Vec<Point> {
    let mut all = Vec::new();
    for (place, candidate) in candidates.iter().enumerate() {
        let constants = &Constants::REFERENCE;
        let _ = points(architecture, place, candidate, load, constants, |it| all.push(it));
    }
    all
}

fn beats(one: &Point, other: &Point) -> bool {
    one.tokens_per_s_per_user >= other.tokens_per_s_per_user
        && one.usd_per_mtok <= other.usd_per_mtok
        && (one.tokens_per_s_per_user > other.tokens_per_s_per_user
            || one.usd_per_mtok < other.usd_per_mtok)
}

#[test]
fn the_front_is_what_brute_force_leaves() {
    for architecture in [llama_70b(), deepseek_r1(), gpt_oss_120b()] {
        let candidates = candidates(&architecture);
        let all = every_point(&architecture, &candidates, &LOAD);
        let front = search(&architecture, &candidates, &LOAD, &Constants::REFERENCE);
        let mut best: Vec<Point> = Vec::new();
        for point in &all {
            let same = |it: &Point| {
                it.tokens_per_s_per_user == point.tokens_per_s_per_user
                    && it.usd_per_mtok == point.usd_per_mtok
            };
            if !all.iter().any(|it| beats(it, point)) && !best.iter().any(same) {
                best.push(*point);
            }
        }
        best.sort_by(|a, b| a.tokens_per_s_per_user.total_cmp(&b.tokens_per_s_per_user));
        assert!(best.len() > 5 && all.len() > 10 * best.len());
        assert_eq!(front.points(), best);
        assert!(front.points().is_sorted_by(|a, b| {
            a.tokens_per_s_per_user < b.tokens_per_s_per_user && a.usd_per_mtok < b.usd_per_mtok
        }));
    }
}

#[test]
fn every_point_is_what_serve_and_the_queue_say() {
    let architecture = deepseek_r1();
    let candidates = candidates(&architecture);
    let front = search(&architecture, &candidates, &LOAD, &Constants::REFERENCE);
    for point in front.points() {
        let Candidate { layout, usd_per_accelerator_hour } = candidates[point.candidate];
        let Layout::Together(deployment) = layout else { panic!("none is apart") };
        let rate = Rate { usd_per_accelerator_hour, utilisation: LOAD.utilisation };
        // `serve` at the point's own speed finds the point's batch.
        let work = Work { tpot_s: point.tpot_s() * (1.0 + 1e-9), ..LOAD.work };
        let served = serve(&architecture, &deployment, &work, &Constants::REFERENCE, rate).unwrap();
        // To the tolerance of the time, over how little it grows with the batch near one.
        near(served.batch, point.batch, 1e-5);
        near(served.unit_cost.output, point.unit_cost.output, 1e-5);
        let usd = served.unit_cost.usd(&work.tokens());
        near(usd / (work.isl + work.osl) * 1e6, point.usd_per_mtok, 1e-5);
        // Places are kept for prefill and output: the wait is on top.
        near(point.latency_s - point.wait_s, served.ttft_s + work.osl * point.tpot_s(), 1e-5);
        near(point.ttft_s, point.wait_s + served.ttft_s, 1e-5);
        assert!(point.tpot_s() <= LOAD.work.tpot_s);
        let output = point.output_tokens_per_s_per_gpu * f64::from(deployment.gpus);
        near(output, work.osl / served.request_s, 1e-5);
    }
}

#[test]
fn a_dearer_accelerator_never_lowers_a_cost() {
    let architecture = gpt_oss_120b();
    let cheap = candidates(&architecture);
    let dear: Vec<Candidate> = cheap
        .iter()
        .map(|it| match it.layout {
            Layout::Together(on) if on.accelerator.generation == Generation::Blackwell => {
                Candidate { usd_per_accelerator_hour: 3.3, ..*it }
            }
            _ => *it,
        })
        .collect();
    let constants = &Constants::REFERENCE;
    let before = search(&architecture, &cheap, &LOAD, constants);
    let after = search(&architecture, &dear, &LOAD, constants);
    let mut rose = false;
    for speed in [20.0, 40.0, 80.0, 120.0, 160.0] {
        let usd = |front: &Front| front.cheapest_at(speed).map(|it| it.usd_per_mtok);
        let (Some(before), Some(after)) = (usd(&before), usd(&after)) else { continue };
        assert!(after >= before);
        rose |= after > before;
    }
    assert!(rose, "Blackwell is on the front of this load");
    // All rates times two: all costs times two, and nothing else.
    let twice: Vec<Candidate> = cheap
        .iter()
        .map(|it| Candidate { usd_per_accelerator_hour: 2.0 * it.usd_per_accelerator_hour, ..*it })
        .collect();
    let doubled = search(&architecture, &twice, &LOAD, constants);
    assert_eq!(doubled.points().len(), before.points().len());
    for (one, two) in before.points().iter().zip(doubled.points()) {
        near(two.usd_per_mtok, 2.0 * one.usd_per_mtok, 1e-12);
        assert_eq!((one.candidate, one.batch), (two.candidate, two.batch));
    }
}

#[test]
fn busier_is_cheaper_and_waits_longer() {
    let architecture = llama_70b();
    let candidates = candidates(&architecture);
    let at = |utilisation: f64, replicas: u32| {
        let load = Load { utilisation, replicas, ..LOAD };
        search(&architecture, &candidates, &load, &Constants::REFERENCE)
    };
    let (idle, busy, pooled) = (at(0.5, 1), at(0.9, 1), at(0.9, 8));
    for ((idle, busy), pooled) in idle.points().iter().zip(busy.points()).zip(pooled.points()) {
        near(busy.usd_per_mtok * 0.9, idle.usd_per_mtok * 0.5, 1e-12);
        assert!(busy.wait_s >= idle.wait_s && pooled.wait_s <= busy.wait_s);
        assert_eq!(idle.tokens_per_s_per_user, busy.tokens_per_s_per_user);
    }
    assert!(busy.points().iter().any(|it| it.wait_s > 0.01 * it.latency_s));
    // Without an idle moment the queue has no end, and no limit on the first token is met.
    assert!(at(1.0, 1).points().iter().all(|it| it.wait_s == f64::INFINITY));
    let limited = Load { utilisation: 1.0, ttft_s: 1e9, ..LOAD };
    let front = search(&architecture, &candidates, &limited, &Constants::REFERENCE);
    assert!(front.points().is_empty());
}

#[test]
fn a_limit_on_the_first_token_holds_and_costs() {
    let architecture = llama_70b();
    let candidates = candidates(&architecture);
    let constants = &Constants::REFERENCE;
    let free = search(&architecture, &candidates, &LOAD, constants);
    let all = every_point(&architecture, &candidates, &LOAD);
    let least = all.iter().map(|it| it.ttft_s).fold(f64::INFINITY, f64::min);
    let cheapest = free.points()[0].ttft_s;
    assert!(cheapest > 1.1 * least);
    let load = Load { ttft_s: 0.5 * (least + cheapest), ..LOAD };
    let limited = search(&architecture, &candidates, &load, constants);
    assert!(!limited.points().is_empty());
    assert!(limited.points().iter().all(|it| it.ttft_s <= load.ttft_s));
    assert!(limited.points()[0].usd_per_mtok > free.points()[0].usd_per_mtok);
}

#[test]
fn an_anchored_candidate_says_so() {
    let architecture = llama_70b();
    let deployment =
        Deployment { anchor: Some(1.1), ..tensor_parallel(H100, Engine::Vllm, Precision::Fp8, 2) };
    let candidates = [
        Candidate { layout: Layout::Together(deployment), usd_per_accelerator_hour: 1.8 },
        Candidate {
            layout: Layout::Together(Deployment { anchor: None, ..deployment }),
            usd_per_accelerator_hour: 1.8,
        },
    ];
    let constants = &Constants::REFERENCE;
    for point in every_point(&architecture, &candidates, &LOAD) {
        let anchored = point.candidate == 0;
        assert_eq!(point.basis == Calibration::Anchored, anchored);
        let sigma = if anchored { constants.sigma_anchored } else { constants.sigma_extrapolated };
        assert_eq!(point.sigma, sigma);
    }
    // The faster of the two is on the front at every speed that both reach.
    let front = search(&architecture, &candidates, &LOAD, constants);
    assert!(front.points().iter().all(|it| it.candidate == 0));
}

#[test]
fn layouts_are_valid_and_all_different() {
    for (architecture, count) in [(llama_70b(), 4), (deepseek_r1(), 4 + 3 + 6)] {
        let base = tensor_parallel(H200, Engine::Sglang, Precision::Fp8, 1);
        let all = layouts(&architecture, &base);
        assert_eq!(all.len(), count);
        for (place, one) in all.iter().enumerate() {
            assert!(one.is_valid());
            assert!(!all[..place].contains(one));
        }
    }
}

#[test]
fn phases_apart_are_candidates_like_others() {
    let architecture = deepseek_r1();
    let rack = Accelerator { scaleup_domain: 72, ..B200 };
    let base = tensor_parallel(rack, Engine::TensorrtLlm, Precision::Fp4, 1);
    let prefill = tensor_parallel(rack, Engine::TensorrtLlm, Precision::Fp4, 4);
    let all: Vec<Disaggregated> = layouts_apart(&architecture, &base, prefill).collect();
    assert!(all.len() > 50 && all.iter().all(|it| it.gpus() <= 72.0));
    let candidates: Vec<Candidate> = all
        .iter()
        .map(|it| Candidate { layout: Layout::Apart(*it), usd_per_accelerator_hour: 2.6 })
        .collect();
    let points = every_point(&architecture, &candidates, &LOAD);
    assert!(points.len() > 100);
    for point in &points {
        // A dollar an hour of every accelerator is what the tokens cost.
        let gpus = all[point.candidate].gpus();
        let tokens_per_s = point.output_tokens_per_s_per_gpu * 4_500.0 / 500.0 * gpus;
        near(point.usd_per_mtok, 2.6 * gpus / 3600.0 / 0.7 / tokens_per_s * 1e6, 1e-9);
        assert!(point.tpot_s() <= LOAD.work.tpot_s && point.latency_s > point.ttft_s);
        assert_eq!(point.sigma, Constants::REFERENCE.sigma_apart);
    }
    let front = search(&architecture, &candidates, &LOAD, &Constants::REFERENCE);
    assert!(!points.iter().any(|it| front.points().iter().any(|kept| beats(it, kept))));
}

#[test]
fn what_cannot_be_asked_gives_no_point() {
    let architecture = llama_70b();
    let candidates = candidates(&architecture);
    let constants = &Constants::REFERENCE;
    for broken in [
        Load { replicas: 0, ..LOAD },
        Load { ttft_s: f64::NAN, ..LOAD },
        Load { utilisation: 0.0, ..LOAD },
        Load { utilisation: f64::NAN, ..LOAD },
        Load { service_cv2: -1.0, ..LOAD },
        Load { work: Work { osl: f64::INFINITY, ..LOAD.work }, ..LOAD },
    ] {
        assert!(search(&architecture, &candidates, &broken, constants).points().is_empty());
        let mut count = 0;
        let got = points(&architecture, 0, &candidates[0], &broken, constants, |_| count += 1);
        assert_eq!((got, count), (Err(Unserved::Invalid), 0));
    }
}
