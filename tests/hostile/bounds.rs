//! Numbers that cannot be: refused with path, value and rule, wherever they stand.

use proptest::prelude::*;
use undercut::catalog::{Catalog, SHIPPED};
use undercut::scenario::{Override, Scenario, shipped};

use super::{file, said};

fn parsed(scenario: &str, path: &str, text: &str) -> Result<Scenario, String> {
    let set = Override { path: path.to_string(), text: text.to_string() };
    let catalog = Catalog::shipped().expect("the catalogue is good");
    let toml = shipped(scenario).expect("a shipped scenario").text;
    Scenario::parse(toml, &[set], catalog).map_err(|error| error.to_string())
}

/// Every number of three scenarios that between them use every part of the catalogue.
#[test]
fn no_number_takes_what_is_none() {
    for scenario in ["first-steps", "routed-market", "regulated-in-house"] {
        let good = parsed(scenario, "draws", "256").expect("it ships");
        for input in &good.inputs {
            for text in
                ["1e29", "-1e29", "nan", "inf", "-inf", "10 to 4", "five", "", "4-10", "\u{fffd}"]
            {
                let error = parsed(scenario, &input.path, text).err();
                let error = error.unwrap_or_else(|| panic!("{} = {text} is taken", input.path));
                assert!(error.starts_with(&input.path), "{} = {text}: {error}", input.path);
            }
        }
    }
}

#[test]
fn what_is_divided_by_or_beyond_a_model_is_refused() {
    for (scenario, path, text, rule) in [
        (
            "first-steps",
            "catalog.providers.anthropic.utilisation",
            "0",
            "must be between 0.001 and 1",
        ),
        (
            "first-steps",
            "catalog.providers.anthropic.utilisation",
            "0.0000001 to 0.5",
            "must be between 0.001 and 1",
        ),
        ("first-steps", "supply.acceptance_length", "1000", "must be between 1 and 8"),
        ("first-steps", "supply.acceptance_length", "0.5", "must be between 1 and 8"),
        (
            "first-steps",
            "catalog.models.gpt-5.4.total_params",
            "1",
            "must not be below catalog.models.gpt-5.4.active_params = ",
        ),
        (
            "first-steps",
            "catalog.models.gpt-5.4.total_params",
            "1B",
            "must not be below catalog.models.gpt-5.4.active_params = ",
        ),
        ("first-steps", "market.elasticity", "1000", "must be between 0 and 1.5"),
        (
            "first-steps",
            "market.launch_price_spread",
            "1000",
            "must be between 0.000000000001 and 3",
        ),
        ("first-steps", "quality.open_lag", "1000", "must be between 0.01 and 120"),
        ("regulated-in-house", "ownership.headroom", "0", "must be between 0.001 and 1"),
        ("regulated-in-house", "ownership.peak_over_mean", "0.5", "must be between 1 and 1000"),
        ("first-steps", "market.closed_response", "Hold!", "must be one of: hold"),
        (
            "first-steps",
            "market.Elasticity",
            "1",
            "is not a known key; known here: lines, tokens_per_day",
        ),
        (
            "first-steps",
            "catalog.providers.Anthropic.utilisation",
            "0.5",
            "alike: catalog.providers.anthropic.utilisation",
        ),
    ] {
        let error = parsed(scenario, path, text)
            .err()
            .unwrap_or_else(|| panic!("{path} = {text} is taken"));
        assert!(error.contains(rule), "{path} = {text}: {error}");
    }
}

/// Records of hardware and shapes, of which one number is changed to what cannot be.
#[test]
fn a_record_that_no_machine_or_model_can_have_is_refused() {
    for (file, from, to, rule) in [
        ("shapes.toml", "kv_heads = 1\n", "kv_heads = 0\n", "kv_heads = 0: must be between 1 and"),
        ("shapes.toml", "kv_heads = 1\n", "", "kv_heads: is missing"),
        ("shapes.toml", "moe_layers = 58", "moe_layers = 9999", "must not be above layers, "),
        (
            "shapes.toml",
            "experts_per_token = ",
            "experts_per_token = 9999 #",
            "must not be above experts, ",
        ),
        (
            "accelerators.toml",
            "scaleup_domain = 8",
            "scaleup_domain = 0",
            "scaleup_domain = 0: must be between 1 and",
        ),
        (
            "accelerators.toml",
            "scaleup_domain = 8",
            "scaleup_domain = 1e12",
            "must be between 1 and 100000",
        ),
        ("models.toml", "active_params = ", "active_params = \"50T\" #", "total_params = "),
    ] {
        let changed: Vec<(&str, String)> = SHIPPED
            .iter()
            .map(|(name, text)| match *name == file {
                true => (*name, text.replacen(from, to, 1)),
                false => (*name, text.to_string()),
            })
            .collect();
        let texts: Vec<(&str, &str)> =
            changed.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let error = Catalog::from_texts(&texts).err().map(|it| it.to_string());
        let error = error.unwrap_or_else(|| panic!("{to} is taken"));
        assert!(error.contains(rule), "{to}: {error}");
    }
}

/// A cell of a table of deployments takes what a scenario takes as one number, and no range.
#[test]
fn cells_take_letters_percent_and_dollars_and_no_range() {
    let header = "model,gpu,n_gpu,precision,engine,isl,osl,conc,prefix_hit_rate,usd_per_gpu_hour,target_tpot_s,utilisation\n";
    let row = |isl: &str, hits: &str, usd: &str, tpot: &str, share: &str| {
        format!(
            "{header}llama-3.1-8b,H100,1,fp8,vllm,\"{isl}\",1k,32,{hits},{usd},{tpot},{share}\n"
        )
    };
    let asked = |text: &str| {
        said(&["serving", "--input", &file("cells.csv", text.as_bytes()), "--format", "csv"])
    };
    let (status, plain, err) = asked(&row("4000", "0.5", "2.5", "0.05", "0.8"));
    assert_eq!((status, err.as_str()), (Some(0), ""));
    for isl in ["4k", "4,000", "4_000", "4 000", "4\u{a0}000", "4\u{2019}000", "4k tokens"] {
        let (status, same, err) = asked(&row(isl, "50%", "$2.50", "50 ms", "80 %"));
        assert_eq!((status, same.as_str()), (Some(0), plain.as_str()), "{isl}: {err}");
    }
    for range in ["4k to 8k", "4000-8000", "4k\u{2013}8k", "4000..8000", "uniform(1, 2)"] {
        let (status, _, err) = asked(&row(range, "0.5", "2.5", "0.05", "0.8"));
        assert_eq!(status, Some(1));
        assert!(
            err.contains("row 1, isl = ") && err.contains("one plain number, not a range"),
            "{err}"
        );
    }
    let (_, _, err) = asked(&row("50m", "0.5", "2.5", "0.05", "0.8"));
    assert!(err.contains("did you mean `M`?"), "{err}");
}

/// Case 11 of the field: what a coding agent's traffic costs per token processed.
#[test]
fn a_row_has_the_price_of_all_tokens_processed() {
    let text = "model,gpu,n_gpu,tp,precision,kv_precision,engine,isl,osl,conc,prefix_hit_rate,usd_per_accelerator_hour,date\n\
                kimi-k2.6,B200,4,4,int4,fp8,vllm,84000,1000,8,0.835,6,2026-05-01\n";
    let (status, out, err) =
        said(&["serving", "--input", &file("case.csv", text.as_bytes()), "--format", "json"]);
    assert_eq!(status, Some(0), "{err}");
    let rows: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let number = |column: &str| rows[0][column].as_f64().expect("a number");
    let usd = number("usd_per_mtok_processed");
    // Measured: 26,600 tokens/s for $24 an hour.
    assert!((usd / 0.250 - 1.0).abs() < 0.1, "{usd}");
    let parts =
        84.0 * (0.165 * number("usd_per_mtok_input") + 0.835 * number("usd_per_mtok_cached_input"));
    let sum = (parts + number("usd_per_mtok_output")) / 85.0;
    assert!((usd / sum - 1.0).abs() < 0.02, "{usd} {sum}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a number is, a quantity of a scenario takes it within what its unit can be, or says why not.
    #[test]
    fn a_number_of_any_size_is_taken_or_refused(tens in -40i32..40, digits in 1u32..1000) {
        let text = format!("{digits}e{tens}");
        for path in ["market.tokens_per_day", "workload.tokens_per_day", "market.elasticity", "supply.tpot"] {
            match parsed("first-steps", path, &text) {
                Ok(scenario) => {
                    let input = scenario.inputs.iter().find(|it| it.path == path).expect("it is used");
                    prop_assert!(input.distribution.median() <= input.unit.most().0);
                }
                Err(error) => prop_assert!(error.starts_with(path), "{}", error),
            }
        }
    }
}
