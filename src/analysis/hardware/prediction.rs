//! The serving model's pace for a row, and the data sheet's limit to what was measured.

use crate::error::Problem;
use crate::input::{Load, MOST_ACCEPTED, ServingRow};
use crate::serving::{Constants, Deployment, Disaggregated, Pace, Replica, Unserved};

impl ServingRow {
    /// The pace of this row's deployment at its load. `anchor` multiplies throughput
    /// ([`super::Anchors::factor`]); TTFT is the mean one at that load.
    ///
    /// # Errors
    /// [`Unserved`]: does not fit, or invalid together.
    pub fn pace(&self, anchor: Option<f64>, constants: &Constants) -> Result<Pace, Unserved> {
        let deployment = Deployment { anchor, ..self.deployment };
        let concurrency = |offline: f64| match self.load {
            Load::Concurrency(concurrency) => concurrency,
            Load::Offline => offline,
        };
        if let Some(apart) = self.disaggregated {
            let prefill = Deployment { anchor, ..apart.prefill };
            let apart = Disaggregated { prefill, decode: deployment, ..apart };
            let all = apart.offline_concurrency(&self.architecture, &self.work, constants)?;
            return self.pace_apart(&apart, concurrency(all), constants);
        }
        let replica = Replica::new(&self.architecture, &deployment, constants)?;
        let (isl, osl) = (self.work.isl, self.work.osl);
        if !replica.holds(isl, osl) {
            return Err(Unserved::DoesNotFit);
        }
        let in_flight = concurrency(replica.offline_batch(isl, osl));
        let ttft_s = replica.ttft_s(&self.work, in_flight);
        Ok(Pace { ttft_s, ..replica.pace(&self.work, in_flight) })
    }

    /// The pace with the phases apart and `concurrency` requests in flight, and their time to the first token.
    pub(super) fn pace_apart(
        &self,
        apart: &Disaggregated,
        concurrency: f64,
        constants: &Constants,
    ) -> Result<Pace, Unserved> {
        let ttft_s = apart.ttft_s(&self.architecture, &self.work, concurrency, constants)?;
        let pace = apart.pace(&self.architecture, &self.work, concurrency, constants)?;
        Ok(Pace { ttft_s, ..pace })
    }

    /// What of this row's measurements the data sheet does not allow; empty if all can be, and for rows
    /// with the phases apart, whose output rate counts other accelerators.
    pub fn above_roofline(&self, constants: &Constants) -> Vec<Problem> {
        // A measured acceptance length is seldom given.
        let deployment = match self.deployment.acceptance_length > 1.0 {
            true => Deployment { acceptance_length: MOST_ACCEPTED, ..self.deployment },
            false => self.deployment,
        };
        // The smallest cache that engines keep, whatever the fit's mean is.
        let smallest = Constants { cache_element_bytes: 1.0, ..*constants };
        let Ok(replica) = Replica::new(&self.architecture, &deployment, &smallest) else {
            return Vec::new();
        };
        if self.disaggregated.is_some() {
            return Vec::new();
        }
        let in_flight = match self.load {
            Load::Concurrency(concurrency) => concurrency,
            // A data sheet knows nothing of what engines keep for themselves: all memory beside the weights.
            Load::Offline => replica.most_that_memory_holds(self.work.isl).max(1.0),
        };
        let most = replica.most_tokens_per_s_per_gpu(&self.work, in_flight);
        let output_share = self.work.osl / (self.work.isl + self.work.osl);
        let least_s = replica.least_tpot_s(&self.work, 1.0);
        let path = |column: &str| format!("row {}, {column}", self.place);
        let mut problems = Vec::new();
        let mut check = |column: &str, measured: Option<f64>, holds: bool, limit: String| {
            if let (Some(value), false) = (measured, holds) {
                let rule = format!("is beyond what the data sheet allows, {limit}");
                problems.push(Problem::new(path(column), value.to_string(), rule));
            }
        };
        let m = &self.measured;
        let within = |value: Option<f64>, most: f64| value.is_none_or(|it| it <= most);
        let limit = |most: f64| format!("{most:.1} tokens/s per accelerator");
        check("total_tps_gpu", m.total_tps_gpu, within(m.total_tps_gpu, most), limit(most));
        let output = most * output_share;
        check("out_tps_gpu", m.out_tps_gpu, within(m.out_tps_gpu, output), limit(output));
        let tpot_holds = m.tpot_s.is_none_or(|it| it >= least_s);
        check("tpot_s", m.tpot_s, tpot_holds, format!("{least_s:.5} s at least"));
        problems
    }
}
