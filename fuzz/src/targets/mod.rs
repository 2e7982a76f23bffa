//! What is fuzzed: each reader of undercut with what comes after it.

mod catalogue;
mod import;
mod links;
mod lived;
mod market;
mod route;
mod scenario;
mod serving;

use undercut::document::Value;
use undercut::error::Error;

use crate::dice::Dice;
use crate::text::Format;

/// What became of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was refused; the rule that it broke first.
    Refused(String),
    /// It was accepted and answered.
    Answered,
    /// It was accepted, and the answer cannot be; or the refusal cannot be read.
    Wrong(String),
}

/// One reader of undercut.
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// How many of a hundred inputs are its own.
    pub share: u64,
    /// How its input is written.
    pub format: Format,
    /// Valid texts, from which inputs are made, beside the files of its folder in `seeds/`.
    pub seeds: fn() -> Vec<String>,
    /// Keys whose values hang together, such as shares that sum to 1: only wild changes touch them.
    pub kept: &'static [&'static str],
    /// Makes a valid tree smaller, or another one: what is done before it is changed.
    pub before: fn(&mut Value, &mut Dice),
    /// Reads an input and answers it.
    pub run: fn(&[u8]) -> Outcome,
}

/// Every target.
pub const ALL: &[Target] = &[
    scenario::TARGET,
    serving::TARGET,
    route::TARGET,
    market::TARGET,
    catalogue::TARGET,
    import::TARGET,
    links::TARGET,
];

/// The target of a name.
pub fn named(name: &str) -> Option<&'static Target> {
    ALL.iter().find(|it| it.name == name)
}

/// A refusal, if it says why in lines that can be read.
fn refused(error: &Error) -> Outcome {
    let problems = error.problems();
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    match lines.iter().find(|it| it.chars().any(char::is_control)) {
        _ if problems.is_empty() => Outcome::Wrong("refused without a reason".to_string()),
        _ if problems.iter().any(|it| it.rule.is_empty()) => {
            Outcome::Wrong("refused without a rule".to_string())
        }
        Some(line) => Outcome::Wrong(format!("a reason on more than one line: {line:?}")),
        None => Outcome::Refused(problems[0].rule.clone()),
    }
}

/// The refusal of bytes that are no text: those who hand texts over refuse them.
fn no_text() -> Outcome {
    Outcome::Refused("is not UTF-8".to_string())
}

/// Makes a list no longer than `most`, by leaving some out.
fn thin(items: &mut Vec<Value>, most: usize, dice: &mut Dice) {
    let keep = 1 + dice.below(most);
    while items.len() > keep {
        items.swap_remove(dice.below(items.len()));
    }
}
