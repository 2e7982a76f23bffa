//! How long routing takes, natively and on one thread: 8 models, 10 task classes.
//!
//! Prints the best of a few rounds in microseconds for all classes, a tab between the name and the number. What is
//! computed is what a run needs at launches and each quarter: one operating point per policy and class.

use std::hint::black_box;
use std::time::{Duration, Instant};

use undercut::ids::LineId;
use undercut::math::{HERMITE_12, even_normal, probit};
use undercut::routing::{
    Candidate, Choice, Frontier, Pair, PairCosts, Stage, Verifier, cascade,
    cheapest_meeting_threshold, escalate, need_strong_router, oracle, random_mix, route_or_check,
    single,
};

const ROUNDS: u32 = 9;
const ROUND: Duration = Duration::from_millis(60);
const MODELS: usize = 8;
const CLASSES: usize = 10;
const CORRELATION: f64 = 0.68;
const THRESHOLD: f64 = 0.75;
const AUC: f64 = 0.60;
const VERIFIER: Verifier = Verifier { tpr: 0.9, fpr: 0.2, usd: 0.0005 };

fn time(name: &str, mut work: impl FnMut()) {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut times = 0;
        while start.elapsed() < ROUND {
            work();
            times += 1;
        }
        best = best.min(start.elapsed().as_secs_f64() / f64::from(times));
    }
    println!("{name}\t{:.2}", best * 1e6);
}

fn class(class: usize) -> Vec<Candidate> {
    let model = |model: usize| {
        let success = 0.45 + 0.06 * model as f64 - 0.01 * class as f64;
        let usd = 0.001 * f64::from(1u32 << model);
        Candidate { line: LineId(model as u16), tau: probit(success), success, usd, eligible: true }
    };
    (0..MODELS).map(model).collect()
}

fn main() {
    let classes: Vec<Vec<Candidate>> = (0..CLASSES).map(class).collect();
    let stages: Vec<Vec<Stage>> = (classes.iter())
        .map(|pool| {
            let loading = CORRELATION.sqrt();
            pool.iter().map(|it| Stage { tau: it.tau, loading, usd: it.usd }).collect()
        })
        .collect();
    let ends = |pool: &[Candidate]| (pool[0], pool[MODELS - 1]);
    let pair = |pool: &[Candidate]| {
        let (weak, strong) = ends(pool);
        Pair::new(weak.success, strong.success, CORRELATION)
    };
    let costs = |pool: &[Candidate]| {
        let (weak, strong) = ends(pool);
        PairCosts { weak: weak.usd, strong: strong.usd, ..PairCosts::default() }
    };
    let mut frontier = Frontier::new();
    let mut choices: Vec<Choice> = Vec::new();
    let nodes = even_normal(8, 4.4);
    let mut calls = [0.0; MODELS];

    println!("# microseconds, best of {ROUNDS} rounds: {MODELS} models, {CLASSES} classes");
    let simple = |pool: &[Candidate]| {
        black_box(single(pool.last(), THRESHOLD));
        black_box(cheapest_meeting_threshold(pool, THRESHOLD));
        black_box(random_mix(pool, THRESHOLD));
    };
    time("single, cheapest, random mix", || classes.iter().for_each(|it| simple(it)));
    time("oracle", || {
        for it in &classes {
            black_box(oracle(it, CORRELATION));
        }
    });
    let two = |pool: &[Candidate]| {
        black_box(need_strong_router(&pair(pool), AUC, costs(pool), THRESHOLD));
    };
    time("threshold router of two", || classes.iter().for_each(|it| two(it)));
    let routed = |pool: &[Candidate], frontier: &mut Frontier, choices: &mut Vec<Choice>| {
        frontier.route(pool, CORRELATION, 0.6, &nodes, choices);
        black_box(frontier.meet(THRESHOLD));
    };
    time("threshold router of eight", || {
        classes.iter().for_each(|it| routed(it, &mut frontier, &mut choices));
    });
    let checked = |pool: &[Candidate]| {
        let (weak, strong) = ends(pool);
        black_box(escalate(&pair(pool), VERIFIER, weak.usd, strong.usd));
    };
    time("cascade of two", || classes.iter().for_each(|it| checked(it)));
    time("cascade of eight", || {
        for it in &stages {
            black_box(cascade(it, VERIFIER, &HERMITE_12, &mut calls));
        }
    });
    let both = |pool: &[Candidate], frontier: &mut Frontier| {
        route_or_check(&pair(pool), CORRELATION, None, Some(VERIFIER), costs(pool), frontier);
        black_box(frontier.meet(THRESHOLD));
    };
    time("router or cascade, no signal", || {
        classes.iter().for_each(|it| both(it, &mut frontier));
    });
    time("all of these", || {
        for (pool, stages) in classes.iter().zip(&stages) {
            simple(pool);
            black_box(oracle(pool, CORRELATION));
            two(pool);
            routed(pool, &mut frontier, &mut choices);
            checked(pool);
            black_box(cascade(stages, VERIFIER, &HERMITE_12, &mut calls));
            both(pool, &mut frontier);
        }
    });
}
