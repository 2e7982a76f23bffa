//! What bytes are as text, and what they are where they are none in UTF-8.

use crate::error::Problem;

/// How files of other kinds begin, and what they are.
const BEGINNINGS: [(&[u8], &str); 7] = [
    (b"\xff\xfe\0\0", "is in UTF-32 (little-endian): save it as UTF-8"),
    (b"\0\0\xfe\xff", "is in UTF-32 (big-endian): save it as UTF-8"),
    (b"\xff\xfe", UTF_16_LE),
    (b"\xfe\xff", UTF_16_BE),
    (
        b"PK\x03\x04",
        "is a spreadsheet's own format or another archive (ZIP): save it as text in UTF-8",
    ),
    (b"\xd0\xcf\x11\xe0", "is a spreadsheet's own format: save it as text in UTF-8"),
    (b"\x1f\x8b", "is compressed (gzip): unpack it first"),
];
const UTF_16_LE: &str = "is in UTF-16 (little-endian): save it as UTF-8";
const UTF_16_BE: &str = "is in UTF-16 (big-endian): save it as UTF-8";
/// Bytes by which UTF-16 without a byte order mark is told.
const TOLD_BY: usize = 4_096;

/// What is wrong with bytes that are another encoding than UTF-8, or no text at all; nothing where single bytes of them may
/// be wrong, and no more.
pub fn foreign(bytes: &[u8]) -> Option<Problem> {
    let begins = |it: &&(&[u8], &str)| bytes.starts_with(it.0);
    if let Some((_, rule)) = BEGINNINGS.iter().find(begins) {
        return Some(Problem::new("line 1", "", *rule));
    }
    let zero = bytes.iter().position(|it| *it == 0)?;
    if let Some(rule) = utf_16(&bytes[..bytes.len().min(TOLD_BY)]) {
        return Some(Problem::new("line 1", "", rule));
    }
    let rule = "holds a zero byte: the file must be text in UTF-8, not UTF-16 nor a spreadsheet's own format";
    Some(Problem::new(line(&bytes[..zero]), "", rule))
}

/// The text of `bytes`, without a byte order mark.
///
/// # Errors
/// What the bytes are instead, with the line of the first that is not UTF-8 where they are text.
///
/// ```
/// use undercut::document::decoded;
/// assert_eq!(decoded("\u{feff}title = 'Caf\u{e9}'".into()).unwrap(), "title = 'Caf\u{e9}'");
/// let latin = decoded(b"\ntitle = 'Caf\xe9'".to_vec()).unwrap_err();
/// assert_eq!(latin.to_string(), "line 2: has bytes that are not UTF-8 but look like Latin-1: save it as UTF-8");
/// ```
pub fn decoded(bytes: Vec<u8>) -> Result<String, Problem> {
    if let Some(problem) = foreign(&bytes) {
        return Err(problem);
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let (before, after) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
        let rule = match after.first() {
            Some(0x80..0xa0) => {
                "has bytes that are not UTF-8 but look like Windows-1252: save it as UTF-8"
            }
            _ => "has bytes that are not UTF-8 but look like Latin-1: save it as UTF-8",
        };
        Problem::new(line(before), "", rule)
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

/// The line after `before`, whether lines end in LF, CRLF or CR alone.
fn line(before: &[u8]) -> String {
    let count = |end: u8| before.iter().filter(|it| **it == end).count();
    let ends = match count(b'\n') {
        0 => count(b'\r'),
        some => some,
    };
    format!("line {}", ends + 1)
}

/// UTF-16 without a byte order mark, of which every other byte is zero in the scripts that keys are written in.
fn utf_16(bytes: &[u8]) -> Option<&'static str> {
    let zeros = |from: usize| bytes.iter().skip(from).step_by(2).filter(|it| **it == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), bytes.len() / 2);
    let most = |many: usize, few: usize| pairs >= 4 && 2 * many > pairs && 10 * few < pairs.max(10);
    match (most(odd, even), most(even, odd)) {
        (true, _) => Some(UTF_16_LE),
        (_, true) => Some(UTF_16_BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn other_encodings_are_told_with_and_without_their_mark() {
        let text = "title = 'a'\nworld = '2026-11'\n";
        for mark in ["\u{feff}", ""] {
            let marked = format!("{mark}{text}");
            let little = decoded(utf_16(&marked, u16::to_le_bytes)).unwrap_err();
            assert_eq!(little.to_string(), format!("line 1: {UTF_16_LE}"));
            let big = decoded(utf_16(&marked, u16::to_be_bytes)).unwrap_err();
            assert_eq!(big.to_string(), format!("line 1: {UTF_16_BE}"));
        }
        for (bytes, said) in [
            (
                b"PK\x03\x04rest".to_vec(),
                "line 1: is a spreadsheet's own format or another archive (ZIP)",
            ),
            (b"\x1f\x8b\x08".to_vec(), "line 1: is compressed (gzip): unpack it first"),
            (b"a\r\nb\0c".to_vec(), "line 2: holds a zero byte"),
            (
                b"a\rb\r\x93c".to_vec(),
                "line 3: has bytes that are not UTF-8 but look like Windows-1252",
            ),
            (vec![0], "line 1: holds a zero byte"),
        ] {
            let problem = decoded(bytes).unwrap_err().to_string();
            assert!(problem.starts_with(said), "{problem}");
        }
    }

    proptest! {
        #[test]
        fn any_text_in_utf_8_is_itself(chars in prop::collection::vec(any::<char>(), 0..60)) {
            let text: String = chars.into_iter().filter(|it| *it != '\0').collect();
            let bare = text.strip_prefix('\u{feff}').unwrap_or(&text);
            let zip = text.starts_with("PK\u{3}\u{4}");
            let read = decoded(text.clone().into_bytes()).ok();
            prop_assert_eq!(read.as_deref(), (!zip).then_some(bare));
        }

        #[test]
        fn any_bytes_are_text_or_a_problem(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Err(problem) = decoded(bytes) {
                prop_assert!(problem.rule.contains("UTF-8") || problem.rule.contains("gzip"));
            }
        }
    }
}
