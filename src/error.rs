//! What can be wrong with an input: every problem at once, each with its place, value and rule.

use std::borrow::Cow;
use std::fmt;

/// Characters of a value that a message repeats.
const SHOWN: usize = 120;
/// Characters of a path that a message repeats; paths of the catalogue are long.
const SHOWN_PATH: usize = 300;
/// Characters of a rule: lists of what is known are long, and no longer than this.
const SHOWN_RULE: usize = 2_000;

/// `text`, or its first 120 characters and an ellipsis: what a message, or an answer, repeats of an input.
///
/// ```
/// use undercut::error::cut;
/// assert_eq!(cut("H100"), "H100");
/// assert_eq!(cut(&"x".repeat(10_000_000)).chars().count(), 121);
/// ```
pub fn cut(text: &str) -> Cow<'_, str> {
    cut_at(text, SHOWN)
}

fn cut_at(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => Cow::Owned(format!("{}\u{2026}", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// One thing wrong with an input: where it is, what was written there, and the rule it breaks.
///
/// ```
/// use undercut::error::Problem;
/// let problem = Problem::new("workload.task[0].share", "1.4", "must be between 0 and 1");
/// assert_eq!(problem.to_string(), "workload.task[0].share = 1.4: must be between 0 and 1");
/// let problem = Problem::new("title", "a\nb", "is on two lines");
/// assert_eq!(problem.to_string(), "title = a\\nb: is on two lines");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Problem {
    /// Path of the value in the input, such as `workload.task[0].share`.
    pub path: String,
    /// The value as it was written, its beginning where it is long; empty where something is missing.
    pub value: String,
    /// The rule that the value breaks, as a sentence without a subject.
    pub rule: String,
}

impl Problem {
    /// A problem at `path` with `value`, breaking `rule`; what is long is cut, with an ellipsis.
    pub fn new(
        path: impl Into<String>,
        value: impl Into<String>,
        rule: impl Into<String>,
    ) -> Problem {
        let short = |text: String, most: usize| match text.len() <= most {
            true => text,
            false => cut_at(&text, most).into_owned(),
        };
        Problem {
            path: short(path.into(), SHOWN_PATH),
            value: short(value.into(), SHOWN),
            rule: short(rule.into(), SHOWN_RULE),
        }
    }
}

impl std::error::Error for Problem {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_on_one_line(f, &self.path)?;
        if !self.value.is_empty() {
            f.write_str(" = ")?;
            write_on_one_line(f, &self.value)?;
        }
        f.write_str(": ")?;
        write_on_one_line(f, &self.rule)
    }
}

/// Writes `text` with its line ends and other control characters escaped: a problem is one line.
fn write_on_one_line(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    text.chars().try_for_each(|it| match it.is_control() {
        true => write!(f, "{}", it.escape_default()),
        false => write!(f, "{it}"),
    })
}

/// Why an input cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The text is not TOML: where reading stopped and what was expected there.
    #[error("line {line}, column {column}: {message}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// The text reads, but values in it break rules; every one of them, in the order of the text.
    #[error("{}", lines(.0))]
    Invalid(Vec<Problem>),
}

impl Error {
    /// The problems as a list, whatever the kind of error.
    pub fn problems(&self) -> Vec<Problem> {
        match self {
            Error::Invalid(problems) => problems.clone(),
            Error::Syntax { line, column, message } => {
                vec![Problem::new(format!("line {line}, column {column}"), "", message.clone())]
            }
        }
    }
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(Problem::to_string).collect();
    lines.join("\n")
}

/// What the JSON reader says, without the place, which stands in front of a message.
#[cfg(feature = "tables")]
pub(crate) fn json_message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_problem_repeats_more_than_a_line(part in prop::collection::vec(any::<char>(), 1..8), times in 1usize..2_000) {
            let long = part.iter().collect::<String>().repeat(times);
            let problem = Problem::new(long.as_str(), long.as_str(), long.as_str());
            for (shown, most) in [(&problem.path, SHOWN_PATH), (&problem.value, SHOWN), (&problem.rule, SHOWN_RULE)] {
                let begun: String = long.chars().take(most).collect();
                let whole = long.chars().count() <= most;
                prop_assert_eq!(shown.as_str(), if whole { begun } else { begun + "\u{2026}" });
            }
        }
    }
}
