//! Imports of price lists that others keep: what is read, what is said of it, what is written and what is not.
#![cfg(feature = "cli")]

#[path = "import/agreement.rs"]
mod agreement;

#[path = "import/reasons.rs"]
mod reasons;

#[path = "import/disk.rs"]
mod disk;

mod program;

use undercut::calendar::Day;
use undercut::catalog::Catalog;
use undercut::catalog::diff::{Change, Diff, diff};
use undercut::catalog::import::{List, PriceList};

/// A file of `tests/data/import`.
pub fn excerpt(name: &str) -> String {
    let path = format!("{}/tests/data/import/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("the excerpt is there")
}

/// The day for which the excerpts speak.
pub fn day() -> Day {
    Day::parse("2026-11-12").expect("a day")
}

/// A day after the catalogue's last, for lists made up here.
pub fn later() -> Day {
    Day::parse("2027-01-15").expect("a day")
}

/// The list in `text`.
pub fn list(text: &str, on: Day) -> PriceList {
    PriceList::read("list.json", text, on).unwrap_or_else(|error| panic!("{error}"))
}

/// What the list in `text` would change in the shipped catalogue on `on`.
pub fn found_on(text: &str, on: Day) -> Diff {
    let catalog = Catalog::shipped().expect("the catalogue reads");
    diff(catalog, &[list(text, on)], on, &[]).unwrap_or_else(|error| panic!("{error}"))
}

/// What a list made up here would change.
fn found(text: &str) -> Diff {
    found_on(text, later())
}

/// One entry of LiteLLM's map, USD per token, with more fields.
pub fn entry(name: &str, seller: &str, input: &str, output: &str, more: &str) -> String {
    format!(
        r#""{name}": {{"litellm_provider": "{seller}", "mode": "chat", "input_cost_per_token": {input},
        "output_cost_per_token": {output}{more}}}"#
    )
}

fn map(entries: &[String]) -> String {
    format!("{{{}}}", entries.join(","))
}

fn change(field: &str, was: impl Into<Option<f64>>, is: impl Into<Option<f64>>) -> Change {
    Change { field: field.to_string(), was: was.into(), is: is.into() }
}

#[test]
fn a_list_is_told_by_its_content() {
    let files = [
        ("litellm.json", List::LiteLlm),
        ("genai-prices.json", List::GenaiPrices),
        ("genai-prices-v2.json", List::GenaiPrices),
        ("genai-prices-0.2.3.json", List::GenaiPrices),
        ("models-dev.json", List::ModelsDev),
    ];
    for (file, expected) in files {
        assert_eq!(list(&excerpt(file), day()).list, expected, "{file}");
    }
}

#[test]
fn every_entry_is_mapped_or_skipped_and_every_mapped_one_accounted_for() {
    for file in ["litellm.json", "genai-prices.json", "genai-prices-v2.json", "models-dev.json"] {
        let found = found_on(&excerpt(file), day());
        assert_eq!(found.read, found.mapped + found.skipped.len(), "{file}");
        let priced = found.new.len() + found.changed.len();
        assert_eq!(found.mapped, priced + found.set_aside.len(), "{file}");
        assert!(found.mapped <= found.named && found.named <= found.chat_priced, "{file}");
        assert!(found.mapped >= 10, "{file}: {}", found.mapped);
    }
}

#[test]
fn a_line_with_another_price_is_changed_in_what_differs() {
    let found = found(&map(&[entry(
        "gpt-5.4",
        "openai",
        "2e-06",
        "1.5e-05",
        r#", "cache_read_input_token_cost": 1e-07, "input_cost_per_token_batches": 1e-06,
        "output_cost_per_token_batches": 7.5e-06, "input_cost_per_token_above_272k_tokens": 5e-06,
        "output_cost_per_token_above_272k_tokens": 3e-05"#,
    )]));
    let [changed] = &found.changed[..] else { panic!("{found:?}") };
    assert_eq!((changed.line.as_str(), changed.from), ("openai/gpt-5.4", later()));
    let expected = [
        change("input_usd_per_mtok", 2.5, 2.0),
        change("cached_input_usd_per_mtok", 0.25, 0.1),
        change("context_tier above 272000: output_usd_per_mtok", 22.5, 30.0),
    ];
    assert_eq!(changed.changes, expected);
}

#[test]
fn the_same_price_changes_nothing_whatever_the_list() {
    let lists = [
        r#"{"claude-opus-4-6": {"litellm_provider": "anthropic", "mode": "chat", "input_cost_per_token": 5e-06,
        "output_cost_per_token": 2.5e-05, "cache_read_input_token_cost": 5e-07, "cache_creation_input_token_cost": 6.25e-06}}"#,
        r#"{"anthropic": {"id": "anthropic", "models": {"claude-opus-4-6": {"cost": {"input": 5, "output": 25,
        "cache_read": 0.5, "cache_write": 6.25}, "modalities": {"output": ["text"]}, "limit": {"context": 1000000}}}}}"#,
        r#"[{"id": "anthropic", "models": [{"id": "claude-opus-4-6", "prices": [
        {"prices": {"input_mtok": {"base": 5, "tiers": [{"start": 200000, "price": 10}]}, "output_mtok": 25}},
        {"constraint": {"start_date": "2026-03-13"}, "prices": {"input_mtok": 5, "output_mtok": 25, "cache_read_mtok": 0.5,
        "cache_write_mtok": 6.25}},
        {"constraint": {"start_date": "2027-12-01"}, "prices": {"input_mtok": 9, "output_mtok": 45}}]}]}]"#,
    ];
    for text in lists {
        let found = found(text);
        let reasons: Vec<&str> = found.set_aside.iter().map(|it| it.reason.as_str()).collect();
        assert_eq!(
            reasons,
            ["no change: anthropic/claude-opus-4.6 has this price on record"],
            "{found:?}"
        );
        assert!(found.new.is_empty() && found.changed.is_empty() && found.flagged.is_empty());
    }
}

#[test]
fn a_price_of_peak_hours_is_known_as_such() {
    let peak =
        r#", "cache_read_input_token_cost": 4.4e-08, "cache_creation_input_token_cost": 0.0"#;
    let found =
        found(&map(&[entry("deepseek/deepseek-v4-pro", "deepseek", "1.32e-06", "3.96e-06", peak)]));
    assert_eq!(
        found.set_aside[0].reason,
        "no change: deepseek/deepseek-v4-pro has this price on record for peak hours"
    );
}

#[test]
fn a_list_that_dates_its_prices_dates_the_offer() {
    let text = r#"[{"id": "openai", "models": [{"id": "gpt-5.4", "prices": [{"prices": {"input_mtok": 2.5, "output_mtok": 15}},
        {"constraint": {"start_date": "2026-12-22"}, "prices": {"input_mtok": 2, "output_mtok": 12}},
        {"constraint": {"start_time": "01:00:00Z", "end_time": "04:00:00Z"}, "prices": {"input_mtok": 4, "output_mtok": 24}}]}]}]"#;
    let found = found(text);
    assert_eq!(found.changed[0].from.to_string(), "2026-12-22");
    assert_eq!(found.changed[0].changes[0], change("input_usd_per_mtok", 2.5, 2.0));
}

#[test]
fn of_a_lines_entries_the_plainest_is_its_price() {
    let found = found(&map(&[
        entry("us/gpt-5.4", "openai", "2.75e-06", "1.65e-05", ""),
        entry("gpt-5.4-2026-03-05", "openai", "3e-06", "1.5e-05", ""),
        entry("gpt-5.4-fast", "openai", "5e-06", "3e-05", ""),
        entry("gpt-5.4", "openai", "2e-06", "1.5e-05", ""),
        entry("gpt-5.4-2026-03-06", "openai", "2e-06", "1.5e-05", ""),
        entry("azure/gpt-5.4", "some-cloud", "2e-06", "1.5e-05", ""),
    ]));
    assert_eq!((found.mapped, found.skipped.len()), (6, 0));
    assert_eq!(found.changed[0].entry, "gpt-5.4");
    let reason = |name: &str| {
        found
            .set_aside
            .iter()
            .find(|it| it.entry == name)
            .map(|it| it.reason.as_str())
            .unwrap_or_default()
    };
    assert!(reason("us/gpt-5.4").starts_with("same line, another price: 2.75/16.5 against 2/15"));
    assert!(reason("gpt-5.4-2026-03-05").starts_with("same line, another price"));
    assert_eq!(reason("gpt-5.4-2026-03-06"), "same line: as gpt-5.4");
    assert_eq!(reason("gpt-5.4-fast"), "another service: fast");
    assert_eq!(reason("azure/gpt-5.4"), "seller not in the catalogue: some-cloud");
}

#[test]
fn what_a_seller_no_longer_has_is_no_price() {
    let gone = r#", "deprecation_date": "2026-11-12""#;
    let found = found(&map(&[entry("gpt-5.4", "openai", "2e-06", "1.5e-05", gone)]));
    assert_eq!(found.set_aside[0].reason, "retired: on 2026-11-12");
    assert!(found.changed.is_empty());
}

#[test]
fn closed_weights_make_a_line_at_their_creator_only() {
    let found = found(&map(&[
        entry("deepinfra/gpt-5.4", "deepinfra", "2.5e-06", "1.5e-05", ""),
        entry("openai/kimi-k2.5", "openai", "6e-07", "3e-06", ""),
        entry("deepinfra/qwen3-8b", "deepinfra", "1.8e-07", "2.1e-06", ""),
    ]));
    let new: Vec<&str> = found.new.iter().map(|it| it.line.as_str()).collect();
    assert_eq!(new, ["deepinfra/qwen3-8b"]);
    let reasons: Vec<&str> =
        found.set_aside.iter().map(|it| it.reason.split(':').next().unwrap()).collect();
    assert_eq!(reasons, ["weights of another", "closed weights of another"]);
}

/// `names`, read at one seller each, with the model and service or the kind of reason that they should have.
#[test]
fn names_are_read_as_sellers_write_them() {
    let mapped = [
        "us-gov.anthropic.claude-opus-4-6-v1",
        "anthropic.claude-opus-4-6-20260205-v1:0",
        "vertex_ai/claude-opus-4-6@default",
        "databricks/databricks-claude-opus-4-6",
        "Anthropic/Claude Opus 4.6",
        "accounts/fireworks/models/deepseek-v4-pro",
        "accounts/fireworks/models/kimi-k2p5",
        "azure/eu/gpt-5.4-2026-03-05",
        "novita/qwen/qwen3-8b-fp8",
        "zai-org/GLM-5-FP8",
        "gemini-3.1-pro-preview-05-20",
        "aihubmix/gpt-5.4-high",
        "kimi-k2.5:free",
    ];
    for name in mapped {
        let found = found(&map(&[entry(name, "nobody", "1e-06", "5e-06", "")]));
        assert_eq!(found.mapped, 1, "{name}: {:?}", found.skipped);
    }
    let skipped = [
        ("gpt-5.4-giga", "another model: gpt-5-4-giga is not gpt-5.4"),
        ("gpt-5.4-giga-2026-03-05", "another model"),
        ("glm-5p9", "another version: glm-5-9 is not glm-5"),
        ("unhinged-glm-5", "another model"),
        ("glm-5-turbo", "another model"),
        ("ft:gpt-5.4:my-org", "fine-tuned"),
        ("xglm-5", "unknown model"),
        ("gpt-5.44", "another version: gpt-5-44 is not gpt-5"),
        ("日本語", "unknown model"),
        ("///", "unknown model"),
    ];
    for (name, reason) in skipped {
        let found = found(&map(&[entry(name, "nobody", "1e-06", "5e-06", "")]));
        let [skip] = &found.skipped[..] else { panic!("{name}: {found:?}") };
        assert!(skip.reason.starts_with(reason), "{name}: {}", skip.reason);
    }
}

#[test]
fn what_looks_wrong_is_flagged_and_not_taken() {
    let cases = [
        ("2.5e-04", "1.5e-03", "", "cents for dollars"),
        ("2.5e-03", "1.5e-02", "", "per thousand tokens for per million"),
        ("2.5", "15", "", "per token for per million"),
        ("2.5e-12", "1.5e-11", "", "per token for per million"),
        ("1.5e-05", "1.5e-05", "", "6.0 times above 2.5"),
        ("0", "0", "", "input and output at zero"),
        (
            "2.5e-06",
            "1.5e-05",
            r#", "cache_read_input_token_cost": 3e-06"#,
            "cached input (3) above input (2.5)",
        ),
        ("2.5e-06", "1.2e-06", "", "output (1.2) below input (2.5)"),
    ];
    for (input, output, more, reason) in cases {
        // The other entries keep the list as a whole from being in another unit.
        let sound = ["claude-opus-4-6", "gpt-5.5"]
            .map(|name| entry(name, "nobody", "5e-06", "2.5e-05", ""));
        let [a, b] = sound;
        let text = map(&[entry("gpt-5.4", "openai", input, output, more), a, b]);
        let found = found(&text);
        let reasons: Vec<&str> = found
            .flagged
            .iter()
            .filter(|it| it.entry == "gpt-5.4")
            .map(|it| it.reason.as_str())
            .collect();
        assert!(reasons.iter().any(|it| it.contains(reason)), "{reason}: {reasons:?}");
        assert!(found.changed.is_empty() && found.new.is_empty(), "{reason}");
    }
}

#[test]
fn a_flagged_price_is_taken_when_it_is_accepted_by_name() {
    let catalog = Catalog::shipped().unwrap();
    let text = map(&[entry("gpt-5.4", "openai", "1.5e-05", "9e-05", "")]);
    let accept = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|it| it.to_string()).collect();
        diff(catalog, &[list(&text, later())], later(), &names)
    };
    assert!(accept(&[]).unwrap().changed.is_empty());
    assert_eq!(accept(&["gpt-5.4"]).unwrap().changed.len(), 1);
    let error = accept(&["gpt-9"]).unwrap_err();
    assert_eq!(error.to_string(), "accept = gpt-9: is not the name of a flagged entry");
}

#[test]
fn of_two_lists_the_first_is_taken_and_the_other_named() {
    let catalog = Catalog::shipped().unwrap();
    let first = map(&[entry("gpt-5.4", "openai", "2e-06", "1.5e-05", "")]);
    let second = r#"{"openai": {"models": {"gpt-5.4": {"cost": {"input": 3, "output": 15}}}}}"#;
    let found =
        diff(catalog, &[list(&first, later()), list(second, later())], later(), &[]).unwrap();
    assert_eq!(found.changed[0].entry, "litellm: gpt-5.4");
    assert_eq!(found.set_aside[0].entry, "models-dev: openai/gpt-5.4");
    assert!(
        found.set_aside[0].reason.starts_with("same line in a later list, another price: 3/15")
    );
}

#[test]
fn a_line_that_a_sellers_list_no_longer_has_is_gone() {
    let found = found(&map(&[entry("gpt-5.4", "openai", "2.5e-06", "1.5e-05", "")]));
    let gone: Vec<&str> = found.gone.iter().map(|it| it.line.as_str()).collect();
    assert!(gone.contains(&"openai/gpt-5.5") && !gone.contains(&"openai/gpt-5.4"), "{gone:?}");
    assert!(
        gone.iter().all(|it| it.starts_with("openai/")),
        "no other seller is in the list: {gone:?}"
    );
}
