//! The seam from accounts to curves: a month's numbers, written where they belong in the outcome.

use super::curves::{Curves, SELLER};
use super::purchase::Purchase;
use super::state::State;
use crate::market::Account;
use crate::scenario::{GroupId, Plan};

/// Writes sellers and lines.
pub(super) fn sellers(plan: &Plan, curves: &Curves, month: usize, state: &State, out: &mut [f64]) {
    let groups = GroupId::ALL.len();
    let mut market = Account::default();
    state.accounts[..groups].iter().for_each(|group| market.add(group));
    let mut put = |curve: usize, value: f64| out[curve * curves.months + month] = existing(value);
    for (seller, account) in state.accounts.iter().enumerate() {
        for (metric, (_, value)) in SELLER.iter().enumerate() {
            put(curves.seller(seller, metric), value(account, &market));
        }
    }
    for (line, it) in plan.lines.iter().enumerate() {
        // What is no longer sold has no price.
        if !it.sold_in(month) {
            put(curves.line(line, 0), f64::NAN);
            put(curves.line(line, 1), f64::NAN);
            continue;
        }
        put(curves.line(line, 0), state.blend_usd_per_mtok[line] * state.price_level[line]);
        put(curves.line(line, 1), state.blend_cost_usd_per_mtok[line]);
    }
}

/// Writes policies.
pub(super) fn policies(curves: &Curves, month: usize, purchases: &[Purchase], out: &mut [f64]) {
    for (policy, it) in purchases.iter().enumerate() {
        let served = |value: f64| if it.served > 0.0 { value } else { f64::NAN };
        let values = [
            served(it.bill_usd),
            served(it.accepted / it.served),
            if it.accepted > 0.0 { it.bill_usd / it.accepted } else { f64::NAN },
            served(it.failures_usd),
            it.unserved / (it.served + it.unserved),
            1.0 - it.shared_usd / it.single_usd,
        ];
        for (metric, value) in values.into_iter().enumerate() {
            out[curves.policy(policy, metric) * curves.months + month] = existing(value);
        }
    }
}

/// A number, or NaN for one that is not: the cost of a line whose model fits nowhere, or what absurd inputs
/// compound to.
fn existing(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::NAN }
}
