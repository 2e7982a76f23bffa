//! What a checkpoint keeps in which number format, and the bytes that come of it.

use super::{Architecture, Generation, Precision};

/// Formats of what stands beside the routed experts in a checkpoint that keeps it wider than these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Format of attention's weights.
    pub attention: Precision,
    /// Format of dense feed-forward layers, shared experts and routers.
    pub feed_forward: Precision,
}

/// What published checkpoints of a model keep wider, by the format that they are named after; nothing where all
/// but embedding and output head is in that format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wider {
    /// In FP8 checkpoints.
    pub fp8: Option<Kept>,
    /// In FP4 checkpoints.
    pub fp4: Option<Kept>,
    /// In INT4 checkpoints.
    pub int4: Option<Kept>,
    /// In MXFP4 checkpoints; BF16 for both where nothing is said, as in gpt-oss's.
    pub mxfp4: Option<Kept>,
}

/// A part of a model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part {
    pub params: f64,
    /// The format that they are in.
    pub format: Precision,
    /// Bytes of one of them, scales included.
    pub bytes_per_param: f64,
}

impl Part {
    pub fn bytes(&self) -> f64 {
        self.params * self.bytes_per_param
    }
}

/// A model's weights, part by part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weights {
    /// The input embedding: stored, and looked up instead of read.
    pub embedding: Part,
    /// The output head: read by every step, not by prompts but for their last token.
    pub head: Part,
    pub attention: Part,
    pub feed_forward: Part,
    pub experts: Part,
}

/// Width to whose multiples MXFP4 kernels fill up a layer where the hardware has no such format: vLLM's and SGLang's
/// on Hopper (gpt-oss: 2,880 becomes 3,072).
const FILLED_WIDTH: f64 = 256.0;

impl Weights {
    /// The weights of `architecture` in a checkpoint of `precision`.
    ///
    /// Embedding and output head are in BF16 whatever the checkpoint (quantisers skip both), where the shape says how large
    /// they are.
    pub fn of(architecture: &Architecture, precision: Precision) -> Weights {
        let a = architecture;
        let all = Kept { attention: precision, feed_forward: precision };
        let kept = match precision {
            Precision::Bf16 => all,
            Precision::Fp8 => a.wider.fp8.unwrap_or(all),
            Precision::Fp4 => a.wider.fp4.unwrap_or(all),
            Precision::Int4 => a.wider.int4.unwrap_or(all),
            Precision::Mxfp4 => {
                let wide = Kept { attention: Precision::Bf16, feed_forward: Precision::Bf16 };
                a.wider.mxfp4.unwrap_or(wide)
            }
        };
        let head = a.head_params();
        // A byte of scale per 16 weights (NVFP4), or a 16-bit scale and a 4-bit zero per 128 (AWQ, GPTQ), but for
        // makers' own releases: a byte per 32 (DeepSeek-V4), 16 bits per 32 (Kimi).
        let scales = |group: f64, usual: f64, scale: f64| {
            if group > 0.0 { 0.5 + scale / group } else { 0.5 + usual }
        };
        let part = |params, format| Part {
            params,
            format,
            bytes_per_param: match format {
                Precision::Bf16 => 2.0,
                // Its scales, one per channel or per block of 128 by 128, are left out.
                Precision::Fp8 => 1.0,
                Precision::Fp4 => scales(a.fp4_scale_group, 1.0 / 16.0, 1.0),
                Precision::Mxfp4 => 0.5 + 1.0 / 32.0,
                Precision::Int4 => scales(a.int4_scale_group, 2.5 / 128.0, 2.0),
            },
        };
        Weights {
            embedding: part(a.embedding_params, Precision::Bf16),
            head: part(head, Precision::Bf16),
            attention: part(a.attention_params, kept.attention),
            feed_forward: part(a.dense_params - head - a.attention_params, kept.feed_forward),
            experts: part(a.expert_params, precision),
        }
    }

    /// Parts that every token passes through.
    pub fn dense(&self) -> [Part; 3] {
        [self.head, self.attention, self.feed_forward]
    }

    /// Bytes that a step reads beside the experts.
    pub fn dense_bytes(&self) -> f64 {
        self.dense().iter().map(|it| it.bytes()).sum()
    }

    /// Bytes of the experts as `generation` stores them.
    pub fn expert_bytes(&self, width: f64, generation: Generation) -> f64 {
        let fills = self.experts.format == Precision::Mxfp4 && generation == Generation::Hopper;
        let filled = if fills { (width / FILLED_WIDTH).ceil() * FILLED_WIDTH / width } else { 1.0 };
        self.experts.bytes() * filled
    }
}
