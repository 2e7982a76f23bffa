use super::hard_errors::{Leaning, ease};
use super::trace::{STEPS, Traced, cascade_stages, costs, line, mix, signal, through, trace};
use super::{Choice, PolicyKind, PolicyPlan, Pool, Signal, Verifier, deferral_usd};
use crate::math::probit;
use crate::uncertainty::{Stream, key};
use std::f64::consts::SQRT_2;

/// Requests simulated from a pool's latent abilities, to see policies act on them one by one.
///
/// Outcomes follow the correlation matrix where the pool integrates over it, else the one-factor loadings. The same seed
/// gives the same requests.
#[derive(Debug, Clone)]
pub struct Sample {
    seed: u64,
    models: usize,
    /// Abilities, request by request: model `j` succeeds where its is above `-tau_j`.
    abilities: Vec<f64>,
    /// Whether each model succeeds, request by request.
    right: Vec<bool>,
}

impl Sample {
    /// `requests` requests.
    pub fn new(pool: &Pool, requests: usize, seed: u64) -> Sample {
        let n = pool.stages.len();
        let mut stream = Stream::new(seed, key("routing.requests"), 0);
        let direct = pool.is_direct().then(|| pool.correlation().cholesky()).flatten();
        let (mut abilities, mut right) =
            (Vec::with_capacity(requests * n), Vec::with_capacity(requests * n));
        let mut own = vec![0.0; n];
        // Two models are exact by their pair.
        let pair = (n == 2).then(|| pool.correlation().at(1, 0).clamp(-1.0, 1.0));
        for _ in 0..requests {
            let theta = stream.normal();
            own.iter_mut().for_each(|it| *it = stream.normal());
            for (j, stage) in pool.stages.iter().enumerate() {
                let ability = match (&direct, pair) {
                    (Some(lower), _) => (0..=j).map(|k| lower[j * n + k] * own[k]).sum(),
                    (None, Some(_)) if j == 0 => own[0],
                    (None, Some(rho)) => rho * own[0] + (1.0 - rho * rho).sqrt() * own[1],
                    (None, None) => {
                        let loading = stage.loading;
                        loading * theta + (1.0 - loading * loading).max(0.0).sqrt() * own[j]
                    }
                };
                abilities.push(ability);
                right.push(ability > -stage.tau);
            }
        }
        Sample { seed, models: n, abilities, right }
    }

    /// Requests.
    pub fn requests(&self) -> usize {
        self.right.len() / self.models
    }

    /// Success rates of the models.
    pub fn success(&self) -> Vec<f64> {
        (0..self.models).map(|j| self.mean(|right| right[j])).collect()
    }

    /// Share of requests on which at least one model succeeds.
    pub fn any(&self) -> f64 {
        self.mean(|right| right.contains(&true))
    }

    fn mean(&self, holds: impl Fn(&[bool]) -> bool) -> f64 {
        let count = self.right.chunks_exact(self.models).filter(|it| holds(it)).count();
        count as f64 / self.requests() as f64
    }

    /// Standard errors of success and cost at an operating point.
    pub(super) fn error(&self, pool: &Pool, plan: &PolicyPlan, at: Choice) -> (f64, f64) {
        let n = self.requests() as f64;
        let success = (at.success * (1.0 - at.success) / n).max(0.0).sqrt();
        let usd = match plan.kind {
            PolicyKind::Single | PolicyKind::CheapestMeetingThreshold => 0.0,
            PolicyKind::Oracle => {
                let spent: Vec<f64> =
                    self.right.chunks_exact(self.models).map(|it| oracle_usd(pool, it)).collect();
                let square = |it: &f64| (it - at.usd) * (it - at.usd);
                spent.iter().map(square).sum::<f64>().sqrt() / n
            }
            _ => {
                let costs = costs(pool, plan);
                let spread = match plan.kind {
                    PolicyKind::Cascade | PolicyKind::CascadeRouting => costs.strong,
                    _ => costs.strong - costs.weak,
                };
                spread.abs() * (at.strong * (1.0 - at.strong) / n).max(0.0).sqrt()
            }
        };
        (success, usd)
    }

    /// A policy's operating points on these requests.
    pub(super) fn trace(&self, pool: &Pool, plan: &PolicyPlan, place: usize) -> Traced {
        let success = self.success();
        let (weak, strong) = plan.pair;
        let model = |it: usize, strong: f64| Choice {
            usd: pool.stages[it].usd,
            success: success[it],
            strong,
        };
        let stream = Stream::new(self.seed, key("routing.policy"), place as u32);
        match plan.kind {
            PolicyKind::Single => {
                let best =
                    (0..self.models).fold(0, |a, b| if success[b] > success[a] { b } else { a });
                let fixed = model(plan.model.unwrap_or(best), 0.0);
                Traced { fixed: Some(fixed), ..Traced::default() }
            }
            PolicyKind::CheapestMeetingThreshold => Traced::default(),
            PolicyKind::RandomMix => mix(plan, (0..self.models).map(|it| model(it, 0.0)).collect()),
            PolicyKind::Shuffled => line(model(weak, 0.0), model(strong, 1.0)),
            PolicyKind::Oracle => self.oracle(pool, plan),
            PolicyKind::ThresholdRouter => self.deferred(pool, plan, stream, false),
            PolicyKind::Cascade => match (plan.verifier, plan.signal) {
                (Some(verifier), None) => self.checked(pool, plan, verifier, stream),
                _ => self.deferred(pool, plan, stream, true),
            },
            PolicyKind::CascadeRouting => {
                let mut traced = trace(pool, plan);
                traced.notes.push("integrated: cascade routing is not simulated".to_string());
                traced
            }
        }
    }

    fn oracle(&self, pool: &Pool, plan: &PolicyPlan) -> Traced {
        let (weak, strong) = plan.pair;
        let two = self.models == 2 || plan.pair_named;
        if two {
            let gain = self.mean(|it| it[strong] && !it[weak]);
            let loss = self.mean(|it| it[weak] && !it[strong]);
            let p_w = self.mean(|it| it[weak]);
            let (c_w, c_s) = (pool.stages[weak].usd, pool.stages[strong].usd);
            let at = |f: f64| Choice {
                usd: c_w + f * (c_s - c_w),
                success: p_w + f.min(gain) - (f - (1.0 - loss)).max(0.0),
                strong: f,
            };
            let points = [0.0, gain, 1.0 - loss, 1.0].map(at).to_vec();
            return Traced {
                points,
                fixed: Some(at(gain)),
                over_shares: true,
                ..Traced::default()
            };
        }
        let spent =
            self.right.chunks_exact(self.models).map(|it| oracle_usd(pool, it)).sum::<f64>();
        let last = self.models - 1;
        let fixed = Choice {
            usd: spent / self.requests() as f64,
            success: self.any(),
            strong: self.mean(|it| it[last] && !it[..last].contains(&true)),
        };
        Traced { points: vec![fixed], fixed: Some(fixed), ..Traced::default() }
    }

    fn deferred(
        &self,
        pool: &Pool,
        plan: &PolicyPlan,
        mut stream: Stream,
        cascade: bool,
    ) -> Traced {
        let mut notes = Vec::new();
        let Some(signal) = signal(pool, plan, &mut notes) else { return Traced::default() };
        let (weak, strong) = plan.pair;
        let rho = pool.correlation().at(weak, strong);
        let mut need: Vec<(f64, i32)> = Vec::with_capacity(self.requests());
        let requests =
            self.right.chunks_exact(self.models).zip(self.abilities.chunks_exact(self.models));
        for (right, ability) in requests {
            let gained = i32::from(right[strong]) - i32::from(right[weak]);
            let noise = stream.normal();
            let wanted = match signal {
                Signal::NeedStrong { auc } => {
                    let separation = (SQRT_2 * probit(auc)).clamp(-20.0, 20.0);
                    noise + if gained > 0 { separation } else { 0.0 }
                }
                Signal::Answers(it) => {
                    let rest = (1.0 - rho * rho).max(1e-9);
                    let a_w = (it.weak - rho * it.strong) / rest;
                    let a_s = (it.strong - rho * it.weak) / rest;
                    let left = 1.0 - a_w * it.weak - a_s * it.strong;
                    -(a_w * ability[weak] + a_s * ability[strong] + left.max(0.0).sqrt() * noise)
                }
            };
            need.push((wanted, gained));
        }
        need.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let n = self.requests();
        let costs = costs(pool, plan);
        let p_w = self.mean(|it| it[weak]);
        let mut points = Vec::new();
        let mut gained = 0i64;
        let mut taken = 0;
        for step in 0..=STEPS {
            let until = n * step / STEPS;
            gained += need[taken..until].iter().map(|it| i64::from(it.1)).sum::<i64>();
            taken = until;
            let f = until as f64 / n as f64;
            points.push(Choice {
                usd: deferral_usd(costs, cascade, f),
                success: p_w + gained as f64 / n as f64,
                strong: f,
            });
        }
        Traced { points, over_shares: true, notes, ..Traced::default() }
    }

    fn checked(
        &self,
        pool: &Pool,
        plan: &PolicyPlan,
        verifier: Verifier,
        mut stream: Stream,
    ) -> Traced {
        let stages = match plan.stages.is_empty() {
            true => vec![plan.pair.0, plan.pair.1],
            false => plan.stages.clone(),
        };
        let (first, last) = (stages[0], stages[stages.len() - 1]);
        let loaded = cascade_stages(pool, &stages);
        let leaning: Vec<Leaning> = match plan.errors.are_anywhere() {
            true => Vec::new(),
            false => {
                let of = |it| Leaning::of(&plan.errors, it, verifier, pool.nodes());
                loaded.iter().map(of).collect()
            }
        };
        let (mut usd, mut success, mut strong) = (0.0, 0u32, 0u32);
        let requests =
            self.right.chunks_exact(self.models).zip(self.abilities.chunks_exact(self.models));
        for (right, ability) in requests {
            usd += plan.router_usd;
            let theta = match leaning.is_empty() {
                true => 0.0,
                false => {
                    let seen = stages.iter().zip(&loaded);
                    ease(seen.map(|(at, it)| (ability[*at], it.loading)), stream.normal())
                }
            };
            for (place, &stage) in stages.iter().enumerate() {
                usd += pool.stages[stage].usd;
                if stage == last {
                    strong += 1;
                    success += u32::from(right[stage]);
                    break;
                }
                let verifier = leaning.get(place).map_or(verifier, |it| it.at(theta));
                usd += verifier.usd;
                let accepts = if right[stage] { verifier.tpr } else { verifier.fpr };
                if stream.uniform() < accepts {
                    success += u32::from(right[stage]);
                    break;
                }
            }
        }
        let n = self.requests() as f64;
        let model = |it: usize, strong: f64| Choice {
            usd: pool.stages[it].usd,
            success: self.mean(|right| right[it]),
            strong,
        };
        let share = f64::from(strong) / n;
        let cold = plan.conversation.filter(|_| stages.len() == 2);
        let cold_usd = cold.map_or(0.0, |it| it.cold_usd(share, true));
        let at = Choice { usd: usd / n + cold_usd, success: f64::from(success) / n, strong: share };
        match stages.len() {
            2 => through(model(first, 0.0), at, model(last, 1.0)),
            _ => {
                Traced { points: vec![model(first, 0.0), at], fixed: Some(at), ..Traced::default() }
            }
        }
    }
}

/// USD of an oracle on one request: the cheapest model that succeeds, the cheapest of all where none does.
fn oracle_usd(pool: &Pool, right: &[bool]) -> f64 {
    let place = right.iter().position(|it| *it).unwrap_or(0);
    pool.stages[place].usd
}
