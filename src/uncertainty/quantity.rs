//! Quantities as people write them.

use super::decimal::nearest;
use crate::error::cut;
use crate::uncertainty::amount::{Amount, together};
use crate::uncertainty::{
    Beta, Distribution, Domain, Lognormal, Normal, Triangular, Uniform, Unit, Z95, written,
};
use std::f64::consts::LN_10;

/// Reads a quantity.
///
/// | Text | Means |
/// |---|---|
/// | `5`, `1,234,567`, `1_000`, `1 000`, `1\u{2019}000`, `2.5e-3` | a number |
/// | `100M`, `8k`, `$0.27/Mtok`, `15%`, `80 GB` | a number with a letter (k, M, B, T), a sign or a unit |
/// | `4 to 10`, `4..10` | 5th and 95th percentile; the family follows the domain |
/// | `10 \u{b1} 2`, `10 +- 2` | a normal with 5th and 95th percentile 8 and 12 |
/// | `uniform(2, 40)` | low, high |
/// | `triangular(1, 2, 5)` | low, mode, high |
/// | `normal(10, 2)` | mean, standard deviation |
/// | `lognormal(10, 0.5)` | median, standard deviation of the natural logarithm |
/// | `beta(8, 2)` | shapes |
///
/// A unit may stand after each number or only after the last: `15 to 30%`, `uniform(2, 40) months`.
///
/// # Errors
///
/// The rule that the text breaks, as a sentence for [`crate::error::Problem::rule`].
///
/// ```
/// use undercut::uncertainty::{Domain, Unit, parse};
/// let share = parse("15 to 30%", Unit::Fraction, Domain::Unit).unwrap();
/// assert!((share.low() - 0.15).abs() < 1e-12 && (share.high() - 0.30).abs() < 1e-12);
/// let error = parse("10 to 4", Unit::Months, Domain::Positive).unwrap_err();
/// assert_eq!(error, "interval is reversed: 10 is above 4");
/// ```
pub fn parse(text: &str, unit: Unit, domain: Domain) -> Result<Distribution, String> {
    let read = read(text, unit, domain)?;
    let (most, written) = unit.most();
    match read.high() > most || read.low() < -most {
        true if read.low() < -most => Err(format!("must be between -{written} and {written}")),
        true => Err(format!("must be at most {written}")),
        false => Ok(read),
    }
}

/// What is wrong with a number, or the 5th and 95th percentiles of one that is not known, outside `least` to `most`.
///
/// # Errors
///
/// The rule broken, as a sentence.
///
/// ```
/// use undercut::uncertainty::{Distribution, within};
/// assert!(within(&Distribution::Fixed(2.0), 1.0, 8.0).is_ok());
/// assert_eq!(within(&Distribution::Fixed(1000.0), 1.0, 8.0).unwrap_err(), "must be between 1 and 8");
/// ```
pub fn within(it: &Distribution, least: f64, most: f64) -> Result<(), String> {
    match it.low() >= least && it.high() <= most {
        true => Ok(()),
        false => Err(format!("must be between {} and {}", written(least), written(most))),
    }
}

fn read(text: &str, unit: Unit, domain: Domain) -> Result<Distribution, String> {
    // Spaces of every width, and marks of none that a copied text may hold.
    let is_space =
        |it: char| it.is_whitespace() || matches!(it, '\u{200b}' | '\u{2060}' | '\u{feff}');
    let text = text.split(is_space).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err("must not be empty".to_string());
    }
    if let Some((name, rest)) = text.split_once('(') {
        return family(name.trim(), rest, unit, domain);
    }
    if let Some((middle, half)) = split(&text, &["\u{b1}", "+-", "+/-"]) {
        return plus_or_minus(middle, half, unit, domain);
    }
    // The spaces let an end be missing: "4 to".
    if let Some((low, high)) = split(&format!(" {text} "), &[" to ", ".."]) {
        return interval(low, high, unit, domain);
    }
    let [value] = together(&[Amount::read(&text, unit)?])?;
    Distribution::fixed(value, domain)
}

/// The text before and after the first of these marks that it contains.
fn split<'a>(text: &'a str, marks: &[&str]) -> Option<(&'a str, &'a str)> {
    marks.iter().find_map(|mark| {
        // `split_once` of a string, here and there, is 2 kB of the browser's core.
        let at = (0..text.len()).find(|at| text.as_bytes()[*at..].starts_with(mark.as_bytes()))?;
        Some((text[..at].trim(), text[at + mark.len()..].trim()))
    })
}

fn interval(low: &str, high: &str, unit: Unit, domain: Domain) -> Result<Distribution, String> {
    if low.is_empty() || high.is_empty() {
        return Err("interval needs two ends, such as `4 to 10`".to_string());
    }
    if split(&format!(" {high} "), &[" to ", ".."]).is_some() {
        return Err("interval has more than two ends".to_string());
    }
    let ends = [Amount::read(low, unit)?, Amount::read(high, unit)?];
    let [low, high] = together(&ends)?;
    if low > high {
        let [low, high] = ends;
        return Err(format!(
            "interval is reversed: {} is above {}",
            cut(low.text()),
            cut(high.text())
        ));
    }
    Distribution::interval(low, high, domain)
}

fn plus_or_minus(
    middle: &str,
    half: &str,
    unit: Unit,
    domain: Domain,
) -> Result<Distribution, String> {
    if middle.is_empty() || half.is_empty() {
        return Err("needs a number on both sides of \u{b1}, such as `10 \u{b1} 2`".to_string());
    }
    let [middle, half] = together(&[Amount::read(middle, unit)?, Amount::read(half, unit)?])?;
    if half < 0.0 {
        return Err("the number after \u{b1} must not be below 0".to_string());
    }
    if half == 0.0 {
        return Distribution::fixed(middle, domain);
    }
    normal(middle, half / Z95, domain)
}

/// A normal, or the interval to write instead where some of its draws would leave the domain.
fn normal(mean: f64, sd: f64, domain: Domain) -> Result<Distribution, String> {
    let family = Normal::new(mean, sd)?;
    if domain == Domain::Real {
        return Ok(Distribution::Normal(family));
    }
    let (low, high) = (mean - Z95 * sd, mean + Z95 * sd);
    Err(refused("normal", f64::NEG_INFINITY, low, high, domain))
}

fn lognormal(median: f64, sigma: f64, domain: Domain) -> Result<Distribution, String> {
    let family = Lognormal::new(median, sigma)?;
    if domain.contains_between(0.0, f64::INFINITY) {
        return Ok(Distribution::Lognormal(family));
    }
    Err(refused("lognormal", 0.0, family.quantile(0.05), family.quantile(0.95), domain))
}

fn beta(a: f64, b: f64, domain: Domain) -> Result<Distribution, String> {
    let family = Beta::new(a, b)?;
    if domain.contains_between(0.0, 1.0) {
        return Ok(Distribution::Beta(family));
    }
    Err(refused("beta", 0.0, family.quantile(0.05), family.quantile(0.95), domain))
}

/// Why a family that leaves the domain is refused, and what to write instead.
fn refused(name: &str, least: f64, low: f64, high: f64, domain: Domain) -> String {
    let family = if domain.ceiling().is_finite() { "logit-normal" } else { "lognormal" };
    let past = if least < domain.floor() {
        format!("below {}", written(domain.floor()))
    } else {
        format!("above {}", written(domain.ceiling()))
    };
    if low > domain.floor() && high < domain.ceiling() {
        let [low, high] = [low, high].map(|end| written(rounded(end)));
        return format!("a {name} can go {past}; write `{low} to {high}` for a {family}");
    }
    let example = match domain {
        Domain::Unit => "0.1 to 0.3",
        Domain::Auc => "0.6 to 0.8",
        Domain::Elasticity => "0.1 to 1",
        Domain::Positive | Domain::NonNegative | Domain::Real => "4 to 10",
    };
    format!("a {name} can go {past}; write a {family} as `{example}`, its 5th and 95th percentile")
}

/// Three significant digits.
fn rounded(x: f64) -> f64 {
    if x == 0.0 {
        return x;
    }
    let place = (libm::log(x.abs()) / LN_10).floor() as i32 - 2;
    let unit = nearest("1", place.abs());
    if place < 0 { (x * unit).round() / unit } else { (x / unit).round() * unit }
}

fn family(name: &str, rest: &str, unit: Unit, domain: Domain) -> Result<Distribution, String> {
    let Some((inside, after)) = rest.split_once(')') else {
        return Err("the closing parenthesis is missing".to_string());
    };
    let arguments = Arguments { name, inside, after: after.trim(), unit };
    match name {
        "uniform" => {
            let [low, high] = arguments.alike(["low", "high"])?;
            if low == high {
                return Distribution::fixed(low, domain);
            }
            inside_domain([low, high], domain)?;
            Uniform::new(low, high, domain).map(Distribution::Uniform)
        }
        "triangular" => {
            let [low, mode, high] = arguments.alike(["low", "mode", "high"])?;
            if low == mode && mode == high {
                return Distribution::fixed(low, domain);
            }
            inside_domain([low, high], domain)?;
            Triangular::new(low, mode, high, domain).map(Distribution::Triangular)
        }
        "normal" => {
            let [mean, sd] = arguments.alike(["mean", "standard deviation"])?;
            normal(mean, sd, domain)
        }
        "lognormal" => {
            let [median, sigma] = arguments.split(["median", "sigma"])?;
            let sigma = Amount::read(sigma, unit)?.bare()?;
            let [median] =
                together(&[Amount::read(&format!("{median} {}", arguments.after), unit)?])?;
            lognormal(median, sigma, domain)
        }
        "beta" => {
            let [a, b] = arguments.split(["a", "b"])?;
            if !arguments.after.is_empty() {
                return Err("nothing may follow beta(a, b): a share has no unit".to_string());
            }
            beta(Amount::read(a, unit)?.bare()?, Amount::read(b, unit)?.bare()?, domain)
        }
        _ => Err(format!(
            "unknown family `{}`: use uniform, triangular, normal, lognormal or beta",
            cut(name)
        )),
    }
}

/// The ends of a family with ends must lie where its draws may.
fn inside_domain(ends: [f64; 2], domain: Domain) -> Result<(), String> {
    match ends.iter().all(|&end| end >= domain.floor() && end <= domain.ceiling()) {
        true => Ok(()),
        false => Err(domain.rule().to_string()),
    }
}

/// What stands inside and after the parentheses of a family.
struct Arguments<'a> {
    name: &'a str,
    inside: &'a str,
    after: &'a str,
    unit: Unit,
}

impl<'a> Arguments<'a> {
    /// The texts of the numbers, as many as there are names.
    fn split<const N: usize>(&self, names: [&str; N]) -> Result<[&'a str; N], String> {
        let parts: Vec<&str> = self.inside.split(',').map(str::trim).collect();
        let count = if self.inside.trim().is_empty() { 0 } else { parts.len() };
        <[&str; N]>::try_from(parts).map_err(|_| {
            format!("{} takes {N} numbers ({}), not {count}", self.name, names.join(", "))
        })
    }

    /// Numbers of the same unit, which may stand on each, on the last or after the parenthesis.
    fn alike<const N: usize>(&self, names: [&str; N]) -> Result<[f64; N], String> {
        let parts = self.split(names)?;
        let mut amounts = Vec::with_capacity(N);
        for part in parts {
            let text = if self.after.is_empty() {
                part.to_string()
            } else {
                format!("{part} {}", self.after)
            };
            amounts.push(Amount::read(&text, self.unit)?);
        }
        match <[Amount; N]>::try_from(amounts) {
            Ok(amounts) => together(&amounts),
            Err(_) => Err(format!("{} takes {N} numbers", self.name)),
        }
    }
}
