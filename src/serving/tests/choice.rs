//! Requests of several lengths served together, and the cheapest deployment for them.

use super::fixtures::*;
use super::invariants::{layout, shape};
use crate::serving::*;
use proptest::prelude::*;

/// Requests of a few lengths whose shares sum to 1.
fn lengths() -> impl Strategy<Value = Vec<Requests>> {
    let one = (0.05..1.0f64, 1.0..60_000.0f64, 1.0..4_000.0f64, 0.02..1.0f64);
    proptest::collection::vec(one, 1..5).prop_map(|parts| {
        let whole: f64 = parts.iter().map(|it| it.0).sum();
        let part = |&(share, isl, osl, computed): &(f64, f64, f64, f64)| Requests {
            share: share / whole,
            isl,
            osl,
            uncached: (isl * computed).max(1.0),
        };
        parts.iter().map(part).collect()
    })
}

/// The layouts of a model, without and with drafts.
fn layouts_of(model: &Architecture, on: Accelerator, most: u32) -> Vec<Deployment> {
    let base = Deployment::on_one(on, Engine::Sglang, Precision::Fp8);
    let drafts = |it| [1.0, 2.0].map(|acceptance_length| Deployment { acceptance_length, ..it });
    layouts_on(model, &base, most).into_iter().flat_map(drafts).collect()
}

/// Those of `layouts` that hold a request.
fn tried(model: &Architecture, layouts: &[Deployment], traffic: &Traffic) -> Vec<Tried> {
    let laid_out = |it| Replica::new(model, it, &Constants::REFERENCE).ok();
    let places = layouts.iter().enumerate();
    places.filter_map(|(place, it)| Tried::of(place, laid_out(it)?, traffic)).collect()
}

fn at(tpot_s: f64) -> Target {
    Target { tpot_s, load: 1.0 }
}

proptest! {
    /// What requests of each length take adds up to what the replica is busy.
    #[test]
    fn parts_sum_to_the_whole(
        model in shape(), layout in layout(), parts in lengths(), tpot_s in 0.002..1.0f64,
    ) {
        let traffic = Traffic::of(&parts);
        let these = tried(&model, &[layout], &traffic);
        if let Some(choice) = cheapest(&these, at(tpot_s)) {
            let sum: f64 = parts.iter().map(|it| it.share * choice.accelerator_s_of(it)).sum();
            prop_assert!((sum / choice.accelerator_s() - 1.0).abs() < 1e-9, "{sum}");
        }
    }

    /// Requests of one length are served as `serve` says, whether they are told in one part or in two.
    #[test]
    fn one_length_is_the_work_of_the_tables(
        model in shape(), layout in layout(), isl in 1.0..60_000.0f64, osl in 1.0..4_000.0f64,
        hit in 0.0..0.95f64, tpot_s in 0.002..1.0f64, cut in 0.1..0.9f64,
    ) {
        let work = Work { isl, osl, prefix_hit_rate: hit, tpot_s };
        let rate = Rate { usd_per_accelerator_hour: 1.0, utilisation: 1.0 };
        let constants = Constants::REFERENCE;
        if let Ok(served) = serve(&model, &layout, &work, &constants, rate) {
            let alike = |share| Requests { share, isl, osl, uncached: work.uncached_tokens() };
            for parts in [vec![alike(1.0)], vec![alike(cut), alike(1.0 - cut)]] {
                let these = tried(&model, &[layout], &Traffic::of(&parts));
                let choice = cheapest(&these, at(tpot_s)).unwrap();
                // At a pace that nothing keeps easily, the model is served below its best.
                if choice.pace.tpot_s <= tpot_s {
                    let ratio = choice.pace.request_s / served.request_s;
                    prop_assert!((ratio - 1.0).abs() < 1e-3, "{ratio}");
                }
            }
        }
    }
}

/// No candidate is cheaper than the one that is chosen, by the tables' own account.
#[test]
fn the_cheapest_is_the_least_of_all() {
    let model = deepseek_r1();
    let rate = Rate { usd_per_accelerator_hour: 1.0, utilisation: 1.0 };
    for tpot_s in [0.01, 0.02, 0.05] {
        let work = Work { isl: 6_000.0, osl: 700.0, prefix_hit_rate: 0.4, tpot_s };
        let parts = [Requests { share: 1.0, isl: 6_000.0, osl: 700.0, uncached: 3_600.0 }];
        let layouts = layouts_of(&model, B200, 32);
        let these = tried(&model, &layouts, &Traffic::of(&parts));
        let chosen = cheapest(&these, at(tpot_s)).unwrap();
        let seconds = layouts.iter().filter_map(|deployment| {
            let served = serve(&model, deployment, &work, &Constants::REFERENCE, rate).ok()?;
            Some(served.request_s * f64::from(deployment.gpus))
        });
        let least = seconds.fold(f64::INFINITY, f64::min);
        assert!((chosen.accelerator_s() / least - 1.0).abs() < 1e-4);
    }
}

/// A longer request takes more, and of two with equal tokens the one that writes more.
#[test]
fn longer_requests_take_more() {
    let parts = [(1_000.0, 100.0), (20_000.0, 100.0), (1_000.0, 2_000.0)];
    let parts = parts.map(|(isl, osl)| Requests { share: 1.0 / 3.0, isl, osl, uncached: isl });
    let model = glm_5();
    let layouts = layouts_of(&model, H200, 32);
    let these = tried(&model, &layouts, &Traffic::of(&parts));
    let choice = cheapest(&these, at(0.03)).unwrap();
    let [short, read, written] = parts.map(|it| choice.accelerator_s_of(&it));
    assert!(short < read && short < written, "{short} {read} {written}");
}

/// Users see the target at the mean load, and a replica that is less busy may be fuller at its peak.
#[test]
fn the_pace_is_that_of_the_mean_load() {
    let parts = [Requests { share: 1.0, isl: 6_000.0, osl: 700.0, uncached: 3_600.0 }];
    let model = deepseek_r1();
    let these = tried(&model, &layouts_of(&model, B200, 32), &Traffic::of(&parts));
    let chosen = |load| cheapest(&these, Target { tpot_s: 0.012, load }).unwrap();
    let (busy, half) = (chosen(1.0), chosen(0.5));
    assert!(half.pace.tpot_s > busy.pace.tpot_s);
    // Half the requests at a time, but of more than as many places.
    assert!(half.accelerator_s() < busy.accelerator_s());
    assert!(half.accelerator_s() > 0.5 * busy.accelerator_s());
}
