//! Working memory of a trial: made once, used for every draw.

use crate::market::{Account, Alternative};
use crate::routing::Candidate;
use crate::scenario::Plan;
use crate::tokens::TokenCounts;

/// What a trial knows while its months go by. Tables over classes and models, or classes and lines, are laid
/// out class by class.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Tokens of a request, by class and model.
    pub tokens: Vec<TokenCounts>,
    /// Ability at the start, by class and model, probits.
    pub tau_at_start: Vec<f64>,
    /// Success rate this month, by class and model: that of the ability in `tau`.
    pub success: Vec<f64>,
    /// Ability this month, by class and model, probits; NaN before the first trial.
    pub tau: Vec<f64>,
    /// Ability that each model has gained since the start, probits.
    pub gained: Vec<f64>,
    /// Share of each class: the buyer's, then each segment's.
    pub mix: Vec<f64>,
    /// List price of a request at the start, by class and line, USD.
    pub list_usd: Vec<f64>,
    /// Serving cost of a request on the present and the next accelerator at the start, by class and line,
    /// USD at the provider's rate and utilisation; infinite where the model does not fit.
    pub cost_usd: Vec<[f64; 2]>,
    /// Cost this month over cost at the start, on the present and the next accelerator.
    pub cost_factor: [f64; 2],
    /// Share of the next accelerator this month, by provider.
    pub newer_share: Vec<f64>,
    /// Serving cost of a request this month, by class and line, USD.
    pub cost_now_usd: Vec<f64>,
    /// List price now over list price at the start, by line: launches alone.
    pub list_level: Vec<f64>,
    /// Price now over list price at the start, by line.
    pub price_level: Vec<f64>,
    /// Tokens of the buyer's mean request, by line.
    pub blend_tokens: Vec<f64>,
    /// Price of the mean request at the start, by line, USD per million tokens.
    pub blend_usd_per_mtok: Vec<f64>,
    /// Serving cost of the mean request, by line, USD per million tokens.
    pub blend_cost_usd_per_mtok: Vec<f64>,
    /// The same at the start.
    pub blend_cost_at_start: Vec<f64>,
    /// Open price that closed labs see, by month, for flagships and for small lines.
    pub rivals: Vec<[f64; 2]>,
    /// Premium in utility at the start, by segment, class and line.
    pub premium: Vec<f64>,
    /// Mean premium of open lines at the start, by segment and class.
    pub open_premium: Vec<f64>,
    /// Shares, by segment, class and line.
    pub shares: Vec<f64>,
    /// Whether something has been able to serve it, by segment and class.
    pub open: Vec<bool>,
    /// Mean spend on a task at the start, by segment and class, USD.
    pub spend_at_start: Vec<f64>,
    /// What a request of a class costs a buyer this month, by line, USD; 0 where the line is not feasible.
    pub spend_usd: Vec<f64>,
    /// What some buyers buy of a class this month, by line, as a share of their requests.
    pub bought: Vec<f64>,
    /// Requests of a class that all buyers make this month, by line.
    pub requests: Vec<f64>,
    /// Offers of a class, one per line.
    pub alternatives: Vec<Alternative>,
    /// Long-run shares of a class, one per line.
    pub long_run: Vec<f64>,
    /// Working memory of the demand, one per nest.
    pub nest_sums: Vec<f64>,
    /// Ways to serve a class, one per line and perhaps the own fleet.
    pub candidates: Vec<Candidate>,
    /// The cheapest way to reach each model, in order of cost.
    pub by_model: Vec<Candidate>,
    /// What the oracle reached at its last review, by class; its cost over the cheapest feasible line's.
    pub oracle: Vec<crate::routing::Routed>,
    /// Accounts of the month: groups first, then providers.
    pub accounts: Vec<Account>,
    /// Months since the start at which each line last launched.
    pub launched: Vec<f64>,
}

impl State {
    /// Memory for trials of `plan`.
    pub fn of(plan: &Plan) -> State {
        let (classes, models, lines) = (plan.classes.len(), plan.models.len(), plan.lines.len());
        let (segments, providers) = (plan.segments.len(), plan.providers.len());
        State {
            tokens: vec![TokenCounts::default(); classes * models],
            tau_at_start: vec![0.0; classes * models],
            success: vec![0.0; classes * models],
            tau: vec![f64::NAN; classes * models],
            gained: vec![0.0; models],
            mix: vec![0.0; (1 + segments) * classes],
            list_usd: vec![0.0; classes * lines],
            cost_usd: vec![[0.0; 2]; classes * lines],
            cost_factor: [1.0; 2],
            newer_share: vec![0.0; providers],
            cost_now_usd: vec![0.0; classes * lines],
            list_level: vec![1.0; lines],
            price_level: vec![1.0; lines],
            blend_tokens: vec![0.0; lines],
            blend_usd_per_mtok: vec![0.0; lines],
            blend_cost_usd_per_mtok: vec![0.0; lines],
            blend_cost_at_start: vec![0.0; lines],
            rivals: vec![[0.0; 2]; plan.months],
            premium: vec![0.0; segments * classes * lines],
            open_premium: vec![0.0; segments * classes],
            shares: vec![0.0; segments * classes * lines],
            open: vec![false; segments * classes],
            spend_at_start: vec![0.0; segments * classes],
            spend_usd: vec![0.0; lines],
            bought: vec![0.0; lines],
            requests: vec![0.0; lines],
            alternatives: vec![Alternative::default(); lines],
            long_run: vec![0.0; lines],
            nest_sums: vec![0.0; plan.nests],
            candidates: Vec::with_capacity(lines + 1),
            by_model: Vec::with_capacity(models),
            oracle: vec![crate::routing::Routed::UNSERVED; classes],
            accounts: vec![Account::default(); 3 + providers],
            launched: vec![0.0; lines],
        }
    }
}
