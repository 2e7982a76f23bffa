//! What joins accelerators: links within the scale-up domain, a network beyond it.

use super::{Accelerator, Constants};
use crate::math::{power, within};

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

impl Wire {
    /// The way between `n` accelerators.
    pub fn of(accelerator: &Accelerator, n: f64, constants: &Constants) -> Wire {
        let domain = within(f64::from(accelerator.scaleup_domain), 1.0, n);
        let away = if n > domain { (n - domain) / (n - 1.0) } else { 0.0 };
        Wire {
            hop_s: if away > 0.0 { constants.network_s } else { 0.0 },
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
