use crate::math::{exp, ln};

/// Offers of one task class to the buyers of one segment, by their places.
///
/// They stand side by side, one slice a quantity, so that loops over them are compiled to vector instructions.
#[derive(Debug, Clone, Copy)]
pub struct Offers<'a> {
    /// Nest: closed lines together, each open model with its hosts, in-house. Places from 0.
    pub nests: &'a [u16],
    /// Logarithm of the USD that a task costs the buyer: spend and expected loss from failures.
    pub log_usd_per_task: &'a [f64],
    /// What an offer is worth beyond price, in utility; -inf where it misses the threshold or the residency of
    /// the class.
    pub premiums: &'a [f64],
}

/// How buyers of a segment weigh offers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tastes<'a> {
    /// Price sensitivity, `beta`: utility lost when a task costs `e` times as much.
    pub price_sensitivity: f64,
    /// Correlation of tastes within each nest, `sigma` in `[0, 1)`, by nest.
    pub nest_correlations: &'a [f64],
}

/// Writes the shares that buyers settle on into `shares`; false (and zeros) where nothing is feasible.
///
/// # Formula
/// Nested logit without an outside option: `u_j = xi_j - beta ln(usd_j)`, within a nest
/// `s_{j|n} = e^{u_j / (1 - sigma_n)} / D_n`, between nests `s_n = D_n^{1 - sigma_n} / sum_m D_m^{1 - sigma_m}`,
/// with `D_n` the sum of the exponentials of the nest and `xi_j` the premium. At `sigma = 0` it is the plain
/// logit.
///
/// `nest_sums` is working memory, one place per nest. A nest whose best utility is more than about
/// `745 (1 - sigma_n)` below the best of all underflows to a share of 0.
///
/// ```
/// use undercut::market::{Offers, Tastes, long_run_shares};
/// // With a price sensitivity of 1 the odds are inverse to price.
/// let offers = Offers { nests: &[0, 0], log_usd_per_task: &[0.0, 3f64.ln()], premiums: &[0.0; 2] };
/// let tastes = Tastes { price_sensitivity: 1.0, nest_correlations: &[0.0] };
/// let mut shares = [0.0; 2];
/// assert!(long_run_shares(&offers, tastes, &mut [0.0; 1], &mut shares));
/// assert!((shares[0] - 0.75).abs() < 1e-12);
/// ```
pub fn long_run_shares(
    offers: &Offers,
    tastes: Tastes,
    nest_sums: &mut [f64],
    shares: &mut [f64],
) -> bool {
    let (beta, sigmas) = (tastes.price_sensitivity, tastes.nest_correlations);
    // Utilities are taken relative to the best, so that no exponential overflows.
    let mut best = f64::MIN;
    let values = offers.premiums.iter().zip(offers.log_usd_per_task);
    for ((premium, log_usd), share) in values.zip(shares.iter_mut()) {
        *share = premium - beta * log_usd;
        best = if *share > best { *share } else { best };
    }
    nest_sums.iter_mut().zip(sigmas).for_each(|(scale, sigma)| *scale = 1.0 / (1.0 - sigma));
    for (nest, share) in offers.nests.iter().zip(shares.iter_mut()) {
        *share = (*share - best) * nest_sums[*nest as usize];
    }
    shares.iter_mut().for_each(|share| *share = exp(*share));
    nest_sums.fill(0.0);
    for (nest, share) in offers.nests.iter().zip(shares.iter()) {
        nest_sums[*nest as usize] += *share;
    }
    // From here on they hold what turns e^{u/(1-sigma)} into a share, up to the total: D^-sigma. By its logarithm, which
    // costs a third of `pow` and is as good: sums are moderate. Nests that nobody chooses are left out at the end,
    // not by a branch.
    for (sum, sigma) in nest_sums.iter_mut().zip(sigmas) {
        let weight = exp(-sigma * ln(*sum));
        *sum = if *sum >= f64::MIN_POSITIVE { weight } else { 0.0 };
    }
    let mut total = 0.0;
    for (nest, share) in offers.nests.iter().zip(shares.iter_mut()) {
        *share *= nest_sums[*nest as usize];
        total += *share;
    }
    if !(total > 0.0) {
        shares.fill(0.0);
        return false;
    }
    let scale = 1.0 / total;
    shares.iter_mut().for_each(|share| *share *= scale);
    true
}

/// Writes the premiums at which [`long_run_shares`] gives `shares`; -inf where nobody buys. The premiums of `offers` do
/// not matter.
///
/// # Formula
/// Berry's inversion: `xi_j = ln s_j - sigma_n ln s_{j|n} + beta ln(usd_j)`, up to a constant.
pub fn calibrate(
    offers: &Offers,
    tastes: Tastes,
    shares: &[f64],
    nest_sums: &mut [f64],
    premiums: &mut [f64],
) {
    let (beta, sigmas) = (tastes.price_sensitivity, tastes.nest_correlations);
    nest_sums.fill(0.0);
    for (nest, share) in offers.nests.iter().zip(shares) {
        nest_sums[*nest as usize] += share;
    }
    let values = offers.nests.iter().zip(offers.log_usd_per_task).zip(shares);
    for (((nest, log_usd), &share), premium) in values.zip(premiums) {
        let within = share / nest_sums[*nest as usize];
        *premium = match share >= f64::MIN_POSITIVE {
            true => ln(share) - sigmas[*nest as usize] * ln(within) + beta * log_usd,
            false => f64::NEG_INFINITY,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Nest, USD per task, premium.
    type Offer = (u16, f64, f64);

    fn with<T>(offers: &[Offer], ask: impl Fn(&Offers) -> T) -> T {
        let nests: Vec<u16> = offers.iter().map(|it| it.0).collect();
        let log_usd_per_task: Vec<f64> = offers.iter().map(|it| libm::log(it.1)).collect();
        let premiums: Vec<f64> = offers.iter().map(|it| it.2).collect();
        let log_usd_per_task = &log_usd_per_task;
        ask(&Offers { nests: &nests, log_usd_per_task, premiums: &premiums })
    }

    fn shares(offers: &[Offer], price_sensitivity: f64, nest_correlation: f64) -> Vec<f64> {
        shares_at(offers, price_sensitivity, [nest_correlation; 8])
    }

    fn shares_at(offers: &[Offer], price_sensitivity: f64, sigmas: [f64; 8]) -> Vec<f64> {
        let tastes = Tastes { price_sensitivity, nest_correlations: &sigmas };
        with(offers, |it| {
            let mut shares = vec![0.5; offers.len()];
            let feasible = long_run_shares(it, tastes, &mut [0.0; 8], &mut shares);
            assert_eq!(feasible, shares.iter().any(|share| *share > 0.0));
            shares
        })
    }

    #[test]
    fn without_nests_it_is_the_plain_logit() {
        // beta = 1: odds are inverse to price.
        let got = shares(&[(0, 1.0, 0.0), (0, 3.0, 0.0)], 1.0, 0.0);
        assert!((got[0] - 0.75).abs() < 1e-12);
    }

    #[test]
    fn twins_in_a_nest_share_what_one_would_have_as_sigma_nears_one() {
        let alone = shares(&[(0, 1.0, 0.0), (1, 1.0, 0.0)], 1.0, 0.999);
        let twins = shares(&[(0, 1.0, 0.0), (1, 1.0, 0.0), (1, 1.0, 0.0)], 1.0, 0.999);
        assert!((alone[0] - 0.5).abs() < 1e-12);
        assert!((twins[0] - 0.5).abs() < 1e-3 && (twins[1] - 0.25).abs() < 1e-3);
    }

    #[test]
    fn nothing_feasible_has_no_shares() {
        let got = shares(&[(0, 1.0, f64::NEG_INFINITY)], 1.0, 0.5);
        assert_eq!(got, [0.0]);
    }

    proptest! {
        #[test]
        fn shares_sum_to_one_and_calibration_inverts_demand(
            offers in prop::collection::vec((0u16..4, 1e-4f64..10.0, 0.01f64..1.0), 2..12),
            beta in 0.1f64..6.0,
            sigmas in prop::array::uniform8(0.0f64..0.95),
        ) {
            let mut wanted: Vec<_> = offers.iter().map(|&(_, _, share)| share).collect();
            let total: f64 = wanted.iter().sum();
            wanted.iter_mut().for_each(|share| *share /= total);
            let tastes = Tastes { price_sensitivity: beta, nest_correlations: &sigmas };
            let premiums = with(&offers, |it| {
                let mut premiums = vec![0.0; offers.len()];
                calibrate(it, tastes, &wanted, &mut [0.0; 8], &mut premiums);
                premiums
            });
            let worth = |(&(nest, usd, _), premium): (&Offer, f64)| (nest, usd, premium);
            let pool: Vec<Offer> = offers.iter().zip(premiums).map(worth).collect();
            let got = shares_at(&pool, beta, sigmas);
            prop_assert!((got.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for (got, wanted) in got.iter().zip(&wanted) {
                prop_assert!((got - wanted).abs() < 1e-9);
            }
        }

        #[test]
        fn a_dearer_offer_never_gains(usd in 0.01f64..10.0, rise in 1.0f64..5.0, sigma in 0.0f64..0.9) {
            let before = shares(&[(0, usd, 0.3), (0, 1.0, 0.0), (1, 0.5, 0.0)], 1.5, sigma);
            let after = shares(&[(0, usd * rise, 0.3), (0, 1.0, 0.0), (1, 0.5, 0.0)], 1.5, sigma);
            prop_assert!(after[0] <= before[0] + 1e-15);
        }
    }
}
