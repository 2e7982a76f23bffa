//! Shapes of models: what of an architecture the time of a token depends on.

use crate::error::Problem;
use crate::serving::{Architecture, Attention, Kept, Precision, Wider};
use crate::source::Source;
use crate::uncertainty::written;

use super::fields::Fields;

/// The shape of a model with a published configuration, or one assumed from sizes.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Short name, such as `deepseek-r1`.
    pub id: String,
    /// Name as its creator writes it.
    pub name: String,
    /// Other spellings, in lower case with hyphens.
    pub aliases: Vec<String>,
    /// What the serving model reads.
    pub architecture: Architecture,
    /// The format in which the weights were published.
    pub native: Precision,
    /// Input and output of a request together, tokens, where no model of the catalogue has the shape and says so.
    pub context_tokens: Option<f64>,
    /// What stands in for a shape that is not public; nothing for a published one.
    pub stands_in: Option<String>,
    /// Whether a configuration that a user has gave it, rather than a record of the catalogue.
    pub is_given: bool,
    /// The number format that such a configuration gives the weights, as a row of a table writes it.
    pub format: Option<&'static str>,
    /// Where the numbers come from.
    pub source: Source,
}

/// A number of the record, by its key.
type Number = (&'static str, fn(&mut Architecture) -> &mut f64);

/// The numbers of a record; one that is left out is 0.
const NUMBERS: [Number; 28] = [
    ("layers", |it| &mut it.layers),
    ("moe_layers", |it| &mut it.moe_layers),
    ("hidden", |it| &mut it.hidden),
    ("dense_params", |it| &mut it.dense_params),
    ("attention_params", |it| &mut it.attention_params),
    ("vocabulary", |it| &mut it.vocabulary),
    ("fp4_scale_group", |it| &mut it.fp4_scale_group),
    ("int4_scale_group", |it| &mut it.int4_scale_group),
    ("page_padding", |it| &mut it.page_padding),
    ("expert_params", |it| &mut it.expert_params),
    ("active_expert_params", |it| &mut it.active_expert_params),
    ("experts", |it| &mut it.experts),
    ("experts_per_token", |it| &mut it.experts_per_token),
    ("kv_heads", |it| &mut it.kv_heads),
    ("kv_elements_per_token", |it| &mut it.kv_elements_per_token),
    ("index_elements_per_token", |it| &mut it.index_elements_per_token),
    ("kv_elements_per_sequence", |it| &mut it.kv_elements_per_sequence),
    ("window_tokens", |it| &mut it.window_tokens),
    ("state_bytes_per_sequence", |it| &mut it.state_bytes_per_sequence),
    ("kv_read_elements_per_token", |it| &mut it.kv_read_elements_per_token),
    ("kv_read_elements_per_selected_token", |it| &mut it.kv_read_elements_per_selected_token),
    ("kv_read_elements_per_sequence", |it| &mut it.kv_read_elements_per_sequence),
    ("selected_tokens", |it| &mut it.selected_tokens),
    ("decode_attention_flops_per_token", |it| &mut it.decode_attention_flops_per_token),
    ("decode_attention_flops_per_selected_token", |it| {
        &mut it.decode_attention_flops_per_selected_token
    }),
    ("prefill_attention_flops_per_token", |it| &mut it.prefill_attention_flops_per_token),
    ("prefill_attention_flops_per_selected_token", |it| {
        &mut it.prefill_attention_flops_per_selected_token
    }),
    ("attention_flops_per_sequence", |it| &mut it.attention_flops_per_sequence),
];

const ATTENTIONS: [(&str, Attention); 5] = [
    ("grouped", Attention::Grouped),
    ("grouped-chunked", Attention::GroupedChunked),
    ("latent", Attention::Latent),
    ("latent-sparse", Attention::LatentSparse),
    ("compressed-sparse", Attention::CompressedSparse),
];

/// What checkpoints of each format keep in others.
fn wider(fields: &mut Fields, problems: &mut Vec<Problem>) -> Wider {
    let mut kept = |format, attention, feed_forward| {
        let [attention, feed_forward] =
            [attention, feed_forward].map(|key| fields.maybe_precision(key, problems));
        (attention.is_some() || feed_forward.is_some()).then(|| Kept {
            attention: attention.unwrap_or(format),
            feed_forward: feed_forward.unwrap_or(format),
        })
    };
    Wider {
        fp8: kept(Precision::Fp8, "fp8_attention", "fp8_feed_forward"),
        fp4: kept(Precision::Fp4, "fp4_attention", "fp4_feed_forward"),
        int4: kept(Precision::Int4, "int4_attention", "int4_feed_forward"),
        mxfp4: kept(Precision::Bf16, "mxfp4_attention", "mxfp4_feed_forward"),
    }
}

impl Shape {
    /// The format of the experts in a checkpoint that is called `asked`: who makes experts in 4 bits publishes no 8-bit
    /// ones, and gpt-oss's FP4 is MXFP4.
    pub fn published(&self, asked: Precision) -> Precision {
        match (asked, self.native) {
            (Precision::Fp4, Precision::Mxfp4) => Precision::Mxfp4,
            (Precision::Fp8, Precision::Fp4 | Precision::Int4) => self.native,
            _ => asked,
        }
    }

    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> Shape {
        let mut architecture = Architecture::dense_equivalent(0.0);
        architecture.attention = fields.choice("attention", &ATTENTIONS, problems);
        let before = problems.len();
        for (key, number) in NUMBERS {
            *number(&mut architecture) = fields.count_or(key, 0.0, problems);
        }
        // The browser is handed what was checked.
        if cfg!(feature = "tables") && problems.len() == before {
            check(fields, &architecture, problems);
        }
        // Attention reads the whole cache unless the record says otherwise.
        if architecture.kv_read_elements_per_token == 0.0 {
            architecture.kv_read_elements_per_token = architecture.kv_elements_per_token;
        }
        architecture.page_padding = architecture.page_padding.max(1.0);
        if !fields.flag("tied_embedding", problems) {
            architecture.embedding_params = architecture.head_params();
        }
        architecture.wider = wider(fields, problems);
        let context_tokens = fields.count_or("context_tokens", 0.0, problems);
        Shape {
            context_tokens: Some(context_tokens).filter(|it| *it > 0.0),
            id: fields.text("id", problems),
            name: fields.text("name", problems),
            aliases: fields.aliases(problems),
            architecture,
            native: fields.precision("native", problems),
            stands_in: None,
            is_given: false,
            format: None,
            source: fields.source(problems),
        }
    }
}

/// What must be there, and parts that must not be above their whole.
fn check(fields: &Fields, it: &Architecture, problems: &mut Vec<Problem>) {
    for (key, number) in [
        ("layers", it.layers),
        ("hidden", it.hidden),
        ("kv_heads", it.kv_heads),
        ("dense_params", it.dense_params),
    ] {
        if number == 0.0 {
            problems.push(Problem::new(fields.path(key), "", "is missing"));
        }
    }
    for (key, part, of, whole) in [
        ("moe_layers", it.moe_layers, "layers", it.layers),
        ("active_expert_params", it.active_expert_params, "expert_params", it.expert_params),
        ("experts_per_token", it.experts_per_token, "experts", it.experts),
    ] {
        if part > whole {
            let rule = format!("must not be above {of}, {}", written(whole));
            problems.push(Problem::new(fields.path(key), written(part), rule));
        }
    }
}
