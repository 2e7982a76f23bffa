//! The model of a row, and the number format of its weights.

use super::cells::Columns;
use super::spelling::{PRECISIONS, number, spelled};
use crate::catalog::{CONFIG_WORDS, Catalog, Shape, configured, is_configuration};
use crate::document::{Table, Value};
use crate::error::Problem;
use crate::serving::Precision;

/// The shape of the model of a row, and the longest request that it takes.
pub(super) struct Served {
    pub shape: Shape,
    pub window_tokens: Option<f64>,
}

/// The model of column `model`: of the words of a configuration in the row, else of its name.
pub(super) fn served(
    columns: &mut Columns,
    catalog: &Catalog,
    notes: &mut Vec<String>,
) -> Option<Served> {
    let words = words(columns);
    let name = columns.text("model");
    if is_configuration(&words) {
        return own(columns, name.as_deref(), &words, catalog, notes);
    }
    let name = name?;
    let Some(shape) = catalog.shape_named(&name) else {
        let rule = "is not a model whose shape is known, nor names its size (70b; 30b-a3b, of them 3b active); columns \
             in the words of its config.json give one";
        columns.problem("model", &name, rule);
        return None;
    };
    // Of a configuration, what it says; of a model of the catalogue, what its card says.
    Some(match shape.is_given {
        true => Served { window_tokens: shape.context_tokens, shape: anchored(shape, catalog) },
        false => Served { shape, window_tokens: catalog.window_named(&name) },
    })
}

/// The words of a configuration among the columns of a row.
fn words(columns: &Columns) -> Table {
    let mut table = Table::default();
    for (name, text) in columns.row.values() {
        if CONFIG_WORDS.iter().any(|it| it.is_called(name)) {
            let value = match number(text) {
                Some(number) => Value::Number(number.to_string()),
                None => Value::Text(text.to_string()),
            };
            table.set(name, value);
        }
    }
    table
}

/// The model whose shape the row gives.
fn own(
    columns: &mut Columns,
    name: Option<&str>,
    words: &Table,
    catalog: &Catalog,
    notes: &mut Vec<String>,
) -> Option<Served> {
    let path = format!("row {}, ", columns.row.place);
    let model = match configured(words, &path) {
        Ok(model) => model,
        Err(problems) => {
            // A cell that cannot be read has been said.
            let said = |it: &Problem| {
                it.path.strip_prefix(&path).is_some_and(|column| columns.row.is_broken(column))
            };
            columns.problems.extend(problems.into_iter().filter(|it| !said(it)));
            return None;
        }
    };
    let total = model.parts.total_params() / 1e9;
    notes.push(format!("shape by the row's columns: {total:.3}B parameters in all"));
    notes.extend(model.notes.iter().cloned());
    let shape = model.shape(name?, "the row");
    let window_tokens = shape.context_tokens;
    Some(Served { shape: anchored(shape, catalog), window_tokens })
}

/// Under the name of a record that it is, `shape` has its measured rows; else it has none.
fn anchored(shape: Shape, catalog: &Catalog) -> Shape {
    let record = catalog.record_named(&shape.id);
    let (own, near) = (shape.architecture, |a: f64, b: f64| (a - b).abs() <= 0.01 * b);
    match record {
        Some(it)
            if near(own.total_params(), it.architecture.total_params())
                && near(own.kv_elements_per_token, it.architecture.kv_elements_per_token) =>
        {
            Shape { id: it.id.clone(), ..shape }
        }
        Some(_) => Shape { id: format!("{} (given)", shape.id), ..shape },
        None => shape,
    }
}

/// The format of the weights, and how it is written: the column, else the model's name, else its configuration.
pub(super) fn precision(
    columns: &mut Columns,
    served: Option<&Shape>,
    notes: &mut Vec<String>,
) -> (Option<Precision>, String) {
    let by_name = columns.row.get("model").and_then(Catalog::format_named);
    let by_configuration = served.and_then(|it| it.format);
    let of = |name: &str| PRECISIONS.iter().find(|it| it.0 == name).map(|it| it.1);
    let silent = columns.row.get("precision").is_none() && !columns.row.is_broken("precision");
    let told = match (by_name, by_configuration) {
        (_, Some(format)) => Some((format, "configuration")),
        (Some(format), None) => Some((format, "name")),
        (None, None) => None,
    };
    if let (true, Some((format, of_what))) = (silent, told) {
        notes.push(format!("precision {format}: by the model's {of_what}"));
        return (of(format), format.to_string());
    }
    let precision = columns.one_of("precision", &PRECISIONS);
    let written = columns.row.get("precision").map(spelled).unwrap_or_default();
    // Weights as they were trained may be served in any format.
    let quantised = told.filter(|it| it.1 == "name" || of(it.0) != Some(Precision::Bf16));
    if let (Some((format, of_what)), Some(precision)) = (quantised, precision)
        && of(format).is_some_and(|it| it != precision)
        // `fp4` alone is any of its kinds.
        && !(written == "fp4" && format == "mxfp4")
    {
        notes.push(format!("the model's {of_what} says {format}: taken as {written}"));
    }
    (precision, written)
}
