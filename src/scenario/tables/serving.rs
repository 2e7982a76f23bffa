//! A row of a table of deployments: what to serve, on what, at which load, and what was measured.

use super::spelling::{self, CACHES, ENGINES, PRECISIONS, spelled};
use super::{Row, ServingCatalog};
use crate::calendar::Day;
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

/// A target time per output token that nothing misses, seconds.
pub const NO_TARGET_S: f64 = 1e9;

/// The day from which the fit counts software age.
const REFERENCE_DAY: &str = "2026-06-11";
/// Most months of software age that measured rows span.
const OLDEST_MONTHS: f64 = 12.0;
/// Releases of engines whose rows carry a version and no day (their repositories' release pages).
const RELEASES: [(&str, &str); 14] = [
    ("1.0.0rc3", "2025-07-15"),
    ("1.0.0", "2025-09-24"),
    ("1.1.0", "2025-12-12"),
    ("1.2.0rc2", "2025-11-07"),
    ("0.5.6.post2", "2025-12-11"),
    ("0.5.9", "2026-02-24"),
    ("0.5.10.post1", "2026-04-09"),
    ("0.11.0", "2025-10-02"),
    ("0.12.0", "2025-12-03"),
    ("0.14.0", "2026-01-20"),
    ("0.15.1", "2026-02-04"),
    ("0.16.0", "2026-02-25"),
    ("0.17.0", "2026-03-07"),
    ("0.18.0", "2026-03-20"),
];

/// Reads cells of one row and keeps every problem.
struct Columns<'a> {
    row: &'a Row,
    problems: Vec<Problem>,
}

impl Columns<'_> {
    fn problem(&mut self, column: &str, value: &str, rule: &str) {
        let path = format!("row {}, {column}", self.row.place);
        self.problems.push(Problem::new(path, value, rule));
    }

    /// Says that `column` is `missing`, or `wrong` where it holds a word for nothing; a cell that cannot be read has
    /// been said.
    fn missing(&mut self, column: &str, missing: &str, wrong: &str) {
        match self.row.nothing(column) {
            Some(word) => self.problem(column, word, wrong),
            None if self.row.is_broken(column) => {}
            None => self.problem(column, "", missing),
        }
    }

    fn text(&mut self, column: &str) -> Option<String> {
        let text = self.row.get(column).map(str::to_lowercase);
        if text.is_none() {
            self.missing(column, "is missing", "is no name");
        }
        text
    }

    /// A number for which `holds`, else a problem that says `rule`.
    fn number(&mut self, column: &str, rule: &str, holds: fn(f64) -> bool) -> Option<f64> {
        let text = self.row.get(column)?;
        let read = spelling::number(text).filter(|number| number.is_finite() && holds(*number));
        if read.is_none() {
            self.problem(column, text, rule);
        }
        read
    }

    fn positive(&mut self, column: &str) -> Option<f64> {
        self.number(column, "must be a number above 0", |it| it > 0.0)
    }

    fn required(&mut self, column: &str) -> Option<f64> {
        if self.row.get(column).is_none() {
            self.missing(column, "is missing", "is not a number");
        }
        self.positive(column)
    }

    /// A whole number, of workers or ranks.
    fn count(&mut self, column: &str) -> Option<u32> {
        let rule = "must be a whole number, at most 100,000";
        let whole = |it: f64| (0.0..=1e5).contains(&it) && it.fract() == 0.0;
        // Workers that a source writes as 0 were not told apart.
        self.number(column, rule, whole).map(|it| it.max(1.0) as u32)
    }

    fn flag(&mut self, column: &str) -> bool {
        match self.row.get(column).map(str::to_lowercase).as_deref() {
            None | Some("false" | "0" | "no") => false,
            Some("true" | "1" | "yes") => true,
            Some(other) => {
                self.problem(column, other, "must be true or false");
                false
            }
        }
    }

    fn one_of<T: Copy>(&mut self, column: &str, names: &[(&str, T)]) -> Option<T> {
        let text = spelled(&self.text(column)?);
        let found = names.iter().find(|(name, _)| *name == text).map(|(_, it)| *it);
        if found.is_none() {
            let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            self.problem(column, &text, &format!("is not one of {}", known.join(", ")));
        }
        found
    }
}

impl ServingRow {
    /// The meaning of `row`, by the columns of the calibration table: `model`, `gpu`, `n_gpu`, `tp`, `ep`,
    /// `dp_attn`, `precision`, `kv_precision`, `engine`, `version`, `spec`, `disagg`, `pf_tp`, `pf_ep`, `pf_dp`,
    /// `pf_workers`, `dec_workers`, `isl`, `osl`, `len_ratio`, `conc`, `offline_max`, `phase`,
    /// `total_tps_gpu`, `out_tps_gpu`, `ttft_s`, `tpot_s`, `date`; and `prefix_hit_rate`,
    /// `acceptance_length`, `target_tpot_s`, `usd_per_accelerator_hour`, `utilisation`. Other columns are not read.
    ///
    /// Without `n_gpu` and `tp` the layout is [`Deployment::smallest_fitting`]. More accelerators than
    /// `tp` without data-parallel attention are replicas beside each other, which share the requests.
    ///
    /// # Errors
    /// Every problem of the row.
    pub fn read(row: &Row, catalog: &ServingCatalog) -> Result<ServingRow, Vec<Problem>> {
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
}

fn read(columns: &mut Columns, catalog: &ServingCatalog) -> Option<ServingRow> {
    let mut assumed = Vec::new();
    let model = columns.text("model").and_then(|name| {
        let found = catalog.architecture(&name);
        if found.is_none() {
            let rule = "is not a model whose shape is known, nor names its size (70b, 30b-a3b)";
            columns.problem("model", &name, rule);
        }
        found
    });
    let gpu = columns.text("gpu").and_then(|name| {
        let found = catalog.accelerator(&name);
        if found.is_none() {
            let known: Vec<&str> =
                catalog.accelerators().iter().map(|it| it.name.as_str()).collect();
            columns.problem("gpu", &name, &format!("is not one of {}", known.join(", ")));
        }
        found
    });
    let engine = columns.one_of("engine", &ENGINES);
    let precision = columns.one_of("precision", &PRECISIONS);
    let cache = match columns.row.get("kv_precision") {
        None => Some(None),
        Some(_) => columns.one_of("kv_precision", &CACHES).map(Some),
    };
    let most_sequences = columns.number("max_num_seqs", "must be at least 1", |it| it >= 1.0);
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
    let gpus = columns.count("n_gpu");
    let tensor = columns.count("tp");
    let expert = columns.count("ep").unwrap_or(1);
    let data_parallel = columns.flag("dp_attn");
    let disaggregated = columns.flag("disagg");
    let rate = ["usd_per_accelerator_hour", "usd_per_gpu_hour"]
        .map(|column| columns.number(column, "must not be negative", |it| it >= 0.0));
    let rate = rate[0].or(rate[1]);
    let utilisation =
        columns.number("utilisation", "must be above 0 and at most 1", |it| it > 0.0 && it <= 1.0);
    let measured = Measured {
        total_tps_gpu: columns.positive("total_tps_gpu"),
        out_tps_gpu: columns.positive("out_tps_gpu"),
        ttft_s: columns.positive("ttft_s"),
        tpot_s: columns.positive("tpot_s"),
    };
    let age = software_age_months(columns, engine.unwrap_or(Engine::Vllm), &mut assumed);
    let (model, gpu, engine, mut precision) = (model?, gpu?, engine?, precision?);
    // OpenAI publishes gpt-oss with MXFP4 experts and everything else in BF16.
    if precision == Precision::Fp4 && model.name.starts_with("gpt-oss") {
        precision = Precision::Mxfp4;
    }
    assumed.extend(model.fallback.clone());
    assumed.extend(gpu.unmeasured.clone());
    let format = columns.row.get("precision").map(spelled).unwrap_or_default();
    assumed.extend(spelling::stand_in(&format).map(str::to_string));

    let smallest =
        Deployment::smallest_fitting(&model.architecture, gpu.accelerator, engine, precision);
    let base = Deployment {
        most_sequences,
        cache: cache?,
        software_age_months: age?,
        acceptance_length: acceptance_length?,
        ..smallest.unwrap_or(Deployment {
            gpus: gpu.accelerator.scaleup_domain,
            tensor_parallel: gpu.accelerator.scaleup_domain,
            ..Deployment::on_one(gpu.accelerator, engine, precision)
        })
    };
    let mut load = load?;
    let (deployment, disaggregated) = if disaggregated {
        let layout = disaggregated_layout(columns, base, gpus, expert, data_parallel)?;
        (layout.decode, Some(layout))
    } else {
        let (deployment, replicas) = match (gpus, tensor) {
            (None, None) => (base, 1.0),
            (gpus, tensor) => {
                let gpus = gpus.or(tensor).unwrap_or(1);
                colocated(columns, base, gpus, tensor.unwrap_or(gpus), expert, data_parallel)?
            }
        };
        if let (Load::Concurrency(all), true) = (load, replicas > 1.0) {
            load = Load::Concurrency((all / replicas).max(1.0));
        }
        (deployment, None)
    };
    let cell = Cell {
        model: model.name,
        accelerator: gpu.name.clone(),
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
        phase: phase?,
        work: work?,
        load,
        usd_per_accelerator_hour: rate.unwrap_or(gpu.usd_per_hour),
        has_own_rate: rate.is_some(),
        utilisation,
        measured,
        assumed,
    })
}

/// Tokens per speculative step: the column, else the fit's for random prompts where `spec` names a method.
fn acceptance_length(columns: &mut Columns) -> Option<f64> {
    let rule = "must be at least 1";
    let given = columns.number("acceptance_length", rule, |it| it >= 1.0);
    let speculative = match columns.row.get("spec") {
        None => false,
        Some(text) => !["none", "false", "0"].contains(&text.to_lowercase().as_str()),
    };
    Some(given.unwrap_or(if speculative { Constants::REFERENCE.acceptance_length } else { 1.0 }))
}

fn work(columns: &mut Columns, prefill_alone: bool) -> Option<Work> {
    let ratio = columns.positive("len_ratio").unwrap_or(1.0);
    let isl = columns.required("isl");
    let osl = if prefill_alone {
        // A prefill worker writes one token, whatever the column says of what comes after.
        let given = columns.number("osl", "must not be negative", |it| it >= 0.0);
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
    if columns.flag("offline_max") {
        return Some(columns.positive("conc").map_or(Load::Offline, Load::Concurrency));
    }
    if columns.row.get("conc").is_none() {
        if prefill_alone {
            return Some(Load::Concurrency(1.0));
        }
        let missing = "is missing: requests in flight, or offline_max true";
        columns.missing("conc", missing, "is not a number, and offline_max is not true");
    }
    let rule = "must be at least 1";
    columns.number("conc", rule, |it| it >= 1.0).map(Load::Concurrency)
}

/// Months from the day of the software, or of its release, to the fit's reference day, within what
/// was measured.
fn software_age_months(
    columns: &mut Columns,
    engine: Engine,
    assumed: &mut Vec<String>,
) -> Option<f64> {
    let day = match columns.row.get("date").map(str::to_string) {
        // A month alone counts as its middle.
        Some(text) => match Day::parse(text.get(..10).unwrap_or(&format!("{text}-15"))) {
            Some(day) => day.to_string(),
            None => {
                columns.problem("date", &text, "must be a day such as 2026-03-27, or a month");
                return None;
            }
        },
        None => {
            let version = columns.row.get("version").unwrap_or("");
            let version = version.trim_start_matches('v');
            match RELEASES.iter().find(|(name, _)| *name == version) {
                Some((_, day)) => day.to_string(),
                None => {
                    let months = undated_months(engine);
                    assumed.push(format!("software {months} months old"));
                    return Some(months);
                }
            }
        }
    };
    Some(months_between(&day, REFERENCE_DAY).clamp(0.0, OLDEST_MONTHS))
}

/// Median age of the engine's calibration rows, months: what an undated row is taken for.
fn undated_months(engine: Engine) -> f64 {
    match engine {
        Engine::Sglang | Engine::Vllm | Engine::Atom => 2.5,
        Engine::TensorrtLlm => 7.5,
    }
}

/// Mean months of 30.4375 days from `earlier` to `later`, both `YYYY-MM-DD`.
fn months_between(earlier: &str, later: &str) -> f64 {
    (day_number(later) - day_number(earlier)) / 30.4375
}

/// Days since an arbitrary day, proleptic Gregorian.
fn day_number(day: &str) -> f64 {
    let part = |from: usize, to: usize| {
        day.get(from..to).and_then(|text| text.parse::<i64>().ok()).unwrap_or(0)
    };
    let (year, month, day) = (part(0, 4), part(5, 7), part(8, 10));
    let shifted = if month > 2 { year } else { year - 1 };
    let days = 365 * shifted + shifted.div_euclid(4) - shifted.div_euclid(100)
        + shifted.div_euclid(400)
        + (153 * ((month + 9) % 12) + 2) / 5
        + day;
    days as f64
}

/// One replica of a co-located row, and how many such replicas stand beside each other.
fn colocated(
    columns: &mut Columns,
    base: Deployment,
    gpus: u32,
    tensor: u32,
    expert: u32,
    data_parallel: bool,
) -> Option<(Deployment, f64)> {
    if !gpus.is_multiple_of(tensor) {
        columns.problem("tp", &tensor.to_string(), &format!("must divide n_gpu, {gpus}"));
        return None;
    }
    let beside = if data_parallel { 1 } else { gpus / tensor };
    let gpus = gpus / beside;
    Some((worker(base, gpus, tensor, expert, data_parallel), f64::from(beside)))
}

/// `tp` equal to all accelerators beside data-parallel attention splits experts only: attention is then
/// whole on each of them, as SGLang and TensorRT-LLM read the pair.
fn worker(
    base: Deployment,
    gpus: u32,
    tensor: u32,
    expert: u32,
    data_parallel: bool,
) -> Deployment {
    Deployment {
        gpus,
        tensor_parallel: match data_parallel {
            true if tensor == gpus => 1,
            true => tensor,
            false => gpus,
        },
        expert_parallel: expert.min(gpus),
        data_parallel_attention: data_parallel && gpus > 1,
        ..base
    }
}

/// Workers of a disaggregated row. A worker has `max(tp, ep)` accelerators; where a source writes 1 for
/// both, decode has the largest power of two within two thirds of all, or every worker the same.
fn disaggregated_layout(
    columns: &mut Columns,
    base: Deployment,
    gpus: Option<u32>,
    expert: u32,
    data_parallel: bool,
) -> Option<Disaggregated> {
    let (tensor, prefill_tensor) =
        (columns.count("tp").unwrap_or(1), columns.count("pf_tp").unwrap_or(1));
    let prefill_expert = columns.count("pf_ep").unwrap_or(1);
    let prefill_data_parallel = columns.flag("pf_dp");
    let prefill_workers = columns.count("pf_workers").unwrap_or(1);
    let decode_workers = columns.count("dec_workers").unwrap_or(1);
    let (mut prefill, mut decode) = (prefill_tensor.max(prefill_expert), tensor.max(expert));
    let untold = |column: &str, columns: &Columns| columns.row.get(column) == Some("0");
    if let (true, true, Some(all)) =
        (untold("pf_workers", columns), untold("dec_workers", columns), gpus)
        && all >= 16
    {
        let side = |workers, gpus| (workers, worker(base, gpus, gpus, 1, false));
        let ((prefill_workers, prefill), (decode_workers, decode)) =
            (side(1, 8), side((all - 8) / 8, 8));
        let prefill = Deployment { acceptance_length: 1.0, ..prefill };
        return Some(Disaggregated { prefill, prefill_workers, decode, decode_workers });
    }
    if let (1, 1, Some(all)) = (prefill, decode, gpus) {
        let workers = prefill_workers + decode_workers;
        if decode_workers > prefill_workers && all.is_multiple_of(workers) {
            (prefill, decode) = (all / workers, all / workers);
        } else {
            let most = (2 * all / 3 / decode_workers).max(1);
            decode = 1 << most.ilog2();
            prefill = (all.saturating_sub(decode * decode_workers) / prefill_workers).max(1);
        }
    }
    let wide = |gpus: u32, tensor: u32, expert: u32, data_parallel: bool| {
        // A worker wider than its tensor ranks is data-parallel, whatever the column says.
        let data_parallel = data_parallel || tensor < gpus;
        let expert = if data_parallel { gpus } else { expert };
        worker(
            base,
            gpus,
            if gpus.is_multiple_of(tensor) { tensor } else { 1 },
            expert,
            data_parallel,
        )
    };
    Some(Disaggregated {
        prefill: Deployment {
            acceptance_length: 1.0,
            ..wide(prefill, prefill_tensor, prefill_expert, prefill_data_parallel)
        },
        prefill_workers,
        decode: wide(decode, tensor, expert, data_parallel),
        decode_workers,
    })
}

#[cfg(test)]
mod tests;
