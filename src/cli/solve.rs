use clap::Args;
use undercut::analysis::{
    Evaluation, Goal, Solution, Solve as Ask, Statistic, four_digits, in_unit, solve,
};
use undercut::scenario::{Input, Override, Scenario};
use undercut::uncertainty::BLOCK;

use super::csv_text::{csv_text, number};
use super::study::{self, Asked};
use super::tables::wrapped;
use super::{Failure, messages, text};

/// Find the value of an input that brings a goal about: what would have to be true.
#[derive(Debug, Args)]
#[command(mut_arg("format", |it| it.help("How to write the answer; in CSV a line per value that was tried")))]
pub struct Solve {
    /// A scenario file, or the name of a scenario that comes with undercut
    #[arg(default_value = "november-2026")]
    scenario: String,
    /// What has to become true: gross_margin:closed-labs@2028-04=50%, p5(gross_margin)>=40% or P(gross_margin<50%)<=20%
    #[arg(long, value_name = "GOAL", allow_hyphen_values = true)]
    target: String,
    /// The value, where the goal has none
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    value: Option<String>,
    /// Path of the input that is moved, such as market.price_sensitivity
    #[arg(long, value_name = "PATH")]
    by: String,
    /// Where to look for it, such as 0.1..0.9; ten times either way without it, as far as it may lie
    #[arg(long, value_name = "A..B", allow_hyphen_values = true)]
    between: Option<String>,
    /// Draws behind each value that is tried, rounded up to blocks of 256
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000), default_value_t = 2048)]
    draws: u32,
    #[command(flatten)]
    asked: Asked,
}

impl Solve {
    /// Solves and writes the answer.
    pub fn run(self) -> Result<(), Failure> {
        let catalog = self.asked.catalogue.read()?;
        let set = self.asked.set()?;
        let text = text(&self.scenario)?;
        let build =
            |more: &[Override]| Scenario::parse(&text, &[&set[..], more].concat(), &catalog);
        let failed = |error| Failure(messages(&self.scenario, &error));
        let usual = build(&[]).map_err(failed)?;
        let goal = Goal::parse(&self.target, self.value.as_deref(), &usual)
            .map_err(|it| Failure::from(format!("{}: {it}", self.scenario)))?;
        let input = usual.inputs.iter().find(|it| it.path == self.by);
        let between = match (&self.between, input) {
            (Some(text), Some(input)) => Some(range(text, input)?),
            _ => None,
        };
        let asked = Ask {
            goal,
            path: &self.by,
            between,
            blocks: self.draws.div_ceil(BLOCK),
            seed: self.asked.seed(),
        };
        let found = self.asked.live(u64::from(BLOCK), |hands| solve(&asked, &build, hands))?;
        let found = found.map_err(failed)?;
        self.asked.write(&found, table, csv)
    }
}

/// The range written `A..B` in the input's unit.
fn range(text: &str, input: &Input) -> Result<(f64, f64), Failure> {
    let wrong = |rule: &str| Failure::from(format!("--between {text}: {rule}"));
    let (low, high) = text.split_once("..").ok_or_else(|| wrong("must be A..B"))?;
    study::rising([low, high], input).map_err(|rule| wrong(&rule))
}

fn with_error(it: &Evaluation, goal: &Goal) -> String {
    match it.error.is_nan() {
        true => goal.said(it.value),
        false => format!("{} \u{b1} {}", goal.said(it.value), goal.said(1.645 * it.error)),
    }
}

/// What the goal's number is, in words.
fn said(goal: &Goal) -> String {
    let target = goal.target.text();
    let level = |level: f64| in_unit(level, goal.target.metric.unit());
    match goal.statistic {
        Statistic::Quantile(0.5) => format!("the median of {target}"),
        Statistic::Quantile(share) => format!("p{} of {target}", share * 100.0),
        Statistic::Mean => format!("the mean of {target}"),
        Statistic::Below(at) => format!("the chance that {target} is below {}", level(at)),
        Statistic::Above(at) => format!("the chance that {target} is above {}", level(at)),
    }
}

fn table(it: &Solution) -> String {
    let goal = &it.goal;
    let asked = format!(
        "Where {} is {}, by {} (in the scenario {}, where it is {}): {}.",
        said(goal),
        goal.said(goal.value),
        it.path,
        it.stands,
        with_error(&it.as_it_stands, goal),
        it.verdict,
    );
    let mut text = wrapped(&asked, "  ") + "\n";
    for crossing in &it.crossings {
        let end = |end: Option<f64>, beyond: &str| end.map_or(beyond.to_string(), four_digits);
        // One block has no spread between blocks, and so no error.
        let band = match crossing.verified.error.is_nan() {
            true => String::new(),
            false => format!(
                " [9 in 10: {} to {}]",
                end(crossing.low, "below what was tried"),
                end(crossing.high, "above what was tried"),
            ),
        };
        let said = format!(
            "{}{band}; checked in {} draws that were not used to find it: {}.",
            format!("{} {}", crossing.text, it.unit).trim_end(),
            it.draws,
            with_error(&crossing.verified, goal),
        );
        text += &wrapped(&said, "  ");
        text.push('\n');
    }
    let rows: Vec<Vec<String>> = (it.tried.iter())
        .map(|tried| vec![four_digits(tried.input), with_error(tried, goal)])
        .collect();
    text += &study::table(&[&it.path, "the goal's number"], &rows);
    let small = format!(
        "\n{} common draws at each value, seed {}; \u{b1} is 1.645 standard errors.\n",
        it.draws, it.seed
    );
    text + &small
}

fn csv(it: &Solution) -> Result<String, Failure> {
    let row = |kind: &str, at: &Evaluation, low: Option<f64>, high: Option<f64>| {
        let mut row = vec![kind.to_string()];
        let end = |it: Option<f64>| it.unwrap_or(f64::NAN);
        row.extend([at.input, at.value, at.error, end(low), end(high)].map(number));
        row
    };
    let mut rows: Vec<Vec<String>> =
        it.crossings.iter().map(|it| row("crossing", &it.verified, it.low, it.high)).collect();
    rows.extend(it.tried.iter().map(|it| row("tried", it, None, None)));
    csv_text(["kind", "input", "value", "error", "input_low", "input_high"], &rows)
}
