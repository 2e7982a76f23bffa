//! What an import writes: all of it or nothing, after what is there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use undercut::calendar::Day;
use undercut::catalog::Catalog;

use crate::program::{stderr, stdout, undercut};
use crate::{entry, excerpt};

const SHIPPED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/catalog");

/// A copy of the shipped files in a folder of this test's own.
fn copy(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    for (name, bytes) in files(Path::new(SHIPPED)) {
        std::fs::write(folder.join(name), bytes).expect("a file can be written");
    }
    folder
}

/// Every file of a folder, hidden ones too, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).expect("the folder is there").map(|it| it.unwrap());
    let files = entries.filter(|it| it.file_type().unwrap().is_file());
    files
        .map(|it| (it.file_name().into_string().unwrap(), std::fs::read(it.path()).unwrap()))
        .collect()
}

/// A list in a file of this test's own.
fn list(name: &str, text: &[u8]) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.json"));
    std::fs::write(&path, text).expect("a list can be written");
    path.into_os_string().into_string().unwrap()
}

fn arguments<'a>(list: &'a str, folder: &'a Path) -> Vec<&'a str> {
    arguments_on(list, folder, "2027-01-15")
}

fn arguments_on<'a>(list: &'a str, folder: &'a Path, day: &'a str) -> Vec<&'a str> {
    let folder = folder.to_str().expect("a path in UTF-8");
    vec![
        "catalog",
        "import",
        list,
        "--catalog",
        folder,
        "--as-of",
        day,
        "--write",
        "--format",
        "json",
    ]
}

/// The catalogue that a folder holds, read and checked.
fn catalog(folder: &Path) -> Catalog {
    let texts: Vec<(String, String)> = files(folder)
        .into_iter()
        .map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()))
        .collect();
    let files: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let catalog = Catalog::from_texts(&files).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(catalog.check(), []);
    catalog
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn what_is_written_comes_after_what_is_there_reads_back_and_is_not_written_twice() {
    let excerpts =
        ["litellm.json", "genai-prices-v2.json", "genai-prices-0.2.3.json", "models-dev.json"];
    for (place, name) in excerpts.iter().enumerate() {
        let folder = copy(&format!("import-{place}"));
        let before = files(&folder);
        let list = format!("{}/tests/data/import/{name}", env!("CARGO_MANIFEST_DIR"));
        let first = json(&stdout(&arguments_on(&list, &folder, "2026-11-12")));
        let after = files(&folder);
        for (file, bytes) in &before {
            assert!(after[file].starts_with(bytes), "{name}: {file} keeps what it had");
        }
        let count = |report: &Value, key: &str| report[key].as_array().unwrap().len();
        let priced = count(&first, "new") + count(&first, "changed");
        assert_eq!(priced > 0, before != after, "{name}");
        let written = catalog(&folder);
        assert_eq!(
            written.offers.len(),
            Catalog::shipped().unwrap().offers.len() + priced,
            "{name}"
        );
        let second = json(&stdout(&arguments_on(&list, &folder, "2026-11-12")));
        assert_eq!(files(&folder), after, "{name}: a second import changes nothing");
        assert_eq!(count(&second, "new") + count(&second, "changed"), 0, "{name}");
        if priced > 0 {
            assert_eq!(count(&second, "gone"), 0, "{name}");
        }
        assert_eq!(first["mapped"], second["mapped"], "{name}");
    }
}

#[test]
fn an_offer_has_every_price_that_the_list_has() {
    let more = r#", "cache_read_input_token_cost": 2e-07, "cache_creation_input_token_cost": 2.5e-06,
        "cache_creation_input_token_cost_above_1hr": 4e-06, "input_cost_per_token_batches": 1e-06,
        "output_cost_per_token_batches": 5e-06, "input_cost_per_token_priority": 4e-06,
        "output_cost_per_token_priority": 2e-05, "input_cost_per_token_above_272k_tokens": 4e-06,
        "output_cost_per_token_above_272k_tokens": 1.5e-05, "cache_read_input_token_cost_above_272k_tokens": 4e-07,
        "cache_creation_input_token_cost_above_272k_tokens": 5e-06"#;
    let folder = copy("import-prices");
    let list = list(
        "prices",
        format!("{{{}}}", entry("gpt-5.4", "openai", "2e-06", "1e-05", more)).as_bytes(),
    );
    stdout(&arguments(&list, &folder));
    let catalog = catalog(&folder);
    let day = Day::parse("2027-01-15").unwrap();
    let line = catalog.line("openai/gpt-5.4").unwrap();
    let offer = catalog.offer_on(line, day).unwrap();
    assert_eq!(offer.from, day);
    let price = |figure: &undercut::catalog::Figure| figure.median();
    assert_eq!(price(&offer.input_usd_per_mtok), 2.0);
    assert_eq!(price(&offer.cached_input_usd_per_mtok), 0.2);
    assert_eq!(offer.cache_write_usd_per_mtok.as_ref().map(price), Some(2.5));
    assert_eq!(price(&offer.output_usd_per_mtok), 10.0);
    assert_eq!(offer.cache_write_hour_usd_per_mtok.as_ref().map(price), Some(4.0));
    assert_eq!(offer.batch_factor.as_ref().map(price), Some(0.5));
    assert_eq!(offer.priority_factor.as_ref().map(price), Some(2.0));
    let [tier] = &offer.context_tiers[..] else { panic!("{offer:?}") };
    assert_eq!(tier.above_tokens, 272_000.0);
    assert_eq!(price(&tier.input_usd_per_mtok), 4.0);
    assert_eq!(price(&tier.cached_input_usd_per_mtok), 0.4);
    assert_eq!(tier.cache_write_usd_per_mtok.as_ref().map(price), Some(5.0));
    assert_eq!(price(&tier.output_usd_per_mtok), 15.0);
    let source = &offer.input_usd_per_mtok.source;
    assert_eq!(
        (source.as_of.as_str(), source.basis.to_string().as_str()),
        ("2027-01-15", "published")
    );
    assert!(source.document.contains("LiteLLM") && source.note.contains("gpt-5.4"), "{source:?}");
    let earlier = catalog.offer_on(line, Day::parse("2027-01-14").unwrap()).unwrap();
    assert_eq!(price(&earlier.input_usd_per_mtok), 2.5, "the offer before stays");
    let world = &catalog.worlds[catalog.world("2027-01-15").unwrap().index()];
    assert!(world.lines.contains(&line) && world.last_day == day);
    assert!(
        world.main.len() > 10 && world.main.iter().all(|it| world.starting_weight(*it).is_some())
    );
}

#[test]
fn a_host_without_a_price_for_cached_input_bills_it_in_full_by_rule() {
    let folder = copy("import-cached");
    let list = list(
        "cached",
        format!("{{{}}}", entry("deepinfra/qwen3-8b", "deepinfra", "1.8e-07", "2.1e-06", ""))
            .as_bytes(),
    );
    let report = json(&stdout(&arguments(&list, &folder)));
    assert_eq!(report["new"][0]["line"], "deepinfra/qwen3-8b");
    let catalog = catalog(&folder);
    let line = catalog.line("deepinfra/qwen3-8b").unwrap();
    let offer = catalog.offer_on(line, Day::parse("2027-01-15").unwrap()).unwrap();
    let cached = &offer.cached_input_usd_per_mtok;
    assert_eq!((cached.median(), cached.source.basis.to_string().as_str()), (0.18, "assumed"));
    assert!(cached.source.note.contains("cached-at-full-price"));
}

#[test]
fn a_name_cannot_write_into_the_files() {
    let folder = copy("import-name");
    let name = r#"gpt-5.4\"\n[[offer]]\u0007\u001b[31m é/gpt-5.4"#;
    let list =
        list("name", format!("{{{}}}", entry(name, "openai", "2e-06", "1e-05", "")).as_bytes());
    let shown = undercut(&arguments(&list, &folder)[..8]);
    assert!(shown.status.success());
    let table = String::from_utf8(shown.stdout).unwrap();
    assert!(table.chars().all(|it| it == '\n' || !it.is_control()), "{table:?}");
    let note = &catalog(&folder).offers.last().unwrap().input_usd_per_mtok.source.note.clone();
    assert!(note.contains("gpt-5.4\"\n[[offer]]\u{7}"), "{note:?}");
}

/// What is not a sound list, and what is said of it.
fn unsound() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let sound = entry("gpt-5.4", "openai", "2e-06", "1e-05", "");
    let with = |from: &str, to: &str| format!("{{{}}}", sound.replace(from, to)).into_bytes();
    let scaled = |factor: f64| {
        let mut raw = json(&excerpt("litellm.json"));
        for entry in raw.as_object_mut().unwrap().values_mut() {
            for (key, value) in entry.as_object_mut().unwrap() {
                if let (true, Some(price)) = (key.contains("cost"), value.as_f64()) {
                    *value = Value::from(price * factor);
                }
            }
        }
        raw.to_string().into_bytes()
    };
    let whole = excerpt("litellm.json");
    let cut = whole.char_indices().map(|(at, _)| at).find(|at| *at > whole.len() / 2).unwrap();
    vec![
        ("empty", Vec::new(), "EOF"),
        ("truncated", whole.as_bytes()[..cut].to_vec(), "EOF"),
        ("not-json", b"<html>503</html>".to_vec(), "expected value"),
        ("no-list", b"[1, 2, 3]".to_vec(), "is not LiteLLM's map"),
        ("no-object", b"{\"a\": {\"b\": 1}}".to_vec(), "is not LiteLLM's map"),
        ("deep", "[".repeat(100_000).into_bytes(), "recursion limit"),
        ("binary", vec![0xff, 0xfe, 0x00, 0x7b], "is in UTF-16"),
        ("long", vec![b' '; (32 << 20) + 1], "is larger than 32 MB"),
        ("twice", format!("{{{sound}, {sound}}}").into_bytes(), "there twice"),
        ("nan", with("2e-06", "NaN"), "expected value"),
        ("infinite", with("2e-06", "1e400"), "out of range"),
        ("huge", with("2e-06", "1e300"), "must be at most"),
        ("negative", with("2e-06", "-2e-06"), "gpt-5.4.input_cost_per_token = -0.000002: must be 0 or more"),
        ("text", with("2e-06", "\"2e-06\""), "must be a number"),
        ("list", with("2e-06", "[2e-06]"), "must be a number"),
        ("no-entry", format!("{{{sound}, \"x\": 3}}").into_bytes(), "x = 3: must be an object"),
        ("window", with("1e-05", "1e-05, \"max_input_tokens\": -5"), "must be between 1 and"),
        ("cents", scaled(100.0), "cents for dollars"),
        ("per-million", scaled(1e6), "per token for per million"),
        ("day", br#"[{"id": "openai", "models": [{"id": "gpt-5.4", "prices": [{"constraint": {"start_date": "2026-13-01"},
            "prices": {"input_mtok": 1, "output_mtok": 2}}]}]}]"#.to_vec(), "must be a day that exists"),
        ("no-seller", br#"{"openai": {"models": {"gpt-5.4": {"cost": {"input": 1, "output": 2}}}}, "x": []}"#.to_vec(),
            "must be an object with an object of models"),
    ]
}

#[test]
fn an_unsound_list_changes_nothing_on_disk_and_says_why() {
    let folder = copy("import-unsound");
    let before = files(&folder);
    for (name, bytes, reason) in unsound() {
        let list = list(&format!("unsound-{name}"), &bytes);
        let message = stderr(&arguments(&list, &folder), 1);
        assert!(message.contains(reason), "{name}: {message}");
        assert!(message.starts_with(&list), "{name}: the message names the file: {message}");
        assert_eq!(files(&folder), before, "{name}");
    }
}

#[test]
fn one_unsound_list_among_others_changes_nothing() {
    let folder = copy("import-among");
    let before = files(&folder);
    let sound = list(
        "among-sound",
        format!("{{{}}}", entry("gpt-5.4", "openai", "2e-06", "1e-05", "")).as_bytes(),
    );
    let unsound = list("among-unsound", b"{");
    let mut arguments = arguments(&sound, &folder);
    arguments.insert(3, &unsound);
    assert!(stderr(&arguments, 1).contains("EOF"));
    assert_eq!(files(&folder), before);
}

#[test]
fn a_list_cut_anywhere_is_refused() {
    let text = excerpt("models-dev.json");
    for part in 1..40 {
        let at = text.len() * part / 40;
        let cut = (at..).find(|at| text.is_char_boundary(*at)).unwrap();
        let read = undercut::catalog::import::PriceList::read("list", &text[..cut], crate::day());
        assert!(read.is_err(), "cut at {cut}");
    }
}

#[test]
fn what_cannot_be_written_leaves_all_files_as_they_were() {
    let folder = copy("import-blocked");
    let before = files(&folder);
    // A folder in the place of the last file that is staged.
    std::fs::create_dir(folder.join(".worlds.toml.part")).unwrap();
    let list = list(
        "blocked",
        format!("{{{}}}", entry("gpt-5.4", "openai", "2e-06", "1e-05", "")).as_bytes(),
    );
    let message = stderr(&arguments(&list, &folder), 1);
    assert!(message.contains("worlds.toml"), "{message}");
    assert_eq!(files(&folder), before);
}

#[test]
fn a_folder_that_is_no_catalogue_is_refused() {
    let folder = copy("import-broken");
    std::fs::write(folder.join("worlds.toml"), "[[world]]\nid = \"2026-04\"\n").unwrap();
    let before = files(&folder);
    let list = list(
        "broken",
        format!("{{{}}}", entry("gpt-5.4", "openai", "2e-06", "1e-05", "")).as_bytes(),
    );
    assert!(stderr(&arguments(&list, &folder), 1).contains("is missing"));
    assert_eq!(files(&folder), before);
}

#[test]
fn without_write_nothing_is_written_and_write_needs_a_folder() {
    let folder = copy("import-dry");
    let before = files(&folder);
    let list =
        list("dry", format!("{{{}}}", entry("gpt-5.4", "openai", "2e-06", "1e-05", "")).as_bytes());
    let mut dry = arguments(&list, &folder);
    dry.retain(|it| *it != "--write");
    assert_eq!(json(&stdout(&dry))["changed"][0]["line"], "openai/gpt-5.4");
    assert_eq!(files(&folder), before);
    assert!(stderr(&["catalog", "import", &list, "--write"], 2).contains("--catalog"));
    assert!(
        stderr(&["catalog", "import", &list, "--as-of", "2026-02-30"], 2).contains("must be a day")
    );
}

#[test]
fn the_report_has_the_keys_that_it_promises() {
    let list = format!("{}/tests/data/import/litellm.json", env!("CARGO_MANIFEST_DIR"));
    let report =
        json(&stdout(&["catalog", "import", &list, "--as-of", "2026-11-12", "--format", "json"]));
    for key in ["read", "chat_priced", "mapped", "named"] {
        assert!(report[key].is_u64(), "{key}");
    }
    for key in ["new", "changed", "gone", "flagged", "skipped", "set_aside"] {
        assert!(report[key].is_array(), "{key}");
    }
    for key in ["flagged", "skipped", "set_aside"] {
        let remarks = report[key].as_array().unwrap();
        assert!(
            remarks.iter().all(|it| it["entry"].is_string() && it["reason"].is_string()),
            "{key}"
        );
    }
    let table = stdout(&["catalog", "import", &list, "--as-of", "2026-11-12"]);
    for part in [
        "200 entries read as of 2026-11-12",
        "New: ",
        "Changed: ",
        "Gone: ",
        "Flagged: ",
        "Skipped, by reason: ",
    ] {
        assert!(table.contains(part), "{part}");
    }
}
