//! What is asked about hardware, checked.

use crate::catalog::{Accelerator, Catalog, Shape};
use crate::error::{Error, Problem};
use crate::serving::{Engine, Precision, Work};

/// The engine's name that leaves the choice to the program.
pub const ANY_ENGINE: &str = "any";

/// A question about hardware and engines.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Inquiry {
    /// A model by name, as the serving tables know it.
    pub model: String,
    /// Number format of the weights: `bf16`, `fp8`, `fp4`, `int4`, `mxfp4`.
    pub precision: String,
    /// Input tokens per request.
    pub isl: f64,
    /// Output tokens per request.
    pub osl: f64,
    /// Share of the input found in the prefix cache, in [0, 1].
    pub prefix_hit_rate: f64,
    /// Whether several tokens are guessed per step, at the fit's acceptance length.
    pub speculative: bool,
    /// Whether prefill and decode may have accelerators of their own, within one scale-up domain.
    pub apart: bool,
    /// Interactivity at which accelerators, engines and savings are compared, output tokens/s per user.
    pub tokens_per_s_per_user: f64,
    /// The accelerator in focus.
    pub accelerator: String,
    /// The Hopper accelerator that it is compared with.
    pub baseline: String,
    /// An engine, or [`ANY_ENGINE`] for the fastest of each accelerator.
    pub engine: String,
}

impl Default for Inquiry {
    /// DeepSeek-R1 in FP8, 1,024 tokens in and out: the workload with the most measured rows.
    fn default() -> Inquiry {
        Inquiry {
            model: "deepseek-r1".to_string(),
            precision: "fp8".to_string(),
            isl: 1024.0,
            osl: 1024.0,
            prefix_hit_rate: 0.0,
            speculative: false,
            apart: false,
            tokens_per_s_per_user: 50.0,
            accelerator: "gb200-nvl72".to_string(),
            baseline: "h200-sxm".to_string(),
            engine: ANY_ENGINE.to_string(),
        }
    }
}

/// An inquiry with its names resolved.
pub(super) struct Asked<'a> {
    pub inquiry: Inquiry,
    pub model: Shape,
    pub precision: Precision,
    pub accelerator: &'a Accelerator,
    pub baseline: &'a Accelerator,
    /// Nothing for any.
    pub engine: Option<Engine>,
}

/// Most tokens of a request on either side.
const MOST_TOKENS: f64 = 1e6;

impl Inquiry {
    pub(super) fn read<'a>(&self, catalog: &'a Catalog) -> Result<Asked<'a>, Error> {
        let mut problems = Vec::new();
        let mut wrong = |path: &str, value: String, rule: &str| {
            problems.push(Problem::new(path, value, rule));
        };
        let model = catalog.shape_named(&self.model);
        if model.is_none() {
            wrong("model", self.model.clone(), "is not a model whose shape is known");
        }
        let precision = Precision::parse(&self.precision);
        if precision.is_none() {
            wrong("precision", self.precision.clone(), "is not one of bf16, fp8, fp4, int4, mxfp4");
        }
        let mut machine = |path: &str, name: &str| {
            let found = catalog.accelerator_named(name).filter(|it| it.stands_in.is_none());
            if found.is_none() {
                wrong(path, name.to_string(), "is not an accelerator whose kind was measured");
            }
            found
        };
        let accelerator = machine("accelerator", &self.accelerator);
        let baseline = machine("baseline", &self.baseline);
        let engine = match self.engine.as_str() {
            ANY_ENGINE => Some(None),
            name => Engine::parse(name).map(Some),
        };
        if engine.is_none() {
            let rule = "is not one of any, sglang, vllm, tensorrt-llm, atom";
            wrong("engine", self.engine.clone(), rule);
        }
        let mut within = |path: &str, value: f64, (low, high): (f64, f64), range: &str| {
            if !(value >= low && value <= high) {
                wrong(path, value.to_string(), &format!("must be a number {range}"));
            }
        };
        within("isl", self.isl, (1.0, MOST_TOKENS), "from 1 to 1,000,000");
        within("osl", self.osl, (1.0, MOST_TOKENS), "from 1 to 1,000,000");
        within("prefix_hit_rate", self.prefix_hit_rate, (0.0, 1.0), "from 0 to 1");
        let speed = self.tokens_per_s_per_user;
        within("tokens_per_s_per_user", speed, (1.0, 1000.0), "from 1 to 1,000");
        let (
            Some(model),
            Some(mut precision),
            Some(accelerator),
            Some(baseline),
            Some(engine),
            true,
        ) = (model, precision, accelerator, baseline, engine, problems.is_empty())
        else {
            return Err(Error::Invalid(problems));
        };
        precision = model.published(precision);
        let inquiry = Inquiry {
            model: model.id.clone(),
            precision: precision.to_string(),
            accelerator: accelerator.id.clone(),
            baseline: baseline.id.clone(),
            ..self.clone()
        };
        Ok(Asked { inquiry, model, precision, accelerator, baseline, engine })
    }
}

impl Asked<'_> {
    /// The request, each user getting `tokens_per_s_per_user`.
    pub fn work(&self, tokens_per_s_per_user: f64) -> Work {
        Work {
            isl: self.inquiry.isl,
            osl: self.inquiry.osl,
            prefix_hit_rate: self.inquiry.prefix_hit_rate,
            tpot_s: 1.0 / tokens_per_s_per_user,
        }
    }
}
