//! What a number is measured in.

use crate::units::{
    DAYS_PER_MONTH, HOURS_PER_DAY, HOURS_PER_MONTH, MONTHS_PER_YEAR, SECONDS_PER_HOUR,
};

/// The unit in which a number is kept. Its text may carry other units of the same kind, which are converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A number of things.
    Count,
    /// A share or a probability.
    Fraction,
    /// US dollars.
    Usd,
    /// US dollars per million tokens.
    UsdPerMtok,
    /// US dollars per hour.
    UsdPerHour,
    /// US dollars per month.
    UsdPerMonth,
    /// Tokens.
    Tokens,
    /// Tokens per day.
    TokensPerDay,
    /// Tokens per second.
    TokensPerSecond,
    /// Seconds.
    Seconds,
    /// Hours.
    Hours,
    /// Mean months of the Gregorian calendar.
    Months,
    /// A rate per year.
    PerYear,
    /// A rate per month.
    PerMonth,
    /// Standard deviations of a standard normal.
    Probit,
    /// Bytes.
    Bytes,
    /// Bytes per second.
    BytesPerSecond,
    /// Floating-point operations per second.
    Flops,
    /// Watts.
    Watts,
    /// A factor without a unit.
    Ratio,
}

/// A conversion to a number's own unit: multiply by `times`, then divide by `over`. Two factors, because
/// dividing by 1,000 rounds better than multiplying by 0.001.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Conversion {
    pub(super) times: f64,
    pub(super) over: f64,
}

impl Conversion {
    pub(super) const NONE: Conversion = Conversion { times: 1.0, over: 1.0 };
}

/// A unit word and its conversion.
type Word = (&'static str, f64, f64);

impl Unit {
    /// The unit as it is shown after a number; empty for counts and fractions.
    ///
    /// ```
    /// assert_eq!(undercut::uncertainty::Unit::UsdPerMtok.symbol(), "USD/Mtok");
    /// ```
    pub fn symbol(self) -> &'static str {
        match self {
            Unit::Count | Unit::Fraction => "",
            Unit::Usd => "USD",
            Unit::UsdPerMtok => "USD/Mtok",
            Unit::UsdPerHour => "USD/h",
            Unit::UsdPerMonth => "USD/month",
            Unit::Tokens => "tokens",
            Unit::TokensPerDay => "tokens/day",
            Unit::TokensPerSecond => "tokens/s",
            Unit::Seconds => "s",
            Unit::Hours => "h",
            Unit::Months => "months",
            Unit::PerYear => "/year",
            Unit::PerMonth => "/month",
            Unit::Probit => "probit",
            Unit::Bytes => "B",
            Unit::BytesPerSecond => "B/s",
            Unit::Flops => "FLOP/s",
            Unit::Watts => "W",
            Unit::Ratio => "x",
        }
    }

    /// The most that a number of the unit may be, either way, and how that is written: beyond it a slip of the pen is likelier
    /// than the number, and sums over a market overflow.
    pub fn most(self) -> (f64, &'static str) {
        match self {
            Unit::Count => (1e15, "1,000T"),
            Unit::Fraction => (1e6, "1,000,000"),
            Unit::Usd => (1e12, "$1T"),
            Unit::UsdPerMtok => (1e5, "$100k/Mtok"),
            Unit::UsdPerHour => (1e6, "$1M/h"),
            Unit::UsdPerMonth => (1e12, "$1T/month"),
            Unit::Tokens => (1e9, "1B tokens"),
            Unit::TokensPerDay => (1e16, "10,000T tokens/day"),
            Unit::TokensPerSecond => (1e9, "1B tokens/s"),
            Unit::Seconds => (1e6, "1M s"),
            Unit::Hours => (1e6, "1M h"),
            Unit::Months => (1e9, "1B months"),
            Unit::PerYear | Unit::PerMonth => (1e3, "1,000"),
            Unit::Probit => (8.0, "8 probit"),
            Unit::Bytes => (1e18, "1,000 PB"),
            Unit::BytesPerSecond => (1e18, "1,000 PB/s"),
            Unit::Flops => (1e21, "1,000,000 PFLOP/s"),
            Unit::Watts => (1e9, "1 GW"),
            Unit::Ratio => (1e6, "1M"),
        }
    }

    /// Whether the number is an amount of US dollars, so that `$` may precede it.
    pub(super) fn is_usd(self) -> bool {
        matches!(self, Unit::Usd | Unit::UsdPerMtok | Unit::UsdPerHour | Unit::UsdPerMonth)
    }

    /// Whether `%` may follow the number.
    pub(super) fn takes_percent(self) -> bool {
        matches!(self, Unit::Fraction | Unit::Ratio | Unit::PerYear | Unit::PerMonth)
    }

    /// The power of ten that a letter after the number stands for. `B` is a billion, except where it could
    /// mean bytes; giga and peta belong to the units of hardware.
    pub(super) fn power_of_ten(self, letter: char) -> Option<i32> {
        let bytes = matches!(self, Unit::Bytes | Unit::BytesPerSecond);
        let hardware = bytes || matches!(self, Unit::Flops | Unit::Watts);
        match letter {
            'k' | 'K' => Some(3),
            'M' => Some(6),
            'B' if !bytes => Some(9),
            'G' if hardware => Some(9),
            'T' => Some(12),
            'P' if hardware => Some(15),
            _ => None,
        }
    }

    /// The conversion of a unit word, of which `per` was already written as `/`.
    pub(super) fn conversion(self, word: &str) -> Option<Conversion> {
        let found = self.words().iter().find(|(known, _, _)| *known == word);
        found.map(|&(_, times, over)| Conversion { times, over })
    }

    /// The first word of each kind, for messages: `/Mtok`, or `months, days, weeks, years`.
    pub(super) fn examples(self) -> String {
        let mut shown: Vec<&str> = Vec::new();
        let mut last = (0.0, 0.0);
        for &(word, times, over) in self.words() {
            if (times, over) != last {
                shown.push(word);
            }
            last = (times, over);
        }
        if self.takes_percent() {
            shown.insert(0, "%");
        }
        shown.join(", ")
    }

    fn words(self) -> &'static [Word] {
        match self {
            Unit::Count => &[],
            Unit::Fraction => &[],
            Unit::Usd => &[("USD", 1.0, 1.0)],
            Unit::UsdPerMtok => &[
                ("/Mtok", 1.0, 1.0),
                ("USD/Mtok", 1.0, 1.0),
                ("/M tokens", 1.0, 1.0),
                ("/ktok", 1000.0, 1.0),
                ("USD/ktok", 1000.0, 1.0),
            ],
            Unit::UsdPerHour => &[
                ("/h", 1.0, 1.0),
                ("/hour", 1.0, 1.0),
                ("/hr", 1.0, 1.0),
                ("USD/h", 1.0, 1.0),
                ("USD/hour", 1.0, 1.0),
                ("/day", 1.0, HOURS_PER_DAY),
                ("/month", 1.0, HOURS_PER_MONTH),
                ("USD/month", 1.0, HOURS_PER_MONTH),
            ],
            Unit::UsdPerMonth => &[
                ("/month", 1.0, 1.0),
                ("USD/month", 1.0, 1.0),
                ("/day", DAYS_PER_MONTH, 1.0),
                ("/year", 1.0, MONTHS_PER_YEAR),
                ("USD/year", 1.0, MONTHS_PER_YEAR),
            ],
            Unit::Tokens => &[("tokens", 1.0, 1.0), ("token", 1.0, 1.0), ("tok", 1.0, 1.0)],
            Unit::TokensPerDay => &[
                ("tokens/day", 1.0, 1.0),
                ("tok/day", 1.0, 1.0),
                ("/day", 1.0, 1.0),
                ("tokens/month", 1.0, DAYS_PER_MONTH),
                ("tok/month", 1.0, DAYS_PER_MONTH),
                ("/month", 1.0, DAYS_PER_MONTH),
            ],
            Unit::TokensPerSecond => {
                &[("tokens/s", 1.0, 1.0), ("tok/s", 1.0, 1.0), ("/s", 1.0, 1.0)]
            }
            Unit::Seconds => &[
                ("s", 1.0, 1.0),
                ("second", 1.0, 1.0),
                ("seconds", 1.0, 1.0),
                ("ms", 1.0, 1000.0),
                ("min", 60.0, 1.0),
                ("minutes", 60.0, 1.0),
                ("h", SECONDS_PER_HOUR, 1.0),
                ("hours", SECONDS_PER_HOUR, 1.0),
            ],
            Unit::Hours => &[
                ("h", 1.0, 1.0),
                ("hour", 1.0, 1.0),
                ("hours", 1.0, 1.0),
                ("min", 1.0, 60.0),
                ("minutes", 1.0, 60.0),
                ("days", HOURS_PER_DAY, 1.0),
                ("day", HOURS_PER_DAY, 1.0),
            ],
            Unit::Months => &[
                ("months", 1.0, 1.0),
                ("month", 1.0, 1.0),
                ("days", 1.0, DAYS_PER_MONTH),
                ("day", 1.0, DAYS_PER_MONTH),
                ("weeks", 7.0, DAYS_PER_MONTH),
                ("week", 7.0, DAYS_PER_MONTH),
                ("years", MONTHS_PER_YEAR, 1.0),
                ("year", MONTHS_PER_YEAR, 1.0),
            ],
            // A yearly rate is not twelve monthly ones where it compounds, so none is converted.
            Unit::PerYear => &[("/year", 1.0, 1.0), ("a year", 1.0, 1.0)],
            Unit::PerMonth => &[("/month", 1.0, 1.0), ("a month", 1.0, 1.0)],
            Unit::Probit => &[("probit", 1.0, 1.0)],
            Unit::Bytes => &[("B", 1.0, 1.0), ("bytes", 1.0, 1.0), ("byte", 1.0, 1.0)],
            Unit::BytesPerSecond => &[("B/s", 1.0, 1.0), ("bytes/s", 1.0, 1.0), ("/s", 1.0, 1.0)],
            Unit::Flops => {
                &[("FLOP/s", 1.0, 1.0), ("FLOPS", 1.0, 1.0), ("flops", 1.0, 1.0), ("/s", 1.0, 1.0)]
            }
            Unit::Watts => &[("W", 1.0, 1.0)],
            Unit::Ratio => &[("x", 1.0, 1.0), ("\u{d7}", 1.0, 1.0)],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_name_each_kind_once() {
        assert_eq!(Unit::Months.examples(), "months, days, weeks, years");
        assert_eq!(Unit::PerYear.examples(), "%, /year");
        assert_eq!(Unit::Count.examples(), "");
    }

    #[test]
    fn a_letter_means_what_its_unit_lets_it_mean() {
        assert_eq!(Unit::Tokens.power_of_ten('B'), Some(9));
        assert_eq!(Unit::Bytes.power_of_ten('B'), None);
        assert_eq!(Unit::Bytes.power_of_ten('G'), Some(9));
        assert_eq!(Unit::Usd.power_of_ten('G'), None);
        assert_eq!(Unit::Seconds.power_of_ten('m'), None);
    }
}
