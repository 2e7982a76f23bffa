use crate::math::{exp, ln};

/// One offer that a buyer of a segment can choose for a task class.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Alternative {
    /// Nest: closed lines together, each open model with its hosts, in-house. Places from 0.
    pub nest: u16,
    /// Logarithm of the USD that a task costs the buyer: spend and expected loss from failures.
    pub log_usd_per_task: f64,
    /// What the offer is worth beyond price, in utility.
    pub premium: f64,
    /// Whether it meets the threshold and the residency of the class.
    pub feasible: bool,
}

/// Writes the shares that buyers settle on into `shares`; false (and zeros) where nothing is feasible.
///
/// # Formula
/// Nested logit without an outside option: `u_j = -beta ln(usd_j) + xi_j`, within a nest
/// `s_{j|n} = e^{u_j / (1 - sigma)} / D_n`, between nests `s_n = D_n^{1 - sigma} / sum_m D_m^{1 - sigma}`,
/// with `D_n` the sum of the exponentials of the nest. `beta` is the price sensitivity, `sigma` in `[0, 1)`
/// the correlation of tastes within a nest. At `sigma = 0` it is the plain logit.
///
/// `nest_sums` is working memory, one place per nest. A nest whose best utility is more than about
/// `745 (1 - sigma)` below the best of all underflows to a share of 0.
pub fn long_run_shares(
    alternatives: &[Alternative],
    beta: f64,
    sigma: f64,
    nest_sums: &mut [f64],
    shares: &mut [f64],
) -> bool {
    let scale = 1.0 / (1.0 - sigma);
    let utility = |it: &Alternative| it.premium - beta * it.log_usd_per_task;
    // Utilities are taken relative to the best, so that no exponential overflows.
    let mut best = f64::MIN;
    for (it, share) in alternatives.iter().zip(shares.iter_mut()) {
        *share = if it.feasible { utility(it) } else { f64::NEG_INFINITY };
        best = if *share > best { *share } else { best };
    }
    shares.iter_mut().for_each(|share| *share = exp((*share - best) * scale));
    nest_sums.fill(0.0);
    for (it, share) in alternatives.iter().zip(shares.iter()) {
        nest_sums[it.nest as usize] += *share;
    }
    let mut total = 0.0;
    for sum in nest_sums.iter_mut() {
        // From here on `sum` holds what turns e^{u/(1-sigma)} into a share, up to the total: D^-sigma.
        // By its logarithm, which costs a third of `pow` and is as good: sums are moderate. Nests that nobody
        // chooses are left out at the end, not by a branch.
        let weight = exp(-sigma * ln(*sum));
        let weight = if *sum >= f64::MIN_POSITIVE { weight } else { 0.0 };
        total += *sum * weight;
        *sum = weight;
    }
    if !(total > 0.0) {
        shares.fill(0.0);
        return false;
    }
    nest_sums.iter_mut().for_each(|weight| *weight /= total);
    for (it, share) in alternatives.iter().zip(shares.iter_mut()) {
        *share *= nest_sums[it.nest as usize];
    }
    true
}

/// The premiums at which [`long_run_shares`] gives `shares`, written into `alternatives`; where nobody buys
/// the premium is zero and the offer is left out.
///
/// # Formula
/// Berry's inversion: `xi_j = ln s_j - sigma ln s_{j|n} + beta ln(usd_j)`, up to a constant.
pub fn calibrate(
    alternatives: &mut [Alternative],
    shares: &[f64],
    beta: f64,
    sigma: f64,
    nest_sums: &mut [f64],
) {
    nest_sums.fill(0.0);
    for (it, share) in alternatives.iter().zip(shares) {
        nest_sums[it.nest as usize] += share;
    }
    for (it, &share) in alternatives.iter_mut().zip(shares) {
        it.premium = if share > 0.0 {
            let within = share / nest_sums[it.nest as usize];
            libm::log(share) - sigma * libm::log(within) + beta * it.log_usd_per_task
        } else {
            0.0
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn offer(nest: u16, usd_per_task: f64, premium: f64) -> Alternative {
        Alternative { nest, log_usd_per_task: libm::log(usd_per_task), premium, feasible: true }
    }

    fn shares(alternatives: &[Alternative], beta: f64, sigma: f64) -> Vec<f64> {
        let mut shares = vec![0.0; alternatives.len()];
        long_run_shares(alternatives, beta, sigma, &mut [0.0; 8], &mut shares);
        shares
    }

    #[test]
    fn without_nests_it_is_the_plain_logit() {
        // beta = 1: odds are inverse to price.
        let got = shares(&[offer(0, 1.0, 0.0), offer(0, 3.0, 0.0)], 1.0, 0.0);
        assert!((got[0] - 0.75).abs() < 1e-12);
    }

    #[test]
    fn twins_in_a_nest_share_what_one_would_have_as_sigma_nears_one() {
        let alone = shares(&[offer(0, 1.0, 0.0), offer(1, 1.0, 0.0)], 1.0, 0.999);
        let twins =
            shares(&[offer(0, 1.0, 0.0), offer(1, 1.0, 0.0), offer(1, 1.0, 0.0)], 1.0, 0.999);
        assert!((alone[0] - 0.5).abs() < 1e-12);
        assert!((twins[0] - 0.5).abs() < 1e-3 && (twins[1] - 0.25).abs() < 1e-3);
    }

    #[test]
    fn nothing_feasible_has_no_shares() {
        let barred = Alternative { feasible: false, ..offer(0, 1.0, 0.0) };
        let mut got = [0.5];
        assert!(!long_run_shares(&[barred], 1.0, 0.5, &mut [0.0; 1], &mut got));
        assert_eq!(got, [0.0]);
    }

    proptest! {
        #[test]
        fn shares_sum_to_one_and_calibration_inverts_demand(
            offers in prop::collection::vec((0u16..4, 1e-4f64..10.0, 0.01f64..1.0), 2..12),
            beta in 0.1f64..6.0,
            sigma in 0.0f64..0.95,
        ) {
            let mut pool: Vec<_> = offers.iter().map(|&(nest, usd, _)| offer(nest, usd, 0.0)).collect();
            let mut wanted: Vec<_> = offers.iter().map(|&(_, _, share)| share).collect();
            let total: f64 = wanted.iter().sum();
            wanted.iter_mut().for_each(|share| *share /= total);
            calibrate(&mut pool, &wanted, beta, sigma, &mut [0.0; 8]);
            let got = shares(&pool, beta, sigma);
            prop_assert!((got.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for (got, wanted) in got.iter().zip(&wanted) {
                prop_assert!((got - wanted).abs() < 1e-9);
            }
        }

        #[test]
        fn a_dearer_offer_never_gains(usd in 0.01f64..10.0, rise in 1.0f64..5.0, sigma in 0.0f64..0.9) {
            let before = shares(&[offer(0, usd, 0.3), offer(0, 1.0, 0.0), offer(1, 0.5, 0.0)], 1.5, sigma);
            let after = shares(&[offer(0, usd * rise, 0.3), offer(0, 1.0, 0.0), offer(1, 0.5, 0.0)], 1.5, sigma);
            prop_assert!(after[0] <= before[0] + 1e-15);
        }
    }
}
