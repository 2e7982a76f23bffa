//! What a token costs to make: the closed form of prefill and decode time for a co-located
//! deployment, the largest concurrency that meets a target time per output token, and the cost of
//! uncached input, cached input and output at that concurrency.
//!
//! A [`Replica`] is an [`Architecture`] laid out on a [`Deployment`] under the measured
//! [`Constants`]; [`serve()`] asks it for a [`Work`] and prices the answer at a [`Rate`].

mod accelerator;
mod apart;
mod apart_cost;
mod architecture;
mod arithmetic;
mod asked;
mod choice;
mod constants;
mod decode;
mod defaults;
mod deployment;
mod device;
mod disaggregated;
mod engine;
mod memory;
mod pace;
mod passes;
mod prefill;
mod queueing;
mod replica;
mod roofline;
mod search;
mod serve;
mod sharding;
mod sound;
mod variant;
mod waiting;
mod weights;
mod wire;
mod work;

#[cfg(test)]
mod tests;

pub use accelerator::{Accelerator, Generation};
pub use apart::Apart;
pub use architecture::{Architecture, Attention};
pub use asked::{Requests, Traffic};
pub use choice::{Choice, Target, Tried, cheapest, each_within, fastest};
pub use constants::{Constants, PerEngine, PerGeneration};
pub use decode::Decode;
pub use deployment::Deployment;
pub use device::Device;
pub use disaggregated::Disaggregated;
pub use engine::{CacheFormat, Engine, Precision};
pub use memory::Memory;
pub use pace::Pace;
pub use prefill::Prefill;
pub use queueing::{Queue, erlang_c};
pub use replica::Replica;
pub use search::{
    Candidate, Front, Layout, Load, Point, layouts, layouts_apart, layouts_on, points, search,
};
pub use serve::{Calibration, Rate, Served, Unserved, serve, serve_at};
pub use variant::{ENGRAM_LOSS, Variant};
pub use weights::{Kept, Wider};
pub use work::Work;
