//! What a deployment runs on.

use std::fmt;

/// A family of accelerators that shares efficiencies and software maturity in the fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// NVIDIA H100, H200, H800, H20.
    Hopper,
    /// NVIDIA B200, B300, GB200, GB300.
    Blackwell,
    /// AMD MI300X, MI325X.
    Cdna3,
    /// AMD MI355X.
    Cdna4,
}

impl Generation {
    /// Every generation, in the order of [`crate::serving::PerGeneration`].
    pub const ALL: [Generation; 4] =
        [Generation::Hopper, Generation::Blackwell, Generation::Cdna3, Generation::Cdna4];

    /// The generation that a catalogue writes as `text`, or `None`.
    ///
    /// ```
    /// use undercut::serving::Generation;
    /// assert_eq!(Generation::parse("cdna4"), Some(Generation::Cdna4));
    /// ```
    pub fn parse(text: &str) -> Option<Generation> {
        Generation::ALL.into_iter().find(|generation| generation.name() == text)
    }

    fn name(self) -> &'static str {
        match self {
            Generation::Hopper => "hopper",
            Generation::Blackwell => "blackwell",
            Generation::Cdna3 => "cdna3",
            Generation::Cdna4 => "cdna4",
        }
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Generation {
    /// Dense BF16 rate of the accelerators to whose rows its efficiencies were fitted, operations/s.
    fn fitted_flops(self) -> f64 {
        match self {
            Generation::Hopper => 989e12,
            Generation::Blackwell => 2250e12,
            Generation::Cdna3 => 1307e12,
            Generation::Cdna4 => 2516e12,
        }
    }
}

/// One accelerator, by its data sheet: dense rates, without sparsity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accelerator {
    /// Which efficiencies of the fit apply.
    pub generation: Generation,
    /// Usable high-bandwidth memory, bytes.
    pub hbm_bytes: f64,
    /// Bandwidth of that memory, bytes/s.
    pub hbm_bytes_per_s: f64,
    /// Dense BF16 rate, floating-point operations/s.
    pub bf16_flops: f64,
    /// Dense FP8 rate, operations/s; 0 where the hardware has none, and BF16 is then used.
    pub fp8_flops: f64,
    /// Dense FP4 rate, operations/s; 0 where the hardware has none, and FP8 is then used.
    pub fp4_flops: f64,
    /// Scale-up link of one accelerator in one direction, bytes/s.
    pub link_bytes_per_s: f64,
    /// Accelerators that such links join; a replica beyond them pays for the network.
    pub scaleup_domain: u32,
}

impl Accelerator {
    /// Share of its peak arithmetic that is attained where one of the fit's accelerators attains `share`.
    ///
    /// # Formula
    /// `1 / (1 + (1 / share - 1) rate / fitted rate)`: what delays arithmetic takes its time whatever the rate, so
    /// that an accelerator with less of it wastes less (H20: attention at 0.83 to 0.89 of its 148 TFLOP/s, H100 at half of 989).
    pub(super) fn attained(&self, share: f64) -> f64 {
        let rate = self.bf16_flops / self.generation.fitted_flops();
        1.0 / (1.0 + (1.0 / share - 1.0) * rate.min(1.0))
    }
}
