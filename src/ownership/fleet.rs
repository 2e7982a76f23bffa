use crate::units::{HOURS_PER_MONTH, SECONDS_PER_DAY, TOKENS_PER_MTOK};

/// A fleet of equal replicas of one deployment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fleet {
    /// Accelerators in a replica.
    pub accelerators_per_replica: f64,
    /// Tokens a second, input and output of the workload's mix, that a busy replica serves.
    pub tokens_per_s_per_replica: f64,
    /// Price of an accelerator, USD per hour, rented or written off.
    pub usd_per_accelerator_hour: f64,
    /// Peak over mean load, at least 1.
    pub peak_over_mean: f64,
}

/// What owning costs besides accelerators.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burden {
    /// Engineers who run it, in full-time people.
    pub engineers: f64,
    /// USD per engineer and month, all in.
    pub usd_per_engineer_month: f64,
    /// Compliance, fine-tuning and evaluation, USD per month.
    pub fixed_usd_per_month: f64,
    /// Security and verification on top of everything, as a share, such as 0.1.
    pub security_overhead: f64,
}

/// A month of ownership.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Owned {
    /// Replicas, at least one whatever the volume.
    pub replicas: f64,
    /// Total cost, USD per month.
    pub usd_per_month: f64,
    /// Total cost over the tokens served, USD per million.
    pub usd_per_mtok: f64,
    /// Mean load over what the fleet could serve, 0 to 1.
    pub utilisation: f64,
}

impl Fleet {
    /// Replicas that the peak of `tokens_per_day` takes, at least one.
    pub fn replicas(&self, tokens_per_day: f64) -> f64 {
        let capacity_per_day = self.tokens_per_s_per_replica * SECONDS_PER_DAY;
        (tokens_per_day * self.peak_over_mean / capacity_per_day).ceil().max(1.0)
    }

    /// What serving `tokens_per_day` costs in a month.
    ///
    /// # Formula
    /// `replicas = max(1, ceil(tokens/day * peak / (86400 * tokens/s per replica)))`,
    /// `USD = (replicas * accelerators * USD/h * hours/month + engineers * wage + fixed) * (1 + security)`.
    ///
    /// ```
    /// use undercut::ownership::{Burden, Fleet};
    /// let node = Fleet {
    ///     accelerators_per_replica: 8.0,
    ///     tokens_per_s_per_replica: 20_000.0,
    ///     usd_per_accelerator_hour: 2.0,
    ///     peak_over_mean: 2.0,
    /// };
    /// let alone = Burden { engineers: 0.0, usd_per_engineer_month: 0.0, fixed_usd_per_month: 0.0, security_overhead: 0.0 };
    /// let idle = node.own(1.0, &alone);
    /// assert_eq!(idle.replicas, 1.0);
    /// assert!((idle.usd_per_month - 8.0 * 2.0 * 730.485).abs() < 1e-6);
    /// ```
    pub fn own(&self, tokens_per_day: f64, burden: &Burden) -> Owned {
        let capacity_per_day = self.tokens_per_s_per_replica * SECONDS_PER_DAY;
        let replicas = self.replicas(tokens_per_day);
        let accelerators = replicas
            * self.accelerators_per_replica
            * self.usd_per_accelerator_hour
            * HOURS_PER_MONTH;
        let people = burden.engineers * burden.usd_per_engineer_month;
        let usd_per_month =
            (accelerators + people + burden.fixed_usd_per_month) * (1.0 + burden.security_overhead);
        let tokens_per_month = tokens_per_day * crate::units::DAYS_PER_MONTH;
        Owned {
            replicas,
            usd_per_month,
            usd_per_mtok: usd_per_month * TOKENS_PER_MTOK / tokens_per_month,
            utilisation: tokens_per_day / (replicas * capacity_per_day),
        }
    }
}
