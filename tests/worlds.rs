//! The worlds that ship, what a scenario plays of them, and a fifth one added in a folder.

mod program;

use std::path::{Path, PathBuf};

use program::undercut as program;
use undercut::catalog::{Catalog, Group, SHIPPED, Weights, World};
use undercut::ids::LineId;
use undercut::scenario::{Override, Scenario, shipped};

fn catalog() -> &'static Catalog {
    Catalog::shipped().unwrap()
}

fn world(id: &str) -> &'static World {
    &catalog().worlds[catalog().world(id).unwrap().index()]
}

fn group(line: LineId) -> Group {
    let line = &catalog().lines[line.index()];
    catalog().providers[line.provider.index()].group
}

#[test]
fn worlds_hold_what_was_on_sale() {
    // World, lines of first parties, lists of hosts.
    for (id, first_parties, hosts) in
        [("2025-02", 18, 0), ("2026-02", 20, 60), ("2026-04", 25, 40), ("2026-11", 45, 120)]
    {
        let world = world(id);
        let of_host = |line: &&LineId| group(**line) == Group::Host;
        let listed = |line: &&LineId| catalog().offer_on(**line, world.last_day).is_some();
        let at_hosts = world.lines.iter().filter(of_host).filter(listed).count();
        let own = world.lines.len() - world.lines.iter().filter(of_host).count();
        assert!(own >= first_parties && at_hosts >= hosts, "{id}: {own} and {at_hosts}");
    }
    assert!(catalog().models.len() >= 70, "{}", catalog().models.len());
}

#[test]
fn every_lab_and_model_that_is_asked_for_has_a_record() {
    for provider in [
        "openai",
        "anthropic",
        "google",
        "xai",
        "meta",
        "mistral",
        "amazon",
        "deepseek",
        "moonshot",
        "zai",
        "alibaba",
        "minimax",
        "xiaomi",
        "tencent",
        "stepfun",
        "groq",
        "together",
        "fireworks",
        "nebius",
        "deepinfra",
    ] {
        assert!(catalog().provider(provider).is_some(), "{provider}");
    }
    let named = |name: &str| {
        catalog().models.iter().any(|it| it.id == name || it.aliases.iter().any(|it| it == name))
    };
    for model in [
        "o1",
        "o3",
        "gpt-4",
        "gpt-5.2",
        "deepseek-v3",
        "deepseek-v3.2",
        "deepseek-r1",
        "deepseek-v4-pro",
        "deepseek-v4-flash",
        "qwen3-4b",
        "qwen3-8b",
        "qwen3-8b-pruned-6b",
        "qwen2.5-72b",
        "qwen3-235b",
        "qwen3-coder",
        "qwen3.5",
        "minimax-m2.5",
        "mimo-v2.5",
        "mobilellm-r1",
        "gemma-4",
        "llama-4",
        "gpt-oss-120b",
        "olmo-3",
        "kimi-k2.5",
        "kimi-k3",
        "glm-5",
        "internvl3.5",
        "gemini-3-pro",
        "gemini-3.1-pro",
        "claude-opus-4.6",
        "gpt-5.4",
        "gpt-5.5",
        "gpt-6",
    ] {
        assert!(named(model), "{model}");
    }
}

#[test]
fn main_of_november_has_open_weights_of_known_shape() {
    let known = world("2026-11").main.iter().filter(|line| {
        let model = &catalog().models[catalog().lines[line.index()].model.index()];
        model.weights == Weights::Open
            && matches!(model.architecture, undercut::catalog::ModelArchitecture::Known(_))
    });
    assert!(known.count() >= 8);
}

fn parsed(id: &str, overrides: &[(&str, &str)]) -> Result<Scenario, Vec<String>> {
    let own =
        |(path, text): &(&str, &str)| Override { path: path.to_string(), text: text.to_string() };
    let overrides: Vec<Override> = overrides.iter().map(own).collect();
    let parsed = Scenario::parse(shipped(id).unwrap().text, &overrides, catalog());
    parsed.map_err(|error| error.problems().iter().map(ToString::to_string).collect())
}

fn lines(scenario: &Scenario) -> Vec<&str> {
    scenario.plan.lines.iter().map(|line| line.id.as_str()).collect()
}

/// Eight hosts without a list are one note, with names and no ids; so is what several models have in common.
#[test]
fn notes_that_repeat_one_fact_are_one_note() {
    for (id, fact, names) in [
        ("deepseek-v4-april-2026", "no list of that date; priced after the first party's", 7),
        ("november-2026", "announced lists, USD per Mtok of input/output", 3),
    ] {
        let notes = parsed(id, &[]).unwrap().notes;
        let of_fact: Vec<&String> = notes.iter().filter(|it| it.ends_with(fact)).collect();
        assert_eq!(of_fact.len(), 1, "{notes:?}");
        let of_names = of_fact[0].trim_end_matches(fact);
        assert_eq!(of_names.split("; ").count(), names, "{notes:?}");
        assert!(!notes.iter().any(|it| it.contains("deepinfra/")), "{notes:?}");
    }
}

#[test]
fn a_scenario_plays_what_it_names() {
    let usual = parsed("first-steps", &[]).unwrap();
    assert_eq!(lines(&usual).len(), 18);
    assert!(usual.notes[0].contains("of the world are not played"), "{:?}", usual.notes);
    let three = "openai/gpt-5.4, deepseek/deepseek-v4-flash,novita/qwen3-8b";
    let few = parsed("first-steps", &[("market.lines", three)]).unwrap();
    assert_eq!(lines(&few), ["openai/gpt-5.4", "deepseek/deepseek-v4-flash", "novita/qwen3-8b"]);
    // What nobody sells is played where it is named, and nowhere else.
    let rumoured = "anthropic/claude-opus-4.6, deepseek/deepseek-v4-rumoured";
    let rumour = parsed("first-steps", &[("market.lines", rumoured)]).unwrap();
    assert_eq!(lines(&rumour).len(), 2);
    for world in &catalog().worlds {
        let announced =
            |line: &LineId| catalog().models[catalog().lines[line.index()].model.index()].announced;
        assert!(!world.lines.iter().any(announced), "{}", world.id);
    }
}

#[test]
fn lines_that_are_not_there_are_named_one_by_one() {
    let wrong =
        parsed("first-steps", &[("market.lines", "openai/gpt-9, openai/gpt-5.4, openai/gpt-5.4")]);
    assert_eq!(
        wrong.unwrap_err(),
        [
            "market.lines[0] = \"openai/gpt-9\": is not the id of a line of the catalogue; alike: openai/gpt-4, openai/gpt-5, \
             openai/gpt-4o, openai/gpt-5.5, openai/gpt-5.4",
            "market.lines[2] = \"openai/gpt-5.4\": is named twice",
        ]
    );
    let early = parsed("first-steps", &[("market.lines", "openai/gpt-6-luna")]).unwrap_err();
    assert_eq!(early.len(), 1);
    assert!(early[0].contains("has no list price on 2026-04-30"), "{early:?}");
}

/// A folder of the test's own with the shipped catalogue in it.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for (file, text) in SHIPPED {
        std::fs::write(folder.join(file), text).unwrap();
    }
    folder
}

fn appended(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    let before = std::fs::read_to_string(&path).unwrap();
    std::fs::write(path, format!("{before}\n{text}")).unwrap();
}

#[test]
fn a_fifth_world_is_appended_facts_and_one_record() {
    let folder = folder("fifth-world");
    appended(
        &folder,
        "sources.toml",
        "[source.next]\ndocument = \"a price list of the month after\"\nas_of = \"2026-12-20\"\n",
    );
    appended(
        &folder,
        "prices.toml",
        "[[offer]]\nline = \"openai/gpt-6-luna\"\nfrom = 2026-12-15\nbasis = \"published\"\nsource = \"next\"\n\
         input_usd_per_mtok = 0.08\ncached_input_usd_per_mtok = 0.008\noutput_usd_per_mtok = 0.4\n",
    );
    appended(
        &folder,
        "worlds.toml",
        "[[world]]\nid = \"2026-12\"\nlast_day = 2026-12-31\nindex = \"v4.3\"\ntext = \"A month later.\"\n\
         lines = [\"openai/gpt-6-luna\", \"deepseek/deepseek-v4-pro-0813\", \"zai/glm-5.3\"]\n\
         main = [\"openai/gpt-6-luna\", \"zai/glm-5.3\"]\n[world.starting_weights]\nbasis = \"assumed\"\nsource = \"judgement\"\n\
         \"openai/gpt-6-luna\" = \"5 to 20\"\n\"zai/glm-5.3\" = \"1 to 4\"\n",
    );
    let dir = folder.to_str().unwrap();
    let checked = program(&["catalog", "check", "--catalog", dir]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let run = program(&[
        "run",
        "november-2026",
        "--catalog",
        dir,
        "--draws",
        "256",
        "--format",
        "csv",
        "--set",
        "world=2026-12",
        "--set",
        "start=2026-12",
        "--set",
        "policy.model=gpt-6-luna",
    ]);
    let text = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(text.contains(",openai,OpenAI,") && !text.contains(",anthropic,"));
}

#[test]
fn a_folder_that_is_no_catalogue_runs_nothing() {
    let empty = Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-catalogue");
    let _ = std::fs::remove_dir_all(&empty);
    std::fs::create_dir_all(&empty).unwrap();
    let said = |folder: &Path| {
        let out = program(&[
            "run",
            "first-steps",
            "--draws",
            "256",
            "--catalog",
            folder.to_str().unwrap(),
        ]);
        assert_eq!(out.status.code(), Some(1));
        assert!(out.stdout.is_empty());
        String::from_utf8(out.stderr).unwrap()
    };
    assert!(said(&empty).contains("holds none of sources.toml, "));
    std::fs::write(empty.join("prises.toml"), "").unwrap();
    assert!(
        said(&empty).contains("prises.toml: is not a file of a catalogue; known: sources.toml, ")
    );
    let folder = folder("broken-catalogue");
    appended(&folder, "prices.toml", "[[offer]]\nline = \"nobody/nothing\"\nfrom = 2026-13-01\n");
    std::fs::write(folder.join("rules.toml"), [0xff, 0xfe]).unwrap();
    assert!(said(&folder).contains("rules.toml: line 1: is in UTF-16 (little-endian)"));
    std::fs::remove_file(folder.join("rules.toml")).unwrap();
    let said = said(&folder);
    for rule in [
        "line = nobody/nothing: is not the id of a line",
        "from = 2026-13-01: must be a day",
        "input_usd_per_mtok: is missing",
    ] {
        assert!(said.contains(rule), "{rule} in {said}");
    }
}
