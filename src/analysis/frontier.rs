//! Cost against quality: a router beside every control that it has to beat.

mod policies;
mod task;
#[cfg(test)]
mod tests;
mod view;
mod words;

use super::saving::Saving;
use crate::routing::Pair;
use crate::scenario::{Plan, Scenario};
use crate::simulation::{ClassPool, FirstMonth};
use policies::policies;
use task::{Knows, Served, Task, at_success};
pub use view::{
    BreakEven, FrontierAsk, FrontierView, ModelPoint, Operating, Place, PolicyView, Savings,
    TaskView,
};

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
        view.sentences = words::sentences(&view);
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
        need_strong_auc: None,
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
    view.need_strong_auc = Some(ask.auc(&tasks));
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
    let saved = |knows: fn(&FrontierAsk, &[Task]) -> Knows| {
        let saving = |all: &Vec<Task>| {
            let (tasks, merged, _, _) = compared(all, ask.class)?;
            let best = merged.best()?;
            let cheapest = at_success(&tasks, knows(ask, &tasks), best.success, models)?;
            Some(1.0 - cheapest.usd / best.usd)
        };
        Saving::of(drawn.iter().filter_map(saving))
    };
    Some(Savings {
        draws: drawn.len() as u32,
        router: saved(|ask, tasks| Knows::Signal(ask.auc(tasks)))?,
        oracle: saved(|_, _| Knows::All)?,
    })
}
