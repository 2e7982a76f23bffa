//! Times work for the benches.
//!
//! Prints the best of a few rounds in microseconds, a tab between the name and the number. Time is the
//! processor's where the system tells it (Linux), and other programs on the machine only ever add to it: the
//! best round says most about the code.

use std::time::{Duration, Instant};

/// Rounds of which the best counts.
pub const ROUNDS: u32 = 7;
/// A round repeats its work until this much time has gone by.
const ROUND: Duration = Duration::from_millis(60);

/// Prints and gives the microseconds that `work` takes in the best round, divided by `parts`, if the command line names it
/// or nothing.
pub fn time(name: &str, parts: u32, mut work: impl FnMut()) -> Option<f64> {
    let mut named = std::env::args().skip(1).filter(|it| !it.starts_with('-')).peekable();
    if named.peek().is_some() && !named.any(|it| it == name) {
        return None;
    }
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let (start, spent) = (Instant::now(), processor_s());
        let mut times = 0;
        while start.elapsed() < ROUND {
            work();
            times += 1;
        }
        let elapsed = start.elapsed().as_secs_f64();
        let spent = spent.zip(processor_s()).map_or(elapsed, |(start, end)| end - start);
        best = best.min(spent / f64::from(times * parts));
    }
    println!("{name}\t{:.2}", best * 1e6);
    Some(best * 1e6)
}

/// Seconds that this thread has had a processor, where the system tells.
fn processor_s() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: u64 = text.split(' ').next()?.parse().ok()?;
    Some(nanoseconds as f64 / 1e9)
}
