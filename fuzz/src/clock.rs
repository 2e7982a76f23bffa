//! The time that one thread has run, which another process cannot make longer.

use std::fs::{read_link, read_to_string};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The processor's time of the thread that made it, where the system counts that; else time as it passes.
#[derive(Debug, Clone)]
pub struct Clock {
    counted: Option<PathBuf>,
    start: Instant,
}

impl Clock {
    /// The clock of this thread.
    pub fn of_this_thread() -> Clock {
        let counted = read_link("/proc/thread-self").ok();
        let counted = counted.map(|it| Path::new("/proc").join(it).join("schedstat"));
        Clock { counted: counted.filter(|it| it.exists()), start: Instant::now() }
    }

    /// Microseconds until now.
    pub fn micros(&self) -> u64 {
        let nanos = || {
            let text = read_to_string(self.counted.as_ref()?).ok()?;
            text.split(' ').next()?.parse::<u64>().ok()
        };
        nanos().map_or_else(|| self.start.elapsed().as_micros() as u64, |it| it / 1000)
    }
}
