//! What holds in every draw, whatever the numbers are.

mod runs;

use runs::{catalog, scenario};
use undercut::scenario::{GroupId, Input, PricePlan, SHIPPED, Scenario};
use undercut::simulation::{Curves, Metric, Simulation, SubjectKind};
use undercut::tokens::TokenCounts;
use undercut::workload::Request;

/// Four classes, two segments, a router, and hosts by rule: what exercises most.
const APRIL: &str = "deepseek-v4-april-2026";

/// Draws from different blocks.
const DRAWS: [u32; 6] = [0, 1, 100, 255, 256, 5000];

/// One draw's numbers by name.
struct Outcome {
    curves: Curves,
    values: Vec<f64>,
}

impl Outcome {
    fn of(simulation: &mut Simulation, index: u32) -> Outcome {
        let values = simulation.outcome(index).to_vec();
        Outcome { curves: simulation.curves().clone(), values }
    }

    fn at(&self, metric: Metric, id: &str, month: usize) -> f64 {
        let curve = self.curves.find(metric, id).unwrap_or_else(|| panic!("no {metric:?} of {id}"));
        self.values[curve * self.curves.months + month]
    }

    fn months(&self) -> std::ops::Range<usize> {
        0..self.curves.months
    }
}

/// The same draws of two scenarios, side by side.
fn pairs(one: Scenario, other: Scenario) -> impl Iterator<Item = (Outcome, Outcome)> {
    let (mut one, mut other) = (Simulation::new(one, 42), Simulation::new(other, 42));
    DRAWS.into_iter().map(move |it| (Outcome::of(&mut one, it), Outcome::of(&mut other, it)))
}

/// Outcomes of all shipped scenarios, each with its scenario.
fn outcomes() -> impl Iterator<Item = (Scenario, Outcome, u32)> {
    SHIPPED.iter().flat_map(|it| {
        let scenario = scenario(it.id, &[]);
        let mut simulation = Simulation::new(scenario.clone(), 42);
        DRAWS.map(|index| (scenario.clone(), Outcome::of(&mut simulation, index), index))
    })
}

fn ids(scenario: &Scenario, kind: SubjectKind) -> Vec<String> {
    let mut ids: Vec<String> = Curves::of(&scenario.plan)
        .list
        .into_iter()
        .filter(|(_, subject)| subject.kind == kind)
        .map(|(_, subject)| subject.id)
        .collect();
    ids.dedup();
    ids
}

fn near(a: f64, b: f64, what: impl Fn() -> String) {
    let same = (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()));
    assert!(same, "{}: {a} and {b}", what());
}

/// A number that may be missing where nothing is sold, as a term of a sum.
fn term(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value }
}

#[test]
fn shares_sum_to_one_over_groups_and_over_providers() {
    for (scenario, outcome, index) in outcomes() {
        for metric in [Metric::TokenShare, Metric::RevenueShare] {
            for kind in [SubjectKind::Group, SubjectKind::Provider] {
                let ids = ids(&scenario, kind);
                for month in outcome.months() {
                    let sum: f64 = ids.iter().map(|id| outcome.at(metric, id, month)).sum();
                    near(sum, 1.0, || {
                        format!("draw {index}, month {month}: {metric:?} of {kind:?}")
                    });
                }
            }
        }
    }
}

#[test]
fn margins_are_what_price_and_cost_leave_and_each_step_takes_something() {
    for (scenario, outcome, index) in outcomes() {
        for id in
            ids(&scenario, SubjectKind::Group).iter().chain(&ids(&scenario, SubjectKind::Provider))
        {
            for month in outcome.months() {
                let at = |metric| outcome.at(metric, id, month);
                let said = |what: &str| format!("draw {index}, month {month}: {what} of {id}");
                let margin = 1.0 - at(Metric::CostUsdPerMtok) / at(Metric::PriceUsdPerMtok);
                near(at(Metric::ComputeMargin), margin, || said("compute margin"));
                let (gross, net) = (at(Metric::GrossMargin), at(Metric::NetOfPartnersMargin));
                let operating = at(Metric::OperatingMargin);
                assert!(!(net > gross) && !(operating > net), "{}", said("order"));
                assert!(!(at(Metric::SegmentMargin) > margin), "{}", said("segment"));
            }
        }
    }
}

#[test]
fn a_group_is_the_sum_of_its_providers() {
    for (scenario, outcome, index) in outcomes() {
        for group in GroupId::ALL {
            let members: Vec<&str> = scenario
                .plan
                .providers
                .iter()
                .filter(|it| it.group == group)
                .map(|it| it.id.as_str())
                .collect();
            for month in outcome.months() {
                let of_group = |metric| outcome.at(metric, group.id(), month);
                let sum =
                    |value: &dyn Fn(&str) -> f64| members.iter().map(|id| value(id)).sum::<f64>();
                let said =
                    |what: &str| format!("draw {index}, month {month}: {what} of {}", group.id());
                for metric in [Metric::RevenueUsdPerMonth, Metric::TokenShare, Metric::RevenueShare]
                {
                    let of_members = sum(&|id| outcome.at(metric, id, month));
                    near(of_group(metric), of_members, || said(&format!("{metric:?}")));
                }
                // Revenue and cost a token are means over tokens sold; margins follow from them.
                for metric in [Metric::PriceUsdPerMtok, Metric::CostUsdPerMtok] {
                    let weighted = |id: &str| {
                        outcome.at(Metric::TokenShare, id, month)
                            * term(outcome.at(metric, id, month))
                    };
                    let of_members = sum(&weighted);
                    let of_group = of_group(Metric::TokenShare) * term(of_group(metric));
                    near(of_group, of_members, || said(&format!("{metric:?}")));
                }
                let (price, cost) =
                    (of_group(Metric::PriceUsdPerMtok), of_group(Metric::CostUsdPerMtok));
                near(of_group(Metric::ComputeMargin), 1.0 - cost / price, || {
                    said("compute margin")
                });
                let operating = |id: &str| {
                    outcome.at(Metric::RevenueUsdPerMonth, id, month)
                        * outcome.at(Metric::OperatingMargin, id, month)
                };
                let sold = members
                    .iter()
                    .all(|id| outcome.at(Metric::RevenueUsdPerMonth, id, month) > 0.0);
                if sold {
                    let of_members = sum(&operating) / of_group(Metric::RevenueUsdPerMonth);
                    near(of_group(Metric::OperatingMargin), of_members, || {
                        said("operating margin")
                    });
                }
            }
        }
    }
}

/// The rates per accelerator hour of the default scenario, each times `factor`.
fn rates_times(id: &str, factor: f64, only: impl Fn(&Input) -> bool) -> Scenario {
    let inputs = scenario(id, &[]).inputs;
    let rates = inputs.iter().filter(|it| it.path.starts_with("catalog.rentals.") && only(it));
    let set: Vec<(String, String)> = rates
        .map(|it| {
            let (low, high) = (it.distribution.low(), it.distribution.high());
            (it.path.clone(), format!("{} to {}", low * factor, high * factor))
        })
        .collect();
    assert!(!set.is_empty());
    let set: Vec<(&str, &str)> =
        set.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    scenario(id, &set)
}

#[test]
fn a_common_cost_shock_leaves_the_ratios_between_lines_unchanged() {
    let dearer = rates_times(APRIL, 1.5, |_| true);
    let lines = ids(&dearer, SubjectKind::Line);
    for (before, after) in pairs(scenario(APRIL, &[]), dearer) {
        for id in &lines {
            for month in before.months() {
                let cost = |it: &Outcome| it.at(Metric::CostUsdPerMtok, id, month);
                near(cost(&after), 1.5 * cost(&before), || format!("month {month}: cost of {id}"));
            }
        }
    }
}

#[test]
fn dearer_accelerators_never_lower_a_cost() {
    for id in [APRIL, "regulated-in-house"] {
        let plain = scenario(id, &[]);
        let lines = ids(&plain, SubjectKind::Line);
        let rates: Vec<String> = plain
            .inputs
            .iter()
            .filter(|it| it.path.starts_with("catalog.rentals."))
            .map(|it| it.path.clone())
            .collect();
        for rate in rates {
            let dearer = rates_times(id, 2.0, |it| it.path == rate);
            let mut rose = false;
            for (before, after) in pairs(plain.clone(), dearer) {
                for month in before.months() {
                    for line in &lines {
                        let cost = |it: &Outcome| it.at(Metric::CostUsdPerMtok, line, month);
                        assert!(!(cost(&after) < cost(&before)), "{rate}: {line} in month {month}");
                        rose |= cost(&after) > cost(&before);
                    }
                    let bill = |it: &Outcome| it.at(Metric::BillUsdPerMonth, "random-mix", month);
                    rose |= bill(&after) > bill(&before);
                }
            }
            assert!(rose, "{id}: {rate} raises no cost");
        }
    }
}

const NO_LAUNCHES: [(&str, &str); 2] =
    [("market.launch_price", "1"), ("market.launch_price_spread", "1e-12")];

#[test]
fn closed_labs_that_hold_stay_at_their_lists_without_launches() {
    let set = [NO_LAUNCHES[0], NO_LAUNCHES[1], ("market.closed_response", "hold")];
    let scenario = scenario(APRIL, &set);
    let plan = &scenario.plan;
    let mut simulation = Simulation::new(scenario.clone(), 42);
    for index in DRAWS {
        let outcome = Outcome::of(&mut simulation, index);
        for line in plan.lines.iter().filter(|line| !plan.models[line.model.index()].open) {
            let at = |month| outcome.at(Metric::PriceUsdPerMtok, &line.id, month);
            let PricePlan::Listed { lists } = &line.price else { continue };
            // What was announced happens; until then the list stays.
            let since = |month| {
                let begun = lists.iter().rev().find(|list| list.from_month <= month);
                begun.map_or(0, |list| list.from_month)
            };
            outcome
                .months()
                .for_each(|month| near(at(month), at(since(month)), || line.id.clone()));
        }
    }
}

#[test]
fn matching_and_undercutting_never_raise_a_price_and_do_lower_some() {
    let hold = scenario(APRIL, &[("market.closed_response", "hold")]);
    let lines = ids(&hold, SubjectKind::Line);
    for response in ["match", "undercut"] {
        let mut lower = 0;
        for (held, moved) in
            pairs(hold.clone(), scenario(APRIL, &[("market.closed_response", response)]))
        {
            for id in &lines {
                for month in held.months() {
                    let price = |it: &Outcome| it.at(Metric::PriceUsdPerMtok, id, month);
                    assert!(price(&moved) <= price(&held), "{response}: {id} in month {month}");
                    lower += u32::from(price(&moved) < price(&held));
                }
            }
        }
        assert!(lower > 100, "{response} lowers {lower} prices");
    }
}

/// In the first month a line costs what its dated list says, for the tokens that its model uses.
#[test]
fn prices_of_the_first_month_are_the_dated_lists() {
    let scenario = scenario("first-steps", &[]);
    let (plan, catalog) = (&scenario.plan, catalog());
    let day = catalog.worlds[0].last_day;
    let mut simulation = Simulation::new(scenario.clone(), 42);
    let mut draw = scenario.template.clone();
    let (mut listed, mut copied) = (0, 0);
    for index in DRAWS {
        undercut::simulation::draw(&scenario, 42, index, &mut draw);
        let outcome = Outcome::of(&mut simulation, index);
        let usd_per_mtok = |line: &undercut::scenario::LinePlan, id: &str| {
            let class = &plan.classes[0];
            let request = Request {
                input_tokens: draw[class.input_tokens],
                output_tokens: draw[class.output_tokens],
                prefix_hit_rate: draw[class.prefix_hit_rate],
                thinking: draw[class.thinking],
                cache_write_share: None,
            };
            let tokens: TokenCounts = request.tokens(&plan.models[line.model.index()].factors[0]);
            let offer = catalog.offer_on(catalog.line(id)?, day)?;
            let price = |figure: &undercut::catalog::Figure| figure.distribution.median();
            let input = price(&offer.input_usd_per_mtok);
            let write = offer.cache_write_usd_per_mtok.as_ref().map_or(input, price);
            assert!(tokens.input() < 100_000.0, "below every long-context tier");
            let usd = tokens.uncached_input * write
                + tokens.cached_input * price(&offer.cached_input_usd_per_mtok)
                + (tokens.reasoning + tokens.answer) * price(&offer.output_usd_per_mtok);
            Some(usd / tokens.total())
        };
        for line in &plan.lines {
            let got = outcome.at(Metric::PriceUsdPerMtok, &line.id, 0);
            match line.price {
                PricePlan::Listed { .. } => {
                    let list = usd_per_mtok(line, &line.id).expect("a list of that day");
                    near(got, list, || format!("draw {index}: {}", line.id));
                    listed += 1;
                }
                PricePlan::LikeFirstParty { line: first, factor, .. } => {
                    let first = &plan.lines[first.index()];
                    let list = usd_per_mtok(line, &first.id).expect("a list of the first party");
                    let same = (got / list - 1.0).abs() < 1e-9;
                    copied += u32::from(same);
                    assert!(same || (got / list / draw[factor] - 1.0).abs() < 1e-9, "{}", line.id);
                }
            }
        }
    }
    assert!(listed > 50 && copied > 10, "{listed} lists, {copied} copies");
}

const POLICIES: [&str; 4] = ["single", "cheapest-meeting-threshold", "random-mix", "oracle"];

#[test]
fn a_higher_threshold_never_serves_more_and_never_at_a_lower_price() {
    let at =
        |threshold| scenario("first-steps", &[("workload.task[0].quality.threshold", threshold)]);
    for (lax, strict) in [("0.3", "0.6"), ("0.6", "0.75"), ("0.75", "0.9")] {
        for (before, after) in pairs(at(lax), at(strict)) {
            for month in before.months() {
                for id in POLICIES.into_iter().chain(["market"]) {
                    let unserved = |it: &Outcome| it.at(Metric::UnservedShare, id, month);
                    assert!(unserved(&after) >= unserved(&before), "{id} in month {month}");
                }
                // One class: a month is served whole or not at all.
                let cheapest = |it: &Outcome, metric| it.at(metric, POLICIES[1], month);
                for metric in [Metric::BillUsdPerMonth, Metric::Success] {
                    let (before, after) = (cheapest(&before, metric), cheapest(&after, metric));
                    assert!(!(after < before), "{metric:?} falls from {before} to {after}");
                }
            }
        }
    }
}

#[test]
fn policies_stand_in_their_order() {
    for id in ["first-steps", APRIL, "coding-assistant"] {
        let mut simulation = Simulation::new(scenario(id, &[]), 42);
        for index in DRAWS {
            let outcome = Outcome::of(&mut simulation, index);
            for month in outcome.months() {
                let unserved = |policy| outcome.at(Metric::UnservedShare, policy, month);
                let bill = |policy| outcome.at(Metric::BillUsdPerMonth, policy, month);
                // A mix and a choice of the cheapest serve the same classes; a single model no more of them.
                near(unserved("random-mix"), unserved(POLICIES[1]), || "unserved".to_string());
                // The default's buyer follows a router: no dearer than the mix but for its own cost, where it is reviewed.
                if id == APRIL {
                    near(unserved("threshold-router"), unserved(POLICIES[1]), || {
                        "unserved".to_string()
                    });
                    if month % 3 == 0 {
                        let (router, mix) = (bill("threshold-router"), bill("random-mix"));
                        assert!(!(router > mix * 1.01), "{index} {month}: {router} {mix}");
                    }
                }
                assert!(unserved("single") >= unserved(POLICIES[1]));
                assert!(!(bill("random-mix") > bill(POLICIES[1]) * (1.0 + 1e-12)));
                if unserved("single") == unserved(POLICIES[1]) {
                    assert!(!(bill("single") < bill(POLICIES[1]) * (1.0 - 1e-12)));
                }
                // The oracle succeeds wherever some model does. It is reviewed every six months.
                if month % 6 == 0 && unserved("oracle") == unserved(POLICIES[1]) {
                    let success = |policy| outcome.at(Metric::Success, policy, month);
                    assert!(
                        !(success("oracle") < success(POLICIES[1]) - 1e-9),
                        "{id} {index} {month}"
                    );
                }
            }
        }
    }
}

#[test]
fn twice_the_buyers_volume_is_twice_the_bill_and_leaves_the_market_alone() {
    let twice = scenario(APRIL, &[("workload.tokens_per_day", "200M")]);
    let sellers: Vec<String> = [SubjectKind::Group, SubjectKind::Provider]
        .into_iter()
        .flat_map(|kind| ids(&twice, kind))
        .collect();
    for (once, twice) in pairs(scenario(APRIL, &[]), twice) {
        for month in once.months() {
            for policy in POLICIES {
                let bill = |it: &Outcome| it.at(Metric::BillUsdPerMonth, policy, month);
                near(bill(&twice), 2.0 * bill(&once), || format!("{policy} in month {month}"));
            }
            for id in &sellers {
                let revenue = |it: &Outcome| it.at(Metric::RevenueUsdPerMonth, id, month);
                assert_eq!(revenue(&once).to_bits(), revenue(&twice).to_bits(), "{id} in {month}");
            }
        }
    }
}

/// Every curve of sellers, lines and the market in the draws looked at, which must be the same to the bit.
fn sellers_stand(one: &Scenario, other: &Scenario, what: &str) {
    for (a, b) in pairs(one.clone(), other.clone()) {
        for (curve, (metric, subject)) in a.curves.list.iter().enumerate() {
            if subject.kind == SubjectKind::Policy {
                continue;
            }
            let at = curve * a.curves.months..(curve + 1) * a.curves.months;
            let bits = |it: &Outcome| it.values[at.clone()].iter().map(|it| it.to_bits()).collect();
            let (a, b): (Vec<u64>, Vec<u64>) = (bits(&a), bits(&b));
            assert!(a == b, "{what} moves {metric:?} of {}", subject.id);
        }
    }
}

#[test]
fn the_buyers_own_numbers_move_no_seller() {
    for id in [APRIL, "coding-assistant", "november-2026"] {
        let other = [
            ("workload.task[0].share", "0.05"),
            ("workload.task[1].share", "0.75"),
            ("workload.task[0].error_cost", "$7"),
            ("workload.tokens_per_day", "3B"),
            ("workload.growth_per_year", "9"),
        ];
        let known = scenario(id, &[]);
        let there: Vec<_> = other
            .into_iter()
            .filter(|(path, _)| known.inputs.iter().any(|it| it.path == *path))
            .collect();
        assert!(there.len() >= 4, "{id} {there:?}");
        // Shares sum to 1.
        let rest = 1.0 - 0.8;
        let classes = known.plan.classes.len();
        let mut set: Vec<(String, String)> =
            there.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
        for class in 2..classes {
            set.push((
                format!("workload.task[{class}].share"),
                (rest / (classes - 2) as f64).to_string(),
            ));
        }
        let set: Vec<(&str, &str)> =
            set.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        sellers_stand(&known, &scenario(id, &set), id);
    }
}

#[test]
fn who_buys_what_moves_no_volume() {
    // Prices stand still: closed labs hold, nothing is passed on, nobody launches. Buyers still move as moats erode.
    let at = |elasticity| {
        let set = [
            ("market.closed_response", "hold"),
            ("market.open_pass_through", "0"),
            ("market.launch_interval", "1000000000"),
            // What margins imply of it hangs on the elasticity.
            ("market.price_sensitivity", "1.2"),
            ("market.elasticity", elasticity),
        ];
        scenario("first-steps", &set)
    };
    for (still, elastic) in pairs(at("0"), at("1.4")) {
        let last = still.curves.months - 1;
        let share = |month| still.at(Metric::TokenShare, "closed-labs", month);
        assert!((share(0) - share(last)).abs() > 0.01, "buyers move");
        for month in still.months() {
            for group in ["closed-labs", "open-labs", "hosts"] {
                let usd = |it: &Outcome| it.at(Metric::RevenueUsdPerMonth, group, month);
                near(usd(&still), usd(&elastic), || format!("{group} in month {month}"));
            }
        }
    }
}

/// A class that must stay in-house is sold to nobody, and is not served without a fleet.
#[test]
fn what_must_stay_in_house_is_not_sold() {
    let alone = scenario("regulated-in-house", &[("ownership.model", "")]);
    let share = 0.4; // of the buyer's requests, in a market without segments of its own
    let mut served = 0;
    for (owned, alone) in pairs(scenario("regulated-in-house", &[]), alone) {
        for month in owned.months() {
            near(owned.at(Metric::UnservedShare, "market", month), share, || "market".to_string());
            assert!(alone.at(Metric::UnservedShare, POLICIES[1], month) > share - 1e-9);
            served += u32::from(owned.at(Metric::UnservedShare, POLICIES[1], month) < 1e-9);
        }
    }
    assert!(served > 50, "the fleet serves everything in {served} months only");
}

/// The scenario of April with these lines alone, hosts that copy the first party's list, and a router for everything.
fn routed_to(lines: &[&str]) -> Scenario {
    let text = undercut::scenario::shipped(APRIL).expect("it is shipped").text;
    let text = text.replace("[market]", &format!("[market]\nlines = {lines:?}"));
    let set = |(path, text): (&str, &str)| undercut::scenario::Override {
        path: path.to_string(),
        text: text.to_string(),
    };
    let overrides = [
        ("market.routed_share", "1"),
        ("market.routed_share_later", "1"),
        ("catalog.rules.host-copies-first-party.copy_probability", "1"),
    ];
    Scenario::parse(&text, &overrides.map(set), catalog()).expect("it is a scenario")
}

/// Of equal prices none comes first: sellers of one model at one price share what routers send, in whatever order they stand.
#[test]
fn equal_prices_share_routed_requests_evenly() {
    let first = "deepseek/deepseek-v4-pro";
    let hosts = ["deepinfra/deepseek-v4-pro", "together/deepseek-v4-pro"];
    let opus = "anthropic/claude-opus-4.6";
    let orders = [[opus, first, hosts[0], hosts[1]], [first, hosts[1], opus, hosts[0]]];
    let [one, other] = orders.map(|lines| routed_to(&lines));
    for (one, other) in pairs(one, other) {
        for provider in ["anthropic", "deepseek", "deepinfra", "together"] {
            let shares = [&one, &other].map(|it| it.at(Metric::TokenShare, provider, 0));
            assert!((shares[0] - shares[1]).abs() < 1e-12, "{provider}: {shares:?}");
        }
        let share = |provider| one.at(Metric::TokenShare, provider, 0);
        let sold = ["deepseek", "deepinfra", "together"].map(share);
        assert!(sold[0] > 0.0, "nobody routes to the model: {sold:?}");
        assert!(sold.iter().all(|it| (it / sold[0] - 1.0).abs() < 1e-9), "{sold:?}");
    }
}

/// What must stay in-house the single policy serves on the own fleet, where that runs its model.
#[test]
fn the_own_fleet_is_the_single_policys_where_its_line_may_not_serve() {
    const CASE_FILES: f64 = 0.4;
    let single =
        |model| Simulation::new(scenario("regulated-in-house", &[("policy.model", model)]), 42);
    let (mut owned, mut closed) = (single("glm-5"), single("claude-opus-4.6"));
    let mut served = 0;
    for index in 0..32 {
        let (owned, closed) = (Outcome::of(&mut owned, index), Outcome::of(&mut closed, index));
        let unserved = |it: &Outcome, policy| it.at(Metric::UnservedShare, policy, 0);
        assert!(unserved(&closed, "single") > CASE_FILES - 1e-9, "case files went to Opus");
        // GLM-5 takes the office work too where it is good enough.
        let office = 1.0 - CASE_FILES;
        let left = unserved(&owned, "single");
        let by_fleet = unserved(&closed, "cheapest-meeting-threshold") < CASE_FILES;
        assert!(!by_fleet || left < 1e-9 || (left - office).abs() < 1e-9, "{left} in {index}");
        served += u32::from(by_fleet);
    }
    assert!(served > 16, "the fleet serves in {served} of 32 draws");
}

/// No curve of a policy has a saw tooth where pairs or pools are reviewed: in the mean over draws, what changes in the month of a review is
/// what changes in the months beside it.
#[test]
fn reviews_of_policies_leave_no_saw_tooth() {
    const MEAN_OF: u32 = 96;
    let still: &[(&str, &str)] = &[("market.launch_interval", "1000")];
    for (id, policy, metric, overrides, every, most) in [
        ("coding-assistant", "oracle", Metric::Success, still, 6, 0.006),
        ("first-steps", "oracle", Metric::Success, still, 6, 0.006),
        (APRIL, "oracle", Metric::BillUsdPerMonth, &[], 6, 0.03),
        ("november-2026", "oracle", Metric::BillUsdPerMonth, &[], 6, 0.03),
        (APRIL, "threshold-router", Metric::Success, still, 3, 0.006),
    ] {
        let mut simulation = Simulation::new(scenario(id, overrides), 42);
        let curve = simulation.curves().find(metric, policy).expect("a curve");
        let months = simulation.curves().months;
        let mut mean = vec![0.0; months];
        for index in 0..MEAN_OF {
            let path = &simulation.outcome(index)[curve * months..(curve + 1) * months];
            for (mean, value) in mean.iter_mut().zip(path) {
                let value = if metric == Metric::Success { *value } else { libm::log(*value) };
                *mean += if value.is_finite() { value / f64::from(MEAN_OF) } else { 0.0 };
            }
        }
        let step = |month: usize| mean[month] - mean[month - 1];
        for review in (every..months - 1).step_by(every) {
            let jump = step(review) - 0.5 * (step(review - 1) + step(review + 1));
            assert!(jump.abs() < most, "{id}: {policy} jumps by {jump} in month {review}");
        }
    }
}

/// Shares near 1 are as exact as shares near 0: what a band says against the draws in order.
#[test]
fn bands_of_shares_are_exact_near_one() {
    const BLOCKS: u32 = 4;
    let scenario = scenario("first-steps", &[]);
    let run = runs::simulated(&scenario, 42, BLOCKS);
    let mut draws = Simulation::new(scenario, 42);
    let curves = run.curves().clone();
    let last = curves.months - 1;
    for (metric, subject, month) in
        [(Metric::Success, "oracle", last), (Metric::GrossMargin, "anthropic", 12)]
    {
        let curve = curves.find(metric, subject).expect("a curve");
        let mut exact: Vec<f64> = (0..256 * BLOCKS)
            .map(|index| draws.outcome(index)[curve * curves.months + month])
            .filter(|value| value.is_finite())
            .collect();
        exact.sort_by(f64::total_cmp);
        let band = run.band(curve, month);
        for (share, read) in [(0.05, band.p5), (0.5, band.p50), (0.95, band.p95)] {
            let rank = (share * exact.len() as f64).ceil() as usize;
            let value = exact[rank - 1];
            let least = if metric.is_margin() { 1e-3 } else { 1e-4 };
            let most = least + (1.0 - value).abs() / 128.0;
            assert!((read - value).abs() < most, "{subject}: {read} instead of {value}");
        }
    }
}

#[test]
fn steps_of_a_waterfall_sum_to_the_operating_margin_that_is_drawn() {
    let scenario = scenario(APRIL, &[]);
    let simulation = runs::simulated(&scenario, 42, 1);
    let waterfalls = simulation.waterfalls(12, 256);
    assert_eq!(waterfalls.len(), GroupId::ALL.len() + scenario.plan.providers.len());
    let names = ids(&scenario, SubjectKind::Group);
    for (id, it) in names.iter().zip(&waterfalls) {
        let (last, steps) = it.steps.split_last().expect("steps");
        let sum: f64 = steps.iter().map(|step| step.mean).sum();
        assert!((sum - last.mean).abs() < 1e-9, "{id}: {sum} {last:?}");
        let curve = simulation.curves().find(Metric::OperatingMargin, id).expect("a curve");
        let band = simulation.band(curve, 12);
        assert!((band.mean - last.mean).abs() < 1e-9, "{id}: {} {last:?}", band.mean);
        assert!(
            (band.p5 - last.p5).abs() < 0.02 * (1.0 + band.p5.abs()),
            "{id}: {band:?} {last:?}"
        );
    }
}

const BEST: [(&str, &str); 3] = [
    ("market.closed_response", "best-response"),
    ("market.open_response", "best-response"),
    ("market.host_response", "best-response"),
];

#[test]
fn best_responses_begin_at_the_lists_to_the_bit_and_then_move() {
    let hold = BEST.map(|(path, _)| (path, "hold"));
    let lines = ids(&scenario(APRIL, &hold), SubjectKind::Line);
    let mut moved = 0;
    for (held, best) in pairs(scenario(APRIL, &hold), scenario(APRIL, &BEST)) {
        let months = held.curves.months;
        for (place, (held, best)) in held.values.iter().zip(&best.values).enumerate() {
            assert!(
                place % months > 0 || held.to_bits() == best.to_bits(),
                "curve {}",
                place / months
            );
        }
        for id in &lines {
            let price = |it: &Outcome| it.at(Metric::PriceUsdPerMtok, id, months - 1);
            moved += u32::from(price(&held) != price(&best));
        }
    }
    assert!(moved > 60, "{moved} prices move");
}

/// With moats that stay, no launches, no plans, no routers and costs that fall alike, prices fall as costs do.
#[test]
fn costs_that_fall_alike_leave_margins_where_they_were() {
    const STILL: [(&str, &str); 20] = [
        ("market.price_sensitivity", "1"),
        ("market.parity_substitution", "0"),
        ("market.launch_interval", "1e9"),
        ("market.routed_share", "0"),
        ("market.routed_share_later", "0"),
        ("market.floor_margin", "0"),
        ("quality.frontier_gain", "1e-9"),
        ("quality.gap_half_life", "1000"),
        ("supply.adoption_midpoint", "1000"),
        ("supply.rental_decline", "0.3"),
        ("supply.software_gain", "1"),
        ("supply.next_generation_gain", "1"),
        ("moats.benchmark_lead", "0"),
        ("moats.post_training", "0"),
        ("moats.reliability", "0"),
        ("moats.multimodal", "0"),
        ("moats.safety", "1"),
        ("moats.safety_growth_per_year", "0"),
        ("market.response_lag", "1"),
        ("workload.task[0].quality.threshold", "0"),
    ];
    // Lines whose lists do not change on an announced day, and that go on being sold.
    let lines = [
        "anthropic/claude-opus-4.6",
        "openai/gpt-5.5",
        "openai/gpt-5.4-mini",
        "google/gemini-3.1-pro",
        "moonshot/kimi-k2.5",
        "zai/glm-5",
        "deepinfra/kimi-k2.5",
        "together/glm-5",
    ];
    let played = lines.join(",");
    let plans = |it: &Scenario| -> Vec<String> {
        let providers = ids(it, SubjectKind::Provider);
        providers.iter().map(|id| format!("catalog.providers.{id}.plan_share")).collect()
    };
    let plans = plans(&scenario("first-steps", &[("market.lines", &played)]));
    for response in ["cost-plus", "best-response"] {
        let mut set: Vec<(&str, &str)> = STILL.to_vec();
        set.push(("market.lines", &played));
        set.extend(BEST.map(|(path, _)| (path, response)));
        set.extend(plans.iter().map(|path| (path.as_str(), "0")));
        let scenario = scenario("first-steps", &set);
        let providers = ids(&scenario, SubjectKind::Provider);
        let mut simulation = Simulation::new(scenario, 42);
        let mut seen = 0;
        for index in 0..400 {
            let outcome = Outcome::of(&mut simulation, index);
            // Who earns next to nothing on a line holds there, or stands at the floor; a margin above 98% shows no more conduct than
            // that.
            let earns = |id: &&str| {
                let of = |metric| outcome.at(metric, id, 0);
                (0.03..0.6).contains(&(of(Metric::CostUsdPerMtok) / of(Metric::PriceUsdPerMtok)))
            };
            let margin = |id: &str, month| outcome.at(Metric::ComputeMargin, id, month);
            if !lines.iter().all(earns) || providers.iter().any(|id| margin(id, 0) < 0.1) {
                continue;
            }
            seen += 1;
            for id in providers.iter().map(String::as_str).chain(GroupId::ALL.map(GroupId::id)) {
                let (first, then) = (margin(id, 0), margin(id, outcome.curves.months - 1));
                assert!((then - first).abs() < 0.005, "{response} {index} {id}: {first} to {then}");
            }
        }
        assert!(seen > 40, "{seen} draws");
    }
}
