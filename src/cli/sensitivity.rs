use clap::{Args, ValueEnum};
use undercut::analysis::{Drivers, Grouping, MOST_GROUPS, Scale, Target, drivers, percent};
use undercut::statistics::Share;

use super::csv_text::{csv_text, number};
use super::study::{self, Asked};
use super::tables::wrapped;
use super::{Failure, scenario};

/// Find what drives a number: Sobol indices of groups of inputs.
#[derive(Debug, Args)]
#[command(mut_arg("format", |it| it.help("How to write the answer; in CSV a line per group")))]
pub struct Sensitivity {
    /// A scenario file, or the name of a scenario that comes with undercut
    #[arg(default_value = "november-2026")]
    scenario: String,
    /// The number: METRIC[:SUBJECT][@MONTH], such as gross_margin:open-labs@2028-04; closed labs and the last month without them
    #[arg(long, default_value = "gross_margin", value_name = "TARGET")]
    metric: String,
    /// What is a group
    #[arg(long, value_enum, default_value = "causes")]
    by: By,
    /// Groups in all where each input is one; the rest are one group
    #[arg(long, value_parser = clap::value_parser!(u16).range(2..=MOST_GROUPS as i64), default_value_t = MOST_GROUPS as u16)]
    groups: u16,
    /// Base points, each lived once for every group and twice more
    #[arg(long, value_parser = clap::value_parser!(u32).range(2..=100_000), default_value_t = 1024)]
    draws: u32,
    #[command(flatten)]
    asked: Asked,
}

/// What is a group of inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// Twelve causes: what moves together, and what belongs together
    Causes,
    /// The inputs with the widest swings, each by itself
    Inputs,
}

impl Sensitivity {
    /// Finds the indices and writes them.
    pub fn run(self) -> Result<(), Failure> {
        let catalog = self.asked.catalogue.read()?;
        let scenario = scenario(&self.scenario, &self.asked.set()?, &catalog)?;
        let target = Target::parse(&self.metric, &scenario)
            .map_err(|it| Failure::from(format!("{}: {it}", self.scenario)))?;
        let grouping = match self.by {
            By::Causes => Grouping::Causes,
            By::Inputs => Grouping::Inputs(usize::from(self.groups)),
        };
        let (draws, seed) = (self.draws, self.asked.seed());
        let found = self
            .asked
            .live(64, |hands| drivers(scenario, &target, grouping, draws, seed, hands))?;
        self.asked.write(&found, table, csv)
    }
}

fn interval(it: &Share) -> String {
    // Estimates scatter about 0, and a part of less than nothing is none that anybody can see.
    let [value, low, high] =
        [it.value, it.low, it.high].map(|it| percent(if it.abs() < 5e-4 { 0.0 } else { it }));
    format!("{value} [{low} to {high}]")
}

fn table(it: &Drivers) -> String {
    let rows: Vec<Vec<String>> = (it.drivers.iter())
        .map(|driver| {
            let inputs = driver.inputs.len();
            vec![
                driver.group.clone(),
                interval(&driver.total),
                interval(&driver.first),
                if inputs == 0 { "-".to_string() } else { inputs.to_string() },
            ]
        })
        .collect();
    let of = match it.scale {
        Scale::Logarithm => "the logarithm of ",
        Scale::LogCost => "the logarithm of costs over revenue (1 less the margin) behind ",
        Scale::Value => "",
    };
    let mut text =
        wrapped(&format!("What the spread of {of}{} comes from", it.target.text()), "  ");
    text.push('\n');
    if rows.is_empty() {
        return text + "Nothing: it does not vary, or does not exist.\n";
    }
    text += &study::table(&["", "with all its parts in others", "alone", "inputs"], &rows);
    let small = format!(
        "\nShares of the variance [95 in 100] over {} base points, seed {}; a group's part together with others is in each of \
         theirs too, so that the first column may sum to more than 100%.",
        it.base_points, it.seed
    );
    text.push('\n');
    text += &wrapped(&small, "  ");
    text.push('\n');
    if it.defined < 1.0 {
        let left = format!(
            "Without the {} of points at which the number does not exist.",
            percent(1.0 - it.defined)
        );
        text += &wrapped(&left, "  ");
        text.push('\n');
    }
    text
}

fn csv(it: &Drivers) -> Result<String, Failure> {
    let header =
        ["group", "first", "first_low", "first_high", "total", "total_low", "total_high", "inputs"];
    let rows: Vec<Vec<String>> = (it.drivers.iter())
        .map(|driver| {
            let (first, total) = (driver.first, driver.total);
            let mut row = vec![driver.group.clone()];
            let numbers = [first.value, first.low, first.high, total.value, total.low, total.high];
            row.extend(numbers.map(number));
            row.push(driver.inputs.join(" "));
            row
        })
        .collect();
    csv_text(header, &rows)
}
