//! What the shipped catalogue says.

use super::*;
use crate::source::Basis;

fn shipped() -> &'static Catalog {
    Catalog::shipped().unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_shipped_catalogue_loads_and_checks_clean() {
    let catalog = shipped();
    assert_eq!(catalog.check(), []);
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
        // What a kind of business does not have is 0.
        let none = path.starts_with("catalog.businesses.") && middle == 0.0;
        let by_rule_of_price = path.starts_with("catalog.offers.");
        if source.basis == Basis::Assumed && !none && !by_rule_of_price {
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
    assert_eq!(list_price(catalog, pro, "2026-04-23"), None);
    assert_eq!(list_price(catalog, pro, "2026-04-30"), Some((1.74, 3.48)));
    assert_eq!(list_price(catalog, pro, "2026-05-21"), Some((1.74, 3.48)));
    assert_eq!(list_price(catalog, pro, "2026-06-01"), Some((0.435, 0.87)));
    assert_eq!(list_price(catalog, pro, "2026-11-22"), Some((0.66, 1.98)));
    let opus = "anthropic/claude-opus-4.6";
    assert_eq!(list_price(catalog, opus, "2026-04-30"), Some((5.0, 25.0)));
    let tiers =
        |on| catalog.offer_on(catalog.line(opus).unwrap(), day(on)).unwrap().context_tiers.len();
    assert_eq!((tiers("2026-03-12"), tiers("2026-03-13")), (1, 0));
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
    assert_eq!(list_price(catalog, "anthropic/claude-opus-4.6", "2026-04-30").unwrap().1, 25.0);
    // What an article claims of a model that nobody sells is an offer of that basis.
    let of_article = catalog.offers.iter().map(|offer| &offer.input_usd_per_mtok.source);
    let mut of_article = of_article.filter(|source| source.document.contains("article"));
    assert!(of_article.all(|source| source.basis == Basis::Claimed));
}

#[test]
fn hosts_of_april_have_no_offer_but_a_rule() {
    let catalog = shipped();
    let rule = catalog.rule("host-copies-first-party").unwrap();
    let probability = catalog.rules[rule.index()].figure("copy_probability").unwrap();
    assert!((probability.distribution.low() - 0.5).abs() < 1e-9);
    let april = &catalog.worlds[catalog.world("2026-04").unwrap().index()];
    let host = |line: &&Line| catalog.providers[line.provider.index()].group == Group::Host;
    let main = april.main.iter().map(|line| &catalog.lines[line.index()]);
    let lines: Vec<&Line> = main.filter(host).collect();
    assert_eq!(lines.len(), 7);
    for line in lines {
        assert_eq!(line.price_rule, Some(rule));
        assert_eq!(list_price(catalog, &line.id, "2026-04-30"), None);
        // The rule needs a first party's price on the day.
        let first = |other: &&Line| {
            other.model == line.model
                && catalog.models[line.model.index()].creator == other.provider
        };
        let first = catalog.lines.iter().find(first).unwrap();
        assert!(list_price(catalog, &first.id, "2026-04-30").is_some(), "{}", line.id);
    }
}

#[test]
fn rentals_are_those_of_their_day() {
    let catalog = shipped();
    let h100 = catalog.accelerator("h100-sxm").unwrap();
    let on = |text| {
        catalog.rental_on(h100, RentalKind::Owner, day(text)).map(|rental| &rental.usd_per_hour)
    };
    assert!(on("2024-12-31").is_none());
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
        let ModelArchitecture::Known(shape) = model.architecture else { panic!("{id}") };
        let known = &catalog.shapes[shape.index()].architecture;
        assert!((known.total_params() / 1e9 / total - 1.0).abs() < 0.03, "{id}");
        assert!((known.active_params() / 1e9 / active - 1.0).abs() < 0.03, "{id}");
    }
}
