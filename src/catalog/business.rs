//! Kinds of business: how providers sell, and what they spend beside serving paid tokens.

use crate::error::Problem;
use crate::uncertainty::{Domain, Unit};

use super::fields::Fields;
use super::figure::{Figure, Figures};

/// A kind of business; each provider that is of it draws numbers of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct BusinessRecord {
    /// Short name, such as `plans`.
    pub id: String,
    /// Its numbers, in the order of [`BUSINESS`].
    pub figures: Vec<Figure>,
    /// What plans bring.
    pub plans: PlanFigure,
    /// Whether revenue is booked after what clouds keep.
    pub books_net: bool,
}

/// The numbers of a kind of business: key, what it is in a list of inputs, and where it may lie.
pub const BUSINESS: [(&str, &str, Domain); 15] = [
    ("batch_share", "sold by batch", Domain::Unit),
    ("contract_share", "sold under contract", Domain::Unit),
    ("contract_discount", "discount under contract", Domain::Unit),
    ("promotions", "credits and promotions", Domain::Unit),
    ("plan_share", "plans' share of token revenue", Domain::Unit),
    ("idle_capacity", "capacity beyond utilisation", Domain::NonNegative),
    ("free_use", "free over paid inference", Domain::NonNegative),
    ("other_serving", "other cost of serving over revenue", Domain::Unit),
    ("cloud_share", "metered sales through clouds", Domain::Unit),
    ("cloud_cut", "what clouds keep", Domain::Unit),
    ("partner_share", "a partner's share of revenue", Domain::Unit),
    ("other_revenue", "share of revenue beside tokens", Domain::Unit),
    ("other_margin", "margin beside tokens", Domain::Real),
    ("training", "training and research compute over revenue", Domain::NonNegative),
    ("staff", "staff, selling and the rest over revenue", Domain::NonNegative),
];

impl BusinessRecord {
    /// Reads the record.
    pub(super) fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> BusinessRecord {
        BusinessRecord {
            id: fields.text("id", problems),
            figures: BUSINESS
                .iter()
                .map(|(key, _, domain)| {
                    let shares = matches!(domain, Domain::Unit | Domain::Real);
                    let unit = if shares { Unit::Fraction } else { Unit::Ratio };
                    fields.figure(key, unit, *domain, problems)
                })
                .collect(),
            plans: PlanFigure::read(fields, problems),
            books_net: fields.flag("books_net", problems),
        }
    }

    pub(super) fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        let named = BUSINESS.iter().zip(&self.figures);
        out.extend(named.map(|((key, _, _), figure)| (format!("{path}.{key}"), figure)));
        self.plans.figures(path, out);
    }
}

/// What plans bring: a price, or what leaves a compute margin.
#[derive(Debug, Clone, PartialEq)]
pub enum PlanFigure {
    /// Revenue of plans over the list value used under them.
    Price(Figure),
    /// (token revenue - inference of paying users) / token revenue at the start, as firms report it.
    ComputeMargin(Figure),
}

impl PlanFigure {
    /// Reads the one that a record has.
    fn read(fields: &mut Fields, problems: &mut Vec<Problem>) -> PlanFigure {
        match PlanFigure::compute_margin(fields, problems) {
            Some(figure) => PlanFigure::ComputeMargin(figure),
            None => PlanFigure::Price(fields.figure(
                "plan_price",
                Unit::Ratio,
                Domain::Positive,
                problems,
            )),
        }
    }

    /// A compute margin, where there is one.
    pub(super) fn compute_margin(
        fields: &mut Fields,
        problems: &mut Vec<Problem>,
    ) -> Option<Figure> {
        fields.maybe_figure("compute_margin", Unit::Fraction, Domain::Real, problems)
    }

    fn figures<'a>(&'a self, path: &str, out: &mut Figures<'a>) {
        let (key, figure) = self.named();
        out.push((format!("{path}.{key}"), figure));
    }

    /// Its key and the figure.
    pub fn named(&self) -> (&'static str, &Figure) {
        match self {
            PlanFigure::Price(figure) => ("plan_price", figure),
            PlanFigure::ComputeMargin(figure) => ("compute_margin", figure),
        }
    }
}
