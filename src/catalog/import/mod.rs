//! Price lists that others keep, read into the terms of the catalogue.
//!
//! A list is LiteLLM's map, models.dev's `api.json` or genai-prices' `data.json`, told by its content. Reading is
//! strict: one value that is not what its key says, and no entry is used. What an entry means for the catalogue is
//! [`diff`](super::diff); what is written is [`write`](super::write).

pub(super) mod entry;
pub(super) mod flags;
mod genai_prices;
mod json;
mod litellm;
mod models_dev;
pub(super) mod names;
mod tokens;

pub use json::MAX_BYTES;

use crate::calendar::Day;
use crate::error::{Error, Problem};

use entry::Entry;

/// The most problems of one list that are named.
const MAX_PROBLEMS: usize = 20;

/// Who keeps a price list, and in which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// LiteLLM's `model_prices_and_context_window.json`.
    LiteLlm,
    /// genai-prices' `data.json` or `data_v2.json`.
    GenaiPrices,
    /// models.dev's `api.json`.
    ModelsDev,
}

impl List {
    /// The name, as in the ids of sources.
    pub fn name(self) -> &'static str {
        match self {
            List::LiteLlm => "litellm",
            List::GenaiPrices => "genai-prices",
            List::ModelsDev => "models-dev",
        }
    }

    /// The document, in words that let a reader find it.
    pub fn document(self) -> &'static str {
        match self {
            List::LiteLlm => "LiteLLM, model_prices_and_context_window.json",
            List::GenaiPrices => "genai-prices, data.json",
            List::ModelsDev => "models.dev, api.json",
        }
    }

    /// Where it is kept.
    pub fn url(self) -> &'static str {
        match self {
            List::LiteLlm => "https://github.com/BerriAI/litellm",
            List::GenaiPrices => "https://github.com/pydantic/genai-prices",
            List::ModelsDev => "https://models.dev",
        }
    }
}

/// A price list that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceList {
    /// Whose it is.
    pub list: List,
    /// The file, for messages.
    pub file: String,
    pub(super) entries: Vec<Entry>,
}

impl PriceList {
    /// Reads the list in `text`, called `file` in messages, with the prices that it says hold on `on`.
    ///
    /// # Errors
    /// Every problem at once, up to twenty: not JSON, too long, too deep, a key twice, none of the known lists, or a
    /// number that is negative, too large or no number.
    ///
    /// ```
    /// use undercut::calendar::Day;
    /// use undercut::catalog::import::{List, PriceList};
    /// let text = r#"{"gpt-5.4": {"litellm_provider": "openai", "mode": "chat",
    ///     "input_cost_per_token": 2.5e-06, "output_cost_per_token": 1.5e-05}}"#;
    /// let day = Day::parse("2026-11-12").unwrap();
    /// assert_eq!(PriceList::read("prices.json", text, day).unwrap().list, List::LiteLlm);
    /// assert!(PriceList::read("prices.json", &text.replace("2.5e-06", "-1"), day).is_err());
    /// ```
    pub fn read(file: &str, text: &str, on: Day) -> Result<PriceList, Error> {
        let mut problems = Vec::new();
        let read = match json::parse(text) {
            Err(problem) => {
                problems.push(problem);
                None
            }
            Ok(tree) if litellm::is(&tree) => {
                Some((List::LiteLlm, litellm::read(&tree, &mut problems)))
            }
            Ok(tree) if models_dev::is(&tree) => {
                Some((List::ModelsDev, models_dev::read(&tree, &mut problems)))
            }
            Ok(tree) if genai_prices::is(&tree) => {
                Some((List::GenaiPrices, genai_prices::read(&tree, on, &mut problems)))
            }
            Ok(tree) => {
                let rule = "is not LiteLLM's map, genai-prices' data or models.dev's api";
                problems.push(Problem::new("content", tree.shown(), rule));
                None
            }
        };
        match read {
            Some((list, entries)) if problems.is_empty() => {
                Ok(PriceList { list, file: file.to_string(), entries })
            }
            _ => Err(Error::Invalid(few(file, problems))),
        }
    }
}

/// The first problems, with the file in front, and how many more there are.
pub(super) fn few(file: &str, mut problems: Vec<Problem>) -> Vec<Problem> {
    let more = problems.len().saturating_sub(MAX_PROBLEMS);
    problems.truncate(MAX_PROBLEMS);
    for problem in &mut problems {
        problem.path = format!("{file}: {}", problem.path);
    }
    if more > 0 {
        problems.push(Problem::new(file, "", format!("has {more} problems more")));
    }
    problems
}
