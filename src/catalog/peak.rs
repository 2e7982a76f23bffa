//! Hours of the week that are charged more, or less, than the others.

use crate::error::Problem;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::Figure;

/// Hours of the week in which every price is multiplied.
#[derive(Debug, Clone, PartialEq)]
pub struct Peak {
    /// The price in these hours over the listed one; a discount is below 1.
    pub factor: Figure,
    /// The hours, by the seller's clock.
    pub windows: Vec<Window>,
    /// The seller's clock, hours ahead of UTC.
    pub utc_offset_hours: f64,
    /// The hours, in words.
    pub words: String,
}

/// The same hours on some days of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first day and the last, 0 for Monday to 6 for Sunday.
    pub days: (u8, u8),
    /// When it begins and when it ends, minutes of the day.
    pub minutes: (u16, u16),
}

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Window {
    /// The window that `text` writes: `mon-fri 09:00-12:00`, `sun 00:00-24:00`, `every-day 00:30-08:30`.
    ///
    /// ```
    /// use undercut::catalog::Window;
    /// let noon = Window::parse("mon-fri 09:00-12:00").unwrap();
    /// assert_eq!((noon.days, noon.minutes), ((0, 4), (540, 720)));
    /// assert!(Window::parse("mon-fri 12:00-09:00").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Window> {
        let (days, hours) = text.split_once(' ')?;
        let day = |name: &str| DAYS.iter().position(|it| *it == name).map(|it| it as u8);
        let days = match days.split_once('-') {
            Some(("every", "day")) => (0, 6),
            Some((first, last)) => (day(first)?, day(last)?),
            None => (day(days)?, day(days)?),
        };
        let (from, to) = hours.split_once('-')?;
        let minutes = (minute(from)?, minute(to)?);
        (days.0 <= days.1 && minutes.0 < minutes.1).then_some(Window { days, minutes })
    }

    /// Whether some minute of the week is in both.
    fn overlaps(&self, other: &Window) -> bool {
        let days = self.days.0 <= other.days.1 && other.days.0 <= self.days.1;
        days && self.minutes.0 < other.minutes.1 && other.minutes.0 < self.minutes.1
    }

    /// Hours of a week that the window takes.
    pub fn hours_per_week(&self) -> f64 {
        let days = f64::from(self.days.1 - self.days.0) + 1.0;
        days * f64::from(self.minutes.1 - self.minutes.0) / 60.0
    }
}

/// The minute of the day that `09:30` writes; `24:00` ends it.
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two = |it: &str| (it.len() == 2).then(|| it.parse::<u16>().ok()).flatten();
    let (hour, minute) = (two(hour)?, two(minute)?);
    let all = hour * 60 + minute;
    (minute < 60 && all <= 24 * 60).then_some(all)
}

impl Peak {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Peak {
        let mut windows = Vec::new();
        for text in fields.texts("hours", problems) {
            match Window::parse(&text) {
                Some(window) if windows.iter().any(|it| window.overlaps(it)) => {
                    let rule = "takes hours that another window has: none may count twice";
                    problems.push(Problem::new(fields.path("hours"), text, rule));
                }
                Some(window) => windows.push(window),
                None => {
                    let rule = "must be days and hours, such as mon-fri 09:00-12:00";
                    problems.push(Problem::new(fields.path("hours"), text, rule));
                }
            }
        }
        Peak {
            factor: fields.figure("factor", Unit::Ratio, Domain::Positive, problems),
            windows,
            utc_offset_hours: fields.signed("utc_offset_hours", problems),
            words: fields.text("window", problems),
        }
    }

    /// Hours of a week of 168 that are charged so.
    pub fn hours_per_week(&self) -> f64 {
        self.windows.iter().map(Window::hours_per_week).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_overlap_where_they_share_a_minute() {
        let overlap = |a: &str, b: &str| {
            let [a, b] = [a, b].map(|it| Window::parse(it).unwrap());
            assert_eq!(a.overlaps(&b), b.overlaps(&a));
            a.overlaps(&b)
        };
        assert!(overlap("every-day 00:30-08:30", "every-day 00:30-08:30"));
        assert!(overlap("mon-fri 09:00-12:00", "fri 11:59-13:00"));
        assert!(!overlap("mon-fri 09:00-12:00", "mon-fri 12:00-18:00"));
        assert!(!overlap("mon-fri 09:00-12:00", "sat-sun 09:00-12:00"));
    }
}
