/// A provider's month: from the list value of paid tokens to operating profit, each step in USD in the month.
///
/// ```
/// use undercut::market::Account;
/// // DeepSeek's disclosed day of 2025, all tokens at R1's list: 84.5% is a margin on list value.
/// let day = Account { list_usd: 562_027.0, serving_usd: 87_072.0, ..Account::default() };
/// assert!((day.list_margin() - 0.845).abs() < 5e-4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Account {
    /// Tasks served.
    pub tasks: f64,
    /// Paid tokens, read and written, metered and under plans.
    pub tokens: f64,
    /// Their value at list prices.
    pub list_usd: f64,
    /// What serving them live costs at the fleet's utilisation.
    pub serving_usd: f64,
    /// The metered part of the list value.
    pub list_metered_usd: f64,
    /// Revenue of metered tokens, after batch, contracts and promotions, and after clouds where it is booked so.
    pub metered_usd: f64,
    /// Revenue of plans.
    pub plan_usd: f64,
    /// Revenue of anything but tokens.
    pub other_usd: f64,
    /// Inference of paying users: batch is cheaper, capacity beyond utilisation is in it.
    pub paid_usd: f64,
    /// Inference of free users.
    pub free_usd: f64,
    /// Other cost of serving.
    pub other_serving_usd: f64,
    /// The part of it that token revenue carries.
    pub other_serving_of_tokens_usd: f64,
    /// Cost of what brings other revenue.
    pub other_cost_usd: f64,
    /// What clouds and partners get.
    pub partners_usd: f64,
    /// Compute for training and research.
    pub training_usd: f64,
    /// Staff, selling and the rest.
    pub staff_usd: f64,
}

/// A step of an account, USD.
pub type StepUsd = fn(&Account) -> f64;

/// The steps from list value to operating profit, in order; costs are negative.
pub const STEPS: [(&str, StepUsd); 11] = [
    ("list value of paid tokens", |it| it.list_usd),
    ("batch, contracts, promotions", |it| it.metered_usd - it.list_metered_usd),
    ("plans below list", |it| it.plan_usd - (it.list_usd - it.list_metered_usd)),
    ("other revenue", |it| it.other_usd),
    ("inference of paying users", |it| -it.paid_usd),
    ("inference of free users", |it| -it.free_usd),
    ("other cost of serving", |it| -it.other_serving_usd),
    ("cost of other revenue", |it| -it.other_cost_usd),
    ("clouds and partners", |it| -it.partners_usd),
    ("training and research compute", |it| -it.training_usd),
    ("staff, selling and the rest", |it| -it.staff_usd),
];

impl Account {
    /// Adds another account, provider to group.
    pub fn add(&mut self, other: &Account) {
        self.tasks += other.tasks;
        self.tokens += other.tokens;
        self.list_usd += other.list_usd;
        self.serving_usd += other.serving_usd;
        self.list_metered_usd += other.list_metered_usd;
        self.metered_usd += other.metered_usd;
        self.plan_usd += other.plan_usd;
        self.other_usd += other.other_usd;
        self.paid_usd += other.paid_usd;
        self.free_usd += other.free_usd;
        self.other_serving_usd += other.other_serving_usd;
        self.other_serving_of_tokens_usd += other.other_serving_of_tokens_usd;
        self.other_cost_usd += other.other_cost_usd;
        self.partners_usd += other.partners_usd;
        self.training_usd += other.training_usd;
        self.staff_usd += other.staff_usd;
    }

    /// Revenue of tokens, metered and under plans.
    pub fn token_revenue_usd(&self) -> f64 {
        self.metered_usd + self.plan_usd
    }

    /// Revenue.
    pub fn revenue_usd(&self) -> f64 {
        self.token_revenue_usd() + self.other_usd
    }

    /// M0, `(list value - live serving cost) / list value`; NaN, as every margin, where nothing is sold.
    pub fn list_margin(&self) -> f64 {
        ratio(self.list_usd - self.serving_usd, self.list_usd)
    }

    /// M1, `(token revenue - inference of paying users) / token revenue`.
    pub fn compute_margin(&self) -> f64 {
        ratio(self.token_revenue_usd() - self.paid_usd, self.token_revenue_usd())
    }

    /// What is left of revenue after inference, free users', other cost of serving and the cost of other revenue.
    fn gross_usd(&self) -> f64 {
        let costs = self.paid_usd + self.free_usd + self.other_serving_usd + self.other_cost_usd;
        self.revenue_usd() - costs
    }

    /// M2, `(revenue - inference of paying and free users - other cost of serving - cost of other revenue) / revenue`.
    pub fn gross_margin(&self) -> f64 {
        ratio(self.gross_usd(), self.revenue_usd())
    }

    /// M4, the same of tokens alone, as a segment of its own is reported.
    pub fn segment_margin(&self) -> f64 {
        let tokens_usd = self.token_revenue_usd();
        let costs = self.paid_usd + self.free_usd + self.other_serving_of_tokens_usd;
        ratio(tokens_usd - costs, tokens_usd)
    }

    /// M5, M2 after what clouds and partners get.
    pub fn net_of_partners_margin(&self) -> f64 {
        ratio(self.gross_usd() - self.partners_usd, self.revenue_usd())
    }

    /// M6, `(revenue - inference - training and research compute) / revenue`.
    pub fn after_compute_margin(&self) -> f64 {
        let compute_usd = self.paid_usd + self.free_usd + self.training_usd;
        ratio(self.revenue_usd() - compute_usd, self.revenue_usd())
    }

    /// M7, operating profit over revenue: [`STEPS`] summed.
    pub fn operating_margin(&self) -> f64 {
        let costs = self.partners_usd + self.training_usd + self.staff_usd;
        ratio(self.gross_usd() - costs, self.revenue_usd())
    }

    /// Token revenue per million paid tokens.
    pub fn price_usd_per_mtok(&self) -> f64 {
        ratio(self.token_revenue_usd() * crate::units::TOKENS_PER_MTOK, self.tokens)
    }

    /// Inference of paying users per million paid tokens.
    pub fn cost_usd_per_mtok(&self) -> f64 {
        ratio(self.paid_usd * crate::units::TOKENS_PER_MTOK, self.tokens)
    }
}

fn ratio(above: f64, below: f64) -> f64 {
    if below > 0.0 { above / below } else { f64::NAN }
}

#[cfg(test)]
mod tests;
