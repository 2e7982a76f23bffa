//! What a message or an answer repeats of an input has an end.

use super::{file, said};

/// A value longer than anybody reads.
fn long() -> String {
    "x".repeat(1 << 20)
}

/// What is said, which is short, and repeats no more than the beginning of what is long.
fn short(arguments: &[&str]) -> (String, String) {
    let (_, out, err) = said(arguments);
    let longest = out.lines().chain(err.lines()).map(|it| it.chars().count()).max().unwrap_or(0);
    assert!(longest > 0 && longest < 3_000, "{:.200?}: {longest}", arguments);
    let many = "x".repeat(310);
    assert!(!out.contains(&many) && !err.contains(&many), "{:.200?}: {:.3000}", arguments, err);
    (out, err)
}

#[test]
fn a_cell_of_megabytes_is_cut() {
    let header = "model,gpu,n_gpu,tp,precision,engine,isl,osl,conc,kv_precision,date";
    let good = ["llama-3.1-8b", "H100", "1", "1", "fp8", "vllm", "1024", "512", "32", "", ""];
    for place in 0..good.len() {
        let mut cells = good.map(str::to_string);
        cells[place] = long();
        let text = format!("{header}\n{}\n", cells.join(","));
        let path = file("long.csv", text.as_bytes());
        for format in ["table", "csv", "json"] {
            short(&["serving", "--input", &path, "--format", format]);
        }
    }
    let wide = format!("{header},{}\n{},1\n", long(), good.join(","));
    let path = file("header.csv", wide.as_bytes());
    let (_, err) = short(&["serving", "--input", &path, "--format", "csv"]);
    assert!(err.contains("is not known and changes nothing"), "{err}");
}

#[test]
fn a_value_of_megabytes_is_cut_in_scenarios_pools_and_lists() {
    let text = std::fs::read_to_string("scenarios/first-steps.toml").expect("a shipped scenario");
    let long = long();
    for line in [
        format!("title = '{long}'"),
        format!("{long} = 1"),
        format!("horizon_months = '{long}'"),
        format!("world = '{long}'"),
        format!("[market]\nelasticity = '{long}'"),
        format!("[market]\nelasticity = '1 to {long}'"),
        format!("[market]\nelasticity = '{long}(1, 2)'"),
        format!("[market]\nclosed_response = '{long}'"),
        format!("[market]\nlines = ['{long}']"),
        format!("[catalog.models]\n{long} = 1"),
    ] {
        let key = line.split(" = ").next().unwrap_or_default();
        let rest: String =
            text.lines().filter(|it| !it.starts_with(key)).collect::<Vec<_>>().join("\n");
        let whole = match line.starts_with('[') {
            true => format!("{rest}\n{line}\n"),
            false => format!("{line}\n{rest}\n"),
        };
        short(&["validate", &file("long.toml", whole.as_bytes())]);
    }
    for pool in [
        format!(r#"{{"models": [{{"name": "{long}", "success": 0.5, "cost": 1}}]}}"#),
        format!(r#"{{"models": [{{"success": "{long}", "cost": 1}}]}}"#),
        format!(r#"{{"{long}": 1, "models": []}}"#),
        format!(r#"{{"{long}": 1, "{long}": 1}}"#),
        format!(r#"{{"models": [{{"success": 0.5, "cost": 1}}], "policies": ["{long}"]}}"#),
        format!(r#"{{"models": [{{"success": 0.5, "cost": 1}}], "correlation": "{long}"}}"#),
    ] {
        short(&["route", "--input", &file("long.json", pool.as_bytes())]);
    }
    let list = format!(r#"{{"{long}": {{"input_cost_per_token": "{long}"}}}}"#);
    short(&["catalog", "import", "--as-of", "2026-11-12", &file("list.json", list.as_bytes())]);
    let record = format!("[[model]]\nid = '{long}'\nname = 1\n{long} = 2\n");
    short(&["catalog", "check", &file("record.toml", record.as_bytes())]);
}

#[test]
fn an_argument_of_kilobytes_is_cut() {
    let long = "x".repeat(60_000);
    short(&["run", "first-steps", "--set", &long]);
    short(&["run", "first-steps", "--set", &format!("{long}=1")]);
    short(&["run", "first-steps", "--set", &format!("market.elasticity={long}")]);
    short(&["catalog", "show", &long]);
    short(&["run", "first-steps", "--draws", &long]);
    short(&["validate", &long]);
    short(&["serving", "--input", &long]);
    short(&["run", "--catalog", &long]);
    short(&["catalog", "check", "--on", &long]);
    // A path of many steps is no deep tree.
    let deep = vec!["a"; 30_000].join(".");
    short(&["run", "first-steps", "--set", &format!("{deep}=1")]);
    let (status, _, err) =
        said(&["validate", &file("deep.toml", format!("{deep} = 1\n").as_bytes())]);
    assert_eq!(status, Some(1), "{:.200}", err);
    let nested = format!("a = {}{}\n", "[".repeat(30_000), "]".repeat(30_000));
    let (status, _, err) = said(&["validate", &file("nested.toml", nested.as_bytes())]);
    assert_eq!(status, Some(1), "{:.200}", err);
}
