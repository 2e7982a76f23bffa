//! The process that runs inputs: a panic costs one input, a hang or an abort the process, which is started again.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::process::exit;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

use crate::clock::Clock;
use crate::input::Inputs;
use crate::targets::{Outcome, Target};

/// Longest time of an input, microseconds.
const MOST_MICROS: u64 = 1_000_000;
/// Memory that a worker may map, of which its catalogue is a tenth.
const MOST_BYTES: u64 = 1 << 30;
/// Stack of the thread that runs inputs: as much as a browser's module has.
const STACK_BYTES: usize = 1 << 20;

/// Where and with which words the last panic was.
static PANIC: Mutex<String> = Mutex::new(String::new());
/// When the input at hand began by the clock of its thread, microseconds; 0 between inputs.
static BEGAN: AtomicU64 = AtomicU64::new(0);

/// Runs every `step`th input of `target` from `from` to below `to`, and says on stdout which it begins and what came of it.
pub fn work(target: &'static Target, seed: u64, from: u64, to: u64, step: u64) -> io::Result<()> {
    // Where a system knows no such limit there is none.
    let _ = rlimit::setrlimit(rlimit::Resource::AS, MOST_BYTES, MOST_BYTES);
    set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let words = info.payload_as_str().unwrap_or("no words");
        if let Ok(mut last) = PANIC.lock() {
            *last = format!("panic at {place}: {words}");
        }
    }));
    let inputs = Inputs::of(target, seed);
    // What is read once is no input's time.
    let _ = caught(target, &inputs.input(0));
    let (send, receive) = mpsc::channel();
    thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        let clock = Clock::of_this_thread();
        let _ = send.send(clock.clone());
        let mut told = String::new();
        for index in (from..to).step_by(step.max(1) as usize) {
            let bytes = inputs.input(index);
            told.push_str(&format!("begin {index}\n"));
            say(&told);
            told.clear();
            let began = clock.micros().max(1);
            BEGAN.store(began, Ordering::Relaxed);
            let outcome = caught(target, &bytes);
            let micros = clock.micros().saturating_sub(began);
            BEGAN.store(0, Ordering::Relaxed);
            let line = match outcome {
                Outcome::Refused(rule) => format!("refused {micros} {}\n", one_line(&rule)),
                Outcome::Answered => format!("answered {micros}\n"),
                Outcome::Wrong(reason) => format!("wrong {micros} {}\n", one_line(&reason)),
            };
            told.push_str(&line);
        }
        say(&told);
        exit(0);
    })?;
    match receive.recv() {
        Ok(clock) => watch(&clock),
        Err(error) => Err(io::Error::other(error)),
    }
}

/// Ends the process when an input takes too long.
fn watch(clock: &Clock) -> ! {
    loop {
        thread::sleep(Duration::from_millis(20));
        let began = BEGAN.load(Ordering::Relaxed);
        // The input that began is still the one at hand.
        let late = began > 0 && clock.micros().saturating_sub(began) > MOST_MICROS;
        if late && BEGAN.load(Ordering::Relaxed) == began {
            say("slow\n");
            exit(0);
        }
    }
}

/// Runs one input; a panic is what came of it.
pub fn caught(target: &Target, bytes: &[u8]) -> Outcome {
    catch_unwind(AssertUnwindSafe(|| (target.run)(bytes)))
        .unwrap_or_else(|_| Outcome::Wrong(PANIC.lock().map(|it| it.clone()).unwrap_or_default()))
}

fn say(text: &str) {
    let mut out = io::stdout().lock();
    // Without a reader there is nobody to work for.
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        exit(1);
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).take(400).collect()
}
