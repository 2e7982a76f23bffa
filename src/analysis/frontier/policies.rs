//! The policies of a frontier, each with its curve and its operating points.

use super::task::{Knows, Served, Solved, Task, at_success, curve};
use super::{FrontierAsk, Operating, Place, PolicyView};

/// What is wanted of an operating point.
#[derive(Clone, Copy)]
enum Want {
    /// Each class meets its own threshold.
    Own,
    /// The mean over classes.
    Mean(f64),
}

/// The policies on `tasks`, the router first.
pub(super) fn policies(
    tasks: &[Task],
    merged: &Task,
    best: Served,
    ask: &FrontierAsk,
    models: usize,
) -> Vec<PolicyView> {
    let want = ask.threshold.map_or(Want::Own, Want::Mean);
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
    let router = ways("threshold-router", "Router", Knows::Signal(ask.auc(tasks)));
    let shuffled = PolicyView {
        id: "shuffled".to_string(),
        name: "Shuffled router".to_string(),
        curve: Vec::new(),
        at: router.at.as_ref().map(|it| shuffle(tasks, it)),
        at_equal_quality: None,
        saving: None,
    };
    let cascade = ways("cascade", "Cascade", Knows::Check(ask.verifier(tasks)));
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
