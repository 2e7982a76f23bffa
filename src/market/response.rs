use crate::math::{larger, power, smaller};

/// How the sellers of a group price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Response {
    /// List prices stay until the next launch.
    Hold,
    /// Pass on part of a fall in serving cost.
    PassThrough,
    /// Keep the markup over serving cost.
    CostPlus,
    /// Come down to a premium over the rivals' price of some months ago.
    Match,
    /// Come down to just below the rivals' price of some months ago.
    Undercut,
    /// Ask what pays most for the month, as keenly as the seller's dated price does.
    BestResponse,
}

impl Response {
    /// The names that a scenario uses.
    pub const NAMES: &'static [&'static str] =
        &["hold", "pass-through", "cost-plus", "match", "undercut", "best-response"];

    /// Its name in a scenario.
    #[cfg(feature = "tables")]
    pub fn name(self) -> &'static str {
        Response::NAMES[self as usize]
    }

    /// The response that a scenario writes as `name`.
    pub fn parse(name: &str) -> Option<Response> {
        match name {
            "hold" => Some(Response::Hold),
            "pass-through" => Some(Response::PassThrough),
            "cost-plus" => Some(Response::CostPlus),
            "match" => Some(Response::Match),
            "undercut" => Some(Response::Undercut),
            "best-response" => Some(Response::BestResponse),
            _ => None,
        }
    }
}

/// What bounds a line's price in a month; all in USD per million tokens of the same mix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tariff {
    /// List price since the last launch.
    pub list_usd_per_mtok: f64,
    /// Serving cost.
    pub cost_usd_per_mtok: f64,
    /// Gross margin below which the line does not go by its own will, below 1.
    pub floor_margin: f64,
}

impl Tariff {
    /// `price`, but never below `cost / (1 - floor margin)`, unless the list itself is.
    pub fn floored(&self, price: f64) -> f64 {
        let floor = self.cost_usd_per_mtok / (1.0 - self.floor_margin);
        larger(price, smaller(floor, self.list_usd_per_mtok))
    }
}

/// What a line's price goes by beside its tariff.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signals {
    /// Serving cost at the start, USD per million tokens of the same mix.
    pub cost_at_start_usd_per_mtok: f64,
    /// Part of a relative fall in serving cost that is passed on.
    pub pass_through: f64,
    /// The rivals' price of some months ago; none where none has been seen.
    pub rival_usd_per_mtok: Option<f64>,
    /// Price over the rivals' at which a line that matches stops.
    pub premium: f64,
    /// How far below the rivals a line that undercuts goes.
    pub cut: f64,
    /// Level over the list at which its seller's prices pay most.
    pub level: f64,
}

/// A line's price under a response.
///
/// # Formula
/// Hold: the list. Pass-through: `list * (c(t) / c(0))^phi`, with `phi` from 0 (the list stays) to 1 (the margin stays);
/// cost-plus is that at 1. Match: `min(list, premium * rival)`. Undercut: `min(list, (1 - cut) * rival)`. Best response:
/// `level * list`. None goes below the floor, `cost / (1 - floor margin)`, unless the list itself is. `rival` is in USD per
/// million tokens of the same requests; each line's tokens are those of its own model.
///
/// ```
/// use undercut::market::{Response, Signals, Tariff, price};
/// let opus = Tariff { list_usd_per_mtok: 10.0, cost_usd_per_mtok: 2.0, floor_margin: 0.2 };
/// let seen = Signals {
///     cost_at_start_usd_per_mtok: 4.0,
///     pass_through: 0.5,
///     rival_usd_per_mtok: Some(3.0),
///     premium: 1.5,
///     cut: 0.1,
///     level: 0.8,
/// };
/// assert_eq!(price(Response::Hold, &opus, &seen), 10.0);
/// assert_eq!(price(Response::CostPlus, &opus, &seen), 5.0);
/// assert_eq!(price(Response::Match, &opus, &seen), 4.5);
/// assert_eq!(price(Response::Undercut, &opus, &seen), 2.7);
/// assert_eq!(price(Response::BestResponse, &opus, &seen), 8.0);
/// ```
pub fn price(response: Response, tariff: &Tariff, seen: &Signals) -> f64 {
    let list = tariff.list_usd_per_mtok;
    let like_cost =
        |part| list * power(tariff.cost_usd_per_mtok / seen.cost_at_start_usd_per_mtok, part);
    let (target, most) = match (response, seen.rival_usd_per_mtok) {
        (Response::Hold, _) => return list,
        (Response::PassThrough, _) => (like_cost(seen.pass_through), f64::INFINITY),
        (Response::CostPlus, _) => (like_cost(1.0), f64::INFINITY),
        (Response::BestResponse, _) => (list * seen.level, f64::INFINITY),
        (Response::Match | Response::Undercut, None) => return list,
        (Response::Match, Some(rival)) => (seen.premium * rival, list),
        (Response::Undercut, Some(rival)) => ((1.0 - seen.cut) * rival, list),
    };
    smaller(tariff.floored(target), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_sold_at_a_loss_from_the_start_is_not_raised() {
        let promo = Tariff { list_usd_per_mtok: 1.0, cost_usd_per_mtok: 3.0, floor_margin: 0.1 };
        let seen = Signals {
            cost_at_start_usd_per_mtok: 3.0,
            pass_through: 1.0,
            rival_usd_per_mtok: Some(0.1),
            premium: 1.0,
            cut: 0.0,
            level: 0.5,
        };
        for name in Response::NAMES {
            let response = Response::parse(name).expect("every response has a name");
            assert_eq!(price(response, &promo, &seen), 1.0, "{name}");
        }
        assert_eq!(Response::parse("dump"), None);
    }
}
