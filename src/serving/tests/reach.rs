//! How far attention reaches: chunks, sliding windows, and what an engine stores of them; and who waits apart.

use super::fixtures::*;
use crate::serving::Engine::{Sglang, TensorrtLlm, Vllm};
use crate::serving::Precision::{Fp8, Mxfp4};
use crate::serving::*;

/// One layer of four attends to all, three within chunks of 8,192 tokens; one element each.
fn chunked() -> Architecture {
    Architecture {
        attention: Attention::GroupedChunked,
        kv_elements_per_token: 4.0,
        kv_read_elements_per_token: 1.0,
        kv_read_elements_per_selected_token: 3.0,
        selected_tokens: 8192.0,
        decode_attention_flops_per_token: 0.0,
        prefill_attention_flops_per_token: 0.0,
        ..llama_70b()
    }
}

#[test]
fn chunks_are_read_within_themselves() {
    let replica = Replica::new(&chunked(), &tensor_parallel(H100, Vllm, Fp8, 8), &ideal()).unwrap();
    let element_s = replica.element_read_s;
    let read = |context: f64| {
        let decode = replica.decode(context);
        (decode.step_s(2.0) - decode.step_s(1.0)) / element_s
    };
    // Weights and cache of a step are added before the norm, and there is no arithmetic of attention: the difference
    // is a sequence's elements but for the arithmetic of weights, alike at every context.
    near(read(8192.0) - read(4096.0), 4.0 * 4096.0, 0.02);
    near(read(8192.0) - read(16_384.0), 4.0 * 8192.0 - (16_384.0 + 3.0 * 4096.0), 0.02);
    assert_eq!(replica.kv_shards, 8.0, "chunks split over ranks by heads");
}

#[test]
fn windows_are_stored_whole_under_tensorrt_llm_alone() {
    let model = Architecture {
        kv_elements_per_sequence: 128.0 * 18_432.0,
        window_tokens: 128.0,
        ..gpt_oss_120b()
    };
    let held = |engine| {
        let on =
            Deployment { cache: Some(CacheFormat::Fp8), ..tensor_parallel(B200, engine, Mxfp4, 1) };
        let replica = Replica::new(&model, &on, &Constants::REFERENCE).unwrap();
        replica.largest_batch(10_000.0, 1.0) / replica.free_bytes()
    };
    // Half of the layers have windows of 128: 10,128 tokens of one half against 10,000 of both.
    near(held(Vllm) / held(TensorrtLlm), 2.0 * 10_001.0 / 10_128.75, 1e-9);
    near(held(Vllm), held(Sglang), 1e-12);
}

/// What does not decode waits: the closed network conserves its requests.
#[test]
fn requests_apart_wait_or_decode() {
    let worker = tensor_parallel(H200, Sglang, Fp8, 8);
    let apart =
        Disaggregated { prefill: worker, prefill_workers: 1, decode: worker, decode_workers: 4 };
    let work = Work { isl: 8000.0, osl: 1000.0, prefix_hit_rate: 0.0, tpot_s: 1.0 };
    let constants = Constants::REFERENCE;
    let at = |concurrency: f64| {
        let pace = apart.pace(&deepseek_r1(), &work, concurrency, &constants).unwrap();
        let ttft_s = apart.ttft_s(&deepseek_r1(), &work, concurrency, &constants).unwrap();
        assert!(ttft_s >= pace.ttft_s);
        (pace, ttft_s)
    };
    let (alone, first_s) = at(1.0);
    assert!(first_s < 1.5 * alone.ttft_s, "nobody waits for one: {first_s}");
    let (full, first_s) = at(2000.0);
    // One prefill worker feeds four: past its rate, requests in flight only wait.
    let cycle_s = 2000.0 * full.request_s;
    assert!(first_s > 0.7 * cycle_s && first_s < cycle_s, "{first_s} of {cycle_s}");
    let (more, later_s) = at(4000.0);
    near(later_s - first_s, 4000.0 * more.request_s - cycle_s, 0.05);
}
