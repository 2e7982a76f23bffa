//! Questions over the run: what the numbers say in words, and which inputs drive them.

mod frontier;
#[cfg(feature = "tables")]
pub mod hardware;
mod headline;
mod saving;
mod swing;
mod words;

pub use frontier::{
    BreakEven, FrontierAsk, FrontierView, ModelPoint, Operating, Place, PolicyView, Routing,
    Savings, TaskView,
};
pub use headline::report;
pub use saving::{Saving, SavingMonth, savings_by_month};
pub use swing::{Swing, swings};
pub use words::{month_name, probability, usd};
