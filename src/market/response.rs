use crate::math::{larger, power, smaller};

/// How closed labs answer the prices of open weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Response {
    /// List prices stay until the next launch.
    Hold,
    /// Come down to a premium over the open rival's price of some months ago.
    Match,
    /// Come down to just below the open rival's price of some months ago.
    Undercut,
}

impl Response {
    /// The names that a scenario uses.
    pub const NAMES: &'static [&'static str] = &["hold", "match", "undercut"];

    /// The response that a scenario writes as `name`.
    pub fn parse(name: &str) -> Option<Response> {
        match name {
            "hold" => Some(Response::Hold),
            "match" => Some(Response::Match),
            "undercut" => Some(Response::Undercut),
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

/// A closed line's price under a response.
///
/// # Formula
/// Hold: the list. Match: `min(list, max(floor, premium * rival))`. Undercut:
/// `min(list, max(floor, (1 - cut) * rival))`. The floor is `cost / (1 - floor margin)`, never above the list.
/// `rival` is the open price of some months ago, USD per million tokens of the same requests; each line's
/// tokens are those of its own model.
///
/// ```
/// use undercut::market::{Response, Tariff, closed_price};
/// let opus = Tariff { list_usd_per_mtok: 10.0, cost_usd_per_mtok: 2.0, floor_margin: 0.2 };
/// assert_eq!(closed_price(Response::Hold, &opus, 1.0, 3.0, 0.1), 10.0);
/// assert_eq!(closed_price(Response::Match, &opus, 1.0, 3.0, 0.1), 3.0);
/// assert_eq!(closed_price(Response::Undercut, &opus, 1.0, 3.0, 0.1), 2.5);
/// ```
pub fn closed_price(
    response: Response,
    tariff: &Tariff,
    rival_usd_per_mtok: f64,
    premium: f64,
    cut: f64,
) -> f64 {
    let target = match response {
        Response::Hold => return tariff.list_usd_per_mtok,
        Response::Match => premium * rival_usd_per_mtok,
        Response::Undercut => (1.0 - cut) * rival_usd_per_mtok,
    };
    smaller(tariff.floored(target), tariff.list_usd_per_mtok)
}

/// An open line's price: competition among hosts passes part of a fall in cost on to buyers.
///
/// # Formula
/// `p(t) = list * (c(t) / c(0))^phi`, with `phi` the pass-through from 0 (the list stays) to 1 (the margin
/// stays), and the same floor as a closed line's.
///
/// ```
/// use undercut::market::{Tariff, open_price};
/// let host = Tariff { list_usd_per_mtok: 1.0, cost_usd_per_mtok: 0.25, floor_margin: 0.0 };
/// assert_eq!(open_price(&host, 0.5, 1.0), 0.5);
/// ```
pub fn open_price(tariff: &Tariff, cost_at_start_usd_per_mtok: f64, pass_through: f64) -> f64 {
    let fall = tariff.cost_usd_per_mtok / cost_at_start_usd_per_mtok;
    tariff.floored(tariff.list_usd_per_mtok * power(fall, pass_through))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_sold_at_a_loss_from_the_start_is_not_raised() {
        let promo = Tariff { list_usd_per_mtok: 1.0, cost_usd_per_mtok: 3.0, floor_margin: 0.1 };
        assert_eq!(open_price(&promo, 3.0, 1.0), 1.0);
        assert_eq!(closed_price(Response::Match, &promo, 0.1, 1.0, 0.0), 1.0);
    }

    #[test]
    fn every_response_has_a_name() {
        assert!(Response::NAMES.iter().all(|name| Response::parse(name).is_some()));
        assert_eq!(Response::parse("dump"), None);
    }
}
