//! Shapes and data sheets that the tests share.
//!
//! Shapes follow from the models' published config.json files; accelerators are data-sheet rates
//! without sparsity, with the usable memory that InferenceX lists (August 2026).

use crate::serving::*;

pub fn llama_70b() -> Architecture {
    Architecture::dense(80.0, 8192.0, 69_501_714_432.0, 8.0, 163_840.0, 2_621_440.0)
}

pub fn deepseek_r1() -> Architecture {
    Architecture::dense(61.0, 7168.0, 16_189_947_904.0, 1.0, 35_136.0, 16_990_208.0)
        .with_latent_attention(4_997_120.0)
        .with_experts(58.0, 653_908_770_816.0, 20_434_649_088.0, 256.0, 8.0)
}

pub fn kimi_k2() -> Architecture {
    Architecture::dense(61.0, 7168.0, 10_546_774_016.0, 1.0, 35_136.0, 8_495_104.0)
        .with_latent_attention(2_498_560.0)
        .with_experts(60.0, 1_014_686_023_680.0, 21_139_292_160.0, 384.0, 8.0)
}

pub fn glm_5() -> Architecture {
    Architecture::dense(78.0, 6144.0, 18_167_365_632.0, 1.0, 44_928.0, 10_862_592.0)
        .with_latent_attention(5_111_808.0)
        .with_index(2048.0, 9_984.0, 638_976.0)
        .with_experts(75.0, 724_775_731_200.0, 22_649_241_600.0, 256.0, 8.0)
}

pub fn gpt_oss_120b() -> Architecture {
    Architecture::dense(36.0, 2880.0, 1_547_919_360.0, 8.0, 18_432.0, 294_912.0)
        .with_windows(2_359_296.0)
        .with_experts(36.0, 114_661_785_600.0, 3_583_180_800.0, 128.0, 4.0)
}

pub fn minimax_m2() -> Architecture {
    Architecture::dense(62.0, 3072.0, 3_393_847_296.0, 8.0, 126_976.0, 1_523_712.0).with_experts(
        62.0,
        224_680_476_672.0,
        7_021_264_896.0,
        256.0,
        8.0,
    )
}

pub fn qwen35_397b() -> Architecture {
    Architecture::dense(60.0, 4096.0, 8_755_609_600.0, 2.0, 15_360.0, 491_520.0)
        .with_state(47_185_920.0)
        .with_experts(60.0, 386_547_056_640.0, 7_549_747_200.0, 512.0, 10.0)
}

const fn accelerator(
    generation: Generation,
    hbm_gb: f64,
    tb_per_s: f64,
    tflops: [f64; 3],
    link_gb_per_s: f64,
) -> Accelerator {
    Accelerator {
        generation,
        hbm_bytes: hbm_gb * 1e9,
        hbm_bytes_per_s: tb_per_s * 1e12,
        bf16_flops: tflops[0] * 1e12,
        fp8_flops: tflops[1] * 1e12,
        fp4_flops: tflops[2] * 1e12,
        link_bytes_per_s: link_gb_per_s * 1e9,
        scaleup_domain: 8,
    }
}

use Generation::{Blackwell, Cdna3, Cdna4, Hopper};
pub const H100: Accelerator = accelerator(Hopper, 80.0, 3.35, [989.0, 1979.0, 0.0], 450.0);
pub const H200: Accelerator = accelerator(Hopper, 141.0, 4.8, [989.0, 1979.0, 0.0], 450.0);
pub const B200: Accelerator = accelerator(Blackwell, 180.0, 8.0, [2250.0, 4500.0, 9000.0], 900.0);
pub const B300: Accelerator = accelerator(Blackwell, 268.0, 8.0, [2250.0, 4500.0, 13500.0], 900.0);
pub const MI300X: Accelerator = accelerator(Cdna3, 192.0, 5.3, [1307.0, 2615.0, 0.0], 448.0);
pub const MI325X: Accelerator = accelerator(Cdna3, 256.0, 6.0, [1307.0, 2615.0, 0.0], 448.0);
pub const MI355X: Accelerator = accelerator(Cdna4, 288.0, 8.0, [2516.0, 5033.0, 10066.0], 538.0);

/// `gpus` of `accelerator` with every weight split over all of them.
pub fn tensor_parallel(
    accelerator: Accelerator,
    engine: Engine,
    precision: Precision,
    gpus: u32,
) -> Deployment {
    let one = Deployment::on_one(accelerator, engine, precision);
    Deployment { gpus, tensor_parallel: gpus, ..one }
}

/// Every efficiency and factor 1, every overhead 0: the bare roofline with its norm.
pub fn ideal() -> Constants {
    let none = PerEngine { sglang: 0.0, vllm: 0.0, tensorrt_llm: 0.0, atom: 0.0 };
    let (one, zero) = (
        PerGeneration { hopper: 1.0, blackwell: 1.0, cdna3: 1.0, cdna4: 1.0 },
        PerGeneration { hopper: 0.0, blackwell: 0.0, cdna3: 0.0, cdna4: 0.0 },
    );
    Constants {
        bandwidth_efficiency: one,
        prefill_efficiency: one,
        fp4_efficiency_factor: 1.0,
        bf16_efficiency_factor: 1.0,
        int4_efficiency_factor: 1.0,
        mxfp4_efficiency_factor: 1.0,
        decode_efficiency_ratio: 1.0,
        decode_attention_efficiency: 1.0,
        prefill_attention_efficiency: 1.0,
        layer_s: zero,
        moe_layer_s: 0.0,
        sparse_layer_s: 0.0,
        step_s: 0.0,
        sequence_layer_s: 0.0,
        sequence_s: none,
        activation_passes: 0.0,
        expert_passes: 0.0,
        all_reduce_hop_s: 0.0,
        bus_s: 0.0,
        index_efficiency: 1.0,
        draft_share: 0.0,
        expert_exchange_s: 0.0,
        link_efficiency: 1.0,
        pass_layer_s: 0.0,
        vllm_decode_hopper: 1.0,
        vllm_decode: 1.0,
        tensorrt_llm_decode_hopper: 1.0,
        tensorrt_llm_decode: 1.0,
        atom_decode: 1.0,
        vllm_prefill: 1.0,
        tensorrt_llm_prefill: 1.0,
        atom_prefill: 1.0,
        acceptance_length: 1.0,
        positions_per_accepted: 1.0,
        network_s: 0.0,
        network_bytes_per_s: 45e9,
        expert_imbalance: 1.0,
        cache_element_bytes: 1.0,
        first_token_s: none,
        queued_prefills: none,
        apart: Apart {
            prefill_sglang: 1.0,
            prefill_spread: 1.0,
            prefill: 1.0,
            decode_sglang: 1.0,
            decode: 1.0,
            wait_sglang_s: 0.0,
            wait_s: 0.0,
            exchange_overlap: 0.0,
            sharpness: 1.0,
        },
        ageing_per_month: zero,
        sigma_anchored: 0.15,
        sigma_extrapolated: 0.30,
        sigma_apart: 0.35,
        anchor_share: 1.0,
    }
}

#[track_caller]
pub fn near(actual: f64, expected: f64, relative: f64) {
    assert!(
        (actual - expected).abs() <= relative * expected.abs(),
        "{actual} is not {expected} within {relative}"
    );
}
