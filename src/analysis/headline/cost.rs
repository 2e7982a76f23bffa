//! Bills in words.

use super::Shown;
use crate::analysis::saving::{SAVING_DRAWS, Saving};
use crate::analysis::words::{between, month_name, nine_in_ten, percent, usd};
use crate::scenario::{DeciderPlan, POLICIES};
use crate::simulation::{Metric, Simulation};
use crate::statistics::Band;

/// A share of requests that is as good as none.
const NONE: f64 = 0.0005;

pub(super) fn sentences(simulation: &Simulation, months: &[String], shown: &Shown) -> Vec<String> {
    let month = shown.month.unwrap_or(0).min(months.len() - 1);
    let told = Bills { simulation, months, month };
    let saving = match simulation.scenario().plan.buyer.decider {
        Some(decider) => told.routing(decider),
        None => told.saving(),
    };
    [told.chosen(), told.single(), saving, told.unserved()].into_iter().flatten().collect()
}

struct Bills<'a> {
    simulation: &'a Simulation,
    months: &'a [String],
    /// The month that is looked at.
    month: usize,
}

impl Bills<'_> {
    fn band(&self, policy: &str, metric: Metric) -> Option<Band> {
        let curve = self.simulation.curves().find(metric, policy)?;
        Some(self.simulation.band(curve, self.month)).filter(|band| band.defined > 0.0)
    }

    /// The buyer's own policy; the cheapest line where that is the single one, against which it is held.
    fn policy(&self) -> &'static str {
        let own = self.simulation.scenario().plan.buyer.policy;
        POLICIES[if own == 0 { 1 } else { own }]
    }

    fn single_name(&self) -> Option<&str> {
        let plan = &self.simulation.scenario().plan;
        Some(&plan.lines[plan.buyer.single?.index()].name)
    }

    /// "$189 a month", with what it serves and how well.
    fn bill(
        &self,
        policy: &str,
        interval: fn(&Band, fn(f64) -> String) -> String,
    ) -> Option<String> {
        let bill = self.band(policy, Metric::BillUsdPerMonth)?;
        let unserved = self.band(policy, Metric::UnservedShare)?.mean;
        let serves = match unserved < NONE {
            true => "every request".to_string(),
            false => format!("{} of requests", percent(1.0 - unserved)),
        };
        Some(format!(
            "{} a month {}, serves {serves} and succeeds on {} of these",
            usd(bill.p50),
            interval(&bill, usd),
            percent(self.band(policy, Metric::Success)?.p50),
        ))
    }

    fn doing(&self) -> &'static str {
        match self.policy() {
            "random-mix" => "a random mix that meets each threshold on average",
            "oracle" => "an oracle that knew which model succeeds (a bound, not a plan)",
            "threshold-router" => "a router that meets each threshold",
            "cascade" => "a cascade that meets each threshold",
            _ => "the cheapest line that meets each threshold",
        }
    }

    /// "In April 2026 the cheapest line that meets each threshold costs $189 a month (9 in 10: $145 to $266), serves every
    /// request and succeeds on 87% of these."
    fn chosen(&self) -> Option<String> {
        let month = month_name(&self.months[self.month]);
        let bill = self.bill(self.policy(), nine_in_ten)?;
        Some(format!("In {month} {} costs {bill}.", self.doing()))
    }

    /// "Claude Opus 4.6 alone costs $9,440 a month ($6,250 to $15,300), serves 85% of requests and succeeds on 78% of these."
    fn single(&self) -> Option<String> {
        Some(format!("{} alone costs {}.", self.single_name()?, self.bill(POLICIES[0], between)?))
    }

    /// "On the requests that both serve, the cheapest line that meets each threshold saves 97% (95% to 98%) against Claude
    /// Opus 4.6 alone."
    fn saving(&self) -> Option<String> {
        let saving = self.band(self.policy(), Metric::SavingOverSingle)?;
        Some(format!(
            "On the requests that both serve, {} saves {} {} against {} alone.",
            self.doing(),
            percent(saving.p50),
            between(&saving, percent),
            self.single_name()?
        ))
    }

    /// "Against the best single model of each task class, routing saves 41% at equal quality in April 2026 (12% to 60%); a
    /// perfect router would save 68% (...)."
    fn routing(&self, decider: DeciderPlan) -> Option<String> {
        let savings = self.simulation.savings(SAVING_DRAWS);
        let of = |of: fn(&crate::simulation::Saving) -> f64| Saving::of(savings.iter().map(of));
        let (own, perfect) = (of(|it| it.own)?, of(|it| it.perfect)?);
        let doing = match decider {
            DeciderPlan::Router { .. } => "routing",
            DeciderPlan::Cascade { .. } => "the cascade",
        };
        Some(format!(
            "Against the best single model of each task class, {doing} saves {} ({} to {}) at equal quality in {}; a perfect router would save {}.",
            percent(own.p50),
            percent(own.p5),
            percent(own.p95),
            month_name(&self.months[0]),
            percent(perfect.p50),
        ))
    }

    /// What nothing feasible can serve in the worst month, where it matters.
    fn unserved(&self) -> Option<String> {
        let curve = self.simulation.curves().find(Metric::UnservedShare, POLICIES[1])?;
        let mean = |month: &usize| self.simulation.band(curve, *month).mean;
        let worst = (0..self.months.len()).max_by(|a, b| mean(a).total_cmp(&mean(b)))?;
        (mean(&worst) >= 0.005).then(|| {
            format!(
                "In {}, the worst month, {} of requests go unserved: nothing allowed meets their threshold.",
                month_name(&self.months[worst]),
                percent(mean(&worst))
            )
        })
    }
}
