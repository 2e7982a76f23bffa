//! The layout rule, names, and what is refused.

use super::fixtures::*;
use crate::serving::Engine::{Sglang, TensorrtLlm, Vllm};
use crate::serving::Precision::{Bf16, Fp4, Fp8, Int4, Mxfp4};
use crate::serving::*;

#[test]
fn smallest_replica_that_leaves_room() {
    let gpus = |model: &Architecture, accelerator, precision| {
        Deployment::smallest_fitting(model, accelerator, Sglang, precision)
            .map(|d| (d.gpus, d.tensor_parallel, d.expert_parallel, d.data_parallel_attention))
    };
    // 69.5 GB of 80 are more than half; split over two they are not.
    assert_eq!(gpus(&llama_70b(), H100, Fp8), Some((2, 2, 1, false)));
    assert_eq!(gpus(&llama_70b(), H200, Fp8), Some((1, 1, 1, false)));
    // Experts with latent attention: each accelerator has its own sequences. 98 GB of 141 on the
    // whole domain is more than half but leaves room; of 80 it does not.
    assert_eq!(gpus(&deepseek_r1(), H200, Fp8), Some((8, 1, 8, true)));
    assert_eq!(gpus(&deepseek_r1(), H100, Fp8), None);
    assert_eq!(gpus(&deepseek_r1(), B300, Fp4), Some((4, 1, 4, true)));
    // Experts with grouped attention: tensor parallel.
    assert_eq!(gpus(&minimax_m2(), B200, Fp8), Some((4, 4, 1, false)));
    let rack = Accelerator { scaleup_domain: 72, ..B200 };
    assert_eq!(gpus(&kimi_k2(), B200, Fp8), Some((8, 1, 8, true)));
    assert_eq!(gpus(&kimi_k2(), rack, Fp8), Some((16, 1, 16, true)));
}

#[test]
fn every_layout_of_the_rule_is_served() {
    let work = Work { isl: 4000.0, osl: 500.0, prefix_hit_rate: 0.5, tpot_s: 0.1 };
    let rate = Rate { usd_per_accelerator_hour: 3.0, utilisation: 0.5 };
    let models = [
        llama_70b(),
        deepseek_r1(),
        kimi_k2(),
        glm_5(),
        gpt_oss_120b(),
        minimax_m2(),
        qwen35_397b(),
    ];
    for accelerator in [H100, H200, B200, B300, MI300X, MI325X, MI355X] {
        for precision in Precision::ALL {
            for model in &models {
                for engine in Engine::ALL {
                    let rule = Deployment::smallest_fitting(model, accelerator, engine, precision);
                    let Some(deployment) = rule else { continue };
                    for layout in [deployment, deployment.with_tensor_parallel()] {
                        serve(model, &layout, &work, &Constants::REFERENCE, rate).unwrap();
                    }
                }
            }
        }
    }
}

#[test]
fn names_read_back() {
    for engine in Engine::ALL {
        assert_eq!(Engine::parse(&engine.to_string()), Some(engine));
    }
    for precision in Precision::ALL {
        assert_eq!(Precision::parse(&precision.to_string()), Some(precision));
    }
    for generation in Generation::ALL {
        assert_eq!(Generation::parse(&generation.to_string()), Some(generation));
    }
    assert_eq!(Engine::parse("llama.cpp"), None);
}

#[test]
fn guessed_shapes_return_the_shape_they_scale() {
    let guess = Architecture::sparse_guess(671_025_397_760.0 - 926_679_040.0, 36_624_596_992.0);
    let known = deepseek_r1();
    near(guess.expert_params, known.expert_params, 1e-12);
    near(guess.layers, known.layers, 1e-12);
    near(guess.experts, known.experts, 1e-12);
    near(guess.kv_elements_per_token, known.kv_elements_per_token, 1e-12);
    let dense = Architecture::dense_equivalent(69_501_714_432.0);
    near(dense.kv_elements_per_token, llama_70b().kv_elements_per_token, 1e-12);
    near(Architecture::sparse_guess(3e12, 2e11).total_params(), 3e12, 1e-12);
    near(Architecture::sparse_guess(3e12, 2e11).active_params(), 2e11, 1e-12);
    assert_eq!(Architecture::sparse_guess(5e9, 8e9), Architecture::dense_equivalent(8e9));
}

#[test]
fn refusals_say_why() {
    let work = Work { isl: 1000.0, osl: 1000.0, prefix_hit_rate: 0.0, tpot_s: 0.05 };
    let rate = Rate { usd_per_accelerator_hour: 2.0, utilisation: 0.5 };
    let constants = Constants::REFERENCE;
    let refused = |model: &Architecture, deployment: &Deployment, work: &Work, rate| {
        serve(model, deployment, work, &constants, rate).unwrap_err()
    };
    let two = tensor_parallel(H100, Vllm, Fp8, 2);
    let one = tensor_parallel(H100, Vllm, Fp8, 1);
    assert_eq!(refused(&kimi_k2(), &one, &work, rate), Unserved::DoesNotFit);
    let long = Work { isl: 1e7, ..work };
    assert_eq!(refused(&llama_70b(), &two, &long, rate), Unserved::DoesNotFit);
    let fast = Work { tpot_s: 0.001, ..work };
    let Unserved::TooSlow { best_tpot_s } = refused(&llama_70b(), &two, &fast, rate) else {
        panic!("too fast a target was met")
    };
    let met = Work { tpot_s: best_tpot_s, ..work };
    assert_eq!(serve(&llama_70b(), &two, &met, &constants, rate).unwrap().batch, 1.0);

    let free = Rate { utilisation: 0.0, ..rate };
    let over = Rate { utilisation: 1.1, ..rate };
    let nan = Rate { usd_per_accelerator_hour: f64::NAN, ..rate };
    for bad in [free, over, nan] {
        assert_eq!(refused(&llama_70b(), &two, &work, bad), Unserved::Invalid);
    }
    let nobody = Deployment { gpus: 0, ..two };
    let crooked = Deployment { tensor_parallel: 1, ..two };
    let drafty = Deployment { acceptance_length: 0.5, ..two };
    for bad in [nobody, crooked, drafty] {
        assert_eq!(refused(&llama_70b(), &bad, &work, rate), Unserved::Invalid);
    }
    let empty = Work { osl: 0.0, ..work };
    let hits = Work { prefix_hit_rate: f64::NAN, ..work };
    for bad in [empty, hits] {
        assert_eq!(refused(&llama_70b(), &two, &bad, rate), Unserved::Invalid);
    }
    let shapeless = Architecture { kv_heads: 0.0, ..llama_70b() };
    assert_eq!(refused(&shapeless, &two, &work, rate), Unserved::Invalid);
}

#[test]
fn an_anchor_narrows_the_error() {
    let work = Work { isl: 1000.0, osl: 1000.0, prefix_hit_rate: 0.0, tpot_s: 0.05 };
    let rate = Rate { usd_per_accelerator_hour: 2.0, utilisation: 0.5 };
    let plain = tensor_parallel(H200, Vllm, Fp8, 2);
    let serve = |d: &Deployment| {
        super::super::serve(&llama_70b(), d, &work, &Constants::REFERENCE, rate).unwrap()
    };
    let (far, near) = (serve(&plain), serve(&Deployment { anchor: Some(1.1), ..plain }));
    assert_eq!(
        (far.basis, far.sigma),
        (Calibration::Extrapolated, Constants::REFERENCE.sigma_extrapolated)
    );
    assert_eq!(
        (near.basis, near.sigma),
        (Calibration::Anchored, Constants::REFERENCE.sigma_anchored)
    );
    assert!(near.unit_cost.output < far.unit_cost.output);
}

/// AWQ and GPTQ put all of a model but embedding and head in 4 bits with 20 bits of scale and zero per 128, Kimi K2's
/// release its experts alone with 16 bits per 32.
#[test]
fn four_bit_integers_take_all_of_a_model_or_its_experts_alone() {
    let weights = |model: &Architecture, gpus| {
        let deployment = tensor_parallel(H200, Vllm, Int4, gpus);
        Replica::new(model, &deployment, &ideal()).unwrap().weight_bytes_per_gpu()
    };
    let awq = 0.5 + 2.5 / 128.0;
    near(weights(&llama_70b(), 1), awq * llama_70b().dense_params, 1e-12);
    let whole = llama_70b().with_vocabulary(128_256.0);
    let head = 128_256.0 * 8192.0;
    near(weights(&whole, 2), (awq * (whole.dense_params - head) + 4.0 * head) / 2.0, 1e-12);
    let bf16 = Kept { attention: Bf16, feed_forward: Bf16 };
    let wider = Wider { int4: Some(bf16), ..Wider::default() };
    let kimi = Architecture { wider, int4_scale_group: 32.0, ..kimi_k2() };
    near(weights(&kimi, 8), (2.0 * kimi.dense_params + 0.5625 * kimi.expert_params) / 8.0, 1e-12);
}

/// A cache in 8 bits holds twice what one in 16 does; gpt-oss keeps 16 on Hopper unless told otherwise.
#[test]
fn the_cache_has_a_format_of_its_own() {
    let holds = |model: &Architecture, accelerator, precision, cache| {
        let deployment =
            Deployment { cache, ..tensor_parallel(accelerator, TensorrtLlm, precision, 4) };
        Replica::new(model, &deployment, &ideal()).unwrap().largest_batch(1000.0, 1000.0)
    };
    let llama = |precision, cache| holds(&llama_70b(), H200, precision, cache);
    near(llama(Fp8, None), llama(Fp8, Some(CacheFormat::Fp8)), 1e-12);
    near(llama(Fp8, None), 2.0 * llama(Fp8, Some(CacheFormat::Bf16)), 1e-12);
    near(llama(Bf16, None), llama(Bf16, Some(CacheFormat::Bf16)), 1e-12);
    near(llama(Fp8, Some(CacheFormat::Fp4)), llama(Fp8, None) / 0.5625, 1e-12);
    let oss = |accelerator, cache| holds(&gpt_oss_120b(), accelerator, Mxfp4, cache);
    near(oss(H200, None), oss(H200, Some(CacheFormat::Bf16)), 1e-12);
    near(oss(B200, None), oss(B200, Some(CacheFormat::Fp8)), 1e-12);
}
