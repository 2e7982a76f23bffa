//! Questions over the run: what the numbers say in words, and which inputs drive them.

#[cfg(feature = "tables")]
mod ask;
mod credit;
mod doubt;
mod frontier;
#[cfg(feature = "tables")]
pub mod hardware;
mod headline;
#[cfg(feature = "tables")]
mod prices;
mod saving;
#[cfg(feature = "tables")]
mod study;
mod swing;
mod words;

#[cfg(feature = "tables")]
pub use ask::{About, AboutDrivers, AboutFile, AboutRouting, Answer, Question, Respondent};
pub use credit::credits;
pub use doubt::doubts;
pub use frontier::{
    BreakEven, FrontierAsk, FrontierView, ModelPoint, Operating, Place, PolicyView, Routing,
    Savings, TaskView,
};
pub use headline::{Shown, Told, report, report_of};
#[cfg(feature = "tables")]
pub use prices::{LineHistory, PriceHistory, PriceStep, prices_over_time};
pub use saving::{Saving, SavingMonth, savings_by_month};
#[cfg(feature = "tables")]
pub use study::{
    AgainstOffer, Arm, BreakEvens, Cell, Comparison, Crossing, Difference, Driver, Drivers,
    Evaluation, Goal, Grouping, Hands, MOST_GROUPS, Migration, Months, OwnFleet, Payoffs, Purchase,
    Quantiles, Relation, Scale, Side, Solution, Solve, Statistic, Target, Terms, Work, break_evens,
    compare, drivers, four_digits, in_order, metric_name, payoffs, solve,
};
pub use swing::{Swing, swings};
#[cfg(feature = "tables")]
pub use words::in_unit;
pub use words::{definition, month_name, percent, usd};
