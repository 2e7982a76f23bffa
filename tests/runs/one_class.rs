//! The text of a scenario with one class of task, whose numbers can be worked out by hand.

/// One task of 20,000 input tokens, 12,000 of them cached, and 1,000 answer tokens; hosts copy. `quality` are the
/// lines of its quality, `policy` is the buyer's table or nothing, `market` are further lines of the market.
pub fn one_class(quality: &str, policy: &str, market: &str) -> String {
    format!(
        r#"
schema = 1
title = "Nothing is uncertain"
world = "2026-04"
start = "2026-04"
horizon_months = 12

[workload]
tokens_per_day = "100M"
reference_model = "claude-opus-4.6"

[[workload.task]]
name = "questions"
share = 1
input_tokens = "20k"
output_tokens = "1k"
prefix_hit_rate = 0.6
thinking = 0
[workload.task.quality]
{quality}
offset = 0

{policy}

[market]
tokens_per_day = "40T"
launch_price = 1
launch_price_spread = 1e-12
{market}

[catalog]
"rules.host-copies-first-party.copy_probability" = 1
"#
    )
}
