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
use undercut::serving::{Architecture, Constants, Deployment, Replica, Work, layouts_on};
use undercut::simulation::{Metric, Simulation, SubjectKind};

/// Days in a mean month of the Gregorian calendar.
const DAYS: f64 = 365.2425 / 12.0;

/// One class of task, judged by one benchmark.
fn certain() -> Scenario {
    fixed(&one_class("benchmarks = { gpqa = 1 }", "", ""), catalog())
}

fn near(got: f64, expected: f64, what: &str) {
    within(got, expected, 1e-12, what);
}

fn within(got: f64, expected: f64, tolerance: f64, what: &str) {
    let error = (got - expected).abs() / expected.abs();
    assert!(error < tolerance, "{what}: {got} is not {expected}: off by {error:e}");
}

/// How close the search for a batch comes.
const SEARCHED: f64 = 2e-4;

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

/// The cost of one request on one accelerator of a line's fleet, by the serving model alone: the cheapest of all layouts up to
/// four nodes, found by bisection; none where the model does not fit.
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
    let factors = &model.factors[0];
    let (isl, osl) = (20_000.0 * factors.input, 1_000.0 * factors.answer);
    let target_s = line.tokens_per_s.map_or(draw[plan.supply.tpot_s], |slot| 1.0 / draw[slot]);
    let work = Work { isl, osl, prefix_hit_rate: 0.6, tpot_s: target_s };
    let accepted = draw[model.acceptance_length.unwrap_or(plan.supply.acceptance_length)];
    let base = Deployment {
        mixes_prompts: true,
        memory_share: Some(0.95),
        ..Deployment::on_one(spec, pair.engine, pair.precision)
    };
    let replicas: Vec<Replica> = layouts_on(&architecture, &base, spec.scaleup_domain.max(32))
        .into_iter()
        .flat_map(|it| {
            [1.0, accepted].map(|it_accepts| Deployment { acceptance_length: it_accepts, ..it })
        })
        .filter_map(|it| Replica::new(&architecture, &it, &Constants::REFERENCE).ok())
        .filter(|it| it.holds(isl, osl))
        .collect();
    let alone_s =
        replicas.iter().map(|it| it.pace(&work, 1.0).tpot_s).fold(f64::INFINITY, f64::min);
    let target_s = target_s.max(2.0 * alone_s);
    let provider = &plan.providers[line.provider.index()];
    let load = draw[provider.utilisation];
    let seconds = replicas.iter().filter_map(|it| {
        let most = it.offline_batch(isl, osl);
        let keeps = |batch: f64| it.pace(&work, (load * batch).max(1.0)).tpot_s <= target_s;
        if !keeps(1.0) {
            return None;
        }
        let (mut low, mut high) = (1.0, most);
        for _ in 0..100 {
            let middle = if keeps(high) { high } else { 0.5 * (low + high) };
            if keeps(middle) { low = middle } else { high = middle }
        }
        Some(it.gpus() * it.pace(&work, low).request_s)
    });
    let least_s = seconds.fold(f64::INFINITY, f64::min);
    let ServesPlan::Fleet { usd_per_accelerator_hour, .. } = &provider.serves else { return None };
    let rate = draw[usd_per_accelerator_hour[age]] / load;
    least_s.is_finite().then_some(least_s * rate / 3600.0)
}

/// The same on the fleet: near the least of the generations' where these differ, their mean where not.
fn fleet_usd(scenario: &Scenario, line: &LinePlan) -> f64 {
    let provider = &scenario.plan.providers[line.provider.index()];
    let ServesPlan::Fleet { newer_share, usd_per_accelerator_hour, .. } = &provider.serves else {
        panic!("{} has no fleet", line.id)
    };
    let newer = scenario.template[*newer_share];
    let rates = usd_per_accelerator_hour.map(|slot| scenario.template[slot]);
    match [0, 1].map(|age| cost_usd(scenario, line, age)) {
        [Some(old), Some(new)] => {
            let spent = [(1.0 - newer) * rates[0], newer * rates[1]];
            let sum = spent[0] / libm::pow(old, 4.0) + spent[1] / libm::pow(new, 4.0);
            libm::pow(sum / (spent[0] + spent[1]), -0.25)
        }
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
        within(cost, fleet_usd(&scenario, line) * 1e6 / tokens, SEARCHED, id);
    }
}

/// Anthropic sells one line, so its whole account can be written down.
#[test]
fn margins_are_the_steps_from_list_value_written_down() {
    let scenario = certain();
    let mut simulation = Simulation::new(scenario.clone(), 42);
    let opus = line(&scenario, "anthropic/claude-opus-4.6");
    let of = |key: &str| number(&scenario, &format!("catalog.providers.anthropic.{key}"));
    // Everybody can serve the one class; a router takes some requests to the cheapest, which is not Opus.
    let weights: f64 =
        scenario.plan.lines.iter().map(|line| scenario.template[line.starting_weight]).sum();
    let share = (1.0 - number(&scenario, "market.routed_share"))
        * scenario.template[opus.starting_weight]
        / weights;
    let requests = 40e12 / 21_000.0 * DAYS * share;
    let (list, serving) = (requests * OPUS_USD, requests * fleet_usd(&scenario, opus));

    let batch = of("batch_share");
    let metered = (1.0 - 0.5 * batch)
        * (1.0 - of("contract_share") * of("contract_discount"))
        * (1.0 - of("promotions"));
    let capacity = 1.0 + of("idle_capacity");
    let batched = 1.0 - batch * (1.0 - number(&scenario, "market.batch_cost"));
    // What plans bring is what leaves the compute margin: found by halving, not in closed form.
    let month = |under_plans: f64| {
        let metered_usd = (1.0 - under_plans) * list * metered;
        let tokens_usd = metered_usd / (1.0 - of("plan_share"));
        let paid = capacity * serving * (under_plans + (1.0 - under_plans) * batched);
        (metered_usd, tokens_usd, paid)
    };
    let (mut few, mut many) = (0.0, 1.0);
    for _ in 0..200 {
        let middle = 0.5 * (few + many);
        let (_, tokens_usd, paid) = month(middle);
        if 1.0 - paid / tokens_usd > of("compute_margin") { few = middle } else { many = middle }
    }
    let (metered_usd, tokens_usd, paid) = month(few);
    let mut expect = |metric, expected: f64| {
        let got = first(&mut simulation, metric, "anthropic");
        within(got, expected, SEARCHED, &format!("{metric:?}"));
    };
    let tokens = requests * 21_000.0;
    expect(Metric::ListMargin, 1.0 - serving / list);
    expect(Metric::ComputeMargin, of("compute_margin"));
    expect(Metric::PriceUsdPerMtok, tokens_usd * 1e6 / tokens);
    expect(Metric::CostUsdPerMtok, paid * 1e6 / tokens);
    let revenue = tokens_usd / (1.0 - of("other_revenue"));
    expect(Metric::RevenueUsdPerMonth, revenue);
    let other = (1.0 - of("other_margin")) * of("other_revenue") * revenue;
    let free = of("free_use") * paid;
    let gross = revenue - paid - free - of("other_serving") * revenue - other;
    expect(Metric::GrossMargin, gross / revenue);
    // Anthropic books what clouds keep as a cost.
    let clouds = of("cloud_share") * of("cloud_cut") * metered_usd + of("partner_share") * revenue;
    expect(Metric::NetOfPartnersMargin, (gross - clouds) / revenue);
    let training = of("training") * revenue;
    expect(Metric::AfterComputeMargin, (revenue - paid - free - training) / revenue);
    let operating = gross - clouds - training - of("staff") * revenue;
    expect(Metric::OperatingMargin, operating / revenue);
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
