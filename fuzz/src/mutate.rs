//! Changes to a tree: by key and value, tame ones that mostly stay valid and wild ones that mostly do not.

use std::collections::BTreeMap;

use undercut::document::{Table, Value};

use crate::dice::Dice;
use crate::values::{hostile, nudged};

/// What stands at each key of a target's seeds.
#[derive(Debug, Default)]
pub struct Stock {
    values: BTreeMap<String, Vec<Value>>,
    keys: Vec<String>,
    /// Entries of the tables that stand at a key.
    entries: BTreeMap<String, Vec<(String, Value)>>,
    /// Keys that tame changes leave alone with all below them.
    kept: &'static [&'static str],
}

/// Values kept of one key.
const MOST_VALUES: usize = 200;

impl Stock {
    /// The stock of `trees`.
    pub fn of<'a>(trees: impl Iterator<Item = &'a Value>, kept: &'static [&'static str]) -> Stock {
        let mut stock = Stock { kept, ..Stock::default() };
        trees.for_each(|tree| stock.take(tree, ""));
        stock.keys = stock.values.keys().cloned().collect();
        stock
    }

    fn take(&mut self, value: &Value, holder: &str) {
        match value {
            Value::Table(table) => {
                for (key, value) in &table.0 {
                    let entries = self.entries.entry(holder.to_string()).or_default();
                    let entry = (key.clone(), value.clone());
                    if entries.len() < MOST_VALUES && !entries.contains(&entry) {
                        entries.push(entry);
                    }
                    let known = self.values.entry(key.clone()).or_default();
                    if known.len() < MOST_VALUES && !known.contains(value) {
                        known.push(value.clone());
                    }
                    self.take(value, key);
                }
            }
            Value::List(items) => items.iter().for_each(|it| self.take(it, holder)),
            _ => {}
        }
    }

    fn value(&self, key: &str, dice: &mut Dice) -> Option<Value> {
        let known = self.values.get(key).filter(|it| !it.is_empty())?;
        Some(dice.of(known).clone())
    }
}

/// Changes something that mostly leaves the tree valid.
pub fn tame(root: &mut Value, stock: &Stock, dice: &mut Dice) {
    let mut place = dice.below(scalars(root, stock.kept));
    let Some((value, key)) = scalar(root, "", stock.kept, &mut place) else { return };
    match dice.below(24) {
        0..=6 => {
            if let Some(other) = stock.value(&key, dice) {
                *value = other;
            }
        }
        7 => drop_one(root, stock.kept, dice),
        8..=10 => add_one(root, stock, dice),
        _ => match value {
            Value::Text(text) | Value::Number(text) => {
                if let Some(moved) = nudged(text, dice) {
                    *text = moved;
                }
            }
            Value::Flag(flag) => *flag = !*flag,
            _ => {}
        },
    }
}

/// Changes something that mostly makes the tree wrong.
pub fn wild(root: &mut Value, stock: &Stock, dice: &mut Dice) {
    let count = nodes(root);
    let mut place = dice.below(count);
    let Some((value, key)) = nth(root, "", &mut place) else { return };
    match dice.below(12) {
        0..=4 => *value = hostile(dice),
        5 => *value = Value::List(vec![value.clone()]),
        6 => *value = Value::Table(Table(vec![(key, value.clone())])),
        7 => swap_type(value),
        8 => drop_one(root, &[], dice),
        9 => double_one(value, dice),
        10 => rename_one(value, stock, dice),
        _ => {
            let moved = value.clone();
            move_into(root, key, moved, dice);
        }
    }
}

fn swap_type(value: &mut Value) {
    *value = match value {
        Value::Text(text) => Value::Number(std::mem::take(text)),
        Value::Number(text) => Value::Text(std::mem::take(text)),
        Value::Flag(flag) => Value::Text(flag.to_string()),
        Value::List(items) => Value::Table(Table(
            std::mem::take(items)
                .into_iter()
                .enumerate()
                .map(|(n, it)| (n.to_string(), it))
                .collect(),
        )),
        Value::Table(table) => {
            Value::List(std::mem::take(&mut table.0).into_iter().map(|(_, it)| it).collect())
        }
    };
}

/// Removes a key of some table that is not kept, or an item of some list.
fn drop_one(root: &mut Value, kept: &[&str], dice: &mut Dice) {
    let held = holder(root, dice).filter(|it| !kept.contains(&it.1.as_str()));
    match held.map(|it| it.0) {
        Some(Value::Table(table)) if !table.0.is_empty() => {
            let place = dice.below(table.0.len());
            if !kept.contains(&table.0[place].0.as_str()) {
                table.0.remove(place);
            }
        }
        Some(Value::List(items)) if !items.is_empty() => {
            items.remove(dice.below(items.len()));
        }
        _ => {}
    }
}

/// Gives some table a key that a table of its kind has elsewhere, with a value from there.
fn add_one(root: &mut Value, stock: &Stock, dice: &mut Dice) {
    let Some((Value::Table(table), at)) = holder(root, dice) else { return };
    if let Some(entries) = stock.entries.get(&at).filter(|_| !stock.kept.contains(&at.as_str())) {
        let (key, value) = dice.of(entries);
        if !stock.kept.contains(&key.as_str()) {
            table.set(key, value.clone());
        }
    }
}

fn double_one(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Table(table) if !table.0.is_empty() => {
            let twice = dice.of(&table.0).clone();
            table.0.push(twice);
        }
        Value::List(items) if !items.is_empty() => {
            let item = dice.of(items).clone();
            items.extend(std::iter::repeat_n(item, *dice.of(&[1, 1, 2, 10, 50])));
        }
        Value::Text(text) => *text = text.repeat(2),
        _ => {}
    }
}

fn rename_one(value: &mut Value, stock: &Stock, dice: &mut Dice) {
    let Value::Table(table) = value else { return };
    let place = dice.below(table.0.len());
    let Some((key, _)) = table.0.get_mut(place) else { return };
    *key = match dice.below(3) {
        0 if !stock.keys.is_empty() => dice.of(&stock.keys).clone(),
        1 => format!("{key}_"),
        _ => match hostile(dice) {
            Value::Text(text) | Value::Number(text) => text,
            _ => String::new(),
        },
    };
}

fn move_into(root: &mut Value, key: String, moved: Value, dice: &mut Dice) {
    match holder(root, dice).map(|it| it.0) {
        Some(Value::Table(table)) => table.0.push((key, moved)),
        Some(Value::List(items)) => items.push(moved),
        _ => {}
    }
}

/// Changes bytes of a text.
pub fn bytes(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..1 + dice.below(4) {
        let place = dice.below(bytes.len());
        match dice.below(6) {
            0 => bytes.truncate(place),
            1 => bytes.insert(place, dice.below(256) as u8),
            2 => {
                let odd = [
                    &b"\xef\xbb\xbf"[..],
                    b"\xff\xfe",
                    b"\0",
                    b"\xc3",
                    b"\r",
                    b"\n\n",
                    b"\"",
                    b"[",
                    b"{",
                    b"%",
                ];
                let at = if dice.once_in(3) { 0 } else { place };
                bytes.splice(at..at, dice.of(&odd).iter().copied());
            }
            3 => {
                let end = (place + dice.below(60)).min(bytes.len());
                let piece: Vec<u8> = bytes[place..end].to_vec();
                let at = dice.below(bytes.len());
                bytes.splice(at..at, piece);
            }
            4 => {
                let end = (place + dice.below(20)).min(bytes.len());
                bytes.drain(place..end);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(place) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
    }
}

fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Table(table) => table.0.iter().map(|(_, it)| nodes(it)).sum(),
        Value::List(items) => items.iter().map(nodes).sum::<usize>(),
        _ => 0,
    }
}

/// The node at a place in the order of the text, with the key that it stands at or under.
fn nth<'a>(value: &'a mut Value, key: &str, place: &mut usize) -> Option<(&'a mut Value, String)> {
    if *place == 0 {
        return Some((value, key.to_string()));
    }
    *place -= 1;
    match value {
        Value::Table(table) => table.0.iter_mut().find_map(|(key, it)| nth(it, key, place)),
        Value::List(items) => items.iter_mut().find_map(|it| nth(it, key, place)),
        _ => None,
    }
}

/// How many values hold no others, what is kept left out.
fn scalars(value: &Value, kept: &[&str]) -> usize {
    match value {
        Value::Table(table) => {
            let changes = table.0.iter().filter(|(key, _)| !kept.contains(&key.as_str()));
            changes.map(|(_, it)| scalars(it, kept)).sum()
        }
        Value::List(items) => items.iter().map(|it| scalars(it, kept)).sum(),
        _ => 1,
    }
}

/// The value of a place among those that hold no others, with the key that it stands at.
fn scalar<'a>(
    value: &'a mut Value,
    key: &str,
    kept: &[&str],
    place: &mut usize,
) -> Option<(&'a mut Value, String)> {
    match value {
        Value::Table(table) => {
            let changes = table.0.iter_mut().filter(|(key, _)| !kept.contains(&key.as_str()));
            changes.into_iter().find_map(|(key, it)| scalar(it, key, kept, place))
        }
        Value::List(items) => items.iter_mut().find_map(|it| scalar(it, key, kept, place)),
        found if *place == 0 => Some((found, key.to_string())),
        _ => {
            *place -= 1;
            None
        }
    }
}

/// Some value that holds others, with the key that it stands at.
fn holder<'a>(root: &'a mut Value, dice: &mut Dice) -> Option<(&'a mut Value, String)> {
    let count = nodes(root);
    let place = (0..12).map(|_| dice.below(count)).find(|place| {
        let found = nth(root, "", &mut place.clone());
        found.is_some_and(|(it, _)| matches!(it, Value::Table(_) | Value::List(_)))
    })?;
    nth(root, "", &mut place.clone())
}
