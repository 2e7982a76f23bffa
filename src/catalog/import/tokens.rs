//! Names cut into tokens, and what tokens of a kind look like: dates, counts, versions.

/// The tokens of a name.
///
/// Lower case; `.`, `-`, `_`, `:`, `@`, spaces and all else that is neither letter nor digit divide, and so does the
/// `p` of `v3p2`.
pub(super) fn tokens(name: &str) -> Vec<String> {
    let name = name.to_lowercase();
    let mut tokens = Vec::new();
    for word in name.split(|it: char| !it.is_alphanumeric()).filter(|word| !word.is_empty()) {
        match point(word) {
            Some((before, after)) => tokens.extend([before.to_string(), after.to_string()]),
            None => tokens.push(word.to_string()),
        }
    }
    tokens
}

/// The parts of a word around a `p` between digits: `v3p2` is `v3.2`.
fn point(word: &str) -> Option<(&str, &str)> {
    let bytes = word.as_bytes();
    let digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
    let place = (1..bytes.len()).find(|it| bytes[*it] == b'p' && digit(it - 1) && digit(it + 1))?;
    Some((&word[..place], &word[place + 1..]))
}

/// A number of one or two digits.
pub(super) fn small(token: &str) -> bool {
    token.len() <= 2 && token.bytes().all(|it| it.is_ascii_digit())
}

/// A name without the version of a cloud's interface, `-v1:0`, `-1:0` or `:0`.
pub(super) fn without_version(name: &str) -> &str {
    let Some((rest, version)) = name.rsplit_once(':') else { return name };
    if !small(version) || version.is_empty() {
        return name;
    }
    match rest.rsplit_once('-') {
        Some((model, tail))
            if small(tail.strip_prefix('v').unwrap_or(tail)) && !tail.is_empty() =>
        {
            model
        }
        _ => rest,
    }
}

/// A count of parameters, such as `235b`.
pub(super) fn is_size(token: &str) -> bool {
    token
        .strip_suffix('b')
        .is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
}

/// How many tokens at the start of `run` write a date: `2026 04 23`, `20260423`, `260423`, `0423`, `2507`, `04 2025`,
/// `04 23`.
pub(super) fn date(run: &[String]) -> usize {
    let number = |place: usize, digits: usize| {
        let token = run.get(place).filter(|it| it.len() == digits)?;
        token.bytes().all(|it| it.is_ascii_digit()).then(|| token.parse::<u32>().ok())?
    };
    let year = |it: u32| (2020..2100).contains(&it);
    let month = |it: u32| (1..=12).contains(&it);
    let day = |it: u32| (1..=31).contains(&it);
    let mmdd = |it: u32| month(it / 100) && day(it % 100);
    match (number(0, 4), number(1, 2), number(2, 2)) {
        (Some(y), Some(m), Some(d)) if year(y) && month(m) && day(d) => return 3,
        (Some(it), _, _) if mmdd(it) || (month(it % 100) && (20..100).contains(&(it / 100))) => {
            return 1;
        }
        _ => {}
    }
    if number(0, 8).is_some_and(|it| year(it / 10_000) && mmdd(it % 10_000)) {
        return 1;
    }
    if number(0, 6).is_some_and(|it| (20..100).contains(&(it / 10_000)) && mmdd(it % 10_000)) {
        return 1;
    }
    match (number(0, 2), number(1, 4), number(1, 2)) {
        (Some(m), Some(y), _) if month(m) && year(y) => 2,
        (Some(m), _, Some(d)) if month(m) && day(d) => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_where_lists_disagree() {
        assert_eq!(tokens("Claude Opus 4.6"), ["claude", "opus", "4", "6"]);
        assert_eq!(tokens("accounts_deepseek-v3p2"), ["accounts", "deepseek", "v3", "2"]);
        assert_eq!(tokens("@cf—Qwen3:free"), ["cf", "qwen3", "free"]);
        assert!(tokens("//::--").is_empty());
    }

    #[test]
    fn dates_are_told_from_versions() {
        let dates = ["2026-04-23", "20260423", "260423", "0423", "2507", "04-2025", "05-20"];
        for text in dates {
            let run = tokens(text);
            assert_eq!(date(&run), run.len(), "{text}");
        }
        for text in ["4", "2026-13-01", "20261301", "1350", "9999", "671b", "31-12", ""] {
            assert_eq!(date(&tokens(text)), 0, "{text}");
        }
    }

    #[test]
    fn an_interfaces_version_is_not_a_models() {
        let cases = [
            ("gpt-oss-120b-1:0", "gpt-oss-120b"),
            ("claude-haiku-4-5-20251001-v1:0", "claude-haiku-4-5-20251001"),
            ("kimi-k2:free", "kimi-k2:free"),
            ("model:0", "model"),
            ("a:", "a:"),
        ];
        for (name, bare) in cases {
            assert_eq!(without_version(name), bare);
        }
    }
}
