//! The shipped world of November 2026 beside the one that an import would make.

use std::collections::BTreeSet;

use undercut::calendar::Day;
use undercut::catalog::Catalog;
use undercut::catalog::diff::Change;

use crate::{excerpt, found_on};

/// Lines whose list prices differ by more than a hundredth, and why.
const EXPLAINED: &[(&str, &str)] = &[
    (
        "bedrock/kimi-k3",
        "the catalogue has the global endpoint's price, the plainest name is the endpoint in one region",
    ),
    ("nebius/deepseek-v4.1-flash", "cached input: 0.006 in the catalogue, 0.01 in the map"),
];

/// Whether a change is one of the list price, by more than a hundredth.
fn far(change: &Change) -> bool {
    let listed = ["input_usd_per_mtok", "cached_input_usd_per_mtok", "output_usd_per_mtok"];
    let near =
        matches!((change.was, change.is), (Some(was), Some(is)) if (was / is - 1.0).abs() <= 0.01);
    listed.contains(&change.field.as_str()) && !near
}

#[test]
fn the_shipped_world_agrees_with_an_imported_one_and_what_differs_is_explained() {
    let catalog = Catalog::shipped().unwrap();
    let world = &catalog.worlds[catalog.world("2026-11").unwrap().index()];
    let lines: BTreeSet<&str> =
        world.lines.iter().map(|it| catalog.lines[it.index()].id.as_str()).collect();
    let found = found_on(&excerpt("litellm-lines.json"), Day::parse("2026-11-24").unwrap());
    let unchanged = found.set_aside.iter().filter_map(|it| {
        let (line, _) = it.reason.strip_prefix("no change: ")?.split_once(" has ")?;
        lines.contains(line).then_some(line)
    });
    let changed = || found.changed.iter().filter(|it| lines.contains(it.line.as_str()));
    let differ: Vec<&str> =
        changed().filter(|it| it.changes.iter().any(far)).map(|it| it.line.as_str()).collect();
    let all = unchanged.count() + changed().count();
    assert!(all >= 190, "{all} lines of the world have an entry");
    assert!(differ.len() * 20 <= all, "{} of {all} differ: {differ:?}", differ.len());
    let unexplained: Vec<&&str> =
        differ.iter().filter(|line| !EXPLAINED.iter().any(|(known, _)| known == *line)).collect();
    assert!(unexplained.is_empty(), "{unexplained:?}");
    assert!(found.new.iter().all(|it| !lines.contains(it.line.as_str())), "{:?}", found.new);
}
