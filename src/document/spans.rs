//! Where the values of a TOML text stand, so that one can be replaced and the rest stays as its author wrote it.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::parser::{Event, EventKind};

use super::assembly::{Events, Key, events};
use super::joined;
use crate::error::Error;

/// A string, number, date or flag of a text: its path, and the bytes that it takes, quotes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Path, such as `workload.task[0].share`; keys that contain dots are joined by dots too.
    pub path: String,
    /// Bytes of the text.
    pub span: Range<usize>,
}

/// Every scalar of `text`, in the order of the text.
///
/// # Errors
/// [`Error::Syntax`] where the text is not TOML.
///
/// ```
/// let text = "[[task]]\nshare = 0.5 # half";
/// let spots = undercut::document::spots(text)?;
/// assert_eq!(spots[0].path, "task[0].share");
/// assert_eq!(&text[spots[0].span.clone()], "0.5");
/// # Ok::<(), undercut::error::Error>(())
/// ```
pub fn spots(text: &str) -> Result<Vec<Spot>, Error> {
    super::parse(text)?;
    let all = events(text).map_err(|error| super::syntax(text, &error))?;
    let mut walk = Walk::default();
    let mut events = Events { source: Source::new(text), events: &all };
    while let Some(event) = events.next() {
        let read = match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                let list = event.kind() == EventKind::ArrayTableOpen;
                let key = events.next().map(|key| events.path(key)).transpose();
                events.next();
                key.map(|key| walk.open(&key.unwrap_or_default(), list))
            }
            _ => {
                let table = walk.table.clone();
                walk.entry(&mut events, event, &table)
            }
        };
        read.map_err(|error| super::syntax(text, &error))?;
    }
    Ok(walk.spots)
}

#[derive(Default)]
struct Walk {
    spots: Vec<Spot>,
    /// Path of the table that the last header opened.
    table: String,
    /// Lists of tables by path, and how many tables each has so far.
    lists: Vec<(String, usize)>,
}

type Read<T> = Result<T, toml_parser::ParseError>;

impl Walk {
    /// Opens the table of a header: on the way to it, a list of tables is its last one.
    fn open(&mut self, key: &[Key], list: bool) {
        let mut path = String::new();
        for (place, step) in key.iter().enumerate() {
            path = joined(&path, &step.name);
            let known = self.lists.iter_mut().find(|(of, _)| *of == path);
            let item = match known {
                Some((_, count)) if list && place + 1 == key.len() => {
                    *count += 1;
                    *count - 1
                }
                Some((_, count)) => *count - 1,
                None if list && place + 1 == key.len() => {
                    self.lists.push((path.clone(), 1));
                    0
                }
                None => continue,
            };
            path.push_str(&format!("[{item}]"));
        }
        self.table = path;
    }

    /// A key and its value below `table`.
    fn entry(&mut self, events: &mut Events, key: &Event, table: &str) -> Read<()> {
        let keys = events.path(key)?;
        let path = keys.iter().fold(table.to_string(), |path, key| joined(&path, &key.name));
        events.next();
        match events.next() {
            Some(value) => self.value(events, value, &path),
            None => Ok(()),
        }
    }

    fn value(&mut self, events: &mut Events, event: &Event, path: &str) -> Read<()> {
        match event.kind() {
            EventKind::ArrayOpen => {
                let mut item = 0;
                while let Some(event) = events.next() {
                    match event.kind() {
                        EventKind::ArrayClose => break,
                        EventKind::ValueSep => (),
                        _ => {
                            self.value(events, event, &format!("{path}[{item}]"))?;
                            item += 1;
                        }
                    }
                }
            }
            EventKind::InlineTableOpen => {
                while let Some(event) = events.next() {
                    match event.kind() {
                        EventKind::InlineTableClose => break,
                        EventKind::ValueSep => (),
                        _ => self.entry(events, event, path)?,
                    }
                }
            }
            _ => {
                let span = event.span();
                self.spots.push(Spot { path: path.to_string(), span: span.start()..span.end() });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_its_path_and_its_bytes() {
        let text = "a = 1 # one\n[w]\nb.c = \"x # y\"\n[[w.task]]\nshare = 0.5\n[w.task.quality]\nt = 'q'\n\
                    [[w.task]]\nshare = { value = \"4 to 5\", basis = 'm' }\nlist = [1, [2, 3]]\n\
                    [catalog]\n\"models.m-1.x\" = true\n";
        let spots = spots(text).unwrap();
        let found: Vec<(&str, &str)> =
            spots.iter().map(|it| (it.path.as_str(), &text[it.span.clone()])).collect();
        assert_eq!(
            found,
            [
                ("a", "1"),
                ("w.b.c", "\"x # y\""),
                ("w.task[0].share", "0.5"),
                ("w.task[0].quality.t", "'q'"),
                ("w.task[1].share.value", "\"4 to 5\""),
                ("w.task[1].share.basis", "'m'"),
                ("w.task[1].list[0]", "1"),
                ("w.task[1].list[1][0]", "2"),
                ("w.task[1].list[1][1]", "3"),
                ("catalog.models.m-1.x", "true"),
            ]
        );
    }

    #[test]
    fn what_is_no_toml_is_refused() {
        assert!(matches!(spots("a = "), Err(Error::Syntax { line: 1, .. })));
        assert!(spots("a = 1\na = 2").is_err());
    }
}
