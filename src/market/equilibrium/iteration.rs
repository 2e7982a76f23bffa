//! The way to prices at which every first-order condition holds.

use std::collections::BTreeMap;

use super::shares::{Chosen, choose};
use super::{Demand, Market, NoEquilibrium, Product, Segment};

/// Steps from each start at most.
const MOST_STEPS: usize = 5_000;
/// First-order condition over quantity up to which prices are an equilibrium's.
const MOST_RESIDUAL: f64 = 1e-6;
/// The same below which rounding is all that is left.
const ROUNDING: f64 = 1e-14;
/// Steps without a better residual after which the next ones are half as long.
const PATIENCE: usize = 25;
/// Price over cost, or over the price at which a task costs one unit of utility, beyond which there is no end to it.
const MOST_MARKUP: f64 = 1e6;

impl Market {
    /// USD per token that a product's markups are measured in.
    fn scale_usd(&self, product: usize) -> f64 {
        let cost_usd = self.products[product].cost_usd;
        if self.demand == Demand::LogPrice {
            return cost_usd;
        }
        let served = self.segments.iter().filter(|it| it.deltas[product].is_some());
        let unit = served.map(|it| 1.0 / (it.alpha * it.tokens[product])).fold(0.0, f64::max);
        cost_usd.max(unit)
    }

    /// Steps from a markup until the first-order conditions hold to rounding, or no longer come nearer.
    ///
    /// # Errors
    /// A price without end, or conditions that were never met.
    pub(super) fn iterate(&self, start: f64) -> Result<Found, NoEquilibrium> {
        let scales: Vec<f64> = (0..self.products.len()).map(|it| self.scale_usd(it)).collect();
        let mut prices_usd: Vec<f64> = (self.products.iter().zip(&scales))
            .map(|(product, scale)| product.cost_usd + start * scale)
            .collect();
        let mut best =
            Found { prices_usd: prices_usd.clone(), residual: f64::INFINITY, iterations: 0 };
        let (mut part, mut stalled) = (1.0, 0);
        for iterations in 1..=MOST_STEPS {
            let chosen = choose(self, &prices_usd);
            let kept = self.segments.iter().zip(&chosen);
            let kept: Vec<Kept> =
                kept.map(|(it, chosen)| self.kept(it, chosen, &prices_usd)).collect();
            let steps: Vec<Step> =
                (0..scales.len()).map(|it| self.step(&chosen, &kept, it, prices_usd[it])).collect();
            let residual = steps.iter().map(|it| it.residual).fold(0.0, f64::max);
            stalled += 1;
            if residual < best.residual {
                (best.residual, best.iterations, stalled) = (residual, iterations, 0);
                best.prices_usd.clone_from(&prices_usd);
            }
            if best.residual <= ROUNDING || (stalled > 4 * PATIENCE && best.residual <= 1e-12) {
                break;
            }
            if stalled > 0 && stalled % PATIENCE == 0 {
                part = f64::max(0.5 * part, 1.0 / 64.0);
            }
            for (product, (price, step)) in prices_usd.iter_mut().zip(&steps).enumerate() {
                *price += part * (step.price_usd - *price);
                if *price > MOST_MARKUP * scales[product] {
                    return Err(NoEquilibrium::Unbounded { product });
                }
            }
        }
        match best.residual <= MOST_RESIDUAL {
            true => Ok(best),
            false => Err(NoEquilibrium::NotFound { residual: best.residual }),
        }
    }

    /// What firms earn of a segment at some prices.
    fn kept(&self, segment: &Segment, chosen: &Chosen, prices_usd: &[f64]) -> Kept {
        let mut kept = Kept { by_firm: vec![0.0; self.firms], in_nest: BTreeMap::new() };
        for (place, &Product { firm, nest, cost_usd }) in self.products.iter().enumerate() {
            if chosen.within[place] > 0.0 {
                let margin_usd = segment.tokens[place] * (prices_usd[place] - cost_usd);
                kept.by_firm[firm] += chosen.shares[place] * margin_usd;
                *kept.in_nest.entry((firm, nest)).or_default() += chosen.within[place] * margin_usd;
            }
        }
        kept
    }

    /// Where a product's price goes next, and how far it is from its first-order condition.
    fn step(&self, chosen: &[Chosen], kept: &[Kept], product: usize, price_usd: f64) -> Step {
        let Product { firm, nest, cost_usd } = self.products[product];
        let sigma = self.sigmas[nest];
        // Segments weigh by what they buy of it, over the most that one does: a product that hardly anybody buys has a price too.
        let most = chosen.iter().map(|it| it.ln_tasks[product]).fold(f64::NEG_INFINITY, f64::max);
        if !(most > f64::NEG_INFINITY) {
            return Step { price_usd, residual: 0.0 };
        }
        let (mut sold, mut lost, mut won_back) = (0.0, 0.0, 0.0);
        for ((segment, it), kept) in self.segments.iter().zip(chosen).zip(kept) {
            let tasks = libm::exp(it.ln_tasks[product] - most);
            let tokens = segment.tokens[product];
            // Of the tasks that one unit of utility moves, those that stay with the firm, by their margins.
            let in_nest = kept.in_nest.get(&(firm, nest)).copied().unwrap_or(0.0);
            let kept_usd = sigma * in_nest + (1.0 - sigma) * kept.by_firm[firm];
            let moved = tasks * segment.alpha / (1.0 - sigma);
            sold += tasks * tokens;
            match self.demand {
                Demand::Logit => {
                    lost += moved * tokens * tokens;
                    won_back += moved * tokens * kept_usd;
                }
                Demand::LogPrice => {
                    lost += moved * tokens;
                    won_back += moved * kept_usd;
                }
            }
        }
        let margin_usd = price_usd - cost_usd;
        match self.demand {
            Demand::Logit => Step {
                price_usd: cost_usd + (sold + won_back) / lost,
                residual: (sold + won_back - margin_usd * lost).abs() / sold,
            },
            Demand::LogPrice => Step {
                // Where demand does not fall as fast as the price rises, the next one is higher still.
                price_usd: match lost > sold {
                    true => cost_usd + (cost_usd * sold + won_back) / (lost - sold),
                    false => 2.0 * price_usd,
                },
                residual: (sold + (won_back - margin_usd * lost) / price_usd).abs() / sold,
            },
        }
    }
}

/// Prices that a start led to.
pub(super) struct Found {
    pub prices_usd: Vec<f64>,
    pub residual: f64,
    pub iterations: usize,
}

/// What each firm earns of a task of a segment, USD.
struct Kept {
    /// Over all of its products.
    by_firm: Vec<f64>,
    /// Over its products in a nest, of a task that stays there, by firm and nest.
    in_nest: BTreeMap<(usize, usize), f64>,
}

/// A product's next price, and its first-order condition over the quantity sold.
struct Step {
    price_usd: f64,
    residual: f64,
}
