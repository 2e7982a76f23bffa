//! The deployments worth considering for a load: none faster is as cheap, none cheaper as fast.

use super::serve::cost;
use super::{
    Architecture, Calibration, Constants, Deployment, Disaggregated, Pace, Queue, Rate, Replica,
    Unserved, Work,
};
use crate::tokens::UsdPerMtok;
use crate::units::TOKENS_PER_MTOK;

/// How a candidate divides the work.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Layout {
    /// Every replica prefills and decodes.
    Together(Deployment),
    /// Prefill on some accelerators, decode on others.
    Apart(Disaggregated),
}

/// A deployment that could be had, at its price.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Accelerators, engine, precision and layout.
    pub layout: Layout,
    /// USD per accelerator and hour.
    pub usd_per_accelerator_hour: f64,
}

/// What is asked of a deployment, and how busy it may be kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    /// Lengths, prefix hits, and the longest time per output token.
    pub work: Work,
    /// Longest mean time to the first token, queueing included, seconds; infinite for no limit.
    pub ttft_s: f64,
    /// Share of a replica's places in use on average, in (0, 1]; at 1 the queue has no end.
    pub utilisation: f64,
    /// Replicas, or whole disaggregated deployments, behind one queue.
    pub replicas: u32,
    /// Variance of the time that a request takes over the square of its mean ([`Queue::service_cv2`]).
    pub service_cv2: f64,
}

/// One way to serve the load.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Place of its deployment in the list of candidates.
    pub candidate: usize,
    /// Sequences in flight in a replica, or a decode worker, when all its places are taken.
    pub batch: f64,
    /// Output tokens per second that each user sees at that batch: `1 / TPOT`.
    pub tokens_per_s_per_user: f64,
    /// Mean wait for a place at the chosen utilisation, seconds.
    pub wait_s: f64,
    /// Mean time to the first token, seconds: wait and prefill.
    pub ttft_s: f64,
    /// Mean time from request to last token, seconds: wait, prefill and output.
    pub latency_s: f64,
    /// USD per million tokens of the request, input and output alike.
    pub usd_per_mtok: f64,
    /// Cost per million tokens by side.
    pub unit_cost: UsdPerMtok,
    /// Output tokens per second and accelerator at that batch, before utilisation.
    pub output_tokens_per_s_per_gpu: f64,
    /// Anchored or extrapolated.
    pub basis: Calibration,
    /// Standard deviation of the log of throughput's error.
    pub sigma: f64,
}

impl Point {
    /// Time per output token at the batch, seconds.
    pub fn tpot_s(&self) -> f64 {
        1.0 / self.tokens_per_s_per_user
    }
}

/// Points of which none is at once as fast and as cheap as another: interactivity and cost both rise
/// along the list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Front(Vec<Point>);

impl Front {
    /// The points, from the cheapest and slowest to the fastest and dearest.
    pub fn points(&self) -> &[Point] {
        &self.0
    }

    /// The cheapest point of at least `tokens_per_s_per_user`.
    pub fn cheapest_at(&self, tokens_per_s_per_user: f64) -> Option<&Point> {
        self.0.get(self.place(tokens_per_s_per_user))
    }

    /// The first place of a point that is at least as fast.
    fn place(&self, tokens_per_s_per_user: f64) -> usize {
        self.0.partition_point(|it| it.tokens_per_s_per_user < tokens_per_s_per_user)
    }

    /// Keeps `point` unless one that is kept is as fast and as cheap, and drops what it beats; of equals
    /// the first stays.
    fn offer(&mut self, point: Point) {
        let place = self.place(point.tokens_per_s_per_user);
        if self.0.get(place).is_some_and(|it| it.usd_per_mtok <= point.usd_per_mtok) {
            return;
        }
        // Beaten are the slower ones that cost as much, and one as fast that costs more.
        let start = self.0[..place].partition_point(|it| it.usd_per_mtok < point.usd_per_mtok);
        let as_fast = |it: &Point| it.tokens_per_s_per_user == point.tokens_per_s_per_user;
        let end = place + usize::from(self.0.get(place).is_some_and(as_fast));
        self.0.splice(start..end, [point]);
    }
}

/// Factor between the batches at which a deployment is tried, down from the largest that meets the target.
const BATCH_STEP: f64 = std::f64::consts::SQRT_2;

/// The front of `candidates` that serve `load`: USD per million tokens against output tokens per second
/// and user.
///
/// # Formula
/// A candidate is tried at the largest batch `B*` whose time per output token is within the target
/// ([`Replica::pace_within`]), at `B* / sqrt(2)^k` and at 1. A point costs
/// `rate n request_s / (3600 U) / (isl + osl)` USD per token, its request holds a place for
/// `prefill + osl TPOT` seconds, and it waits for one as [`Queue::wait_s`] says with `floor(B) replicas` places. Speed is
/// that of a replica with all places taken: a user of one that is less busy sees more.
///
/// Candidates that do not fit, miss a target or are not valid give no point. An evaluation allocates
/// nothing.
pub fn search(
    architecture: &Architecture,
    candidates: &[Candidate],
    load: &Load,
    constants: &Constants,
) -> Front {
    let mut front = Front(Vec::with_capacity(64));
    for (place, candidate) in candidates.iter().enumerate() {
        // What cannot serve the load is not on the front; `points` says why for those who ask.
        let _ = points(architecture, place, candidate, load, constants, |it| front.offer(it));
    }
    front
}

/// Gives `each` the points of one candidate, the largest batch first; those beyond the limit on time to
/// the first token are left out.
///
/// # Errors
/// [`Unserved`]: does not fit, too slow per output token, or invalid numbers.
pub fn points(
    architecture: &Architecture,
    place: usize,
    candidate: &Candidate,
    load: &Load,
    constants: &Constants,
    mut each: impl FnMut(Point),
) -> Result<(), Unserved> {
    if load.replicas == 0 || !(load.ttft_s > 0.0 && load.service_cv2 >= 0.0) {
        return Err(Unserved::Invalid);
    }
    let mut give = |pace: &Pace, places: f64, unit_cost: UsdPerMtok, basis, sigma| {
        let point = point(load, place, pace, places, unit_cost, basis, sigma);
        if point.ttft_s <= load.ttft_s {
            each(point);
        }
    };
    let rate = Rate {
        usd_per_accelerator_hour: candidate.usd_per_accelerator_hour,
        utilisation: load.utilisation,
    };
    let work = &load.work;
    match &candidate.layout {
        Layout::Together(deployment) => {
            let replica = Replica::new(architecture, deployment, constants)?;
            let (basis, sigma) = match deployment.anchor {
                Some(_) => (Calibration::Anchored, constants.sigma_anchored),
                None => (Calibration::Extrapolated, constants.sigma_extrapolated),
            };
            let (largest, prefill) = replica.pace_within(work)?;
            let asked = replica.asked(work);
            let mut pace = largest;
            loop {
                let unit_cost = cost(&replica, work, &pace, &prefill, rate)?;
                give(&pace, pace.batch, unit_cost, basis, sigma);
                if pace.batch <= 1.0 {
                    return Ok(());
                }
                let batch = (pace.batch / BATCH_STEP).max(1.0);
                pace = Pace::at(&replica, &asked, batch);
            }
        }
        Layout::Apart(apart) => {
            let workers = f64::from(apart.decode_workers);
            let basis = match apart.decode.anchor {
                Some(_) => Calibration::Anchored,
                None => Calibration::Extrapolated,
            };
            let mut pace = apart.pace(architecture, work, f64::MAX, constants)?;
            loop {
                if pace.tpot_s <= work.tpot_s {
                    let unit_cost = apart.unit_cost(architecture, work, &pace, constants, rate)?;
                    give(&pace, pace.batch * workers, unit_cost, basis, constants.sigma_apart);
                } else if pace.batch <= 1.0 {
                    return Err(Unserved::TooSlow { best_tpot_s: pace.tpot_s });
                }
                if pace.batch <= 1.0 {
                    return Ok(());
                }
                let batch = (pace.batch / BATCH_STEP).max(1.0);
                pace = apart.pace(architecture, work, batch * workers, constants)?;
            }
        }
    }
}

fn point(
    load: &Load,
    candidate: usize,
    pace: &Pace,
    places: f64,
    unit_cost: UsdPerMtok,
    basis: Calibration,
    sigma: f64,
) -> Point {
    let work = &load.work;
    let tokens = work.isl + work.osl;
    let queue = Queue {
        places: (places as u32).saturating_mul(load.replicas),
        utilisation: load.utilisation,
        service_s: pace.ttft_s + work.osl * pace.tpot_s,
        service_cv2: load.service_cv2,
    };
    let wait_s = queue.wait_s();
    Point {
        candidate,
        batch: pace.batch,
        tokens_per_s_per_user: 1.0 / pace.tpot_s,
        wait_s,
        ttft_s: wait_s + pace.ttft_s,
        latency_s: wait_s + queue.service_s,
        usd_per_mtok: unit_cost.usd(&work.tokens()) * TOKENS_PER_MTOK / tokens,
        unit_cost,
        output_tokens_per_s_per_gpu: pace.tokens_per_s_per_gpu * work.osl / tokens,
        basis,
        sigma,
    }
}

/// The layouts of `base` on 1, 2, 4, ... accelerators of its scale-up domain: those of [`layouts_on`].
pub fn layouts(architecture: &Architecture, base: &Deployment) -> Vec<Deployment> {
    layouts_on(architecture, base, base.accelerator.scaleup_domain)
}

/// The layouts of `base` on 1, 2, 4, ... up to `most` accelerators, which may stand in several scale-up domains: tensor
/// parallel; of a mixture of experts also with experts spread whole, under tensor parallel and under data-parallel
/// attention in groups of 1, 2, 4, ... ranks.
///
/// Whether a layout fits is not asked; [`search`] does.
pub fn layouts_on(architecture: &Architecture, base: &Deployment, most: u32) -> Vec<Deployment> {
    let mut layouts = Vec::new();
    let mut gpus = 1;
    while gpus <= most {
        let tensor = Deployment { gpus, ..*base }.with_tensor_parallel();
        layouts.push(tensor);
        if architecture.expert_params > 0.0 && gpus > 1 {
            let spread = Deployment { expert_parallel: gpus, ..tensor };
            layouts.push(spread);
            let mut tensor_parallel = 1;
            while tensor_parallel <= gpus / 2 {
                let data_parallel_attention = true;
                layouts.push(Deployment { tensor_parallel, data_parallel_attention, ..spread });
                tensor_parallel *= 2;
            }
        }
        let Some(twice) = gpus.checked_mul(2) else { break };
        gpus = twice;
    }
    layouts
}

/// Deployments of `base`'s accelerators with the phases apart, within one scale-up domain: each layout of
/// [`layouts`] as decode worker with 1, 2, 4, ... prefill workers, all laid out as `prefill`.
///
/// Whether they fit is not asked; [`search`] does.
pub fn layouts_apart(
    architecture: &Architecture,
    base: &Deployment,
    prefill: Deployment,
) -> impl Iterator<Item = Disaggregated> {
    let domain = base.accelerator.scaleup_domain;
    let prefill = Deployment { acceptance_length: 1.0, ..prefill };
    layouts(architecture, base).into_iter().flat_map(move |decode| {
        (0..u32::BITS)
            .map(|exponent| 1_u32 << exponent)
            .take_while(move |workers| {
                workers.saturating_mul(prefill.gpus).saturating_add(decode.gpus) <= domain
            })
            .map(move |prefill_workers| Disaggregated {
                prefill,
                prefill_workers,
                decode,
                decode_workers: 1,
            })
    })
}
