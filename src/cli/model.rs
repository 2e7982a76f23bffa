//! What the catalogue knows of one model, for `undercut catalog show NAME`.

use undercut::analysis::prices_over_time;
use undercut::catalog::{Catalog, Figures, Model, ModelArchitecture, Weights};
use undercut::ids::ModelId;

use super::catalog::table;

/// The numbers of a model's own record and of the lines that sell it.
pub fn figures<'a>(catalog: &'a Catalog, id: ModelId) -> Figures<'a> {
    let own = format!("catalog.models.{}.", catalog.models[id.index()].id);
    let lines: Vec<&str> =
        catalog.lines.iter().filter(|it| it.model == id).map(|it| it.id.as_str()).collect();
    let of_line = |path: &str| {
        let line = path.strip_prefix("catalog.offers.").and_then(|it| it.split_once('@'));
        let of = |line: &str| lines.contains(&line);
        line.is_some_and(|(line, _)| of(line))
            || path
                .strip_prefix("catalog.lines.")
                .is_some_and(|it| it.rsplit_once('.').is_some_and(|(line, _)| of(line)))
    };
    let mut figures = catalog.figures();
    figures.retain(|(path, _)| path.starts_with(&own) || of_line(path));
    figures
}

/// The model in words and tables: what it is, its prices over time by seller, its scores, and where the numbers come from.
pub fn card(catalog: &Catalog, id: ModelId) -> String {
    let model = &catalog.models[id.index()];
    let mut text = head(catalog, model);
    if let Some(history) = prices_over_time(catalog, &model.id) {
        let rows: Vec<[String; 7]> = (history.lines.iter())
            .flat_map(|line| {
                line.steps.iter().map(|step| {
                    let usd = |it: f64| if it.is_nan() { "-".to_string() } else { it.to_string() };
                    [
                        line.line.clone(),
                        format!("{}{}", step.from, if step.announced { ", announced" } else { "" }),
                        usd(step.input_usd_per_mtok),
                        usd(step.cached_input_usd_per_mtok),
                        usd(step.output_usd_per_mtok),
                        step.as_of.clone(),
                        step.document.clone(),
                    ]
                })
            })
            .collect();
        let header = ["line", "from", "input", "cached", "output", "as of", "source"];
        if rows.is_empty() {
            text.push_str("No dated list price.\n");
        } else {
            text.push_str("\nList prices, USD per million tokens\n");
            text.push_str(&table(&header, &rows));
        }
    }
    text.push_str(&scores(catalog, model));
    text
}

/// What the model is.
fn head(catalog: &Catalog, model: &Model) -> String {
    let weights = match model.weights {
        Weights::Open => "open weights",
        Weights::Closed => "closed weights",
    };
    let mut lines = vec![
        format!("{} ({})", model.name, model.id),
        format!(
            "{}, {weights}, {} {}",
            catalog.providers[model.creator.index()].name,
            if model.announced { "announced or rumoured, not on sale;" } else { "out since" },
            model.released
        ),
    ];
    if !model.aliases.is_empty() {
        lines.push(format!("Also called {}", model.aliases.join(", ")));
    }
    if let Some(window) = &model.context_tokens {
        let output = model.max_output_tokens.as_ref();
        let output =
            output.map_or(String::new(), |it| format!(", of them at most {} output", it.text));
        lines.push(format!("Window of {} tokens{output}", window.text));
    }
    lines.push(match &model.architecture {
        ModelArchitecture::Known(shape) => {
            let shape = &catalog.shapes[shape.index()];
            let (all, active) =
                (shape.architecture.total_params() / 1e9, shape.architecture.active_params() / 1e9);
            format!(
                "Shape {}: {all:.0}B parameters, {active:.1}B active ({})",
                shape.id, shape.source.document
            )
        }
        ModelArchitecture::Guessed(it) => format!(
            "Shape not public: {} parameters, {} active ({}; {})",
            it.total_params.text,
            it.active_params.text,
            it.total_params.source.basis,
            it.total_params.source.note
        ),
    });
    lines.join("\n") + "\n"
}

/// Its scores, each with its source.
fn scores(catalog: &Catalog, model: &Model) -> String {
    if let Some(carried) = &model.carried
        && model.scores.is_empty()
    {
        let from = &catalog.models[carried.from.index()].name;
        let gain = &carried.gain_probit.text;
        return format!(
            "\nNobody measured it: the scores of {from}, {gain} probits better, stand in (assumed).\n"
        );
    }
    let row =
        |(benchmark, figure): &(undercut::catalog::BenchmarkId, undercut::catalog::Figure)| {
            let source = &figure.source;
            [
                catalog.benchmarks[benchmark.index()].name.clone(),
                figure.text.clone(),
                source.basis.to_string(),
                source.as_of.clone(),
                source.document.clone(),
            ]
        };
    let rows: Vec<[String; 5]> = model.scores.iter().map(row).collect();
    if rows.is_empty() {
        return "\nNo score.\n".to_string();
    }
    let header = ["benchmark", "score", "basis", "as of", "source"];
    format!("\nScores at {}\n{}", model.effort, table(&header, &rows))
}
