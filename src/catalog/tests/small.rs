use super::*;

/// A catalogue of one line that reads and checks clean, to break one thing at a time.
pub const SMALL: &str = r#"
[source.list]
document = "a price list"
as_of = "2026-04-30"
[rule.guess]
text = "by judgement"
basis = "assumed"
source = "list"
[[benchmark]]
id = "exam"
name = "Exam"
released = 2025-01-01
items = { value = 100, basis = "published", source = "list" }
contamination = { value = "0.01 to 0.05", rule = "guess" }
[[model]]
id = "m"
name = "M"
creator = "lab"
weights = "closed"
released = 2026-02-05
effort = "high"
precision = "fp8"
[model.architecture]
rule = "guess"
total_params = "1T to 2T"
active_params = "50B to 100B"
[model.scores]
basis = "measured"
source = "list"
exam = 0.9
[model.tokens]
basis = "measured"
source = "list"
exam = [1000, 200, 3_000]
[[engine]]
id = "e"
name = "E"
[[accelerator]]
id = "gpu"
name = "GPU"
generation = "hopper"
basis = "published"
source = "list"
hbm_bytes = "80 GB"
hbm_bytes_per_s = 3.35e12
bf16_flops = 989e12
fp8_flops = 1979e12
link_bytes_per_s = 450e9
scaleup_domain = 8
tdp_w = 700
allin_w = 1370
[[rental]]
accelerator = "gpu"
kind = "owner"
from = 2026-01-01
usd_per_hour = { value = "1.2 to 1.5", rule = "guess" }
[[business]]
id = "sales"
rule = "guess"
batch_share = 0
contract_share = "0.1 to 0.5"
contract_discount = "0.1 to 0.3"
promotions = 0
plan_share = 0
plan_price = 1
idle_capacity = "0.1 to 0.3"
free_use = 0
other_serving = 0
cloud_share = 0
cloud_cut = 0
partner_share = 0
other_revenue = 0
other_margin = 0
training = 0.5
staff = 0.5
[[provider]]
id = "lab"
name = "Lab"
group = "closed"
rule = "guess"
utilisation = "0.3 to 0.7"
accelerator_now = "gpu"
accelerator_next = "gpu"
next_share = "0.1 to 0.3"
pays = "owner"
engine = "e"
[[provider.business]]
kind = "sales"
[[line]]
id = "lab/m"
name = "M"
provider = "lab"
model = "m"
tier = "flagship"
[[offer]]
line = "lab/m"
from = 2026-02-05
basis = "published"
source = "list"
input_usd_per_mtok = 5
cached_input_usd_per_mtok = 0.5
output_usd_per_mtok = 25
[[world]]
id = "2026-04"
last_day = 2026-04-30
text = "one line"
lines = ["lab/m"]
main = ["lab/m"]
[world.starting_weights]
"lab/m" = { value = "1 to 4", rule = "guess" }
"#;

/// All problems of the small catalogue after one replacement, loading first, else checking.
pub fn problems_after(old: &str, new: &str) -> Vec<String> {
    assert_eq!(SMALL.matches(old).count(), 1, "{old}");
    problems(&SMALL.replace(old, new))
}

pub fn problems(text: &str) -> Vec<String> {
    let found = match Catalog::from_texts(&[("a.toml", text)]) {
        Ok(catalog) => catalog.check(),
        Err(error) => error.problems(),
    };
    found.iter().map(ToString::to_string).collect()
}
