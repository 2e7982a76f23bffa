use std::path::PathBuf;

use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Map, Value, json};
use undercut::input::{MENDED, ROUTE_SCHEMA, RouteInput};
use undercut::routing::{Choice, Evaluated, Evaluation, Intervals, PolicyKind};

use super::csv_text::csv_text;
use super::{Failure, Format, messages, read, write};

/// Half the width of a 90% interval, in standard errors.
const NINETY_PERCENT: f64 = 1.644_853_626_951_472_7;

/// Evaluate routing policies over a pool of models given as a table.
#[derive(Debug, Args)]
pub struct Route {
    /// A JSON file: models, their correlation, policies; - is stdin
    #[arg(long, value_name = "FILE", required_unless_present = "schema")]
    input: Option<PathBuf>,
    /// How to write the result; in CSV a line per point of a policy
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// Write to a file instead of the terminal
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print the JSON Schema of input and output, with a worked example, and do nothing else
    #[arg(long)]
    schema: bool,
}

impl Route {
    /// Evaluates and writes the result.
    pub fn run(self) -> Result<(), Failure> {
        if self.schema {
            return write(self.output.as_ref(), ROUTE_SCHEMA);
        }
        let Some(path) = self.input else { return Ok(()) };
        let (name, text) = read::text(&path, read::MOST_BYTES)?;
        let input = RouteInput::parse(&text).map_err(|error| Failure(messages(&name, &error)))?;
        // What is not as it was given is said where a table's notes are not read, too.
        let mended = input.pool.repaired > 0.0;
        for note in input.notes.iter().filter(|it| mended && it.starts_with(MENDED)) {
            eprintln!("{name}: note: {note}");
        }
        let evaluation = input.evaluate();
        let text = match self.format {
            Format::Table => table(&input, &evaluation),
            Format::Json => format!("{:#}\n", json(&input, &evaluation)),
            Format::Csv => csv(&input, &evaluation)?,
        };
        write(self.output.as_ref(), &text)
    }
}

fn point(it: &Choice) -> Value {
    json!({ "share_strong": it.strong, "success": it.success, "cost": it.usd })
}

fn json(input: &RouteInput, evaluation: &Evaluation) -> Value {
    let intervals = input.intervals();
    let best = evaluation.best_constant;
    let model = |place: usize| {
        let it = &input.models[place];
        json!({
            "name": it.name,
            "success": evaluation.success[place],
            "cost": it.usd,
            "loading": input.pool.stages[place].loading,
        })
    };
    let policies =
        (0..evaluation.policies.len()).map(|it| policy(input, evaluation, intervals.as_ref(), it));
    let mut root = json!({
        "oracle_success": evaluation.oracle_success,
        "best_constant": {
            "name": input.models[best].name,
            "success": evaluation.success[best],
            "cost": input.models[best].usd,
        },
        "policies": Value::from_iter(policies),
        "models": Value::from_iter((0..input.models.len()).map(model)),
        "correlation": {
            "loadings_miss_by": input.pool.misfit,
            "repaired_by": input.pool.repaired,
            "oracle_from": if input.pool.is_direct() { "matrix" } else { "loadings" },
        },
        "notes": input.notes,
    });
    if let Some(intervals) = &intervals {
        root["oracle_interval"] = json!(intervals.oracle);
        root["items"] = json!(input.items);
    }
    if let Some(requests) = input.requests {
        root["requests"] = json!(requests);
        root["seed"] = json!(input.seed);
    }
    root
}

fn policy(
    input: &RouteInput,
    evaluation: &Evaluation,
    intervals: Option<&Intervals>,
    place: usize,
) -> Value {
    let (plan, it) = (&input.policies[place], &evaluation.policies[place]);
    let mut value = Map::new();
    let mut put = |key: &str, content: Value| value.insert(key.to_string(), content);
    put("kind", json!(plan.kind.name()));
    if !input.names[place].is_empty() {
        put("name", json!(input.names[place]));
    }
    if plan.kind != PolicyKind::Single {
        let (weak, strong) = plan.pair;
        put("pair", json!([input.models[weak].name, input.models[strong].name]));
    }
    put("success", json!(it.at.map(|at| at.success)));
    put("cost", json!(it.at.map(|at| at.usd)));
    put("share_strong", json!(it.at.map(|at| at.strong)));
    put("meets", json!(it.meets));
    put("cost_per_success", json!(it.at.map(|at| at.usd / at.success).filter(|it| it.is_finite())));
    if let Some((success, usd)) = intervals.and_then(|all| all.policies[place]) {
        put("success_interval", json!(success));
        put("cost_interval", json!(usd));
    } else if let Some((success, usd)) = it.error {
        let around = |centre: f64, error: f64| {
            json!([centre - NINETY_PERCENT * error, centre + NINETY_PERCENT * error])
        };
        put("success_interval", json!(it.at.map(|at| around(at.success, success))));
        put("cost_interval", json!(it.at.map(|at| around(at.usd, usd))));
    }
    put("apgr", json!(it.apgr));
    put("cpt50", json!(it.cpt50));
    put("cpt80", json!(it.cpt80));
    put("aiq", json!(it.aiq));
    put("saving", json!(it.saving));
    put("at_equal_quality", json!(it.at_equal_quality.as_ref().map(point)));
    if let Some(price) = input.error_usd {
        let total = |at: &Choice| at.usd + price * (1.0 - at.success);
        put("cost_with_errors", json!(it.at.as_ref().map(total)));
        put("at_error_cost", json!(it.at_error_price.as_ref().map(point)));
    }
    if let Some(tokens) = tokens(input, place, it) {
        put("tokens", json!(tokens));
    }
    if !it.curve.is_empty() {
        put("curve", Value::from_iter(it.curve.iter().map(point)));
    }
    if !it.notes.is_empty() {
        put("notes", json!(it.notes));
    }
    Value::Object(value)
}

/// Tokens per request at the operating point, of policies that call the weak or the strong model of a pair.
fn tokens(input: &RouteInput, place: usize, it: &Evaluated) -> Option<f64> {
    let plan = &input.policies[place];
    let strong = it.at?.strong;
    let weak_calls = match plan.kind {
        PolicyKind::ThresholdRouter | PolicyKind::Shuffled => 1.0 - strong,
        PolicyKind::Cascade if plan.stages.len() <= 2 => 1.0,
        _ => return None,
    };
    let (weak, last) = plan.pair;
    Some(weak_calls * input.models[weak].tokens? + strong * input.models[last].tokens?)
}

fn table(input: &RouteInput, evaluation: &Evaluation) -> String {
    let best = evaluation.best_constant;
    let percent = |it: f64| format!("{:.2}%", 100.0 * it);
    let optional = |it: Option<f64>, show: &dyn Fn(f64) -> String| it.map_or("-".to_string(), show);
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_header([
        "policy", "success", "cost", "strong", "saving", "APGR", "CPT50", "CPT80", "AIQ",
    ]);
    for (place, it) in evaluation.policies.iter().enumerate() {
        let name = match input.names[place].as_str() {
            "" => input.policies[place].kind.name(),
            name => name,
        };
        let decimal = |it: f64| format!("{it:.3}");
        table.add_row([
            name.to_string(),
            optional(it.at.map(|at| at.success), &percent),
            optional(it.at.map(|at| at.usd), &|it| format!("{it:.4}")),
            optional(it.at.map(|at| at.strong), &percent),
            optional(it.saving, &percent),
            optional(it.apgr, &decimal),
            optional(it.cpt50, &percent),
            optional(it.cpt80, &percent),
            optional(it.aiq, &decimal),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut text = format!(
        "Best constant: {}, {} for {:.4} a request. Some model succeeds on {} of requests.\n{table}\n",
        input.models[best].name,
        percent(evaluation.success[best]),
        input.models[best].usd,
        percent(evaluation.oracle_success),
    );
    text.push_str("Saving: at equal quality with the best constant.\n");
    let noted = evaluation.policies.iter().flat_map(|it| &it.notes);
    for note in input.notes.iter().chain(noted) {
        text.push_str(&format!("Note: {note}.\n"));
    }
    text
}

/// One line per point of every curve, and one for each operating point.
fn csv(input: &RouteInput, evaluation: &Evaluation) -> Result<String, Failure> {
    let header = ["policy", "kind", "name", "point", "share_strong", "success", "cost"];
    let rows = evaluation.policies.iter().enumerate().flat_map(|(place, it)| {
        let (kind, name) = (input.policies[place].kind.name(), &input.names[place]);
        let operating = it.at.iter().map(|at| ("operating", at));
        operating.chain(it.curve.iter().map(|at| ("curve", at))).map(move |(point, at)| {
            let numbers = [at.strong, at.success, at.usd].map(|it| it.to_string());
            let text = [place.to_string(), kind.to_string(), name.clone(), point.to_string()];
            text.into_iter().chain(numbers)
        })
    });
    csv_text(header, rows)
}
