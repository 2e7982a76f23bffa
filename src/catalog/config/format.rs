//! The number format of the weights, by the words of a configuration.

use super::reading::Words;
use crate::document::{Table, Value};

/// A number format as a configuration gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfiguredFormat {
    /// The format, as a row of a table would write it.
    pub name: &'static str,
    /// Whether weights were made smaller; else they are as they were trained.
    pub is_quantised: bool,
    /// Whether attention was left as it was, and what else stands beside routed experts.
    pub keeps: [bool; 2],
}

/// The format that `quantization_config` gives, else the one of `torch_dtype`.
pub(super) fn format(words: &mut Words) -> Option<ConfiguredFormat> {
    if let Some(table) = words.table("quantization_config") {
        let method = method(table);
        let found = by_method(table, &method);
        if found.is_none() {
            words.note(format!("quantization_config: the format of {method} is not known"));
        }
        let keeps = ["attn", "shared_expert"].map(|part| left_out(table, part));
        return found.map(|name| ConfiguredFormat { name, is_quantised: true, keeps });
    }
    let dtype = words.text("torch_dtype").or_else(|| words.text("dtype"))?;
    let name = match dtype {
        "bfloat16" | "float16" => "bf16",
        _ => return None,
    };
    Some(ConfiguredFormat { name, is_quantised: false, keeps: [false; 2] })
}

/// Whether the quantiser was told to leave modules out whose names hold `part`.
fn left_out(table: &Table, part: &str) -> bool {
    let lists =
        ["modules_to_not_convert", "ignore", "exclude_modules", "exclude", "ignored_layers"];
    lists.iter().filter_map(|key| table.get(key)).any(|value| match value {
        Value::List(names) => names.iter().filter_map(Value::scalar).any(|it| it.contains(part)),
        _ => false,
    })
}

/// The method's name in lower case; of NVIDIA's tool with its algorithm.
fn method(table: &Table) -> String {
    let text = |key: &str| table.get(key).and_then(Value::scalar).unwrap_or("").to_lowercase();
    let method = text("quant_method");
    let algorithm = text("quant_algo");
    match (method.as_str(), algorithm.as_str()) {
        (_, "") => method,
        _ => algorithm,
    }
}

fn by_method(table: &Table, method: &str) -> Option<&'static str> {
    let scalar = |key: &str| table.get(key).and_then(Value::scalar);
    let is_set = |key: &str| matches!(table.get(key), Some(Value::Flag(true)));
    let of_bits = |bits: Option<&str>| match bits {
        Some("8") => Some("int8"),
        Some("4") => Some("int4"),
        _ => None,
    };
    match method {
        "fp8" | "fbgemm_fp8" | "fp8_pb_wo" | "fp8_per_channel_per_token" => Some("fp8"),
        "mxfp4" | "w4a8_mxfp4_fp8" | "mxfp4_fp8" => Some("mxfp4"),
        "mxfp8" => Some("fp8"),
        "nvfp4" | "w4a16_nvfp4" | "nvfp4_awq" => Some("nvfp4"),
        "awq" | "gptq" | "gptq_marlin" | "awq_marlin" | "auto-round" | "hqq" | "aqlm" => {
            of_bits(scalar("bits").or_else(|| scalar("w_bit")).or(Some("4")))
        }
        "w4a16_awq" | "int4_awq" => Some("int4"),
        "w4a8_awq" => Some("w4a8"),
        "bitsandbytes" if is_set("load_in_8bit") => Some("int8"),
        "bitsandbytes" => Some("int4"),
        "compressed-tensors" | "quark" => of_groups(table),
        // Experts are most of what is in it.
        "mixed_precision" => written(table).contains("nvfp4").then_some("nvfp4"),
        _ => None,
    }
}

/// The format of the first group of weights.
fn of_groups(table: &Table) -> Option<&'static str> {
    let text = written(table);
    if text.contains("nvfp4") {
        return Some("nvfp4");
    }
    let weights = weights(&Value::Table(table.clone()))?;
    let scalar = |key: &str| weights.get(key).and_then(Value::scalar).unwrap_or("").to_lowercase();
    let kind = format!("{} {}", scalar("type"), scalar("dtype"));
    match scalar("num_bits").as_str() {
        "4" if kind.contains("float") => Some("nvfp4"),
        "4" => Some("int4"),
        "8" if kind.contains("float") => Some("fp8"),
        "8" => Some("int8"),
        _ if kind.contains("fp4") => Some("mxfp4"),
        _ if kind.contains("fp8") => Some("fp8"),
        _ if kind.contains("int4") => Some("int4"),
        _ if kind.contains("int8") => Some("int8"),
        _ => None,
    }
}

/// The first table under `weights` or `weight`, however deep.
fn weights(value: &Value) -> Option<Table> {
    let Value::Table(table) = value else { return None };
    for key in ["weights", "weight"] {
        if let Some(Value::Table(found)) = table.get(key) {
            return Some(found.clone());
        }
    }
    table.0.iter().find_map(|(_, below)| weights(below))
}

/// All texts of a table in lower case, one after another.
fn written(table: &Table) -> String {
    let mut all = String::new();
    for (_, value) in &table.0 {
        match value {
            Value::Table(below) => all.push_str(&written(below)),
            Value::Text(text) => all.push_str(&text.to_lowercase()),
            _ => {}
        }
        all.push(' ');
    }
    all
}
