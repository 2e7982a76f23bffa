//! Draws on threads: where they are lived, and who lives the next block.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use clap::Args;

use super::Failure;

/// Where draws are lived.
#[derive(Debug, Args)]
pub struct Draws {
    /// Seed; the same seed gives the same numbers on any machine and any number of threads
    #[arg(long, default_value_t = 42)]
    pub seed: u32,
    /// Threads; one per core without it
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=512))]
    threads: Option<u16>,
}

impl Draws {
    /// The threads.
    pub fn pool(&self) -> Result<rayon::ThreadPool, Failure> {
        rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads.map_or(0, usize::from))
            .build()
            .map_err(|error| Failure::from(format!("cannot start threads: {error}")))
    }
}

/// Does the work of each block on whichever thread is free, in a room that the thread makes itself.
pub fn each_block<Room>(
    pool: &rayon::ThreadPool,
    blocks: Range<u32>,
    room: impl Fn() -> Room + Sync,
    work: impl Fn(&mut Room, u32) + Sync,
) {
    let next = AtomicU32::new(blocks.start);
    pool.broadcast(|_| {
        let mut room = room();
        loop {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= blocks.end {
                return;
            }
            work(&mut room, block);
        }
    });
}
