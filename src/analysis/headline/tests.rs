use super::super::words::{month_name, percent, usd};
use super::*;
use crate::catalog::Catalog;
use crate::scenario::{Override, POLICIES, Scenario, shipped};
use crate::statistics::{Band, Direction};

fn run(id: &str, overrides: &[(&str, &str)], blocks: u32) -> Simulation {
    let catalog = Catalog::shipped().expect("it is valid");
    let overrides: Vec<Override> = (overrides.iter())
        .map(|(path, value)| Override { path: path.to_string(), text: value.to_string() })
        .collect();
    let text = shipped(id).expect("it is shipped").text;
    let scenario = Scenario::parse(text, &overrides, catalog).expect("it is valid");
    let mut simulation = Simulation::new(scenario, 42);
    (0..blocks).for_each(|block| simulation.run_block(block));
    simulation.keep();
    simulation
}

fn between(band: &Band, shown: fn(f64) -> String) -> String {
    format!("({} to {})", shown(band.p5), shown(band.p95))
}

fn told(simulation: &Simulation, view: &str, shown: &Shown) -> Vec<String> {
    let headlines = report_of(simulation, shown).headlines.into_iter();
    headlines.filter(|it| it.view == view).map(|it| it.text).collect()
}

fn band(simulation: &Simulation, metric: Metric, id: &str, month: usize) -> Band {
    simulation.band(simulation.curves().find(metric, id).expect("it is followed"), month)
}

/// Every switch of the picture changes the sentence, whose numbers are the picture's.
#[test]
fn margins_are_those_that_are_shown() {
    for (response, doing) in [
        ("hold", "hold their prices"),
        ("undercut", "undercut open prices"),
        ("best-response", "ask what pays them most"),
    ] {
        let simulation = run("first-steps", &[("market.closed_response", response)], 1);
        let months = simulation.summary().months;
        for (metric, measure) in
            [(Metric::GrossMargin, "gross margin"), (Metric::OperatingMargin, "operating margin")]
        {
            for month in [None, Some(12)] {
                let shown = Shown { metric, month, ..Shown::default() };
                let lines = told(&simulation, "margins", &shown);
                let at = month.unwrap_or(months.len() - 1);
                let [now, then] = [0, at].map(|at| band(&simulation, metric, "closed-labs", at));
                let expected = format!(
                    "If closed labs {doing}, their {measure} goes from {} to {} (9 in 10: {} to {}), {} to {}.",
                    percent(now.p50),
                    percent(then.p50),
                    percent(then.p5),
                    percent(then.p95),
                    month_name(&months[0]),
                    month_name(&months[at]),
                );
                assert_eq!(lines[0], expected);
                for (id, name) in [("open-labs", "Open labs go"), ("hosts", ", hosts")] {
                    let [now, then] = [0, at].map(|at| band(&simulation, metric, id, at));
                    let expected = format!(
                        "{name} from {} to {} {}",
                        percent(now.p50),
                        percent(then.p50),
                        between(&then, percent)
                    );
                    assert!(lines[2].contains(&expected), "{} has no {expected}", lines[2]);
                }
                let all = lines[3].contains("all costs");
                assert_eq!(all, metric == Metric::OperatingMargin, "{}", lines[3]);
                assert!(lines[3].starts_with(&format!("Here {measure} is (")), "{}", lines[3]);
            }
        }
    }
}

/// Who starts below is counted apart, at the level that is asked for and at no other, whatever closed labs do.
#[test]
fn a_passage_is_told_at_the_readers_level_by_one_convention() {
    for response in ["hold", "match", "best-response"] {
        let simulation = run("first-steps", &[("market.closed_response", response)], 1);
        let draws = f64::from(simulation.draws());
        for metric in [Metric::GrossMargin, Metric::OperatingMargin] {
            for level in [0.7, 0.5, 0.0] {
                let shown = Shown { metric, level, ..Shown::default() };
                let line = &told(&simulation, "margins", &shown)[1];
                let curve = simulation.curves().find(metric, "closed-labs");
                let of_level = simulation.passages().iter().find(|(place, it)| {
                    Some(*place) == curve
                        && it.level() == level
                        && it.direction() == Direction::Below
                });
                let (_, passage) = of_level.expect("it is counted");
                let start = f64::from(passage.already()) / draws;
                let later = f64::from(passage.by_month().iter().sum::<u32>()) / draws;
                let expected = format!(
                    "It is below {} in {} of runs in April 2026; {} more fall below by April 2029",
                    percent(level),
                    percent(start),
                    percent(later)
                );
                assert!(line.starts_with(&expected), "{line}\n{expected}");
                let never = f64::from(passage.never()) / draws;
                assert!((start + later + never - 1.0).abs() < 1e-12);
                assert_eq!(line.contains("half of these by "), later > 0.02, "{line}");
            }
        }
        // Up to a month, only the passages up to it.
        let until = |month| {
            let shown = Shown { level: 0.7, month: Some(month), ..Shown::default() };
            told(&simulation, "margins", &shown)[1].clone()
        };
        assert!(until(0).contains("; 0% more fall below by April 2026."), "{}", until(0));
        let uncounted = Shown { level: 0.123, ..Shown::default() };
        assert!(!told(&simulation, "margins", &uncounted).iter().any(|it| it.contains("below")));
    }
}

#[test]
fn providers_are_told_of_where_providers_are_shown() {
    let simulation = run("first-steps", &[], 1);
    let summary = simulation.summary();
    let last = summary.months.len() - 1;
    for (metric, measure) in
        [(Metric::GrossMargin, "gross margin"), (Metric::OperatingMargin, "operating margin")]
    {
        let shown =
            Shown { metric, sellers: SubjectKind::Provider, level: 0.8, ..Shown::default() };
        let lines = told(&simulation, "margins", &shown);
        let bands = |month: usize| -> Vec<(String, f64)> {
            let drawn =
                summary.curves.iter().enumerate().filter(|(_, it)| {
                    it.metric == metric && it.subject.kind == SubjectKind::Provider
                });
            drawn
                .map(|(place, it)| (it.subject.name.clone(), simulation.band(place, month).p50))
                .filter(|(_, median)| !median.is_nan())
                .collect()
        };
        let then = bands(last);
        let below = |of: &[(String, f64)]| of.iter().filter(|it| it.1 < 0.8).count();
        let expected = format!(
            "If closed labs hold their prices, median {measure} is below 80% at {} of {} providers in April 2026, at {} of {} in April 2029.",
            below(&bands(0)),
            bands(0).len(),
            below(&then),
            then.len()
        );
        assert_eq!(lines[0], expected);
        assert!(!lines.iter().any(|it| it.contains("labs go")), "{lines:?}");
    }
}

/// A policy that must keep half of the requests in-house pays for all of them; one model alone does not serve them.
#[test]
fn a_bill_says_what_it_serves_and_a_saving_is_over_what_both_serve() {
    let simulation = run("regulated-in-house", &[], 1);
    for month in [0, 12] {
        let shown = Shown { month: Some(month), ..Shown::default() };
        let lines = told(&simulation, "cost", &shown);
        let of = |metric, policy: usize| band(&simulation, metric, POLICIES[policy], month);
        for (policy, line) in [(1, &lines[0]), (0, &lines[1])] {
            let unserved = of(Metric::UnservedShare, policy).mean;
            let serves = match unserved < 0.0005 {
                true => "serves every request".to_string(),
                false => format!("serves {} of requests", percent(1.0 - unserved)),
            };
            let bill = usd(of(Metric::BillUsdPerMonth, policy).p50);
            let success = percent(of(Metric::Success, policy).p50);
            assert!(line.contains(&serves) && line.contains(&bill), "{line}");
            assert!(line.ends_with(&format!("succeeds on {success} of these.")), "{line}");
        }
        assert!(of(Metric::UnservedShare, 0).mean > 0.2, "the single model serves all");
        let saving = of(Metric::SavingOverSingle, 1);
        let bills = [0, 1].map(|it| of(Metric::BillUsdPerMonth, it).p50);
        // The whole bill is a multiple of the single model's; on what both serve it is a part of it.
        assert!(bills[1] > 2.0 * bills[0] && saving.p50 > 0.0, "{bills:?} {saving:?}");
        let expected = format!(
            "On the requests that both serve, the cheapest line that meets each threshold saves {} {} against Claude Opus 4.6 alone.",
            percent(saving.p50),
            between(&saving, percent)
        );
        assert_eq!(lines[2], expected);
        let worst = (0..simulation.curves().months)
            .map(|month| band(&simulation, Metric::UnservedShare, POLICIES[1], month).mean)
            .fold(0.0, f64::max);
        let expected = format!("the worst month, {} of requests go unserved", percent(worst));
        assert_eq!(worst >= 0.005, lines.get(3).is_some_and(|it| it.contains(&expected)));
        let savings = lines.iter().filter(|it| it.contains("saves")).count();
        assert_eq!(savings, 1, "{lines:?}");
    }
}

/// One draw by hand: nothing is unserved, so the saving is that of the bills.
#[test]
fn where_both_serve_everything_the_saving_is_that_of_the_bills() {
    let mut simulation = run("november-2026", &[], 0);
    let months = simulation.curves().months;
    let place = |metric, policy: usize| {
        simulation.curves().find(metric, POLICIES[policy]).expect("it is followed") * months
    };
    let bills = [0, 1].map(|policy| place(Metric::BillUsdPerMonth, policy));
    let unserved = [0, 1].map(|policy| place(Metric::UnservedShare, policy));
    let savings = [0, 1].map(|policy| place(Metric::SavingOverSingle, policy));
    let outcome = simulation.outcome(3);
    for month in 0..months {
        assert!(unserved.iter().all(|place| outcome[place + month] == 0.0));
        let [single, cheapest] = bills.map(|place| outcome[place + month]);
        let [none, saving] = savings.map(|place| outcome[place + month]);
        assert!(none == 0.0 && (saving - (1.0 - cheapest / single)).abs() < 1e-12, "{month}");
    }
}

#[test]
fn a_router_has_one_saving_with_its_baseline() {
    let simulation = run("routed-market", &[], 1);
    let lines = told(&simulation, "cost", &Shown::default());
    let saves: Vec<&String> = lines.iter().filter(|it| it.contains(" saves ")).collect();
    assert_eq!(saves.len(), 1, "{lines:?}");
    let own = super::super::savings_by_month(&simulation)[0].own;
    let expected = format!(
        "Against the best single model of each task class, routing saves {} ({} to {}) at equal quality in April 2026",
        percent(own.p50),
        percent(own.p5),
        percent(own.p95)
    );
    assert!(saves[0].starts_with(&expected), "{}\n{expected}", saves[0]);
}

#[test]
fn no_sentence_is_about_nothing() {
    let simulation = run("first-steps", &[], 0);
    assert!(report(&simulation).headlines.is_empty());
    let mut told = Told::default();
    assert!(told.report(&simulation, &Shown::default(), 512).headlines.is_empty());
}

/// What was told first stays until 4,096 draws, unless another picture is shown; then it is told anew, and at the end.
#[test]
fn numbers_stand_still_until_4096_draws() {
    let mut simulation = run("first-steps", &[("horizon_months", "2")], 1);
    let (mut told, shown) = (Told::default(), Shown::default());
    let mut changes = Vec::new();
    let mut last = told.report(&simulation, &shown, 20 * 256).headlines;
    assert_eq!(last, report(&simulation).headlines);
    let mut moved = 0;
    for block in 1..20 {
        simulation.run_block(block);
        simulation.keep();
        let now = told.report(&simulation, &shown, 20 * 256);
        assert_eq!(now.draws, (block + 1) * 256);
        let alone = report(&simulation).headlines;
        moved += usize::from(alone != last);
        if now.headlines != last {
            assert_eq!(now.headlines, alone);
            changes.push(now.draws);
            last = now.headlines;
        }
    }
    assert!(changes.iter().all(|draws| [4096, 5120].contains(draws)), "{changes:?}");
    assert!(moved > 3 && changes.contains(&4096), "nothing would have flickered");
    let shown = Shown { level: 0.3, ..shown };
    assert_ne!(told.report(&simulation, &shown, 20 * 256).headlines, last);
}
