//! Working memory of a trial: made once, used for every draw.

use crate::ids::LineId;
use crate::market::Account;
use crate::routing::Candidate;
use crate::scenario::Plan;
use crate::tokens::TokenCounts;

/// What a trial knows while its months go by. Tables over classes and models, or classes and lines, are laid
/// out class by class. They are boxed slices, not vectors, because these are indexed without a call, whatever
/// the compiler inlines.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Tokens of a request, by class and model.
    pub tokens: Box<[TokenCounts]>,
    /// Ability at the start, by class and model, probits.
    pub tau_at_start: Box<[f64]>,
    /// Success rate this month, by class and model: that of the ability in `tau`.
    pub success: Box<[f64]>,
    /// Ability this month, by class and model, probits; NaN before the first trial.
    pub tau: Box<[f64]>,
    /// Ability that each model has gained since the start, probits.
    pub gained: Box<[f64]>,
    /// Share of each class: the buyer's, then each segment's.
    pub mix: Box<[f64]>,
    /// Part of the market's requests, by segment and class.
    pub of_market: Box<[f64]>,
    /// Tokens of a request in all, by class and line.
    pub line_tokens: Box<[f64]>,
    /// Nest, by line.
    pub nests: Box<[u16]>,
    /// Whether a request is within a model's window, by class and model.
    pub within_window: Box<[bool]>,
    /// Whether a line is sold this month and takes requests of that length, by class and line.
    pub takes: Box<[bool]>,
    /// List price of a request this month before launches and responses, by class and line, USD.
    pub list_usd: Box<[f64]>,
    /// Serving cost of a request on the present and on the next accelerator at the start, by class and line,
    /// USD at the provider's rate and utilisation; 0 where the model does not fit, infinite on the present one
    /// where it fits on neither.
    pub cost_usd: [Box<[f64]>; 2],
    /// Whether a line's model fits on the present and on the next accelerator, by line.
    pub fits: Box<[[bool; 2]]>,
    /// What the costs of `cost_usd` count with this month, by line.
    pub cost_weights: [Box<[f64]>; 2],
    /// Cost this month over cost at the start, on the present and the next accelerator.
    pub cost_factor: [f64; 2],
    /// Share of the next accelerator this month, by provider.
    pub newer_share: Box<[f64]>,
    /// Serving cost of a request this month, by class and line, USD.
    pub cost_now_usd: Box<[f64]>,
    /// What launches have made of the list price, by line: a factor.
    pub list_level: Box<[f64]>,
    /// Price now over the list price of the month, by line.
    pub price_level: Box<[f64]>,
    /// Tokens of the buyer's mean request, by line.
    pub blend_tokens: Box<[f64]>,
    /// List price of the mean request this month, by line, USD per million tokens.
    pub blend_usd_per_mtok: Box<[f64]>,
    /// Serving cost of the mean request, by line, USD per million tokens.
    pub blend_cost_usd_per_mtok: Box<[f64]>,
    /// The same at the start.
    pub blend_cost_at_start: Box<[f64]>,
    /// Open price that closed labs see, by month, for flagships and for small lines.
    pub rivals: Box<[[f64; 2]]>,
    /// Premium in utility at the start, by segment, class and line.
    pub premium: Box<[f64]>,
    /// Mean premium of open lines at the start, by segment and class.
    pub open_premium: Box<[f64]>,
    /// Shares, by segment, class and line.
    pub shares: Box<[f64]>,
    /// Whether something has been able to serve it, by segment and class.
    pub open: Box<[bool]>,
    /// Mean spend on a task at the start, by segment and class, USD.
    pub spend_at_start: Box<[f64]>,
    /// What a request of a class costs a buyer this month, by line, USD; 0 where the line is not feasible.
    pub spend_usd: Box<[f64]>,
    /// What serving it costs, by line, USD; 0 where the line is not feasible.
    pub spend_cost_usd: Box<[f64]>,
    /// -inf for the lines that are not feasible for a class this month, 0 for the others.
    pub barred: Box<[f64]>,
    /// Logarithm of what a task of a class costs a buyer, by line, spend and expected loss; 0 where the line is not feasible.
    pub log_usd_per_task: Box<[f64]>,
    /// What lines are worth beyond price to a segment's buyers of a class this month, in utility.
    pub premiums: Box<[f64]>,
    /// Requests of a class that all buyers make this month, by line.
    pub requests: Box<[f64]>,
    /// Long-run shares of a class, one per line.
    pub long_run: Box<[f64]>,
    /// Working memory of the demand, one per nest.
    pub nest_sums: Box<[f64]>,
    /// What lines sell this month.
    pub sold: Sold,
    /// The least USD for which each model can be reached for a class, and by which line, by model.
    pub cheapest: Box<[(f64, LineId)]>,
    /// The same for the models that can be reached and may succeed.
    pub ways: Vec<Candidate>,
    /// What a request of a class costs on the own fleet, USD.
    pub fleet_usd: f64,
    /// What the oracle reached at its last review, by class; its cost over the cheapest feasible line's.
    pub oracle: Box<[crate::routing::Routed]>,
    /// How routers divide requests, by class: the buyer's, then the market's.
    pub divided: Box<[Option<crate::routing::Division>]>,
    /// What the requests of a class are longer in sum than as many mean ones; once all are in, what they sum to in mean ones.
    pub loads: Box<[f64]>,
    /// Accounts of the month: groups first, then providers.
    pub accounts: Box<[Account]>,
    /// Months since the start at which each line last launched.
    pub launched: Box<[f64]>,
    /// Whether the list of a line changed this month, or it left the market.
    pub moved: Box<[bool]>,
}

impl State {
    /// Memory for trials of `plan`.
    pub fn of(plan: &Plan) -> State {
        let (classes, models, lines) = (plan.classes.len(), plan.models.len(), plan.lines.len());
        let (segments, providers) = (plan.segments.len(), plan.providers.len());
        State {
            tokens: vec![TokenCounts::default(); classes * models].into(),
            tau_at_start: vec![0.0; classes * models].into(),
            success: vec![0.0; classes * models].into(),
            tau: vec![f64::NAN; classes * models].into(),
            gained: vec![0.0; models].into(),
            mix: vec![0.0; (1 + segments) * classes].into(),
            of_market: vec![0.0; segments * classes].into(),
            line_tokens: vec![0.0; classes * lines].into(),
            nests: plan.lines.iter().map(|line| line.nest).collect(),
            within_window: vec![true; classes * models].into(),
            takes: vec![true; classes * lines].into(),
            list_usd: vec![0.0; classes * lines].into(),
            cost_usd: [0, 1].map(|_| vec![0.0; classes * lines].into()),
            fits: vec![[false; 2]; lines].into(),
            cost_weights: [0, 1].map(|_| vec![0.0; lines].into()),
            cost_factor: [1.0; 2],
            newer_share: vec![0.0; providers].into(),
            cost_now_usd: vec![0.0; classes * lines].into(),
            list_level: vec![1.0; lines].into(),
            price_level: vec![1.0; lines].into(),
            blend_tokens: vec![0.0; lines].into(),
            blend_usd_per_mtok: vec![0.0; lines].into(),
            blend_cost_usd_per_mtok: vec![0.0; lines].into(),
            blend_cost_at_start: vec![0.0; lines].into(),
            rivals: vec![[0.0; 2]; plan.months].into(),
            premium: vec![0.0; segments * classes * lines].into(),
            open_premium: vec![0.0; segments * classes].into(),
            shares: vec![0.0; segments * classes * lines].into(),
            open: vec![false; segments * classes].into(),
            spend_at_start: vec![0.0; segments * classes].into(),
            spend_usd: vec![0.0; lines].into(),
            spend_cost_usd: vec![0.0; lines].into(),
            barred: vec![0.0; lines].into(),
            log_usd_per_task: vec![0.0; lines].into(),
            premiums: vec![0.0; lines].into(),
            requests: vec![0.0; lines].into(),
            long_run: vec![0.0; lines].into(),
            nest_sums: vec![0.0; plan.nests].into(),
            sold: Sold::of(lines),
            cheapest: vec![(f64::INFINITY, LineId(0)); models].into(),
            ways: Vec::with_capacity(models),
            fleet_usd: f64::INFINITY,
            oracle: vec![crate::routing::Routed::UNSERVED; classes].into(),
            divided: vec![None; 2 * classes].into(),
            loads: vec![0.0; lines].into(),
            accounts: vec![Account::default(); 3 + providers].into(),
            launched: vec![0.0; lines].into(),
            moved: vec![false; lines].into(),
        }
    }
}

/// What lines sell in a month, over all classes, by line.
#[derive(Debug, Clone, Default)]
pub struct Sold {
    /// Tasks.
    pub tasks: Box<[f64]>,
    /// Tokens.
    pub tokens: Box<[f64]>,
    /// Their price before discounts, USD.
    pub list_usd: Box<[f64]>,
    /// What serving them costs, USD.
    pub serving_usd: Box<[f64]>,
}

impl Sold {
    fn of(lines: usize) -> Sold {
        let none = || vec![0.0; lines].into();
        Sold { tasks: none(), tokens: none(), list_usd: none(), serving_usd: none() }
    }

    /// Starts a month.
    pub fn clear(&mut self) {
        let Sold { tasks, tokens, list_usd, serving_usd } = self;
        [tasks, tokens, list_usd, serving_usd].into_iter().for_each(|it| it.fill(0.0));
    }
}
