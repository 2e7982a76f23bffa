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
            let log_usd = market.log_usd(cell, &vec![Seller::at_list(); start.margin.len()]);
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

    fn log_usd(&self, cell: usize, sellers: &[Seller]) -> Vec<f64> {
        let of = self.of;
        let lines = of.usd_per_task[cell].iter().zip(&of.success[cell]).zip(&of.seller);
        let lines = lines.map(|((usd, success), seller)| {
            let failures = libm::log((1.0 - success).max(0.005));
            libm::log(*usd) + sellers[*seller].ln_level + of.quality_sensitivity * failures
        });
        lines.chain([0.0]).collect()
    }

    fn shares(&self, cell: usize, sellers: &[Seller]) -> Vec<f64> {
        let log_usd = self.log_usd(cell, sellers);
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

    fn ask(&self, sellers: &mut [Seller]) {
        let of = self.of;
        let levels: Vec<f64> = sellers.iter().map(|it| exp(it.ln_level)).collect();
        let shares: Vec<_> = (0..of.tasks.len()).map(|cell| self.shares(cell, sellers)).collect();
        sellers.iter_mut().for_each(|it| it.order = FirstOrder::default());
        for (cell, shares) in shares.iter().enumerate() {
            let usd = |line: usize| of.usd_per_task[cell][line] * levels[of.seller[line]];
            // The index weighs prices by what was bought at the start.
            let spent: f64 =
                (0..of.seller.len()).map(|line| of.share[cell][line] * usd(line)).sum();
            for (seller, it) in sellers.iter_mut().enumerate() {
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
                it.order.add(&cell, &part);
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
fn by_halves(market: &Market, sellers: &mut [Seller]) {
    for _ in 0..2000 {
        market.ask(sellers);
        step(sellers, market.beta);
        sellers.iter_mut().for_each(|it| (it.part, it.ahead) = (FIRST_PART, 0.0));
    }
}

/// Each vector with its market at the start, and the sellers that it shows.
fn shown(vectors: &[Vector]) -> impl Iterator<Item = (&Vector, Market<'_>, Vec<Seller>)> {
    vectors.iter().map(|it| {
        let market = Market::at_start(&it.input, &it.start);
        let mut sellers = vec![Seller::at_list(); it.start.margin.len()];
        market.ask(&mut sellers);
        for seller in &mut sellers {
            seller.conduct = Conduct::shown(&seller.order, it.start.beta);
        }
        (it, market, sellers)
    })
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(VECTORS).expect("vectors")
}

#[test]
fn worked_markets_give_the_levels_that_another_program_found() {
    for (Vector { name, input, start, later, then }, market, mut sellers) in shown(&vectors()) {
        let closed = sellers.iter().enumerate().filter(|(seller, _)| {
            let line = input.seller.iter().position(|it| it == seller).expect("it has a line");
            input.nest[line] == input.closed_nest
        });
        let beta = price_sensitivity(closed.map(|(_, it)| &it.order));
        near(beta.expect("it has one"), start.beta, name);
        each(&start.margin, name, |it| sellers[it].order.margin().expect("it sells"));
        each(&start.elasticity, name, |it| sellers[it].order.elasticity(start.beta));
        each(&start.conduct, name, |it| sellers[it].conduct.expect("it earns").factor);
        for (premiums, expected) in market.premiums.iter().zip(&start.premium) {
            for (got, expected) in premiums.iter().zip(expected) {
                expected.iter().for_each(|it| near(*got, *it, name));
            }
        }
        // Nothing has changed yet: every list is where its seller wants it.
        assert!(step(&mut sellers.clone(), start.beta) < 1e-12);

        let market = market.later(start, later);
        near(market.beta, then.beta, name);
        each(&then.sigma, name, |it| market.sigmas[it]);
        by_halves(&market, &mut sellers);
        market.ask(&mut sellers);
        each(&then.level, name, |it| exp(sellers[it].ln_level));
        each(&then.margin, name, |it| sellers[it].order.margin().expect("it sells"));
        each(&then.elasticity, name, |it| sellers[it].order.elasticity(market.beta));
        for (cell, expected) in then.share.iter().enumerate() {
            let shares = market.shares(cell, &sellers);
            each(expected, name, |it| shares[it]);
        }
    }
}

#[test]
fn levels_settle_where_halves_go_round_in_circles() {
    for (Vector { name, start, later, .. }, market, mut sellers) in shown(&vectors()) {
        let market = market.later(start, later);
        assert!(settle(&mut sellers, market.beta, |sellers| market.ask(sellers)), "{name}");
        for _ in 0..200 {
            market.ask(&mut sellers);
            step(&mut sellers, market.beta);
        }
        market.ask(&mut sellers);
        for Seller { conduct, order, .. } in &sellers {
            let wanted = conduct.expect("it earns").margin(order.elasticity(market.beta));
            near(order.margin().expect("it sells"), wanted, name);
        }
    }
}
