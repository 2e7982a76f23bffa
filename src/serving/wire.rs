//! What joins accelerators: links within the scale-up domain, a network beyond it.

use super::sharding::Sharding;
use super::{Accelerator, Architecture, Constants};
use crate::math::{ln, power, within};
use std::f64::consts::LOG2_E;

/// The way between the accelerators of a replica.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wire {
    /// Further latency of each collective, seconds.
    pub hop_s: f64,
    /// Seconds for a byte within the scale-up domain.
    link_byte_s: f64,
    /// Accelerators of the replica in one domain, and domains.
    domain: f64,
    domains: f64,
    /// Share of the other accelerators that are beyond the domain.
    away: f64,
    network_byte_s: f64,
}

/// Accelerators that the bus of a machine joins.
const BUS_ACCELERATORS: f64 = 8.0;

impl Wire {
    /// The way between `n` accelerators.
    pub fn of(accelerator: &Accelerator, n: f64, constants: &Constants) -> Wire {
        // Without links of their own, accelerators of one machine meet on its bus.
        let on_bus = accelerator.scaleup_domain <= 1;
        let joined = if on_bus { BUS_ACCELERATORS } else { f64::from(accelerator.scaleup_domain) };
        let domain = within(joined, 1.0, n);
        let away = if n > domain { (n - domain) / (n - 1.0) } else { 0.0 };
        Wire {
            hop_s: match away > 0.0 {
                true => constants.network_s,
                false if on_bus && n > 1.0 => constants.bus_s,
                false => 0.0,
            },
            link_byte_s: 1.0 / (constants.link_efficiency * accelerator.link_bytes_per_s),
            domain,
            domains: n / domain,
            away,
            network_byte_s: 1.0 / constants.network_bytes_per_s,
        }
    }

    /// Seconds for a byte of an all-reduce: domains sum up within themselves before they meet.
    ///
    /// # Formula
    /// `1 / link + away / domain / network`
    pub fn reduce_byte_s(&self) -> f64 {
        self.link_byte_s + self.away / self.domain * self.network_byte_s
    }

    /// Seconds for a byte of an exchange in which every token goes to `choices` experts: a token crosses the
    /// network once for each domain that has one of them.
    ///
    /// # Formula
    /// `(1 - away) / link + away d / network`, `d = m (1 - (1 - 1/m)^k) / k` with m domains and k choices
    pub fn exchange_byte_s(&self, choices: f64) -> f64 {
        if self.away == 0.0 {
            return self.link_byte_s;
        }
        let met = self.domains * (1.0 - power(1.0 - 1.0 / self.domains, choices));
        (1.0 - self.away) * self.link_byte_s
            + self.away * (met / choices).min(1.0) * self.network_byte_s
    }
}

/// What the accelerators of a replica, or of a stage, tell each other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exchange {
    /// Latency of a step, seconds.
    pub step_s: f64,
    /// Volume of each token, seconds.
    pub token_s: f64,
}

/// Ranks up to which a token of a mixture goes to all of them, and beyond which only to those of its experts:
/// TensorRT-LLM exchanges where ranks outnumber the experts of a token and stand on one fabric of many nodes
/// (`select_alltoall_method_type`), else, as SGLang without a backend for it, it gathers.
const GATHERED_RANKS: f64 = 8.0;

impl Exchange {
    /// # Formula
    /// All-reduce of a step `2 L (hop log2 n + 4 B h (n-1) / n / link)`; with data-parallel attention
    /// and experts spread whole, instead `L_moe (2 exchange + 3 B c h (n-1) / n^2 / link)`, a token going to
    /// `c = n` ranks up to eight of them, and beyond to those of its k experts, and in groups of tp ranks
    /// `L (hop log2 tp + 4 B h (tp-1) / n / link)` beside it. A pipeline of s stages passes each token's width on
    /// `s - 1` times.
    pub fn of(
        a: &Architecture,
        accelerator: &Accelerator,
        sharding: &Sharding,
        constants: &Constants,
    ) -> Exchange {
        let Sharding { stages, n, tp, data_parallel, spread, .. } = *sharding;
        let wire = Wire::of(accelerator, n, constants);
        if data_parallel && spread {
            let copies = if n > GATHERED_RANKS { a.experts_per_token } else { n };
            // Attention is summed up within each group.
            let group = Wire::of(accelerator, tp, constants);
            return Exchange {
                step_s: a.layers * (constants.all_reduce_hop_s * ln(tp) * LOG2_E + group.hop_s)
                    + a.moe_layers * 2.0 * (constants.expert_exchange_s + wire.hop_s),
                token_s: a.layers * 4.0 * a.hidden * (tp - 1.0) / n * group.reduce_byte_s()
                    + a.moe_layers * 3.0 * copies * a.hidden * (n - 1.0) / (n * n)
                        * wire.exchange_byte_s(a.experts_per_token),
            };
        }
        let all = Wire::of(accelerator, n * stages, constants);
        let passed = (stages - 1.0).max(0.0);
        Exchange {
            step_s: 2.0 * a.layers * (constants.all_reduce_hop_s * ln(n) * LOG2_E + wire.hop_s)
                + passed * (constants.all_reduce_hop_s + all.hop_s),
            token_s: 2.0 * a.layers * 4.0 * a.hidden * (n - 1.0) / n * wire.reduce_byte_s()
                + passed * 2.0 * a.hidden / tp * all.reduce_byte_s(),
        }
    }
}
