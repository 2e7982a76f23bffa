use crate::calendar::Month;
use crate::catalog::spelled;
use crate::error::{Problem, cut};
use crate::scenario::{POLICIES, Scenario};
use crate::simulation::{Curves, Metric, Subject, SubjectKind};
use crate::uncertainty::Unit;

/// A number of a run: what a metric of a subject is in a month.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Target {
    /// What it shows.
    pub metric: Metric,
    /// What it is about.
    pub subject: Subject,
    /// The month, counted from 0.
    pub month: usize,
    /// The month, `2028-04`.
    pub month_name: String,
    /// Place of the curve in an outcome.
    #[serde(skip)]
    pub curve: usize,
}

impl Target {
    /// The target written `METRIC[:SUBJECT][@MONTH]` in a run of `scenario`: the id of a group, provider, line or policy, and a month
    /// `2028-04`. A seller's metric without a subject is that of closed labs, a bill's that of the buyer's own policy; without a
    /// month it is the last one's.
    ///
    /// # Errors
    /// A metric, subject or month that the run does not have, with those it has.
    ///
    /// ```
    /// use undercut::{analysis::Target, catalog::Catalog, scenario::{Scenario, shipped}};
    /// let text = shipped("first-steps").unwrap().text;
    /// let scenario = Scenario::parse(text, &[], Catalog::shipped()?)?;
    /// let target = Target::parse("gross_margin:open-labs@2027-04", &scenario)?;
    /// assert_eq!((target.subject.id.as_str(), target.month), ("open-labs", 12));
    /// assert_eq!(Target::parse("gross_margin", &scenario)?.subject.id, "closed-labs");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(text: &str, scenario: &Scenario) -> Result<Target, Problem> {
        let wrong = |rule: String| Problem::new("target", text, rule);
        let (named, month) = match text.split_once('@') {
            Some((named, month)) => (named, Some(month.trim())),
            None => (text, None),
        };
        let (metric, subject) = match named.split_once(':') {
            Some((metric, subject)) => (metric.trim(), Some(subject.trim())),
            None => (named.trim(), None),
        };
        let curves = Curves::of(&scenario.plan);
        let mut metrics: Vec<String> = curves.list.iter().map(|it| metric_name(it.0)).collect();
        metrics.dedup();
        metrics.sort();
        metrics.dedup();
        let asked = spelled(metric).replace('-', "_");
        if !metrics.contains(&asked) {
            let known = metrics.join(", ");
            return Err(wrong(format!(
                "\"{}\" is not a metric; those of a run: {known}",
                cut(metric)
            )));
        }
        let with = curves.list.iter().enumerate().filter(|(_, it)| metric_name(it.0) == asked);
        let with: Vec<(usize, &(Metric, Subject))> = with.collect();
        let usual = usual(scenario, &with);
        let found = match subject {
            None => with.iter().find(|(_, it)| it.1.id == usual),
            Some(subject) => {
                let called = spelled(subject);
                with.iter().find(|(_, it)| it.1.id == called || spelled(&it.1.name) == called)
            }
        };
        let Some((curve, (metric, subject))) = found else {
            let known: Vec<&str> = with.iter().map(|(_, it)| it.1.id.as_str()).collect();
            let (subject, known) = (cut(subject.unwrap_or_default()), known.join(", "));
            return Err(wrong(format!(
                "\"{subject}\" is not a subject of {asked}; those of it: {known}"
            )));
        };
        let month = month.map_or(Ok(curves.months - 1), |it| at(it, scenario)).map_err(wrong)?;
        Ok(Target {
            metric: *metric,
            subject: subject.clone(),
            month,
            month_name: scenario.plan.start.plus(month as i32).to_string(),
            curve: *curve,
        })
    }

    /// The scenario as far as the target's month, which no later month has a say in.
    pub(super) fn cut_short(&self, mut scenario: Scenario) -> Scenario {
        scenario.plan.months = self.month + 1;
        scenario
    }

    /// The value in an outcome of a run of so many months.
    pub(super) fn of(&self, outcome: &[f64], months: usize) -> f64 {
        outcome[self.curve * months + self.month]
    }

    /// What a value of it is measured in.
    pub(super) fn unit(&self) -> Unit {
        match self.metric.unit() {
            "USD/Mtok" => Unit::UsdPerMtok,
            "USD/month" => Unit::UsdPerMonth,
            "USD/task" => Unit::Usd,
            _ => Unit::Fraction,
        }
    }

    /// The target as it is written.
    pub fn text(&self) -> String {
        format!("{}:{}@{}", metric_name(self.metric), self.subject.id, self.month_name)
    }
}

/// The name of a metric as JSON has it.
pub fn metric_name(metric: Metric) -> String {
    serde_json::to_value(metric)
        .ok()
        .and_then(|it| it.as_str().map(str::to_string))
        .unwrap_or_default()
}

/// Whom a metric is about where nobody is named.
fn usual(scenario: &Scenario, with: &[(usize, &(Metric, Subject))]) -> String {
    let of_policies = with.iter().any(|(_, it)| it.1.kind == SubjectKind::Policy);
    let of_groups = with.iter().any(|(_, it)| it.1.kind == SubjectKind::Group);
    let buyer = &scenario.plan.buyer;
    match (of_groups, of_policies) {
        (true, _) => "closed-labs".to_string(),
        (_, true) => POLICIES[buyer.policy].to_string(),
        _ => with.first().map_or_else(String::new, |(_, it)| it.1.id.clone()),
    }
}

/// The place of a month in the run.
fn at(text: &str, scenario: &Scenario) -> Result<usize, String> {
    let (start, months) = (scenario.plan.start, scenario.plan.months as i32);
    let place = match text {
        "first" => Some(0),
        "last" => Some(months - 1),
        _ => Month::parse(text).map(|it| it.since(start)),
    };
    let within = place.filter(|it| (0..months).contains(it));
    within.map(|it| it as usize).ok_or_else(|| {
        let last = start.plus(months - 1);
        format!("the month \"{}\" is not one from {start} to {last}", cut(text))
    })
}
