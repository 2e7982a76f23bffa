//! Questions over the run: what the numbers say in words, and which inputs drive them.

mod frontier;
#[cfg(feature = "tables")]
pub mod hardware;
mod headline;
mod swing;
mod words;

pub use frontier::{
    BreakEven, FrontierAsk, FrontierView, ModelPoint, Operating, Place, PolicyView, Routing,
    Saving, Savings, TaskView,
};
pub use headline::report;
pub use swing::{Swing, swings};
pub use words::{month_name, probability, usd};
