//! What the buyer asks: its volume and its classes of task.

use crate::scenario::builder::Builder;
use crate::scenario::field::Registry::{Benchmark, Model};
use crate::scenario::field::{Field, choice, name, of, quantity, weights};
use crate::scenario::inputs::Slot;
use crate::uncertainty::Domain::{NonNegative, Positive, Real, Unit as Share};
use crate::uncertainty::Unit::{Fraction, Probit, Ratio, Tokens, TokensPerDay, Usd};

/// Its rows of the table of fields.
pub(in crate::scenario) const ROWS: &[Field] = &[
    quantity(
        "workload.tokens_per_day",
        TokensPerDay,
        Positive,
        None,
        "tokens a day",
        "input and output tokens a day, thinking included, at the reference model",
    ),
    quantity(
        "workload.growth_per_year",
        Ratio,
        Positive,
        Some("1"),
        "workload growth",
        "requests after a year over requests now",
    )
    .within(0.01, 1000.0),
    of(
        "workload.reference_model",
        Model,
        None,
        "whose answer lengths output_tokens are, and whose tokens tokens_per_day counts",
    ),
    name("workload.task[].name", "name of the task class"),
    quantity(
        "workload.task[].share",
        Fraction,
        Share,
        None,
        "share of requests",
        "share of the buyer's requests; shares sum to 1",
    ),
    quantity(
        "workload.task[].input_tokens",
        Tokens,
        Positive,
        None,
        "input tokens",
        "input tokens of a request at the reference model, cached or not",
    ),
    quantity(
        "workload.task[].output_tokens",
        Tokens,
        Positive,
        None,
        "answer tokens",
        "answer tokens of a request at the reference model, without thinking",
    ),
    quantity(
        "workload.task[].prefix_hit_rate",
        Fraction,
        Share,
        Some("0"),
        "prefix cache hits",
        "share of the input found in the prefix cache",
    ),
    quantity(
        "workload.task[].cache_write_share",
        Fraction,
        Share,
        Some(""),
        "written to the cache",
        "share of the uncached input that is written to the prefix cache, at the seller's price of writing; 0 writes nothing; left \
         out: all of it where prefix_hit_rate is above 0, none where it is 0",
    ),
    quantity(
        "workload.task[].hour_write_share",
        Fraction,
        Share,
        Some("0"),
        "written for an hour",
        "share of what is written that is kept for an hour, at that price; 0 keeps all for five minutes; a seller without such a \
         price charges that of five minutes",
    ),
    quantity(
        "workload.task[].batch_share",
        Fraction,
        Share,
        Some("0"),
        "requests in batches",
        "share of the requests that can wait and go to the batch interface; 0 sends none; a seller without one charges its list",
    ),
    quantity(
        "workload.task[].priority_share",
        Fraction,
        Share,
        Some("0"),
        "requests with priority",
        "share of the requests that pay for priority; 0 sends none; a seller without such an offer charges its list",
    ),
    quantity(
        "workload.task[].peak_share",
        Fraction,
        Share,
        Some(""),
        "requests at peak hours",
        "share of the requests in hours of the week that a seller prices apart; 0 sends none then, 1 all; left out: the load is even, \
         so it is those hours over 168",
    ),
    quantity(
        "workload.task[].thinking",
        Ratio,
        NonNegative,
        Some("0.05 to 0.3"),
        "thinking effort",
        "thinking tokens per thinking token that the model spent on the class's benchmarks",
    )
    .within(0.0, 1000.0),
    quantity(
        "workload.task[].error_cost",
        Usd,
        NonNegative,
        Some("0"),
        "cost of an error",
        "what a failed request costs the buyer beyond what was paid for it",
    )
    .within(0.0, 1e9),
    choice(
        "workload.task[].residency",
        &["any", "in-house"],
        Some("any"),
        "residency",
        "where the data may go",
    ),
    weights(
        "workload.task[].quality.benchmarks",
        Benchmark,
        None,
        "which benchmarks stand for the class, with weights that sum to 1",
    ),
    quantity(
        "workload.task[].quality.threshold",
        Fraction,
        Share,
        Some("0"),
        "success threshold",
        "least success rate that the buyer accepts",
    ),
    quantity(
        "workload.task[].quality.offset",
        Probit,
        Real,
        Some("-0.3 to 0.3"),
        "difficulty offset",
        "how much easier (above 0) or harder the class is than its benchmarks, in probits",
    ),
];

/// A task class.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassPlan {
    /// Name.
    pub name: String,
    /// Whether the data must stay in-house.
    pub in_house: bool,
    /// Weights of the benchmarks that stand for it, one per benchmark of the plan; they sum to 1.
    pub weights: Vec<f64>,
    /// Share of the buyer's requests.
    pub share: Slot,
    /// Input tokens.
    pub input_tokens: Slot,
    /// Answer tokens.
    pub output_tokens: Slot,
    /// Prefix cache hit rate.
    pub prefix_hit_rate: Slot,
    /// Share of the uncached input that is written to the cache, where the scenario says so.
    pub cache_write_share: Option<Slot>,
    /// Share of what is written that is kept for an hour.
    pub hour_write_share: Slot,
    /// Share of requests in batches.
    pub batch_share: Slot,
    /// Share of requests with priority.
    pub priority_share: Slot,
    /// Share of requests at hours that are priced apart, where the load is not even.
    pub peak_share: Option<Slot>,
    /// Thinking effort.
    pub thinking: Slot,
    /// Cost of an error, USD.
    pub error_cost_usd: Slot,
    /// Success threshold.
    pub threshold: Slot,
    /// Difficulty offset in probits.
    pub offset_probit: Slot,
}

/// The classes; their benchmarks are weighed once the players are known.
pub(in crate::scenario) fn classes(builder: &mut Builder) -> Vec<ClassPlan> {
    let count = builder.count("workload", "task");
    let class = |place: usize| {
        let at = |key: &str| format!("workload.task[{place}].{key}");
        ClassPlan {
            name: builder.text(&at("name")).to_string(),
            in_house: builder.text(&at("residency")) == "in-house",
            weights: Vec::new(),
            share: builder.quantity(&at("share")),
            input_tokens: builder.quantity(&at("input_tokens")),
            output_tokens: builder.quantity(&at("output_tokens")),
            prefix_hit_rate: builder.quantity(&at("prefix_hit_rate")),
            cache_write_share: builder.optional(&at("cache_write_share")),
            hour_write_share: builder.quantity(&at("hour_write_share")),
            batch_share: builder.quantity(&at("batch_share")),
            priority_share: builder.quantity(&at("priority_share")),
            peak_share: builder.optional(&at("peak_share")),
            thinking: builder.quantity(&at("thinking")),
            error_cost_usd: builder.quantity(&at("error_cost")),
            threshold: builder.quantity(&at("quality.threshold")),
            offset_probit: builder.quantity(&at("quality.offset")),
        }
    };
    (0..count).map(class).collect()
}
