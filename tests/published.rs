//! The program against numbers that others printed.
//!
//! DeepSeek's disclosed day is in the tests of `market/ledger.rs`, measured throughput in those of `serving`.

#[path = "runs/fixed.rs"]
mod fixed;
mod runs;

use fixed::fixed;
use runs::catalog;
use undercut::calendar::Day;
use undercut::catalog::{ClaimedPrice, Figure, Offer};
use undercut::simulation::{Metric, Simulation};

const DAYS_PER_YEAR: f64 = 365.2425;

fn claim(id: &str) -> &'static ClaimedPrice {
    catalog().claims.iter().find(|it| it.id == id).expect("a claim of the catalogue")
}

fn usd(figure: &Option<Figure>) -> f64 {
    figure.as_ref().expect("a stated price").distribution.median()
}

fn offer(line: &str, day: &str) -> &'static Offer {
    let line = catalog().line(line).expect("a line");
    catalog().offer_on(line, Day::parse(day).expect("a day")).expect("a list of that day")
}

/// Input and output list price of a line on a day.
fn list(line: &str, day: &str) -> (f64, f64) {
    let offer = offer(line, day);
    let price = |figure: &Figure| figure.distribution.median();
    (price(&offer.input_usd_per_mtok), price(&offer.output_usd_per_mtok))
}

/// The buyer's bill for a month of `tokens_per_day` on one model, whose requests have these lengths.
fn bill_usd(model: &str, tokens_per_day: &str, input_tokens: f64, output_tokens: f64) -> f64 {
    let text = format!(
        r#"
        schema = 1
        title = "One model, one kind of request"
        world = "2026-04"
        start = "2026-04"
        horizon_months = 1

        [workload]
        tokens_per_day = "{tokens_per_day}"
        reference_model = "{model}"

        [[workload.task]]
        name = "requests"
        share = 1
        input_tokens = {input_tokens}
        output_tokens = {output_tokens}
        thinking = 0
        [workload.task.quality]
        benchmarks = {{ gpqa = 1 }}
        "#
    );
    let mut simulation = Simulation::new(fixed(&text, catalog()), 42);
    let curves = simulation.curves();
    let at = curves.find(Metric::BillUsdPerMonth, "single").expect("a curve") * curves.months;
    simulation.outcome(0)[at]
}

fn within(got: f64, printed: f64, tolerance: f64) {
    assert!((got / printed - 1.0).abs() < tolerance, "{got} is not {printed}");
}

/// "For an enterprise running 100 million tokens per day [...] Claude Opus 4.6 at ~$547K/year vs. Kimi K2.5 at
/// ~$109K/year vs. Qwen3-235B at ~$9.1K/year": every token at the input price said of Opus, at the output price
/// of Kimi, at one price for both of Qwen.
#[test]
fn the_articles_bills_are_one_price_times_all_tokens() {
    let year = |usd_per_mtok: f64| 100.0 * 365.0 * usd_per_mtok;
    within(year(usd(&claim("opus-4.6-convergence").input_usd_per_mtok)), 547e3, 0.002);
    within(year(usd(&claim("kimi-k2.5-convergence").output_usd_per_mtok)), 109e3, 0.005);
    let qwen = claim("qwen3-235b-convergence");
    within(year(usd(&qwen.input_usd_per_mtok)), 9.1e3, 0.005);
    assert_eq!(usd(&qwen.input_usd_per_mtok), usd(&qwen.output_usd_per_mtok));
    assert!(!qwen.side_stated && claim("opus-4.6-convergence").side_stated);
}

/// At Opus 4.6's own list the same tokens cost a third of that if all are input, and a mix costs $547K only
/// once half of its tokens are output.
#[test]
fn at_list_prices_the_articles_bill_for_opus_is_three_times_too_high() {
    let year = |input: f64, output: f64| {
        bill_usd("claude-opus-4.6", "100M", input, output) * 12.0 / DAYS_PER_YEAR * 365.0
    };
    within(year(100e3, 0.01), 547e3 / 3.0, 0.002);
    assert!(year(50_100.0, 49_900.0) < 547.5e3 && year(49_900.0, 50_100.0) > 547.5e3);
    // An assistant's mix of 20 tokens in for each out: (20 * $5 + $25) / 21 a million.
    within(year(20e3, 1e3), 36_500.0 * 125.0 / 21.0, 1e-9);
}

#[test]
fn what_articles_say_of_opus_and_its_list_are_different_records() {
    for id in ["opus-4.6-disrupts", "opus-4.6-convergence"] {
        let it = claim(id);
        assert_eq!((usd(&it.input_usd_per_mtok), usd(&it.output_usd_per_mtok)), (15.0, 75.0));
        assert_eq!(catalog().models[it.model.index()].id, "claude-opus-4.6");
        assert!(it.quote.contains("$15"));
    }
    for day in ["2026-02-05", "2026-03-12", "2026-04-30"] {
        assert_eq!(list("anthropic/claude-opus-4.6", day), (5.0, 25.0));
    }
    let line = catalog().line("anthropic/claude-opus-4.6").expect("a line");
    let offers = catalog().offers.iter().filter(|it| it.line == line);
    assert!(offers.map(|it| it.input_usd_per_mtok.distribution.median()).all(|usd| usd == 5.0));
    assert!(catalog().offer_on(line, Day::parse("2026-02-04").expect("a day")).is_none());
}

/// Opus 4.6 charged double above 200,000 tokens until 13 March 2026.
#[test]
fn the_long_context_tier_of_opus_ended_in_march() {
    let tiers = |day| offer("anthropic/claude-opus-4.6", day).context_tiers.len();
    assert_eq!((tiers("2026-03-12"), tiers("2026-03-13"), tiers("2026-04-30")), (1, 0, 0));
    let request = |input: f64| bill_usd("claude-opus-4.6", "100M", input, 1e3) * (input + 1e3);
    within(request(400e3) / request(200e3), (400.0 * 5.0 + 25.0) / (200.0 * 5.0 + 25.0), 1e-9);
}

/// GPT-5.4 lists $2.50 and $15, and $5 and $22.50 for requests of more than 272,000 input tokens.
#[test]
fn the_long_context_tier_of_gpt_5_4_changes_the_bill() {
    let request = |input: f64| {
        let requests = 1e9 * DAYS_PER_YEAR / 12.0 / (input + 2e3);
        bill_usd("gpt-5.4", "1B", input, 2e3) / requests
    };
    within(request(272_000.0), (272_000.0 * 2.5 + 2e3 * 15.0) / 1e6, 1e-9);
    within(request(272_001.0), (272_001.0 * 5.0 + 2e3 * 22.5) / 1e6, 1e-9);
    within(request(400_000.0), (400_000.0 * 5.0 + 2e3 * 22.5) / 1e6, 1e-9);
}

/// "40x": DeepSeek V4 at a leaked $0.27 against lists of the frontier. At lists of April 2026 V4-Pro is 2.9 and
/// 7.2 times cheaper than Opus 4.6 by side; only V4-Flash is 36 times cheaper on input.
#[test]
fn ratios_of_list_prices_depend_on_model_and_side() {
    let day = "2026-04-30";
    let opus = list("anthropic/claude-opus-4.6", day);
    let pro = list("deepseek/deepseek-v4-pro", day);
    let flash = list("deepseek/deepseek-v4-flash", day);
    assert_eq!((pro, flash), ((1.74, 3.48), (0.14, 0.28)));
    within(opus.0 / pro.0, 2.9, 0.01);
    within(opus.1 / pro.1, 7.2, 0.01);
    within(opus.0 / flash.0, 36.0, 0.01);
    assert_eq!(usd(&claim("deepseek-v4-leaked").input_usd_per_mtok), 0.27);
    assert!(pro.0 / 0.27 > 6.0);
}
