//! Numbers that somebody may have meant otherwise.

use crate::scenario::{Input, Scenario};

/// How far outside its usual range a number is asked about.
const FAR: f64 = 10.0;

/// What may follow a number, and what it is then times.
const SUFFIXES: [(&str, f64); 5] = [("%", 1e-2), ("k", 1e3), ("M", 1e6), ("B", 1e9), ("T", 1e12)];

/// A question for each input of `scenario` whose median lies more than ten times outside of what it is in `usual`, with what
/// was meant where a suffix would bring it back: "catalog...active_params = 200: more than ten times outside 100B to 400B;
/// 200B?".
pub fn doubts(scenario: &Scenario, usual: &Scenario) -> Vec<String> {
    let doubt = |input: &Input| {
        let before = usual.inputs.iter().find(|it| it.path == input.path)?;
        let changed = before.text != input.text;
        let (low, high) = (before.distribution.low(), before.distribution.high());
        let median = input.distribution.median();
        let far = match low > 0.0 {
            true => !(median >= low / FAR && median <= high * FAR),
            false => !(median.abs() <= FAR * low.abs().max(high.abs())),
        };
        let meant = SUFFIXES.into_iter().find(|(suffix, times)| {
            !input.text.ends_with(suffix) && (low..=high).contains(&(median * times))
        });
        let meant = meant.map_or(String::new(), |(suffix, _)| format!("; {}{suffix}?", input.text));
        (changed && far).then(|| {
            format!(
                "{} = {}: more than ten times outside {}{meant}",
                input.path, input.text, before.text
            )
        })
    };
    scenario.inputs.iter().filter_map(doubt).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::scenario::{Override, shipped};

    #[test]
    fn what_is_ten_times_outside_is_asked_about() {
        let parsed = |overrides: &[Override]| {
            let text = shipped("first-steps").unwrap().text;
            Scenario::parse(text, overrides, Catalog::shipped().unwrap()).unwrap()
        };
        let usual = parsed(&[]);
        let size = usual
            .inputs
            .iter()
            .find(|it| it.path.ends_with("active_params") && it.path.contains("claude-opus"));
        let size = size.expect("a size of a closed model").path.clone();
        let share = "catalog.providers.deepinfra.utilisation".to_string();
        let asked = |path: &str, text: &str| {
            doubts(&parsed(&[Override { path: path.into(), text: text.into() }]), &usual)
        };
        let [doubt] = &asked(&size, "200")[..] else {
            panic!("200 parameters are not asked about")
        };
        assert!(
            doubt.starts_with(&format!("{size} = 200: more than ten times outside ")),
            "{doubt}"
        );
        assert!(doubt.ends_with("; 200B?"), "{doubt}");
        assert_eq!(asked(&size, "200B"), [""; 0]);
        assert_eq!(asked(&share, "0.35"), [""; 0]);
        assert_eq!(asked(&share, "0.001").len(), 1);
        assert_eq!(doubts(&usual, &usual), [""; 0]);
    }
}
