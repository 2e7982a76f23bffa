use super::cascade_routing::{deferral_points, deferral_usd};
use super::hard_errors::pair_stages;
use super::{
    Answers, Choice, Deferral, Escalation, Frontier, LatentSignal, PairCosts, PolicyKind,
    PolicyPlan, Pool, Signal, Stage, StatedSignal, cascade, correlation_of_auc, escalate,
    hull_into, route_and_look_again, route_or_check,
};

/// Points of a curve that is drawn, less one.
pub(super) const STEPS: usize = 50;

/// All that a policy can do over a pool, before an operating point is chosen.
#[derive(Debug, Clone, Default)]
pub(super) struct Traced {
    /// Operating points, from the cheapest or from no strong calls on.
    pub points: Vec<Choice>,
    /// The curve in closed form, where there is one.
    pub exact: Option<(Deferral, PairCosts, bool)>,
    /// The operating point, where the policy has no choice of it.
    pub fixed: Option<Choice>,
    /// Whether the points are in order of strong calls from 0 to 1, so that their area is an APGR.
    pub over_shares: bool,
    /// What the reader should know.
    pub notes: Vec<String>,
}

/// A policy's operating points by integration.
pub(super) fn trace(pool: &Pool, plan: &PolicyPlan) -> Traced {
    let model = |place: usize, strong: f64| Choice {
        usd: pool.stages[place].usd,
        success: pool.success[place],
        strong,
    };
    match plan.kind {
        PolicyKind::Single => {
            let fixed = model(plan.model.unwrap_or(pool.best_constant()), 0.0);
            Traced { fixed: Some(fixed), ..Traced::default() }
        }
        // Chosen among models when the threshold is known.
        PolicyKind::CheapestMeetingThreshold => Traced::default(),
        PolicyKind::RandomMix => {
            mix(plan, (0..pool.success.len()).map(|it| model(it, 0.0)).collect())
        }
        PolicyKind::Oracle => oracle(pool, plan),
        PolicyKind::Shuffled => {
            let (weak, strong) = plan.pair;
            line(model(weak, 0.0), model(strong, 1.0))
        }
        PolicyKind::ThresholdRouter => deferred(pool, plan, false),
        PolicyKind::Cascade if plan.stages.len() > 2 => staged(pool, plan),
        PolicyKind::Cascade if plan.signal.is_none() => checked(pool, plan),
        PolicyKind::Cascade => deferred(pool, plan, true),
        PolicyKind::CascadeRouting => both(pool, plan),
    }
}

/// The random mix over `models`, or over the pair alone.
pub(super) fn mix(plan: &PolicyPlan, mut models: Vec<Choice>) -> Traced {
    let (weak, strong) = plan.pair;
    models[strong].strong = 1.0;
    if models.len() == 2 || plan.pair_named {
        models = vec![models[weak], models[strong]];
    }
    let two = models.len() == 2;
    let mut points = Vec::new();
    hull_into(&mut models, &mut points);
    let over_shares = two && points.len() == 2;
    Traced { points, over_shares, ..Traced::default() }
}

/// The straight line between two models.
pub(super) fn line(weak: Choice, strong: Choice) -> Traced {
    Traced { points: vec![weak, strong], over_shares: true, ..Traced::default() }
}

fn oracle(pool: &Pool, plan: &PolicyPlan) -> Traced {
    let (weak, strong) = plan.pair;
    if pool.success.len() == 2 || plan.pair_named {
        let pair = pool.pair(weak, strong);
        let (c_w, c_s) = (pool.stages[weak].usd, pool.stages[strong].usd);
        let at = |f: f64| Choice {
            usd: c_w + f * (c_s - c_w),
            success: pair.oracle_at_share(f),
            strong: f,
        };
        let points = [0.0, pair.gain(), 1.0 - pair.loss(), 1.0].map(at).to_vec();
        let fixed = Some(at(pair.gain()));
        return Traced { points, fixed, over_shares: true, ..Traced::default() };
    }
    let points = pool.oracle();
    let fixed = points.last().copied();
    Traced { points, fixed, ..Traced::default() }
}

pub(super) fn costs(pool: &Pool, plan: &PolicyPlan) -> PairCosts {
    PairCosts {
        weak: pool.stages[plan.pair.0].usd,
        strong: pool.stages[plan.pair.1].usd,
        router: plan.router_usd,
        verifier: plan.verifier.map_or(0.0, |it| it.usd),
        conversation: plan.conversation,
    }
}

/// The signal with its correlations, from the AUCs that were stated.
pub(super) fn signal(pool: &Pool, plan: &PolicyPlan, notes: &mut Vec<String>) -> Option<Signal> {
    let (weak, strong) = plan.pair;
    let rho = pool.correlation().at(weak, strong);
    Some(match plan.signal? {
        StatedSignal::NeedStrong { auc } => Signal::NeedStrong { auc },
        StatedSignal::Aucs { weak: for_weak, strong: for_strong } => {
            let r_w = correlation_of_auc(pool.success[weak], for_weak);
            let r_s = match for_strong {
                Some(auc) => correlation_of_auc(pool.success[strong], auc),
                None => rho * r_w,
            };
            let answers = Answers { weak: r_w, strong: r_s };
            if !answers.possible(rho) {
                notes.push(format!(
                    "no signal can have both AUCs when the models' correlation is {rho:.3}; the curve may beat the oracle"
                ));
            }
            Signal::Answers(answers)
        }
    })
}

fn deferred(pool: &Pool, plan: &PolicyPlan, cascade: bool) -> Traced {
    let mut notes = Vec::new();
    let Some(signal) = signal(pool, plan, &mut notes) else { return Traced::default() };
    let curve = Deferral::new(pool.pair(plan.pair.0, plan.pair.1), signal);
    let costs = costs(pool, plan);
    Traced {
        points: deferral_points(&curve, costs, cascade, STEPS).collect(),
        exact: Some((curve, costs, cascade)),
        over_shares: true,
        notes,
        ..Traced::default()
    }
}

/// The curve through weak alone, the cascade, and strong alone, which a buyer can mix.
pub(super) fn through(weak: Choice, cascade: Choice, strong: Choice) -> Traced {
    Traced {
        points: vec![weak, cascade, strong],
        fixed: Some(cascade),
        over_shares: true,
        ..Traced::default()
    }
}

fn checked(pool: &Pool, plan: &PolicyPlan) -> Traced {
    let Some(verifier) = plan.verifier else { return Traced::default() };
    let (weak, strong) = plan.pair;
    let pair = pool.pair(weak, strong);
    let costs = costs(pool, plan);
    let Escalation { share_strong, success, usd } = match plan.errors.are_anywhere() {
        true => escalate(&pair, verifier, costs.weak, costs.strong),
        false => {
            let rho = pool.correlation().at(weak, strong);
            plan.errors.escalate(&pair, rho, verifier, costs.weak, costs.strong)
        }
    };
    through(
        Choice { usd: costs.weak, success: pair.weak, strong: 0.0 },
        Choice {
            usd: usd + costs.router + cold(plan, share_strong),
            success,
            strong: share_strong,
        },
        Choice { usd: costs.strong, success: pair.strong, strong: 1.0 },
    )
}

/// USD per request for caches that a cascade of two loses.
fn cold(plan: &PolicyPlan, share_strong: f64) -> f64 {
    plan.conversation.map_or(0.0, |it| it.cold_usd(share_strong, true))
}

/// The stages of a cascade: of two models by their own correlation, of more by the pool's loadings.
pub(super) fn cascade_stages(pool: &Pool, places: &[usize]) -> Vec<Stage> {
    match *places {
        [weak, strong] => {
            let usd = [pool.stages[weak].usd, pool.stages[strong].usd];
            let success = [pool.success[weak], pool.success[strong]];
            pair_stages(success, usd, pool.correlation().at(weak, strong)).to_vec()
        }
        _ => places.iter().map(|it| pool.stages[*it]).collect(),
    }
}

fn staged(pool: &Pool, plan: &PolicyPlan) -> Traced {
    let Some(verifier) = plan.verifier else { return Traced::default() };
    let stages = cascade_stages(pool, &plan.stages);
    let mut calls = vec![0.0; stages.len()];
    let routed = match plan.errors.are_anywhere() {
        true => cascade(&stages, verifier, pool.nodes(), &mut calls),
        false => plan.errors.cascade(&stages, verifier, pool.nodes(), &mut calls),
    };
    let first = plan.stages[0];
    let fixed = Choice {
        usd: routed.usd + plan.router_usd,
        success: routed.success,
        strong: calls.last().copied().unwrap_or(0.0),
    };
    let alone = Choice { usd: pool.stages[first].usd, success: pool.success[first], strong: 0.0 };
    Traced { points: vec![alone, fixed], fixed: Some(fixed), ..Traced::default() }
}

fn both(pool: &Pool, plan: &PolicyPlan) -> Traced {
    let (weak, strong) = plan.pair;
    let mut notes = Vec::new();
    let signal = signal(pool, plan, &mut notes);
    let costs = costs(pool, plan);
    if plan.conversation.is_some() {
        notes.push("caches lost on switches are not in the cost of cascade routing".to_string());
    }
    if plan.verifier.is_some() && !plan.errors.are_anywhere() {
        notes.push("the verifier's errors fall anywhere in cascade routing".to_string());
    }
    let mut frontier = Frontier::new();
    let rho = pool.correlation().at(weak, strong);
    match (signal, plan.verifier) {
        (Some(Signal::Answers(answers)), None) => {
            let size = rho.abs().sqrt();
            let loadings = (size, size.copysign(rho));
            let (latent, shrunk) = LatentSignal::of_answers(answers, loadings.0, loadings.1);
            if shrunk {
                notes.push("the AUCs are more than one signal can know; it was shrunk".to_string());
            }
            let taus = (pool.stages[weak].tau, pool.stages[strong].tau);
            route_and_look_again(taus, loadings, latent, costs, &mut frontier);
        }
        (signal, verifier) => {
            let pair = pool.pair(weak, strong);
            route_or_check(&pair, rho, signal, verifier, costs, &mut frontier);
        }
    }
    let corners: Vec<Choice> = frontier.corners().collect();
    Traced { points: thinned(&corners), notes, ..Traced::default() }
}

/// At most `STEPS + 1` of the corners, at even costs, both ends among them.
fn thinned(corners: &[Choice]) -> Vec<Choice> {
    let (Some(first), Some(last)) = (corners.first(), corners.last()) else { return Vec::new() };
    let mut kept = vec![*first];
    let step = (last.usd - first.usd) / STEPS as f64;
    let mut next = first.usd + step;
    for corner in &corners[1..] {
        if step > 0.0 && corner.usd >= next {
            kept.push(*corner);
            next = corner.usd + step;
        }
    }
    if kept.last() != Some(last) {
        kept.push(*last);
    }
    kept
}

/// The exact operating point on a curve in closed form.
pub(super) fn exact_point(traced: &Traced, success: f64) -> Option<Choice> {
    let (curve, costs, cascade) = traced.exact?;
    let f = curve.share_for(success)?;
    Some(Choice {
        usd: deferral_usd(costs, cascade, f),
        success: curve.success(f).max(success),
        strong: f,
    })
}
