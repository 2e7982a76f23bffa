use super::metrics::{aiq, apgr, cpt, first_meeting, saving};
use super::trace::{Traced, exact_point, line, trace};
use super::{Choice, PolicyKind, PolicyPlan, Pool, Sample};

/// What every policy over a pool costs and how well it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// Share of requests on which at least one model succeeds.
    pub oracle_success: f64,
    /// Place of the model with the highest success rate, the cheapest of them.
    pub best_constant: usize,
    /// Success rates of the models, as evaluated.
    pub success: Vec<f64>,
    /// The policies, in the order of their plans.
    pub policies: Vec<Evaluated>,
}

/// One policy, evaluated.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evaluated {
    /// Its operating point; none where nothing meets the threshold.
    pub at: Option<Choice>,
    /// Whether the operating point has the success rate that was asked for.
    pub meets: bool,
    /// Its operating points.
    pub curve: Vec<Choice>,
    /// Average recovered share of the pair's quality gap.
    pub apgr: Option<f64>,
    /// Share of strong calls that recovers half the gap.
    pub cpt50: Option<f64>,
    /// Share of strong calls that recovers four fifths of it.
    pub cpt80: Option<f64>,
    /// Average quality over cost.
    pub aiq: Option<f64>,
    /// The cheapest point that is as good as the best constant.
    pub at_equal_quality: Option<Choice>,
    /// The saving there, against the best constant.
    pub saving: Option<f64>,
    /// The point with the least cost, failed requests included, where a failure has a price.
    pub at_error_price: Option<Choice>,
    /// Standard errors of success and cost at the operating point, from simulated requests.
    pub error: Option<(f64, f64)>,
    /// What the reader should know.
    pub notes: Vec<String>,
}

/// Evaluates `plans` over `pool`: by integration, or on a `sample` of simulated requests.
///
/// The operating point of a curve is its cheapest point that meets the plan's threshold, else `threshold`, else the success
/// rate of the best constant; where no point does, the one with the highest success. `error_usd` is the price of a failed
/// request.
pub fn evaluate(
    pool: &Pool,
    plans: &[PolicyPlan],
    threshold: Option<f64>,
    error_usd: Option<f64>,
    sample: Option<&Sample>,
) -> Evaluation {
    let success = match sample {
        Some(sample) => sample.success(),
        None => pool.success.clone(),
    };
    let better = |best: usize, it: usize| if success[it] > success[best] { it } else { best };
    let best_constant = (0..success.len()).fold(0, better);
    let constants: Vec<Choice> = (success.iter().zip(&pool.stages))
        .map(|(&success, stage)| Choice { usd: stage.usd, success, strong: 0.0 })
        .collect();
    let ground = Ground { constants, best: best_constant, threshold, error_usd };
    let mut policies: Vec<Evaluated> = Vec::new();
    for (place, plan) in plans.iter().enumerate() {
        let traced = match sample {
            Some(sample) => sample.trace(pool, plan, place),
            None => trace(pool, plan),
        };
        let mut evaluated = match plan.kind {
            PolicyKind::CheapestMeetingThreshold => ground.cheapest(plan),
            PolicyKind::Shuffled => ground.shuffled(pool, plan, traced, plans, &policies),
            _ => ground.finish(plan, traced),
        };
        if let (Some(sample), Some(at)) = (sample, evaluated.at) {
            evaluated.error = Some(sample.error(pool, plan, at));
        }
        policies.push(evaluated);
    }
    let oracle_success = match sample {
        Some(sample) => sample.any(),
        None => pool.oracle().last().map_or(0.0, |it| it.success),
    };
    Evaluation { oracle_success, best_constant, success, policies }
}

/// What all policies of an evaluation are measured against.
struct Ground {
    constants: Vec<Choice>,
    best: usize,
    threshold: Option<f64>,
    error_usd: Option<f64>,
}

impl Ground {
    fn target(&self, plan: &PolicyPlan) -> f64 {
        plan.threshold.or(self.threshold).unwrap_or(self.constants[self.best].success)
    }

    fn cheapest(&self, plan: &PolicyPlan) -> Evaluated {
        let target = self.target(plan);
        let meets = self.constants.iter().filter(|it| it.success >= target);
        let at = meets.min_by(|a, b| a.usd.total_cmp(&b.usd)).copied();
        let mut evaluated = Evaluated { at, meets: at.is_some(), ..Evaluated::default() };
        self.compare(&mut evaluated, at.as_slice());
        evaluated
    }

    /// The same cost as the policy it shuffles, by chance.
    fn shuffled(
        &self,
        pool: &Pool,
        plan: &PolicyPlan,
        traced: Traced,
        plans: &[PolicyPlan],
        before: &[Evaluated],
    ) -> Evaluated {
        let curved = |kind| {
            use PolicyKind::{Cascade, CascadeRouting, ThresholdRouter};
            matches!(kind, ThresholdRouter | Cascade | CascadeRouting)
        };
        let own = plan.signal.is_some() || plan.verifier.is_some();
        let (usd, pair) = if own {
            let kind = match plan.signal {
                Some(_) => PolicyKind::ThresholdRouter,
                None => PolicyKind::Cascade,
            };
            let shadow = PolicyPlan { kind, ..plan.clone() };
            let at = self.finish(&shadow, trace(pool, &shadow)).at;
            (at.map(|it| it.usd), plan.pair)
        } else {
            let first = || (0..before.len()).find(|it| curved(plans[*it].kind));
            let of = plan.of.filter(|it| *it < before.len()).or_else(first);
            let pair = match of {
                Some(of) if !plan.pair_named => plans[of].pair,
                _ => plan.pair,
            };
            (of.and_then(|of| before[of].at).map(|it| it.usd), pair)
        };
        let traced = match pair == plan.pair {
            true => traced,
            false => {
                let strong = Choice { strong: 1.0, ..self.constants[pair.1] };
                line(self.constants[pair.0], strong)
            }
        };
        let plan = PolicyPlan { pair, ..plan.clone() };
        let Some(usd) = usd else { return self.finish(&plan, traced) };
        let (weak, strong) = (traced.points[0], traced.points[1]);
        let f = match strong.usd > weak.usd {
            true => ((usd - weak.usd) / (strong.usd - weak.usd)).clamp(0.0, 1.0),
            false => 0.0,
        };
        let fixed = Choice {
            usd: weak.usd + f * (strong.usd - weak.usd),
            success: weak.success + f * (strong.success - weak.success),
            strong: f,
        };
        self.finish(&plan, Traced { fixed: Some(fixed), ..traced })
    }

    fn finish(&self, plan: &PolicyPlan, traced: Traced) -> Evaluated {
        let target = self.target(plan);
        let best = |points: &[Choice]| {
            points.iter().copied().max_by(|a, b| a.success.total_cmp(&b.success))
        };
        let meeting = |success: f64| match traced.exact {
            Some((_, costs, _)) if costs.strong >= costs.weak && costs.conversation.is_none() => {
                exact_point(&traced, success)
            }
            _ => cheapest_meeting(&traced.points, success),
        };
        let at = traced.fixed.or_else(|| meeting(target)).or_else(|| best(&traced.points));
        let meets = at.is_some_and(|it| it.success >= target - 1e-9);
        let (weak, strong) =
            (self.constants[plan.pair.0].success, self.constants[plan.pair.1].success);
        let mut evaluated =
            Evaluated { at, meets, notes: traced.notes.clone(), ..Evaluated::default() };
        if strong > weak {
            match traced.exact {
                Some((curve, _, _)) => {
                    evaluated.apgr = Some(curve.apgr());
                    evaluated.cpt50 = curve.cpt(0.5);
                    evaluated.cpt80 = curve.cpt(0.8);
                }
                None if traced.over_shares => {
                    evaluated.apgr = Some(apgr(&traced.points, weak, strong));
                    evaluated.cpt50 = cpt(&traced.points, weak, strong, 0.5);
                    evaluated.cpt80 = cpt(&traced.points, weak, strong, 0.8);
                }
                None if plan.kind == PolicyKind::CascadeRouting => {
                    evaluated.cpt50 = cpt(&traced.points, weak, strong, 0.5);
                    evaluated.cpt80 = cpt(&traced.points, weak, strong, 0.8);
                }
                None => {}
            }
        }
        evaluated.at_equal_quality = match traced.points.is_empty() {
            true => at.filter(|it| it.success >= self.constants[self.best].success - 1e-9),
            false => meeting(self.constants[self.best].success),
        };
        let points = if traced.points.is_empty() { at.as_slice() } else { &traced.points };
        self.compare(&mut evaluated, points);
        evaluated.curve = traced.points;
        evaluated
    }

    /// Fills in what compares `points` with the constants.
    fn compare(&self, evaluated: &mut Evaluated, points: &[Choice]) {
        let best = self.constants[self.best];
        if evaluated.at_equal_quality.is_none() {
            evaluated.at_equal_quality =
                evaluated.at.filter(|it| it.success >= best.success - 1e-9);
        }
        evaluated.saving = (evaluated.at_equal_quality)
            .map(|it| saving(it.success, it.usd, best.success, best.usd))
            .filter(|it| it.is_finite());
        let usds = || self.constants.iter().map(|it| it.usd);
        let cheapest = self.constants.iter().copied().min_by(|a, b| a.usd.total_cmp(&b.usd));
        if let (Some(cheapest), false) = (cheapest, points.is_empty()) {
            let area = aiq(points, cheapest, usds().fold(0.0, f64::max));
            evaluated.aiq = Some(area).filter(|it| it.is_finite());
        }
        evaluated.at_error_price = self.error_usd.and_then(|price| {
            let total = |it: &Choice| it.usd + price * (1.0 - it.success);
            points.iter().copied().min_by(|a, b| total(a).total_cmp(&total(b)))
        });
    }
}

/// The cheapest place on the line through `points` with at least `success`, whether cost rises or falls along it.
fn cheapest_meeting(points: &[Choice], success: f64) -> Option<Choice> {
    let backwards: Vec<Choice> = points.iter().rev().copied().collect();
    let ends = [first_meeting(points, success), first_meeting(&backwards, success)];
    let inner = points.iter().copied().filter(|it| it.success >= success);
    ends.into_iter().flatten().chain(inner).min_by(|a, b| a.usd.total_cmp(&b.usd))
}
