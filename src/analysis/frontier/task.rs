//! What can be done with the requests of a task class, and the best of it at a common price of an error.

use crate::math::Symmetric;
use crate::routing::{
    Choice, Decider, Deferral, Pair, Pool, Signal, Verifier, escalate, hull_into,
};
use crate::simulation::ClassPool;

/// Prices of an error between which the best point is looked for, USD.
const PRICES: (f64, f64) = (1e-9, 1e12);
/// Prices on a router's curve, less one.
const STEPS: usize = 200;

/// What knows more or less about a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Knows {
    /// Its class alone: a random mix of models.
    Class,
    /// A need-strong signal of this AUC, before any answer.
    Signal(f64),
    /// A check of the weak model's answer.
    Check(Verifier),
    /// Everything.
    All,
}

/// A model that may serve a class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Served {
    /// Its place among the models of the plan.
    pub model: usize,
    /// Whether the buyer's own fleet is the cheapest way to it.
    pub own: bool,
    pub usd: f64,
    pub success: f64,
}

/// A task class, prepared.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub share: f64,
    pub threshold: f64,
    pub error_usd: f64,
    /// USD per request that goes through a router.
    pub router_usd: f64,
    /// USD per answer checked.
    pub verifier_usd: f64,
    /// The buyer's own router or cascade.
    pub decider: Option<Decider>,
    /// In order of cost.
    pub models: Vec<Served>,
    /// Pairs of models that no other beats in both cost and success, the weak one first.
    pub pairs: Vec<(usize, usize, Pair)>,
    /// The oracle on the first model, the first two, ... and all.
    pub oracle: Vec<Choice>,
}

/// Who answers, of a task's models.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Answer {
    One(usize),
    /// The share of the strong one.
    Two(usize, usize, f64),
    /// The cheapest of the first so many that succeeds.
    Cheapest(usize),
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Point {
    usd: f64,
    success: f64,
    answer: Answer,
}

/// An operating point over some classes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Solved {
    pub usd: f64,
    pub success: f64,
    /// Share of each class's final answers, by model of the plan.
    pub shares: Vec<Vec<f64>>,
}

impl Task {
    /// Prepares a class of a plan with so many lines.
    pub fn of(pool: &ClassPool, lines: usize) -> Task {
        let models: Vec<Served> = (pool.ways.iter())
            .map(|it| Served {
                model: it.model.index(),
                own: it.candidate.line.index() >= lines,
                usd: it.candidate.usd,
                success: it.candidate.success,
            })
            .collect();
        let mut best = f64::NEG_INFINITY;
        let better = |it: &usize| {
            let rises = models[*it].success > best;
            best = best.max(models[*it].success);
            rises
        };
        let front: Vec<usize> = (0..models.len()).filter(better).collect();
        let mut pairs = Vec::new();
        for (place, &strong) in front.iter().enumerate() {
            for &weak in &front[..place] {
                let (w, s) = (models[weak].success, models[strong].success);
                pairs.push((weak, strong, Pair::new(w, s, pool.correlation)));
            }
        }
        let rates: Vec<(f64, f64)> = models.iter().map(|it| (it.success, it.usd)).collect();
        let common =
            Symmetric::new(rates.len(), |i, j| if i == j { 1.0 } else { pool.correlation });
        let oracle = match models.is_empty() {
            true => Vec::new(),
            // A matrix of one correlation of at least 0 is one of correlations.
            false => Pool::new(&rates, &common).map_or_else(|_| Vec::new(), |it| it.oracle()),
        };
        let (router_usd, verifier_usd) = match pool.decider {
            Some(Decider::Router { usd, .. }) => (usd, 0.0),
            Some(Decider::Cascade(verifier)) => (0.0, verifier.usd),
            None => (0.0, 0.0),
        };
        Task {
            share: pool.share,
            threshold: pool.threshold,
            error_usd: pool.error_usd,
            router_usd,
            verifier_usd,
            decider: pool.decider,
            models,
            pairs,
            oracle,
        }
    }

    /// All classes as one, of which nothing is known: each model that may serve all of them, with its means.
    pub fn merged(tasks: &[Task]) -> Task {
        let mean = |model: usize| {
            let mut sum = Served { model, own: true, usd: 0.0, success: 0.0 };
            for task in tasks {
                let it = task.models.iter().find(|it| it.model == model)?;
                sum.own &= it.own;
                sum.usd += task.share * it.usd;
                sum.success += task.share * it.success;
            }
            Some(sum)
        };
        let first = tasks.first().map_or(&[][..], |it| &it.models[..]);
        let mut models: Vec<Served> = first.iter().filter_map(|it| mean(it.model)).collect();
        models.sort_by(|a, b| a.usd.total_cmp(&b.usd).then(b.success.total_cmp(&a.success)));
        Task {
            share: 1.0,
            threshold: f64::NAN,
            error_usd: f64::NAN,
            router_usd: 0.0,
            verifier_usd: 0.0,
            decider: None,
            models,
            pairs: Vec::new(),
            oracle: Vec::new(),
        }
    }

    /// The model with the highest success rate, the cheapest of them.
    pub fn best(&self) -> Option<&Served> {
        let better = |best: &'_ Served, it: &Served| it.success > best.success;
        let pick = |best, it| if better(best, it) { it } else { best };
        self.models.iter().reduce(pick)
    }

    /// The cheapest model that meets a success rate.
    pub fn cheapest(&self, success: f64) -> Option<&Served> {
        self.models.iter().find(|it| it.success >= success)
    }

    /// Corners of the hull of single models, from the cheapest to the best.
    pub fn hull(&self) -> Vec<Served> {
        let place = |place: usize| Choice {
            usd: self.models[place].usd,
            success: self.models[place].success,
            strong: place as f64,
        };
        let mut points: Vec<Choice> = (0..self.models.len()).map(place).collect();
        let mut hull = Vec::new();
        hull_into(&mut points, &mut hull);
        hull.iter().map(|it| self.models[it.strong as usize]).collect()
    }

    /// The point that costs least when a failed request costs `price`.
    fn best_at(&self, knows: Knows, price: f64) -> Option<Point> {
        let mut best: Option<Point> = None;
        let mut offer = |point: Point| {
            let worth = |it: &Point| price * it.success - it.usd;
            if best.is_none_or(|best| worth(&point) > worth(&best)) {
                best = Some(point);
            }
        };
        if knows == Knows::All {
            for (place, it) in self.oracle.iter().enumerate() {
                offer(Point {
                    usd: it.usd,
                    success: it.success,
                    answer: Answer::Cheapest(place + 1),
                });
            }
            return best;
        }
        for (place, it) in self.models.iter().enumerate() {
            offer(Point { usd: it.usd, success: it.success, answer: Answer::One(place) });
        }
        for &(weak, strong, pair) in &self.pairs {
            let (c_w, c_s) = (self.models[weak].usd, self.models[strong].usd);
            let (usd, success, share) = match knows {
                Knows::Signal(auc) => {
                    let curve = Deferral::new(pair, Signal::NeedStrong { auc });
                    let Some(at) = curve.at_error_price(price, c_w, c_s) else { continue };
                    (at.usd + self.router_usd, at.success, at.strong)
                }
                Knows::Check(verifier) => {
                    let verifier = Verifier { usd: self.verifier_usd, ..verifier };
                    let at = escalate(&pair, verifier, c_w, c_s);
                    (at.usd, at.success, at.share_strong)
                }
                Knows::Class | Knows::All => continue,
            };
            offer(Point { usd, success, answer: Answer::Two(weak, strong, share) });
        }
        best
    }

    /// Adds the final answers of `answer`, `weight` times, to shares by model of the plan.
    fn spread(&self, answer: Answer, weight: f64, shares: &mut [f64]) {
        let mut add = |place: usize, share: f64| {
            if let Some(sum) = shares.get_mut(self.models[place].model) {
                *sum += weight * share;
            }
        };
        match answer {
            Answer::One(place) => add(place, 1.0),
            Answer::Two(weak, strong, share) => {
                add(weak, 1.0 - share);
                add(strong, share);
            }
            Answer::Cheapest(count) => {
                let mut before = 0.0;
                for (place, it) in self.oracle[..count].iter().enumerate() {
                    add(place, it.success - before);
                    before = it.success;
                }
                // What none of them can do goes to the cheapest.
                add(0, 1.0 - before);
            }
        }
    }
}

/// The mean over `tasks` of the best points at a price, and the points.
fn at_price(tasks: &[Task], knows: Knows, price: f64) -> Option<(f64, f64, Vec<Point>)> {
    let (mut usd, mut success, mut share) = (0.0, 0.0, 0.0);
    let mut points = Vec::with_capacity(tasks.len());
    for task in tasks {
        let point = task.best_at(knows, price)?;
        usd += task.share * point.usd;
        success += task.share * point.success;
        share += task.share;
        points.push(point);
    }
    (share > 0.0).then(|| (usd / share, success / share, points))
}

/// The cheapest way to a mean success rate over `tasks`: in every class the point that is best at one common price of an
/// error. None where no price reaches it. `models` is the number of the plan's models.
///
/// # Formula
/// `min_k sum_k s_k c_k` under `sum_k s_k p_k >= p` is solved by the points that maximise `L p_k - c_k` for the one `L` at which
/// the constraint binds; between two points that are equally good at `L`, requests are split at random.
pub(super) fn at_success(
    tasks: &[Task],
    knows: Knows,
    success: f64,
    models: usize,
) -> Option<Solved> {
    let (mut low, mut high) = PRICES;
    let mut below = at_price(tasks, knows, 0.0)?;
    let mut above = below.clone();
    if below.1 < success {
        above = at_price(tasks, knows, high)?;
        if above.1 < success - 1e-12 {
            return None;
        }
        while high / low > 1.0 + 1e-14 {
            let middle = (low * high).sqrt();
            if !(middle > low && middle < high) {
                break;
            }
            let at = at_price(tasks, knows, middle)?;
            if at.1 < success {
                (low, below) = (middle, at);
            } else {
                (high, above) = (middle, at);
            }
        }
    }
    let part = match above.1 > below.1 {
        true => ((success - below.1) / (above.1 - below.1)).clamp(0.0, 1.0),
        false => 1.0,
    };
    let shares = |(place, task): (usize, &Task)| {
        let mut shares = vec![0.0; models];
        task.spread(below.2[place].answer, 1.0 - part, &mut shares);
        task.spread(above.2[place].answer, part, &mut shares);
        shares
    };
    Some(Solved {
        usd: below.0 + part * (above.0 - below.0),
        success: below.1 + part * (above.1 - below.1),
        shares: tasks.iter().enumerate().map(shares).collect(),
    })
}

/// Operating points from the cheapest to the best, as (USD, success), close enough for straight lines on a logarithmic axis.
pub(super) fn curve(tasks: &[Task], knows: Knows) -> Vec<(f64, f64)> {
    let mut corners: Vec<(f64, f64)> = Vec::new();
    for price in prices(tasks) {
        let Some((usd, success, _)) = at_price(tasks, knows, price) else { continue };
        if corners.last().is_none_or(|last| usd > last.0 && success > last.1) {
            corners.push((usd, success));
        }
    }
    filled(&corners)
}

/// Prices of an error around which choices change: even steps of their logarithm.
fn prices(tasks: &[Task]) -> impl Iterator<Item = f64> {
    let usds = || tasks.iter().flat_map(|task| task.models.iter().map(|it| it.usd));
    let most = usds().fold(0.0, f64::max).max(1e-9);
    let least = usds().filter(|it| *it > 0.0).fold(most, f64::min) * 1e-2;
    let ratio = libm::pow(most * 1e5 / least, 1.0 / STEPS as f64);
    let geometric = (0..=STEPS).scan(least, move |price, _| {
        let now = *price;
        *price *= ratio;
        Some(now)
    });
    std::iter::once(0.0).chain(geometric).chain([PRICES.1])
}

/// The points with some between those that are far apart in cost: a random mix is straight in USD, not in their logarithm.
fn filled(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut filled = Vec::with_capacity(points.len());
    filled.extend(points.first());
    for pair in points.windows(2) {
        let ((a, p), (b, q)) = (pair[0], pair[1]);
        let apart = if a > 0.0 { libm::log(b / a) / 0.15 } else { 1.0 };
        let parts = apart.clamp(1.0, 40.0) as i32;
        let between = |k: i32| {
            let part = f64::from(k) / f64::from(parts);
            (a + part * (b - a), p + part * (q - p))
        };
        filled.extend((1..=parts).map(between));
    }
    filled
}
