use crate::math::{bivariate_phi, probit};

/// Turns that belong together: a model that answers again finds its cache, one that is switched to does not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conversation {
    /// Turns of a conversation, 1 or more.
    pub turns: f64,
    /// Correlation of the deciding signal between one turn and the next: 0 where turns are independent requests, 1 where the
    /// first turn decides for all.
    pub persistence: f64,
    /// USD that a call of the weak model costs more when the last turn did not call it.
    pub weak_cold_usd: f64,
    /// USD that a call of the strong model costs more when the last turn did not call it.
    pub strong_cold_usd: f64,
}

impl Conversation {
    /// Probability that a turn after the first calls one model and the turn before it did not, when the share `share` of
    /// turns goes to the strong one: the same in both directions.
    ///
    /// # Formula
    /// `f - Phi2(t, t; persistence)`, `t = Phi^-1(f)`.
    pub fn switch_rate(&self, share: f64) -> f64 {
        if !(share > 0.0 && share < 1.0) {
            return 0.0;
        }
        let t = probit(share);
        (share - bivariate_phi(t, t, self.persistence)).max(0.0)
    }

    /// USD per turn for caches lost on switches.
    ///
    /// # Formula
    /// `(T - 1) / T s (k_w + k_s)`, `s` the switch rate and `k` the cold costs. A cascade calls the weak model on every turn, so
    /// that only the strong one's cache is lost.
    pub fn cold_usd(&self, share: f64, cascade: bool) -> f64 {
        let later = (1.0 - 1.0 / self.turns.max(1.0)) * self.switch_rate(share);
        let weak = if cascade { 0.0 } else { self.weak_cold_usd };
        later * (weak + self.strong_cold_usd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conversation(persistence: f64) -> Conversation {
        Conversation { turns: 4.0, persistence, weak_cold_usd: 0.01, strong_cold_usd: 0.09 }
    }

    #[test]
    fn independent_turns_switch_most_and_pinned_ones_never() {
        assert!((conversation(0.0).switch_rate(0.3) - 0.21).abs() < 1e-12);
        assert!(conversation(1.0).switch_rate(0.3).abs() < 1e-12);
        assert!(conversation(0.5).switch_rate(0.3) < 0.21);
        assert_eq!(conversation(0.0).switch_rate(1.0), 0.0);
    }

    #[test]
    fn a_cache_is_lost_on_later_turns_only() {
        // 3/4 of the turns, 0.21 switches each way, 0.10 for the two.
        assert!((conversation(0.0).cold_usd(0.3, false) - 0.75 * 0.21 * 0.10).abs() < 1e-12);
        assert!((conversation(0.0).cold_usd(0.3, true) - 0.75 * 0.21 * 0.09).abs() < 1e-12);
        let one = Conversation { turns: 1.0, ..conversation(0.0) };
        assert_eq!(one.cold_usd(0.3, false), 0.0);
    }
}
