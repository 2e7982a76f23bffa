use super::Account;
use crate::math::{larger, power, smaller};
use crate::units::MONTHS_PER_YEAR;

/// How a provider sells, and what it spends beside serving paid tokens: what stands between list value and each margin.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Business {
    /// Share of metered list value that goes through the batch interface, at half of the list.
    pub batch_share: f64,
    /// Cost of a batch token over that of a live one.
    pub batch_cost: f64,
    /// Share of metered list value under contract.
    pub contract_share: f64,
    /// Mean discount there.
    pub contract_discount: f64,
    /// Credits and promotions, part of metered sales.
    pub promotions: f64,
    /// Share of token revenue that plans at a flat price bring, at the start.
    pub plan_share: f64,
    /// What plans bring at the start.
    pub plans: Plans,
    /// Serving a plan over what it brings, at which limits stop its use from growing.
    pub plan_limit: f64,
    /// Capacity paid for beyond what utilisation holds, over that: growth, spare regions, retries, internal use.
    pub idle_capacity: f64,
    /// Inference of free users over that of paying ones.
    pub free_use: f64,
    /// Other cost of serving, part of revenue.
    pub other_serving: f64,
    /// Share of metered sales that goes through clouds.
    pub cloud_share: f64,
    /// What clouds keep of it.
    pub cloud_cut: f64,
    /// Whether revenue is booked after what clouds keep.
    pub books_net: bool,
    /// What a partner gets of revenue.
    pub partner_share: f64,
    /// Share of revenue that tokens do not bring.
    pub other_revenue: f64,
    /// Margin on it.
    pub other_margin: f64,
    /// Compute for training and research over revenue, at the start.
    pub training: f64,
    /// Staff, selling and the rest over revenue, at the start.
    pub staff: f64,
}

/// What plans bring at the start: the part of the bridge that nobody reports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Plans {
    /// So many USD per USD of list value used under them.
    Price(f64),
    /// What leaves this compute margin, which firms do report.
    ComputeMargin(f64),
}

impl Default for Plans {
    /// The list.
    fn default() -> Plans {
        Plans::Price(1.0)
    }
}

/// What plans bring per USD of list value at least and at most: their limits are worth 20 to 70 times their price, and nobody pays
/// half as much again as the list.
const LEAST_PLAN_PRICE: f64 = 0.02;
const MOST_PLAN_PRICE: f64 = 1.5;
/// The compute margin beyond which a number is the tail of an interval.
const MOST_MARGIN: f64 = 0.99;

/// What moves by itself: growth of plans, free users and programmes, as factors over a year or since a start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// Subscribers of plans.
    pub subscribers: f64,
    /// Tokens of a subscriber.
    pub use_of_plans: f64,
    /// Tokens of free users.
    pub free_use: f64,
    /// Training, research, staff and the rest.
    pub programmes: f64,
}

impl Growth {
    /// None.
    pub const NONE: Growth =
        Growth { subscribers: 1.0, use_of_plans: 1.0, free_use: 1.0, programmes: 1.0 };

    /// The factors after `months`, of factors a year.
    pub fn after(&self, months: f64) -> Growth {
        let grown = |a_year| power(a_year, months / MONTHS_PER_YEAR);
        Growth {
            subscribers: grown(self.subscribers),
            use_of_plans: grown(self.use_of_plans),
            free_use: grown(self.free_use),
            programmes: grown(self.programmes),
        }
    }
}

/// What a provider's lines sell in a month by the demand, before it is known how: metered or under plans.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sales {
    /// Tasks.
    pub tasks: f64,
    /// Tokens, read and written.
    pub tokens: f64,
    /// Their value at list prices, USD.
    pub list_usd: f64,
    /// What serving them costs at the fleet's utilisation, USD.
    pub serving_usd: f64,
}

impl Sales {
    /// Adds what a line sells.
    pub fn add(&mut self, other: &Sales) {
        self.tasks += other.tasks;
        self.tokens += other.tokens;
        self.list_usd += other.list_usd;
        self.serving_usd += other.serving_usd;
    }
}

/// What the first month in which a provider sells fixes for the later ones.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Start {
    /// That month, counted from the run's start.
    pub months: f64,
    /// Share of paid tokens under plans.
    pub plan_tokens_share: f64,
    /// Tokens under plans.
    pub plan_tokens: f64,
    /// What plans bring, USD a month.
    pub plan_usd: f64,
    /// What serving a token costs, USD; 0 where none is sold.
    pub usd_per_token: f64,
    /// Inference of paying users, USD a month.
    pub paid_usd: f64,
    /// Revenue, USD a month.
    pub revenue_usd: f64,
}

impl Business {
    /// What a metered USD of list value brings.
    ///
    /// # Formula
    /// `m = (1 - b/2) (1 - gamma delta) (1 - eta)`
    pub fn metered(&self) -> f64 {
        (1.0 - 0.5 * self.batch_share)
            * (1.0 - self.contract_share * self.contract_discount)
            * (1.0 - self.promotions)
    }

    /// What is kept of a metered USD of list value after clouds and partners.
    pub fn kept_of_metered(&self) -> f64 {
        self.metered() * (1.0 - self.cloud_share * self.cloud_cut) * (1.0 - self.partner_share)
    }

    /// What one more metered token costs over serving it live, in capacity too.
    pub fn marginal_cost(&self) -> f64 {
        (1.0 + self.idle_capacity) * (1.0 - self.batch_share * (1.0 - self.batch_cost))
    }

    /// What plans bring per USD of list value at the start, `phi`.
    ///
    /// # Formula
    /// Where a compute margin `T` is known, with `k = psi C / V`: token revenue over list value is
    /// `r = k / (1 - T + k (1 - s_R) b (1 - omega) / m)`, metered list value `v = (1 - s_R) r / m` of it, and
    /// `phi = s_R r / (1 - v)`, within 0.02 and 1.5.
    fn plan_price(&self, sales: &Sales) -> f64 {
        let margin = match self.plans {
            Plans::Price(price) => return price,
            Plans::ComputeMargin(margin) => margin.min(MOST_MARGIN),
        };
        let dear = (1.0 + self.idle_capacity) * per(sales.serving_usd, sales.list_usd);
        let batched = self.batch_share * (1.0 - self.batch_cost) / self.metered();
        let over_list = dear / (1.0 - margin + dear * (1.0 - self.plan_share) * batched);
        let under_plans = 1.0 - (1.0 - self.plan_share) * over_list / self.metered();
        let price = self.plan_share * over_list / under_plans;
        // What metered sales alone bring more of is no work for plans.
        if under_plans > 0.0 {
            price.clamp(LEAST_PLAN_PRICE, MOST_PLAN_PRICE)
        } else {
            MOST_PLAN_PRICE
        }
    }

    /// What the month `months` after the run's start fixes, the first in which the provider sells.
    ///
    /// # Formula
    /// The share of list value under plans that gives them their share of revenue, `s = s_R m / (phi (1 - s_R) + s_R m)`.
    pub fn start(&self, sales: &Sales, months: f64) -> Start {
        let (metered, plan_price) = (self.metered(), self.plan_price(sales));
        let of_plans = self.plan_share * metered;
        let under_plans = of_plans / (plan_price * (1.0 - self.plan_share) + of_plans);
        let mut start = Start {
            months,
            plan_tokens_share: if under_plans > 0.0 { under_plans } else { 0.0 },
            ..Start::default()
        };
        start.plan_tokens = start.plan_tokens_share * sales.tokens;
        start.plan_usd = start.plan_tokens_share * plan_price * sales.list_usd;
        start.usd_per_token = per(sales.serving_usd, sales.tokens);
        let first = self.account(&start, &Growth::NONE, sales);
        (start.paid_usd, start.revenue_usd) = (first.paid_usd, first.revenue_usd());
        start
    }

    /// A month's account, from the list value of paid tokens to operating profit, with the growth since the start.
    ///
    /// # Formula
    /// With `V`, `N`, `C` list value, tokens and serving cost of the month's demand, `s` the share under plans at the start:
    ///
    /// ```text
    /// metered   V_m = (1 - s) V,  C_m = (1 - s) C            R_m = V_m m
    /// plans     N_s = s N(0) subscribers min(use, limit),  V_s = N_s V / N,  C_s = N_s C / N    R_s = R_s(0) subscribers
    /// paid      psi (C_s + C_m (1 - b (1 - omega)))           psi = 1 + idle capacity
    /// free      f paid(0) (C / N) / (C(0) / N(0)) growth
    /// ```
    ///
    /// A plan's limit is where serving it costs `L` of what it brings, or as much as at the start:
    /// `limit = max(1, L R_s(0) / (psi C_s(0))) (C(0) / N(0)) / (C / N)`. Other revenue stays the same part of all. See MODEL.md,
    /// section 9.
    pub fn account(&self, start: &Start, grown: &Growth, sales: &Sales) -> Account {
        let metered = 1.0 - start.plan_tokens_share;
        let subscribers = grown.subscribers;
        // Where the demand leaves nothing, there is nothing to subscribe to.
        let sells = sales.tokens > 0.0;
        let dearer = per(per(sales.serving_usd, sales.tokens), start.usd_per_token);
        let capacity = 1.0 + self.idle_capacity;
        let served_usd = capacity * start.usd_per_token * start.plan_tokens;
        let limit = larger(self.plan_limit * start.plan_usd / served_usd, 1.0) / dearer;
        let plan_tokens = start.plan_tokens * subscribers * smaller(grown.use_of_plans, limit);
        let plans = per(plan_tokens, sales.tokens);
        let list_metered_usd = metered * sales.list_usd;
        let metered_usd = list_metered_usd * self.metered();
        let plan_usd = if sells { start.plan_usd * subscribers } else { 0.0 };
        let through_clouds_usd = metered_usd * self.cloud_share * self.cloud_cut;
        let (booked_usd, clouds_usd) = match self.books_net {
            true => (metered_usd - through_clouds_usd, 0.0),
            false => (metered_usd, through_clouds_usd),
        };
        let token_usd = booked_usd + plan_usd;
        let other_usd = token_usd * self.other_revenue / (1.0 - self.other_revenue);
        let revenue_usd = token_usd + other_usd;
        let batched = 1.0 - self.batch_share * (1.0 - self.batch_cost);
        let programmes = start.revenue_usd * grown.programmes;
        Account {
            tasks: sales.tasks * (metered + plans),
            tokens: sales.tokens * (metered + plans),
            list_usd: list_metered_usd + plans * sales.list_usd,
            serving_usd: sales.serving_usd * (metered + plans),
            metered_usd: booked_usd,
            list_metered_usd,
            plan_usd,
            other_usd,
            paid_usd: capacity * sales.serving_usd * (plans + metered * batched),
            free_usd: self.free_use * start.paid_usd * dearer * grown.free_use,
            other_serving_usd: self.other_serving * revenue_usd,
            other_serving_of_tokens_usd: self.other_serving * token_usd,
            // The tail of a margin past 1 is no cost.
            other_cost_usd: larger(1.0 - self.other_margin, 0.0) * other_usd,
            partners_usd: self.partner_share * revenue_usd + clouds_usd,
            training_usd: self.training * programmes,
            staff_usd: self.staff * programmes,
        }
    }
}

/// A ratio; 0 of nothing.
fn per(above: f64, below: f64) -> f64 {
    if below > 0.0 { above / below } else { 0.0 }
}
