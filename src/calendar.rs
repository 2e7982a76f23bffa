//! Months and days, without a clock.

use std::fmt;

/// A calendar month; months are counted, so differences are whole numbers.
///
/// ```
/// use undercut::calendar::Month;
/// let april = Month::parse("2026-04").unwrap();
/// assert_eq!(april.plus(9).to_string(), "2027-01");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32);

impl Month {
    /// The month written `YYYY-MM`, between 2000-01 and 2100-12.
    pub fn parse(text: &str) -> Option<Month> {
        let (year, month) = text.split_once('-')?;
        if year.len() != 4 || month.len() != 2 {
            return None;
        }
        let (year, month) = (digits(year)?, digits(month)?);
        ((2000..=2100).contains(&year) && (1..=12).contains(&month))
            .then(|| Month(year * 12 + month - 1))
    }

    /// The month `months` later.
    pub fn plus(self, months: i32) -> Month {
        Month(self.0 + months)
    }

    /// Whole months from `earlier` to this one; negative when this one is earlier.
    pub fn since(self, earlier: Month) -> i32 {
        self.0 - earlier.0
    }

    /// The last day of the month.
    pub fn last_day(self) -> Day {
        Day { month: self, day: self.days() }
    }

    fn days(self) -> u8 {
        let year = self.0.div_euclid(12);
        match self.0.rem_euclid(12) + 1 {
            4 | 6 | 9 | 11 => 30,
            2 if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 => 29,
            2 => 28,
            _ => 31,
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// A day of the calendar.
///
/// ```
/// use undercut::calendar::Day;
/// assert!(Day::parse("2026-02-30").is_none());
/// assert!(Day::parse("2026-02-05") < Day::parse("2026-04-24"));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    month: Month,
    day: u8,
}

impl Day {
    /// The day after.
    pub fn next(self) -> Day {
        match self.day < self.month.days() {
            true => Day { day: self.day + 1, ..self },
            false => Day { month: self.month.plus(1), day: 1 },
        }
    }

    /// Days from `earlier` to this one; negative when this one is earlier.
    ///
    /// ```
    /// use undercut::calendar::Day;
    /// let day = |text| Day::parse(text).unwrap();
    /// assert_eq!(day("2028-03-01").since(day("2028-02-28")), 2);
    /// ```
    pub fn since(self, earlier: Day) -> i32 {
        self.count() - earlier.count()
    }

    /// Days since the year 0 of the Gregorian calendar began.
    fn count(self) -> i32 {
        let (year, month) = (self.month.0.div_euclid(12), self.month.0.rem_euclid(12));
        let leaps =
            |years: i32| years.div_euclid(4) - years.div_euclid(100) + years.div_euclid(400);
        let before: i32 = (0..month).map(|it| i32::from(Month(year * 12 + it).days())).sum();
        365 * year + leaps(year - 1) + before + i32::from(self.day)
    }

    /// The day written `YYYY-MM-DD`, if it exists.
    pub fn parse(text: &str) -> Option<Day> {
        let month = Month::parse(text.get(..7)?)?;
        let rest = text.get(7..)?.strip_prefix('-')?;
        if rest.len() != 2 {
            return None;
        }
        let day = u8::try_from(digits(rest)?).ok()?;
        (1..=month.days()).contains(&day).then_some(Day { month, day })
    }

    /// The day `days` after 1970-01-01, between 2000 and 2100.
    pub fn since_1970(days: u32) -> Option<Day> {
        let mut left = days;
        for months in 1970 * 12..2101 * 12 {
            let month = Month(months);
            let length = u32::from(month.days());
            if left < length {
                let day = u8::try_from(left + 1).ok()?;
                return (months >= 2000 * 12).then_some(Day { month, day });
            }
            left -= length;
        }
        None
    }

    /// Whether its month begins with it.
    pub fn is_first(self) -> bool {
        self.day == 1
    }

    /// The month that the day is in.
    pub fn month(self) -> Month {
        self.month
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:02}", self.month, self.day)
    }
}

fn digits(text: &str) -> Option<i32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_count_across_years() {
        let start = Month::parse("2026-04").unwrap();
        assert_eq!(start.plus(36).to_string(), "2029-04");
        assert_eq!(start.plus(36).since(start), 36);
        assert_eq!(start.plus(-4).to_string(), "2025-12");
    }

    #[test]
    fn days_are_counted_from_1970() {
        let days = [(10_957, "2000-01-01"), (11_016, "2000-02-29"), (20_769, "2026-11-12")];
        for (days, text) in days {
            assert_eq!(Day::since_1970(days), Day::parse(text), "{text}");
        }
        assert!(Day::since_1970(10_956).is_none() && Day::since_1970(u32::MAX).is_none());
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in ["2026-13", "2026-00", "26-04", "2026-4", "2026-+4", "1999-12", "", "2026"] {
            assert!(Month::parse(text).is_none(), "{text}");
        }
        for text in ["2026-02-29", "2026-04-31", "2026-04-00", "2026-04", "2026-04-1", "2026-04-1é"]
        {
            assert!(Day::parse(text).is_none(), "{text}");
        }
        assert!(Day::parse("2028-02-29").is_some());
        assert_eq!(Month::parse("2026-04").unwrap().last_day().to_string(), "2026-04-30");
    }
}
