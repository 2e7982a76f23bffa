//! Cost against quality: a router beside every control that it has to beat.

mod task;
#[cfg(test)]
mod tests;
mod words;

use crate::routing::{Pair, Verifier};
use crate::scenario::{Plan, Scenario};
use crate::simulation::{ClassPool, FirstMonth};
use task::{Knows, Served, Solved, Task, at_success, curve};

/// What a frontier is asked for.
#[derive(Debug, Clone, Copy, PartialEq, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct FrontierAsk {
    /// Place of the class; the whole mix without it.
    pub class: Option<usize>,
    /// AUC of the router's signal for "only the strong model succeeds", 1/2 to 1.
    pub need_strong_auc: f64,
    /// Success rate wanted, the mean over the classes asked for; each class's own threshold without it.
    pub threshold: Option<f64>,
    /// Probability that the verifier accepts a right answer.
    pub tpr: f64,
    /// Probability that it accepts a wrong one.
    pub fpr: f64,
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

/// A saving over draws.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Saving {
    /// 5% of draws save less.
    pub p5: f64,
    /// Median.
    pub p50: f64,
    /// 5% save more.
    pub p95: f64,
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

/// A scenario prepared for questions about routing in its first month.
#[derive(Debug)]
pub struct Routing {
    first: FirstMonth,
    medians: Vec<Task>,
    drawn: Vec<Vec<Task>>,
}

impl Routing {
    /// Prepares a scenario.
    pub fn new(scenario: Scenario, seed: u32) -> Routing {
        let mut first = FirstMonth::new(scenario, seed);
        let medians = tasks(&first.at_medians(), first.scenario().plan.lines.len());
        Routing { first, medians, drawn: Vec::new() }
    }

    /// The frontier, and over how much its savings spread in the first `draws` draws.
    ///
    /// # Formula
    /// A class's curve is the concave hull of its single models and its policy's points over all pairs of models that no other
    /// beats in cost and success; the mix's curve takes in every class the point that is best at one common price of an
    /// error (Lagrange). An operating point at thresholds of the scenario meets each class's by itself.
    pub fn frontier(&mut self, ask: &FrontierAsk, draws: u32) -> FrontierView {
        while self.drawn.len() < draws as usize {
            let index = self.drawn.len() as u32;
            let pools = self.first.in_draw(index);
            self.drawn.push(tasks(&pools, self.first.scenario().plan.lines.len()));
        }
        let plan = &self.first.scenario().plan;
        let mut view = view(plan, &self.medians, ask);
        if draws > 0 {
            view.savings = savings(&self.drawn[..draws as usize], ask, plan.models.len());
        }
        view.sentences = words::sentences(&view, view.savings.as_ref());
        view
    }
}

fn tasks(pools: &[ClassPool], lines: usize) -> Vec<Task> {
    pools.iter().map(|it| Task::of(it, lines)).collect()
}

/// The classes asked for that the best constant may serve, with shares that sum to 1; all classes as one, of which nothing
/// is known; and the share of the requests asked for that they are. A constant that may serve more is better.
fn compared(all: &[Task], class: Option<usize>) -> Option<(Vec<Task>, Task, f64, Vec<usize>)> {
    let asked: Vec<usize> =
        (0..all.len()).filter(|it| class.is_none_or(|class| class == *it)).collect();
    let serves = |model: usize, task: usize| all[task].models.iter().any(|it| it.model == model);
    let share = |model: usize| -> f64 {
        asked.iter().filter(|it| serves(model, **it)).map(|it| all[*it].share).sum()
    };
    let models = || asked.iter().flat_map(|it| all[*it].models.iter().map(|it| it.model));
    let widest = models().map(share).fold(0.0, f64::max);
    let best = |model: usize| {
        let of = |it: &usize| all[*it].models.iter().find(|it| it.model == model);
        let mean = |it: &usize| all[*it].share * of(it).map_or(0.0, |it| it.success);
        asked.iter().map(mean).sum::<f64>()
    };
    let model = models()
        .filter(|it| share(*it) >= widest - 1e-12)
        .max_by(|a, b| best(*a).total_cmp(&best(*b)))?;
    let places: Vec<usize> = asked.iter().copied().filter(|it| serves(model, *it)).collect();
    let total: f64 = places.iter().map(|it| all[*it].share).sum();
    let asked_for: f64 = asked.iter().map(|it| all[*it].share).sum();
    let tasks: Vec<Task> = (places.iter())
        .map(|it| Task { share: all[*it].share / total, ..all[*it].clone() })
        .collect();
    let merged = Task::merged(&tasks);
    (total > 0.0).then_some((tasks, merged, total / asked_for, places))
}

fn view(plan: &Plan, all: &[Task], ask: &FrontierAsk) -> FrontierView {
    let named = |place: usize| TaskView {
        name: plan.classes[place].name.clone(),
        share: all[place].share,
        threshold: all[place].threshold,
    };
    let mut view = FrontierView {
        month: plan.start.to_string(),
        tasks: Vec::new(),
        classes: (0..all.len()).map(named).collect(),
        compared: 0.0,
        own_thresholds: ask.threshold.is_none(),
        names: plan.models.iter().map(|it| it.name.clone()).collect(),
        models: Vec::new(),
        policies: Vec::new(),
        break_even: Vec::new(),
        savings: None,
        sentences: Vec::new(),
    };
    let Some((tasks, merged, share, places)) = compared(all, ask.class) else { return view };
    view.compared = share;
    view.tasks = places.iter().map(|it| named(*it)).collect();
    let best = merged.best().copied();
    view.models = (merged.models.iter())
        .map(|it| ModelPoint {
            model: view.names[it.model].clone(),
            kind: match (it.own, plan.models[it.model].open) {
                (true, _) => "house".to_string(),
                (_, true) => "open".to_string(),
                (_, false) => "closed".to_string(),
            },
            usd: it.usd,
            success: it.success,
            best: best.is_some_and(|best| best.model == it.model),
        })
        .collect();
    if let Some(best) = best {
        view.policies = policies(&tasks, &merged, best, ask, plan.models.len());
    }
    let name = |it: &Served| view.names[it.model].clone();
    let prices = tasks.iter().zip(&view.tasks);
    view.break_even =
        prices.filter_map(|(task, it)| break_even(task, it.name.clone(), name)).collect();
    view
}

/// What is wanted of an operating point.
#[derive(Clone, Copy)]
enum Want {
    /// Each class meets its own threshold.
    Own,
    /// The mean over classes.
    Mean(f64),
}

/// The policies on `tasks`, the router first.
fn policies(
    tasks: &[Task],
    merged: &Task,
    best: Served,
    ask: &FrontierAsk,
    models: usize,
) -> Vec<PolicyView> {
    let want = ask.threshold.map_or(Want::Own, Want::Mean);
    let verifier = Verifier { tpr: ask.tpr, fpr: ask.fpr, usd: 0.0 };
    let equal = Want::Mean(best.success);
    let ways = |id: &str, name: &str, knows: Knows| {
        let at_equal_quality = operating(tasks, knows, equal, models);
        PolicyView {
            id: id.to_string(),
            name: name.to_string(),
            curve: places(curve(tasks, knows)),
            at: operating(tasks, knows, want, models),
            saving: at_equal_quality.as_ref().map(|it| 1.0 - it.usd / best.usd),
            at_equal_quality,
        }
    };
    let router = ways("threshold-router", "Router", Knows::Signal(ask.need_strong_auc));
    let shuffled = PolicyView {
        id: "shuffled".to_string(),
        name: "Shuffled router".to_string(),
        curve: Vec::new(),
        at: router.at.as_ref().map(|it| shuffle(tasks, it)),
        at_equal_quality: None,
        saving: None,
    };
    let cascade = ways("cascade", "Cascade", Knows::Check(verifier));
    let lookup = ways("class-lookup", "Class lookup", Knows::Class);
    let oracle = ways("oracle", "Oracle", Knows::All);
    // Of a random mix each class gets the same; it cannot tell thresholds of classes apart.
    let blind = std::slice::from_ref(merged);
    let spread = |solved: Operating| {
        let shares = vec![solved.shares[0].clone(); tasks.len()];
        Operating { shares, ..solved }
    };
    let mix = |want: Want| operating(blind, Knows::Class, want, models).map(spread);
    let at_equal_quality = mix(equal);
    let random = PolicyView {
        id: "random-mix".to_string(),
        name: "Random mix".to_string(),
        curve: places(curve(blind, Knows::Class)),
        at: match (want, tasks) {
            (Want::Own, [one]) => mix(Want::Mean(one.threshold)),
            (Want::Own, _) => None,
            (mean, _) => mix(mean),
        },
        saving: at_equal_quality.as_ref().map(|it| 1.0 - it.usd / best.usd),
        at_equal_quality,
    };
    let constant = |it: &Served| alone(it, tasks.len(), models);
    let cheapest = PolicyView {
        id: "cheapest-meeting-threshold".to_string(),
        name: "Cheapest that meets it".to_string(),
        curve: Vec::new(),
        at: match want {
            Want::Mean(success) => merged.cheapest(success).map(constant),
            Want::Own => each(tasks, models, |task| {
                let it = task.cheapest(task.threshold)?;
                Some(Solved {
                    usd: it.usd,
                    success: it.success,
                    shares: alone(it, 1, models).shares,
                })
            }),
        },
        at_equal_quality: None,
        saving: None,
    };
    let single = PolicyView {
        id: "best-constant".to_string(),
        name: "Best single model".to_string(),
        curve: Vec::new(),
        at: None,
        at_equal_quality: Some(constant(&best)),
        saving: Some(0.0),
    };
    let mut policies = vec![router, cascade, oracle, random, shuffled, cheapest, single];
    if tasks.len() > 1 {
        policies.insert(4, lookup);
    }
    policies
}

fn places(points: Vec<(f64, f64)>) -> Vec<Place> {
    points.into_iter().map(|(usd, success)| Place { usd, success }).collect()
}

fn operating(tasks: &[Task], knows: Knows, want: Want, models: usize) -> Option<Operating> {
    match want {
        Want::Mean(success) => at_success(tasks, knows, success, models).map(|it| Operating {
            usd: it.usd,
            success: it.success,
            served: 1.0,
            shares: it.shares,
        }),
        Want::Own => each(tasks, models, |task| {
            at_success(std::slice::from_ref(task), knows, task.threshold, models)
        }),
    }
}

/// The mean over the classes that `solve` can serve; none where it can serve none.
fn each(
    tasks: &[Task],
    models: usize,
    solve: impl Fn(&Task) -> Option<Solved>,
) -> Option<Operating> {
    let mut at = Operating { usd: 0.0, success: 0.0, served: 0.0, shares: Vec::new() };
    for task in tasks {
        let Some(mut solved) = solve(task) else {
            at.shares.push(vec![0.0; models]);
            continue;
        };
        at.usd += task.share * solved.usd;
        at.success += task.share * solved.success;
        at.served += task.share;
        at.shares.push(solved.shares.swap_remove(0));
    }
    if at.served > 1.0 - 1e-12 {
        at.served = 1.0;
    }
    (at.served > 0.0).then(|| Operating {
        usd: at.usd / at.served,
        success: at.success / at.served,
        ..at
    })
}

/// One model for everything.
fn alone(it: &Served, tasks: usize, models: usize) -> Operating {
    let mut shares = vec![0.0; models];
    if let Some(share) = shares.get_mut(it.model) {
        *share = 1.0;
    }
    Operating { usd: it.usd, success: it.success, served: 1.0, shares: vec![shares; tasks] }
}

/// The same calls of the same models in each class, on requests picked by chance: the cost stays, the success does not.
fn shuffle(tasks: &[Task], at: &Operating) -> Operating {
    let mean = |(task, shares): (&Task, &Vec<f64>)| {
        let of = |it: &Served| it.success * shares[it.model];
        task.share * task.models.iter().map(of).sum::<f64>()
    };
    let success = tasks.iter().zip(&at.shares).map(mean).sum::<f64>() / at.served;
    Operating { success, ..at.clone() }
}

fn break_even(task: &Task, class: String, name: impl Fn(&Served) -> String) -> Option<BreakEven> {
    let hull = task.hull();
    let strong = hull.last()?;
    let weak = hull.len().checked_sub(2).map_or(strong, |place| &hull[place]);
    let pair = Pair { weak: weak.success, strong: strong.success, both: f64::NAN };
    let mut it = BreakEven {
        task: class,
        weak: name(weak),
        strong: name(strong),
        usd: match hull.len() {
            1 => f64::INFINITY,
            _ => pair.break_even_error_usd(weak.usd, strong.usd),
        },
        error_usd: task.error_usd,
        text: String::new(),
    };
    it.text = words::break_even(&it);
    Some(it)
}

/// The spread of savings over draws, each against its own best constant.
fn savings(drawn: &[Vec<Task>], ask: &FrontierAsk, models: usize) -> Option<Savings> {
    let saved = |knows: Knows| {
        let saving = |all: &Vec<Task>| {
            let (tasks, merged, _, _) = compared(all, ask.class)?;
            let best = merged.best()?;
            Some(1.0 - at_success(&tasks, knows, best.success, models)?.usd / best.usd)
        };
        let mut savings: Vec<f64> = drawn.iter().filter_map(saving).collect();
        savings.sort_unstable_by(f64::total_cmp);
        let last = savings.len().checked_sub(1)?;
        let at = |share: f64| savings[(share * last as f64).round() as usize];
        Some(Saving { p5: at(0.05), p50: at(0.5), p95: at(0.95) })
    };
    Some(Savings {
        draws: drawn.len() as u32,
        router: saved(Knows::Signal(ask.need_strong_auc))?,
        oracle: saved(Knows::All)?,
    })
}
