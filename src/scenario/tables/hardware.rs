//! Models and accelerators by name, for tables that name them as text.

use std::sync::LazyLock;

use super::closed::closed;
use super::spelling::{self, spelled};
use crate::document::{self, Reader, Value};
use crate::error::{Error, Problem};
use crate::serving::{Accelerator, Architecture, Attention, Generation};

/// Shapes of models and data sheets of accelerators, by name.
#[derive(Debug, Clone, PartialEq)]
pub struct ServingCatalog {
    architectures: Vec<(Names, Architecture)>,
    accelerators: Vec<FoundAccelerator>,
}

#[derive(Debug, Clone, PartialEq)]
struct Names {
    name: String,
    aliases: Vec<String>,
}

impl Names {
    fn hold(&self, wanted: &str) -> bool {
        self.name == wanted || self.aliases.iter().any(|alias| alias == wanted)
    }
}

/// A model's shape, and whether it is its own.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundArchitecture {
    /// The catalogue's name of the model, or the name asked for where the shape is assumed.
    pub name: String,
    /// The shape.
    pub architecture: Architecture,
    /// What stands in for a shape that is not public.
    pub fallback: Option<String>,
}

/// An accelerator with what the tables need beside its data sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundAccelerator {
    /// The catalogue's name.
    pub name: String,
    aliases: Vec<String>,
    /// The data sheet.
    pub accelerator: Accelerator,
    /// Rental of one, USD per hour.
    pub usd_per_hour: f64,
    /// Why its efficiencies are those of another family; nothing where its own kind was measured.
    pub unmeasured: Option<String>,
}

impl ServingCatalog {
    /// The tables that come with the program.
    pub fn shipped() -> &'static ServingCatalog {
        static SHIPPED: LazyLock<ServingCatalog> = LazyLock::new(|| {
            ServingCatalog::parse(
                include_str!("../../../scenarios/serving/architectures.toml"),
                include_str!("../../../scenarios/serving/accelerators.toml"),
            )
            .expect("a test reads the shipped tables")
        });
        &SHIPPED
    }

    /// The tables in two TOML texts.
    ///
    /// # Errors
    /// Every problem of both texts.
    pub fn parse(architectures: &str, accelerators: &str) -> Result<ServingCatalog, Error> {
        let mut problems = Vec::new();
        let models = document::parse(architectures)?;
        let machines = document::parse(accelerators)?;
        let mut reader = Reader::new(&models, "");
        let architectures = reader
            .tables("architecture", &mut problems)
            .into_iter()
            .filter_map(|(path, table)| read_architecture(Reader::new(table, path), &mut problems))
            .collect();
        let mut problems_of_machines = Vec::new();
        let mut reader = Reader::new(&machines, "");
        let accelerators = reader
            .tables("accelerator", &mut problems_of_machines)
            .into_iter()
            .filter_map(|(path, table)| {
                read_accelerator(Reader::new(table, path), &mut problems_of_machines)
            })
            .collect();
        problems.append(&mut problems_of_machines);
        if problems.is_empty() {
            Ok(ServingCatalog { architectures, accelerators })
        } else {
            Err(Error::Invalid(problems))
        }
    }

    /// The accelerator called `name`, in any case, with or without its maker, memory and form.
    pub fn accelerator(&self, name: &str) -> Option<&FoundAccelerator> {
        let named = |wanted: String| {
            self.accelerators.iter().find(|it| it.name == wanted || it.aliases.contains(&wanted))
        };
        named(spelled(name)).or_else(|| named(spelling::accelerator(name)))
    }

    /// The shape of the model called `name`, in any case, with or without its publisher and a closing
    /// `-instruct` or number format; else one assumed from the sizes in the name
    /// (`70b`: [`Architecture::dense_equivalent`]; `30b-a3b`, `8x7b`: [`Architecture::sparse_guess`]).
    /// else the catalogue's guess at a closed model of that name. Nothing for a name without any, or with more active than in all.
    pub fn architecture(&self, name: &str) -> Option<FoundArchitecture> {
        let mut wanted = spelled(name.rsplit('/').next().unwrap_or(name));
        loop {
            if let Some((names, architecture)) =
                self.architectures.iter().find(|(names, _)| names.hold(&wanted))
            {
                let (name, architecture) = (names.name.clone(), *architecture);
                return Some(FoundArchitecture { name, architecture, fallback: None });
            }
            match ENDINGS.iter().find_map(|ending| wanted.strip_suffix(ending)) {
                Some(shorter) => wanted = shorter.to_string(),
                None => break,
            }
        }
        let (architecture, fallback) = guessed(&wanted).or_else(|| closed(&wanted))?;
        Some(FoundArchitecture { name: wanted, architecture, fallback: Some(fallback) })
    }

    /// Names of the models whose shape is known.
    pub fn models(&self) -> impl Iterator<Item = &str> {
        self.architectures.iter().map(|(names, _)| names.name.as_str())
    }

    /// The accelerators.
    pub fn accelerators(&self) -> &[FoundAccelerator] {
        &self.accelerators
    }
}

/// What names of the same weights end in: tuning, and the number format that has a column of its own.
const ENDINGS: [&str; 18] = [
    "-instruct",
    "-chat",
    "-it",
    "-hf",
    "-base",
    "-preview",
    "-fp8",
    "-fp4",
    "-nvfp4",
    "-mxfp4",
    "-int4",
    "-bf16",
    "-awq",
    "-gptq",
    "-dynamic",
    "-0528",
    "-2507",
    "-instruct-2507",
];

/// A shape by the sizes that `name` holds.
fn guessed(name: &str) -> Option<(Architecture, String)> {
    let billions = |text: &str| {
        let number = text.strip_suffix('b')?;
        let starts = number.starts_with(|first: char| first.is_ascii_digit());
        number.parse::<f64>().ok().filter(|it| starts && *it > 0.0 && it.is_finite())
    };
    let parts: Vec<&str> = name.split('-').collect();
    if let Some((count, each)) = parts.iter().find_map(|part| {
        let (count, each) = part.split_once('x')?;
        Some((count.parse::<u32>().ok().filter(|it| *it > 1)?, billions(each)?))
    }) {
        // Two of the experts at a time and attention shared, as Mixtral: 8x7b is 46.7 G, 12.9 G active.
        let total = f64::from(count) * each * 0.834;
        let active = total * 0.276 * 8.0 / f64::from(count);
        let shape = Architecture::sparse_guess(total * 1e9, active * 1e9);
        return Some((shape, format!("assumed mixture of {total:.0}B, {active:.0}B active")));
    }
    let total = parts.iter().find_map(|part| billions(part))?;
    let active = parts.iter().find_map(|part| billions(part.strip_prefix('a')?));
    Some(match active {
        // Not what either says.
        Some(active) if active > total => return None,
        Some(active) if active < total => (
            Architecture::sparse_guess(total * 1e9, active * 1e9),
            format!("assumed mixture of {total}B, {active}B active"),
        ),
        _ => (Architecture::dense_equivalent(total * 1e9), format!("assumed dense of {total}B")),
    })
}

fn number(reader: &mut Reader, key: &'static str, problems: &mut Vec<Problem>) -> f64 {
    let Some(text) = reader.scalar(key, problems) else { return 0.0 };
    text.replace('_', "").parse().unwrap_or_else(|_| {
        problems.push(Problem::new(reader.path(key), text, "must be a number"));
        0.0
    })
}

fn aliases(reader: &mut Reader, problems: &mut Vec<Problem>) -> Vec<String> {
    match reader.take("aliases") {
        None => Vec::new(),
        Some(Value::List(items)) => items.iter().filter_map(Value::scalar).map(spelled).collect(),
        Some(other) => {
            problems.push(Problem::new(reader.path("aliases"), other.shown(), "must be a list"));
            Vec::new()
        }
    }
}

fn read_architecture(
    mut reader: Reader,
    problems: &mut Vec<Problem>,
) -> Option<(Names, Architecture)> {
    let name = reader.required("name", problems)?.to_string();
    let names = Names { name, aliases: aliases(&mut reader, problems) };
    reader.required("source", problems)?;
    reader.take("note");
    let kinds = [
        ("grouped", Attention::Grouped),
        ("grouped-chunked", Attention::GroupedChunked),
        ("latent", Attention::Latent),
        ("latent-sparse", Attention::LatentSparse),
        ("compressed-sparse", Attention::CompressedSparse),
    ];
    let kind = reader.required("attention", problems)?;
    let Some((_, attention)) = kinds.iter().find(|(name, _)| *name == kind) else {
        problems.push(Problem::new(reader.path("attention"), kind, "is not a kind of attention"));
        return None;
    };
    let mut get = |key: &'static str| number(&mut reader, key, problems);
    let kv_elements_per_token = get("kv_elements_per_token");
    // Attention reads the whole cache unless the record says otherwise.
    let read = get("kv_read_elements_per_token");
    let architecture = Architecture {
        layers: get("layers"),
        moe_layers: get("moe_layers"),
        hidden: get("hidden"),
        dense_params: get("dense_params"),
        expert_params: get("expert_params"),
        active_expert_params: get("active_expert_params"),
        experts: get("experts"),
        experts_per_token: get("experts_per_token"),
        attention: *attention,
        kv_heads: get("kv_heads"),
        kv_elements_per_token,
        index_elements_per_token: get("index_elements_per_token"),
        kv_elements_per_sequence: get("kv_elements_per_sequence"),
        window_tokens: get("window_tokens"),
        state_bytes_per_sequence: get("state_bytes_per_sequence"),
        kv_read_elements_per_token: if read > 0.0 { read } else { kv_elements_per_token },
        kv_read_elements_per_selected_token: get("kv_read_elements_per_selected_token"),
        kv_read_elements_per_sequence: get("kv_read_elements_per_sequence"),
        selected_tokens: get("selected_tokens"),
        decode_attention_flops_per_token: get("decode_attention_flops_per_token"),
        decode_attention_flops_per_selected_token: get("decode_attention_flops_per_selected_token"),
        prefill_attention_flops_per_token: get("prefill_attention_flops_per_token"),
        prefill_attention_flops_per_selected_token: get(
            "prefill_attention_flops_per_selected_token",
        ),
        attention_flops_per_sequence: get("attention_flops_per_sequence"),
    };
    reader.finish(problems);
    Some((names, architecture))
}

fn read_accelerator(mut reader: Reader, problems: &mut Vec<Problem>) -> Option<FoundAccelerator> {
    let name = reader.required("name", problems)?.to_string();
    let aliases = aliases(&mut reader, problems);
    reader.required("source", problems)?;
    reader.take("rate_source");
    let unmeasured = reader.scalar("unmeasured", problems).map(str::to_string);
    let family = reader.required("generation", problems)?;
    let Some(generation) = Generation::parse(family) else {
        problems.push(Problem::new(reader.path("generation"), family, "is not a generation"));
        return None;
    };
    let mut get = |key: &'static str| number(&mut reader, key, problems);
    let accelerator = Accelerator {
        generation,
        hbm_bytes: get("hbm_bytes"),
        hbm_bytes_per_s: get("hbm_bytes_per_s"),
        bf16_flops: get("bf16_flops"),
        fp8_flops: get("fp8_flops"),
        fp4_flops: get("fp4_flops"),
        link_bytes_per_s: get("link_bytes_per_s"),
        scaleup_domain: get("scaleup_domain") as u32,
    };
    let usd_per_hour = get("usd_per_hour");
    reader.finish(problems);
    Some(FoundAccelerator { name, aliases, accelerator, usd_per_hour, unmeasured })
}
