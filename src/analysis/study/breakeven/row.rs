//! One draw of owning against buying, as a row of numbers.

use super::Terms;
use crate::ownership::{Bought, BreakEven, Burden, Fleet, break_even};
use crate::simulation::{Lived, Point};
use crate::uncertainty::{Distribution, key, point};
use crate::units::{DAYS_PER_MONTH, HOURS_PER_MONTH, SECONDS_PER_DAY, TOKENS_PER_MTOK};

/// Numbers of a draw before those of offers: what the fleet is and costs.
pub(super) const FLEET: usize = 9;
/// Numbers of an offer: price, break-even, utilisation, what it would take, ceiling, whether owning is cheaper.
pub(super) const OFFER: usize = 6;

/// The numbers of one draw; NaN where there is no fleet.
pub(super) fn row(room: &mut Lived, terms: &Terms, index: u32, width: usize) -> Vec<f64> {
    let drawn = |name: &str, it: &Distribution| {
        it.quantile(point(u64::from(room.seed()), key(name), index))
    };
    let bought = terms.bought.as_ref().map(|it| {
        let usd = drawn("breakeven.purchase", &it.usd);
        Bought { usd, ..it.bought }.usd_per_hour()
    });
    let migration_usd = drawn("breakeven.migration", &terms.migration_usd);
    let mut row = vec![f64::NAN; width];
    let mut first = Vec::new();
    let months = room.curves().months;
    let saved = width - months;
    row[saved - 1] = migration_usd;
    room.own_or_buy(Point::Drawn(index), &mut |it| {
        let mut fleet = it.fleet;
        // What is bought keeps its cost; what is rented gets cheaper.
        fleet.usd_per_accelerator_hour = bought.unwrap_or(fleet.usd_per_accelerator_hour);
        let standing_usd = standing(&fleet, it.burden.security_overhead, terms);
        let owned = fleet.own(it.tokens_per_day, &it.burden);
        let own_usd = owned.usd_per_month + standing_usd;
        let cheapest = it.usd_per_mtok.iter().copied().fold(f64::NAN, f64::min);
        let to_usd = it.tokens_per_day * DAYS_PER_MONTH / TOKENS_PER_MTOK;
        let over = owned.replicas > terms.limits.most_replicas;
        row[saved + it.month] =
            if cheapest.is_nan() || over { 0.0 } else { cheapest * to_usd - own_usd };
        if it.month > 0 {
            return;
        }
        let per_own = it.reference_over_own;
        let accelerators_usd = owned.replicas * replica_usd(&fleet) + standing_usd;
        first = vec![
            f64::from(it.meets),
            fleet.accelerators_per_replica,
            fleet.usd_per_accelerator_hour,
            owned.replicas,
            owned.utilisation,
            fleet.tokens_per_s_per_replica * SECONDS_PER_DAY / fleet.peak_over_mean * per_own,
            accelerators_usd,
            own_usd - accelerators_usd,
            own_usd / to_usd,
        ];
        for usd_per_mtok in std::iter::once(cheapest).chain(it.usd_per_mtok.iter().copied()) {
            let rate = fleet.usd_per_accelerator_hour;
            let fleets = it.fleets.iter().map(|it| Fleet { usd_per_accelerator_hour: rate, ..*it });
            first.extend(against(fleets, &it.burden, usd_per_mtok, terms, per_own));
            first.push(match over {
                _ if usd_per_mtok.is_nan() => f64::NAN,
                true => 0.0,
                false => f64::from(own_usd < usd_per_mtok * to_usd),
            });
        }
    });
    row[..first.len()].copy_from_slice(&first);
    row
}

fn replica_usd(fleet: &Fleet) -> f64 {
    fleet.accelerators_per_replica * fleet.usd_per_accelerator_hour * HOURS_PER_MONTH
}

/// What replicas that stand by cost in a month.
fn standing(fleet: &Fleet, security_overhead: f64, terms: &Terms) -> f64 {
    terms.limits.spares * replica_usd(fleet) * (1.0 + security_overhead)
}

/// Price, break-even, utilisation, what it would take, ceiling: of the fleet that pays first, or comes nearest to it; NaN where there is
/// no offer, an endless break-even where there is none.
fn against(
    fleets: impl Iterator<Item = Fleet>,
    burden: &Burden,
    usd_per_mtok: f64,
    terms: &Terms,
    per_own: f64,
) -> [f64; 5] {
    if usd_per_mtok.is_nan() {
        return [f64::NAN; 5];
    }
    let mut best = [usd_per_mtok, f64::INFINITY, f64::NAN, f64::NAN, f64::NAN];
    for fleet in fleets {
        match break_even(&fleet, burden, usd_per_mtok, &terms.limits) {
            BreakEven::At { tokens_per_day, utilisation, .. } => {
                if tokens_per_day * per_own < best[1] {
                    best =
                        [usd_per_mtok, tokens_per_day * per_own, utilisation, f64::NAN, f64::NAN];
                }
            }
            BreakEven::Never { tokens_per_day, ceiling_tokens_per_day } => {
                let nearer = !(tokens_per_day / ceiling_tokens_per_day >= best[3] / best[4]);
                if best[1].is_infinite() && nearer {
                    (best[3], best[4]) =
                        (tokens_per_day * per_own, ceiling_tokens_per_day * per_own);
                }
            }
        }
    }
    best
}
