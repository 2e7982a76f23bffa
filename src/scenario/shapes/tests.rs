use crate::catalog::Catalog;
use crate::error::{Error, Problem};
use crate::scenario::{ArchitecturePlan, Override, Scenario, shipped};
use crate::serving::Architecture;

const QWEN: &str = "num_hidden_layers = 36\nhidden_size = 4096\nnum_attention_heads = 32\n\
    num_key_value_heads = 8\nhead_dim = 128\nintermediate_size = 12288\nvocab_size = 151936\n";

/// The scenario `coding-assistant`, which plays Qwen3-8B, with `more` at its end.
fn with(more: &str, overrides: &[Override]) -> Result<Scenario, Vec<Problem>> {
    let text = format!("{}\n{more}", shipped("coding-assistant").unwrap().text);
    Scenario::parse(&text, overrides, Catalog::shipped().unwrap()).map_err(|error| match error {
        Error::Invalid(problems) => problems,
        other => panic!("{other}"),
    })
}

fn qwen(scenario: &Scenario) -> Architecture {
    let model = scenario.plan.models.iter().find(|it| it.id == "qwen3-8b").unwrap();
    match model.architecture {
        ArchitecturePlan::Known(architecture) => architecture,
        ArchitecturePlan::Guessed { .. } => panic!("its shape is known"),
    }
}

#[test]
fn a_scenario_gives_the_shape_of_a_model() {
    let plain = with("", &[]).unwrap();
    let same = with(&format!("[catalog.shapes.qwen3-8b]\n{QWEN}"), &[]).unwrap();
    assert_eq!(qwen(&same), qwen(&plain));
    let note =
        "catalog.shapes.qwen3-8b: 8.190B parameters in all, in place of the catalogue's shape";
    assert!(same.notes.iter().any(|it| it == note), "{:?}", same.notes);
    let half = QWEN.replace("num_key_value_heads = 8", "num_key_value_heads = 4");
    let half = with(&format!("[catalog.shapes.qwen3-8b]\n{half}"), &[]).unwrap();
    assert_eq!(2.0 * qwen(&half).kv_elements_per_token, qwen(&plain).kv_elements_per_token);
    // By overrides too, which stand in place of what the scenario says.
    let path = |word: &str| format!("catalog.shapes.qwen3-8b.{word}");
    let set: Vec<Override> = QWEN
        .lines()
        .filter_map(|it| it.split_once(" = "))
        .map(|(word, text)| Override { path: path(word), text: text.to_string() })
        .collect();
    assert_eq!(qwen(&with("", &set).unwrap()), qwen(&plain));
}

#[test]
fn shapes_that_lack_words_or_stand_for_nothing_are_refused_by_path() {
    let said = |more: &str| -> Vec<String> {
        let Err(problems) = with(more, &[]) else { panic!("nothing is wrong with {more}") };
        problems.iter().map(Problem::to_string).collect()
    };
    let problems = said("[catalog.shapes.qwen3-8b]\nhidden_size = 0\nnum_hidden_layers = 36");
    for problem in [
        "catalog.shapes.qwen3-8b.hidden_size = 0: must be a whole number from 1 to 1000000",
        "catalog.shapes.qwen3-8b.vocab_size: is missing",
        "catalog.shapes.qwen3-8b.num_attention_heads: is missing",
        "catalog.shapes.qwen3-8b.intermediate_size: is missing",
    ] {
        assert!(problems.iter().any(|it| it == problem), "{problem} in {problems:?}");
    }
    assert_eq!(
        said(&format!("[catalog.shapes.nobody]\n{QWEN}")),
        ["catalog.shapes.nobody = nobody: is neither a model nor a shape of the catalogue"]
    );
    assert_eq!(
        said(&format!("[catalog.shapes.\"llama-2-7b\"]\n{QWEN}")),
        ["catalog.shapes.llama-2-7b: is the shape of no model that this scenario uses"]
    );
}
