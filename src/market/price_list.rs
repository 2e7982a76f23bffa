use crate::tokens::{TokenCounts, UsdPerMtok};
use crate::units::HOURS_PER_WEEK;

/// A seller's list for requests of one length: USD per million tokens, and what factors there are on all of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceList {
    /// Uncached input.
    pub input_usd_per_mtok: f64,
    /// Input found in the cache.
    pub cached_input_usd_per_mtok: f64,
    /// Input written to the cache for five minutes, in all; as input where writing is free.
    pub cache_write_usd_per_mtok: f64,
    /// Input written for an hour, in all; as for five minutes where there is no such cache.
    pub cache_write_hour_usd_per_mtok: f64,
    /// Output, thinking included.
    pub output_usd_per_mtok: f64,
    /// Price in a batch over the list; 1 where there is no batch interface.
    pub batch_factor: f64,
    /// Price with priority over the list; 1 where there is no such offer.
    pub priority_factor: f64,
    /// Price in peak hours over the list, a discount below 1; 1 where all hours cost the same.
    pub peak_factor: f64,
    /// Hours of a week that are peak.
    pub peak_hours_per_week: f64,
}

/// How the requests of a class are bought: shares, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Buying {
    /// Of what is written to the cache, what is kept for an hour.
    pub hour_write_share: f64,
    /// Of requests, those in batches.
    pub batch_share: f64,
    /// Of requests, those with priority.
    pub priority_share: f64,
    /// Of requests, those in peak hours; as many as the hours of the week where nothing is said.
    pub peak_share: Option<f64>,
}

impl PriceList {
    /// USD of the mean request with `tokens`.
    ///
    /// # Formula
    /// `(p_in uncached + p_cached cached + (p_write - p_in)^+ written + p_out output) / 10^6 * channel * hours`, with
    /// `p_write = p_5min + h (p_hour - p_5min)`, `channel = 1 - b - r + b f_batch + r f_priority` and
    /// `hours = 1 + s (f_peak - 1)`; `s` is the peak hours over 168 where nothing is said. Batch and priority shares above 1 in
    /// sum are divided by it.
    ///
    /// ```
    /// use undercut::{market::{Buying, PriceList}, tokens::TokenCounts};
    /// // DeepSeek V4-Pro since 2026-08-17: twice as much in 35 hours of the week.
    /// let list = PriceList {
    ///     input_usd_per_mtok: 0.66,
    ///     cached_input_usd_per_mtok: 0.022,
    ///     cache_write_usd_per_mtok: 0.66,
    ///     cache_write_hour_usd_per_mtok: 0.66,
    ///     output_usd_per_mtok: 1.98,
    ///     batch_factor: 1.0,
    ///     priority_factor: 1.0,
    ///     peak_factor: 2.0,
    ///     peak_hours_per_week: 35.0,
    /// };
    /// let tokens = TokenCounts { uncached_input: 1e5, answer: 1e3, ..Default::default() };
    /// let at = |peak_share| list.usd(&tokens, &Buying { peak_share, ..Default::default() });
    /// assert!((at(Some(0.0)) - 0.06798).abs() < 1e-12);
    /// assert!((at(None) - 0.0821425).abs() < 1e-12);
    /// assert!((at(Some(1.0)) - 0.13596).abs() < 1e-12);
    /// ```
    pub fn usd(&self, tokens: &TokenCounts, buying: &Buying) -> f64 {
        let kept = self.cache_write_hour_usd_per_mtok - self.cache_write_usd_per_mtok;
        let write = self.cache_write_usd_per_mtok + buying.hour_write_share * kept;
        let price = UsdPerMtok {
            uncached_input: self.input_usd_per_mtok,
            cached_input: self.cached_input_usd_per_mtok,
            cache_write: (write - self.input_usd_per_mtok).max(0.0),
            output: self.output_usd_per_mtok,
        };
        price.usd(tokens) * self.channel(buying) * self.hours(buying)
    }

    /// The mean factor of batches, priority and plain requests.
    fn channel(&self, buying: &Buying) -> f64 {
        let over = (buying.batch_share + buying.priority_share).max(1.0);
        let (batch, priority) = (buying.batch_share / over, buying.priority_share / over);
        1.0 + batch * (self.batch_factor - 1.0) + priority * (self.priority_factor - 1.0)
    }

    /// The mean factor of the hours of the week.
    fn hours(&self, buying: &Buying) -> f64 {
        let share = buying.peak_share.unwrap_or(self.peak_hours_per_week / HOURS_PER_WEEK);
        1.0 + share * (self.peak_factor - 1.0)
    }
}
