use super::{Burden, Fleet};
use crate::units::{DAYS_PER_MONTH, HOURS_PER_MONTH, SECONDS_PER_DAY, TOKENS_PER_MTOK};

/// How far a fleet may grow, and what stands by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The most replicas that carry load; infinite where nothing limits them.
    pub most_replicas: f64,
    /// Replicas that stand by.
    pub spares: f64,
}

/// Where owning costs what buying the same work does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum BreakEven {
    /// From this volume on, up to what the replicas carry.
    At {
        /// Mean tokens a day.
        tokens_per_day: f64,
        /// Replicas that carry them, spares left out.
        replicas: f64,
        /// Mean load over what those replicas could serve.
        utilisation: f64,
    },
    /// Nowhere: a fleet that is full still costs more.
    Never {
        /// Mean tokens a day that would have to be served to pay for the largest fleet allowed, one replica where none is set.
        tokens_per_day: f64,
        /// Mean tokens a day that it carries.
        ceiling_tokens_per_day: f64,
    },
}

/// The volume at which a fleet costs as much as buying at `usd_per_mtok` for the same tokens.
///
/// # Formula
/// A replica carries `K = 86400 tokens/s / peak` a day and costs `a = accelerators USD/h hours/month (1 + s)` a month; people, duties
/// and spares cost `F`. Buying costs `p` a month for each token a day. The fewest replicas that may pay are
/// `n = max(1, ceil(F / (p K - a)))`, and the volume is `(n a + F) / p`; never where `p K <= a` or `n` is more than is allowed.
///
/// ```
/// use undercut::ownership::{BreakEven, Burden, Fleet, Limits, break_even};
/// // Four accelerators at $23 an hour in all, 4,132 tokens a second, against $0.30 for a million tokens of the mix.
/// let machine = Fleet {
///     accelerators_per_replica: 4.0, tokens_per_s_per_replica: 4132.0, usd_per_accelerator_hour: 5.75, peak_over_mean: 1.0,
/// };
/// let alone = Burden { engineers: 0.0, usd_per_engineer_month: 0.0, fixed_usd_per_month: 0.0, security_overhead: 0.0 };
/// let limits = Limits { most_replicas: 1.0, spares: 0.0 };
/// let BreakEven::Never { tokens_per_day, ceiling_tokens_per_day } = break_even(&machine, &alone, 0.30, &limits) else { panic!() };
/// assert_eq!((tokens_per_day / 1e6).round(), 1840.0);
/// assert_eq!((ceiling_tokens_per_day / 1e6).round(), 357.0);
/// ```
pub fn break_even(fleet: &Fleet, burden: &Burden, usd_per_mtok: f64, limits: &Limits) -> BreakEven {
    let dearer = 1.0 + burden.security_overhead;
    let replica_usd =
        fleet.accelerators_per_replica * fleet.usd_per_accelerator_hour * HOURS_PER_MONTH * dearer;
    let people_usd = burden.engineers * burden.usd_per_engineer_month;
    let fixed_usd =
        (people_usd + burden.fixed_usd_per_month) * dearer + limits.spares * replica_usd;
    let capacity_per_day = fleet.tokens_per_s_per_replica * SECONDS_PER_DAY;
    let carried_per_day = capacity_per_day / fleet.peak_over_mean;
    let usd_of_token_a_day = usd_per_mtok * DAYS_PER_MONTH / TOKENS_PER_MTOK;
    let spare_usd = usd_of_token_a_day * carried_per_day - replica_usd;
    let replicas = (fixed_usd / spare_usd).ceil().max(1.0);
    let volume = |replicas: f64| (replicas * replica_usd + fixed_usd) / usd_of_token_a_day;
    if spare_usd > 0.0 && replicas <= limits.most_replicas {
        let tokens_per_day = volume(replicas);
        return BreakEven::At {
            tokens_per_day,
            replicas,
            utilisation: tokens_per_day / (replicas * capacity_per_day),
        };
    }
    let most = if limits.most_replicas.is_finite() { limits.most_replicas } else { 1.0 };
    BreakEven::Never {
        tokens_per_day: volume(most),
        ceiling_tokens_per_day: most * carried_per_day,
    }
}

/// An accelerator that is bought, with what it takes to run it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bought {
    /// Price with its share of machine and network, USD.
    pub usd: f64,
    /// Years until it is sold.
    pub life_years: f64,
    /// What it is sold for over its price.
    pub residual: f64,
    /// Cost of capital, a year.
    pub capital_per_year: f64,
    /// Power with its share of machine and cooling, watts.
    pub watts: f64,
    /// USD per kilowatt-hour, space in it.
    pub usd_per_kwh: f64,
}

impl Bought {
    /// What it costs by the hour.
    ///
    /// # Formula
    /// With `d = (1 + k)^-L`: `(P - R P d) k / (1 - d) / 8766 + kW USD/kWh`, the annuity of price less residual, and `P (1 - R) / L` for
    /// it where capital costs nothing.
    ///
    /// ```
    /// use undercut::ownership::Bought;
    /// let card = Bought { usd: 30_000.0, life_years: 4.0, residual: 0.1, capital_per_year: 0.0, watts: 1000.0, usd_per_kwh: 0.1 };
    /// assert!((card.usd_per_hour() - (30_000.0 * 0.9 / 4.0 / 8765.82 + 0.1)).abs() < 1e-9);
    /// ```
    pub fn usd_per_hour(&self) -> f64 {
        let left = crate::math::power(1.0 + self.capital_per_year, -self.life_years);
        let hours_per_year = HOURS_PER_MONTH * crate::units::MONTHS_PER_YEAR;
        let usd_per_year = if self.capital_per_year > 0.0 {
            self.usd * (1.0 - self.residual * left) * self.capital_per_year / (1.0 - left)
        } else {
            self.usd * (1.0 - self.residual) / self.life_years
        };
        usd_per_year / hours_per_year + self.watts / 1000.0 * self.usd_per_kwh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NODE: Fleet = Fleet {
        accelerators_per_replica: 8.0,
        tokens_per_s_per_replica: 10_000.0,
        usd_per_accelerator_hour: 2.0,
        peak_over_mean: 2.0,
    };
    const STAFF: Burden = Burden {
        engineers: 2.0,
        usd_per_engineer_month: 20_000.0,
        fixed_usd_per_month: 10_000.0,
        security_overhead: 0.1,
    };
    const FREE: Limits = Limits { most_replicas: f64::INFINITY, spares: 0.0 };

    /// By hand: a node costs 8 x 2 x 730.485 x 1.1 = 12,856.536 a month and carries 432M tokens a day; people and duties cost
    /// 55,000. At $5 a million a full node's tokens cost 5 x 432 x 30.436875 = 65,743.65, so that two nodes pay: from
    /// (2 x 12,856.536 + 55,000) / (5 x 30.436875) = 530.3637M tokens a day on.
    #[test]
    fn a_worked_example_to_the_cent() {
        let BreakEven::At { tokens_per_day, replicas, utilisation } =
            break_even(&NODE, &STAFF, 5.0, &FREE)
        else {
            panic!("it pays")
        };
        assert_eq!(replicas, 2.0);
        let usd = tokens_per_day * 5.0 * DAYS_PER_MONTH / TOKENS_PER_MTOK;
        assert!((usd - (2.0 * 12_856.536 + 55_000.0)).abs() < 0.005, "{usd}");
        assert!((tokens_per_day / 1e6 - 530.3637).abs() < 0.0001, "{tokens_per_day}");
        assert!((utilisation - tokens_per_day / (2.0 * 864e6)).abs() < 1e-12);
        let owned = NODE.own(tokens_per_day, &STAFF);
        assert!((owned.usd_per_month - usd).abs() < 0.005 && owned.replicas == 2.0);
    }

    #[test]
    fn a_fleet_that_may_not_grow_never_pays() {
        let one = Limits { most_replicas: 1.0, ..FREE };
        let BreakEven::Never { tokens_per_day, ceiling_tokens_per_day } =
            break_even(&NODE, &STAFF, 5.0, &one)
        else {
            panic!("one node does not carry it")
        };
        assert!(tokens_per_day > ceiling_tokens_per_day && ceiling_tokens_per_day == 432e6);
    }

    proptest! {
        /// At the break-even both cost the same, and below it owning costs more at every volume that is tried.
        #[test]
        fn below_it_buying_is_cheaper(price in 0.05..50.0_f64, engineers in 0.0..20.0_f64, spares in 0..3_u32, tried in 0.001..0.999_f64) {
            let staff = Burden { engineers, ..STAFF };
            let limits = Limits { spares: f64::from(spares), ..FREE };
            let standing = f64::from(spares) * 8.0 * 2.0 * HOURS_PER_MONTH * 1.1;
            let own = |volume: f64| NODE.own(volume, &staff).usd_per_month + standing;
            let buy = |volume: f64| volume * price * DAYS_PER_MONTH / TOKENS_PER_MTOK;
            match break_even(&NODE, &staff, price, &limits) {
                BreakEven::At { tokens_per_day, replicas, .. } => {
                    prop_assert!((own(tokens_per_day) / buy(tokens_per_day) - 1.0).abs() < 1e-9);
                    prop_assert!(tokens_per_day <= replicas * 432e6 * (1.0 + 1e-12));
                    prop_assert!(own(tried * tokens_per_day) > buy(tried * tokens_per_day));
                }
                BreakEven::Never { .. } => {
                    for volume in [1e6, 1e8, 1e9, 432e9] {
                        prop_assert!(own(volume) >= buy(volume) * (1.0 - 1e-12));
                    }
                }
            }
        }

        #[test]
        fn capital_and_a_shorter_life_make_it_dearer(usd in 1e3..1e5_f64, life in 1.0..8.0_f64, capital in 0.0..0.3_f64) {
            let card = Bought { usd, life_years: life, residual: 0.1, capital_per_year: capital, watts: 0.0, usd_per_kwh: 0.1 };
            let dearer = Bought { capital_per_year: capital + 0.02, ..card };
            let shorter = Bought { life_years: 0.8 * life, ..card };
            prop_assert!(dearer.usd_per_hour() > card.usd_per_hour());
            prop_assert!(shorter.usd_per_hour() > card.usd_per_hour());
        }
    }
}
