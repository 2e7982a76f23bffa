//! Whose model a price list's name means: the catalogue's ids, names and aliases, and rules for what sellers
//! hang on them. The rules are the tables of this file; to teach the import a spelling, add an alias to the model.
//!
//! A name is read as tokens: lower case, without the path before the last `/`, cut at everything that is neither
//! letter nor digit, and at the `p` between digits that stands for a dot in some lists. The longest run of whole
//! tokens that is a name of the catalogue is the candidate; it is meant if every token around it is named in a
//! table here. What is left over means another model (`gpt-5.4-nano`, a distillation), and no price is taken.

use crate::catalog::{Catalog, Weights};
use crate::ids::{ModelId, ProviderId};

use super::tokens::{date, is_size, small, tokens, without_version};

/// Makers, sellers and channels that stand before a model's name.
#[rustfmt::skip]
const MAKERS: &[&str] = &[
    "ai21", "alibaba", "amazon", "anthropic", "bytedance", "cohere", "databricks", "deepseek", "fw", "global", "google", "meta",
    "microsoft", "minimax", "mistral", "mistralai", "moonshot", "moonshotai", "nvidia", "openai", "qwen", "snowflake",
    "stepfun", "tencent", "xai", "xiaomi", "zai", "zhipu",
];

/// Regions, before a name or after it; `global` is none.
#[rustfmt::skip]
const REGIONS: &[&str] = &[
    "africa", "ap", "apac", "asia", "au", "ca", "central", "cn", "east", "eu", "europe", "gov", "in", "intl",
    "jp", "me", "north", "northeast", "sa", "south", "southeast", "uk", "us", "west", "zone", "data",
];

/// The same weights or the same model, in another form or under a channel's mark.
#[rustfmt::skip]
const FORMS: &[&str] = &[
    "001", "002", "128k", "32k", "64k", "awq", "bf16", "default", "dynamic", "exp", "fp16", "fp4", "fp8", "gguf", "gptq",
    "hf", "instant", "instruct", "int4", "int8", "it", "latest", "maas", "mtp", "mxfp", "mxfp4", "nvfp4", "preview", "v1",
    "versatile", "w4a16",
];

/// The same model sold another way: faster, later, in a plan, with an effort fixed. Not its list price.
#[rustfmt::skip]
const SERVICES: &[&str] = &[
    "batch", "beta", "cc", "chat", "cloud", "coding", "customtools", "disc", "experimental", "fast", "flashx", "flex", "free",
    "high", "highspeed", "lightning", "low", "non", "priority", "reasoning", "spot", "think", "thinking", "turbo", "ultra",
    "ultrafast", "ultraspeed", "variant1", "variant2", "variant3", "xhigh",
];

/// Names that a service's token would hide: weights of their own.
#[rustfmt::skip]
const OWN_MODELS: &[&str] = &[
    "command-a-reasoning", "glm-5-turbo", "glm-5v-turbo", "gpt-3.5-turbo", "gpt-4-turbo", "kimi-k2-thinking",
    "olmo-3-32b-think", "olmo-3-7b-think", "phi-4-reasoning", "qwen3-235b-a22b-thinking", "qwen3-30b-a3b-thinking",
    "qwen3-4b-thinking", "qwen3-max-thinking", "qwen3-next-80b-a3b-thinking",
];

/// A seller and the creator whose own shop it is: the closed models of the one are the other's first-party lines.
const SHOPS: &[(&str, &str)] = &[("bedrock", "amazon"), ("vertex", "google")];

/// The names of models and sellers.
pub(in crate::catalog) struct Names {
    /// Tokens, model, and whether they are an alias.
    models: Vec<(Vec<String>, ModelId, bool)>,
    sellers: Vec<(Vec<String>, ProviderId)>,
    own: Vec<Vec<String>>,
}

/// What a list's name for a model means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::catalog) enum Meaning {
    /// A model of the catalogue.
    Model(Match),
    /// A relative of a model of the catalogue: the model, and the name that makes it another.
    Relative(ModelId, String),
    /// Another version of a model of the catalogue, likewise.
    Version(ModelId, String),
    /// Nothing that the catalogue has.
    Unknown,
}

/// A model, and how its name was dressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::catalog) struct Match {
    /// The model.
    pub model: ModelId,
    /// Words for another service than the list price's, such as `fast`.
    pub service: Option<String>,
    /// Whether the name is an alias.
    pub alias: bool,
    /// How far the name is from the plain one: regions, dates and forms around it.
    pub extras: [usize; 3],
}

impl Names {
    /// The names that `catalog` gives.
    pub(in crate::catalog) fn of(catalog: &Catalog) -> Names {
        let mut names = Names {
            models: Vec::new(),
            sellers: Vec::new(),
            own: OWN_MODELS.iter().map(|it| tokens(it)).collect(),
        };
        for (place, model) in (0..).zip(&catalog.models) {
            for name in [&model.id, &model.name] {
                names.models.push((tokens(name), ModelId(place), false));
            }
            for name in &model.aliases {
                names.models.push((tokens(name), ModelId(place), true));
            }
        }
        for (place, provider) in (0..).zip(&catalog.providers) {
            for name in [&provider.id, &provider.name].into_iter().chain(&provider.aliases) {
                names.sellers.push((tokens(name), ProviderId(place)));
            }
        }
        names.models.retain(|(name, ..)| !name.is_empty());
        names.sellers.retain(|(name, _)| !name.is_empty());
        names
    }

    /// The seller that a list calls `name`.
    fn seller(&self, name: &str) -> Option<ProviderId> {
        let name = tokens(name);
        self.sellers.iter().find(|(own, _)| *own == name).map(|(_, id)| *id)
    }

    /// The provider whose line an entry is, for a `model` at `seller`: the creator where the seller is its shop.
    pub(in crate::catalog) fn provider(
        &self,
        catalog: &Catalog,
        seller: &str,
        model: ModelId,
    ) -> Option<ProviderId> {
        let provider = self.seller(seller)?;
        let model = &catalog.models[model.index()];
        let ids = [provider, model.creator].map(|it| catalog.providers[it.index()].id.as_str());
        let shop = model.weights == Weights::Closed && SHOPS.contains(&(ids[0], ids[1]));
        Some(if shop { model.creator } else { provider })
    }

    /// What a list's `name` of a model means; its path counts only for regions.
    pub(in crate::catalog) fn meaning(&self, name: &str) -> Meaning {
        let (path, last) = name.rsplit_once('/').unwrap_or(("", name));
        let all = tokens(without_version(last));
        let Some((from, to, model, alias)) = self.longest(&all) else { return Meaning::Unknown };
        if self.own.iter().any(|own| contains(&all, own) && own.len() > to - from) {
            return Meaning::Relative(model, all.join("-"));
        }
        let mut dress = Dress::default();
        let (before, after) = (&all[..from], &all[to..]);
        let number = all[to - 1].ends_with(|it: char| it.is_ascii_digit());
        if number && after.first().is_some_and(|it| small(it)) && date(after) == 0 {
            return Meaning::Version(model, all.join("-"));
        }
        if !dress.before(before) || !dress.after(after, &all[from..to]) {
            return Meaning::Relative(model, all.join("-"));
        }
        let region = |part: &&str| tokens(part).iter().all(|it| is(REGIONS, it) || small(it));
        let in_path = path.split('/').filter(|part| !part.is_empty()).filter(region).count();
        let service = (!dress.services.is_empty()).then(|| dress.services.join(" "));
        Meaning::Model(Match {
            model,
            service,
            alias,
            extras: [dress.regions + in_path, dress.dates, dress.forms],
        })
    }

    /// The longest run of `all` that is a model's name: its ends, the model, and whether it is an alias.
    /// The first of equal ones.
    fn longest(&self, all: &[String]) -> Option<(usize, usize, ModelId, bool)> {
        let mut best: Option<(usize, usize, ModelId, bool)> = None;
        for from in 0..all.len() {
            for (name, model, alias) in &self.models {
                let longer = best.is_none_or(|(from, to, ..)| name.len() > to - from);
                if longer && all[from..].starts_with(name) {
                    best = Some((from, from + name.len(), *model, *alias));
                }
            }
        }
        best
    }
}

/// Whether `run` stands in `all`.
fn contains(all: &[String], run: &[String]) -> bool {
    all.windows(run.len()).any(|window| window == run)
}

fn is(table: &[&str], token: &str) -> bool {
    table.contains(&token)
}

/// What stands around a model's name.
#[derive(Debug, Default)]
struct Dress {
    services: Vec<String>,
    regions: usize,
    dates: usize,
    forms: usize,
}

impl Dress {
    /// Counts one token that may stand on either side; false where no table has it.
    fn either(&mut self, token: &str) -> bool {
        if is(REGIONS, token) {
            self.regions += 1;
        } else if is(FORMS, token) {
            self.forms += 1;
        } else if is(SERVICES, token) {
            self.services.push(token.to_string());
        } else {
            return false;
        }
        true
    }

    /// Counts what stands before the name.
    fn before(&mut self, run: &[String]) -> bool {
        run.iter().all(|token| is(MAKERS, token) || self.either(token))
    }

    /// Counts what stands after `name`.
    fn after(&mut self, mut run: &[String], name: &[String]) -> bool {
        // `qwen3-235b` leaves open how many of its parameters are active; `qwen3-235b-a22b` says it.
        if let [first, rest @ ..] = run
            && name.last().is_some_and(|it| is_size(it))
            && first.strip_prefix('a').is_some_and(is_size)
        {
            run = rest;
        }
        while !run.is_empty() {
            let taken = date(run);
            if taken > 0 {
                self.dates += 1;
                run = &run[taken..];
            } else if self.either(&run[0]) {
                run = &run[1..];
            } else {
                return false;
            }
        }
        true
    }
}
