//! Which numbers a run follows month by month, and where each stands in an outcome.

use crate::market::Account;
use crate::scenario::{GroupId, Plan};
use crate::statistics::Histogram;

/// What a curve shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// M0, (list value of paid tokens - live serving cost) / list value: nobody reports it.
    ListMargin,
    /// M1, (token revenue - inference of paying users) / token revenue.
    ComputeMargin,
    /// M2, (revenue - inference of paying and free users - other cost of serving - cost of other revenue) / revenue.
    GrossMargin,
    /// M4, the same of tokens alone.
    SegmentMargin,
    /// M5, the gross margin after what clouds and partners get.
    NetOfPartnersMargin,
    /// M6, (revenue - inference - training and research compute) / revenue.
    AfterComputeMargin,
    /// M7, operating profit / revenue.
    OperatingMargin,
    /// Token revenue per million paid tokens; of a line, its price.
    PriceUsdPerMtok,
    /// Inference of paying users per million paid tokens; of a line, what serving costs.
    CostUsdPerMtok,
    /// Revenue in the month.
    RevenueUsdPerMonth,
    /// Share of the market's tokens.
    TokenShare,
    /// Share of the market's revenue.
    RevenueShare,
    /// What the buyer pays in the month.
    BillUsdPerMonth,
    /// Success rate of the requests that are served.
    Success,
    /// Spend over successes; what failures cost the buyer besides is not in it.
    UsdPerAcceptedTask,
    /// What the month's failed requests cost the buyer, at the error cost of their class; no part of the bill.
    FailuresUsdPerMonth,
    /// Share of requests that nothing feasible can serve.
    UnservedShare,
    /// 1 - bill / bill of the single policy, both for the requests that both serve.
    SavingOverSingle,
}

impl Metric {
    /// Whether it is one of the margins, each by its own definition.
    pub fn is_margin(self) -> bool {
        use Metric::*;
        #[rustfmt::skip]
        let margins = [
            ListMargin, ComputeMargin, GrossMargin, SegmentMargin, NetOfPartnersMargin, AfterComputeMargin, OperatingMargin,
        ];
        margins.contains(&self)
    }

    /// The unit of the curve, as it is written.
    pub fn unit(self) -> &'static str {
        match self {
            Metric::PriceUsdPerMtok | Metric::CostUsdPerMtok => "USD/Mtok",
            Metric::RevenueUsdPerMonth | Metric::BillUsdPerMonth | Metric::FailuresUsdPerMonth => {
                "USD/month"
            }
            Metric::UsdPerAcceptedTask => "USD/task",
            _ => "share",
        }
    }

    /// The bins that its values are counted in: as fine as the size below which a difference does not matter to anybody.
    pub(super) fn counted(self) -> Histogram {
        match self {
            // Values count up to 2^40 times this.
            Metric::RevenueUsdPerMonth => Histogram::new(1e3),
            Metric::BillUsdPerMonth | Metric::FailuresUsdPerMonth => Histogram::new(1.0),
            Metric::PriceUsdPerMtok | Metric::CostUsdPerMtok => Histogram::new(1e-5),
            Metric::UsdPerAcceptedTask => Histogram::new(1e-7),
            // A tenth of a point, near 1 too: half the memory of a hundredth.
            Metric::ListMargin
            | Metric::ComputeMargin
            | Metric::GrossMargin
            | Metric::SegmentMargin
            | Metric::NetOfPartnersMargin
            | Metric::AfterComputeMargin
            | Metric::OperatingMargin => Histogram::of_shares(1e-3),
            Metric::TokenShare
            | Metric::RevenueShare
            | Metric::Success
            | Metric::UnservedShare
            | Metric::SavingOverSingle => Histogram::of_shares(1e-4),
        }
    }
}

/// The kind of thing that a curve is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    /// Closed labs, open labs or hosts together.
    Group,
    /// One provider.
    Provider,
    /// One line.
    Line,
    /// One policy of the buyer.
    Policy,
    /// The whole market.
    Market,
}

/// What a curve is about.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Subject {
    /// Its kind.
    pub kind: SubjectKind,
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Group that it belongs to; empty for policies and the market.
    pub group: String,
}

/// A number of a seller's account, and the whole market's.
type OfAccount = fn(&Account, &Account) -> f64;

/// The metrics of a seller.
pub(super) const SELLER: [(Metric, OfAccount); 12] = [
    (Metric::ListMargin, |it, _| it.list_margin()),
    (Metric::ComputeMargin, |it, _| it.compute_margin()),
    (Metric::GrossMargin, |it, _| it.gross_margin()),
    (Metric::SegmentMargin, |it, _| it.segment_margin()),
    (Metric::NetOfPartnersMargin, |it, _| it.net_of_partners_margin()),
    (Metric::AfterComputeMargin, |it, _| it.after_compute_margin()),
    (Metric::OperatingMargin, |it, _| it.operating_margin()),
    (Metric::PriceUsdPerMtok, |it, _| it.price_usd_per_mtok()),
    (Metric::CostUsdPerMtok, |it, _| it.cost_usd_per_mtok()),
    (Metric::RevenueUsdPerMonth, |it, _| it.revenue_usd()),
    (Metric::TokenShare, |it, market| share(it.tokens, market.tokens)),
    (Metric::RevenueShare, |it, market| share(it.revenue_usd(), market.revenue_usd())),
];

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { f64::NAN }
}

/// The metrics of a line.
pub(super) const LINE: [Metric; 2] = [Metric::PriceUsdPerMtok, Metric::CostUsdPerMtok];
/// The metrics of a policy.
pub(super) const POLICY: [Metric; 6] = [
    Metric::BillUsdPerMonth,
    Metric::Success,
    Metric::UsdPerAcceptedTask,
    Metric::FailuresUsdPerMonth,
    Metric::UnservedShare,
    Metric::SavingOverSingle,
];

/// The curves of a plan in order: sellers (groups, then providers), lines, policies, the market.
#[derive(Debug, Clone, PartialEq)]
pub struct Curves {
    /// What each curve is.
    pub list: Vec<(Metric, Subject)>,
    /// Months of a curve.
    pub months: usize,
    lines_at: usize,
    policies_at: usize,
    market_at: usize,
}

impl Curves {
    /// The curves of `plan`.
    pub fn of(plan: &Plan) -> Curves {
        let subject = |kind, id: &str, name: &str, group: &str| Subject {
            kind,
            id: id.to_string(),
            name: name.to_string(),
            group: group.to_string(),
        };
        let mut list = Vec::new();
        let mut add = |subject: Subject, metrics: &[Metric]| {
            list.extend(metrics.iter().map(|&metric| (metric, subject.clone())));
            list.len()
        };
        let sold = SELLER.map(|(metric, _)| metric);
        let mut lines_at = 0;
        for group in GroupId::ALL {
            let it = subject(SubjectKind::Group, group.id(), group.name(), group.id());
            lines_at = add(it, &sold);
        }
        for provider in &plan.providers {
            let group = provider.group.id();
            lines_at =
                add(subject(SubjectKind::Provider, &provider.id, &provider.name, group), &sold);
        }
        let mut policies_at = lines_at;
        for line in &plan.lines {
            let group = plan.providers[line.provider.index()].group.id();
            policies_at = add(subject(SubjectKind::Line, &line.id, &line.name, group), &LINE);
        }
        let mut market_at = policies_at;
        for policy in plan.buyer.policies() {
            let name = policy.replace('-', " ");
            market_at = add(subject(SubjectKind::Policy, policy, &name, ""), &POLICY);
        }
        add(subject(SubjectKind::Market, "market", "the market", ""), &[Metric::UnservedShare]);
        Curves { list, months: plan.months, lines_at, policies_at, market_at }
    }

    /// Numbers in an outcome.
    pub fn points(&self) -> usize {
        self.list.len() * self.months
    }

    /// The curve of a seller's metric; groups come first, then providers.
    pub(super) fn seller(&self, seller: usize, metric: usize) -> usize {
        seller * SELLER.len() + metric
    }

    /// The curve of a line's metric.
    pub(super) fn line(&self, line: usize, metric: usize) -> usize {
        self.lines_at + line * LINE.len() + metric
    }

    /// The curve of a policy's metric.
    pub(super) fn policy(&self, policy: usize, metric: usize) -> usize {
        self.policies_at + policy * POLICY.len() + metric
    }

    /// Number of policies.
    pub(super) fn policies(&self) -> usize {
        (self.market_at - self.policies_at) / POLICY.len()
    }

    /// The curve of what the market cannot serve.
    pub(super) fn market_unserved(&self) -> usize {
        self.market_at
    }

    /// The place of a curve by metric and id of its subject.
    pub fn find(&self, metric: Metric, id: &str) -> Option<usize> {
        self.list.iter().position(|(it, subject)| *it == metric && subject.id == id)
    }
}
