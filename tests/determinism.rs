//! The same seed gives the same bits: for any number of workers, any order of blocks and any grouping of
//! partials, and the same as the recorded hashes, which Node and the browser compute too.

#[path = "runs/hash.rs"]
mod hash;
mod runs;

use hash::{BLOCKS, SEED, hash};
use undercut::catalog::Catalog;
use undercut::scenario::{Override, SHIPPED, Scenario, shipped};
use undercut::simulation::{Partial, Simulation};

/// The recorded hash of a scenario.
fn recorded(id: &str) -> u64 {
    let line = include_str!("golden/hashes.txt").lines().find(|line| line.starts_with(id));
    let line = line.unwrap_or_else(|| panic!("{id}: no hash is recorded; `make golden` does it"));
    let words: Vec<&str> = line.split(' ').collect();
    assert_eq!(words[..3], [id, &SEED.to_string(), &BLOCKS.to_string()]);
    u64::from_str_radix(words[3], 16).expect("a hash of 16 digits")
}

fn hash_of(new: &Simulation, partials: &[Partial]) -> u64 {
    let mut simulation = new.clone();
    partials.iter().for_each(|it| simulation.merge(it).expect("blocks of one scenario merge"));
    assert_eq!(simulation.draws(), BLOCKS * 256);
    hash(&simulation)
}

/// What a worker sends: its blocks in the order given, through words as they cross to another thread.
fn sent(new: &Simulation, blocks: &[u32]) -> Partial {
    let mut worker = new.clone();
    blocks.iter().for_each(|&block| worker.run_block(block));
    let words = worker.take().to_words();
    Partial::from_words(&words, worker.curves()).expect("words come back")
}

#[test]
fn any_number_of_workers_gives_the_recorded_hash() {
    for it in SHIPPED {
        let new = Simulation::new(runs::scenario(it.id, &[]), SEED);
        let expected = recorded(it.id);
        for workers in 1..=BLOCKS {
            // Every worker has the blocks that a pool of so many deals to it, the last one first.
            let blocks = |worker: u32| -> Vec<u32> {
                (0..BLOCKS).rev().filter(|block| block % workers == worker).collect()
            };
            let partials: Vec<Partial> = std::thread::scope(|scope| {
                let run = |worker| {
                    let new = &new;
                    scope.spawn(move || sent(new, &blocks(worker)))
                };
                let threads: Vec<_> = (0..workers).map(run).collect();
                threads.into_iter().map(|it| it.join().expect("a worker ends")).collect()
            });
            let got = hash_of(&new, &partials);
            assert_eq!(got, expected, "{} with {workers} workers", it.id);
        }
    }
}

#[test]
fn any_order_and_grouping_of_blocks_gives_the_recorded_hash() {
    for it in SHIPPED {
        let new = Simulation::new(runs::scenario(it.id, &[]), SEED);
        let expected = recorded(it.id);
        let blocks: Vec<Partial> = (0..BLOCKS).map(|block| sent(&new, &[block])).collect();
        let merged = |places: &[usize]| {
            let mut sum = blocks[places[0]].clone();
            places[1..].iter().for_each(|&place| sum.merge(&blocks[place]).expect("they merge"));
            sum
        };
        for grouping in [
            &[&[0][..], &[1], &[2], &[3]][..],
            &[&[3], &[1], &[0], &[2]],
            &[&[2, 0], &[3, 1]],
            &[&[3, 2, 1], &[0]],
            &[&[1], &[0, 3, 2]],
            &[&[2, 3, 0, 1]],
        ] {
            let partials: Vec<Partial> = grouping.iter().map(|places| merged(places)).collect();
            assert_eq!(hash_of(&new, &partials), expected, "{} as {grouping:?}", it.id);
        }
    }
}

/// A block is a function of seed and index alone: what ran before it in the same memory leaves no trace.
#[test]
fn a_draw_does_not_depend_on_what_ran_before() {
    let bits = |values: &[f64]| values.iter().map(|it| it.to_bits()).collect::<Vec<_>>();
    for it in SHIPPED {
        let scenario = runs::scenario(it.id, &[]);
        let new = Simulation::new(scenario, SEED);
        let mut used = new.clone();
        used.run_block(1);
        for index in [5, 700, 4] {
            let mut fresh = new.clone();
            assert_eq!(bits(used.outcome(index)), bits(fresh.outcome(index)), "{} {index}", it.id);
        }
    }
}

#[test]
fn another_seed_gives_another_hash() {
    let scenario = runs::scenario(SHIPPED[1].id, &[]);
    assert_ne!(hash(&runs::simulated(&scenario, SEED + 1, BLOCKS)), recorded(SHIPPED[1].id));
}

/// An input's random numbers depend on its path: one that joins the scenario leaves the others alone.
#[test]
fn fixing_one_input_leaves_the_draws_of_the_others() {
    let free = runs::scenario("first-steps", &[]);
    let fixed = runs::scenario("first-steps", &[("market.elasticity", "0.5")]);
    let (mut a, mut b) = (free.template.clone(), fixed.template.clone());
    for index in 0..300 {
        undercut::simulation::draw(&free, u64::from(SEED), index, &mut a);
        undercut::simulation::draw(&fixed, u64::from(SEED), index, &mut b);
        for (one, other) in free.inputs.iter().zip(&fixed.inputs) {
            assert_eq!(one.path, other.path);
            let same = a[one.slot] == b[other.slot];
            assert!(same || one.path == "market.elasticity", "{} in draw {index}", one.path);
        }
    }
}

#[test]
fn a_draw_does_not_remember_the_draws_before_it() {
    // Thresholds at which classes are often infeasible in the first month and feasible later.
    let catalog = Catalog::shipped().expect("the catalogue loads");
    let text = shipped("deepseek-v4-april-2026").expect("it is shipped").text;
    let strict: Vec<Override> = (0..4)
        .map(|task| Override {
            path: format!("workload.task[{task}].quality.threshold"),
            text: "0.7".to_string(),
        })
        .collect();
    let scenario = Scenario::parse(text, &strict, catalog).expect("it is valid");
    let mut used = Simulation::new(scenario.clone(), 7);
    for index in 0..64 {
        let mut fresh = Simulation::new(scenario.clone(), 7);
        let bits = |outcome: &[f64]| outcome.iter().map(|it| it.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(used.outcome(index)), bits(fresh.outcome(index)), "draw {index}");
    }
}
