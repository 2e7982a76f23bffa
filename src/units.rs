//! The only home of conversion factors.

/// Tokens in the million that prices are quoted for.
pub const TOKENS_PER_MTOK: f64 = 1e6;
/// Bytes in a gigabyte as accelerator makers count it.
pub const BYTES_PER_GB: f64 = 1e9;
/// Seconds in an hour.
pub const SECONDS_PER_HOUR: f64 = 3600.0;
/// Hours in a day.
pub const HOURS_PER_DAY: f64 = 24.0;
/// Hours in a week.
pub const HOURS_PER_WEEK: f64 = 168.0;
/// Seconds in a day.
pub const SECONDS_PER_DAY: f64 = 86_400.0;
/// Days in a mean month of the Gregorian calendar, 365.2425 / 12.
pub const DAYS_PER_MONTH: f64 = 30.436_875;
/// Hours in a mean month.
pub const HOURS_PER_MONTH: f64 = DAYS_PER_MONTH * HOURS_PER_DAY;
/// Months in a year.
pub const MONTHS_PER_YEAR: f64 = 12.0;
