//! From the events of a TOML text to its tree.
//!
//! `toml_parser` knows the words and the grammar; here keys meet their values and headers their tables, under
//! TOML's rules on who may extend what. The `toml` crate does the same into a tree of its own, which sorts keys
//! and takes twice the WebAssembly; tests hold trees and messages against it.

use toml_parser::decoder::ScalarKind;
use toml_parser::parser::{Event, EventKind, RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{ErrorSink, Expected, ParseError, Source, Span};

use super::{Table, Value};

/// How deep values and keys may nest.
const DEPTH: usize = 80;

/// The tree of `text`.
///
/// # Errors
/// The first: of the grammar if there is one, else of what keys and values say, in the order of the text.
pub(super) fn tree(text: &str) -> Result<Table, ParseError> {
    let all = events(text)?;
    let mut document = Document::default();
    let mut events = Events { source: Source::new(text), events: &all };
    while let Some(event) = events.next() {
        match event.kind() {
            EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                document.finish()?;
                let list = event.kind() == EventKind::ArrayTableOpen;
                let key = events.next().map(|key| events.path(key)).transpose()?;
                events.next();
                document.start(Header { path: key.unwrap_or_default(), list })?;
            }
            _ => {
                let (path, node) = events.entry(event)?;
                document.table.put(&path, node, false)?;
            }
        }
    }
    document.finish()?;
    Ok(document.root.tree())
}

/// The events of `text` without white space and comments.
///
/// # Errors
/// The first of the grammar.
pub(super) fn events(text: &str) -> Result<Vec<Event>, ParseError> {
    let source = Source::new(text);
    let mut events: Vec<Event> = Vec::new();
    let mut first: Option<ParseError> = None;
    let mut receiver = ValidateWhitespace::new(&mut events, source);
    let mut receiver = RecursionGuard::new(&mut receiver, DEPTH as u32);
    parse_document(&source.lex().into_vec(), &mut receiver, &mut first);
    if let Some(error) = first {
        return Err(error);
    }
    events.retain(|event| {
        !matches!(event.kind(), EventKind::Whitespace | EventKind::Comment | EventKind::Newline)
    });
    Ok(events)
}

/// What is wrong, in words, and what was expected there.
pub(super) fn message(error: &ParseError) -> String {
    let mut message = error.description().to_string();
    for (place, expected) in error.expected().unwrap_or_default().iter().enumerate() {
        message.push_str(if place == 0 { ", expected " } else { ", " });
        match expected {
            Expected::Literal("\n") => message.push_str("newline"),
            Expected::Literal("`") => message.push_str("'`'"),
            Expected::Literal(text) => message.extend(["`", *text, "`"]),
            Expected::Description(words) => message.push_str(words),
            _ => message.push_str("etc"),
        }
    }
    if error.expected().is_some_and(<[Expected]>::is_empty) {
        message.push_str(", expected nothing");
    }
    message
}

/// A key as it stands in the text; a dotted one is a path of several.
pub(super) struct Key {
    pub(super) name: String,
    span: Span,
}

/// What stands at a key, while tables may still grow.
enum Node {
    /// A value that is not a table or a list, with the name of its kind.
    Scalar(&'static str, Value),
    /// A list of values.
    List(Vec<Node>),
    /// The tables of a header in double brackets; never empty.
    Tables(Vec<Draft>),
    /// A table.
    Table(Draft),
}

/// A table while it may still grow.
#[derive(Default)]
struct Draft {
    entries: Vec<(String, Node)>,
    /// Made on the way to another, not by a header or braces of its own.
    implicit: bool,
    /// Made by a dotted key.
    dotted: bool,
    /// Made by braces, or inside them.
    inline: bool,
}

/// What remains of the events, without white space and comments. The grammar has been checked.
pub(super) struct Events<'a> {
    pub(super) source: Source<'a>,
    pub(super) events: &'a [Event],
}

impl<'a> Events<'a> {
    pub(super) fn next(&mut self) -> Option<&'a Event> {
        let (first, rest) = self.events.split_first()?;
        self.events = rest;
        Some(first)
    }

    fn next_is(&self, kind: EventKind) -> bool {
        self.events.first().is_some_and(|event| event.kind() == kind)
    }

    /// A key and its value.
    fn entry(&mut self, key: &Event) -> Result<(Vec<Key>, Node), ParseError> {
        let path = self.path(key)?;
        self.next();
        let value = self.next().ok_or_else(|| ParseError::new("missing value"))?;
        Ok((path, self.value(value)?))
    }

    /// A key, dotted or not, that begins with the event `key`.
    pub(super) fn path(&mut self, key: &Event) -> Result<Vec<Key>, ParseError> {
        let mut path = vec![self.key(key)?];
        while self.next_is(EventKind::KeySep) {
            self.next();
            let next = self.next().map(|key| self.key(key)).transpose()?;
            path.extend(next);
        }
        // The last one is no step of the path to it.
        if path.len() > DEPTH {
            return Err(ParseError::new("recursion limit"));
        }
        Ok(path)
    }

    fn key(&self, event: &Event) -> Result<Key, ParseError> {
        let (_, name) = self.decoded(event, |raw, name, error| raw.decode_key(name, error))?;
        Ok(Key { name, span: event.span() })
    }

    /// The value that begins with `event`.
    fn value(&mut self, event: &Event) -> Result<Node, ParseError> {
        match event.kind() {
            EventKind::ArrayOpen => {
                let mut items = Vec::new();
                while let Some(event) = self.next() {
                    match event.kind() {
                        EventKind::ArrayClose => break,
                        EventKind::ValueSep => (),
                        _ => items.push(self.value(event)?),
                    }
                }
                Ok(Node::List(items))
            }
            EventKind::InlineTableOpen => {
                let mut table = Draft { inline: true, ..Draft::default() };
                while let Some(event) = self.next() {
                    match event.kind() {
                        EventKind::InlineTableClose => break,
                        EventKind::ValueSep => (),
                        _ => {
                            let (path, node) = self.entry(event)?;
                            table.put(&path, node, true)?;
                        }
                    }
                }
                Ok(Node::Table(table))
            }
            _ => self.scalar(event),
        }
    }

    fn scalar(&self, event: &Event) -> Result<Node, ParseError> {
        let (kind, text) =
            self.decoded(event, |raw, text, error| raw.decode_scalar(text, error))?;
        Ok(match kind {
            ScalarKind::String => Node::Scalar("string", Value::Text(text)),
            ScalarKind::Boolean(flag) => Node::Scalar("boolean", Value::Flag(flag)),
            ScalarKind::Float => Node::Scalar("float", Value::Number(text)),
            ScalarKind::Integer(radix) => {
                // Hexadecimals and their like become decimals where they fit.
                let read = match radix.value() {
                    10 => None,
                    radix => i64::from_str_radix(&text, radix).ok(),
                };
                let text = read.map_or(text, |number| number.to_string());
                Node::Scalar("integer", Value::Number(text))
            }
            // Like a number, a date is what its reader makes of it.
            ScalarKind::DateTime => Node::Scalar("datetime", Value::Number(text)),
        })
    }

    /// What `decode` makes of the text of `event`.
    fn decoded<T>(
        &self,
        event: &Event,
        decode: impl FnOnce(Raw<'a>, &mut Text<'a>, &mut dyn ErrorSink) -> T,
    ) -> Result<(T, String), ParseError> {
        let raw = self.source.get(event).ok_or_else(|| ParseError::new("outside the text"))?;
        let (mut text, mut first) = (Text::default(), None);
        let kind = decode(raw, &mut text, &mut first);
        match first {
            Some(error) => Err(error),
            None => Ok((kind, text.into_owned())),
        }
    }
}

type Raw<'a> = toml_parser::Raw<'a>;
type Text<'a> = std::borrow::Cow<'a, str>;

/// A header of a table: where it stands, and whether it is one of a list.
struct Header {
    path: Vec<Key>,
    list: bool,
}

/// The tables so far, and the one that the last header opened.
#[derive(Default)]
struct Document {
    root: Draft,
    table: Draft,
    header: Option<Header>,
}

impl Document {
    /// Opens the table of `header`; one that stands there unnamed so far keeps its entries.
    fn start(&mut self, header: Header) -> Result<(), ParseError> {
        if let Some((key, path)) = header.path.split_last().filter(|_| !header.list) {
            let parent = self.root.descend(path, false, false)?;
            if let Some(place) = parent.place(&key.name) {
                match parent.entries.remove(place).1 {
                    Node::Table(table) if table.implicit && !table.dotted => self.table = table,
                    _ => return Err(twice(key)),
                }
            }
        }
        self.table.implicit = false;
        self.table.dotted = false;
        self.header = Some(header);
        Ok(())
    }

    /// Puts the table of the last header where it belongs.
    fn finish(&mut self) -> Result<(), ParseError> {
        let table = std::mem::take(&mut self.table);
        let Some(header) = self.header.take() else {
            self.root = table;
            return Ok(());
        };
        let Some((key, path)) = header.path.split_last() else { return Ok(()) };
        let parent = self.root.descend(path, false, false)?;
        if !header.list {
            parent.entries.push((key.name.clone(), Node::Table(table)));
            return Ok(());
        }
        match parent.place(&key.name).map(|place| &mut parent.entries[place].1) {
            None => parent.entries.push((key.name.clone(), Node::Tables(vec![table]))),
            Some(Node::Tables(tables)) => tables.push(table),
            Some(_) => return Err(twice(key)),
        }
        Ok(())
    }
}

impl Draft {
    fn place(&self, name: &str) -> Option<usize> {
        self.entries.iter().position(|(own, _)| own == name)
    }

    /// Puts `node` at `path`, which is dotted where it has several steps; `inline` says whether braces are around.
    fn put(&mut self, path: &[Key], node: Node, inline: bool) -> Result<(), ParseError> {
        let Some((key, path)) = path.split_last() else { return Ok(()) };
        let dotted = !path.is_empty();
        let table = self.descend(path, dotted, inline)?;
        let mixed = if inline { table.dotted != dotted } else { dotted && !table.implicit };
        if mixed || table.place(&key.name).is_some() {
            return Err(twice(key));
        }
        table.entries.push((key.name.clone(), node));
        Ok(())
    }

    /// The table at `path`; tables that are missing on the way are made.
    fn descend(
        &mut self,
        path: &[Key],
        dotted: bool,
        inline: bool,
    ) -> Result<&mut Draft, ParseError> {
        let mut table = self;
        for key in path {
            let place = table.place(&key.name).unwrap_or_else(|| {
                let made = Draft { entries: Vec::new(), implicit: true, dotted, inline };
                table.entries.push((key.name.clone(), Node::Table(made)));
                table.entries.len() - 1
            });
            table = match &mut table.entries[place].1 {
                Node::Table(table) if table.inline && !inline => {
                    return Err(not_extended("inline table", key));
                }
                Node::Table(table) if dotted && !table.implicit => return Err(twice(key)),
                Node::Table(table) => {
                    table.dotted |= dotted;
                    table
                }
                Node::Tables(tables) => {
                    let last = tables.len() - 1;
                    &mut tables[last]
                }
                Node::List(_) => return Err(not_extended("array", key)),
                Node::Scalar(kind, _) => return Err(not_extended(kind, key)),
            };
        }
        Ok(table)
    }

    fn tree(self) -> Table {
        let entries = self.entries.into_iter();
        Table(entries.map(|(name, node)| (name, node.value())).collect())
    }
}

impl Node {
    fn value(self) -> Value {
        match self {
            Node::Scalar(_, value) => value,
            Node::List(items) => Value::List(items.into_iter().map(Node::value).collect()),
            Node::Tables(tables) => {
                Value::List(tables.into_iter().map(|table| Value::Table(table.tree())).collect())
            }
            Node::Table(table) => Value::Table(table.tree()),
        }
    }
}

fn twice(key: &Key) -> ParseError {
    ParseError::new("duplicate key").with_unexpected(key.span)
}

fn not_extended(kind: &str, key: &Key) -> ParseError {
    let message = format!("cannot extend value of type {kind} with a dotted key");
    ParseError::new(message).with_unexpected(key.span)
}
