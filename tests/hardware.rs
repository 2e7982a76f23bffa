//! The hardware view's numbers, recorded: what the lab must give in WebAssembly, bit by bit.

use std::path::PathBuf;

use serde_json::{Value, json};
use undercut::analysis::hardware::{Evidence, Hardware, Inquiry, hardware};

/// Questions that go through every part of the model: the usual one, and one with phases apart, sharing,
/// speculation and a model of another kind.
fn inquiries() -> [Inquiry; 2] {
    [
        Inquiry::default(),
        Inquiry {
            model: "gpt-oss-120b".to_string(),
            precision: "mxfp4".to_string(),
            isl: 8192.0,
            prefix_hit_rate: 0.5,
            speculative: true,
            apart: true,
            accelerator: "b200-sxm".to_string(),
            baseline: "h100-sxm".to_string(),
            ..Inquiry::default()
        },
    ]
}

/// One number of each curve, ratio, engine, step and row.
fn digest(answer: &Hardware) -> Value {
    let curves = answer.curves.iter().map(|it| {
        let sum: f64 = it.points.iter().map(|point| point.output_tokens_per_s_per_gpu).sum();
        let usd: f64 = it.points.iter().map(|point| point.usd_per_mtok_output).sum();
        json!([it.accelerator, it.engine, it.anchored, sum, usd])
    });
    let ratios = answer.ratios.iter().map(|it| {
        let sum: f64 = it.points.iter().map(|point| point.per_usd).sum();
        json!([it.accelerator, sum])
    });
    let sharing = answer.sharing.iter().map(|it| {
        let sum: f64 = it.points.iter().map(|point| point.output_tokens_per_s_per_gpu).sum();
        json!([it.engine, sum])
    });
    let steps =
        answer.steps.iter().map(|it| json!(it.point.map(|it| it.output_tokens_per_s_per_gpu)));
    let dots: f64 = answer.dots.iter().map(|it| it.predicted_tokens_per_s_per_gpu).sum();
    json!({
        "inquiry": answer.inquiry,
        "curves": curves.collect::<Vec<_>>(),
        "ratios": ratios.collect::<Vec<_>>(),
        "sharing": sharing.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
        "dots": dots,
        "sentences": answer.sentences,
    })
}

#[test]
fn the_hardware_view_is_as_recorded() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/hardware.json");
    let now: Vec<Value> = inquiries()
        .iter()
        .map(|it| digest(&hardware(it, Evidence::shipped().unwrap()).unwrap()))
        .collect();
    let now = Value::from(now);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, format!("{}\n", serde_json::to_string_pretty(&now).unwrap()))
            .unwrap();
    }
    let recorded: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(now, recorded, "`make golden` records anew; the diff is the review");
}
