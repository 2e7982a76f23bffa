//! One way to ask: every question beyond a run's draws is a [`Question`], and its answer an [`Answer`] of the same kind.

use std::rc::Rc;

use super::frontier::{FrontierAsk, FrontierView, Routing};
use super::hardware::{self, Evidence, Hardware, Inquiry, Named};
use super::study::{Drivers, Grouping, Target, drivers, in_order};
use super::{PriceHistory, SavingMonth, prices_over_time, savings_by_month};
use crate::catalog::Catalog;
use crate::error::{Error, Problem};
use crate::scenario::{Override, Scenario, rewritten};
use crate::simulation::Simulation;

/// The most base points of a question: a page waits for them.
const MOST_BASE_POINTS: u32 = 1024;

/// A scenario that is asked about: its text, what differs from it, the seed of its draws.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct About {
    /// The text of its file.
    pub text: String,
    /// What differs from it, in order.
    pub overrides: Vec<Override>,
    /// Seed.
    pub seed: u32,
}

/// What is asked about routing in a scenario.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct AboutRouting {
    /// The scenario.
    pub about: About,
    /// What of it is looked at.
    pub ask: FrontierAsk,
    /// Draws behind the spread of savings; none where 0.
    pub draws: u32,
}

/// What is asked about what drives a number of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct AboutDrivers {
    /// The scenario.
    pub about: About,
    /// The number, as a target is written.
    pub target: String,
    /// What is a group.
    pub by: Grouping,
    /// Base points.
    pub base_points: u32,
}

/// What is asked of a scenario's file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct AboutFile {
    /// The scenario.
    pub about: About,
    /// Name of the file, without its ending.
    pub name: String,
}

/// A question.
#[derive(Debug, Clone, PartialEq, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", content = "ask", rename_all = "kebab-case")]
pub enum Question {
    /// Cost against quality of routing in the first month.
    Routing(AboutRouting),
    /// What the scenario's own router or cascade saves every third month.
    Savings(About),
    /// What the spread of a number comes from.
    Drivers(AboutDrivers),
    /// Throughput and cost of accelerators and engines.
    Hardware(Inquiry),
    /// The models whose shape is known.
    Models,
    /// The list prices of a model, by the id of the model or of one of its lines.
    Prices(String),
    /// The scenario's file with the differences written into it.
    File(AboutFile),
}

/// The answer to the question of the same kind.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(tag = "kind", content = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// The frontier.
    Routing(FrontierView),
    /// Savings, month by month; none where the buyer has no router.
    Savings(Vec<SavingMonth>),
    /// Groups, the largest first.
    Drivers(Drivers),
    /// Throughput, cost and comparisons.
    Hardware(Hardware),
    /// Models, in the catalogue's order.
    Models(Vec<Named>),
    /// Prices, line by line.
    Prices(PriceHistory),
    /// The text of the file.
    File(String),
}

/// Who answers: a catalogue, and what was read or prepared of it for the last question.
#[derive(Debug)]
pub struct Respondent {
    catalog: Rc<Catalog>,
    evidence: Option<Evidence>,
    routing: Option<(About, Routing)>,
}

impl Respondent {
    /// A respondent over `catalog`.
    pub fn new(catalog: Rc<Catalog>) -> Respondent {
        Respondent { catalog, evidence: None, routing: None }
    }

    /// The answer to `question`.
    ///
    /// # Errors
    /// Every problem of the question or of its scenario.
    pub fn ask(&mut self, question: Question) -> Result<Answer, Error> {
        Ok(match question {
            Question::Routing(it) => {
                let view = self.routing(it.about)?.frontier(&it.ask, it.draws);
                check(&it.ask, view.classes.len())?;
                Answer::Routing(view)
            }
            Question::Savings(about) => {
                let simulation = Simulation::new(self.scenario(&about)?, about.seed);
                Answer::Savings(savings_by_month(&simulation))
            }
            Question::Drivers(it) => Answer::Drivers(self.drivers(it)?),
            Question::Hardware(inquiry) => {
                Answer::Hardware(hardware::hardware(&inquiry, self.evidence()?)?)
            }
            Question::Models => Answer::Models(self.evidence()?.models().collect()),
            Question::Prices(model) => Answer::Prices(self.prices(&model)?),
            Question::File(it) => Answer::File(rewritten(
                &it.about.text,
                &it.about.overrides,
                &it.name,
                it.about.seed,
            )?),
        })
    }

    fn drivers(&self, it: AboutDrivers) -> Result<Drivers, Error> {
        let scenario = self.scenario(&it.about)?;
        let target = Target::parse(&it.target, &scenario).map_err(|it| Error::Invalid(vec![it]))?;
        let points = it.base_points.clamp(2, MOST_BASE_POINTS);
        Ok(drivers(scenario, &target, it.by, points, it.about.seed, &in_order))
    }

    fn scenario(&self, about: &About) -> Result<Scenario, Error> {
        Scenario::parse(&about.text, &about.overrides, &self.catalog)
    }

    /// The scenario prepared, once for questions that follow each other.
    fn routing(&mut self, about: About) -> Result<&mut Routing, Error> {
        let kept = self.routing.take().filter(|(of, _)| *of == about);
        let (about, routing) = match kept {
            Some(kept) => kept,
            None => {
                let routing = Routing::new(self.scenario(&about)?, about.seed);
                (about, routing)
            }
        };
        Ok(&mut self.routing.insert((about, routing)).1)
    }

    /// The catalogue with its measured rows, read once.
    fn evidence(&mut self) -> Result<&Evidence, Error> {
        let read = match self.evidence.take() {
            Some(read) => read,
            None => Evidence::of(self.catalog.as_ref().clone())?,
        };
        Ok(self.evidence.insert(read))
    }

    fn prices(&self, model: &str) -> Result<PriceHistory, Error> {
        prices_over_time(&self.catalog, model).ok_or_else(|| {
            let rule = "is not a model of the catalogue";
            Error::Invalid(vec![Problem::new("model", model, rule)])
        })
    }
}

/// Whether a scenario with so many task classes can be asked so.
fn check(ask: &FrontierAsk, classes: usize) -> Result<(), Error> {
    let mut problems = Vec::new();
    if let Some(class) = ask.class.filter(|it| *it >= classes) {
        let rule = format!("is not the place of a task class, from 0 to {}", classes - 1);
        problems.push(Problem::new("class", class.to_string(), rule));
    }
    let shares = [
        ("auc", ask.need_strong_auc, 0.5),
        ("threshold", ask.threshold, 0.0),
        ("tpr", ask.tpr, 0.0),
        ("fpr", ask.fpr, 0.0),
    ];
    for (path, value, low) in shares {
        if let Some(value) = value.filter(|it| !(*it >= low && *it <= 1.0)) {
            let rule = format!("must be a number from {low} to 1");
            problems.push(Problem::new(path, value.to_string(), rule));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::shipped;

    fn respondent() -> Respondent {
        Respondent::new(Rc::new(Catalog::shipped().unwrap().clone()))
    }

    fn about(overrides: &[(&str, &str)]) -> About {
        let overrides = overrides
            .iter()
            .map(|(path, text)| Override { path: path.to_string(), text: text.to_string() });
        About {
            text: shipped("first-steps").unwrap().text.to_string(),
            overrides: overrides.collect(),
            seed: 42,
        }
    }

    fn routing(about: About) -> Question {
        let ask = FrontierAsk {
            class: None,
            need_strong_auc: None,
            threshold: None,
            tpr: None,
            fpr: None,
        };
        Question::Routing(AboutRouting { about, ask, draws: 0 })
    }

    #[test]
    fn every_question_has_an_answer_of_its_kind() {
        let mut it = respondent();
        let short = about(&[("horizon_months", "1")]);
        let file = AboutFile { about: short.clone(), name: "mine".to_string() };
        assert!(matches!(it.ask(routing(short.clone())), Ok(Answer::Routing(_))));
        assert!(matches!(it.ask(Question::Savings(short)), Ok(Answer::Savings(_))));
        let hardware = it.ask(Question::Hardware(Inquiry::default()));
        assert!(matches!(hardware, Ok(Answer::Hardware(_))));
        assert!(
            matches!(it.ask(Question::Models), Ok(Answer::Models(models)) if models.len() > 20)
        );
        let prices = it.ask(Question::Prices("deepseek-v4-pro".to_string()));
        assert!(matches!(prices, Ok(Answer::Prices(_))));
        let Ok(Answer::File(text)) = it.ask(Question::File(file)) else { panic!("no file") };
        assert!(text.starts_with("# undercut run mine.toml --seed 42"), "{text}");
    }

    #[test]
    fn a_scenario_is_prepared_once_for_questions_that_follow_each_other() {
        let mut it = respondent();
        it.ask(routing(about(&[("horizon_months", "1")]))).unwrap();
        let kept = it.routing.as_ref().unwrap().0.clone();
        it.ask(Question::Models).unwrap();
        it.ask(routing(kept.clone())).unwrap();
        assert_eq!(it.routing.as_ref().unwrap().0, kept);
        it.ask(routing(about(&[("horizon_months", "2")]))).unwrap();
        assert_ne!(it.routing.as_ref().unwrap().0, kept);
    }

    #[test]
    fn what_is_wrong_comes_back_as_its_problems_and_the_next_question_is_answered() {
        let mut it = respondent();
        let wrong = it.ask(routing(about(&[("horizon_months", "-1")]))).unwrap_err();
        assert_eq!(wrong.problems()[0].path, "horizon_months");
        let Question::Routing(mut beyond) = routing(about(&[])) else { panic!() };
        beyond.ask = FrontierAsk { class: Some(99), tpr: Some(f64::NAN), ..beyond.ask };
        let wrong = it.ask(Question::Routing(beyond)).unwrap_err().problems();
        assert_eq!(wrong.iter().map(|it| it.path.as_str()).collect::<Vec<_>>(), ["class", "tpr"]);
        let wrong = it.ask(Question::Prices("nobody".to_string())).unwrap_err();
        assert_eq!(wrong.problems()[0].value, "nobody");
        assert!(it.ask(routing(about(&[]))).is_ok());
    }
}
