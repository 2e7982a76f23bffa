//! How old the software of a row is.

use super::cells::Columns;
use crate::calendar::Day;
use crate::error::cut;
use crate::serving::Engine;

/// The day from which the fit counts software age.
const REFERENCE_DAY: &str = "2026-06-11";
/// Releases of engines whose rows carry a version and no day (their repositories' release pages).
const RELEASES: [(&str, &str); 14] = [
    ("1.0.0rc3", "2025-07-15"),
    ("1.0.0", "2025-09-24"),
    ("1.1.0", "2025-12-12"),
    ("1.2.0rc2", "2025-11-07"),
    ("0.5.6.post2", "2025-12-11"),
    ("0.5.9", "2026-02-24"),
    ("0.5.10.post1", "2026-04-09"),
    ("0.11.0", "2025-10-02"),
    ("0.12.0", "2025-12-03"),
    ("0.14.0", "2026-01-20"),
    ("0.15.1", "2026-02-04"),
    ("0.16.0", "2026-02-25"),
    ("0.17.0", "2026-03-07"),
    ("0.18.0", "2026-03-20"),
];

/// Months from the day of the software, or of its release, to the fit's reference day.
pub(super) fn software_age_months(
    columns: &mut Columns,
    engine: Engine,
    assumed: &mut Vec<String>,
) -> Option<f64> {
    let day = match columns.row.get("date").map(str::to_string) {
        // A month alone counts as its middle.
        Some(text) => match Day::parse(text.get(..10).unwrap_or(&format!("{text}-15"))) {
            Some(day) => day.to_string(),
            None => {
                columns.problem(
                    "date",
                    &text,
                    "must be a day such as 2026-03-27, or a month, from 2000 to 2100",
                );
                return None;
            }
        },
        None => {
            let version = columns.row.get("version").unwrap_or("");
            let version = version.trim_start_matches('v');
            match RELEASES.iter().find(|(name, _)| *name == version) {
                Some((_, day)) => day.to_string(),
                None => {
                    let months = undated_months(engine);
                    // A release that is not known must not pass for one that is.
                    let unknown = match version {
                        "" => String::new(),
                        version => format!(": no release day of version {} is known", cut(version)),
                    };
                    assumed.push(format!("software {months} months old{unknown}"));
                    return Some(months);
                }
            }
        }
    };
    Some(months_between(&day, REFERENCE_DAY))
}

/// Median age of the engine's calibration rows, months: what an undated row is taken for.
fn undated_months(engine: Engine) -> f64 {
    match engine {
        Engine::Sglang | Engine::Vllm | Engine::Atom => 2.5,
        Engine::TensorrtLlm => 7.5,
    }
}

/// Mean months of 30.4375 days from `earlier` to `later`, both `YYYY-MM-DD`.
fn months_between(earlier: &str, later: &str) -> f64 {
    (day_number(later) - day_number(earlier)) / 30.4375
}

/// Days since an arbitrary day, proleptic Gregorian.
fn day_number(day: &str) -> f64 {
    let part = |from: usize, to: usize| {
        day.get(from..to).and_then(|text| text.parse::<i64>().ok()).unwrap_or(0)
    };
    let (year, month, day) = (part(0, 4), part(5, 7), part(8, 10));
    let shifted = if month > 2 { year } else { year - 1 };
    let days = 365 * shifted + shifted.div_euclid(4) - shifted.div_euclid(100)
        + shifted.div_euclid(400)
        + (153 * ((month + 9) % 12) + 2) / 5
        + day;
    days as f64
}
