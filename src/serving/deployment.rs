//! One replica: which accelerators, how many, under which engine, laid out how.

use super::weights::Weights;
use super::{Accelerator, Architecture, CacheFormat, Engine, Precision, sound};

/// How a model is laid out on accelerators that serve prefill and decode together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deployment {
    /// What it runs on.
    pub accelerator: Accelerator,
    /// What serves it.
    pub engine: Engine,
    /// Number format of the weights.
    pub precision: Precision,
    /// Number format of the cache; `None` for what the engine takes by itself beside that precision.
    pub cache: Option<CacheFormat>,
    /// Accelerators in the replica.
    pub gpus: u32,
    /// Ranks that split each dense weight.
    pub tensor_parallel: u32,
    /// Stages, each with a run of the layers, through which every token passes; 1 for none.
    pub pipeline_parallel: u32,
    /// Ranks over which experts are distributed whole; 1 splits every expert over all ranks.
    pub expert_parallel: u32,
    /// Each group of `tensor_parallel` ranks holds its own sequences, and experts are shared.
    pub data_parallel_attention: bool,
    /// Whether prompts are read in the pass of a decode step, and not in passes of their own.
    pub mixes_prompts: bool,
    /// Sequences that the engine schedules at once on each group of ranks that shares attention; `None` for
    /// the engine's default.
    pub most_sequences: Option<f64>,
    /// Tokens that the engine computes in one pass at most; `None` for the engine's default.
    pub batched_tokens: Option<f64>,
    /// Share of memory that the engine takes, in its own meaning of it; `None` for its default.
    pub memory_share: Option<f64>,
    /// Months by which the software is older than the fit's reference date; negative is newer.
    pub software_age_months: f64,
    /// Output tokens per step with speculative decoding; 1 without it.
    pub acceptance_length: f64,
    /// Measured over predicted throughput of one row of this (model, accelerator, engine, precision).
    pub anchor: Option<f64>,
    /// Throughput multiplier for what the closed form leaves out (a draw of its error); 1 for none.
    pub residual: f64,
}

/// Largest share of HBM that weights take in the layout of [`Deployment::smallest_fitting`].
const COMFORTABLE_SHARE: f64 = 0.5;
/// The same where even the whole scale-up domain cannot keep them within half.
const TIGHT_SHARE: f64 = 0.8;

impl Deployment {
    /// One accelerator: software of the fit's reference date, the engine's own format of the cache, no speculative
    /// decoding, no anchor.
    pub fn on_one(accelerator: Accelerator, engine: Engine, precision: Precision) -> Deployment {
        Deployment {
            accelerator,
            engine,
            precision,
            cache: None,
            gpus: 1,
            tensor_parallel: 1,
            pipeline_parallel: 1,
            expert_parallel: 1,
            data_parallel_attention: false,
            mixes_prompts: !engine.prefills_apart(),
            most_sequences: None,
            batched_tokens: None,
            memory_share: None,
            software_age_months: 0.0,
            acceptance_length: 1.0,
            anchor: None,
            residual: 1.0,
        }
    }

    /// The smallest replica that leaves room to batch.
    ///
    /// # Formula
    /// The smallest power of two of accelerators within the scale-up domain whose weights take at most
    /// half of HBM; failing that, the largest such power if they take at most 0.8. A mixture of
    /// experts with latent attention gets data-parallel attention with experts spread whole (tensor
    /// parallelism would hold its cache once per rank); anything else gets tensor parallelism.
    /// Software of the fit's reference date, no speculative decoding, no anchor.
    ///
    /// Gives `None` where the weights do not fit in the scale-up domain.
    pub fn smallest_fitting(
        architecture: &Architecture,
        accelerator: Accelerator,
        engine: Engine,
        precision: Precision,
    ) -> Option<Deployment> {
        let latent = !architecture.attention.is_grouped();
        let spreads = latent && architecture.expert_params > 0.0;
        let weights = Weights::of(architecture, precision);
        let dense_bytes = weights.dense_bytes() + weights.embedding.bytes();
        let expert_bytes = weights.expert_bytes(architecture.hidden, accelerator.generation);
        // Weights on one of `gpus` accelerators over its HBM.
        let share = |gpus: u32, spreads: bool| {
            let tensor_parallel = if spreads { 1.0 } else { f64::from(gpus) };
            (dense_bytes / tensor_parallel + expert_bytes / f64::from(gpus)) / accelerator.hbm_bytes
        };
        let powers = || {
            (0..u32::BITS)
                .map(|exponent| 1_u32 << exponent)
                .take_while(|gpus| *gpus <= accelerator.scaleup_domain)
        };
        let fitting = |spreads: bool| {
            let roomy = powers().find(|gpus| share(*gpus, spreads) <= COMFORTABLE_SHARE);
            let tight = || powers().last().filter(|gpus| share(*gpus, spreads) <= TIGHT_SHARE);
            roomy.or_else(tight).map(|gpus| (gpus, spreads && gpus > 1))
        };
        // What does not fit with dense weights on every rank may fit with them split.
        let (gpus, spreads) = fitting(spreads).or_else(|| fitting(false))?;
        Some(Deployment {
            gpus,
            tensor_parallel: if spreads { 1 } else { gpus },
            expert_parallel: if spreads { gpus } else { 1 },
            data_parallel_attention: spreads,
            ..Deployment::on_one(accelerator, engine, precision)
        })
    }

    /// The same accelerators with every weight split over all of them: the layout for low latency.
    pub fn with_tensor_parallel(&self) -> Deployment {
        Deployment {
            tensor_parallel: self.gpus,
            pipeline_parallel: 1,
            expert_parallel: 1,
            data_parallel_attention: false,
            ..*self
        }
    }

    pub(super) fn is_valid(&self) -> bool {
        let accelerator = &self.accelerator;
        let positive = [
            accelerator.hbm_bytes,
            accelerator.hbm_bytes_per_s,
            accelerator.bf16_flops,
            accelerator.link_bytes_per_s,
            self.anchor.unwrap_or(1.0),
            self.residual,
        ];
        let rates = [accelerator.fp8_flops, accelerator.fp4_flops];
        let tensor = self.tensor_parallel;
        sound::positive(&positive)
            && sound::not_negative(&rates)
            && self.most_sequences.is_none_or(|it| it >= 1.0)
            && self.batched_tokens.is_none_or(|it| it >= 1.0 && it.is_finite())
            && self.memory_share.is_none_or(|it| it > 0.0 && it <= 1.0)
            && self.pipeline_parallel >= 1
            && self.software_age_months.is_finite()
            && self.acceptance_length.is_finite()
            && self.acceptance_length >= 1.0
            && tensor >= 1
            && self.expert_parallel >= 1
            && self.expert_parallel <= self.gpus
            && self.gpus.is_multiple_of(tensor)
            && if self.data_parallel_attention {
                self.pipeline_parallel == 1
            } else {
                tensor.checked_mul(self.pipeline_parallel) == Some(self.gpus)
            }
    }
}
