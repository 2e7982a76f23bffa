//! What crosses to the page: the question and the answer.

use crate::analysis::Saving;
use crate::simulation::DeciderDraw;

/// What a frontier is asked for.
#[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FrontierAsk {
    /// Place of the class; the whole mix without it.
    pub class: Option<usize>,
    /// AUC of the router's signal for "only the strong model succeeds", 1/2 to 1; without it that of the scenario's own router,
    /// drawn with the rest, else 0.6.
    pub need_strong_auc: Option<f64>,
    /// Success rate wanted, the mean over the classes asked for; each class's own threshold without it.
    pub threshold: Option<f64>,
    /// Probability that the verifier accepts a right answer; without it as for the AUC, else 0.9.
    pub tpr: Option<f64>,
    /// Probability that it accepts a wrong one; without it as for the AUC, else 0.2.
    pub fpr: Option<f64>,
}

/// What decides between models: a router's AUC, and how often a verifier accepts right and wrong answers.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Signals {
    /// AUC of the router's signal for "only the strong model succeeds".
    pub need_strong_auc: f64,
    /// Probability that the verifier accepts a right answer.
    pub tpr: f64,
    /// Probability that it accepts a wrong one.
    pub fpr: f64,
}

/// What a scenario without a router or a cascade is shown with; see MODEL.md, section 10.
const ASSUMED: Signals = Signals { need_strong_auc: 0.6, tpr: 0.9, fpr: 0.2 };

impl FrontierAsk {
    /// What is asked for, else what the scenario has, else what is assumed.
    pub(super) fn signals(&self, own: Option<&DeciderDraw>) -> Signals {
        let (auc, verifier) = match own {
            Some(DeciderDraw::Router { need_strong_auc }) => (Some(*need_strong_auc), None),
            Some(DeciderDraw::Cascade { tpr, fpr }) => (None, Some((*tpr, *fpr))),
            None => (None, None),
        };
        let [tpr, fpr] = [verifier.map(|it| it.0), verifier.map(|it| it.1)];
        Signals {
            need_strong_auc: self.need_strong_auc.or(auc).unwrap_or(ASSUMED.need_strong_auc),
            tpr: self.tpr.or(tpr).unwrap_or(ASSUMED.tpr),
            fpr: self.fpr.or(fpr).unwrap_or(ASSUMED.fpr),
        }
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
    /// Share of the requests asked about that is compared: what the best constant may serve.
    pub compared: f64,
    /// What decides in the picture.
    pub signals: Signals,
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
