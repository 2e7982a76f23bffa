//! Cost by side where prefill and decode have accelerators of their own.

use super::{Architecture, Constants, Disaggregated, Pace, Rate, Replica, Unserved, Work};
use crate::tokens::UsdPerMtok;
use crate::units::{SECONDS_PER_HOUR, TOKENS_PER_MTOK};

impl Disaggregated {
    /// Cost per million tokens by side at `pace`, of [`Disaggregated::pace`].
    ///
    /// # Formula
    /// Workers of each kind are paid for all the time, idle or not, by the tokens of their phase: with `t` =
    /// `request_s` and `r` USD per accelerator second over utilisation, a request's input costs
    /// `r t n_prefill`, shared out over computed and cached tokens as one worker's prefill is, and its output
    /// `r t n_decode`. The sides times their tokens are `r t n`.
    ///
    /// # Errors
    /// [`Unserved`] where a prefill worker does not fit, or numbers are invalid.
    pub fn unit_cost(
        &self,
        architecture: &Architecture,
        work: &Work,
        pace: &Pace,
        constants: &Constants,
        rate: Rate,
    ) -> Result<UsdPerMtok, Unserved> {
        let (dear, sold) = (rate.usd_per_accelerator_hour, rate.utilisation);
        if !(work.is_valid() && dear.is_finite() && dear >= 0.0 && sold > 0.0 && sold <= 1.0) {
            return Err(Unserved::Invalid);
        }
        let prefill = Replica::new(architecture, &self.prefill, constants)?
            .prefill(work.isl, work.uncached_tokens());
        let usd = |gpus: u32, workers: u32| {
            let gpus = f64::from(gpus) * f64::from(workers);
            dear / SECONDS_PER_HOUR / sold * pace.request_s * gpus * TOKENS_PER_MTOK
        };
        let input = usd(self.prefill.gpus, self.prefill_workers) / prefill.total_s;
        let unit_cost = UsdPerMtok {
            uncached_input: input * prefill.uncached_token_s,
            cached_input: input * prefill.cached_token_s,
            cache_write: 0.0,
            output: usd(self.decode.gpus, self.decode_workers) / work.osl,
        };
        let sides = [unit_cost.uncached_input, unit_cost.cached_input, unit_cost.output];
        if sides.iter().all(|it| it.is_finite()) { Ok(unit_cost) } else { Err(Unserved::Invalid) }
    }
}
