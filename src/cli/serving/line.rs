//! A row with what came of it, as a line of a table, JSON or CSV.

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Map, Value, json};
use undercut::analysis::hardware::Answer;
use undercut::error::cut;
use undercut::input::{Row, SERVING_OUTPUT, ServingRow};
use undercut::serving::{Calibration, Disaggregated, Rate};

use crate::cli::Failure;

/// A row with what came of it.
pub struct Line<'a> {
    /// The row as it was written.
    pub row: &'a Row,
    /// The answer, or why there is none.
    pub answer: Result<Answered, String>,
}

/// An answer, and what it was asked of.
pub struct Answered {
    /// Speed and cost.
    pub answer: Answer,
    /// The row as it was understood.
    pub read: ServingRow,
    /// The rate that was used.
    pub rate: Rate,
    /// What stands in for what is not known.
    pub notes: String,
}

impl Line<'_> {
    /// The value at an output column; null where there is none.
    fn value(&self, column: &str) -> Value {
        let answered = self.answer.as_ref();
        let of = |get: fn(&Answered) -> Value| answered.map_or(Value::Null, get);
        let number =
            |get: fn(&Answer) -> f64| answered.map_or(Value::Null, |it| json!(get(&it.answer)));
        let apart = |get: fn(&Disaggregated) -> Value| {
            answered.ok().and_then(|it| it.read.disaggregated.as_ref()).map_or(Value::Null, get)
        };
        match column {
            "row" => json!(self.row.place),
            "total_tps_gpu" => number(|it| it.total_tps_gpu),
            "out_tps_gpu" => number(|it| it.out_tps_gpu),
            "tpot_s" => number(|it| it.tpot_s),
            "ttft_s" => number(|it| it.ttft_s),
            "batch" => number(|it| it.batch),
            "sigma" => number(|it| it.sigma),
            "usd_per_mtok_input" => number(|it| it.unit_cost.uncached_input),
            "usd_per_mtok_cached_input" => number(|it| it.unit_cost.cached_input),
            "usd_per_mtok_output" => number(|it| it.unit_cost.output),
            "max_concurrency" => number(|it| it.held.max_concurrency),
            "kv_tokens" => number(|it| it.held.kv_tokens),
            "kv_bytes_per_token" => number(|it| it.held.kv_bytes_per_token),
            "weights_bytes_per_gpu" => number(|it| it.held.weights_bytes_per_gpu),
            "memory_share" => number(|it| it.held.memory_share),
            "usd_per_mtok_processed" => of(|it| json!(it.answer.usd_per_mtok_processed(it.rate))),
            "basis" => of(|it| json!(basis(it.answer.basis))),
            "notes" if self.notes().is_empty() => Value::Null,
            "notes" => json!(self.notes()),
            "error" => answered.map_or_else(|error| json!(error), |_| Value::Null),
            "n_gpu" => of(|it| json!(it.read.gpus())),
            "tp" => of(|it| json!(it.read.deployment.tensor_parallel)),
            "pp" => of(|it| json!(it.read.deployment.pipeline_parallel)),
            "ep" => of(|it| json!(it.read.deployment.expert_parallel)),
            "dp_attn" => of(|it| json!(it.read.deployment.data_parallel_attention)),
            "engine" => of(|it| json!(it.read.cell.engine)),
            "precision" => of(|it| json!(it.read.cell.precision)),
            "disagg" => of(|it| json!(it.read.disaggregated.is_some())),
            "pf_tp" => apart(|it| json!(it.prefill.tensor_parallel)),
            "pf_ep" => apart(|it| json!(it.prefill.expert_parallel)),
            "pf_dp" => apart(|it| json!(it.prefill.data_parallel_attention)),
            "pf_workers" => apart(|it| json!(it.prefill_workers)),
            "dec_workers" => apart(|it| json!(it.decode_workers)),
            "usd_per_accelerator_hour" => of(|it| json!(it.rate.usd_per_accelerator_hour)),
            "utilisation" => of(|it| json!(it.rate.utilisation)),
            given => self.row.get(given).map_or(Value::Null, |text| json!(cut(text))),
        }
    }

    fn notes(&self) -> &str {
        self.answer.as_ref().map_or("", |it| &it.notes)
    }

    /// All of it.
    pub fn json(&self) -> Value {
        let values = SERVING_OUTPUT.iter().map(|it| (it.name.to_string(), self.value(it.name)));
        Value::Object(Map::from_iter(values))
    }
}

fn basis(basis: Calibration) -> &'static str {
    match basis {
        Calibration::Anchored => "anchored",
        Calibration::Extrapolated => "extrapolated",
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The lines as CSV with a header.
pub fn csv_text(lines: &[Line]) -> Result<String, Failure> {
    let rows = lines.iter().map(|line| {
        SERVING_OUTPUT.iter().map(|it| plain(&line.value(it.name))).collect::<Vec<_>>()
    });
    super::super::csv_text::csv_text(SERVING_OUTPUT.iter().map(|it| it.name), rows)
}

/// Output columns that a terminal shows, and their headers there.
const SHOWN: [(&str, &str); 13] = [
    ("row", "row"),
    ("model", "model"),
    ("gpu", "gpu"),
    ("total_tps_gpu", "tokens/s/gpu"),
    ("out_tps_gpu", "output"),
    ("tpot_s", "TPOT, s"),
    ("ttft_s", "TTFT, s"),
    ("batch", "batch"),
    ("basis", "basis"),
    ("sigma", "sigma"),
    ("usd_per_mtok_input", "$/M input"),
    ("usd_per_mtok_cached_input", "cached"),
    ("usd_per_mtok_output", "output"),
];

/// The lines as a table for a terminal, and what was assumed of them.
pub fn table_text(lines: &[Line]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_header(SHOWN.iter().map(|(_, header)| header));
    for line in lines {
        table.add_row(SHOWN.iter().map(|(name, _)| match line.value(name) {
            Value::Number(number) if *name != "row" => {
                number.as_f64().map_or_else(String::new, short)
            }
            other => plain(&other),
        }));
    }
    for (column, (name, _)) in table.column_iter_mut().zip(SHOWN) {
        if !["model", "gpu", "basis"].contains(&name) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = format!("{table}\n");
    for line in lines.iter().filter(|line| !line.notes().is_empty()) {
        text.push_str(&format!("Row {}: {}.\n", line.row.place, line.notes()));
    }
    text
}

/// Four digits that count.
fn short(number: f64) -> String {
    let places = match number.abs() {
        size if size >= 1000.0 => 0,
        size if size >= 100.0 => 1,
        size if size >= 10.0 => 2,
        size if size >= 0.1 => 3,
        _ => 5,
    };
    format!("{number:.places$}")
}
