//! A row of a table of deployments: what to serve, on what, at which load, and what was measured.

use super::age::software_age_months;
use super::cells::{Columns, MOST};
use super::hardware_limits::{lacks, runs_on};
use super::layout::{LaidOut, Layout};
use super::machine::machine;
use super::served::{Served, precision, served};
use super::spelling::{self, CACHES, ENGINES};
use super::starts::{raise_share, starts, whole_prompts};
use super::{Row, layout};
use crate::catalog::Catalog;
use crate::error::Problem;
use crate::serving::{Constants, Deployment, Disaggregated, Engine, Precision, Work};

/// The cell that measured rows anchor: predictions of one cell err alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The catalogue's name of the model.
    pub model: String,
    /// The catalogue's name of the accelerator.
    pub accelerator: String,
    /// The engine, as it is written.
    pub engine: String,
    /// The precision, as it is written.
    pub precision: String,
    /// Prefill and decode have workers of their own.
    pub apart: bool,
}

/// How many requests are in flight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Load {
    /// This many in the whole deployment.
    Concurrency(f64),
    /// As many as memory and the engine's scheduler allow.
    Offline,
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Requests from start to end.
    Both,
    /// Prefill workers alone.
    Prefill,
    /// Decode workers alone.
    Decode,
}

/// What was measured; nothing where the column is empty.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measured {
    /// Input and output tokens per second and accelerator.
    pub total_tps_gpu: Option<f64>,
    /// Output tokens per second and accelerator.
    pub out_tps_gpu: Option<f64>,
    /// Mean time to the first token, seconds.
    pub ttft_s: Option<f64>,
    /// Mean time per output token, seconds.
    pub tpot_s: Option<f64>,
}

/// One row, resolved against the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct ServingRow {
    /// Place in the input, from 1.
    pub place: usize,
    /// Which anchor applies; engines that only dispatch (Dynamo, Mori) count as what they dispatch to.
    pub cell: Cell,
    /// The model's shape.
    pub architecture: crate::serving::Architecture,
    /// The replica that serves both phases; the decode worker of a disaggregated row. Without an anchor.
    pub deployment: Deployment,
    /// The two kinds of workers, where phases are apart.
    pub disaggregated: Option<Disaggregated>,
    /// Replicas beside each other; 1 where phases are apart.
    pub replicas: u32,
    /// Which phase the row is about.
    pub phase: Phase,
    /// Mean tokens per request (`isl` and `osl` times `len_ratio`); the target is [`NO_TARGET_S`]
    /// unless `target_tpot_s` gives one.
    pub work: Work,
    /// Requests in flight in one replica, or in the whole disaggregated deployment.
    pub load: Load,
    /// Column `usd_per_accelerator_hour` (or `usd_per_gpu_hour`), else the catalogue's rental.
    pub usd_per_accelerator_hour: f64,
    /// Whether the row gave that rate.
    pub has_own_rate: bool,
    /// Column `utilisation`, in (0, 1].
    pub utilisation: Option<f64>,
    /// What was measured.
    pub measured: Measured,
    /// What stands in for something that is not known; empty where nothing does.
    pub assumed: Vec<String>,
}

/// Tokens per speculative step beyond which no published method goes.
pub const MOST_ACCEPTED: f64 = 8.0;
/// A target time per output token that nothing misses, seconds.
pub const NO_TARGET_S: f64 = 1e9;

impl ServingRow {
    /// The meaning of `row`, by the columns of the calibration table: `model`, `gpu`, `n_gpu`, `tp`, `ep`,
    /// `dp_attn`, `precision`, `kv_precision`, `engine`, `version`, `spec`, `disagg`, `pf_tp`, `pf_ep`, `pf_dp`,
    /// `pf_workers`, `dec_workers`, `isl`, `osl`, `len_ratio`, `conc`, `offline_max`, `phase`,
    /// `total_tps_gpu`, `out_tps_gpu`, `ttft_s`, `tpot_s`, `date`; and `prefix_hit_rate`,
    /// `acceptance_length`, `max_num_seqs`, `target_tpot_s`, `usd_per_accelerator_hour`, `utilisation`. Columns that are words of a
    /// configuration ([`CONFIG_WORDS`](crate::catalog::CONFIG_WORDS)) give the model's shape. Other columns are not read;
    /// [`SERVING_INPUT`](super::SERVING_INPUT) says what each is.
    ///
    /// Without `n_gpu` and `tp` the layout is [`Deployment::smallest_fitting`]. More accelerators than
    /// `tp` without data-parallel attention are replicas beside each other, which share the requests.
    ///
    /// # Errors
    /// Every problem of the row.
    pub fn read(row: &Row, catalog: &Catalog) -> Result<ServingRow, Vec<Problem>> {
        let mut columns = Columns { row, problems: Vec::new() };
        columns.problems.extend(row.problems().cloned());
        if row.loss().is_some() {
            return Err(columns.problems);
        }
        let read = read(&mut columns, catalog);
        match read {
            Some(read) if columns.problems.is_empty() => Ok(read),
            _ => Err(columns.problems),
        }
    }

    /// Accelerators in all.
    pub fn gpus(&self) -> u64 {
        let of = |gpus: u32, count: u32| u64::from(gpus) * u64::from(count);
        match &self.disaggregated {
            Some(it) => {
                of(it.prefill.gpus, it.prefill_workers) + of(it.decode.gpus, it.decode_workers)
            }
            None => of(self.deployment.gpus, self.replicas),
        }
    }
}

fn read(columns: &mut Columns, catalog: &Catalog) -> Option<ServingRow> {
    let mut assumed = Vec::new();
    let model = served(columns, catalog, &mut assumed);
    let gpu = machine(columns, catalog, &mut assumed);
    let engine = columns.one_of("engine", &ENGINES);
    let (precision, format) = precision(columns, model.as_ref().map(|it| &it.shape), &mut assumed);
    let cache = match columns.row.get("kv_precision") {
        None => Some(None),
        Some(_) => columns.one_of("kv_precision", &CACHES).map(Some),
    };
    let requests = "must be from 1 to 1,000,000,000";
    let most_sequences = columns.number("max_num_seqs", requests, |it| (1.0..=MOST).contains(&it));
    let batched_tokens =
        columns.number("max_num_batched_tokens", requests, |it| (1.0..=MOST).contains(&it));
    let memory_share =
        columns.number("memory_share", "must be above 0 and at most 1", |it| it > 0.0 && it <= 1.0);
    let acceptance_length = acceptance_length(columns);
    let prefill_alone =
        columns.row.get("phase").is_some_and(|it| it.eq_ignore_ascii_case("prefill"));
    let work = work(columns, prefill_alone);
    let load = load(columns, prefill_alone);
    let phases = [("both", Phase::Both), ("prefill", Phase::Prefill), ("decode", Phase::Decode)];
    let phase = match columns.row.get("phase") {
        None => Some(Phase::Both),
        Some(_) => columns.one_of("phase", &phases),
    };
    let mut layout_notes = Vec::new();
    let laid_out = Layout::read(columns, &mut layout_notes);
    let own_rate = rate(columns);
    let known_rate = || catalog.latest_rental(&gpu.as_ref()?.id).map(|it| it.usd_per_hour.median());
    let rate = own_rate.or_else(known_rate);
    if let (None, Some(gpu)) = (rate, &gpu) {
        let rule = "is missing: the catalogue has no price per hour of the accelerator";
        columns.problem("usd_per_accelerator_hour", &gpu.id, rule);
    }
    let utilisation =
        columns.number("utilisation", "must be above 0 and at most 1", |it| it > 0.0 && it <= 1.0);
    let measured = Measured {
        total_tps_gpu: columns.positive("total_tps_gpu"),
        out_tps_gpu: columns.positive("out_tps_gpu"),
        ttft_s: columns.positive("ttft_s"),
        tpot_s: columns.positive("tpot_s"),
    };
    let age = software_age_months(columns, engine.unwrap_or(Engine::Vllm), &mut assumed);
    if let (Some(engine), Some(gpu)) = (engine, &gpu) {
        runs_on(columns, engine, gpu);
    }
    let (Served { shape: model, window_tokens }, gpu, engine, mut precision) =
        (model?, gpu?, engine?, precision?);
    let asked = precision;
    precision = model.published(asked);
    if precision != asked && asked != Precision::Fp4 {
        assumed
            .push(format!("precision = {asked}: its experts are published in {precision} alone"));
    }
    if let (Some(window), Some(work)) = (window_tokens, &work) {
        assumed.extend(beyond_window(window, work));
    }
    assumed.extend(model.stands_in.clone());
    assumed.extend(gpu.stands_in.clone());
    assumed.extend(spelling::stand_in(&format).map(str::to_string));
    assumed.extend(lacks(&gpu.spec, precision));
    assumed.append(&mut layout_notes);

    let smallest = Deployment::smallest_fitting(&model.architecture, gpu.spec, engine, precision);
    let base = Deployment {
        most_sequences,
        batched_tokens,
        memory_share,
        cache: cache?,
        software_age_months: age?,
        acceptance_length: acceptance_length?,
        ..smallest.unwrap_or(Deployment {
            gpus: gpu.spec.scaleup_domain,
            tensor_parallel: gpu.spec.scaleup_domain,
            ..Deployment::on_one(gpu.spec, engine, precision)
        })
    };
    let laid_out = laid_out?;
    let base = whole_prompts(base, work.as_ref()?);
    let LaidOut { deployment, replicas, disaggregated } = laid_out.on(base);
    starts(columns, &model.architecture, &deployment);
    let mut deployment = deployment;
    if let (None, Some(Load::Concurrency(_)), Some(work)) = (&disaggregated, &load, &work) {
        assumed.extend(raise_share(&model.architecture, &mut deployment, work));
    }
    if let (Layout::Smallest, true) = (laid_out, smallest.is_some()) {
        assumed.push(layout::chosen(&deployment));
    }
    let mut load = load?;
    if let (Load::Concurrency(all), true) = (load, replicas > 1) {
        if all < f64::from(replicas) {
            assumed.push(format!("conc = {all}: as if each of {replicas} replicas had one"));
        }
        load = Load::Concurrency((all / f64::from(replicas)).max(1.0));
    }
    let cell = Cell {
        model: model.id,
        accelerator: gpu.id.clone(),
        engine: engine.to_string(),
        precision: precision.to_string(),
        apart: disaggregated.is_some(),
    };
    Some(ServingRow {
        place: columns.row.place,
        cell,
        architecture: model.architecture,
        deployment,
        disaggregated,
        replicas,
        phase: phase?,
        work: work?,
        load,
        usd_per_accelerator_hour: rate?,
        has_own_rate: own_rate.is_some(),
        utilisation,
        measured,
        assumed,
    })
}

/// What a row asks for that a model with this window does not take in one request.
fn beyond_window(window: f64, work: &Work) -> Option<String> {
    let asked = work.isl + work.osl;
    (asked > window).then(|| {
        format!("a request of {asked:.0} tokens is longer than the model's window of {window:.0}")
    })
}

/// Words for speculative decoding that is off; all others name a method.
const NO_METHOD: [&str; 6] = ["none", "false", "0", "no", "off", "disabled"];

/// Tokens per speculative step: the column, else the fit's for random prompts where `spec` names a method.
fn acceptance_length(columns: &mut Columns) -> Option<f64> {
    let rule = "must be from 1 to 8";
    let given = columns.number("acceptance_length", rule, |it| (1.0..=MOST_ACCEPTED).contains(&it));
    let speculative = match columns.row.get("spec") {
        None => false,
        Some(text) => !NO_METHOD.contains(&text.to_lowercase().as_str()),
    };
    Some(given.unwrap_or(if speculative { Constants::REFERENCE.acceptance_length } else { 1.0 }))
}

fn work(columns: &mut Columns, prefill_alone: bool) -> Option<Work> {
    let rule = "must be a number above 0, at most 1000";
    let ratio = columns.number("len_ratio", rule, |it| it > 0.0 && it <= 1e3).unwrap_or(1.0);
    let isl = columns.required("isl");
    let osl = if prefill_alone {
        // A prefill worker writes one token, whatever the column says of what comes after.
        let rule = "must be from 0 to 1,000,000,000";
        let given = columns.number("osl", rule, |it| (0.0..=MOST).contains(&it));
        Some(given.unwrap_or(1.0).max(1.0))
    } else {
        columns.required("osl")
    };
    let hits = columns
        .number("prefix_hit_rate", "must be between 0 and 1", |it| (0.0..=1.0).contains(&it))
        .unwrap_or(0.0);
    let tpot_s = columns.positive("target_tpot_s").unwrap_or(NO_TARGET_S);
    Some(Work { isl: isl? * ratio, osl: osl? * ratio, prefix_hit_rate: hits, tpot_s })
}

fn load(columns: &mut Columns, prefill_alone: bool) -> Option<Load> {
    let offline = columns.flag("offline_max");
    if columns.row.get("conc").is_none() {
        if offline {
            return Some(Load::Offline);
        }
        if prefill_alone {
            return Some(Load::Concurrency(1.0));
        }
        let missing = "is missing: requests in flight, or offline_max true";
        columns.missing("conc", missing, "is not a number, and offline_max is not true");
    }
    let rule = "must be from 1 to 1,000,000,000";
    columns.number("conc", rule, |it| (1.0..=MOST).contains(&it)).map(Load::Concurrency)
}

/// USD per accelerator and hour, under either of its names.
fn rate(columns: &mut Columns) -> Option<f64> {
    let (name, other) = ("usd_per_accelerator_hour", "usd_per_gpu_hour");
    let given = [name, other].map(|column| {
        let rule = "must be from 0 to 1,000,000";
        columns.number(column, rule, |it| (0.0..=1e6).contains(&it))
    });
    if let [Some(one), Some(two)] = given
        && one != two
    {
        columns.problem(other, &two.to_string(), &format!("is another name of {name}, {one}"));
    }
    given[0].or(given[1])
}

#[cfg(test)]
mod tests;
