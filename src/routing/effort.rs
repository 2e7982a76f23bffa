/// Tokens of one task: a measured mean over a benchmark, or what a buyer's request takes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TaskTokens {
    /// Input tokens.
    pub input: f64,
    /// Answer tokens.
    pub answer: f64,
    /// Thinking tokens, billed and served as output.
    pub thinking: f64,
}

impl TaskTokens {
    /// What a request of `asked` input and answer tokens on the reference model takes on a model that was measured beside it
    /// on the same tasks.
    ///
    /// # Formula
    /// `input = asked.input f_in`, `answer = asked.answer f_ans`, `thinking = asked.answer f_th`, with `f_in`, `f_ans`, `f_th` the
    /// model's measured input, answer and thinking tokens over the reference model's input, answer and answer tokens. A
    /// count that is missing (zero in the reference) leaves what was asked and adds no thinking.
    ///
    /// ```
    /// use undercut::routing::TaskTokens;
    /// let reference = TaskTokens { input: 1000.0, answer: 400.0, thinking: 0.0 };
    /// let measured = TaskTokens { input: 1100.0, answer: 200.0, thinking: 2000.0 };
    /// let asked = TaskTokens { input: 5000.0, answer: 800.0, thinking: 0.0 };
    /// let taken = asked.on(measured, reference);
    /// assert_eq!(taken, TaskTokens { input: 5500.0, answer: 400.0, thinking: 4000.0 });
    /// ```
    pub fn on(self, measured: TaskTokens, reference: TaskTokens) -> TaskTokens {
        let over = |model: f64, reference: f64, without: f64| match reference > 0.0 {
            true => model / reference,
            false => without,
        };
        TaskTokens {
            input: self.input * over(measured.input, reference.input, 1.0),
            answer: self.answer * over(measured.answer, reference.answer, 1.0),
            thinking: self.answer * over(measured.thinking, reference.answer, 0.0),
        }
    }

    /// With thinking cut to a share `effort` of what was measured.
    pub fn at_effort(self, effort: f64) -> TaskTokens {
        TaskTokens { thinking: self.thinking * effort, ..self }
    }

    /// With `overhead` more input tokens of tool definitions, of which a tool search saves the share `saved` (the founding
    /// articles: 0.47).
    pub fn with_tools(self, overhead: f64, saved: f64) -> TaskTokens {
        TaskTokens { input: self.input + overhead * (1.0 - saved), ..self }
    }

    /// Output tokens: answer and thinking.
    pub fn output(&self) -> f64 {
        self.answer + self.thinking
    }
}

/// What less thinking costs in ability.
///
/// # Formula
/// `tau(e) = tau(1) + slope log2(e)`, `e` the share of the measured thinking tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffortSlope {
    /// Probits gained for each doubling of the thinking tokens.
    pub probit_per_doubling: f64,
}

impl EffortSlope {
    /// The slope between two effort levels of one model: `(tau, thinking tokens)` of each.
    pub fn between(low: (f64, f64), high: (f64, f64)) -> EffortSlope {
        EffortSlope { probit_per_doubling: (high.0 - low.0) / libm::log2(high.1 / low.1) }
    }

    /// Change of ability at a share `effort` of the thinking tokens, in probit units; no thinking counts as one part in
    /// 1024.
    pub fn change(&self, effort: f64) -> f64 {
        self.probit_per_doubling * libm::log2(effort.max(1.0 / 1024.0))
    }
}

/// USD per accepted task: spend over successes.
pub fn usd_per_accepted(usd: f64, success: f64) -> f64 {
    usd / success
}

/// USD per request with the price of errors: `usd + error_usd (1 - success)`.
pub fn usd_with_errors(usd: f64, success: f64, error_usd: f64) -> f64 {
    usd + error_usd * (1.0 - success)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::{phi, probit};

    #[test]
    fn effort_levels_of_one_model() {
        // GPT-5.6 Sol on Humanity's Last Exam, Artificial Analysis 2026-07-10: score and thinking tokens of the whole run at
        // high, xhigh and max effort.
        let level = |score: f64, tokens: f64| (probit(score), tokens);
        let high = level(0.44069, 8_322_065.0);
        let xhigh = level(0.44717, 14_676_763.0);
        let max = level(0.47173, 28_312_132.0);
        let slope = EffortSlope::between(high, max);
        assert!((slope.probit_per_doubling - 0.0443).abs() < 1e-4, "{slope:?}");
        let between = phi(max.0 + slope.change(xhigh.1 / max.1));
        assert!((between - 0.44717).abs() < 0.012, "{between}");
    }

    #[test]
    fn tool_search_saves_overhead_alone() {
        let task = TaskTokens { input: 2000.0, answer: 100.0, thinking: 50.0 };
        let plain = task.with_tools(10_000.0, 0.0);
        let searched = task.with_tools(10_000.0, 0.47);
        assert!((plain.input - searched.input - 4_700.0).abs() < 1e-9);
        assert_eq!(searched.output(), 150.0);
        assert_eq!(task.at_effort(0.5).thinking, 25.0);
    }

    #[test]
    fn a_failure_is_paid_for() {
        assert_eq!(usd_per_accepted(1.0, 0.5), 2.0);
        assert_eq!(usd_with_errors(1.0, 0.75, 8.0), 3.0);
    }
}
