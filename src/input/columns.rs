//! Columns of the tables that the terminal reads and writes, as data: what the JSON Schema and the messages
//! say of them.

use crate::catalog::{CONFIG_WORDS, ConfigWord, WordHolds};
use serde_json::{Map, Value, json};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Text.
    Text,
    /// A number above 0.
    Positive,
    /// A number from 0 on.
    NotNegative,
    /// A number in [0, 1].
    Share,
    /// A whole number from 0 on.
    Count,
    /// `true` or `false`.
    Flag,
    /// A day, `YYYY-MM-DD`.
    Day,
}

/// A column: its name, what it holds, what an empty cell means and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Name.
    pub name: &'static str,
    /// What a cell holds.
    pub holds: Holds,
    /// What an empty or missing cell means; nothing where there must be a value.
    pub absent: Option<&'static str>,
    /// What it is, with its unit.
    pub meaning: &'static str,
}

const fn column(
    name: &'static str,
    holds: Holds,
    absent: Option<&'static str>,
    meaning: &'static str,
) -> Column {
    Column { name, holds, absent, meaning }
}

use Holds::{Count, Day, Flag, NotNegative, Positive, Share, Text};

/// Columns that `undercut serving --input` reads; others change nothing, and are named if they are not known.
pub const SERVING_INPUT: &[Column] = &[
    column("model", Text, None, "model, in any case, with or without its publisher in front"),
    column(
        "gpu",
        Text,
        None,
        "accelerator, such as H100, B200 or RTX 4090 48GB; a size that is not the card's is taken for its memory",
    ),
    column(
        "engine",
        Text,
        None,
        "sglang, vllm, trt or atom; dynamo- and mori- in front are allowed",
    ),
    column(
        "precision",
        Text,
        Some("the format in the model's name; needed where it has none"),
        "bf16, fp8, fp4, mxfp4 or int4, and other names of these",
    ),
    column(
        "kv_precision",
        Text,
        Some("what the engine takes beside that precision"),
        "number format of the cache: bf16, fp8 or fp4",
    ),
    column("isl", Positive, None, "input tokens per request, cached or not"),
    column("osl", Positive, Some("needed unless phase is prefill"), "output tokens per request"),
    column("conc", Positive, Some("needed unless offline_max"), "requests in flight in all"),
    column("offline_max", Flag, Some("false"), "as many in flight as memory and engine allow"),
    column(
        "max_num_seqs",
        Positive,
        Some("the engine's default: 1024 under vLLM, else 2048"),
        "requests that the engine schedules at once on each group of ranks that shares attention",
    ),
    column(
        "max_num_batched_tokens",
        Positive,
        Some("the engine's default by accelerator: 2048 to 16384"),
        "tokens that the engine computes in one pass at most, prompts and output together",
    ),
    column(
        "memory_share",
        Share,
        Some("the engine's default by version and accelerator, as the notes say"),
        "share of memory that the engine takes: vLLM's gpu_memory_utilization, SGLang's mem-fraction-static, TensorRT-LLM's free_gpu_memory_fraction",
    ),
    column("n_gpu", Count, Some("tp, else the smallest that fits"), "accelerators in all"),
    column("tp", Count, Some("n_gpu"), "accelerators that split each dense weight"),
    column(
        "pp",
        Count,
        Some("1"),
        "stages of the model's layers, one after the other, each of tp accelerators",
    ),
    column("ep", Count, Some("1"), "accelerators over which experts are spread whole"),
    column("dp_attn", Flag, Some("false"), "data-parallel attention"),
    column("spec", Text, Some("none"), "speculative decoding: none, or the name of a method"),
    column(
        "acceptance_length",
        Positive,
        Some("what was measured on random prompts if spec names a method, else 1"),
        "output tokens per step with speculative decoding",
    ),
    column("version", Text, Some("see date"), "version of the engine, for its release day"),
    column(
        "date",
        Day,
        Some("release day of version, else the median age of the engine's measured rows"),
        "day of the software",
    ),
    column("len_ratio", Positive, Some("1"), "mean actual over nominal tokens, for isl and osl"),
    column("prefix_hit_rate", Share, Some("0"), "share of the input found in the prefix cache"),
    column(
        "phase",
        Text,
        Some("both"),
        "both, or prefill or decode for workers of that phase alone; prefill needs neither osl nor conc",
    ),
    column("disagg", Flag, Some("false"), "prefill and decode on different accelerators"),
    column("pf_tp", Count, Some("1"), "tp of a prefill worker"),
    column("pf_ep", Count, Some("1"), "ep of a prefill worker"),
    column("pf_dp", Flag, Some("false"), "dp_attn of a prefill worker"),
    column("pf_workers", Count, Some("1"), "prefill workers"),
    column("dec_workers", Count, Some("1"), "decode workers"),
    column(
        "target_tpot_s",
        Positive,
        Some("none"),
        "longest time per output token, seconds; fewer requests are then in flight where needed",
    ),
    column(
        "usd_per_accelerator_hour",
        NotNegative,
        Some("--usd-per-accelerator-hour, else the accelerator's rental"),
        "USD for an hour of one accelerator",
    ),
    column(
        "utilisation",
        Share,
        Some("--utilisation, else 1"),
        "share of the deployment's work that is sold; divides cost, not throughput",
    ),
];

/// Columns that are read beside [`SERVING_INPUT`]: another name of the rate, and what was measured.
const ALSO_READ: [&str; 5] =
    ["usd_per_gpu_hour", "total_tps_gpu", "out_tps_gpu", "ttft_s", "tpot_s"];
/// Columns of tables of measured rows that say where a row is from.
const BESIDE: [&str; 5] = ["set", "source", "source_row", "note", "comment"];

/// Most columns of a table, and most keys of a row; the widest table known has 60.
pub(super) const MOST_COLUMNS: usize = 1_000;

/// The name of a column as people write it: in any case, with spaces or hyphens for underscores.
pub(super) fn column_name(written: &str) -> String {
    written.trim().to_lowercase().replace([' ', '-', '\u{a0}'], "_")
}

/// Whether what the column `name`, in lower case, holds makes a difference.
pub(super) fn is_read(name: &str) -> bool {
    ALSO_READ.contains(&name)
        || SERVING_INPUT.iter().any(|it| it.name == name)
        || CONFIG_WORDS.iter().any(|it| it.is_called(name))
}

/// Whether the column `name`, in lower case, is expected: it is read, stands beside what is, or is written.
pub(super) fn is_known(name: &str) -> bool {
    is_read(name) || BESIDE.contains(&name) || SERVING_OUTPUT.iter().any(|it| it.name == name)
}

/// Columns that `undercut serving` writes.
pub const SERVING_OUTPUT: &[Column] = &[
    column("row", Count, None, "place of the row in the input, from 1"),
    column("model", Text, Some("the cell was empty"), "model as the input has it"),
    column("gpu", Text, Some("the cell was empty"), "accelerator as the input has it"),
    column("total_tps_gpu", Positive, Some("failed"), "input and output tokens/s and accelerator"),
    column(
        "out_tps_gpu",
        NotNegative,
        Some("failed"),
        "output tokens/s and accelerator; with disagg per accelerator that decodes",
    ),
    column("tpot_s", Positive, Some("failed"), "mean time per output token, seconds"),
    column("ttft_s", Positive, Some("failed"), "mean time to the first token, seconds"),
    column("batch", Positive, Some("failed"), "requests in flight in one replica"),
    column(
        "max_concurrency",
        NotNegative,
        Some("failed"),
        "requests of isl + osl, all of it written, that the caches of one replica hold",
    ),
    column("kv_tokens", NotNegative, Some("failed"), "tokens of such requests in those caches"),
    column(
        "kv_bytes_per_token",
        NotNegative,
        Some("failed"),
        "cache of one token, without what a request takes whatever its length, on all accelerators that share it, bytes",
    ),
    column(
        "weights_bytes_per_gpu",
        Positive,
        Some("failed"),
        "weights on one accelerator as loaded, bytes; without adapters and image encoders",
    ),
    column(
        "basis",
        Text,
        Some("failed"),
        "anchored: one measured row of the cell sets the level; or extrapolated",
    ),
    column(
        "sigma",
        Positive,
        Some("failed"),
        "standard deviation of the log of throughput's error",
    ),
    column(
        "usd_per_mtok_input",
        NotNegative,
        Some("failed"),
        "USD per million computed input tokens",
    ),
    column(
        "usd_per_mtok_cached_input",
        NotNegative,
        Some("failed"),
        "USD per million input tokens found in the cache",
    ),
    column("usd_per_mtok_output", NotNegative, Some("failed"), "USD per million output tokens"),
    column("notes", Text, Some("nothing assumed"), "what stands in for what is not known"),
    column("error", Text, Some("served"), "why the row cannot be served: column, value and rule"),
    column("n_gpu", Count, Some("failed"), "accelerators in all, as used"),
    column("tp", Count, Some("failed"), "tp of a replica or decode worker, as used"),
    column("pp", Count, Some("failed"), "stages of a replica, as used"),
    column("ep", Count, Some("failed"), "ep of a replica or decode worker, as used"),
    column(
        "dp_attn",
        Flag,
        Some("failed"),
        "data-parallel attention of a replica or decode worker",
    ),
    column("engine", Text, Some("failed"), "engine, as understood"),
    column("precision", Text, Some("failed"), "precision, as understood"),
    column("disagg", Flag, Some("failed"), "prefill and decode on different accelerators"),
    column("pf_tp", Count, Some("not disagg"), "tp of a prefill worker, as used"),
    column("pf_ep", Count, Some("not disagg"), "ep of a prefill worker, as used"),
    column(
        "pf_dp",
        Flag,
        Some("not disagg"),
        "data-parallel attention of a prefill worker, as used",
    ),
    column("pf_workers", Count, Some("not disagg"), "prefill workers, as used"),
    column("dec_workers", Count, Some("not disagg"), "decode workers, as used"),
    column(
        "usd_per_accelerator_hour",
        NotNegative,
        Some("failed"),
        "USD for an hour of one accelerator, as used",
    ),
    column("utilisation", Share, Some("failed"), "share of the work that is sold, as used"),
    column(
        "memory_share",
        Share,
        Some("failed"),
        "share of memory that the engine takes in a replica or decode worker, as used",
    ),
    column(
        "usd_per_mtok_processed",
        NotNegative,
        Some("failed"),
        "USD per million tokens processed: input, cached or not, and output",
    ),
];

/// A worked input of `undercut serving`.
pub const SERVING_EXAMPLE: &str = include_str!("../../docs/serving/example.csv");
/// What `undercut serving` makes of it, with `--format json`.
pub const SERVING_EXAMPLE_OUTPUT: &str = include_str!("../../docs/serving/example.json");

/// The JSON Schema (draft 2020-12) of the input and output of `undercut serving`, with one worked example of
/// each.
pub fn serving_schema() -> Value {
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "undercut serving",
        "description": "input: CSV with these columns, or JSON with the same names; output: one row per row of the input, in its order",
        "$defs": {
            "input": with_words(rows(SERVING_INPUT, true)),
            "output": rows(SERVING_OUTPUT, false),
        },
        "oneOf": [{ "$ref": "#/$defs/input" }, { "$ref": "#/$defs/output" }],
        "examples": [{ "input_csv": SERVING_EXAMPLE, "output": parsed(SERVING_EXAMPLE_OUTPUT) }],
    })
}

/// The input's rows with the words of a model's configuration, which give its shape.
fn with_words(mut rows: Value) -> Value {
    for word in CONFIG_WORDS {
        rows["items"]["properties"][word.name] = of_word(word);
    }
    rows
}

fn of_word(word: &ConfigWord) -> Value {
    let mut schema = match word.holds {
        WordHolds::Count => json!({ "type": ["integer", "null"], "minimum": 0 }),
        WordHolds::Flag => json!({ "type": ["boolean", "null"] }),
        WordHolds::Text => json!({ "type": ["string", "null"] }),
        WordHolds::List => json!({ "type": ["integer", "string", "array", "null"] }),
    };
    let others = match word.others {
        [] => String::new(),
        others => format!("; also {}", others.join(", ")),
    };
    schema["description"] = json!(format!("{}{others}", word.meaning));
    schema["$comment"] =
        json!("a word of the model's config.json; with any of them the row gives the shape");
    schema
}

fn rows(columns: &[Column], more: bool) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for column in columns {
        properties.insert(column.name.to_string(), cell(column));
        if column.absent.is_none() {
            required.push(column.name);
        }
    }
    json!({
        "type": "array",
        "items": {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": more,
        },
    })
}

fn cell(column: &Column) -> Value {
    let mut schema = match column.holds {
        Holds::Text => json!({ "type": "string" }),
        Holds::Positive => json!({ "type": "number", "exclusiveMinimum": 0 }),
        Holds::NotNegative => json!({ "type": "number", "minimum": 0 }),
        Holds::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Holds::Count => json!({ "type": "integer", "minimum": 0 }),
        Holds::Flag => json!({ "type": "boolean" }),
        Holds::Day => json!({ "type": "string", "format": "date" }),
    };
    schema["description"] = json!(column.meaning);
    if let Some(absent) = column.absent {
        schema["type"] = json!([schema["type"], "null"]);
        schema["$comment"] = json!(format!("absent: {absent}"));
    }
    schema
}
