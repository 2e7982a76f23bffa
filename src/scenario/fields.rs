//! The one table of what a scenario may say: every key with its kind, its default and its meaning.
//!
//! Validation, defaults, the JSON Schema, `--set` and the assumptions panel all read this table. Its rows stand with
//! their sections.

use super::field::Registry::World;
use super::field::{Field, month, of, text, whole};
use super::sections::{market, moats, ownership, policy, quality, segment, supply, workload};

/// Every key of a scenario; `[]` stands for each table of a list.
pub const FIELDS: &[Field] = &joined::<{ count() }>();

const PARTS: [&[Field]; 9] = [
    ROWS,
    workload::ROWS,
    policy::ROWS,
    market::ROWS,
    segment::ROWS,
    quality::ROWS,
    supply::ROWS,
    moats::ROWS,
    ownership::ROWS,
];

/// The rows above all sections.
const ROWS: &[Field] = &[
    whole("schema", 1, 1, None, "version of this format"),
    text("title", None, "one line, shown everywhere"),
    text("question", Some(""), "the question that the scenario answers"),
    text("summary", Some(""), "two or three sentences for somebody who meets it first"),
    of("world", World, None, "which dated prices and rental rates apply"),
    month(
        "start",
        "first month simulated, YYYY-MM; it stands at the world's prices, or at what was announced for it",
    ),
    whole("horizon_months", 1, 120, Some("36"), "months simulated after the first"),
    whole(
        "draws",
        256,
        1_000_000,
        Some("16384"),
        "draws of a full run; rounded up to blocks of 256",
    ),
];

const fn count() -> usize {
    let (mut count, mut part) = (0, 0);
    while part < PARTS.len() {
        count += PARTS[part].len();
        part += 1;
    }
    count
}

const fn joined<const COUNT: usize>() -> [Field; COUNT] {
    let mut rows = [ROWS[0]; COUNT];
    let (mut at, mut part) = (0, 0);
    while part < PARTS.len() {
        let mut row = 0;
        while row < PARTS[part].len() {
            rows[at] = PARTS[part][row];
            at += 1;
            row += 1;
        }
        part += 1;
    }
    rows
}
