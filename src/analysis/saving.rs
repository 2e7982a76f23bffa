use crate::simulation::{self, Simulation};

/// Draws on which savings are computed: the first month of a draw takes half as long as all of it.
pub(super) const SAVING_DRAWS: u32 = 64;

/// A saving over draws, as a share of what the best single model costs.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Saving {
    /// 5% of draws save less.
    pub p5: f64,
    /// A quarter saves less.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// A quarter saves more.
    pub p75: f64,
    /// 5% save more.
    pub p95: f64,
}

impl Saving {
    /// The spread of some savings; none where there are none.
    pub(super) fn of(savings: impl Iterator<Item = f64>) -> Option<Saving> {
        let mut all: Vec<f64> = Vec::new();
        for saving in savings {
            // In their places as they come: there are few, and a sort is code that the browser has to load.
            all.insert(all.partition_point(|it| it.total_cmp(&saving).is_lt()), saving);
        }
        let last = all.len().checked_sub(1)?;
        let at = |share: f64| all[(share * last as f64).round() as usize];
        Some(Saving { p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) })
    }
}

/// What routing saves in a month at equal quality.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct SavingMonth {
    /// Month, `2026-04`.
    pub month: String,
    /// By the buyer's own router or cascade.
    pub own: Saving,
    /// By a free and perfect router.
    pub perfect: Saving,
}

/// What the buyer's router or cascade saves over the months against the best single model of each class at equal quality,
/// every third month, in the first 64 draws; empty where the buyer's policy has no signal. Lives those draws through once
/// more, so it is asked for on its own.
pub fn savings_by_month(simulation: &Simulation) -> Vec<SavingMonth> {
    let start = simulation.scenario().plan.start;
    let of = |(month, savings): (usize, Vec<simulation::Saving>)| {
        Some(SavingMonth {
            month: start.plus(month as i32).to_string(),
            own: Saving::of(savings.iter().map(|it| it.own))?,
            perfect: Saving::of(savings.iter().map(|it| it.perfect))?,
        })
    };
    simulation.savings_by_month(SAVING_DRAWS).into_iter().filter_map(of).collect()
}
