//! Working memory of a trial: made once, used for every draw.

use super::conduct::Board;
use super::deployments::Deployments;
use crate::ids::LineId;
use crate::market::{Account, FirstOrder, Start, Substitution};
use crate::routing::Candidate;
use crate::scenario::{Plan, Scenario};
use crate::serving::{Requests, Tried};
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
    /// Logarithm of the failure rate, by class and model.
    pub ln_failures: Box<[f64]>,
    /// Ability this month, by class and model, probits; NaN before the first trial.
    pub tau: Box<[f64]>,
    /// Ability that each model has gained since the start, probits.
    pub gained: Box<[f64]>,
    /// Share of each class: the buyer's, then each segment's.
    pub mix: Box<[f64]>,
    /// Part of the market's requests, by segment and class.
    pub of_market: Box<[f64]>,
    /// The same by class, over all segments.
    pub market_mix: Box<[f64]>,
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
    /// Serving cost of the market's mean request on the present and on the next accelerator at the start, by line, USD;
    /// infinite where the model does not fit.
    pub mean_usd: Box<[[f64; 2]]>,
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
    /// Tokens of the market's mean request, by line.
    pub blend_tokens: Box<[f64]>,
    /// List price of the mean request this month, by line, USD per million tokens.
    pub blend_usd_per_mtok: Box<[f64]>,
    /// Serving cost of the mean request, by line, USD per million tokens.
    pub blend_cost_usd_per_mtok: Box<[f64]>,
    /// The same at the start.
    pub blend_cost_at_start: Box<[f64]>,
    /// Prices that rivals go by, of flagships and of small lines: of open lines, then of closed ones, month by month.
    pub rivals: Box<[[f64; 2]]>,
    /// Premium in utility at the start, by segment, class and line.
    pub premium: Box<[f64]>,
    /// Mean premium of open lines at the start, by segment and class.
    pub open_premium: Box<[f64]>,
    /// Shares, by segment, class and line.
    pub shares: Box<[f64]>,
    /// Whether something has been able to serve it, by segment and class.
    pub open: Box<[bool]>,
    /// Part of the closed premium that was left when it was first served, by segment and class.
    pub opened_at: Box<[f64]>,
    /// Price sensitivity then.
    pub opened_with: Box<[f64]>,
    /// Requests for which buyers turned to a line when they were first served over what all cost them then, by segment, class and
    /// line, per USD: times the line's price now, its part of the price index.
    pub basket_per_usd: Box<[f64]>,
    /// What a request of a class last cost on a line that was sold, by class and line, USD.
    pub last_usd: Box<[f64]>,
    /// What a request of a class costs a buyer this month, by line, USD; 0 where the line is not feasible.
    pub spend_usd: Box<[f64]>,
    /// What serving it costs, by line, USD; 0 where the line is not feasible.
    pub spend_cost_usd: Box<[f64]>,
    /// -inf for the lines that are not feasible for a class this month, 0 for the others.
    pub barred: Box<[f64]>,
    /// Logarithm of what a task of a class costs a buyer, by line, with what its failures weigh; 0 where the line is not feasible.
    pub log_usd_per_task: Box<[f64]>,
    /// Logarithm of the failure rate of a line's requests of a class; 0 where the line is not feasible.
    pub ln_failures_of_line: Box<[f64]>,
    /// What lines are worth beyond price to a segment's buyers of a class this month, in utility.
    pub premiums: Box<[f64]>,
    /// Calls of a line that a request of a segment's buyers of a class becomes, by line.
    pub calls: Box<[f64]>,
    /// What those calls are longer in sum than as many mean ones, by line.
    pub longer: Box<[f64]>,
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
    /// How routers divide requests, by class: the buyer's, then the market's.
    pub divided: Box<[Option<crate::routing::Division>]>,
    /// What the requests of a class are longer in sum than as many mean ones; once all are in, what they sum to in mean ones.
    pub loads: Box<[f64]>,
    /// Accounts of the month: groups first, then providers.
    pub accounts: Box<[Account]>,
    /// How alike buyers find offers in this draw.
    pub substitution: Substitution,
    /// Correlation of tastes this month, by nest.
    pub nest_correlations: Box<[f64]>,
    /// What best responses are found with.
    pub board: Board,
    /// What sellers' first-order conditions say of it, by provider.
    pub first_orders: Box<[FirstOrder]>,
    /// What the first month fixed for each provider.
    pub started: Box<[Start]>,
    /// Months since the start at which each line last launched.
    pub launched: Box<[f64]>,
    /// Whether the list of a line changed this month, or it left the market.
    pub moved: Box<[bool]>,
    /// Requests that a model serves together.
    pub(super) parts: Vec<Requests>,
    /// What a pair may be served on in a draw.
    pub(super) tried: Vec<Tried>,
    /// What each pair may be served on; the same for every draw.
    pub(super) deployments: Deployments,
}

impl State {
    /// Memory for trials of `scenario`, with the deployments that its pairs may be served on.
    pub fn of(scenario: &Scenario) -> State {
        let mut state = State::blank(&scenario.plan);
        state.deployments = Deployments::of(scenario, &mut state);
        state
    }

    fn blank(plan: &Plan) -> State {
        let (classes, models, lines) = (plan.classes.len(), plan.models.len(), plan.lines.len());
        let (segments, providers) = (plan.segments.len(), plan.providers.len());
        State {
            tokens: all(TokenCounts::default(), classes * models),
            tau_at_start: all(0.0, classes * models),
            success: all(0.0, classes * models),
            ln_failures: all(0.0, classes * models),
            tau: all(f64::NAN, classes * models),
            gained: all(0.0, models),
            mix: all(0.0, (1 + segments) * classes),
            of_market: all(0.0, segments * classes),
            market_mix: all(0.0, classes),
            line_tokens: all(0.0, classes * lines),
            nests: plan.lines.iter().map(|line| line.nest).collect(),
            within_window: all(true, classes * models),
            takes: all(true, classes * lines),
            list_usd: all(0.0, classes * lines),
            cost_usd: [all(0.0, classes * lines), all(0.0, classes * lines)],
            mean_usd: all([f64::INFINITY; 2], lines),
            cost_weights: [all(0.0, lines), all(0.0, lines)],
            cost_factor: [1.0; 2],
            newer_share: all(0.0, providers),
            cost_now_usd: all(0.0, classes * lines),
            list_level: all(1.0, lines),
            price_level: all(1.0, lines),
            blend_tokens: all(0.0, lines),
            blend_usd_per_mtok: all(0.0, lines),
            blend_cost_usd_per_mtok: all(0.0, lines),
            blend_cost_at_start: all(0.0, lines),
            rivals: all([0.0; 2], 2 * plan.months),
            premium: all(0.0, segments * classes * lines),
            open_premium: all(0.0, segments * classes),
            shares: all(0.0, segments * classes * lines),
            open: all(false, segments * classes),
            opened_at: all(1.0, segments * classes),
            opened_with: all(1.0, segments * classes),
            basket_per_usd: all(0.0, segments * classes * lines),
            last_usd: all(0.0, classes * lines),
            spend_usd: all(0.0, lines),
            spend_cost_usd: all(0.0, lines),
            barred: all(0.0, lines),
            log_usd_per_task: all(0.0, lines),
            ln_failures_of_line: all(0.0, lines),
            premiums: all(0.0, lines),
            calls: all(0.0, lines),
            longer: all(0.0, lines),
            requests: all(0.0, lines),
            long_run: all(0.0, lines),
            nest_sums: all(0.0, plan.nests),
            sold: Sold::of(lines),
            cheapest: all((f64::INFINITY, LineId(0)), models),
            ways: Vec::with_capacity(models),
            fleet_usd: f64::INFINITY,
            divided: all(None, 2 * classes),
            loads: all(0.0, lines),
            accounts: all(Account::default(), 3 + providers),
            substitution: Substitution::default(),
            nest_correlations: all(0.0, plan.nests),
            board: Board::of(plan),
            first_orders: all(FirstOrder::default(), providers),
            started: all(Start::default(), providers),
            launched: all(0.0, lines),
            moved: all(false, lines),
            parts: Vec::with_capacity(classes),
            tried: Vec::new(),
            deployments: Deployments::default(),
        }
    }
}

/// `count` times `value`. Two dozen copies of it are kilobytes of the page.
#[inline(never)]
pub(super) fn all<T: Clone>(value: T, count: usize) -> Box<[T]> {
    vec![value; count].into()
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
        let none = || all(0.0, lines);
        Sold { tasks: none(), tokens: none(), list_usd: none(), serving_usd: none() }
    }

    /// Starts a month.
    pub fn clear(&mut self) {
        let Sold { tasks, tokens, list_usd, serving_usd } = self;
        [tasks, tokens, list_usd, serving_usd].into_iter().for_each(|it| it.fill(0.0));
    }
}
