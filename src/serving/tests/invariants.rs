//! What holds for any shape, layout and request.

use super::fixtures::*;
use crate::serving::*;
use proptest::prelude::*;

/// A number spread evenly over orders of magnitude.
fn decades(low: f64, high: f64) -> impl Strategy<Value = f64> {
    (libm::log10(low)..libm::log10(high)).prop_map(libm::exp10)
}

/// Shapes that nobody would build among those that somebody has.
pub fn shape() -> impl Strategy<Value = Architecture> {
    let body = (
        1.0..200.0f64,
        decades(64.0, 65_536.0),
        decades(1e6, 1e12),
        1.0..64.0f64,
        decades(1.0, 1e6),
        decades(1.0, 1e8),
    );
    let experts = (decades(1e6, 1e13), 0.001..1.0f64, 1.0..1024.0f64, 0.001..1.0f64);
    (body, experts, 0..5u8).prop_map(|(body, experts, kind)| {
        let (layers, hidden, params, heads, kv, flops) = body;
        let (all, active, count, taken) = experts;
        let dense = Architecture::dense(layers, hidden, params, heads, kv, flops);
        let routed = dense.with_experts(layers, all, all * active, count, count * taken);
        match kind {
            0 => dense,
            1 => routed,
            2 => routed.with_latent_attention(flops * 0.3),
            3 => {
                routed.with_latent_attention(flops * 0.3).with_index(2048.0, kv * 0.2, flops * 0.1)
            }
            _ => routed.with_windows(kv * 1000.0).with_state(kv * 500.0),
        }
    })
}

pub fn layout() -> impl Strategy<Value = Deployment> {
    let hardware = (0..7usize, 0..4usize, 0..5usize, 0..7u32);
    let software = (-12.0..24.0f64, 1.0..4.0f64, proptest::option::of(0.3..3.0f64), 0.2..5.0f64);
    (hardware, software, any::<bool>()).prop_map(|(hardware, software, spread)| {
        let (accelerator, engine, precision, exponent) = hardware;
        let (age, accepted, anchor, residual) = software;
        let accelerators = [H100, H200, B200, B300, MI300X, MI325X, MI355X];
        let gpus = 1 << exponent;
        let whole = tensor_parallel(
            accelerators[accelerator],
            Engine::ALL[engine],
            Precision::ALL[precision],
            gpus,
        );
        Deployment {
            tensor_parallel: if spread { 1 } else { gpus },
            expert_parallel: if spread { gpus } else { 1 },
            data_parallel_attention: spread,
            software_age_months: age,
            acceptance_length: accepted,
            anchor,
            residual,
            ..whole
        }
    })
}

pub fn work() -> impl Strategy<Value = Work> {
    (decades(1.0, 1e6), decades(1.0, 1e5), 0.0..=1.0f64, decades(1e-3, 10.0))
        .prop_map(|(isl, osl, prefix_hit_rate, tpot_s)| Work { isl, osl, prefix_hit_rate, tpot_s })
}

fn rate() -> impl Strategy<Value = Rate> {
    (decades(0.01, 100.0), 0.01..=1.0f64).prop_map(|(usd_per_accelerator_hour, utilisation)| Rate {
        usd_per_accelerator_hour,
        utilisation,
    })
}

/// USD per request, or `None` where the deployment cannot do the work.
fn usd(model: &Architecture, layout: &Deployment, work: &Work, rate: Rate) -> Option<f64> {
    serve(model, layout, work, &Constants::REFERENCE, rate)
        .ok()
        .map(|served| served.unit_cost.usd(&work.tokens()))
}

/// Twice the aim of the batch search, and rounding.
const SEARCH: f64 = 1e-9;

/// The same cases in every run. (300,000 of each were tried when this was written.)
pub fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 4000,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_261_122),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn sides_add_up_to_the_replicas_time(
        model in shape(), layout in layout(), work in work(), rate in rate()
    ) {
        if let Ok(served) = serve(&model, &layout, &work, &Constants::REFERENCE, rate) {
            let busy_s = served.request_s * f64::from(layout.gpus);
            let usd = rate.usd_per_accelerator_hour * busy_s / 3600.0 / rate.utilisation;
            let sides = served.unit_cost.usd(&work.tokens());
            prop_assert!((sides / usd - 1.0).abs() < 1e-12, "{sides} {usd}");
            for side in [
                served.unit_cost.uncached_input,
                served.unit_cost.cached_input,
                served.unit_cost.output,
                served.ttft_s,
                served.tokens_per_s_per_gpu,
            ] {
                prop_assert!(side.is_finite() && side > 0.0);
            }
            prop_assert!(served.tpot_s <= work.tpot_s && served.batch >= 1.0);
        }
    }

    #[test]
    fn the_roofline_holds(
        model in shape(), layout in layout(), work in work(), batch in decades(1.0, 1e5)
    ) {
        let Ok(replica) = Replica::new(&model, &layout, &Constants::REFERENCE) else {
            return Ok(());
        };
        // From the data sheet, without the code under test: every accelerator reads its share of
        // the weights that the batch reaches, at full bandwidth, once per accepted length.
        let (n, tp) = (f64::from(layout.gpus), f64::from(layout.tensor_parallel));
        let (dense_bytes, expert_bytes): (f64, f64) = match layout.precision {
            Precision::Bf16 => (2.0, 2.0),
            Precision::Fp8 => (1.0, 1.0),
            Precision::Fp4 => (0.5625, 0.5625),
            Precision::Int4 => (0.5 + 2.5 / 128.0, 0.5 + 2.5 / 128.0),
            Precision::Mxfp4 => (2.0, 0.53125),
        };
        let miss = if model.experts > 0.0 {
            libm::pow(1.0 - model.experts_per_token / model.experts, batch)
        } else {
            1.0
        };
        let bytes = model.dense_params * dense_bytes / tp
            + model.expert_params * expert_bytes * (1.0 - miss) / n;
        let accelerator = &layout.accelerator;
        let memory_s = bytes / accelerator.hbm_bytes_per_s / layout.acceptance_length;
        let best = accelerator.fp4_flops.max(accelerator.fp8_flops);
        let token_s = 2.0 * model.active_params() / best / n;

        let step_s = replica.decode(work.isl).step_s(batch);
        prop_assert!(step_s >= memory_s * (1.0 - 1e-9), "{step_s} {memory_s}");
        prop_assert!(step_s >= batch * token_s * (1.0 - 1e-9));
        let prefill = replica.prefill(work.isl, work.uncached_tokens());
        prop_assert!(prefill.total_s >= work.uncached_tokens() * token_s * (1.0 - 1e-9));
    }

    #[test]
    fn dearer_or_idler_never_costs_less(
        model in shape(), layout in layout(), work in work(), rate in rate(), factor in 1.0..3.0f64
    ) {
        let Some(base) = usd(&model, &layout, &work, rate) else { return Ok(()) };
        let usd_per_accelerator_hour = rate.usd_per_accelerator_hour * factor;
        let dearer = Rate { usd_per_accelerator_hour, ..rate };
        prop_assert!(usd(&model, &layout, &work, dearer).unwrap() >= base);
        let idler = Rate { utilisation: rate.utilisation / factor, ..rate };
        prop_assert!(usd(&model, &layout, &work, idler).unwrap() >= base);
    }

    #[test]
    fn more_hits_never_cost_more(
        model in shape(), layout in layout(), work in work(), rate in rate(), more in 0.0..=1.0f64
    ) {
        let Some(base) = usd(&model, &layout, &work, rate) else { return Ok(()) };
        let prefix_hit_rate = work.prefix_hit_rate + (1.0 - work.prefix_hit_rate) * more;
        let warmer = Work { prefix_hit_rate, ..work };
        prop_assert!(usd(&model, &layout, &warmer, rate).unwrap() <= base * (1.0 + SEARCH));
    }

    #[test]
    fn longer_context_never_costs_less(
        model in shape(), layout in layout(), work in work(), rate in rate(), factor in 1.0..10.0f64
    ) {
        let longer = Work { isl: work.isl * factor, ..work };
        if let Some(long) = usd(&model, &layout, &longer, rate) {
            let base = usd(&model, &layout, &work, rate);
            prop_assert!(base.is_some_and(|base| long >= base * (1.0 - SEARCH)));
        }
    }

    #[test]
    fn a_looser_target_never_costs_more(
        model in shape(), layout in layout(), work in work(), rate in rate(), factor in 1.0..10.0f64
    ) {
        let Some(base) = usd(&model, &layout, &work, rate) else { return Ok(()) };
        let looser = Work { tpot_s: work.tpot_s * factor, ..work };
        prop_assert!(usd(&model, &layout, &looser, rate).unwrap() <= base * (1.0 + SEARCH));
    }

    #[test]
    fn extremes_are_refused_or_finite(
        params in decades(1e-300, 1e300), kv in decades(1e-300, 1e300), isl in decades(1e-300, 1e300),
        osl in decades(1e-300, 1e300), tpot_s in decades(1e-300, 1e300), hbm in decades(1e-300, 1e300),
        price in decades(1e-300, 1e300)
    ) {
        let model = Architecture::dense(1.0, params, params, 1.0, kv, kv)
            .with_experts(1.0, params, params, 1.0, 1.0);
        let layout =
            tensor_parallel(Accelerator { hbm_bytes: hbm, ..H100 }, Engine::Vllm, Precision::Fp8, 8);
        let work = Work { isl, osl, prefix_hit_rate: 0.5, tpot_s };
        let rate = Rate { usd_per_accelerator_hour: price, utilisation: 0.5 };
        if let Ok(served) = serve(&model, &layout, &work, &Constants::REFERENCE, rate) {
            for x in [
                served.unit_cost.uncached_input,
                served.unit_cost.cached_input,
                served.unit_cost.output,
                served.tpot_s,
                served.batch,
            ] {
                prop_assert!(x.is_finite() && x >= 0.0);
            }
        }
    }
}
