/// What some blocks of a run add up to, with all that says of which run: one file of a run that several machines share.
///
/// # Format
/// The eight letters `undercut`; the version of the format, 1, and the length of the header in bytes, a multiple of 4, each a 32-bit
/// number, low byte first; the header, a JSON object with every field below but `words`, spaces after it; then the words of
/// [`crate::simulation::Partial::to_words`], low bytes first, which are the bytes of what the WebAssembly module's `take` gives.
///
/// ```
/// use undercut::input::Part;
/// # let part = Part {
/// #     model_version: "0.1.0".into(), name: "first-steps".into(), scenario: "title = \"x\"".into(), overrides: Vec::new(),
/// #     catalog: "00".into(), seed: 42, from: 0, to: 2, words: vec![1, 2, 3],
/// # };
/// let bytes = part.to_bytes();
/// assert_eq!(Part::parse(&bytes), Ok(part));
/// assert!(Part::parse(&bytes[1..]).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Version of the model that ran it.
    pub model_version: String,
    /// What the scenario was called.
    pub name: String,
    /// Text of the scenario.
    pub scenario: String,
    /// What differed from it, in order: paths and the texts there.
    pub overrides: Vec<(String, String)>,
    /// Digest of the catalogue.
    pub catalog: String,
    /// Seed.
    pub seed: u32,
    /// First block.
    pub from: u32,
    /// One past the last block.
    pub to: u32,
    /// The partial's words.
    #[serde(skip)]
    pub words: Vec<u32>,
}

const LETTERS: &[u8; 8] = b"undercut";
const FORMAT: u32 = 1;
/// The most blocks of a run that is put together from parts.
pub const MOST_BLOCKS: u32 = 1 << 20;

impl Part {
    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut header = serde_json::json!(self).to_string().into_bytes();
        header.resize(header.len().next_multiple_of(4), b' ');
        let mut bytes = LETTERS.to_vec();
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend((header.len() as u32).to_le_bytes());
        bytes.extend(header);
        bytes.extend(self.words.iter().flat_map(|it| it.to_le_bytes()));
        bytes
    }

    /// The part of a file's bytes.
    ///
    /// # Errors
    /// What the bytes are instead, as a sentence without a subject.
    pub fn parse(bytes: &[u8]) -> Result<Part, String> {
        let other = || "is no part of a run".to_string();
        let rest = bytes.strip_prefix(LETTERS).ok_or_else(other)?;
        let (format, rest) = number(rest).ok_or_else(other)?;
        if format != FORMAT {
            return Err(format!("is a part of format {format}; this is for {FORMAT}"));
        }
        let cut_off = || "ends in the middle: it was not written whole".to_string();
        let (length, rest) = number(rest).ok_or_else(cut_off)?;
        let (header, rest) = rest.split_at_checked(length as usize).ok_or_else(cut_off)?;
        let mut part: Part = serde_json::from_slice(header)
            .map_err(|error| format!("has a header that cannot be read: {error}"))?;
        if part.from >= part.to || part.to > MOST_BLOCKS {
            return Err(format!("says that it holds blocks {} to {}", part.from, part.to));
        }
        let words = rest.chunks_exact(4);
        if !words.remainder().is_empty() {
            return Err(cut_off());
        }
        part.words = words.map(|it| u32::from_le_bytes([it[0], it[1], it[2], it[3]])).collect();
        Ok(part)
    }

    /// What says of which run another is a part as well: the first thing in which they differ.
    pub fn differs(&self, other: &Part) -> Option<String> {
        let differ = |what: &str, mine: &dyn std::fmt::Display, theirs: &dyn std::fmt::Display| {
            Some(format!("is of {what} {theirs}, the first one of {mine}"))
        };
        if self.model_version != other.model_version {
            return differ("version", &self.model_version, &other.model_version);
        }
        if self.scenario != other.scenario {
            return differ("another scenario,", &self.name, &other.name);
        }
        if self.overrides != other.overrides {
            return Some("is of the scenario with other values set".to_string());
        }
        if self.catalog != other.catalog {
            return differ("catalogue", &self.catalog, &other.catalog);
        }
        (self.seed != other.seed).then(|| differ("seed", &self.seed, &other.seed))?
    }
}

/// The first number of some bytes, and the rest.
fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (first, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*first), rest))
}
