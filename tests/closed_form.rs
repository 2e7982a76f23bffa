//! Numbers that can be worked out by hand: a market in which nothing is uncertain, and means with a formula.

#[path = "runs/fixed.rs"]
mod fixed;
#[path = "runs/one_class.rs"]
mod one_class;
mod runs;

use fixed::fixed;
use one_class::one_class;
use runs::{catalog, number, simulated};
use undercut::scenario::{ArchitecturePlan, Draw, LinePlan, Scenario, ServesPlan};
use undercut::serving::{Architecture, Constants, Deployment, Rate, Unserved, Work, serve};
use undercut::simulation::{Metric, Simulation, SubjectKind};
use undercut::tokens::UsdPerMtok;

/// Days in a mean month of the Gregorian calendar.
const DAYS: f64 = 365.2425 / 12.0;

/// One class of task, judged by one benchmark.
fn certain() -> Scenario {
    fixed(&one_class("benchmarks = { gpqa = 1 }", "", ""), catalog())
}

fn near(got: f64, expected: f64, what: &str) {
    let error = (got - expected).abs() / expected.abs();
    assert!(error < 1e-12, "{what}: {got} is not {expected}: off by {error:e}");
}

/// The value of a curve in the first month.
fn first(simulation: &mut Simulation, metric: Metric, id: &str) -> f64 {
    let at = simulation.curves().find(metric, id).expect("a curve") * simulation.curves().months;
    simulation.outcome(0)[at]
}

fn line<'a>(scenario: &'a Scenario, id: &str) -> &'a LinePlan {
    scenario.plan.lines.iter().find(|it| it.id == id).expect("a line")
}

/// USD of a request of the reference's lengths at Opus 4.6's list: 8,000 tokens fresh and written to the cache,
/// 12,000 cached, 1,000 written as answer.
const OPUS_USD: f64 = (8_000.0 * 5.0 + 8_000.0 * 1.25 + 12_000.0 * 0.5 + 1_000.0 * 25.0) / 1e6;

#[test]
fn a_bill_is_requests_times_list_price() {
    let mut simulation = Simulation::new(certain(), 42);
    let requests = 100e6 / 21_000.0 * DAYS;
    let bill = first(&mut simulation, Metric::BillUsdPerMonth, "single");
    near(bill, requests * OPUS_USD, "bill");
    let price = first(&mut simulation, Metric::PriceUsdPerMtok, "anthropic/claude-opus-4.6");
    near(price, OPUS_USD * 1e6 / 21_000.0, "price of the line");
    let success = first(&mut simulation, Metric::Success, "single");
    let accepted = first(&mut simulation, Metric::UsdPerAcceptedTask, "single");
    near(accepted, OPUS_USD / success, "USD per accepted task");
}

#[test]
fn an_ability_is_the_score_without_its_inflation() {
    let scenario = certain();
    let score = number(&scenario, "catalog.models.claude-opus-4.6.scores.gpqa")
        - number(&scenario, "catalog.benchmarks.gpqa.contamination");
    let mut simulation = Simulation::new(scenario, 42);
    let success = first(&mut simulation, Metric::Success, "single");
    // The way to probits and back costs a few digits.
    assert!((success - score).abs() < 1e-9, "{success} is not {score}");
}

/// The cost of one request on one accelerator of a line's fleet, by the serving model alone; none where the model
/// does not fit.
fn cost_usd(scenario: &Scenario, line: &LinePlan, age: usize) -> Option<f64> {
    let (plan, draw): (_, &Draw) = (&scenario.plan, &scenario.template);
    let pair = plan.pairs[line.pairs.expect("April's providers have fleets")[age]];
    let model = &plan.models[pair.model.index()];
    let architecture = match &model.architecture {
        ArchitecturePlan::Known(known) => *known,
        ArchitecturePlan::Guessed { total_params, active_params } => {
            Architecture::sparse_guess(draw[*total_params], draw[*active_params])
        }
    };
    let spec = plan.accelerators[pair.accelerator].spec;
    let provider = &plan.providers[line.provider.index()];
    let ServesPlan::Fleet { usd_per_accelerator_hour, .. } = &provider.serves else { return None };
    let rate = Rate {
        usd_per_accelerator_hour: draw[usd_per_accelerator_hour[age]],
        utilisation: draw[provider.utilisation],
    };
    let factors = &model.factors[0];
    let (isl, osl) = (20_000.0 * factors.input, 1_000.0 * factors.answer);
    let work = Work { isl, osl, prefix_hit_rate: 0.6, tpot_s: draw[plan.supply.tpot_s] };
    let smallest = Deployment::smallest_fitting(&architecture, spec, pair.engine, pair.precision)?;
    let plain = Deployment { mixes_prompts: true, memory_share: Some(0.95), ..smallest };
    let tensor = plain.with_tensor_parallel();
    let accepted = draw[model.acceptance_length.unwrap_or(plan.supply.acceptance_length)];
    let speculative = |it: Deployment| Deployment { acceptance_length: accepted, ..it };
    let run = |it: Deployment, tpot_s| {
        let work = Work { tpot_s, ..work };
        serve(&architecture, &it, &work, &Constants::REFERENCE, rate)
    };
    // The fastest of four layouts; one that misses the pace goes a quarter below its best.
    let served = [plain, tensor, speculative(plain), speculative(tensor)]
        .into_iter()
        .filter_map(|it| match run(it, work.tpot_s) {
            Err(Unserved::TooSlow { best_tpot_s }) => run(it, best_tpot_s * 1.25).ok(),
            other => other.ok(),
        })
        .min_by(|a, b| a.request_s.total_cmp(&b.request_s))?;
    let UsdPerMtok { uncached_input, cached_input, output, .. } = served.unit_cost;
    Some((uncached_input * 0.4 * isl + cached_input * 0.6 * isl + output * osl) / 1e6)
}

/// The same on the fleet: by its share of newer accelerators, or all on those where the model fits.
fn fleet_usd(scenario: &Scenario, line: &LinePlan) -> f64 {
    let ServesPlan::Fleet { newer_share, .. } =
        &scenario.plan.providers[line.provider.index()].serves
    else {
        panic!("{} has no fleet", line.id)
    };
    let newer = scenario.template[*newer_share];
    match [0, 1].map(|age| cost_usd(scenario, line, age)) {
        [Some(older), Some(new)] => (1.0 - newer) * older + newer * new,
        [None, Some(only)] | [Some(only), None] => only,
        [None, None] => panic!("{} fits nowhere", line.id),
    }
}

#[test]
fn a_cost_is_what_the_serving_model_says_at_rate_and_utilisation() {
    let scenario = certain();
    let mut simulation = Simulation::new(scenario.clone(), 42);
    for id in ["anthropic/claude-opus-4.6", "deepseek/deepseek-v4-pro", "together/kimi-k2.5"] {
        let line = line(&scenario, id);
        let factors = &scenario.plan.models[line.model.index()].factors[0];
        let tokens = 20_000.0 * factors.input + 1_000.0 * factors.answer;
        let cost = first(&mut simulation, Metric::CostUsdPerMtok, id);
        near(cost, fleet_usd(&scenario, line) * 1e6 / tokens, id);
    }
}

/// Anthropic sells one line, so its whole account can be written down.
#[test]
fn a_margin_is_price_less_cost_over_price_and_an_operating_margin_carries_fixed_cost() {
    let scenario = certain();
    let mut simulation = Simulation::new(scenario.clone(), 42);
    let opus = line(&scenario, "anthropic/claude-opus-4.6");
    let of_anthropic = |key: &str| number(&scenario, &format!("catalog.providers.anthropic.{key}"));

    let usd = OPUS_USD * (1.0 - of_anthropic("negotiated_discount"));
    let cost = fleet_usd(&scenario, opus);
    let price = first(&mut simulation, Metric::PriceUsdPerMtok, "anthropic");
    near(price, usd * 1e6 / 21_000.0, "price");
    let got = first(&mut simulation, Metric::CostUsdPerMtok, "anthropic");
    near(got, cost * 1e6 / 21_000.0, "cost");
    let gross = first(&mut simulation, Metric::GrossMargin, "anthropic");
    near(gross, 1.0 - cost / usd, "gross margin");

    // Everybody can serve the one class; a router takes some requests to the cheapest, which is not Opus.
    let weights: f64 =
        scenario.plan.lines.iter().map(|line| scenario.template[line.starting_weight]).sum();
    let share = (1.0 - number(&scenario, "market.routed_share"))
        * scenario.template[opus.starting_weight]
        / weights;
    let revenue = 40e12 / 21_000.0 * DAYS * share * usd;
    let got = first(&mut simulation, Metric::RevenueUsdPerMonth, "anthropic");
    near(got, revenue, "revenue");
    let fixed = number(&scenario, "market.fixed_share")
        * (of_anthropic("training_usd_per_month")
            + of_anthropic("research_usd_per_month")
            + of_anthropic("support_usd_per_month"));
    let operating = first(&mut simulation, Metric::OperatingMargin, "anthropic");
    near(operating, 1.0 - (revenue * cost / usd + fixed) / revenue, "operating margin");
}

#[test]
fn without_uncertainty_every_draw_is_the_same_and_bands_have_no_width() {
    let simulation = simulated(&certain(), 42, 1);
    for (curve, (metric, subject)) in simulation.curves().list.iter().enumerate() {
        let what = format!("{metric:?} of {}", subject.id);
        let band = simulation.band(curve, 0);
        assert!(
            band.defined == 0.0 || band.defined == 1.0,
            "{what} is defined in {}",
            band.defined
        );
        assert!(
            band.defined == 0.0 || band.p5 == band.p95,
            "{what} from {} to {}",
            band.p5,
            band.p95
        );
        if subject.kind == SubjectKind::Line {
            // Launches come at random, but move prices by 1e-12.
            let band = simulation.band(curve, 12);
            assert!(
                band.p95 - band.p5 <= 1e-9 * band.p50,
                "{what} from {} to {}",
                band.p5,
                band.p95
            );
        }
    }
}

/// The mean of a curve's first month over so many blocks, and its standard error from the spread between them.
fn mean(scenario: &Scenario, metric: Metric, id: &str, blocks: u32) -> (f64, f64) {
    let mut simulation = Simulation::new(scenario.clone(), 42);
    let mut of_block = |block: u32| {
        let draw = |it| {
            let at = simulation.curves().find(metric, id).expect("a curve");
            let at = at * simulation.curves().months;
            simulation.outcome(256 * block + it)[at]
        };
        (0..256).map(draw).sum::<f64>() / 256.0
    };
    let means: Vec<f64> = (0..blocks).map(&mut of_block).collect();
    let count = f64::from(blocks);
    let mean = means.iter().sum::<f64>() / count;
    let variance = means.iter().map(|it| (it - mean) * (it - mean)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

fn within_four_errors(scenario: &Scenario, expected: f64) {
    let (mean, error) = mean(scenario, Metric::BillUsdPerMonth, "single", 12);
    assert!(error > 0.0 && error < 0.005 * expected, "an error of {error} shows nothing");
    let off = (mean - expected).abs() / error;
    assert!(off < 4.0, "{mean} is {off} standard errors from {expected}");
}

/// `fixed` with one number of the scenario's text uncertain again.
fn with(path: &str, text: &str) -> Scenario {
    let mut scenario = certain();
    let input = scenario.inputs.iter_mut().find(|it| it.path == path).expect("an input");
    input.distribution =
        undercut::uncertainty::parse(text, input.unit, input.domain).expect("a quantity");
    scenario
}

#[test]
fn the_mean_bill_follows_the_mean_of_a_lognormal_volume() {
    // 5th and 95th percentile a factor 4 apart: sigma = ln 4 / (2 * 1.644854), mean = median e^{sigma^2 / 2}.
    let sigma = libm::log(4.0) / (2.0 * 1.644_853_626_951_472_2);
    let tokens_per_day = 100e6 * libm::exp(sigma * sigma / 2.0);
    let expected = tokens_per_day / 21_000.0 * DAYS * OPUS_USD;
    within_four_errors(&with("workload.tokens_per_day", "50M to 200M"), expected);
}

#[test]
fn the_mean_bill_follows_the_mean_of_a_beta_share_of_cached_input() {
    // The bill is linear in the hit rate h: 20,000 (1 - h) at $5 + $1.25, 20,000 h at $0.50; the mean of
    // beta(8, 2) is 0.8.
    let usd = (20_000.0 * (0.2 * 6.25 + 0.8 * 0.5) + 1_000.0 * 25.0) / 1e6;
    let expected = 100e6 / 21_000.0 * DAYS * usd;
    within_four_errors(&with("workload.task[0].prefix_hit_rate", "beta(8, 2)"), expected);
}

#[test]
fn first_passages_count_every_draw_once() {
    for it in undercut::scenario::SHIPPED {
        let simulation = simulated(&runs::scenario(it.id, &[]), 42, 1);
        assert_eq!(simulation.draws(), 256);
        for (_, passage) in simulation.passages() {
            let counted = passage.already() + passage.never();
            assert_eq!(counted + passage.by_month().iter().sum::<u32>(), 256, "{}", it.id);
        }
        // A lower margin is passed no sooner: of the levels from 0.8 down, each has fewer draws already past it.
        let already: Vec<u32> = simulation
            .summary()
            .passages
            .iter()
            .filter(|it| it.metric == Metric::GrossMargin && it.subject.id == "closed-labs")
            .map(|it| it.already)
            .collect();
        assert!(already.len() == 9 && already.is_sorted_by(|a, b| a >= b), "{already:?}");
    }
}
