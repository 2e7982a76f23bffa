//! One written number with what stands around it: a sign, `$`, a letter for a power of ten, `%`, a unit.

use super::decimal::nearest;
use crate::error::cut;
use crate::uncertainty::unit::{Conversion, Unit};

/// The largest size of a number, either way: anything above is a slip of the pen.
pub const ABSURD: f64 = 1e30;

/// A number as it was written, before the unit of its neighbours is known.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Amount {
    text: String,
    /// Sign, digits and decimal point, without separators.
    digits: String,
    exponent: i32,
    letter: Option<(char, i32)>,
    unit: Option<Scale>,
}

/// What a unit does to a number: a power of ten (`%`, the `G` of `GB`) and a conversion.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    tens: i32,
    conversion: Conversion,
}

impl Amount {
    /// Reads one number of a unit.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, as a sentence.
    pub(super) fn read(text: &str, unit: Unit) -> Result<Amount, String> {
        let text = text.trim();
        let (negative, rest) = sign(text, unit)?;
        let lower = rest.to_ascii_lowercase();
        if ["nan", "inf"].iter().any(|word| lower.starts_with(word)) {
            return Err("must be a finite number".to_string());
        }
        let (mut digits, exponent, rest) = number(rest)?;
        if negative {
            digits.insert(0, '-');
        }
        let (letter, scale) = suffix(rest.trim(), unit)?;
        Ok(Amount { text: text.to_string(), digits, exponent, letter, unit: scale })
    }

    /// The number without any unit, such as a shape.
    pub(super) fn bare(&self) -> Result<f64, String> {
        if self.letter.is_some() || self.unit.is_some() {
            return Err(format!("`{}` must be a number without a unit", cut(&self.text)));
        }
        self.value(None)
    }

    /// The number as it was written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing scales the number by a power of ten. Zero is the same under every letter.
    fn is_plain(&self, shared: Option<Scale>) -> bool {
        let is_zero = !self.digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        let tens = self.unit.or(shared).map_or(0, |scale| scale.tens);
        self.letter.is_none() && tens == 0 && !is_zero
    }

    fn value(&self, shared: Option<Scale>) -> Result<f64, String> {
        let scale = self.unit.or(shared).unwrap_or(Scale { tens: 0, conversion: Conversion::NONE });
        // A letter stands in the place of a shared prefix: `50G to 80 GB`.
        let tens = self.letter.map_or(scale.tens, |(_, tens)| tens);
        // One decimal number, so that 15% is the number nearest to 0.15.
        let number = nearest(&self.digits, self.exponent + tens);
        let value = number * scale.conversion.times / scale.conversion.over;
        if value.abs() <= ABSURD {
            Ok(value + 0.0) // no negative zero
        } else {
            Err(format!("`{}` is absurdly large: the limit is 1e30", cut(&self.text)))
        }
    }
}

/// The values of numbers that belong together. A unit after the last one holds for those without a unit; a
/// letter such as `k` must stand on all or on none, since `1 to 8k` can be read in two ways.
///
/// # Errors
///
/// The rule broken, where it is unclear what a number means.
pub(super) fn together<const N: usize>(amounts: &[Amount; N]) -> Result<[f64; N], String> {
    let shared = amounts.last().and_then(|last| last.unit);
    let plain = amounts.iter().find(|amount| amount.is_plain(shared));
    let lettered = amounts.iter().find_map(|amount| Some((amount, amount.letter?.0)));
    if let (Some((lettered, letter)), Some(plain)) = (lettered, plain) {
        return Err(format!(
            "`{}` has the letter {letter} and `{}` has none: write it on both or on neither",
            cut(&lettered.text),
            cut(&plain.text)
        ));
    }
    if let (Some(last), None) = (amounts.last(), shared)
        && let Some(first) = amounts.iter().find(|amount| amount.unit.is_some())
    {
        return Err(format!(
            "`{}` has a unit and `{}` has none: write it on both or only at the end",
            cut(&first.text),
            cut(&last.text)
        ));
    }
    let mut values = [0.0; N];
    for (value, amount) in values.iter_mut().zip(amounts) {
        *value = amount.value(shared)?;
    }
    Ok(values)
}

/// A leading sign and `$`, in either order.
fn sign(text: &str, unit: Unit) -> Result<(bool, &str), String> {
    let (mut negative, mut signed, mut dollar, mut rest) = (false, false, false, text);
    loop {
        let next = rest.chars().next();
        match next {
            Some(it) if !signed && (it == '+' || is_dash(it)) => {
                signed = true;
                negative = it != '+';
            }
            Some('$') if !dollar => dollar = true,
            _ => break,
        }
        rest = rest[next.map_or(0, char::len_utf8)..].trim_start();
    }
    if dollar && !unit.is_usd() {
        return Err(format!("`$` does not fit: {}", expected(unit)));
    }
    Ok((negative, rest))
}

/// Hyphens, dashes and minus signs: before a number a minus, between two what an interval must not be written with.
fn is_dash(it: char) -> bool {
    matches!(it, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// Marks between thousands; spaces of every width have become one.
fn is_separator(it: char) -> bool {
    matches!(it, ',' | '_' | ' ' | '\'' | '\u{2019}')
}

/// Digits without separators, the exponent, and what follows.
fn number(text: &str) -> Result<(String, i32, &str), String> {
    let not_a_number = || {
        let comma = text.starts_with(|it: char| it.is_ascii_digit()) && text.contains([',', '.']);
        let hint = if comma {
            ": the decimal mark is a point, a comma stands between thousands"
        } else {
            ""
        };
        format!("`{}` is not a number{hint}", cut(text))
    };
    let bytes = text.as_bytes();
    let of_whole = |it: char| it.is_ascii_digit() || is_separator(it);
    let mut end = text[..text.find(|it| !of_whole(it)).unwrap_or(text.len())].trim_end().len();
    let whole = separated(&text[..end]).ok_or_else(not_a_number)?;
    let mut digits = whole;
    if bytes.get(end) == Some(&b'.') {
        let start = end + 1;
        end = start;
        while end < bytes.len() && (bytes[end].is_ascii_digit() || bytes[end] == b'_') {
            end += 1;
        }
        let fraction = &text[start..end];
        if fraction.starts_with('_') || fraction.ends_with('_') {
            return Err(not_a_number());
        }
        digits.push('.');
        digits.extend(fraction.chars().filter(char::is_ascii_digit));
    }
    if !digits.bytes().any(|byte| byte.is_ascii_digit()) {
        return Err(not_a_number());
    }
    let mut exponent = 0;
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let start = end + 1;
        let mut stop = start + usize::from(matches!(bytes.get(start), Some(b'+' | b'-')));
        let first_digit = stop;
        while stop < bytes.len() && bytes[stop].is_ascii_digit() {
            stop += 1;
        }
        if stop > first_digit {
            // More than four digits of exponent mean zero or infinity all the same.
            let size = text[first_digit..stop].parse::<i32>().unwrap_or(9999).min(9999);
            exponent = if bytes[start] == b'-' { -size } else { size };
            end = stop;
        }
    }
    Ok((digits, exponent, &text[end..]))
}

/// Digits without separators: one kind of mark between groups of three, or underscores between any digits.
fn separated(text: &str) -> Option<String> {
    let digits = || text.chars().filter(char::is_ascii_digit).collect();
    let Some(mark) = text.chars().find(|it| is_separator(*it)) else { return Some(digits()) };
    let mut groups = text.split(mark);
    let first = groups.next()?.len();
    let all_digits = text.chars().all(|it| it == mark || it.is_ascii_digit());
    let grouped = match mark {
        '_' => first > 0 && groups.all(|group| !group.is_empty()),
        _ => (1..=3).contains(&first) && groups.all(|group| group.len() == 3),
    };
    (grouped && all_digits).then(digits)
}

/// A letter for a power of ten and a unit.
type Suffix = (Option<(char, i32)>, Option<Scale>);

/// What follows the digits.
fn suffix(text: &str, unit: Unit) -> Result<Suffix, String> {
    let unknown = || unknown(text, unit);
    let conversion = |word: &str| unit.conversion(&normalized(word));
    let Some(first) = text.chars().next() else { return Ok((None, None)) };
    if let Some(conversion) = conversion(text) {
        // `80B` could be meant as 80 billion.
        if text == "B" {
            return Err("`B` could mean bytes or billions: write `G` or `bytes`".to_string());
        }
        return Ok((None, Some(Scale { tens: 0, conversion })));
    }
    let rest = &text[first.len_utf8()..];
    if first == '%' && unit.takes_percent() {
        let conversion =
            if rest.is_empty() { Some(Conversion::NONE) } else { conversion(rest.trim_start()) };
        return Ok((None, Some(Scale { tens: -2, conversion: conversion.ok_or_else(unknown)? })));
    }
    let Some(tens) = unit.power_of_ten(first) else { return Err(unknown()) };
    if rest.is_empty() {
        return Ok((Some((first, tens)), None));
    }
    let conversion = conversion(rest.trim_start()).ok_or_else(unknown)?;
    if rest.starts_with(|it: char| it.is_ascii_alphabetic()) {
        // The prefix of a unit, as in `50 to 80 GB`, is shared like the unit itself.
        Ok((None, Some(Scale { tens, conversion })))
    } else {
        Ok((Some((first, tens)), Some(Scale { tens: 0, conversion })))
    }
}

/// Why what follows the digits is no unit, with what may be meant.
fn unknown(text: &str, unit: Unit) -> String {
    if text.contains(|it| is_dash(it) || matches!(it, '~' | '\u{2026}')) {
        return "write an interval as `4 to 10`".to_string();
    }
    if text.starts_with('.') {
        return format!(
            "`{}` follows a number: the decimal mark is a point, and there is one",
            cut(text)
        );
    }
    let mut capital = text.to_string();
    if let Some(first) = capital.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let spelt = [capital, text.to_ascii_uppercase(), text.to_ascii_lowercase()];
    // The browser's core has no room for it.
    let meant = spelt
        .iter()
        .find(|it| cfg!(feature = "tables") && it.as_str() != text && is_known(it, unit));
    let hint = meant.map_or(String::new(), |it| format!("did you mean `{it}`? "));
    format!("unknown unit `{}`: {hint}{}", cut(text), expected(unit))
}

/// Whether `text` may follow the digits of a number.
fn is_known(text: &str, unit: Unit) -> bool {
    let mut rest = text.chars();
    let lettered = rest.next().is_some_and(|it| unit.power_of_ten(it).is_some());
    let known = |word: &str| unit.conversion(&normalized(word)).is_some();
    known(text) || lettered && (rest.as_str().is_empty() || known(rest.as_str().trim_start()))
}

/// A unit word with `per` written as `/`.
fn normalized(word: &str) -> String {
    let mut normalized = String::new();
    for word in word.split_whitespace() {
        let word = if word == "per" { "/" } else { word };
        if !(normalized.is_empty() || normalized.ends_with('/') || word.starts_with('/')) {
            normalized.push(' ');
        }
        normalized.push_str(word);
    }
    normalized
}

/// What may follow a number of this unit, as half a sentence.
fn expected(unit: Unit) -> String {
    let examples = unit.examples();
    match (examples.is_empty(), unit.is_usd()) {
        (true, _) => "this number takes no unit".to_string(),
        (false, true) => format!("this number takes $, {examples}"),
        (false, false) => format!("this number takes {examples}"),
    }
}
