//! A model's name in parts, and what the parts say.

use super::spelled;
use super::words::{ENDINGS, FORMATS, METHODS, OTHERS, VARIANTS};

/// The parts of `name` without its publisher: what hyphens, blanks, underscores and colons part, in lower case.
pub(super) fn parts_of(name: &str) -> Vec<String> {
    let name = name.trim().trim_end_matches('/');
    let own = spelled(name.rsplit('/').next().unwrap_or(name)).replace(':', "-");
    let own = own.strip_suffix(".gguf").unwrap_or(&own);
    own.split('-').filter(|it| !it.is_empty()).map(str::to_string).collect()
}

/// No name ends in more words than these, nor has more parts.
const MOST_ENDINGS: usize = 12;
const MOST_PARTS: usize = 40;

/// How many of `parts` come before the words that a name of the same shape may end in.
pub(super) fn kept(parts: &[String]) -> usize {
    let endings = parts.iter().skip(1).rev().take(MOST_ENDINGS);
    parts.len() - endings.take_while(|it| is_ending(it)).count()
}

/// The spellings of a name in `parts`: whole, then without one closing word after another.
pub(super) fn endings_off(parts: &[String]) -> impl Iterator<Item = String> {
    (kept(parts)..=parts.len()).rev().map(|length| parts[..length].join("-"))
}

/// `parts` without what people put or leave out between them; sizes stay apart, so that `x3-4b` is not `x-34b`.
pub(super) fn folded<'a>(parts: impl IntoIterator<Item = &'a String>) -> String {
    let mut folded = String::new();
    for part in parts {
        if is_size(part) {
            folded.push('|');
        }
        folded.push_str(&part.replace('.', ""));
    }
    folded
}

/// Whether `part` is a day or a month of a release: `0528`, `2507`, `20250724`, `08`.
pub(super) fn is_day(part: &str) -> bool {
    matches!(part.len(), 2 | 4 | 6 | 8) && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a name may end in `part` and be of the same shape: tuning, a number format, a day or a version.
fn is_ending(part: &str) -> bool {
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    let version = part.strip_prefix('v').map(|it| it.replace('.', ""));
    is_day(part)
        || version.is_some_and(|it| digits(&it))
        || ENDINGS.contains(&part)
        || FORMATS.iter().any(|(word, _)| *word == part)
}

/// Whether `part` is a number of parameters: `70b`, `8x7b`, `a3b`, `600m`.
pub(super) fn is_size(part: &str) -> bool {
    let number = |it: &str| it.parse::<f64>().is_ok_and(|it| it > 0.0 && it.is_finite());
    let starts = |it: &str| it.starts_with(|first: char| first.is_ascii_digit());
    if let Some(it) = part.strip_suffix('b') {
        let it = it.strip_prefix('a').unwrap_or(it);
        let each = it.split_once('x').filter(|(count, _)| number(count)).map_or(it, |(_, it)| it);
        return starts(each) && number(each);
    }
    // A million tokens of context are no size.
    part.strip_suffix('m')
        .is_some_and(|it| starts(it) && it.parse::<f64>().is_ok_and(|it| it >= 50.0))
}

/// The sizes among `parts`.
pub(super) fn sizes(parts: &[String]) -> impl Iterator<Item = &String> {
    parts.iter().filter(|it| is_size(it))
}

/// A name in `parts`, folded, without its closing words and those that leave a shape as it is.
pub(super) fn without_variants(parts: &[String]) -> String {
    let own = parts.iter().take(kept(parts));
    folded(own.filter(|it| !VARIANTS.contains(&it.as_str())))
}

/// Whether the model of `parts` is kin of the one of `known`: all of its family and size are in it in their order,
/// and what else is there names no other size, nor something that is no whole model.
pub(super) fn kin(parts: &[String], known: &[String]) -> bool {
    if parts.len() > MOST_PARTS || known.len() < 2 || sizes(known).next().is_none() {
        return false;
    }
    let mut rest = Vec::new();
    let mut wanted = known.iter().peekable();
    for part in parts {
        match wanted.next_if(|it| *it == part) {
            Some(_) => {}
            None => rest.push(part),
        }
    }
    wanted.peek().is_none() && !rest.iter().any(|it| is_size(it) || OTHERS.contains(&it.as_str()))
}

/// The number format that `parts` name, the most exact one.
pub(super) fn format_in(parts: &[String]) -> Option<&'static str> {
    let among = |words: &[(&'static str, &'static str)]| {
        let named = |part: &String| words.iter().find(|(word, _)| word == part);
        parts.iter().skip(1).rev().find_map(named).map(|(_, format)| *format)
    };
    among(&FORMATS).or_else(|| among(&METHODS))
}
