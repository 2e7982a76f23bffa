//! What buyers choose at given prices.

use super::{Demand, Market, Segment};

/// What the buyers of a segment choose.
pub(super) struct Chosen {
    /// Share of its tasks, by product.
    pub shares: Vec<f64>,
    /// Share within the product's nest, by product.
    pub within: Vec<f64>,
    /// Logarithm of the tasks, by product: -inf where they cannot use it.
    pub ln_tasks: Vec<f64>,
    /// Expected utility of the best choice.
    pub log_sum: f64,
}

/// What each segment chooses at `prices_usd`.
///
/// # Formula
/// `s_{j|n} = e^{u_j / (1 - sigma_n)} / D_n`, `s_n = D_n^{1 - sigma_n} / (e^{u_0} + sum_m D_m^{1 - sigma_m})`, in logarithms; the log sum is
/// the logarithm of the last denominator.
pub(super) fn choose(market: &Market, prices_usd: &[f64]) -> Vec<Chosen> {
    market.segments.iter().map(|segment| chosen(market, segment, prices_usd)).collect()
}

fn chosen(market: &Market, segment: &Segment, prices_usd: &[f64]) -> Chosen {
    let places = 0..market.products.len();
    let nest = |it: usize| market.products[it].nest;
    let scaled: Vec<f64> = (places.clone())
        .map(|it| {
            utility(market.demand, segment, it, prices_usd[it]) / (1.0 - market.sigmas[nest(it)])
        })
        .collect();
    let mut sums = vec![f64::NEG_INFINITY; market.sigmas.len()];
    for (n, sum) in sums.iter_mut().enumerate() {
        *sum = ln_sum(places.clone().filter(|it| nest(*it) == n).map(|it| scaled[it]));
    }
    let inclusive: Vec<f64> =
        sums.iter().zip(&market.sigmas).map(|(sum, sigma)| (1.0 - sigma) * sum).collect();
    let log_sum = ln_sum(inclusive.iter().copied().chain(segment.outside_utility));
    let ln_within = |it: usize| match scaled[it] > f64::NEG_INFINITY {
        true => scaled[it] - sums[nest(it)],
        false => f64::NEG_INFINITY,
    };
    let ln_share = |it: usize| match scaled[it] > f64::NEG_INFINITY {
        true => ln_within(it) + inclusive[nest(it)] - log_sum,
        false => f64::NEG_INFINITY,
    };
    let ln_weight = libm::log(segment.weight);
    Chosen {
        shares: places.clone().map(|it| libm::exp(ln_share(it))).collect(),
        within: places.clone().map(|it| libm::exp(ln_within(it))).collect(),
        ln_tasks: places.map(|it| ln_weight + ln_share(it)).collect(),
        log_sum,
    }
}

fn utility(demand: Demand, segment: &Segment, product: usize, price_usd: f64) -> f64 {
    let Some(delta) = segment.deltas[product] else { return f64::NEG_INFINITY };
    let task_usd = segment.tokens[product] * price_usd;
    match demand {
        Demand::Logit => delta - segment.alpha * task_usd,
        Demand::LogPrice => delta - segment.alpha * libm::log(task_usd),
    }
}

/// Logarithm of the sum of exponentials; -inf of nothing.
fn ln_sum(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let most = logs.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + libm::log(logs.map(|it| libm::exp(it - most)).sum::<f64>())
}
