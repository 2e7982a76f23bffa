//! What people met in practice, with the figures that they reported: capacity within 15%, what fits, throughput within
//! 30%. Each row says where it is from; some led to what the model says of memory, links and drafts, so they are held
//! rather than held out.

use super::{number, serving};

const COLUMNS: &str = "model,gpu,n_gpu,tp,pp,ep,dp_attn,precision,kv_precision,engine,isl,osl,conc,offline_max,date,memory_share,max_num_seqs,prefix_hit_rate,acceptance_length,usd_per_accelerator_hour,phase";

/// A column and what it holds.
type Cell<'a> = (&'a str, &'a str);

/// A row by the columns that it fills.
fn row(cells: &[Cell]) -> String {
    let cell = |column| cells.iter().find(|(name, _)| *name == column).map_or("", |it| it.1);
    COLUMNS.split(',').map(cell).collect::<Vec<_>>().join(",")
}

/// `model, gpu, n_gpu, tp, precision, kv_precision, engine, isl, osl, date`, and further cells.
fn deployment(words: &str, more: &[(&'static str, &'static str)]) -> String {
    let names = "model gpu n_gpu tp precision kv_precision engine isl osl date".split(' ');
    let mut cells: Vec<(&str, &str)> = names.zip(words.split(", ")).collect();
    cells.extend(more);
    row(&cells)
}

const ALL: (&str, &str) = ("offline_max", "true");

fn answers(name: &str, rows: &[String]) -> Vec<serde_json::Value> {
    let table = format!("{COLUMNS}\n{}\n", rows.join("\n"));
    serving(&format!("field-{name}.csv"), &table, &[]).1
}

fn within(what: &str, answered: f64, reported: f64, part: f64) {
    let off = answered / reported - 1.0;
    assert!(off.abs() <= part, "{what}: {answered} where {reported} was reported ({off:+.2})");
}

/// Requests of a length, or tokens, that caches hold, as engines printed at start.
#[test]
fn caches_hold_what_engines_print() {
    let reported = [
        // vLLM issue 51454: one key-value head cannot be split, so eight ranks store it eight times.
        (
            "deepseek-v4-flash, B200, 8, 8, fp4, fp8, vllm, 1048575, 1, 2026-08-07",
            "0.95",
            "max_concurrency",
            20.43,
        ),
        // vLLM issue 21348: each engine's own meaning of its share.
        (
            "qwen3-235b-a22b, H100, 4, 4, fp8, bf16, vllm, 40959, 1, 2025-07-22",
            "0.9",
            "max_concurrency",
            4.37,
        ),
        (
            "qwen3-235b-a22b, H100, 4, 4, fp8, bf16, sglang, 40959, 1, 2025-07-22",
            "0.93",
            "kv_tokens",
            367_404.0,
        ),
        // vLLM issue 6746: an engine that profiled a whole prompt.
        (
            "llama-3.1-405b, H100, 8, 8, fp8, bf16, vllm, 131071, 1, 2024-07-24",
            "",
            "kv_tokens",
            79_392.0,
        ),
        // Start-up logs of vLLM 0.19.0 on H100 (llm-d-planner pull 205).
        (
            "meta-llama/Llama-3.1-8B-Instruct, H100, 1, 1, bf16, bf16, vllm, 8191, 1, 2026-04-01",
            "0.95",
            "kv_tokens",
            476_016.0,
        ),
        (
            "RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic, H100, 2, 2, fp8, bf16, vllm, 8191, 1, 2026-04-01",
            "0.95",
            "kv_tokens",
            244_304.0,
        ),
        (
            "Qwen/Qwen2.5-72B-Instruct, H100, 2, 2, bf16, bf16, vllm, 8191, 1, 2026-04-01",
            "0.95",
            "max_concurrency",
            2.43,
        ),
        (
            "Qwen/Qwen3-30B-A3B, H100, 1, 1, bf16, bf16, vllm, 8191, 1, 2026-04-01",
            "0.95",
            "max_concurrency",
            20.54,
        ),
        (
            "openai/gpt-oss-20b, H100, 2, 2, mxfp4, bf16, vllm, 8191, 1, 2026-04-01",
            "",
            "max_concurrency",
            316.07,
        ),
        (
            "google/gemma-3-27b-it, H100, 1, 1, bf16, bf16, vllm, 8191, 1, 2026-04-01",
            "0.95",
            "max_concurrency",
            4.46,
        ),
        (
            "google/gemma-2-9b-it, H100, 1, 1, bf16, bf16, vllm, 8191, 1, 2026-04-01",
            "0.95",
            "max_concurrency",
            20.60,
        ),
        // SGLang issue 11716, by its token's size; and InferenceX, DeepSeek-R1.
        (
            "llama-3.3-70b, H200, 8, 8, bf16, bf16, sglang, 8191, 1, 2025-10-15",
            "",
            "kv_tokens",
            2_795_207.0,
        ),
        (
            "deepseek-r1, H200, 8, 8, fp8, bf16, sglang, 8191, 1, 2025-10-15",
            "0.82",
            "kv_tokens",
            509_000.0,
        ),
    ];
    let rows: Vec<String> = reported
        .iter()
        .map(|(words, share, _, _)| deployment(words, &[ALL, ("memory_share", share)]))
        .collect();
    for (answer, (words, _, column, value)) in answers("capacity", &rows).iter().zip(reported) {
        let answered = match answer["error"].is_null() {
            true => number(answer, column),
            // A request that does not fit has its share in the refusal.
            false => 131_072.0 * refused_part(answer),
        };
        within(words, answered, value, 0.15);
    }
    // The same eight accelerators with data-parallel attention hold 7.68 times as much.
    let apart = deployment(
        "deepseek-v4-flash, B200, 8, 1, fp4, fp8, vllm, 1048575, 1, 2026-08-07",
        &[ALL, ("memory_share", "0.95"), ("ep", "8"), ("dp_attn", "true")],
    );
    within(
        "data-parallel",
        number(&answers("capacity-dp", &[apart])[0], "max_concurrency"),
        156.9,
        0.15,
    );
}

fn refused_part(answer: &serde_json::Value) -> f64 {
    let error = answer["error"].as_str().expect("a refusal");
    let words: Vec<&str> = error.split(' ').collect();
    let place = words.iter().position(|it| *it == "requests").expect("requests");
    words[place - 1].parse().expect("a number")
}

/// Weights on one accelerator as loaded, GiB.
#[test]
fn weights_are_what_engines_load() {
    let reported = [
        // vLLM issues 23278, 27508, 33155: experts filled up to the kernel's width on Hopper.
        ("gpt-oss-120b, H100, 1, 1, mxfp4, bf16, vllm, 1000, 1, 2025-10-31", 64.38),
        // InferenceX issue 2128: FP4 experts, FP8 and BF16 beside them, under either name.
        ("deepseek-v4-pro, H200, 8, 8, fp8, fp8, sglang, 8192, 1024, 2026-07-09", 125.65),
        ("deepseek-v4-pro, H200, 8, 8, fp4, fp8, sglang, 8192, 1024, 2026-07-09", 125.65),
        // vLLM issue 6746: attention in BF16 beside FP8 products.
        ("llama-3.1-405b, H100, 8, 8, fp8, bf16, vllm, 1000, 1, 2024-07-24", 57.75),
        (
            "meta-llama/Llama-3.1-8B-Instruct, H100, 1, 1, bf16, bf16, vllm, 1000, 1, 2026-04-01",
            14.99,
        ),
        (
            "RedHatAI/Meta-Llama-3.1-8B-Instruct-quantized.w4a16, H100, 1, 1, int4, bf16, vllm, 1000, 1, 2026-04-01",
            5.38,
        ),
        (
            "RedHatAI/Qwen2.5-7B-Instruct-FP8-dynamic, H100, 1, 1, fp8, bf16, vllm, 1000, 1, 2026-04-01",
            8.14,
        ),
        (
            "Qwen/Qwen3-30B-A3B-Instruct-2507-FP8, H100, 1, 1, fp8, bf16, vllm, 1000, 1, 2025-09-21",
            29.09,
        ),
        ("MiniMaxAI/MiniMax-M2.5, RTX PRO 6000, 4, 4, fp8, fp8, vllm, 1000, 1, 2026-03-01", 53.75),
        ("Qwen/Qwen3.8-27B-FP8, RTX 5090, 2, 2, fp8, fp8, vllm, 1000, 1, 2026-08-15", 14.28),
    ];
    let rows: Vec<String> =
        reported.iter().map(|(words, _)| deployment(words, &[("conc", "1")])).collect();
    for (answer, (words, gib)) in answers("weights", &rows).iter().zip(reported) {
        within(words, number(answer, "weights_bytes_per_gpu") / 1_073_741_824.0, gib, 0.15);
    }
}

/// What fits, and what does not.
#[test]
fn what_fits_is_what_was_run() {
    let refused = [
        // vLLM issue 16570: 40 GB cards are 40 GB cards.
        (
            "qwen2.5-72b, A100-40GB, 4, 4, bf16, bf16, vllm, 8192, 1, 2025-04-13",
            ("memory_share", "0.95"),
        ),
        (
            "llama-3.3-70b, NVIDIA A100-SXM4-40GB, 2, 2, bf16, bf16, vllm, 1000, 1000, 2025-04-13",
            ALL,
        ),
        ("gpt-oss-120b, H100, 1, 1, mxfp4, bf16, vllm, 131072, 1, 2025-10-31", ALL),
        ("llama-3.1-405b, H100, 8, 8, fp8, bf16, vllm, 131072, 1, 2024-07-24", ALL),
        // llm-d-planner: 67.72 GiB of weights leave 1.44 less than nothing at 0.9.
        (
            "RedHatAI/Llama-3.3-70B-Instruct-FP8-dynamic, H100, 1, 1, fp8, bf16, vllm, 8191, 1, 2026-04-01",
            ("memory_share", "0.9"),
        ),
    ];
    let served = [
        ("deepseek-v4-pro, H200, 8, 8, fp8, fp8, sglang, 8192, 1024, 2026-07-09", ("conc", "1")),
        ("qwen3-30b-a3b, RTX 5090, 1, 1, awq, bf16, vllm, 122880, 1, 2025-10-08", ("conc", "1")),
        // vLLM recipes pull 810: a hybrid's cache is a quarter of its layers.
        ("qwen3.8-27b, RTX 5090, 2, 2, fp8, fp8, vllm, 262143, 1, 2026-08-15", ALL),
        ("llama-3.1-8b, RTX 4090 48GB, 1, 1, bf16, bf16, vllm, 1000, 1000, 2025-04-13", ALL),
    ];
    let rows = |list: &[(&str, (&'static str, &'static str))]| -> Vec<String> {
        let all = |more: (&str, &str)| more.0 == "memory_share";
        list.iter()
            .map(|(words, more)| match all(*more) {
                true => deployment(words, &[ALL, *more]),
                false => deployment(words, &[*more]),
            })
            .collect()
    };
    for (answer, (words, _)) in answers("refused", &rows(&refused)).iter().zip(refused) {
        let error = answer["error"].as_str().unwrap_or_else(|| panic!("{words} is served"));
        assert!(error.starts_with("does not fit"), "{words}: {error}");
    }
    for (answer, (words, _)) in answers("served", &rows(&served)).iter().zip(served) {
        assert!(answer["error"].is_null(), "{words}: {}", answer["error"]);
    }
    // A card of another size than its record's is used as it is called, and said.
    let large = deployment(served[3].0, &[ALL]);
    let note = answers("size", &[large])[0]["notes"].to_string();
    assert!(note.contains("48 GB") || note.contains("48GB"), "{note}");
}

/// Output tokens a second of all requests together.
#[test]
fn throughput_is_what_was_measured() {
    let fives = "qwen3.5-397b-a17b, RTX PRO 6000, 4, 4";
    let short = "vllm, 64, 512, 2026-03-14";
    let long = "vllm, 131072, 512, 2026-03-14";
    let at = |format: &str, lengths: &str| format!("{fives}, {format}, {lengths}");
    let cloudrift =
        |model: &str, gpu: &str| format!("{model}, {gpu}, awq, bf16, vllm, 997, 1000, 2025-10-08");
    let decode = ("phase", "decode");
    let reported: [(String, Vec<Cell>, f64); 19] = [
        // cloudrift server-benchmark: 4-bit mixtures on consumer cards; every request at once.
        (cloudrift("qwen3-30b-a3b", "RTX 4090, 1, 1"), vec![("conc", "400")], 1131.0),
        (cloudrift("qwen3-30b-a3b", "RTX 5090, 1, 1"), vec![("conc", "400")], 2288.0),
        (cloudrift("qwen3-30b-a3b", "L40S, 2, 1"), vec![("conc", "400")], 3151.0),
        (cloudrift("qwen3-30b-a3b", "RTX PRO 6000, 1, 1"), vec![("conc", "400")], 4218.0),
        (
            "glm-4.5-air, RTX PRO 6000, 1, 1, awq, fp8, vllm, 997, 1000, 2025-10-08".into(),
            vec![("conc", "400")],
            1585.6,
        ),
        (cloudrift("llama-3.1-70b", "RTX PRO 6000, 1, 1"), vec![("conc", "400")], 516.1),
        // voipmonitor rtx6kpro: a large hybrid mixture on four workstation cards.
        (at("nvfp4, fp8", short), vec![("conc", "1"), decode], 81.0),
        (at("nvfp4, fp8", short), vec![("conc", "8"), decode], 414.0),
        (at("nvfp4, fp8", short), vec![("conc", "32"), decode], 987.0),
        (at("nvfp4, fp8", short), vec![("conc", "128"), decode], 2291.0),
        (at("nvfp4, fp8", long), vec![("conc", "1"), decode], 77.0),
        (at("nvfp4, fp8", long), vec![("conc", "8"), decode], 389.0),
        (at("awq, bf16", short), vec![("conc", "1"), decode], 104.0),
        (at("awq, bf16", short), vec![("conc", "8"), decode], 509.0),
        (at("awq, bf16", short), vec![("conc", "128"), decode], 2796.0),
        // The same on Kimi K2.6, eight cards.
        (
            "kimi-k2.6, RTX PRO 6000, 8, 8, int4, fp8, vllm, 64, 512, 2026-04-24".into(),
            vec![("conc", "1"), decode],
            74.5,
        ),
        (
            "kimi-k2.6, RTX PRO 6000, 8, 8, int4, fp8, vllm, 64, 512, 2026-04-24".into(),
            vec![("conc", "8"), decode],
            350.0,
        ),
        // Stages in place of tensor parallelism (cloudrift): two replicas of four, and one of eight.
        (
            "Qwen3-Coder-480B-A35B, RTX PRO 6000, 8, 1, awq, bf16, vllm, 997, 1000, 2025-10-08"
                .into(),
            vec![("conc", "256"), ("pp", "4")],
            1355.0,
        ),
        (
            "GLM-4.6, RTX PRO 6000, 8, 1, fp8, , vllm, 997, 1000, 2025-10-08".into(),
            vec![("conc", "256"), ("pp", "8")],
            832.0,
        ),
    ];
    let rows: Vec<String> = reported
        .iter()
        .map(|(words, more, _)| {
            let names = "model gpu n_gpu tp precision kv_precision engine isl osl date".split(' ');
            let mut cells: Vec<(&str, &str)> = names.zip(words.split(", ")).collect();
            cells.extend(more);
            row(&cells)
        })
        .collect();
    let mut off = Vec::new();
    for (answer, (words, more, measured)) in answers("throughput", &rows).iter().zip(&reported) {
        assert!(answer["error"].is_null(), "{words}: {}", answer["error"]);
        let all = number(answer, "out_tps_gpu") * number(answer, "n_gpu");
        if (all / measured - 1.0).abs() > 0.3 {
            off.push(format!("{words} {more:?}: {all:.0} where {measured} was measured"));
        }
    }
    assert!(off.is_empty(), "{}", off.join("\n"));
}

/// A coding agent's traffic, 83.5% of its input found in the cache (a published load test): tokens processed, and their price.
#[test]
fn a_coding_agents_traffic_costs_what_was_measured() {
    let agent = "int4, fp8, vllm, 84000, 1000, 2026-05-01";
    let more =
        |conc| [("conc", conc), ("prefix_hit_rate", "0.835"), ("usd_per_accelerator_hour", "6")];
    let rows = [
        deployment(&format!("kimi-k2.6, B200, 4, 4, {agent}"), &more("8")),
        deployment(&format!("kimi-k2.6, B200, 8, 8, {agent}"), &more("16")),
    ];
    let answers = answers("agent", &rows);
    within("tokens/s", 4.0 * number(&answers[0], "total_tps_gpu"), 26_600.0, 0.3);
    within("output tokens/s", 8.0 * number(&answers[1], "out_tps_gpu"), 390.0, 0.3);
}

/// Time to the first token of prompts of hundreds of thousands of tokens, seconds.
#[test]
fn very_long_prompts_take_as_long_as_was_measured() {
    let reported = [
        // LMSYS, chunked pipeline, 2026-01-15: attention at 0.8 to 0.9 of a small peak; chunks fill the stages.
        ("qwen3-235b-a22b, H20, 4, 4, fp8, , sglang, 131072, 1, 2026-01-15", "1", 55.5),
        ("qwen3-235b-a22b, H20, 32, 4, fp8, , sglang, 1048576, 1, 2026-01-15", "8", 420.9),
        ("deepseek-v3, H20, 32, 8, fp8, , sglang, 131072, 1, 2026-01-15", "4", 15.5),
    ];
    let rows: Vec<String> = reported
        .iter()
        .map(|(words, pp, _)| deployment(words, &[("conc", "1"), ("pp", pp), ("phase", "prefill")]))
        .collect();
    for (answer, (words, _, seconds)) in answers("long", &rows).iter().zip(reported) {
        within(words, number(answer, "ttft_s"), seconds, 0.35);
    }
}
