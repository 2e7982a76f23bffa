//! Correlations between models: one number for all pairs, or a matrix.

use super::json::{CORRELATION, Reader};
use crate::error::Problem;
use crate::math::Symmetric;
use crate::routing::NotACorrelation;
use serde_json::Value;

/// Correlation where none is given: between two frontier models of different families, see MODEL.md.
const USUAL_CORRELATION: f64 = 0.68;

/// The correlations of `n` models; a note where they are assumed.
pub(super) fn correlation(
    reader: &mut Reader,
    value: Option<&Value>,
    n: usize,
    notes: &mut Vec<String>,
) -> Option<Symmetric> {
    let common = |rho: f64| Symmetric::new(n, |i, j| if i == j { 1.0 } else { rho });
    match value {
        None | Some(Value::Null) => {
            if n > 1 {
                notes.push(format!("no correlation was given; {USUAL_CORRELATION} is assumed"));
            }
            Some(common(USUAL_CORRELATION))
        }
        Some(Value::Array(rows)) => matrix(reader, rows, n),
        Some(number) => reader.number("correlation", number, CORRELATION).map(common),
    }
}

fn matrix(reader: &mut Reader, rows: &[Value], n: usize) -> Option<Symmetric> {
    const EQUAL: f64 = 1e-6;
    let before = reader.problems.len();
    let mut cells = vec![0.0; n * n];
    if rows.len() != n {
        let given = Value::Array(rows.to_vec());
        reader.report(
            "correlation",
            Some(&given),
            format!("must have a row for each of {n} models"),
        );
        return None;
    }
    for (i, row) in rows.iter().enumerate() {
        let path = format!("correlation[{i}]");
        let Some(row) = row.as_array().filter(|it| it.len() == n) else {
            reader.report(&path, Some(row), format!("must be a list of {n} numbers"));
            continue;
        };
        for (j, cell) in row.iter().enumerate() {
            let at = format!("{path}[{j}]");
            if let Some(number) = reader.number(&at, cell, CORRELATION) {
                cells[i * n + j] = number;
                if i == j && !((number - 1.0).abs() <= EQUAL) {
                    reader.report(
                        &at,
                        Some(cell),
                        "must be 1: a correlation matrix has ones on its diagonal",
                    );
                }
            }
        }
    }
    if reader.problems.len() > before {
        return None;
    }
    for i in 0..n {
        for j in 0..i {
            if !((cells[i * n + j] - cells[j * n + i]).abs() <= EQUAL) {
                let rule = format!(
                    "must equal correlation[{j}][{i}] = {}: a correlation matrix is symmetric",
                    cells[j * n + i]
                );
                reader.problems.push(Problem::new(
                    format!("correlation[{i}][{j}]"),
                    cells[i * n + j].to_string(),
                    rule,
                ));
            }
        }
    }
    (reader.problems.len() == before)
        .then(|| Symmetric::new(n, |i, j| if i == j { 1.0 } else { cells[i * n + j] }))
}

/// Why a matrix is refused, as a rule.
pub(super) fn not_a_correlation(error: NotACorrelation) -> String {
    let NotACorrelation { missed_by, limit, most_models } = error;
    match missed_by {
        Some(missed_by) => format!(
            "must be a correlation matrix: it is {missed_by:.3} (root mean square) from the nearest one, and {limit} is the most that is mended"
        ),
        None => format!(
            "must be a correlation matrix: it has an eigenvalue below 0, and the nearest one is looked for of at most {most_models} models"
        ),
    }
}
