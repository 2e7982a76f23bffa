//! Values that readers trip over, and values near to those that were there.

use undercut::document::{Table, Value};

use crate::dice::Dice;

/// Texts that are no number, or one that nobody means.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "0",
    "-0",
    "-1",
    "-0.5",
    "1e-320",
    "4.9e-324",
    "1e-300",
    "1e300",
    "1.7976931348623157e308",
    "1e309",
    "-1e300",
    "9007199254740993",
    "4294967295",
    "4294967296",
    "18446744073709551616",
    "nan",
    "NaN",
    "inf",
    "-inf",
    "Infinity",
    "null",
    "true",
    "false",
    "0x10",
    "1_000",
    "1,000",
    "1e",
    ".5",
    "5.",
    "+1",
    "--1",
    "1e+5",
    "0.1.2",
    "1 000",
    "\u{661}\u{662}\u{663}",
    "\u{ff11}",
    "½",
    "∞",
    "4 to 1",
    "1 to 1",
    "0 to 0",
    "0 to 1",
    "-1 to 1",
    "1 to",
    "to 1",
    "1 to 2 to 3",
    "1–4",
    "1—4",
    "1−4",
    "1..4",
    "5%–10%",
    "1k–4k",
    "50%",
    "-50%",
    "150%",
    "100%",
    "1000000%",
    "$5",
    "$-5",
    "5$",
    "€5",
    "1e300 to 1e308",
    "1e-300 to 1e300",
    "1e-308 to 1e308",
    "0.999999999999 to 1",
    "0 to 1e-300",
    "±5",
    "5 ± 1",
    "5 +- 1",
    "1k",
    "1M",
    "1B",
    "1T",
    "1m",
    "1 GB",
    "80 GB",
    "1e999k",
    "1kk",
    "1 furlong",
    "normal(0, 1)",
    "beta(2, 3)",
    "lognormal(0, 1)",
    "uniform(1, 0)",
    "triangular(1, 2, 3)",
    "1 to 2 (",
    "[1, 2]",
    "{}",
    "=",
    "a=b",
    "a.b[0]",
    "2026-02-30",
    "2026-13",
    "0000-00-00",
    "9999-12-31",
    "2026-04-30T00:00:00Z",
    "1970-01",
    "10000-01",
    "2026-4-1",
    "main",
    "none",
    "any",
    "all",
    "claude-opus-4.6",
    "deepseek-r1",
    "h100",
    "fp8",
    "both",
    "\u{feff}",
    "\u{200b}",
    "\u{202e}x",
    "\0",
    "\n",
    "\r\n",
    "\t",
    "\u{1b}[31m",
    "é",
    "e\u{301}",
    "👩‍👩‍👧",
    "\u{10ffff}",
    "İ",
    "ß",
    "\"",
    "'",
    "\\",
    "\\u0000",
    "%",
    "%00",
    "<b>",
    "../../etc/passwd",
    "#",
    "]]>",
];

/// One of the words between bars.
pub fn one_of(words: &str, dice: &mut Dice) -> String {
    dice.of(&words.split(" | ").collect::<Vec<_>>()).to_string()
}

/// A value that is most likely wrong.
pub fn hostile(dice: &mut Dice) -> Value {
    let text = dice.of(HOSTILE).to_string();
    match dice.below(16) {
        0 => Value::Flag(dice.once_in(2)),
        1 => Value::List(Vec::new()),
        2 => Value::Table(Table::default()),
        3 => Value::List(vec![Value::Text(text); dice.below(40)]),
        4 => Value::Table(Table(vec![(text, Value::Number("1".to_string()))])),
        5 => Value::Text(text.repeat(1 + dice.below(3000))),
        6 => nested(dice),
        7..=9 => Value::Text(text),
        _ if text.parse::<f64>().is_ok() => Value::Number(text),
        _ => Value::Text(text),
    }
}

/// Tables in lists in tables, deeper than anybody writes.
fn nested(dice: &mut Dice) -> Value {
    let deep = [3, 20, 100, 300][dice.below(4)];
    (0..deep).fold(Value::Number("1".to_string()), |inner, place| match place % 2 {
        0 => Value::List(vec![inner]),
        _ => Value::Table(Table(vec![("a".to_string(), inner)])),
    })
}

/// `text` with one of its numbers moved; none where it has none.
pub fn nudged(text: &str, dice: &mut Dice) -> Option<String> {
    let numbers = numbers(text);
    let &(start, end) = numbers.get(dice.below(numbers.len()))?;
    let value: f64 = text[start..end].parse().ok()?;
    let moved = match dice.below(20) {
        // A share stays one.
        3.. if value > 0.0 && value < 1.0 && !dice.once_in(4) => {
            let less = value * dice.of(&[0.9, 0.5, 0.1, 1e-3, 1e-9, 1e-200]);
            let moves = [less, value.sqrt(), value * value, 1.0 - 0.5 * (1.0 - value)];
            *dice.of(&moves)
        }
        0 => 0.0,
        1 => 1.0,
        2 => value + 1.0,
        3 => value - 1.0,
        4..=8 => value * dice.of(&[0.5, 0.8, 0.9, 0.99]),
        9..=13 => value * dice.of(&[1.01, 1.1, 1.5, 2.0, 3.0]),
        14..=16 => value * power(dice, 3),
        17..=18 => value * power(dice, 12),
        _ => value * power(dice, 300),
    };
    let whole = text[start..end].bytes().all(|it| it.is_ascii_digit());
    let moved = if whole && dice.below(3) > 0 { moved.round() } else { moved };
    // Few figures, and an exponent where the number is long.
    let short = format!("{moved:?}");
    let short = short.strip_suffix(".0").unwrap_or(&short);
    Some(format!("{}{short}{}", &text[..start], &text[end..]))
}

/// Ten to a power from `-most` to `most`.
fn power(dice: &mut Dice, most: usize) -> f64 {
    let exponent = dice.below(2 * most + 1) as i32 - most as i32;
    format!("1e{exponent}").parse().unwrap_or(1.0)
}

/// Where the numbers of a text begin and end.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let long = bytes[at..].iter().take_while(|it| it.is_ascii_digit() || **it == b'.').count();
        if long > 0 && bytes[at].is_ascii_digit() {
            found.push((at, at + long));
        }
        at += long.max(1);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nudge_moves_one_number_and_leaves_the_words() {
        let mut dice = Dice::new(1, "values", 0);
        for _ in 0..200 {
            let text = nudged("1k to 4.5k", &mut dice).unwrap();
            assert!(text.ends_with('k') && text.contains("k to "), "{text}");
        }
        assert_eq!(nudged("no number", &mut dice), None);
    }
}
