//! Numbers in words that say no more than the numbers.

use crate::simulation::Metric;
use crate::uncertainty::fixed;

/// The name of a margin and what it is, in words; none for what is no margin. Nobody's serving cost is known: it is the model's.
pub fn definition(metric: Metric) -> Option<(&'static str, &'static str)> {
    Some(match metric {
        Metric::ListMargin => (
            "list margin",
            "(list value of paid tokens - serving cost) / list value; nobody reports it",
        ),
        Metric::ComputeMargin => {
            ("compute margin", "(token revenue - paying users' inference) / token revenue")
        }
        Metric::GrossMargin => (
            "gross margin",
            "(revenue - all inference, free users' too, and other serving) / revenue",
        ),
        Metric::SegmentMargin => {
            ("segment margin", "(token revenue - all inference and other serving) / token revenue")
        }
        Metric::NetOfPartnersMargin => {
            ("margin net of partners", "(revenue - all serving - clouds and partners) / revenue")
        }
        Metric::AfterComputeMargin => {
            ("margin after compute", "(revenue - inference, training, research compute) / revenue")
        }
        Metric::OperatingMargin => ("operating margin", "(revenue - all costs) / revenue"),
        _ => return None,
    })
}

/// A sentence that grows by its words: a fifth of the code of a format with a text for each number.
#[derive(Default)]
pub(super) struct Sentence(pub String);

impl Sentence {
    #[inline(never)]
    pub fn say(&mut self, words: &str) -> &mut Sentence {
        self.0.push_str(words);
        self
    }

    #[inline(never)]
    pub fn percent(&mut self, share: f64) -> &mut Sentence {
        self.say(&percent(share))
    }

    #[inline(never)]
    pub fn count(&mut self, count: usize) -> &mut Sentence {
        self.say(&fixed(count as f64, 0))
    }

    #[inline(never)]
    pub fn month(&mut self, month: &str) -> &mut Sentence {
        self.say(&month_name(month))
    }

    /// "92% (74% to 99.6%)".
    #[inline(never)]
    pub fn interval(&mut self, p50: f64, p5: f64, p95: f64) -> &mut Sentence {
        self.percent(p50).say(" (").percent(p5).say(" to ").percent(p95).say(")")
    }
}

/// A share as a percentage: whole numbers, with a decimal near 0% and near 100%.
///
/// ```
/// use undercut::analysis::percent;
/// assert_eq!([0.621, 0.004, -0.2].map(percent), ["62%", "0.4%", "-20%"]);
/// ```
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let near_an_end = percent.abs() < 0.95 && percent != 0.0 || percent > 98.95 && percent < 99.95;
    fixed(percent, usize::from(near_an_end)) + "%"
}

/// A sum of money: three digits that count.
///
/// ```
/// use undercut::analysis::usd;
/// assert_eq!(usd(21_640.0), "$21,600");
/// assert_eq!(usd(1_234_567.0), "$1.23M");
/// assert_eq!(usd(0.00773), "$0.00773");
/// ```
pub fn usd(value: f64) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    let size = value.abs();
    match size {
        _ if !size.is_finite() => "-".to_string(),
        0.0 => "$0".to_string(),
        _ if size >= 999.5e6 => format!("{sign}${}B", three(size / 1e9)),
        _ if size >= 999_500.0 => format!("{sign}${}M", three(size / 1e6)),
        _ if size >= 9_995.0 => {
            let rounded = (size / 100.0).round() as u64;
            format!("{sign}${},{:03}", rounded / 10, rounded % 10 * 100)
        }
        _ if size >= 999.5 => {
            let rounded = (size / 10.0).round() as u64 * 10;
            format!("{sign}${},{:03}", rounded / 1000, rounded % 1000)
        }
        _ => format!("{sign}${}", three(size)),
    }
}

/// A number of a metric in its unit, as [`Metric::unit`] has it: a share as a percentage, dollars as dollars.
///
/// ```
/// use undercut::analysis::in_unit;
/// assert_eq!([in_unit(0.5, "share"), in_unit(3.0, "USD/Mtok"), in_unit(f64::NAN, "share")], ["50%", "$3.00", "-"]);
/// ```
#[cfg(feature = "tables")]
pub fn in_unit(value: f64, unit: &str) -> String {
    match unit {
        _ if value.is_nan() => "-".to_string(),
        "share" => percent(value),
        _ => usd(value),
    }
}

/// A positive number below 1000 with three digits that count.
fn three(size: f64) -> String {
    let mut digits = 2;
    let mut limit = 9.995;
    // One decimal less for each digit before the point, one more for each zero behind it.
    while digits > 0 && size >= limit {
        digits -= 1;
        limit *= 10.0;
    }
    let mut least = 0.9995;
    while size < least && digits < 12 {
        digits += 1;
        least /= 10.0;
    }
    fixed(size, digits)
}

/// A month as people say it.
///
/// ```
/// assert_eq!(undercut::analysis::month_name("2028-02"), "February 2028");
/// ```
pub fn month_name(month: &str) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parts = month.split_once('-');
    let name =
        parts.and_then(|(_, number)| NAMES.get(number.parse::<usize>().ok()?.checked_sub(1)?));
    match (parts, name) {
        (Some((year, _)), Some(name)) => format!("{name} {year}"),
        _ => month.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_keeps_three_digits() {
        for (value, text) in [
            (0.0, "$0"),
            (5.0, "$5.00"),
            (12.345, "$12.3"),
            (621.4, "$621"),
            (1_828.0, "$1,830"),
            (9_996.0, "$10,000"),
            (84_267.0, "$84,300"),
            (999_600.0, "$1.00M"),
            (2.779e9, "$2.78B"),
            (-0.25, "-$0.250"),
            (f64::NAN, "-"),
        ] {
            assert_eq!(usd(value), text);
        }
    }

    #[test]
    fn percentages_keep_a_decimal_where_it_tells() {
        assert_eq!(percent(0.5), "50%");
        assert_eq!(percent(0.034), "3%");
        assert_eq!(percent(0.004), "0.4%");
        assert_eq!(percent(0.994), "99.4%");
        assert_eq!(percent(1.0), "100%");
        assert_eq!(percent(-0.2), "-20%");
    }
}
