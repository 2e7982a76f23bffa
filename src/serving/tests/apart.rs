//! Phases apart, everything at once, the first token, and what bandwidth can do.

use super::fixtures::*;
use super::invariants::{config, layout, shape, work};
use crate::serving::Precision::Fp8;
use crate::serving::*;
use proptest::prelude::*;

const CONSTANTS: Constants = Constants::REFERENCE;

fn pair(prefill: Deployment, decode: Deployment, workers: (u32, u32)) -> Disaggregated {
    Disaggregated { prefill, prefill_workers: workers.0, decode, decode_workers: workers.1 }
}

proptest! {
    #![proptest_config(config())]

    /// Requests pass both kinds of workers: neither kind can be beaten, and more of one never hurts.
    #[test]
    fn phases_apart_conserve_requests(
        model in shape(), prefill in layout(), decode in layout(), work in work(),
        workers in (1..20u32, 1..20u32), concurrency in 1.0..10_000.0f64,
    ) {
        let requests_per_s = |workers| {
            let both = pair(prefill, decode, workers);
            let pace = both.pace(&model, &work, concurrency, &CONSTANTS).ok()?;
            let per_request = pace.tokens_per_s_per_gpu * both.gpus() / (work.isl + work.osl);
            prop_assert_eq_near(per_request, 1.0 / pace.request_s);
            Some((1.0 / pace.request_s, pace))
        };
        let Some((rate, pace)) = requests_per_s(workers) else { return Ok(()) };
        prop_assert!(rate > 0.0);
        let alone = Replica::new(&model, &prefill, &CONSTANTS).unwrap();
        let least_s = alone.prefill(work.isl, work.uncached_tokens()).roofline_s;
        prop_assert!(rate <= f64::from(workers.0) / least_s * (1.0 + 1e-9));
        prop_assert!(rate <= concurrency / (work.osl * pace.tpot_s) * (1.0 + 1e-9));
        for more in [(2 * workers.0, workers.1), (workers.0, 2 * workers.1)] {
            let (faster, _) = requests_per_s(more).unwrap();
            prop_assert!(faster >= rate * (1.0 - 1e-9), "{faster} < {rate}");
        }
    }

    #[test]
    fn more_bandwidth_never_slows(model in shape(), layout in layout(), work in work(), by in 1.0..4.0f64) {
        let faster = Accelerator {
            hbm_bytes_per_s: by * layout.accelerator.hbm_bytes_per_s,
            ..layout.accelerator
        };
        let pace = |accelerator| {
            let layout = Deployment { accelerator, ..layout };
            Some(Replica::new(&model, &layout, &CONSTANTS).ok()?.pace(&work, 16.0))
        };
        if let (Some(slow), Some(fast)) = (pace(layout.accelerator), pace(faster)) {
            prop_assert!(fast.tokens_per_s_per_gpu >= slow.tokens_per_s_per_gpu * (1.0 - 1e-9));
        }
    }

    #[test]
    fn no_pace_is_above_the_roofline(model in shape(), layout in layout(), work in work()) {
        if let Ok(replica) = Replica::new(&model, &layout, &CONSTANTS) {
            let most = replica.largest_batch(work.isl, work.osl);
            if most >= 1.0 {
                let batch = most.min(64.0);
                let pace = replica.pace(&work, batch);
                let ceiling = replica.most_tokens_per_s_per_gpu(&work, batch);
                prop_assert!(pace.tokens_per_s_per_gpu <= ceiling * (1.0 + 1e-9));
                prop_assert!(pace.tpot_s >= replica.least_tpot_s(&work, batch) * (1.0 - 1e-9));
                let (few, many) = (replica.ttft_s(&work, 1.0), replica.ttft_s(&work, 2.0 * most));
                prop_assert!(few >= pace.ttft_s && many >= few);
                prop_assert!(replica.offline_batch(work.isl, work.osl) <= most);
            }
        }
    }
}

/// Equal to rounding; panics inside a closure that cannot return a test's error.
#[track_caller]
fn prop_assert_eq_near(actual: f64, expected: f64) {
    near(actual, expected, 1e-9);
}

/// A replica that crosses its scale-up domain pays the network.
#[test]
fn beyond_the_domain_the_network_is_paid() {
    let rack = Accelerator { scaleup_domain: 72, ..B200 };
    let spread = |accelerator| Deployment {
        tensor_parallel: 1,
        expert_parallel: 32,
        data_parallel_attention: true,
        ..tensor_parallel(accelerator, Engine::TensorrtLlm, Fp8, 32)
    };
    let step = |accelerator| {
        let replica = Replica::new(&deepseek_r1(), &spread(accelerator), &CONSTANTS).unwrap();
        replica.decode(2000.0).step_s(1024.0)
    };
    let (within, beyond) = (step(rack), step(B200));
    assert!(beyond > 1.05 * within, "{beyond} {within}");
}

/// TensorRT-LLM never pauses what it has started (`GUARANTEED_NO_EVICT`, its default): a batch of equal requests
/// that end together must fit at its end, with every output token in the cache.
#[test]
fn what_tensorrt_llm_starts_it_can_finish() {
    let batch = |engine| {
        let deployment = tensor_parallel(H200, engine, Fp8, 2);
        let replica = Replica::new(&llama_70b(), &deployment, &ideal()).unwrap();
        let at_the_end = 163_840.0 / 2.0 * (1000.0 + 8000.0);
        replica.largest_batch(1000.0, 8000.0) * at_the_end / replica.free_bytes()
    };
    near(batch(Engine::TensorrtLlm), 1.0, 1e-12);
    // Engines that preempt hold less: 9,000 tokens against 1,000 and three quarters of 8,000.
    near(batch(Engine::Vllm), 9.0 / 7.0, 1e-12);
}

/// The scheduler, not memory, bounds small models; memory bounds long contexts.
#[test]
fn offline_batches_have_two_limits() {
    let small = Architecture::dense(32.0, 4096.0, 7_504_658_432.0, 8.0, 65_536.0, 524_288.0);
    let replica =
        |engine| Replica::new(&small, &tensor_parallel(H200, engine, Fp8, 1), &CONSTANTS).unwrap();
    assert_eq!(replica(Engine::TensorrtLlm).offline_batch(128.0, 128.0), 2048.0);
    assert_eq!(replica(Engine::Vllm).offline_batch(128.0, 128.0), 1024.0);
    let long = replica(Engine::TensorrtLlm).offline_batch(20_000.0, 2_000.0);
    assert!((70.0..110.0).contains(&long), "{long}");
}

/// However many could be in flight, and however the phases are laid out, no batch is beyond what is scheduled.
#[test]
fn no_search_goes_beyond_the_scheduler() {
    let small = Architecture::dense(32.0, 4096.0, 7_504_658_432.0, 8.0, 65_536.0, 524_288.0);
    let work = Work { isl: 100.0, osl: 100.0, prefix_hit_rate: 0.0, tpot_s: 1e9 };
    let rate = Rate { usd_per_accelerator_hour: 2.0, utilisation: 1.0 };
    let layout = tensor_parallel(H200, Engine::Vllm, Fp8, 1);
    let told = Deployment { most_sequences: Some(64.0), ..layout };
    for (layout, most) in [(layout, 1024.0), (told, 64.0)] {
        assert!(
            Replica::new(&small, &layout, &CONSTANTS).unwrap().largest_batch(100.0, 100.0) > most
        );
        assert_eq!(serve(&small, &layout, &work, &CONSTANTS, rate).unwrap().batch, most);
        let both = pair(layout, layout, (1, 2));
        assert_eq!(both.pace(&small, &work, f64::MAX, &CONSTANTS).unwrap().batch, most);
        assert_eq!(both.offline_concurrency(&small, &work, &CONSTANTS), Ok(2.0 * most));
    }
    let far = Work { isl: 1e8, ..work };
    let both = pair(layout, layout, (1, 1));
    assert_eq!(both.pace(&small, &far, 1.0, &CONSTANTS), Err(Unserved::DoesNotFit));
    assert_eq!(both.offline_concurrency(&small, &far, &CONSTANTS), Err(Unserved::DoesNotFit));
}

/// What weights squeeze to the last gigabytes still serves, slowly; what leaves less than an engine's buffers does not.
#[test]
fn tight_weights_squeeze_the_engine() {
    let on = |gb: f64| {
        let accelerator = Accelerator { hbm_bytes: gb * 1e9, ..H100 };
        Replica::new(&llama_70b(), &tensor_parallel(accelerator, Engine::Vllm, Fp8, 1), &CONSTANTS)
    };
    assert!(on(69.0).is_err() && on(70.3).is_err());
    let (tight, roomy) = (on(73.0).unwrap(), on(96.0).unwrap());
    let weights = 69_501_714_432.0;
    assert!(tight.memory().squeezed && !roomy.memory().squeezed);
    // Version 0.21 takes 0.92, recorded graphs among it: logits of 1,024 sequences, and a pass of 8,192 tokens.
    let activations = 14.0 * 131_072.0 * 1024.0 + 8192.0 * 8192.0 * 3.0;
    let graphs = 0.65e9 + 80.0 * 12.9e6;
    near(tight.free_bytes(), (73e9 - 0.55e9 - weights - 0.27e9 - graphs) / 8.0, 1e-9);
    let beside = weights + activations + 0.27e9 + graphs;
    near(roomy.free_bytes(), 0.92 * (96e9 - 0.55e9) - beside, 1e-9);
    near(roomy.memory().share, 0.92, 1e-12);
    assert!(tight.memory().share > 0.92 && tight.memory().share <= 1.0);
}
