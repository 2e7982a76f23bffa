//! From the trees of the files to a catalogue, gathering every problem on the way.

use crate::catalog::Catalog;
use crate::document::{self, Reader, Table, Value};
use crate::error::{Error, Problem};
use crate::ids::{LineId, ModelId, ProviderId};
use crate::uncertainty::{Domain, Unit};

use super::accelerator::{Accelerator, Generation, Rental, RentalKind};
use super::benchmark::Benchmark;
use super::engine::{Anchor, EngineRatio, EngineRecord};
use super::fields::{Fields, plain};
use super::ids::{AcceleratorId, BenchmarkId, EngineId, RuleId};
use super::line::{Line, Tier};
use super::model::{
    GuessedArchitecture, KnownArchitecture, Model, ModelArchitecture, Precision, TokenRun, Weights,
};
use super::offer::{ClaimedPrice, ContextTier, Offer, Peak};
use super::provider::{Fleet, Group, Provider};
use super::shelf::{Provenance, Shelf, entries};
use super::world::{Event, Rule, World};

type Problems = Vec<Problem>;

/// The catalogue that `files` (name and text) write.
pub(super) fn load(files: &[(&str, &str)]) -> Result<Catalog, Error> {
    let mut trees = Vec::new();
    for (name, text) in files {
        let tree = document::parse(text).map_err(|error| in_file(name, error))?;
        trees.push((*name, tree));
    }
    let mut problems = Vec::new();
    let shelf = Shelf::gather(&trees, &mut problems);
    let mut catalog = Catalog::default();
    for (file, tree) in &trees {
        for (path, id, entry) in entries(file, tree, "rule", &mut Vec::new()) {
            catalog.rules.extend(rule(&path, id, entry, &shelf, &mut problems));
        }
        let mut reader = Reader::new(tree, format!("{file}: "));
        reader.take("source");
        reader.take("rule");
        let mut lists = Lists { file, reader, shelf: &shelf, problems: &mut problems };
        lists.read("model", &mut catalog.models, model);
        lists.read("provider", &mut catalog.providers, provider);
        lists.read("line", &mut catalog.lines, line);
        lists.read("offer", &mut catalog.offers, offer);
        lists.read("claim", &mut catalog.claims, claim);
        lists.read("accelerator", &mut catalog.accelerators, accelerator);
        lists.read("rental", &mut catalog.rentals, rental);
        lists.read("engine", &mut catalog.engines, engine);
        lists.read("anchor", &mut catalog.anchors, anchor);
        lists.read("benchmark", &mut catalog.benchmarks, benchmark);
        lists.read("world", &mut catalog.worlds, world);
        lists.reader.finish(&mut problems);
    }
    shelf.unused(&mut problems);
    if problems.is_empty() { Ok(catalog) } else { Err(Error::Invalid(problems)) }
}

fn in_file(file: &str, error: Error) -> Error {
    match error {
        Error::Syntax { line, column, message } => {
            Error::Syntax { line, column, message: format!("{file}: {message}") }
        }
        other => other,
    }
}

/// The lists of one file.
struct Lists<'a, 's> {
    file: &'a str,
    reader: Reader<'a>,
    shelf: &'s Shelf,
    problems: &'s mut Problems,
}

type Read<T> = for<'a, 's> fn(&mut Fields<'a, 's>, &mut Problems) -> Option<T>;

impl Lists<'_, '_> {
    /// Reads the list at `key` into `out`. A record's path carries its id where it has one.
    fn read<T>(&mut self, key: &'static str, out: &mut Vec<T>, read: Read<T>) {
        let tables = self.reader.tables(key, self.problems);
        for (place, (_, table)) in tables.into_iter().enumerate() {
            let id = ["id", "line"].iter().find_map(|key| table.get(key).and_then(Value::scalar));
            let shown = id.map_or_else(|| place.to_string(), str::to_string);
            let path = format!("{}: {key}[{shown}]", self.file);
            let around = Provenance::default();
            let mut fields = Fields::new(table, &path, self.shelf, &around, self.problems);
            out.extend(read(&mut fields, self.problems));
            fields.finish(self.problems);
        }
    }
}

fn rule(path: &str, id: &str, entry: &Table, shelf: &Shelf, problems: &mut Problems) -> Option<Rule> {
    let mut fields = Fields::new(entry, path, shelf, &Provenance::default(), problems);
    let text = fields.text("text", problems);
    let source = fields.source(problems);
    let mut figures = Vec::new();
    if let Some((inner, entries)) = fields.map("figures", problems) {
        for (path, name, value) in entries {
            let domain = if name.ends_with("probability") { Domain::Unit } else { Domain::Positive };
            let figure = inner.figure_of(value, &path, Unit::Ratio, domain, problems);
            figures.extend(figure.map(|figure| (name.to_string(), figure)));
        }
    }
    fields.finish(problems);
    Some(Rule { id: id.to_string(), text: text?, figures, source: source? })
}

fn model(fields: &mut Fields, problems: &mut Problems) -> Option<Model> {
    let id = fields.text("id", problems);
    let name = fields.text("name", problems);
    let creator = fields.named("creator", "provider", problems);
    let weights = [("open", Weights::Open), ("closed", Weights::Closed)];
    let weights = fields.choice("weights", &weights, problems);
    let released = fields.day("released", problems);
    let effort = fields.text("effort", problems);
    let predecessor = fields.maybe_named("predecessor", "model", problems);
    let precision = fields.choice("precision", &PRECISIONS, problems);
    let acceptance_length =
        fields.maybe_figure("acceptance_length", Unit::Tokens, Domain::Positive, problems);
    let architecture = match fields.inner("architecture", problems) {
        Some(mut inner) => {
            let read = architecture(&mut inner, problems);
            inner.finish(problems);
            read
        }
        None => {
            let path = fields.path("architecture");
            problems.push(Problem::new(path, "", "is missing"));
            None
        }
    };
    let mut scores = Vec::new();
    for key in ["scores", "stated_scores"] {
        if let Some((inner, entries)) = fields.map(key, problems) {
            for (path, benchmark, value) in entries {
                let figure =
                    inner.figure_of(value, &path, Unit::Fraction, Domain::Unit, problems);
                let benchmark = fields.benchmark(benchmark, &path, problems);
                scores.extend(benchmark.map(BenchmarkId).zip(figure));
            }
        }
    }
    let mut tokens = Vec::new();
    if let Some((inner, entries)) = fields.map("tokens", problems) {
        let source = inner.source(problems);
        for (path, benchmark, value) in entries {
            let benchmark = fields.benchmark(benchmark, &path, problems).map(BenchmarkId);
            let counts = three(value, &path, problems);
            if let (Some(benchmark), Some([input, answer, reasoning]), Some(source)) =
                (benchmark, counts, source.clone())
            {
                tokens.push(TokenRun { benchmark, input, answer, reasoning, source });
            }
        }
    }
    Some(Model {
        id: id?,
        name: name?,
        creator: ProviderId(creator?),
        weights: weights?,
        released: released?,
        effort: effort?,
        predecessor: predecessor.map(ModelId),
        precision: precision?,
        architecture: architecture?,
        acceptance_length,
        scores,
        tokens,
    })
}

const PRECISIONS: [(&str, Precision); 4] = [
    ("bf16", Precision::Bf16),
    ("fp8", Precision::Fp8),
    ("fp4", Precision::Fp4),
    ("int4", Precision::Int4),
];

/// Input, answer and thinking tokens, written as a list of three.
fn three(value: &Value, path: &str, problems: &mut Problems) -> Option<[f64; 3]> {
    let items = match value {
        Value::List(items) if items.len() == 3 => items,
        other => {
            let rule = "must be a list of three counts: input, answer, thinking";
            problems.push(Problem::new(path, other.shown(), rule));
            return None;
        }
    };
    let mut counts = [0.0; 3];
    for (count, item) in counts.iter_mut().zip(items) {
        *count = plain(item.scalar().unwrap_or_default(), path, problems)?;
    }
    Some(counts)
}

fn architecture(fields: &mut Fields, problems: &mut Problems) -> Option<ModelArchitecture> {
    let total_params = fields.maybe_figure("total_params", Unit::Count, Domain::Positive, problems);
    if let Some(total_params) = total_params {
        let active = fields.figure("active_params", Unit::Count, Domain::Positive, problems);
        let guessed = GuessedArchitecture { total_params, active_params: active? };
        return Some(ModelArchitecture::Guessed(Box::new(guessed)));
    }
    let source = fields.source(problems);
    let layers = fields.count("layers", problems);
    let moe_layers = fields.count("moe_layers", problems);
    let hidden = fields.count("hidden", problems);
    let experts = fields.count("experts", problems);
    let experts_per_token = fields.count("experts_per_token", problems);
    let dense_params = fields.count("dense_params", problems);
    let expert_params = fields.count("expert_params", problems);
    let active_expert_params = fields.count("active_expert_params", problems);
    let kv_heads = fields.count("kv_heads", problems);
    let kv_elements_per_token = fields.count("kv_elements_per_token", problems);
    let index_elements_per_token = fields.count_or("index_elements_per_token", 0.0, problems);
    let kv_elements_constant = fields.count_or("kv_elements_constant", 0.0, problems);
    // Attention reads the whole cache unless the record says otherwise.
    let all = kv_elements_per_token.unwrap_or_default();
    let kv_read_elements_per_token = fields.count_or("kv_read_elements_per_token", all, problems);
    let kv_read_elements_constant = fields.count_or("kv_read_elements_constant", 0.0, problems);
    let sparse_positions = fields.count_or("sparse_positions", 0.0, problems);
    let decode_flops_per_token = fields.count("decode_flops_per_token", problems);
    let decode_flops_constant = fields.count_or("decode_flops_constant", 0.0, problems);
    let prefill_flops_per_token = fields.count("prefill_flops_per_token", problems);
    let prefill_flops_constant = fields.count_or("prefill_flops_constant", 0.0, problems);
    let index_flops_per_token = fields.count_or("index_flops_per_token", 0.0, problems);
    Some(ModelArchitecture::Known(Box::new(KnownArchitecture {
        layers: layers?,
        moe_layers: moe_layers?,
        hidden: hidden?,
        experts: experts?,
        experts_per_token: experts_per_token?,
        dense_params: dense_params?,
        expert_params: expert_params?,
        active_expert_params: active_expert_params?,
        kv_heads: kv_heads?,
        kv_elements_per_token: kv_elements_per_token?,
        index_elements_per_token: index_elements_per_token?,
        kv_elements_constant: kv_elements_constant?,
        kv_read_elements_per_token: kv_read_elements_per_token?,
        kv_read_elements_constant: kv_read_elements_constant?,
        sparse_positions: sparse_positions?,
        decode_flops_per_token: decode_flops_per_token?,
        decode_flops_constant: decode_flops_constant?,
        prefill_flops_per_token: prefill_flops_per_token?,
        prefill_flops_constant: prefill_flops_constant?,
        index_flops_per_token: index_flops_per_token?,
        source: source?,
    })))
}

fn benchmark(fields: &mut Fields, problems: &mut Problems) -> Option<Benchmark> {
    let id = fields.text("id", problems);
    let name = fields.text("name", problems);
    let released = fields.day("released", problems);
    let items = fields.figure("items", Unit::Count, Domain::Positive, problems);
    let contamination = fields.figure("contamination", Unit::Fraction, Domain::Unit, problems);
    Some(Benchmark {
        id: id?,
        name: name?,
        released: released?,
        items: items?,
        contamination: contamination?,
    })
}

fn provider(fields: &mut Fields, problems: &mut Problems) -> Option<Provider> {
    let id = fields.text("id", problems);
    let name = fields.text("name", problems);
    let groups = [
        ("closed", Group::Closed),
        ("open", Group::Open),
        ("host", Group::Host),
        ("in-house", Group::InHouse),
    ];
    let group = fields.choice("group", &groups, problems);
    let month = Unit::UsdPerMonth;
    let positive = Domain::Positive;
    let training = fields.maybe_figure("training_usd_per_month", month, positive, problems);
    let research = fields.maybe_figure("research_usd_per_month", month, positive, problems);
    let support = fields.figure("support_usd_per_month", month, positive, problems);
    let utilisation = fields.figure("utilisation", Unit::Fraction, Domain::Unit, problems);
    let discount = fields.figure("negotiated_discount", Unit::Fraction, Domain::Unit, problems);
    let now = fields.named("accelerator_now", "accelerator", problems);
    let next = fields.named("accelerator_next", "accelerator", problems);
    let next_share = fields.figure("next_share", Unit::Fraction, Domain::Unit, problems);
    let pays = fields.choice("pays", &KINDS_OF_RENTAL, problems);
    let engine = fields.named("engine", "engine", problems);
    let fleet = Fleet {
        now: AcceleratorId(now?),
        next: AcceleratorId(next?),
        next_share: next_share?,
    };
    Some(Provider {
        id: id?,
        name: name?,
        group: group?,
        training_usd_per_month: training,
        research_usd_per_month: research,
        support_usd_per_month: support?,
        utilisation: utilisation?,
        negotiated_discount: discount?,
        fleet,
        pays: pays?,
        engine: EngineId(engine?),
    })
}

const KINDS_OF_RENTAL: [(&str, RentalKind); 4] = [
    ("owner", RentalKind::Owner),
    ("neocloud", RentalKind::Neocloud),
    ("contract", RentalKind::Contract),
    ("on-demand", RentalKind::OnDemand),
];

fn line(fields: &mut Fields, problems: &mut Problems) -> Option<Line> {
    let id = fields.text("id", problems);
    let name = fields.text("name", problems);
    let provider = fields.named("provider", "provider", problems);
    let model = fields.named("model", "model", problems);
    let tiers = [("flagship", Tier::Flagship), ("small", Tier::Small)];
    let tier = fields.choice("tier", &tiers, problems);
    let weight = fields.figure("starting_weight", Unit::Ratio, Domain::Positive, problems);
    let price_rule = fields.maybe_named("price_rule", "rule", problems);
    Some(Line {
        id: id?,
        name: name?,
        provider: ProviderId(provider?),
        model: ModelId(model?),
        tier: tier?,
        starting_weight: weight?,
        price_rule: price_rule.map(RuleId),
    })
}

const PRICE: (Unit, Domain) = (Unit::UsdPerMtok, Domain::Positive);

fn offer(fields: &mut Fields, problems: &mut Problems) -> Option<Offer> {
    let (unit, domain) = PRICE;
    let line = fields.named("line", "line", problems);
    let from = fields.day("from", problems);
    let until = fields.maybe_day("until", problems);
    let input = fields.figure("input_usd_per_mtok", unit, domain, problems);
    let cached = fields.figure("cached_input_usd_per_mtok", unit, domain, problems);
    let write = fields.maybe_figure("cache_write_usd_per_mtok", unit, domain, problems);
    let output = fields.figure("output_usd_per_mtok", unit, domain, problems);
    let batch_factor = fields.maybe_figure("batch_factor", Unit::Ratio, Domain::Unit, problems);
    let mut context_tiers = Vec::new();
    for mut inner in fields.inners("context_tier", problems) {
        context_tiers.extend(context_tier(&mut inner, problems));
        inner.finish(problems);
    }
    let peak = fields.inner("peak", problems).and_then(|mut inner| {
        let read = peak(&mut inner, problems);
        inner.finish(problems);
        read
    });
    Some(Offer {
        line: LineId(line?),
        from: from?,
        until,
        input_usd_per_mtok: input?,
        cached_input_usd_per_mtok: cached?,
        cache_write_usd_per_mtok: write,
        output_usd_per_mtok: output?,
        context_tiers,
        batch_factor,
        peak,
    })
}

fn context_tier(fields: &mut Fields, problems: &mut Problems) -> Option<ContextTier> {
    let (unit, domain) = PRICE;
    let above_tokens = fields.count("above_tokens", problems);
    let input = fields.figure("input_usd_per_mtok", unit, domain, problems);
    let cached = fields.figure("cached_input_usd_per_mtok", unit, domain, problems);
    let output = fields.figure("output_usd_per_mtok", unit, domain, problems);
    Some(ContextTier {
        above_tokens: above_tokens?,
        input_usd_per_mtok: input?,
        cached_input_usd_per_mtok: cached?,
        output_usd_per_mtok: output?,
    })
}

fn peak(fields: &mut Fields, problems: &mut Problems) -> Option<Peak> {
    let factor = fields.figure("factor", Unit::Ratio, Domain::Positive, problems);
    let hours_per_week = fields.figure("hours_per_week", Unit::Hours, Domain::Positive, problems);
    let window = fields.text("window", problems);
    Some(Peak { factor: factor?, hours_per_week: hours_per_week?, window: window? })
}

fn claim(fields: &mut Fields, problems: &mut Problems) -> Option<ClaimedPrice> {
    let (unit, domain) = PRICE;
    let id = fields.text("id", problems);
    let model = fields.named("model", "model", problems);
    let input = fields.maybe_figure("input_usd_per_mtok", unit, domain, problems);
    let output = fields.maybe_figure("output_usd_per_mtok", unit, domain, problems);
    let side_stated = fields.flag("side_stated", problems);
    let quote = fields.text("quote", problems);
    Some(ClaimedPrice {
        id: id?,
        model: ModelId(model?),
        input_usd_per_mtok: input,
        output_usd_per_mtok: output,
        side_stated,
        quote: quote?,
    })
}

fn accelerator(fields: &mut Fields, problems: &mut Problems) -> Option<Accelerator> {
    let positive = Domain::Positive;
    let id = fields.text("id", problems);
    let name = fields.text("name", problems);
    let generations = [
        ("hopper", Generation::Hopper),
        ("blackwell", Generation::Blackwell),
        ("cdna4", Generation::Cdna4),
    ];
    let generation = fields.choice("generation", &generations, problems);
    let hbm_bytes = fields.figure("hbm_bytes", Unit::Bytes, positive, problems);
    let hbm_bytes_per_s = fields.figure("hbm_bytes_per_s", Unit::BytesPerSecond, positive, problems);
    let bf16_flops = fields.figure("bf16_flops", Unit::Flops, positive, problems);
    let fp8_flops = fields.figure("fp8_flops", Unit::Flops, positive, problems);
    let fp4_flops = fields.maybe_figure("fp4_flops", Unit::Flops, positive, problems);
    let link = fields.figure("link_bytes_per_s", Unit::BytesPerSecond, positive, problems);
    let scaleup_domain = fields.count("scaleup_domain", problems);
    let tdp_w = fields.figure("tdp_w", Unit::Watts, positive, problems);
    let allin_w = fields.figure("allin_w", Unit::Watts, positive, problems);
    Some(Accelerator {
        id: id?,
        name: name?,
        generation: generation?,
        hbm_bytes: hbm_bytes?,
        hbm_bytes_per_s: hbm_bytes_per_s?,
        bf16_flops: bf16_flops?,
        fp8_flops: fp8_flops?,
        fp4_flops,
        link_bytes_per_s: link?,
        scaleup_domain: scaleup_domain?,
        tdp_w: tdp_w?,
        allin_w: allin_w?,
    })
}

fn rental(fields: &mut Fields, problems: &mut Problems) -> Option<Rental> {
    let accelerator = fields.named("accelerator", "accelerator", problems);
    let kind = fields.choice("kind", &KINDS_OF_RENTAL, problems);
    let from = fields.day("from", problems);
    let usd = fields.figure("usd_per_hour", Unit::UsdPerHour, Domain::Positive, problems);
    Some(Rental {
        accelerator: AcceleratorId(accelerator?),
        kind: kind?,
        from: from?,
        usd_per_hour: usd?,
    })
}

fn engine(fields: &mut Fields, problems: &mut Problems) -> Option<EngineRecord> {
    let id = fields.text("id", problems);
    let name = fields.text("name", problems);
    let mut ratios = Vec::new();
    for mut inner in fields.inners("ratio", problems) {
        let id = inner.text("id", problems);
        let over = inner.named("over", "engine", problems);
        let ratio = inner.figure("ratio", Unit::Ratio, Domain::Positive, problems);
        let conditions = inner.text("conditions", problems);
        inner.finish(problems);
        if let (Some(id), Some(over), Some(ratio), Some(conditions)) = (id, over, ratio, conditions)
        {
            ratios.push(EngineRatio { id, over: EngineId(over), ratio, conditions });
        }
    }
    Some(EngineRecord { id: id?, name: name?, ratios })
}

fn anchor(fields: &mut Fields, problems: &mut Problems) -> Option<Anchor> {
    let source = fields.source(problems);
    let model = fields.named("model", "model", problems);
    let accelerator = fields.named("accelerator", "accelerator", problems);
    let engine = fields.named("engine", "engine", problems);
    let precision = fields.choice("precision", &PRECISIONS, problems);
    let accelerators = fields.count("accelerators", problems);
    let tensor_parallel = fields.count("tensor_parallel", problems);
    let expert_parallel = fields.count("expert_parallel", problems);
    let data_parallel_attention = fields.flag("data_parallel_attention", problems);
    let input_tokens = fields.count("input_tokens", problems);
    let output_tokens = fields.count("output_tokens", problems);
    let length_ratio = fields.count("length_ratio", problems);
    let concurrency = fields.count("concurrency", problems);
    let tokens_per_s = fields.count("tokens_per_s", problems);
    let output_tokens_per_s = fields.count("output_tokens_per_s", problems);
    let ttft_s = fields.count("ttft_s", problems);
    let tpot_s = fields.count("tpot_s", problems);
    let version = fields.text("version", problems);
    Some(Anchor {
        model: ModelId(model?),
        accelerator: AcceleratorId(accelerator?),
        engine: EngineId(engine?),
        precision: precision?,
        accelerators: accelerators?,
        tensor_parallel: tensor_parallel?,
        expert_parallel: expert_parallel?,
        data_parallel_attention,
        input_tokens: input_tokens?,
        output_tokens: output_tokens?,
        length_ratio: length_ratio?,
        concurrency: concurrency?,
        tokens_per_s: tokens_per_s?,
        output_tokens_per_s: output_tokens_per_s?,
        ttft_s: ttft_s?,
        tpot_s: tpot_s?,
        version: version?,
        source: source?,
    })
}

fn world(fields: &mut Fields, problems: &mut Problems) -> Option<World> {
    let id = fields.text("id", problems);
    let last_day = fields.day("last_day", problems);
    let lines = fields.all_named("lines", "line", problems);
    let note = fields.text("text", problems);
    let mut events = Vec::new();
    for mut inner in fields.inners("event", problems) {
        let source = inner.source(problems);
        let on = inner.day("on", problems);
        let text = inner.text("text", problems);
        inner.finish(problems);
        if let (Some(on), Some(text), Some(source)) = (on, text, source) {
            events.push(Event { on, text, source });
        }
    }
    let lines = lines.into_iter().map(LineId).collect();
    Some(World { id: id?, last_day: last_day?, lines, note: note?, events })
}
