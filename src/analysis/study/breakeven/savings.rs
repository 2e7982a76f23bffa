use super::{Migration, Quantiles, Table, Terms};
use crate::statistics::Spread;
use crate::units::MONTHS_PER_YEAR;

/// Months between times to move that are looked at.
const STEP: usize = 3;

/// What owning saves, draw by draw and month by month, after the cost of moving.
pub(super) struct Savings<'a> {
    pub table: &'a Table<'a>,
    /// Where a row has the cost of moving, before its months.
    pub at: usize,
    pub months: usize,
}

impl Savings<'_> {
    fn draws(&self) -> impl Iterator<Item = (f64, &[f64])> {
        let rows = self.table.rows.chunks_exact(self.table.width);
        rows.map(|row| (row[self.at], &row[self.at + 1..self.at + 1 + self.months]))
            .filter(|(_, saved)| !saved[0].is_nan())
    }

    pub(super) fn migration(&self, terms: &Terms, name: impl Fn(usize) -> String) -> Migration {
        let discount = |month: usize| {
            let years = month as f64 / MONTHS_PER_YEAR;
            crate::math::power(1.0 + terms.discount_per_year, -years)
        };
        let payback = |(usd, saved): (f64, &[f64])| {
            let mut left = usd;
            let paid = saved.iter().position(|it| {
                left -= it;
                left <= 0.0
            });
            paid.map_or(f64::INFINITY, |month| month as f64 + 1.0)
        };
        let count = self.draws().count() as f64;
        let worth = |from: usize| {
            let of = |(usd, saved): (f64, &[f64])| {
                let later = saved.iter().enumerate().skip(from);
                later.map(|(month, it)| it * discount(month)).sum::<f64>() - usd * discount(from)
            };
            self.draws().map(of).sum::<f64>() / count
        };
        let worths: Vec<(usize, f64)> =
            (0..self.months).step_by(STEP).map(|month| (month, worth(month))).collect();
        let best =
            worths.iter().copied().filter(|it| it.1 > 0.0).max_by(|a, b| a.1.total_cmp(&b.1));
        let endless = self.draws().map(payback).filter(|it| it.is_infinite()).count() as f64;
        Migration {
            usd: Spread::of(self.draws().map(|it| it.0)),
            payback_months: Quantiles::of(self.draws().map(payback)),
            never: endless / count,
            waiting_usd: best.map_or(0.0, |it| it.1) - worths[0].1,
            best: best.map(|it| name(it.0)),
            worth_usd: worths.into_iter().map(|(month, usd)| (name(month), usd)).collect(),
        }
    }
}
