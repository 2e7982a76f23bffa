//! Which classes ask for more than a model's window holds, with every number at its median: what a reader is told.

use super::inputs::{Draw, Slot};
use super::plan::Plan;
use crate::uncertainty::fixed;
use crate::workload::Request;

/// A note for each class that some line does not take, with the lines that do not and why.
pub(super) fn notes(plan: &Plan, medians: &Draw) -> Vec<String> {
    let mut notes = Vec::new();
    for (place, class) in plan.classes.iter().enumerate() {
        let request = Request {
            input_tokens: medians[class.input_tokens],
            output_tokens: medians[class.output_tokens],
            prefix_hit_rate: medians[class.prefix_hit_rate],
            thinking: medians[class.thinking],
            cache_write_share: None,
        };
        let over = |asked: f64, window: Option<Slot>, what: &str| {
            let most = medians[window?];
            let words = || format!("{} tokens{what}, at most {}", grouped(asked), grouped(most));
            (asked > most).then(words)
        };
        // What holds for a model holds for all who sell it.
        let of_models: Vec<Option<String>> = plan
            .models
            .iter()
            .map(|it| {
                let tokens = request.tokens(&it.factors[place]);
                over(tokens.total(), it.context_tokens, "")
                    .or_else(|| over(tokens.output(), it.max_output_tokens, " of output"))
            })
            .collect();
        let mut reasons: Vec<String> = plan
            .models
            .iter()
            .zip(&of_models)
            .filter_map(|(it, reason)| Some(format!("{} ({})", it.name, reason.as_ref()?)))
            .collect();
        let of_sellers = plan.lines.iter().filter_map(|it| {
            let model = it.model.index();
            let tokens = request.tokens(&plan.models[model].factors[place]);
            let reason = over(tokens.total(), it.context_tokens, "")?;
            of_models[model].is_none().then(|| format!("{} ({reason})", it.name))
        });
        reasons.extend(of_sellers);
        if !reasons.is_empty() {
            let (name, reasons) = (&class.name, reasons.join("; "));
            notes.push(format!(
                "\"{name}\", at medians, is longer than the window of {reasons}: not served by them"
            ));
        }
    }
    notes
}

/// A count of tokens with commas between thousands.
fn grouped(tokens: f64) -> String {
    let digits = fixed(tokens, 0);
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
