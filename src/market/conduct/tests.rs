use super::*;
use crate::market::{
    Cell, Offers, Part, Substitution, Tastes, calibrate, long_run_shares, price_sensitivity,
};
use serde::Deserialize;

/// Three worked markets, made by another program and checked there by finite differences of profit.
const VECTORS: &str = include_str!("vectors.json");

#[derive(Deserialize)]
struct Vector {
    name: String,
    input: Input,
    start: Start,
    later: Later,
    then: Then,
}

#[derive(Deserialize)]
struct Input {
    seller: Vec<usize>,
    nest: Vec<u16>,
    closed_nest: u16,
    tasks: Vec<f64>,
    taste: Vec<f64>,
    elasticity: Vec<f64>,
    usd_per_task: Vec<Vec<f64>>,
    cost_per_task: Vec<Vec<f64>>,
    success: Vec<Vec<f64>>,
    share: Vec<Vec<f64>>,
    outside_share: Vec<Option<f64>>,
    sigma: Vec<f64>,
    quality_sensitivity: f64,
}

#[derive(Deserialize)]
struct Start {
    beta: f64,
    margin: Vec<f64>,
    elasticity: Vec<f64>,
    conduct: Vec<f64>,
    premium: Vec<Vec<Option<f64>>>,
}

#[derive(Deserialize)]
struct Later {
    within_model_elasticity: f64,
    parity_substitution: f64,
    retention: f64,
    erode_hosts: bool,
    cost_factor: Vec<f64>,
}

#[derive(Deserialize)]
struct Then {
    beta: f64,
    sigma: Vec<f64>,
    level: Vec<f64>,
    margin: Vec<f64>,
    elasticity: Vec<f64>,
    share: Vec<Vec<f64>>,
}

/// A market of the vectors in a month. Doing without is one more offer, the last, in a nest of its own.
struct Market<'a> {
    of: &'a Input,
    nests: Vec<u16>,
    sigmas: Vec<f64>,
    beta: f64,
    premiums: Vec<Vec<f64>>,
    cost_factor: Vec<f64>,
}

impl Market<'_> {
    fn at_start<'a>(of: &'a Input, start: &Start) -> Market<'a> {
        let last = of.sigma.len() as u16;
        let mut market = Market {
            of,
            nests: of.nest.iter().copied().chain([last]).collect(),
            sigmas: of.sigma.iter().copied().chain([0.0]).collect(),
            beta: start.beta,
            premiums: Vec::new(),
            cost_factor: vec![1.0; start.margin.len()],
        };
        for (cell, outside) in of.outside_share.iter().enumerate() {
            let shares: Vec<f64> = of.share[cell].iter().copied().chain(*outside).collect();
            let shares = &[&shares[..], &[0.0][..]].concat()[..market.nests.len()];
            let log_usd = market.log_usd(cell, &vec![Level::LIST; start.margin.len()]);
            let asked = Offers {
                nests: &market.nests,
                log_usd_per_task: &log_usd,
                premiums: &vec![0.0; shares.len()],
            };
            let mut premiums = vec![0.0; shares.len()];
            let mut sums = vec![0.0; market.sigmas.len()];
            calibrate(&asked, market.tastes(cell), shares, &mut sums, &mut premiums);
            // What buyers have without is worth 0.
            let base = if outside.is_some() { premiums[shares.len() - 1] } else { 0.0 };
            premiums.iter_mut().for_each(|premium| *premium -= base);
            market.premiums.push(premiums);
        }
        market
    }

    fn later(mut self, start: &Start, later: &Later) -> Self {
        let it = Substitution {
            price_sensitivity: start.beta,
            within_model_elasticity: later.within_model_elasticity,
            parity: later.parity_substitution,
        };
        self.beta = it.price_sensitivity_at(later.retention);
        let closed = |nest: u16| nest == self.of.closed_nest;
        for (nest, sigma) in self.sigmas.iter_mut().enumerate().take(self.of.sigma.len()) {
            if later.erode_hosts && !closed(nest as u16) {
                *sigma = it.within_model_correlation(self.beta);
            }
        }
        let lines = self.of.seller.len();
        for (premiums, shares) in self.premiums.iter_mut().zip(&self.of.share) {
            let open =
                || (0..lines).filter(|line| !closed(self.of.nest[*line]) && shares[*line] > 0.0);
            let weight: f64 = open().map(|line| shares[line]).sum();
            let of_open = open().map(|line| shares[line] * premiums[line]).sum::<f64>() / weight;
            for (premium, nest) in premiums.iter_mut().zip(&self.of.nest) {
                let left = if closed(*nest) { later.retention } else { 1.0 };
                *premium = (of_open + (*premium - of_open) * left) * self.beta / start.beta;
            }
        }
        self.cost_factor.clone_from(&later.cost_factor);
        self
    }

    fn tastes(&self, cell: usize) -> Tastes<'_> {
        let price_sensitivity = self.beta * self.of.taste[cell];
        Tastes { price_sensitivity, nest_correlations: &self.sigmas }
    }

    fn log_usd(&self, cell: usize, levels: &[Level]) -> Vec<f64> {
        let of = self.of;
        let lines = of.usd_per_task[cell].iter().zip(&of.success[cell]).zip(&of.seller);
        let lines = lines.map(|((usd, success), seller)| {
            let failures = libm::log((1.0 - success).max(0.005));
            libm::log(*usd) + levels[*seller].ln + of.quality_sensitivity * failures
        });
        lines.chain([0.0]).collect()
    }

    fn shares(&self, cell: usize, levels: &[Level]) -> Vec<f64> {
        let log_usd = self.log_usd(cell, levels);
        let asked = Offers {
            nests: &self.nests,
            log_usd_per_task: &log_usd,
            premiums: &self.premiums[cell],
        };
        let mut shares = vec![0.0; log_usd.len()];
        let mut sums = vec![0.0; self.sigmas.len()];
        assert!(long_run_shares(&asked, self.tastes(cell), &mut sums, &mut shares));
        shares
    }

    fn ask(&self, levels: &[Level], orders: &mut [FirstOrder]) {
        let of = self.of;
        orders.fill(FirstOrder::default());
        for cell in 0..of.tasks.len() {
            let shares = self.shares(cell, levels);
            let usd = |line: usize| of.usd_per_task[cell][line] * exp(levels[of.seller[line]].ln);
            // The index weighs prices by what was bought at the start.
            let spent: f64 =
                (0..of.seller.len()).map(|line| of.share[cell][line] * usd(line)).sum();
            for (seller, order) in orders.iter_mut().enumerate() {
                let mut part = Part::default();
                let mut nest = 0;
                for line in (0..of.seller.len()).filter(|line| of.seller[*line] == seller) {
                    nest = of.nest[line];
                    let cost = of.cost_per_task[cell][line] * self.cost_factor[seller];
                    part.share += shares[line];
                    part.spend_share += of.share[cell][line] * usd(line) / spent;
                    part.usd_per_task += shares[line] * usd(line);
                    part.margin_usd_per_task += shares[line] * (usd(line) - cost);
                }
                let of_nest = shares.iter().zip(&self.nests).filter(|(_, it)| **it == nest);
                let cell = Cell {
                    tasks: of.tasks[cell],
                    taste: of.taste[cell],
                    elasticity: match of.outside_share[cell] {
                        Some(_) => 0.0,
                        None => of.elasticity[cell],
                    },
                    nest_correlation: self.sigmas[usize::from(nest)],
                    nest_share: of_nest.map(|(share, _)| share).sum(),
                };
                order.add(&cell, &part);
            }
        }
    }
}

fn near(got: f64, expected: f64, what: &str) {
    assert!((got - expected).abs() < 1e-9, "{what}: {got}, not {expected}");
}

fn each(expected: &[f64], what: &str, got: impl Fn(usize) -> f64) {
    for (place, expected) in expected.iter().enumerate() {
        near(got(place), *expected, &format!("{what} {place}"));
    }
}

/// Steps by halves, never shortened, as the vectors were made. Two of the three markets go round in circles of four steps under
/// them, and their vectors are where 2,000 steps end.
fn by_halves(market: &Market, conducts: &[Option<Conduct>], levels: &mut [Level]) {
    let mut orders = vec![FirstOrder::default(); levels.len()];
    for _ in 0..2000 {
        market.ask(levels, &mut orders);
        step(levels, conducts, market.beta, &orders);
        levels.iter_mut().for_each(|it| (it.part, it.ahead) = (FIRST_PART, 0.0));
    }
}

#[test]
fn worked_markets_give_the_levels_that_another_program_found() {
    let vectors: Vec<Vector> = serde_json::from_str(VECTORS).expect("vectors");
    for Vector { name, input, start, later, then } in &vectors {
        let market = Market::at_start(input, start);
        let sellers = start.margin.len();
        let mut levels = vec![Level::LIST; sellers];
        let mut orders = vec![FirstOrder::default(); sellers];
        market.ask(&levels, &mut orders);
        let closed: Vec<_> = (0..sellers)
            .filter(|seller| {
                let line = input.seller.iter().position(|it| it == seller).expect("it has a line");
                input.nest[line] == input.closed_nest
            })
            .map(|seller| &orders[seller])
            .collect();
        near(price_sensitivity(closed).expect("it has one"), start.beta, name);
        let conducts: Vec<_> = orders.iter().map(|it| Conduct::shown(it, start.beta)).collect();
        each(&start.margin, name, |it| orders[it].margin().expect("it sells"));
        each(&start.elasticity, name, |it| orders[it].elasticity(start.beta));
        each(&start.conduct, name, |it| conducts[it].expect("it earns").factor);
        for (premiums, expected) in market.premiums.iter().zip(&start.premium) {
            for (got, expected) in premiums.iter().zip(expected) {
                expected.iter().for_each(|it| near(*got, *it, name));
            }
        }
        // Nothing has changed yet: every list is where its seller wants it.
        assert!(step(&mut levels.clone(), &conducts, start.beta, &orders) < 1e-12);

        let market = market.later(start, later);
        near(market.beta, then.beta, name);
        each(&then.sigma, name, |it| market.sigmas[it]);
        by_halves(&market, &conducts, &mut levels);
        market.ask(&levels, &mut orders);
        each(&then.level, name, |it| exp(levels[it].ln));
        each(&then.margin, name, |it| orders[it].margin().expect("it sells"));
        each(&then.elasticity, name, |it| orders[it].elasticity(market.beta));
        for (cell, expected) in then.share.iter().enumerate() {
            let shares = market.shares(cell, &levels);
            each(expected, name, |it| shares[it]);
        }
    }
}

#[test]
fn levels_settle_where_halves_go_round_in_circles() {
    let vectors: Vec<Vector> = serde_json::from_str(VECTORS).expect("vectors");
    for Vector { name, input, start, later, .. } in &vectors {
        let market = Market::at_start(input, start);
        let mut orders = vec![FirstOrder::default(); start.margin.len()];
        let mut levels = vec![Level::LIST; start.margin.len()];
        market.ask(&levels, &mut orders);
        let conducts: Vec<_> = orders.iter().map(|it| Conduct::shown(it, start.beta)).collect();
        let market = market.later(start, later);
        let ask = |levels: &[Level], orders: &mut [FirstOrder]| market.ask(levels, orders);
        assert!(settle(&mut levels, &conducts, market.beta, &mut orders, ask), "{name}");
        for _ in 0..200 {
            market.ask(&levels, &mut orders);
            step(&mut levels, &conducts, market.beta, &orders);
        }
        market.ask(&levels, &mut orders);
        for (order, conduct) in orders.iter().zip(&conducts) {
            let wanted = conduct.expect("it earns").margin(order.elasticity(market.beta));
            near(order.margin().expect("it sells"), wanted, name);
        }
    }
}
