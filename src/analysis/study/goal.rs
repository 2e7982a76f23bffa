use super::Target;
use crate::analysis::words::in_unit;
use crate::error::{Problem, cut};
use crate::scenario::Scenario;
use crate::statistics::quantile;
use crate::uncertainty::{Domain, Unit, parse};

/// What a number is over draws.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// The value that a share of draws lies below.
    Quantile(f64),
    /// The mean.
    Mean,
    /// The share of draws below a level, of those in which the number exists.
    Below(f64),
    /// The share of draws above a level.
    Above(f64),
}

impl Statistic {
    /// The statistic of some values; those that do not exist count for none.
    pub(super) fn of(self, values: impl Iterator<Item = f64>) -> f64 {
        let mut values: Vec<f64> = values.filter(|it| !it.is_nan()).collect();
        let count = values.len() as f64;
        let part = |holds: &dyn Fn(f64) -> bool| {
            values.iter().filter(|it| holds(**it)).count() as f64 / count
        };
        match self {
            Statistic::Below(level) => part(&|it| it < level),
            Statistic::Above(level) => part(&|it| it > level),
            Statistic::Mean => values.iter().sum::<f64>() / count,
            Statistic::Quantile(share) => {
                values.sort_by(f64::total_cmp);
                quantile(&values, share)
            }
        }
    }
}

/// On which side of its value a goal is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The value itself.
    Equal,
    /// The value or less.
    AtMost,
    /// The value or more.
    AtLeast,
}

/// What has to become true: a statistic of a target that reaches a value.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Goal {
    /// The number.
    pub target: Target,
    /// What of it over draws.
    pub statistic: Statistic,
    /// On which side of the value.
    pub relation: Relation,
    /// The value, in the target's unit, or a share of draws.
    pub value: f64,
}

/// Relations as they are written, the longer first.
const RELATIONS: [(&str, Relation); 6] = [
    ("<=", Relation::AtMost),
    (">=", Relation::AtLeast),
    ("==", Relation::Equal),
    ("<", Relation::AtMost),
    (">", Relation::AtLeast),
    ("=", Relation::Equal),
];

/// How goals are written.
const GRAMMAR: &str = "is written gross_margin:closed-labs@2028-04=50%, p5(gross_margin)>=40% or P(gross_margin<50%)<=20%";

impl Goal {
    /// The goal written `TARGET=VALUE` for the median of a target, `p5(TARGET)>=VALUE` or `mean(TARGET)=VALUE` for another
    /// statistic, `P(TARGET<LEVEL)<=SHARE` for a chance; `=`, `<=` and `>=` say on which side it is met. `value` is what a text
    /// without one is about.
    ///
    /// # Errors
    /// A text that is none of these, a target that the run does not have, a value that is no number of its unit.
    ///
    /// ```
    /// use undercut::analysis::{Goal, Relation, Statistic};
    /// # use undercut::{catalog::Catalog, scenario::{Scenario, shipped}};
    /// # let text = shipped("first-steps").unwrap().text;
    /// # let scenario = Scenario::parse(text, &[], Catalog::shipped()?)?;
    /// let goal = Goal::parse("P(gross_margin < 0.5) <= 20%", None, &scenario)?;
    /// assert_eq!((goal.statistic, goal.relation, goal.value), (Statistic::Below(0.5), Relation::AtMost, 0.2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(text: &str, value: Option<&str>, scenario: &Scenario) -> Result<Goal, Problem> {
        let wrong = |rule: &str| Problem::new("target", text, rule);
        let (function, inside, rest) = match text.split_once('(') {
            Some((function, rest)) => {
                let (inside, rest) = rest.rsplit_once(')').ok_or_else(|| wrong(GRAMMAR))?;
                (Some(function.trim()), inside, rest)
            }
            None => (None, text, ""),
        };
        let (chance, percentile) = match function {
            None | Some("median") => (false, Some(0.5)),
            Some("mean") => (false, None),
            Some("P") => (true, None),
            Some(it) => (false, Some(percentile(it).ok_or_else(|| wrong(GRAMMAR))?)),
        };
        let (named, inner) = related(inside);
        let after = if function.is_some() { related(rest) } else { ("", inner) };
        if (function.is_some() && !after.0.trim().is_empty())
            || (!chance && function.is_some() && inner.is_some())
        {
            return Err(wrong(GRAMMAR));
        }
        let target = Target::parse(named.trim(), scenario)?;
        let level = |written: &str, unit: Unit| number(written, unit).map_err(|rule| wrong(&rule));
        let statistic = match (chance, percentile) {
            (true, _) => match inner.ok_or_else(|| wrong(GRAMMAR))? {
                (Relation::AtMost, text) => Statistic::Below(level(text, target.unit())?),
                (Relation::AtLeast, text) => Statistic::Above(level(text, target.unit())?),
                (Relation::Equal, _) => return Err(wrong("a chance is that of < or > a level")),
            },
            (false, Some(share)) => Statistic::Quantile(share),
            (false, None) => Statistic::Mean,
        };
        let (relation, written) = match (after.1, value) {
            (Some(_), Some(_)) => return Err(wrong("has a value, and --value another")),
            (Some(it), None) => it,
            (None, Some(it)) => (Relation::Equal, it),
            (None, None) => return Err(wrong(&format!("has no value to reach: a goal {GRAMMAR}"))),
        };
        let unit = if chance { Unit::Fraction } else { target.unit() };
        let value = level(written, unit)?;
        if chance && !(0.0..=1.0).contains(&value) {
            return Err(wrong("a chance is between 0 and 1"));
        }
        Ok(Goal { target, statistic, relation, value })
    }

    /// A value of the goal's number as it is shown: a share as a percentage, dollars as dollars.
    pub fn said(&self, value: f64) -> String {
        let chance = matches!(self.statistic, Statistic::Below(_) | Statistic::Above(_));
        in_unit(value, if chance { "share" } else { self.target.metric.unit() })
    }
}

/// What stands before a relation, and the relation with what stands after it.
fn related(text: &str) -> (&str, Option<(Relation, &str)>) {
    let first = text.find(['<', '>', '=']);
    let Some(at) = first else { return (text, None) };
    let (before, rest) = text.split_at(at);
    let of = |(sign, relation): &(&str, Relation)| Some((*relation, rest.strip_prefix(sign)?));
    (before, RELATIONS.iter().find_map(of))
}

/// The share that `p5` or `p97.5` means.
fn percentile(text: &str) -> Option<f64> {
    let percent: f64 = text.strip_prefix(['p', 'P'])?.parse().ok()?;
    (percent > 0.0 && percent < 100.0).then_some(percent / 100.0)
}

/// One number of a unit.
fn number(text: &str, unit: Unit) -> Result<f64, String> {
    let read = parse(text.trim(), unit, Domain::Real)
        .map_err(|rule| format!("\"{}\" {rule}", cut(text.trim())))?;
    match read.is_fixed() {
        true => Ok(read.median()),
        false => Err(format!("\"{}\" must be one number", cut(text.trim()))),
    }
}
