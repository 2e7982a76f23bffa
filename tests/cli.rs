//! The program as a user runs it: exit status, messages, files and formats.
#![cfg(feature = "cli")]

mod program;
mod runs;

use std::path::{Path, PathBuf};

use program::{stderr, stdout};
use serde_json::Value;
use undercut::analysis::{Shown, percent};
use undercut::document::{self, Table};
use undercut::scenario::SHIPPED;
use undercut::simulation::{BAND, Metric, SubjectKind};

/// A folder of this test's own, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    entries.map(|it| it.expect("an entry").path()).collect()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

#[test]
fn usage_errors_exit_with_2() {
    for (arguments, message) in [
        (&[][..], "\nUsage: undercut <COMMAND>\n"),
        (&["frobnicate"], "error: unrecognized subcommand 'frobnicate'\n"),
        (&["run", "--draws", "0"], "error: invalid value '0' for '--draws <DRAWS>': 0 is not in "),
        (&["run", "--draws", "many"], "error: invalid value 'many' for '--draws <DRAWS>': "),
        (&["run", "--threads", "0"], "error: invalid value '0' for '--threads <THREADS>': "),
        (&["run", "--format", "xml"], "error: invalid value 'xml' for '--format <FORMAT>'\n"),
        (&["run", "--level", "55%"], "must be one of 0%, 10%, 20%, 30%, 40%, 50%, 60%, 70%, 80%\n"),
        (&["run", "--level", "half"], "error: invalid value 'half' for '--level <LEVEL>': "),
        (&["run", "--margin", "net"], "error: invalid value 'net' for '--margin <MARGIN>'\n"),
        (&["run", "--tables", "most"], "error: invalid value 'most' for '--tables <NAME>'\n"),
        (&["run", "--seed", "-1"], "error: unexpected argument '-1' found\n"),
        (&["validate"], "\nUsage: undercut validate <FILE>...\n"),
        (&["catalog"], "\nUsage: undercut catalog <COMMAND>\n"),
        (&["catalog", "show"], "\nUsage: undercut catalog show <PART>\n"),
    ] {
        let said = stderr(arguments, 2);
        assert!(said.contains(message), "{arguments:?}: {said}");
    }
}

#[test]
fn help_and_version_exit_with_0() {
    assert_eq!(stdout(&["--version"]), format!("undercut {}\n", env!("CARGO_PKG_VERSION")));
    let help = stdout(&["--help"]);
    for command in ["run", "validate", "schema", "catalog"] {
        assert!(help.contains(&format!("  {command} ")), "{command} is not in the help");
        assert!(stdout(&[command, "--help"]).contains("Usage"), "{command}");
    }
}

#[test]
fn every_invalid_scenario_exits_with_1_and_says_what_is_recorded() {
    for path in files_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/invalid")) {
        if path.extension().is_none_or(|it| it != "toml") {
            continue;
        }
        let recorded = std::fs::read_to_string(path.with_extension("txt")).expect("a message");
        let name = path.file_name().and_then(|it| it.to_str()).expect("a name");
        let file = format!("scenarios/invalid/{name}");
        let expected: String = recorded.lines().map(|line| format!("{file}: {line}\n")).collect();
        assert_eq!(stderr(&["validate", &file], 1), expected);
    }
    // What is wrong in any of several files is said of all of them.
    let both = ["scenarios/invalid/empty-workload.toml", "scenarios/invalid/impossible-date.toml"];
    let message = stderr(&["validate", both[0], both[1]], 1);
    assert_eq!(message.lines().count(), 2);
    assert!(both.iter().zip(message.lines()).all(|(file, line)| line.starts_with(file)));
}

#[test]
fn wrong_overrides_exit_with_1_and_name_path_value_and_rule() {
    for (set, message) in [
        (
            "market.elasticity=2 to 1",
            "first-steps: market.elasticity = \"2 to 1\": interval is reversed: 2 is above 1\n",
        ),
        (
            "workload.task[7].share=1",
            "first-steps: workload.task[7].share = 1: leads nowhere in this scenario\n",
        ),
        ("nothing", "--set nothing: must be PATH=VALUE, such as market.closed_response=match\n"),
    ] {
        assert_eq!(stderr(&["run", "first-steps", "--set", set], 1), message);
    }
    let message = stderr(&["run", "nowhere.toml"], 1);
    assert!(message.starts_with("nowhere.toml: ") && message.lines().count() == 1);
    assert!(SHIPPED.iter().all(|it| message.contains(it.id)), "{message}");
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = folder("output");
    let target = folder.join("result.json");
    let to = text(&target);
    let run = |scenario: &'static str| {
        ["run", scenario, "--draws", "256", "--format", "json", "--output"]
    };
    let with = |first: [&'static str; 7]| [&first[..], &[to]].concat();

    stderr(&with(run("scenarios/invalid/empty-workload.toml")), 1);
    assert_eq!(files_in(&folder), Vec::<PathBuf>::new());

    assert_eq!(stdout(&with(run("first-steps"))), "");
    assert_eq!(files_in(&folder), std::slice::from_ref(&target));
    let written = std::fs::read_to_string(&target).expect("the result");
    assert_eq!(written, stdout(&run("first-steps")[..6]));

    // Bad input leaves what was there.
    stderr(&with(run("scenarios/invalid/empty-workload.toml")), 1);
    assert_eq!(std::fs::read_to_string(&target).expect("the result"), written);

    // Neither a folder that is not there nor a folder in the file's place leaves anything behind.
    let nowhere = folder.join("no/such/folder.json");
    let message = stderr(&["run", "first-steps", "--draws", "256", "--output", text(&nowhere)], 1);
    assert!(message.starts_with(text(&nowhere)), "{message}");
    stderr(&["run", "first-steps", "--draws", "256", "--output", text(&folder)], 1);
    assert_eq!(files_in(&folder), [target]);
    assert!(!folder.with_extension("part").exists());
}

#[test]
fn json_holds_the_numbers_of_the_library() {
    let arguments = ["run", "first-steps", "--draws", "512", "--seed", "7", "--format", "json"];
    let json: Value = serde_json::from_str(&stdout(&arguments)).expect("JSON");
    let simulation = runs::simulated(&runs::scenario("first-steps", &[]), 7, 2);
    let summary = undercut::analysis::report(&simulation);
    assert_eq!((json["seed"].as_u64(), json["draws"].as_u64()), (Some(7), Some(512)));
    for (key, expected) in [
        ("title", serde_json::json!(summary.title)),
        ("months", serde_json::json!(summary.months)),
        ("band", serde_json::json!(BAND)),
        ("passages", serde_json::json!(summary.passages)),
        ("headlines", serde_json::json!(summary.headlines)),
        ("notes", serde_json::json!(summary.notes)),
    ] {
        assert_eq!(json[key], expected, "{key}");
    }
    let curves = json["curves"].as_array().expect("curves");
    assert_eq!(curves.len(), summary.curves.len());
    let bands = simulation.bands();
    let (mut numbers, mut missing) = (0, 0);
    for (place, (curve, expected)) in curves.iter().zip(&summary.curves).enumerate() {
        assert_eq!(curve["metric"], serde_json::json!(expected.metric));
        assert_eq!(curve["subject"], serde_json::json!(expected.subject));
        for (number, name) in BAND.iter().enumerate() {
            let values = curve[*name].as_array().expect("a number for each month");
            assert_eq!(values.len(), summary.months.len());
            for (month, value) in values.iter().enumerate() {
                let expected = bands[(place * summary.months.len() + month) * BAND.len() + number];
                match value.as_f64() {
                    Some(value) => assert_eq!(value.to_bits(), expected.to_bits(), "{name}"),
                    None => assert!(value.is_null() && expected.is_nan(), "{name}: {value}"),
                }
                numbers += u32::from(!value.is_null());
                missing += u32::from(value.is_null());
            }
        }
    }
    assert!(numbers > 10_000 && missing > 0, "{numbers} numbers, {missing} missing");
}

#[test]
fn json_and_the_table_say_what_a_router_saves_over_the_months() {
    let run = |format| stdout(&["run", "routed-market", "--draws", "256", "--format", format]);
    let json: Value = serde_json::from_str(&run("json")).expect("JSON");
    let simulation = runs::simulated(&runs::scenario("routed-market", &[]), 42, 1);
    let savings = undercut::analysis::savings_by_month(&simulation);
    assert_eq!(json["savings"], serde_json::json!(savings));
    assert_eq!((savings.len(), savings[1].month.as_str()), (13, "2026-07"));
    let table = run("table");
    assert!(table.contains("Saving at equal quality") && table.contains("a perfect router's"));
    let first = undercut::analysis::percent(savings[0].own.p50);
    assert!(table.contains(&first), "{first}");
    let baseline = "Saving at equal quality over the best single model of each task class\n";
    assert!(table.contains(baseline), "{table}");
    // Nobody routes there.
    assert!(!stdout(&["run", "first-steps", "--draws", "256"]).contains("Saving at equal quality"));
}

#[test]
fn csv_has_a_line_for_each_curve_and_month_with_the_numbers_of_the_library() {
    let text = stdout(&["run", "first-steps", "--draws", "256", "--format", "csv"]);
    let simulation = runs::simulated(&runs::scenario("first-steps", &[]), 42, 1);
    let curves = simulation.curves();
    let bands = simulation.bands();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> =
        reader.headers().expect("a header").iter().map(str::to_string).collect();
    let named = ["metric", "unit", "subject_kind", "subject", "name", "group", "month"];
    assert_eq!(header, [&named[..], &BAND].concat());
    let mut lines = 0;
    for (record, expected) in reader.records().zip(bands.chunks_exact(BAND.len())) {
        let record = record.expect("a record");
        let (_, subject) = &curves.list[lines / curves.months];
        assert_eq!(record[3], subject.id);
        for (cell, expected) in record.iter().skip(named.len()).zip(expected) {
            match cell {
                "" => assert!(expected.is_nan()),
                _ => {
                    assert_eq!(cell.parse::<f64>().expect("a number").to_bits(), expected.to_bits())
                }
            }
        }
        lines += 1;
    }
    assert_eq!(lines, curves.points());
}

#[test]
fn a_table_names_groups_policies_seed_and_draws() {
    let text = stdout(&["run", "first-steps", "--draws", "256", "--seed", "9"]);
    for part in [
        "closed labs",
        "open labs",
        "hosts",
        "cheapest",
        "oracle",
        "256 draws, seed 9",
        "2026-04-30",
    ] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
    assert!(!text.split_whitespace().any(|word| ["NaN", "inf", "-inf"].contains(&word)), "{text}");
}

/// The captions of the tables in a text: the lines above a frame, and what they go on from.
fn captions(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let above = lines.windows(2).filter(|it| it[1].starts_with('┌'));
    above.map(|it| it[0]).collect()
}

#[test]
fn a_terminal_gets_the_sentences_and_the_tables_that_carry_them() {
    let text = stdout(&["run", "first-steps", "--draws", "256"]);
    let of = ["Gross margin by group", "Price and serving cost", "Bill a month"];
    let shown = captions(&text);
    assert_eq!(shown.len(), of.len(), "{shown:?}");
    assert!(shown.iter().zip(of).all(|(caption, start)| caption.starts_with(start)), "{shown:?}");
    assert!(text.lines().count() <= 70, "{} lines", text.lines().count());
    // The numbers of a sentence stand in its table as they stand in it.
    let simulation = runs::simulated(&runs::scenario("first-steps", &[]), 42, 1);
    let curve = simulation.curves().find(Metric::GrossMargin, "closed-labs").expect("followed");
    let last = simulation.band(curve, simulation.curves().months - 1);
    let [p5, p50, p95] = [last.p5, last.p50, last.p95].map(percent);
    let sentence = undercut::analysis::report(&simulation).headlines[0].text.clone();
    assert!(
        sentence.contains(&format!("to {p50} (9 in 10: {p5} to {p95}), April 2026 to April 2029."))
    );
    assert!(text.contains(&format!("{p50} [{p5} to {p95}]")), "{text}");
    assert!(text.replace("\n  ", " ").contains(&sentence), "{text}");
    let alone = stdout(&["run", "first-steps", "--draws", "256", "--tables", "success,unserved"]);
    let of = ["Requests that nothing feasible serves", "Success rate of what is served"];
    assert_eq!(captions(&alone), of);
    let message = stderr(&["run", "--format", "json", "--tables", "all"], 1);
    assert_eq!(message, "--tables: JSON and CSV have every number\n");
}

/// A bill of less than everything says what it leaves out, in its cell.
#[test]
fn each_bill_shows_what_it_leaves_unserved() {
    let text = stdout(&["run", "regulated-in-house", "--draws", "256", "--tables", "bill"]);
    let simulation = runs::simulated(&runs::scenario("regulated-in-house", &[]), 42, 1);
    let mut marked = 0;
    for policy in simulation.scenario().plan.buyer.policies() {
        let curve = simulation.curves().find(Metric::UnservedShare, policy).expect("followed");
        let unserved = simulation.band(curve, 0).mean;
        let name = policy.replace('-', " ");
        let row = text.split(&format!("│ {name} ")).nth(1).expect("a row").lines().nth(1);
        let row = row.expect("a line under it").trim_start_matches('│').trim_start();
        let says = row.starts_with(&format!("{} unserved", percent(unserved)));
        assert_eq!(says, unserved >= 0.0005, "{name}: {unserved} {row}");
        marked += u32::from(says);
    }
    assert!(marked > 0, "{text}");
}

#[test]
fn everything_fits_100_columns() {
    for it in SHIPPED {
        let run = ["run", it.id, "--draws", "256"];
        let few = stdout(&run);
        let all = stdout(&[&run[..], &["--tables", "all", "--sellers", "providers"]].concat());
        for line in few.lines().chain(all.lines()) {
            assert!(line.chars().count() <= 100, "{}: {line}", it.id);
        }
        let (few, all) = (captions(&few).len(), captions(&all).len());
        assert!(few <= 4 && all >= 10, "{}: {few} and {all} tables", it.id);
    }
}

#[test]
fn what_firms_have_reported_stands_beside_the_run_by_definition() {
    let run = ["run", "deepseek-v4-april-2026", "--draws", "512"];
    let text = stdout(&[&run[..], &["--tables", "reported,waterfall"]].concat());
    let row = |start: &str| {
        let line = text.lines().find(|it| it.starts_with('│') && it.contains(start));
        line.unwrap_or_else(|| panic!("no {start} in\n{text}")).to_string()
    };
    assert!(row("OpenAI, compute").contains("70%"));
    assert!(row("Anthropic, after-compute").contains("29%"));
    // No shipped firm's period is years from the run's months, and no column of a waterfall is left out.
    assert!(!text.contains("2024-"), "{text}");
    for seller in ["closed labs", "open labs", "hosts"] {
        assert!(row("closed labs").contains("open labs") && text.contains(seller), "{text}");
    }
    for step in ["list value of paid tokens", "plans below list", "operating margin"] {
        assert!(text.matches(step).count() >= 2, "{step}\n{text}");
    }
}

#[test]
fn conduct_is_told_of_every_seller_within_the_width() {
    let text = stdout(&["run", "first-steps", "--draws", "256", "--tables", "conduct"]);
    let rows: Vec<&str> = text.lines().filter(|it| it.starts_with('│')).collect();
    assert!(rows[0].contains("margin") && rows[0].contains("conduct h"), "{text}");
    for seller in ["Anthropic", "OpenAI", "DeepSeek, DeepSeek V4-Pro", "Together AI, GLM-5"] {
        let row = rows.iter().find(|it| it.contains(seller));
        let row = row.unwrap_or_else(|| panic!("no {seller} in\n{text}"));
        assert!(row.contains(" to ") && row.contains('%'), "{row}");
    }
    assert!(text.lines().all(|it| it.chars().count() <= 100), "{text}");
}

#[test]
fn switches_of_the_page_are_those_of_the_terminal() {
    let simulation = runs::simulated(&runs::scenario("first-steps", &[]), 42, 1);
    for (margin, metric) in [
        ("list", Metric::ListMargin),
        ("compute", Metric::ComputeMargin),
        ("gross", Metric::GrossMargin),
        ("operating", Metric::OperatingMargin),
    ] {
        for (sellers, kind) in
            [("groups", SubjectKind::Group), ("providers", SubjectKind::Provider)]
        {
            let shown = Shown { metric, sellers: kind, level: 0.3, ..Shown::default() };
            let headlines = undercut::analysis::report_of(&simulation, &shown).headlines;
            let switches = ["--margin", margin, "--sellers", sellers, "--level", "30%"];
            let run = ["run", "first-steps", "--draws", "256", "--format"];
            let told = |format| stdout(&[&run[..], &[format], &switches].concat());
            let json: Value = serde_json::from_str(&told("json")).expect("JSON");
            assert_eq!(json["headlines"], serde_json::json!(headlines));
            let table = told("table").replace("\n  ", " ");
            assert!(headlines.iter().all(|it| table.contains(&it.text)), "{table}");
            let caption = captions(&told("table"))[0].to_lowercase();
            assert!(caption.starts_with(margin) && caption.contains(&sellers[..sellers.len() - 1]));
        }
    }
}

#[test]
fn a_value_far_outside_is_asked_about() {
    let run = |set| stdout(&["run", "first-steps", "--draws", "256", "--set", set]);
    let text = run("workload.tokens_per_day=3");
    let asked = "Note: workload.tokens_per_day = 3: more than ten times outside ";
    assert!(text.contains(asked), "{text}");
    assert!(!run("workload.tokens_per_day=60M").contains("more than ten times"));
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    for format in ["json", "csv", "table"] {
        let run =
            |threads| stdout(&["run", "--draws", "512", "--format", format, "--threads", threads]);
        let one = run("1");
        assert!(one == run("2"), "{format} differs");
    }
}

#[test]
fn a_shipped_name_and_its_file_give_the_same_result() {
    for it in SHIPPED {
        let run = |scenario: &str| stdout(&["run", scenario, "--draws", "256", "--format", "csv"]);
        assert!(run(it.id) == run(&format!("scenarios/{}.toml", it.id)), "{}", it.id);
    }
    let run = |arguments: &[&str]| {
        stdout(&[&["run", "--draws", "256", "--format", "csv"], arguments].concat())
    };
    assert!(run(&[]) == run(&[SHIPPED[0].id, "--seed", "42"]), "what runs without arguments");
    assert!(run(&[]) != run(&["--seed", "43"]));
    let responding = |set| run(&["--set", set]);
    assert!(
        responding("market.closed_response=hold") != responding("market.closed_response=match")
    );
}

#[test]
fn validate_says_good_of_every_shipped_scenario() {
    let files: Vec<String> = SHIPPED.iter().map(|it| format!("scenarios/{}.toml", it.id)).collect();
    let arguments: Vec<&str> =
        ["validate"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let text = stdout(&arguments);
    assert_eq!(text.lines().count(), SHIPPED.len());
    for (line, file) in text.lines().zip(&files) {
        assert!(line.starts_with(&format!("{file}: good: ")), "{line}");
    }
}

/// Holds a table against its schema: every key is known, every required key is there.
fn fits(schema: &Value, table: &Table, path: &str) {
    let properties = schema["properties"].as_object().unwrap_or_else(|| panic!("{path}: no keys"));
    assert_eq!(schema["additionalProperties"], Value::Bool(false), "{path}");
    for required in schema["required"].as_array().expect("a list of keys") {
        let key = required.as_str().expect("a key");
        assert!(table.get(key).is_some(), "{path}: {key} is missing");
    }
    for (key, value) in &table.0 {
        let schema = properties.get(key).unwrap_or_else(|| panic!("{path}: {key} is unknown"));
        let path = format!("{path}.{key}");
        match value {
            document::Value::Table(table)
                if schema["additionalProperties"] == Value::Bool(false) =>
            {
                fits(schema, table, &path);
            }
            // Shares by name, or numbers in place of the catalogue's.
            document::Value::Table(_) => assert_eq!(schema["type"], "object", "{path}"),
            // Names, or a word in their place.
            document::Value::List(_) if schema["type"].is_array() => {
                let types = schema["type"].as_array().expect("a list of types");
                assert!(types.iter().any(|it| it == "array"), "{path}");
            }
            document::Value::List(items) => {
                assert_eq!(schema["type"], "array", "{path}");
                for item in items {
                    let document::Value::Table(table) = item else { panic!("{path}: no table") };
                    fits(&schema["items"], table, &path);
                }
            }
            other => {
                let text = other.scalar().unwrap_or_default();
                if let Some(words) = schema["enum"].as_array() {
                    assert!(words.iter().any(|word| word == text), "{path} = {text}");
                } else {
                    assert!(schema["type"] != "object" && schema["type"] != "array", "{path}");
                }
            }
        }
    }
}

#[test]
fn the_schema_is_json_and_every_shipped_scenario_fits_it() {
    let schema: Value = serde_json::from_str(&stdout(&["schema"])).expect("JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    for it in SHIPPED {
        fits(&schema, &document::parse(it.text).expect("TOML"), it.id);
    }
    let share =
        &schema["properties"]["workload"]["properties"]["task"]["items"]["properties"]["share"];
    assert_eq!(share["x-domain"], "unit");
    assert!(share["description"].as_str().is_some_and(|it| !it.is_empty()));
}

#[test]
fn the_catalogue_can_be_listed_shown_and_checked() {
    let list: Value =
        serde_json::from_str(&stdout(&["catalog", "list", "--format", "json"])).expect("JSON");
    let listed = |kind: &str, id: &str| {
        list.as_array()
            .is_some_and(|rows| rows.iter().any(|row| row["kind"] == kind && row["id"] == id))
    };
    assert!(listed("model", "claude-opus-4.6") && listed("line", "together/glm-5"));
    assert!(listed("accelerator", "gb200-nvl72") && listed("rule", "utilisation"));
    assert!(stdout(&["catalog", "list"]).contains("DeepSeek"));

    let path = "offers.anthropic/claude-opus-4.6@2026-03-13";
    let text = stdout(&["catalog", "show", path, "--format", "json"]);
    let shown: Value = serde_json::from_str(&text).expect("JSON");
    let rows = shown.as_array().expect("rows");
    let input = rows
        .iter()
        .find(|row| row["path"] == format!("catalog.{path}.input_usd_per_mtok"))
        .expect("the input price");
    assert_eq!(
        (input["median"].as_f64(), &input["source"]["basis"]),
        (Some(5.0), &"published".into())
    );
    assert!(stdout(&["catalog", "show", "rentals.h200-sxm"]).contains("owner"));
    assert!(
        stdout(&["catalog", "show", "gpqa", "--format", "csv"])
            .starts_with("path,value,unit,basis")
    );
    let message = stderr(&["catalog", "show", "gpt-7"], 1);
    assert!(message.starts_with("gpt-7: nothing in the catalogue is called so"), "{message}");
    assert!(message.contains("did you mean gpt-"), "{message}");

    let check = stdout(&["catalog", "check"]);
    assert!(
        check.contains("each with basis, source and date") && check.lines().count() == 1,
        "{check}"
    );
}

#[test]
fn a_file_without_records_fails_the_check_of_the_catalogue() {
    let folder = folder("empty-catalogue");
    let file = folder.join("empty.toml");
    for content in ["", "# nothing\n"] {
        std::fs::write(&file, content).expect("a file for tests");
        let message = stderr(&["catalog", "check", text(&file)], 1);
        assert_eq!(message, format!("catalogue: {}: no records\n", text(&file)));
    }
}

#[test]
fn a_catalogue_with_a_number_without_source_fails_the_check() {
    let folder = folder("catalogue");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/catalog");
    let mut files = Vec::new();
    for path in files_in(&from) {
        let mut text = std::fs::read_to_string(&path).expect("a file of the catalogue");
        if path.ends_with("benchmarks.toml") {
            text.push_str(
                "\n[[benchmark]]\nid = \"unsourced\"\nname = \"Unsourced\"\nitems = 100\ncontamination = 0.1\n",
            );
        }
        let copy = folder.join(path.file_name().expect("a name"));
        std::fs::write(&copy, text).expect("a copy");
        files.push(copy);
    }
    let arguments: Vec<&str> =
        ["catalog", "check"].into_iter().chain(files.iter().map(|it| text(it))).collect();
    let message = stderr(&arguments, 1);
    assert!(message.lines().all(|line| line.contains("unsourced")), "{message}");
    assert!(message.contains("basis") || message.contains("source"), "{message}");
}

#[test]
fn every_input_of_every_scenario_is_listed_with_where_it_comes_from() {
    for it in SHIPPED {
        let listed: Value = serde_json::from_str(&stdout(&["inputs", it.id, "--format", "json"]))
            .expect("it is JSON");
        let listed = listed.as_array().expect("an array");
        assert!(stdout(&["validate", it.id]).ends_with(&format!("{} inputs\n", listed.len())));
        for input in listed {
            for key in ["path", "text", "family", "basis"] {
                assert!(!input[key].as_str().unwrap_or_default().is_empty(), "{}: {input}", it.id);
            }
            assert!(input["unit"].is_string() && input["source"]["document"].is_string());
        }
    }
    let set = stdout(&["inputs", "first-steps", "--set", "supply.tpot=30ms"]);
    assert!(
        set.lines().any(|line| line.starts_with("30ms") && line.ends_with("supply.tpot")),
        "{set}"
    );
}
