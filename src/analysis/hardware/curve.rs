//! Throughput and cost of an accelerator under an engine, along interactivity.

use super::inquiry::Asked;
use super::{Evidence, INTERACTIVITIES, Machine};
use crate::catalog::Accelerator;
use crate::input::Cell;
use crate::serving::{
    Architecture, Calibration, Candidate, Constants, Deployment, Disaggregated, Engine, Front,
    Generation, Layout, Load, Precision, Rate, Work, layouts, layouts_apart, search, serve,
};
use crate::tokens::UsdPerMtok;

/// What one accelerator makes under one engine, over interactivity.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Curve {
    /// The catalogue's name.
    pub accelerator: String,
    /// Its family.
    pub generation: String,
    /// The engine, as it is written.
    pub engine: String,
    /// Whether a measured row of this model, accelerator, engine and precision sets the level.
    pub anchored: bool,
    /// The best deployment at each interactivity that one reaches.
    pub points: Vec<CurvePoint>,
}

/// The deployment that makes most tokens where each user gets at least so many.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CurvePoint {
    /// Output tokens/s that each user gets at least.
    pub tokens_per_s_per_user: f64,
    /// Output tokens/s and accelerator.
    pub output_tokens_per_s_per_gpu: f64,
    /// USD per million uncached input tokens, at the catalogue's rental and full use.
    pub usd_per_mtok_input: f64,
    /// USD per million cached input tokens.
    pub usd_per_mtok_cached_input: f64,
    /// USD per million output tokens.
    pub usd_per_mtok_output: f64,
    /// Accelerators of the replica, or of all workers where the phases are apart.
    pub gpus: f64,
    /// Requests in flight in a replica, or a decode worker.
    pub batch: f64,
    /// Prefill and decode have accelerators of their own.
    pub apart: bool,
    /// Whether a measured row sets the level.
    pub anchored: bool,
    /// Standard deviation of the log of throughput's error.
    pub sigma: f64,
}

/// The tables and the question, ready to be asked for points.
pub(super) struct Bench<'a> {
    pub asked: &'a Asked<'a>,
    pub evidence: &'a Evidence,
    pub constants: Constants,
}

/// A way to serve: what may vary between curves and steps.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub architecture: &'a Architecture,
    pub machine: &'a Accelerator,
    pub engine: Engine,
    pub precision: Precision,
    pub acceptance_length: f64,
    /// Take the level of measured rows over.
    pub anchored: bool,
    pub apart: bool,
}

/// The deployments of a setting, to be asked for at several interactivities.
pub(super) struct Deployments<'a> {
    setting: Setting<'a>,
    usd_per_accelerator_hour: f64,
    together: Vec<Deployment>,
    apart: Vec<Candidate>,
    front: Front,
}

/// Slowest interactivity that counts as serving somebody, output tokens/s per user.
const SLOWEST: f64 = 1.0;

impl<'a> Bench<'a> {
    pub fn new(asked: &'a Asked<'a>, evidence: &'a Evidence) -> Bench<'a> {
        Bench { asked, evidence, constants: Constants::REFERENCE }
    }

    /// Accelerators whose kind was measured.
    pub fn measured(&self) -> impl Iterator<Item = &'a Accelerator> {
        self.evidence.catalog.accelerators.iter().filter(|it| it.stands_in.is_none())
    }

    pub fn machines(&self) -> Vec<Machine> {
        let machine = |it: &Accelerator| Machine {
            id: it.id.clone(),
            name: it.name.clone(),
            generation: it.spec.generation.to_string(),
            usd_per_hour: self.usd_per_hour(it),
            engines: engines(it).iter().map(|engine| engine.to_string()).collect(),
        };
        self.measured().map(machine).collect()
    }

    /// Rental of one `machine`, USD per hour; NaN where the catalogue has none.
    pub fn usd_per_hour(&self, machine: &Accelerator) -> f64 {
        let rental = self.evidence.catalog.latest_rental(&machine.id);
        rental.map_or(f64::NAN, |it| it.usd_per_hour.median())
    }

    /// The question's own setting of `machine` and `engine`.
    pub fn setting(&self, machine: &'a Accelerator, engine: Engine) -> Setting<'a> {
        Setting {
            architecture: &self.asked.model.architecture,
            machine,
            engine,
            precision: self.asked.precision,
            acceptance_length: match self.asked.inquiry.speculative {
                true => self.constants.acceptance_length,
                false => 1.0,
            },
            anchored: true,
            apart: self.asked.inquiry.apart,
        }
    }

    fn anchor(&self, setting: &Setting, apart: bool) -> Option<f64> {
        let cell = Cell {
            model: self.asked.inquiry.model.clone(),
            accelerator: setting.machine.id.clone(),
            engine: setting.engine.to_string(),
            precision: setting.precision.to_string(),
            apart,
        };
        let factor = || self.evidence.anchors.factor(&cell, &self.constants);
        setting.anchored.then(factor).flatten()
    }

    /// Every layout of `setting` within one scale-up domain, and the front of those with phases apart for `work`.
    pub fn deployments(&self, setting: Setting<'a>, work: &Work) -> Deployments<'a> {
        let of = |apart: bool| Deployment {
            acceptance_length: setting.acceptance_length,
            anchor: self.anchor(&setting, apart),
            ..Deployment::on_one(setting.machine.spec, setting.engine, setting.precision)
        };
        let together = layouts(setting.architecture, &of(false));
        let mut apart = Vec::new();
        let smallest = Deployment::smallest_fitting(
            setting.architecture,
            setting.machine.spec,
            setting.engine,
            setting.precision,
        );
        if let (true, Some(smallest)) = (setting.apart, smallest) {
            let base = of(true);
            let prefill = Deployment { anchor: base.anchor, ..smallest };
            apart.extend(layouts_apart(setting.architecture, &base, prefill).map(|it| Candidate {
                layout: Layout::Apart(it),
                usd_per_accelerator_hour: self.usd_per_hour(setting.machine),
            }));
        }
        let load = Load {
            work: Work { tpot_s: 1.0 / SLOWEST, ..*work },
            ttft_s: f64::INFINITY,
            utilisation: 1.0,
            replicas: 1,
            service_cv2: 1.0,
        };
        let front = search(setting.architecture, &apart, &load, &self.constants);
        Deployments {
            setting,
            usd_per_accelerator_hour: self.usd_per_hour(setting.machine),
            together,
            apart,
            front,
        }
    }

    /// One curve for each accelerator and engine that can serve the question.
    pub fn curves(&self) -> Vec<Curve> {
        let mut curves = Vec::new();
        for machine in self.measured() {
            for engine in engines(machine) {
                let setting = self.setting(machine, *engine);
                let work = self.asked.work(SLOWEST);
                let deployments = self.deployments(setting, &work);
                let points: Vec<CurvePoint> = INTERACTIVITIES
                    .iter()
                    .filter_map(|speed| deployments.at(*speed, &work, &self.constants))
                    .collect();
                if !points.is_empty() {
                    curves.push(Curve {
                        accelerator: machine.id.clone(),
                        generation: machine.spec.generation.to_string(),
                        engine: engine.to_string(),
                        anchored: self.anchor(&setting, false).is_some(),
                        points,
                    });
                }
            }
        }
        curves
    }

    /// The best point of `machine` at the question's interactivity, and its engine.
    pub fn best(&self, machine: &'a Accelerator) -> Option<(Engine, CurvePoint)> {
        let speed = self.asked.inquiry.tokens_per_s_per_user;
        let work = self.asked.work(SLOWEST);
        let mut best: Option<(Engine, CurvePoint)> = None;
        for engine in self.chosen(machine) {
            let setting = self.setting(machine, engine);
            let point = self.deployments(setting, &work).at(speed, &work, &self.constants);
            best = better(best, point.map(|it| (engine, it)), |it| it.1);
        }
        best
    }

    /// Whether any layout on `machine` serves the question's model at all.
    pub fn holds(&self, machine: &'a Accelerator) -> bool {
        let work = self.asked.work(SLOWEST);
        self.chosen(machine).into_iter().any(|engine| {
            let deployments = self.deployments(self.setting(machine, engine), &work);
            deployments.at(SLOWEST, &work, &self.constants).is_some()
        })
    }

    /// The question's engine, or all that run on `machine`.
    pub fn chosen(&self, machine: &Accelerator) -> Vec<Engine> {
        let run = engines(machine).iter().copied();
        run.filter(|it| self.asked.engine.is_none_or(|asked| asked == *it)).collect()
    }
}

/// Engines that run on an accelerator, in the order of the view.
pub(super) fn engines(machine: &Accelerator) -> &'static [Engine] {
    match machine.spec.generation {
        Generation::Hopper | Generation::Blackwell => {
            &[Engine::Sglang, Engine::Vllm, Engine::TensorrtLlm]
        }
        Generation::Cdna3 | Generation::Cdna4 => &[Engine::Sglang, Engine::Vllm, Engine::Atom],
    }
}

/// The one that makes more tokens; of equals the first.
pub(super) fn better<T>(a: Option<T>, b: Option<T>, point: impl Fn(&T) -> CurvePoint) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let more =
                point(&b).output_tokens_per_s_per_gpu > point(&a).output_tokens_per_s_per_gpu;
            Some(if more { b } else { a })
        }
        (a, b) => a.or(b),
    }
}

impl Deployments<'_> {
    /// The deployment that makes most tokens with each user getting at least `speed`.
    ///
    /// # Formula
    /// Together: of all layouts, [`serve()`] at a target of `1 / speed`. Apart: the cheapest point of the front
    /// that is as fast.
    pub fn at(&self, speed: f64, work: &Work, constants: &Constants) -> Option<CurvePoint> {
        let work = Work { tpot_s: 1.0 / speed, ..*work };
        let rate =
            Rate { usd_per_accelerator_hour: self.usd_per_accelerator_hour, utilisation: 1.0 };
        let output_share = work.osl / (work.isl + work.osl);
        let mut best = None;
        for deployment in &self.together {
            let served = serve(self.setting.architecture, deployment, &work, constants, rate);
            let point = served.ok().map(|it| {
                let output = it.tokens_per_s_per_gpu * output_share;
                let gpus = f64::from(deployment.gpus);
                let anchored = it.basis == Calibration::Anchored;
                of(speed, output, &it.unit_cost, gpus, it.batch, false, anchored, it.sigma)
            });
            best = better(best, point, |it| *it);
        }
        let apart = self.front.cheapest_at(speed).map(|it| {
            let gpus = match &self.apart[it.candidate].layout {
                Layout::Together(deployment) => f64::from(deployment.gpus),
                Layout::Apart(apart) => Disaggregated::gpus(apart),
            };
            let anchored = it.basis == Calibration::Anchored;
            let output = it.output_tokens_per_s_per_gpu;
            of(speed, output, &it.unit_cost, gpus, it.batch, true, anchored, it.sigma)
        });
        better(best, apart, |it| *it)
    }
}

#[allow(clippy::too_many_arguments)]
fn of(
    speed: f64,
    output: f64,
    cost: &UsdPerMtok,
    gpus: f64,
    batch: f64,
    apart: bool,
    anchored: bool,
    sigma: f64,
) -> CurvePoint {
    CurvePoint {
        tokens_per_s_per_user: speed,
        output_tokens_per_s_per_gpu: output,
        usd_per_mtok_input: cost.uncached_input,
        usd_per_mtok_cached_input: cost.cached_input,
        usd_per_mtok_output: cost.output,
        gpus,
        batch,
        apart,
        anchored,
        sigma,
    }
}
