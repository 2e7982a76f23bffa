//! Why a row cannot be served, with the numbers that tell what to change.

use crate::input::ServingRow;
use crate::serving::{Constants, Deployment, Disaggregated, Replica, Unserved};

impl ServingRow {
    /// `reason` for a replica that prefills and decodes.
    pub(super) fn refusal(
        &self,
        reason: Unserved,
        deployment: &Deployment,
        constants: &Constants,
    ) -> String {
        self.refusal_of(reason, deployment, Holds::Request, constants)
    }

    /// `reason` for workers of two kinds: of the prefill worker where that cannot hold its part.
    pub(super) fn refusal_apart(
        &self,
        reason: Unserved,
        layout: &Disaggregated,
        constants: &Constants,
    ) -> String {
        let prefill = Replica::new(&self.architecture, &layout.prefill, constants);
        match prefill.is_ok_and(|it| it.holds(self.work.isl, Holds::Prompt.output(self))) {
            true => self.refusal_of(reason, &layout.decode, Holds::Decode, constants),
            false => self.refusal_of(reason, &layout.prefill, Holds::Prompt, constants),
        }
    }

    /// `reason` for `deployment`, which is to hold that much of a request.
    pub(super) fn refusal_of(
        &self,
        reason: Unserved,
        deployment: &Deployment,
        holds: Holds,
        constants: &Constants,
    ) -> String {
        match reason {
            Unserved::Invalid => "the layout or its numbers are not valid together".to_string(),
            Unserved::TooSlow { best_tpot_s } => too_slow(self.work.tpot_s, best_tpot_s),
            Unserved::DoesNotFit => {
                let worker = holds.worker();
                let gb = deployment.accelerator.hbm_bytes / 1e9;
                let one = deployment.gpus == 1;
                let on = match one {
                    true => format!("1 accelerator of {gb:.0} GB"),
                    false => format!("{} accelerators of {gb:.0} GB", deployment.gpus),
                };
                match Replica::new(&self.architecture, deployment, constants) {
                    Ok(replica) => format!(
                        "does not fit{worker}: beside {:.1} GB of weights{} and {:.1} GB of the engine's, at a memory_share of {:.3}, {on} {} {:.2} requests of {}",
                        replica.weight_bytes_per_gpu() / 1e9,
                        if one { "" } else { " each" },
                        (replica.memory().activation_bytes + replica.memory().buffer_bytes) / 1e9,
                        replica.memory().share,
                        if one { "holds" } else { "hold" },
                        replica.largest_batch(self.work.isl, holds.output(self)),
                        holds.tokens(),
                    ),
                    Err(_) => format!("does not fit{worker}: the weights leave no memory on {on}"),
                }
            }
        }
    }
}

/// What a deployment must hold of a request.
#[derive(Clone, Copy)]
pub(super) enum Holds {
    /// All of it, in a replica of both phases.
    Request,
    /// Its input and the first token, in a prefill worker.
    Prompt,
    /// All of it, in a decode worker.
    Decode,
}

impl Holds {
    fn output(self, row: &ServingRow) -> f64 {
        match self {
            Holds::Request | Holds::Decode => row.work.osl,
            Holds::Prompt => 1.0,
        }
    }

    fn worker(self) -> &'static str {
        match self {
            Holds::Request => "",
            Holds::Prompt => " a prefill worker",
            Holds::Decode => " a decode worker",
        }
    }

    fn tokens(self) -> &'static str {
        match self {
            Holds::Request | Holds::Decode => "isl + osl",
            Holds::Prompt => "isl",
        }
    }
}

pub(super) fn too_slow(target_s: f64, best_tpot_s: f64) -> String {
    format!(
        "target_tpot_s = {target_s}: one request alone takes {best_tpot_s:.4} s per output token"
    )
}
