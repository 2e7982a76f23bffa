//! What decides between a weak and a strong model, and who follows it.

use super::builder::Builder;
use super::inputs::Slot;
use super::sections::policy::{BuyerPlan, POLICIES, WITHOUT_SIGNAL};

/// What decides between a weak and a strong model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DeciderPlan {
    /// A router, before any answer.
    Router {
        /// AUC when fresh.
        need_strong_auc: Slot,
        /// Months in which half of what it has above 1/2 is gone.
        auc_half_life_months: Slot,
        /// Months between retrainings.
        retraining_interval_months: Slot,
        /// USD per request.
        usd: Slot,
    },
    /// A verifier, after the weak answer.
    Cascade {
        /// Probability that a right answer is accepted.
        tpr: Slot,
        /// Probability that a wrong answer is accepted.
        fpr: Slot,
        /// USD per answer.
        usd: Slot,
    },
}

impl BuyerPlan {
    /// The policies that are computed: those without a signal, then the buyer's own if it has one.
    pub fn policies(&self) -> impl Iterator<Item = &'static str> {
        let own = self.decider.map(|_| POLICIES[self.policy]);
        POLICIES[..WITHOUT_SIGNAL].iter().copied().chain(own)
    }
}

/// The deciders of the buyer and of the market, whose numbers are the same where both follow one kind; none for a policy
/// without a signal.
pub(super) fn deciders(builder: &mut Builder) -> [Option<DeciderPlan>; 2] {
    let kinds = [builder.text("policy.kind"), builder.text("market.routing")];
    let buyer = decider(builder, kinds[0]);
    let market = if kinds[0] == kinds[1] { buyer } else { decider(builder, kinds[1]) };
    [buyer, market]
}

fn decider(builder: &mut Builder, kind: &str) -> Option<DeciderPlan> {
    let mut at = |key: &str| builder.quantity(&format!("policy.{key}"));
    match kind {
        "threshold-router" => Some(DeciderPlan::Router {
            need_strong_auc: at("need_strong_auc"),
            auc_half_life_months: at("auc_half_life"),
            retraining_interval_months: at("retraining_interval"),
            usd: at("router_cost"),
        }),
        "cascade" => Some(DeciderPlan::Cascade {
            tpr: at("verifier_tpr"),
            fpr: at("verifier_fpr"),
            usd: at("verifier_cost"),
        }),
        _ => None,
    }
}
