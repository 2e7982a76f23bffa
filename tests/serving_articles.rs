//! What the founding articles say of serving, under their sources' conditions where these are known. Where the
//! model disagrees the test says by how much: a figure of "What the articles say" in MODEL.md is held here.
#![cfg(feature = "cli")]

use undercut::catalog::Catalog;
use undercut::serving::*;
use undercut::units::{DAYS_PER_MONTH, HOURS_PER_MONTH, SECONDS_PER_DAY, TOKENS_PER_MTOK};

const FIT: &Constants = &Constants::REFERENCE;
const DOLLAR: Rate = Rate { usd_per_accelerator_hour: 1.0, utilisation: 1.0 };

fn shape(model: &str) -> Architecture {
    Catalog::shipped().unwrap().shape_named(model).expect("a model of the catalogue").architecture
}

fn one(accelerator: &str, engine: Engine, precision: Precision) -> Deployment {
    let found =
        Catalog::shipped().unwrap().accelerator_named(accelerator).expect("it is in the catalogue");
    Deployment::on_one(found.spec, engine, precision)
}

fn rent(accelerator: &str) -> f64 {
    let catalog = Catalog::shipped().unwrap();
    let id = &catalog.accelerator_named(accelerator).expect("it is in the catalogue").id;
    catalog.latest_rental(id).expect("it has a price").usd_per_hour.median()
}

/// Work with no target.
fn work(isl: f64, osl: f64, prefix_hit_rate: f64) -> Work {
    Work { isl, osl, prefix_hit_rate, tpot_s: 1e9 }
}

fn served(shape: &Architecture, on: &Deployment, work: &Work, concurrency: f64) -> Served {
    serve_at(shape, on, work, FIT, DOLLAR, concurrency).expect("it is served")
}

#[track_caller]
fn within(got: f64, published: f64, tolerance: f64) {
    assert!((got / published - 1.0).abs() <= tolerance, "{got} is not {published}");
}

/// The figures stand in MODEL.md as these words.
#[track_caller]
fn in_model_md(figures: &[String]) {
    let text = include_str!("../MODEL.md");
    let section = text.split("### What the articles say").nth(1).expect("the section");
    let section = section.split("\n## ").next().expect("its end");
    let missing: Vec<&String> = figures.iter().filter(|it| !section.contains(*it)).collect();
    assert!(missing.is_empty(), "MODEL.md should say: {figures:?}");
}

/// "16,200 versus 12,500 tokens/s on H100": AIMultiple, Llama-3.1-8B-Instruct, BF16, one H100 80 GB at 0.8 of its
/// memory, offline, 1,000 ShareGPT prompts ten times: 16,215 (SGLang) and 12,553 (vLLM) output tokens/s. Lengths are
/// not stated; a run of vLLM's own benchmark on 1,000 ShareGPT prompts has 215,196 input and 185,671 output tokens.
#[test]
fn sglang_against_vllm_offline() {
    let llama = shape("llama-3.1-8b");
    let work = work(215.196, 185.671, 0.0);
    let output = |engine| {
        let h100 = one("h100", engine, Precision::Bf16);
        // The model leaves an engine 0.94 of the memory.
        let accelerator = Accelerator { hbm_bytes: 0.8 / 0.94 * 80e9, ..h100.accelerator };
        let on = Deployment { accelerator, ..h100 };
        let served = served(&llama, &on, &work, 1_000.0);
        let replica = Replica::new(&llama, &on, FIT).expect("it fits");
        let ceiling = served.batch / replica.decode(308.0).roofline_s(served.batch);
        assert!(ceiling > 16_215.0, "what was measured is possible: below {ceiling}");
        served.tokens_per_s_per_gpu * work.osl / (work.isl + work.osl)
    };
    let (sglang, vllm) = (output(Engine::Sglang), output(Engine::Vllm));
    println!("SGLang {sglang:.0}, vLLM {vllm:.0}");
    // Too slow for both, by more than the model's error for SGLang; and no gap of 29%, for matched rows have none:
    // vLLM's throughput over SGLang's is 0.96 in the median of 38 dense pairs.
    assert!((0.5..1.0).contains(&(sglang / 16_215.0)), "{sglang}");
    assert!((0.65..1.15).contains(&(vllm / 12_553.0)), "{vllm}");
    assert!((0.8..1.15).contains(&(sglang / vllm)), "{}", sglang / vllm);
    in_model_md(&[format!(
        "{:.1}k and {:.1}k; ratio {:.2}",
        sglang / 1e3,
        vllm / 1e3,
        sglang / vllm
    )]);
}

/// "29% [...] for multi-turn conversations the gap widens to 45% due to RadixAttention's prefix caching, and for RAG
/// workloads with shared prefixes it reaches 80%": no conditions are stated. Llama-3.1-8B, BF16, one H100, 256 in
/// flight; a turn of a conversation is 2,000 tokens in and 250 out, a question to documents 4,000 and 200 (assumed).
#[test]
fn engines_apart_by_what_a_workload_shares() {
    let llama = shape("llama-3.1-8b");
    let requests_per_s = |engine, isl: f64, osl: f64, hits: f64| {
        1.0 / served(&llama, &one("h100", engine, Precision::Bf16), &work(isl, osl, hits), 256.0)
            .request_s
    };
    let both = |isl, osl, hits| {
        requests_per_s(Engine::Sglang, isl, osl, hits)
            / requests_per_s(Engine::Vllm, isl, osl, hits)
    };
    // What sharing adds where only one engine finds it, over that engine without: over the plain 29%, 45% is 1.12
    // times and 80% is 1.40 times.
    let gain = |isl, osl, hits| {
        requests_per_s(Engine::Sglang, isl, osl, hits)
            / requests_per_s(Engine::Sglang, isl, osl, 0.0)
    };
    let sharing_for = |wanted: f64, isl, osl| {
        let steps = (0..=900).map(|step| f64::from(step) / 1000.0);
        steps.into_iter().find(|hits| gain(isl, osl, *hits) >= wanted).expect("it is reached")
    };
    for (isl, osl) in [(2_000.0, 250.0), (4_000.0, 200.0)] {
        // Engines that both cache stay as far apart as they were, whatever is shared.
        let plain = both(isl, osl, 0.0);
        let mut last = 0.0;
        for tenth in 0..=9 {
            let hits = f64::from(tenth) / 10.0;
            assert!((both(isl, osl, hits) / plain - 1.0).abs() < 0.15, "{hits}");
            assert!(gain(isl, osl, hits) > last);
            last = gain(isl, osl, hits);
        }
    }
    let multi_turn = sharing_for(1.45 / 1.29, 2_000.0, 250.0);
    let rag = sharing_for(1.80 / 1.29, 4_000.0, 200.0);
    println!("multi-turn {multi_turn}, RAG {rag}, both {}", both(4_000.0, 200.0, 0.9));
    // Both are ordinary hit rates: the claim holds against an engine that does not cache.
    assert!((0.1..0.6).contains(&multi_turn) && (0.3..0.8).contains(&rag));
    in_model_md(&[
        format!("at {:.0}% and {:.0}% shared", 100.0 * multi_turn, 100.0 * rag),
        format!(
            "{:.2} at 0% and {:.2} at 90%",
            both(4_000.0, 200.0, 0.0),
            both(4_000.0, 200.0, 0.9)
        ),
    ]);
}

/// The front of every layout on one kind of accelerator, phases together and apart, at one dollar an hour: cost is then the inverse of
/// throughput per accelerator.
fn front(
    shape: &Architecture,
    accelerator: &str,
    precision: Precision,
    engines: &[Engine],
    acceptance: &[f64],
    age_months: f64,
    lengths: (f64, f64),
) -> Front {
    let mut candidates = Vec::new();
    for engine in engines {
        for acceptance_length in acceptance {
            let base = Deployment {
                acceptance_length: *acceptance_length,
                software_age_months: age_months,
                ..one(accelerator, *engine, precision)
            };
            let smallest =
                Deployment::smallest_fitting(shape, base.accelerator, *engine, precision);
            let apart = smallest.into_iter().flat_map(|it| {
                let prefill = Deployment { software_age_months: age_months, ..it };
                layouts_apart(shape, &base, prefill).map(Layout::Apart)
            });
            let all = layouts(shape, &base).into_iter().map(Layout::Together).chain(apart);
            candidates
                .extend(all.map(|layout| Candidate { layout, usd_per_accelerator_hour: 1.0 }));
        }
    }
    let work = Work { tpot_s: 0.1, ..work(lengths.0, lengths.1, 0.0) };
    let load =
        Load { work, ttft_s: f64::INFINITY, utilisation: 1.0, replicas: 1, service_cv2: 1.0 };
    search(shape, &candidates, &load, FIT)
}

/// Throughput per accelerator of `one` over `other` at an interactivity.
fn ratio(one: &Front, other: &Front, tokens_per_s_per_user: f64) -> f64 {
    let usd = |front: &Front| {
        front.cheapest_at(tokens_per_s_per_user).map_or(f64::INFINITY, |it| it.usd_per_mtok)
    };
    usd(other) / usd(one)
}

const ENGINES: [Engine; 3] = [Engine::Sglang, Engine::Vllm, Engine::TensorrtLlm];
/// InferenceX's 8k/1k: nominal lengths times 0.9.
const LONG: (f64, f64) = (7_372.8, 921.6);

/// "Blackwell GB200 delivers 10x": NVIDIA's figure is for Kimi K2 Thinking per watt, at an interactivity that no text
/// states. Measured on DeepSeek-R1 at 8k/1k, GB200 FP4 over the best H200 FP8 (InferenceX rows): 7.2 at 20 tokens/s per
/// user, 5.1 at 35, 9.2 at 50, 5.5 at 75, 9.2 at 100, 2.7 at 125, from few rows.
#[test]
fn blackwell_over_hopper_depends_on_interactivity() {
    let r1 = shape("deepseek-r1");
    let acceptance = [1.0, FIT.acceptance_length];
    let blackwell = front(&r1, "gb200", Precision::Fp4, &ENGINES, &acceptance, 0.0, LONG);
    let hopper = front(&r1, "h200", Precision::Fp8, &ENGINES, &acceptance, 0.0, LONG);
    let measured = [(20.0, 7.2), (35.0, 5.1), (50.0, 9.2), (75.0, 5.5), (100.0, 9.2), (125.0, 2.7)];
    let mut log_error = 0.0;
    let mut row = Vec::new();
    for (speed, published) in measured {
        let got = ratio(&blackwell, &hopper, speed);
        println!("{speed} tokens/s per user: {got:.2} against {published}");
        // The last one is of a few rows near the end of GB200's measured range, far below its neighbours.
        let most = if speed < 125.0 { 2.5 } else { 4.5 };
        assert!((0.4..most).contains(&(got / published)), "{speed}: {got} against {published}");
        log_error += libm::log(got / published) / 6.0;
        row.push(format!("{got:.1}"));
    }
    // Right on the whole, not point by point.
    assert!(libm::fabs(log_error) < 0.4, "{log_error}");
    // Ten times holds in a part of the range only, and less for cost: GB200 rents for more.
    let speeds = || (12..=150).map(f64::from);
    let dearer = rent("gb200") / rent("h200");
    let share = |least: f64| {
        let reached = speeds().filter(|it| ratio(&blackwell, &hopper, *it) >= least).count();
        reached as f64 / speeds().count() as f64
    };
    let (speed_share, dollar_share) = (share(10.0), share(10.0 * dearer));
    println!("10x at {speed_share:.2} of speeds, per dollar at {dollar_share:.2}");
    assert!(dearer > 1.2 && speed_share < 0.8 && dollar_share <= speed_share);
    let ten = format!(
        "10x at {:.0}% of speeds from 12 to 150, per dollar at {:.0}%",
        100.0 * speed_share,
        100.0 * dollar_share
    );
    // It is reached more widely where one H200 node has little room beside the weights: Kimi K2 in FP8 on eight.
    let k2 = shape("kimi-k2");
    let blackwell = front(&k2, "gb200", Precision::Fp4, &ENGINES, &acceptance, 0.0, LONG);
    let hopper = front(&k2, "h200", Precision::Fp8, &ENGINES, &acceptance, 0.0, LONG);
    let at: Vec<f64> = speeds().filter(|it| ratio(&blackwell, &hopper, *it) >= 10.0).collect();
    let (first, last) = (at.first().expect("it is reached"), at.last().expect("it is reached"));
    println!("Kimi K2: 10x from {first} to {last} tokens/s per user");
    in_model_md(&[row.join(", "), ten, format!("up to {last:.0} tokens/s per user")]);
}

/// "TensorRT-LLM throughput improved 2.8x in three months": NVIDIA, "up to", DeepSeek-R1 on GB200 NVL72, the frontier
/// of January 2026 over that of October 2025. The same configuration three to four months apart (InferenceX rows,
/// medians): 1.05 to 1.11 on B200, 1.09 to 1.14 on H200 in five months, 2.5 to 2.6 on the younger MI355X in six.
#[test]
fn a_frontier_gains_more_than_its_configurations() {
    let same = FIT.ageing(Generation::Blackwell, 105.0 / DAYS_PER_MONTH);
    assert!((1.03..1.15).contains(&same), "{same}");
    let r1 = shape("deepseek-r1");
    let of = |acceptance: &[f64], age| {
        front(&r1, "gb200", Precision::Fp4, &[Engine::TensorrtLlm], acceptance, age, LONG)
    };
    // Three months of software, and speculative decoding come into use.
    let (old, new) = (of(&[1.0], 3.0), of(&[1.0, FIT.acceptance_length], 0.0));
    let top = old.points().last().expect("a point").tokens_per_s_per_user;
    let gain = |share: f64| ratio(&new, &old, share * top);
    let mut gains: Vec<f64> = (10..=100).map(|it| gain(f64::from(it) / 100.0)).collect();
    gains.sort_by(f64::total_cmp);
    let (middle, most) = (gains[gains.len() / 2], gains[gains.len() - 1]);
    let often = gains.iter().filter(|it| **it >= 2.8).count() as f64 / gains.len() as f64;
    println!("same {same:.2}, frontier: middle {middle:.2}, most {most:.1}, 2.8 at {often:.2}");
    // The headline is a point of the frontier, not what a deployment gained.
    assert!(most > 2.8 && middle < 2.8 && same < 1.15 && often < 0.7);
    in_model_md(&[
        format!("same configuration {same:.2}, frontier {middle:.1} in the middle"),
        format!("2.8 or more at {:.0}% of its old speeds", 100.0 * often),
    ]);
}

/// "A Qwen3-8B model compressed to 6B parameters achieves 30% faster inference [...] versus the unpruned 4B": NVIDIA
/// Model Optimizer, 36 of 8B's layers cut to 24, one H100. Lengths and batch are not in a text that could be read.
#[test]
fn a_pruned_6b_runs_faster_than_a_4b() {
    let (eight, four) = (shape("qwen3-8b"), shape("qwen3-4b"));
    let kept = 24.0 / 36.0;
    let head = 151_936.0 * 4_096.0;
    let six = Architecture::dense(
        24.0,
        4_096.0,
        kept * (eight.dense_params - head) + head,
        eight.kv_heads,
        kept * eight.kv_elements_per_token,
        kept * eight.decode_attention_flops_per_token,
    );
    // With the input embedding, 6 billion parameters.
    within(six.dense_params + head, 6e9, 0.05);
    let on = one("h100", Engine::TensorrtLlm, Precision::Bf16);
    let faster = |isl, osl, concurrency| {
        let speed =
            |shape| served(shape, &on, &work(isl, osl, 0.0), concurrency).tokens_per_s_per_gpu;
        speed(&six) / speed(&four)
    };
    // It has half the layers of cache to read, and more weights: the gain comes with long outputs and full memory.
    let (alone, most) = (faster(500.0, 2_000.0, 1.0), faster(500.0, 2_000.0, f64::INFINITY));
    let short = faster(128.0, 128.0, f64::INFINITY);
    println!("alone {alone:.2}, full {most:.2}, short {short:.2}");
    assert!(alone < 1.15 && short < 1.15);
    within(most, 1.30, 0.12);
    in_model_md(&[format!(
        "{most:.2} at 500 in, 2,000 out and full memory; {alone:.2} for one request; {short:.2} at 128 in and out"
    )]);
}

/// "At 1 million daily requests, SGLang saves approximately $15,000/month in GPU costs over vLLM": no tokens, rate or
/// utilisation are stated.
#[test]
fn fifteen_thousand_a_month_takes_very_long_answers() {
    let saved_usd = |tokens_per_request: f64, usd_per_hour: f64, utilisation: f64| {
        let tokens_per_s = 1e6 * tokens_per_request / SECONDS_PER_DAY / utilisation;
        let gpus = tokens_per_s / 12_500.0 - tokens_per_s / 16_200.0;
        gpus * usd_per_hour * HOURS_PER_MONTH
    };
    let tokens = 1_000.0 * 15_000.0 / saved_usd(1_000.0, 2.5, 1.0);
    within(tokens, 38_900.0, 0.005);
    within(saved_usd(1_000.0, 2.5, 1.0), 386.0, 0.005);
    // Or at 1,000 tokens and this utilisation.
    let utilisation = saved_usd(1_000.0, 2.5, 1.0) / 15_000.0;
    within(utilisation, 0.026, 0.02);
    in_model_md(&[
        format!("{:.1}k tokens a request", tokens / 1e3),
        format!("${:.0} a month", saved_usd(1_000.0, 2.5, 1.0)),
        format!("{:.1}% of utilisation", 100.0 * utilisation),
    ]);
}

/// DeepSeek's day 6: 608 G tokens in, 342 G of them hits, 168 G out; 73.7k in and 14.8k out a second and node of eight
/// H800; 226.75 nodes; $2 an hour. The arithmetic closes, whatever the model says.
#[test]
fn deepseeks_arithmetic_closes() {
    let node_days = |tokens: f64, per_s: f64| tokens / per_s / SECONDS_PER_DAY;
    let nodes = node_days(608e9, 73_700.0) + node_days(168e9, 14_800.0);
    within(nodes, 226.75, 0.01);
    let usd_per_mtok = |per_s: f64| 8.0 * 2.0 / 3600.0 / per_s * TOKENS_PER_MTOK;
    let computed = 73_700.0 * (1.0 - 342.0 / 608.0);
    for (per_s, published) in [(73_700.0, 0.060), (computed, 0.138), (14_800.0, 0.300)] {
        within(usd_per_mtok(per_s), published, 0.006);
    }
    in_model_md(&[format!("{nodes:.1} nodes")]);
}

/// What the model predicts for those nodes: prefill on 4 nodes (EP32), decode on 18 (EP144), data-parallel attention.
/// 20 to 22 tokens/s per user and a mean context of 4,989 are DeepSeek's; with 608 G in to 168 G out that is a request
/// of 4,383 in and 1,211 out. Beyond a node expert exchange takes the network.
#[test]
fn deepseeks_nodes_as_predicted() {
    let r1 = shape("deepseek-r1");
    let spread = |gpus: u32| {
        let on = one("h800", Engine::Sglang, Precision::Fp8);
        Deployment { gpus, expert_parallel: gpus, data_parallel_attention: true, ..on }
    };
    let fleet = |prefill_workers, decode_workers| Disaggregated {
        prefill: spread(32),
        prefill_workers,
        decode: spread(144),
        decode_workers,
    };
    let osl = 4_989.0 / (608.0 / 168.0 + 0.5);
    let isl = 608.0 / 168.0 * osl;
    within(isl, 4_383.0, 0.001);
    let work = Work { prefix_hit_rate: 342.0 / 608.0, ..work(isl, osl, 0.0) };
    let pace = |fleet: &Disaggregated, concurrency: f64| {
        fleet.pace(&r1, &work, concurrency, FIT).expect("it fits")
    };
    // Each kind of node beside so many of the other that these never wait.
    let input = isl / pace(&fleet(1, 1_000), 1e9).request_s / 4.0;
    let decoding = fleet(1_000, 1);
    let batches = (1..100_000).map(f64::from).take_while(|batch| {
        let pace = pace(&decoding, *batch);
        pace.tpot_s <= 1.0 / 21.0 && pace.batch == *batch
    });
    let batch = batches.last().expect("it is fast enough");
    let output = osl / pace(&decoding, batch).request_s / 18.0;
    println!("{input:.0} in and {output:.0} out a second and node");
    let error = |got: f64, published: f64| 100.0 * (got / published - 1.0);
    // Fitted to stock engines; DeepSeek's own is tuned by hand for this model and these nodes.
    assert!((0.4..1.3).contains(&(input / 73_700.0)), "{input}");
    assert!((0.4..1.3).contains(&(output / 14_800.0)), "{output}");
    in_model_md(&[format!(
        "{:.1}k in ({:+.0}%) and {:.1}k out ({:+.0}%)",
        input / 1e3,
        error(input, 73_700.0),
        output / 1e3,
        error(output, 14_800.0)
    )]);
}
