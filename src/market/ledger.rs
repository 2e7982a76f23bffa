/// What a line sells in a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sale {
    /// Tasks.
    pub tasks: f64,
    /// Tokens, read and written.
    pub tokens: f64,
    /// Their price before discounts, USD.
    pub list_usd: f64,
    /// Part of the list price that negotiated contracts take off, 0 to 1.
    pub discount: f64,
    /// What serving them costs, USD.
    pub serving_usd: f64,
}

/// A provider's month: what came in, what serving cost, what stands fixed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Account {
    /// Tasks served in the month.
    pub tasks: f64,
    /// Tokens sold in the month.
    pub tokens: f64,
    /// Revenue after discounts, USD in the month.
    pub revenue_usd: f64,
    /// Serving cost, USD in the month.
    pub serving_usd: f64,
    /// Training, research and support, USD in the month.
    pub fixed_usd: f64,
}

impl Account {
    /// Books a sale.
    ///
    /// # Formula
    /// `revenue += list (1 - discount)`, `serving += serving`
    pub fn book(&mut self, sale: &Sale) {
        self.tasks += sale.tasks;
        self.tokens += sale.tokens;
        self.revenue_usd += sale.list_usd * (1.0 - sale.discount);
        self.serving_usd += sale.serving_usd;
    }

    /// Adds another account, provider to group.
    pub fn add(&mut self, other: &Account) {
        self.tasks += other.tasks;
        self.tokens += other.tokens;
        self.revenue_usd += other.revenue_usd;
        self.serving_usd += other.serving_usd;
        self.fixed_usd += other.fixed_usd;
    }

    /// Gross margin `(revenue - serving) / revenue`; NaN where nothing is sold.
    ///
    /// ```
    /// use undercut::market::Account;
    /// let day_six = Account { revenue_usd: 562_027.0, serving_usd: 87_072.0, ..Account::default() };
    /// assert!((day_six.gross_margin() - 0.845).abs() < 5e-4);
    /// ```
    pub fn gross_margin(&self) -> f64 {
        ratio(self.revenue_usd - self.serving_usd, self.revenue_usd)
    }

    /// Operating margin `(revenue - serving - fixed) / revenue`; NaN where nothing is sold.
    pub fn operating_margin(&self) -> f64 {
        ratio(self.revenue_usd - self.serving_usd - self.fixed_usd, self.revenue_usd)
    }

    /// Revenue per million tokens sold; NaN where nothing is sold.
    pub fn price_usd_per_mtok(&self) -> f64 {
        ratio(self.revenue_usd * crate::units::TOKENS_PER_MTOK, self.tokens)
    }

    /// Serving cost per million tokens sold; NaN where nothing is sold.
    pub fn cost_usd_per_mtok(&self) -> f64 {
        ratio(self.serving_usd * crate::units::TOKENS_PER_MTOK, self.tokens)
    }
}

fn ratio(above: f64, below: f64) -> f64 {
    if below > 0.0 { above / below } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::{TokenCounts, UsdPerMtok};

    #[test]
    fn deepseeks_disclosed_day_adds_up() {
        // 342B cached, 266B uncached, 168B output tokens at $0.14, $0.55 and $2.19; 226.75 nodes of 8 at $2.
        // Source: DeepSeek open-infra-index day 6 (2025-03-01): $562,027 and $87,072, 545% over cost.
        let tokens = TokenCounts {
            cached_input: 342e9,
            uncached_input: 266e9,
            answer: 168e9,
            ..TokenCounts::default()
        };
        let price =
            UsdPerMtok { cached_input: 0.14, uncached_input: 0.55, output: 2.19, cache_write: 0.0 };
        let mut day = Account::default();
        day.book(&Sale {
            tasks: 1.0,
            tokens: tokens.total(),
            list_usd: price.usd(&tokens),
            discount: 0.0,
            serving_usd: 0.0,
        });
        assert!((day.revenue_usd - 562_100.0).abs() < 1.0);
        day.serving_usd = 226.75 * 8.0 * 2.0 * 24.0;
        assert_eq!(day.serving_usd, 87_072.0);
        assert!((day.gross_margin() - 0.845).abs() < 5e-4);
        assert!(((day.revenue_usd - day.serving_usd) / day.serving_usd - 5.45).abs() < 0.01);
    }

    #[test]
    fn an_idle_provider_has_no_margin() {
        assert!(Account::default().gross_margin().is_nan());
        assert!(Account::default().operating_margin().is_nan());
    }
}
