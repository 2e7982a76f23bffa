//! The reasons of skipped entries, held against what the raw list says.

use serde_json::Value;
use undercut::catalog::Catalog;

use crate::{day, excerpt, found_on};

/// Relatives in the excerpt: entries whose names hold a model's name and mean another one. Read by hand.
const RELATIVES: &[&str] = &[
    "azure/gpt-5.4-pro",
    "azure_ai/deepseek-v3.2-speciale",
    "darkbloom/gemma-4-26b",
    "fireworks_ai/accounts/fireworks/models/deepseek-r1-distill-qwen-7b",
    "fireworks_ai/glm-5p1-fast",
    "gmi/deepseek-ai/deepseek-v4-flash-vision-exp",
    "gpt-5.4-nano",
    "gpt-5.4-pro",
    "kyma/nemotron-3.5-super-vl",
    "novita/zai-org/glm-5-turbo",
    "openinfer/@oi/Qwen3.5-9B",
    "qwencloud/qwen3-coder-plus-2025-07-22",
    "refuseless/glm-5.3-abliterated",
    "together_ai/zai-org/GLM-5.3",
    "vertex_ai/zai-org/glm-5.2-maas",
    "watsonx/meta-llama/llama-4-maverick-17b",
    "watsonx/mistralai/mistral-small-3-1-24b-instruct-2503",
    "zai/glm-4.5-x",
    "zai/glm-5.3",
    "zai/glm-5.3-flash",
];

/// Tokens between hyphens, the way this test cuts names: letters and digits stay, `3p2` is `3-2`.
fn cut(name: &str) -> String {
    let mut out = String::from("-");
    let letters: Vec<char> = name.to_lowercase().chars().collect();
    for (place, it) in letters.iter().enumerate() {
        let digit =
            |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
        let point = *it == 'p' && digit(place.checked_sub(1)) && digit(Some(place + 1));
        match it.is_alphanumeric() && !point {
            true => out.push(*it),
            false if out.ends_with('-') => {}
            false => out.push('-'),
        }
    }
    out.trim_end_matches('-').to_string() + "-"
}

/// Why the raw `entry` should be skipped, as far as the list itself says it.
fn expected(name: &str, entry: &Value, names: &[String]) -> String {
    let text = |key: &str| entry[key].as_str().unwrap_or_default();
    let mode = text("mode");
    let tiered = entry["tiered_pricing"][0].clone();
    let price = |key: &str| entry[key].as_f64().or(tiered[key].as_f64());
    let key = cut(name.rsplit('/').next().unwrap());
    match (price("input_cost_per_token"), price("output_cost_per_token")) {
        _ if name == "sample_spec" => {
            "no entry: the list's description of its own fields".to_string()
        }
        _ if !text("alias_of").is_empty() => format!("alias: of {}", text("alias_of")),
        _ if mode.is_empty() => "not chat: no mode".to_string(),
        _ if !["chat", "responses"].contains(&mode) => format!("not chat: {mode}"),
        (None, _) | (_, None) => "no price: none per token for input and output".to_string(),
        _ if name.starts_with("ft:") => "fine-tuned: priced apart from its base".to_string(),
        _ if names.iter().any(|it| key.contains(it)) => "another ".to_string(),
        (Some(0.0), Some(0.0)) => "free: a model that the catalogue lacks, at zero".to_string(),
        _ => "unknown model: no model of the catalogue has this name".to_string(),
    }
}

/// Draws `count` places below `all` without repetition, the same each time.
fn drawn(all: usize, count: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..all).collect();
    let mut state = 20_261_112_u64;
    for place in (1..all).rev() {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        places.swap(place, (state >> 33) as usize % (place + 1));
    }
    places.truncate(count);
    places
}

#[test]
fn a_hundred_skipped_entries_have_the_reasons_that_the_list_gives_them() {
    let text = excerpt("litellm.json");
    let raw: Value = serde_json::from_str(&text).unwrap();
    let catalog = Catalog::shipped().unwrap();
    let named =
        catalog.models.iter().flat_map(|it| [&it.id, &it.name].into_iter().chain(&it.aliases));
    let names: Vec<String> = named.map(|it| cut(it)).collect();
    let found = found_on(&text, day());
    assert!(found.skipped.len() >= 100, "{} skipped", found.skipped.len());
    let mut relatives = 0;
    for place in drawn(found.skipped.len(), 100) {
        let skip = &found.skipped[place];
        let expected = expected(&skip.entry, &raw[&skip.entry], &names);
        match expected.as_str() {
            "another " => {
                relatives += 1;
                assert!(skip.reason.starts_with(&expected), "{}: {}", skip.entry, skip.reason);
                assert!(
                    RELATIVES.contains(&skip.entry.as_str()),
                    "{}: {}",
                    skip.entry,
                    skip.reason
                );
            }
            _ => assert_eq!(skip.reason, expected, "{}", skip.entry),
        }
    }
    assert!(relatives > 0, "the draw has relatives too");
}

#[test]
fn chat_and_priced_are_counted_as_the_list_has_them() {
    let text = excerpt("litellm.json");
    let raw: Value = serde_json::from_str(&text).unwrap();
    let priced = raw.as_object().unwrap().values().filter(|it| {
        let chat = ["chat", "responses"].contains(&it["mode"].as_str().unwrap_or_default());
        let flat =
            it["input_cost_per_token"].is_number() && it["output_cost_per_token"].is_number();
        chat && (flat || it["tiered_pricing"].is_array())
    });
    assert_eq!(found_on(&text, day()).chat_priced, priced.count());
    assert_eq!(found_on(&text, day()).read, raw.as_object().unwrap().len());
}
