//! Rows of a CSV.

use std::collections::BTreeMap;

use super::columns::{MOST_COLUMNS, column_name, is_known, is_read};
use super::{Row, Table};
use crate::error::Problem;

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes())
}

/// Where the reader stands: byte and line, of what it was given.
fn position(reader: &csv::Reader<&[u8]>) -> (usize, usize) {
    let position = reader.position();
    let count = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
    (count(position.byte()), count(position.line()))
}

/// Reads `text` into `table`.
pub(super) fn read(text: &str, table: &mut Table) {
    let mut first = reader(text);
    let mut record = csv::StringRecord::new();
    if !matches!(first.read_record(&mut record), Ok(true)) {
        return;
    }
    let (end, line) = position(&first);
    let names: Vec<String> = record.iter().map(|it| it.trim().to_string()).collect();
    table.problems.extend(wrong_with_header(&text[..end], &names));
    if table.problems.is_empty() {
        names.iter().for_each(|name| table.meet(name));
        records(&text[end..], line, &names, table);
    }
}

fn wrong_with_header(raw: &str, names: &[String]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut problem = |path: &str, value: &str, rule: String| {
        problems.push(Problem::new(path, value, rule));
    };
    let separated = |by: char| names.len() == 1 && raw.trim_end().contains(by);
    if opens_quote(raw) {
        problem("header", "", "opens a quote that it does not close".to_string());
    } else if let Some((_, by)) =
        [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")].iter().find(|(by, _)| separated(*by))
    {
        let rule = format!("has columns apart by {by}: they must be apart by commas");
        problem("header", names[0].as_str(), rule);
    } else if names.len() > MOST_COLUMNS {
        problem(
            "header",
            "",
            format!("has {} columns: must have at most {MOST_COLUMNS}", names.len()),
        );
    } else if !names.iter().any(|name| is_known(&column_name(name))) {
        let rule = "names no column that is known: the first line must name columns, such as model,gpu,engine";
        problem("header", raw.lines().next().unwrap_or(""), rule.to_string());
    }
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for (place, name) in names.iter().enumerate() {
        let first = *first.entry(column_name(name)).or_insert(place);
        if is_read(&column_name(name)) && first < place {
            let rule = format!("is the name of column {} too", first + 1);
            problem(&format!("header, column {}", place + 1), name, rule);
        }
    }
    problems
}

/// Where the first line of `text` ends, its line end included.
fn line_end(text: &str) -> Option<usize> {
    let at = text.find(['\r', '\n'])?;
    Some(at + if text[at..].starts_with("\r\n") { 2 } else { 1 })
}

/// Reads the records of `text`, which begins on `line`.
fn records(text: &str, line: usize, names: &[String], table: &mut Table) {
    let (mut offset, mut line) = (0, line);
    'resumed: loop {
        let rest = &text[offset..];
        let mut reader = reader(rest);
        let mut record = csv::StringRecord::new();
        loop {
            let (start, at) = position(&reader);
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    let path = format!("line {}", line + at - 1);
                    table.problems.push(Problem::new(path, "", error.to_string()));
                    return;
                }
            }
            // What the reader skips in front of a record are ends of lines.
            let raw = &rest[start..position(&reader).0];
            let record_start = raw.trim_start_matches(['\r', '\n']);
            let skipped = raw.len() - record_start.len();
            let line_here = line + at - 1 + raw[..skipped].matches('\n').count();
            let place = table.rows.len() + 1;
            if swallows(record_start, names.len()) {
                let path = format!("row {place} (line {line_here})");
                let rule = "opens a quote that it does not close";
                table.rows.push(Row::lost(place, Problem::new(path, "", rule)));
                let Some(end) = line_end(record_start) else { return };
                (offset, line) = (offset + start + skipped + end, line_here + 1);
                continue 'resumed;
            }
            table.rows.push(row(place, names, &record));
        }
    }
}

fn row(place: usize, names: &[String], record: &csv::StringRecord) -> Row {
    let mut row = Row::new(place, names.iter().map(String::as_str).zip(record));
    for (column, value) in record.iter().enumerate().skip(names.len()) {
        if !value.trim().is_empty() {
            let rule = format!("is beyond the header, which has {} columns", names.len());
            row.refuse(&format!("column {}", column + 1), value, rule);
        }
    }
    row
}

/// Whether a quote in `raw` takes in what follows it.
fn opens_quote(raw: &str) -> bool {
    let followed = format!("{}\nx\n", raw.trim_end_matches(['\r', '\n']));
    reader(&followed).records().last().is_none_or(|it| it.is_ok_and(|it| it.get(0) != Some("x")))
}

/// Whether the record of `raw` took in rows after its own: one of its further lines is whole by itself.
fn swallows(raw: &str, columns: usize) -> bool {
    let fields =
        |line: &str| reader(line).records().next().map_or(0, |it| it.map_or(0, |it| it.len()));
    opens_quote(raw)
        || raw.trim_end().split(['\r', '\n']).skip(1).any(|line| fields(line) >= columns)
}
