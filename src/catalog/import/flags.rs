//! What looks wrong with a price: a unit taken for another, or a figure far from what others ask for the model.

use crate::error::Problem;

use super::entry::{Prices, round};

/// How many times a price may be from the median of the model's other offers.
const FAR: f64 = 5.0;

/// Prices of input outside of these are in no list in the right unit, USD per million tokens.
const PLAUSIBLE: [f64; 2] = [0.001, 1000.0];

/// Units that are mistaken for each other, as factors.
const UNITS: [(f64, &str); 3] = [
    (100.0, "cents for dollars"),
    (1e3, "per thousand tokens for per million"),
    (1e6, "per token for per million"),
];

/// A share of a list's comparable entries that is off the same way makes the list wrong, not the entries.
const MOST: f64 = 0.6;

/// What is off by at least this much is off by a unit.
const UNIT_OFF: f64 = 30.0;

/// What looks wrong with `prices` alone.
pub(in crate::catalog) fn alone(prices: &Prices) -> Vec<String> {
    let mut reasons = Vec::new();
    let named = [("input", prices.input), ("output", prices.output)];
    if prices.input == 0.0 && prices.output == 0.0 {
        reasons.push("input and output at zero".to_string());
    } else {
        let zero = named.iter().filter(|(_, price)| *price == 0.0);
        reasons.extend(zero.map(|(name, _)| format!("{name} at zero")));
    }
    match prices.cached {
        Some(cached) if cached == 0.0 && prices.input > 0.0 => {
            reasons.push("cached input at zero".to_string())
        }
        Some(cached) if cached > prices.input * 1.001 => {
            reasons.push(format!("cached input ({cached}) above input ({})", prices.input));
        }
        _ => {}
    }
    if prices.output > 0.0 && prices.output < prices.input / 2.0 {
        reasons
            .push(format!("output ({}) below input ({}): swapped?", prices.output, prices.input));
    }
    for (name, price) in named {
        if price > 0.0 && !(PLAUSIBLE[0]..=PLAUSIBLE[1]).contains(&price) {
            reasons.push(format!("{name} at {price} USD per million tokens: in another unit?"));
        }
    }
    reasons
}

/// What looks wrong with `prices` beside `others`, pairs of input and output that the model's other offers ask.
pub(in crate::catalog) fn beside(prices: &Prices, others: &[(f64, f64)]) -> Vec<String> {
    let mut reasons = Vec::new();
    let inputs = others.iter().map(|(input, _)| *input).collect();
    let outputs = others.iter().map(|(_, output)| *output).collect();
    for (name, price, others) in
        [("input", prices.input, inputs), ("output", prices.output, outputs)]
    {
        let Some(median) = median(others) else { continue };
        let times = price / median;
        // A price that is five times the median as written must not be more than that in binary.
        let far = FAR * (1.0 + 1e-9);
        if price == 0.0 || (1.0 / far..=far).contains(&times) {
            continue;
        }
        let unit = unit(times).map(|unit| format!(": {unit}?")).unwrap_or_default();
        let (apart, way) = if times > 1.0 { (times, "above") } else { (1.0 / times, "below") };
        reasons.push(format!(
            "{name} at {price} is {apart:.1} times {way} {median}, the median of the model's other offers{unit}"
        ));
    }
    reasons
}

/// The units that a price `times` too large or too small may have been taken for.
fn unit(times: f64) -> Option<&'static str> {
    let apart = times.max(1.0 / times);
    UNITS
        .iter()
        .find(|(factor, _)| (factor / 2.0..=factor * 2.0).contains(&apart))
        .map(|(_, name)| *name)
}

/// What is wrong with a whole list, by how many times its prices are those on record (`times`), or where fewer than
/// three are on record by its prices of input alone.
pub(in crate::catalog) fn whole(times: &[f64], inputs: &[f64]) -> Option<Problem> {
    if times.len() >= 3 {
        let share = |off: &dyn Fn(f64) -> bool| {
            times.iter().filter(|it| off(**it)).count() as f64 / times.len() as f64
        };
        if share(&|it| it >= UNIT_OFF).max(share(&|it| it <= 1.0 / UNIT_OFF)) < MOST {
            return None;
        }
        let median = median(times.to_vec())?;
        let unit = unit(median).unwrap_or("another unit");
        let rule =
            format!("are those on record times {median:.3e} (median of {}): {unit}", times.len());
        return Some(Problem::new("prices", "", rule));
    }
    let median = median(inputs.to_vec())?;
    let off = !(PLAUSIBLE[0]..=PLAUSIBLE[1]).contains(&median);
    let rule =
        format!("of input have a median of {median} USD per million tokens: in another unit");
    off.then(|| Problem::new("prices", "", rule))
}

/// The median, geometric between the middle two; nothing without values above zero.
pub(in crate::catalog) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.retain(|it| *it > 0.0);
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        even if even % 2 == 0 => Some(round(libm::sqrt(values[middle - 1] * values[middle]))),
        _ => Some(values[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices(input: f64, output: f64) -> Prices {
        Prices { input, output, ..Prices::default() }
    }

    #[test]
    fn sound_prices_are_not_flagged() {
        let sound = Prices { cached: Some(0.25), ..prices(2.5, 15.0) };
        assert!(alone(&sound).is_empty());
        assert!(beside(&sound, &[(2.5, 15.0), (0.5, 3.0), (12.5, 75.0)]).is_empty());
        assert!(beside(&sound, &[]).is_empty());
    }

    #[test]
    fn each_mistake_is_named() {
        let cases = [
            (prices(0.0, 0.0), vec!["input and output at zero"]),
            (
                Prices { cached: Some(3.0), ..prices(2.5, 15.0) },
                vec!["cached input (3) above input (2.5)"],
            ),
            (Prices { cached: Some(0.0), ..prices(2.5, 15.0) }, vec!["cached input at zero"]),
            (prices(1.41, 0.35), vec!["output (0.35) below input (1.41): swapped?"]),
            (prices(15_000.0, 60_000.0), vec!["input at 15000", "output at 60000"]),
        ];
        for (prices, expected) in cases {
            let found = alone(&prices);
            assert_eq!(found.len(), expected.len(), "{found:?}");
            assert!(found.iter().zip(&expected).all(|(a, b)| a.starts_with(b)), "{found:?}");
        }
    }

    #[test]
    fn a_unit_taken_for_another_is_told_by_the_other_offers() {
        let others = [(2.0, 10.0), (2.5, 15.0), (3.0, 12.0)];
        let cases = [
            (250.0, "cents for dollars"),
            (2500.0, "per thousand"),
            (2.5e-6, "per token"),
            (20.0, "8.0 times"),
        ];
        for (input, expected) in cases {
            let found = beside(&prices(input, 12.0), &others);
            assert!(found.len() == 1 && found[0].contains(expected), "{input}: {found:?}");
        }
        let at_the_edge = [prices(12.5, 12.0), prices(0.5, 12.0)];
        assert!(
            at_the_edge.iter().all(|it| beside(it, &others).is_empty()),
            "5 times is not more than 5 times"
        );
    }

    #[test]
    fn a_list_in_another_unit_is_refused_as_a_whole() {
        assert!(whole(&[1.0, 0.2, 3.0, 40.0], &[]).is_none());
        let cents = whole(&[100.0, 90.0, 100.0, 1.0], &[]).unwrap();
        assert!(cents.rule.contains("cents for dollars"), "{cents}");
        assert!(whole(&[1e-6, 1e-6, 1e-6], &[]).unwrap().rule.contains("per token"));
        assert!(whole(&[], &[2.5e-6, 1e-6]).unwrap().rule.contains("another unit"));
        assert!(whole(&[], &[2.5, 1.0]).is_none() && whole(&[], &[]).is_none());
    }

    #[test]
    fn the_median_lies_between_the_middle_two() {
        assert!((median(vec![8.0, 0.0, 2.0]).unwrap() - 4.0).abs() < 1e-12, "zero does not count");
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![0.0]), None);
    }
}
