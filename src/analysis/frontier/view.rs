//! What crosses to the page: the question and the answer.

use super::task::Task;
use crate::analysis::Saving;
use crate::routing::{Decider, Verifier};

/// AUC of a router where neither the question nor the scenario has one: the middle of RouteLLM's best.
const ROUTER_AUC: f64 = 0.6;
/// A verifier's rates where neither has them.
const VERIFIER: Verifier = Verifier { tpr: 0.9, fpr: 0.2, usd: 0.0 };

/// What a frontier is asked for.
#[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FrontierAsk {
    /// Place of the class; the whole mix without it.
    pub class: Option<usize>,
    /// AUC of the router's signal for "only the strong model succeeds", 1/2 to 1; the scenario's own router's without it.
    pub need_strong_auc: Option<f64>,
    /// Success rate wanted, the mean over the classes asked for; each class's own threshold without it.
    pub threshold: Option<f64>,
    /// Probability that the verifier accepts a right answer; that of the scenario's own cascade without it.
    pub tpr: Option<f64>,
    /// Probability that it accepts a wrong one; likewise.
    pub fpr: Option<f64>,
}

impl FrontierAsk {
    /// The AUC in force on `tasks`: what is asked for, else what the scenario's router has in the same draw.
    pub(super) fn auc(&self, tasks: &[Task]) -> f64 {
        let own = match tasks.first().and_then(|it| it.decider) {
            Some(Decider::Router { need_strong_auc, .. }) => Some(need_strong_auc),
            _ => None,
        };
        self.need_strong_auc.or(own).unwrap_or(ROUTER_AUC)
    }

    /// The verifier in force on `tasks`, likewise; what a check costs is the task's.
    pub(super) fn verifier(&self, tasks: &[Task]) -> Verifier {
        let own = match tasks.first().and_then(|it| it.decider) {
            Some(Decider::Cascade(verifier)) => verifier,
            _ => VERIFIER,
        };
        let (tpr, fpr) = (self.tpr.unwrap_or(own.tpr), self.fpr.unwrap_or(own.fpr));
        Verifier { tpr, fpr, usd: 0.0 }
    }
}

/// A place in the picture.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Place {
    /// USD per request.
    pub usd: f64,
    /// Success rate.
    pub success: f64,
}

/// A model that takes everything.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ModelPoint {
    /// Its name.
    pub model: String,
    /// `closed`, `open`, or `house` where the buyer's own fleet is the cheapest way to it.
    pub kind: String,
    /// USD per request.
    pub usd: f64,
    /// Success rate.
    pub success: f64,
    /// Whether it is the best constant: the highest success rate, the cheapest of them.
    pub best: bool,
}

/// An operating point.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Operating {
    /// USD per request served.
    pub usd: f64,
    /// Success rate of requests served.
    pub success: f64,
    /// Share of the requests that it serves.
    pub served: f64,
    /// Share of each class's final answers by model, in the order of `tasks` and `names`; zeros where it serves nothing.
    pub shares: Vec<Vec<f64>>,
}

/// A policy: its curve and its operating points.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PolicyView {
    /// Id, that of the terminal where it has one.
    pub id: String,
    /// Name.
    pub name: String,
    /// From the cheapest to the best; empty for a policy that is a point.
    pub curve: Vec<Place>,
    /// The cheapest point that meets the threshold.
    pub at: Option<Operating>,
    /// The cheapest point that is as good as the best constant.
    pub at_equal_quality: Option<Operating>,
    /// What that saves against the best constant.
    pub saving: Option<f64>,
}

/// A class of the picture.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TaskView {
    /// Name.
    pub name: String,
    /// Share of the buyer's requests.
    pub share: f64,
    /// The scenario's threshold.
    pub threshold: f64,
}

/// From which cost of an error on the best model is worth its price.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct BreakEven {
    /// Class.
    pub task: String,
    /// The next best choice: the model before the best one on the hull of the class.
    pub weak: String,
    /// The best constant of the class.
    pub strong: String,
    /// The price from which the strong one pays, USD; infinite where one model is both the cheapest and the best.
    pub usd: f64,
    /// What an error costs in the scenario, USD.
    pub error_usd: f64,
    /// The same in words.
    pub text: String,
}

/// Savings at equal quality against the best constant of each draw.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Savings {
    /// Draws.
    pub draws: u32,
    /// Of the router.
    pub router: Saving,
    /// Of the oracle.
    pub oracle: Saving,
}

/// A frontier as the page shows it, with every input at its median in the first month.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FrontierView {
    /// Month, `2026-04`.
    pub month: String,
    /// The classes shown.
    pub tasks: Vec<TaskView>,
    /// All classes of the buyer, for a choice among them.
    pub classes: Vec<TaskView>,
    /// AUC of the router that is drawn; absent where nothing is.
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub need_strong_auc: Option<f64>,
    /// Share of the requests asked about that is compared: what the best constant may serve.
    pub compared: f64,
    /// Whether operating points meet the thresholds of the scenario, class by class.
    pub own_thresholds: bool,
    /// Names of all models, for shares.
    pub names: Vec<String>,
    /// Every single model that may serve all that is compared.
    pub models: Vec<ModelPoint>,
    /// The policies, the router first.
    pub policies: Vec<PolicyView>,
    /// Break-even prices of an error, class by class.
    pub break_even: Vec<BreakEven>,
    /// The spread of the savings, where draws were asked for.
    pub savings: Option<Savings>,
    /// What the picture says, the answer first.
    pub sentences: Vec<String>,
}
