//! Closed forms worked out by hand, to 1e-12.

use super::fixtures::*;
use crate::serving::Engine::{Atom, Sglang, TensorrtLlm, Vllm};
use crate::serving::Precision::{Bf16, Fp8};
use crate::serving::*;

/// Round data-sheet numbers, so that the arithmetic can be followed: 100 GB at 1 TB/s, 100 TFLOPS
/// BF16 and 200 TFLOPS FP8, links of 100 GB/s.
fn round() -> Accelerator {
    Accelerator {
        generation: Generation::Hopper,
        hbm_bytes: 100e9,
        hbm_bytes_per_s: 1e12,
        bf16_flops: 100e12,
        fp8_flops: 200e12,
        fp4_flops: 0.0,
        link_bytes_per_s: 100e9,
        scaleup_domain: 8,
    }
}

/// 10 G parameters, 100,000 cache elements per token, 1 MFLOP of attention per token of context.
fn dense() -> Architecture {
    Architecture::dense(50.0, 1000.0, 10e9, 8.0, 100_000.0, 1e6)
}

#[test]
fn dense_model_on_one_accelerator() {
    let deployment =
        Deployment { memory_share: Some(0.9), ..tensor_parallel(round(), Sglang, Bf16, 1) };
    let replica = Replica::new(&dense(), &deployment, &ideal()).unwrap();
    // Memory: 0.9 of 100 - 0.55 GB, less 20 of weights and 0.27 of buffers; 200 kB a token; 1000 + 0.75 * 400 tokens.
    near(replica.largest_batch(1000.0, 400.0), 69.235e9 / (2e5 * 1300.0), 1e-12);
    near(replica.max_concurrency(1400.0), 69.235e9 / (2e5 * 1400.0), 1e-12);
    // Not even an engine that needs nothing for itself holds more than 80 GB beside the weights.
    near(replica.most_that_memory_holds(1000.0), 80e9 / (2e5 * 1000.0), 1e-12);
    // Decode at context 1200, batch 10: 20 GB of weights and 10 * 240 MB of cache at 1 TB/s;
    // 10 * (20 GFLOP + 1.2 GFLOP) at 100 TFLOPS.
    let (memory, arithmetic): (f64, f64) = (0.02 + 10.0 * 0.000_24, 10.0 * (0.000_2 + 0.000_012));
    let step = (memory * memory + arithmetic * arithmetic).sqrt();
    let decode = replica.decode(1200.0);
    near(decode.step_s(10.0), step, 1e-12);
    near(decode.roofline_s(10.0), memory, 1e-12);
    // Prefill of 1000 tokens, 250 of them computed, over a mean context of 875: 250 * 20 GFLOP,
    // 250 * 0.875 GFLOP of attention, and 1000 * 200 kB of cache.
    let prefill = replica.prefill(1000.0, 250.0);
    near(prefill.total_s, 0.05 + 0.002_187_5 + 0.000_2, 1e-12);
    // A cached token is attended to by 250 tokens (250 MFLOP) and read once.
    near(prefill.cached_token_s, 2.5e-6 + 2e-7, 1e-12);
    let work = Work { isl: 1000.0, osl: 400.0, prefix_hit_rate: 0.75, tpot_s: 1.0 };
    let pace = replica.pace(&work, 10.0);
    // Ten sequences of 400 tokens: one step in forty is interrupted by a pass over a prompt, which under SGLang reads
    // the 20 GB of weights for itself while it computes.
    let pass = |prompts: f64| {
        let prompts_s = prompts * prefill.total_s;
        (prompts_s * prompts_s + 0.02 * 0.02).sqrt() - prompts_s
    };
    let prompt = prefill.total_s + pass(1.0);
    near(pace.tpot_s, step + 9.0 * prompt / 400.0, 1e-12);
    near(pace.request_s, prompt + 40.0 * step, 1e-12);
    near(pace.ttft_s, prompt, 1e-12);
    // A thousand such sequences: every step is, and two and a half prompts share the pass.
    let passes = replica.passes(work.osl, &prefill, work.uncached_tokens());
    near(passes.prompt_s(1000.0), prefill.total_s + pass(2.5) / 2.5, 1e-12);
    // Under vLLM prompts are read in the pass of the decode step: only the layers' overhead is left.
    let constants = Constants { pass_layer_s: 1e-4, ..ideal() };
    let mixed = tensor_parallel(round(), Vllm, Bf16, 1);
    near(Replica::new(&dense(), &mixed, &constants).unwrap().pass_s, 50.0 * 1e-4, 1e-12);
    near(pace.tokens_per_s_per_gpu, 1400.0 / pace.request_s, 1e-12);
}

#[test]
fn mixture_of_experts_on_two_accelerators() {
    // 100 G of experts, 8 of 64 a token.
    let model = dense().with_experts(50.0, 100e9, 12.5e9, 64.0, 8.0);
    let deployment = tensor_parallel(round(), Sglang, Fp8, 2);
    let replica = Replica::new(&model, &deployment, &ideal()).unwrap();
    near(replica.weight_bytes_per_gpu(), 55e9, 1e-12);
    // Batch 2 reaches 1 - (7/8)^2 = 15/64 of the experts; the cache splits over two ranks.
    let memory: f64 = 0.005 + 0.05 * 15.0 / 64.0 + 2.0 * 1000.0 * 1e5 / 2.0 / 1e12;
    // 2 * (45 GFLOP at 200 + 1 GFLOP of attention at 100 TFLOPS) over two accelerators.
    let arithmetic = 2.0 * (45e9 / 200e12 + 1e9 / 100e12) / 2.0;
    // All-reduce: 2 * 50 layers * 4 * 2 sequences * 1000 * 1/2 bytes at 100 GB/s.
    let exchange = 2.0 * 2e-6;
    let step = (memory * memory + arithmetic * arithmetic).sqrt() + exchange;
    near(replica.decode(1000.0).step_s(2.0), step, 1e-12);
}

#[test]
fn caches_split_over_heads_and_sequences() {
    let batch = |model: &Architecture, tensor_parallel, spread| {
        let deployment = Deployment {
            tensor_parallel,
            data_parallel_attention: spread,
            ..self::tensor_parallel(round(), Sglang, Fp8, 4)
        };
        let replica = Replica::new(model, &deployment, &ideal()).unwrap();
        replica.largest_batch(1000.0, 0.0) / replica.free_bytes() * 1e8
    };
    let heads = |kv_heads| Architecture { kv_heads, ..dense() };
    near(batch(&heads(8.0), 4, false), 4.0, 1e-12);
    near(batch(&heads(2.0), 4, false), 2.0, 1e-12);
    near(batch(&dense().with_latent_attention(1e6), 4, false), 1.0, 1e-12);
    near(batch(&dense().with_latent_attention(1e6), 1, true), 4.0, 1e-12);
    near(batch(&heads(8.0), 2, true), 4.0, 1e-12);
}

#[test]
fn data_parallel_attention_exchanges_experts() {
    let model = dense().with_experts(50.0, 100e9, 12.5e9, 64.0, 8.0);
    let constants = Constants { expert_exchange_s: 1e-5, ..ideal() };
    let deployment = Deployment {
        tensor_parallel: 1,
        expert_parallel: 2,
        data_parallel_attention: true,
        ..tensor_parallel(round(), Sglang, Fp8, 2)
    };
    let replica = Replica::new(&model, &deployment, &constants).unwrap();
    // Each accelerator holds all dense weights and half the experts, and its own sequences.
    near(replica.weight_bytes_per_gpu(), 60e9, 1e-12);
    // The one sequence is on one of them, and the other waits for it.
    let memory: f64 = 0.01 + 0.05 / 8.0 + 1000.0 * 1e5 / 1e12;
    let arithmetic = (45e9 / 200e12 + 1e9 / 100e12) / 2.0;
    // 50 * (2 * 10 us + 3 * 2 * 1000 * 1/4 bytes at 100 GB/s): a token goes to both ranks.
    let exchange = 50.0 * (2e-5 + 1.5e-8);
    let step = (memory * memory + arithmetic * arithmetic).sqrt() + exchange;
    near(replica.decode(1000.0).step_s(1.0), step, 1e-12);
    // In groups of two, attention is summed up within each: a hop a layer.
    let constants = Constants { all_reduce_hop_s: 1e-6, ..ideal() };
    let pairs = Deployment { tensor_parallel: 2, expert_parallel: 4, gpus: 4, ..deployment };
    let (ideal, hops) =
        (Replica::new(&model, &pairs, &ideal()), Replica::new(&model, &pairs, &constants));
    let more = |replica: Result<Replica, Unserved>| replica.unwrap().decode(1000.0).step_s(1.0);
    near(more(hops) - more(ideal), 50.0 * 1e-6, 1e-9);
}

#[test]
fn index_bounds_what_attention_reads() {
    let model = dense().with_latent_attention(1e6).with_index(2000.0, 1000.0, 1e4);
    let replica =
        Replica::new(&model, &tensor_parallel(round(), Sglang, Fp8, 1), &ideal()).unwrap();
    // At 10,000 tokens: 2000 * 100,000 and 10,000 * 1000 bytes beside 10 GB of weights.
    near(replica.decode(10_000.0).roofline_s(1.0), (10e9 + 2e8 + 1e7) / 1e12, 1e-12);
    // A step never reads more than is stored, however large its fixed selection.
    let model = Architecture { kv_read_elements_per_sequence: 1e12, ..dense() };
    let replica =
        Replica::new(&model, &tensor_parallel(round(), Sglang, Fp8, 1), &ideal()).unwrap();
    near(replica.decode(1000.0).roofline_s(1.0), (10e9 + 1e8) / 1e12, 1e-12);
}

#[test]
fn speculative_decoding_shares_a_step() {
    let constants = Constants { positions_per_accepted: 1.2, ..ideal() };
    let plain = tensor_parallel(round(), Sglang, Bf16, 1);
    let drafting = Deployment { acceptance_length: 1.25, ..plain };
    let step = |d| Replica::new(&dense(), d, &constants).unwrap().decode(1000.0).step_s(1.0);
    let (memory, arithmetic): (f64, f64) = (0.02 + 0.000_2, 0.000_2 + 0.000_01);
    near(step(&plain), (memory * memory + arithmetic * arithmetic).sqrt(), 1e-12);
    near(step(&drafting), (memory * memory + 2.25 * arithmetic * arithmetic).sqrt() / 1.25, 1e-12);
}

#[test]
fn three_sides_of_a_known_request() {
    // One sequence at 2 USD an hour, half of the time sold.
    let deployment = tensor_parallel(round(), Sglang, Bf16, 1);
    let replica = Replica::new(&dense(), &deployment, &ideal()).unwrap();
    // One pass over a prompt in 400 steps, whose 20 ms of weights are read while its 52 ms are computed.
    let pass_s = (0.052_387_5_f64 * 0.052_387_5 + 0.02 * 0.02).sqrt() - 0.052_387_5;
    let alone_s = replica.decode(1200.0).step_s(1.0);
    let work = Work { isl: 1000.0, osl: 400.0, prefix_hit_rate: 0.75, tpot_s: alone_s };
    let rate = Rate { usd_per_accelerator_hour: 2.0, utilisation: 0.5 };
    let served = serve(&dense(), &deployment, &work, &ideal(), rate).unwrap();
    let usd_per_s = 2.0 / 3600.0 / 0.5;
    near(served.batch, 1.0, 1e-9);
    near(served.unit_cost.output, usd_per_s * (alone_s + pass_s / 400.0) * 1e6, 1e-9);
    near(served.unit_cost.cached_input, usd_per_s * 2.7e-6 * 1e6, 1e-12);
    let uncached_s = (0.052_387_5 - 750.0 * 2.7e-6) / 250.0;
    near(served.unit_cost.uncached_input, usd_per_s * uncached_s * 1e6, 1e-12);
    assert_eq!(served.unit_cost.cache_write, 0.0);
}

/// At one layout, engines differ by their factors and nothing else; at matched rows of the measured
/// sets vLLM against SGLang and TensorRT-LLM against vLLM stay within 30% either way.
#[test]
fn engines_differ_by_their_factors() {
    // But for the overhead of a sequence, which is each engine's own.
    let all = Constants::REFERENCE.sequence_s.sglang;
    let sequence_s = PerEngine { sglang: all, vllm: all, tensorrt_llm: all, atom: all };
    let constants = Constants { sequence_s, ..Constants::REFERENCE };
    for (accelerator, engine, decode, prefill) in [
        (H100, Vllm, constants.vllm_decode_hopper, constants.vllm_prefill),
        (B200, Vllm, constants.vllm_decode, constants.vllm_prefill),
        (H100, TensorrtLlm, constants.tensorrt_llm_decode_hopper, constants.tensorrt_llm_prefill),
        (B200, TensorrtLlm, constants.tensorrt_llm_decode, constants.tensorrt_llm_prefill),
        (MI355X, Atom, constants.atom_decode, constants.atom_prefill),
    ] {
        let replica = |engine| {
            // In BF16 every engine keeps its cache alike.
            let deployment = tensor_parallel(accelerator, engine, Bf16, 4);
            Replica::new(&llama_70b(), &deployment, &constants).unwrap()
        };
        let (tested, sglang) = (replica(engine), replica(Sglang));
        let step = |r: &Replica| r.decode(1500.0).step_s(32.0);
        let read = |r: &Replica| r.prefill(1000.0, 1000.0).total_s;
        near(step(&tested) / step(&sglang), decode, 1e-12);
        near(read(&tested) / read(&sglang), prefill, 1e-12);
        assert!((0.69..1.3).contains(&decode) && (0.69..1.3).contains(&prefill));
    }
}

#[test]
fn anchor_residual_and_age_scale_time() {
    let plain = tensor_parallel(B200, Sglang, Fp8, 4);
    let step = |d: &Deployment| {
        Replica::new(&llama_70b(), d, &Constants::REFERENCE).unwrap().decode(1500.0).step_s(8.0)
    };
    let slower = Deployment { anchor: Some(0.8), residual: 0.5, ..plain };
    near(step(&slower), step(&plain) / 0.4, 1e-12);
    let older = Deployment { software_age_months: 10.0, ..plain };
    let ageing = Constants::REFERENCE.ageing_per_month.blackwell;
    near(step(&older), step(&plain) * libm::exp(10.0 * ageing), 1e-12);
    // However lucky, never faster than the data sheet.
    let lucky = Deployment { residual: 1e6, ..plain };
    let replica = Replica::new(&llama_70b(), &lucky, &Constants::REFERENCE).unwrap();
    let decode = replica.decode(1500.0);
    assert_eq!(decode.step_s(8.0), decode.roofline_s(8.0));
}
