use super::*;
use crate::source::Basis;

fn shipped() -> Catalog {
    Catalog::shipped().unwrap_or_else(|error| panic!("{error}"))
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn list_price(catalog: &Catalog, line: &str, on: &str) -> Option<(f64, f64)> {
    let offer = catalog.offer_on(catalog.line(line).unwrap(), day(on))?;
    Some((offer.input_usd_per_mtok.median(), offer.output_usd_per_mtok.median()))
}

/// A catalogue of one line that reads and checks clean, to break one thing at a time.
const SMALL: &str = r#"
[source.list]
document = "a price list"
as_of = "2026-04-30"
[rule.guess]
text = "by judgement"
basis = "assumed"
source = "list"
[[benchmark]]
id = "exam"
name = "Exam"
released = 2025-01-01
items = { value = 100, basis = "published", source = "list" }
contamination = { value = "0.01 to 0.05", rule = "guess" }
[[model]]
id = "m"
name = "M"
creator = "lab"
weights = "closed"
released = 2026-02-05
effort = "high"
precision = "fp8"
[model.architecture]
rule = "guess"
total_params = "1T to 2T"
active_params = "50B to 100B"
[model.scores]
basis = "measured"
source = "list"
exam = 0.9
[model.tokens]
basis = "measured"
source = "list"
exam = [1000, 200, 3_000]
[[engine]]
id = "e"
name = "E"
[[accelerator]]
id = "gpu"
name = "GPU"
generation = "hopper"
basis = "published"
source = "list"
hbm_bytes = "80 GB"
hbm_bytes_per_s = 3.35e12
bf16_flops = 989e12
fp8_flops = 1979e12
link_bytes_per_s = 450e9
scaleup_domain = 8
tdp_w = 700
allin_w = 1370
[[rental]]
accelerator = "gpu"
kind = "owner"
from = 2026-01-01
usd_per_hour = { value = "1.2 to 1.5", rule = "guess" }
[[provider]]
id = "lab"
name = "Lab"
group = "closed"
rule = "guess"
support_usd_per_month = "1M to 2M"
utilisation = "0.3 to 0.7"
negotiated_discount = "0.05 to 0.2"
accelerator_now = "gpu"
accelerator_next = "gpu"
next_share = "0.1 to 0.3"
pays = "owner"
engine = "e"
[[line]]
id = "lab/m"
name = "M"
provider = "lab"
model = "m"
tier = "flagship"
starting_weight = { value = "1 to 4", rule = "guess" }
[[offer]]
line = "lab/m"
from = 2026-02-05
basis = "published"
source = "list"
input_usd_per_mtok = 5
cached_input_usd_per_mtok = 0.5
output_usd_per_mtok = 25
[[world]]
id = "2026-04"
last_day = 2026-04-30
text = "one line"
lines = ["lab/m"]
"#;

/// All problems of the small catalogue after one replacement, loading first, else checking.
fn problems_after(old: &str, new: &str) -> Vec<String> {
    assert_eq!(SMALL.matches(old).count(), 1, "{old}");
    problems(&SMALL.replace(old, new))
}

fn problems(text: &str) -> Vec<String> {
    let found = match Catalog::from_texts(&[("a.toml", text)]) {
        Ok(catalog) => catalog.check(),
        Err(error) => error.problems(),
    };
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn the_shipped_catalogue_loads_and_checks_clean() {
    let catalog = shipped();
    assert_eq!(catalog.check(), []);
    let bytes: usize = SHIPPED.iter().map(|(_, text)| text.len()).sum();
    assert!(bytes <= 60_000, "{bytes} bytes of text travel to the browser");
}

#[test]
fn every_figure_says_how_it_is_known_and_stays_in_its_domain() {
    let catalog = shipped();
    let figures = catalog.figures();
    assert!(figures.len() >= 400, "{}", figures.len());
    for (path, figure) in &figures {
        let source = &figure.source;
        assert!(!source.document.is_empty() && Day::parse(&source.as_of).is_some(), "{path}");
        let (low, middle, high) =
            (figure.distribution.low(), figure.median(), figure.distribution.high());
        assert!(low <= middle && middle <= high, "{path}: {low} {middle} {high}");
        // What nobody knows is a range: one value would pretend to know.
        let nothing_billed = path == "catalog.providers.self.negotiated_discount";
        let by_rule_of_price = path.starts_with("catalog.offers.");
        if source.basis == Basis::Assumed && !nothing_billed && !by_rule_of_price {
            assert!(!figure.distribution.is_fixed(), "{path} is assumed without a range");
        }
    }
    let mut paths: Vec<&String> = figures.iter().map(|(path, _)| path).collect();
    paths.sort();
    paths.dedup();
    assert_eq!(paths.len(), figures.len(), "paths are unique");
    assert!(paths.iter().any(|path| *path == "catalog.models.deepseek-v4-pro.scores.gpqa"));
}

#[test]
fn what_a_rule_fills_is_assumed_and_names_the_rule() {
    let catalog = shipped();
    let opus = &catalog.models[catalog.model("claude-opus-4.6").unwrap().index()];
    let ModelArchitecture::Guessed(guess) = &opus.architecture else { panic!("closed weights") };
    assert_eq!(guess.total_params.source.basis, Basis::Assumed);
    assert_eq!(guess.total_params.source.note, "rule closed-size-by-tier");
}

#[test]
fn list_prices_are_those_of_their_day() {
    let catalog = shipped();
    let pro = "deepseek/deepseek-v4-pro";
    assert_eq!(list_price(&catalog, pro, "2026-04-23"), None);
    assert_eq!(list_price(&catalog, pro, "2026-04-30"), Some((1.74, 3.48)));
    assert_eq!(list_price(&catalog, pro, "2026-05-21"), Some((1.74, 3.48)));
    assert_eq!(list_price(&catalog, pro, "2026-06-01"), Some((0.435, 0.87)));
    assert_eq!(list_price(&catalog, pro, "2026-11-22"), Some((0.66, 1.98)));
    let opus = "anthropic/claude-opus-4.6";
    assert_eq!(list_price(&catalog, opus, "2026-04-30"), Some((5.0, 25.0)));
    let tiers =
        |on| catalog.offer_on(catalog.line(opus).unwrap(), day(on)).unwrap().context_tiers.len();
    assert_eq!((tiers("2026-03-12"), tiers("2026-03-13")), (1, 0));
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
fn writing_to_the_cache_is_a_surcharge_on_input() {
    let catalog = shipped();
    let opus = catalog.line("anthropic/claude-opus-4.6").unwrap();
    let price = catalog.offer_on(opus, day("2026-04-30")).unwrap().usd_per_mtok();
    assert_eq!((price.uncached_input, price.cached_input), (5.0, 0.5));
    assert_eq!((price.cache_write, price.output), (1.25, 25.0));
    let glm = catalog.line("zai/glm-5").unwrap();
    assert_eq!(catalog.offer_on(glm, day("2026-04-30")).unwrap().usd_per_mtok().cache_write, 0.0);
}

#[test]
fn what_an_article_states_is_not_the_list_price() {
    let catalog = shipped();
    let opus = catalog.model("claude-opus-4.6").unwrap();
    let claim = catalog.claims.iter().find(|claim| claim.model == opus).unwrap();
    let stated = claim.output_usd_per_mtok.as_ref().unwrap();
    assert_eq!(stated.median(), 75.0);
    assert_eq!(list_price(&catalog, "anthropic/claude-opus-4.6", "2026-04-30").unwrap().1, 25.0);
    assert!(
        catalog.offers.iter().all(|offer| !offer
            .input_usd_per_mtok
            .source
            .document
            .contains("article"))
    );
}

#[test]
fn hosts_have_no_offer_but_a_rule() {
    let catalog = shipped();
    let rule = catalog.rule("host-copies-first-party").unwrap();
    let probability = catalog.rules[rule.index()].figure("copy_probability").unwrap();
    assert!((probability.distribution.low() - 0.5).abs() < 1e-9);
    let host = |line: &&Line| catalog.providers[line.provider.index()].group == Group::Host;
    let lines: Vec<&Line> = catalog.lines.iter().filter(host).collect();
    assert_eq!(lines.len(), 7);
    for line in lines {
        assert_eq!(line.price_rule, Some(rule));
        assert_eq!(list_price(&catalog, &line.id, "2026-04-30"), None);
        // The rule needs a first party's price on the day.
        let first = |other: &&Line| {
            other.model == line.model
                && catalog.models[line.model.index()].creator == other.provider
        };
        let first = catalog.lines.iter().find(first).unwrap();
        assert!(list_price(&catalog, &first.id, "2026-04-30").is_some(), "{}", line.id);
    }
}

#[test]
fn rentals_are_those_of_their_day() {
    let catalog = shipped();
    let h100 = catalog.accelerator("h100-sxm").unwrap();
    let on = |text| {
        catalog.rental_on(h100, RentalKind::Owner, day(text)).map(|rental| &rental.usd_per_hour)
    };
    assert!(on("2025-12-31").is_none());
    assert!(!on("2026-04-30").unwrap().distribution.is_fixed());
    assert_eq!(on("2026-08-15").unwrap().median(), 1.17);
}

#[test]
fn published_sizes_come_out_of_the_architectures() {
    let catalog = shipped();
    // Billions of parameters, in all and active, as the creators state them.
    let stated = [
        ("deepseek-v4-pro", 1600.0, 49.0),
        ("deepseek-v4-flash", 284.0, 13.0),
        ("kimi-k2.5", 1000.0, 32.0),
        ("glm-5", 744.0, 40.0),
        ("qwen3-235b-2507", 235.0, 22.0),
    ];
    for (id, total, active) in stated {
        let model = &catalog.models[catalog.model(id).unwrap().index()];
        let ModelArchitecture::Known(known) = &model.architecture else { panic!("{id}") };
        assert!((known.total_params() / 1e9 / total - 1.0).abs() < 0.03, "{id}");
        assert!((known.active_params() / 1e9 / active - 1.0).abs() < 0.03, "{id}");
    }
}

#[test]
fn anchors_agree_with_themselves() {
    for anchor in &shipped().anchors {
        // Tokens per second of a replica from one request's time: closed loop, so within a fifth.
        let request_s =
            anchor.ttft_s + (anchor.output_tokens * anchor.length_ratio - 1.0) * anchor.tpot_s;
        let output = anchor.concurrency * anchor.output_tokens * anchor.length_ratio / request_s;
        let ratio = output / (anchor.output_tokens_per_s * anchor.accelerators);
        assert!((ratio - 1.0).abs() < 0.2, "{ratio} {anchor:?}");
    }
}

#[test]
fn the_small_catalogue_is_clean() {
    assert_eq!(problems(SMALL), [""; 0]);
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
        "a.toml: model[m].scores.basis = heard: must be measured, published, derived or assumed"
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
        "starting_weight = { value = \"1 to 4\", rule = \"guess\" }",
        "starting_weight = { value = \"1 to 4\", rule = \"hunch\" }",
    );
    assert_eq!(after[0], "a.toml: line[lab/m].starting_weight.rule = hunch: is not a rule");
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
    let rule = "must be the last day of the month that the world is called after";
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
    let none = "catalog.models.m: has no scores, and no predecessor to take them from";
    assert_eq!(after, [none, "catalog.benchmarks.exam: has no scores"]);
    let after = problems_after("kind = \"owner\"", "kind = \"contract\"");
    let rule = "has no owner price per hour on 2026-04-30";
    let path = "catalog.providers.lab.accelerator";
    assert_eq!(after, [format!("{path}_now = gpu: {rule}"), format!("{path}_next = gpu: {rule}")]);
    let after = problems_after("lines = [\"lab/m\"]", "lines = []");
    assert_eq!(after, ["catalog.lines.lab/m: is in no world"]);
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
    // Token counts are the only line of it that a catalogue can do without.
    assert_eq!(unnoticed, ["exam = [1000, 200, 3_000]"]);
}
