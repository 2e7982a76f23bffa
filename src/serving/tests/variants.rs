//! Smaller models of the same weights, and devices of one's own.

use super::fixtures::*;
use crate::serving::Precision::{Bf16, Fp8};
use crate::serving::*;

fn tokens_per_s(model: &Architecture, deployment: &Deployment) -> f64 {
    let work = Work { isl: 1024.0, osl: 1024.0, prefix_hit_rate: 0.0, tpot_s: 1.0 };
    Replica::new(model, deployment, &Constants::REFERENCE)
        .unwrap()
        .pace(&work, 32.0)
        .tokens_per_s_per_gpu
}

/// The founding articles: 8B pruned to 6B runs 1.3 times as fast. Parameters alone would give 8/6.
#[test]
fn a_pruned_model_is_faster_by_less_than_its_parameters() {
    let large = Architecture::dense(36.0, 4096.0, 7_568_097_280.0, 8.0, 73_728.0, 589_824.0);
    let small = Variant::Compressed { share: 0.75 }.shape(&large).unwrap();
    let deployment = tensor_parallel(H100, Engine::Sglang, Bf16, 1);
    let gain = tokens_per_s(&small, &deployment) / tokens_per_s(&large, &deployment);
    assert!((1.1..8.0 / 6.0).contains(&gain), "{gain}");
    assert_eq!(Variant::Compressed { share: 1.0 }.shape(&large), Some(large));
}

#[test]
fn slimmer_experts_are_faster_and_leave_the_rest_alone() {
    let whole = deepseek_r1();
    let deployment = tensor_parallel(H200, Engine::Sglang, Fp8, 8);
    let mut last = 0.0;
    for width in [1.0, 0.75, 0.5, 0.25] {
        let slim = Variant::Slimmed { width }.shape(&whole).unwrap();
        near(slim.active_expert_params, width * whole.active_expert_params, 1e-12);
        assert_eq!(slim.dense_params, whole.dense_params);
        let speed = tokens_per_s(&slim, &deployment);
        assert!(speed > last);
        last = speed;
    }
}

/// At the same shape a lookup costs its share of throughput, under 3%; memory that it frees is more.
#[test]
fn retrieval_costs_its_loss_and_frees_memory() {
    let whole = deepseek_r1();
    let deployment = tensor_parallel(H200, Engine::Sglang, Fp8, 8);
    let none = Variant::Retrieving { share: 0.0, loss: ENGRAM_LOSS };
    let slowed = tokens_per_s(&none.shape(&whole).unwrap(), &none.on(&deployment));
    near(slowed / tokens_per_s(&whole, &deployment), 1.0 - ENGRAM_LOSS, 1e-9);
    let fifth = Variant::Retrieving { share: 0.2, loss: ENGRAM_LOSS };
    let shape = fifth.shape(&whole).unwrap();
    let free =
        |model| Replica::new(model, &deployment, &Constants::REFERENCE).unwrap().free_bytes();
    assert!(free(&shape) > free(&whole) + 10e9);
    assert_eq!(shape.active_expert_params, whole.active_expert_params);
}

#[test]
fn shares_out_of_range_are_no_variant() {
    let whole = deepseek_r1();
    for share in [0.0, -0.5, 1.5, f64::NAN] {
        assert!(Variant::Compressed { share }.shape(&whole).is_none());
        assert!(Variant::Slimmed { width: share }.shape(&whole).is_none());
    }
    // More than what tokens do not need cannot move out; nor can all throughput be lost.
    assert!(Variant::Retrieving { share: 0.99, loss: 0.0 }.shape(&whole).is_none());
    assert!(Variant::Retrieving { share: 0.1, loss: 1.0 }.shape(&whole).is_none());
}

/// A device that idles costs more per token; power is paid only while it serves.
#[test]
fn an_own_device_costs_power_and_itself() {
    let laptop =
        Device { usd: 1000.0, years: 4.0, busy_share: 0.02, watts: 60.0, usd_per_kwh: 0.30 };
    let idle = laptop.rate().usd_per_accelerator_hour;
    let busy = Device { busy_share: 0.2, ..laptop }.rate().usd_per_accelerator_hour;
    near(idle - 0.018, 10.0 * (busy - 0.018), 1e-9);
}
