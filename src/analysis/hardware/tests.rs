use super::*;
use crate::input::{Row, ServingRow, rows};
use crate::serving::{Constants, Deployment, Engine, Precision, Rate, Work, layouts, serve};

/// The answer from what ships.
fn hardware(inquiry: &Inquiry) -> Result<Hardware, Error> {
    super::hardware(inquiry, evidence())
}

fn evidence() -> &'static Evidence {
    Evidence::shipped().unwrap()
}

fn near(a: f64, b: f64) {
    assert!((a / b - 1.0).abs() < 1e-9, "{a} is not {b}");
}

/// Rental of one, USD per hour.
fn rent(id: &str) -> f64 {
    evidence().catalog.latest_rental(id).unwrap().usd_per_hour.median()
}

/// The most output tokens/s and accelerator of any engine and layout, asked of the serving model itself.
fn most(machine: &str, speed: f64) -> f64 {
    let catalog = Catalog::shipped().unwrap();
    let model = catalog.shape_named("deepseek-r1").unwrap();
    let found = catalog.accelerator_named(machine).unwrap();
    let work = Work { isl: 1024.0, osl: 1024.0, prefix_hit_rate: 0.0, tpot_s: 1.0 / speed };
    let rate = Rate { usd_per_accelerator_hour: 1.0, utilisation: 1.0 };
    let mut most = 0.0_f64;
    for engine in [Engine::Sglang, Engine::Vllm, Engine::TensorrtLlm] {
        let cell = evidence().anchors.cells().find(|it| {
            (it.model.as_str(), it.accelerator.as_str(), it.precision.as_str(), it.apart)
                == ("deepseek-r1", found.id.as_str(), "fp8", false)
                && it.engine == engine.to_string()
        });
        let anchor = cell.and_then(|cell| evidence().anchors.factor(cell, &Constants::REFERENCE));
        let smallest =
            Deployment::smallest_fitting(&model.architecture, found.spec, engine, Precision::Fp8);
        let base = Deployment { anchor, ..smallest.unwrap() };
        for deployment in layouts(&model.architecture, &base) {
            let served =
                serve(&model.architecture, &deployment, &work, &Constants::REFERENCE, rate);
            most = most.max(served.map_or(0.0, |it| it.tokens_per_s_per_gpu * 0.5));
        }
    }
    most
}

#[test]
fn blackwell_over_hopper_is_what_the_serving_model_says_of_each() {
    let answer = hardware(&Inquiry::default()).unwrap();
    for name in ["b200-sxm", "gb200-nvl72"] {
        let ratio = answer.ratios.iter().find(|it| it.accelerator == name).unwrap();
        assert_eq!(ratio.baseline, "h200-sxm");
        for speed in [20.0, 50.0, 80.0] {
            let point = ratio.points.iter().find(|it| it.tokens_per_s_per_user == speed).unwrap();
            near(point.per_accelerator, most(name, speed) / most("h200-sxm", speed));
            near(point.per_usd, point.per_accelerator * rent("h200-sxm") / rent(name));
        }
    }
}

#[test]
fn costs_times_tokens_are_the_rental_of_an_hour() {
    for hits in [0.0, 0.7] {
        let inquiry = Inquiry { prefix_hit_rate: hits, ..Inquiry::default() };
        let answer = hardware(&inquiry).unwrap();
        assert!(answer.curves.len() >= 20);
        for curve in &answer.curves {
            let rent = rent(&curve.accelerator);
            for point in &curve.points {
                let requests_per_hour = point.output_tokens_per_s_per_gpu * 3600.0 / inquiry.osl;
                let uncached = inquiry.isl * (1.0 - hits);
                let usd = point.usd_per_mtok_input * uncached
                    + point.usd_per_mtok_cached_input * (inquiry.isl - uncached)
                    + point.usd_per_mtok_output * inquiry.osl;
                near(usd * 1e-6 * requests_per_hour, rent);
            }
        }
    }
}

#[test]
fn faster_for_each_user_is_fewer_tokens_in_all() {
    for apart in [false, true] {
        let answer = hardware(&Inquiry { apart, ..Inquiry::default() }).unwrap();
        for curve in &answer.curves {
            for pair in curve.points.windows(2) {
                let (slow, fast) = (pair[0], pair[1]);
                assert!(slow.tokens_per_s_per_user < fast.tokens_per_s_per_user);
                let rises = fast.output_tokens_per_s_per_gpu
                    > slow.output_tokens_per_s_per_gpu * (1.0 + 1e-9);
                assert!(!rises, "{} {}", curve.accelerator, curve.engine);
            }
        }
    }
}

#[test]
fn phases_apart_only_add_to_what_can_be_chosen() {
    let [together, either] =
        [false, true].map(|apart| hardware(&Inquiry { apart, ..Inquiry::default() }).unwrap());
    assert!(together.curves.iter().all(|curve| curve.points.iter().all(|it| !it.apart)));
    let apart: usize = either.curves.iter().flat_map(|it| &it.points).filter(|it| it.apart).count();
    assert!(apart > 0);
    for (a, b) in together.curves.iter().zip(&either.curves) {
        for (a, b) in a.points.iter().zip(&b.points) {
            assert!(b.output_tokens_per_s_per_gpu >= a.output_tokens_per_s_per_gpu);
        }
    }
}

#[test]
fn dots_are_the_rows_and_the_predictions_of_the_rows() {
    let answer = hardware(&Inquiry::default()).unwrap();
    let catalog = Catalog::shipped().unwrap();
    let fitted = include_str!("../../../scenarios/serving/calibration.csv");
    let unseen = include_str!("../../../scenarios/serving/unseen.csv");
    let read = |text: &str| -> Vec<ServingRow> {
        rows(text).unwrap().iter().map(|row| ServingRow::read(row, catalog).unwrap()).collect()
    };
    let (fitted, unseen) = (read(fitted), read(unseen));
    assert!(answer.dots[..fitted.len()].iter().all(|it| it.fitted));
    assert!(answer.dots[fitted.len()..].iter().all(|it| !it.fitted));
    let all: Vec<ServingRow> = [fitted, unseen].concat();
    assert_eq!(answer.dots.len(), all.len(), "no row is left out");
    for (dot, row) in answer.dots.iter().zip(&all) {
        let share = row.work.osl / (row.work.isl + row.work.osl);
        assert_eq!((&dot.model, &dot.engine), (&row.cell.model, &row.cell.engine));
        near(dot.measured_tokens_per_s_per_gpu, row.measured.total_tps_gpu.unwrap() * share);
        let anchor = evidence().anchors.factor(&row.cell, &Constants::REFERENCE);
        let pace = row.pace(anchor, &Constants::REFERENCE).unwrap();
        near(dot.predicted_tokens_per_s_per_gpu, pace.tokens_per_s_per_gpu * share);
    }
    let asked: Vec<&Dot> = answer.dots.iter().filter(|it| it.asked).collect();
    assert!(asked.len() >= 3);
    assert!(asked.iter().all(|it| it.precision == "fp8" && !it.speculative && !it.apart));
}

/// Every fifth row, from the first, of each set; columns that only one set has are empty in the other.
#[test]
fn the_rows_never_seen_are_every_fifth_of_each_set() {
    let sets = [
        include_str!("../../../tests/data/unseen.csv"),
        include_str!("../../../tests/data/unseen_second.csv"),
        include_str!("../../../tests/data/unseen_third.csv"),
    ];
    let all: Vec<Row> =
        sets.iter().flat_map(|it| rows(it).unwrap().into_iter().step_by(5)).collect();
    let carried = rows(include_str!("../../../scenarios/serving/unseen.csv")).unwrap();
    assert_eq!(carried.len(), all.len());
    for (row, of) in carried.iter().zip(&all) {
        for column in COLUMNS.split(',') {
            assert_eq!(row.get(column), of.get(column), "row {}: {column}", row.place);
        }
        assert!(row.get("source").is_some());
    }
}

const COLUMNS: &str = "model,gpu,n_gpu,tp,ep,dp_attn,precision,kv_precision,engine,version,date,isl,osl,conc,offline_max,max_num_seqs,\
                       total_tps_gpu,out_tps_gpu,ttft_s,tpot_s,set,source";

#[test]
fn steps_stack_and_sharing_helps() {
    let answer = hardware(&Inquiry { isl: 8192.0, ..Inquiry::default() }).unwrap();
    let names: Vec<&str> = answer.steps.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names[1..], ["FP4", "Compression", "Speculative decoding"]);
    let made: Vec<f64> =
        answer.steps.iter().map(|it| it.point.unwrap().output_tokens_per_s_per_gpu).collect();
    assert!(made[0] < made[1] && made[1] < made[2], "{made:?}");
    assert!(answer.steps.iter().all(|it| !it.point.unwrap().anchored));
    assert_eq!(answer.sharing.len(), 3);
    for engine in &answer.sharing {
        assert_eq!(engine.points.len(), 10);
        let pairs = engine.points.windows(2);
        assert!(
            pairs
                .into_iter()
                .all(|it| it[1].output_tokens_per_s_per_gpu >= it[0].output_tokens_per_s_per_gpu)
        );
    }
    assert_eq!(names[0], "FP8 weights, nothing added");
    assert!(answer.steps[0].assumption.starts_with("DeepSeek-R1, "));
    let bf16 = hardware(&Inquiry { precision: "bf16".into(), ..Inquiry::default() }).unwrap();
    assert_eq!(bf16.steps[0].name, "BF16 weights, nothing added");
    // MXFP4 is 4 bits already.
    let oss =
        Inquiry { model: "gpt-oss-120b".into(), precision: "fp4".into(), ..Inquiry::default() };
    let oss = hardware(&oss).unwrap();
    assert_eq!(oss.inquiry.precision, "mxfp4");
    assert!(oss.steps.iter().all(|it| it.name != "FP4"));
}

#[test]
fn the_headline_says_the_numbers_and_on_what_they_stand() {
    let answer = hardware(&Inquiry::default()).unwrap();
    let ratio = answer.ratios.iter().find(|it| it.accelerator == "gb200-nvl72").unwrap();
    let at = ratio.points.iter().find(|it| it.tokens_per_s_per_user == 50.0).unwrap();
    let first = &answer.sentences[0];
    // Two digits.
    let times = |x: f64| if x < 9.95 { format!("{x:.1}x") } else { format!("{x:.0}x") };
    let said =
        format!("one GB200 NVL72 makes {} the tokens of one H200 SXM", times(at.per_accelerator));
    assert!(first.starts_with(&format!("At 50 tokens/s per user {said}")), "{first}");
    assert!(first.contains(&format!("{} per dollar", times(at.per_usd))), "{first}");
    assert!(first.contains("replicas of 32 and 8"), "{first}");
    assert!(first.contains("anchored") || first.contains("extrapolated"), "{first}");

    let fast = Inquiry { tokens_per_s_per_user: 1000.0, ..Inquiry::default() };
    let fast = hardware(&fast).unwrap();
    assert!(
        fast.sentences[0].starts_with("No deployment of GB200 NVL72 or H200 SXM"),
        "{:?}",
        fast.sentences
    );
    for said in
        ["38 rows of DeepSeek-R1 that the model was fitted to", "left out of the fit", "never seen"]
    {
        assert!(answer.sentences.last().unwrap().contains(said), "{:?}", answer.sentences);
    }
    let same = Inquiry { accelerator: "h200".into(), ..Inquiry::default() };
    assert!(hardware(&same).unwrap().sentences[0].contains("itself"));
}

#[test]
fn the_headline_names_the_reason_where_there_is_nothing_to_compare() {
    let said = |inquiry: Inquiry| hardware(&inquiry).unwrap().sentences[0].clone();
    let on = |accelerator: &str, engine: &str| Inquiry {
        accelerator: accelerator.into(),
        engine: engine.into(),
        ..Inquiry::default()
    };
    assert_eq!(
        said(on("mi355x", "tensorrt-llm")),
        "TensorRT-LLM does not run on MI355X; choose SGLang, vLLM, ATOM or the fastest."
    );
    // The baseline's reason, where the accelerator in focus has a point.
    assert!(said(on("mi355x", "atom")).starts_with("ATOM does not run on H200"));
    let full = said(on("h100", "any"));
    assert!(
        full.starts_with(
            "DeepSeek-R1 in FP8 does not fit into the memory of one scale-up domain of H100 SXM"
        ),
        "{full}"
    );
    let fast = Inquiry { tokens_per_s_per_user: 1000.0, ..on("h100", "any") };
    assert!(said(fast).contains("does not fit"));
}

#[test]
fn every_problem_of_an_inquiry_is_named() {
    let wrong = Inquiry {
        model: "nobody".into(),
        precision: "fp3".into(),
        isl: f64::NAN,
        osl: 0.0,
        prefix_hit_rate: 1.5,
        tokens_per_s_per_user: -1.0,
        accelerator: "h99".into(),
        baseline: "rtx-4090".into(),
        engine: "onnx".into(),
        ..Inquiry::default()
    };
    let problems = hardware(&wrong).unwrap_err().problems();
    let paths: Vec<&str> = problems.iter().map(|it| it.path.as_str()).collect();
    let all = [
        "model",
        "precision",
        "accelerator",
        "baseline",
        "engine",
        "isl",
        "osl",
        "prefix_hit_rate",
        "tokens_per_s_per_user",
    ];
    assert_eq!(paths, all);
}

#[test]
fn every_model_is_answered_in_every_precision() {
    for model in evidence().models() {
        for precision in Precision::ALL {
            let inquiry = Inquiry {
                model: model.id.clone(),
                precision: precision.to_string(),
                apart: true,
                speculative: true,
                ..Inquiry::default()
            };
            let answer = hardware(&inquiry).unwrap();
            assert!(!answer.sentences.is_empty());
            let numbers = answer.curves.iter().flat_map(|it| &it.points);
            assert!(numbers.into_iter().all(|it| it.output_tokens_per_s_per_gpu.is_finite()
                && it.output_tokens_per_s_per_gpu > 0.0));
        }
    }
}
