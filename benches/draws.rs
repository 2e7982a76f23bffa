//! How long the parts of a run take, natively and on one thread: the default scenario, seed 42.
//!
//! `draws.mjs` reads what it prints, times the same work in WebAssembly, and prints both and their ratio.

mod clock;

use std::hint::black_box;

use undercut::analysis;
use undercut::catalog::Catalog;
use undercut::scenario::{SHIPPED, Scenario};
use undercut::simulation::{Curves, Luck, Simulation, State, draw, trial};
use undercut::uncertainty::BLOCK;

use clock::{ROUNDS, time};

const SEED: u32 = 42;
/// Blocks of the run that the summary is taken of.
const BLOCKS: u32 = 8;
/// The scenario whose draw the default one's is measured in.
const BEFORE: &str = "deepseek-v4-april-2026";

fn main() {
    let catalog = Catalog::shipped().expect("the shipped catalogue is valid");
    let parsed = |text| Scenario::parse(text, &[], catalog).expect("shipped scenarios are valid");
    let text = SHIPPED[0].text;
    let scenario = parsed(text);
    let ready = || Simulation::new(scenario.clone(), SEED);

    println!("# microseconds, best of {ROUNDS} rounds: {}", SHIPPED[0].id);
    time("catalogue", 1, || drop(black_box(Catalog::shipped())));
    time("parse", 1, || drop(black_box(parsed(text))));
    time("presets", 1, || SHIPPED.iter().for_each(|it| drop(black_box(parsed(it.text)))));
    time("new", 1, || drop(black_box(ready())));

    let plan = &scenario.plan;
    let (curves, mut luck) = (Curves::of(plan), Luck::of(plan));
    let (mut state, mut numbers) = (State::of(&scenario), scenario.template.clone());
    let mut outcome = vec![f64::NAN; curves.points()];
    let mut index = 0;
    let mut next = || {
        index = (index + 1) % 65_536;
        index
    };
    time("draw", 1, || draw(&scenario, u64::from(SEED), next(), &mut numbers));
    time("trial", 1, || {
        let index = next();
        draw(&scenario, u64::from(SEED), index, &mut numbers);
        luck.draw(plan, u64::from(SEED), index);
        trial(plan, &curves, &numbers, &mut luck, &mut state, &mut outcome);
    });
    let here = time_draws("run_block", ready());
    let before = SHIPPED.iter().find(|it| it.id == BEFORE).expect("it is shipped");
    let there = time_draws("run_block_before", Simulation::new(parsed(before.text), SEED));
    if let Some((here, there)) = here.zip(there) {
        println!("# a draw of {} takes {:.2} of one of {BEFORE}", SHIPPED[0].id, here / there);
    }
    let mut simulation = ready();
    simulation.run_block(1);
    let words = simulation.take().to_words();
    println!(
        "# {} classes, {} segments, {} lines, {} models, {} providers, {} inputs, {} curves, {} points",
        plan.classes.len(),
        plan.segments.len(),
        plan.lines.len(),
        plan.models.len(),
        plan.providers.len(),
        scenario.inputs.len(),
        curves.list.len(),
        curves.points(),
    );
    println!("# a partial of one block is {} kB", words.len() * 4 / 1024);
    simulation.run_block(1);
    let partial = simulation.take();
    time("take", 1, || drop(black_box(partial.to_words())));
    let mut total = ready();
    (0..BLOCKS).for_each(|block| total.run_block(block));
    let partial = total.take();
    total.merge(&partial).expect("the same curves");
    time("merge", 1, || {
        total.merge_words(&words).expect("the same curves");
    });
    time("summary", 1, || drop(black_box(analysis::report(&total))));
    time("bands", 1, || drop(black_box(total.bands())));
    time("swings", 1, || drop(black_box(analysis::swings(&mut total, 0))));
}

/// Microseconds of one draw of whole blocks.
fn time_draws(name: &str, mut simulation: Simulation) -> Option<f64> {
    let mut block = 0;
    time(name, BLOCK, || {
        simulation.run_block(block % BLOCKS);
        block += 1;
        if block.is_multiple_of(BLOCKS) {
            drop(simulation.take());
        }
    })
}
