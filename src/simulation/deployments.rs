//! The seam from the plan to the search for deployments: what each pair may be served on, and what of it is tried in a draw.

use super::draw::draw;
use super::state::State;
use super::trial::requests;
use super::{supply, windows};
use crate::math::exp;
use crate::scenario::{ArchitecturePlan, Draw, PairPlan, Plan, Scenario};
use crate::serving::{
    Architecture, Constants, Deployment, Replica, Traffic, Tried, cheapest, each_within, fastest,
    layouts_on,
};

/// Share of memory that engines are run with at most.
const MEMORY_SHARE: f64 = 0.95;
/// Accelerators of four nodes: the most that serve one replica outside a larger scale-up domain.
const MOST_ACCELERATORS: u32 = 32;

/// Draws that show which candidates are worth trying, and their seed: no result is of them.
const SAMPLES: u32 = 96;
const SEED: u64 = 0x5EED_0F11_5705;
/// The first of them, in which all are tried; in the others those that were near the cheapest in one.
const OF_ALL: u32 = 24;
/// Accelerator time over the cheapest's up to which a candidate is near it.
const NEAR: f64 = 1.5;
/// Paces over its own at which a line is served in them: a residual, and lengths, act as another pace does.
const PACES: [f64; 3] = [0.6, 1.0, 1.7];
/// The most candidates of a pair that draws choose among, but for the fastest.
const MOST_TRIED: usize = 12;

/// A deployment that a pair may be served on.
#[derive(Debug, Clone)]
struct Candidate {
    /// As laid out at its reference speed, without drafts.
    deployment: Deployment,
    /// Whether it decodes speculatively.
    drafts: bool,
    /// Standard deviation of the log of its throughput's error.
    sigma: f64,
    /// Laid out, where the shape is the same in every draw.
    replica: Option<Replica>,
}

/// What a pair may be served on, and for whom.
#[derive(Debug, Clone)]
struct Candidates {
    list: Box<[Candidate]>,
    /// Places of those that draws choose among, the likeliest first.
    tried: Vec<usize>,
    /// Lines that run on it, and which of their provider's generations it is.
    lines: Box<[(usize, usize)]>,
}

/// What samples have shown of a candidate.
#[derive(Debug, Clone, Default)]
struct Seen {
    /// How often it was the cheapest.
    cheapest: u32,
    /// Whether it was near that, or a lone sequence was the fastest on it.
    near: bool,
    fastest: bool,
}

/// What each pair of a plan may be served on.
#[derive(Debug, Clone, Default)]
pub(super) struct Deployments {
    by_pair: Box<[Candidates]>,
}

impl Deployments {
    /// Those of a scenario's pairs.
    pub(super) fn of(scenario: &Scenario, state: &mut State) -> Deployments {
        let plan = &scenario.plan;
        let mut by_pair: Box<[Candidates]> =
            (0..plan.pairs.len()).map(|pair| Candidates::of(plan, pair)).collect();
        let mut seen: Vec<Vec<Seen>> =
            by_pair.iter().map(|of| vec![Seen::default(); of.list.len()]).collect();
        let (mut numbers, mut parts) = (scenario.template.clone(), Vec::new());
        let mut tried = Vec::new();
        for index in 0..SAMPLES {
            draw(scenario, SEED, index, &mut numbers);
            requests(plan, &numbers, state);
            let of_all = index < OF_ALL;
            for ((of, seen), pair) in by_pair.iter_mut().zip(&mut seen).zip(&plan.pairs) {
                if of.lines.is_empty() {
                    continue;
                }
                if index == OF_ALL {
                    of.tried.retain(|place| seen[*place].near);
                }
                windows::requests(plan, state, pair.model.index(), &mut parts);
                let traffic = Traffic::of(&parts);
                of.in_draw(&of.tried, plan, &numbers, pair, &traffic, &mut tried);
                let pace = PACES[index as usize % PACES.len()];
                of.sample(&tried, plan, &numbers, pace, of_all, seen);
            }
        }
        for (of, seen) in by_pair.iter_mut().zip(&seen) {
            of.settle(seen);
        }
        Deployments { by_pair }
    }

    /// The lines that run on a pair, and which of their provider's generations it is.
    pub(super) fn lines(&self, pair: usize) -> &[(usize, usize)] {
        &self.by_pair[pair].lines
    }

    /// Fills `tried` with what draws choose among for `traffic` on a pair; with whatever holds a request where none of it does.
    pub(super) fn few(
        &self,
        plan: &Plan,
        draw: &Draw,
        pair: usize,
        traffic: &Traffic,
        tried: &mut Vec<Tried>,
    ) {
        let of = &self.by_pair[pair];
        of.in_draw(&of.tried, plan, draw, &plan.pairs[pair], traffic, tried);
        if tried.is_empty() {
            self.all(plan, draw, pair, traffic, tried);
        }
    }

    /// Fills `tried` with whatever of a pair holds a request of `traffic`.
    pub(super) fn all(
        &self,
        plan: &Plan,
        draw: &Draw,
        pair: usize,
        traffic: &Traffic,
        tried: &mut Vec<Tried>,
    ) {
        let of = &self.by_pair[pair];
        let all: Vec<usize> = (0..of.list.len()).collect();
        of.in_draw(&all, plan, draw, &plan.pairs[pair], traffic, tried);
    }
}

impl Candidates {
    fn of(plan: &Plan, pair: usize) -> Candidates {
        let list = candidates(plan, &plan.pairs[pair]);
        let mut lines = Vec::new();
        for (line, it) in plan.lines.iter().enumerate() {
            let ages = it.pairs.into_iter().flatten().enumerate();
            lines.extend(ages.filter(|(_, of)| *of == pair).map(|(age, _)| (line, age)));
        }
        Candidates { tried: (0..list.len()).collect(), lines: lines.into(), list }
    }

    /// Fills `tried` with those of `places` that hold a request of `traffic` in a draw.
    fn in_draw(
        &self,
        places: &[usize],
        plan: &Plan,
        draw: &Draw,
        pair: &PairPlan,
        traffic: &Traffic,
        tried: &mut Vec<Tried>,
    ) {
        let model = &plan.models[pair.model.index()];
        let accepted = draw[model.acceptance_length.unwrap_or(plan.supply.acceptance_length)];
        let noise = draw[model.serving_noise];
        let architecture = architecture(&model.architecture, draw);
        tried.clear();
        for &place in places {
            let it = &self.list[place];
            let laid_out = it.replica.or_else(|| laid_out(&architecture, &it.deployment));
            let Some(mut replica) = laid_out else { continue };
            if it.drafts {
                replica.draft(accepted.max(1.0), &Constants::REFERENCE);
            }
            // How far the closed form is off in this draw; the roofline still holds.
            replica.slow(exp(it.sigma * noise));
            tried.extend(Tried::of(place, replica, traffic));
        }
    }

    /// Notes what a sample shows, in which lines are served at `pace` times their own.
    fn sample(
        &self,
        tried: &[Tried],
        plan: &Plan,
        draw: &Draw,
        pace: f64,
        of_all: bool,
        seen: &mut [Seen],
    ) {
        for &(line, _) in &self.lines {
            let mut target = supply::target(plan, draw, line);
            target.tpot_s *= pace;
            let Some(best) = cheapest(tried, target) else { continue };
            seen[best.place].cheapest += 1;
            let near_s = NEAR * best.accelerator_s();
            if of_all {
                let near = &mut |place: usize, taken_s| seen[place].near |= taken_s <= near_s;
                each_within(tried, target, &mut |it| near(it.place, it.accelerator_s()));
            }
        }
        if let Some(place) = fastest(tried) {
            (seen[place].fastest, seen[place].near) = (true, true);
        }
    }

    /// Keeps for draws what was the cheapest in some sample, the most frequent first, and then the fastest.
    fn settle(&mut self, seen: &[Seen]) {
        self.tried.clear();
        while self.tried.len() < MOST_TRIED {
            let left = (0..seen.len()).filter(|it| !self.tried.contains(it));
            // Of equals the first.
            let next = left.rev().max_by_key(|place| seen[*place].cheapest);
            let Some(next) = next.filter(|place| seen[*place].cheapest > 0) else { break };
            self.tried.push(next);
        }
        for (place, it) in seen.iter().enumerate() {
            if it.fastest && !self.tried.contains(&place) {
                self.tried.push(place);
            }
        }
    }
}

/// The shape of a model in a draw.
fn architecture(plan: &ArchitecturePlan, draw: &Draw) -> Architecture {
    match plan {
        ArchitecturePlan::Known(known) => *known,
        ArchitecturePlan::Guessed { total_params, active_params } => {
            Architecture::sparse_guess(draw[*total_params], draw[*active_params])
        }
    }
}

/// `deployment` with what memory there is; weights that leave nothing even so squeeze the engine.
fn laid_out(architecture: &Architecture, deployment: &Deployment) -> Option<Replica> {
    let roomy = Deployment { memory_share: Some(MEMORY_SHARE), ..*deployment };
    let constants = &Constants::REFERENCE;
    Replica::new(architecture, &roomy, constants)
        .or_else(|_| Replica::new(architecture, deployment, constants))
        .ok()
}

/// Every layout of a pair, without and with drafts.
fn candidates(plan: &Plan, pair: &PairPlan) -> Box<[Candidate]> {
    let spec = plan.accelerators[pair.accelerator].spec;
    // Who serves a market turns on what its engine leaves off by default.
    let base =
        Deployment { mixes_prompts: true, ..Deployment::on_one(spec, pair.engine, pair.precision) };
    let known = match &plan.models[pair.model.index()].architecture {
        ArchitecturePlan::Known(known) => Some(known),
        ArchitecturePlan::Guessed { .. } => None,
    };
    let mixture = Architecture::sparse_guess(1e12, 1e11);
    let most = spec.scaleup_domain.max(MOST_ACCELERATORS);
    let sigma = Constants::REFERENCE.sigma_extrapolated;
    let mut candidates = Vec::new();
    for deployment in layouts_on(known.unwrap_or(&mixture), &base, most) {
        let replica = known.map(|known| laid_out(known, &deployment));
        if replica != Some(None) {
            let replica = replica.flatten();
            let candidate = |drafts| Candidate { deployment, drafts, sigma, replica };
            candidates.extend([false, true].map(candidate));
        }
    }
    candidates.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::scenario::shipped;

    /// In nearly every draw the cheapest of the few that are tried is the cheapest of all candidates, or within a thousandth.
    #[test]
    fn the_search_ends_at_the_cheapest() {
        for id in ["deepseek-v4-april-2026", "november-2026"] {
            let text = shipped(id).unwrap().text;
            let scenario = Scenario::parse(text, &[], Catalog::shipped().unwrap()).unwrap();
            let plan = &scenario.plan;
            let mut state = State::of(&scenario);
            let these = state.deployments.clone();
            let (mut numbers, mut parts) = (scenario.template.clone(), Vec::new());
            let (mut all, mut few) = (Vec::new(), Vec::new());
            let (mut dearer, mut searches, mut excess) = (0, 0, 0.0);
            for index in 0..100 {
                draw(&scenario, 7, index, &mut numbers);
                requests(plan, &numbers, &mut state);
                for (place, pair) in plan.pairs.iter().enumerate() {
                    windows::requests(plan, &state, pair.model.index(), &mut parts);
                    let traffic = Traffic::of(&parts);
                    these.all(plan, &numbers, place, &traffic, &mut all);
                    these.few(plan, &numbers, place, &traffic, &mut few);
                    for (line, _) in these.lines(place) {
                        let target = supply::target(plan, &numbers, *line);
                        let (best, found) = (cheapest(&all, target), cheapest(&few, target));
                        assert_eq!(best.is_some(), found.is_some());
                        let (Some(best), Some(found)) = (best, found) else { continue };
                        let over = found.accelerator_s() / best.accelerator_s() - 1.0;
                        dearer += u32::from(over > 1e-3);
                        excess += over;
                        searches += 1;
                    }
                }
            }
            let mean = excess / f64::from(searches);
            assert!(mean.abs() < 1e-3, "{id}: costs are {mean} too high in the mean");
            assert!(dearer * 60 < searches, "{id}: {dearer} of {searches} are dearer");
        }
    }
}
