//! The text of a scenario with differences written where their values stand.

use super::edit::{Override, apply};
use crate::document::{Table, Value, at, parse, quoted, spots, steps};
use crate::error::Error;

/// The text of a scenario's file with `overrides` in it, below the command that gives the numbers of `seed` from it: what
/// stands in the text is replaced there, what the text leaves to the catalogue or to a default is a `--set` of the command.
///
/// # Errors
/// [`Error::Syntax`] where `text` is not TOML, [`Error::Invalid`] where an override leads nowhere.
pub fn rewritten(
    text: &str,
    overrides: &[Override],
    name: &str,
    seed: u32,
) -> Result<String, Error> {
    let before = parse(text)?;
    let mut after = before.clone();
    let problems = apply(&mut after, overrides);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let spots = spots(text)?;
    let mut body = text.to_string();
    // From the end on, so that what comes before keeps its place.
    for spot in spots.iter().rev() {
        if let Some(new) = changed(&before, &after, overrides, &spot.path) {
            let old = &text[spot.span.clone()];
            body.replace_range(spot.span.clone(), &in_place_of(old, &new));
        }
    }
    let stands = |it: &&Override| spots.iter().any(|spot| spot.path == it.path);
    let mut head = format!("# undercut run {name}.toml --seed {seed}");
    for Override { path, text } in overrides.iter().filter(|it| !stands(it)) {
        head.push_str(&format!(" --set '{path}={}'", text.replace('\'', "'\\''")));
    }
    if !overrides.is_empty() {
        head.push_str("\n# Changed on the page:");
    }
    for Override { path, text } in overrides {
        head.push_str(&format!("\n#   {path} = {}", text.replace(['\n', '\r'], " ")));
    }
    Ok(format!("{head}\n\n{body}"))
}

/// The new text of the value at `path`; none where it stays. Siblings of a share that was set move with it.
fn changed(before: &Table, after: &Table, overrides: &[Override], path: &str) -> Option<String> {
    if let Some(own) = overrides.iter().rev().find(|it| it.path == path) {
        return Some(own.text.clone());
    }
    let steps = steps(path)?;
    let value = |table| at(table, &steps).and_then(Value::scalar);
    let new = value(after)?;
    (value(before) != Some(new)).then(|| new.to_string())
}

/// `new` as it is written in place of `old`: bare where both are bare, else a string.
fn in_place_of(old: &str, new: &str) -> String {
    let digits = new.strip_prefix(['-', '+']).unwrap_or(new);
    let number = digits.starts_with(|it: char| it.is_ascii_digit())
        && parse(&format!("a={new}")).is_ok_and(|it| matches!(it.get("a"), Some(Value::Number(_))));
    let bare = (number || new == "true" || new == "false") && !old.starts_with(['"', '\'']);
    if bare { new.to_string() } else { quoted(new) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "horizon_months = 36 # three years\n[workload]\ntokens_per_day = \"100M\"\n[[workload.task]]\n\
                        name = \"a\"\nshare = 0.5\n[workload.task.quality]\nthreshold = 0.70\n[[workload.task]]\n\
                        name = \"b\"\nshare = 0.5\n";

    fn of(overrides: &[(&str, &str)], seed: u32) -> String {
        let overrides: Vec<Override> = overrides
            .iter()
            .map(|(path, text)| Override { path: path.to_string(), text: text.to_string() })
            .collect();
        rewritten(TEXT, &overrides, "mine", seed).unwrap()
    }

    #[test]
    fn differences_stand_where_their_values_stood() {
        let written = of(
            &[
                ("horizon_months", "24"),
                ("workload.task[0].quality.threshold", "60 to 70%"),
                ("workload.tokens_per_day", "1B"),
            ],
            7,
        );
        assert!(written.starts_with("# undercut run mine.toml --seed 7\n"), "{written}");
        assert!(written.contains("\nhorizon_months = 24 # three years\n"));
        assert!(written.contains("tokens_per_day = \"1B\""));
        assert!(written.contains("threshold = \"60 to 70%\""));
    }

    #[test]
    fn the_siblings_of_a_share_are_written_with_it() {
        let written = of(&[("workload.task[1].share", "0.4")], 42);
        assert!(written.contains("name = \"b\"\nshare = 0.4"), "{written}");
        assert!(
            written.contains("name = \"a\"\nshare = 0.6") || written.contains("share = \"0.6\""),
            "{written}"
        );
    }

    #[test]
    fn the_rest_is_in_the_command() {
        let written = of(&[("model.x.price", "it's 4")], 42);
        let first = written.lines().next().unwrap();
        assert_eq!(first, "# undercut run mine.toml --seed 42 --set 'model.x.price=it'\\''s 4'");
        assert_eq!(of(&[], 42), format!("# undercut run mine.toml --seed 42\n\n{TEXT}"));
    }

    #[test]
    fn what_is_written_is_toml_and_says_the_same() {
        for (text, read) in [
            ("5e3", "5e3"),
            ("1_000", "1000"),
            ("007", "\"007\""),
            ("2026-04-01", "2026-04-01"),
            ("a\nb", "\"a\nb\""),
            ("true", "true"),
            ("-", "\"-\""),
            ("1]", "\"1]\""),
        ] {
            let written = of(&[("horizon_months", text)], 1);
            let tree = parse(&written).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(tree.get("horizon_months").unwrap().shown(), read);
        }
    }
}
