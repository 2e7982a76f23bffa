//! The paths that a Rust source names, without comments, strings and the insides of literals.

/// One path as written, and the inline modules around it.
pub struct Named {
    /// Line of its first word, from 1.
    pub line: usize,
    /// Names of the `mod name { ... }` blocks around it, outermost first.
    pub inside: Vec<String>,
    /// Its segments; `*` for a glob. A single word is a path of one segment.
    pub segments: Vec<String>,
    /// Whether it is renamed by `as`.
    pub renamed: bool,
}

/// Every path of `text`; the groups of `use` trees are written out.
pub fn named(text: &str) -> Vec<Named> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    let mut blocks: Vec<Option<String>> = Vec::new(); // one per open brace; the name if it is a module
    let mut module = None; // `mod name` seen, its brace not yet
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at].kind {
            Kind::Word(word) => {
                let follower = tokens.get(at + 1).map(|token| &token.kind);
                if let ("mod", Some(Kind::Word(name))) = (word.as_str(), follower) {
                    module = Some(name.clone());
                    at += 2;
                    continue;
                }
                let mut paths = Vec::new();
                let line = tokens[at].line;
                at = expand(&tokens, at, &[], &mut paths);
                for (segments, renamed) in paths {
                    let inside = blocks.iter().flatten().cloned().collect();
                    found.push(Named { line, inside, segments, renamed });
                }
                continue;
            }
            Kind::Mark('{') => blocks.push(module.take()),
            Kind::Mark('}') => drop(blocks.pop()),
            Kind::Mark(';') => module = None,
            Kind::Mark(_) | Kind::Separator => {}
        }
        at += 1;
    }
    found
}

/// Reads the path or use tree that starts at `at`, below `before`; gives the place after it.
fn expand(
    tokens: &[Token],
    mut at: usize,
    before: &[String],
    out: &mut Vec<(Vec<String>, bool)>,
) -> usize {
    let kind = |at: usize| tokens.get(at).map(|token| &token.kind);
    let mut segments = before.to_vec();
    loop {
        match kind(at) {
            Some(Kind::Word(word)) => segments.push(word.clone()),
            Some(Kind::Mark('*')) if !segments.is_empty() => segments.push("*".into()),
            Some(Kind::Mark('{')) if !segments.is_empty() => {
                at += 1;
                while at < tokens.len() && !matches!(kind(at), Some(Kind::Mark('}'))) {
                    let next = expand(tokens, at, &segments, out).max(at + 1);
                    at = if is_as(kind(next)) { next + 2 } else { next };
                    at += usize::from(matches!(kind(at), Some(Kind::Mark(','))));
                }
                return at + 1;
            }
            _ => break,
        }
        at += 1;
        let goes_on = matches!(kind(at), Some(Kind::Separator))
            && matches!(kind(at + 1), Some(Kind::Word(_) | Kind::Mark('{' | '*')));
        if !goes_on {
            break;
        }
        at += 1;
    }
    out.push((segments, is_as(kind(at))));
    at
}

fn is_as(kind: Option<&Kind>) -> bool {
    matches!(kind, Some(Kind::Word(word)) if word == "as")
}

struct Token {
    line: usize,
    kind: Kind,
}

enum Kind {
    Word(String),
    /// `::`
    Separator,
    Mark(char),
}

fn tokens(text: &str) -> Vec<Token> {
    let source: Vec<char> = text.chars().collect();
    let is = |at: usize, wanted: char| source.get(at) == Some(&wanted);
    let (mut at, mut line, mut out) = (0, 1, Vec::new());
    while at < source.len() {
        let start = at;
        match source[at] {
            '/' if is(at + 1, '/') => at = after(&source, at, |at| is(at, '\n')),
            '/' if is(at + 1, '*') => at = after_block_comment(&source, at),
            '"' => at = after_string(&source, at + 1),
            '\'' if is(at + 1, '\\') => at = after(&source, at + 3, |at| is(at, '\'')) + 1,
            '\'' if is(at + 2, '\'') => at += 3,
            ':' if is(at + 1, ':') => {
                out.push(Token { line, kind: Kind::Separator });
                at += 2;
            }
            first if first == '_' || first.is_alphanumeric() => {
                at = after(&source, at, |at| !(source[at] == '_' || source[at].is_alphanumeric()));
                let word: String = source[start..at].iter().collect();
                let hashes = source[at..].iter().take_while(|mark| **mark == '#').count();
                if matches!(word.as_str(), "r" | "br" | "cr") && is(at + hashes, '"') {
                    at = after_raw_string(&source, at + hashes + 1, hashes);
                } else if word == "r" && hashes == 1 {
                    at += 1; // a raw identifier: its word comes next
                } else {
                    out.push(Token { line, kind: Kind::Word(word) });
                }
            }
            mark => {
                if !mark.is_whitespace() {
                    out.push(Token { line, kind: Kind::Mark(mark) });
                }
                at += 1;
            }
        }
        at = at.min(source.len());
        line += source[start..at].iter().filter(|mark| **mark == '\n').count();
    }
    out
}

/// The first place from `at` where `ends` holds, or the end.
fn after(source: &[char], mut at: usize, ends: impl Fn(usize) -> bool) -> usize {
    while at < source.len() && !ends(at) {
        at += 1;
    }
    at
}

fn after_block_comment(source: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < source.len() {
        match (source[at], source.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn after_string(source: &[char], mut at: usize) -> usize {
    while at < source.len() && source[at] != '"' {
        at += if source[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn after_raw_string(source: &[char], at: usize, hashes: usize) -> usize {
    let closes = |at: usize| {
        source[at] == '"'
            && source[at + 1..].iter().take(hashes).filter(|mark| **mark == '#').count() == hashes
    };
    after(source, at, closes) + 1 + hashes
}
