//! What is wrong with a catalogue, one break of a small one at a time.

use super::small::{SMALL, problems, problems_after};
use super::*;

#[test]
fn the_small_catalogue_is_clean() {
    assert_eq!(problems(SMALL), [""; 0]);
}

#[test]
fn an_offer_that_ended_is_not_in_force() {
    let text =
        SMALL.replace("from = 2026-02-05\nbasis", "from = 2026-02-05\nuntil = 2026-04-29\nbasis");
    let catalog = Catalog::from_texts(&[("a.toml", &text)]).unwrap();
    assert!(list_price(&catalog, "lab/m", "2026-04-29").is_some());
    assert!(list_price(&catalog, "lab/m", "2026-04-30").is_none());
}

#[test]
fn a_promotion_gives_way_to_the_offer_before_it() {
    let promotion = "[[offer]]\nline = \"lab/m\"\nfrom = 2026-03-01\nuntil = 2026-03-31\npromotion = true\n\
                     basis = \"published\"\nsource = \"list\"\ninput_usd_per_mtok = 1\ncached_input_usd_per_mtok = 0.1\n\
                     output_usd_per_mtok = 4\n";
    let text = format!("{SMALL}\n{promotion}");
    assert_eq!(problems(&text), [""; 0]);
    let catalog = Catalog::from_texts(&[("a.toml", &text)]).unwrap();
    assert_eq!(list_price(&catalog, "lab/m", "2026-03-31"), Some((1.0, 4.0)));
    assert_eq!(list_price(&catalog, "lab/m", "2026-04-01"), Some((5.0, 25.0)));
    let line = catalog.line("lab/m").unwrap();
    assert_eq!(catalog.changes_after(line, day("2026-03-15")), [day("2026-04-01")]);
    let endless = text.replace("until = 2026-03-31\n", "");
    let path = "catalog.offers.lab/m@2026-03-01.promotion = true";
    assert_eq!(problems(&endless), [format!("{path}: must have an end: until")]);
}

#[test]
fn a_number_needs_basis_source_and_date() {
    let exam = "a.toml: model[m].scores.exam";
    let after = problems_after("basis = \"measured\"\nsource = \"list\"\nexam = 0.9", "exam = 0.9");
    assert_eq!(after, [format!("{exam}: has no basis"), format!("{exam}: has no source")]);
    let after = problems_after("as_of = \"2026-04-30\"\n", "");
    assert_eq!(after, ["a.toml: source.list.as_of: is missing"]);
    let after = problems_after("as_of = \"2026-04-30\"", "as_of = \"2026-04-31\"");
    let rule = "must be a day that exists, as in 2026-04-30";
    assert_eq!(after, [format!("a.toml: source.list.as_of = 2026-04-31: {rule}")]);
}

#[test]
fn a_bad_value_is_named_with_its_rule() {
    let after = problems_after("input_usd_per_mtok = 5\ncached", "input_usd_per_mtok = -5\ncached");
    assert_eq!(after.len(), 1);
    let path = "a.toml: offer[lab/m@2026-02-05].input_usd_per_mtok = -5: ";
    assert!(after[0].starts_with(path), "{after:?}");
    let after = problems_after("exam = 0.9", "exam = 1.4");
    assert!(after[0].starts_with("a.toml: model[m].scores.exam = 1.4: "), "{after:?}");
    let after = problems_after("weights = \"closed\"", "weights = \"shut\"");
    assert_eq!(after, ["a.toml: model[m].weights = shut: must be one of open, closed"]);
    let after = problems_after("from = 2026-02-05\nbasis", "from = \"soon\"\nbasis");
    let rule = "must be a day that exists, as in 2026-04-30";
    assert_eq!(after, [format!("a.toml: offer[lab/m@soon].from = soon: {rule}")]);
    let after = problems_after("exam = [1000, 200, 3_000]", "exam = [1000, 200]");
    let rule = "must be a list of three counts: input, answer, thinking";
    assert_eq!(after, [format!("a.toml: model[m].tokens.exam = a list of 2: {rule}")]);
    let after = problems_after(
        "basis = \"measured\"\nsource = \"list\"\nexam = 0.9",
        "basis = \"heard\"\nsource = \"list\"\nexam = 0.9",
    );
    assert_eq!(
        after[0],
        "a.toml: model[m].scores.basis = heard: must be measured, published, derived, assumed or claimed"
    );
}

#[test]
fn names_must_name_something() {
    let after = problems_after("provider = \"lab\"", "provider = \"lob\"");
    assert_eq!(after, ["a.toml: line[lab/m].provider = lob: is not the id of a provider"]);
    let after = problems_after("exam = 0.9", "exam = 0.9\nquiz = 0.5");
    assert_eq!(after, ["a.toml: model[m].scores.quiz: is not the id of a benchmark"]);
    let after = problems_after("lines = [\"lab/m\"]", "lines = [\"lab/n\"]");
    assert_eq!(after, ["a.toml: world[2026-04].lines = lab/n: is not the id of a line"]);
    let after = problems_after(
        "\"lab/m\" = { value = \"1 to 4\", rule = \"guess\" }",
        "\"lab/m\" = { value = \"1 to 4\", rule = \"hunch\" }",
    );
    let weight = "a.toml: world[2026-04].starting_weights.lab/m";
    assert_eq!(after[0], format!("{weight}.rule = hunch: is not a rule"));
}

#[test]
fn keys_and_ids_must_be_known_and_unique() {
    let after = problems_after("tier = \"flagship\"", "tier = \"flagship\"\ncolour = \"red\"");
    assert_eq!(after.len(), 1);
    assert!(
        after[0].starts_with("a.toml: line[lab/m].colour = \"red\": is not a known key"),
        "{after:?}"
    );
    let after = problems(&format!("{SMALL}\n[[gadget]]\nid = \"g\""));
    assert!(after[0].starts_with("a.toml: gadget = a list of 1: is not a known key"), "{after:?}");
    let after = problems(&format!("{SMALL}\n[[engine]]\nid = \"e\"\nname = \"again\""));
    assert_eq!(after, ["a.toml: engine[1].id = e: is the id of another engine"]);
    let after =
        problems(&format!("{SMALL}\n[source.spare]\ndocument = \"d\"\nas_of = \"2026-01-01\""));
    assert_eq!(after, ["a.toml: source.spare: is the source of nothing"]);
}

#[test]
fn all_problems_come_at_once_and_syntax_names_its_file() {
    let text =
        SMALL.replace("exam = 0.9", "exam = 1.4").replace("weights = \"closed\"", "weights = 1");
    assert_eq!(problems(&text).len(), 2);
    let error = Catalog::from_texts(&[("good.toml", SMALL), ("bad.toml", "x = ")]).unwrap_err();
    assert!(error.to_string().contains("bad.toml"), "{error}");
}

#[test]
fn a_world_needs_a_price_for_every_line() {
    let lines = "catalog.worlds.2026-04.lines[0] = lab/m: ";
    let after =
        problems_after("from = 2026-02-05\nbasis", "from = 2026-02-05\nuntil = 2026-04-01\nbasis");
    assert_eq!(after, [format!("{lines}has no offer in force on 2026-04-30 and no price rule")]);
    let after = problems_after("lines = [\"lab/m\"]", "lines = [\"lab/m\", \"lab/m\"]");
    assert_eq!(after, ["catalog.worlds.2026-04.lines[1] = lab/m: is listed twice"]);
    let after = problems_after("released = 2026-02-05", "released = 2026-05-05");
    assert_eq!(after, [format!("{lines}sells a model that came out after 2026-04-30")]);
    let after = problems_after("last_day = 2026-04-30", "last_day = 2026-04-29");
    let rule = "must be the day, or the last day of the month, that the world is called after";
    assert_eq!(after, [format!("catalog.worlds.2026-04.last_day = 2026-04-29: {rule}")]);
}

#[test]
fn a_world_knows_nothing_later() {
    let event = |on: &str, as_of: &str| {
        problems(&format!(
            "{SMALL}\n[[world.event]]\non = {on}\ntext = \"x\"\nbasis = \"published\"\nsource = \"list\"\nas_of = {as_of}"
        ))
    };
    assert_eq!(event("2026-08-02", "2026-04-01"), [""; 0]);
    let path = "catalog.worlds.2026-04.event[0]";
    let rule = "was not known on the world's last day";
    assert_eq!(event("2026-08-02", "2026-05-07"), [format!("{path} = 2026-05-07: {rule}")]);
    let rule = "must come after the world's last day";
    assert_eq!(event("2026-04-30", "2026-04-01"), [format!("{path}.on = 2026-04-30: {rule}")]);
}

#[test]
fn an_offer_is_not_newer_than_its_source() {
    let text = format!(
        "{SMALL}\n[[offer]]\nline = \"lab/m\"\nfrom = 2026-05-01\nbasis = \"published\"\nsource = \"list\"\n\
         input_usd_per_mtok = 5\ncached_input_usd_per_mtok = 1\noutput_usd_per_mtok = 20"
    );
    let path = "catalog.offers.lab/m@2026-05-01";
    let rule = "begins after 2026-04-30, the day of its source";
    assert_eq!(problems(&text), [format!("{path}.from = 2026-05-01: {rule}")]);
    let twice = text.replace("from = 2026-05-01", "from = 2026-02-05");
    assert_eq!(
        problems(&twice),
        ["catalog.offers.lab/m@2026-02-05: is a second offer from that day"]
    );
}

#[test]
fn every_record_is_complete_and_used() {
    let after = problems_after("basis = \"measured\"\nsource = \"list\"\nexam = 0.9", "");
    let none = "catalog.models.m: has no scores, and carries no relative's";
    assert_eq!(after, [none, "catalog.benchmarks.exam: has no scores"]);
    let after = problems_after("kind = \"owner\"", "kind = \"contract\"");
    let rule = "has no owner price per hour on 2026-04-30";
    let path = "catalog.providers.lab.accelerator";
    assert_eq!(after, [format!("{path}_now = gpu: {rule}"), format!("{path}_next = gpu: {rule}")]);
    let after = problems_after("lines = [\"lab/m\"]", "lines = []");
    assert_eq!(after, ["catalog.worlds.2026-04.main[0] = lab/m: is not among the lines"]);
    let after = problems_after("\"lab/m\" = { value = \"1 to 4\", rule = \"guess\" }", "");
    assert_eq!(after, ["catalog.worlds.2026-04.main[0] = lab/m: has no starting weight"]);
    let after = problems_after("text = \"one line\"", "text = \"one line\"\nindex = \"v9\"");
    let rule = "must have a measured score of the world's index for four of five";
    assert_eq!(after, [format!("catalog.worlds.2026-04.lines = 0 of 1: {rule}")]);
}

#[test]
fn no_missing_or_garbled_line_goes_unnoticed_or_panics() {
    let lines: Vec<&str> = SMALL.lines().collect();
    let without = |place: usize, instead: &str| {
        let mut lines = lines.clone();
        lines[place] = instead;
        problems(&lines.join("\n"))
    };
    let mut unnoticed = Vec::new();
    for (place, &line) in lines.iter().enumerate() {
        if line.is_empty() {
            continue;
        }
        if without(place, "").is_empty() {
            unnoticed.push(line);
        }
        if let Some((key, _)) = line.split_once(" = ") {
            for junk in ["''", "'nothing'", "[]", "{}", "true", "-1", "1e999", "'\u{e9} to \u{e9}'"]
            {
                without(place, &format!("{key} = {junk}"));
            }
        }
    }
    // What a catalogue can do without: token counts, arithmetic that an accelerator may lack, its power.
    let optional = ["fp8_flops = 1979e12", "tdp_w = 700", "allin_w = 1370"];
    assert_eq!(unnoticed, [&["exam = [1000, 200, 3_000]"], &optional[..]].concat());
}

#[test]
fn no_hour_of_the_week_is_a_peak_twice() {
    let peak = "output_usd_per_mtok = 25\npeak = { factor = 2, utc_offset_hours = 0, window = \"x\", \
                hours = [\"mon-fri 09:00-12:00\", \"fri-sun 11:00-13:00\"] }";
    let after = problems_after("output_usd_per_mtok = 25", peak);
    let rule = "takes hours that another window has: none may count twice";
    let path = "a.toml: offer[lab/m@2026-02-05].peak.hours";
    assert_eq!(after, [format!("{path} = fri-sun 11:00-13:00: {rule}")]);
}

#[test]
fn a_world_has_a_main_line() {
    let after = problems_after("main = [\"lab/m\"]", "main = []");
    assert_eq!(after, ["catalog.worlds.2026-04.main: must name at least one line"]);
}
