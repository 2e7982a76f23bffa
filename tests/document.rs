//! The tree of a TOML text, held against the `toml` crate: the same values, and the same first problem at the same
//! place.

use proptest::prelude::*;
use std::path::Path;
use toml::de::{DeTable, DeValue};
use undercut::document::{Table, Value, parse};
use undercut::error::Error;

/// The tree that the `toml` crate reads, or its first problem as line, column and message.
fn reference(text: &str) -> Result<Table, Error> {
    fn value(from: &DeValue) -> Value {
        match from {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) if number.radix() == 10 => {
                Value::Number(number.as_str().to_string())
            }
            DeValue::Integer(number) => {
                let read = i64::from_str_radix(number.as_str(), number.radix());
                Value::Number(read.map_or_else(|_| number.as_str().to_string(), |n| n.to_string()))
            }
            DeValue::Float(number) => Value::Number(number.as_str().to_string()),
            DeValue::Boolean(flag) => Value::Flag(*flag),
            DeValue::Datetime(date) => Value::Number(date.to_string()),
            DeValue::Array(items) => {
                Value::List(items.iter().map(|item| value(item.get_ref())).collect())
            }
            DeValue::Table(entries) => Value::Table(table(entries)),
        }
    }

    // That parser sorts keys; their places in the text restore the order.
    fn table(entries: &DeTable) -> Table {
        let mut placed: Vec<_> = entries.iter().collect();
        placed.sort_by_key(|(key, _)| key.span().start);
        let entry = |(key, item): (&toml::Spanned<_>, &toml::Spanned<DeValue>)| {
            let key: &std::borrow::Cow<str> = key.get_ref();
            (key.to_string(), value(item.get_ref()))
        };
        Table(placed.into_iter().map(entry).collect())
    }

    let parsed = DeTable::parse(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start.min(text.len()));
        let before = text.get(..start).unwrap_or(text);
        Error::Syntax {
            line: before.matches('\n').count() + 1,
            column: before.rsplit('\n').next().unwrap_or("").chars().count() + 1,
            message: error.message().trim().to_string(),
        }
    })?;
    Ok(table(parsed.get_ref()))
}

/// Every file below `folder` whose name ends in `.toml`.
fn files(folder: &Path, out: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|it| it == "toml") {
            out.push(std::fs::read_to_string(&path).expect("a text"));
        }
    }
}

#[test]
fn shipped_and_invalid_files_are_read_as_the_toml_crate_reads_them() {
    let mut texts = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"), &mut texts);
    assert!(texts.len() > 40, "{}", texts.len());
    for text in texts {
        assert_eq!(parse(&text), reference(&text), "{text}");
    }
}

/// Lines that meet in every way: headers, dotted keys, lists, braces, keys that come twice, and what is no TOML.
#[rustfmt::skip]
const LINES: &[&str] = &[
    "a = 1", "a.b = 2", "a.b.c = 3", "b = 'x'", "b.c = [1, [2, 3], {d = 4}]", "c = {a = 1, b.c = 2, b.d = 3}",
    "c = {a = 1, a = 2}", "c = {a.b = 1, a = {c = 2}}", "c = {a = {b = 1}, a.c = 2}", "c.a = 5", "c = []",
    "a = [{b = 1}]", "\"a\" = true", "'a b' = 0x1F", "n = 0b101", "n = 1_000", "n = -0.50", "n = 1e6", "n = inf",
    "n = 0xFFFFFFFFFFFFFFFFFF", "d = 2026-04-30", "s = \"a\\tb\\u00e9\"", "s = \"\"\"\n  x\\\n  y\"\"\"", "t = '''\nz'''",
    "[a]", "[a.b]", "[a.b.c]", "[b]", "[c]", "[c.a]", "[[a]]", "[[a.b]]", "[[b]]", "[[c.a]]", "[ a . 'b' ]", "[[a.b.c]]",
    "# a note", "", "  a =  7  # seven", "l = [\n 1,\n 2, # two\n]", "i = {\n a = 1,\n}",
    "a =", "= 1", "a = 'x", "[a", "[[a]", "[]", "a = 01", "a = 1 2", "a = [1", "a = {b", "a.\u{7} = 1", "é = 1", "s = \"\\q\"",
    "a = tru", "\"\"\"k\"\"\" = 1", "a = 1.", "a..b = 1", "a = \"x\ny\"", "s = \"\\uD800\"",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn any_text_is_read_as_the_toml_crate_reads_it(
        places in prop::collection::vec(0..LINES.len(), 0..9),
        ends in prop::sample::select(vec!["\n", "\r\n"]),
    ) {
        let lines: Vec<&str> = places.into_iter().map(|place| LINES[place]).collect();
        let text = lines.join(ends);
        prop_assert_eq!(parse(&text), reference(&text), "{}", text);
    }
}

#[test]
fn nesting_has_an_end() {
    for depth in [79, 80, 81, 82, 2000] {
        let nested = format!("a = {}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(parse(&nested), reference(&nested), "{depth}");
        let dotted = format!("{}a = 1", "a.".repeat(depth));
        assert_eq!(parse(&dotted), reference(&dotted), "{depth}");
        let header = format!("[{}a]", "a.".repeat(depth));
        assert_eq!(parse(&header), reference(&header), "{depth}");
    }
}
