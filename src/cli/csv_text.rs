use super::Failure;

/// Rows as CSV under a header.
pub fn csv_text<Row, Cell>(
    header: impl IntoIterator<Item = impl AsRef<[u8]>>,
    rows: impl IntoIterator<Item = Row>,
) -> Result<String, Failure>
where
    Row: IntoIterator<Item = Cell>,
    Cell: AsRef<[u8]>,
{
    let failed = |error: csv::Error| Failure::from(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(header).map_err(failed)?;
    for row in rows {
        writer.write_record(row).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| Failure::from(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| Failure::from(error.to_string()))
}

/// A number of a CSV; one that does not exist is empty.
pub fn number(value: f64) -> String {
    if value.is_nan() { String::new() } else { value.to_string() }
}
