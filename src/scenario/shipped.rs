//! The scenarios that come with undercut.

#[cfg(feature = "shipped")]
use crate::document::Value;

/// A scenario that comes with undercut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shipped {
    /// Its name on the command line and in links.
    pub id: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// Every scenario that comes with undercut; the first is the default.
pub const SHIPPED: &[Shipped] = &[
    Shipped { id: "november-2026", text: include_str!("../../scenarios/november-2026.toml") },
    Shipped {
        id: "deepseek-v4-april-2026",
        text: include_str!("../../scenarios/deepseek-v4-april-2026.toml"),
    },
    Shipped { id: "first-steps", text: include_str!("../../scenarios/first-steps.toml") },
    Shipped { id: "coding-assistant", text: include_str!("../../scenarios/coding-assistant.toml") },
    Shipped {
        id: "regulated-in-house",
        text: include_str!("../../scenarios/regulated-in-house.toml"),
    },
    Shipped { id: "routed-market", text: include_str!("../../scenarios/routed-market.toml") },
    Shipped {
        id: "deepseek-disclosure",
        text: include_str!("../../scenarios/deepseek-disclosure.toml"),
    },
    Shipped {
        id: "open-weight-pincer",
        text: include_str!("../../scenarios/open-weight-pincer.toml"),
    },
    Shipped {
        id: "ninety-five-percent",
        text: include_str!("../../scenarios/ninety-five-percent.toml"),
    },
    Shipped { id: "chinese-stack", text: include_str!("../../scenarios/chinese-stack.toml") },
    Shipped {
        id: "cheapness-of-open-weights",
        text: include_str!("../../scenarios/cheapness-of-open-weights.toml"),
    },
    Shipped {
        id: "v4-disrupts-pricing",
        text: include_str!("../../scenarios/v4-disrupts-pricing.toml"),
    },
];

/// The shipped scenario with an id.
pub fn shipped(id: &str) -> Option<&'static Shipped> {
    SHIPPED.iter().find(|it| it.id == id)
}

/// The words of the shipped scenarios that play in `world`, and of every default: what of the catalogue a slice for them must
/// not lack is among them.
#[cfg(feature = "shipped")]
pub fn words_of(world: &str) -> Vec<String> {
    use super::field::Kind;
    let of = |it: &&super::Field| matches!(it.kind, Kind::Of(_));
    let defaults = super::FIELDS.iter().filter(of).filter_map(|it| it.default);
    let mut words: Vec<String> = defaults.map(str::to_string).collect();
    for scenario in SHIPPED {
        let Ok(tree) = crate::document::parse(scenario.text) else { continue };
        if tree.get("world").and_then(Value::scalar) == Some(world) {
            gather(&Value::Table(tree), &mut words);
        }
    }
    words
}

/// Keys and texts below `value`; of lists in a text, and of an id with a day, each part.
#[cfg(feature = "shipped")]
fn gather(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::Text(text) => words.extend(text.split(',').map(|it| it.trim().to_string())),
        Value::List(items) => items.iter().for_each(|it| gather(it, words)),
        Value::Table(table) => {
            for (key, value) in &table.0 {
                words.extend(key.split('@').map(str::to_string));
                gather(value, words);
            }
        }
        Value::Number(_) | Value::Flag(_) => {}
    }
}

#[cfg(all(test, feature = "shipped"))]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, slice, whole};
    use crate::scenario::{Input, Scenario};
    use crate::source::Source;

    /// What a run reads of an input.
    fn read(input: &Input) -> Input {
        let of = &input.source;
        let as_of = of.as_of.clone();
        let (document, url, note) = Default::default();
        Input {
            source: Source {
                basis: of.basis,
                credit: of.credit.clone(),
                document,
                url,
                as_of,
                note,
            },
            ..input.clone()
        }
    }

    #[test]
    fn the_whole_text_is_the_catalogue() {
        let read = Catalog::from_texts(&[("whole.toml", &whole().unwrap())]).unwrap();
        assert_eq!(&read, Catalog::shipped().unwrap());
    }

    #[test]
    fn every_scenario_reads_the_same_of_a_slice_as_of_the_whole_catalogue() {
        let catalog = Catalog::shipped().unwrap();
        for world in &catalog.worlds {
            let text = slice(&world.id, &words_of(&world.id)).unwrap();
            let cut = Catalog::from_texts(&[("slice.toml", &text)]).unwrap();
            assert!(text.len() * 4 < whole().unwrap().len(), "{}: {} bytes", world.id, text.len());
            for it in SHIPPED {
                let Ok(whole) = Scenario::parse(it.text, &[], catalog) else { panic!("{}", it.id) };
                if whole.world != world.id {
                    continue;
                }
                let part = Scenario::parse(it.text, &[], &cut).unwrap();
                let paths =
                    |it: &Scenario| it.inputs.iter().map(|it| it.path.clone()).collect::<Vec<_>>();
                assert_eq!(paths(&part), paths(&whole), "{}", it.id);
                assert_eq!(part.notes, whole.notes, "{}", it.id);
                assert_eq!(part.plan, whole.plan, "{}", it.id);
                assert_eq!(part.template, whole.template, "{}", it.id);
                assert_eq!(part.choices, whole.choices, "{}", it.id);
                let inputs = |it: &Scenario| it.inputs.iter().map(read).collect::<Vec<_>>();
                assert_eq!(inputs(&part), inputs(&whole), "{}", it.id);
            }
        }
    }

    #[test]
    fn a_slice_refuses_by_name_what_it_lacks() {
        let catalog = Catalog::from_texts(&[(
            "slice.toml",
            &slice("2026-04", &words_of("2026-04")).unwrap(),
        )]);
        let text = shipped("first-steps").unwrap().text;
        let overrides = [crate::scenario::Override {
            path: "workload.reference_model".to_string(),
            text: "gpt-6-sol".to_string(),
        }];
        let error = Scenario::parse(text, &overrides, &catalog.unwrap()).unwrap_err();
        assert_eq!(error.problems()[0].path, "workload.reference_model");
        assert!(Scenario::parse(text, &overrides, Catalog::shipped().unwrap()).is_ok());
        assert!(slice("1999-01", &[]).is_err());
    }
}
